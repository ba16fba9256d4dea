//! The comparison of runs, and the reasons to doubt one.

use interleave::engine::Model;
use interleave::stats::{Circumstances, Comparison, Contender, doubts};
use interleave::time::SECOND;

use crate::arbitrary::count;
use crate::stats::figures;

#[test]
fn speed_is_compared_with_the_sequential_run_alone() {
    let [sequential, threads] = [Model::Sequential, Model::Threads].map(|model| figures(&count(), model));
    let run = |model, figures, done, trusted| Contender { model, figures, lanes: 1, done, trusted };
    let speedups =
        |runs: &[Contender]| -> Vec<Option<f64>> { Comparison::of(runs).rows.iter().map(|row| row.speedup).collect() };
    let first = run(Model::Sequential, &sequential, true, true);
    let second = run(Model::Threads, &threads, true, true);
    assert_eq!(speedups(&[second, first]), [Some(1.0), Some(3.0)]);
    assert_eq!(speedups(&[second]), [None]);
    assert_eq!(speedups(&[first, run(Model::Threads, &threads, false, true)]), [Some(1.0), None]);
    assert_eq!(speedups(&[first, run(Model::Threads, &threads, true, false)]), [Some(1.0), None]);
    assert_eq!(speedups(&[run(Model::Sequential, &sequential, true, false), second]), [None, None]);
    let fastest: Vec<bool> = Comparison::of(&[first, second]).rows.iter().map(|row| row.fastest).collect();
    assert_eq!(fastest, [false, true]);
}

#[test]
fn runs_are_doubted_for_a_reason() {
    let sound = Circumstances { wall_ns: 5_000_000_000, clock_ns: 5 * SECOND, ..Circumstances::default() };
    assert!(doubts(&sound).is_empty());
    assert!(doubts(&Circumstances { wall_ns: 5_900_000_000, ..sound }).is_empty());
    let slept = doubts(&Circumstances { wall_ns: 65_000_000_000, ..sound });
    assert_eq!(slept.len(), 1);
    assert!(slept[0].contains("slept") && slept[0].contains("1m"), "{slept:?}");
    assert!(doubts(&Circumstances { wall_ns: -65_000_000_000, ..sound })[0].contains("set back"));
    let all = Circumstances { page_hidden: true, wall_ns: 0, breaches: 1, missing_events: 2, ..sound };
    let doubts = doubts(&all);
    assert_eq!(doubts.len(), 4);
    assert!(doubts.iter().all(|doubt| doubt.ends_with('.')));
}
