//! Random programs and machines for property tests, and a few programs written by hand.

use interleave::engine::virtual_time::Machine;
use interleave::engine::{Model, Options};
use interleave::program::{
    ByItem, DurationRange, Durations, How, Plan, PlannedTask, Program, Resource, ResourceKind, Retry, Step, Stored,
    TaskDeclaration, Times, Value as ItemValue,
};
use interleave::record::{Outcome, Record};
use interleave::time::MS;
use interleave::trace::Trace;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use crate::requests::fetch;

/// Where the cases begin that everybody's tests try: the same ones wherever the tests run, so that what is green stays so.
const SEED: u64 = 2026;

/// So many cases, always the same; or, for digging for rare ones, as many as `PROPTEST_CASES` asks for, other ones each
/// time. No files of failures: a failing case is worth a test of its own.
pub fn cases(cases: u32) -> Config {
    let config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return Config { cases: cases.max(config.cases), ..config };
    }
    let rng_seed = if std::env::var_os("PROPTEST_RNG_SEED").is_some() { config.rng_seed } else { RngSeed::Fixed(SEED) };
    Config { cases, rng_seed, ..config }
}

/// A plan of a few tasks with everything a list can say.
pub fn plan() -> impl Strategy<Value = Plan> {
    program().prop_map(|program| Plan::of(&program))
}

/// A program of a few tasks with everything a list can say. Tasks come after earlier ones alone, so there is no circle.
pub fn program() -> impl Strategy<Value = Program> {
    program_of(step().boxed())
}

/// The same, of tasks that also lock one of three limits and use one of two queues, in whatever order, spawn others, join
/// and may get stuck.
pub fn locking_program() -> impl Strategy<Value = Program> {
    let name = || proptest::sample::select(vec!["a", "b", "c"]).prop_map(std::sync::Arc::from);
    let queue = || proptest::sample::select(vec!["q", "r"]).prop_map(std::sync::Arc::from);
    let locks = prop_oneof![
        2 => (name(), patience()).prop_map(|(name, within)| Step::Lock(name, within)),
        2 => name().prop_map(Step::Unlock),
        2 => (queue(), option::of(value()), patience())
            .prop_map(|(name, value, within)| Step::Send(name, value, within)),
        1 => by_item(),
        1 => Just(Step::Print("{item}".into())),
        1 => (queue(), patience()).prop_map(|(name, within)| Step::Receive(name, within)),
        1 => patience().prop_map(|within| Step::Meet("m".into(), within)),
        2 => share(),
        1 => Just(Step::Spawn("".into())),
        1 => patience().prop_map(Step::Join),
    ];
    let permits = vec(1..3_u32, 3);
    let rooms = vec(option::of(1..3_u32), 2);
    let program = program_of(prop_oneof![1 => step(), 2 => locks].boxed());
    let spawned = vec(any::<bool>(), 6);
    (program, permits, rooms, spawned).prop_map(|(mut program, permits, rooms, spawned)| {
        spawn_some(&mut program.tasks, &spawned);
        let resource =
            |(name, permits): (&str, u32)| Resource { name: name.into(), kind: ResourceKind::Limit { permits } };
        let queue =
            |(name, room): (&str, Option<u32>)| Resource { name: name.into(), kind: ResourceKind::Queue { room } };
        let limits = ["a", "b", "c"].into_iter().zip(permits).map(resource);
        Program {
            resources: limits
                .chain(["q", "r"].into_iter().zip(rooms).map(queue))
                .chain([Resource { name: "n".into(), kind: ResourceKind::Share { initial: 5, is_everywhere: false } }])
                .chain([Resource { name: "k".into(), kind: ResourceKind::Share { initial: 0, is_everywhere: true } }])
                .chain([Resource { name: "m".into(), kind: ResourceKind::Meeting }])
                .collect(),
            ..program
        }
    })
}

/// Within which time what is waited for has to be done, if so.
fn patience() -> impl Strategy<Value = Option<Durations>> {
    option::weighted(0.2, durations())
}

/// What an item can be.
fn value() -> impl Strategy<Value = ItemValue> {
    prop_oneof![3 => durations().prop_map(ItemValue::Lasting), 1 => Just(ItemValue::Word("pear".into()))]
}

/// A step that takes as long as an item says.
pub fn by_item() -> impl Strategy<Value = Step> {
    proptest::sample::select(vec![ByItem::Sleep, ByItem::Block, ByItem::Cpu, ByItem::Native]).prop_map(Step::ByItem)
}

/// What can be done to a number that tasks share.
pub fn share() -> impl Strategy<Value = Step> {
    let name = || proptest::sample::select(vec!["n", "k"]).prop_map(std::sync::Arc::from);
    let number = || -3..4_i64;
    prop_oneof![
        2 => (name(), number()).prop_map(|(name, by)| Step::Add(name, by)),
        3 => name().prop_map(Step::Load),
        3 => (name(), number()).prop_map(|(name, more)| Step::Store(name, Stored::More(more))),
        1 => (name(), number()).prop_map(|(name, number)| Step::Store(name, Stored::Number(number))),
    ]
}

fn program_of(step: BoxedStrategy<Step>) -> impl Strategy<Value = Program> {
    (any::<u64>(), vec(declaration(step), 1..6)).prop_map(|(seed, mut tasks)| {
        for (index, task) in tasks.iter_mut().enumerate() {
            task.name = format!("t{index}");
            task.after.retain(|&after| after < index);
            task.after.sort_unstable();
            task.after.dedup();
        }
        Program { seed, slots: None, resources: Vec::new(), tasks }
    })
}

/// Makes some tasks ones that others spawn: each `spawn` names one further down, or is left out where there is none.
pub fn spawn_some(tasks: &mut [TaskDeclaration], spawned: &[bool]) {
    let is_spawned = |task: usize| task > 0 && spawned[task % spawned.len()];
    let names: Vec<(usize, String)> = tasks
        .iter()
        .enumerate()
        .filter(|(index, _)| is_spawned(*index))
        .map(|(index, task)| (index, task.name.clone()))
        .collect();
    for (index, task) in tasks.iter_mut().enumerate() {
        task.after.retain(|after| !is_spawned(*after));
        if is_spawned(index) {
            (task.copies, task.at, task.every, task.how.spawned) = (None, None, None, true);
            task.after.clear();
        }
        let mut below = names.iter().filter(|(other, _)| *other > index).cycle();
        let mut spawns = false;
        for step in &mut task.steps {
            if matches!(step, Step::Spawn(_)) {
                *step = below.next().map_or(Step::Yield, |(_, name)| Step::Spawn(name.as_str().into()));
                spawns |= matches!(step, Step::Spawn(_));
            }
        }
        if spawns {
            // Or there would be too many of them.
            task.how.times = None;
        }
    }
}

/// A machine of a few cores, on which workers may or may not take time to start.
pub fn machine() -> impl Strategy<Value = Machine> {
    (1..5_usize, start_ns(), start_ns()).prop_map(|(cores, process_start_ns, thread_start_ns)| Machine {
        cores,
        process_start_ns,
        thread_start_ns,
    })
}

fn start_ns() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 1..20 * MS]
}

fn declaration(step: BoxedStrategy<Step>) -> impl Strategy<Value = TaskDeclaration> {
    let line = (option::of(1..4_u32), vec(0..5_usize, 0..3), option::of(range()), option::of(range()));
    (line, how(), vec(step, 0..7)).prop_map(|((copies, after, at, every), how, steps)| TaskDeclaration {
        name: String::new(),
        copies,
        after,
        at,
        every,
        how,
        steps,
    })
}

/// How a task may be done.
pub fn how() -> impl Strategy<Value = How> {
    let retry = (1..4_u32, option::of(range())).prop_map(|(times, every)| Retry { times, every });
    let priority = option::weighted(0.3, 1..4_u32);
    let times = option::weighted(0.3, (1..4_u32).prop_map(Times::Count));
    let carries = option::weighted(0.2, prop_oneof![1..=64_000_000_u64, (1..=64_u64).prop_map(|mb| mb * 1_000_000)]);
    (times, option::weighted(0.3, retry), priority, any::<bool>(), carries).prop_map(
        |(times, retry, priority, outside, carries)| How { times, retry, outside, priority, carries, ..How::default() },
    )
}

fn range() -> impl Strategy<Value = DurationRange> {
    // Whole milliseconds meet each other, so that much happens at one instant.
    let exact = (0..40_u64).prop_map(|ms| lasting(ms * MS));
    let drawn =
        (0..20 * MS, 0..20 * MS).prop_map(|(min_ns, width_ns)| DurationRange { min_ns, max_ns: min_ns + width_ns });
    prop_oneof![3 => exact, 1 => drawn]
}

fn durations() -> impl Strategy<Value = Durations> {
    prop_oneof![4 => range().prop_map(Durations::One), 1 => vec(range(), 2..4).prop_map(|all| Durations::ByCopy(all.into()))]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => "[a-z#\" ]{0,6}|\\{(copy|turn|elapsed|else)\\}".prop_map(|text| Step::Print(text.into())),
        3 => durations().prop_map(Step::Sleep),
        2 => durations().prop_map(Step::Block),
        3 => durations().prop_map(Step::Cpu),
        2 => durations().prop_map(Step::Native),
        2 => (durations(), fetch()).prop_map(|(answer, fetch)| Step::Fetch(answer, fetch, None)),
        2 => Just(Step::Yield),
        1 => (option::of(1..3_u32), "[a-z ]{1,6}").prop_map(|(first, text)| Step::Fail(first, text.into())),
    ]
}

/// The steps that a task does, told without the engine, and whether it fails in the end.
pub fn done_steps(task: &PlannedTask) -> (Vec<&Step<u64>>, bool) {
    let turn = task.steps.len() / task.how.turns as usize;
    let mut reached = vec![0; turn];
    let mut done = Vec::new();
    for _ in 0..=task.how.pauses_ns.len() {
        let mut failed = false;
        for (index, step) in task.steps.iter().enumerate() {
            if let Step::Fail(first, _) = step {
                reached[index % turn] += 1;
                failed = first.is_none_or(|first| reached[index % turn] <= first);
                if failed {
                    break;
                }
            } else {
                done.push(step);
            }
        }
        if !failed {
            return (done, false);
        }
    }
    (done, true)
}

/// A duration that is no range.
pub fn lasting(ns: u64) -> DurationRange {
    DurationRange { min_ns: ns, max_ns: ns }
}

/// A task line without anything but a name, and its steps.
pub fn task(name: &str, steps: Vec<Step>) -> TaskDeclaration {
    TaskDeclaration {
        name: name.to_owned(),
        copies: None,
        after: Vec::new(),
        at: None,
        every: None,
        how: How::default(),
        steps,
    }
}

/// `sleep`, in milliseconds.
pub fn sleep(ms: u64) -> Step {
    Step::Sleep(lasting(ms * MS).into())
}

/// `block`, in milliseconds.
pub fn block(ms: u64) -> Step {
    Step::Block(lasting(ms * MS).into())
}

/// `cpu`, in milliseconds.
pub fn cpu(ms: u64) -> Step {
    Step::Cpu(lasting(ms * MS).into())
}

/// `native`, in milliseconds.
pub fn native(ms: u64) -> Step {
    Step::Native(lasting(ms * MS).into())
}

/// `print`.
pub fn print(text: &str) -> Step {
    Step::Print(text.into())
}

/// The plan of these tasks.
pub fn plan_of(tasks: Vec<TaskDeclaration>) -> Plan {
    Plan::of(&Program { seed: 1, slots: None, resources: Vec::new(), tasks })
}

/// Three coroutines that print, sleep a second and print, as in the asyncio tutorials.
pub fn count() -> Plan {
    let mut count = task("count", vec![print("One"), sleep(1000), print("Two")]);
    count.copies = Some(3);
    plan_of(vec![count])
}

/// Waiting, computing and blocking calls that get in each other's way; arrivals, dependencies, a failure.
pub fn mixture() -> Plan {
    let mut fetch = task("fetch", vec![sleep(300), cpu(100), print("fetched")]);
    fetch.copies = Some(2);
    let legacy = task("legacy", vec![block(200), Step::Yield, cpu(100)]);
    let mut late = task("late", vec![print("late"), sleep(50), Step::Fail(None, "no luck".into())]);
    late.at = Some(lasting(150 * MS));
    let mut report = task("report", vec![cpu(50), print("done")]);
    report.after = vec![0, 1];
    plan_of(vec![fetch, legacy, late, report])
}

/// Three times as much computing as there are cores on a machine with two.
pub fn crunch() -> Plan {
    let mut crunch = task("crunch", vec![cpu(100), Step::Yield, cpu(100)]);
    crunch.copies = Some(3);
    plan_of(vec![crunch, task("short", vec![cpu(20), print("short")])])
}

/// A machine on which workers are there at once.
pub const CALM: Machine = Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 };

/// A run of a model on a machine with so many cores, whose trace is this one.
pub fn record(model: Model, trace: Trace, cores: usize) -> Record {
    Record {
        subject: model.into(),
        options: Options::for_cores(cores),
        cores,
        trace,
        outcome: Outcome::Done,
        notes: Vec::new(),
        trusted: true,
        frozen: Vec::new(),
        restored: None,
    }
}
