//! Figures of a part of a run: of a range that a reader has marked.

use super::{on_cores, ratio};
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
    /// How many lanes were `running` on average, but never more at once than there are cores.
    pub on_cpu: f64,
    /// How many were `running` beyond the cores, on average.
    pub without_core: f64,
    /// Total time in each state, in nanoseconds, in the order of [`State::ALL`].
    pub states_ns: [u64; State::ALL.len()],
}

impl Part {
    /// The figures of a timeline between two moments, on a machine with so many cores.
    pub fn of(timeline: &Timeline, start_ns: u64, end_ns: u64, cores: usize) -> Self {
        let within = |from_ns: u64, to_ns: u64| to_ns.min(end_ns).saturating_sub(from_ns.max(start_ns));
        let mut part = Self { length_ns: end_ns.saturating_sub(start_ns), ..Self::default() };
        for span in &timeline.spans {
            let ns = within(span.start_ns, span.end_ns);
            if let Some(at) = State::ALL.iter().position(|state| *state == span.state) {
                part.states_ns[at] += ns;
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
        let running_ns: u128 =
            super::running_intervals(timeline).map(|(from_ns, to_ns)| u128::from(within(from_ns, to_ns))).sum();
        let taken = on_cores(super::running_intervals(timeline), cores);
        let taken_ns: u128 = taken.into_iter().map(|(from_ns, to_ns)| u128::from(within(from_ns, to_ns))).sum();
        part.on_cpu = ratio(taken_ns, u128::from(part.length_ns));
        part.without_core = ratio(running_ns - taken_ns, u128::from(part.length_ns));
        part
    }
}
