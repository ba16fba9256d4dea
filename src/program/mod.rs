//! The task list: what it means, how it is read and written, how far it may go. Knows no clock and no thread.

mod addition;
mod argument;
mod attributes;
mod block;
mod builder;
mod by_item;
mod cached_line;
mod duration;
mod duration_field;
mod durations;
mod ending_problem;
mod endings;
mod fetch;
mod fetch_problem;
mod find_circles;
mod how;
mod items;
mod keyword;
mod lexer;
mod line;
mod line_words;
mod links;
mod named_line;
mod nearest;
mod odd;
mod offers;
mod parser;
mod patience;
mod rename;
mod resource;
mod resource_problem;
mod section;
mod section_problem;
mod size;
mod size_problem;
mod slots;
mod spawn_problem;
mod spawning;
mod spawns;
mod step;
mod step_effects;
mod stored;
mod task_line;
mod task_line_values;
mod transfer;
mod turns;
mod uses;
mod weight;

pub mod diagnostic;
pub mod examples;
pub mod format;
pub mod limits;
pub mod parse;
pub mod plan;
pub mod problem;
pub mod tokens;

pub use addition::{Added, with_step, with_task};
pub use argument::Argument;
pub use diagnostic::{Diagnostic, Fix};
pub use duration_field::DurationField;
pub use durations::Durations;
pub use examples::{EXAMPLES, Example};
pub use fetch::Fetch;
pub use format::{format, program_text};
pub use how::{How, PlannedHow, Retry, Times};
pub use items::{ByItem, Value};
pub use keyword::{Keyword, TASK};
pub use limits::Limits;
pub use line_words::{line_words, step_words};
pub use nearest::nearest;
pub use offers::{Offer, Offers, offers, steps};
pub use parse::Parsed;
pub use parser::{Parser, common_end, common_start, parse};
pub use plan::{FileNeeds, Plan, PlannedTask, Script};
pub use problem::{Problem, Severity};
pub use rename::{Named, named_at, renamed, task_at, task_names};
pub use resource::{Resource, ResourceId, ResourceKind};
pub use section_problem::SectionProblem;
pub use size::size_text;
pub use slots::Slots;
pub use spawning::Child;
pub use step::{Make, Step, StepKeyword};
pub use stored::Stored;
pub use transfer::{FileUse, Transfer};
pub use turns::body_length;
pub use weight::UnrolledSize;

/// A task list as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Program {
    /// Seed of the random durations; 1 where the list names none.
    pub seed: u64,
    /// `slots`: the pools that the list is about.
    pub slots: Option<Slots>,
    /// What its tasks act on each other by: what its head lines name, in their order, and then what is named by its first
    /// use.
    pub resources: Vec<Resource>,
    /// The tasks in list order.
    pub tasks: Vec<TaskDeclaration>,
}

/// One `task` line with its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDeclaration {
    /// The name as written, without quotes.
    pub name: String,
    /// `xN`: makes copies `NAME 1` … `NAME N`; without it there is one task, called `NAME`.
    pub copies: Option<u32>,
    /// `after`: indices into [`Program::tasks`]; it starts only when all of those, with all their copies, have ended.
    pub after: Vec<usize>,
    /// `at`: arrives that long after the start of the run.
    pub at: Option<DurationRange>,
    /// `every`: copy k arrives at `at + (k-1)·every`.
    pub every: Option<DurationRange>,
    /// How it is done.
    pub how: How,
    /// What it does in each turn, in order.
    pub steps: Vec<Step>,
}

/// A duration, or the two ends (both included) between which one is drawn uniformly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DurationRange {
    /// The shortest, in nanoseconds.
    pub min_ns: u64,
    /// The longest, in nanoseconds; equal to `min_ns` where the list names one duration.
    pub max_ns: u64,
}
