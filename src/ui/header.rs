//! The bar at the top: examples, colors, results, run and stop.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::exports::ExportMenu;
use super::press::{PLAY, STOP, icon, press};
use crate::app::Action;
use crate::app::files::Format;
use crate::chart::palette::Theme;
use crate::engine::{Model, Repeat};
use crate::program::examples::EXAMPLES;
use crate::words;

/// Three bars that overlap.
const LOGO: &str = r#"<svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
    <rect x="1" y="3" width="11" height="4" rx="1.5" class="logo-1" />
    <rect x="7" y="10" width="15" height="4" rx="1.5" class="logo-2" />
    <rect x="3" y="17" width="9" height="4" rx="1.5" class="logo-3" />
</svg>"#;
/// One half of it dark.
const MOON: &str = r#"<svg viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="6.25" class="moon-ring" />
    <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" class="moon-half" />
</svg>"#;

/// What it shows. A function and not a component: it is rendered with the page, and a component more is 2 KB to load.
pub struct Props {
    pub theme: Theme,
    pub is_busy: bool,
    /// The models whose runs are compared.
    pub compared: Vec<Model>,
    pub example: Option<&'static str>,
    pub repeat: Repeat,
    pub act: Callback<Action>,
}

pub fn header(props: &Props) -> Html {
    let act = &props.act;
    let pick = act.reform(|event: Event| {
        let id = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        Action::PickExample(id.unwrap_or_default())
    });
    let repeat = act.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.selected_index());
        let chosen = chosen.and_then(|at| Repeat::ALL.get(usize::try_from(at).ok()?).copied());
        Action::Repeat(chosen.unwrap_or_default())
    });
    let other = match props.theme {
        Theme::Light => "Switch to dark colors",
        Theme::Dark => "Switch to light colors",
    };
    html! {
        <header>
            <div class="brand">
                { icon(LOGO) }
                <h1>{ "Interleave" }</h1>
                <p translate="yes">{ "one list of tasks, every concurrency model, measured in your browser" }</p>
            </div>
            <div class="tools">
                <select aria-label="Examples" onchange={pick}>
                    <option value="" selected={props.example.is_none()} disabled={true}>{ "Examples" }</option>
                    { for EXAMPLES.iter().map(|example| html! {
                        <option value={example.id} selected={props.example == Some(example.id)}>{ example.title }</option>
                    }) }
                </select>
                <button title="A link that holds this list" onclick={press(act, Action::Share)}>{ "Share" }</button>
                <button
                    disabled={props.compared.is_empty() || props.is_busy}
                    title="A JSON file with every span, line and figure of these runs"
                    onclick={press(act, Action::Export(Format::Results))}
                >
                    { "Download results" }
                </button>
                { exports(props) }
                <button class="icon" aria-label={other} title={other} onclick={press(act, Action::SwitchTheme)}>
                    { icon(MOON) }
                </button>
                <select class="repeat" aria-label="Repeat" title={words::WHY_REPEAT} onchange={repeat}>
                    { for Repeat::ALL.into_iter().map(|repeat| {
                        let times = repeat.times().to_string();
                        html! { <option value={times.clone()} selected={props.repeat == repeat}>{ format!("Repeat ×{times}") }</option> }
                    }) }
                </select>
                <button class="stop" disabled={!props.is_busy} onclick={press(act, Action::Stop)}>
                    { icon(STOP) }
                    { "Stop" }
                </button>
                <button class="go" disabled={props.is_busy} onclick={press(act, Action::RunAll)}>
                    { icon(PLAY) }
                    { "Run all" }
                </button>
            </div>
        </header>
    }
}

fn exports(props: &Props) -> Html {
    if props.compared.is_empty() || props.is_busy {
        return Html::default();
    }
    html! {
        <ExportMenu models={props.compared.clone()} act={props.act.clone()} />
    }
}
