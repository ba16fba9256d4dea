//! Tasks, and what they act on each other by, that are called otherwise, everywhere at once; and lines that are added by a
//! button.

use super::history::{Selection, byte_of, units_of};
use super::{Effect, Moment, State, lists};
use crate::program::{Added, Named, named_at, renamed, steps, with_step, with_task};

/// What is to be called otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    /// What it is.
    pub named: Named,
    /// Where the reader pointed at it, in bytes.
    pub at: usize,
    /// The name of another one, if the reader wants it to be called like that.
    pub taken: Option<String>,
}

/// What the reader does about names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenameAction {
    /// Wants that called otherwise which is named here; where nothing is said, where the caret was last.
    Ask(Option<Selection>),
    /// Wants it called this.
    To(String),
    /// Doesn't want to.
    Leave,
}

/// A line that is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addition {
    /// A task.
    Task,
    /// The step of this place in the table of steps.
    Step(usize),
}

/// The reader does something about names.
pub fn rename(state: &mut State, action: RenameAction, moment: Moment) -> Vec<Effect> {
    match action {
        RenameAction::Ask(selection) => {
            let text = &state.document.text;
            let at = byte_of(text, selection.unwrap_or(state.desk.selection).end);
            state.renaming = named_at(text, at).map(|named| Renaming { named, at, taken: None });
            Vec::new()
        }
        RenameAction::Leave => leave(state),
        RenameAction::To(name) => {
            let Some(renaming) = &mut state.renaming else { return Vec::new() };
            let (named, new) = (renaming.named.clone(), name.trim().replace('"', "'"));
            if new.is_empty() || new == named.name() {
                return leave(state);
            }
            if named.is_taken(&state.document.text, &new) {
                renaming.taken = Some(new);
                return Vec::new();
            }
            let text = renamed(&state.document.text, &named, &new);
            let mut effects = lists::rewrite(state, &text, moment);
            effects.extend(leave(state));
            effects
        }
    }
}

/// The text box is where the reader was.
fn leave(state: &mut State) -> Vec<Effect> {
    state.renaming = None;
    vec![Effect::Focus]
}

/// Adds a line where the caret was last, with what is to be written over selected.
pub fn add(state: &mut State, addition: Addition, moment: Moment) -> Vec<Effect> {
    let text = state.document.text.clone();
    let selected = state.desk.selection;
    // Whoever has been nowhere in the list goes on at its end.
    let place = if selected == Selection::default() { text.len() } else { byte_of(&text, selected.end) };
    let added = match addition {
        Addition::Task => Some(with_task(&text, place)),
        Addition::Step(index) => steps().nth(index).map(|step| with_step(&text, place, step)),
    };
    let Some(Added { text: new, example }) = added else { return Vec::new() };
    let after = Selection { start: units_of(&new, example.start), end: units_of(&new, example.end) };
    state.desk.history.rewrite(&text, &new, selected, after);
    let mut effects = lists::write(state, &new, after, true, moment);
    effects.push(Effect::Focus);
    effects
}
