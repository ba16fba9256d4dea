//! What can be wrong with a list: facts, each with all that has to be said of it.

use crate::time::DurationError;

pub use super::ending_problem::EndingProblem;
pub use super::fetch_problem::FetchProblem;
pub use super::resource_problem::ResourceProblem;
pub use super::section_problem::SectionProblem;
pub use super::size_problem::SizeProblem;
pub use super::spawn_problem::SpawnProblem;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The list doesn't run until this is put right.
    Error,
    /// The list runs, though perhaps not as meant.
    Warning,
}

/// What is wrong at one place of a list. Words of the list are cut to a bearable length where nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A line begins with a word that begins no statement.
    NotAStatement {
        /// The word.
        word: String,
        /// The keyword that was most likely meant.
        meant: Option<&'static str>,
    },
    /// Something stands behind the end of a statement.
    Extra {
        /// The statement.
        statement: String,
        /// Whether what stands there is a comment.
        is_comment: bool,
    },
    /// A letter is another one than it looks like, or can't be seen.
    OddLetter {
        /// The letter.
        letter: char,
        /// What is odd about it.
        odd: OddLetter,
        /// The line as it was meant.
        line: String,
    },
    /// `seed` has no number.
    SeedWithoutNumber,
    /// This can't be a seed.
    NotASeed(String),
    /// `seed` stands behind the first task.
    SeedTooLate,
    /// The list has a seed already.
    SecondSeed,
    /// What begins with this word stands behind the first task.
    TooLate(&'static str),
    /// The list has what begins with this word already.
    Second(&'static str),
    /// A number is missing behind this word.
    MissingNumber(&'static str),
    /// This stands where `room` can.
    NotRoom(String),
    /// `fail` has no message.
    FailWithoutMessage,
    /// A step stands above the first task.
    StepOfNoTask,
    /// The task of this name has no steps.
    WithoutSteps(String),
    /// The list has no task, but something else.
    WithoutTask,
    /// There is another task of this name.
    NameTaken(String),
    /// The list goes beyond a limit.
    TooMany(Limit),
    /// The text is too long.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// What stands behind this word is no number that can stand there.
    NotACount {
        /// What stands there.
        word: String,
        /// The word in front of it.
        keyword: &'static str,
        /// The smallest number that can.
        least: u32,
        /// The largest number that can.
        most: u32,
    },
    /// Something is wrong with a duration.
    Duration(DurationProblem),
    /// Something is wrong with a size.
    Size(SizeProblem),
    /// Something is wrong with a task line.
    TaskLine(TaskLineProblem),
    /// Something is wrong with the names behind `after`.
    After(AfterProblem),
    /// Something is wrong with what tasks act on each other by.
    Resource(ResourceProblem),
    /// Something is wrong with tasks that are spawned.
    Spawn(SpawnProblem),
    /// Something is wrong with `until` or `together`.
    Ending(EndingProblem),
    /// Something is wrong with what a request says.
    Fetch(FetchProblem),
    /// Something is wrong with `rescue` or `finally`.
    Section(SectionProblem),
}

/// What is wrong with a duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DurationProblem {
    /// There is none behind this keyword.
    Missing(&'static str),
    /// One of several is missing, at a comma.
    MissingOfSeveral,
    /// This is none.
    NotADuration {
        /// The word.
        word: String,
        /// Why it is none.
        error: DurationError,
        /// Whether it is the first end of a range.
        is_range: bool,
    },
    /// It is written in another way than the list's.
    Unusual {
        /// The word.
        word: String,
        /// How it is written, whole.
        meant: String,
    },
    /// A blank stands between number and unit.
    Torn {
        /// The number.
        number: String,
        /// The unit.
        unit: String,
        /// How it is written, whole.
        meant: String,
    },
    /// A range has blanks in it.
    TornRange,
    /// This range has one end.
    RangeWithoutEnd(String),
    /// The longest duration of a range stands first.
    BackwardRange {
        /// The range.
        word: String,
        /// How it is written, whole.
        meant: String,
    },
}

/// What is wrong with a task line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskLineProblem {
    /// It has no name.
    WithoutName,
    /// A name of several words, whole, stands without quotes.
    NameWithoutQuotes(String),
    /// A name can't stand without quotes.
    OddName {
        /// The name.
        name: String,
        /// The same in quotes.
        quoted: String,
    },
    /// A name has no letter.
    EmptyName,
    /// The quote in front of a name is never closed.
    UnclosedName,
    /// A quote that is no name's is never closed.
    UnclosedQuote,
    /// This is no word that a task line can have.
    NotAnAttribute {
        /// The word.
        word: String,
        /// The one that was meant.
        meant: &'static str,
    },
    /// This is nothing that a task line can have at this place.
    Misplaced {
        /// The word.
        word: String,
        /// What can stand there.
        instead: Instead,
    },
    /// It has this twice.
    Repeated(Attribute),
    /// A name is missing behind `after` or a comma.
    MissingName,
    /// What follows the `x` is no number.
    NotCopies,
    /// `x0`.
    NoCopies,
    /// No list can have so many copies.
    TooManyCopies(String),
    /// `every` of a task without copies.
    EveryWithoutCopies,
    /// The last copy arrives later than any task may.
    LateArrival {
        /// When, in nanoseconds after the start.
        last_ns: u64,
    },
}

/// What is wrong with the names behind `after`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterProblem {
    /// A task waits for itself.
    Itself(String),
    /// A task waits for this one twice.
    NamedTwice(String),
    /// There is no task of this name.
    UnknownName {
        /// The name.
        name: String,
        /// What was perhaps meant.
        hint: Option<NameHint>,
    },
    /// Tasks wait for each other.
    Circle {
        /// The first of them, in order.
        names: Vec<String>,
        /// Whether there are more.
        is_longer: bool,
    },
}

/// What is odd about a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OddLetter {
    /// It can't be seen.
    Invisible,
    /// It is a quote, but not the double one.
    SingleQuote,
    /// It is a quote as printers set it.
    TypographicQuote,
    /// It is a comma of another script.
    Comma,
    /// It is three dots.
    Ellipsis,
    /// It is a multiplication sign.
    Times,
    /// It is a digit of another script.
    Digit,
    /// It is a letter of East Asian width.
    FullWidth,
    /// It is a letter of another script that looks like this one.
    Alike(char),
}

/// What can stand on a task line besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// `after`.
    After,
    /// The number of copies.
    Copies,
    /// This word, with what belongs to it.
    Word(&'static str),
}

/// What can stand where something else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// The number of copies.
    Copies,
    /// Any attribute.
    Attribute,
    /// A comma between names.
    Comma,
}

/// What an unknown name was perhaps meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameHint {
    /// This one.
    Meant(String),
    /// This one, as a list writes it, which only looks the same.
    LooksLike(String),
    /// A copy of this task, for all copies of which one waits.
    CopyOf(String),
}

/// What of a list is limited, see [`super::Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Tasks.
    Tasks,
    /// Steps.
    Steps,
    /// Names behind `after`.
    Dependencies,
    /// Names and texts of all copies.
    UnrolledBytes,
    /// Names of what tasks act on each other by.
    Resources,
}

impl Problem {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::FailWithoutMessage
            | Self::WithoutSteps(_)
            | Self::WithoutTask
            | Self::TaskLine(TaskLineProblem::EveryWithoutCopies)
            | Self::Resource(
                ResourceProblem::NotHeld(_)
                | ResourceProblem::NothingBack(_)
                | ResourceProblem::StillHeld { .. }
                | ResourceProblem::NobodySends(_)
                | ResourceProblem::MeetsNobody(_)
                | ResourceProblem::NobodyReceives { .. }
                | ResourceProblem::NotLoaded { .. }
                | ResourceProblem::NoItem,
            )
            | Self::Spawn(SpawnProblem::ByNobody { .. } | SpawnProblem::JoinsNothing)
            | Self::Ending(EndingProblem::GroupOfOne(_))
            | Self::After(AfterProblem::NamedTwice(_)) => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// Longer words of a list are not told in full.
const LONGEST_TOLD: usize = 32;

/// A word of the list, fit to stand in a sentence.
pub(super) fn excerpt(word: &str) -> String {
    cut(word, LONGEST_TOLD)
}

/// A text of so many letters, and `…` where it has more.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut cut = String::from(text);
    if let Some((end, _)) = text.char_indices().nth(most) {
        cut.truncate(end);
        cut.push('…');
    }
    cut
}
