//! A replay: the runs seen again, each as it was at a moment. Nothing runs again: what was measured stays as it is, and
//! what came later is veiled. Whatever ran anew would be another run, with times of its own.

use super::look::{LookAction, reveal};
use super::search::Search;
use super::{Moment, Run, ShownSeries, State};
use crate::time::MS;
use crate::trace::End;

/// A run seen again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replay {
    /// Everything after this moment is veiled.
    pub at_ns: u64,
    /// Whether it goes on by itself.
    pub plays: bool,
    /// How many times as fast as it happened: an index of [`SPEEDS`].
    pub speed: usize,
    /// When it was last moved on, by the clock.
    moved_ms: f64,
}

/// The speeds of a replay, as they are written and in tenths.
pub const SPEEDS: [(&str, u64); 7] =
    [("0.1×", 1), ("0.2×", 2), ("0.5×", 5), ("1×", 10), ("2×", 20), ("5×", 50), ("10×", 100)];
/// As it happened.
pub const AS_IT_HAPPENED: usize = 3;

/// The end of the longest run that is shown.
pub fn last_ns(state: &State) -> u64 {
    let runs = state.shown.iter().filter_map(|model| state.runs.get(model));
    runs.map(|run| run.view().timeline.reach_ns()).max().unwrap_or(0)
}

/// While a replay of large runs plays, it goes on this often and no more: all that is derived is of the same moment.
const LARGE_MS: f64 = 100.0;

pub(super) fn replay(state: &mut State, action: &LookAction, moment: Moment) {
    let last_ns = last_ns(state);
    if state.is_busy() || last_ns == 0 {
        return;
    }
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
            // The first step forward begins where the runs began, as playing does.
            let from_ns = if back || state.look.replay.is_some() { replay.at_ns } else { 0 };
            replay.plays = false;
            replay.at_ns = if back { change_before(state, from_ns) } else { change_after(state, from_ns) };
            reveal(state, replay.at_ns, replay.at_ns);
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

/// When something changes that the reader sees, in nanoseconds since the start of the runs.
#[derive(Default)]
struct Changes {
    /// Lines are printed, tasks fail, runs end: seen in words, however closely they follow on each other.
    words: Vec<u64>,
    /// Bars begin and end: seen if they are a pixel away.
    bars: Vec<u64>,
    /// How long a pixel is.
    pixel_ns: u64,
}

impl Changes {
    /// What changes in the panels that are shown, of the tasks that are drawn, at this zoom.
    fn of(state: &State) -> Self {
        let window = state.window();
        let pixel_ns = (window.length_ns() as f64 / window.width_px.max(1.0)).ceil() as u64;
        let mut changes = Self { pixel_ns: pixel_ns.max(1), ..Self::default() };
        let search = Search::of(&state.look);
        for view in state.shown.iter().filter_map(|model| state.runs.get(model)).map(Run::view) {
            let found = search.found(view.tasks.iter().map(|task| &*task.name));
            let is_drawn = |task: crate::trace::TaskId| found.get(task.0 as usize).copied().unwrap_or(false);
            let timeline = &view.timeline;
            changes.words.push(timeline.makespan_ns);
            changes.words.extend(timeline.output.iter().filter(|line| is_drawn(line.task)).map(|line| line.at_ns));
            let failed = timeline
                .tasks
                .iter()
                .zip(&found)
                .filter(|(times, found)| **found && times.end.is_some_and(End::is_failure));
            changes.words.extend(failed.filter_map(|(times, _)| times.ended_ns));
            let bars = timeline.spans.iter().chain(&timeline.left).filter(|span| is_drawn(span.task));
            changes.bars.extend(bars.flat_map(|span| [span.start_ns, span.end_ns]));
        }
        changes
    }

    fn last_until(&self, at_ns: u64) -> u64 {
        self.words.iter().chain(&self.bars).copied().filter(|change_ns| *change_ns <= at_ns).max().unwrap_or(0)
    }
}

/// The next moment at which something has changed for the eye; the end, if nothing does any more.
fn change_after(state: &State, at_ns: u64) -> u64 {
    let changes = Changes::of(state);
    let words = changes.words.iter().filter(|change_ns| **change_ns > at_ns);
    let bars = changes.bars.iter().filter(|change_ns| **change_ns >= at_ns.saturating_add(changes.pixel_ns));
    words.chain(bars).copied().min().unwrap_or(at_ns)
}

/// The moment before at which things were different for the eye.
fn change_before(state: &State, at_ns: u64) -> u64 {
    let changes = Changes::of(state);
    let a_pixel_before_ns = changes.last_until(at_ns.saturating_sub(changes.pixel_ns));
    let last_words_ns = changes.words.iter().copied().filter(|change_ns| (1..=at_ns).contains(change_ns)).max();
    let without_words_ns = last_words_ns.map_or(0, |words_ns| changes.last_until(words_ns - 1));
    a_pixel_before_ns.max(without_words_ns)
}

/// Moves a replay on for a new frame.
pub(super) fn advance(state: &mut State, moment: Moment) {
    let last_ns = last_ns(state);
    let is_large = state.shown.iter().filter_map(|model| state.runs.get(model)?.over()).any(ShownSeries::is_large);
    let Some(replay) = state.look.replay.as_mut().filter(|replay| replay.plays) else { return };
    let passed_ms = (moment.clock_ms - replay.moved_ms).max(0.0);
    if is_large && passed_ms < LARGE_MS {
        return;
    }
    replay.moved_ms = moment.clock_ms;
    let step_ns = (passed_ms * MS as f64) as u64 * SPEEDS[replay.speed].1 / 10;
    replay.at_ns = (replay.at_ns + step_ns).min(last_ns);
    replay.plays = replay.at_ns < last_ns;
}

/// Shows each run as it was at the moment that is replayed, or whole.
pub(super) fn see(state: &mut State) {
    let at_ns = state.look.replay.map(|replay| replay.at_ns);
    for model in &state.shown {
        if let Some(Run::Over(run)) = state.runs.get_mut(model) {
            run.see(at_ns);
        }
    }
}
