//! What a loop has handed to a thread, and may give up while the thread is at it: the thread goes on to its end, and nobody
//! waits for that.

use super::memory::{AtomicU32, AtomicU64, Ordering};

const QUEUED: u32 = 0;
const TAKEN: u32 = 1;
const BEGUN: u32 = 2;
const DONE: u32 = 3;
const GIVEN_UP: u32 = 4;

/// One of them, as the loop and the thread share it.
#[derive(Debug, Default)]
pub struct Errand {
    state: AtomicU32,
    begun_ns: AtomicU64,
    lane: AtomicU32,
    seq: AtomicU32,
}

/// What becomes of an errand that its loop gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenUp {
    /// No thread has taken it, and none will.
    Unbegun,
    /// A thread is at it, and goes on.
    Begun {
        /// When it told last how far it is, in nanoseconds since the start of the run.
        at_ns: u64,
        /// How many events of the task were told.
        seq: u32,
        /// The number of the thread's lane.
        lane: u32,
    },
    /// A thread is about to tell something of it: it can't be given up right now.
    NotNow,
    /// It is done.
    Done,
}

impl Errand {
    /// A thread takes it; whether it is still wanted.
    pub fn take(&self) -> bool {
        self.change(QUEUED, TAKEN)
    }

    /// The thread is about to tell something of it; whether it is still wanted.
    pub fn may_tell(&self) -> bool {
        self.state.load(Ordering::SeqCst) == TAKEN || self.change(BEGUN, TAKEN)
    }

    /// The thread, on this lane, has told at which time it came so far.
    pub fn has_told(&self, at_ns: u64, lane: u32, seq: u32) {
        self.begun_ns.store(at_ns, Ordering::SeqCst);
        self.seq.store(seq, Ordering::SeqCst);
        self.lane.store(lane, Ordering::SeqCst);
        self.state.store(BEGUN, Ordering::SeqCst);
    }

    /// The thread has done it; whether it is still wanted.
    pub fn done(&self) -> bool {
        self.change(BEGUN, DONE)
    }

    /// The loop gives it up.
    pub fn give_up(&self) -> GivenUp {
        if self.change(QUEUED, GIVEN_UP) {
            return GivenUp::Unbegun;
        }
        if self.change(BEGUN, GIVEN_UP) {
            let (at_ns, lane) = (self.begun_ns.load(Ordering::SeqCst), self.lane.load(Ordering::SeqCst));
            return GivenUp::Begun { at_ns, seq: self.seq.load(Ordering::SeqCst), lane };
        }
        if self.state.load(Ordering::SeqCst) == DONE { GivenUp::Done } else { GivenUp::NotNow }
    }

    fn change(&self, from: u32, to: u32) -> bool {
        self.state.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}
