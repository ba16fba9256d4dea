//! Files: the runs that leave for other programs, and what the reader opens. A module of its own reads and writes them,
//! in a worker that is started when there is something to do; here is what the page knows of that.

pub mod archive;
mod format;
mod formats;
pub mod kept;
pub mod module;
pub mod parcel;

pub use format::Format;

use super::{Effect, Moment, Notice, State, Why, lists, recorded, shelf};
use crate::engine::{Model, RunId};
use crate::formats::svg::Shape;
use crate::record::Record;
use crate::stats::Attempt;
use crate::wire::file_error::{Unfit, check_file};
use crate::wire::files::{Order, Recording, Report, encode_order};
use crate::wire::records;
use crate::wire::trouble::Trouble;
use crate::words;

/// What of the diagrams a picture shows, and in which outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Framing {
    /// Only the diagram of this model; `None` if all are shown.
    pub only: Option<Model>,
    /// The outline.
    pub shape: Shape,
}

/// What the page wants done about files.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// Send the module this order, with the file that the browser keeps under this number. Start the module if need be.
    Ask {
        /// See [`encode_order`].
        order: Vec<u8>,
        /// The file.
        file: Option<u32>,
    },
    /// Offer what came with the report about a job.
    Offer {
        /// The job.
        job: u32,
        /// The name of the file.
        name: String,
    },
    /// Offer the picture that came with the report about a job, as a PNG.
    Draw {
        /// The job.
        job: u32,
        /// The name of the file.
        name: String,
        /// Its width and height.
        size_px: (f64, f64),
    },
    /// There is nothing to do: end the module, but not at once.
    Rest,
    /// End the module.
    End,
}

/// What the module has been asked for.
#[derive(Debug, Default)]
pub struct Files {
    last_job: u32,
    jobs: Vec<Job>,
    /// What of the files that were picked or dropped together is open by now.
    opened: Vec<Opened>,
}

#[derive(Debug)]
struct Opened {
    name: String,
    is_recording: bool,
}

/// Most files that are opened at once.
const MOST_FILES: usize = 100;

#[derive(Debug)]
struct Job {
    number: u32,
    what: What,
}

#[derive(Debug)]
enum What {
    Write(Writing),
    Open(Opening),
}

/// A file that is being written.
#[derive(Debug)]
struct Writing {
    format: Format,
    name: String,
    /// The numbers of the runs that it holds.
    runs: Vec<RunId>,
}

/// A file that is being opened. Nothing is changed before all of it is here.
#[derive(Debug)]
struct Opening {
    name: String,
    recording: Option<Recording>,
    runs: Vec<(Attempt, Record)>,
}

impl Files {
    fn begin(&mut self, what: What) -> u32 {
        let number = self.number();
        self.jobs.push(Job { number, what });
        number
    }

    /// The number of another job.
    pub(super) fn number(&mut self) -> u32 {
        self.last_job += 1;
        self.last_job
    }

    /// What the reader is told while it takes time.
    pub fn working(&self) -> Option<String> {
        self.jobs.first().map(|job| match &job.what {
            What::Write(writing) => words::writing(&writing.name),
            What::Open(opening) => words::reading(&opening.name),
        })
    }
}

/// The reader wants the runs that are compared, or the list, as a file; nothing happens before there is one.
pub fn write(state: &mut State, format: Format, framing: Framing) -> Vec<Effect> {
    let Some(parcel) = parcel::pack(state, format, framing) else { return Vec::new() };
    state.notices.clear();
    let name = format.file_name(&parcel::title(state, format));
    let runs = state.compared_runs().map(|run| run.number).collect();
    let job = state.files.begin(What::Write(Writing { format, name, runs }));
    ask(&Order::Write { job, parcel }, None)
}

/// A file that the reader picked or dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickedFile {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// The number that the browser keeps it under.
    pub file: u32,
}

/// The reader picked or dropped files.
pub fn open(state: &mut State, picked: &[PickedFile]) -> Vec<Effect> {
    state.notices.clear();
    state.files.opened.clear();
    let mut effects = Vec::new();
    for PickedFile { name, bytes, file } in &picked[..picked.len().min(MOST_FILES)] {
        let name: String = name.chars().take(60).collect();
        let idle = if state.is_busy() { Err(Unfit::Busy) } else { Ok(()) };
        if let Err(unfit) = check_file(*bytes).and(idle) {
            refuse(state, name, Why::Unfit(unfit));
            continue;
        }
        let opening = Opening { name: name.clone(), recording: None, runs: Vec::new() };
        let job = state.files.begin(What::Open(opening));
        effects.extend(ask(&Order::Open { job, name }, Some(*file)));
    }
    if picked.len() > MOST_FILES {
        state.notices.push(Notice::FirstFiles { picked: picked.len(), most: MOST_FILES });
    }
    effects
}

/// Asks the module.
pub(super) fn ask(order: &Order, file: Option<u32>) -> Vec<Effect> {
    vec![Effect::Files(Wanted::Ask { order: encode_order(order), file })]
}

/// Of several files each may have something that the reader has to know.
fn refuse(state: &mut State, name: String, why: Why) {
    let is_alone = state.files.jobs.is_empty() && state.files.opened.is_empty() && state.notices.is_empty();
    state.notices.push(Notice::FileRefused { name, why, is_alone });
}

/// What became of several files, when the last of them is here.
fn tell_of_many(state: &mut State) {
    let opened = &state.files.opened;
    let [.., last] = opened.as_slice() else { return };
    if opened.len() < 2 || !state.files.jobs.is_empty() {
        return;
    }
    let mut recordings = opened.iter().filter(|file| file.is_recording);
    let recording = recordings.next_back().filter(|_| recordings.next_back().is_some());
    let (last, recording) = (last.name.clone(), recording.map(|file| file.name.clone()));
    state.news.insert(0, Notice::FilesOpened { count: opened.len(), last, recording });
}

/// The browser can't do something about files.
pub fn not_done(state: &mut State, trouble: Trouble) -> Vec<Effect> {
    state.notify(Notice::Trouble(trouble));
    Vec::new()
}

/// The reader doesn't want to wait any longer.
pub fn cancel(state: &mut State) -> Vec<Effect> {
    state.files.jobs.clear();
    vec![Effect::Files(Wanted::End)]
}

/// The module told something, or is dead; why.
pub fn hear(state: &mut State, told: Result<Report, Trouble>, moment: Moment) -> Vec<Effect> {
    let report = match told {
        Ok(report) => report,
        Err(trouble) => return lost(state, trouble),
    };
    // What belongs to no job is of one that was given up.
    let Some(place) = state.files.jobs.iter().position(|job| report.job() == Some(job.number)) else {
        return Vec::new();
    };
    if keeps_coming(&mut state.files.jobs[place], &report) {
        return Vec::new();
    }
    let job = state.files.jobs.remove(place);
    let mut effects = end(state, job, report, moment);
    tell_of_many(state);
    if state.files.jobs.is_empty() {
        effects.push(Effect::Files(Wanted::Rest));
    }
    effects
}

/// Takes a part of a recording; `false` if nothing more will come about this job.
fn keeps_coming(job: &mut Job, report: &Report) -> bool {
    let What::Open(opening) = &mut job.what else { return false };
    match report {
        Report::Recording(recording) => {
            opening.recording = Some(recording.clone());
            true
        }
        Report::Run { run, .. } => {
            let Some(recording) = &opening.recording else { return false };
            let Ok(run) = records::decode_attempt(run) else { return false };
            opening.runs.push(run);
            opening.runs.len() < recording.runs as usize
        }
        _ => false,
    }
}

fn end(state: &mut State, job: Job, report: Report, moment: Moment) -> Vec<Effect> {
    match (job.what, report) {
        (What::Write(Writing { format, name, runs }), Report::Written { size_px, .. }) => {
            let job = job.number;
            let is_drawn = format == Format::Png;
            if format.is_whole() {
                state.note_saved(&runs);
            }
            vec![Effect::Files(if is_drawn {
                Wanted::Draw { job, name, size_px }
            } else {
                Wanted::Offer { job, name }
            })]
        }
        (What::Write(Writing { name, .. }), Report::Refused { sentence, .. }) => {
            state.notify(Notice::NotWritten { name, why: Why::Said(sentence) });
            Vec::new()
        }
        (What::Open(opening), Report::List { text, is_guessed, .. }) => {
            let guessed = is_guessed.then(|| Notice::GuessedLetters { file: opening.name.clone() });
            state.news = guessed.into_iter().collect();
            state.files.opened.push(Opened { name: opening.name.clone(), is_recording: false });
            let stem = opening.name.rsplit_once('.').map_or(&*opening.name, |(stem, _)| stem);
            lists::open(state, stem, &text, moment)
        }
        (What::Open(_), Report::Lists { lists, .. }) => shelf::take_in(state, lists, moment),
        (What::Open(opening), Report::Refused { sentence, .. }) => {
            refuse(state, opening.name, Why::Said(sentence));
            Vec::new()
        }
        (What::Open(Opening { name, recording: Some(recording), runs }), Report::Run { .. })
            if runs.len() == recording.runs as usize =>
        {
            match recorded::open(state, recording, runs, &name, moment) {
                Ok(effects) => {
                    state.files.opened.push(Opened { name, is_recording: true });
                    effects
                }
                Err(unfit) => {
                    refuse(state, name, Why::Unfit(unfit));
                    Vec::new()
                }
            }
        }
        (what, _) => {
            state.notify(failure(what, Why::OtherAnswer));
            Vec::new()
        }
    }
}

/// The module is dead, and with it all it was asked for.
fn lost(state: &mut State, trouble: Trouble) -> Vec<Effect> {
    let mut jobs = std::mem::take(&mut state.files.jobs);
    if !jobs.is_empty() {
        state.notify(failure(jobs.swap_remove(0).what, Why::Trouble(trouble)));
    }
    cancel(state)
}

fn failure(what: What, why: Why) -> Notice {
    match what {
        What::Write(Writing { name, .. }) => Notice::FileLost { name, why, is_written: true },
        What::Open(Opening { name, .. }) => Notice::FileLost { name, why, is_written: false },
    }
}
