//! What the runs of an example show.

use crate::stats::lessons::{Figure, Shows, Told};
use crate::time::measured_text;

/// What stands over the figures of an example.
pub fn question(shows: Shows) -> String {
    match shows {
        Shows::Times(_) => "Time".to_owned(),
        Shows::Lanes(_) => "Rows, each a worker or a loop".to_owned(),
        Shows::HeldLoop(_) => "The loop stood still for".to_owned(),
        Shows::Ends(one, other, _) => format!("{one} and {other} had ended after"),
        Shows::Wait(name, _) => format!("The wait of {name} was over after"),
        Shows::Overrun(name, _) => format!("Once it was told to end, {name} went on for"),
        Shows::Busy(_) => "On average".to_owned(),
        Shows::Starting(_) => "Starting workers, all together".to_owned(),
        Shows::Copying(_) => "Copying data, all together".to_owned(),
        Shows::Latency(_) => "19 of 20 answers took at most".to_owned(),
        Shows::Answers(name, _) => ["Half of ", name, ", and 19 of 20, took at most"].concat(),
        Shows::Done(_) => "Tasks that were done in the end".to_owned(),
        Shows::Most(name, _) => ["At most in ", name].concat(),
        Shows::Value(name, _) => [name, " in the end"].concat(),
        Shows::Order(_) => "They printed in this order".to_owned(),
    }
}

/// One of these figures.
pub fn answer(figure: &Figure) -> String {
    match figure {
        Figure::Time { ns, resolution_ns } => measured_text(*ns, *resolution_ns),
        Figure::Faster { ns, resolution_ns, times } => {
            format!("{}, {times:.1} times as fast", measured_text(*ns, *resolution_ns))
        }
        Figure::Ends { one_ns, other_ns, resolution_ns } => {
            format!("{} and {}", measured_text(*one_ns, *resolution_ns), measured_text(*other_ns, *resolution_ns))
        }
        Figure::Answers { p50_ns, p95_ns, resolution_ns } => {
            format!("{} and {}", measured_text(*p50_ns, *resolution_ns), measured_text(*p95_ns, *resolution_ns))
        }
        Figure::Lanes(count) => count.to_string(),
        Figure::Number(number) => number.to_string(),
        Figure::Of(count, all) => format!("{count} of {all}"),
        Figure::Busy { tasks, cores } => format!("{tasks:.1} tasks under way, {cores:.1} cores computing"),
        Figure::Order(numbers) => numbers.clone(),
        Figure::Orders { count: 1, attempts, most } => format!("one order in {attempts} runs: {most}"),
        Figure::Orders { count, attempts, most } if count == attempts => {
            format!("{count} orders in {attempts} runs, such as {most}")
        }
        Figure::Orders { count, attempts, most } => format!("{count} orders in {attempts} runs, most often {most}"),
    }
}

/// What was expected, behind what was measured.
pub fn expected_answer(told: &Told) -> Option<String> {
    let text = match told.expected.as_ref()? {
        // By how many times it is faster follows from the times.
        Figure::Faster { ns, resolution_ns, .. } => measured_text(*ns, *resolution_ns),
        figure => answer(figure),
    };
    Some(format!("(expected {text})"))
}
