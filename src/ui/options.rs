//! What the reader can choose about a model, in its panel.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::element::element;
use crate::app::fields::{self, Size};
use crate::app::{Action, SizeBy};
use crate::engine::{Behind, Model, Options, WORKER_LIMIT};
use crate::words::{self, hints};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub model: Model,
    pub options: Options,
    pub size_by: Option<SizeBy>,
    pub has_idle_priorities: bool,
    pub carries_freely: bool,
    pub act: Callback<Action>,
}

/// What can be chosen about a model.
pub fn model_options(props: &Props) -> Html {
    let own = match (props.model, props.options.size(props.model)) {
        (Model::Async, _) => html! { <>{ loop_choice(props) }{ idle_priorities(props) }</> },
        (Model::Offload, _) => html! { <><PoolSize ..props.clone() />{ behind_choice(props) }</> },
        (_, Some(_)) => html! { <PoolSize ..props.clone() /> },
        _ => idle_priorities(props),
    };
    html! { <>{ own }{ free_data(props) }</> }
}

/// That handing data over costs nothing here.
fn free_data(props: &Props) -> Html {
    let said =
        || element("span").class("size-by").set("title", hints::MEMORY_IS_SHARED).text("data is shared here").html();
    if props.carries_freely { said() } else { Html::default() }
}

/// That priorities change nothing here.
fn idle_priorities(props: &Props) -> Html {
    let said = || element("span").class("size-by").set("title", hints::NOBODY_QUEUES).text("nobody queues here").html();
    if props.has_idle_priorities { said() } else { Html::default() }
}

impl Clone for Props {
    fn clone(&self) -> Self {
        Self { act: self.act.clone(), ..*self }
    }
}

/// The size of a pool. What is written stays as it is written; what is no size yet is told, with the size that runs.
#[component]
fn PoolSize(props: &Props) -> Html {
    let draft = use_state_eq(|| None::<(String, Size)>);
    // Left, or Enter pressed: nothing more will be written.
    let is_left = use_state_eq(|| false);
    let (model, size) = (props.model, props.options.size(props.model).unwrap_or(1));
    {
        // What runs, whoever chose it, is what stands here.
        let draft = draft.clone();
        use_effect_with(size, move |_| draft.set(None));
    }
    let write = {
        let (act, draft, is_left) = (props.act.clone(), draft.clone(), is_left.clone());
        Callback::from(move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = field.value();
            let written = fields::size(&text, field.validity().bad_input());
            draft.set(Some((text, written)));
            is_left.set(false);
            if let Size::Of(size) = written {
                act.emit(Action::SetSize(model, size));
            }
        })
    };
    let leave = {
        let (draft, is_left) = (draft.clone(), is_left.clone());
        Callback::from(move |_: Event| {
            is_left.set(true);
            if matches!(*draft, Some((_, Size::Of(_)))) {
                draft.set(None);
            }
        })
    };
    let problem = draft.as_ref().and_then(|(_, written)| fields::size_sentence(*written, model, &props.options));
    let is_told = *is_left || matches!(*draft, Some((_, Size::Wrong)));
    let name = model.name();
    html! {
        <>
            <label class="option" title={words::default_size_reason(model)}>
                <input
                    type="number"
                    min="1"
                    max={WORKER_LIMIT.to_string()}
                    value={draft.as_ref().map_or_else(|| size.to_string(), |(text, _)| text.clone())}
                    aria-label={format!("{name} size")}
                    aria-invalid={problem.is_some().then_some("true")}
                    oninput={write}
                    onchange={leave}
                />
                { words::workers(model, &props.options) }
            </label>
            { size_by(props) }
            { problem.map(|problem| refusal(problem, is_told)).unwrap_or_default() }
        </>
    }
}

/// That the size is the list's, or the way back to that.
fn size_by(props: &Props) -> Html {
    let (model, act) = (props.model, props.act.clone());
    match props.size_by {
        None => Html::default(),
        Some(SizeBy::List) => element("span").class("size-by").text("as the list says").html(),
        Some(SizeBy::Hand { listed }) => element("button")
            .class("link size-by")
            .set("title", hints::BACK_TO_LIST_SIZE)
            .on_press(Callback::from(move |_: MouseEvent| act.emit(Action::UnsetSize(model))))
            .words(format!("set by hand, the list says {listed}"))
            .html(),
    }
}

/// What is wrong with what was written, said aloud once it is to be told.
pub fn refusal(problem: String, is_told: bool) -> Html {
    let refusal = element("p").class("refusal").words(problem);
    if is_told { refusal.set("role", "alert") } else { refusal }.html()
}

/// Whose event loop it is.
fn loop_choice(props: &Props) -> Html {
    let choose = props.act.reform(|event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        Action::SetPageLoop(value.as_deref() == Some("page"))
    });
    let on_page = props.options.page_loop;
    let option = |value: &'static str, is_chosen: bool, words: &'static str| {
        element("option").set("value", value).flag("selected", is_chosen).text(words)
    };
    let choice = element("select")
        .set("aria-label", "Async loop")
        .on_change(choose)
        .with(option("worker", !on_page, "a worker"))
        .with(option("page", on_page, "the page"));
    element("label").class("option").set("title", hints::PAGE_LOOP).text("loop of ").with(choice).html()
}

/// What stands behind the loop of Async + pool.
fn behind_choice(props: &Props) -> Html {
    let act = props.act.clone();
    let choose = Callback::from(move |event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        if let Some(behind) = value.as_deref().and_then(Behind::from_id) {
            act.emit(Action::SetBehind(behind));
        }
    });
    let chosen = props.options.behind;
    let option = |behind: Behind| {
        let option = element("option").set("value", behind.id()).flag("selected", behind == chosen);
        option.text(words::behind(behind)).html()
    };
    let choice = element("select")
        .attr("aria-label", format!("{} behind", props.model.name()))
        .on_change(choose)
        .children(Behind::ALL.into_iter().map(option));
    let title = words::about_behind(chosen);
    element("label").class("option").set("title", title).text("behind the loop ").with(choice).html()
}
