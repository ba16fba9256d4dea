//! How the diagrams are looked at: rows, filter, range, replay.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::element::{button, element};
use super::press::{PLAY, icon, press};
use crate::app::{Action, LookAction, State, replay, search, wording};
use crate::browser::dom::page::{self, Listener};
use crate::chart::Rows;
use crate::words::{self, hints};

const PAUSE: &str = r#"<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M1.5 1h2.5v8H1.5zM6 1h2.5v8H6z" /></svg>"#;
const STEP: &str = r#"<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M7.4 1H9v8H7.4zM1 0.8v8.4L7 5z" /></svg>"#;
const STEP_BACK: &str =
    r#"<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M1 1h1.6v8H1zM9 0.8v8.4L3 5z" /></svg>"#;

/// Steps of the slider.
const SLIDER: u64 = 10_000;

/// Draws them, as soon as there is something to look at.
pub fn toolbar(state: &State, act: &Callback<Action>) -> Html {
    let has_run = !state.runs.is_empty();
    if !has_run && state.document.parsed().task_count() == 0 {
        return Html::default();
    }
    let look = &state.look;
    let on_rows = act.reform(|event: Event| {
        let by_task = event.target_dyn_into::<HtmlSelectElement>().is_some_and(|select| select.value() == "task");
        Action::Look(LookAction::Rows(if by_task { Rows::Tasks } else { Rows::Lanes }))
    });
    let on_idle = act.reform(|event: Event| {
        let is_checked = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        Action::Look(LookAction::HideIdle(is_checked))
    });
    let on_find = act.reform(|event: InputEvent| {
        let text = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
        Action::Look(LookAction::Find(text.unwrap_or_default()))
    });
    let rows = |value: &'static str, label: &'static str, rows: Rows| {
        element("option").set("value", value).flag("selected", look.rows == rows).text(label)
    };
    let rows = element("select")
        .set("aria-label", "Rows")
        .on_change(on_rows)
        .with(rows("lane", "Rows by lane", Rows::Lanes))
        .with(rows("task", "Rows by task", Rows::Tasks));
    let fields = html! {
        <>
            <label><input type="checkbox" checked={look.hides_idle} onchange={on_idle} />{ "Hide idle rows" }</label>
            <input type="search" aria-label="Find a task" placeholder="Find a task" value={look.find.to_string()} oninput={on_find} />
        </>
    };
    let expected = button("Expected", act, Action::ToggleExpected)
        .class("small")
        .yes_no("aria-pressed", state.expectations.is_on)
        .set("title", hints::EXPECTED);
    let marks = has_run.then(|| {
        button("Mark a range", act, Action::Look(LookAction::Marks(!look.marks)))
            .class("small")
            .yes_no("aria-pressed", look.marks)
            .set("title", hints::MARK_RANGE)
            .html()
    });
    let clear = || button("Clear range", act, Action::Look(LookAction::Range(None))).class("link").html();
    let tools = element("div").class("look").set("role", "group").set("aria-label", "View");
    tools
        .with(rows)
        .child(fields)
        .children(found(state, act))
        .with(expected)
        .maybe(marks)
        .maybe(look.range.map(|_| clear()))
        .maybe(has_run.then(|| replay_bar(state, act)))
        .html()
}

/// What came of the search, with the way back to all tasks.
fn found(state: &State, act: &Callback<Action>) -> impl Iterator<Item = Html> {
    let found = search::found(state).map(|(found, all)| words::tasks_found(found, all, &state.look.find));
    let all = || button("Show all tasks", act, Action::Look(LookAction::Find(String::new()))).class("link").html();
    let all = found.is_some().then(all);
    let found = element("span").class("found").set("role", "status").words(found.unwrap_or_default());
    [found.html()].into_iter().chain(all)
}

/// Escape ends a replay wherever the focus is, except where it closes or empties something.
pub fn escape(act: Callback<Action>) -> Listener {
    const HAS_ITS_OWN: &str = "dialog, details[open], .figure, textarea, input:not([type=range])";
    Listener::new(&page::window(), "keydown", move |event| {
        let is_escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape");
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let has_its_own = target.is_some_and(|target| target.closest(HAS_ITS_OWN).is_ok_and(|found| found.is_some()));
        if is_escape && !has_its_own && !event.default_prevented() {
            act.emit(Action::Look(LookAction::EndReplay));
        }
    })
}

// A function of its own, which a release loads later.
#[inline(never)]
fn replay_bar(state: &State, act: &Callback<Action>) -> Html {
    let (look, last_ns) = (&state.look, replay::last_ns(state));
    let is_off = state.is_busy() || last_ns == 0;
    let is_at_end = look.replay.is_some_and(|replay| replay.at_ns >= last_ns);
    let last_ns = last_ns.max(1);
    let at_ns = look.replay.map_or(last_ns, |replay| replay.at_ns);
    let speed_now = look.replay.map_or(replay::AS_IT_HAPPENED, |replay| replay.speed);
    let control = |label: &'static str, picture: &'static str, is_off: bool, action: LookAction| {
        let button = element("button").class("small icon").set("aria-label", label).set("title", label);
        button.flag("disabled", is_off).on_press(press(act, Action::Look(action))).child(icon(picture)).html()
    };
    let (play, play_picture) = if look.plays() { ("Pause replay", PAUSE) } else { ("Play replay", PLAY) };
    let on_scrub = act.reform(move |event: InputEvent| {
        let share =
            event.target_dyn_into::<HtmlInputElement>().map_or(0.0, |input| input.value_as_number() / SLIDER as f64);
        Action::Look(LookAction::Scrub((share * last_ns as f64) as u64))
    });
    let on_speed = act.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.selected_index());
        Action::Look(LookAction::Speed(chosen.and_then(|at| at.try_into().ok()).unwrap_or(replay::AS_IT_HAPPENED)))
    });
    let said = wording::moment_text(at_ns, crate::time::MS);
    let slider = html! {
        <input
            type="range"
            min="0"
            max={SLIDER.to_string()}
            value={(at_ns * SLIDER / last_ns).to_string()}
            aria-label="Replay position"
            aria-valuetext={said.clone()}
            disabled={is_off}
            oninput={on_scrub}
        />
    };
    let speed = |(at, (name, _)): (usize, &(&'static str, u64))| {
        element("option").flag("selected", at == speed_now).text(name).html()
    };
    let speeds = element("select")
        .set("aria-label", "Replay speed")
        .flag("disabled", is_off)
        .on_change(on_speed)
        .children(replay::SPEEDS.iter().enumerate().map(speed));
    let end =
        || button("End replay", act, Action::Look(LookAction::EndReplay)).class("link").set("title", "Escape").html();
    let bar = element("div").class("replay").set("role", "group").set("aria-label", "Replay");
    bar.child(control("Step back", STEP_BACK, is_off || at_ns == 0, LookAction::Step { back: true }))
        .child(control(play, play_picture, is_off, LookAction::Play))
        .child(control("Step", STEP, is_off || is_at_end, LookAction::Step { back: false }))
        .child(slider)
        .with(element("span").class("at").set("aria-hidden", "true").words(said))
        .with(speeds)
        .maybe(look.replay.map(|_| end()))
        .html()
}
