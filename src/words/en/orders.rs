//! What is said of every order in which a list can go.

use crate::engine::schedules::{Found, MOST_STEPS, Unexplored};
use crate::record::Standstill;

/// What is meant by an order.
pub fn about() -> &'static str {
    "Steps may take as long as they like: what counts is whose turn comes when. Threads switch between any two steps, a loop only where a task awaits. Orders that no task could tell apart count as one."
}

/// A number with its thousands set apart.
pub fn grouped(number: u128) -> String {
    if number > 1_000_000_000_000_000 {
        return "more than 1,000,000,000,000,000".to_owned();
    }
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok());
    groups.collect::<Vec<_>>().join(",")
}

/// How many orders there are.
pub fn all(found: &Found, model: &str) -> String {
    let (orders, moments) = (grouped(found.schedules), grouped(found.moments as u128));
    match (found.is_whole, found.schedules) {
        (true, 1) => format!("Under {model} this list has one order, whatever its steps take."),
        (true, _) => {
            format!("Under {model} this list has {orders} orders. All of them were gone through, in {moments} moments.")
        }
        (false, _) => format!(
            "Under {model} this list has too many orders to go through them all: after {moments} moments, {orders} of them were known to their end. What is said here is true of these."
        ),
    }
}

/// In how many of all.
pub fn share(schedules: u128, found: &Found) -> String {
    if schedules == found.schedules {
        return "in all of them".to_owned();
    }
    format!("in {} of {} orders", grouped(schedules), grouped(found.schedules))
}

/// Whether it can get stuck.
pub fn can_get_stuck(schedules: u128, found: &Found) -> String {
    match (schedules, found.is_whole) {
        (0, true) => "It can't get stuck: in every order all tasks come to their end.".to_owned(),
        (0, false) => "In none of these orders it gets stuck.".to_owned(),
        _ => format!("It can get stuck: {}.", share(schedules, found)),
    }
}

/// What a share can be in the end.
pub fn value(name: &str, number: i64) -> String {
    format!("{name} ends as {number}")
}

/// In how many orders something is lost.
pub fn loses(schedules: u128, found: &Found) -> String {
    match schedules {
        0 if found.is_whole => "In no order an update is lost.".to_owned(),
        0 => "In none of these orders an update is lost.".to_owned(),
        1 if found.schedules > 1 => format!("1 of {} orders loses an update.", grouped(found.schedules)),
        _ => format!("{} of {} orders lose an update.", grouped(schedules), grouped(found.schedules)),
    }
}

/// Who waits for whom, behind what an order ends with.
pub fn stuck(standstill: &Standstill) -> String {
    super::stuck::stuck(standstill)
}

/// How many orders of lines there are.
pub fn outputs(outputs: usize, shown: usize, found: &Found) -> String {
    if !found.has_output {
        return "It prints its lines in too many orders to go through them.".to_owned();
    }
    match (outputs, shown) {
        (1, _) => "Its lines always come in the same order:".to_owned(),
        (_, shown) if shown < outputs => {
            format!("Its lines can come in {} orders, the most frequent {shown}:", grouped(outputs as u128))
        }
        _ => format!("Its lines can come in {outputs} orders:"),
    }
}

/// How far it has come.
pub fn progress(moments: usize) -> String {
    format!("Going through every order: {} moments so far", grouped(moments as u128))
}

/// Why nothing is gone through.
pub fn unexplored(why: Unexplored) -> String {
    match why {
        Unexplored::TooLong => {
            format!(
                "This list has more than {MOST_STEPS} steps with all turns: it has too many orders to go through them."
            )
        }
        Unexplored::Word(word) => format!("Orders of a list with the word {word} are not gone through."),
    }
}

/// That the reader didn't want to wait.
pub fn given_up(moments: usize) -> String {
    format!("Given up after {} moments.", grouped(moments as u128))
}

/// What stands over an order that is shown.
pub fn one_order(model: &str, turns: usize) -> String {
    let turns = if turns == 1 { "1 turn".to_owned() } else { format!("{turns} turns") };
    format!("Expected of {model} in this order: {turns}, all drawn equally long")
}
