//! What computing costs.

use super::{Analysis, Fact, Finding, NOTABLE_NS, covered_ns, distinct};
use crate::program::Step;
use crate::stats::sweep;
use crate::trace::{Span, State};

/// The GIL let one thread compute at a time.
pub(super) fn one_at_a_time(seen: &Analysis) -> Option<Finding> {
    if !seen.subject.model().is_locked_by_gil() {
        return None;
    }
    let locked: Vec<_> = seen.of_state(State::Locked).filter(|(_, span)| is_cpu(seen, span)).collect();
    let total_ns: u64 = locked.iter().map(|(_, span)| span.length_ns()).sum();
    let threads = distinct(locked.iter().map(|(_, span)| span.task.0));
    let (index, _) = locked.iter().max_by_key(|(_, span)| span.length_ns())?;
    let computing = seen.of_state(State::Running).filter(|(_, span)| is_cpu(seen, span));
    let computing_ns = covered_ns(computing.map(|(_, span)| (span.start_ns, span.end_ns)).collect());
    if threads < 2 || total_ns < NOTABLE_NS {
        return None;
    }
    Some(Finding { fact: Fact::OneAtATime { threads, computing_ns, waiting_ns: total_ns }, span: *index })
}

/// More lanes computed than there are cores, so that each took longer.
pub(super) fn more_than_cores(seen: &Analysis) -> Option<Finding> {
    /// It has to be so much longer.
    const TIMES: f64 = 1.5;
    if seen.subject.model().has_lock() {
        return None;
    }
    let computing = seen.of_state(State::Running).filter(|(_, span)| computes(seen, span));
    let computing: Vec<(usize, &Span)> = computing.collect();
    let most = sweep::peak(computing.iter().map(|(_, span)| (span.start_ns, span.end_ns))) as usize;
    if most <= seen.cores {
        return None;
    }
    let nominal_ns = |span: &Span| seen.tasks.step_of(span).and_then(Step::computing).copied().unwrap_or(0);
    let (index, longest) = computing
        .iter()
        .filter(|(_, span)| nominal_ns(span) >= NOTABLE_NS)
        .max_by_key(|(_, span)| span.length_ns().saturating_sub(nominal_ns(span)))?;
    let times = longest.length_ns() as f64 / nominal_ns(longest) as f64;
    let fact = Fact::MoreThanCores { computing: most, cores: seen.cores, slowest: longest.task, times };
    (times >= TIMES).then_some(Finding { fact, span: *index })
}

fn computes(seen: &Analysis, span: &Span) -> bool {
    seen.tasks.step_of(span).and_then(Step::computing).is_some()
}

/// Whether it computes under the lock, where there is one.
fn is_cpu(seen: &Analysis, span: &Span) -> bool {
    matches!(seen.tasks.step_of(span), Some(Step::Cpu(_)))
}
