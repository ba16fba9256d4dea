//! What can be wrong with the things by which tasks act on each other.

/// What is wrong with something by which tasks act on each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceProblem {
    /// There is no name behind this keyword.
    WithoutName(String),
    /// The head line of the limit of this name, as a list writes it, does not say how many hold it at once.
    WithoutPermits(String),
    /// There is no number behind this statement.
    WithoutNumber(String),
    /// This is no number that a share can have.
    NotANumber(String),
    /// This stands where `everywhere` can.
    NotEverywhere(String),
    /// A task writes what it has read and more, and has read nothing.
    NotLoaded {
        /// The name of the share.
        name: String,
        /// The same, as a list writes it.
        written: String,
    },
    /// A share is called so, and in braces that stands for something else in what is printed.
    Unprintable(String),
    /// This can't be in how long a limit fills up.
    NotEvery(String),
    /// Nothing is given back of this limit, which fills up by itself.
    NothingBack(String),
    /// A task takes as long as an item says, and has received none.
    NoItem,
    /// So many permits can't be.
    NotPermits(String),
    /// So much room can't be.
    NotRoom(String),
    /// A name stands for something else than the step takes it for.
    OtherKind {
        /// The name.
        name: String,
        /// The word of what it is.
        is: &'static str,
        /// The word of what the step takes it for.
        taken_for: &'static str,
    },
    /// Nothing is ever sent into this queue.
    NobodySends(String),
    /// One task alone comes to this meeting.
    MeetsNobody(String),
    /// Nothing is ever taken out of this queue, which has room for so many items.
    NobodyReceives {
        /// Its name.
        name: String,
        /// Its room.
        room: u32,
    },
    /// A head line that begins with this word stands behind the first task.
    TooLate(&'static str),
    /// There is a head line for this name already.
    NamedTwice(String),
    /// A task gives back what it doesn't hold.
    NotHeld(String),
    /// A task still holds it when it ends.
    StillHeld {
        /// Its name.
        name: String,
        /// The same, as a list writes it.
        written: String,
    },
}
