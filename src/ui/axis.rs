//! The time axis that all diagrams share, with the legend and the keys.

use yew::prelude::*;

use super::minimap::minimap;
use crate::app::Action;
use crate::chart::{Window, ticks};
use crate::trace::State;

/// What it shows. A function and not a component: it is rendered with the page, and a component more is 2 KB to load.
pub struct Props {
    pub window: Window,
    pub whole: Window,
    pub lengths_ns: Vec<u64>,
    pub plot: NodeRef,
    pub is_zoomed: bool,
    /// Whether a lock can be waited for in one of the diagrams.
    pub has_lock: bool,
    /// What runs now, see [`crate::app::status::under_way`].
    pub under_way: Option<(&'static str, String)>,
    /// Whether a task has failed in one of the diagrams.
    pub has_failure: bool,
    pub act: Callback<Action>,
}

pub fn axis(props: &Props) -> Html {
    let ticks = ticks(&props.window).into_iter().map(|tick| {
        let anchor = if tick.x_px < 20.0 {
            "start"
        } else if tick.x_px > props.window.width_px - 24.0 {
            "end"
        } else {
            "middle"
        };
        let x = tick.x_px.round();
        html! {
            <>
                <line x1={(x + 0.5).to_string()} x2={(x + 0.5).to_string()} y1="19" y2="26" />
                <text x={x.to_string()} y="13" text-anchor={anchor}>{ tick.label }</text>
            </>
        }
    });
    html! {
        <div class="axis">
            if let Some((name, more)) = &props.under_way {
                <p class="under-way"><b>{ *name }</b>{ " " }{ more }</p>
            }
            <div class="axis-plot" ref={props.plot.clone()}>
                <svg width={props.window.width_px.to_string()} height="26" aria-hidden="true">{ for ticks }</svg>
                if props.is_zoomed {
                    { minimap(props.window, props.whole, &props.lengths_ns, &props.act) }
                }
            </div>
            <div class="legend">
                <ul aria-label="Legend">
                    { for shown_states(props.has_lock).map(|state| html! { <li>{ swatch(state) }{ meaning(state) }</li> }) }
                    if props.has_failure {
                        <li><svg class="is-small" viewBox="0 0 10 10" aria-hidden="true"><path d="M2 2 8 8M8 2 2 8" class="sw-failed" /></svg>{ "failed" }</li>
                    }
                </ul>
                if props.is_zoomed {
                    <button class="small" onclick={props.act.reform(|_| Action::Fit)}>{ "Show all" }</button>
                }
            </div>
        </div>
    }
}

/// What keys and fingers do in a diagram.
pub fn keys() -> Html {
    html! {
        <p class="keys">
            <span class="by-key" id="diagram-keys">
                { "In a diagram: " }
                <kbd>{ "+" }</kbd><kbd>{ "−" }</kbd>{ " or Ctrl + wheel zoom, " }
                <kbd>{ "←" }</kbd><kbd>{ "→" }</kbd>{ " or drag move, " }<kbd>{ "0" }</kbd>{ " fits, " }
                <kbd>{ "Enter" }</kbd>{ " reads spans, " }<kbd>{ "Space" }</kbd>{ " replays" }
            </span>
            <span class="by-hand">{ "Spread two fingers to zoom, drag to move, tap a span to read it" }</span>
        </p>
    }
}

/// Only what a model that is shown can show.
fn shown_states(has_lock: bool) -> impl Iterator<Item = State> {
    State::ALL.into_iter().filter(move |state| has_lock || *state != State::Locked)
}

fn meaning(state: State) -> &'static str {
    match state {
        State::Running => "running",
        State::Blocked => "blocked, thread held",
        State::Waiting => "waiting, no thread held",
        State::Starting => "starting",
        State::Queued => "queued",
        State::Locked => "waiting for the lock",
    }
}

fn swatch(state: State) -> Html {
    let shape = match state {
        State::Running => html! { <rect width="26" height="10" rx="1.5" class="sw-solid" /> },
        State::Blocked | State::Locked => html! {
            <>
                <rect x="0.5" y="0.5" width="25" height="9" class="sw-tint" />
                <path d="M0 6 6 0M2 10 12 0M8 10 18 0M14 10 24 0M20 10 26 4" class="sw-line" />
                if state == State::Locked {
                    <path d="M0 4 6 10M2 0 12 10M8 0 18 10M14 0 24 10M20 0 26 6" class="sw-line" />
                }
            </>
        },
        State::Waiting => html! { <rect y="4" width="26" height="2.5" class="sw-solid" /> },
        State::Starting => html! { <rect x="0.5" y="0.5" width="25" height="9" class="sw-dashed" /> },
        State::Queued => html! { <path d="M0 5H26" class="sw-dotted" /> },
    };
    html! { <svg viewBox="0 0 26 10" aria-hidden="true">{ shape }</svg> }
}
