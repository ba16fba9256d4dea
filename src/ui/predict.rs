//! Where the reader writes what to expect of a model, and reads what came of it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::Action;
use crate::app::predict::Guess;
use crate::engine::Model;

pub fn prediction(model: Model, guess: Option<&Guess>, act: &Callback<Action>) -> Html {
    let Some(guess) = guess else { return Html::default() };
    let write = act.reform(move |event: InputEvent| {
        let text = event.target_dyn_into::<HtmlInputElement>().map(|field| field.value());
        Action::Predict(model, text.unwrap_or_default())
    });
    html! {
        <>
            <label class="option">
                { "I expect" }
                <input
                    value={guess.text.clone()}
                    placeholder={if guess.is_closed { "–" } else { "1.5s" }}
                    aria-label={format!("{} prediction", model.name())}
                    aria-invalid={guess.problem.is_some().then_some("true")}
                    readonly={guess.is_closed}
                    title={guess.is_closed.then_some("It has run: change the list to guess again.")}
                    oninput={write}
                />
            </label>
            if let Some(problem) = guess.problem {
                <p class="refusal" role="alert">{ problem }</p>
            }
            if let Some(outcome) = &guess.outcome {
                <p class="outcome">{ outcome }</p>
            }
        </>
    }
}
