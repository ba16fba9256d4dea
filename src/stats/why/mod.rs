//! Why a run took as long as it did: its makespan broken down along the critical path, which is walked back from the last
//! end to the start of the run. The parts add up to the makespan to the nanosecond, whatever the trace says.

mod holders;
mod path;

use crate::trace::{Lane, State, Tasks, Timeline, Trace};

/// What a stretch of the critical path went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A wait, as long as the list says, with or without a thread held; and the time before a task that was to arrive
    /// later.
    Waiting,
    /// Computing, as long as the list says.
    Computing,
    /// A wait that went on for longer than that, and no task made it.
    Lateness,
    /// Computing that took longer than that.
    Contention,
    /// The start of a worker.
    Starting,
    /// A task could run and nobody ran it, though no task is to blame.
    Queued,
    /// The wait for a lock that no task held.
    Locked,
    /// Data on its way between memories.
    Copying,
    /// Steps that name no time, such as printing; and what can't be told.
    Other,
}

impl Cause {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Waiting,
        Self::Computing,
        Self::Lateness,
        Self::Contention,
        Self::Starting,
        Self::Queued,
        Self::Locked,
        Self::Copying,
        Self::Other,
    ];

    /// The word on screen; in files `_ns` follows it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Computing => "computing",
            Self::Lateness => "lateness",
            Self::Contention => "contention",
            Self::Starting => "starting",
            Self::Queued => "queued",
            Self::Locked => "locked",
            Self::Copying => "copying",
            Self::Other => "other",
        }
    }
}

/// A piece of the critical path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// What it went to.
    pub cause: Cause,
    /// The span it is a piece of, as an index into the timeline's; `None` before a task that arrives later.
    pub span: Option<usize>,
    /// From, in nanoseconds since the start of the run.
    pub start_ns: u64,
    /// To; never the same.
    pub end_ns: u64,
}

impl Stretch {
    /// How long it lasted.
    pub fn length_ns(&self) -> u64 {
        self.end_ns - self.start_ns
    }
}

/// Why a run took as long as it did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Why {
    path: Vec<Stretch>,
    totals_ns: [u64; Cause::ALL.len()],
}

impl Why {
    /// The breakdown of a run that is over, from its trace and the timeline of that.
    pub fn of(trace: &Trace, timeline: &Timeline) -> Self {
        Self::along(path::critical_path(trace, timeline))
    }

    /// What is known where the path is: without gap or overlap, and in order of time.
    pub fn along(path: Vec<Stretch>) -> Self {
        let mut totals_ns = [0; Cause::ALL.len()];
        for stretch in &path {
            totals_ns[stretch.cause as usize] += stretch.length_ns();
        }
        Self { path, totals_ns }
    }

    /// What is known where the spans were not kept: what the makespan went to, in nanoseconds by [`Cause::ALL`].
    pub fn of_totals(totals_ns: [u64; Cause::ALL.len()]) -> Self {
        Self { path: Vec::new(), totals_ns }
    }

    /// That of this run.
    #[must_use]
    pub fn without_path(&self) -> Self {
        Self::of_totals(self.totals_ns)
    }

    /// The critical path, from the start of the run to its last end, without gap or overlap; empty where it is not known.
    pub fn path(&self) -> &[Stretch] {
        &self.path
    }

    /// How much of the makespan went to this, in nanoseconds.
    pub fn total_ns(&self, cause: Cause) -> u64 {
        self.totals_ns[cause as usize]
    }

    /// What something went to, and how much, in nanoseconds.
    pub fn parts(&self) -> impl Iterator<Item = (Cause, u64)> {
        Cause::ALL.into_iter().zip(self.totals_ns).filter(|(_, ns)| *ns > 0)
    }

    /// What all parts add up to, in nanoseconds: the makespan.
    pub fn makespan_ns(&self) -> u64 {
        self.totals_ns.iter().sum()
    }

    /// By how much more went to each cause than in another run of the same list, in nanoseconds, where it is not the same.
    /// They add up to the difference of the two makespans.
    pub fn difference(&self, other: &Self) -> impl Iterator<Item = (Cause, i64)> {
        let both = self.totals_ns.into_iter().zip(other.totals_ns);
        let more_ns = both.map(|(ns, other_ns)| ns.cast_signed() - other_ns.cast_signed());
        Cause::ALL.into_iter().zip(more_ns).filter(|(_, ns)| *ns != 0)
    }
}

/// The span that ended the wait that another one is; both as indices into the timeline's.
pub fn ended_by(tasks: &Tasks, lanes: &[Lane], timeline: &Timeline, wait: usize) -> Option<usize> {
    let span = timeline.spans.get(wait)?;
    let is_for_others =
        matches!(span.state, State::Queued | State::Locked) || tasks.awaited(span).is_some() || tasks.joins(span);
    // Who held what is found out of all spans, and most are no such wait.
    if !is_for_others {
        return None;
    }
    holders::Holders::of(tasks, lanes, timeline).before_end_of(wait)
}
