//! The table of legal transitions, and what breaks it.

use super::{Event, LaneId, State, TaskId, What};

/// Something in a trace that can't be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// The event it shows at.
    pub event: Event,
    /// What is wrong.
    pub kind: BreachKind,
}

/// The ways in which a trace can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreachKind {
    /// The event fits no task, or came twice.
    Stray,
    /// Events before this one never came.
    Missing,
    /// The first event of a task was not its arrival.
    NotArrived,
    /// A state was entered from one that it can't follow.
    Transition,
    /// The event is earlier than the one before it.
    ClockBack,
    /// A lane is named where none is held, or missing or unknown where one is.
    Lane,
    /// An event came after the task had ended.
    AfterEnd,
    /// Another task held the lane.
    Overlap,
}

impl Breach {
    pub(super) fn stray(event: Event) -> Self {
        Self { event, kind: BreachKind::Stray }
    }
}

/// Whether a task may go from one state into the other. A task arrives into `Queued`.
pub fn is_legal(from: State, to: State) -> bool {
    use State::{Blocked, Copying, Locked, Queued, Running, Starting, Waiting};
    match from {
        // What has come in is worked on; what goes out is the last that a task does, or it goes back to its loop.
        Copying => to != Starting,
        // A task whose first step gives way goes from its arrival straight to the back of the loop's queue. A process that was
        // ended is followed by another one, where its task has something to do all the same; and a loop gives up whatever its
        // pool is at, and goes on.
        Queued | Running | Blocked | Starting | Locked => true,
        // An awaited task is woken to run on its loop, at whatever its next step is, or to be queued for a pool.
        Waiting => matches!(to, Running | Blocked | Waiting | Queued | Locked),
    }
}

pub(super) fn check_task(task: TaskId, log: &[Option<Event>], lanes: usize, breaches: &mut Vec<Breach>) {
    let mut previous: Option<Event> = None;
    let mut was_told = false;
    let mut hole = false;
    for slot in log {
        let Some(event) = slot else {
            hole = true;
            continue;
        };
        let mut breach = |kind| breaches.push(Breach { event: *event, kind });
        debug_assert_eq!(event.task, task, "a log holds the events of one task");
        if std::mem::take(&mut hole) {
            breach(BreachKind::Missing);
        } else {
            match (previous.map(|event| event.what), event.what) {
                // It goes on in the state that it was in, and is told once.
                (Some(What::Enter { .. }), What::Told(_)) if !std::mem::replace(&mut was_told, true) => {
                    if previous.is_some_and(|previous| previous.at_ns > event.at_ns) {
                        breach(BreachKind::ClockBack);
                    }
                    previous = previous.map(|previous| Event { at_ns: event.at_ns, ..previous });
                    continue;
                }
                (Some(_), What::Told(_)) => breach(BreachKind::Transition),
                (None, What::Enter { state: State::Queued, .. }) => {}
                (None, _) => breach(BreachKind::NotArrived),
                (Some(What::End { .. }), _) => breach(BreachKind::AfterEnd),
                (Some(What::Enter { state: from, .. }), What::Enter { state: to, .. }) if !is_legal(from, to) => {
                    breach(BreachKind::Transition);
                }
                _ => {}
            }
        }
        if previous.is_some_and(|previous| previous.at_ns > event.at_ns) {
            breach(BreachKind::ClockBack);
        }
        if let What::Enter { state, lane, .. } = event.what
            && !lane_fits(state, lane, lanes)
        {
            breach(BreachKind::Lane);
        }
        previous = Some(*event);
    }
}

fn lane_fits(state: State, lane: Option<LaneId>, lanes: usize) -> bool {
    match lane {
        Some(lane) => state.holds_lane() && (lane.0 as usize) < lanes,
        None => !state.holds_lane(),
    }
}
