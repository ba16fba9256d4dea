//! Under a diagram: how many tasks were in flight and how many lanes on the CPU, over time, and the figures of a range.

use std::rc::Rc;

use yew::prelude::*;

use super::panel::Shown;
use crate::app::{Look, wording};
use crate::chart::{Window, levels};

const HEIGHT_PX: f64 = 15.0;

/// The two areas: the outline of each, and the most there was.
#[hook]
pub fn use_levels(view: &Shown, window: Window) -> Rc<[(String, f64); 2]> {
    use_memo((view.clone(), window), |(view, window)| {
        let (timeline, figures) = (&view.0.timeline, &view.0.figures);
        let of = |level: levels::Level| (level.path(HEIGHT_PX), level.most);
        [
            of(levels::in_flight(timeline, window, figures.concurrency.peak)),
            of(levels::on_cpu(timeline, window, figures.parallelism.peak)),
        ]
    })
}

/// Draws them.
pub fn areas(drawn: &[(String, f64); 2], width_px: f64) -> Html {
    let area = |class: &'static str, name: &str, (path, most): &(String, f64)| {
        html! {
            <div class="level">
                <svg width={width_px.to_string()} height={HEIGHT_PX.to_string()} role="img" aria-label={format!("{name} over time, at most {}", wording::level_text(*most))}>
                    <path class={class} d={path.clone()} />
                </svg>
                <p aria-hidden="true">{ name }{ " ≤ " }{ wording::level_text(*most) }</p>
            </div>
        }
    };
    html! {
        <div class="levels">
            { area("in-flight", "in flight", &drawn[0]) }
            { area("on-cpu", "on CPU", &drawn[1]) }
        </div>
    }
}

/// The figures of the range that is marked.
pub fn range_figures(view: &Shown, look: &Look) -> Html {
    let Some((start_ns, end_ns)) = look.range else { return Html::default() };
    html! {
        <ul class="figures" aria-label={format!("{} figures of the range", view.0.model.name())}>
            { for wording::range_figures(&view.0, start_ns, end_ns).into_iter().map(|(label, value)| html! {
                <li>{ label }{ " " }<b>{ value }</b></li>
            }) }
        </ul>
    }
}
