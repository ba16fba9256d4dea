//! What an example is about: what many believe, what to look at, and what the reader's own machine shows.

use yew::prelude::*;

use super::element::element;
use super::press::press;
use crate::app::{Action, State, WhatIfAction};
use crate::engine::Repeat;
use crate::stats::lessons::{self, Answer, Told};
use crate::words::{self, hints};

/// The card of the example on the desk; nothing for a list of the reader's own.
pub fn lesson(state: &State, act: &Callback<Action>) -> Html {
    let Some(example) = state.document.example else { return Html::default() };
    let is_to_repeat = lessons::counts_orders(example.id) && state.repeat == Repeat::Once && !state.is_busy();
    html! {
        <section key={example.id} class="card lesson" aria-label="About this example">
            <h2>{ example.title }</h2>
            <blockquote translate="yes">{ example.belief }</blockquote>
            <p translate="yes">{ example.lesson }</p>
            { verdict(&state.verdict()) }
            { for lessons::curve(example.id).map(|choices| element("button").class("small").on_press(press(act, Action::WhatIf(WhatIfAction::Open(choices)))).text("See its curve").html()) }
            { for is_to_repeat.then(|| element("button").class("small").on_press(run_often(act)).text("Run all 20 times").html()) }
        </section>
    }
}

/// What the runs show.
fn verdict(shown: &[Answer]) -> Html {
    if shown.is_empty() {
        return element("p").class("hint").text(hints::NO_ANSWER).html();
    }
    answers(shown)
}

// A function of its own, which a release loads later.
#[inline(never)]
fn answers(shown: &[Answer]) -> Html {
    let figure = |told: &Told| {
        let measured = element("b").words(words::answer(&told.measured));
        let expected = words::expected_answer(told).map(|words| element("i").words(format!(" {words}")).html());
        let name = element("span").text(told.model.name());
        element("dd").with(name).text(" ").with(measured).maybe(expected).html()
    };
    let answers = shown.iter().flat_map(|answer| {
        let question = element("dt").words(words::question(answer.shows)).html();
        [question].into_iter().chain(answer.figures.iter().map(figure))
    });
    let answers = element("dl").set("aria-label", "What your machine says").children(answers);
    [element("h3").text("Your machine says").html(), answers.html()].into_iter().collect()
}

/// Repeats, and runs.
fn run_often(act: &Callback<Action>) -> Callback<MouseEvent> {
    let act = act.clone();
    Callback::from(move |_| {
        act.emit(Action::Repeat(Repeat::Twenty));
        act.emit(Action::RunAll);
    })
}
