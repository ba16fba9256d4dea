//! What a run shows.

use super::grammar::counted;
use crate::stats::findings::{Fact, Late, Others};
use crate::time::measured_text;
use crate::trace::{Cause, LaneId, TaskId, TaskInfo};

/// What a run of these tasks shows, by a clock of this resolution.
pub fn finding(fact: &Fact, tasks: &[TaskInfo], resolution_ns: u64) -> String {
    let name = |task: TaskId| tasks.get(task.0 as usize).map_or("", |task| &task.name);
    let named = |task: TaskId, step: u32| shared(tasks, task, step);
    let time = |ns: u64| measured_text(ns, resolution_ns);
    match *fact {
        Fact::LoopHeld { step, holder, held_ns, waiting, latest, late, late_ns, others } => {
            let what = late_for(late);
            format!(
                "{step} of {} held the event loop for {} while {} waited: {} {what} {} late.{}",
                name(holder),
                time(held_ns),
                counted(waiting, "task"),
                name(latest),
                time(late_ns),
                others_held(others),
            )
        }
        Fact::OneAtATime { threads, computing_ns, waiting_ns } => format!(
            "The GIL made {threads} threads compute one at a time, for {} in all: together they waited {} for it.",
            time(computing_ns),
            time(waiting_ns),
        ),
        Fact::PoolFull { slots, queued, longest, queued_ns } => format!(
            "The pool of {slots} kept {} queued, {} for {}.",
            counted(queued, "task"),
            name(longest),
            time(queued_ns)
        ),
        Fact::ProcessStart { share, longest_ns } => process_start(share, &time(longest_ns)),
        Fact::MoreThanCores { computing, cores, slowest, times } => format!(
            "{computing} tasks computed at once on {cores} cores: {} took {times:.1} times as long as alone.",
            name(slowest)
        ),
        Fact::BeganAgain { tasks, times, paused_ns } => format!(
            "{} failed and began again, {} in all, and paused for {}.",
            counted(tasks, "task"),
            counted(times, "time"),
            time(paused_ns)
        ),
        Fact::Overwritten { task, step, additions, left } => format!(
            "{left} of {additions} additions to {} are left: {} were overwritten by tasks that had read it before them.",
            shared(tasks, task, step),
            additions - left
        ),
        Fact::AddedToCopies { task, step, processes, additions, value } => {
            let (named, who) = (named(task, step), whose_copies(processes));
            format!("{named} is still {value}: {who}, {} in all.", counted(additions, "time"))
        }
        Fact::HeldAcrossWait { holder, lock, held_ns, waiting } => format!(
            "{} kept {} while it waited {} for something else, and {} waited for it.",
            name(holder),
            named(holder, lock),
            time(held_ns),
            counted(waiting, "other task")
        ),
        Fact::Bottleneck { task, step, permits, share, tasks } => bottleneck(named(task, step), permits, share, tasks),
        Fact::Convoy { task, step, taken, waited, each_ns } => format!(
            "{waited} of {taken} times that {} was taken it had to be waited for, though each held it for {} only: a convoy.",
            named(task, step),
            time(each_ns)
        ),
        Fact::RetryStorm { task, step, retrying, failed, first_timer } => {
            storm(named(task, step), retrying, failed, first_timer.map(name))
        }
        Fact::Starved { task, queued_ns, overtaken } => format!(
            "{} starved: it was queued for {}, and {} of a higher priority came later and went first.",
            name(task),
            time(queued_ns),
            counted(overtaken, "task")
        ),
        Fact::BehindOneLock { task, step, share, tasks } => behind_one_lock(named(task, step), share, tasks),
        Fact::HeldUp { task, step, room, held_ns, tasks } => format!(
            "{} held up {} for {}: it has room for {room}, and who receives is slower.",
            named(task, step),
            counted(tasks, "sender"),
            time(held_ns)
        ),
        Fact::QueueGrew { task, step, most, at_ns } => format!(
            "{} grew to {most} items in {}, as long as anybody sent: who receives is slower, and nothing bounds it.",
            named(task, step),
            time(at_ns)
        ),
        Fact::TurnedAway { tasks, slots, idle_ns } => format!(
            "{} found no room and failed, though the {} had nothing to do for {} later.",
            counted(tasks, "task"),
            counted(slots, "slot"),
            time(idle_ns)
        ),
        Fact::Overran { task, step, cause, told_ns, until_ns, others, hears_late } => {
            let (told, why, too) = (told_by(cause), why_it_went_on(step, hears_late), went_on_too(others));
            format!("{} {told} at {}, and went on until {}: {why}.{too}", name(task), time(told_ns), time(until_ns))
        }
        Fact::SlotLeft { task, step, slot, given_up_ns, until_ns, others } => {
            slot_left(name(task), (step, slot), &time(given_up_ns), &time(until_ns), others)
        }
        Fact::OnlyWaiting { workers, are_processes } => {
            let held = if are_processes { "processes" } else { "threads" };
            format!("Every task only waited: {workers} {held} did what one event loop does on one thread.")
        }
    }
}

/// How many more tasks went on after they had been told to end.
fn went_on_too(others: usize) -> String {
    match others {
        0 => String::new(),
        others => format!(" {} went on, too.", counted(others, "other task")),
    }
}

/// What a task was late for.
fn late_for(late: Late) -> &'static str {
    match late {
        Late::Woken => "was woken",
        Late::Turn => "got its turn",
    }
}

/// Starting processes took a large part of the run.
fn process_start(share: f64, longest: &str) -> String {
    format!("Starting processes took {:.0} % of the run, up to {longest} for one.", share * 100.0)
}

/// Tasks that had failed crowd what they want.
fn storm(named: &str, retrying: usize, failed: usize, first_timer: Option<&str>) -> String {
    let harm = match (failed, first_timer) {
        (0, Some(beside)) => format!("and {beside} had to wait among them"),
        (0, None) => "and made each other wait".to_owned(),
        (failed, _) => format!("and {failed} of them failed at it again: their retries are its crowd"),
    };
    format!("A retry storm: {} that had failed waited for {named} at once, {harm}.", counted(retrying, "task"))
}

/// All of it was done one after another.
fn behind_one_lock(named: &str, share: f64, tasks: usize) -> String {
    format!(
        "Everything stood behind {named}: it was held for {:.0} % of the run, {} waited for it, and nothing was done at \
         the same time.",
        share * 100.0,
        counted(tasks, "task")
    )
}

/// A limit decided how long it took.
fn bottleneck(named: &str, permits: u32, share: f64, tasks: usize) -> String {
    let so = match permits {
        1 => "what is done with it is done one after another".to_owned(),
        permits => format!("only {permits} hold it at once"),
    };
    let (share, tasks) = (share * 100.0, counted(tasks, "task"));
    format!("For {share:.0} % of the run somebody waited for {named}, {tasks} in all: {so}.")
}

/// A slot went on with what was given up.
fn slot_left(task: &str, (step, slot): (&str, LaneId), given_up: &str, until: &str, others: usize) -> String {
    format!(
        "{task} gave up its {step} at {given_up}, and slot {} was at it until {until}: nothing can interrupt {step}.{}",
        slot.0,
        other_slots(others)
    )
}

/// How often more slots went on with what was given up.
fn other_slots(others: usize) -> String {
    match others {
        0 => String::new(),
        others => format!(" {} went on so, too.", counted(others, "other step")),
    }
}

/// Which processes added to what only they see.
fn whose_copies(processes: usize) -> String {
    match processes {
        1 => "one process added to a copy of its own".to_owned(),
        _ => format!("{processes} processes added to copies of their own"),
    }
}

/// What had a task told to end.
fn told_by(cause: Cause) -> &'static str {
    match cause {
        Cause::Timeout => "timed out",
        Cause::Until | Cause::Together => "was cancelled",
    }
}

/// Why a step was not given up at once.
fn why_it_went_on(step: &str, hears_late: bool) -> String {
    if hears_late {
        format!("a worker of a process pool hears of it only after its {step}")
    } else {
        format!("nothing can interrupt {step}")
    }
}

/// The number that a step of a task names.
fn shared(tasks: &[TaskInfo], task: TaskId, step: u32) -> &str {
    let step = tasks.get(task.0 as usize).and_then(|task| task.steps.get(step as usize));
    step.and_then(|step| step.resource()).map_or("", |(name, _)| name)
}

/// How many more steps held the loop.
fn others_held(Others { count, is_least }: Others) -> String {
    match count {
        0 => String::new(),
        _ if is_least => format!(" {count} or more other steps held it too."),
        _ => format!(" {} held it too.", counted(count, "other step")),
    }
}
