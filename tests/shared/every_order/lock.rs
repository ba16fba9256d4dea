//! The global lock.

use std::sync::Arc;

use loom::sync::Mutex;
use loom::sync::atomic::{AtomicU32, Ordering};
use loom::thread;

use super::gil::{Gil, GilHandle};
use super::signals::Signals;
use super::{Ticks, both, explore, explore_with_timeouts};
use crate::engine::Stopped;
use crate::time::Clock;

/// Takes the lock so often, and notes if somebody else is there.
fn take_and_release(times: usize, handle: &GilHandle, signals: &Signals, inside: &AtomicU32) {
    for _ in 0..times {
        handle.take(signals, &Ticks).unwrap();
        assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0, "two are under the lock");
        inside.fetch_sub(1, Ordering::Relaxed);
        handle.release(Ticks.now_ns());
    }
}

fn contend(threads: u32, times: usize) {
    let (gil, signals, inside) = (Arc::new(Gil::default()), Arc::new(Signals::default()), Arc::new(AtomicU32::new(0)));
    let others: Vec<_> = (1..threads)
        .map(|lane| {
            let (handle, signals, inside) = (GilHandle::new(gil.clone(), lane), signals.clone(), inside.clone());
            thread::spawn(move || take_and_release(times, &handle, &signals, &inside))
        })
        .collect();
    take_and_release(times, &GilHandle::new(gil, 0), &signals, &inside);
    for other in others {
        other.join().unwrap();
    }
}

#[test]
fn nobody_is_under_it_with_another_and_whoever_waits_is_woken() {
    explore(3, || contend(2, 2));
    explore(2, || contend(3, 1));
}

#[test]
fn nobody_is_under_it_with_another_where_it_is_asked_for() {
    explore_with_timeouts(2, || contend(2, 2));
}

#[test]
fn whoever_is_asked_for_it_has_it_again_after_the_other() {
    explore_with_timeouts(2, || {
        let (gil, other_gil) = both::<Gil>();
        let (signals, other_signals) = both::<Signals>();
        let held_by = Arc::new(Mutex::new(Vec::new()));
        let other_held_by = held_by.clone();
        let handle = GilHandle::new(gil, 0);
        handle.take(&signals, &Ticks).unwrap();
        held_by.lock().unwrap().push(0);
        let other = thread::spawn(move || {
            let handle = GilHandle::new(other_gil, 1);
            handle.take(&other_signals, &Ticks).unwrap();
            other_held_by.lock().unwrap().push(1);
            handle.release(Ticks.now_ns());
        });
        // As one that computes: it looks up between two pieces.
        while !handle.is_requested() {
            thread::yield_now();
        }
        handle.release(Ticks.now_ns());
        handle.take(&signals, &Ticks).unwrap();
        held_by.lock().unwrap().push(0);
        handle.release(Ticks.now_ns());
        other.join().unwrap();
        assert_eq!(*held_by.lock().unwrap(), [0, 1, 0]);
    });
}

#[test]
fn nothing_under_it_is_earlier_than_it_was_let_go() {
    explore(2, || {
        let (gil, other_gil) = both::<Gil>();
        let (signals, other_signals) = both::<Signals>();
        let handle = GilHandle::new(gil, 0);
        handle.take(&signals, &Ticks).unwrap();
        let other = thread::spawn(move || {
            let handle = GilHandle::new(other_gil, 1);
            handle.take(&other_signals, &Ticks).unwrap();
            assert_eq!(handle.floor_ns(), 1_000_000_000, "by the clock of whoever let it go");
        });
        handle.release(1_000_000_000);
        other.join().unwrap();
    });
}

#[test]
fn a_stop_ends_the_wait_for_one_that_is_never_let_go() {
    explore_with_timeouts(2, || {
        let (gil, other_gil) = both::<Gil>();
        let (signals, other_signals) = both::<Signals>();
        let handle = GilHandle::new(gil, 0);
        handle.take(&signals, &Ticks).unwrap();
        let other = thread::spawn(move || GilHandle::new(other_gil, 1).take(&other_signals, &Ticks));
        signals.note_death();
        assert_eq!(other.join().unwrap(), Err(Stopped));
    });
}
