//! What every thread that leads a run does, and how threads perform its tasks.

use super::interpreter::Interpreter;
use crate::browser::clock::RunClock;
use crate::browser::shared::block_on::block_on;
use crate::browser::shared::thread_run::ThreadRun;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::last_words;
use crate::browser::workers::outbox::tell;
use crate::engine::{Ended, News, Progress, Room, Stopped, Telling, perform};
use crate::time::Clock;
use crate::trace::{End, LaneId, TaskId};
use crate::wire::report::Told;

/// Leads a run on this thread, and tells its start and its end.
pub fn leading(run: &ThreadRun, lead: impl FnOnce(RunClock, &EventBuffer)) {
    last_words::begin_run(run.order.run, Some(run.signals.clone()), None);
    let clock = RunClock::start();
    tell(Told::Started(run.order.run, clock.origin_ms()));
    let events = EventBuffer::new(run.order.run);
    lead(clock, &events);
    events.flush(clock.now_ns());
    last_words::end_run();
    tell(Told::Ended(run.order.run));
}

/// Waits until a thread has told of tasks that have ended, or were spawned, at most until then, if there is such a time. Before
/// it waits it tells the events there are.
///
/// # Errors
/// If the run is stopped, or nothing in it can go on.
pub fn await_ends(
    run: &ThreadRun,
    clock: RunClock,
    events: &EventBuffer,
    next_ns: Option<u64>,
    room: Room,
    news: &mut News,
) -> Result<u64, Stopped> {
    let mut halt = None;
    let before_waiting = |now_ns| {
        events.flush(now_ns);
        halt = run.resources.halted(room);
        halt.is_none() && !run.resources.has_spawned()
    };
    let gone_on = run.ended.wait(&mut news.ended, next_ns, &run.signals, &clock, before_waiting);
    // Asked behind it: whoever has ended had spawned before.
    news.spawned = run.resources.take_spawned();
    // What the room was taken for is true only if nobody has ended since.
    let Some(halt) = halt.filter(|_| news.ended.is_empty()) else { return gone_on };
    tell(Told::Halted(run.order.run, halt));
    run.signals.stop();
    Err(Stopped)
}

/// Performs a task on this thread; returns its end.
pub fn perform_here(run: &ThreadRun, interpreter: &Interpreter, lane: LaneId, progress: Progress) -> Ended {
    let script = run.order.plan.tasks[progress.task.0 as usize].script();
    block_on(perform(interpreter, run.order.model, script, lane, progress), &run.signals, &interpreter.clock)
}

/// Tells a task of another thread to end. That it waits no longer is decided here: until it goes on, nobody takes it for stuck.
pub fn tell_task(run: &ThreadRun, events: &EventBuffer, task: TaskId, telling: Telling) {
    run.signals.tell(task, telling);
    run.resources.told(task, telling.at_ns, &run.signals, |changes| events.take_in(changes));
}

/// Ends a task that there is no room for, and tells so.
pub fn reject(events: &EventBuffer, mut progress: Progress, now_ns: u64) -> Ended {
    let rejected = progress.end(now_ns, End::Rejected, None);
    events.push(rejected);
    Ended { task: progress.task, at_ns: rejected.at_ns, end: End::Rejected }
}
