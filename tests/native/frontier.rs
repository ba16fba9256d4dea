//! Arrivals and dependencies.

use interleave::engine::{Frontier, Release};
use interleave::program::Plan;
use interleave::time::MS;
use proptest::prelude::*;

use crate::arbitrary::{cases, lasting, mixture, plan, plan_of, task};

fn tasks(due: &[Release]) -> Vec<usize> {
    due.iter().map(|release| release.task).collect()
}

#[test]
fn copies_arrive_one_after_another() {
    let mut line = task("t", Vec::new());
    (line.copies, line.at, line.every) = (Some(3), Some(lasting(10 * MS)), Some(lasting(5 * MS)));
    let mut frontier = Frontier::new(&plan_of(vec![line]));
    assert_eq!(frontier.next_arrival_ns(), Some(10 * MS));
    assert!(frontier.due(10 * MS - 1).is_empty());
    let expected = [(10 * MS, 0), (15 * MS, 1)].map(|(arrived_ns, task)| Release { arrived_ns, task });
    assert_eq!(frontier.due(19 * MS), expected);
    assert_eq!(frontier.next_arrival_ns(), Some(20 * MS));
}

#[test]
fn a_task_is_told_once() {
    let mut frontier = Frontier::new(&mixture());
    assert_eq!(tasks(&frontier.due(0)), [0, 1, 2]);
    assert!(frontier.due(0).is_empty());
}

#[test]
fn a_dependent_waits_for_every_copy_of_every_group() {
    let mut frontier = Frontier::new(&mixture());
    frontier.due(MS * 200);
    frontier.ended(0, 300 * MS);
    frontier.ended(2, 300 * MS);
    assert_eq!(frontier.next_arrival_ns(), None);
    frontier.ended(1, 400 * MS);
    assert_eq!(frontier.due(400 * MS), [Release { arrived_ns: 400 * MS, task: 4 }]);
}

#[test]
fn a_dependent_keeps_its_own_time_where_that_is_later() {
    let mut second = task("b", Vec::new());
    (second.after, second.at) = (vec![0], Some(lasting(50 * MS)));
    let mut frontier = Frontier::new(&plan_of(vec![task("a", Vec::new()), second]));
    frontier.due(0);
    frontier.ended(0, 10 * MS);
    assert_eq!(frontier.due(60 * MS), [Release { arrived_ns: 50 * MS, task: 1 }]);
}

#[test]
fn it_is_over_when_every_task_has_ended() {
    let mut frontier = Frontier::new(&plan_of(vec![task("a", Vec::new()), task("b", Vec::new())]));
    assert!(!frontier.is_over());
    frontier.ended(0, 0);
    assert!(!frontier.is_over());
    frontier.ended(1, 0);
    assert!(frontier.is_over());
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
        let mut frontier = Frontier::new(&plan);
        let mut ended_ns = vec![None; plan.tasks.len()];
        let mut free_ns = 0;
        while let Some(now_ns) = frontier.next_arrival_ns() {
            for release in frontier.due(now_ns) {
                prop_assert_eq!(arrival_ns(&plan, release.task, &ended_ns), Some(release.arrived_ns));
                prop_assert_eq!(release.arrived_ns, now_ns);
                // Each runs for so long, one after another.
                free_ns = free_ns.max(now_ns) + length_ns;
                prop_assert_eq!(ended_ns[release.task].replace(free_ns), None);
                frontier.ended(release.task, free_ns);
            }
        }
        prop_assert!(frontier.is_over());
        prop_assert!(ended_ns.iter().all(Option::is_some));
    }
}
