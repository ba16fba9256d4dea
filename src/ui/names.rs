//! Beside the rows of a diagram their names, and under it which color is whose.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::chart::Plot;
use crate::chart::names::{self, Key, RowName};
use crate::stats::Analysis;
use crate::words;

/// The names, and where they are to be put.
#[hook]
pub fn use_names(view: &Rc<Analysis>, plot: &Rc<Plot>) -> (NodeRef, Rc<Vec<RowName>>) {
    let names = use_memo((view.clone(), plot.clone()), |(view, plot)| {
        names::row_names(&plot.layout, &view.lanes, &view.tasks, &view.timeline)
    });
    let node = use_node_ref();
    let list = node.clone();
    // Under a strict policy places can only be set this way.
    use_effect_with(names.clone(), move |names| {
        let Some(list) = list.cast::<Element>() else { return };
        let items = list.children();
        for (at, name) in names.iter().enumerate() {
            let item = items.item(at as u32).and_then(|item| item.dyn_into::<HtmlElement>().ok());
            if let Some(item) = item {
                // A place that could not be set leaves the name at the top: there is nobody to tell.
                let _ = item.style().set_property("top", &format!("{}px", name.middle_px));
            }
        }
    });
    (node, names)
}

/// What was not measured is called so: beside it may stand what was.
fn expected(view: &Analysis) -> &'static str {
    if view.is_expected { " expected" } else { "" }
}

/// The names, each in full for whoever points at it.
pub fn row_names(view: &Analysis, node: NodeRef, names: &[RowName]) -> Html {
    html! {
        <ul class="row-names" ref={node} aria-label={format!("{}{} rows", view.subject.name(), expected(view))}>
            { for names.iter().map(|name| html! { <li title={name.full.clone()}>{ &name.text }</li> }) }
        </ul>
    }
}

/// Which color is whose, where tasks share rows.
pub fn color_key(view: &Analysis, plot: &Plot) -> Html {
    let name = |task| view.tasks.name(task);
    match names::key(&plot.layout, &view.lanes, &view.tasks) {
        None => Html::default(),
        Some(Key::Shared(tasks)) => html! { <p class="color-key">{ words::shared_colors(tasks) }</p> },
        Some(Key::Each(tasks)) => html! {
            <ul class="color-key" aria-label={format!("{}{} colors", view.subject.name(), expected(view))}>
                { for tasks.into_iter().map(|(task, color)| (task, format!("c{color}"))).map(|(task, class)| html! {
                    <li title={name(task).to_owned()}>
                        <svg {class} viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" /></svg>
                        { name(task) }
                    </li>
                }) }
            </ul>
        },
    }
}
