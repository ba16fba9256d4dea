//! A span in words, beside the pointer or the focus.

use yew::prelude::*;

use crate::app::{View, why, wording};
use crate::time::measured_text;
use crate::trace::Span;

/// A span in a few lines.
pub fn describe(view: &View, span: &Span) -> Html {
    let task = view.tasks.get(span.task.0 as usize).map_or("", |task| task.name.as_str());
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize));
    let resolution_ns = view.resolution_ns;
    html! {
        <>
            <b>{ task }</b>{ " " }{ span.state.word() }
            if let Some(step) = wording::step_text(view, span) {
                <span class="tip-step">{ step }</span>
            }
            <span>
                { measured_text(span.start_ns, resolution_ns) }{ " – " }{ measured_text(span.end_ns, resolution_ns) }
                { ", " }{ measured_text(span.length_ns(), resolution_ns) }{ " long" }
            </span>
            if let Some(lane) = lane {
                <span>{ &lane.name }</span>
            }
            if let Some(why) = why(view, span) {
                <span class="tip-why">{ why }</span>
            }
        </>
    }
}
