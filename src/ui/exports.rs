//! The menu of what the runs, and the list, can leave as; of a picture one can choose which diagrams are on it, and its outline.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::element::{Element, button, element};
use super::menu::menu;
use crate::app::Action;
use crate::app::files::{Format, Framing};
use crate::engine::Model;
use crate::formats::svg::Shape;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The models whose runs are compared.
    pub models: Vec<Model>,
    /// As what the list on the desk can leave.
    pub programs: Vec<Format>,
    pub act: Callback<Action>,
}

/// The value of a select.
fn chosen(event: &Event) -> String {
    event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
}

#[component]
pub fn ExportMenu(props: &Props) -> Html {
    let wanted = use_state_eq(Framing::default);
    // What was chosen may not be there any more.
    let framing = Framing { only: wanted.only.filter(|model| props.models.contains(model)), ..*wanted };
    let on_panels = {
        let wanted = wanted.clone();
        Callback::from(move |event: Event| wanted.set(Framing { only: Model::from_id(&chosen(&event)), ..framing }))
    };
    let on_shape = Callback::from(move |event: Event| {
        let shape = if chosen(&event) == "slide" { Shape::Slide } else { Shape::Natural };
        wanted.set(Framing { shape, ..framing });
    });
    let item = |format: Format| {
        let is_picture = matches!(format, Format::Svg | Format::Png);
        let action = if is_picture { Action::ExportPicture(format, framing) } else { Action::Export(format) };
        button(format.label(), &props.act, action).html()
    };
    let only = |model: &Model| choice(model.id(), framing.only == Some(*model), model.name()).html();
    let panels = element("select")
        .on_change(on_panels)
        .with(choice("", framing.only.is_none(), "All diagrams"))
        .children(props.models.iter().map(only));
    let shapes = element("select")
        .on_change(on_shape)
        .with(choice("natural", framing.shape == Shape::Natural, "As high as it is"))
        .with(choice("slide", framing.shape == Shape::Slide, "Slide, 16:9"));
    let labels = [("On the picture", panels), ("Its shape", shapes)];
    let has_run = !props.models.is_empty();
    let labels =
        labels.into_iter().filter(|_| has_run).map(|(label, field)| element("label").text(label).with(field).html());
    let of_runs = Format::MENU.iter().filter(|format| has_run && !format.is_of_list());
    menu("Export", labels.chain(of_runs.chain(&props.programs).map(|format| item(*format))).collect())
}

fn choice(value: &'static str, is_chosen: bool, name: &'static str) -> Element {
    element("option").set("value", value).flag("selected", is_chosen).text(name)
}
