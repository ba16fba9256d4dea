//! The parent of processes in virtual time, as far as it does something for them that takes time: its half of what is
//! copied, for one after another, the first to come first.

use std::collections::VecDeque;

/// Whom it does something for, and who waits for that.
#[derive(Debug, Default)]
pub(super) struct Parent {
    /// By lane.
    at: Option<usize>,
    /// Lanes and their tasks.
    waiting: VecDeque<(usize, usize)>,
    /// Whose turn it is and who has not gone on yet.
    granted: Option<(usize, usize)>,
}

impl Parent {
    /// It does something for this lane, if it has nothing else to do.
    pub(super) fn try_take(&mut self, lane: usize) -> bool {
        let is_free = self.at.is_none();
        if is_free {
            self.at = Some(lane);
        }
        is_free
    }

    /// This lane waits for its turn.
    pub(super) fn wait(&mut self, lane: usize, task: usize) {
        self.waiting.push_back((lane, task));
    }

    /// It is done for this lane, or that is wanted no longer; the next one has its turn.
    pub(super) fn release(&mut self, lane: usize) {
        self.waiting.retain(|(waiting, _)| *waiting != lane);
        if self.at != Some(lane) {
            return;
        }
        self.granted = self.waiting.pop_front();
        self.at = self.granted.map(|(next, _)| next);
    }

    /// Who has its turn and may go on now.
    pub(super) fn take_granted(&mut self) -> Option<(usize, usize)> {
        self.granted.take()
    }
}
