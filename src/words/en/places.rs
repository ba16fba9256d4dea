//! Where something was measured.

use crate::record::{Kept, Place, Recording};
use crate::time::measured_text;

/// Where recorded runs come from, in one sentence for the panels.
pub fn recorded(recording: &Recording) -> String {
    format!("Recorded, not measured here: {}, from {}.", machine(&recording.place), recording.file)
}

/// When runs were measured here that this browser has kept; `is_like` says whether it was as it is now.
pub fn kept(kept: &Kept, date: &str, is_like: bool) -> String {
    let how = if is_like {
        String::new()
    } else {
        [", by ", &machine(&kept.place), ": not compared with what is measured now"].concat()
    };
    ["Measured here on ", date, &how, "."].concat()
}

/// The same, with what the file holds beside them that can't be shown here.
pub fn recorded_from(recording: &Recording, unknown: &[String]) -> String {
    if unknown.is_empty() {
        return recorded(recording);
    }
    format!("{} The file also holds what this Interleave can't show yet: {}.", recorded(recording), unknown.join(", "))
}

/// Where it was measured, and whether it comes from a file: for the edge of a picture.
pub fn source(place: &Place, is_recorded: bool) -> String {
    let how = if is_recorded { "Recorded" } else { "Measured" };
    format!("{how} with Interleave: {}.", machine(place))
}

/// That a picture shows only tasks with this in their names: behind another sentence.
pub fn only_tasks_with(find: &str) -> String {
    [" Only tasks with \u{201c}", find.trim(), "\u{201d} in their names."].concat()
}

/// The browser, the cores and the clock.
pub fn machine(place: &Place) -> String {
    let Place { user_agent, cores, clock_resolution_ns, .. } = place;
    let clock = measured_text(*clock_resolution_ns, 1);
    format!("{} on {cores} cores reported, clock step {clock}", browser(user_agent))
}

/// The name of a browser and its version, as far as it says what it is.
fn browser(user_agent: &str) -> String {
    let names =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chromium"), ("Version/", "Safari")];
    let found = names.into_iter().find_map(|(mark, name)| {
        let (_, rest) = user_agent.split_once(mark)?;
        let version: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("{name} {version}"))
    });
    found.unwrap_or_else(|| user_agent.chars().take(40).collect())
}
