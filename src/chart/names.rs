//! What rows are called: by their lane, or by the task that has the row to itself. And which color is whose, where tasks
//! share rows.

use super::Layout;
use super::layout::Owner;
use super::palette::{COLORS, color_of};
use crate::trace::{Lane, LaneId, LaneKind, TaskId, TaskInfo, Timeline};

/// The name of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowName {
    /// The middle of the row, in CSS pixels from the top of the diagram.
    pub middle_px: f64,
    /// What stands beside the row, where it has room.
    pub text: String,
    /// All that it is called.
    pub full: String,
}

/// From the middle of a name to the next one's at least: of rows that stand closer, not all have their names beside them.
const PITCH_PX: f64 = 11.0;

/// The names beside the rows of a diagram; of two timelines in it the second names what nobody has in the first.
pub fn row_names(layout: &Layout, lanes: &[Lane], tasks: &[TaskInfo], timelines: [&Timeline; 2]) -> Vec<RowName> {
    let [timeline, under] = timelines;
    let mut only = only_tasks(lanes.len(), timeline);
    if !std::ptr::eq(timeline, under) {
        for (only, under) in only.iter_mut().zip(only_tasks(lanes.len(), under)) {
            if matches!(only, Only::Nobody) {
                *only = under;
            }
        }
    }
    let mut names: Vec<RowName> = Vec::new();
    for (row, owner) in layout.strips.iter().zip(layout.owners()) {
        let middle_px = row.top_px + row.height_px / 2.0;
        if names.last().is_some_and(|last| middle_px < last.middle_px + PITCH_PX) {
            continue;
        }
        let (text, full) = match owner {
            Owner::Lane(lane) => lane_name(lane, lanes, tasks, &only),
            Owner::Tasks(first, last) => {
                let (first, last) = (task_name(tasks, first), task_name(tasks, last));
                let full = if first == last { first.clone() } else { format!("{first} to {last}") };
                (first, full)
            }
        };
        names.push(RowName { middle_px, text, full });
    }
    let things = if timeline.named.is_empty() { &under.named } else { &timeline.named };
    for (row, named) in layout.named.iter().zip(things) {
        let middle_px = row.top_px + row.height_px / 2.0;
        if names.last().is_none_or(|last| middle_px >= last.middle_px + PITCH_PX) {
            let (kind, name, most) = (named.resource.kind.word(), &named.resource.name, named.most());
            let bound = named.bound().map_or(String::new(), |bound| format!(" of {bound}"));
            names.push(RowName {
                middle_px,
                text: name.to_string(),
                full: format!("{kind} {name}: at most {most}{bound}"),
            });
        }
    }
    names
}

fn task_name(tasks: &[TaskInfo], task: TaskId) -> String {
    tasks.get(task.0 as usize).map_or_else(String::new, |task| task.name.clone())
}

/// Whose a lane is.
#[derive(Clone, Copy)]
enum Only {
    Nobody,
    Task(TaskId),
    Several,
}

fn only_tasks(lanes: usize, timeline: &Timeline) -> Vec<Only> {
    let mut only = vec![Only::Nobody; lanes];
    for span in &timeline.spans {
        let Some(lane) = span.lane.and_then(|lane| only.get_mut(lane.0 as usize)) else { continue };
        *lane = match *lane {
            Only::Nobody => Only::Task(span.task),
            Only::Task(task) if task == span.task => Only::Task(task),
            _ => Only::Several,
        };
    }
    only
}

/// A lane is called by its task where it was made for it, or where there is no other task.
fn lane_name(lane: LaneId, lanes: &[Lane], tasks: &[TaskInfo], only: &[Only]) -> (String, String) {
    let Some(info) = lanes.get(lane.0 as usize) else { return (String::new(), String::new()) };
    let is_own = matches!(info.kind, LaneKind::Thread | LaneKind::Process) || tasks.len() == 1;
    if let (true, Some(Only::Task(task))) = (is_own, only.get(lane.0 as usize)) {
        let task = task_name(tasks, *task);
        return (task.clone(), format!("{task}, on {}", info.name));
    }
    let text = match info.kind {
        LaneKind::Loop => "loop".to_owned(),
        _ => info.name.clone(),
    };
    (text, info.name.clone())
}

/// Which color is whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Each task has its own: tasks with the indices of their colors.
    Each(Vec<(TaskId, usize)>),
    /// So many tasks share the colors that there are.
    Shared(usize),
}

/// The key of a diagram's colors; `None` where the names beside the rows say it all.
pub fn key(layout: &Layout, lanes: &[Lane], tasks: &[TaskInfo]) -> Option<Key> {
    let is_named = |owner: &Owner| match owner {
        Owner::Lane(lane) => {
            let kind = lanes.get(lane.0 as usize).map(|lane| lane.kind);
            matches!(kind, Some(LaneKind::Thread | LaneKind::Process))
        }
        Owner::Tasks(..) => true,
    };
    if tasks.len() < 2 || layout.owners().iter().all(is_named) {
        return None;
    }
    let shown = (0..tasks.len() as u32).map(TaskId).filter(|task| layout.shows(*task));
    let colors: Vec<(TaskId, usize)> = shown.map(|task| (task, color_of(task))).collect();
    Some(if colors.len() > COLORS { Key::Shared(colors.len()) } else { Key::Each(colors) })
}
