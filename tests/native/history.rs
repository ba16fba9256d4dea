//! The way back through the text of a list: grouped as an editor does, and whole.

use interleave::app::history::{History, Selection, Typed, byte_of, units_of};
use interleave::app::typing::{Indented, carried, completed, place};
use interleave::app::{Action, Effect, Moment, State, fields, keys, reduce};
use interleave::engine::{Model, Options};
use proptest::prelude::*;

use crate::app::page;
use crate::arbitrary::cases;

/// A text box with the history that belongs to it.
#[derive(Default)]
struct TextBox {
    text: String,
    caret: usize,
    now_ms: f64,
    history: History,
    indented: Option<Indented>,
}

impl TextBox {
    fn with(text: &str) -> Self {
        Self { text: text.to_owned(), caret: text.encode_utf16().count(), ..Self::default() }
    }

    /// The browser replaces what is selected.
    fn replace(&mut self, selection: Selection, by: &str, composition: Option<u32>) {
        let (start, end) = (byte_of(&self.text, selection.start), byte_of(&self.text, selection.end));
        let text = [&self.text[..start], by, &self.text[end..]].concat();
        let after = Selection::caret(selection.start + by.encode_utf16().count());
        let typed = Typed { text, before: selection, after, composition };
        let typed = completed(&self.text, typed, by == "\n", &mut self.indented);
        if typed.text != self.text {
            self.history.type_in(&self.text, &typed, self.now_ms);
        }
        (self.text, self.caret) = (typed.text, typed.after.end);
    }

    fn type_in(&mut self, text: &str) {
        for letter in text.chars() {
            self.now_ms += 100.0;
            self.replace(Selection::caret(self.caret), &letter.to_string(), None);
        }
    }

    fn erase(&mut self, letters: usize) {
        for _ in 0..letters {
            self.now_ms += 100.0;
            self.replace(Selection { start: self.caret - 1, end: self.caret }, "", None);
        }
    }

    fn undo(&mut self) -> &str {
        let (text, selection) = self.history.undo(&self.text).expect("something can be undone");
        (self.text, self.caret) = (text.to_string(), selection.end);
        &self.text
    }

    fn redo(&mut self) -> &str {
        let (text, selection) = self.history.redo(&self.text).expect("something can be done again");
        (self.text, self.caret) = (text.to_string(), selection.end);
        &self.text
    }
}

#[test]
fn typing_is_one_step_until_it_pauses_or_goes_on_elsewhere() {
    let mut text_box = TextBox::with("task a\n");
    text_box.type_in("print x");
    text_box.now_ms += 2000.0;
    text_box.type_in("yz");
    text_box.erase(1);
    text_box.caret = 6;
    text_box.type_in("!");
    assert_eq!(text_box.text, "task a!\nprint xy");
    assert_eq!(text_box.undo(), "task a\nprint xy");
    assert_eq!(text_box.caret, 6, "the caret is where it was");
    assert_eq!(text_box.undo(), "task a\nprint xyz");
    assert_eq!(text_box.undo(), "task a\nprint x");
    assert_eq!(text_box.undo(), "task a\n");
    assert_eq!(text_box.caret, 7);
    assert!(!text_box.history.can_undo());
    assert_eq!(text_box.redo(), "task a\nprint x");
    text_box.type_in("1");
    assert!(!text_box.history.can_redo(), "who goes on after undoing goes another way");
    assert_eq!(text_box.undo(), "task a\nprint x", "and that is a step of its own");
}

#[test]
fn among_equal_letters_the_caret_tells_which_is_new() {
    let mut text_box = TextBox::with("\n\n\n\n");
    text_box.caret = 1;
    text_box.type_in("\n\nx");
    assert_eq!(text_box.text, "\n\n\nx\n\n\n");
    assert_eq!(text_box.undo(), "\n\n\n\n");
    assert_eq!(text_box.caret, 1);
}

#[test]
fn a_composition_is_one_step_and_one_given_up_is_none() {
    let mut text_box = TextBox::with("print ");
    for (composed, end) in [("n", 6), ("に", 7), ("にh", 7), ("日本", 8)] {
        text_box.now_ms += 3000.0;
        text_box.replace(Selection { start: 6, end }, composed, Some(1));
    }
    text_box.replace(Selection { start: 8, end: 8 }, "go", Some(2));
    assert_eq!(text_box.undo(), "print 日本");
    assert_eq!(text_box.undo(), "print ");
    assert_eq!(text_box.redo(), "print 日本");
    assert_eq!(text_box.caret, 8);
    text_box.replace(Selection { start: 8, end: 8 }, "x", Some(3));
    text_box.replace(Selection { start: 8, end: 9 }, "", Some(3));
    assert_eq!(text_box.undo(), "print ", "nothing came of the last one");
}

#[test]
fn a_new_line_keeps_the_indentation_and_what_is_typed_by_hand_stands_as_typed() {
    let mut text_box = TextBox::with("task a\n  print x");
    text_box.type_in("\n");
    assert_eq!((text_box.text.as_str(), text_box.caret), ("task a\n  print x\n  ", 19));
    text_box.type_in("yield\n\n");
    assert_eq!(text_box.text, "task a\n  print x\n  yield\n\n  ", "a line with nothing on it loses its blanks");
    text_box.type_in("task b\nsleep 1s");
    assert_eq!(text_box.text, "task a\n  print x\n  yield\n\ntask b\nsleep 1s", "a task stands at the margin");
    let mut by_hand = TextBox::default();
    let list = "task a\n  slep 1s\ntask b after nobody\n   sleep soon\n    yield";
    by_hand.type_in(list);
    assert_eq!(by_hand.text, list, "who indents by hand gets what was typed");
    assert_eq!(by_hand.undo(), "task a\n  slep 1s\ntask ", "what the text box did by itself ends a step");
    by_hand.undo();
    assert_eq!(by_hand.undo(), "");
}

#[test]
fn a_new_line_that_another_letter_came_of_is_none() {
    let typed = Typed {
        text: "task a\n  𝄞".to_owned(),
        before: Selection::caret(9),
        after: Selection::caret(11),
        composition: None,
    };
    let mut indented = None;
    assert_eq!(completed("task a\n  ", typed.clone(), true, &mut indented), typed);
    assert_eq!(indented, None);
}

#[test]
fn the_caret_stays_with_its_letters_where_lines_are_indented_anew() {
    let (old, new) = ("task ä\nprint x\n    sleep  1s", "task ä\n  print x\n  sleep 1s\n");
    let at = |text: &str, word: &str| Selection::caret(units_of(text, text.find(word).expect("it is there")));
    assert_eq!(carried(old, new, at(old, "print")), at(new, "print"));
    assert_eq!(carried(old, new, at(old, "leep")), at(new, "leep"));
    assert_eq!(carried(old, new, Selection::default()), Selection::default());
    assert_eq!(place("task ä\n  𝄞 slep 1s", 2, &(4..8)), Selection { start: 12, end: 16 });
}

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    reduce(state, action, Moment::default())
}

#[test]
fn typing_and_buttons_have_one_history() {
    let mut state = page();
    act(&mut state, Action::NewList);
    let typed = |text: &str, before: usize| {
        let after = Selection::caret(text.encode_utf16().count());
        Action::Type(Typed { text: text.to_owned(), before: Selection::caret(before), after, composition: None })
    };
    let texts = ["", "task a\nprint x", "task a\n  print x\n", "task a\n  print x\n  yield"];
    act(&mut state, typed(texts[1], 0));
    act(&mut state, Action::Select(Selection::caret(7)));
    let effects = act(&mut state, Action::Format);
    let selection = Selection::caret(9);
    assert!(
        effects.contains(&Effect::Write { text: texts[2].into(), selection, reveals: true }),
        "the caret stays at its letter"
    );
    act(&mut state, typed(texts[3], 17));
    for text in texts.iter().rev().skip(1) {
        act(&mut state, Action::Undo);
        assert_eq!(&*state.document.text, *text);
    }
    for text in &texts[1..] {
        act(&mut state, Action::Redo);
        assert_eq!(&*state.document.text, *text);
    }
    act(&mut state, Action::PickExample("waiting".to_owned()));
    assert!(!state.desk.history.can_undo() && !state.desk.history.can_redo(), "never into another list");
    act(&mut state, Action::GoBack);
    assert_eq!(&*state.document.text, texts[3]);
    act(&mut state, Action::Undo);
    assert_eq!(&*state.document.text, texts[2], "a list has its way back wherever it lay meanwhile");
}

#[test]
fn keys_go_by_their_letter_or_their_place() {
    assert_eq!(keys::in_text_box("z", "KeyY", false), Some(Action::Undo), "on a German keyboard");
    assert_eq!(keys::in_text_box("Z", "KeyZ", false), Some(Action::Undo), "with Caps Lock");
    assert_eq!(keys::in_text_box("Z", "KeyZ", true), Some(Action::Redo));
    assert_eq!(keys::in_text_box("y", "KeyY", false), Some(Action::Redo));
    assert_eq!(keys::in_text_box("я", "KeyZ", false), Some(Action::Undo), "on a Russian keyboard");
    assert_eq!(keys::in_text_box("Enter", "Enter", false), Some(Action::RunAll));
    for key in ["Tab", "Enter", "c", "a", "Z"] {
        assert_eq!(keys::in_text_box(key, "", key == "Enter").filter(|_| key != "Z"), None, "{key}");
    }
}

#[test]
fn a_number_that_is_being_typed_is_not_yet_a_choice() {
    use fields::{Size, is_unfinished_time, size, size_sentence};
    assert_eq!([size("", false), size("4", false), size("64", false)], [Size::Unfinished, Size::Of(4), Size::Of(64)]);
    for (text, is_bad) in [("0", false), ("65", false), ("-1", false), ("4.5", false), ("", true)] {
        assert_eq!(size(text, is_bad), Size::Wrong, "{text}");
    }
    let options = Options { process_pool: 6, ..Options::for_cores(2) };
    let said = |written| size_sentence(written, Model::ProcessPool, &options);
    assert_eq!(said(Size::Of(4)), None);
    assert_eq!(said(Size::Unfinished).as_deref(), Some("No size yet: 6 processes run."));
    assert_eq!(said(Size::Wrong).as_deref(), Some("A pool has 1 to 64 processes: still 6 run."));
    assert!(["1", "1.", " 25"].into_iter().all(is_unfinished_time));
    assert!(!["", "soon", "1h", "1s"].into_iter().any(is_unfinished_time));
}

/// One thing that happens to a text: where, how much of it goes, what comes, and how.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize, &'static str, u8, bool)> {
    let written = prop::sample::select(vec!["", "a", " ", "\n", "ä", "𝄞", "task b\n", "日本"]);
    (any::<prop::sample::Index>(), 0..3_usize, written, 0..6_u8, any::<bool>())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn undoing_goes_back_to_the_beginning_and_redoing_to_the_end(changes in prop::collection::vec(change(), 1..30)) {
        let mut text_box = TextBox::with("task a\n  print ä𝄞\n");
        let first = text_box.text.clone();
        let mut seen = vec![first.clone()];
        for (place, length, written, manner, is_beside) in changes {
            let letters: Vec<char> = text_box.text.chars().collect();
            let start = place.index(letters.len() + 1);
            let units = |letters: &[char]| letters.iter().map(|letter| letter.len_utf16()).sum::<usize>();
            let start_units = if is_beside { text_box.caret } else { units(&letters[..start]) };
            let start = byte_of(&text_box.text, start_units);
            let gone: String = text_box.text[start..].chars().take(length).collect();
            let selection = Selection { start: start_units, end: start_units + gone.encode_utf16().count() };
            text_box.now_ms += 300.0 * f64::from(manner);
            match manner {
                0 if text_box.history.can_undo() => {
                    text_box.undo();
                }
                1 if text_box.history.can_redo() => {
                    text_box.redo();
                }
                2 => text_box.replace(selection, written, Some(7)),
                3 => {
                    let new = interleave::program::format(&text_box.text);
                    if new != text_box.text {
                        text_box.history.rewrite(&text_box.text, &new, selection, selection);
                        (text_box.text, text_box.indented) = (new, None);
                        text_box.caret = 0;
                    }
                }
                _ => text_box.replace(selection, written, None),
            }
            seen.push(text_box.text.clone());
        }
        while text_box.history.can_redo() {
            text_box.redo();
        }
        let last = text_box.text.clone();
        let mut back = Vec::new();
        while text_box.history.can_undo() {
            back.push(text_box.text.clone());
            text_box.undo();
            prop_assert!(seen.contains(&text_box.text), "{:?} was never there", text_box.text);
        }
        prop_assert_eq!(&text_box.text, &first);
        while let Some(text) = back.pop() {
            prop_assert_eq!(text_box.redo(), text.as_str());
        }
        prop_assert_eq!(text_box.text, last);
    }
}
