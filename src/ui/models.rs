//! Which models are shown: one button each.

use yew::prelude::*;

use super::element::{button, element};
use super::press::{icon, press};
use crate::app::{Action, State};
use crate::engine::Model;
use crate::words::{self, hints};

const UNTICKED: &str =
    r#"<svg viewBox="0 0 12 12" aria-hidden="true"><rect x="0.5" y="0.5" width="11" height="11" rx="2" /></svg>"#;
const TICKED: &str = r#"<svg viewBox="0 0 12 12" aria-hidden="true"><rect x="0.5" y="0.5" width="11" height="11" rx="2" /><path d="M2.8 6.2 5 8.6 9.4 3.6" /></svg>"#;

/// What it shows. A function and not a component: it is rendered with the page, and a component more is 2 KB to load.
pub struct Props {
    pub shown: Vec<Model>,
    /// The one that runs keeps its panel.
    pub active: Option<Model>,
    /// Whether the reader guesses first.
    pub predicts: bool,
    pub act: Callback<Action>,
}

impl Props {
    pub fn of(state: &State, act: &Callback<Action>) -> Self {
        let (shown, active, predicts) = (state.shown.clone(), state.active(), state.predictions.is_on);
        Self { shown, active, predicts, act: act.clone() }
    }
}

pub fn model_picker(props: &Props) -> Html {
    let chip = |model: Model| {
        button(model.name(), &props.act, Action::ToggleModel(model))
            .class("chip")
            .yes_no("aria-pressed", props.shown.contains(&model))
            .attr("aria-label", format!("Show {}", model.name()))
            .set("title", words::model_summary(model, None))
            .flag("disabled", props.active == Some(model))
            .html()
    };
    let chips = element("div")
        .class("chips")
        .set("role", "group")
        .set("aria-label", "Models")
        .with(element("span").class("models-head").set("aria-hidden", "true").text("Models"))
        .children(Model::ALL.into_iter().map(chip));
    // No model: a box to tick, as for the other ways to look at them.
    let tick = element("button")
        .class("tick")
        .yes_no("aria-pressed", props.predicts)
        .set("title", hints::PREDICT)
        .on_press(press(&props.act, Action::TogglePredictions))
        .child(icon(if props.predicts { TICKED } else { UNTICKED }))
        .text("Predict first");
    element("div").class("models").with(chips).with(tick).html()
}
