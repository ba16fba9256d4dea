//! Durations that are changed where they stand in the list: which one is meant, what comes next, and the way back.

use interleave::app::adjust::{Adjustment, Drag, adjusted};
use interleave::app::history::Selection;
use interleave::app::{Action, Effect, Link, Moment, State, reduce};
use interleave::chart::palette::Theme;
use interleave::program::{DurationField, Limits, parse};
use interleave::time::{duration_text, parse_duration};
use proptest::prelude::*;

use crate::app::isolated;
use crate::arbitrary::cases;

const LIST: &str =
    "seed 7\ntask \u{4e09} x3 at 1s every 100ms..300ms\n  sleep 250ms\n  print sleep 1s\n  cpu 2m\ntask at at 5s\n";

/// The duration that stands where this text does for the first time, so many letters into it.
fn at(text: &str, part: &str, letters: usize) -> Option<String> {
    let place = text.find(part).unwrap() + letters;
    DurationField::at(text, place).map(|field| text[field.bytes].to_owned())
}

#[test]
fn the_duration_at_a_place_is_found_and_nothing_else() {
    for (part, letters, found) in [
        ("250ms", 0, Some("250ms")),
        ("250ms", 5, Some("250ms")),
        ("sleep 250ms", 3, None),
        ("100ms..", 2, Some("100ms")),
        ("100ms..", 5, Some("100ms")),
        ("..300ms", 2, Some("300ms")),
        ("at 1s", 3, Some("1s")),
        ("at 1s", 1, None),
        ("x3", 1, None),
        ("seed 7", 5, None),
        ("print sleep 1s", 12, None),
        ("2m", 1, Some("2m")),
        ("at 5s", 4, Some("5s")),
    ] {
        assert_eq!(at(LIST, part, letters).as_deref(), found, "{part} + {letters}");
    }
    assert_eq!(at("task a\n  sleep 1s 2s\n", "1s", 1), None, "of a line that isn't understood");
    assert_eq!(at("task \"at 1s\"\n  yield\n", "1s", 1), None, "in a name");
    for (place, found) in [(8, "1s"), (12, "250ms"), (20, "2s"), (24, "3s")] {
        let list = "  sleep 1s, 250ms,2s..3s";
        let text = format!("task a\n{list}\n");
        let field = DurationField::at(&text, 7 + place).map(|field| text[field.bytes].to_owned());
        assert_eq!(field.as_deref(), Some(found), "{place}");
    }
    let text = "task a x3 every 4m retry 2 every 9m\n";
    let bounds_ns: Vec<_> = DurationField::of_line(text, 0).into_iter().map(|field| field.bounds_ns.end).collect();
    assert_eq!(bounds_ns, [Limits::LIST.duration_ns / 2, Limits::LIST.duration_ns]);
    let list = "task a timeout 2s\n  lock a within 200ms, 1s\n  send q 3s within 4s\n";
    let at = |part: &str| DurationField::at(list, list.find(part).unwrap()).map(|field| list[field.bytes].to_owned());
    let found = ["2s", "200ms", "1s", "3s", "4s"].map(at);
    assert_eq!(
        found,
        ["2s", "200ms", "1s", "", "4s"].map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()))
    );
    let of_line = |line| -> Vec<String> {
        DurationField::of_line(LIST, line).into_iter().map(|field| LIST[field.bytes].to_owned()).collect()
    };
    assert_eq!(of_line(1), ["1s", "100ms", "300ms"]);
    assert_eq!(of_line(2), ["250ms"]);
    assert_eq!(of_line(3), [""; 0]);
    assert_eq!(of_line(99), [""; 0]);
}

fn walk(text: &str, steps: i32, is_coarse: bool, count: usize) -> Vec<String> {
    let list = |duration: &str| format!("task a\n  sleep {duration}\n");
    let next = |duration: &String| {
        let (text, place) = (list(duration), list(duration).find(duration.as_str()).unwrap());
        Some(duration_text(DurationField::at(&text, place).unwrap().stepped(steps, is_coarse)))
    };
    std::iter::successors(Some(text.to_owned()), next).skip(1).take(count).collect()
}

#[test]
fn steps_come_to_round_figures_and_keep_the_usual_form() {
    assert_eq!(walk("250ms", 1, false, 3), ["260ms", "270ms", "280ms"]);
    assert_eq!(walk("253ms", 1, false, 1), ["260ms"]);
    assert_eq!(walk("253ms", -1, false, 1), ["250ms"]);
    assert_eq!(walk("960ms", 1, false, 4), ["980ms", "1s", "1.1s", "1.2s"]);
    assert_eq!(walk("1.1s", -1, false, 3), ["1s", "980ms", "960ms"]);
    assert_eq!(walk("250ms", 1, true, 4), ["300ms", "400ms", "500ms", "600ms"]);
    assert_eq!(walk("3ms", -1, false, 5), ["2ms", "1ms", "0ms", "0ms", "0ms"]);
    assert_eq!(walk("0ms", 1, false, 2), ["1ms", "2ms"]);
    assert_eq!(walk("9.9m", 1, false, 2), ["10m", "10m"], "and stop at the longest");
    assert_eq!(walk("250ms", 75, false, 1), walk("250ms", 1, false, 75)[74..]);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_duration_within_its_bounds_makes_no_problem(
        (at_ms, every_ms, copies, low_ms, high_ms) in (0..60_000_u64, 0..2_700_u64, 1..200_u32, 0..1000_u64, 0..1000_u64),
        steps in -200..200_i32,
        is_coarse in any::<bool>(),
    ) {
        let high_ms = low_ms + high_ms;
        let text = format!("task a x{copies} at {at_ms}ms every {every_ms}ms\n  sleep {low_ms}ms..{high_ms}ms\n");
        prop_assert_eq!(&*parse(&text).diagnostics, &[], "{}", text);
        for field in (0..2).flat_map(|line| DurationField::of_line(&text, line)) {
            let ns = field.stepped(steps, is_coarse);
            prop_assert!(ns <= Limits::LIST.duration_ns);
            let (before, behind) = (&text[..field.bytes.start], &text[field.bytes.end..]);
            let changed = [before, &duration_text(ns), behind].concat();
            prop_assert_eq!(&*parse(&changed).diagnostics, &[], "{}", changed);
            let again = DurationField::at(&changed, field.bytes.start).unwrap();
            prop_assert_eq!(again.ns, ns);
        }
    }
}

fn page(text: &str) -> State {
    let mut state = State::new(isolated(), Theme::Light, &Link::default());
    reduce(&mut state, Action::Edit(text.to_owned()), Moment::default());
    state
}

fn adjust(state: &mut State, at: usize, adjustment: Adjustment, ms: f64) -> Vec<Effect> {
    let selected = Selection::caret(at);
    reduce(state, Action::Adjust { at, adjustment, selected }, Moment { clock_ms: ms, wall_ms: ms })
}

#[test]
fn a_drag_is_one_step_of_the_way_back_and_what_is_selected_stays() {
    let text = "task \u{4e09}\n  sleep 250ms\n  print End\n";
    let mut state = page(text);
    let place = text.find("250ms").unwrap();
    let field = DurationField::at(text, place).unwrap();
    let drag = Drag::new(text, field, 1, 100.0);
    assert_eq!(drag.at, "task x\n  sleep ".len(), "in UTF-16 code units");
    for x_px in [104.0, 140.0, 500.0] {
        adjust(&mut state, drag.at, drag.to(x_px, false), 0.0);
    }
    assert!(state.document.text.contains("sleep 7s"), "{}", state.document.text);
    reduce(&mut state, Action::Undo, Moment::default());
    assert_eq!(&*state.document.text, text);
    reduce(&mut state, Action::Redo, Moment::default());
    assert!(state.document.text.contains("sleep 7s"));
    // Another one that comes back to where it began is none.
    reduce(&mut state, Action::Undo, Moment::default());
    let could_undo = state.desk.history.can_undo();
    let drag = Drag::new(text, DurationField::at(text, place).unwrap(), 2, 0.0);
    adjust(&mut state, drag.at, drag.to(40.0, false), 0.0);
    adjust(&mut state, drag.at, drag.to(0.0, false), 0.0);
    assert_eq!((&*state.document.text, state.desk.history.can_undo()), (text, could_undo));
    // What is behind the duration moves along with it, and nothing is scrolled.
    let end = Selection { start: text.encode_utf16().count() - 4, end: text.encode_utf16().count() };
    let adjustment = Adjustment::Steps { steps: -30, is_coarse: false };
    let action = Action::Adjust { at: drag.at, adjustment, selected: end };
    let effects = reduce(&mut state, action, Moment::default());
    let text = state.document.text.clone();
    assert!(text.contains("sleep 70ms"), "{text}");
    let selection = Selection { start: end.start - 1, end: end.end - 1 };
    assert!(effects.contains(&Effect::Write { text, selection, reveals: true }));
}

#[test]
fn keys_join_one_step_until_they_pause_and_leave_what_is_none_alone() {
    let mut state = page("task a\n  sleep 9ms\n  print x\n");
    let at = "task a\n  sleep 9ms".len();
    let up = Adjustment::Steps { steps: 1, is_coarse: false };
    adjust(&mut state, at, up, 0.0);
    adjust(&mut state, at + 1, up, 500.0);
    adjust(&mut state, at + 1, up, 5000.0);
    assert_eq!(&*state.document.text, "task a\n  sleep 12ms\n  print x\n");
    for text in ["task a\n  sleep 11ms\n  print x\n", "task a\n  sleep 9ms\n  print x\n"] {
        reduce(&mut state, Action::Undo, Moment::default());
        assert_eq!(&*state.document.text, text);
    }
    for nowhere in [0, 8, 26, 1000] {
        assert_eq!(adjust(&mut state, nowhere, up, 0.0), [], "at {nowhere}");
        assert_eq!(adjusted(&state.document.text, nowhere, up), None);
    }
    let most = parse_duration("10m").unwrap();
    assert_eq!(adjusted("task a\n  cpu 10m\n", 14, up).unwrap().0.ns, most);
}
