//! In how many orders the attempts of a series printed their lines.

use std::sync::Arc;

use super::attempt::{Attempt, Printed, counted};
use crate::trace::TaskId;

/// The orders there were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Orders {
    /// Whether they are of the tasks that printed: so where all lines say the same. Else they are of what the lines say,
    /// and equal ones are equal, whoever printed them.
    pub of_tasks: bool,
    /// Each order, the most frequent first; of those that were as frequent, the one that was seen first.
    pub all: Vec<Order>,
}

/// An order in which lines were printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The lines of the first attempt that had it.
    pub lines: Printed,
    /// In so many attempts.
    pub count: usize,
}

impl Orders {
    /// Those of the attempts that count.
    pub fn of(attempts: &[Attempt]) -> Self {
        let of_tasks = say_the_same(attempts);
        let is_same = |(task, text): &(TaskId, Arc<str>), (other, said): &(TaskId, Arc<str>)| {
            if of_tasks { task == other } else { text == said }
        };
        let mut all: Vec<Order> = Vec::new();
        for Attempt { output, .. } in counted(attempts) {
            let is_as = |order: &&mut Order| {
                order.lines.len() == output.len()
                    && order.lines.iter().zip(&**output).all(|(one, other)| is_same(one, other))
            };
            match all.iter_mut().find(is_as) {
                Some(order) => order.count += 1,
                None => all.push(Order { lines: output.clone(), count: 1 }),
            }
        }
        all.sort_by_key(|order| std::cmp::Reverse(order.count));
        Self { of_tasks, all }
    }

    /// In how many attempts they were seen.
    pub fn attempts(&self) -> usize {
        self.all.iter().map(|order| order.count).sum()
    }
}

/// Whether all lines say the same.
fn say_the_same(attempts: &[Attempt]) -> bool {
    let mut lines = counted(attempts).flat_map(|attempt| &*attempt.output).map(|(_, text)| text);
    lines.next().is_some_and(|first| lines.all(|text| text == first))
}
