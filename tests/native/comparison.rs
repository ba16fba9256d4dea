//! The comparison of runs, and the reasons to doubt one.

use interleave::engine::Model;
use interleave::engine::virtual_time::simulate;
use interleave::record::{Outcome, Record};
use interleave::stats::{Analysis, Circumstances, Comparison, Doubt, Figures, doubts};
use interleave::time::SECOND;
use interleave::words;

use crate::arbitrary::{count, record};
use crate::stats::MACHINE;

#[test]
fn speed_is_compared_with_the_sequential_run_alone() {
    let [sequential, threads] = [Model::Sequential, Model::Threads].map(|model| {
        let record = record(model, simulate(&count(), model, &MACHINE), 2);
        let figures = Analysis::of(&record).figures;
        (record, figures)
    });
    let stopped = Record { outcome: Outcome::Stopped, ..threads.0.clone() };
    let doubted = [&sequential, &threads].map(|(record, _)| Record { trusted: false, ..record.clone() });
    let speedups = |runs: &[(&Record, &Figures)]| -> Vec<Option<f64>> {
        Comparison::of(runs).rows.iter().map(|row| row.figures.speedup).collect()
    };
    let (first, second) = ((&sequential.0, &sequential.1), (&threads.0, &threads.1));
    assert_eq!(speedups(&[second, first]), [Some(1.0), Some(3.0)]);
    assert_eq!(speedups(&[second]), [None]);
    assert_eq!(speedups(&[first, (&stopped, &threads.1)]), [Some(1.0), None]);
    assert_eq!(speedups(&[first, (&doubted[1], &threads.1)]), [Some(1.0), None]);
    assert_eq!(speedups(&[(&doubted[0], &sequential.1), second]), [None, None]);
    let fastest: Vec<bool> = Comparison::of(&[first, second]).rows.iter().map(|row| row.fastest).collect();
    assert_eq!(fastest, [false, true]);
}

#[test]
fn runs_are_doubted_for_a_reason() {
    let sound = Circumstances { wall_ns: 5_000_000_000, clock_ns: 5 * SECOND, ..Circumstances::default() };
    assert!(doubts(&sound).is_empty());
    assert!(doubts(&Circumstances { wall_ns: 5_900_000_000, ..sound }).is_empty());
    let slept = doubts(&Circumstances { wall_ns: 65_500_000_000, ..sound });
    assert_eq!(slept, [Doubt::Slept { missing_ns: 60 * SECOND }], "whole seconds");
    assert!(words::doubt(slept[0]).contains("about 1m are missing"));
    let set_back = doubts(&Circumstances { wall_ns: -65_000_000_000, ..sound });
    assert_eq!(set_back, [Doubt::ClockSetBack { by_ns: 70 * SECOND }]);
    let all = doubts(&Circumstances { page_hidden: true, wall_ns: 0, breaches: 1, missing_events: 2, ..sound });
    let back = Doubt::ClockSetBack { by_ns: 5 * SECOND };
    assert_eq!(all, [Doubt::PageHidden, back, Doubt::MissingEvents(2), Doubt::Contradictions(1)]);
    let sentences: Vec<String> = all.into_iter().map(words::doubt).collect();
    assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
    assert_eq!(
        sentences[2..],
        ["2 events were dropped on their way to the page.", "The trace contradicts itself in 1 place."]
    );
}
