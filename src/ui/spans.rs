//! The table twin of a diagram: every span in words, for screen readers, and for whoever asks for it.

use yew::prelude::*;

use super::panel::Shown;
use crate::app::{Action, wording};
use crate::time::measured_text;
use crate::trace::Span;

/// Rows shown; the results file has them all.
const SHOWN_ROWS: usize = 600;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Shown,
    pub is_live: bool,
    pub is_shown: bool,
    pub act: Callback<Action>,
}

/// Rebuilt when a run has ended, and now and then while it goes on: a table that changes with every frame can't be read.
pub struct SpanTable {
    drawn_ns: u64,
}

const LIVE_PERIOD_NS: u64 = crate::time::SECOND / 2;

impl Component for SpanTable {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self { drawn_ns: 0 }
    }

    fn changed(&mut self, context: &Context<Self>, old: &Props) -> bool {
        let props = context.props();
        let now_ns = props.view.0.elapsed_ns;
        let is_due = now_ns < self.drawn_ns || now_ns >= self.drawn_ns + LIVE_PERIOD_NS;
        if props.is_live && old.is_live && old.is_shown == props.is_shown && !is_due {
            return false;
        }
        self.drawn_ns = now_ns;
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { view, is_shown, act, .. } = context.props();
        let view = &view.0;
        let (model, name) = (view.model, view.model.name());
        let spans = &view.timeline.spans;
        let toggle = act.reform(move |_| Action::ToggleTable(model));
        html! {
            <>
                <button
                    class="link table-toggle"
                    aria-expanded={is_shown.to_string()}
                    aria-label={format!("{}: {name}", if *is_shown { "Hide table" } else { "Show as table" })}
                    onclick={toggle}
                >
                    { if *is_shown { "Hide table" } else { "Show as table" } }
                </button>
                <div class={if *is_shown { "spans" } else { "sr-only" }} tabindex={is_shown.then_some("0")} role={is_shown.then_some("group")} aria-label={is_shown.then(|| format!("{name} table"))}>
                    <table aria-label={format!("{name} spans")}>
                        if spans.len() > SHOWN_ROWS {
                            <caption>{ format!("The first {SHOWN_ROWS} of {} spans; the results file has them all.", spans.len()) }</caption>
                        }
                        <thead>
                            <tr>
                                { for ["Task", "State", "Step", "Lane", "Start", "End", "Length"].map(|head| html! {
                                    <th scope="col">{ head }</th>
                                }) }
                            </tr>
                        </thead>
                        <tbody>{ for spans.iter().take(SHOWN_ROWS).map(|span| row(view, span)) }</tbody>
                    </table>
                </div>
            </>
        }
    }
}

fn row(view: &crate::app::View, span: &Span) -> Html {
    let task = view.tasks.get(span.task.0 as usize).map_or("", |task| task.name.as_str());
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize)).map_or("none", |lane| lane.name.as_str());
    html! {
        <tr>
            <td>{ task }</td>
            <td>{ span.state.word() }</td>
            <td>{ wording::step_text(view, span).unwrap_or_default() }</td>
            <td>{ lane }</td>
            <td class="n">{ wording::moment_text(span.start_ns, view.resolution_ns) }</td>
            <td class="n">{ wording::moment_text(span.end_ns, view.resolution_ns) }</td>
            <td class="n">{ measured_text(span.length_ns(), view.resolution_ns) }</td>
        </tr>
    }
}
