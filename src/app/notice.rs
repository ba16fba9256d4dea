//! What the reader is told above the list until it is closed: facts, which get their words where they are shown.

use std::rc::Rc;

use super::State;
use crate::engine::Refusal;
use crate::formats::link::LinkError;
use crate::record::{Note, Recording};
use crate::wire::file_error::Unfit;
use crate::wire::trouble::Trouble;
use crate::words;

/// Something that the reader is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// The address asks for an example that there isn't.
    NoExample {
        /// Its name.
        wanted: String,
        /// One with nearly that name.
        meant: Option<&'static str>,
    },
    /// The address asks for models that there aren't.
    NoModels {
        /// Their names, each with one of nearly that name.
        wanted: Vec<(String, Option<&'static str>)>,
        /// Whether there are more of them.
        is_longer: bool,
    },
    /// No model that is to run can.
    Refused(Refusal),
    /// Something went wrong, and no run tells it.
    Trouble(Trouble),
    /// A run that "what if" wanted came to nothing.
    TrialFailed(Note),
    /// A link could not be opened.
    LinkNotOpened(LinkError),
    /// The list of a link is too long.
    LinkUnfit(Unfit),
    /// A link could not be made.
    LinkNotMade(LinkError),
    /// A link could not be made, since it could not be read again.
    LinkNotReadAgain,
    /// A file could not be opened.
    FileRefused {
        /// Its name.
        name: String,
        /// Why.
        why: Why,
        /// Whether nothing else has come of what was picked.
        is_alone: bool,
    },
    /// More files were picked than are opened at once.
    FirstFiles {
        /// How many were picked.
        picked: usize,
        /// How many are opened.
        most: usize,
    },
    /// A file could not be written.
    NotWritten {
        /// Its name.
        name: String,
        /// Why.
        why: Why,
    },
    /// The module for files is gone, and with it a file that it wrote or read.
    FileLost {
        /// Its name.
        name: String,
        /// Why the module is gone.
        why: Why,
        /// Whether it was written; else it was read.
        is_written: bool,
    },
    /// Runs can't be kept.
    RunsNotKept(Why),
    /// There was no room for so many runs.
    NoRoomForRuns(u32),
    /// The letters of a list were guessed.
    GuessedLetters {
        /// The name of its file.
        file: String,
    },
    /// Several files are open.
    FilesOpened {
        /// How many.
        count: usize,
        /// The one whose list lies on the desk.
        last: String,
        /// The one whose runs are shown, if several had some.
        recording: Option<String>,
    },
    /// The lists of a file were taken in.
    TakenIn {
        /// How many are new.
        new: usize,
        /// How many were here.
        old: usize,
    },
    /// Another tab has changed a list too, and both are kept.
    BothKept {
        /// What this one is called.
        own: String,
        /// What the other one is called.
        theirs: String,
    },
    /// The list came with a link.
    CameWithLink {
        /// What the reader's own list is called that lay there before.
        own: Option<String>,
    },
    /// A link shows models that there aren't.
    ForeignModels(Vec<String>),
    /// A link sets options that there aren't.
    ForeignOptions(Vec<String>),
    /// Runs of a file are shown.
    Recorded {
        /// Where they come from.
        recording: Rc<Recording>,
        /// What the series are called that can't be shown.
        unknown: Vec<String>,
    },
}

/// Why nothing came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is too long, or comes at a bad time.
    Unfit(Unfit),
    /// Something went wrong.
    Trouble(Trouble),
    /// The module answered something else than it was asked.
    OtherAnswer,
    /// The module says so; see [`crate::wire::files::Report::Refused`].
    Said(String),
}

impl Notice {
    /// What it says, in whole sentences.
    pub fn text(&self) -> String {
        match self {
            Self::NoExample { wanted, meant } => words::no_example(wanted, *meant),
            Self::NoModels { wanted, is_longer } => words::no_models(wanted, *is_longer),
            Self::Refused(refusal) => words::refusal(*refusal),
            Self::Trouble(trouble) => words::trouble(trouble),
            Self::TrialFailed(note) => words::note(note),
            Self::LinkNotOpened(error) => words::link_not_opened(&words::link_error(error)),
            Self::LinkUnfit(unfit) => words::link_not_opened(&words::unfit(*unfit)),
            Self::LinkNotMade(error) => words::link_error(error),
            Self::LinkNotReadAgain => words::link_not_read_again().to_owned(),
            Self::FileRefused { name, why, is_alone } => words::file_refused(name, &why.text(), *is_alone),
            Self::FirstFiles { picked, most } => words::first_files(*picked, *most),
            Self::NotWritten { name, why } => words::not_written(name, &why.text()),
            Self::FileLost { name, why, is_written: true } => words::writing_failed(name, &why.text()),
            Self::FileLost { name, why, is_written: false } => words::reading_failed(name, &why.text()),
            Self::RunsNotKept(why) => words::runs_not_kept(&why.text()),
            Self::NoRoomForRuns(runs) => words::no_room_for_runs(*runs),
            Self::GuessedLetters { file } => words::guessed_letters(file),
            Self::FilesOpened { count, last, recording } => words::files_opened(*count, last, recording.as_deref()),
            Self::TakenIn { new, old } => words::taken_in(*new, *old),
            Self::BothKept { own, theirs } => words::both_kept(own, theirs),
            Self::CameWithLink { own } => words::came_with_link(own.as_deref()),
            Self::ForeignModels(ids) => words::foreign_models(ids),
            Self::ForeignOptions(options) => words::foreign_options(options),
            Self::Recorded { recording, unknown } => words::recorded_from(recording, unknown),
        }
    }
}

impl Why {
    fn text(&self) -> String {
        match self {
            Self::Unfit(unfit) => words::unfit(*unfit),
            Self::Trouble(trouble) => words::trouble(trouble),
            Self::OtherAnswer => words::ANSWERED_SOMETHING_ELSE.to_owned(),
            Self::Said(sentence) => sentence.clone(),
        }
    }
}

/// All of it, one behind the other; `None` if there is nothing to tell.
pub fn notice_text(notices: &[Notice]) -> Option<String> {
    let texts: Vec<String> = notices.iter().map(Notice::text).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

impl State {
    /// Tells this, and nothing else any longer.
    pub(super) fn notify(&mut self, notice: Notice) {
        self.notices = vec![notice];
    }
}
