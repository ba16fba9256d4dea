//! Which models are shown: one button each.

use yew::prelude::*;

use super::press::press;

use crate::app::Action;
use crate::engine::Model;
use crate::words;

/// What it shows. A function and not a component: it is rendered with the page, and a component more is 2 KB to load.
pub struct Props {
    pub shown: Vec<Model>,
    /// The one that runs keeps its panel.
    pub active: Option<Model>,
    /// Whether the reader guesses first.
    pub predicts: bool,
    pub act: Callback<Action>,
}

pub fn model_picker(props: &Props) -> Html {
    html! {
        <div class="models">
            <div class="chips" role="group" aria-label="Models">
                <span class="models-head" aria-hidden="true">{ "Models" }</span>
                { for Model::ALL.into_iter().map(|model| {
                    let is_shown = props.shown.contains(&model);
                    html! {
                        <button
                            class="chip"
                            aria-pressed={is_shown.to_string()}
                            aria-label={format!("Show {}", model.name())}
                            title={words::model_summary(model)}
                            disabled={props.active == Some(model)}
                            onclick={press(&props.act, Action::ToggleModel(model))}
                        >
                            { model.name() }
                        </button>
                    }
                }) }
            </div>
            // No model: a box to tick, as for the other ways to look at them.
            <button
                class="tick"
                aria-pressed={props.predicts.to_string()}
                title="Write down how long you expect each model to take, before it runs"
                onclick={press(&props.act, Action::TogglePredictions)}
            >
                <svg viewBox="0 0 12 12" aria-hidden="true">
                    <rect x="0.5" y="0.5" width="11" height="11" rx="2" />
                    if props.predicts {
                        <path d="M2.8 6.2 5 8.6 9.4 3.6" />
                    }
                </svg>
                { "Predict first" }
            </button>
        </div>
    }
}
