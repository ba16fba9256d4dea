//! How the diagrams are looked at: rows, filter, range, replay.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::press::press;
use crate::app::{Action, LookAction, State, replay, search, wording};
use crate::browser::dom::page::{self, Listener};
use crate::chart::Rows;
use crate::words;

/// Steps of the slider.
const SLIDER: u64 = 10_000;

/// Draws them, as soon as there is something to look at.
pub fn toolbar(state: &State, act: &Callback<Action>) -> Html {
    let has_run = !state.runs.is_empty();
    if !has_run && state.document.parsed().task_count() == 0 {
        return Html::default();
    }
    let shows_expected = state.expectations.is_on;
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
    let marks = look.marks;
    html! {
        <div class="look" role="group" aria-label="View">
            <select aria-label="Rows" onchange={on_rows}>
                <option value="lane" selected={look.rows == Rows::Lanes}>{ "Rows by lane" }</option>
                <option value="task" selected={look.rows == Rows::Tasks}>{ "Rows by task" }</option>
            </select>
            <label><input type="checkbox" checked={look.hides_idle} onchange={on_idle} />{ "Hide idle rows" }</label>
            <input type="search" aria-label="Find a task" placeholder="Find a task" value={look.find.to_string()} oninput={on_find} />
            { found(state, act) }
            <button
                class="small"
                aria-pressed={shows_expected.to_string()}
                title="Outlines of what an ideal machine would make of the list, before it runs and behind what was measured"
                onclick={act.reform(|_| Action::ToggleExpected)}
            >
                { "Expected" }
            </button>
            if has_run {
            <button
                class="small"
                aria-pressed={marks.to_string()}
                title="Drag over a diagram to get the figures of that time; Shift and drag does it as well"
                onclick={press(act, Action::Look(LookAction::Marks(!marks)))}
            >
                { "Mark a range" }
            </button>
            }
            if look.range.is_some() {
                <button class="link" onclick={press(act, Action::Look(LookAction::Range(None)))}>{ "Clear range" }</button>
            }
            if has_run {
                { replay_bar(state, act) }
            }
        </div>
    }
}

/// What came of the search, with the way back to all tasks.
fn found(state: &State, act: &Callback<Action>) -> Html {
    let found = search::found(state).map(|(found, all)| words::tasks_found(found, all, &state.look.find));
    let is_on = found.is_some();
    html! {
        <>
            <span class="found" role="status">{ found }</span>
            if is_on {
                <button class="link" onclick={press(act, Action::Look(LookAction::Find(String::new())))}>{ "Show all tasks" }</button>
            }
        </>
    }
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

fn replay_bar(state: &State, act: &Callback<Action>) -> Html {
    let (look, last_ns) = (&state.look, replay::last_ns(state));
    let is_off = state.is_busy() || last_ns == 0;
    let is_at_end = look.replay.is_some_and(|replay| replay.at_ns >= last_ns);
    let last_ns = last_ns.max(1);
    let at_ns = look.replay.map_or(last_ns, |replay| replay.at_ns);
    let speed_now = look.replay.map_or(replay::AS_IT_HAPPENED, |replay| replay.speed);
    let control = |label: &'static str, path: &'static str, is_off: bool, action: LookAction| {
        html! {
            <button class="small icon" aria-label={label} title={label} disabled={is_off} onclick={press(act, Action::Look(action.clone()))}>
                <svg viewBox="0 0 10 10" aria-hidden="true"><path d={path} /></svg>
            </button>
        }
    };
    let (play, play_path) = if look.plays() {
        ("Pause replay", "M1.5 1h2.5v8H1.5zM6 1h2.5v8H6z")
    } else {
        ("Play replay", "M2 0.8v8.4L9.2 5z")
    };
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
    html! {
        <div class="replay" role="group" aria-label="Replay">
            { control("Step back", "M1 1h1.6v8H1zM9 0.8v8.4L3 5z", is_off || at_ns == 0, LookAction::Step { back: true }) }
            { control(play, play_path, is_off, LookAction::Play) }
            { control("Step", "M7.4 1H9v8H7.4zM1 0.8v8.4L7 5z", is_off || is_at_end, LookAction::Step { back: false }) }
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
            <span class="at" aria-hidden="true">{ said }</span>
            <select aria-label="Replay speed" disabled={is_off} onchange={on_speed}>
                { for replay::SPEEDS.iter().enumerate().map(|(at, (name, _))| html! {
                    <option selected={at == speed_now}>{ *name }</option>
                }) }
            </select>
            if look.replay.is_some() {
                <button class="link" title="Escape" onclick={press(act, Action::Look(LookAction::EndReplay))}>{ "End replay" }</button>
            }
        </div>
    }
}
