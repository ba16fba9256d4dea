//! Computing takes longer than it was calibrated to: how much is seen in a run, and expected of the next one.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup, simulate_within};
use interleave::engine::{CopySpeed, FileSpeed, Model, Options};
use interleave::program::{Plan, Step};
use interleave::stats::{Slowdown, process_start_ns, too_quick_per_mille};
use interleave::time::MS;
use interleave::trace::{Timeline, Trace};
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{CALM, cases, cpu, lasting, plan, plan_of, sleep, task};

fn slow(alone_per_mille: u64, together_per_mille: u64) -> Interference {
    Interference { alone_per_mille, together_per_mille, switch_ns: 0 }
}

fn run(plan: &Plan, model: Model, cores: usize, interference: Interference) -> (Trace, Timeline) {
    let setup = Setup {
        options: Options::for_cores(4),
        machine: Machine { cores, ..CALM },
        lateness: Lateness::default(),
        interference,
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: usize::MAX,
    };
    let trace = simulate_within(plan, model, &setup).unwrap();
    let timeline = Timeline::of(&trace, None);
    (trace, timeline)
}

/// Two tasks at once, and one of them longer.
fn computing() -> Plan {
    plan_of(vec![task("a", vec![cpu(300)]), task("b", vec![sleep(100), cpu(400)])])
}

#[test]
fn computing_takes_longer_while_another_core_computes() {
    let makespan_ms = |model, cores, per_mille| run(&computing(), model, cores, slow(0, per_mille)).1.makespan_ns / MS;
    assert_eq!(makespan_ms(Model::Threads, 2, 0), 500);
    // 100 ms alone; of the second, until it is alone, 200 ms of work in 250 ms; the rest alone.
    assert_eq!(makespan_ms(Model::Threads, 2, 250), 100 + 250 + 200);
    assert_eq!(makespan_ms(Model::Async, 2, 250), 300 + 100 + 400, "one thread has a core for itself");
    assert_eq!(makespan_ms(Model::Threads, 1, 250), 700, "one core has no other beside it");
}

#[test]
fn a_run_shows_it_where_cores_computed_together_for_long_enough() {
    let seen = |model, cores| {
        let (trace, timeline) = run(&computing(), model, cores, slow(0, 250));
        Slowdown::of(&trace, &timeline, cores, Interference::default()).together_per_mille
    };
    assert_eq!(seen(Model::Threads, 2), Some(250));
    assert_eq!(seen(Model::Processes, 2), Some(250));
    assert_eq!(seen(Model::Async, 2), None);
    assert_eq!(seen(Model::Gil, 2), None);
    assert_eq!(seen(Model::Threads, 1), None);
}

#[test]
fn nothing_is_seen_of_moments() {
    let seen = |sleep_ns: u64, resolution_ns: u64, known: Interference| {
        let late = Step::Sleep(lasting(sleep_ns).into());
        let plan = plan_of(vec![task("a", vec![cpu(300)]), task("b", vec![late, cpu(400)])]);
        let (mut trace, timeline) = run(&plan, Model::Threads, 2, Interference::default());
        trace.clock_resolution_ns = resolution_ns;
        Slowdown::of(&trace, &timeline, 2, known)
    };
    let nothing = Interference::default();
    // Cores that computed alone as fast as they can make it look as if much was done together.
    assert_eq!(seen(295 * MS, 1, slow(100, 0)).together_per_mille, None);
    assert_eq!(seen(200 * MS, 1, nothing).together_per_mille, Some(0));
    // What overlaps by no more than the clock tells apart was alone.
    assert_eq!(seen(300 * MS - 4_000, 5_000, nothing).alone_per_mille, Some(0));
    assert_eq!(seen(300 * MS - 6_000, 5_000, nothing).alone_per_mille, None);
}

#[test]
fn what_handing_the_lock_over_costs_is_seen_and_expected() {
    let seen = |plan: &Plan, model, switch_ns| {
        let (trace, timeline) = run(plan, model, 2, Interference { switch_ns, ..Interference::default() });
        (timeline.makespan_ns, Slowdown::of(&trace, &timeline, 2, Interference::default()).switch_ns)
    };
    // Each is interrupted every 5 ms while both have something left.
    let both = plan_of(vec![task("a", vec![cpu(400)]), task("b", vec![cpu(400)])]);
    let (calm_ns, nothing) = seen(&both, Model::Gil, 0);
    assert_eq!((calm_ns / MS, nothing), (800, Some(0)));
    let (slower_ns, cost_ns) = seen(&both, Model::Gil, MS / 2);
    assert_eq!(cost_ns, Some(MS / 2));
    assert!(slower_ns > calm_ns + 60 * MS, "{slower_ns} ns");
    assert_eq!(seen(&both, Model::Threads, MS / 2).1, None, "there is no lock");
    let one = plan_of(vec![task("a", vec![cpu(400)]), task("b", vec![sleep(400)])]);
    assert_eq!(seen(&one, Model::Gil, MS / 2), (400 * MS, None), "nobody else wants to compute");
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_a_run_shows_is_what_it_was_made_with(
        plan in plan(),
        model in select(&Model::ALL[..]),
        cores in 1_usize..6,
        alone in 0_u64..400,
        more in 0_u64..500,
    ) {
        let made_with = slow(alone, alone + more);
        let (trace, timeline) = run(&plan, model, cores, made_with);
        let seen = Slowdown::of(&trace, &timeline, cores, made_with);
        if let Some(seen) = seen.together_per_mille {
            prop_assert!(cores > 1 && seen.abs_diff(alone + more) <= 1, "{seen} of {made_with:?}");
        }
        if let Some(seen) = seen.alone_per_mille {
            prop_assert!(seen.abs_diff(alone) <= 1, "{seen} of {made_with:?}");
        }
        prop_assert_eq!(too_quick_per_mille(&trace), None);
        prop_assert!(seen.switch_ns.is_none_or(|ns| ns < 1000), "{seen:?} of {made_with:?}");
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn a_run_shows_what_it_takes_a_process_to_start(
        plan in plan(),
        cores in 1_usize..5,
        start_ms in 1_u64..80,
        per_mille in select(&[0_u64, 200][..]),
    ) {
        let setup = Setup {
            options: Options::for_cores(4),
            machine: Machine { cores, process_start_ns: start_ms * MS, ..CALM },
            lateness: Lateness::default(),
            interference: slow(0, per_mille),
            copying: CopySpeed::default(),
        files: FileSpeed::default(),
            most_effort: usize::MAX,
        };
        let trace = simulate_within(&plan, Model::Processes, &setup).unwrap();
        if let Some(start_ns) = process_start_ns(&Timeline::of(&trace, None), cores, per_mille) {
            // Of those that copy it is not seen who waits for the parent.
            let copies = plan.tasks.iter().any(|task| task.how.carries.is_some());
            let most_ns = if copies { start_ms * MS / 5 } else { 1000 };
            prop_assert!(start_ns.abs_diff(start_ms * MS) <= most_ns, "{start_ns} ns for {start_ms} ms");
        }
    }
}
