//! All lists at once: found, renamed, copied, thrown away and brought back, as one file and back.

use interleave::app::lists::Keeping;
use interleave::app::search::Folding;
use interleave::app::shelf::{Row, rows};
use interleave::app::{Action, Effect, Moment, ShelfAction, State, notice_text, reduce};
use interleave::formats::import::{self, ImportError, Imported};
use interleave::formats::kept::KeptList;
use interleave::formats::kept_file;
use proptest::prelude::*;

use crate::app::page;
use crate::arbitrary::cases;
use crate::files::opening;

/// Does it in a browser with room for everything; says what was asked for.
fn act(state: &mut State, now_ms: u32, action: Action) -> Vec<Effect> {
    let moment = Moment { clock_ms: f64::from(now_ms), wall_ms: f64::from(now_ms) };
    let effects = reduce(state, action, moment);
    for effect in &effects {
        if let Effect::Keep { id, value, .. } = effect.clone() {
            reduce(state, Action::Keep { id, value, keeping: Keeping::Kept }, moment);
        }
    }
    effects
}

fn shelf(state: &mut State, action: ShelfAction) -> Vec<Effect> {
    act(state, 9000, Action::Shelf(action))
}

/// A reader with this many lists.
fn writer(count: u32) -> State {
    let mut state = page();
    for number in 1..=count {
        act(&mut state, number, Action::NewList);
        act(&mut state, number, Action::Edit(format!("# List {number}\ntask t{number}\n")));
    }
    state
}

fn labels(state: &State) -> Vec<String> {
    rows(&state.desk, Folding::default()).into_iter().map(|row| row.label).collect()
}

fn row(state: &State, label: &str) -> Row {
    rows(&state.desk, Folding::default()).into_iter().find(|row| row.label == label).unwrap()
}

#[test]
fn every_list_is_there_and_can_be_found() {
    let mut state = writer(120);
    assert_eq!(rows(&state.desk, Folding::default()).len(), 120);
    assert_eq!(labels(&state)[..2], ["List 120", "List 119"], "the latest first");
    shelf(&mut state, ShelfAction::Find(" TASK T77".to_owned()));
    assert_eq!(labels(&state), ["List 77"]);
    let id = row(&state, "List 77").id;
    act(&mut state, 5000, Action::PickList(id));
    assert!(state.document.text.starts_with("# List 77") && row(&state, "List 77").is_on_desk);
    shelf(&mut state, ShelfAction::Find("nowhere".to_owned()));
    assert_eq!(labels(&state), [""; 0]);
    shelf(&mut state, ShelfAction::Close);
    assert_eq!(rows(&state.desk, Folding::default()).len(), 120, "whoever comes back sees all of them");
}

#[test]
fn lists_are_renamed_copied_thrown_away_and_brought_back() {
    let mut state = writer(3);
    let (first, desk) = (row(&state, "List 1"), row(&state, "List 3"));
    shelf(&mut state, ShelfAction::Rename(first.id.clone(), "Lecture\n1".to_owned()));
    assert_eq!(labels(&state), ["List 3", "List 2", "Lecture1"], "a name is no edit");
    shelf(&mut state, ShelfAction::Rename(desk.id.clone(), "Desk".to_owned()));
    assert_eq!(&*state.desk.name, "Desk");

    for copy in ["Lecture1 (2)", "Lecture1 (3)"] {
        shelf(&mut state, ShelfAction::Duplicate(first.id.clone()));
        assert!(labels(&state).contains(&copy.to_owned()));
    }
    assert!(state.document.text.starts_with("# List 3"), "the desk is as it was");

    for id in [first.id, desk.id] {
        let text = state.desk.entries.iter().find(|entry| entry.id == id).unwrap().list.text.clone();
        let effects = shelf(&mut state, ShelfAction::Discard(id.clone()));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Forget { id: gone, .. } if *gone == id)));
        assert!(!state.desk.entries.iter().any(|entry| entry.id == id) && *state.document.text != *text);
        shelf(&mut state, ShelfAction::BringBack);
        assert!(state.desk.entries.iter().any(|entry| entry.id == id && entry.list.text == text));
    }
}

#[test]
fn all_lists_are_one_file_and_come_back() {
    let mut state = writer(50);
    let effects = shelf(&mut state, ShelfAction::Download);
    let [Effect::Download { name, text, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(name, "interleave-lists.json");
    let mut reader = page();
    let desk = reader.document.text.clone();
    for (said, count) in [("50 lists are taken in: find them under Lists.", 50), ("0 lists are taken in", 50)] {
        for action in opening(&mut reader, name, text) {
            act(&mut reader, 9000, action);
        }
        assert!(notice_text(&reader.news).unwrap().starts_with(said), "{:?}", reader.news);
        assert_eq!((rows(&reader.desk, Folding::default()).len(), reader.files.working()), (count, None));
    }
    assert_eq!((&reader.document.text, labels(&reader)), (&desk, labels(&state)));
}

#[test]
fn a_file_of_lists_that_is_none_is_told() {
    let read = |text: &str| import::read("lists.json", text.as_bytes().to_vec());
    let newer = r#"{"format":"interleave-lists","version":2,"books":[]}"#;
    assert_eq!(read(newer), Err(ImportError::Lists(kept_file::ReadError::Newer(2))));
    for damaged in
        ["", r#","version":1"#, r#","version":1,"lists":[{}]"#, r#","version":1,"lists":7"#, r#","lists":[]"#]
    {
        let read = read(&format!(r#"{{"format":"interleave-lists"{damaged}}}"#));
        assert_eq!(read, Err(ImportError::Lists(kept_file::ReadError::Damaged)), "{damaged}");
    }
    for other in ["", "{}", "[]", "task a", r#"{"format":"interleave-results"}"#] {
        assert!(matches!(read(other), Err(ImportError::Results(_))), "{other}");
    }
}

fn list() -> impl Strategy<Value = KeptList> {
    ("\\PC{0,20}", "(\\PC|\n){0,80}", 0..1_u64 << 53).prop_map(|(name, text, edited_ms)| KeptList {
        name,
        edited_ms,
        text,
    })
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_is_in_the_file_comes_back(lists in proptest::collection::vec(list(), 0..5)) {
        let file = kept_file::write(lists.iter()).into_bytes();
        prop_assert_eq!(import::read("lists.json", file), Ok(Imported::Lists(lists)));
    }
}
