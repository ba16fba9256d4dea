//! Why files and links can't be opened.

use super::breaches::what_is_wrong;
use super::grammar::as_sentence;
use super::troubles::decode_error;
use crate::formats::import::ImportError;
use crate::formats::kept_file;
use crate::formats::link::{self, LinkError};
use crate::formats::results::{self, Damage, Impossible, ReadError, RunDamage};
use crate::program::Limits;
use crate::time::duration_text;
use crate::wire::file_error::{FILE_BYTES, FileError, Unfit};

/// Why a link can't be opened or made.
pub fn link_error(error: &LinkError) -> String {
    match error {
        LinkError::Newer(version) => newer("This link", *version, link::VERSION),
        LinkError::Broken => {
            "This link is broken: a part of it is missing or was changed on the way. Ask for it again.".to_owned()
        }
        LinkError::TooLong => "This list is too long for a link: pass it on as a file.".to_owned(),
        LinkError::Unpressed(reason) => ["The link can't be made: ", reason, "."].concat(),
    }
}

/// Why a file or a list is not even looked at.
pub fn unfit(unfit: Unfit) -> String {
    match unfit {
        Unfit::Busy => "A run is under way: stop it, and open the file then.".to_owned(),
        Unfit::TooLong { bytes } => {
            let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
            format!("This file has {} MiB, and files of up to {} MiB can be opened.", mib(bytes), mib(FILE_BYTES))
        }
        Unfit::ListTooLong { bytes } => {
            let most = Limits::LIST.text_bytes / 1024;
            format!("This list has {} KiB, and a list may have {most}.", bytes.div_ceil(1024))
        }
    }
}

/// Why a file can't be opened or written.
pub fn file_error(error: &FileError) -> String {
    let said = match error {
        FileError::Unfit(unfit) => return self::unfit(*unfit),
        FileError::Gone => "It is not there any more.",
        FileError::NoRun(others) => {
            let others = if others.is_empty() { String::new() } else { [": it is of ", &others.join(", ")].concat() };
            return ["This results file holds no run that this Interleave can show", &others, "."].concat();
        }
        FileError::NotVersion1 => {
            "Version 1 of the results file can't say all of this: download the results as they are."
        }
        FileError::Import(error) => return import_error(error),
        FileError::Parcel(error) => return decode_error(*error),
        FileError::Unreadable(reason) => return ["It can't be read: ", reason, "."].concat(),
        FileError::Unkept(reason) => return as_sentence(reason),
        FileError::NoDatabase => "It has no database for this page.",
        FileError::NoRoom => "There is no room left.",
    };
    said.to_owned()
}

/// Why nothing can be had from a file.
pub fn import_error(error: &ImportError) -> String {
    let said = match error {
        ImportError::Unknown => "This is neither a results file nor a list.",
        ImportError::NotUtf8 => "This file is not in UTF-8, as results files are: it was changed on the way.",
        ImportError::Empty => "This file is empty: there is no list in it.",
        ImportError::Lists(kept_file::ReadError::Damaged) => "This file of lists is damaged.",
        ImportError::Lists(kept_file::ReadError::Newer(version)) => {
            return newer("This file of lists", *version, kept_file::VERSION);
        }
        ImportError::Results(error) => return read_error(error),
    };
    said.to_owned()
}

/// Why a results file can't be read.
pub fn read_error(error: &ReadError) -> String {
    match error {
        ReadError::NotJson { line, column } => {
            format!("This is not a results file: it is not JSON, from line {line}, column {column} on.")
        }
        ReadError::NotResults => ["This is not a results file: its format is not \"", results::FORMAT, "\"."].concat(),
        ReadError::Newer(version) => newer("This results file", *version, results::VERSION),
        ReadError::Damaged(damage) => ["This results file is damaged: ", &damaged(damage), "."].concat(),
    }
}

/// What is said when runs can't be kept in this browser; the reason is a sentence.
pub fn runs_not_kept(reason: &str) -> String {
    ["Runs can't be kept in this browser: ", reason, " They are gone with this page, unless you download the results."]
        .concat()
}

/// What is said when there is no room for more runs of a list.
pub fn no_room_for_runs(runs: u32) -> String {
    let what = if runs == 1 { "One run has".to_owned() } else { format!("{runs} runs have") };
    [&what, " no room among those that this browser keeps, and will be gone with this page: download the results."]
        .concat()
}

/// What is said about a list whose letters were guessed.
pub fn guessed_letters(name: &str) -> String {
    [name, ": The file is not in UTF-8: it was read as Windows-1252, as Western Europe writes. See whether its letters are right."]
        .concat()
}

/// What is said about a recorded run whose figures were changed.
pub fn foreign_figures() -> &'static str {
    "The figures in the file are not those of its spans; shown are those of its spans."
}

/// What is said about a recorded run whose makespan was broken down into other parts.
pub fn foreign_parts() -> &'static str {
    "The parts of its time in the file don't add up to it; shown are those of its spans."
}

/// What a series is called that is not shown, since all panels are of one machine.
pub fn of_another_machine(series: &str) -> String {
    [series, " of another machine"].concat()
}

/// What a series is called that is not shown, since a panel shows one.
pub fn a_second_time(series: &str) -> String {
    [series, " a second time"].concat()
}

fn newer(what: &str, version: u64, known: u64) -> String {
    format!(
        "{what} has version {version}, and this Interleave reads up to version {known}: reload the page to get a newer \
         one."
    )
}

fn damaged(damage: &Damage) -> String {
    match damage {
        Damage::Version => "it has no version that ever was".to_owned(),
        Damage::Field { missing: Some(name), line, column } => {
            format!("`{name}` is missing, as shows at line {line}, column {column}")
        }
        Damage::Field { missing: None, line, column } => {
            format!("at line {line}, column {column} it says what can't be there")
        }
        Damage::TwoRuns(model) => ["it has two runs of ", model].concat(),
        Damage::NoRuns(series) => ["the series of ", series, " holds no run"].concat(),
        Damage::WhatIf => "a point of its curves can't have been measured".to_owned(),
        Damage::InRun { of, run: None, damage } => format!("in the run of {of}, {}", run_damaged(damage)),
        Damage::InRun { of, run: Some(run), damage } => format!("in run {run} of {of}, {}", run_damaged(damage)),
    }
}

fn run_damaged(damage: &RunDamage) -> String {
    let said = match damage {
        RunDamage::LaneIds => "the ids of the lanes don't count from 0",
        RunDamage::TaskIds => "the ids of the tasks don't count from 0",
        RunDamage::UnknownTask => "a span names a task that isn't there",
        RunDamage::UnknownLane => "a span names a lane that isn't there",
        RunDamage::BackwardSpan => "a span ends before it starts",
        RunDamage::UnknownPrinter => "a line was printed by a task that isn't there",
        RunDamage::UnknownFailure => "a failure is of a task that isn't there",
        RunDamage::Requests => "a request was answered when nobody waited for it",
        RunDamage::UnknownSharer => "a number is of a task that isn't there",
        RunDamage::ImpossibleNumber => "a number is larger than any can become",
        RunDamage::TooMany => return format!("there are more tasks or lanes than {}", Limits::LIST.tasks),
        RunDamage::Awaited => "a span waits for a GIL that isn't there, or for none that is",
        RunDamage::Figures => "a figure is missing, or is no number",
        RunDamage::OfLater => "there is what no file of version 1 can say",
        RunDamage::ImpossibleTime => "it names a time that can't be",
        RunDamage::TaskTimes(task) => return format!("the spans of task {task} don't add up to it"),
        RunDamage::Spans => "its spans overlap, leave gaps, or don't stand in order",
        RunDamage::NotFiguresOnly => "it says that its spans were not kept, and has some",
        RunDamage::Impossible { task, name, at_ns, what } => {
            let what = match what {
                Impossible::Breach(kind) => what_is_wrong(*kind),
                Impossible::PrintedAtRest => "it printed a line and was not running",
                Impossible::OutputOrder => "its line of output stands behind a later one",
            };
            return format!("task {} ({name}) at {}: {what}", task.0, duration_text(*at_ns));
        }
    };
    said.to_owned()
}
