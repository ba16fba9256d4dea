//! What a run can show, with its data; the sentences are made in `words`.

use crate::trace::{Cause, LaneId, TaskId};

/// Something a run shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    /// What.
    pub fact: Fact,
    /// The span it speaks of: an index into the timeline's spans.
    pub span: usize,
}

/// What a run can show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fact {
    /// A step held the event loop while others waited.
    LoopHeld {
        /// The keyword of the step.
        step: &'static str,
        /// Whose step it was.
        holder: TaskId,
        /// For how long, in nanoseconds.
        held_ns: u64,
        /// How many other tasks were late for it.
        waiting: usize,
        /// The one that was late by the most.
        latest: TaskId,
        /// What that one was late for.
        late: Late,
        /// By how much, in nanoseconds.
        late_ns: u64,
        /// How many other steps held it while others waited, as far as they were looked at.
        others: Others,
    },
    /// The GIL let one thread compute at a time.
    OneAtATime {
        /// How many threads waited for it.
        threads: usize,
        /// How long one of them computed, in nanoseconds.
        computing_ns: u64,
        /// How long they waited, all together, in nanoseconds.
        waiting_ns: u64,
    },
    /// A pool had fewer workers than tasks.
    PoolFull {
        /// The workers.
        slots: usize,
        /// How many tasks were queued.
        queued: usize,
        /// The one that was queued for the longest time.
        longest: TaskId,
        /// For how long, in nanoseconds.
        queued_ns: u64,
    },
    /// Starting processes took a large part of the run.
    ProcessStart {
        /// The share of the run in which one or more were being started, from 0 to 1.
        share: f64,
        /// How long the slowest start took, in nanoseconds.
        longest_ns: u64,
    },
    /// More tasks computed than there are cores, so that each took longer.
    MoreThanCores {
        /// How many, at most.
        computing: usize,
        /// The cores.
        cores: usize,
        /// The one that lost the most time.
        slowest: TaskId,
        /// How many times as long it computed as alone.
        times: f64,
    },
    /// Tasks failed and began again.
    BeganAgain {
        /// How many tasks.
        tasks: usize,
        /// How often, all together.
        times: usize,
        /// How long they paused, all together, in nanoseconds.
        paused_ns: u64,
    },
    /// Additions to a number that tasks share were overwritten by who hadn't seen them.
    Overwritten {
        /// Who overwrote the most of them in one step.
        task: TaskId,
        /// That step, which names the number.
        step: u32,
        /// How often was added to it.
        additions: usize,
        /// How many of these additions are left.
        left: usize,
    },
    /// Each process added to a copy of its own.
    AddedToCopies {
        /// One that did.
        task: TaskId,
        /// Its step, which names the number.
        step: u32,
        /// How many processes did.
        processes: usize,
        /// How often, all together.
        additions: usize,
        /// What the number is that they have copies of.
        value: i64,
    },
    /// A task kept a lock while it waited for something else.
    HeldAcrossWait {
        /// Which.
        holder: TaskId,
        /// The step at which it had taken it.
        lock: u32,
        /// For how long it waited, in nanoseconds.
        held_ns: u64,
        /// How many others waited for the lock meanwhile.
        waiting: usize,
    },
    /// During most of the run somebody waited for the same limit.
    Bottleneck {
        /// One who waited, the longest.
        task: TaskId,
        /// The step at which it did.
        step: u32,
        /// How many may hold it at once.
        permits: u32,
        /// The share of the run in which somebody waited for it, from 0 to 1.
        share: f64,
        /// How many tasks did.
        tasks: usize,
    },
    /// A lock was waited for nearly every time that it was taken, though each held it for a moment only.
    Convoy {
        /// One who waited, the longest.
        task: TaskId,
        /// The step at which it did.
        step: u32,
        /// How often it was taken.
        taken: usize,
        /// How often that had to be waited for.
        waited: usize,
        /// How long each held it on average, in nanoseconds.
        each_ns: u64,
    },
    /// Tasks that had failed came back at once, and crowded what they wanted.
    RetryStorm {
        /// One who did, the one that waited longest.
        task: TaskId,
        /// The step at which it waited, which names what they wanted.
        step: u32,
        /// How many there were at once.
        retrying: usize,
        /// How many of these failed at it again.
        failed: usize,
        /// One who waited with them, and had not failed.
        first_timer: Option<TaskId>,
    },
    /// A task of low priority was queued while others that came later went first.
    Starved {
        /// Which.
        task: TaskId,
        /// For how long, in nanoseconds.
        queued_ns: u64,
        /// How many went first.
        overtaken: usize,
    },
    /// Everything was done behind one lock.
    BehindOneLock {
        /// One who waited for it, the longest.
        task: TaskId,
        /// The step at which it did.
        step: u32,
        /// The share of the run in which it was held, from 0 to 1.
        share: f64,
        /// How many tasks waited for it.
        tasks: usize,
    },
    /// Who sent had to wait for room in a queue.
    HeldUp {
        /// One who did, the longest.
        task: TaskId,
        /// The step at which it did.
        step: u32,
        /// How many items it has room for.
        room: u32,
        /// How long they waited, all together, in nanoseconds.
        held_ns: u64,
        /// How many did.
        tasks: usize,
    },
    /// A queue without a bound grew as long as there was something to send.
    QueueGrew {
        /// One who sent.
        task: TaskId,
        /// The step at which it did.
        step: u32,
        /// How long it was at most.
        most: i64,
        /// When that was, in nanoseconds.
        at_ns: u64,
    },
    /// Tasks were turned away, and later slots had nothing to do.
    TurnedAway {
        /// How many tasks.
        tasks: usize,
        /// How many slots there are.
        slots: usize,
        /// How long they had nothing to do since, all together, in nanoseconds.
        idle_ns: u64,
    },
    /// A task went on although it was told to end, since nothing interrupts what it was at.
    Overran {
        /// Which, of several the one that did for longest.
        task: TaskId,
        /// The keyword of the step it was at.
        step: &'static str,
        /// Why it was told.
        cause: Cause,
        /// When, in nanoseconds.
        told_ns: u64,
        /// When it was done with that step, in nanoseconds.
        until_ns: u64,
        /// How many others went on, too.
        others: usize,
        /// Whether it is a process that hears of it only then.
        hears_late: bool,
    },
    /// A slot went on with what its task had given up, since nothing interrupts it.
    SlotLeft {
        /// Which task had given it up, of several the one whose slot went on for longest.
        task: TaskId,
        /// The keyword of the step.
        step: &'static str,
        /// The slot.
        slot: LaneId,
        /// When it was given up, in nanoseconds.
        given_up_ns: u64,
        /// When the slot was done with it, in nanoseconds.
        until_ns: u64,
        /// How many other times that was so.
        others: usize,
    },
    /// Every task only waited, each on a worker of its own.
    OnlyWaiting {
        /// How many workers took part.
        workers: usize,
        /// Whether these are processes; else they are threads.
        are_processes: bool,
    },
}

/// How many more there are of what a finding names one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Others {
    /// So many.
    pub count: usize,
    /// Whether there may be more.
    pub is_least: bool,
}

/// What a task can be late for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Being woken.
    Woken,
    /// Its turn.
    Turn,
}
