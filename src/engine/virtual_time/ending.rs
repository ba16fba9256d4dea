//! Tasks that are told to end: what becomes of those that see to it not themselves.

use std::ops::Deref;

use super::executor::Executor;
use super::task::{Task, Tellable};
use crate::engine::{Course, Ended, Model, Progress, Telling, step_after};
use crate::program::Plan;
use crate::trace::TaskId;

impl<'p, P: Deref<Target = Plan> + Clone + 'p> Executor<'p, P> {
    /// Tasks whose time is over are told to end; those that have waited for something as long as they do go on without.
    pub(super) fn see_who_is_to_end(&mut self, now_ns: u64) {
        while let Some((task, telling)) = self.endings.pop_due(now_ns) {
            self.tell_to_end(task, telling);
        }
        self.give_up_errands(now_ns);
        if self.world.resources.borrow().next_over_ns().is_some_and(|over_ns| over_ns <= now_ns) {
            self.world.resources.borrow_mut().give_up_due(now_ns);
            self.wake();
        }
    }

    fn tell_to_end(&mut self, task: TaskId, telling: Telling) {
        let index = task.0 as usize;
        match (&self.tasks[index], self.model) {
            // They see to it when they begin.
            (Task::Arrived(_), Model::Async | Model::Offload | Model::Threads | Model::Gil) => {
                self.note_told(index, telling);
            }
            (Task::Arrived(_), _) if self.ready.is_outside(index) => self.note_told(index, telling),
            (Task::Arrived(progress), _) => {
                let (events, end) = progress.end_unbegun(telling);
                for event in events {
                    self.world.emit(event);
                }
                self.ready.remove(index);
                self.note_end(end);
            }
            (Task::Begun(_), Model::Processes) => self.end_process(index, telling),
            (Task::Begun(_), _) => self.end_wait(index, telling),
            (Task::Absent, _) => {}
        }
    }

    fn note_told(&mut self, task: usize, telling: Telling) {
        if let Some(told) = self.world.tellings.borrow_mut().get_mut(task) {
            *told = Some(telling);
        }
    }

    /// A task that is under way waits no longer, if it waits at all; else it sees to it when it has done its step. The worker
    /// of a process pool hears of it only then, but while it waits for an answer of its parent.
    fn end_wait(&mut self, task: usize, telling: Telling) {
        self.note_told(task, telling);
        let Some(Tellable { lane }) = self.can_be_told.get_mut(task).and_then(Option::take) else { return };
        let id = TaskId(task as u32);
        let waited = self.world.resources.borrow_mut().told(id, self.world.now_ns());
        if waited {
            return self.wake();
        }
        match lane {
            Some(_) if self.model == Model::ProcessPool => {}
            Some(lane) if self.lanes.is_held(lane) => {
                self.lanes.stop(lane);
                self.poll_task(lane, task);
            }
            Some(_) => {}
            None if self.timers.remove(task) => self.ready.push(task),
            None => self.give_up_errand(task),
        }
    }

    /// A process is ended at once, in whatever step its task is. Where there is something to do all the same, another one
    /// does it.
    fn end_process(&mut self, task: usize, telling: Telling) {
        let Some(last) = self.world.last_of(task) else { return };
        let Some(step) = step_after(last.what) else { return };
        let plan = self.plan.clone();
        let Some(course) = Course::after_end(plan.tasks[task].script(), step, telling.cause) else { return };
        let (now_ns, lane) = (self.world.now_ns(), task);
        let mut progress = Progress { task: last.task, seq: last.seq + 1, last_ns: last.at_ns, arrived_ns: 0 };
        self.world.emit(progress.told(telling));
        self.lanes.stop(lane);
        self.world.parent.borrow_mut().release(lane);
        self.waiting.retain(|(_, waiting)| *waiting != task);
        self.granted.retain(|(_, waiting)| *waiting != task);
        self.world.resources.borrow_mut().give_up(last.task, now_ns);
        if course.is_over() {
            let (end, at) = course.end();
            let event = progress.end(now_ns, end, at);
            self.world.emit(event);
            self.lanes.release(lane);
            self.note_end(Ended { task: last.task, at_ns: event.at_ns, end });
        } else {
            let at = step.map(|step| (step, telling.cause));
            self.begin(lane, task, progress, at, true);
        }
        self.wake();
    }

    /// A task has ended, however it did.
    pub(super) fn note_end(&mut self, end: Ended) {
        self.tasks[end.task.0 as usize] = Task::Absent;
        self.world.resources.borrow_mut().ended(end.task, end.at_ns);
        self.ended += 1;
        self.live -= 1;
        self.endings.ended(end);
        self.arrivals.ended(end);
        self.wake();
    }
}
