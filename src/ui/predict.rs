//! Where the reader writes what to expect of a model, and reads what came of it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::element::element;
use super::options::refusal;
use crate::app::Action;
use crate::app::predict::Guess;
use crate::engine::Model;
use crate::words::hints;

#[derive(Properties, PartialEq)]
struct Props {
    model: Model,
    guess: Guess,
    act: Callback<Action>,
}

pub fn prediction(model: Model, guess: Option<&Guess>, act: &Callback<Action>) -> Html {
    let guess = guess.cloned();
    guess.map_or_else(Html::default, |guess| html! { <Prediction {model} {guess} act={act.clone()} /> })
}

/// The field, and what is said about it: what may still become a time is no alarm before it is left.
#[component]
fn Prediction(props: &Props) -> Html {
    let Props { model, guess, act } = props;
    let is_left = use_state_eq(|| false);
    let write = {
        let (model, act, is_left) = (*model, act.clone(), is_left.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_dyn_into::<HtmlInputElement>().map(|field| field.value());
            is_left.set(false);
            act.emit(Action::Predict(model, text.unwrap_or_default()));
        })
    };
    let leave = {
        let (model, act, is_left) = (*model, act.clone(), is_left.clone());
        Callback::from(move |_: Event| {
            is_left.set(true);
            act.emit(Action::EndGuess(model));
        })
    };
    let is_told = *is_left || guess.is_closed || !guess.is_unfinished;
    html! {
        <>
            <label class="option">
                { "I expect" }
                <input
                    value={guess.text.clone()}
                    placeholder={if guess.is_closed { "–" } else { "1.5s" }}
                    aria-label={format!("{} prediction", model.name())}
                    aria-invalid={(guess.problem.is_some() && is_told).then_some("true")}
                    readonly={guess.is_closed}
                    title={guess.is_closed.then_some(hints::GUESS_IS_CLOSED)}
                    oninput={write}
                    onchange={leave}
                />
            </label>
            { guess.problem.map(|problem| refusal(problem.to_owned(), is_told)).unwrap_or_default() }
            { for guess.outcome.as_ref().map(|outcome| element("p").class("outcome").words(outcome.clone()).html()) }
        </>
    }
}
