//! A thread pool: so many threads of the page's memory that take tasks from one queue, first come, first served, and one
//! that leads the run: it releases tasks, and hears when they have ended. Nobody but these threads ever waits.

use std::sync::Arc;

use super::interpreter::Interpreter;
use super::leader::{await_ends, leading, perform_here, reject, tell_task};
use crate::browser::clock::RunClock;
use crate::browser::shared::block_on::block_on;
use crate::browser::shared::mailbox::Mailbox;
use crate::browser::shared::thread_run::ThreadRun;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::last_words;
use crate::engine::{self, Ended, Leader, News, Progress, Room, Stopped, Telling};
use crate::time::Clock;
use crate::trace::{Event, LaneId, TaskId};

/// Leads a run to its end, on a thread of its own, with workers at these mailboxes.
pub fn lead(run: &Arc<ThreadRun>, threads: &[Arc<Mailbox>]) {
    leading(run, |clock, events| {
        // The one behind the slots is for what takes none.
        let slots = run.order.options.pool.max(1);
        run.workers.add(threads.len());
        for (slot, thread) in threads.iter().enumerate() {
            let (run, origin_ms) = (run.clone(), clock.origin_ms());
            thread.post(Box::new(move || work(&run, RunClock::since(origin_ms), LaneId(slot as u32), slot == slots)));
        }
        let mut releaser = Releaser { run, clock, events, live: 0, outside: 0, slots, has_news: false };
        // Stopped or not, what is left to do is the same.
        let _ = block_on(engine::lead(&run.order.plan, &mut releaser), &run.signals, &clock);
        run.queue.close(&run.signals);
        run.outside.close(&run.signals);
        run.workers.wait(&run.signals, &clock);
    });
}

/// Puts tasks that arrive into the queue.
struct Releaser<'a> {
    run: &'a ThreadRun,
    clock: RunClock,
    events: &'a EventBuffer,
    /// Tasks that have arrived, and are not known to have ended.
    live: usize,
    /// Those of them that take no slot.
    outside: usize,
    slots: usize,
    /// Whether tasks have been queued that no worker was woken for.
    has_news: bool,
}

impl Leader for Releaser<'_> {
    fn arrive(&mut self, progress: Progress, event: Event) -> Option<Ended> {
        self.events.push(event);
        let order = &self.run.order;
        if order.plan.is_outside(progress.task.0 as usize) {
            self.run.outside.push(&progress);
            (self.live, self.outside, self.has_news) = (self.live + 1, self.outside + 1, true);
            return None;
        }
        if order.plan.room.is_some_and(|room| self.run.queue.is_full(order.options.pool, room as usize)) {
            let rejected = reject(self.events, progress, self.clock.now_ns());
            self.run
                .resources
                .ended(rejected.task, rejected.at_ns, &self.run.signals, |changes| self.events.take_in(changes));
            return Some(rejected);
        }
        self.run.queue.push(&progress);
        self.live += 1;
        self.has_news = true;
        None
    }

    /// Who still queues ends at once; the others see to it themselves.
    fn tell(&mut self, task: TaskId, telling: Telling) -> Option<Ended> {
        let Some(queued) = self.run.queue.take_out(task) else {
            tell_task(self.run, self.events, task, telling);
            return None;
        };
        let (events, end) = queued.end_unbegun(telling);
        for event in events {
            self.events.push(event);
        }
        self.live -= 1;
        self.run.resources.ended(task, end.at_ns, &self.run.signals, |changes| self.events.take_in(changes));
        Some(end)
    }

    async fn go_on(&mut self, next_ns: Option<u64>, news: &mut News) -> Result<u64, Stopped> {
        if std::mem::take(&mut self.has_news) {
            self.run.signals.workers.notify_all();
        }
        let plan = &self.run.order.plan;
        let is_awaited = next_ns.is_some();
        let room = Room::of_pool(self.live - self.outside, self.slots, self.outside, !plan.has_outside(), is_awaited);
        let gone_on = await_ends(self.run, self.clock, self.events, next_ns, room, news);
        self.live -= news.ended.len();
        self.outside -= news.ended.iter().filter(|end| plan.is_outside(end.task.0 as usize)).count();
        gone_on
    }
}

/// What a worker does: task after task, until there are no more. Whoever has nothing to do tells what has ended; the
/// leader is not woken after each task, unless others wait for it to end.
fn work(run: &Arc<ThreadRun>, clock: RunClock, lane: LaneId, is_main: bool) {
    let queue = if is_main { &run.outside } else { &run.queue };
    let interpreter = Interpreter::on_thread(run, clock);
    let plan = &run.order.plan;
    // Whoever leads has to know who could still go on, where tasks wait for each other.
    let has_dependents = plan.acts() || plan.tells() || plan.tasks.iter().any(|task| !task.after.is_empty());
    let mut ended: Vec<Ended> = Vec::new();
    let before_waiting = |ended: &mut Vec<Ended>| {
        run.ended.tell(ended, &run.signals);
        interpreter.events.flush(clock.now_ns());
    };
    while let Some(progress) = queue.next(&run.signals, &clock, || before_waiting(&mut ended)) {
        let end = perform_here(run, &interpreter, lane, progress);
        queue.note_end();
        ended.push(end);
        if has_dependents {
            run.ended.tell(&mut ended, &run.signals);
        }
        interpreter.events.flush_if_due(end.at_ns);
    }
    interpreter.events.flush(clock.now_ns());
    last_words::end_run();
    run.ended.tell(&mut ended, &run.signals);
    run.workers.leave(&run.signals);
}
