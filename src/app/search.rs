//! The search for tasks by their names.

use super::State;

/// What is looked for. Case doesn't matter: whoever looks for `ÉTÉ` finds `été`.
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

/// Without case.
fn folded(text: &str) -> String {
    text.chars().map(lower).collect()
}

/// A letter in lower case, of the scripts that names in programs are written in: Latin, Greek and Cyrillic. The standard
/// library's tables for all others would be more than ten kilobytes of what the page loads.
fn lower(letter: char) -> char {
    let shifted = |by: u32| char::from_u32(u32::from(letter) + by).unwrap_or(letter);
    match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => shifted(0x20),
        'Ѐ'..='Џ' => shifted(0x50),
        'Ÿ' => 'ÿ',
        'ς' => 'σ',
        // Pairs, of which the one with the even or the odd number is the capital.
        'Ā'..='Ķ' | 'Ŋ'..='ŷ' if u32::from(letter) % 2 == 0 => shifted(1),
        'Ĺ'..='ň' | 'Ź'..='ž' if u32::from(letter) % 2 == 1 => shifted(1),
        _ => letter,
    }
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
    if let (true, Some(plan)) = (texts.is_empty(), state.document.plan()) {
        // Of what is expected.
        count = (plan.tasks.iter().filter(|task| search.finds(&task.name)).count(), plan.tasks.len());
    }
    Some(count)
}
