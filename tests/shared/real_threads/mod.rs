//! On threads of the operating system: fewer orders than under loom, but many more rounds, and real time.

#[path = "../../../src/browser/shared/block_on.rs"]
mod block_on;
#[path = "../../../src/browser/shared/ended_tasks.rs"]
mod ended_tasks;
#[path = "../../../src/browser/shared/event_count.rs"]
mod event_count;
#[path = "../../../src/browser/shared/gil.rs"]
mod gil;
#[path = "../../../src/browser/shared/job_queue.rs"]
mod job_queue;
#[path = "../../../src/browser/shared/mailbox.rs"]
mod mailbox;
#[path = "../memory.rs"]
mod memory;
#[path = "../../../src/browser/shared/resource_desk.rs"]
mod resource_desk;
#[path = "../../../src/browser/shared/signals.rs"]
mod signals;
#[path = "../../../src/browser/shared/ticket_queue.rs"]
mod ticket_queue;
#[path = "../../../src/browser/shared/wait_group.rs"]
mod wait_group;
#[path = "../../../src/browser/shared/worker_mutex.rs"]
mod worker_mutex;

mod resources;
mod sync;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use self::ended_tasks::EndedTasks;
use self::gil::{Gil, GilHandle};
use self::job_queue::JobQueue;
use self::mailbox::Mailbox;
use self::signals::Signals;
use self::ticket_queue::TicketQueue;
use self::wait_group::WaitGroup;
use crate::engine::{Ended, Progress, Stopped};
use crate::time::Clock;
use crate::trace::{End, TaskId};

#[derive(Clone, Copy)]
struct Real(Instant);

impl Real {
    fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Real {
    fn now_ns(&self) -> u64 {
        self.0.elapsed().as_nanos() as u64
    }
}

/// What threads change one after another, and would get wrong if two of them did at once.
#[derive(Default)]
struct Tally(AtomicU64);

impl Tally {
    fn add_one(&self) {
        let before = self.0.load(Ordering::Relaxed);
        std::hint::spin_loop();
        self.0.store(before + 1, Ordering::Relaxed);
    }
}

#[test]
fn nobody_is_under_the_lock_with_another() {
    const ROUNDS: u64 = 3_000;
    let (gil, signals, clock, tally) =
        (Arc::new(Gil::default()), Arc::new(Signals::default()), Real::start(), Tally::default());
    thread::scope(|scope| {
        for lane in 0..4 {
            let handle = GilHandle::new(gil.clone(), lane);
            let (signals, tally) = (&signals, &tally);
            scope.spawn(move || {
                for _ in 0..ROUNDS {
                    handle.take(signals, &clock).unwrap();
                    tally.add_one();
                    assert!(handle.floor_ns() <= clock.now_ns());
                    handle.release(clock.now_ns());
                }
            });
        }
    });
    assert_eq!(tally.0.into_inner(), 4 * ROUNDS);
}

#[test]
fn whoever_computes_hands_the_lock_over_when_it_is_asked_to() {
    let (gil, signals, clock) = (Arc::new(Gil::default()), Arc::new(Signals::default()), Real::start());
    let held_by = std::sync::Mutex::new(Vec::new());
    thread::scope(|scope| {
        for lane in 0..2 {
            let handle = GilHandle::new(gil.clone(), lane);
            let (signals, held_by) = (&signals, &held_by);
            scope.spawn(move || {
                let mut turns = 0;
                while turns < 5 {
                    handle.take(signals, &clock).unwrap();
                    held_by.lock().unwrap().push(lane);
                    turns += 1;
                    // As one that computes: it looks up between two pieces, and goes on while nobody asks.
                    while turns < 5 && !handle.is_requested() && clock.now_ns() < 10_000_000_000 {
                        std::hint::spin_loop();
                    }
                    handle.release(clock.now_ns());
                }
            });
        }
    });
    let held_by = held_by.into_inner().unwrap();
    // Whoever comes first goes through its turns by handing over; at its last one it ends, and the other goes on.
    let contended = &held_by[..8];
    assert!(contended.windows(2).all(|pair| pair[0] != pair[1]), "{held_by:?}");
}

#[test]
fn who_ends_while_the_leader_looks_is_heard_before_it_decides() {
    let (ended, signals, clock) = (EndedTasks::default(), Signals::default(), Real::start());
    let mut heard = Vec::new();
    let looks = |_| {
        ended.tell(&mut vec![Ended { task: TaskId(0), at_ns: 1, end: End::Done }], &signals);
        false
    };
    ended.wait(&mut heard, None, &signals, &clock, looks).unwrap();
    assert_eq!(heard.len(), 1);
}

#[test]
fn each_task_of_a_queue_is_taken_once() {
    const TASKS: u32 = 5_000;
    let (queue, signals, clock) = (TicketQueue::new(TASKS as usize), Signals::default(), Real::start());
    let taken: Vec<AtomicU32> = (0..TASKS).map(|_| AtomicU32::new(0)).collect();
    let (ended, workers) = (EndedTasks::default(), WaitGroup::default());
    workers.add(4);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut untold = Vec::new();
                while let Some(progress) = queue.next(&signals, &clock, || ended.tell(&mut untold, &signals)) {
                    taken[progress.task.0 as usize].fetch_add(1, Ordering::Relaxed);
                    untold.push(Ended { task: progress.task, at_ns: 0, end: End::Done });
                }
                ended.tell(&mut untold, &signals);
                workers.leave(&signals);
            });
        }
        let mut heard = Vec::new();
        for task in 0..TASKS {
            queue.push(&Progress::arrive(TaskId(task), 0).0);
            if task % 7 == 0 {
                signals.workers.notify_all();
            }
            // Now and then the leader waits until all are idle: whoever waits must be woken by the next one.
            if task % 500 == 0 {
                // Before it waits itself, a leader has woken whoever may be idle.
                signals.workers.notify_all();
                while heard.len() <= task as usize {
                    let mut news = Vec::new();
                    ended.wait(&mut news, None, &signals, &clock, |_| true).unwrap();
                    heard.append(&mut news);
                }
            }
        }
        queue.close(&signals);
        workers.wait(&signals, &clock);
        heard.append(&mut ended.take());
        assert_eq!(heard.len(), TASKS as usize);
    });
    assert!(taken.iter().all(|times| times.load(Ordering::Relaxed) == 1));
}

#[test]
fn each_job_is_done_once() {
    const JOBS: usize = 5_000;
    let (queue, signals, clock) = (JobQueue::default(), Signals::default(), Real::start());
    let done: Vec<AtomicU32> = (0..JOBS).map(|_| AtomicU32::new(0)).collect();
    let left = AtomicU64::new(JOBS as u64);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(job) = queue.next(&signals, &clock, || {}) {
                    let times: &AtomicU32 = &done[job];
                    times.fetch_add(1, Ordering::Relaxed);
                    if left.fetch_sub(1, Ordering::SeqCst) == 1 {
                        queue.close(&signals);
                    }
                }
            });
        }
        for job in 0..JOBS {
            queue.push(job, 0, &signals);
        }
    });
    assert!(done.iter().all(|times| times.load(Ordering::Relaxed) == 1));
}

#[test]
fn a_thread_does_one_job_after_another() {
    const JOBS: u32 = 2_000;
    let (mailbox, done) = (Arc::new(Mailbox::default()), Arc::new(Signals::default()));
    let clock = Real::start();
    let parked = {
        let mailbox = mailbox.clone();
        thread::spawn(move || (0..JOBS).for_each(|_| mailbox.wait(&clock)()))
    };
    for _ in 0..JOBS {
        let seen = done.leader.count();
        let tell = done.clone();
        mailbox.post(Box::new(move || tell.leader.notify_all()));
        done.leader.wait(seen, None, &clock);
    }
    parked.join().unwrap();
}

#[test]
fn a_wait_lasts_as_long_as_it_should_and_a_stop_ends_it() {
    let (signals, clock) = (Signals::default(), Real::start());
    let due_ns = clock.now_ns() + 20_000_000;
    signals.sleepers.wait(signals.sleepers.count(), Some(due_ns), &clock);
    assert!(clock.now_ns() >= due_ns);
    let gil = Arc::new(Gil::default());
    let holder = GilHandle::new(gil.clone(), 0);
    holder.take(&signals, &clock).unwrap();
    let (queue, jobs, ended) = (TicketQueue::new(1), JobQueue::<()>::default(), EndedTasks::default());
    thread::scope(|scope| {
        scope.spawn(|| signals.sleepers.wait(0, Some(u64::MAX), &clock));
        scope.spawn(|| assert!(queue.next(&signals, &clock, || {}).is_none()));
        scope.spawn(|| assert!(jobs.next(&signals, &clock, || {}).is_none()));
        scope.spawn(|| assert_eq!(ended.wait(&mut Vec::new(), None, &signals, &clock, |_| true), Err(Stopped)));
        let waiter = GilHandle::new(gil.clone(), 1);
        let (signals, clock) = (&signals, &clock);
        scope.spawn(move || assert_eq!(waiter.take(signals, clock), Err(Stopped)));
        thread::sleep(Duration::from_millis(20));
        signals.stop();
    });
}
