//! Several attempts of a model: which one is shown, whose spans stay, and that all of them come back from bytes and files.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::rc::Rc;

use interleave::app::files::Format;
use interleave::app::{Action, Moment, State, reduce};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::formats::results::{self, Results, write, write_v1};
use interleave::program::{Plan, parse};
use interleave::record::{Origin, Outcome, Place, Record};
use interleave::stats::{Analysis, Attempt, Series, Session};
use interleave::time::MS;
use interleave::wire::bytes::{Reader, Writer};
use interleave::wire::sessions::{read_session, write_session};
use interleave::words;
use proptest::prelude::*;

use crate::app::page;
use crate::arbitrary::{cases, plan_of, print, record, sleep, task};
use crate::files::{open, written};
use crate::schema;

const LIST: &str =
    "task a x3\n  sleep 10ms..90ms\n  print Hi\n  cpu 5ms\n  print Bye\ntask b\n  sleep 20ms\n  fail no luck\n";
const MOMENT: Moment = Moment { clock_ms: 5e3, wall_ms: 5e3 };

/// A run that took so long.
fn lasting(ms: u64, outcome: Outcome) -> Rc<Record> {
    let plan = plan_of(vec![task("a", vec![sleep(ms), print("Hi")])]);
    let machine = Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 };
    Rc::new(Record { outcome, ..record(Model::Async, simulate(&plan, Model::Async, &machine), 2) })
}

fn series(attempts: &[(u64, Outcome)]) -> Series {
    let mut records = attempts.iter().map(|(ms, outcome)| lasting(*ms, *outcome));
    let mut series = Series::of(Origin::Measured, records.next().unwrap());
    records.for_each(|record| series.push(Attempt::of(&record, &Analysis::of(&record)), record));
    series
}

#[test]
fn the_median_of_those_that_count_is_shown_until_another_one_is_chosen() {
    let (done, failed) = (Outcome::Done, Outcome::Failed);
    let cases = [
        (&[(9, done)][..], 0),
        (&[(9, done), (3, done), (5, done)], 2),
        (&[(9, done), (3, done), (5, done), (4, done)], 3),
        (&[(1, failed), (3, done), (2, failed)], 1),
        (&[(3, failed), (1, failed), (2, failed)], 2),
    ];
    for (attempts, median) in cases {
        let mut series = series(attempts);
        assert_eq!(series.shown(), median, "{attempts:?}");
        series.choose(attempts.len());
        assert_eq!(series.shown(), median, "there is none after the last");
        series.choose(0);
        assert_eq!((series.shown(), series.attempt().figures.makespan_ns), (0, attempts[0].0 * MS));
    }
}

#[test]
fn spans_go_from_the_farthest_and_figures_stay() {
    let done = Outcome::Done;
    let whole = series(&[(10, done), (40, Outcome::Failed), (30, done), (90, done), (20, done), (50, done)]);
    let mut series = whole.clone();
    series.choose(3);
    let mut gone = Vec::new();
    let mut bytes = series.bytes();
    while series.shed() {
        gone.push(
            (0..6).filter(|attempt| !series.has_spans(*attempt) && !gone.contains(attempt)).collect::<Vec<_>>()[0],
        );
        assert!(series.bytes() < bytes);
        bytes = series.bytes();
    }
    assert_eq!(gone, [1, 0, 5, 4], "what doesn't count, then rank by rank; not the median (2) nor what is shown (3)");
    assert_eq!(series.attempts(), whole.attempts());
    series.choose(0);
    let shown = series.analysis();
    assert_eq!((shown.figures.makespan_ns, shown.timeline.makespan_ns, shown.elapsed_ns), (10 * MS, 10 * MS, 10 * MS));
    assert_eq!(shown.timeline.spans, []);
    assert_eq!(shown.timeline.output.len(), 1);
    assert_eq!(shown.why.unwrap().parts().collect::<Vec<_>>(), whole.attempts()[0].why.parts().collect::<Vec<_>>());
}

/// Attempts at one list on machines that start workers at different speeds; of some the spans are gone.
fn session(starts_ms: &[u64], gone: usize, chosen: usize) -> Session {
    let plan = Plan::of(&parse(LIST).program);
    let of = |model: Model| {
        let records = starts_ms.iter().map(|ms| {
            let machine = Machine { cores: 2, process_start_ns: ms * MS, thread_start_ns: ms * MS / 7 };
            let frozen = vec![(ms * MS, ms * MS + 300 * MS)];
            let record = Record { frozen, ..record(model, simulate(&plan, model, &machine), 2) };
            (Attempt::of(&record, &Analysis::of(&record)), record)
        });
        let mut series = Series::all(Origin::Measured, records).unwrap();
        for _ in 0..gone {
            series.shed();
        }
        series.choose(chosen);
        series
    };
    let place = Place {
        user_agent: "Mozilla/5.0 (test)".to_owned(),
        cores: 2,
        isolated: true,
        clock_resolution_ns: 5_000,
        calibration: interleave::engine::Calibration { iterations_per_second: 1_000 },
    };
    Session { text: LIST.into(), place, series: Model::ALL.map(of).into() }
}

/// A file of five attempts of each model, of two of which only the figures are kept.
pub fn file() -> String {
    write(&Results::of(&session(&[5, 9, 1, 7, 3], 2, usize::MAX), words::note))
}

/// What is kept of an attempt where its spans may have gone, and what they show.
fn without_facts(attempt: &Attempt) -> Attempt {
    Attempt { facts: None, ..attempt.clone() }
}

fn attempts(state: &State, model: Model) -> Vec<Attempt> {
    state.runs[&model].over().unwrap().series.attempts().iter().map(without_facts).collect()
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_session_comes_back_from_its_bytes(
        starts_ms in prop::collection::vec(0..50_u64, 1..6), gone in 0..6_usize, chosen in 0..6_usize,
    ) {
        let session = session(&starts_ms, gone, chosen);
        let mut writer = Writer::default();
        write_session(&mut writer, &session, words::note);
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        let back = read_session(&mut reader).unwrap();
        reader.finish().unwrap();
        for (one, other) in session.series.iter().zip(&back.series) {
            prop_assert_eq!(one.shown(), other.shown());
            for ((attempt, record), (back, its_record)) in one.records().zip(other.records()) {
                prop_assert_eq!((without_facts(attempt), record), (without_facts(back), its_record));
                prop_assert_eq!(back.facts.is_some(), !record.trace.is_bare(), "spans show it");
            }
            prop_assert_eq!(one.attempts().len(), other.attempts().len());
        }
    }

    #[test]
    fn all_attempts_come_back_from_a_file_and_are_written_again_as_they_were(
        starts_ms in prop::collection::vec(0..50_u64, 1..6), gone in 0..6_usize,
    ) {
        let session = session(&starts_ms, gone, usize::MAX);
        let results = Results::of(&session, words::note);
        let text = write(&results);
        prop_assert_eq!(schema::check(&serde_json::from_str(&text).unwrap()), Ok(()));
        let mut state = page();
        open(&mut state, "run.json", &text, MOMENT);
        prop_assert_eq!(&state.notices, &[]);
        for series in &session.series {
            let model = series.record().subject.model();
            prop_assert_eq!(attempts(&state, model), series.attempts().iter().map(without_facts).collect::<Vec<_>>());
            let opened = &state.runs[&model].over().unwrap().series;
            prop_assert_eq!(opened.shown(), series.shown());
            for attempt in 0..starts_ms.len() {
                prop_assert_eq!(opened.has_spans(attempt), series.has_spans(attempt));
            }
        }
        let again = written(&mut state, Format::Results);
        prop_assert_eq!(again.replace("\"recorded\"", "\"measured\""), text);
        prop_assert_eq!(write_v1(&results).is_some(), starts_ms.len() == 1, "version 1 has one run of each");
    }
}

#[test]
fn any_attempt_can_be_looked_at_also_without_its_spans() {
    let mut state = page();
    open(&mut state, "run.json", &file(), MOMENT);
    let model = Model::Processes;
    let attempts = attempts(&state, model);
    for (place, attempt) in attempts.iter().enumerate() {
        reduce(&mut state, Action::Attempt(model, place), MOMENT);
        let panel = state.panel(model);
        let view = panel.view.unwrap();
        assert_eq!(view.figures.makespan_ns, attempt.figures.makespan_ns);
        assert_eq!(view.timeline.output.len(), 6);
        let failed: Vec<&str> = view.failures.iter().map(|(_, message)| message.as_str()).collect();
        assert_eq!(
            (failed, view.frozen.len()),
            (vec!["no luck"], 1),
            "and so are failures, and when the page stood still"
        );
        assert_eq!(view.figures.page_frozen_ns, 300 * MS);
        assert_eq!(view.timeline.spans.is_empty(), !state.runs[&model].over().unwrap().series.has_spans(place));
        reduce(&mut state, Action::Look(interleave::app::LookAction::Scrub(MS)), MOMENT);
        assert!(state.runs[&model].seen().timeline.output.len() <= 6);
        for format in Format::ALL.into_iter().filter(|format| *format != Format::ResultsV1) {
            crate::files::try_written(&mut state, format);
        }
        reduce(&mut state, Action::Look(interleave::app::LookAction::EndReplay), MOMENT);
    }
}

#[test]
fn a_run_that_says_its_spans_were_not_kept_and_has_some_is_refused() {
    let mut results = Results::of(&session(&[5, 9], 0, 0), words::note);
    results.series[2].records[1].figures_only = true;
    let error = results::read(&write(&results)).unwrap_err();
    assert!(interleave::words::read_error(&error).contains("were not kept"), "{error:?}");
}
