//! Numbers that tasks share: in virtual time under every model, on real threads here, and what became of their additions
//! in whatever order things happened.

use std::sync::Arc;
use std::thread;

use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Model, Options, Reads, Shares};
use interleave::program::{Plan, Resource, ResourceKind, Step, Stored, parse};
use interleave::stats::{Analysis, Shared, shares};
use interleave::trace::{Change, Deed, TaskId, TaskInfo, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;

use crate::arbitrary::{cases, record, share};

const CALM: Machine = Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 };

fn run(text: &str, model: Model) -> Trace {
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics.len(), 0, "{:?}", parsed.diagnostics);
    let options =
        Options { pool: 4, process_pool: 4, offload: 4, page_loop: false, behind: interleave::engine::Behind::Threads };
    let trace = simulate_with(&Plan::of(&parsed.program), model, &options, &CALM);
    assert_eq!(trace.breaches(), []);
    trace
}

fn found(text: &str, model: Model) -> Vec<String> {
    let run = Analysis::of(&record(model, run(text, model), 2));
    run.findings.iter().map(|finding| words::finding(&finding.fact, &run.tasks, run.resolution_ns)).collect()
}

/// What a number was in the end, for all.
fn last(trace: &Trace, name: &str) -> i64 {
    shares(trace).iter().find(|share| &*share.name == name && share.copy.is_none()).unwrap().value
}

fn output(trace: &Trace) -> Vec<String> {
    Timeline::of(trace, None).output.iter().map(|line| line.text.to_string()).collect()
}

const STORED: &str = "task count x4 times 20\n  load n\n  cpu 1ms\n  store n +1\n";

#[test]
fn what_is_read_and_written_apart_is_lost_where_others_come_between() {
    for model in Model::ALL {
        let trace = run(STORED, model);
        let own = shares(&trace).into_iter().find(|share| share.copy.is_none()).unwrap();
        match model {
            Model::Sequential | Model::Async => assert_eq!((own.value, own.additions, own.left), (80, 80, 80)),
            // Behind a loop a step in the pool is awaited.
            Model::Threads | Model::Gil | Model::Pool | Model::Offload => {
                assert!(own.value < 80, "{model:?}: {own:?}");
                assert_eq!(own.value, i64::try_from(own.left).unwrap(), "{model:?}");
                assert_eq!((own.additions, own.left + own.overwritten()), (80, 80), "{model:?}");
                let (left, lost) = (own.left, own.overwritten());
                let said = format!(
                    "{left} of 80 additions to n are left: {lost} were overwritten by tasks that had read it before them."
                );
                assert_eq!(found(STORED, model)[0], said, "{model:?}");
            }
            Model::Processes | Model::ProcessPool => {
                assert_eq!((own.value, own.additions), (0, 0), "{model:?}: the parent's stays as it was");
                let said = "n is still 0: 4 processes added to copies of their own, 80 times in all.";
                assert_eq!(found(STORED, model)[0], said, "{model:?}");
            }
        }
    }
}

#[test]
fn with_a_lock_or_in_one_step_nothing_is_lost() {
    let locked = "task count x4 times 20\n  lock l\n  load n\n  cpu 1ms\n  store n +1\n  unlock l\n";
    let added = "share n 3\ntask count x4 times 20\n  cpu 1ms\n  add n 2\n";
    for model in Model::ALL {
        let (is_apart, locked_trace, added_trace) = (model.has_own_memories(), run(locked, model), run(added, model));
        if model != Model::Sequential {
            assert_eq!(last(&locked_trace, "n"), if is_apart { 0 } else { 80 }, "{model:?}");
        }
        assert_eq!(last(&added_trace, "n"), if is_apart { 3 } else { 163 }, "{model:?}");
        assert!(found(added, model).iter().all(|said| !said.contains("overwritten")), "{model:?}");
    }
}

#[test]
fn everywhere_means_processes_too_and_else_each_has_a_copy() {
    let text = "share n everywhere\nshare k 5\ntask t x3\n  cpu 1ms\n  add n 1\n  add k 1\ntask after after t\n  print {n} {k} {else}\n";
    for model in Model::ALL {
        let own = if model.has_own_memories() { "3 5 {else}" } else { "3 8 {else}" };
        let trace = run(text, model);
        let printed = output(&trace);
        // A slot of a pool keeps its copy from task to task.
        if model == Model::ProcessPool {
            assert_eq!(printed, ["3 6 {else}"], "the first slot to be free did one of the others");
        } else {
            assert_eq!(printed, [own], "{model:?}");
        }
        assert_eq!((last(&trace, "n"), last(&trace, "k")), (3, if model.has_own_memories() { 5 } else { 8 }));
    }
}

#[test]
fn a_number_is_lost_on_a_loop_only_across_an_await() {
    let apart = "task t x2\n  load n\n  sleep 10ms\n  store n +1\n";
    assert_eq!(last(&run(apart, Model::Async), "n"), 1);
    assert_eq!(last(&run("task t x2\n  load n\n  store n +1\n", Model::Async), "n"), 2);
    assert_eq!(last(&run(apart, Model::Sequential), "n"), 2);
}

#[test]
fn who_has_read_nothing_adds_to_what_there_was_at_the_start() {
    let parsed = parse("share n 7\ntask t\n  add n 1\n  store n +2\n  store n +3\n");
    assert!(parsed.is_runnable());
    assert_eq!(parsed.diagnostics.len(), 1, "said once");
    let trace = simulate_with(&Plan::of(&parsed.program), Model::Threads, &Options::for_cores(2), &CALM);
    assert_eq!(last(&trace, "n"), 10);
}

#[test]
fn names_that_stand_for_something_else_in_what_is_printed_are_refused() {
    for name in ["copy", "turn", "item", "elapsed"] {
        let expected = format!("`{name}` can't be the name of a share: {{{name}}} prints something else.");
        for text in ["share N\ntask t\n  add N 1\n  load N\n", "task t\n  load N\n  add N 1\n"] {
            let parsed = parse(&text.replace('N', name));
            let said: Vec<_> = parsed.diagnostics.iter().map(|problem| words::problem(&problem.problem)).collect();
            assert_eq!(said.len(), 1, "{said:?}");
            assert_eq!((&*said[0].sentence, said[0].way_out.is_some()), (&*expected, true));
            assert!(!parsed.is_runnable());
        }
        assert!(
            parse(&format!("task t\n  lock {name}\n  send {name}s\n  receive {name}s\n  unlock {name}\n"))
                .is_runnable()
        );
    }
}

#[test]
fn a_finding_names_the_number_that_was_overwritten() {
    let text = "task t x2\n  load n\n  load k\n  sleep 10ms\n  store n +1\n  add k 1\n  lock l\n  unlock l\n";
    for model in [Model::Async, Model::Threads] {
        let said = found(text, model);
        assert!(said[0].starts_with("1 of 2 additions to n are left"), "{model:?}: {said:?}");
    }
    let copied = found("task t x2\n  add n 1\n  load k\n", Model::Processes);
    assert!(copied[0].starts_with("n is still 0: 2 processes added"), "{copied:?}");
}

fn table() -> Vec<Resource> {
    let share = |name: &str, initial| Resource {
        name: name.into(),
        kind: ResourceKind::Share { initial, is_everywhere: false },
    };
    vec![share("n", 5), share("k", 0)]
}

fn trace_of(changes: &[Change], tasks: u32) -> Trace {
    let tasks: Vec<TaskInfo> = (0..tasks).map(|_| TaskInfo::unknown()).collect();
    let mut trace = Trace::new(1, Vec::new(), tasks).with_resources(&table());
    trace.change(changes);
    trace
}

#[test]
fn threads_that_really_race_lose_exactly_what_is_said_to_be_lost() {
    let memory = Arc::new(Shares::of(&table()));
    let threads: Vec<_> = (0..4)
        .map(|task| {
            let memory = memory.clone();
            thread::spawn(move || {
                let (load, store) = (Step::Load("n".into()), Step::Store("n".into(), Stored::More(1)));
                let (add, mut reads) = (Step::Add("k".into(), 1), Reads::default());
                let mut changes = Vec::new();
                for turn in 0..500 {
                    changes.extend(memory.act(TaskId(task), &load, &mut reads, turn));
                    thread::yield_now();
                    changes.extend(memory.act(TaskId(task), &store, &mut reads, turn));
                    changes.extend(memory.act(TaskId(task), &add, &mut reads, turn));
                }
                changes
            })
        })
        .collect();
    let changes: Vec<Change> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let found = shares(&trace_of(&changes, 4));
    let [stored, added] = &found[..] else { panic!("{found:?}") };
    assert_eq!((stored.additions, stored.left + stored.overwritten()), (2000, 2000));
    assert_eq!(stored.value, 5 + i64::try_from(stored.left).unwrap());
    assert_eq!((added.value, added.left, added.additions), (2000, 2000, 2000), "one instruction can't be come between");
    let probe = memory.act(TaskId(0), &Step::Load("n".into()), &mut Reads::default(), 0);
    assert_eq!(probe.unwrap().after, stored.value);
}

/// The numbers as they are told by sets: which additions each one holds.
fn told_by_sets(steps: &[(u32, Step<u64>)], name: &str, initial: i64) -> (i64, usize, usize) {
    let (mut held, mut number, mut made) = (Vec::new(), initial, Vec::new());
    let mut read = vec![(Vec::new(), initial); 4];
    for (at, (task, step)) in steps.iter().enumerate() {
        if step.resource().is_none_or(|(own, _)| **own != *name) {
            continue;
        }
        match step {
            Step::Load(_) => read[*task as usize] = (held.clone(), number),
            Step::Add(_, by) => {
                held.push(at);
                made.push(at);
                number += by;
            }
            Step::Store(_, Stored::More(more)) => {
                (held, number) = read[*task as usize].clone();
                held.push(at);
                made.push(at);
                number += more;
            }
            Step::Store(_, Stored::Number(to)) => {
                held = vec![usize::MAX - at];
                number = *to;
            }
            _ => {}
        }
    }
    // A number that was set holds nothing of what was before.
    let set_at = held.iter().map(|at| usize::MAX - at).find(|at| *at < steps.len());
    let since = made.iter().filter(|at| set_at.is_none_or(|set_at| **at > set_at)).count();
    let left = held.iter().filter(|at| **at < steps.len()).count();
    (number, since, left)
}

fn planned(step: &Step) -> Step<u64> {
    step.map(|_| 0, |_| 0)
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn what_is_left_and_what_was_overwritten_is_what_was_done(
        steps in proptest::collection::vec((0..4_u32, share()), 0..40),
        times in proptest::collection::vec(0..20_u64, 40),
        mixed in any::<prop::sample::Index>(),
    ) {
        let steps: Vec<(u32, Step<u64>)> = steps.iter().map(|(task, step)| (*task, planned(step))).collect();
        let memory = Shares::of(&table());
        let mut reads = vec![Reads::default(); 4];
        let done = steps.iter().zip(&times).filter_map(|((task, step), at_ns)| {
            memory.act(TaskId(*task), step, &mut reads[*task as usize], *at_ns)
        });
        let mut changes: Vec<Change> = done.collect();
        let found = shares(&trace_of(&changes, 4));
        for (share, (name, initial)) in found.iter().zip([("n", 5), ("k", 0)]) {
            let (number, since, left) = told_by_sets(&steps, name, initial);
            prop_assert_eq!((share.value, share.additions, share.left), (number, since, left), "{:?}", steps);
            prop_assert_eq!(share.left + share.overwritten(), share.additions);
            prop_assert_eq!(share.worst.is_some(), share.overwritten() > 0, "{:?}", steps);
        }
        // In whatever order they are told.
        if !changes.is_empty() {
            let middle = mixed.index(changes.len());
            changes.rotate_left(middle);
        }
        let told: Vec<Shared> = shares(&trace_of(&changes, 4));
        let all = |found: &[Shared]| -> Vec<(i64, usize, usize)> {
            found.iter().map(|share| (share.value, share.additions, share.left)).collect()
        };
        prop_assert_eq!(all(&told), all(&found));
        let trace = trace_of(&changes, 4);
        prop_assert!(trace.changes().is_sorted_by_key(|change| change.at_ns));
        prop_assert_eq!(trace.changes().iter().filter(|change| change.deed != Deed::Moved).count(), changes.len());
    }
}
