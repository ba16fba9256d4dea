//! How the reader looks at the runs: rows, filter, a marked range, the span that has the focus, replay.

use std::rc::Rc;

use super::{Moment, State, View};
use crate::chart::{Arrangement, Rows, Window};
use crate::engine::Model;
use crate::time::MS;
use crate::trace::{Span, TaskId, Timeline};

/// What the reader has chosen to see, and how.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Look {
    /// What the rows are.
    pub rows: Rows,
    /// Whether rows in which nothing happens are left out.
    pub hides_idle: bool,
    /// Only tasks whose names contain this are drawn.
    pub find: Rc<str>,
    /// Whether dragging marks a range; else it moves the picture.
    pub marks: bool,
    /// The range that is marked: start and end in nanoseconds.
    pub range: Option<(u64, u64)>,
    /// The span that the keyboard is at.
    pub focus: Option<Focus>,
    /// The moment that is replayed.
    pub replay: Option<Replay>,
}

/// A span that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// In the diagram of this model.
    pub model: Model,
    /// Whose span it is.
    pub task: TaskId,
    /// Which of that task's spans it is.
    pub ordinal: usize,
}

impl Focus {
    /// On the span at this index of a view's timeline.
    pub fn at(view: &View, span: usize) -> Option<Self> {
        let task = view.timeline.spans.get(span)?.task;
        Some(Self { model: view.model, task, ordinal: span - view.timeline.spans_of(task).0 })
    }
}

/// A run seen again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replay {
    /// Everything after this moment is veiled.
    pub at_ns: u64,
    /// Whether it goes on by itself.
    pub plays: bool,
    /// How many times as fast as it happened: an index of [`SPEEDS`].
    pub speed: usize,
    /// When it was last moved on.
    moved_ms: f64,
}

/// The speeds of a replay, as they are written and in tenths.
pub const SPEEDS: [(&str, u64); 7] =
    [("0.1×", 1), ("0.2×", 2), ("0.5×", 5), ("1×", 10), ("2×", 20), ("5×", 50), ("10×", 100)];
/// As it happened.
pub const AS_IT_HAPPENED: usize = 3;

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
    /// Leaves the span that has the focus, or drops the range.
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
    pub fn arrangement(&self, view: &View, window: &Window) -> Arrangement {
        let has_all = self.find.is_empty();
        let shown = (!has_all).then(|| view.tasks.iter().map(|task| matches(&task.name, &self.find)).collect());
        let idle = self.hides_idle.then_some((window.start_ns, window.end_ns));
        Arrangement { rows: self.rows, shown, idle }
    }

    /// Whether the picture moves by itself.
    pub fn plays(&self) -> bool {
        self.replay.is_some_and(|replay| replay.plays)
    }
}

/// Whether a task is one that the reader looks for.
pub fn matches(name: &str, wanted: &str) -> bool {
    // Letters of ASCII alone lose their case: the tables for all others would be a tenth of what the page loads.
    name.to_ascii_lowercase().contains(&wanted.to_ascii_lowercase())
}

/// The span that has the focus.
pub fn focused(timeline: &Timeline, focus: Focus) -> Option<Span> {
    timeline.spans_of(focus.task).1.get(focus.ordinal).copied()
}

pub(super) fn look(state: &mut State, action: LookAction, moment: Moment) {
    match action {
        LookAction::Rows(rows) => state.look.rows = rows,
        LookAction::HideIdle(hides) => state.look.hides_idle = hides,
        LookAction::Find(text) => state.look.find = text.trim().into(),
        LookAction::Marks(marks) => state.look.marks = marks,
        LookAction::Range(range) => {
            let ordered = range.map(|(one, other)| (one.min(other), one.max(other)));
            state.look.range = ordered.filter(|(start_ns, end_ns)| start_ns < end_ns);
        }
        LookAction::Enter(model) => enter(state, model),
        LookAction::Focus(focus) => state.look.focus = focus,
        LookAction::Go(way) => go(state, way),
        LookAction::MarkFocus => {
            let span = state.look.focus.and_then(|focus| focused(&state.runs.get(&focus.model)?.view.timeline, focus));
            state.look.range = span.map(|span| (span.start_ns, span.end_ns.max(span.start_ns + 1)));
        }
        LookAction::Leave => {
            if state.look.focus.take().is_none() {
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
}

/// Whether a task is drawn.
fn is_shown(view: &View, find: &str, task: TaskId) -> bool {
    find.is_empty() || view.tasks.get(task.0 as usize).is_some_and(|info| matches(&info.name, find))
}

/// The first span in the window gets the focus.
fn enter(state: &mut State, model: Model) {
    let window = state.window();
    let Some(view) = state.runs.get(&model).map(|run| run.view.clone()) else { return };
    let spans = &view.timeline.spans;
    let in_view = |span: &&Span| {
        span.end_ns >= window.start_ns && span.start_ns <= window.end_ns && is_shown(&view, &state.look.find, span.task)
    };
    let Some(span) = spans.iter().filter(in_view).min_by_key(|span| span.start_ns.max(window.start_ns)) else { return };
    let (first, of_task) = view.timeline.spans_of(span.task);
    let ordinal = of_task.iter().position(|other| other == span).unwrap_or(0);
    debug_assert!(first + ordinal < spans.len(), "a task's spans are in the timeline");
    state.look.focus = Some(Focus { model, task: span.task, ordinal });
}

fn go(state: &mut State, way: Way) {
    let Some(focus) = state.look.focus else { return };
    let Some(view) = state.runs.get(&focus.model).map(|run| run.view.clone()) else { return };
    let timeline = &view.timeline;
    let of_task = timeline.spans_of(focus.task).1;
    let Some(span) = of_task.get(focus.ordinal) else { return };
    let other = match way {
        Way::Before => focus.ordinal.checked_sub(1).map(|ordinal| Focus { ordinal, ..focus }),
        Way::After => (focus.ordinal + 1 < of_task.len()).then_some(Focus { ordinal: focus.ordinal + 1, ..focus }),
        Way::Above => (0..focus.task.0).rev().find_map(|task| beside(&view, state, focus, TaskId(task), span)),
        Way::Below => {
            let below = focus.task.0 + 1..timeline.tasks.len() as u32;
            below.into_iter().find_map(|task| beside(&view, state, focus, TaskId(task), span))
        }
    };
    let Some(other) = other else { return };
    state.look.focus = Some(other);
    if let Some(span) = focused(timeline, other) {
        reveal(state, &span);
    }
}

/// The span of another task at the time of this one, or its nearest.
fn beside(view: &View, state: &State, focus: Focus, task: TaskId, span: &Span) -> Option<Focus> {
    if !is_shown(view, &state.look.find, task) {
        return None;
    }
    let spans = view.timeline.spans_of(task).1;
    let later = spans.partition_point(|other| other.end_ns <= span.start_ns);
    let ordinal = later.min(spans.len().checked_sub(1)?);
    Some(Focus { task, ordinal, ..focus })
}

/// Moves the window, if need be, so that a span is in it.
fn reveal(state: &mut State, span: &Span) {
    let window = state.window();
    if span.end_ns < window.start_ns || span.start_ns > window.end_ns {
        move_to(state, span.start_ns.saturating_sub(window.length_ns() / 3));
    }
}

fn move_to(state: &mut State, start_ns: u64) {
    let (window, whole) = (state.window(), state.whole_window());
    if state.view.is_some() {
        let start_ns = start_ns.min(whole.end_ns.saturating_sub(window.length_ns()));
        state.view = Some((start_ns, start_ns + window.length_ns()));
    }
}

/// The end of the longest run that is shown.
pub fn last_ns(state: &State) -> u64 {
    let runs = state.shown.iter().filter_map(|model| state.runs.get(model));
    runs.map(|run| run.view.timeline.makespan_ns).max().unwrap_or(0)
}

fn replay(state: &mut State, action: &LookAction, moment: Moment) {
    if state.is_busy() || last_ns(state) == 0 {
        return;
    }
    let last_ns = last_ns(state);
    let moved_ms = moment.clock_ms;
    let idle = Replay { at_ns: last_ns, plays: false, speed: AS_IT_HAPPENED, moved_ms };
    let mut replay = Replay { moved_ms, ..state.look.replay.unwrap_or(idle) };
    match *action {
        LookAction::Play => {
            replay.plays = !replay.plays;
            if replay.plays && replay.at_ns >= last_ns {
                replay.at_ns = 0;
            }
        }
        LookAction::Step { back } => {
            replay.plays = false;
            replay.at_ns = change_beside(state, replay.at_ns, back);
        }
        LookAction::Scrub(at_ns) => {
            replay.plays = false;
            replay.at_ns = at_ns.min(last_ns);
        }
        LookAction::Speed(speed) => replay.speed = speed.min(SPEEDS.len() - 1),
        _ => {
            state.look.replay = None;
            return;
        }
    }
    state.look.replay = Some(replay);
}

/// The next moment at which a span begins or ends, or the one before.
fn change_beside(state: &State, at_ns: u64, back: bool) -> u64 {
    let runs = state.shown.iter().filter_map(|model| state.runs.get(model));
    let spans = runs.flat_map(|run| &run.view.timeline.spans);
    let edges = spans.flat_map(|span| [span.start_ns, span.end_ns]);
    if back {
        edges.filter(|edge_ns| *edge_ns < at_ns).max().unwrap_or(0)
    } else {
        edges.filter(|edge_ns| *edge_ns > at_ns).min().unwrap_or(at_ns)
    }
}

/// Moves a replay on for a new frame.
pub(super) fn advance(state: &mut State, moment: Moment) {
    let last_ns = last_ns(state);
    let Some(replay) = state.look.replay.as_mut().filter(|replay| replay.plays) else { return };
    let passed_ms = (moment.clock_ms - replay.moved_ms).max(0.0);
    replay.moved_ms = moment.clock_ms;
    let step_ns = (passed_ms * MS as f64) as u64 * SPEEDS[replay.speed].1 / 10;
    replay.at_ns = (replay.at_ns + step_ns).min(last_ns);
    replay.plays = replay.at_ns < last_ns;
}
