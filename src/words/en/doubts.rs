//! Why a run can't be trusted.

use super::grammar::counted;
use crate::record::Doubt;
use crate::time::Duration;

/// Why a run can't be trusted.
pub fn doubt(doubt: Doubt) -> String {
    match doubt {
        Doubt::PageHidden => "The page was hidden during the run, and browsers slow hidden pages down.".to_owned(),
        Doubt::Slept { missing_ns } => format!(
            "The machine slept during the run, or its clock was set: about {} are missing from the measurement.",
            Duration(missing_ns)
        ),
        Doubt::ClockSetBack { by_ns } => format!(
            "The machine's clock was set back during the run: it and the stopwatch disagree by about {}.",
            Duration(by_ns)
        ),
        Doubt::MissingEvents(1) => "1 event was dropped on its way to the page.".to_owned(),
        Doubt::MissingEvents(count) => format!("{count} events were dropped on their way to the page."),
        Doubt::TooQuick { per_mille } => format!(
            "Computing took {} % of the time that the list says: the machine was busy when its pace was measured. \
             The next run goes by the pace that this one has shown.",
            per_mille / 10
        ),
        Doubt::Contradictions(count) => format!("The trace contradicts itself in {}.", counted(count, "place")),
    }
}
