//! What tasks do as far as their order matters: what each step touches, and where another task may come between.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Unexplored;
use crate::engine::Model;
use crate::program::{Plan, Resource, ResourceKind, Step};

/// What a step does as far as its order matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// Nothing that another task could notice.
    Alone,
    /// Lets others have the loop, until whatever it takes is over.
    Await,
    /// Goes to the back of the loop's queue.
    GiveWay,
    /// Prints the line of this number.
    Print(u32),
    /// Asks for what the step names.
    Ask,
    /// Does something with the share of this place.
    Share(u32),
    /// Fails.
    Fail,
    /// What follows is done if something before it failed.
    Rescue,
    /// What follows is done in any case.
    Finally,
}

/// What a task does.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) ops: Vec<Op>,
    /// What each step touches, as bits.
    pub(super) touches: Vec<u128>,
    /// What the task touches from each step on until it has ended; one more than there are steps.
    pub(super) ahead: Vec<u128>,
    /// What it touches when it ends, where it makes a difference how long others have waited for that.
    pub(super) touches_at_end: u128,
    /// Where the lines stand behind which something else than the next step may be done.
    rescue: Option<u32>,
    finally: Option<u32>,
    /// Groups that must have ended before it arrives.
    pub(super) after: Vec<usize>,
    /// Whether it arrives later than the run begins.
    pub(super) is_later: bool,
}

impl Script {
    /// The next step to be done from here on, if nothing goes wrong: no line stands there.
    pub(super) fn behind_lines(&self, next: u32) -> u32 {
        match self.ops.get(next as usize) {
            Some(Op::Rescue) => self.finally.map_or(self.ops.len() as u32, |line| self.behind_lines(line)),
            Some(Op::Finally) => self.behind_lines(next + 1),
            _ => next,
        }
    }

    /// What a task still holds it gives back when it ends. Where somebody waits no longer than it likes, it counts when
    /// that is, and with which step.
    fn touch_at_end(&mut self) {
        self.touches_at_end = self.ahead.last().copied().unwrap_or(0);
        let fails = self.ops.iter().zip(&mut self.touches).filter(|(op, _)| **op == Op::Fail);
        fails.for_each(|(_, touched)| *touched |= self.touches_at_end);
    }

    /// What is to be done after a failure at this step, if anything is, and whether that rescues the task.
    pub(super) fn after_failure(&self, at: u32) -> Option<(u32, bool)> {
        let is_ahead = |line: &u32| at < *line;
        let rescue = self.rescue.filter(is_ahead).map(|line| (line, true));
        let line = rescue.or(self.finally.filter(is_ahead).map(|line| (line, false)));
        line.map(|(line, is_rescue)| (self.behind_lines(line + 1), is_rescue))
    }
}

/// The scripts of all tasks.
#[derive(Debug)]
pub(super) struct Scripts {
    pub(super) tasks: Vec<Script>,
    /// The lines that are printed, each once.
    pub(super) lines: Vec<Arc<str>>,
    /// By place: whether each process has a copy of its own of a share.
    pub(super) is_copied: Vec<bool>,
}

/// Everything printed is one thing that all who print touch.
const OUTPUT: u128 = 1 << 127;

impl Scripts {
    /// Those of a plan under a model. Without `has_output`, in which order lines are printed counts for nothing.
    pub(super) fn of(plan: &Plan, model: Model, has_output: bool) -> Result<Self, Unexplored> {
        let (mut lines, mut numbers) = (Vec::new(), BTreeMap::new());
        let place_of = |name: &Arc<str>| plan.resources.iter().position(|resource| resource.name == *name).unwrap_or(0);
        let has_copies = matches!(model, Model::Processes | Model::ProcessPool);
        let copied = |kind| has_copies && matches!(kind, ResourceKind::Share { is_everywhere: false, .. });
        let is_copied: Vec<bool> = plan.resources.iter().map(|resource| copied(resource.kind)).collect();
        let is_rate = |place: usize| {
            let kind = plan.resources.get(place).map(|resource| resource.kind);
            matches!(kind, Some(ResourceKind::Rate { .. }))
        };
        // What each has a copy of is noticed by nobody else.
        let bit = |place: usize| if is_copied[place] { 0 } else { 1_u128 << place.min(126) };
        let printed = |text: &str| {
            let named = plan.resources.iter().enumerate().filter(|(_, resource)| names(text, resource));
            named.fold(OUTPUT, |bits, (place, _)| bits | bit(place))
        };
        let may_give_up = plan.tasks.iter().flat_map(|task| &task.steps).any(|step| step.within().is_some());
        let mut tasks = Vec::with_capacity(plan.tasks.len());
        for task in &plan.tasks {
            if task.how.timeout_ns.is_some() {
                return Err(Unexplored::Word("timeout"));
            }
            if task.how.is_endless {
                return Err(Unexplored::Word("forever"));
            }
            if task.how.is_told_by_others() {
                return Err(Unexplored::Word(if task.how.until.is_some() { "until" } else { "together" }));
            }
            if !task.how.pauses_ns.is_empty() {
                return Err(Unexplored::Word("retry"));
            }
            let (mut ops, mut touches) = (Vec::new(), Vec::new());
            for step in &task.steps {
                let (operation, reached) = match step {
                    // What is received depends on the order, and what is done with it on that.
                    Step::ByItem(_) => return Err(Unexplored::Word("item")),
                    Step::Print(text) if text.contains("{item}") => return Err(Unexplored::Word("{item}")),
                    Step::Print(text) if has_output => {
                        let line = *numbers.entry(text.clone()).or_insert_with(|| {
                            lines.push(text.clone());
                            lines.len() as u32 - 1
                        });
                        (Op::Print(line), printed(text))
                    }
                    Step::Sleep(_) if model.has_event_loop() => (Op::Await, 0),
                    // Whether it is answered in time is a matter of time alone.
                    Step::Fetch(_, _, Some(_)) | Step::File(_, _, Some(_)) => return Err(Unexplored::Word("within")),
                    Step::Fetch(_, fetch, _) if model.has_event_loop() && !fetch.is_blocking => (Op::Await, 0),
                    Step::File(_, transfer, _) if model.has_event_loop() && !transfer.is_blocking => (Op::Await, 0),
                    step if step.holds() && model == Model::Offload => (Op::Await, 0),
                    Step::Yield if model.has_event_loop() => (Op::GiveWay, 0),
                    Step::Rescue if !ops.contains(&Op::Rescue) && !ops.contains(&Op::Finally) => (Op::Rescue, 0),
                    Step::Finally if !ops.contains(&Op::Finally) => (Op::Finally, 0),
                    // Where else such a line stands it is passed over.
                    Step::Rescue | Step::Finally => (Op::Alone, 0),
                    Step::Fail(None, _) => (Op::Fail, 0),
                    Step::Fail(Some(_), _) => return Err(Unexplored::Word("fail xN")),
                    step => match step.resource() {
                        Some((name, ResourceKind::Share { .. })) => {
                            let place = place_of(name);
                            (Op::Share(place as u32), bit(place))
                        }
                        // When its permits come is a matter of time alone.
                        Some((name, _)) if is_rate(place_of(name)) => return Err(Unexplored::Word("every")),
                        Some((name, _)) => (Op::Ask, bit(place_of(name))),
                        None if step.holds()
                            || step.waiting().is_some()
                            || matches!(step, Step::Print(_) | Step::Yield | Step::File(..)) =>
                        {
                            (Op::Alone, 0)
                        }
                        None => return Err(Unexplored::Word(step.keyword())),
                    },
                };
                ops.push(operation);
                touches.push(reached);
            }
            let ahead = ahead(&task.steps, &touches);
            let (after, is_later) = (task.after.clone(), task.at_ns > 0);
            let line = |line: Op| ops.iter().position(|op| *op == line).map(|place| place as u32);
            let (rescue, finally) = (line(Op::Rescue), line(Op::Finally));
            let mut script = Script { ops, touches, ahead, touches_at_end: 0, rescue, finally, after, is_later };
            if may_give_up {
                script.touch_at_end();
            }
            tasks.push(script);
        }
        Ok(Self { tasks, lines, is_copied })
    }
}

/// Whether a text names a share in braces.
pub(super) fn names(text: &str, resource: &Resource) -> bool {
    let is_share = matches!(resource.kind, ResourceKind::Share { .. });
    is_share && text.contains(&["{", &resource.name, "}"].concat())
}

/// What a task touches from each step on. What it may hold is touched when it ends, at the latest; and so is a meeting that
/// it comes to, which waits for it until then.
fn ahead(steps: &[Step<u64>], touches: &[u128]) -> Vec<u128> {
    let is_kept = |step: &Step<u64>| matches!(step, Step::Lock(..) | Step::Meet(..));
    let kept = steps.iter().zip(touches).filter(|(step, _)| is_kept(step)).fold(0, |kept, (_, touched)| kept | touched);
    let mut later = kept;
    let mut ahead: Vec<u128> = touches
        .iter()
        .rev()
        .map(|touched| {
            later |= touched;
            later
        })
        .collect();
    ahead.reverse();
    ahead.push(kept);
    ahead
}
