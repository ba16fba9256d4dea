//! What the page says of itself: of what a button does, of places where nothing stands yet, and of what is left out.

use crate::time::SECOND;

/// What this is.
pub const ABOUT: &str = "one list of tasks, every concurrency model, measured in your browser";
/// What a frame says of the page behind its link.
pub const WHOLE_PAGE: &str = ": this list, under every model, measured in your browser";
/// What the region "What if" is about.
pub const WHAT_IF: &str = "other pools, more tasks, other cores, waits or arrivals";

/// What the formatter does.
pub const FORMAT: &str = "Indents steps, and writes every line the usual way";
/// How a duration is changed where it stands.
pub const DRAG_DURATION: &str = "Drag to change it, with Shift in larger steps. By keys: Alt and \u{2191} or \u{2193}.";
/// What a results file is.
pub const RESULTS: &str = "A JSON file with every span, line and figure of these runs";
/// What a link holds.
pub const SHARE: &str = "A link that holds this list";
/// What predictions are.
pub const PREDICT: &str = "Write down how long you expect each model to take, before it runs";
/// Why a guess can't be changed.
pub const GUESS_IS_CLOSED: &str = "It has run: change the list to guess again.";
/// Beside a model under which priorities change nothing.
pub const NOBODY_QUEUES: &str = "No task queues for a worker under this model, so priorities change nothing.";
/// Beside a model under which data that tasks carry is not copied.
pub const MEMORY_IS_SHARED: &str =
    "Tasks share one memory under this model, so handing over what they carry costs nothing.";
/// What the page's own loop is for.
pub const PAGE_LOOP: &str =
    "On the page's own loop you feel what cpu and block do to it: nothing on the page moves meanwhile.";
/// What becomes of a size that the list names.
pub const BACK_TO_LIST_SIZE: &str = "A size set by hand goes before the list's. Back to that.";
/// What is drawn before anything runs.
pub const EXPECTED: &str =
    "Outlines of what an ideal machine would make of the list, before it runs and behind what was measured";
/// How a part of time is marked.
pub const MARK_RANGE: &str = "Drag over a diagram to get the figures of that time; Shift and drag does it as well";

/// In a panel that shows nothing yet.
pub const NOT_RUN: &str = "Not run yet.";
/// Why a model can't run just now.
pub const BUSY: &str = "Another run is under way.";
/// Where runs will be compared.
pub const NO_COMPARISON: &str = "Run at least one model, and its figures stand here beside the others'.";
/// Where a lesson will be answered.
pub const NO_ANSWER: &str = "Run all, and what your machine says stands here.";

/// Over a run of another text.
pub const STALE: &str = "Measured on an earlier list; run it again to compare. ";
/// Behind a comparison of another text.
pub const COMPARED_STALE: &str = " · of the list as it was when it ran";
/// Behind a comparison beside a moment of its runs.
pub const COMPARED_WHOLE: &str = " · of the whole runs, not of the moment that is replayed";

/// With what a run was measured, where something else is chosen now.
pub fn measured_with(what: &str) -> String {
    ["Measured with ", what, "; run it again to see the difference."].concat()
}

/// How many more there are than are shown.
pub fn more(count: usize) -> String {
    format!("… and {count} more.")
}

/// The same of lines of output.
pub fn more_lines(count: usize) -> String {
    format!("… and {count} more lines, all in the results file.")
}

/// The same of attempts.
pub fn more_attempts(count: usize) -> String {
    format!("… and {count} more attempts like these.")
}

/// That a table shows only the first spans of so many.
pub fn first_spans(most: usize, all: usize) -> String {
    format!("The first {most} of {all} spans; the results file has them all.")
}

/// How many lists are found among those that are kept.
pub fn lists_found(found: usize, all: usize) -> String {
    if found == all { format!("{all} lists are kept in this browser.") } else { format!("{found} of {all} lists.") }
}

/// That a list was thrown away, in front of the way to have it back.
pub fn list_deleted(label: &str) -> String {
    [" \u{201c}", label, "\u{201d} is deleted. "].concat()
}

/// For how long the page stood still.
pub fn stood_still(frozen_ns: u64) -> String {
    format!("the page stood still for {:.1} s", frozen_ns as f64 / SECOND as f64)
}
