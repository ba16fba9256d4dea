//! What can happen to the application, and what it wants done.

use std::rc::Rc;

use super::adjust::Adjustment;
use super::files::{Format, Framing, PickedFile, Wanted};
use super::history::{Selection, Typed};
use super::lists::Keeping;
use super::opened::Clip;
use super::{Addition, LookAction, OfferAction, RenameAction, ShelfAction, WhatIfAction};
use crate::chart::palette::Theme;
use crate::engine::{Behind, Model, Repeat};
use crate::formats::link::{LinkError, Shared};
use crate::wire::files::Report;
use crate::wire::order::RunOrder;
use crate::wire::report::Told;
use crate::wire::trouble::Trouble;
use crate::wire::what_if::Foreseen;

/// When an action happened.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moment {
    /// Milliseconds since the epoch by the clock that runs are measured with.
    pub clock_ms: f64,
    /// Milliseconds since the epoch by the calendar, which goes on while the machine sleeps.
    pub wall_ms: f64,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The reader typed in the text box.
    Type(Typed),
    /// The reader selected something in the text box.
    Select(Selection),
    /// The reader changes a duration where it stands in the text.
    Adjust {
        /// A place in it, in UTF-16 code units.
        at: usize,
        /// How.
        adjustment: Adjustment,
        /// What is selected in the text.
        selected: Selection,
    },
    /// The reader does something about what is offered beside the caret.
    Offer(OfferAction),
    /// The reader wants a task called otherwise.
    Rename(RenameAction),
    /// The reader wants a line added.
    Add(Addition),
    /// The text is changed at once, by something else than typing.
    Edit(String),
    /// The reader asks for tidy text.
    Format,
    /// The reader picked an example.
    PickExample(String),
    /// The reader wants the last change of the text undone.
    Undo,
    /// The reader wants what was undone.
    Redo,
    /// The reader wants the own list back that lay on the desk before.
    GoBack,
    /// The reader wants one of the lists that are kept.
    PickList(Rc<str>),
    /// The reader wants an empty list.
    NewList,
    /// The reader calls the list something.
    RenameList(String),
    /// The reader throws the list away.
    DiscardList,
    /// The reader does something with all lists.
    Shelf(ShelfAction),
    /// The reader wants the list as a file.
    DownloadList,
    /// The reader wants a link to what is on the page.
    Share,
    /// The address is, or has become, a link.
    OpenLink(Result<Shared, LinkError>),
    /// The reader picked or dropped files.
    OpenFiles(Vec<PickedFile>),
    /// The module that reads and writes files told something, or is dead; why.
    Files(Result<Report, Trouble>),
    /// The reader doesn't want to wait for a file any longer.
    CancelFiles,
    /// The reader pins the runs of a model, or of all, that are of an earlier text.
    Pin(Option<Model>),
    /// The reader pins those of a model no longer.
    Unpin(Model),
    /// The reader wants the runs that this browser keeps to be forgotten.
    ForgetRuns,
    /// A list was kept, or could not be.
    Keep {
        /// What under.
        id: Rc<str>,
        /// What was to be kept there.
        value: Rc<str>,
        /// What came of it.
        keeping: Keeping,
    },
    /// Another tab has kept or forgotten lists, or runs.
    ListsChanged {
        /// The lists that are kept now: what each is kept under, and what is kept there.
        lists: Vec<(String, String)>,
        /// The note which lists have runs.
        runs: Option<String>,
    },
    /// The page is about to be left.
    Leave,
    /// A link was made; whether it was copied.
    Shared {
        /// The whole address.
        address: String,
        /// The list that it was found to hold; `None` if it could not be read again.
        held: Option<String>,
        /// Whether it can be pasted now.
        copied: bool,
    },
    /// No link can be made.
    NoLink(LinkError),
    /// The reader wants this of the link that was made copied.
    Copy(Clip),
    /// That was copied; `None` if it can't be.
    Copied(Option<Clip>),
    /// The reader wants all models that are shown to run, one after another.
    RunAll,
    /// The reader wants this one to run.
    Run(Model),
    /// The reader chooses how many times in a row a list runs.
    Repeat(Repeat),
    /// The reader wants to see this attempt of a model, counted from 0.
    Attempt(Model, usize),
    /// The reader wants it all to stop.
    Stop,
    /// The reader shows or hides the panel of a model.
    ToggleModel(Model),
    /// The reader gives a model's pool another size.
    SetSize(Model, usize),
    /// The reader wants the size of a pool that the list names.
    UnsetSize(Model),
    /// The reader chooses where Async has its loop.
    SetPageLoop(bool),
    /// What stands behind the loop of Async + pool is chosen.
    SetBehind(Behind),
    /// The reader wants to guess before a run, or no longer.
    TogglePredictions,
    /// The reader guesses how long the list takes under a model.
    Predict(Model, String),
    /// The reader has written that guess.
    EndGuess(Model),
    /// The reader wants to see what is expected, or no longer.
    ToggleExpected,
    /// The worker that finds out what is expected told what came of it under a model, or is dead; why.
    Foreseen(Result<Foreseen, Trouble>),
    /// The first picture is painted: what competes with it may begin, such as workers and what is closed.
    Painted,
    /// The reader wants the runs as a file.
    Export(Format),
    /// The reader wants a picture of some of the runs.
    ExportPicture(Format, Framing),
    /// The reader wants the other colors.
    SwitchTheme,
    /// The reader shows or hides the table of a diagram.
    ToggleTable(Model),
    /// The reader has seen the notice.
    DismissNotice,
    /// The diagrams have room for this many pixels.
    Resize(f64),
    /// The page is about to be printed, or has been.
    Paper(bool),
    /// The reader zooms all diagrams by a factor around a place.
    Zoom {
        /// Below 1: closer.
        factor: f64,
        /// Pixels from the left edge.
        x_px: f64,
    },
    /// The reader moves all diagrams by a share of their width.
    Pan(f64),
    /// The reader wants to see everything again.
    Fit,
    /// Something happens to "what if".
    WhatIf(WhatIfAction),
    /// The reader looks at the runs in another way.
    Look(LookAction),
    /// The page was hidden or shown.
    Visibility {
        /// Whether it is hidden now.
        hidden: bool,
    },
    /// A new picture is due.
    Frame,
    /// The browser drew a frame: the page is alive.
    Beat,
    /// A worker told something.
    Told(Told),
    /// Something could not be done that no run needs; why.
    Notice(Trouble),
    /// Something could not be done; why.
    Trouble(Trouble),
}

/// Something the application wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Measure how fast this machine computes.
    Calibrate,
    /// Park workers for this many threads.
    Park(usize),
    /// Send the worker that finds out what is expected an order, see [`crate::wire::what_if`], or end it if there is none.
    Foresee(Option<Vec<u8>>),
    /// Start a run.
    Start(RunOrder),
    /// Stop the run that is under way.
    Stop,
    /// Keep a list, unless another tab has kept something there meanwhile.
    Keep {
        /// What under.
        id: Rc<str>,
        /// What is to be kept there.
        value: Rc<str>,
        /// What is known to be kept there.
        known: Option<Rc<str>>,
    },
    /// Keep a list no longer, unless another tab has kept something there meanwhile.
    Forget {
        /// What it is kept under.
        id: Rc<str>,
        /// What is known to be kept there.
        known: Option<Rc<str>>,
    },
    /// Write this in the text box, and select there.
    Write {
        /// The whole text.
        text: Rc<str>,
        /// What is to be selected.
        selection: Selection,
        /// Whether that is brought into view.
        reveals: bool,
    },
    /// Go to the text box.
    Focus,
    /// Do something about files.
    Files(Wanted),
    /// Send the module that answers "what if" an order, see [`crate::wire::what_if`], or end it if there is none.
    WhatIf(Option<Vec<u8>>),
    /// Note which list lies on the desk.
    Place(String),
    /// Make a link that holds this, see [`crate::formats::link`], and copy it.
    Share(String),
    /// Copy a text.
    Copy {
        /// What it is.
        clip: Clip,
        /// The text.
        text: String,
    },
    /// What was asked for in the address has been changed by hand: reloading must not ask for it again.
    Settle,
    /// Keep these choices about the models for the next visit.
    SaveChoices(String),
    /// Note for the next visit which lists have runs that are kept.
    NoteRuns(String),
    /// Note for the next visit what is pinned beside a list; nothing, if the note is empty.
    NotePins {
        /// Where the list is kept.
        list: Rc<str>,
        /// The note.
        note: String,
    },
    /// Keep and show these colors.
    Theme(Theme),
    /// Offer this text as a file.
    Download {
        /// Name of the file.
        name: String,
        /// What kind it is.
        media_type: &'static str,
        /// What is in it.
        text: String,
    },
}
