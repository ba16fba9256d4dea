//! The CPU kernel and its calibration.

use std::cell::Cell;

use interleave::engine::Calibration;
use interleave::engine::kernel::{calibrate, compute};
use interleave::time::{Clock, MS, SECOND};

/// A machine whose clock moves when it computes, as fast as it then is.
struct Machine {
    now_ns: Cell<u64>,
    /// Steps of the clock.
    resolution_ns: u64,
    /// Nanoseconds for a thousand iterations, given how often it has computed already.
    ns_per_thousand: fn(u64) -> u64,
    computed: Cell<u64>,
}

impl Machine {
    fn new(resolution_ns: u64, ns_per_thousand: fn(u64) -> u64) -> Self {
        Self { now_ns: Cell::new(0), resolution_ns, ns_per_thousand, computed: Cell::new(0) }
    }

    fn calibrate(&self) -> Option<u64> {
        let calibration = calibrate(self, |iterations, _| {
            let taken_ns = iterations * (self.ns_per_thousand)(self.computed.get()) / 1000;
            self.now_ns.set(self.now_ns.get() + taken_ns);
            self.computed.set(self.computed.get() + 1);
            0
        });
        calibration.map(|calibration| calibration.iterations_per_second)
    }
}

impl Clock for Machine {
    fn now_ns(&self) -> u64 {
        self.now_ns.get() / self.resolution_ns * self.resolution_ns
    }
}

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

#[test]
fn the_speed_of_an_even_machine_is_found_and_it_does_not_take_long() {
    let machine = Machine::new(1, |_| 500);
    assert_eq!(machine.calibrate(), Some(2_000_000_000));
    assert!(machine.now_ns() < 300 * MS, "{} ms", machine.now_ns() / MS);
}

#[test]
fn rounds_that_were_disturbed_or_not_optimized_yet_do_not_count() {
    let disturbed = |computed: u64| if (computed / 7).is_multiple_of(2) { 900 } else { 500 };
    let warming_up = |computed: u64| if computed < 60 { 20_000 } else { 500 };
    for ns_per_thousand in [disturbed, warming_up] {
        let speed = Machine::new(1, ns_per_thousand).calibrate();
        assert!(speed.is_some_and(|speed| (1_900_000_000..=2_000_000_000).contains(&speed)), "{speed:?}");
    }
}

#[test]
fn a_coarse_clock_is_enough() {
    let speed = Machine::new(MS, |_| 500).calibrate();
    assert!(speed.is_some_and(|speed| (1_400_000_000..=4_100_000_000).contains(&speed)), "{speed:?}");
}

#[test]
fn a_clock_that_stands_still_is_given_up() {
    assert_eq!(Machine::new(1, |_| 0).calibrate(), None);
}
