//! One order as a run that can be looked at: every turn takes as long as the others, for only their order counts.

use super::script::Scripts;
use super::setting::{Rules, Setting};
use super::world::{Stage, World};
use crate::engine::model::task_infos;
use crate::engine::{Act, Model, Options, Progress, Work, act};
use crate::program::Plan;
use crate::trace::{Change, End, Event, LaneId, State, TaskId, Trace};

/// An order as a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// What happens in it.
    pub trace: Trace,
    /// What each turn begins with.
    pub turns: Vec<Begun>,
}

/// What a turn begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Whose it is.
    pub task: TaskId,
    /// The step it begins with; one more than there are if it ends.
    pub step: u32,
    /// Whether the task has waited there for as long as it does, and fails at it.
    pub is_late: bool,
}

/// The run in which tasks have their turns in this order, each of which takes so long. With `has_output` printing takes
/// turns. `None` if they can't.
pub fn replay(
    plan: &Plan,
    model: Model,
    options: &Options,
    (has_output, turn_ns): (bool, u64),
    turns: &[TaskId],
) -> Option<Replayed> {
    let scripts = Scripts::of(plan, model, has_output).ok()?;
    let setting = Setting { plan, scripts: &scripts, rules: Rules::of(model, options) };
    let lanes = model.lanes(plan, options);
    let mut stage = Staging {
        setting: &setting,
        model,
        turns,
        turn_ns,
        progress: vec![None; plan.tasks.len()],
        slots: vec![None; lanes.len()],
        states: vec![State::Queued; plan.tasks.len()],
        events: Vec::new(),
        trace: Trace::new(1, lanes, task_infos(plan)).with_resources(&plan.resources),
    };
    let mut world = World::first(&setting);
    stage.see(None, &world, 0);
    let (mut begun, mut changed) = (Vec::new(), 0);
    for (number, TaskId(task)) in turns.iter().enumerate() {
        if !world.enabled(&setting).contains(task) {
            return None;
        }
        let before = world.clone();
        let (at, step) = before.tasks[*task as usize];
        begun.push(Begun { task: TaskId(*task), step, is_late: at == Stage::Waiting });
        world.walked.0.clear();
        world.go_on(&setting, *task);
        stage.act(&before, &world, *task, number);
        stage.see(Some((&before, *task)), &world, number + 1);
        let at_ns = (number as u64 + 1) * turn_ns;
        let done = world.resources.take_changes().into_iter().chain(world.memories.take_done());
        for change in done {
            // What comes in one turn keeps its order.
            stage.trace.change(&[Change { at_ns, order: changed, ..change }]);
            changed += 1;
        }
    }
    let Staging { mut trace, events, .. } = stage;
    trace.extend(&events);
    trace.close(turns.len() as u64 * turn_ns, End::Cancelled);
    Some(Replayed { trace, turns: begun })
}

/// What is made of the moments of an order.
struct Staging<'a> {
    setting: &'a Setting<'a>,
    model: Model,
    turns: &'a [TaskId],
    turn_ns: u64,
    /// Of tasks that have arrived.
    progress: Vec<Option<Progress>>,
    /// Who has which slot.
    slots: Vec<Option<u32>>,
    /// What each task is doing.
    states: Vec<State>,
    events: Vec<Event>,
    trace: Trace,
}

/// The steps that a task has done in the last turn of anybody.
fn walked(world: &World, task: u32) -> Vec<u32> {
    world.walked.0.iter().filter(|(other, _)| *other == task).map(|(_, step)| *step).collect()
}

impl Staging<'_> {
    fn tell(&mut self, event: Event) {
        let order = self.events.len() as u32;
        self.events.push(Event { order, ..event });
    }

    fn lane(&mut self, task: u32) -> LaneId {
        match self.setting.rules {
            Rules::AnyStep => LaneId(task),
            Rules::Loop | Rules::OneByOne => LaneId(0),
            Rules::Slots(_) => {
                let own = self.slots.iter().position(|slot| *slot == Some(task));
                let free = || self.slots.iter().position(Option::is_none);
                let slot = own.or_else(free).unwrap_or(0);
                self.slots[slot] = Some(task);
                LaneId(slot as u32)
            }
        }
    }

    fn enter(&mut self, task: u32, at_ns: u64, state: State, step: u32) {
        let lane = state.holds_lane().then(|| self.lane(task));
        let Some(progress) = &mut self.progress[task as usize] else { return };
        let event = progress.enter(at_ns, state, lane, Some(step));
        self.states[task as usize] = state;
        self.tell(event);
    }

    /// What a task is doing at a step.
    fn state_at(&self, task: u32, step: u32, waits: bool) -> State {
        let Some(step) = self.setting.plan.tasks[task as usize].steps.get(step as usize) else { return State::Running };
        match act(self.model, step) {
            Act::Ask(meanwhile) if waits => meanwhile,
            Act::Work(Work::Hold(_) | Work::Fetch(_) | Work::File(_)) => State::Blocked,
            Act::Await(_) | Act::Fetch(_) | Act::File(_) | Act::Offload(_) => State::Waiting,
            Act::GiveWay => State::Queued,
            _ => State::Running,
        }
    }

    /// The task whose turn it is does what it does in it.
    fn act(&mut self, before: &World, after: &World, task: u32, number: usize) {
        let (at, from) = before.tasks[task as usize];
        let to = after.tasks[task as usize].1;
        let is_loop = self.setting.rules == Rules::Loop;
        let start_ns = number as u64 * self.turn_ns;
        let is_over = from as usize >= self.setting.plan.tasks[task as usize].steps.len();
        if self.progress[task as usize].is_none() || is_over || at == Stage::Waiting {
            return;
        }
        // On a loop it does all steps up to the next wait, elsewhere the one.
        let walked = if is_loop { walked(after, task) } else { Vec::new() };
        let steps = if walked.is_empty() { &[from] } else { &walked[..] };
        let waits = after.stage(task) == Stage::Waiting;
        for (place, step) in (0..).zip(steps.iter().copied()) {
            let at_ns = start_ns + place * self.turn_ns / steps.len() as u64;
            let state = self.state_at(task, step, waits && step == to);
            self.enter(task, at_ns, state, step);
        }
        if is_loop && waits && !walked.is_empty() {
            self.enter(task, start_ns + self.turn_ns, State::Waiting, to);
        }
    }

    /// What has come of a turn for all tasks.
    fn see(&mut self, turn: Option<(&World, u32)>, after: &World, turns: usize) {
        let at_ns = turns as u64 * self.turn_ns;
        for task in 0..after.tasks.len() as u32 {
            let (stage, to) = after.tasks[task as usize];
            let before = turn.map_or((Stage::Absent, 0), |(before, _)| before.tasks[task as usize]);
            if matches!(stage, Stage::Absent | Stage::Due) || (stage, to) == before {
                continue;
            }
            if self.progress[task as usize].is_none() {
                let (progress, event) = Progress::arrive(TaskId(task), at_ns);
                self.progress[task as usize] = Some(progress);
                self.tell(event);
            }
            let has_turn = turn.is_some_and(|(_, other)| other == task);
            if self.setting.rules != Rules::Loop {
                // What it asked for and has got is behind it, and so is what it has just done.
                let done = has_turn == (before.0 == Stage::Live) && (has_turn || before.0 == Stage::Waiting);
                let steps = walked(after, task);
                self.settle(task, (before.1, to), &steps[usize::from(done).min(steps.len())..], turns, stage);
            } else if before.0 == Stage::Waiting {
                self.enter(task, at_ns, State::Queued, before.1);
            }
            if let Stage::Ended(end) = stage {
                self.end(task, at_ns, end, after.failed[task as usize].unwrap_or(to));
            }
        }
    }

    fn end(&mut self, task: u32, at_ns: u64, end: End, step: u32) {
        let step = (end != End::Done).then_some(step);
        if let Some(progress) = &mut self.progress[task as usize] {
            let event = progress.end(at_ns, end, step);
            self.tell(event);
        }
        if let Some(slot) = self.slots.iter_mut().find(|slot| **slot == Some(task)) {
            *slot = None;
        }
    }

    /// A task does from one step to another what no other notices, until its next turn.
    fn settle(&mut self, task: u32, (from, to): (u32, u32), steps: &[u32], turns: usize, stage: Stage) {
        let at_ns = turns as u64 * self.turn_ns;
        if matches!(stage, Stage::Queued | Stage::Waiting) {
            return;
        }
        if self.states[task as usize] == State::Locked {
            // It has got what it waited for, or waits no longer.
            self.enter(task, at_ns, State::Running, from);
        }
        let next = self.turns[turns..].iter().position(|TaskId(other)| *other == task);
        let has_ended = matches!(stage, Stage::Ended(_));
        let room_ns = if has_ended { 0 } else { next.unwrap_or(self.turns.len() - turns) as u64 * self.turn_ns };
        for (place, step) in (0..).zip(steps.iter().copied()) {
            let at_ns = at_ns + place * room_ns / steps.len() as u64;
            self.enter(task, at_ns, self.state_at(task, step, false), step);
        }
        if steps.is_empty() && room_ns > 0 {
            // It could go on, and others come between.
            self.enter(task, at_ns, State::Queued, to);
        }
    }
}
