//! What is said of the attempts of a series: how they are spread, which stand out, what several of them show.

use super::grammar::counted;
use crate::record::Note;
use crate::stats::comparison::{Change, Row};
use crate::stats::figures::Value;
use crate::stats::outliers::{Outlier, Reason};
use crate::stats::why::Cause;
use crate::stats::{Agreement, Bins, Spread};
use crate::time::measured_text;

/// How a figure is spread, behind the one of the attempt that is shown; `None` where a clock of this step sees no spread.
pub fn spread(spread: &Spread, shown: Value, resolution_ns: u64) -> Option<String> {
    within(spread, shown, resolution_ns).map(|within| format!("({within})"))
}

/// The same, with the number of attempts.
pub fn spread_of(spread: &Spread, shown: Value, resolution_ns: u64) -> String {
    let within = within(spread, shown, resolution_ns).unwrap_or_else(|| "the same".to_owned());
    format!("({within}, {})", counted(spread.count, "attempt"))
}

fn within(spread: &Spread, shown: Value, resolution_ns: u64) -> Option<String> {
    let range = spread.range(resolution_ns)?;
    let median = spread.median.text(resolution_ns);
    Some(if median == shown.text(resolution_ns) { range } else { format!("median {median}, {range}") })
}

/// Of how many attempts the figures of a comparison are, from the fewest to the most of any row.
pub fn medians(fewest: usize, most: usize) -> String {
    if fewest == most {
        format!("medians of {most} attempts")
    } else {
        format!("medians of {fewest} to {most} attempts")
    }
}

/// What histograms of latencies show.
pub fn latencies_are(bins: Bins, resolution_ns: u64) -> String {
    let time = |ns: u64| measured_text(ns, resolution_ns);
    let (bar, whole) = (time(bins.width_ns), time(bins.width_ns * bins.count as u64));
    format!("from arrival to end, 0 to {whole} · {bar} a bar · height: share of the tasks")
}

/// A histogram of latencies in words: the bins that are not empty.
pub fn latencies(bins: Bins, counts: &[usize], resolution_ns: u64) -> String {
    let time = |bin: usize| measured_text(bins.width_ns * bin as u64, resolution_ns);
    let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let told = filled.map(|(bin, count)| format!("{} to {}: {count}", time(bin), time(bin + 1)));
    told.collect::<Vec<_>>().join(", ")
}

/// In how many orders so many attempts printed their lines, the most frequent of which so many did.
pub fn orders(orders: usize, most_frequent: usize, attempts: usize) -> String {
    match orders {
        1 => format!("The same order in all {attempts} attempts"),
        _ if most_frequent == 1 => format!("{orders} different orders in {attempts} attempts, each once"),
        _ => format!("{orders} different orders in {attempts} attempts, the most frequent in {most_frequent}"),
    }
}

/// An attempt that stands out, and why, as far as that was seen.
pub fn outlier(outlier: &Outlier, resolution_ns: u64) -> String {
    let time = |ns: u64| measured_text(ns, resolution_ns);
    let reason = match outlier.reason {
        None => "no reason was seen".to_owned(),
        Some(Reason::PageFrozen(by_ns)) => format!("the page stood still for {} longer than usual", time(by_ns)),
        Some(Reason::Longer { cause, by_ns }) => longer(cause, &time(by_ns)),
    };
    let Outlier { attempt, makespan_ns, median_ns, .. } = *outlier;
    format!("Attempt {} took {}, where {} is usual: {reason}.", attempt + 1, time(makespan_ns), time(median_ns))
}

fn longer(cause: Cause, by: &str) -> String {
    match cause {
        Cause::Contention => format!("the machine was busy, and computing took {by} longer than usual"),
        Cause::Lateness => format!("the machine was busy, and timers came {by} later than usual"),
        Cause::Starting => format!("starting workers took {by} longer than usual"),
        Cause::Queued => format!("handing tasks over took {by} longer than usual"),
        Cause::Locked => format!("handing the lock over took {by} longer than usual"),
        Cause::Waiting | Cause::Computing => format!("{by} more of it went to what the list asks for"),
        Cause::Copying => format!("copying data took {by} longer than usual"),
        Cause::Other => format!("printing and the like took {by} longer than usual"),
    }
}

/// An attempt that was left out of what is told of all, with what has to be said about it.
pub fn left_out(attempt: usize, notes: &[Note]) -> String {
    let mut text = format!("Attempt {} does not count.", attempt + 1);
    for note in notes {
        text.push(' ');
        text.push_str(&super::notes::note(note));
    }
    text
}

/// In how many attempts something was found.
pub fn found_in(count: usize, attempts: usize) -> String {
    if count == attempts { format!("in all {attempts} attempts") } else { format!("in {count} of {attempts} attempts") }
}

/// Who was fastest, where runs were repeated; `None` where there is nobody to be faster than.
pub fn fastest(names: &[&str], compared: usize) -> Option<String> {
    let (last, before) = names.split_last()?;
    match before {
        _ if compared < 2 => None,
        [] => Some(format!(
            "{last} was fastest: its attempts were shorter than the others', beyond what chance explains."
        )),
        _ if names.len() == compared => {
            Some("None was faster than the others, as far as the attempts can tell.".to_owned())
        }
        _ => Some(format!("{} and {last} were fastest: the attempts don't tell which of them is.", before.join(", "))),
    }
}

/// What a change of the list made of the time under a model.
pub fn change(change: &Change, resolution_ns: u64) -> String {
    let time = |row: &Row| measured_text(row.time_ns(), resolution_ns);
    let (name, before, now) = (change.now.subject.name(), time(change.before), time(change.now));
    if !change.differs {
        return format!("{name}: no difference between before and now, as far as the attempts can tell.");
    }
    let word = if change.now.time_ns() < change.before.time_ns() { "faster" } else { "slower" };
    format!("{name} is {word} than before, beyond what chance explains: {now}, and {before} before.")
}

/// How well what was measured agreed with what was expected; `None` where nothing was measured.
pub fn agreement(agreement: &Agreement) -> Option<String> {
    let percent = |part: f64| {
        let percent = part * 100.0;
        if percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
    };
    let (half, most) = (percent(agreement.off(50)), percent(agreement.off(90)));
    match agreement.count() {
        0 => None,
        1 => Some(format!("The run measured in this session was within {half} of what was expected.")),
        2..10 => Some(format!(
            "Runs measured in this session were within {half} of what was expected (median of {}).",
            agreement.count()
        )),
        count => Some(format!(
            "Runs measured in this session were within {half} of what was expected (median of {count}), and nine in ten within {most}."
        )),
    }
}
