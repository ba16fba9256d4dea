//! Every interleaving: all orders in which the tasks of a small list can do what others notice, whatever each step takes.
//! Threads may switch between any two steps, a loop only where a task awaits. Who holds what and who gets it is decided by
//! [`Resources`](super::Resources), as in every run.
//!
//! Orders that no task could tell apart are looked at once: a step that touches nothing that another task touches has no
//! place of its own, and tasks that touch nothing of each other's are not mixed. Moments that are alike are looked at once
//! as well, and how many orders lead to each is counted.

mod memory;
mod replay;
mod script;
mod setting;
mod walked;
mod world;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::rc::Rc;
use std::sync::Arc;

pub use replay::{Begun, Replayed, replay};
use script::Scripts;
use setting::{Rules, Setting};
use world::{Stage, World};

use super::{Model, Options, Stuck};
use crate::program::{Plan, Resource, ResourceKind};
use crate::trace::TaskId;

/// No more moments are looked at than this, nor so many at once.
pub const MOST_MOMENTS: usize = 300_000;
const MOST_AT_ONCE: usize = 60_000;
/// Nor are lists with more steps than this.
pub const MOST_STEPS: usize = 400;

/// Why the orders of a list are not explored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unexplored {
    /// It has more steps than [`MOST_STEPS`].
    TooLong,
    /// It has this word, of which that is not known.
    Word(&'static str),
}

/// A way in which the orders of a list can end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// That nothing could go on any more.
    pub stuck: Option<Stuck>,
    /// What was printed, in order; empty where that was not looked at.
    pub output: Vec<Arc<str>>,
    /// How many tasks have failed.
    pub failed: usize,
    /// What each share is in the end, by name.
    pub values: Vec<(Arc<str>, i64)>,
    /// How many writes were overwritten by who hadn't seen them.
    pub lost: u32,
    /// In how many orders.
    pub schedules: u128,
    /// The shortest of them, and of those one in which others come between as rarely as was found: whose turn it is.
    pub shortest: Vec<TaskId>,
}

/// All that was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How the orders can end, the most frequent first.
    pub endings: Vec<Ending>,
    /// How many orders there are.
    pub schedules: u128,
    /// Whether all of them were looked at.
    pub is_whole: bool,
    /// Whether it was looked at in which order lines are printed.
    pub has_output: bool,
    /// How many moments were looked at.
    pub moments: usize,
}

/// How one comes to a moment.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The last turn, as an index into all of them; `None` at the beginning.
    last: Option<u32>,
    /// In how many orders.
    schedules: u128,
    /// How often another task came between.
    switches: u32,
}

/// A turn of a task, and the one before it.
#[derive(Debug, Clone, Copy)]
struct Turn {
    task: u32,
    before: Option<u32>,
}

/// What tells two endings apart.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Kind {
    is_stuck: bool,
    output: Vec<Arc<str>>,
    failed: usize,
    values: Vec<(Arc<str>, i64)>,
    lost: u32,
}

/// Goes through all orders, step by step, and tells what it finds.
#[derive(Debug)]
pub struct Exploration {
    plan: Arc<Plan>,
    rules: Rules,
    model: Model,
    scripts: Scripts,
    has_output: bool,
    /// The moments after so many turns that are left to be looked at.
    moments: Vec<(Rc<World>, Way)>,
    /// Those after one more, and where each stands among them.
    next: Vec<(Rc<World>, Way)>,
    places: HashMap<Rc<World>, usize, BuildHasherDefault<DefaultHasher>>,
    turns: Vec<Turn>,
    endings: Vec<(Ending, Way)>,
    kinds: HashMap<Kind, usize, BuildHasherDefault<DefaultHasher>>,
    looked_at: usize,
    is_whole: bool,
}

impl Exploration {
    /// One that has not begun.
    ///
    /// # Errors
    /// If nothing can be said of such a list.
    pub fn new(plan: Arc<Plan>, model: Model, options: &Options) -> Result<Self, Unexplored> {
        if plan.tasks.iter().map(|task| task.steps.len()).sum::<usize>() > MOST_STEPS {
            return Err(Unexplored::TooLong);
        }
        if plan.has_outside() {
            return Err(Unexplored::Word("outside"));
        }
        let rules = Rules::of(model, options);
        let is_share = |resource: &Resource| matches!(resource.kind, ResourceKind::Share { is_everywhere: false, .. });
        let has_used_slots = model == Model::ProcessPool && plan.tasks.len() > 1;
        if has_used_slots && plan.resources.iter().any(is_share) {
            // What a task finds there depends on who had its slot before.
            return Err(Unexplored::Word("share"));
        }
        Self::begun(plan, rules, model, true)
    }

    fn begun(plan: Arc<Plan>, rules: Rules, model: Model, has_output: bool) -> Result<Self, Unexplored> {
        let scripts = Scripts::of(&plan, model, has_output)?;
        let first = World::first(&Setting { plan: &plan, scripts: &scripts, rules });
        let way = Way { last: None, schedules: 1, switches: 0 };
        Ok(Self {
            plan,
            rules,
            model,
            scripts,
            has_output,
            moments: vec![(Rc::new(first), way)],
            next: Vec::new(),
            places: HashMap::default(),
            turns: Vec::new(),
            endings: Vec::new(),
            kinds: HashMap::default(),
            looked_at: 0,
            is_whole: true,
        })
    }

    /// How many moments were looked at.
    pub fn looked_at(&self) -> usize {
        self.looked_at
    }

    /// Looks at so many more moments; whether there are more. Where there are too many, it begins again without looking
    /// at what is printed.
    pub fn go_on(&mut self, moments: usize) -> bool {
        for _ in 0..moments {
            let Some((world, way)) = self.moments.pop() else {
                // They are looked at in the order in which they were come to.
                self.moments = std::mem::take(&mut self.next);
                self.moments.reverse();
                self.places.clear();
                if self.moments.is_empty() {
                    return false;
                }
                continue;
            };
            self.looked_at += 1;
            self.look_at(&world, way);
            if self.looked_at >= MOST_MOMENTS || self.next.len() >= MOST_AT_ONCE {
                let prints = self.has_output && !self.scripts.lines.is_empty();
                if let (true, Ok(again)) = (prints, Self::begun(self.plan.clone(), self.rules, self.model, false)) {
                    *self = again;
                    continue;
                }
                self.is_whole = false;
                self.moments.clear();
                self.next.clear();
                return false;
            }
        }
        true
    }

    fn look_at(&mut self, world: &World, way: Way) {
        let setting = Setting { plan: &self.plan, scripts: &self.scripts, rules: self.rules };
        let enabled = world.enabled(&setting);
        if enabled.is_empty() {
            return self.over(world, way);
        }
        let last = way.last.map(|last| self.turns[last as usize].task);
        for task in enabled {
            let mut later = world.clone();
            later.go_on(&setting, task);
            later.resources.take_changes();
            later.memories.take_done();
            later.walked.0.clear();
            let switches = way.switches + u32::from(last.is_some_and(|last| last != task));
            let before = way.last;
            if let Some(place) = self.places.get(&later) {
                let known = &mut self.next[*place].1;
                known.schedules = known.schedules.saturating_add(way.schedules);
                if switches < known.switches
                    && let Some(turn) = known.last
                {
                    known.switches = switches;
                    self.turns[turn as usize] = Turn { task, before };
                }
                continue;
            }
            self.turns.push(Turn { task, before });
            let later = Rc::new(later);
            self.places.insert(later.clone(), self.next.len());
            let last = Some(self.turns.len() as u32 - 1);
            self.next.push((later, Way { last, schedules: way.schedules, switches }));
        }
    }

    /// Nothing goes on after this moment.
    fn over(&mut self, world: &World, way: Way) {
        let setting = Setting { plan: &self.plan, scripts: &self.scripts, rules: self.rules };
        let stuck = world.stuck(&setting);
        let failed = world.tasks.iter().filter(|(stage, _)| matches!(stage, Stage::Ended(end) if end.is_failure()));
        let numbers = self.plan.resources.iter().zip(world.memories.numbers());
        let shares = numbers.filter(|(resource, _)| matches!(resource.kind, ResourceKind::Share { .. }));
        let kind = Kind {
            is_stuck: stuck.is_some(),
            output: world.output.clone(),
            failed: failed.count(),
            values: shares.map(|(resource, number)| (resource.name.clone(), number)).collect(),
            lost: world.memories.lost,
        };
        if let Some(place) = self.kinds.get(&kind).copied() {
            // Those that were found before are no longer.
            let is_as_short = self.turns_to(way.last).len() == self.turns_to(self.endings[place].1.last).len();
            let (ending, known) = &mut self.endings[place];
            ending.schedules = ending.schedules.saturating_add(way.schedules);
            if is_as_short && way.switches < known.switches {
                (ending.stuck, *known) = (stuck, way);
            }
            return;
        }
        let ending = Ending {
            stuck,
            output: kind.output.clone(),
            failed: kind.failed,
            values: kind.values.clone(),
            lost: kind.lost,
            schedules: way.schedules,
            shortest: Vec::new(),
        };
        self.kinds.insert(kind, self.endings.len());
        self.endings.push((ending, way));
    }

    /// Whose turns led there, in order.
    fn turns_to(&self, last: Option<u32>) -> Vec<TaskId> {
        let mut turns = Vec::new();
        let mut next = last;
        while let Some(turn) = next {
            let Turn { task, before } = self.turns[turn as usize];
            turns.push(TaskId(task));
            next = before;
        }
        turns.reverse();
        turns
    }

    /// What has been found out.
    pub fn found(mut self) -> Found {
        let endings = std::mem::take(&mut self.endings).into_iter();
        let ending = |(ending, way): (Ending, Way)| Ending { shortest: self.turns_to(way.last), ..ending };
        let mut endings: Vec<Ending> = endings.map(ending).collect();
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.schedules));
        Found {
            schedules: endings.iter().fold(0, |sum, ending| sum.saturating_add(ending.schedules)),
            endings,
            is_whole: self.is_whole,
            has_output: self.has_output,
            moments: self.looked_at,
        }
    }
}
