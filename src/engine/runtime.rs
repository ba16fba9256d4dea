//! What a worker must be able to do for tasks to be performed on it: in real time, and in virtual time.

use super::{Granted, Io, Item, Progress, Reads, Telling, Way, Work};
use crate::program::Step;
use crate::time::Clock;
use crate::trace::{End, Event, FileTrouble, LaneId, Left, Received, TaskId};

/// The run was stopped; what was under way is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// A task that asks for what a step names.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The task.
    pub task: TaskId,
    /// The lane it is on.
    pub lane: LaneId,
    /// The place of the step.
    pub index: u32,
    /// The step.
    pub step: &'a Step<u64>,
    /// When it waits for it no longer.
    pub over_ns: Option<u64>,
    /// Whether it waits no longer either when others have it told to end.
    pub can_be_told: bool,
}

/// Why a step was not done to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The run was stopped.
    Stopped,
    /// There was no room for it in the queue of a pool.
    Rejected,
    /// It was waited for as long as it is: until the task was told to end.
    Over,
    /// It was not done within the time that it says.
    Late,
    /// The task fails at it, in this way.
    Failed(End),
}

/// When an answer was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// Its first byte, where that was seen.
    pub first_ns: Option<u64>,
    /// All of it.
    pub last_ns: u64,
}

/// What comes of what was asked of the browser: of a request an answer.
pub type Reply = Result<Option<Answered>, Unanswered>;

/// Why nothing has come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// There is nobody who stands in for a server.
    NoServer,
    /// The browser gave it up.
    CutOff,
    /// A file could not be read, or written.
    File(FileTrouble),
    /// It was waited for as long as it is.
    GivenUp,
}

impl From<Stopped> for Broken {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// What a worker must be able to do for tasks to be performed on it.
pub trait Runtime: Clock {
    /// An amount of computing, counted in whatever this runtime counts it in.
    type Amount;

    /// Records an event.
    fn emit(&self, event: Event);

    /// The amount of computing that takes so many nanoseconds alone on one idle core.
    fn amount(&self, nominal_ns: u64) -> Self::Amount;

    /// Computes, until it is done or somebody has asked for the lock that this thread holds: then it gives what is left.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn compute(&self, amount: Self::Amount) -> impl Future<Output = Result<Option<Self::Amount>, Stopped>>;

    /// Whether others have a task told to end, as far as is known here.
    fn told(&self, task: TaskId) -> Option<Telling>;

    /// Lets in what others have told, where that takes a turn of this worker's loop.
    fn hear(&self) -> impl Future<Output = ()>;

    /// Holds this thread until then, or until this task is told to end.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn hold_until(&self, due_ns: u64, told: Option<TaskId>) -> impl Future<Output = Result<(), Stopped>>;

    /// Awaits a timer due then, or until this task is told to end; the loop is free meanwhile.
    fn sleep_until(&self, due_ns: u64, told: Option<TaskId>) -> impl Future<Output = ()>;

    /// Asks the browser for this task and awaits what comes of it, until then or until this one is told to end; the loop is
    /// free meanwhile.
    ///
    /// # Errors
    /// If nothing comes of it.
    fn io(&self, io: Io, task: TaskId, until_ns: Option<u64>, told: Option<TaskId>) -> impl Future<Output = Reply>;

    /// Asks the browser in a call that holds this thread until it is done, or as long as it says.
    ///
    /// # Errors
    /// If nothing comes of it.
    fn io_held(&self, io: Io) -> impl Future<Output = Reply>;

    /// Records what a request brought.
    fn receive(&self, received: Received);

    /// Whether the run is stopped, as far as that is known here.
    ///
    /// # Errors
    /// If it is.
    fn check(&self) -> Result<(), Stopped>;

    /// Awaits the next turn of the loop.
    fn turn(&self) -> impl Future<Output = ()>;

    /// Awaits a pool's doing of this work, for this task at this step, by [`perform_offloaded`](super::perform_offloaded); but not beyond that
    /// time, nor when it can be told to end and is: then it is given up, and a slot that is at it stays so until it is done.
    fn offload(
        &self,
        progress: Progress,
        step: u32,
        work: Work,
        until: (Option<u64>, Option<TaskId>),
    ) -> impl Future<Output = (Progress, Result<(), Broken>)>;

    /// Records that a slot was left with what a task has given up, or is done with it.
    fn leave(&self, left: Left);

    /// Takes the lock that this model computes under, if that can be done at once; does nothing where there is none, or
    /// where this thread holds it.
    fn try_lock(&self) -> bool;

    /// Waits for the lock and takes it.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn lock(&self) -> impl Future<Output = Result<(), Stopped>>;

    /// Lets the lock go, if there is one and this thread holds it.
    fn unlock(&self);

    /// Whether another thread waits for the lock that this one holds.
    fn is_lock_wanted(&self) -> bool;

    /// Asks for what a step names, and waits until it is granted; `waits` is called before that, if it has to be waited
    /// for. Gives what it has got, and when, or nothing if it was waited for as long as it is.
    ///
    /// # Errors
    /// If the run is stopped meanwhile, or nothing in it can go on.
    fn ask(&self, asking: Asking, waits: impl FnOnce()) -> impl Future<Output = Result<Option<Granted>, Stopped>>;

    /// A task that begins again gives back what it holds.
    fn give_back(&self, task: TaskId);

    /// Records that what a task does at a step from now on depends on the item that it has received last.
    fn use_item(&self, task: TaskId, step: u32, item: &Item);

    /// Does what a step says to shares, or reads those that it prints: at this time, which is now. `waits` is called
    /// before that, if an answer has to be waited for. Gives the time at which it was done.
    ///
    /// # Errors
    /// If the run is stopped meanwhile.
    fn share(
        &self,
        asking: Asking,
        reads: &mut Reads,
        at_ns: u64,
        waits: impl FnOnce(),
    ) -> impl Future<Output = Result<u64, Stopped>>;

    /// Copies so much data of a task into its memory, or out of it.
    ///
    /// # Errors
    /// If that can't be done.
    fn carry(&self, bytes: u64, way: Way) -> impl Future<Output = Result<(), Stopped>>;

    /// Lets what this task has just spawned be performed to its end before it goes on.
    fn call(&self) -> impl Future<Output = ()>;

    /// A task has ended, and gives back what it still holds.
    fn ended(&self, task: TaskId, at_ns: u64);

    /// Called before each step; tests make it panic.
    fn at_step(&self, _progress: &Progress, _step: u32) {}
}
