//! What the tasks of threads act on each other by: nobody gets in with too many others, nothing that is given back or sent
//! gets lost, whoever waits is woken, and the leader when nobody can go on.

use std::sync::Arc;

use loom::sync::Mutex;
use loom::sync::atomic::{AtomicU32, Ordering};
use loom::thread::{self, JoinHandle};

use super::resource_desk::ResourceDesk;
use super::signals::Signals;
use super::{Ticks, explore};
use crate::engine::{Asking, Granted, Halt, Resources, Room, Shape, Stopped, Telling};
use crate::program::{Plan, Step, Value, parse};
use crate::trace::{Cause, LaneId, TaskId};

type Asked = Result<Option<Granted>, Stopped>;

/// The threads of a run, each with a task of its own.
#[derive(Clone)]
struct Threads {
    plan: Arc<Plan>,
    desk: Arc<ResourceDesk>,
    signals: Arc<Signals>,
}

impl Threads {
    /// They ask for what their own steps name.
    fn ask(&self, task: u32, index: u32) -> Asked {
        let step: &Step<u64> = &self.plan.tasks[task as usize].steps[index as usize];
        let asking = Asking { task: TaskId(task), lane: LaneId(task), index, step, over_ns: None, can_be_told: true };
        self.desk.ask(asking, &self.signals, &Ticks, Vec::clear, || {})
    }

    /// A thread that does something.
    fn spawn<T: 'static>(&self, act: impl FnOnce(&Self) -> T + 'static) -> JoinHandle<T> {
        let threads = self.clone();
        thread::spawn(move || act(&threads))
    }
}

/// Tries every order of threads whose tasks are those of this list.
fn explore_list(text: &str, interruptions: usize, model: impl Fn(Threads) + Send + Sync + 'static) {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    let plan = Arc::new(Plan::of(&parsed.program));
    explore(interruptions, move || {
        let (desk, tasks) = (ResourceDesk::new(Resources::of(&plan)), plan.tasks.len());
        model(Threads { plan: plan.clone(), desk: desk.into(), signals: Signals::of(tasks, tasks).into() });
    });
}

/// Takes the lock so often, and notes if somebody else is there.
fn lock_and_unlock(threads: &Threads, task: u32, times: usize, inside: &AtomicU32) {
    for _ in 0..times {
        threads.ask(task, 0).unwrap().unwrap();
        assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0, "two hold it");
        inside.fetch_sub(1, Ordering::Relaxed);
        threads.ask(task, 1).unwrap().unwrap();
    }
}

fn contend(tasks: u32, times: usize, interruptions: usize) {
    let text = format!("task t x{tasks}\n  lock a\n  unlock a\n");
    explore_list(&text, interruptions, move |threads| {
        let inside = Arc::new(AtomicU32::new(0));
        let others: Vec<_> = (1..tasks)
            .map(|task| {
                let inside = inside.clone();
                threads.spawn(move |threads| lock_and_unlock(threads, task, times, &inside))
            })
            .collect();
        lock_and_unlock(&threads, 0, times, &inside);
        for other in others {
            other.join().unwrap();
        }
    });
}

#[test]
fn a_lock_is_held_by_one_at_a_time_and_whoever_waits_is_woken() {
    contend(2, 2, 2);
    contend(3, 1, 1);
}

#[test]
fn what_is_sent_is_received_once_and_in_order_through_a_queue_that_is_full_at_once() {
    let text = "queue q 1\ntask sends\n  send q one\n  send q two\ntask receives\n  receive q\n  receive q\n";
    explore_list(text, 2, |threads| {
        let sender = threads.spawn(|threads| [threads.ask(0, 0), threads.ask(0, 1)].map(Result::unwrap));
        let received = [0, 1].map(|index| threads.ask(1, index).unwrap().unwrap().item.unwrap().0);
        assert!(sender.join().unwrap().iter().all(Option::is_some));
        assert_eq!(received, ["one", "two"].map(|word| Some(Value::Word(word.into()))));
    });
}

#[test]
fn the_leader_is_woken_when_nothing_can_go_on_and_a_stop_frees_whoever_waits() {
    let text = "task a\n  lock x\n  lock y\ntask b\n  lock y\n  lock x\n";
    explore_list(text, 2, |threads| {
        let room = Room::without_slots(2, false);
        assert_eq!(threads.desk.halted(room), None);
        for task in [0, 1] {
            threads.ask(task, 0).unwrap().unwrap();
        }
        let waiting = [0, 1].map(|task| threads.spawn(move |threads| threads.ask(task, 1)));
        let stuck = loop {
            let seen = threads.signals.leader.count();
            match threads.desk.halted(room) {
                Some(Halt::Stuck(stuck)) => break stuck,
                Some(Halt::Full) => panic!("nobody spawns"),
                None => threads.signals.leader.wait(seen, None, &Ticks),
            }
        };
        assert!(stuck.shape == Shape::Circle && stuck.waits.len() == 2);
        threads.signals.stop();
        for thread in waiting {
            assert_eq!(thread.join().unwrap(), Err(Stopped));
        }
    });
}

#[test]
fn a_permit_that_is_given_back_as_its_heir_is_told_to_end_is_not_lost() {
    explore_list("task t x3\n  lock a\n  unlock a\n", 2, |threads| {
        threads.ask(0, 0).unwrap().unwrap();
        let heir = threads.spawn(|threads| {
            let granted = threads.ask(1, 0).unwrap();
            threads.desk.ended(TaskId(1), 9, &threads.signals, Vec::clear);
            granted.is_some()
        });
        let giver = threads.spawn(|threads| threads.ask(0, 1).unwrap().is_some());
        threads.signals.tell(TaskId(1), Telling { at_ns: 5, cause: Cause::Until });
        threads.desk.told(TaskId(1), 5, &threads.signals, Vec::clear);
        // Whether it was in time for it or not, it holds it no longer.
        heir.join().unwrap();
        assert!(giver.join().unwrap());
        assert!(threads.ask(2, 0).unwrap().is_some());
    });
}

#[test]
fn the_leader_hears_of_whatever_is_spawned_and_a_join_ends_with_it() {
    explore_list("task parent\n  spawn child\n  join\ntask child spawned\n  print x\n", 2, |threads| {
        let parent = threads.spawn(|threads| [threads.ask(0, 0), threads.ask(0, 1)].map(|asked| asked.is_ok()));
        let told = Arc::new(Mutex::new(Vec::new()));
        loop {
            let seen = threads.signals.leader.count();
            let spawned = threads.desk.take_spawned();
            if let [child] = &spawned[..] {
                threads.desk.ended(child.task, child.at_ns, &threads.signals, Vec::clear);
                told.lock().unwrap().push(child.task);
                break;
            }
            assert_eq!(threads.desk.halted(Room::without_slots(1, false)), None, "its child is on its way");
            if !threads.desk.has_spawned() {
                threads.signals.leader.wait(seen, None, &Ticks);
            }
        }
        assert_eq!(parent.join().unwrap(), [true, true]);
        assert_eq!(*told.lock().unwrap(), [TaskId(1)]);
    });
}
