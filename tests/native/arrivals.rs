//! Arrivals and dependencies.

use interleave::engine::{Arrivals, Ended, Progress};
use interleave::program::Plan;
use interleave::time::MS;
use interleave::trace::{End, Event, State, TaskId, What};
use proptest::prelude::*;

use crate::arbitrary::{cases, lasting, mixture, plan, plan_of, task};

fn tasks(due: &[(Progress, Event)]) -> Vec<u32> {
    due.iter().map(|(progress, _)| progress.task.0).collect()
}

/// When which task arrived, by what it carries and by its event.
fn times(due: &[(Progress, Event)]) -> Vec<(u64, u32)> {
    let time = |(progress, event): &(Progress, Event)| {
        let queued = What::Enter { state: State::Queued, lane: None, step: None };
        assert_eq!(*event, Event { at_ns: progress.last_ns, task: progress.task, seq: 0, order: 0, what: queued });
        assert_eq!(progress.seq, 1);
        (event.at_ns, event.task.0)
    };
    due.iter().map(time).collect()
}

fn end(task: u32, at_ns: u64) -> Ended {
    Ended { task: TaskId(task), at_ns, end: End::Done }
}

#[test]
fn copies_arrive_one_after_another() {
    let mut line = task("t", Vec::new());
    (line.copies, line.at, line.every) = (Some(3), Some(lasting(10 * MS)), Some(lasting(5 * MS)));
    let mut arrivals = Arrivals::new(&plan_of(vec![line]));
    assert_eq!(arrivals.next_ns(), Some(10 * MS));
    assert!(arrivals.due(10 * MS - 1).is_empty());
    assert_eq!(times(&arrivals.due(19 * MS)), [(10 * MS, 0), (15 * MS, 1)]);
    assert_eq!(arrivals.next_ns(), Some(20 * MS));
}

#[test]
fn a_task_is_told_once() {
    let mut arrivals = Arrivals::new(&mixture());
    assert_eq!(tasks(&arrivals.due(0)), [0, 1, 2]);
    assert!(arrivals.due(0).is_empty());
}

#[test]
fn a_dependent_waits_for_every_copy_of_every_group() {
    let mut arrivals = Arrivals::new(&mixture());
    arrivals.due(MS * 200);
    arrivals.ended(end(0, 300 * MS));
    arrivals.ended(end(2, 300 * MS));
    assert_eq!(arrivals.next_ns(), None);
    arrivals.ended(end(1, 400 * MS));
    assert_eq!(times(&arrivals.due(400 * MS)), [(400 * MS, 4)]);
}

#[test]
fn a_dependent_keeps_its_own_time_where_that_is_later() {
    let mut second = task("b", Vec::new());
    (second.after, second.at) = (vec![0], Some(lasting(50 * MS)));
    let mut arrivals = Arrivals::new(&plan_of(vec![task("a", Vec::new()), second]));
    arrivals.due(0);
    arrivals.ended(end(0, 10 * MS));
    assert_eq!(times(&arrivals.due(60 * MS)), [(50 * MS, 1)]);
}

#[test]
fn it_is_over_when_every_task_has_ended() {
    let mut arrivals = Arrivals::new(&plan_of(vec![task("a", Vec::new()), task("b", Vec::new())]));
    assert!(!arrivals.is_over());
    arrivals.ended(end(0, 0));
    assert!(!arrivals.is_over());
    arrivals.ended(end(1, 0));
    assert!(arrivals.is_over());
}

/// The arrival of a task, as the design says it, given when tasks ended.
fn arrival_ns(plan: &Plan, task: usize, ended_ns: &[Option<u64>]) -> Option<u64> {
    let blockers = plan.tasks[task].after.iter().flat_map(|&group| plan.groups[group].clone());
    let mut arrival_ns = plan.tasks[task].at_ns;
    for blocker in blockers {
        arrival_ns = arrival_ns.max(ended_ns[blocker]?);
    }
    Some(arrival_ns)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn tasks_arrive_as_their_lines_say(plan in plan(), length_ns in 0..30 * MS) {
        let mut arrivals = Arrivals::new(&plan);
        let mut ended_ns = vec![None; plan.tasks.len()];
        let mut free_ns = 0;
        while let Some(now_ns) = arrivals.next_ns() {
            for (arrived_ns, task) in times(&arrivals.due(now_ns)) {
                prop_assert_eq!(arrival_ns(&plan, task as usize, &ended_ns), Some(arrived_ns));
                prop_assert_eq!(arrived_ns, now_ns);
                // Each runs for so long, one after another.
                free_ns = free_ns.max(now_ns) + length_ns;
                prop_assert_eq!(ended_ns[task as usize].replace(free_ns), None);
                arrivals.ended(end(task, free_ns));
            }
        }
        prop_assert!(arrivals.is_over());
        prop_assert!(ended_ns.iter().all(Option::is_some));
    }
}
