//! How long an event loop was held without a turn: how long a click, a message or a timer would have had to wait.

use crate::trace::{LaneKind, Span, State, Timeline, Trace};

/// The longest chain of spans on the loop, back to back, within one turn, in nanoseconds. Two spans are back to back if
/// the clock can't tell otherwise: they are no further apart than its resolution. A turn begins wherever a task comes
/// back to the loop: it resumes after `waiting`, or after it was queued at a step: it had given way, or was on another lane.
/// Tasks that arrived together are polled in one turn.
pub(super) fn loop_lag_ns(trace: &Trace, timeline: &Timeline) -> u64 {
    let on_loop = |span: &Span| {
        let kind = span.lane.and_then(|lane| trace.lanes.get(lane.0 as usize)).map(|lane| lane.kind);
        kind.map(|kind| kind == LaneKind::Loop)
    };
    let mut held: Vec<(u64, u64)> = timeline
        .spans
        .iter()
        .filter(|span| on_loop(span) == Some(true))
        .map(|span| (span.start_ns, span.end_ns))
        .collect();
    held.sort_unstable();
    let turns_ns = turns_ns(timeline, on_loop);
    longest_chain_ns(&held, &turns_ns, trace.clock_resolution_ns)
}

/// When turns began, in order. `on_loop` says of a span whether its lane is the loop; `None` if it holds no lane.
fn turns_ns(timeline: &Timeline, on_loop: impl Fn(&Span) -> Option<bool>) -> Vec<u64> {
    let mut turns_ns = Vec::new();
    for (index, span) in timeline.spans.iter().enumerate() {
        let next = timeline.spans.get(index + 1).filter(|next| next.task == span.task);
        let was_away = match span.state {
            State::Waiting => true,
            State::Queued => span.step.is_some(),
            // Mostly it queues for the loop first, and comes back when that ends.
            _ => on_loop(span) == Some(false) && next.is_none_or(|next| next.state != State::Queued),
        };
        let is_back = match next {
            Some(next) => on_loop(next) != Some(false),
            None => timeline.tasks.get(span.task.0 as usize).is_some_and(|times| times.ended_ns.is_some()),
        };
        if was_away && is_back {
            turns_ns.push(span.end_ns);
        }
    }
    turns_ns.sort_unstable();
    turns_ns
}

fn longest_chain_ns(held: &[(u64, u64)], turns_ns: &[u64], resolution_ns: u64) -> u64 {
    let mut turns_ns = turns_ns.iter().copied().peekable();
    let mut longest_ns = 0;
    let mut chain: Option<(u64, u64)> = None;
    for &(start_ns, end_ns) in held {
        let mut turn_has_begun = false;
        while turns_ns.next_if(|&turn_ns| turn_ns <= start_ns).is_some() {
            turn_has_begun = true;
        }
        let (chain_start_ns, chain_end_ns) = match chain {
            Some((first_ns, last_ns)) if !turn_has_begun && start_ns <= last_ns.saturating_add(resolution_ns) => {
                (first_ns, last_ns.max(end_ns))
            }
            _ => (start_ns, end_ns),
        };
        longest_ns = longest_ns.max(chain_end_ns - chain_start_ns);
        chain = Some((chain_start_ns, chain_end_ns));
    }
    longest_ns
}
