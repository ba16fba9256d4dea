//! What a leader waits for, what a thread waits for, and that a stop ends it all.

use std::sync::Arc;
use std::task::{Poll, Waker};

use loom::sync::Mutex;
use loom::thread;

use super::block_on::block_on;
use super::ended_tasks::EndedTasks;
use super::job_queue::JobQueue;
use super::signals::Signals;
use super::ticket_queue::TicketQueue;
use super::wait_group::WaitGroup;
use super::{Ticks, both, explore};
use crate::engine::{Ended, Stopped};
use crate::trace::{End, TaskId};

#[test]
fn the_leader_hears_of_every_task_that_ends() {
    explore(3, || {
        let (ended, others_ended) = both::<EndedTasks>();
        let (signals, others_signals) = both::<Signals>();
        let other = thread::spawn(move || {
            for task in 0..2 {
                others_ended.tell(&mut vec![Ended { task: TaskId(task), at_ns: 9, end: End::Done }], &others_signals);
            }
        });
        let mut heard = Vec::new();
        while heard.len() < 2 {
            let mut news = Vec::new();
            ended.wait(&mut news, None, &signals, &Ticks, |_| true).unwrap();
            heard.append(&mut news);
        }
        assert_eq!(heard.iter().map(|end| end.task.0).collect::<Vec<_>>(), [0, 1]);
        other.join().unwrap();
    });
}

#[test]
fn the_leader_waits_for_all_but_the_dead() {
    explore(3, || {
        let (group, others_group) = both::<WaitGroup>();
        let (signals, others_signals) = both::<Signals>();
        group.add(2);
        let dying = signals.clone();
        let dead = thread::spawn(move || dying.note_death());
        let other = thread::spawn(move || others_group.leave(&others_signals));
        group.wait(&signals, &Ticks);
        dead.join().unwrap();
        other.join().unwrap();
    });
}

/// Something that a thread waits for as a future: whether it is there, and who is woken then.
type Awaited = Mutex<(bool, Option<Waker>)>;

fn is_there(awaited: &Awaited, signals: &Signals, context: &std::task::Context) -> Poll<Result<(), Stopped>> {
    let mut awaited = awaited.lock().unwrap();
    awaited.1 = Some(context.waker().clone());
    match *awaited {
        (true, _) => Poll::Ready(Ok(())),
        _ if signals.is_stopped() => Poll::Ready(Err(Stopped)),
        _ => Poll::Pending,
    }
}

#[test]
fn a_thread_that_waits_for_a_future_is_woken() {
    explore(3, || {
        let awaited: Arc<Awaited> = Arc::default();
        let signals = Arc::new(Signals::default());
        let others = awaited.clone();
        let other = thread::spawn(move || {
            let mut awaited = others.lock().unwrap();
            awaited.0 = true;
            let waker = awaited.1.take();
            drop(awaited);
            waker.into_iter().for_each(Waker::wake);
        });
        let future = std::future::poll_fn(|context| is_there(&awaited, &signals, context));
        assert_eq!(block_on(future, &signals, &Ticks), Ok(()));
        other.join().unwrap();
    });
}

/// Starts a wait, asks for a stop, and expects the wait to end.
fn stop_ends(wait: impl Fn(&Arc<Signals>) -> bool + Copy + Send + Sync + 'static) {
    explore(3, move || {
        let (signals, others_signals) = both::<Signals>();
        let other = thread::spawn(move || wait(&others_signals));
        signals.stop();
        assert!(other.join().unwrap(), "it ends as stopped");
    });
}

#[test]
fn a_stop_ends_every_wait() {
    stop_ends(|signals| {
        // As a thread that sleeps does.
        let seen = signals.sleepers.count();
        if !signals.is_stopped() {
            signals.sleepers.wait(seen, None, &Ticks);
        }
        signals.is_stopped()
    });
    stop_ends(|signals| TicketQueue::new(1).next(signals, &Ticks, || {}).is_none());
    stop_ends(|signals| JobQueue::<()>::default().next(signals, &Ticks, || {}).is_none());
    stop_ends(|signals| EndedTasks::default().wait(&mut Vec::new(), None, signals, &Ticks, |_| true).is_err());
    stop_ends(|signals| {
        let awaited = Awaited::default();
        let future = std::future::poll_fn(|context| is_there(&awaited, signals, context));
        block_on(future, signals, &Ticks).is_err()
    });
}
