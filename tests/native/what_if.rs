//! What if: cases along axes, what is expected of them, and what no run can do better than.

use std::sync::Arc;

use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup};
use interleave::engine::what_if::{Axis, Bounds, Case, rate_per_s};
use interleave::engine::{CopySpeed, FileSpeed, Model, Options};
use interleave::program::{EXAMPLES, Plan, Program, parse};
use interleave::stats::figures::{Quantity, Value};
use interleave::stats::what_if::{HEIGHTS, Ideal, Point, Reading, Sample, height_of, next_place};
use interleave::time::{MS, SECOND};
use proptest::prelude::*;

use super::arbitrary::{cases, machine, program};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: MS / 10 };

fn case_of(program: Program, machine: Machine) -> Case {
    let setup = Setup {
        options: Options::for_cores(machine.cores),
        machine,
        lateness: Lateness::default(),
        interference: Interference::default(),
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: 4_000_000,
    };
    Case { plan: Arc::new(Plan::of(&program)), program: Arc::new(program), setup }
}

fn case(text: &str) -> Case {
    case_of(parse(text).program, MACHINE)
}

fn makespans_ns(case: &Case, axis: Axis, places: &[u32], model: Model) -> Vec<u64> {
    places.iter().map(|place| Reading::expected(&case.at(axis, *place), model).unwrap().makespan_ns).collect()
}

#[test]
fn twelve_calls_take_as_many_rounds_as_their_pool_makes_them() {
    let case = case("task call x12\n  block 200ms");
    let places = Axis::Pool.places(&case);
    assert_eq!(places, (1..=32).collect::<Vec<_>>());
    let rounds: Vec<u64> =
        makespans_ns(&case, Axis::Pool, &places, Model::Pool).iter().map(|ns| ns / (200 * MS)).collect();
    assert_eq!(rounds[..12], [12, 6, 4, 3, 3, 2, 2, 2, 2, 2, 2, 1]);
    assert!(rounds[12..].iter().all(|rounds| *rounds == 1));
    // Async has no pool: the same at each place.
    let held = makespans_ns(&case, Axis::Pool, &[1, 32], Model::Async);
    assert_eq!(held, [2400 * MS; 2]);
}

#[test]
fn many_times_as_many_copies_are_no_more_than_a_memory_holds() {
    let many = |text: &str| {
        let case = case(text);
        let places = Axis::Tasks.places(&case);
        let most = *places.last().unwrap();
        (most, case.at(Axis::Tasks, most).plan.tasks.len(), case.at(Axis::Tasks, most * 10).plan.tasks.len())
    };
    assert_eq!(many("task a x20\n  cpu 1ms\n"), (1000, 20_000, 200_000));
    // 10 MB of texts, and as many steps as a list can have.
    let (texts, steps) = ("m".repeat(100_000), "  yield\n".repeat(10_000));
    assert_eq!(many(&format!("task a x100\n  print {texts}\n")), (26, 2_600, 2_600));
    assert_eq!(many(&format!("task a x10\n{steps}")), (200, 2_000, 2_000));
}

#[test]
fn answers_come_late_where_as_much_arrives_as_the_cores_can_do() {
    let case = case("task request x100 every 20ms\n  cpu 20ms\n  sleep 100ms");
    let case = Case { setup: Setup { options: Options { pool: 40, ..case.setup.options }, ..case.setup }, ..case };
    assert_eq!(rate_per_s(&case.plan), Some(50.0));
    let places = Axis::Arrivals.places(&case);
    assert_eq!((places.first(), places.last()), (Some(&5), Some(&500)));
    let p95_ms =
        |model: Model, rate: u32| Reading::expected(&case.at(Axis::Arrivals, rate), model).unwrap().latency_p95_ns / MS;
    // One core's worth is 50 in a second: up to there an answer takes its own 120 ms, and at most one turn of another
    // task more; beyond it grows with the queue.
    assert!([5, 20, 40, 50].iter().all(|rate| p95_ms(Model::Async, *rate) <= 140));
    assert!(p95_ms(Model::Async, 60) > 200 && p95_ms(Model::Async, 100) > 900);
    // Two cores' worth are 100.
    assert!([5, 50, 80, 100].iter().all(|rate| p95_ms(Model::Pool, *rate) <= 141));
    assert!(p95_ms(Model::Pool, 120) > 200 && p95_ms(Model::Pool, 200) > 400);
}

#[test]
fn a_list_is_multiplied_and_its_copies_arrive_as_they_would() {
    let case = case("task a x2 every 10ms\n  sleep 10ms..20ms\ntask b after a\n  cpu 5ms");
    let three = case.at(Axis::Tasks, 3);
    let names: Vec<&str> = three.plan.tasks.iter().map(|task| task.name.as_str()).collect();
    assert_eq!(names, ["a 1", "a 2", "a 3", "a 4", "a 5", "a 6", "b 1", "b 2", "b 3"]);
    assert_eq!(three.plan.tasks[5].at_ns, 50 * MS);
    assert_eq!(case.at(Axis::Tasks, 1).plan, case.plan);
    // No further than what can be performed at all.
    assert!(case.at(Axis::Tasks, u32::MAX).plan.tasks.len() <= 1_000_000);
}

#[test]
fn tasks_wait_for_as_much_of_their_time_as_is_asked_for() {
    let case = case("task a\n  cpu 20ms\n  sleep 60ms\n  cpu 20ms\ntask b\n  cpu 100ms\ntask c\n  fail early");
    let steps = |percent: u32, task: usize| {
        let plan = case.at(Axis::Waiting, percent).plan;
        plan.tasks[task]
            .steps
            .iter()
            .map(|step| step.text(|ns| format!("{}ms", *ns / MS)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(steps(50, 0), "cpu 25ms, sleep 50ms, cpu 25ms");
    assert_eq!(steps(100, 0), "cpu 0ms, sleep 100ms, cpu 0ms");
    assert_eq!(steps(30, 1), "cpu 70ms, sleep 30ms");
    assert_eq!(steps(30, 2), "fail early");
    // All of it waits: async takes as long as the longest. All of it computes: as long as one after another.
    assert_eq!(makespans_ns(&case, Axis::Waiting, &[100, 0], Model::Async), [100 * MS, 200 * MS]);
}

#[test]
fn more_cores_help_threads_and_not_a_loop() {
    let case = case("task sum x8\n  cpu 100ms");
    let threads = makespans_ns(&case, Axis::Cores, &[1, 2, 4, 8, 64], Model::Threads);
    let rounded: Vec<u64> = threads.iter().map(|ns| ns / (10 * MS)).collect();
    assert_eq!(rounded, [80, 40, 20, 10, 10]);
    assert_eq!(makespans_ns(&case, Axis::Cores, &[1, 64], Model::Async), [800 * MS; 2]);
    assert!(!Axis::Cores.can_be_measured());
}

#[test]
fn the_ideal_is_work_over_cores_and_the_longest_chain() {
    let list = "task a x4\n  cpu 100ms\ntask b after a at 50ms\n  sleep 200ms\ntask late at 1s\n  fail now\n  cpu 9s";
    let bounds = Bounds::of(&case(list));
    assert_eq!((bounds.work_ns, bounds.chain_ns), (200 * MS, SECOND));
    assert_eq!((bounds.task_p50_ns, bounds.task_p95_ns), (100 * MS, 200 * MS));
    let point = Point::of(&case(list), Axis::Cores, 4, &[Model::Threads]);
    assert_eq!(
        point.ideals(Quantity::Makespan),
        [(Ideal::Work, Value::Time(100 * MS)), (Ideal::Chain, Value::Time(SECOND))]
    );
    assert_eq!(point.ideals(Quantity::Speedup)[0].0, Ideal::Best);
}

#[test]
fn a_place_without_arrivals_or_tasks_has_no_curve() {
    assert_eq!(Axis::Arrivals.places(&case("task a\n  cpu 1ms")), [0; 0]);
    assert_eq!(Axis::Arrivals.places(&case("task a x7\n  cpu 1ms"))[..3], [1, 2, 3]);
}

#[test]
fn a_curve_has_its_ends_first_and_every_place_once() {
    let places: Vec<u32> = (1..=32).collect();
    let mut known: Vec<u32> = Vec::new();
    while let Some(place) = next_place(&places, |place| known.contains(&place)) {
        assert!(!known.contains(&place));
        known.push(place);
    }
    assert_eq!(known[..4], [1, 32, 16, 24]);
    known.sort_unstable();
    assert_eq!(known, places);
    assert_eq!(next_place(&[], |_| false), None);
    assert_eq!(next_place(&[7], |place| place == 7), None);
}

#[test]
fn a_sample_has_a_least_a_middle_and_a_most() {
    let reading = |ms: u64| Reading { makespan_ns: ms * MS, latency_p50_ns: 0, latency_p95_ns: 0, finished: 10 };
    let sample = Sample {
        axis: Axis::Pool,
        place: 4,
        model: Model::Pool,
        options: Options::for_cores(2),
        is_recorded: false,
        expected: None,
        readings: [30, 10, 20, 40].map(reading).to_vec(),
    };
    let spread = sample.spread(Quantity::Makespan, None).unwrap();
    assert_eq!(spread.median, Value::Time(20 * MS));
    // Throughput is the other way round: the least is that of the longest run.
    let spread = sample.spread(Quantity::Throughput, None).unwrap();
    assert_eq!((spread.least, spread.most), (Value::PerSecond(250.0), Value::PerSecond(1000.0)));
    assert_eq!(sample.spread(Quantity::Speedup, None), None);
}

/// A nanosecond for each change of who computes is what rounding may take off.
fn falls_below(value: Value, ideal: Value, quantity: Quantity) -> bool {
    let (value, ideal) = (height_of(value), height_of(ideal));
    match quantity {
        Quantity::Makespan | Quantity::LatencyP50 | Quantity::LatencyP95 => value + 1.0 < ideal,
        _ => value > ideal * 1.000_001,
    }
}

#[test]
fn no_example_is_expected_to_beat_the_ideal() {
    for example in EXAMPLES {
        let case = case(example.text);
        if case.plan.room.is_some() || case.plan.tells() {
            // Whoever is turned away, or told to end, does not all of what there is to do.
            continue;
        }
        let mut compared = 0;
        for axis in Axis::ALL {
            let places = axis.places(&case);
            let few = [places.first(), places.get(places.len() / 2)];
            for place in few.into_iter().flatten() {
                let point = Point::of(&case, axis, *place, &Model::ALL);
                let tasks = case.at(axis, *place).plan.tasks.len() as u64;
                for (line, model) in Model::ALL.into_iter().enumerate() {
                    if point.expected[line].unwrap().finished < tasks {
                        // What gets stuck is no measure of speed.
                        continue;
                    }
                    compared += 1;
                    for quantity in HEIGHTS {
                        let value = point.value(line, quantity).unwrap();
                        for (ideal, bound) in point.ideals(quantity) {
                            let is_below = falls_below(value, bound, quantity);
                            assert!(!is_below, "{} {} {place} {model:?} {ideal:?}", example.id, axis.id());
                        }
                    }
                }
            }
        }
        assert!(compared > 0, "{} gets stuck everywhere", example.id);
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn no_list_is_expected_to_beat_the_ideal(program in program(), machine in machine(), place in 1_u32..70) {
        let case = case_of(program, machine);
        for axis in Axis::ALL {
            let case = case.at(axis, place);
            let bounds = Bounds::of(&case);
            for model in Model::ALL {
                if let Some(reading) = Reading::expected(&case, model).filter(|reading| reading.finished > 0) {
                    prop_assert!(reading.makespan_ns + 1 >= bounds.makespan_ns(), "{axis:?} {place} {model:?}");
                }
            }
        }
    }
}
