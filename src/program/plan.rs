//! A program unrolled: every copy a task of its own, every random duration drawn.

use std::ops::Range;
use std::sync::Arc;

use super::spawning::{Child, Unrolled, unrolled};
use super::turns::in_order;
use super::{
    DurationRange, Durations, FileUse, How, Limits, PlannedHow, Program, Resource, ResourceKind, Step, TaskDeclaration,
    Value,
};

/// What every model gets to run: the same tasks, arrivals, dependencies and draws.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The tasks in list order, copies one after another.
    pub tasks: Vec<PlannedTask>,
    /// For each declaration of the program, the range of its tasks.
    pub groups: Vec<Range<usize>>,
    /// What they act on each other by.
    pub resources: Vec<Resource>,
    /// How many tasks may queue for a slot of a pool: who arrives beyond is rejected. Without it all may.
    pub room: Option<u32>,
}

/// One task, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTask {
    /// Name on screen: `count`, or `count 2` for a copy.
    pub name: String,
    /// Index of its declaration in [`Plan::groups`].
    pub group: usize,
    /// Nominal arrival after the start of the run.
    pub at_ns: u64,
    /// Groups that must have ended before it can start.
    pub after: Vec<usize>,
    /// What it does, in order: turn after turn, so that every turn has draws and texts of its own.
    pub steps: Vec<Step<u64>>,
    /// How it is done; copies share it where nothing of it is drawn for each.
    pub how: Arc<PlannedHow>,
    /// Where tasks queue for a worker, higher goes first; 0 where the list says nothing.
    pub priority: u32,
    /// Which task spawns it, as an index; `None` if it arrives by itself.
    pub spawned_by: Option<usize>,
    /// What it may spawn, by step.
    pub children: Vec<Child>,
}

/// What a plan needs of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileNeeds {
    /// How much is read of a file at most, if anything is.
    pub read_bytes: Option<u64>,
    /// Whether something is written.
    pub writes: bool,
    /// Whether a list has some of it done in blocking calls in every model.
    pub holds: bool,
}

impl FileNeeds {
    /// Whether it needs none.
    pub fn is_nothing(self) -> bool {
        self.read_bytes.is_none() && !self.writes
    }
}

/// What it takes to perform a task.
#[derive(Debug, Clone, Copy)]
pub struct Script<'p> {
    /// See [`PlannedTask::steps`].
    pub steps: &'p [Step<u64>],
    /// How it is done.
    pub how: &'p PlannedHow,
}

impl PlannedTask {
    /// What it takes to perform it.
    pub fn script(&self) -> Script<'_> {
        Script { steps: &self.steps, how: &self.how }
    }
}

/// Stands in a text for the turn of its task.
pub const TURN: &str = "{turn}";
/// Stands for the step where a draw belongs to the task line itself.
const AT: u64 = u64::MAX;
const EVERY: u64 = u64::MAX - 1;
/// The first pause before a task begins again; the others follow downward.
const RETRY: u64 = u64::MAX - 2;
/// There are fewer pauses than that.
const TIMEOUT: u64 = u64::MAX - 1000;
/// What is drawn of a step besides how long it lasts stands so far behind that: there are fewer steps.
const WITHIN: u64 = 1 << 32;

impl Plan {
    /// Whether its tasks share numbers.
    pub fn has_shares(&self) -> bool {
        self.resources.iter().any(|resource| matches!(resource.kind, ResourceKind::Share { .. }))
    }

    /// Unrolls a program. The caller has checked it: see [`super::Parsed::is_runnable`].
    pub fn of(program: &Program) -> Self {
        let room = program.slots.and_then(|slots| slots.room);
        let mut plan = Self { tasks: Vec::new(), groups: Vec::new(), resources: program.resources.clone(), room };
        let mut unrolled = unrolled(program).into_iter().peekable();
        for (group, declaration) in program.tasks.iter().enumerate() {
            let first = plan.tasks.len();
            let line = |which| move |range: DurationRange| draw(range, program.seed, group as u64, which);
            // One draw for all copies: they arrive at `at + (k-1)·every` to the letter.
            let at_ns = declaration.at.map_or(0, line(AT));
            let every_ns = declaration.every.map_or(0, line(EVERY));
            let mut shared: Arc<PlannedHow> = Arc::default();
            while let Some(Unrolled { spawned_by, children, .. }) = unrolled.next_if(|next| next.declaration == group) {
                let task = plan.tasks.len() as u64;
                let copy = task as u32 - first as u32;
                let how = PlannedHow {
                    rates: rates(declaration, &program.resources),
                    ..planned_how(&declaration.how, program.seed, task)
                };
                if *shared != how {
                    shared = Arc::new(how);
                }
                plan.tasks.push(PlannedTask {
                    name: if declaration.copies.is_some() || declaration.how.spawned {
                        format!("{} {}", declaration.name, copy + 1)
                    } else {
                        declaration.name.clone()
                    },
                    group,
                    at_ns: at_ns + u64::from(copy) * every_ns,
                    after: declaration.after.clone(),
                    steps: planned_steps(declaration, program.seed, task, copy),
                    how: shared.clone(),
                    priority: declaration.how.priority.unwrap_or(0),
                    spawned_by,
                    children,
                });
            }
            plan.groups.push(first..plan.tasks.len());
        }
        plan
    }

    /// Whether a task never takes a slot of a pool, as an index.
    pub fn is_outside(&self, task: usize) -> bool {
        self.tasks.get(task).is_some_and(|task| task.how.is_outside)
    }

    /// Whether there is one that never does.
    pub fn has_outside(&self) -> bool {
        self.tasks.iter().any(|task| task.how.is_outside)
    }

    /// Whether a task carries data.
    pub fn carries(&self) -> bool {
        self.tasks.iter().any(|task| task.how.carries.is_some())
    }

    /// Whether a task can have others told to end.
    pub fn tells(&self) -> bool {
        self.tasks.iter().any(|task| task.how.is_told_by_others())
    }

    /// The priority of a task, as an index.
    pub fn priority(&self, task: usize) -> u32 {
        self.tasks.get(task).map_or(0, |task| task.priority)
    }

    /// Whether its tasks act on each other.
    pub fn acts(&self) -> bool {
        !self.resources.is_empty() || self.spawns()
    }

    /// Whether its tasks ask a server.
    pub fn fetches(&self) -> bool {
        self.tasks.iter().any(|task| task.steps.iter().any(|step| matches!(step, Step::Fetch(..))))
    }

    /// What its tasks do to files.
    pub fn files(&self) -> FileNeeds {
        let mut needs = FileNeeds::default();
        for step in self.tasks.iter().flat_map(|task| &task.steps) {
            let Step::File(usage, transfer, _) = step else { continue };
            needs.holds |= transfer.is_blocking;
            match usage {
                FileUse::Read => needs.read_bytes = needs.read_bytes.max(Some(transfer.bytes())),
                FileUse::Write => needs.writes = true,
            }
        }
        needs
    }

    /// Whether its tasks spawn others, or wait for what they have spawned.
    pub fn spawns(&self) -> bool {
        let spawns = |step: &Step<u64>| matches!(step, Step::Spawn(_) | Step::Join(_));
        self.tasks.iter().any(|task| task.steps.iter().any(spawns))
    }
}

/// The limits that a task locks and that fill up by themselves.
fn rates(task: &TaskDeclaration, resources: &[Resource]) -> Vec<Arc<str>> {
    let is_rate = |resource: &&Resource| matches!(resource.kind, ResourceKind::Rate { .. });
    let is_locked = |name: &Arc<str>| task.steps.iter().any(|step| matches!(step, Step::Lock(own, _) if own == name));
    resources.iter().filter(is_rate).map(|resource| resource.name.clone()).filter(is_locked).collect()
}

fn planned_how(how: &How, seed: u64, task: u64) -> PlannedHow {
    let drawn = |range: DurationRange, number: u32| {
        let drawn_ns = draw(range, seed, task, RETRY - u64::from(number));
        let doubled_ns = drawn_ns.saturating_mul(1_u64.checked_shl(number).unwrap_or(u64::MAX));
        doubled_ns.min(Limits::LIST.duration_ns)
    };
    let pauses = how.retry.map_or(0..0, |retry| 0..retry.times);
    let every = how.retry.and_then(|retry| retry.every);
    let pauses_ns = pauses.map(|number| every.map_or(0, |every| drawn(every, number))).collect();
    let timeout_ns = how.timeout.map(|timeout| draw(timeout, seed, task, TIMEOUT));
    PlannedHow {
        turns: how.turns(),
        is_endless: how.is_endless(),
        timeout_ns,
        until: how.until.map(|task| task as u32),
        together: how.together.clone(),
        pauses_ns,
        rates: Vec::new(),
        is_outside: how.outside,
        carries: how.carries,
    }
}

/// The steps of all turns of a task, and then those that are done once, with their durations drawn and their texts filled
/// in.
fn planned_steps(declaration: &TaskDeclaration, seed: u64, task: u64, copy: u32) -> Vec<Step<u64>> {
    let drawn = |durations: &Durations, which| draw(durations.of_copy(copy), seed, task, which);
    // Which turn of an endless task a line belongs to is known when it is printed.
    let is_endless = declaration.how.is_endless();
    let filled = |text: &Arc<str>, turn: u32| filled(text, copy, (!is_endless).then_some(turn));
    let planned = (0..).zip(in_order(declaration)).map(|(index, (turn, step))| match step {
        Step::Print(text) => Step::Print(filled(text, turn)),
        Step::Send(name, Some(Value::Word(text)), within) if text.contains('{') => {
            let within = within.as_ref().map(|within| drawn(within, index + WITHIN));
            Step::Send(name.clone(), Some(Value::of_text(&filled(text, turn))), within)
        }
        step => step.map(|lasting| drawn(lasting, index), |within| drawn(within, index + WITHIN)),
    });
    planned.collect()
}

/// A text with copy and turn, which count from 1. No text grows by that: in a list numbers are no longer than what stands
/// for them.
fn filled(text: &Arc<str>, copy: u32, turn: Option<u32>) -> Arc<str> {
    if !text.contains('{') {
        return text.clone();
    }
    let text = text.replace("{copy}", &(copy + 1).to_string());
    turn.map_or_else(|| text.as_str().into(), |turn| text.replace(TURN, &(turn + 1).to_string()).into())
}

/// A uniform draw that depends on nothing but its arguments, so that every model and every repeat gets the same.
/// The mixer is `SplitMix64` (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
fn draw(range: DurationRange, seed: u64, task: u64, step: u64) -> u64 {
    let mixed = [seed, task, step].into_iter().fold(0, |state: u64, word| split_mix(state ^ word));
    let width = u128::from(range.max_ns - range.min_ns) + 1;
    range.min_ns + ((u128::from(mixed) * width) >> 64) as u64
}

fn split_mix(word: u64) -> u64 {
    let mut mixed = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
