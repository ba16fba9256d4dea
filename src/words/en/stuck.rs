//! That nothing in a run can go on.

use crate::engine::{Shape, Wanted};
use crate::record::{Awaiting, Standstill};

/// Who holds what, and who waits for it.
pub fn stuck(standstill: &Standstill) -> String {
    ["Nothing could go on: ", &waits(standstill)].concat()
}

/// The same of a run that is expected.
pub fn expected_stuck(standstill: &Standstill) -> String {
    ["It is expected to get stuck: ", &waits(standstill)].concat()
}

fn waits(Standstill { waits, shape, waiting, queued }: &Standstill) -> String {
    let said = waits.iter().map(wait).collect::<Vec<_>>().join(", and ");
    let more = match waiting.saturating_sub(waits.len()) {
        0 => String::new(),
        1 => "; 1 other task waits as well".to_owned(),
        more => format!("; {more} other tasks wait as well"),
    };
    if *shape == Shape::Slots {
        let slots = match waiting {
            1 => "the only slot waits for tasks that stand in its queue: ".to_owned(),
            slots => format!("all {slots} slots wait for tasks that stand in their queue: "),
        };
        return [&slots, said.as_str(), &more, "."].concat();
    }
    let circle = if *shape == Shape::Circle && waits.len() > 1 { " That is a circle." } else { "" };
    let queue = match queued {
        0 => String::new(),
        1 => " All slots are taken by tasks that wait, and 1 task queues for one.".to_owned(),
        queued => format!(" All slots are taken by tasks that wait, and {queued} tasks queue for one."),
    };
    [said.as_str(), &more, ".", circle, &queue].concat()
}

fn wait(Awaiting { task, wanted, resource, holder }: &Awaiting) -> String {
    let what = match wanted {
        Wanted::Permit | Wanted::Others | Wanted::Children => "",
        Wanted::Item => "an item of ",
        Wanted::Room => "room in ",
    };
    let resource = resource.as_deref().unwrap_or_default();
    if *wanted == Wanted::Children {
        return [task, " waits for ", holder.as_deref().unwrap_or("what it has spawned")].concat();
    }
    if *wanted == Wanted::Others {
        let missing = holder.as_deref().unwrap_or("others");
        return [task, " waits at ", resource, " for ", missing].concat();
    }
    let held = match holder {
        Some(holder) if holder == task => ", which it holds itself".to_owned(),
        Some(holder) => [", which ", holder, " holds"].concat(),
        None => String::new(),
    };
    [task, " waits for ", what, resource, &held].concat()
}
