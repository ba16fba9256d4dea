//! What travels in a link, what is said about one, and whose a list is that came with it.

use interleave::app::files::Format;
use interleave::app::lists::{introduction, is_guest, page_title};
use interleave::app::opened::{Clip, MadeLink, link_sentence, shared};
use interleave::app::{Action, Effect, LookAction, Moment, State, notice_text, reduce};
use interleave::engine::{Behind, Model};
use interleave::formats::link::Shared;
use interleave::program::EXAMPLES;
use interleave::record::Outcome;
use interleave::time::MS;

use crate::app::{page, play};
use crate::files::{open, written};
use crate::link::{decode, encode};

const MINE: &str = "# Mine\ntask mine\n  sleep 1s\n";
const THEIRS: &str = "# Theirs\ntask theirs\n  sleep 1s\n";
const MOMENT: Moment = Moment { clock_ms: 1e3, wall_ms: 1e3 };

fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let mut effects = reduce(state, action, MOMENT);
    // As a browser with room for everything.
    for effect in effects.clone() {
        if let Effect::Keep { id, value, .. } = effect {
            let keeping = interleave::app::lists::Keeping::Kept;
            effects.extend(reduce(state, Action::Keep { id, value, keeping }, MOMENT));
        }
    }
    effects
}

fn writing(text: &str) -> State {
    let mut state = page();
    act(&mut state, Action::Edit(text.to_owned()));
    state
}

fn follow(state: &mut State, shared: &Shared) -> Vec<Effect> {
    act(state, Action::OpenLink(decode(&encode(shared).unwrap()).unwrap()))
}

fn theirs() -> Shared {
    Shared { text: THEIRS.to_owned(), name: "Week\n3".to_owned(), ..Shared::default() }
}

/// Makes a link as the page does.
fn share(state: &mut State) -> &MadeLink {
    let held = shared(state);
    assert!(matches!(&act(state, Action::Share)[..], [Effect::Share(_)]));
    let fragment = encode(&held).unwrap();
    let held = decode(&fragment).unwrap().ok().map(|held| held.text);
    act(state, Action::Shared { address: format!("https://host/interleave/#{fragment}"), held, copied: true });
    state.link.as_ref().unwrap()
}

fn run(state: &mut State, model: Model) {
    act(state, Action::Run(model));
    let number = state.live().unwrap().number;
    play(state, number.0, model);
    reduce(state, Action::Frame, Moment { clock_ms: 1e6, wall_ms: 1e6 });
    assert_eq!(state.runs[&model].over().unwrap().record().outcome, Outcome::Done);
}

#[test]
fn a_list_from_a_link_is_the_readers_once_it_is_changed() {
    let mut state = writing(MINE);
    let kept = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Keep { .. }));
    let effects = follow(&mut state, &theirs());
    assert!(!kept(&effects) && is_guest(&state) && &*state.document.text == THEIRS);
    assert_eq!(&*state.desk.name, "Week3");
    assert_eq!(state.desk.entries.len(), 1, "the reader's own is the only one that is kept");
    let said = introduction(&state).unwrap().text();
    assert!(said.contains("becomes one of yours when you change it") && said.contains("\u{201c}Mine\u{201d} is kept"));
    run(&mut state, Model::Async);
    assert!(is_guest(&state), "running it is no change");
    let effects = act(&mut state, Action::Edit(format!("{THEIRS}# seen\n")));
    assert!(kept(&effects) && effects.contains(&Effect::Settle), "now a reload must not bring the old one back");
    assert_eq!((state.desk.entries.len(), introduction(&state)), (2, None));
    assert_eq!(state.desk.entries[0].list.name, "Week3");
}

#[test]
fn lists_that_are_known_are_no_guests() {
    for text in [MINE, EXAMPLES[2].text] {
        let mut state = writing(MINE);
        act(&mut state, Action::NewList);
        follow(&mut state, &Shared { text: text.to_owned(), ..theirs() });
        assert!(!is_guest(&state) && introduction(&state).is_none());
        assert_eq!(&*state.desk.name, "", "a list that is known keeps its name");
    }
}

#[test]
fn a_name_and_a_marked_range_travel_along() {
    let mut state = writing(MINE);
    act(&mut state, Action::RenameList("Week 3".to_owned()));
    run(&mut state, Model::Async);
    let range = Some((200 * MS, 700 * MS));
    act(&mut state, Action::Look(LookAction::Range(range)));
    let held = shared(&state);
    assert_eq!((held.name.as_str(), held.range), ("Week 3", range));

    let mut reader = page();
    follow(&mut reader, &held);
    assert_eq!((&*reader.desk.name, page_title(&reader).as_str()), ("Week 3", "Week 3 \u{b7} Interleave"));
    assert_eq!(shared(&reader), held, "whoever passes it on passes on the same");
    run(&mut reader, Model::Async);
    assert_eq!(reader.look.range, range);
    act(&mut reader, Action::NewList);
    assert_eq!(shared(&reader).name, "");
}

#[test]
fn a_link_says_what_it_holds() {
    let mut state = writing(MINE);
    share(&mut state);
    let whole = "The link is copied. It holds the whole list; nothing is stored anywhere else.";
    assert_eq!(link_sentence(&state).unwrap(), whole);
    act(&mut state, Action::Edit(format!("{MINE}# more\n")));
    let said = link_sentence(&state).unwrap();
    assert!(said.contains("as it was when you pressed Share") && !said.contains("whole"), "{said}");
    act(&mut state, Action::Edit(MINE.to_owned()));
    assert_eq!(link_sentence(&state).unwrap(), whole);
    act(&mut state, Action::DismissNotice);
    assert_eq!(link_sentence(&state), None);
}

#[test]
fn a_long_link_says_what_chats_do_with_it() {
    let mut noise = 7_u32;
    let mut line = || {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("task t{noise:x}\n")
    };
    for (count, is_long) in [(60, false), (400, true)] {
        let list: String = (0..count).map(|_| line()).collect();
        let mut state = writing(&list);
        let letters = share(&mut state).address.len();
        assert_eq!(letters > 2000, is_long, "{letters}");
        let said = link_sentence(&state).unwrap();
        assert_eq!(said.contains(&format!("With {letters} letters")), is_long, "{said}");
        assert_eq!(said.ends_with("Pass the list on as a file there: Lists, Download list."), is_long);
    }
}

#[test]
fn a_frame_s_code_shows_the_list_on_the_desk() {
    let mut state = writing(MINE);
    act(&mut state, Action::RenameList("A \"b\" & <c>".to_owned()));
    let link = share(&mut state).clone();
    let (_, fragment) = link.address.split_once('#').unwrap();
    assert_eq!(
        link.frame,
        format!(
            "<iframe src=\"https://host/interleave/?embed=1#{fragment}\" title=\"A &quot;b&quot; &amp; &lt;c>, measured\" \
             width=\"100%\" height=\"520\" allow=\"cross-origin-isolated\"></iframe>"
        )
    );
    assert_eq!(act(&mut state, Action::Copy(Clip::Frame)), [Effect::Copy { clip: Clip::Frame, text: link.frame }]);
    act(&mut state, Action::Copied(Some(Clip::Frame)));
    assert!(link_sentence(&state).unwrap().starts_with("The code for a frame is copied."));
    act(&mut state, Action::Copied(None));
    assert!(link_sentence(&state).unwrap().starts_with("This is the link, ready to be copied."));
}

#[test]
fn an_earlier_refusal_does_not_stand_above_a_later_success() {
    let mut state = writing(MINE);
    act(&mut state, Action::OpenLink(decode("v1.broken").unwrap()));
    assert!(notice_text(&state.notices).unwrap().contains("This link is broken"));
    follow(&mut state, &theirs());
    assert_eq!(state.notices, []);
    act(&mut state, Action::OpenLink(decode("v9.abc").unwrap()));
    assert!(notice_text(&state.notices).is_some());
    act(&mut state, Action::Share);
    assert_eq!(state.notices, []);
    open(&mut state, "broken.json", "{}", MOMENT);
    assert!(notice_text(&state.notices).unwrap().starts_with("broken.json"));
    open(&mut state, "sound.txt", "task a\n", MOMENT);
    assert_eq!(state.notices, []);
}

#[test]
fn measured_runs_are_asked_about_until_they_are_a_file() {
    let mut state = writing(MINE);
    assert!(!state.has_unsaved_runs());
    run(&mut state, Model::Async);
    run(&mut state, Model::Sequential);
    assert!(state.has_unsaved_runs());
    written(&mut state, Format::Csv);
    assert!(state.has_unsaved_runs(), "a table of spans is not all of it");
    let results = written(&mut state, Format::Results);
    assert!(!state.has_unsaved_runs());
    run(&mut state, Model::Async);
    assert!(state.has_unsaved_runs(), "this one is new");
    state.embed = true;
    assert!(!state.has_unsaved_runs(), "a frame asks nobody");
    let mut reader = page();
    open(&mut reader, "results.json", &results, MOMENT);
    assert!(!reader.has_unsaved_runs(), "what came from a file is in a file");
}

#[test]
fn files_are_called_what_the_list_is_called() {
    for (list, name) in [
        ("Week 3: who waits?", "interleave-Week-3-who-waits-results.json"),
        ("Übung – größer/kleiner", "interleave-Übung-größer-kleiner-results.json"),
        ("***", "interleave-results.json"),
        (
            "one two three four five six seven eight nine",
            "interleave-one-two-three-four-five-six-seven-eight-results.json",
        ),
    ] {
        assert_eq!(Format::Results.file_name(list), name);
    }
    let long = Format::Svg.file_name(&"x".repeat(300));
    assert_eq!(long, format!("interleave-{}-diagram.svg", "x".repeat(40)));
}

#[test]
fn a_link_says_what_stands_behind_the_loop_and_one_that_says_nothing_means_threads() {
    let with = |behind| {
        let mut state = writing(MINE);
        state.shown = vec![Model::Offload];
        act(&mut state, Action::SetBehind(behind));
        state
    };
    for behind in Behind::ALL {
        let (sent, mut there) = (shared(&with(behind)), with(Behind::Gil));
        assert_eq!(sent.options.iter().any(|option| option.name == "behind"), behind != Behind::Threads);
        follow(&mut there, &sent);
        assert_eq!(there.options.behind, behind);
        assert!(there.notices.is_empty());
    }
    // Another model's link changes nothing of it.
    let mut there = with(Behind::Processes);
    follow(&mut there, &theirs());
    assert_eq!(there.options.behind, Behind::Processes);
}
