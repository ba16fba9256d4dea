//! One run as the page knows it.

use std::rc::Rc;

use super::view::{View, view_of, view_with};
use super::{Environment, Heartbeat, Moment, Recording, Told};
use crate::engine::model::task_infos;
use crate::engine::{Model, Options};
use crate::formats::results::Outcome;
use crate::program::Plan;
use crate::stats::findings::{Seen, findings};
use crate::stats::{Circumstances, Figures, Why, doubts};
use crate::time::MS;
use crate::trace::{self, BreachKind, End, Span, TaskId, Timeline, Trace};
use crate::wire::finished::Finished;
use crate::wire::trouble::Trouble;
use crate::words;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Its workers are not ready yet.
    Starting,
    /// Its clock runs.
    Running,
    /// Every task has ended by itself.
    Done,
    /// It broke off.
    Failed,
    /// The reader stopped it.
    Stopped,
}

impl Phase {
    /// The word on the page and in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }

    /// Whether it is under way.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Starting | Self::Running)
    }
}

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

/// One run: its trace, and what is derived from it.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own; together they are no state machine")]
pub struct Run {
    /// Its number; messages of other runs are dropped.
    pub number: u32,
    /// How it runs.
    pub model: Model,
    /// What the reader had chosen about it.
    pub options: Options,
    /// The cores of the machine it ran on, as reported.
    pub cores: usize,
    /// The text it was made from.
    pub text: Rc<str>,
    /// Where it stands.
    pub phase: Phase,
    /// What was measured.
    pub trace: Trace,
    /// What is derived from it, up to the last frame.
    pub view: Rc<View>,
    /// The run as it was at the moment that is replayed, if that is before its end.
    pub replayed: Option<Rc<View>>,
    /// What has to be said about it, in whole sentences.
    pub notes: Vec<String>,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Where it comes from, if it was not measured here and now.
    pub recording: Option<Rc<Recording>>,
    started: Moment,
    elapsed_ns: u64,
    /// When the last picture was made, by the clock.
    picture_ms: f64,
    heartbeat: Heartbeat,
    page_hidden: bool,
    stop_asked: bool,
    failed: bool,
    /// Tasks whose workers died, and when, that have not been ended yet.
    dead: Vec<(TaskId, u64)>,
    over: Option<Moment>,
}

impl Run {
    /// A run that is about to start.
    pub fn new(
        number: u32,
        model: Model,
        options: Options,
        text: Rc<str>,
        plan: &Plan,
        environment: &Environment,
    ) -> Self {
        let trace = Trace::new(environment.clock_resolution_ns, model.lanes(plan, &options), task_infos(plan));
        let (lanes, tasks) = (trace.lanes.clone().into(), trace.tasks.clone().into());
        let view = Rc::new(view_of(model, &trace, lanes, tasks, environment.cores, Some(0)));
        Self {
            number,
            model,
            options,
            text,
            phase: Phase::Starting,
            trace,
            view,
            replayed: None,
            notes: Vec::new(),
            trusted: true,
            recording: None,
            started: Moment::default(),
            elapsed_ns: 0,
            cores: environment.cores,
            picture_ms: 0.0,
            heartbeat: Heartbeat::default(),
            page_hidden: environment.hidden,
            stop_asked: false,
            failed: false,
            dead: Vec::new(),
            over: None,
        }
    }

    /// A run that is over, whose bytes came from elsewhere.
    pub fn finished(finished: Finished<'static>, text: Rc<str>) -> Self {
        let Finished { model, options, outcome, trusted, notes, cores, trace, restored } = finished;
        let environment = Environment { cores: cores as usize, ..Environment::default() };
        let trace = trace.into_owned();
        let mut timeline = Timeline::of(&trace, None);
        let mut figures = Figures::of(&trace, &timeline, model.has_event_loop(), environment.cores);
        if let Some(restored) = restored {
            timeline.output = restored.output.into_owned();
            figures.parallelism.average = restored.parallelism;
        }
        let nothing = Plan { tasks: Vec::new(), groups: Vec::new() };
        let (lanes, tasks) = (trace.lanes.clone().into(), trace.tasks.clone().into());
        let why = Why::of(&trace, &timeline);
        let view = view_with(model, &trace, lanes, tasks, environment.cores, timeline, figures);
        let view = View { why: Some(why), ..view };
        let phase = match outcome {
            Outcome::Done => Phase::Done,
            // No list can get stuck yet, and files of later ones are not shown.
            Outcome::Failed | Outcome::Stuck => Phase::Failed,
            Outcome::Stopped => Phase::Stopped,
        };
        let (notes, view) = (notes.into_owned(), Rc::new(view));
        let run = Self::new(0, model, options, text, &nothing, &environment);
        Self { phase, trace, elapsed_ns: view.elapsed_ns, view, notes, trusted, ..run }
    }

    /// Takes note of what a worker told. What belongs to another run, or comes after the end, is dropped.
    pub fn hear(&mut self, told: Told, moment: Moment) {
        if !self.phase.is_live() {
            return;
        }
        match told {
            Told::Calibrated(_) => {}
            Told::Started(_, origin_ms) => {
                self.phase = Phase::Running;
                let since_ms = moment.clock_ms - origin_ms;
                self.heartbeat.beat(0);
                self.started = Moment { clock_ms: origin_ms, wall_ms: moment.wall_ms - since_ms };
            }
            Told::Events(_, events) => {
                self.trace.extend(&events);
                self.close_dead();
            }
            Told::Trouble(_, task, trouble) => self.hear_trouble(task, &trouble, moment),
            Told::Ended(_) => self.over = Some(moment),
            Told::Lost(_, trouble) => {
                self.fail(words::trouble(&trouble));
                self.finish(moment);
            }
        }
        // Where a run was cut short, tasks that had not arrived never will.
        let cut_short = self.stop_asked || self.failed;
        if self.over.is_some() && (self.trace.is_complete() || (cut_short && self.trace.is_settled())) {
            self.finish(moment);
        }
    }

    fn hear_trouble(&mut self, task: Option<TaskId>, trouble: &Trouble, moment: Moment) {
        let Some(task) = task else { return self.fail(words::trouble(trouble)) };
        if self.trace.end(task).is_some() {
            return;
        }
        self.trace.note_death(task, words::trouble(trouble));
        self.dead.push((task, self.clock_ns(moment)));
        self.close_dead();
        // A worker that shares its memory may have died with a lock in its hand.
        if self.model.needs_shared_memory() {
            self.fail(words::shared_death(trouble));
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

    fn fail(&mut self, message: String) {
        self.failed = true;
        if !self.notes.contains(&message) {
            self.notes.push(message);
        }
    }

    /// The page was hidden.
    pub fn note_hidden(&mut self) {
        self.page_hidden = true;
        self.heartbeat.pause();
    }

    /// The page drew a frame.
    pub fn beat(&mut self, moment: Moment) {
        if self.phase == Phase::Running && self.over.is_none() {
            self.heartbeat.beat(self.clock_ns(moment));
        }
    }

    /// The reader stopped it; `at_once` if none of its workers lives any more.
    pub fn stop(&mut self, at_once: bool, moment: Moment) {
        self.stop_asked = true;
        if at_once {
            self.finish(moment);
        }
    }

    /// Brings what is derived up to date for a new frame.
    pub fn frame(&mut self, moment: Moment) {
        match self.over {
            Some(over) if moment.clock_ms - over.clock_ms > self.patience_ms() => self.finish(moment),
            _ if self.phase == Phase::Running => self.derive_live(moment),
            _ => {}
        }
    }

    fn patience_ms(&self) -> f64 {
        if self.stop_asked || self.failed { LAST_EVENTS_OF_A_STOP_MS } else { LAST_EVENTS_MS }
    }

    /// Whether every core computes for the run, or starts a worker for it, as far as is known.
    fn is_saturated(&self) -> bool {
        let is_computing = |span: &&Span| {
            matches!(span.state, trace::State::Running | trace::State::Starting) && span.end_ns == self.elapsed_ns
        };
        self.view.timeline.spans.iter().filter(is_computing).count() >= self.cores.max(1)
    }

    fn derive_live(&mut self, moment: Moment) {
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
        self.elapsed_ns = self.clock_ns(moment);
        self.derive(Some(self.elapsed_ns));
    }

    fn clock_ns(&self, moment: Moment) -> u64 {
        if self.phase == Phase::Starting {
            return 0;
        }
        ((moment.clock_ms - self.started.clock_ms) * MS as f64) as u64
    }

    fn derive(&mut self, now_ns: Option<u64>) {
        let (lanes, tasks) = (self.view.lanes.clone(), self.view.tasks.clone());
        let mut view = view_of(self.model, &self.trace, lanes, tasks, self.cores, now_ns);
        view.figures.page_frozen_ns = self.heartbeat.frozen_ns();
        self.view = Rc::new(View { elapsed_ns: self.elapsed_ns, frozen: self.heartbeat.frozen.clone(), ..view });
    }

    fn finish(&mut self, moment: Moment) {
        let over = self.over.unwrap_or(moment);
        let breaches = self.trace.breaches();
        let missing_events = breaches.iter().filter(|breach| breach.kind == BreachKind::Missing).count();
        let clock_ns = self.clock_ns(over);
        if self.phase == Phase::Running && !self.page_hidden {
            self.heartbeat.beat(clock_ns);
        }
        let stopped_short = self.stop_asked || self.failed;
        let incomplete = usize::from(!stopped_short && !self.trace.is_complete());
        self.trace.close(clock_ns, End::Cancelled);
        if self.phase == Phase::Running {
            let circumstances = Circumstances {
                page_hidden: self.page_hidden,
                wall_ns: ((over.wall_ms - self.started.wall_ms) * MS as f64) as i64,
                clock_ns,
                breaches: breaches.len() - missing_events,
                missing_events: missing_events + incomplete,
            };
            let doubts = doubts(&circumstances);
            self.trusted = doubts.is_empty();
            self.notes.extend(doubts.into_iter().map(words::doubt));
            self.notes.extend(breaches.iter().take(5).map(words::breach));
        }
        self.phase = match (self.failed, self.stop_asked) {
            (true, _) => Phase::Failed,
            (_, true) => Phase::Stopped,
            _ => Phase::Done,
        };
        self.elapsed_ns = self.trace.last_ns();
        self.derive(None);
        // A run that was cut short shows nothing about its model.
        if self.phase == Phase::Done
            && let Some(view) = Rc::get_mut(&mut self.view)
        {
            let (trace, timeline, cores) = (&self.trace, &view.timeline, self.cores);
            view.findings = findings(&Seen { model: self.model, trace, timeline, cores });
        }
    }
}
