//! What a list takes when it is unrolled: how many bytes the names and texts in it are, each as often as it is there.

use super::turns::planned_length;
use super::{Argument, How, Limits, Program, Step, TaskDeclaration, Value, body_length};

/// What stands for the item received last, in a text that is printed.
const ITEM: &str = "{item}";

/// Tasks that a declaration makes.
pub(super) fn copies(task: &TaskDeclaration) -> usize {
    task.copies.unwrap_or(1) as usize
}

/// How often each of its steps is done: in every turn of every copy.
pub(super) fn unrolled(task: &TaskDeclaration) -> usize {
    copies(task).saturating_mul(task.how.turns() as usize)
}

/// What one copy of a task takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub steps: usize,
    pub bytes: usize,
}

impl Weight {
    /// Of a task in a list in which no item is a longer word than this, in bytes.
    pub fn of(task: &TaskDeclaration, longest_item: usize) -> Self {
        let turns = task.how.turns() as usize;
        let (turn, once) = task.steps.split_at(body_length(&task.steps));
        let texts = |steps: &[Step]| steps.iter().map(|step| text_bytes(step, &task.how)).sum::<usize>();
        let turn = texts(turn).saturating_add(item_bytes(task, longest_item));
        let bytes = task.name.len().saturating_add(texts(once)).saturating_add(turns.saturating_mul(turn));
        Self { steps: planned_length(task), bytes }
    }
}

/// How often a task may be done all over.
fn attempts(how: &How) -> usize {
    how.retry.map_or(1, |retry| retry.times as usize + 1)
}

/// The names and the texts of a step, in bytes. A text with something to fill in is another one each time that its task
/// begins again.
pub(super) fn text_bytes(step: &Step, how: &How) -> usize {
    match step.argument() {
        Argument::Text(text) if text.contains('{') => text.len() * attempts(how),
        Argument::Text(text) | Argument::Message(_, text) | Argument::Name(text) | Argument::Number(text, _) => {
            text.len()
        }
        Argument::Item(name, value) => name.len() + value.map_or(0, word_bytes),
        Argument::Duration(_) | Argument::Fetch(..) | Argument::File(_) | Argument::ByItem | Argument::Nothing => 0,
    }
}

fn word_bytes(value: &Value) -> usize {
    match value {
        Value::Word(word) => word.len(),
        Value::Lasting(_) => 0,
    }
}

/// The word that a step sends, in bytes; 0 if it sends none.
pub(super) fn sent_bytes(step: &Step) -> usize {
    match step {
        Step::Send(_, Some(value), _) => word_bytes(value),
        _ => 0,
    }
}

/// What is told in one turn of a task of the items that its steps depend on, in bytes, if each is as long as can be and the
/// task begins again as often as it may.
fn item_bytes(task: &TaskDeclaration, longest_item: usize) -> usize {
    if longest_item == 0 {
        return 0;
    }
    let uses = task.steps.iter().map(|step| match step {
        Step::ByItem(_) => 1,
        Step::Print(text) => text.matches(ITEM).count(),
        _ => 0,
    });
    uses.sum::<usize>().saturating_mul(longest_item).saturating_mul(attempts(&task.how))
}

/// The same of all tasks that a list has lines for, in all turns of all copies.
pub(super) fn all_item_bytes(tasks: &[TaskDeclaration], longest_item: usize) -> usize {
    let bytes = tasks.iter().map(|task| unrolled(task).saturating_mul(item_bytes(task, longest_item)));
    bytes.fold(0, usize::saturating_add)
}

/// What a copy of each task takes.
pub(super) fn weights(program: &Program) -> Vec<Weight> {
    let longest_item = program.tasks.iter().flat_map(|task| &task.steps).map(sent_bytes).max().unwrap_or(0);
    program.tasks.iter().map(|task| Weight::of(task, longest_item)).collect()
}

/// What a list takes when it is unrolled, but for what is spawned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnrolledSize {
    /// Tasks, every copy counted.
    pub tasks: usize,
    /// Steps, those of every copy and every turn counted.
    pub steps: usize,
    /// Names and texts, as often as the steps that they stand in.
    pub bytes: usize,
}

impl Program {
    /// What it takes when it is unrolled; its tasks may have more copies than a list can.
    pub fn unrolled_size(&self) -> UnrolledSize {
        let mut size = UnrolledSize { tasks: 0, steps: 0, bytes: 0 };
        for (task, Weight { steps, bytes }) in self.tasks.iter().zip(weights(self)) {
            let add = |sum: &mut usize, each: usize| *sum = sum.saturating_add(copies(task).saturating_mul(each));
            add(&mut size.tasks, 1);
            add(&mut size.steps, steps);
            add(&mut size.bytes, bytes);
        }
        size
    }
}

/// Whether so much is within the limits of a list.
pub(super) fn fits(tasks: usize, steps: usize, bytes: usize) -> bool {
    let most = Limits::LIST;
    tasks <= most.tasks && steps <= most.steps && bytes <= most.unrolled_bytes
}
