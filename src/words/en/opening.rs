//! What is said of files while they are written and opened, and of what came of it.

/// That a file is being written.
pub fn writing(name: &str) -> String {
    ["Writing ", name, "…"].concat()
}

/// That a file is being read.
pub fn reading(name: &str) -> String {
    ["Reading ", name, "…"].concat()
}

/// That more files were picked than are opened at once.
pub fn first_files(picked: usize, most: usize) -> String {
    format!("Of {picked} files the first {most} are opened.")
}

/// That a file is not opened, with the reason as a sentence; `is_alone` if nothing else has come of what was picked.
pub fn file_refused(name: &str, reason: &str, is_alone: bool) -> String {
    [name, ": ", reason, if is_alone { " Everything here is as it was." } else { "" }].concat()
}

/// That a file can't be written, with the reason as a sentence.
pub fn not_written(name: &str, reason: &str) -> String {
    [name, " could not be written: ", reason].concat()
}

/// That a file was not written, since the module for files is gone, with the reason as a sentence.
pub fn writing_failed(name: &str, reason: &str) -> String {
    [&not_written(name, reason), TRY_AGAIN].concat()
}

/// That a file was not read, since the module for files is gone, with the reason as a sentence.
pub fn reading_failed(name: &str, reason: &str) -> String {
    [name, " could not be read: ", reason, TRY_AGAIN].concat()
}

const TRY_AGAIN: &str = " Nothing is lost. Try again, or reload the page and try then.";

/// Why that may be.
pub const ANSWERED_SOMETHING_ELSE: &str = "The module that reads and writes files answered something else.";

/// What became of several files; `last` is the one whose list lies on the desk, and `recording` the one whose runs are
/// shown, if several had some.
pub fn files_opened(count: usize, last: &str, recording: Option<&str>) -> String {
    let said = format!(
        "{count} files are opened. \u{201c}{last}\u{201d} lies on the desk; the others' lists are kept: find them under \
         Lists."
    );
    match recording {
        Some(recording) => [&said, " Runs of one file are shown at a time: those of ", recording, "."].concat(),
        None => said,
    }
}
