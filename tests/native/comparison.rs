//! The comparison of runs, and the reasons to doubt one.

use std::rc::Rc;

use interleave::chart::whiskers::Whiskers;
use interleave::engine::Model;
use interleave::engine::virtual_time::simulate;
use interleave::record::{Doubt, Note, Origin, Outcome, Record};
use interleave::stats::{Analysis, Attempt, Circumstances, Comparison, Series, doubts};
use interleave::time::{MS, SECOND};
use interleave::words;

use crate::arbitrary::{count, record};
use crate::stats::MACHINE;

fn once(record: &Record) -> Series {
    Series::of(Origin::Measured, Rc::new(record.clone()))
}

/// As many attempts of a model, of these makespans.
fn attempts(model: Model, makespans_ms: &[u64]) -> Series {
    let record = record(model, simulate(&count(), model, &MACHINE), 2);
    let attempts = makespans_ms.iter().map(|ms| {
        let mut attempt = Attempt::of(&record, &Analysis::of(&record));
        attempt.figures.makespan_ns = ms * MS;
        (attempt, record.clone())
    });
    Series::all(Origin::Measured, attempts).unwrap()
}

fn fastest(series: &[&Series]) -> Vec<bool> {
    Comparison::of(series).rows.iter().map(|row| row.fastest).collect()
}

#[test]
fn speed_is_compared_with_the_sequential_run_alone() {
    let [sequential, threads] =
        [Model::Sequential, Model::Threads].map(|model| record(model, simulate(&count(), model, &MACHINE), 2));
    let stopped = once(&Record { outcome: Outcome::Stopped, ..threads.clone() });
    let doubted = [&sequential, &threads].map(|record| once(&Record { trusted: false, ..record.clone() }));
    let speedups = |series: &[&Series]| -> Vec<Option<f64>> {
        Comparison::of(series).rows.iter().map(|row| row.figures.speedup).collect()
    };
    let (first, second) = (&once(&sequential), &once(&threads));
    assert_eq!(speedups(&[second, first]), [Some(1.0), Some(3.0)]);
    assert_eq!(speedups(&[second]), [None]);
    assert_eq!(speedups(&[first, &stopped]), [Some(1.0), None]);
    assert_eq!(speedups(&[first, &doubted[1]]), [Some(1.0), None]);
    assert_eq!(speedups(&[&doubted[0], second]), [None, None]);
    assert_eq!(fastest(&[first, second]), [false, true]);
}

#[test]
fn several_share_the_first_place_where_their_attempts_don_t_tell_them_apart() {
    let slow = attempts(Model::Sequential, &[300, 301, 302, 303, 304]);
    let (quick, as_quick) =
        (attempts(Model::Async, &[100, 103, 101, 104, 102]), attempts(Model::Threads, &[103, 101, 105, 99, 102]));
    assert_eq!(fastest(&[&slow, &quick, &as_quick]), [false, true, true]);
    assert_eq!(fastest(&[&slow, &quick]), [false, true]);
    let alone = attempts(Model::Async, &[100]);
    assert_eq!(
        fastest(&[&alone, &attempts(Model::Threads, &[101])]),
        [true, false],
        "one attempt each, as it was measured"
    );
}

#[test]
fn what_was_repeated_is_compared_by_its_medians() {
    let [sequential, threads] =
        [attempts(Model::Sequential, &[300, 310, 305]), attempts(Model::Threads, &[98, 100, 104, 180, 101])];
    let comparison = Comparison::of(&[&sequential, &threads]);
    assert_eq!(comparison.attempts(), Some((3, 5)));
    assert_eq!(comparison.longest_ns(), 310 * MS);
    assert_eq!(comparison.rows[1].time_ns(), 101 * MS);
    let table = comparison.table(MS);
    assert_eq!(table.head[..3], ["Time", "Range", "Speed-up"]);
    assert_eq!(table.head.last().unwrap(), "Orders");
    assert_eq!(table.lines[0].cells[..3], ["305 ms", "300–310 ms", "1.00×"]);
    assert_eq!(table.lines[1].cells[..3], ["101 ms", "98–180 ms", "3.02×"]);
    assert_eq!(table.lines[1].cells.last().unwrap(), "1");
    let whiskers = Whiskers::of(&comparison.rows[1].spread.unwrap(), 310 * MS);
    assert!(whiskers.least <= whiskers.lower && whiskers.lower <= whiskers.upper && whiskers.upper <= whiskers.most);
    assert!((whiskers.most - 180.0 / 3.1).abs() < 1e-9);
    let mut written = interleave::formats::markdown::write(&comparison, MS, "here");
    written.truncate(written.find("\n\n").unwrap());
    assert!(written.contains("| **101 ms** | 98–180 ms | 3.02× |"), "{written}");
    let once = Comparison::of(&[&attempts(Model::Async, &[100])]);
    assert_eq!((once.attempts(), once.table(MS).head.len()), (None, 7), "nothing was repeated");
}

#[test]
fn before_and_now_are_told_apart_where_their_attempts_do() {
    let now =
        [attempts(Model::Async, &[300, 310, 305, 301, 302]), attempts(Model::Threads, &[100, 103, 101, 104, 102])];
    let before = [attempts(Model::Async, &[303, 299, 306, 304, 300]), attempts(Model::Threads, &[60, 61, 62, 63, 64])];
    let comparison = Comparison::of(&now.each_ref()).with_before(&before.each_ref());
    let told: Vec<String> = comparison.changes().map(|change| words::change(&change, MS)).collect();
    assert_eq!(told[0], "Async: no difference between before and now, as far as the attempts can tell.");
    assert_eq!(told[1], "Threads is slower than before, beyond what chance explains: 102 ms, and 62 ms before.");
    let once = [attempts(Model::Async, &[300])];
    let comparison = Comparison::of(&now.each_ref()).with_before(&once.each_ref());
    assert_eq!(comparison.changes().count(), 0, "one run is an anecdote");
}

#[test]
fn runs_are_doubted_for_a_reason() {
    let sound = Circumstances { wall_ns: 5_000_000_000, clock_ns: 5 * SECOND, ..Circumstances::default() };
    assert!(doubts(&sound).is_empty());
    assert!(doubts(&Circumstances { wall_ns: 5_900_000_000, ..sound }).is_empty());
    let slept = doubts(&Circumstances { wall_ns: 65_500_000_000, ..sound });
    assert_eq!(slept, [Doubt::Slept { missing_ns: 60 * SECOND }], "whole seconds");
    assert!(words::note(&Note::Doubt(slept[0])).contains("about 1m are missing"));
    let set_back = doubts(&Circumstances { wall_ns: -65_000_000_000, ..sound });
    assert_eq!(set_back, [Doubt::ClockSetBack { by_ns: 70 * SECOND }]);
    let all = doubts(&Circumstances { page_hidden: true, wall_ns: 0, breaches: 1, missing_events: 2, ..sound });
    let back = Doubt::ClockSetBack { by_ns: 5 * SECOND };
    assert_eq!(all, [Doubt::PageHidden, back, Doubt::MissingEvents(2), Doubt::Contradictions(1)]);
    let sentences: Vec<String> = all.into_iter().map(|doubt| words::note(&Note::Doubt(doubt))).collect();
    assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
    assert_eq!(
        sentences[2..],
        ["2 events were dropped on their way to the page.", "The trace contradicts itself in 1 place."]
    );
}
