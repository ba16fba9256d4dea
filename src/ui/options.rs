//! What the reader can choose about a model, in its panel.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::app::Action;
use crate::engine::options::default_size_reason;
use crate::engine::{Model, Options, WORKER_LIMIT};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub model: Model,
    pub options: Options,
    pub act: Callback<Action>,
}

/// What can be chosen about a model.
pub fn model_options(props: &Props) -> Html {
    match (props.model, props.options.size(props.model)) {
        (Model::Async, _) => loop_choice(props),
        (_, Some(_)) => html! { <PoolSize ..props.clone() /> },
        _ => Html::default(),
    }
}

impl Clone for Props {
    fn clone(&self) -> Self {
        Self { model: self.model, options: self.options, act: self.act.clone() }
    }
}

/// The size of a pool. What can't be one is told at once, and left where it was written.
#[component]
fn PoolSize(props: &Props) -> Html {
    let problem = use_state_eq(|| None::<String>);
    let (model, size) = (props.model, props.options.size(props.model).unwrap_or(1));
    let choose = {
        let (act, problem) = (props.act.clone(), problem.clone());
        Callback::from(move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            match field.value().trim().parse::<usize>() {
                Ok(size) if (1..=WORKER_LIMIT).contains(&size) => {
                    problem.set(None);
                    act.emit(Action::SetSize(model, size));
                }
                _ => problem.set(Some(format!("A pool has 1 to {WORKER_LIMIT} workers; it stays as it was."))),
            }
        })
    };
    let name = model.name();
    let label = if model == Model::ProcessPool { "processes" } else { "threads" };
    html! {
        <>
            <label class="option" title={default_size_reason(model)}>
                <input
                    type="number"
                    min="1"
                    max={WORKER_LIMIT.to_string()}
                    value={size.to_string()}
                    aria-label={format!("{name} size")}
                    aria-invalid={problem.is_some().then_some("true")}
                    oninput={choose}
                />
                { label }
            </label>
            if let Some(problem) = &*problem {
                <p class="refusal" role="alert">{ problem }</p>
            }
        </>
    }
}

/// Whose event loop it is.
fn loop_choice(props: &Props) -> Html {
    let choose = props.act.reform(|event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        Action::SetPageLoop(value.as_deref() == Some("page"))
    });
    let on_page = props.options.page_loop;
    html! {
        <label
            class="option"
            title="On the page's own loop you feel what cpu and block do to it: nothing on the page moves meanwhile."
        >
            { "loop of " }
            <select aria-label="Async loop" onchange={choose}>
                <option value="worker" selected={!on_page}>{ "a worker" }</option>
                <option value="page" selected={on_page}>{ "the page" }</option>
            </select>
        </label>
    }
}
