//! What a program can't say as the list does. Each is a remark at its place.

/// What a program can't say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsaid {
    /// Random durations are drawn by another generator.
    Draws,
    /// Whoever asks for a limit again may get it before those that wait for it.
    FirstCome,
    /// A task can't be told to end: the words of its line that say so.
    Ends(&'static str),
    /// A permit is taken or given back across other blocks: it isn't given back where the task fails in between.
    LoosePermit(String),
    /// What is given back where nothing is held.
    NothingHeld(String),
    /// A permit is given back before `rescue` and `finally`.
    GivenBackSooner(String),
    /// A barrier waits for all that ever come, also when some of them have ended.
    Barrier(String),
    /// A barrier at which somebody gives up is broken for all.
    BrokenBarrier(String),
    /// Those that are spawned by several tasks are numbered as they come.
    Numbered(String),
    /// A word that may be a duration, once its braces are filled.
    ItemText(String),
    /// A request, for which a wait stands in: there is no server.
    Request(String),
    /// A step, or a word of a task line, for which there is nothing.
    Nothing(String),
    /// A limit of how many go on in a time, which processes can't share.
    Rate(String),
}
