//! What is derived from a run: all that the screen and files show of it.

use std::rc::Rc;

use super::findings::Finding;
use super::{Figures, Shared, Why, on_cores, shares};
use crate::record::{Record, Subject};
use crate::trace::{End, Lane, Span, State, TaskId, Tasks, Timeline, Trace};

/// What it is that something is derived from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A run that was measured.
    Measured,
    /// A run that is expected.
    Expected,
    /// A run that was measured before the list was changed, on the rows of a later one, see [`Analysis::laid_under`].
    Before,
}

/// What is derived from a trace: of a record once, of a run that is under way anew when something has changed. It never
/// changes and is shared, so that only the same one is equal, and another one need not be compared.
#[derive(Debug)]
pub struct Analysis {
    /// What it ran under.
    pub subject: Subject,
    /// Its rows.
    pub lanes: Rc<[Lane]>,
    /// Its tasks.
    pub tasks: Tasks,
    /// The cores of the machine, as reported.
    pub cores: usize,
    /// The clock's step in nanoseconds.
    pub resolution_ns: u64,
    /// Its spans.
    pub timeline: Timeline,
    /// Its figures.
    pub figures: Figures,
    /// Its length so far, or whole, in nanoseconds.
    pub elapsed_ns: u64,
    /// What it is of.
    pub kind: Kind,
    /// Whether this is the whole run, which is over; else it is the run as it was `elapsed_ns` after its start, and most
    /// figures are not known.
    pub is_whole: bool,
    /// Tasks that failed, with their messages.
    pub failures: Vec<(TaskId, String)>,
    /// What the run shows; nothing before it is over, and nothing of one that was cut short.
    pub findings: Vec<Finding>,
    /// What became of the numbers that tasks share; none before it is over.
    pub shares: Vec<Shared>,
    /// Why it took that long; `None` before it is over.
    pub why: Option<Why>,
    /// When the page stood still: from and to, in nanoseconds since the start of the run.
    pub frozen: Vec<(u64, u64)>,
}

impl PartialEq for Analysis {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Analysis {
    /// What a run that is expected shows, with as many digits as a clock of this resolution has.
    pub fn expected(record: &Record, resolution_ns: u64) -> Self {
        let Record { subject, cores, trace, .. } = record;
        let timeline = Timeline::of(trace, None);
        let figures = Figures::of(trace, &timeline, subject.has_event_loop(), *cores);
        let why = Why::of(trace, &timeline);
        Self::foreseen(record, timeline, figures, why, resolution_ns)
    }

    /// The same where most of it is known already.
    pub fn foreseen(record: &Record, timeline: Timeline, figures: Figures, why: Why, resolution_ns: u64) -> Self {
        let Record { subject, cores, trace, .. } = record;
        let analysis = Self::new(subject, *cores, trace, timeline, figures, Vec::new());
        let shares = shares(trace);
        Self { resolution_ns, kind: Kind::Expected, is_whole: true, why: Some(why), shares, ..analysis }
    }

    /// What a run that is under way shows now, so long after its start.
    pub fn live(subject: &Subject, cores: usize, trace: &Trace, now_ns: u64, frozen: &[(u64, u64)]) -> Self {
        let timeline = Timeline::of(trace, Some(now_ns));
        let figures = Figures::of(trace, &timeline, subject.has_event_loop(), cores);
        Self { elapsed_ns: now_ns, ..Self::new(subject, cores, trace, timeline, figures, frozen.to_vec()) }
    }

    /// What a record showed at a moment of the run, where `whole` is all it shows.
    pub fn until(record: &Record, whole: &Self, at_ns: u64) -> Self {
        let frozen = whole.frozen.iter().filter(|(from_ns, _)| *from_ns < at_ns);
        let frozen: Vec<(u64, u64)> = frozen.map(|(from_ns, to_ns)| (*from_ns, (*to_ns).min(at_ns))).collect();
        let mut analysis = Self::live(&record.subject, record.cores, &record.trace.until(at_ns), at_ns, &frozen);
        // What comes from a file tells its lines in its own words.
        let printed = whole.timeline.output.iter();
        analysis.timeline.output = printed.take_while(|line| line.at_ns <= at_ns).cloned().collect();
        analysis
    }

    pub(super) fn new(
        subject: &Subject,
        cores: usize,
        trace: &Trace,
        timeline: Timeline,
        figures: Figures,
        frozen: Vec<(u64, u64)>,
    ) -> Self {
        Self {
            subject: subject.clone(),
            lanes: trace.lanes.clone(),
            tasks: trace.tasks.clone(),
            cores,
            resolution_ns: trace.clock_resolution_ns,
            elapsed_ns: timeline.makespan_ns,
            kind: Kind::Measured,
            is_whole: false,
            failures: failures(trace, &timeline),
            timeline,
            figures,
            findings: Vec::new(),
            shares: Vec::new(),
            why: None,
            frozen,
        }
    }

    /// Why a task failed, if this was its last span.
    pub fn failure(&self, span: &Span) -> Option<&str> {
        let is_last = self.timeline.tasks.get(span.task.0 as usize).and_then(|times| times.ended_ns)
            == Some(span.end_ns)
            && self.timeline.spans_of(span.task).1.last() == Some(span);
        let failed = self.failures.iter().filter(|_| is_last);
        failed.filter(|(task, _)| *task == span.task).map(|(_, message)| message.as_str()).next()
    }

    /// When cores were taken, core by core, see [`on_cores`].
    pub fn cores_taken(&self) -> Vec<(u64, u64)> {
        let running = self.timeline.spans.iter().filter(|span| span.state == State::Running);
        let wanted = running.map(|span| (span.start_ns, span.end_ns));
        // No more lanes can run than there are.
        if self.lanes.len() <= self.cores { wanted.collect() } else { on_cores(wanted, self.cores) }
    }
}

/// Tasks that failed, with their messages.
pub(super) fn failures(trace: &Trace, timeline: &Timeline) -> Vec<(TaskId, String)> {
    let failed = timeline.tasks.iter().enumerate().filter(|(_, times)| times.end.is_some_and(End::is_failure));
    let failed = failed.map(|(task, _)| {
        let task = TaskId(task as u32);
        let message = trace.message(task).filter(|message| !message.is_empty()).unwrap_or("no message".into());
        (task, message.into_owned())
    });
    failed.collect()
}
