//! How much longer computing takes than the list says. Alone on a core: it was calibrated in moments in which nothing else
//! happened. While several cores compute: they share caches, memory and heat, and some are two halves of one. And for each
//! time that it goes on elsewhere meanwhile: a core that has stood idle is slow at first.

use super::nominal;
use super::sweep::core_time_ns;
use crate::engine::gil::SWITCH_INTERVAL_NS;
use crate::engine::virtual_time::Interference;
use crate::trace::{Span, State, Timeline, Trace};

/// In a run where less was computed so, or for a shorter time, nothing is seen.
const LEAST_NS: u64 = 20_000_000;
/// The same, where the lock changed hands less often while it was computed under it.
const LEAST_SWITCHES: u64 = 10;
/// No machine is that bad; something else was in the way.
const MOST_PER_MILLE: u64 = 1_000;

/// What a run shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slowdown {
    /// By how many thousandths computing took longer than the list says, where it was alone all the time and was never
    /// interrupted.
    pub alone_per_mille: Option<u64>,
    /// The same while several cores computed.
    pub together_per_mille: Option<u64>,
    /// How much longer it took for each time that it had to hand the lock over and went on later, in nanoseconds.
    pub switch_ns: Option<u64>,
}

impl Slowdown {
    /// What a run on so many cores shows beyond what is known of computing alone; nothing where it doesn't show it. All
    /// that the run computed has to be completed.
    pub fn of(trace: &Trace, timeline: &Timeline, cores: usize, known: Interference) -> Self {
        // What copies takes cores too, and the list doesn't say for how long.
        if timeline.spans.iter().any(|span| span.state == State::Copying) {
            return Self::default();
        }
        let running = timeline.spans.iter().filter(|span| span.state == State::Running);
        let running = running.map(|span| (span.start_ns, span.end_ns));
        let (alone_ns, together_ns) = core_time_ns(running, cores, trace.clock_resolution_ns);
        let Ok(work_ns) = u64::try_from(nominal::completed_ns(trace)) else { return Self::default() };
        let switches = switches(timeline);
        let is_alone = together_ns == 0 && switches == 0;
        let work_alone_ns = (u128::from(alone_ns) * 1000 / u128::from(1000 + known.alone_per_mille)) as u64;
        let usual_ns = (u128::from(work_ns) * u128::from(1000 + known.alone_per_mille) / 1000) as u64;
        let cost_ns = alone_ns.saturating_sub(usual_ns).checked_div(switches);
        Self {
            alone_per_mille: extra_per_mille(alone_ns, work_ns).filter(|_| is_alone),
            together_per_mille: extra_per_mille(together_ns, work_ns.saturating_sub(work_alone_ns))
                .filter(|_| cores > 1),
            switch_ns: cost_ns.filter(|ns| switches >= LEAST_SWITCHES && together_ns == 0 && *ns <= SWITCH_INTERVAL_NS),
        }
    }
}

/// By how many thousandths something took longer than its work.
fn extra_per_mille(took_ns: u64, work_ns: u64) -> Option<u64> {
    let extra_ns = u128::from(took_ns.saturating_sub(work_ns));
    let extra = (work_ns >= LEAST_NS && took_ns >= LEAST_NS).then(|| (extra_ns * 1000 / u128::from(work_ns)) as u64)?;
    (extra <= MOST_PER_MILLE).then_some(extra)
}

/// How often computing was interrupted by a lock that had to be handed over, and went on later.
fn switches(timeline: &Timeline) -> u64 {
    let is_switch = |spans: &&[Span]| {
        let (first, last) = (&spans[0], &spans[2]);
        spans.iter().map(|span| span.state).eq([State::Running, State::Locked, State::Running])
            && (first.task, first.step) == (last.task, last.step)
    };
    timeline.spans.windows(3).filter(is_switch).count() as u64
}
