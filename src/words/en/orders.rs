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
    let (orders, moments) = (grouped(found.schedules), moments(found.moments));
    if found.is_whole {
        return match found.schedules {
            1 => format!("Under {model} this list has one order, whatever its steps take."),
            _ => format!("Under {model} this list has {orders} orders. All of them were gone through, in {moments}."),
        };
    }
    let known = match found.schedules {
        0 => "none of them was known to its end, so that nothing can be said of how they end.".to_owned(),
        1 => "1 of them was known to its end. What is said here is true of this one.".to_owned(),
        _ => format!("{orders} of them were known to their end. What is said here is true of these."),
    };
    format!("Under {model} this list has too many orders to go through them all: after {moments}, {known}")
}

fn moments(moments: usize) -> String {
    if moments == 1 { "1 moment".to_owned() } else { grouped(moments as u128) + " moments" }
}

/// In how many of all.
pub fn share(schedules: u128, found: &Found) -> String {
    match (schedules == found.schedules, found.is_whole, schedules) {
        (true, true, 1) => "in its only order".to_owned(),
        (true, true, _) => "in all of them".to_owned(),
        (true, false, 1) => "in the only order that is known".to_owned(),
        (true, false, _) => "in all of these orders".to_owned(),
        (false, ..) => format!("in {} of {} orders", grouped(schedules), grouped(found.schedules)),
    }
}

/// Whether it can get stuck.
pub fn can_get_stuck(schedules: u128, found: &Found) -> String {
    match (schedules, found.is_whole) {
        (0, true) => "It can't get stuck: in every order all tasks come to their end.".to_owned(),
        (0, false) => "It gets stuck in none of these orders.".to_owned(),
        (1, true) if found.schedules == 1 => "It gets stuck in its only order.".to_owned(),
        (_, true) if schedules == found.schedules => "It gets stuck in every order.".to_owned(),
        _ => format!("It can get stuck: {}.", share(schedules, found)),
    }
}

/// What a share can be in the end.
pub fn value(name: &str, number: i64) -> String {
    format!("{name} ends as {number}")
}

/// In how many orders something is lost.
pub fn loses(schedules: u128, found: &Found) -> String {
    let all = grouped(found.schedules);
    match (schedules, found.is_whole) {
        (0, true) => "No order loses an update.".to_owned(),
        (0, false) => "None of these orders loses an update.".to_owned(),
        (1, true) if found.schedules == 1 => "Its only order loses an update.".to_owned(),
        (1, false) if found.schedules == 1 => "The only order that is known loses an update.".to_owned(),
        (1, _) => format!("1 of {all} orders loses an update."),
        _ if schedules == found.schedules => format!("All {all} orders lose an update."),
        _ => format!("{} of {all} orders lose an update.", grouped(schedules)),
    }
}

/// What the button says that shows an order.
pub const SHOW_ONE: &str = "Show one";

/// The same for whoever doesn't see what it stands beside.
pub fn show_one(said: &str) -> String {
    format!("{SHOW_ONE}: {said}")
}

/// Who waits for whom, behind what an order ends with.
pub fn stuck(standstill: &Standstill) -> String {
    super::stuck::stuck(standstill)
}

/// How many orders of lines there are, where in so many orders it gets stuck.
pub fn outputs(outputs: usize, shown: usize, stuck: u128, found: &Found) -> String {
    if !found.has_output {
        return "It prints its lines in too many orders to go through them.".to_owned();
    }
    let its_lines = match (found.is_whole, stuck) {
        (true, 0) => "Its lines",
        (true, _) => "Where it doesn't get stuck, its lines",
        (false, 0) => "As far as is known, its lines",
        (false, _) => "As far as is known, and where it doesn't get stuck, its lines",
    };
    match (outputs, shown) {
        (1, _) => format!("{its_lines} always come in the same order:"),
        (_, shown) if shown < outputs => {
            format!("{its_lines} can come in {} orders, the most frequent {shown}:", grouped(outputs as u128))
        }
        _ => format!("{its_lines} can come in {outputs} orders:"),
    }
}

/// That they are gone through.
pub fn going_through() -> &'static str {
    "Going through every order."
}

/// How far it has come.
pub fn progress(looked_at: usize) -> String {
    format!("{} so far", moments(looked_at))
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
pub fn given_up(looked_at: usize) -> String {
    format!("Given up after {}.", moments(looked_at))
}

/// What a task does that has waited for something as long as it does.
pub fn late(step: &str) -> String {
    [step, ": its time is over"].concat()
}

/// What stands over an order that is shown.
pub fn one_order(model: &str, turns: usize) -> String {
    let turns = if turns == 1 { "1 turn".to_owned() } else { format!("{turns} turns") };
    format!("Expected of {model} in this order: {turns}, all drawn equally long")
}
