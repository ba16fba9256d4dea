//! The search for tasks by their names.

use super::State;

/// What is looked for. Case doesn't matter, in any script: whoever looks for `ÉTÉ` finds `été`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search(String);

impl Search {
    /// The search for names that contain this; blanks around it don't count.
    pub fn new(text: &str) -> Self {
        Self(folded(text.trim()))
    }

    /// Whether every task is found, since nothing is looked for.
    pub fn is_off(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a task of this name is found.
    pub fn finds(&self, name: &str) -> bool {
        self.is_off() || folded(name).contains(&self.0)
    }
}

/// Without case. Letters go to upper case in between: some only meet there, as `ß` and `SS`, `ς` and `σ`.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// How many tasks of the runs that are shown are found, and how many there are; `None` where nothing is looked for.
/// Runs of one list are counted once.
pub fn found(state: &State) -> Option<(usize, usize)> {
    let search = Search::new(&state.look.find);
    if search.is_off() {
        return None;
    }
    let mut texts: Vec<&str> = Vec::new();
    let mut count = (0, 0);
    for run in state.shown.iter().filter_map(|model| state.runs.get(model)) {
        if texts.contains(&&*run.text) {
            continue;
        }
        texts.push(&run.text);
        count.0 += run.view.tasks.iter().filter(|task| search.finds(&task.name)).count();
        count.1 += run.view.tasks.len();
    }
    Some(count)
}
