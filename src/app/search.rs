//! The search for tasks by their names.

use super::{Look, State};

/// How letters lose what a search doesn't ask for: case, accents, and whether they are composed. The page has the browser
/// do that, whose tables are there already.
#[derive(Debug, Clone, Copy)]
pub struct Folding(
    /// The text without them. Lines stay lines.
    pub fn(&str) -> String,
);

impl Default for Folding {
    /// Only letters of ASCII lose their case.
    fn default() -> Self {
        Self(str::to_ascii_lowercase)
    }
}

impl PartialEq for Folding {
    /// There is one in a page, and it never changes.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Folding {
    /// A text without what a search doesn't ask for.
    pub fn fold(self, text: &str) -> String {
        if text.is_ascii() { text.to_ascii_lowercase() } else { self.0(text) }
    }
}

/// What is looked for. Case and accents don't matter: whoever looks for `ETE` finds `été`.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    wanted: String,
    folding: Folding,
}

impl Search {
    /// The search for names that contain this; blanks around it don't count.
    pub fn new(text: &str, folding: Folding) -> Self {
        Self { wanted: folding.fold(text.trim()), folding }
    }

    /// The search for tasks in the diagrams.
    pub fn of(look: &Look) -> Self {
        Self::new(&look.find, look.folding)
    }

    /// Whether every task is found, since nothing is looked for.
    pub fn is_off(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Whether a task of this name is found.
    pub fn finds(&self, name: &str) -> bool {
        self.is_off() || self.folding.fold(name).contains(&self.wanted)
    }

    /// Which of many names are found. The browser is asked once for all.
    pub fn found<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<bool> {
        if self.is_off() {
            return names.map(|_| true).collect();
        }
        let mut all = String::new();
        let mut count = 0;
        for name in names {
            // A name is of one line.
            all.push_str(name);
            all.push('\n');
            count += 1;
        }
        self.folding.fold(&all).split('\n').take(count).map(|name| name.contains(&self.wanted)).collect()
    }
}

/// How many tasks of the runs that are shown are found, and how many there are; `None` where nothing is looked for.
/// Runs of one list are counted once.
pub fn found(state: &State) -> Option<(usize, usize)> {
    let search = Search::of(&state.look);
    if search.is_off() {
        return None;
    }
    let mut texts: Vec<&str> = Vec::new();
    let mut count = (0, 0);
    for run in state.shown.iter().filter_map(|model| state.runs.get(model)) {
        if texts.contains(&&**run.text()) {
            continue;
        }
        texts.push(run.text());
        let found = search.found(run.view().tasks.iter().map(|task| &*task.name));
        count.0 += found.iter().filter(|is_found| **is_found).count();
        count.1 += found.len();
    }
    if let (true, Some(plan)) = (texts.is_empty(), state.document.plan()) {
        // Of what is expected.
        count = (plan.tasks.iter().filter(|task| search.finds(&task.name)).count(), plan.tasks.len());
    }
    Some(count)
}
