//! What if: curves of what is expected. A module of its own finds them out and draws them, in a worker that is started
//! when the reader opens the region; here is what the page knows of that, and beside it the module from within.

mod choices;
mod diagram;
mod draw;
mod foreseer;
mod lab;
mod large;
mod measuring;
pub mod module;
mod orders;
mod orders_view;
pub(super) mod trials;
mod view;

pub use choices::Choices;

use std::rc::Rc;

use super::{Effect, Moment, Notice, State, expected, lists};
use crate::chart::palette::Theme;
use crate::wire::records;
use crate::wire::trouble::{Message, Trouble};
use crate::wire::what_if::{Order, Question, Report, encode_order};
use trials::Trials;

/// No place of a curve is given more effort than this: about a second.
const MOST_EFFORT: usize = 12_000_000;

/// What happens to "what if".
#[derive(Debug, Clone, PartialEq)]
pub enum WhatIfAction {
    /// The reader opens or closes the region.
    Toggle,
    /// The reader wants to see this in it, see [`Choices`].
    Open(&'static str),
    /// The module told something, or is dead; why.
    Told(Result<Report, Trouble>),
}

/// What the page knows of "what if".
#[derive(Debug, Default)]
pub struct WhatIf {
    /// Whether the region is open.
    pub is_open: bool,
    /// What the reader has chosen to see in it, as the module tells it.
    pub choices: String,
    /// What was measured for curves, and of which list, as the module tells it.
    pub(super) samples: (Rc<str>, Vec<u8>),
    /// What the module was asked last; `None` while it doesn't live.
    asked: Option<Question>,
    /// Real runs that the module wants.
    pub(super) trials: Trials,
}

/// Does what happened.
pub(super) fn reduce(state: &mut State, action: WhatIfAction, moment: Moment) -> Vec<Effect> {
    match action {
        WhatIfAction::Toggle => {
            state.what_if.is_open = !state.what_if.is_open;
            if !state.what_if.is_open {
                return end(state, moment);
            }
        }
        WhatIfAction::Open(choices) => return open(state, choices).into_iter().collect(),
        WhatIfAction::Told(Ok(Report::Measure { wanted, times })) => return trials::want(state, &wanted, times),
        WhatIfAction::Told(Ok(Report::Stop)) => return trials::stop(state, moment),
        WhatIfAction::Told(Ok(Report::Choices(choices))) => state.what_if.choices = choices,
        WhatIfAction::Told(Ok(Report::Samples { text, samples })) => state.what_if.samples = (text.into(), samples),
        WhatIfAction::Told(Ok(Report::Order { text, run, stuck })) => match records::decode(&run) {
            Ok(run) => return expected::show_order(state, &text, run, stuck.as_ref()),
            Err(error) => state.notify(Notice::Trouble(Trouble::Unreadable(Message::FileReport, error))),
        },
        WhatIfAction::Told(Ok(_)) => {}
        WhatIfAction::Told(Err(trouble)) => {
            state.notify(Notice::Trouble(trouble));
            state.what_if.is_open = false;
            return end(state, moment);
        }
    }
    Vec::new()
}

/// Opens the region, and shows this in it. A module that shows something else already is asked anew.
pub(super) fn open(state: &mut State, choices: &str) -> Option<Effect> {
    // In a frame there is one diagram and nothing else; what is wanted during a run could end what is measured.
    if state.embed || state.what_if.trials.is_busy() {
        return None;
    }
    state.what_if.is_open = true;
    choices.clone_into(&mut state.what_if.choices);
    state.what_if.asked.take().map(|_| Effect::WhatIf(None))
}

/// What was measured of this list for curves, see [`crate::wire::samples`]; empty if nothing was.
pub(super) fn samples<'a>(state: &'a State, text: &str) -> &'a [u8] {
    let (of, samples) = &state.what_if.samples;
    if **of == *text { samples } else { &[] }
}

fn end(state: &mut State, moment: Moment) -> Vec<Effect> {
    state.what_if.asked = None;
    // What it would have been told of its runs is told to nobody.
    let stopped = trials::stop(state, moment).into_iter().filter(|effect| !matches!(effect, Effect::WhatIf(_)));
    stopped.chain([Effect::WhatIf(None)]).collect()
}

/// Sees to it that the module knows what it is asked about.
pub(super) fn see(state: &mut State) -> Option<Effect> {
    if !state.what_if.is_open {
        return None;
    }
    let asked = state.what_if.asked.as_ref();
    let same = asked.filter(|asked| *asked.text == *state.document.text);
    let question = Question {
        text: state.document.text.to_string(),
        title: lists::title(state),
        setup: expected::setup(state, MOST_EFFORT),
        models: state.shown.clone(),
        resolution_ns: state.environment.clock_resolution_ns.max(1),
        is_dark: state.shown_theme() == Theme::Dark,
        width_px: state.width_px,
        is_busy: state.is_busy(),
        times: state.repeat.times(),
        // They are told once, and those of another list when it is: from then on the module tells them.
        choices: asked.map_or(&state.what_if.choices, |asked| &asked.choices).clone(),
        samples: same.map_or_else(|| samples(state, &state.document.text), |asked| &asked.samples).to_vec(),
    };
    if state.what_if.asked.as_ref() == Some(&question) {
        return None;
    }
    let order = encode_order(&Order::Ask(Box::new(question.clone())));
    state.what_if.asked = Some(question);
    Some(Effect::WhatIf(Some(order)))
}
