//! The page and the module that reads and writes files: what one says the other understands, and what went wrong is told.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::files::module::{self, Written};
use interleave::app::files::{Format, Framing, PickedFile, Wanted, parcel};
use interleave::app::search::Folding;
use interleave::app::{Action, Effect, Moment, State, notice_text, reduce};
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::engine::{Model, Options};
use interleave::formats::results::write;
use interleave::program::{EXAMPLES, Plan};
use interleave::record::{Note, Outcome, Record, Restored, Subject};
use interleave::stats::Figures;
use interleave::time::MS;
use interleave::trace::{End, TaskId, Timeline};
use interleave::wire::file_error::FileError;
use interleave::wire::files::{Order, Report, decode_order, decode_report, encode_order, encode_report};
use interleave::wire::records::{decode, encode};
use interleave::wire::trouble::Trouble;
use interleave::words;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::app::page;
use crate::arbitrary::{cases, machine, program};
use crate::recorded::results;

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };
const MOMENT: Moment = Moment { clock_ms: 5e3, wall_ms: 5e3 };

/// What the module is asked for, as it reads it.
fn order(effects: &[Effect]) -> Option<Order> {
    effects.iter().find_map(|effect| match effect {
        Effect::Files(Wanted::Ask { order, .. }) => Some(decode_order(order).unwrap()),
        _ => None,
    })
}

/// As the page reads it.
fn told(report: &Report) -> Action {
    Action::Files(Ok(decode_report(&encode_report(report)).unwrap()))
}

/// What comes back when a file is opened, to be told one after another.
pub fn opening(state: &mut State, name: &str, text: &str) -> Vec<Action> {
    opening_bytes(state, name, text.as_bytes())
}

/// The same of a file that is perhaps no text.
fn opening_bytes(state: &mut State, name: &str, bytes: &[u8]) -> Vec<Action> {
    let picked = PickedFile { name: name.to_owned(), bytes: bytes.len() as u64, file: 1 };
    let effects = reduce(state, Action::OpenFiles(vec![picked]), MOMENT);
    let Some(Order::Open { job, name }) = order(&effects) else { return Vec::new() };
    let mut actions = Vec::new();
    module::open(job, &name, Ok(bytes.to_vec()), |report| actions.push(told(&report)));
    actions
}

/// Opens a file, to the end.
pub fn open(state: &mut State, name: &str, text: &str, moment: Moment) -> Vec<Effect> {
    let actions = opening(state, name, text);
    let effects: Vec<Effect> = actions.into_iter().flat_map(|action| reduce(state, action, moment)).collect();
    assert_eq!(state.files.working(), None);
    effects
}

/// What a file holds that the reader asks for; `None` if nothing happens.
pub fn try_written(state: &mut State, format: Format) -> Option<Written> {
    asked(state, format, Action::Export(format))
}

/// A picture of some of the runs, in some shape: the SVG, and its width and height.
pub fn pictured(state: &mut State, format: Format, framing: Framing) -> (String, (f64, f64)) {
    let Written { text, size_px, .. } = asked(state, format, Action::ExportPicture(format, framing)).unwrap();
    (text, size_px)
}

fn asked(state: &mut State, format: Format, action: Action) -> Option<Written> {
    let effects = reduce(state, action, MOMENT);
    let Some(Order::Write { job, parcel }) = order(&effects) else {
        assert_eq!(effects, []);
        return None;
    };
    let written = match module::write(&parcel, Folding::default()) {
        // Not all lists were known to version 1.
        Err(FileError::NotVersion1) if format == Format::ResultsV1 => return None,
        written => written.unwrap(),
    };
    let name = format.file_name(&parcel::title(state, format));
    let effects = reduce(state, told(&Report::Written { job, size_px: written.size_px }), MOMENT);
    let offer = match format {
        Format::Png => Wanted::Draw { job, name, size_px: written.size_px },
        _ => Wanted::Offer { job, name },
    };
    assert_eq!(effects, [Effect::Files(offer), Effect::Files(Wanted::Rest)]);
    assert_eq!(written.format, format);
    Some(written)
}

pub fn written(state: &mut State, format: Format) -> String {
    try_written(state, format).unwrap().text
}

/// A page that shows the runs of a list on a simulated machine.
pub fn showing(text: &str, machine: &Machine) -> State {
    let mut state = page();
    open(&mut state, "run.json", &write(&results(text, machine)), MOMENT);
    assert_eq!(state.notices, []);
    state
}

/// A run that broke off in its middle, with a worker that died.
fn broken_off(plan: &Plan, model: Model, machine: &Machine) -> Record {
    let mut trace = simulate(plan, model, machine);
    trace.note_death(TaskId(0), "The worker died.".to_owned());
    trace.close(trace.last_ns(), End::Cancelled);
    let restored = Restored {
        output: Timeline::of(&trace, None).output,
        parallelism: 0.1 + 0.2,
        failures: vec![(TaskId(1), "no luck".to_owned())],
    };
    Record {
        subject: Subject::Foreign { name: "CPython asyncio".into(), like: model },
        options: Options { pool: 3, page_loop: true, ..Options::for_cores(4) },
        outcome: Outcome::Failed,
        trusted: false,
        notes: vec![Note::Said("It broke off.".to_owned()), Note::Said("\u{1f980}".to_owned())],
        cores: 4,
        trace,
        frozen: vec![(5, 9), (12, 12)],
        restored: Some(restored),
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn a_run_comes_back_as_it_was(program in program(), machine in machine(), model in 0..Model::ALL.len()) {
        let run = broken_off(&Plan::of(&program), Model::ALL[model], &machine);
        let bytes = encode(&run, words::note);
        let back = decode(&bytes).unwrap();
        prop_assert_eq!(&encode(&back, words::note), &bytes);
        prop_assert_eq!(&back, &run);
    }

    #[test]
    fn bytes_that_are_no_run_are_refused_or_another_one(
        machine in machine(), example in 0..EXAMPLES.len(), changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let plan = Plan::of(&interleave::program::parse(EXAMPLES[example].text).program);
        let mut bytes = encode(&broken_off(&plan, Model::Async, &machine), words::note);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(run) = decode(&bytes) {
            let timeline = Timeline::of(&run.trace, None);
            let _ = Figures::of(&run.trace, &timeline, true, 2);
        }
    }

    #[test]
    fn bytes_that_are_no_message_are_refused(bytes in vec(any::<u8>(), 0..200), tag in 0..7_u8) {
        let with_mark: Vec<u8> = [3, tag, 3].into_iter().chain(bytes.clone()).collect();
        for bytes in [&bytes, &with_mark] {
            let _ = (decode_order(bytes), decode_report(bytes), decode(bytes), parcel::unpack(bytes));
        }
        if let Ok(order) = decode_order(&with_mark) {
            prop_assert_eq!(encode_order(&order), with_mark);
        }
    }

    #[test]
    fn a_parcel_that_was_changed_does_no_harm(at in any::<prop::sample::Index>(), byte in any::<u8>(), format in 0..Format::ALL.len()) {
        let mut state = showing(EXAMPLES[3].text, &MACHINE);
        let effects = reduce(&mut state, Action::Export(Format::ALL[format]), MOMENT);
        let Some(Order::Write { mut parcel, .. }) = order(&effects) else { panic!("{effects:?}") };
        let at = at.index(parcel.len());
        parcel[at] = byte;
        let _ = module::write(&parcel, Folding::default());
    }
}

#[test]
fn while_it_takes_time_the_reader_is_told_and_can_cancel() {
    let mut state = showing(EXAMPLES[0].text, &MACHINE);
    let effects = reduce(&mut state, Action::Export(Format::Csv), MOMENT);
    let Some(Order::Write { job, .. }) = order(&effects) else { panic!("{effects:?}") };
    assert_eq!(state.files.working().unwrap(), "Writing interleave-Count-to-two-three-times-spans.csv…");
    assert_eq!(reduce(&mut state, Action::CancelFiles, MOMENT), [Effect::Files(Wanted::End)]);
    assert_eq!(state.files.working(), None);
    let late = told(&Report::Written { job, size_px: (0.0, 0.0) });
    assert_eq!(reduce(&mut state, late, MOMENT), [], "what comes of it is dropped");
}

#[test]
fn a_module_that_dies_is_told_with_a_way_out() {
    let mut state = showing(EXAMPLES[0].text, &MACHINE);
    reduce(&mut state, Action::Export(Format::Results), MOMENT);
    let died = Action::Files(Err(Trouble::NotStarted("no network".to_owned())));
    assert_eq!(reduce(&mut state, died.clone(), MOMENT), [Effect::Files(Wanted::End)]);
    let notice = notice_text(&std::mem::take(&mut state.notices)).unwrap();
    assert_eq!(
        notice,
        "interleave-Count-to-two-three-times-results.json could not be written: A worker could not start: no network. Nothing is lost. Try again, \
         or reload the page and try then."
    );
    assert_eq!(state.files.working(), None);
    reduce(&mut state, died, MOMENT);
    assert_eq!(state.notices, [], "a module that nobody waits for is no news");
    assert!(try_written(&mut state, Format::Results).is_some(), "the next one works");
}

#[test]
fn nothing_changes_before_all_of_a_recording_is_here() {
    let mut state = page();
    let before = state.document.text.clone();
    let text = write(&results(EXAMPLES[1].text, &MACHINE));
    let mut actions = opening(&mut state, "lecture.json", &text);
    assert_eq!(state.files.working().unwrap(), "Reading lecture.json…");
    let last = actions.pop().unwrap();
    for action in actions {
        assert_eq!(reduce(&mut state, action, MOMENT), []);
        assert_eq!(state.document.text, before);
        assert!(state.runs.is_empty());
    }
    reduce(&mut state, last, MOMENT);
    assert_eq!(state.runs.len(), Model::ALL.len());
}

#[test]
fn a_file_that_is_too_long_is_not_even_sent() {
    let mut state = page();
    let picked = PickedFile { name: "film.json".to_owned(), bytes: 1 << 32, file: 1 };
    assert_eq!(reduce(&mut state, Action::OpenFiles(vec![picked]), MOMENT), []);
    assert!(notice_text(&state.notices).unwrap().starts_with("film.json: This file has 4096 MiB"));
}

#[test]
fn letters_of_other_days_are_read_and_told() {
    let list = "# gr\u{fc}n \u{201c}x\u{201d} \u{20ac}\ntask a\n";
    let wide = |unit: fn(u16) -> [u8; 2]| {
        let mark = unit(0xFEFF).to_vec();
        list.encode_utf16().fold(mark, |all, letter| [all, unit(letter).to_vec()].concat())
    };
    let western = b"# gr\xFCn \x93x\x94 \x80\ntask a\n".to_vec();
    let marked = [b"\xEF\xBB\xBF", list.as_bytes()].concat();
    let written = [(western, true), (marked, false), (wide(u16::to_le_bytes), false), (wide(u16::to_be_bytes), false)];
    for (bytes, is_guessed) in written {
        let mut state = page();
        for action in opening_bytes(&mut state, "old.txt", &bytes) {
            reduce(&mut state, action, MOMENT);
        }
        assert_eq!((&*state.document.text, &*state.notices), (list, &[][..]));
        let told = notice_text(&state.news).unwrap_or_default();
        assert_eq!(told.starts_with("old.txt: The file is not in UTF-8: it was read as Windows-1252"), is_guessed);
    }
    let refused: [(&str, &[u8], &str); 6] = [
        ("a.txt", b"", "This file is empty"),
        ("b.txt", b" \r\n\t", "This file is empty"),
        ("c.txt", b"\xEF\xBB\xBF", "This file is empty"),
        ("d.jpg", b"\xFF\xD8\x00\x01", "neither a results file nor a list"),
        ("e.txt", b"\xFF\xFEa", "neither a results file nor a list"),
        ("f.json", b"{\"a\":\"\xFC\"}", "not in UTF-8, as results files are"),
    ];
    for (name, bytes, why) in refused {
        let mut state = page();
        let before = state.document.text.clone();
        for action in opening_bytes(&mut state, name, bytes) {
            reduce(&mut state, action, MOMENT);
        }
        assert_eq!(state.document.text, before);
        let notice = notice_text(&state.notices).unwrap();
        assert!(notice.starts_with(name) && notice.contains(why) && notice.ends_with("Everything here is as it was."));
    }
}

#[test]
fn several_files_are_all_opened_and_told_of() {
    let mut state = page();
    let results = write(&results(EXAMPLES[1].text, &MACHINE));
    let files =
        [("a.txt", "task a\n"), ("b.json", "{}"), ("c.json", &results), ("d.json", &results), ("e.txt", "task e\n")];
    let picked = |(number, (name, text)): (usize, &(&str, &str))| PickedFile {
        name: (*name).to_owned(),
        bytes: text.len() as u64,
        file: number as u32,
    };
    let picked: Vec<PickedFile> = files.iter().enumerate().map(picked).collect();
    let film = PickedFile { name: "film.mp4".to_owned(), bytes: 1 << 32, file: 9 };
    let effects = reduce(&mut state, Action::OpenFiles([vec![film], picked].concat()), MOMENT);
    assert_eq!(effects.len(), files.len());
    for (effect, (_, text)) in effects.iter().zip(&files) {
        let Some(Order::Open { job, name }) = order(std::slice::from_ref(effect)) else { panic!("{effect:?}") };
        let mut actions = Vec::new();
        module::open(job, &name, Ok(text.as_bytes().to_vec()), |report| actions.push(told(&report)));
        for action in actions {
            for effect in reduce(&mut state, action, MOMENT) {
                if let Effect::Keep { id, value, .. } = effect {
                    let keeping = interleave::app::lists::Keeping::Kept;
                    reduce(&mut state, Action::Keep { id, value, keeping }, MOMENT);
                }
            }
        }
    }
    assert_eq!(&*state.document.text, "task e\n");
    assert!(state.desk.entries.iter().any(|entry| entry.list.text == "task a\n" && entry.list.name == "a"));
    let notice = notice_text(&state.notices).unwrap();
    assert!(notice.starts_with("film.mp4: This file has") && notice.contains("b.json: "), "{notice}");
    let news = notice_text(&state.news).unwrap();
    assert!(news.starts_with("4 files are opened. \u{201c}e.txt\u{201d} lies on the desk"), "{news}");
    assert!(news.contains("those of d.json."), "{news}");
}
