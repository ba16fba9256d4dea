//! Threads: one per task, all in the page's memory, started from workers parked in advance. One more of them leads the
//! run, as a program's main thread does: it releases tasks, and hears from each when it has ended.

use std::sync::Arc;

use super::interpreter::Interpreter;
use super::leader::{await_ends, leading, perform_here, tell_task};
use crate::browser::clock::RunClock;
use crate::browser::shared::block_on::block_on;
use crate::browser::shared::gil::GilHandle;
use crate::browser::shared::mailbox::Mailbox;
use crate::browser::shared::thread_run::ThreadRun;
use crate::browser::workers::event_buffer::EventBuffer;
use crate::browser::workers::last_words;
use crate::engine::{self, Ended, Leader, News, Progress, Room, Stopped, Telling};
use crate::time::Clock;
use crate::trace::{Event, LaneId, State, TaskId};

/// Leads a run to its end, on a thread of its own, with the threads parked at these mailboxes.
pub fn lead(run: &Arc<ThreadRun>, threads: Vec<Arc<Mailbox>>) {
    leading(run, |clock, events| {
        let mut starter = Starter { run: run.clone(), clock, events, idle: threads, busy: Vec::new() };
        if block_on(engine::lead(&run.order.plan, &mut starter), &run.signals, &clock).is_err() {
            starter.await_threads();
        }
    });
}

/// Starts a thread for each task.
struct Starter<'a> {
    run: Arc<ThreadRun>,
    clock: RunClock,
    events: &'a EventBuffer,
    idle: Vec<Arc<Mailbox>>,
    /// Tasks that run, and where.
    busy: Vec<(TaskId, Arc<Mailbox>)>,
}

impl Leader for Starter<'_> {
    fn arrive(&mut self, mut progress: Progress, event: Event) -> Option<Ended> {
        self.events.push(event);
        let Some(thread) = self.idle.pop() else {
            // There are as many threads as tasks; one short means that a thread died, and the run is stopping.
            self.run.signals.stop();
            return None;
        };
        let lane = LaneId(progress.task.0);
        self.events.push(progress.enter(self.clock.now_ns(), State::Starting, Some(lane), None));
        self.busy.push((progress.task, thread.clone()));
        let (run, origin_ms) = (self.run.clone(), self.clock.origin_ms());
        thread.post(Box::new(move || perform_on_thread(&run, RunClock::since(origin_ms), lane, progress)));
        None
    }

    /// Its thread sees to it.
    fn tell(&mut self, task: TaskId, telling: Telling) -> Option<Ended> {
        tell_task(&self.run, self.events, task, telling);
        None
    }

    async fn go_on(&mut self, next_ns: Option<u64>, news: &mut News) -> Result<u64, Stopped> {
        let room = Room::without_slots(self.busy.len(), next_ns.is_some());
        let gone_on = await_ends(&self.run, self.clock, self.events, next_ns, room, news);
        self.take_back(&news.ended);
        gone_on
    }
}

impl Starter<'_> {
    /// Threads whose tasks have ended have nothing to do.
    fn take_back(&mut self, ended: &[Ended]) {
        for end in ended {
            if let Some(index) = self.busy.iter().position(|(busy, _)| *busy == end.task) {
                self.idle.push(self.busy.swap_remove(index).1);
            }
        }
    }

    /// Waits until the threads of a stopped run have ended, but for the dead, who never tell.
    fn await_threads(mut self) {
        loop {
            let seen = self.run.signals.leader.count();
            let ended = self.run.ended.take();
            self.take_back(&ended);
            if self.busy.len() <= self.run.signals.deaths() {
                return;
            }
            self.run.signals.leader.wait(seen, None, &self.clock);
        }
    }
}

fn perform_on_thread(run: &Arc<ThreadRun>, clock: RunClock, lane: LaneId, progress: Progress) {
    let mut interpreter = Interpreter::on_thread(run, clock);
    if run.order.model.has_lock() {
        interpreter = interpreter.with_lock(GilHandle::new(run.gil.clone(), lane.0));
    }
    let ended = perform_here(run, &interpreter, lane, progress);
    interpreter.events.flush(ended.at_ns);
    last_words::end_run();
    run.ended.tell(&mut vec![ended], &run.signals);
}
