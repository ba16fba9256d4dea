//! What an example is about: what many believe, what to look at, and what the reader's own machine shows.

use yew::prelude::*;

use crate::app::{Action, State};
use crate::engine::Repeat;
use crate::stats::lessons;
use crate::words;

/// The card of the example on the desk; nothing for a list of the reader's own.
pub fn lesson(state: &State, act: &Callback<Action>) -> Html {
    let Some(example) = state.document.example else { return Html::default() };
    let shown = state.verdict();
    html! {
        <section key={example.id} class="card lesson" aria-label="About this example">
            <h2>{ example.title }</h2>
            <blockquote translate="yes">{ example.belief }</blockquote>
            <p translate="yes">{ example.lesson }</p>
            if shown.is_empty() {
                <p class="hint">{ "Run all, and what your machine says stands here." }</p>
            } else {
                <h3>{ "Your machine says" }</h3>
                <dl aria-label="What your machine says">
                    { for shown.into_iter().map(|answer| html! {
                        <>
                            <dt>{ words::question(answer.shows) }</dt>
                            { for answer.figures.iter().map(|told| html! {
                                <dd>
                                    <span>{ told.model.name() }</span>{ " " }<b>{ words::answer(&told.measured) }</b>
                                    { for words::expected_answer(told).map(|words| html! { <i>{ " " }{ words }</i> }) }
                                </dd>
                            }) }
                        </>
                    }) }
                </dl>
            }
            if lessons::counts_orders(example.id) && state.repeat == Repeat::Once && !state.is_busy() {
                <button class="small" onclick={run_often(act)}>{ "Run all 20 times" }</button>
            }
        </section>
    }
}

/// Repeats, and runs.
fn run_often(act: &Callback<Action>) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| {
        act.emit(Action::Repeat(Repeat::Twenty));
        act.emit(Action::RunAll);
    })
}
