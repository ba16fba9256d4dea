//! The CPU kernel and its calibration.

use interleave::engine::Calibration;
use interleave::engine::kernel::compute;
use interleave::time::{MS, SECOND};

#[test]
fn the_fastest_round_counts() {
    let rounds = [(1_000_000, 2 * MS), (1_000_000, MS), (3_000_000, 6 * MS)];
    assert_eq!(Calibration::from_rounds(&rounds), Some(Calibration { iterations_per_second: 1_000_000_000 }));
}

#[test]
fn rounds_that_took_no_time_count_for_nothing() {
    assert_eq!(Calibration::from_rounds(&[]), None);
    assert_eq!(Calibration::from_rounds(&[(1_000, 0), (0, MS)]), None);
    let rounds = [(1_000, 0), (1_000, MS)];
    assert_eq!(Calibration::from_rounds(&rounds), Some(Calibration { iterations_per_second: 1_000_000 }));
}

#[test]
fn iterations_are_in_proportion_and_do_not_overflow() {
    let calibration = Calibration { iterations_per_second: 2_000_000_000 };
    assert_eq!(calibration.iterations(0), 0);
    assert_eq!(calibration.iterations(1), 2);
    assert_eq!(calibration.iterations(600 * SECOND), 1_200_000_000_000);
}

#[test]
fn the_kernel_does_every_iteration() {
    assert_eq!(compute(0, 7), 7);
    assert_eq!(compute(1, 0), 1_442_695_040_888_963_407);
    assert_eq!(compute(1_000, 7), compute(600, compute(400, 7)));
    assert_ne!(compute(1_000, 7), compute(1_000, 8));
}
