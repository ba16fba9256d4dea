//! Tasks that are told to end, and go on.

use super::{Analysis, Fact, Finding, NOTABLE_NS};
use crate::engine::Model;
use crate::program::Step;
use crate::trace::{Cause, Span, State, TaskId};

/// How long a task stayed at the step at which it was told to end.
struct Overrun {
    task: TaskId,
    cause: Cause,
    told_ns: u64,
    until_ns: u64,
    /// The span it was in, as an index into all of them.
    span: usize,
}

/// A task went on for long although it was told to end, since nothing interrupts what it was at.
pub(super) fn overran(seen: &Analysis) -> Option<Finding> {
    let told = (0..).map(TaskId).zip(&seen.timeline.tasks).filter_map(|(task, times)| Some((task, times.told?)));
    let overruns = told.filter_map(|(task, (told_ns, cause))| {
        let (first, spans) = seen.timeline.spans_of(task);
        let at = spans.iter().rposition(|span| span.start_ns < told_ns && span.end_ns > told_ns)?;
        is_not_interrupted(seen, &spans[at]).then_some(())?;
        let stayed = spans[at..].iter().take_while(|span| span.step == spans[at].step);
        let until_ns = stayed.last().map_or(told_ns, |span| span.end_ns);
        Some(Overrun { task, cause, told_ns, until_ns, span: first + at })
    });
    let mut notable: Vec<Overrun> =
        overruns.filter(|overrun| overrun.until_ns - overrun.told_ns >= NOTABLE_NS).collect();
    notable.sort_by_key(|overrun| std::cmp::Reverse(overrun.until_ns - overrun.told_ns));
    let Overrun { task, cause, told_ns, until_ns, span } = *notable.first()?;
    let step = seen.tasks.step_of(&seen.timeline.spans[span])?.keyword();
    let hears_late = seen.subject.model() == Model::ProcessPool && step == "sleep";
    let others = notable.len() - 1;
    Some(Finding { fact: Fact::Overran { task, step, cause, told_ns, until_ns, others, hears_late }, span })
}

/// Whether what a task does in a span goes on to its end whoever is told to end meanwhile. Where it doesn't, whoever goes on
/// all the same waits for a loop or for a core.
fn is_not_interrupted(seen: &Analysis, span: &Span) -> bool {
    let Some(step) = seen.tasks.step_of(span) else { return false };
    let is_at_it = matches!(span.state, State::Running | State::Blocked | State::Locked);
    is_at_it
        && match seen.subject.model() {
            // A process is ended, and a loop gives up what its pool is at.
            Model::Processes | Model::Offload => false,
            Model::ProcessPool => step.holds() || matches!(step, Step::Sleep(_)),
            Model::Sequential | Model::Async | Model::Threads | Model::Gil | Model::Pool => step.holds(),
        }
}

/// A slot went on for long with what its task had given up.
pub(super) fn slot_left(seen: &Analysis) -> Option<Finding> {
    let notable = || seen.timeline.left.iter().filter(|span| span.length_ns() >= NOTABLE_NS);
    let longest =
        notable().reduce(|longest, span| if span.length_ns() > longest.length_ns() { span } else { longest })?;
    let (task, slot, step) = (longest.task, longest.lane?, seen.tasks.step_of(longest)?.keyword());
    let (given_up_ns, until_ns, others) = (longest.start_ns, longest.end_ns, notable().count() - 1);
    // It speaks of the span in which its task was at it.
    let (first, spans) = seen.timeline.spans_of(task);
    let at = spans.iter().rposition(|span| span.lane == longest.lane && span.end_ns <= given_up_ns)?;
    Some(Finding { fact: Fact::SlotLeft { task, step, slot, given_up_ns, until_ns, others }, span: first + at })
}
