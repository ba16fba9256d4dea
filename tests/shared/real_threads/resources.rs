//! What the tasks of threads act on each other by: nobody gets in with too many others, and nobody is forgotten.

use std::sync::Arc;
use std::thread;

use super::resource_desk::ResourceDesk;
use super::signals::Signals;
use super::{Real, Tally};
use crate::engine::{Asking, Halt, Resources, Room, Shape, Stopped, Telling};
use crate::trace::{Cause, LaneId, TaskId};
use interleave::program::{Plan, Step, parse};

fn plan(text: &str) -> Plan {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    Plan::of(&parsed.program)
}

struct Threads {
    desk: ResourceDesk,
    signals: Signals,
    clock: Real,
}

impl Threads {
    fn of(plan: &Plan) -> Arc<Self> {
        let desk = ResourceDesk::new(Resources::of(plan));
        Arc::new(Self { desk, signals: Signals::of(plan.tasks.len(), plan.tasks.len()), clock: Real::start() })
    }

    fn ask(&self, task: u32, step: &Step<u64>) -> Result<Option<u64>, Stopped> {
        self.ask_at(task, 0, step)
    }

    fn ask_at(&self, task: u32, index: u32, step: &Step<u64>) -> Result<Option<u64>, Stopped> {
        let asking = Asking { task: TaskId(task), lane: LaneId(task), index, step, over_ns: None, can_be_told: true };
        let granted = self.desk.ask(asking, &self.signals, &self.clock, Vec::clear, || {})?;
        Ok(granted.map(|granted| granted.at_ns))
    }
}

#[test]
fn a_lock_is_held_by_one_at_a_time_and_nobody_waits_for_ever() {
    const ROUNDS: u64 = 2_000;
    let plan = plan("task t x4\n  lock a\n  unlock a\n");
    let (threads, tally) = (Threads::of(&plan), Arc::new(Tally::default()));
    let steps = plan.tasks[0].steps.clone();
    let all: Vec<_> = (0..4)
        .map(|task| {
            let (threads, tally, steps) = (threads.clone(), tally.clone(), steps.clone());
            thread::spawn(move || {
                for _ in 0..ROUNDS {
                    threads.ask(task, &steps[0]).unwrap();
                    tally.add_one();
                    threads.ask(task, &steps[1]).unwrap();
                }
            })
        })
        .collect();
    for thread in all {
        thread.join().unwrap();
    }
    assert_eq!(tally.0.load(std::sync::atomic::Ordering::Relaxed), 4 * ROUNDS);
}

#[test]
fn the_leader_is_woken_when_nothing_can_go_on_and_a_stop_frees_whoever_waits() {
    let plan = plan("task a\n  lock x\n  lock y\ntask b\n  lock y\n  lock x\n");
    for _ in 0..50 {
        let threads = Threads::of(&plan);
        let room = Room::without_slots(2, false);
        assert_eq!(threads.desk.halted(room), None);
        threads.ask(0, &plan.tasks[0].steps[0]).unwrap();
        threads.ask(1, &plan.tasks[1].steps[0]).unwrap();
        let wait = |task: u32| {
            let (threads, step) = (threads.clone(), plan.tasks[task as usize].steps[1].clone());
            thread::spawn(move || threads.ask(task, &step))
        };
        let waiting = [wait(0), wait(1)];
        let stuck = loop {
            let seen = threads.signals.leader.count();
            match threads.desk.halted(room) {
                Some(Halt::Stuck(stuck)) => break stuck,
                Some(Halt::Full) => panic!("nobody spawns"),
                None => threads.signals.leader.wait(seen, None, &threads.clock),
            }
        };
        assert!(stuck.shape == Shape::Circle && stuck.waits.len() == 2);
        threads.signals.stop();
        for thread in waiting {
            assert_eq!(thread.join().unwrap(), Err(Stopped));
        }
    }
}

#[test]
fn the_leader_hears_of_whatever_is_spawned_before_its_parent_has_ended_and_joins_are_woken() {
    let plan = plan("task parent\n  spawn child\n  spawn child\n  join\ntask child spawned\n  print x\n");
    for _ in 0..200 {
        let threads = Threads::of(&plan);
        let parent = {
            let (threads, steps) = (threads.clone(), plan.tasks[0].steps.clone());
            thread::spawn(move || {
                for (index, step) in (0..).zip(&steps) {
                    threads.ask_at(0, index, step)?;
                }
                Ok(())
            })
        };
        let (mut live, mut ended) = (1, 0);
        while ended < 2 {
            let seen = threads.signals.leader.count();
            let spawned = threads.desk.take_spawned();
            live += spawned.len();
            if spawned.is_empty() {
                let room = Room::without_slots(live, false);
                assert_eq!(threads.desk.halted(room), None);
                if !threads.desk.has_spawned() {
                    threads.signals.leader.wait(seen, None, &threads.clock);
                }
            }
            for child in spawned {
                threads.desk.ended(child.task, child.at_ns, &threads.signals, Vec::clear);
                (live, ended) = (live - 1, ended + 1);
            }
        }
        assert_eq!(parent.join().unwrap(), Ok::<(), Stopped>(()));
    }
}

#[test]
fn who_is_told_to_end_waits_no_longer() {
    const ROUNDS: usize = 200;
    let plan = plan("task t x2\n  lock a\n  unlock a\n");
    let lock = plan.tasks[0].steps[0].clone();
    let (mut told, mut waited) = (0, 0);
    for round in 0..ROUNDS {
        let threads = Threads::of(&plan);
        threads.ask(0, &lock).unwrap();
        let (others, step) = (threads.clone(), lock.clone());
        let waiting = thread::spawn(move || others.ask(1, &step));
        // Before it waits, or while it does.
        if round % 2 == 0 {
            thread::yield_now();
        }
        threads.signals.tell(TaskId(1), Telling { at_ns: 5, cause: Cause::Until });
        threads.desk.told(TaskId(1), 5, &threads.signals, Vec::clear);
        assert_eq!(threads.desk.halted(Room::without_slots(1, false)), None, "nobody takes it for stuck");
        (told, waited) = (told + 1, waited + usize::from(waiting.join().unwrap() == Ok(None)));
    }
    assert_eq!((told, waited), (ROUNDS, ROUNDS));
}
