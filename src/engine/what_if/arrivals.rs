//! A list whose copies arrive more or less often.

use std::ops::Range;

use crate::program::{Plan, PlannedTask};
use crate::time::SECOND;

/// How many copies of a task arrive in a second in this plan: where several tasks have copies, those that come first. A
/// task whose copies arrive together counts where no other has copies, with as many in the second. `None` where there is
/// no task with copies.
pub fn rate_per_s(plan: &Plan) -> Option<f64> {
    // What is spawned arrives when it is.
    let arrives = |group: &&Range<usize>| group.len() > 1 && plan.tasks[group.start].spawned_by.is_none();
    let several = || plan.groups.iter().filter(arrives).map(|group| &plan.tasks[group.clone()]);
    let gap_ns = several().find_map(gap_ns);
    gap_ns.map(|gap_ns| SECOND as f64 / gap_ns as f64).or_else(|| several().next().map(|copies| copies.len() as f64))
}

/// The time between two copies; `None` if they arrive together.
fn gap_ns(copies: &[PlannedTask]) -> Option<u64> {
    let [first, second, ..] = copies else { return None };
    Some(second.at_ns.saturating_sub(first.at_ns)).filter(|gap_ns| *gap_ns > 0)
}

/// The same plan with so many arrivals in a second: of the tasks whose copies arrive one by one, or, where there is none,
/// of all that have copies.
pub(super) fn with_rate(plan: &Plan, rate_per_s: u32) -> Plan {
    let mut plan = plan.clone();
    let is_spread = |plan: &Plan, group: usize| gap_ns(&plan.tasks[plan.groups[group].clone()]).is_some();
    let has_spread = (0..plan.groups.len()).any(|group| is_spread(&plan, group));
    for group in 0..plan.groups.len() {
        if has_spread && !is_spread(&plan, group) {
            continue;
        }
        let copies = &mut plan.tasks[plan.groups[group].clone()];
        let first_ns = copies.first().map_or(0, |first| first.at_ns);
        for (copy, task) in (0..).zip(copies) {
            task.at_ns = first_ns + copy * SECOND / u64::from(rate_per_s.max(1));
        }
    }
    plan
}
