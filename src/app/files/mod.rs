//! Files: the runs that leave for other programs, and what the reader opens. A module of its own reads and writes them,
//! in a worker that is started when there is something to do; here is what the page knows of that.

mod formats;
pub mod module;
pub mod parcel;

use super::export::stem;
use super::opened::too_long;
use super::{Effect, Moment, Run, State, lists, recorded};
use crate::codec::files::{Order, Recording, Report, encode_order};
use crate::codec::finished;
use crate::codec::svg::Shape;
use crate::engine::Model;

/// What the runs can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Every span, line and figure as JSON.
    Results,
    /// The diagrams as an SVG.
    Svg,
    /// The diagrams as a PNG.
    Png,
    /// All spans for Perfetto and speedscope.
    ChromeTrace,
    /// All spans as a table.
    Csv,
    /// The same with semicolons, as Excel expects them where a comma is in numbers.
    CsvSemicolons,
    /// The comparison as a Markdown table.
    Markdown,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Results, Self::Svg, Self::Png, Self::ChromeTrace, Self::Csv, Self::CsvSemicolons, Self::Markdown];
    /// Those of the menu; the results have a button of their own.
    pub const MENU: [Self; 6] =
        [Self::Svg, Self::Png, Self::ChromeTrace, Self::Csv, Self::CsvSemicolons, Self::Markdown];

    /// What the menu says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Results => "Results",
            Self::Svg => "Diagram as SVG",
            Self::Png => "Diagram as PNG",
            Self::ChromeTrace => "Trace for Perfetto, speedscope",
            Self::Csv => "Spans as CSV",
            Self::CsvSemicolons => "Spans as CSV with semicolons",
            Self::Markdown => "Comparison as Markdown",
        }
    }

    /// The name of a file with runs of a list that is called so.
    pub fn file_name(self, list: &str) -> String {
        let what = match self {
            Self::Results => "results.json",
            Self::Svg => "diagram.svg",
            Self::Png => "diagram.png",
            Self::ChromeTrace => "trace.json",
            Self::Csv | Self::CsvSemicolons => "spans.csv",
            Self::Markdown => "comparison.md",
        };
        match stem(list) {
            stem if stem.is_empty() => format!("interleave-{what}"),
            stem => format!("interleave-{stem}-{what}"),
        }
    }

    /// What the module's text is; a PNG is drawn from an SVG on the page.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Results | Self::ChromeTrace => "application/json",
            Self::Svg | Self::Png => "image/svg+xml",
            Self::Csv | Self::CsvSemicolons => "text/csv",
            Self::Markdown => "text/markdown",
        }
    }
}

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
}

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
    runs: Vec<u32>,
}

/// A file that is being opened. Nothing is changed before all of it is here.
#[derive(Debug)]
struct Opening {
    name: String,
    recording: Option<Recording>,
    runs: Vec<Run>,
}

impl Files {
    fn begin(&mut self, what: What) -> u32 {
        self.last_job += 1;
        self.jobs.push(Job { number: self.last_job, what });
        self.last_job
    }

    /// What the reader is told while it takes time.
    pub fn working(&self) -> Option<String> {
        self.jobs.first().map(|job| match &job.what {
            What::Write(writing) => format!("Writing {}…", writing.name),
            What::Open(opening) => format!("Reading {}…", opening.name),
        })
    }
}

/// The reader wants the runs that are compared as a file; nothing happens before there is one.
pub fn write(state: &mut State, format: Format, framing: Framing) -> Vec<Effect> {
    let Some(parcel) = parcel::pack(state, format, framing) else { return Vec::new() };
    state.notice = None;
    let name = format.file_name(&parcel::title(state));
    let runs = state.compared_runs().map(|run| run.number).collect();
    let job = state.files.begin(What::Write(Writing { format, name, runs }));
    ask(&Order::Write { job, parcel }, None)
}

/// The reader picked or dropped a file, which the browser keeps under a number.
pub fn open(state: &mut State, name: &str, bytes: u64, file: u32) -> Vec<Effect> {
    let name: String = name.chars().take(60).collect();
    state.notice = None;
    let busy = || state.is_busy().then(|| recorded::BUSY.to_owned());
    if let Some(sentence) = too_long(bytes).or_else(busy) {
        return refuse(state, &name, &sentence);
    }
    let opening = Opening { name: name.clone(), recording: None, runs: Vec::new() };
    let job = state.files.begin(What::Open(opening));
    ask(&Order::Open { job, name }, Some(file))
}

fn ask(order: &Order, file: Option<u32>) -> Vec<Effect> {
    vec![Effect::Files(Wanted::Ask { order: encode_order(order), file })]
}

fn refuse(state: &mut State, name: &str, sentence: &str) -> Vec<Effect> {
    state.notice = Some(format!("{name}: {sentence} Everything here is as it was."));
    Vec::new()
}

/// The reader doesn't want to wait any longer.
pub fn cancel(state: &mut State) -> Vec<Effect> {
    state.files.jobs.clear();
    vec![Effect::Files(Wanted::End)]
}

/// The module told something, or is dead; why.
pub fn hear(state: &mut State, told: Result<Report, String>, moment: Moment) -> Vec<Effect> {
    let report = match told {
        Ok(report) => report,
        Err(sentence) => return lost(state, &sentence),
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
            let Ok(run) = finished::decode(run) else { return false };
            opening.runs.push(Run::finished(run, recording.text.as_str().into()));
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
            if format == Format::Results {
                state.saved_runs.extend(runs);
            }
            vec![Effect::Files(if is_drawn {
                Wanted::Draw { job, name, size_px }
            } else {
                Wanted::Offer { job, name }
            })]
        }
        (What::Write(Writing { name, .. }), Report::Refused { sentence, .. }) => {
            state.notice = Some(format!("{name} could not be written: {sentence}"));
            Vec::new()
        }
        (What::Open(opening), Report::List { text, .. }) => {
            let stem = opening.name.rsplit_once('.').map_or(&*opening.name, |(stem, _)| stem);
            lists::open(state, stem, &text, moment)
        }
        (What::Open(opening), Report::Refused { sentence, .. }) => refuse(state, &opening.name, &sentence),
        (What::Open(Opening { name, recording: Some(recording), runs }), Report::Run { .. })
            if runs.len() == recording.runs as usize =>
        {
            match recorded::open(state, recording, runs, &name, moment) {
                Ok(effects) => effects,
                Err(sentence) => refuse(state, &name, &sentence),
            }
        }
        (what, _) => {
            state.notice = Some(failure(&what, "The module that reads and writes files answered something else."));
            Vec::new()
        }
    }
}

/// The module is dead, and with it all it was asked for.
fn lost(state: &mut State, sentence: &str) -> Vec<Effect> {
    if let Some(job) = state.files.jobs.first() {
        state.notice = Some(failure(&job.what, sentence));
    }
    cancel(state)
}

fn failure(what: &What, sentence: &str) -> String {
    let (name, failed) = match what {
        What::Write(writing) => (&*writing.name, "written"),
        What::Open(opening) => (&*opening.name, "read"),
    };
    format!("{name} could not be {failed}: {sentence} Nothing is lost. Try again, or reload the page and try then.")
}
