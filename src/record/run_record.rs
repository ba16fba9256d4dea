//! A run that is over.

use super::{Doubt, Note, Standstill, Subject};
use crate::engine::virtual_time::Setup;
use crate::engine::{Model, Options, Stuck};
use crate::trace::{OutputLine, TaskId, Trace};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every task came to its own end. A task that failed did so too, be it that its list asked for it or that its process
    /// died: the others went on, and all that was to be measured was. Only what keeps the others from going on breaks a
    /// run off.
    Done,
    /// It broke off.
    Failed,
    /// The reader stopped it.
    Stopped,
    /// Nothing in it could go on any more.
    Stuck,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Done, Self::Failed, Self::Stopped, Self::Stuck];

    /// The word on the page and in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Stuck => "stuck",
        }
    }
}

/// A run that is over, with all that is known of it. It never changes; what it shows is derived from it, see
/// `stats::Analysis`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What it ran under.
    pub subject: Subject,
    /// What the reader had chosen about the models.
    pub options: Options,
    /// The cores of the machine it ran on, as reported.
    pub cores: usize,
    /// What was measured.
    pub trace: Trace,
    /// How it ended.
    pub outcome: Outcome,
    /// What has to be said about it.
    pub notes: Vec<Note>,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// When the page stood still: from and to, in nanoseconds since the start of the run.
    pub frozen: Vec<(u64, u64)>,
    /// What the trace can't say, where it comes from a file or its spans were not kept.
    pub restored: Option<Restored>,
}

impl Record {
    /// A run that is expected, with what happened in it in virtual time, and whether it got stuck.
    pub fn expected(model: Model, setup: &Setup, trace: Trace, stuck: Option<&Stuck>) -> Self {
        let standstill = stuck.map(|stuck| Standstill::of(stuck, &trace.tasks, &trace.resources));
        Self {
            subject: model.into(),
            options: setup.options,
            cores: setup.machine.cores,
            trace,
            outcome: if stuck.is_some() { Outcome::Stuck } else { Outcome::Done },
            notes: standstill.map(Note::Stuck).into_iter().collect(),
            trusted: true,
            frozen: Vec::new(),
            restored: None,
        }
    }

    /// Whether it says something about speed: it came to its end, and can be trusted.
    pub fn counts(&self) -> bool {
        self.outcome == Outcome::Done && self.trusted
    }

    /// How many thousandths of the time that the list says its computing took, if that is less than can be.
    pub fn too_quick_per_mille(&self) -> Option<u64> {
        self.notes.iter().find_map(|note| match note {
            Note::Doubt(Doubt::TooQuick { per_mille }) => Some(*per_mille),
            _ => None,
        })
    }

    /// The same without its spans, for which there is no room among many: with what is known beside them.
    #[must_use]
    pub fn without_spans(&self, restored: Restored) -> Self {
        Self {
            subject: self.subject.clone(),
            notes: self.notes.clone(),
            frozen: self.frozen.clone(),
            trace: self.trace.without_events(),
            restored: Some(restored),
            ..*self
        }
    }
}

/// What is known beside the trace: what a file says, as the list may be read in another way by now, or what is kept of a
/// trace without events.
#[derive(Debug, Clone, PartialEq)]
pub struct Restored {
    /// The lines as they were printed.
    pub output: Vec<OutputLine>,
    /// How much was computed at once, on average.
    pub parallelism: f64,
    /// Tasks that failed, with their messages, where the spans that tell are not kept.
    pub failures: Vec<(TaskId, String)>,
}

impl Restored {
    /// The room that it takes.
    pub fn bytes(&self) -> usize {
        let lines = self.output.iter().map(|line| size_of::<OutputLine>() + line.text.len());
        let failures = self.failures.iter().map(|(_, message)| size_of::<(TaskId, String)>() + message.len());
        lines.chain(failures).sum()
    }
}
