//! What is said about the lists of a reader.

use crate::time::measured_text;

/// That another tab has written where this one has a list; what this one is called now, and the other one.
pub fn both_kept(own: &str, theirs: &str) -> String {
    [
        "Another tab has changed this list. Both are kept: this one goes on as a list of its own, \u{201c}",
        own,
        "\u{201d}, and the other one stands under Lists as \u{201c}",
        theirs,
        "\u{201d}.",
    ]
    .concat()
}

/// What came of a file of lists: how many are new, and how many were here.
pub fn taken_in(new: usize, old: usize) -> String {
    let plural = if new == 1 { "list is" } else { "lists are" };
    let here = if old == 0 { String::new() } else { format!(" {old} of the file's {} were here already.", new + old) };
    format!("{new} {plural} taken in: find them under Lists.{here}")
}

/// That a list is not kept, with the reason in the browser's words.
pub fn not_kept(label: &str, reason: &str) -> String {
    let reason = if reason.contains("Quota") || reason.contains("quota") {
        "there is no room left for lists"
    } else if reason.contains("Security") || reason.contains("denied") || reason.contains("insecure") {
        "it forbids this page to keep anything"
    } else {
        reason
    };
    ["\u{201c}", label, "\u{201d} is not kept in this browser: ", reason, ". It is gone when you leave the page."]
        .concat()
}

/// Of how many lists this browser keeps runs.
pub fn lists_with_runs(lists: usize) -> String {
    match lists {
        0 => "No runs are kept.".to_owned(),
        lists => ["Runs of ", &super::grammar::counted(lists, "list"), " are kept."].concat(),
    }
}

/// What is said over the picture of runs of an earlier text.
pub fn before(makespan_ns: u64, resolution_ns: u64) -> String {
    ["Before, on an earlier list: ", &measured_text(makespan_ns, resolution_ns), ". "].concat()
}

/// What pinning is good for.
pub fn why_pin() -> &'static str {
    "Runs that are pinned stay beside those of the list as you change it: before and after"
}

/// What came of a search among the names of tasks.
pub fn tasks_found(found: usize, all: usize, find: &str) -> String {
    match found {
        0 => no_task_found(find),
        _ => format!("{found} of {}", super::grammar::counted(all, "task")),
    }
}

/// That no task has this in its name.
pub fn no_task_found(find: &str) -> String {
    ["No task has \u{201c}", find.trim(), "\u{201d} in its name."].concat()
}
