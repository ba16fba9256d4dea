//! A list whose tasks wait for more or less of their time.

use std::sync::Arc;

use crate::program::{Plan, Step};

/// The same plan, in which so many percent of each task's time is waiting and the rest computing. What a task has of
/// both is made longer or shorter in proportion; what it has nothing of comes behind its other steps.
pub(super) fn with_share(plan: &Plan, percent: u32) -> Plan {
    let mut plan = plan.clone();
    for task in &mut plan.tasks {
        let (computing_ns, waiting_ns) = (total(&task.steps, computes), total(&task.steps, waits));
        let whole_ns = computing_ns + waiting_ns;
        let wanted_ns = whole_ns * u128::from(percent.min(100)) / 100;
        scale(&mut task.steps, waits, wanted_ns, waiting_ns, Step::Sleep);
        scale(&mut task.steps, computes, whole_ns - wanted_ns, computing_ns, Step::Cpu);
        // What comes behind the others belongs to no turn.
        if task.how.turns != 1 {
            Arc::make_mut(&mut task.how).turns = 1;
        }
    }
    plan
}

fn computes(step: &mut Step<u64>) -> Option<&mut u64> {
    match step {
        Step::Cpu(ns) | Step::Native(ns) => Some(ns),
        _ => None,
    }
}

fn waits(step: &mut Step<u64>) -> Option<&mut u64> {
    match step {
        Step::Sleep(ns) | Step::Block(ns) | Step::Fetch(ns, ..) => Some(ns),
        _ => None,
    }
}

fn total(steps: &[Step<u64>], length: fn(&mut Step<u64>) -> Option<&mut u64>) -> u128 {
    steps.iter().filter_map(|step| length(&mut step.clone()).map(|ns| u128::from(*ns))).sum()
}

/// Steps of one kind, which take `had_ns` together, take `wanted_ns`.
fn scale(
    steps: &mut Vec<Step<u64>>,
    length: fn(&mut Step<u64>) -> Option<&mut u64>,
    wanted_ns: u128,
    had_ns: u128,
    make: fn(u64) -> Step<u64>,
) {
    if had_ns == 0 && wanted_ns > 0 {
        // In front of the step at which it fails, or where what is done in every case ends.
        let ends = |step: &Step<u64>| matches!(step, Step::Fail(..) | Step::Rescue | Step::Finally);
        let end = steps.iter().position(ends).unwrap_or(steps.len());
        steps.insert(end, make(wanted_ns as u64));
    }
    for ns in steps.iter_mut().filter_map(length) {
        if let Some(scaled) = (u128::from(*ns) * wanted_ns).checked_div(had_ns) {
            *ns = scaled as u64;
        }
    }
}
