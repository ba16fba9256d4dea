//! What is offered beside the caret: what can stand there, and nothing while nothing is wanted.

use interleave::app::history::{Selection, Typed};
use interleave::app::{Action, OfferAction, Offered, State, reduce};
use interleave::program::{Offers, offers, parse, steps};
use proptest::prelude::*;

use crate::app::{act, page};
use crate::arbitrary;

/// A list with `|` where the caret is, as text and caret.
fn at_caret(marked: &str) -> (String, usize) {
    let caret = marked.find('|').unwrap();
    (marked.replacen('|', "", 1), caret)
}

fn found(marked: &str) -> Option<Offers> {
    let (text, caret) = at_caret(marked);
    offers(&text, &parse(&text).program, caret)
}

fn words(marked: &str) -> Vec<String> {
    let found = found(marked).filter(|found| found.is_due);
    found.into_iter().flat_map(|found| found.list).map(|offer| offer.word.into_owned()).collect()
}

#[test]
fn a_line_begins_with_a_step_below_a_task_and_with_a_head_above() {
    assert_eq!(words("task a\n  sl|"), ["sleep"]);
    assert_eq!(words("task a\n  sleep 1s\n  P|\n"), ["print"], "whatever its case");
    assert_eq!(words("se|"), ["seed"], "no step stands above all tasks");
    assert_eq!(words("t|"), ["task"]);
    assert_eq!(words("task a\nt|"), ["task"]);
    for nothing in [
        "task a\n  sleep|",
        "task a\n  s|l",
        "task a\n  print p|",
        "task a\n  sleep 1|",
        "# s|",
        "task a\n  |",
        "s|leep",
    ] {
        assert_eq!(words(nothing), [""; 0], "{nothing}");
    }
}

#[test]
fn where_nothing_is_typed_all_that_can_stand_there_is_found_when_asked_for() {
    let all: Vec<String> = found("task a\n  |\n").unwrap().list.iter().map(|offer| offer.word.to_string()).collect();
    assert!(steps().all(|step| all.iter().any(|word| word == step.word)) && all.contains(&"task".to_owned()));
    assert!(found("task a\n  |\n").unwrap().list.iter().all(|offer| !offer.help.is_empty()));
    assert!(!found("task a |\n").unwrap().is_due);
}

#[test]
fn words_follow_the_name_of_a_task_each_once() {
    assert_eq!(words("task a x2 a|"), ["after", "at"]);
    assert_eq!(words("task a at 1s a|"), ["after"]);
    assert_eq!(words("task a x|"), ["x3"]);
    for nothing in ["task |", "task a|", "task a at |", "task a every 1|", "task \"a b|", "task \"a b\"|"] {
        assert_eq!(words(nothing), [""; 0], "{nothing}");
    }
}

#[test]
fn behind_after_stand_the_names_of_other_tasks() {
    let list =
        |line: &str| format!("task build x2\n  cpu 1s\n  print x\ntask \"two words\"\ntask Bake\n{line}\ntask last\n");
    assert_eq!(words(&list("task b after |")), ["build", "two words", "Bake", "last"], "at once");
    assert_eq!(words(&list("task b after build, |")), ["two words", "Bake", "last"], "and not twice");
    assert_eq!(words(&list("task b after b|")), ["build", "Bake"]);
    assert_eq!(words(&list("task b after \"tw|")), ["two words"]);
    assert_eq!(words(&list("task b after build at 1s, |")), [""; 0], "that comma is no name's");
    let offers = found(&list("task b after \"tw|")).unwrap();
    assert_eq!(offers.list[0].written, "\"two words\"");
    let offers = found(&list("task b after |")).unwrap();
    assert_eq!((&*offers.list[0].argument, &*offers.list[0].help), ("x2", "cpu, print"));
    assert_eq!(words("task a\ntask b after a|"), [""; 0], "it stands there");
}

#[test]
fn a_step_that_acts_on_something_is_offered_what_is_of_its_kind() {
    let list = |line: &str| format!("limit db 2\nqueue jobs\ntask a\n  lock files\n  unlock files\n  {line}\n");
    assert_eq!(words(&list("lock |")), ["db", "files"]);
    assert_eq!(words(&list("send |")), ["jobs"]);
    assert_eq!(words(&list("lock f|")), ["files"]);
    assert_eq!(words(&list("sleep |")), [""; 0]);
    assert_eq!(words(&list("lock db w|")), ["within"]);
    assert_eq!(words(&list("send jobs \"big one\" w|")), ["within"]);
    assert_eq!(words(&list("join w|")), ["within"]);
    for nothing in ["lock db within 1s w|", "unlock db w|", "lock \"two w|", "lock db within |"] {
        assert_eq!(words(&list(nothing)), [""; 0], "{nothing}");
    }
}

/// The state after someone has typed this at the end of a list.
fn typing(before: &str, added: &str) -> State {
    let mut state = page();
    act(&mut state, Action::Edit(before.to_owned()));
    for letter in added.chars() {
        write(&mut state, letter);
    }
    state
}

fn write(state: &mut State, letter: char) {
    let text = format!("{}{letter}", state.document.text);
    let units = |text: &str| Selection::caret(text.encode_utf16().count());
    let typed = Typed { before: units(&state.document.text), after: units(&text), text, composition: None };
    act(state, Action::Type(typed));
}

fn shown(state: &State) -> Option<&Offered> {
    state.offering.shown.as_ref()
}

fn press(state: &mut State, key: &str) -> bool {
    let action = shown(state).and_then(|offered| offered.key(key, false));
    if let Some(action) = action {
        act(state, Action::Offer(action));
    }
    action.is_some_and(|action| action != OfferAction::Leave)
}

#[test]
fn only_what_was_chosen_by_an_arrow_is_taken_by_enter() {
    let mut state = typing("task a\n", "  s");
    assert!(!press(&mut state, "Enter"), "it makes a new line");
    assert!(press(&mut state, "ArrowDown") && press(&mut state, "ArrowUp"));
    assert_eq!(shown(&state).unwrap().chosen, None, "back at what was typed");
    press(&mut state, "ArrowDown");
    assert!(press(&mut state, "Enter"));
    assert_eq!((&*state.document.text, shown(&state)), ("task a\n  sleep ", None));
    act(&mut state, Action::Undo);
    assert_eq!(&*state.document.text, "task a\n  s", "in one step");
    let mut state = typing("task a\n", "sl");
    assert!(press(&mut state, "Tab"));
    assert_eq!(&*state.document.text, "task a\n  sleep ", "indented as the formatter does");
    let mut state = typing("task a\n  sleep 1s\n", "  ta");
    assert!(press(&mut state, "Tab"));
    assert_eq!(&*state.document.text, "task a\n  sleep 1s\ntask ", "tasks stand at the margin");
}

#[test]
fn what_was_taken_leads_on_to_what_follows_it() {
    let mut state = typing("task a\n", "task b af");
    press(&mut state, "Tab");
    assert_eq!(&*state.document.text, "task a\ntask b after ");
    assert_eq!(shown(&state).unwrap().offers.list[0].word, "a");
    press(&mut state, "Tab");
    assert_eq!((&*state.document.text, shown(&state)), ("task a\ntask b after a", None));
}

#[test]
fn escape_closes_it_for_this_word_and_other_ways_for_now() {
    let mut state = typing("task a\n", "  s");
    assert!(press(&mut state, "Escape"));
    write(&mut state, 'l');
    assert_eq!(shown(&state), None);
    write(&mut state, '\n');
    write(&mut state, 's');
    assert!(shown(&state).is_some(), "another word");
    assert!(!press(&mut state, "ArrowLeft") && shown(&state).is_none(), "the caret moves");
    let end = Selection::caret(state.document.text.len());
    act(&mut state, Action::Offer(OfferAction::Ask(end)));
    assert!(shown(&state).is_some());
    act(&mut state, Action::Select(Selection::default()));
    assert_eq!(shown(&state), None, "the focus is elsewhere");
    let mut state = typing("task a\n", "  s");
    act(&mut state, Action::Format);
    assert_eq!(shown(&state), None, "the text is another one");
}

proptest! {
    #![proptest_config(arbitrary::cases(256))]

    #[test]
    fn what_is_taken_stands_in_place_of_what_was_typed(program in arbitrary::program(), at in any::<prop::sample::Index>()) {
        let text = interleave::program::program_text(&program);
        let lines: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let caret = lines[at.index(lines.len())];
        // At the end of a line nobody has to know more than that it does no harm.
        let mut state = page();
        act(&mut state, Action::Edit(text.clone()));
        act(&mut state, Action::Offer(OfferAction::Ask(Selection::caret(text[..caret].encode_utf16().count()))));
        let count = shown(&state).map_or(0, |offered| offered.offers.list.len());
        for index in 0..count {
            let mut state = page();
            act(&mut state, Action::Edit(text.clone()));
            act(&mut state, Action::Offer(OfferAction::Ask(Selection::caret(text[..caret].encode_utf16().count()))));
            let offered = shown(&state).unwrap().offers.clone();
            let effects = reduce(&mut state, Action::Offer(OfferAction::Take(index)), interleave::app::Moment::default());
            prop_assert!(!effects.is_empty());
            let written = &offered.list[index].written;
            prop_assert_eq!(&*state.document.text, [&text[..offered.bytes.start], written, &text[offered.bytes.end..]].concat());
        }
    }
}
