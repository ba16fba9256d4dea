//! A run that is under way. It is told what happens, goes on or is over; then it is a record.

use std::rc::Rc;

use super::{Environment, Heartbeat, Moment, Told};
use crate::engine::{Halt, Model, Options, RunId};
use crate::record::{Note, Outcome, Record, Standstill, Subject, Trouble};
use crate::stats::{Analysis, Circumstances, doubts, too_quick_per_mille};
use crate::time::MS;
use crate::trace::{BreachKind, End, Span, State, TaskId, Trace};
use crate::words;

/// A trace of this many events is large: while it grows, what is derived from it is made anew this often and no more, or
/// the page would take from the machine what is being measured.
pub(super) const LARGE_EVENTS: usize = 4_000;
const PICTURE_MS: f64 = 100.0;

/// After its workers have ended, events may still be on their way for so long.
const LAST_EVENTS_MS: f64 = 300.0;
/// The same where it was cut short: most of what is missing then never happened.
const LAST_EVENTS_OF_A_STOP_MS: f64 = 60.0;

/// Between two pictures while every core computes for the run: drawing would take from it what is to be measured.
const SATURATED_PICTURE_MS: f64 = 120.0;

/// Breaches that are told one by one.
const TOLD_BREACHES: usize = 5;

/// How far a run is.
#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Its workers are not ready yet.
    Starting,
    /// Its clock runs, since that moment.
    Running(Moment),
    /// Its workers have ended; the last events may still be on their way.
    Ending {
        /// Since when its clock ran; `None` if it never did.
        started: Option<Moment>,
        /// When the workers had ended.
        over: Moment,
    },
}

/// What becomes of a run when something has happened.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "it is taken apart where it is returned")]
pub enum Next {
    /// It goes on.
    Live(LiveRun),
    /// It is over.
    Over(Record),
}

/// A run that is under way: its trace so far, and what is derived from it.
#[derive(Debug)]
pub struct LiveRun {
    /// Its number; messages of other runs are dropped.
    pub number: RunId,
    /// How it runs.
    pub model: Model,
    /// What the reader had chosen about it.
    pub options: Options,
    /// The text it was made from.
    pub text: Rc<str>,
    /// What it shows, up to the last frame.
    pub view: Rc<Analysis>,
    /// What has to be said about it.
    pub notes: Vec<Note>,
    cores: usize,
    trace: Trace,
    stage: Stage,
    /// How it ends, as far as is known: anything else than done cuts it short.
    outcome: Outcome,
    /// When the last picture was made, by the clock.
    picture_ms: f64,
    heartbeat: Heartbeat,
    page_hidden: bool,
    /// Tasks whose workers died, and when, that have not been ended yet.
    dead: Vec<(TaskId, u64)>,
}

impl LiveRun {
    /// A run that is about to start; `trace` has its rows and tasks.
    pub fn new(
        number: RunId,
        model: Model,
        options: Options,
        text: Rc<str>,
        trace: Trace,
        environment: &Environment,
    ) -> Self {
        let cores = environment.cores;
        Self {
            number,
            model,
            options,
            text,
            view: Rc::new(Analysis::live(&model.into(), cores, &trace, 0, &[])),
            notes: Vec::new(),
            cores,
            trace,
            stage: Stage::Starting,
            outcome: Outcome::Done,
            picture_ms: 0.0,
            heartbeat: Heartbeat::default(),
            page_hidden: environment.hidden,
            dead: Vec::new(),
        }
    }

    /// Whether its workers are not ready yet.
    pub fn is_starting(&self) -> bool {
        self.started().is_none()
    }

    /// How many events have come in.
    pub fn event_count(&self) -> usize {
        self.trace.event_count()
    }

    /// Takes note of what a worker told about it.
    pub fn hear(mut self, told: Told, moment: Moment) -> Next {
        match told {
            Told::Calibrated(_) | Told::Copied(_) | Told::NoRun(_) => {}
            Told::Started(_, origin_ms) => {
                let since_ms = moment.clock_ms - origin_ms;
                self.heartbeat.beat(0);
                self.stage = Stage::Running(Moment { clock_ms: origin_ms, wall_ms: moment.wall_ms - since_ms });
            }
            Told::Events(_, events) => {
                self.trace.extend(&events);
                self.close_dead();
            }
            Told::Changes(_, changes) => self.trace.change(&changes),
            Told::FromMemory(_) => self.notes.push(Note::FilesFromMemory),
            Told::Left(_, left) => self.trace.leave(&[left]),
            Told::Received(_, received) => self.trace.receive(&received),
            Told::Items(_, used) => self.trace.note_items(&used),
            Told::Halted(_, Halt::Full) => self.fail(Note::TooManySpawned),
            Told::Halted(_, Halt::Stuck(stuck)) => {
                if self.outcome == Outcome::Done {
                    self.outcome = Outcome::Stuck;
                    let standstill = Standstill::of(&stuck, &self.trace.tasks, &self.trace.resources);
                    self.notes.push(Note::Stuck(standstill));
                }
            }
            Told::Trouble(_, task, trouble) => self.hear_trouble(task, trouble, moment),
            Told::Ended(_) => self.stage = Stage::Ending { started: self.started(), over: moment },
            Told::Lost(_, trouble) => {
                self.fail(Note::Trouble(trouble));
                return Next::Over(self.finish(moment));
            }
        }
        // Where a run was cut short, tasks that had not arrived never will.
        let is_all_here = self.trace.is_complete() || (self.is_cut_short() && self.trace.is_settled());
        if matches!(self.stage, Stage::Ending { .. }) && is_all_here {
            return Next::Over(self.finish(moment));
        }
        Next::Live(self)
    }

    /// The reader stopped it; `at_once` if none of its workers lives any more.
    pub fn stop(mut self, at_once: bool, moment: Moment) -> Next {
        if self.outcome == Outcome::Done {
            self.outcome = Outcome::Stopped;
        }
        if at_once { Next::Over(self.finish(moment)) } else { Next::Live(self) }
    }

    /// Brings what is derived up to date for a new frame.
    pub fn frame(mut self, moment: Moment) -> Next {
        let patience_ms = if self.is_cut_short() { LAST_EVENTS_OF_A_STOP_MS } else { LAST_EVENTS_MS };
        match self.stage {
            Stage::Ending { over, .. } if moment.clock_ms - over.clock_ms > patience_ms => {
                return Next::Over(self.finish(moment));
            }
            _ if self.started().is_some() => self.derive(moment),
            _ => {}
        }
        Next::Live(self)
    }

    /// The page was hidden.
    pub fn note_hidden(&mut self) {
        self.page_hidden = true;
        self.heartbeat.pause();
    }

    /// The page drew a frame.
    pub fn beat(&mut self, moment: Moment) {
        if matches!(self.stage, Stage::Running(_)) {
            self.heartbeat.beat(self.clock_ns(moment));
        }
    }

    /// Since when its clock runs, or ran.
    fn started(&self) -> Option<Moment> {
        match self.stage {
            Stage::Starting => None,
            Stage::Running(started) => Some(started),
            Stage::Ending { started, .. } => started,
        }
    }

    fn is_cut_short(&self) -> bool {
        self.outcome != Outcome::Done
    }

    fn hear_trouble(&mut self, task: Option<TaskId>, trouble: Trouble, moment: Moment) {
        let Some(task) = task else { return self.fail(Note::Trouble(trouble)) };
        if self.trace.end(task).is_some() {
            return;
        }
        self.trace.note_death(task, words::trouble(&trouble));
        self.dead.push((task, self.clock_ns(moment)));
        self.close_dead();
        // A worker that shares its memory may have died with a lock in its hand.
        if self.options.needs_shared_memory(self.model) {
            self.fail(Note::SharedDeath(trouble));
        }
    }

    /// Ends tasks whose workers died; another worker's news of their arrival may come later than that of their death.
    fn close_dead(&mut self) {
        let trace = &mut self.trace;
        self.dead.retain(|(task, at_ns)| {
            trace.close_task(*task, *at_ns, End::Failed);
            trace.end(*task).is_none()
        });
    }

    fn fail(&mut self, note: Note) {
        self.outcome = Outcome::Failed;
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Whether every core computes for the run, or starts a worker for it, as far as is known.
    fn is_saturated(&self) -> bool {
        let is_computing = |span: &&Span| {
            matches!(span.state, State::Running | State::Starting) && span.end_ns == self.view.elapsed_ns
        };
        self.view.timeline.spans.iter().filter(is_computing).count() >= self.cores.max(1)
    }

    fn derive(&mut self, moment: Moment) {
        let is_large = self.trace.event_count() >= LARGE_EVENTS;
        let picture_ms = match (is_large, self.is_saturated()) {
            (_, true) => SATURATED_PICTURE_MS,
            (true, false) => PICTURE_MS,
            (false, false) => 0.0,
        };
        if moment.clock_ms - self.picture_ms < picture_ms {
            return;
        }
        self.picture_ms = moment.clock_ms;
        let (now_ns, frozen) = (self.clock_ns(moment), &self.heartbeat.frozen);
        self.view = Rc::new(Analysis::live(&self.model.into(), self.cores, &self.trace, now_ns, frozen));
    }

    fn clock_ns(&self, moment: Moment) -> u64 {
        self.started().map_or(0, |started| ((moment.clock_ms - started.clock_ms) * MS as f64) as u64)
    }

    fn finish(mut self, moment: Moment) -> Record {
        let over = if let Stage::Ending { over, .. } = self.stage { over } else { moment };
        let breaches = self.trace.breaches();
        let clock_ns = self.clock_ns(over);
        if self.started().is_some() && !self.page_hidden {
            self.heartbeat.beat(clock_ns);
        }
        let incomplete = usize::from(!self.is_cut_short() && !self.trace.is_complete());
        self.trace.close(clock_ns, End::Cancelled);
        let mut trusted = true;
        if let Some(started) = self.started() {
            let missing = breaches.iter().filter(|breach| breach.kind == BreachKind::Missing).count();
            let doubts = doubts(&Circumstances {
                page_hidden: self.page_hidden,
                wall_ns: ((over.wall_ms - started.wall_ms) * MS as f64) as i64,
                clock_ns,
                breaches: breaches.len() - missing,
                missing_events: missing + incomplete,
                too_quick_per_mille: too_quick_per_mille(&self.trace),
            });
            trusted = doubts.is_empty();
            self.notes.extend(doubts.into_iter().map(Note::Doubt));
            self.notes.extend(breaches.into_iter().take(TOLD_BREACHES).map(Note::Breach));
        }
        Record {
            subject: Subject::Model(self.model),
            options: self.options,
            cores: self.cores,
            trace: self.trace,
            outcome: self.outcome,
            notes: self.notes,
            trusted,
            frozen: self.heartbeat.frozen,
            restored: None,
        }
    }
}
