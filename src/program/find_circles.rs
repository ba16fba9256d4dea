//! Circles among tasks that lead to each other.

use std::ops::ControlFlow;

/// A circle that was found.
pub(super) struct Circle<'p> {
    /// The edge that closes it: whose it is, and which of that task's.
    pub closed_by: (usize, usize),
    path: &'p [(usize, usize)],
}

impl Circle<'_> {
    /// Its tasks, from the one that is come back to.
    pub fn tasks(&self) -> impl ExactSizeIterator<Item = usize> {
        self.path.iter().map(|(task, _)| *task)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    Never,
    /// How deep it stands on the path that is being followed.
    OnPath(usize),
    Over,
}

/// Finds circles depth first, with a stack of its own because lists nest deeper than threads can, among so many tasks, of
/// which each has edges that lead to others. Goes along each edge once. Without those that close circles there is none.
pub(super) fn find_circles(
    tasks: usize,
    leads_to: impl Fn(usize, usize) -> Option<usize>,
    mut found: impl FnMut(&Circle) -> ControlFlow<()>,
) {
    let mut visits = vec![Visit::Never; tasks];
    for root in 0..tasks {
        let mut path = Vec::new();
        if visits[root] == Visit::Never {
            visits[root] = Visit::OnPath(0);
            path.push((root, 0));
        }
        while let Some((task, next)) = path.last_mut() {
            let (task, edge) = (*task, *next);
            *next += 1;
            let Some(target) = leads_to(task, edge) else {
                visits[task] = Visit::Over;
                path.pop();
                continue;
            };
            match visits[target] {
                Visit::Over => {}
                Visit::Never => {
                    visits[target] = Visit::OnPath(path.len());
                    path.push((target, 0));
                }
                Visit::OnPath(start) => {
                    let circle = Circle { closed_by: (task, edge), path: &path[start..] };
                    if found(&circle).is_break() {
                        return;
                    }
                }
            }
        }
    }
}
