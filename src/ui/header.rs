//! The bar at the top: examples, colors, results, run and stop.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::element::{button, element};
use super::exports::ExportMenu;
use super::menu::menu;
use super::press::{PLAY, STOP, icon, press};
use crate::app::files::Format;
use crate::app::{Action, State};
use crate::chart::palette::Theme;
use crate::engine::{Model, Repeat};
use crate::program::examples::EXAMPLES;
use crate::words::{self, hints};

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
    /// Whether the page has been painted.
    pub is_painted: bool,
    /// The models whose runs are compared.
    pub compared: Vec<Model>,
    /// As what the list on the desk can leave; that comes later.
    pub programs: Vec<Format>,
    pub example: Option<&'static str>,
    pub repeat: Repeat,
    pub act: Callback<Action>,
}

impl Props {
    pub fn of(state: &State, act: &Callback<Action>) -> Self {
        Self {
            theme: state.theme,
            is_busy: state.is_busy(),
            compared: state.compared_runs().map(|run| run.view.subject.model()).collect(),
            is_painted: state.is_painted,
            programs: if state.is_painted { Format::programs(state.document.parsed()) } else { Vec::new() },
            example: state.document.example.map(|example| example.id),
            repeat: state.repeat,
            act: act.clone(),
        }
    }
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
    let example = |id: &'static str, title: &'static str, is_chosen: bool| {
        element("option").set("value", id).flag("selected", is_chosen).text(title)
    };
    let examples = element("select")
        .set("aria-label", "Examples")
        .on_change(pick)
        .with(example("", "Examples", props.example.is_none()).flag("disabled", true))
        .children(EXAMPLES.iter().map(|of| example(of.id, of.title, props.example == Some(of.id)).html()));
    let times = |repeat: Repeat| {
        let times = repeat.times().to_string();
        let option = element("option").flag("selected", props.repeat == repeat);
        option.words(format!("Repeat ×{times}")).attr("value", times).html()
    };
    let repeats = element("select")
        .class("repeat")
        .set("aria-label", "Repeat")
        .set("title", words::WHY_REPEAT)
        .on_change(repeat)
        .children(Repeat::ALL.into_iter().map(times));
    let results = button("Download results", act, Action::Export(Format::Results))
        .flag("disabled", props.compared.is_empty() || props.is_busy)
        .set("title", hints::RESULTS);
    let colors = element("button").class("icon").set("aria-label", other).set("title", other);
    // Its items come later.
    let exports = if props.is_painted { exports(props) } else { menu("Export", Html::default()) };
    let stop = element("button").class("stop").flag("disabled", !props.is_busy).on_press(press(act, Action::Stop));
    let go = element("button").class("go").flag("disabled", props.is_busy).on_press(press(act, Action::RunAll));
    let brand = element("div")
        .class("brand")
        .child(icon(LOGO))
        .with(element("h1").text("Interleave"))
        .with(element("p").set("translate", "yes").text(hints::ABOUT));
    let tools = element("div")
        .class("tools")
        .with(examples)
        .with(button("Share", act, Action::Share).set("title", hints::SHARE))
        .with(results)
        .child(exports)
        .with(colors.on_press(press(act, Action::SwitchTheme)).child(icon(MOON)))
        .with(repeats)
        .with(stop.child(icon(STOP)).text("Stop"))
        .with(go.child(icon(PLAY)).text("Run all"));
    element("header").with(brand).with(tools).html()
}

/// What the runs, and the list, can leave as; all of it comes later.
fn exports(props: &Props) -> Html {
    let Props { compared, programs, act, .. } = props;
    if props.is_busy || compared.is_empty() && programs.is_empty() {
        return Html::default();
    }
    html! {
        <ExportMenu models={compared.clone()} programs={programs.clone()} act={act.clone()} />
    }
}
