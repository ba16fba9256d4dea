//! The page's heartbeat under a diagram: a line while the page was alive, a bar while it stood still.

use yew::prelude::*;

use super::element::element;
use crate::chart::Window;
use crate::stats::Analysis;
use crate::words::hints;

/// Only where the page stood still: a line that says nothing happened would be one more to understand.
pub fn heartbeat(view: &Analysis, window: &Window) -> Html {
    if view.frozen.is_empty() {
        return Html::default();
    }
    let place = |from_ns: u64, to_ns: u64| {
        let left_px = window.x_px(from_ns).clamp(0.0, window.width_px);
        (left_px, window.x_px(to_ns).clamp(0.0, window.width_px) - left_px)
    };
    let frozen_ns: u64 = view.frozen.iter().map(|(from_ns, to_ns)| to_ns - from_ns).sum();
    let words = hints::stood_still(frozen_ns);
    let rect = |class: &'static str, from_ns: u64, to_ns: u64| {
        let (left_px, width_px) = place(from_ns, to_ns);
        let (y, height) = if class == "alive" { ("3.5", "1") } else { ("1", "6") };
        let rect = element("rect").class(class).attr("x", left_px.to_string()).set("y", y);
        rect.attr("width", width_px.to_string()).set("height", height).html()
    };
    let line = element("svg")
        .class("heartbeat")
        .attr("width", window.width_px.to_string())
        .set("height", "8")
        .set("aria-hidden", "true")
        .child(rect("alive", 0, view.elapsed_ns))
        .children(view.frozen.iter().map(|&(from_ns, to_ns)| rect("frozen", from_ns, to_ns)));
    [line.html(), element("p").class("frozen-words").words(words).html()].into_iter().collect()
}
