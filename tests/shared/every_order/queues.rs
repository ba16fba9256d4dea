//! The queues of a thread pool and of an event loop, and the mailbox of a thread.

use std::sync::Arc;

use loom::sync::Mutex;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::job_queue::JobQueue;
use super::mailbox::Mailbox;
use super::signals::Signals;
use super::ticket_queue::TicketQueue;
use super::{Ticks, both, explore};
use crate::engine::Progress;
use crate::trace::TaskId;

/// What a worker of a pool took.
fn take_all(queue: &TicketQueue, signals: &Signals) -> Vec<u32> {
    std::iter::from_fn(|| queue.next(signals, &Ticks, || {})).map(|progress| progress.task.0).collect()
}

#[test]
fn each_ticket_is_given_once_and_whoever_waits_for_a_task_is_woken() {
    explore(2, || {
        let (queue, signals) = (Arc::new(TicketQueue::new(2)), Arc::new(Signals::default()));
        let workers = [0, 1].map(|_| {
            let (queue, signals) = (queue.clone(), signals.clone());
            thread::spawn(move || take_all(&queue, &signals))
        });
        for task in [7, 8] {
            let (progress, _) = Progress::arrive(TaskId(task), 5);
            queue.push(&progress);
            signals.workers.notify_all();
        }
        queue.close(&signals);
        let mut taken: Vec<u32> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
        taken.sort_unstable();
        assert_eq!(taken, [7, 8]);
    });
}

#[test]
fn who_comes_first_is_first_and_brings_its_time_along() {
    explore(3, || {
        let (queue, signals) = (Arc::new(TicketQueue::new(2)), Arc::new(Signals::default()));
        let (other_queue, other_signals) = (queue.clone(), signals.clone());
        let worker = thread::spawn(move || {
            std::iter::from_fn(|| other_queue.next(&other_signals, &Ticks, || {}))
                .map(|progress| (progress.task.0, progress.seq, progress.last_ns))
                .collect::<Vec<_>>()
        });
        for (task, at_ns) in [(1, 40), (0, 50)] {
            queue.push(&Progress::arrive(TaskId(task), at_ns).0);
        }
        signals.workers.notify_all();
        queue.close(&signals);
        assert_eq!(worker.join().unwrap(), [(1, 1, 40), (0, 1, 50)]);
    });
}

#[test]
fn each_job_is_done_once_and_whoever_waits_for_one_is_woken() {
    explore(2, || {
        let (queue, signals) = (Arc::new(JobQueue::default()), Arc::new(Signals::default()));
        let (done, left) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(2)));
        let threads = [0, 1].map(|_| {
            let (queue, signals, done, left) = (queue.clone(), signals.clone(), done.clone(), left.clone());
            thread::spawn(move || {
                while let Some(job) = queue.next(&signals, &Ticks, || {}) {
                    done.lock().unwrap().push(job);
                    if left.fetch_sub(1, Ordering::SeqCst) == 1 {
                        queue.close(&signals);
                    }
                }
            })
        });
        queue.push('a', 0, &signals);
        queue.push('b', 0, &signals);
        for thread in threads {
            thread.join().unwrap();
        }
        let mut done = std::mem::take(&mut *done.lock().unwrap());
        done.sort_unstable();
        assert_eq!(done, ['a', 'b']);
    });
}

#[test]
fn a_parked_thread_is_woken_for_every_job() {
    explore(3, || {
        let (mailbox, own) = both::<Mailbox>();
        let (done, tell) = both::<Signals>();
        let parked = thread::spawn(move || (0..2).for_each(|_| own.wait(&Ticks)()));
        for _ in 0..2 {
            let seen = done.leader.count();
            let tell = tell.clone();
            mailbox.post(Box::new(move || tell.leader.notify_all()));
            done.leader.wait(seen, None, &Ticks);
        }
        parked.join().unwrap();
    });
}
