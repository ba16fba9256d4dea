//! The menu of what the runs can leave as; of a picture one can choose which diagrams are on it, and its outline.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::menu::menu;
use super::press::press;
use crate::app::Action;
use crate::app::files::{Format, Framing};
use crate::engine::Model;
use crate::formats::svg::Shape;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The models whose runs are compared.
    pub models: Vec<Model>,
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
        html! { <button onclick={press(&props.act, action.clone())}>{ format.label() }</button> }
    };
    let items = html! {
        <>
            <label>
                { "On the picture" }
                <select onchange={on_panels}>
                    <option value="" selected={framing.only.is_none()}>{ "All diagrams" }</option>
                    { for props.models.iter().map(|model| html! {
                        <option value={model.id()} selected={framing.only == Some(*model)}>{ model.name() }</option>
                    }) }
                </select>
            </label>
            <label>
                { "Its shape" }
                <select onchange={on_shape}>
                    <option value="natural" selected={framing.shape == Shape::Natural}>{ "As high as it is" }</option>
                    <option value="slide" selected={framing.shape == Shape::Slide}>{ "Slide, 16:9" }</option>
                </select>
            </label>
            { for Format::MENU.iter().map(|format| item(*format)) }
        </>
    };
    menu("Export", items)
}
