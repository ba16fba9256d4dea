//! Tasks of random lists that end each other.

use interleave::program::{DurationRange, How, Plan, Step, TaskDeclaration, Times};
use interleave::time::{MS, SECOND};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{lasting, locking_program};

/// Gives some tasks lines between their steps, and words by which they end each other, as these numbers say.
pub fn end_some(tasks: &mut [TaskDeclaration], forms: &[u8]) {
    let count = tasks.len();
    let words = ["g", "two words", "until", "é"];
    for (index, form) in forms.iter().copied().enumerate().take(count) {
        let other = (index + 1 + usize::from(form)) % count;
        let can_be = other != index && !tasks[other].how.spawned && !comes_after(tasks, index, other);
        let task = &mut tasks[index];
        let middle = task.steps.len() / 2;
        if form % 3 == 1 {
            task.steps.insert(middle, Step::Rescue);
        }
        if form % 4 == 1 {
            task.steps.push(Step::Finally);
        }
        task.how.together = (form % 5 < 2).then(|| words[usize::from(form) % words.len()].into());
        task.how.until = (form % 5 > 2 && can_be).then_some(other);
        task.how.timeout = (form % 7 < 2).then_some(DurationRange { min_ns: MS, max_ns: SECOND });
        // What has no end of its own is ended, and spawns nothing.
        let spawns = task.steps.iter().any(|step| matches!(step, Step::Spawn(_)));
        if task.how.timeout.is_some() && index % 2 == 0 && !spawns {
            task.how.times = Some(Times::Forever);
        }
    }
}

/// Whether a task comes after another one, by way of others or not.
fn comes_after(tasks: &[TaskDeclaration], task: usize, other: usize) -> bool {
    tasks[task].after.iter().any(|before| *before == other || comes_after(tasks, *before, other))
}

/// A task with lines between its steps, and a time to do them in.
fn declaration(task: TaskDeclaration, (places, timeout): (Vec<usize>, Option<u64>)) -> TaskDeclaration {
    let mut steps = task.steps;
    let mut places: Vec<usize> = places.into_iter().map(|place| place % (steps.len() + 1)).collect();
    places.sort_unstable();
    let lines: &[Step] = match places.len() {
        0 => &[],
        1 if timeout.is_none_or(|ns| ns % 2 == 0) => &[Step::Finally],
        1 => &[Step::Rescue],
        _ => &[Step::Rescue, Step::Finally],
    };
    for (line, place) in lines.iter().zip(places).rev() {
        steps.insert(place, line.clone());
    }
    TaskDeclaration { steps, how: How { timeout: timeout.map(|ms| lasting(ms * MS)), ..task.how }, ..task }
}

/// Plans of tasks that act on each other, and end each other.
pub fn ending_plan() -> impl Strategy<Value = Plan> {
    let added = (vec(0..9_usize, 0..3), prop::option::weighted(0.6, 0..60_u64));
    let others = (prop::option::weighted(0.4, 0..6_usize), prop::option::weighted(0.4, select(vec!["g", "h"])));
    (locking_program(), vec((added, others), 6)).prop_map(|(mut program, added)| {
        let tasks = std::mem::take(&mut program.tasks);
        let spawned: Vec<bool> = tasks.iter().map(|task| task.how.spawned).collect();
        let declared = tasks.into_iter().zip(added).enumerate().map(|(index, (task, (added, (until, together))))| {
            let mut task = declaration(task, added);
            task.how.until = until.filter(|until| *until != index && spawned.get(*until) == Some(&false));
            task.how.together = together.map(Into::into);
            if task.how.until.is_some()
                && index % 2 == 0
                && task.steps.iter().all(|step| !matches!(step, Step::Spawn(_)))
            {
                task.how.times = Some(Times::Forever);
                task.how.timeout = task.how.timeout.or(Some(lasting(200 * MS)));
            }
            task
        });
        program.tasks = declared.collect();
        Plan::of(&program)
    })
}
