//! Figures of a part of a run: of a range that a reader has marked.

use super::ratio;
use crate::trace::{State, Timeline};

/// What happened between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Part {
    /// How long it is, in nanoseconds.
    pub length_ns: u64,
    /// Tasks that were started and not finished at some time in it.
    pub tasks: u32,
    /// How many of them there were on average.
    pub in_flight: f64,
    /// How many lanes were `running` on average.
    pub on_cpu: f64,
    /// Total time in each state, in nanoseconds, in the order of [`State::ALL`].
    pub states_ns: [u64; State::ALL.len()],
}

impl Part {
    /// The figures of a timeline between two moments.
    pub fn of(timeline: &Timeline, start_ns: u64, end_ns: u64) -> Self {
        let within = |from_ns: u64, to_ns: u64| to_ns.min(end_ns).saturating_sub(from_ns.max(start_ns));
        let mut part = Self { length_ns: end_ns.saturating_sub(start_ns), ..Self::default() };
        for span in &timeline.spans {
            let ns = within(span.start_ns, span.end_ns);
            if let Some(at) = State::ALL.iter().position(|state| *state == span.state) {
                part.states_ns[at] += ns;
            }
            if span.state == State::Running {
                part.on_cpu += ns as f64;
            }
        }
        let mut alive_ns = 0_u128;
        for times in &timeline.tasks {
            let Some(started_ns) = times.started_ns else { continue };
            let ended_ns = times.ended_ns.unwrap_or(timeline.makespan_ns);
            alive_ns += u128::from(within(started_ns, ended_ns));
            part.tasks += u32::from(started_ns <= end_ns && ended_ns >= start_ns);
        }
        part.in_flight = ratio(alive_ns, u128::from(part.length_ns));
        part.on_cpu /= part.length_ns.max(1) as f64;
        part
    }
}
