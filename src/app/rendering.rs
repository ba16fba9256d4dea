//! What has to be rendered after an action: while a run goes on, as little as can be. Whoever draws less leaves more of the
//! machine to what is measured.

use super::running::Rest;
use super::{Action, Effect, Moment, State, Told, reduce};
use crate::chart::Window;
use crate::time::SECOND;
use crate::wire::files::Report;

/// Between two renderings of figures and output while a run goes on; its picture is drawn more often.
const WORDS_PERIOD_NS: u64 = SECOND / 5;

/// What has to be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendering {
    /// Nothing: what is on the page is true.
    Nothing,
    /// The picture of the run that is under way, as far as it can be drawn without the words around it.
    Picture,
    /// Everything.
    All,
}

/// What is on the page of the run that is under way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnPage {
    /// How far the run had come when all was rendered last.
    pub words_ns: u64,
    /// How far its picture is drawn.
    pub picture_ns: u64,
    /// The window of time then.
    pub window: Window,
}

impl OnPage {
    /// All of a state is rendered.
    pub fn of(state: &State) -> Self {
        let elapsed_ns = state.live().map_or(0, |run| run.view.elapsed_ns);
        Self { words_ns: elapsed_ns, picture_ns: elapsed_ns, window: state.window() }
    }
}

/// Applies an action that happened at a moment, and says what has to be rendered then.
pub fn reduce_and_render(
    state: &mut State,
    action: Action,
    moment: Moment,
    on_page: &OnPage,
) -> (Vec<Effect>, Rendering) {
    let active = |state: &State| state.live().map(|run| run.number);
    let was_active = active(state);
    let is_foreseen = matches!(action, Action::Foreseen(Ok(_)));
    let rendering =
        match action {
            Action::Beat | Action::Select(_) => Rendering::Nothing,
            // What has come in is shown with the next frame, not before.
            Action::Told(
                Told::Events(..) | Told::Changes(..) | Told::Items(..) | Told::Left(..) | Told::Received(..),
            ) if was_active.is_some() => Rendering::Nothing,
            Action::Frame if was_active.is_some() => Rendering::Picture,
            _ => Rendering::All,
        };
    // Of runs that are found one after another nothing is seen before the last of them is here.
    let is_one_of_many = matches!(action, Action::Files(Ok(Report::Run { .. })));
    let effects = reduce(state, action, moment);
    if is_one_of_many && state.kept_runs.is_finding() {
        return (effects, Rendering::Nothing);
    }
    if state.rest == Rest::Shows {
        // With the next frame: so much has happened in this turn.
        return (effects, Rendering::Nothing);
    }
    // What is expected is shown when all of it is there.
    let rendering = if is_foreseen && state.expectations.is_awaited() { Rendering::Nothing } else { rendering };
    let is_as_before = rendering == Rendering::All || active(state) == was_active;
    (effects, if is_as_before { narrowed(state, rendering, on_page) } else { Rendering::All })
}

/// A picture alone does where the words around it can wait; and where it is drawn already, nothing is to be done.
fn narrowed(state: &State, rendering: Rendering, on_page: &OnPage) -> Rendering {
    let (Rendering::Picture, Some(run)) = (rendering, state.live()) else { return rendering };
    let is_due = run.view.elapsed_ns >= on_page.words_ns + WORDS_PERIOD_NS;
    if is_due || on_page.window != state.window() {
        Rendering::All
    } else if run.view.elapsed_ns == on_page.picture_ns {
        Rendering::Nothing
    } else {
        Rendering::Picture
    }
}
