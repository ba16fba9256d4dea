//! How the reader looks at the runs: rows, filter, a marked range, the span that has the focus, replay.

use std::rc::Rc;

use super::replay::{Replay, replay};
use super::search::{Folding, Search};
use super::{Moment, State};
use crate::chart::{Arrangement, Rows, Window};
use crate::engine::Model;
use crate::stats::Analysis;
use crate::stats::why::Cause;
use crate::trace::{Span, TaskId, Timeline};
use crate::words;

/// What the reader has chosen to see, and how.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// What the rows are.
    pub rows: Rows,
    /// Whether rows in which nothing happens are left out.
    pub hides_idle: bool,
    /// Only tasks whose names contain this are drawn.
    pub find: Rc<str>,
    /// How names and what is looked for are compared.
    pub folding: Folding,
    /// Whether dragging marks a range; else it moves the picture.
    pub marks: bool,
    /// The range that is marked: start and end in nanoseconds.
    pub range: Option<(u64, u64)>,
    /// The span that the keyboard is at.
    pub focus: Option<Focus>,
    /// The moment that is replayed.
    pub replay: Option<Replay>,
    /// The part of the makespan that is pointed at.
    pub pointed: Option<Pointed>,
}

/// A part of the makespan that is pointed at: its spans are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointed {
    /// In the diagram of this model, or in all of them.
    pub model: Option<Model>,
    /// The part.
    pub cause: Cause,
}

/// A span that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// In the diagram of this model.
    pub model: Model,
    /// Whose span it is.
    pub task: TaskId,
    /// Which of that task's spans it is.
    pub which: Which,
}

/// Which span of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// So many of its own come before it.
    Own(usize),
    /// What a slot went on with after the task had given it up: so many of these come before it.
    Left(usize),
}

impl Focus {
    /// On the span at this index of a view's timeline.
    pub fn at(view: &Analysis, span: usize) -> Option<Self> {
        let task = view.timeline.spans.get(span)?.task;
        let which = Which::Own(span - view.timeline.spans_of(task).0);
        Some(Self { model: view.subject.model(), task, which })
    }

    /// On what a slot went on with, at this index of what was given up.
    pub fn at_left(view: &Analysis, left: usize) -> Option<Self> {
        let task = view.timeline.left.get(left)?.task;
        let which = Which::Left(left - view.timeline.left_of(task).0);
        Some(Self { model: view.subject.model(), task, which })
    }

    /// The index of its span in a timeline, if it is one of the task's own.
    pub fn index(self, timeline: &Timeline) -> Option<usize> {
        match self.which {
            Which::Own(ordinal) => Some(timeline.spans_of(self.task).0 + ordinal),
            Which::Left(_) => None,
        }
    }
}

/// A change to how the reader looks.
#[derive(Debug, Clone, PartialEq)]
pub enum LookAction {
    /// Other rows.
    Rows(Rows),
    /// Leave idle rows out, or don't.
    HideIdle(bool),
    /// Draw only tasks with this in their names.
    Find(String),
    /// Dragging marks a range, or moves.
    Marks(bool),
    /// Marks a range between two moments, or none.
    Range(Option<(u64, u64)>),
    /// Enters a diagram with the keyboard.
    Enter(Model),
    /// Gives the focus to this span, or to none.
    Focus(Option<Focus>),
    /// Goes from the span that has the focus to another one.
    Go(Way),
    /// Marks the time of the span that has the focus.
    MarkFocus,
    /// Points at a part of the makespan, or at none.
    Point(Option<Pointed>),
    /// Leaves the span that has the focus; or else the part that is pointed at; or else ends the replay; or else drops the range.
    Leave,
    /// Moves the window so that it starts there.
    MoveTo(u64),
    /// Plays, or pauses.
    Play,
    /// Goes to the next moment at which something changed, or to the one before.
    Step {
        /// Which of them.
        back: bool,
    },
    /// Goes to a moment.
    Scrub(u64),
    /// Plays at this speed: an index of [`SPEEDS`].
    Speed(usize),
    /// Ends the replay.
    EndReplay,
}

/// Where to go from a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the task's span before.
    Before,
    /// To the task's next span.
    After,
    /// To the task above, at the same time.
    Above,
    /// To the task below, at the same time.
    Below,
}

impl Look {
    /// How the rows of a run are arranged.
    pub fn arrangement(&self, view: &Analysis, window: &Window) -> Arrangement {
        let search = Search::of(self);
        let shown = (!search.is_off()).then(|| search.found(view.tasks.iter().map(|task| &*task.name)));
        let idle = self.hides_idle.then_some((window.start_ns, window.end_ns));
        Arrangement { rows: self.rows, shown, idle }
    }

    /// Why a picture with so many rows is empty, as a sentence; `None` if it isn't.
    pub fn emptiness(&self, view: &Analysis, rows: usize) -> Option<String> {
        let search = Search::of(self);
        if !search.is_off() {
            let found = search.found(view.tasks.iter().map(|task| &*task.name));
            if !found.contains(&true) && !found.is_empty() {
                return Some(words::no_task_found(&self.find));
            }
        }
        (self.hides_idle && rows == 0).then(|| words::nothing_happens().to_owned())
    }

    /// The part of the makespan that is pointed at in the diagram of a model.
    pub fn pointed_in(&self, model: Model) -> Option<Cause> {
        let pointed = self.pointed.filter(|pointed| pointed.model.is_none_or(|only| only == model));
        pointed.map(|pointed| pointed.cause)
    }

    /// Whether the picture moves by itself.
    pub fn plays(&self) -> bool {
        self.replay.is_some_and(|replay| replay.plays)
    }
}

impl State {
    /// What the diagram of a model shows: its run; or before there is one, what is expected.
    fn looked_at(&self, model: Model) -> Option<Rc<Analysis>> {
        match self.runs.get(&model) {
            Some(run) => Some(run.seen().clone()),
            None => self.expected(model).map(|expected| expected.view),
        }
    }
}

/// The span that has the focus.
pub fn focused(timeline: &Timeline, focus: Focus) -> Option<Span> {
    match focus.which {
        Which::Own(ordinal) => timeline.spans_of(focus.task).1.get(ordinal).copied(),
        Which::Left(ordinal) => timeline.left_of(focus.task).1.get(ordinal).copied(),
    }
}

pub(super) fn look(state: &mut State, action: LookAction, moment: Moment) {
    match action {
        LookAction::Rows(rows) => state.look.rows = rows,
        LookAction::HideIdle(hides) => state.look.hides_idle = hides,
        LookAction::Find(text) => state.look.find = text.into(),
        LookAction::Marks(marks) => state.look.marks = marks,
        LookAction::Range(range) => {
            let ordered = range.map(|(one, other)| (one.min(other), one.max(other)));
            state.look.range = ordered.filter(|(start_ns, end_ns)| start_ns < end_ns);
        }
        LookAction::Enter(model) => enter(state, model),
        LookAction::Focus(focus) => state.look.focus = focus,
        LookAction::Point(pointed) => state.look.pointed = pointed,
        LookAction::Go(way) => go(state, way),
        LookAction::MarkFocus => {
            let span = state.look.focus.and_then(|focus| focused(&state.looked_at(focus.model)?.timeline, focus));
            state.look.range = span.map(|span| (span.start_ns, span.end_ns.max(span.start_ns + 1)));
        }
        LookAction::Leave => {
            if state.look.focus.take().is_none()
                && state.look.pointed.take().is_none()
                && state.look.replay.take().is_none()
            {
                state.look.range = None;
            }
        }
        LookAction::MoveTo(start_ns) => move_to(state, start_ns),
        LookAction::Play
        | LookAction::Step { .. }
        | LookAction::Scrub(_)
        | LookAction::Speed(_)
        | LookAction::EndReplay => replay(state, &action, moment),
    }
}

/// A new run begins: what was marked belonged to the old ones.
pub(super) fn forget(state: &mut State) {
    state.look.range = None;
    state.look.focus = None;
    state.look.replay = None;
    state.look.pointed = None;
}

/// Whether a task is drawn.
fn is_shown(view: &Analysis, search: &Search, task: TaskId) -> bool {
    view.tasks.get(task.0 as usize).is_some_and(|info| search.finds(&info.name))
}

/// The first span in the window gets the focus.
fn enter(state: &mut State, model: Model) {
    let window = state.window();
    let Some(view) = state.looked_at(model) else { return };
    let search = Search::of(&state.look);
    let spans = &view.timeline.spans;
    let in_view = |span: &&Span| {
        span.end_ns >= window.start_ns && span.start_ns <= window.end_ns && is_shown(&view, &search, span.task)
    };
    let Some(span) = spans.iter().filter(in_view).min_by_key(|span| span.start_ns.max(window.start_ns)) else { return };
    let (first, of_task) = view.timeline.spans_of(span.task);
    let ordinal = of_task.iter().position(|other| other == span).unwrap_or(0);
    debug_assert!(first + ordinal < spans.len(), "a task's spans are in the timeline");
    state.look.focus = Some(Focus { model, task: span.task, which: Which::Own(ordinal) });
}

fn go(state: &mut State, way: Way) {
    let Some(focus) = state.look.focus else { return };
    let Some(view) = state.looked_at(focus.model) else { return };
    let (timeline, search) = (&view.timeline, Search::of(&state.look));
    let Some(span) = &focused(timeline, focus) else { return };
    let other = match way {
        Way::Before => before(timeline, focus).map(|which| Focus { which, ..focus }),
        Way::After => after(timeline, focus).map(|which| Focus { which, ..focus }),
        Way::Above => (0..focus.task.0).rev().find_map(|task| beside(&view, &search, focus, TaskId(task), span)),
        Way::Below => {
            let below = focus.task.0 + 1..timeline.tasks.len() as u32;
            below.into_iter().find_map(|task| beside(&view, &search, focus, TaskId(task), span))
        }
    };
    let Some(other) = other else { return };
    state.look.focus = Some(other);
    if let Some(span) = focused(timeline, other) {
        reveal(state, span.start_ns, span.end_ns);
    }
}

/// The task's span before: what slots went on with comes behind all of its own.
fn before(timeline: &Timeline, focus: Focus) -> Option<Which> {
    let last = || timeline.spans_of(focus.task).1.len().checked_sub(1).map(Which::Own);
    match focus.which {
        Which::Own(ordinal) => ordinal.checked_sub(1).map(Which::Own),
        Which::Left(ordinal) => ordinal.checked_sub(1).map(Which::Left).or_else(last),
    }
}

/// The task's next span.
fn after(timeline: &Timeline, focus: Focus) -> Option<Which> {
    let next = match focus.which {
        Which::Own(ordinal) if ordinal + 1 < timeline.spans_of(focus.task).1.len() => Which::Own(ordinal + 1),
        Which::Own(_) => Which::Left(0),
        Which::Left(ordinal) => Which::Left(ordinal + 1),
    };
    focused(timeline, Focus { which: next, ..focus }).map(|_| next)
}

/// The span of another task at the time of this one, or its nearest.
fn beside(view: &Analysis, search: &Search, focus: Focus, task: TaskId, span: &Span) -> Option<Focus> {
    if !is_shown(view, search, task) {
        return None;
    }
    let spans = view.timeline.spans_of(task).1;
    let later = spans.partition_point(|other| other.end_ns <= span.start_ns);
    let ordinal = later.min(spans.len().checked_sub(1)?);
    Some(Focus { task, which: Which::Own(ordinal), ..focus })
}

/// Moves the window, if need be, so that something that lasted from then to then is in it.
pub(super) fn reveal(state: &mut State, start_ns: u64, end_ns: u64) {
    let window = state.window();
    if end_ns < window.start_ns || start_ns > window.end_ns {
        move_to(state, start_ns.saturating_sub(window.length_ns() / 3));
    }
}

fn move_to(state: &mut State, start_ns: u64) {
    let (window, whole) = (state.window(), state.whole_window());
    if state.view.is_some() {
        let start_ns = start_ns.min(whole.end_ns.saturating_sub(window.length_ns()));
        state.view = Some((start_ns, start_ns + window.length_ns()));
    }
}
