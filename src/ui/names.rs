//! Beside the rows of a diagram their names, and under it which color is whose.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::element::{Element, element};
use crate::chart::names::{self, Key, RowName};
use crate::chart::{Plot, rows_of};
use crate::stats::{Analysis, Kind};
use crate::words;

/// The names, and where they are to be put.
#[hook]
pub fn use_names(view: &Rc<Analysis>, behind: Option<&Rc<Analysis>>, plot: &Rc<Plot>) -> (NodeRef, Rc<Vec<RowName>>) {
    let names = use_memo((view.clone(), behind.cloned(), plot.clone()), |(view, behind, plot)| {
        let rows = rows_of(view, behind.as_deref());
        names::row_names(&plot.layout, &rows.lanes, &rows.tasks, [&view.timeline, &rows.timeline])
    });
    let node = use_node_ref();
    let list = node.clone();
    // Under a strict policy places can only be set this way.
    use_effect_with(names.clone(), move |names| {
        let Some(list) = list.cast::<web_sys::Element>() else { return };
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
    if view.kind == Kind::Expected { " expected" } else { "" }
}

/// The names, each in full for whoever points at it.
pub fn row_names(view: &Analysis, node: &NodeRef, names: &[RowName]) -> Html {
    let names = names.iter().map(|name| titled(&name.full).words(name.text.clone()).html());
    let list = element("ul").class("row-names").known_as(node);
    list.attr("aria-label", format!("{}{} rows", view.subject.name(), expected(view))).children(names).html()
}

/// An item of a list, with more about it for whoever points at it.
fn titled(title: &str) -> Element {
    element("li").attr("title", title.to_owned()).attr("aria-label", title.to_owned())
}

/// Which color is whose, where tasks share rows.
pub fn color_key(view: &Analysis, plot: &Plot) -> Html {
    match names::key(&plot.layout, &view.lanes, &view.tasks) {
        None => Html::default(),
        Some(Key::Shared(tasks)) => element("p").class("color-key").words(words::shared_colors(tasks)).html(),
        Some(Key::Each(tasks)) => {
            let key = element("ul").class("color-key");
            let key = key.attr("aria-label", format!("{}{} colors", view.subject.name(), expected(view)));
            let task = |(task, color)| {
                let square = element("rect").set("width", "10").set("height", "10").set("rx", "2");
                let square = element("svg").set("viewBox", "0 0 10 10").set("aria-hidden", "true").with(square);
                let name = view.tasks.name(task);
                titled(name).with(square.attr("class", format!("c{color}"))).words(name.to_owned()).html()
            };
            key.children(tasks.into_iter().map(task)).html()
        }
    }
}
