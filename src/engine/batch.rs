//! How many tasks a worker is handed at a time, where handing them over costs a message.

use crate::program::{PlannedTask, Step};
use crate::time::MS;

/// Tasks of a batch together take about so long: nobody waits longer behind the others of their batch.
const BATCH_NS: u64 = MS;
/// Longest batch.
const MOST_TASKS: usize = 512;
/// A batch is at most its fair share of the queue divided by this, so that all workers end at about the same time.
const SHARES: usize = 2;

/// How many of the tasks that wait, in order, go to one of `workers` at once: one, or several short ones.
pub fn batch_length<'a>(waiting: impl Iterator<Item = &'a PlannedTask>, queued: usize, workers: usize) -> usize {
    let most = queued.div_ceil(SHARES * workers.max(1)).min(MOST_TASKS);
    let mut total_ns = 0_u64;
    let fits = |task: &&PlannedTask| {
        total_ns = total_ns.saturating_add(nominal_ns(task));
        total_ns <= BATCH_NS
    };
    waiting.take(most).take_while(fits).count().max(usize::from(queued > 0))
}

fn nominal_ns(task: &PlannedTask) -> u64 {
    let length_ns = |step: &Step<u64>| {
        // Nobody knows how long it waits, perhaps for a task that would be behind it in its batch, or for a disk.
        let waits_ns = (step.acts() || matches!(step, Step::File(..))).then_some(BATCH_NS + 1);
        waits_ns.or(step.computing().or(step.waiting()).copied()).unwrap_or(0)
    };
    // Copying takes a while too.
    if task.how.carries.is_some() {
        return BATCH_NS + 1;
    }
    task.steps.iter().map(length_ns).fold(0, u64::saturating_add)
}
