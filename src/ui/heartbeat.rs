//! The page's heartbeat under a diagram: a line while the page was alive, a bar while it stood still.

use yew::prelude::*;

use crate::chart::Window;
use crate::stats::Analysis;
use crate::time::SECOND;

/// Only where the page stood still: a line that says nothing happened would be one more to understand.
pub fn heartbeat(view: &Analysis, window: &Window) -> Html {
    if view.frozen.is_empty() {
        return Html::default();
    }
    let place = |from_ns: u64, to_ns: u64| {
        let left_px = window.x_px(from_ns).clamp(0.0, window.width_px);
        (left_px, window.x_px(to_ns).clamp(0.0, window.width_px) - left_px)
    };
    let (left_px, width_px) = place(0, view.elapsed_ns);
    let frozen_ns: u64 = view.frozen.iter().map(|(from_ns, to_ns)| to_ns - from_ns).sum();
    let words = format!("the page stood still for {:.1} s", frozen_ns as f64 / SECOND as f64);
    html! {
        <>
            <svg class="heartbeat" width={window.width_px.to_string()} height="8" aria-hidden="true">
                <rect class="alive" x={left_px.to_string()} y="3.5" width={width_px.to_string()} height="1" />
                { for view.frozen.iter().map(|(from_ns, to_ns)| {
                    let (left_px, width_px) = place(*from_ns, *to_ns);
                    html! { <rect class="frozen" x={left_px.to_string()} y="1" width={width_px.to_string()} height="6" /> }
                }) }
            </svg>
            <p class="frozen-words">{ words }</p>
        </>
    }
}
