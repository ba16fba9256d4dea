//! What lies over a diagram: the marked range, the span that has the focus, and the veil over what a replay has not
//! come to yet.

use yew::prelude::*;

use super::element::{Element, element};
use crate::app::Look;
use crate::chart::Window;
use crate::engine::Model;

/// Draws it; `focus` is the place of the span that has the focus, `marked`, as a path, where a part of the makespan that is
/// pointed at went, in the diagram of that model, and `link` the line from a wait to what ended it.
pub fn overlay(
    look: &Look,
    window: &Window,
    height_px: f64,
    focus: Option<[f64; 4]>,
    marked: Option<(Model, String)>,
    link: Option<String>,
) -> Html {
    let width_px = window.width_px;
    let clamped = |at_ns: u64| window.x_px(at_ns).clamp(-1.0, width_px + 1.0);
    let range = look.range.map(|(start_ns, end_ns)| {
        let (left, right) = (clamped(start_ns), clamped(end_ns));
        rect("range", left, 0.0, ((right - left).max(1.0), height_px)).html()
    });
    let focus = focus.map(|[x, y, width, height]| {
        rect("focus", x - 2.0, y - 2.0, (width + 4.0, height + 4.0)).set("rx", "2").html()
    });
    let veil = look.replay.map(|replay| {
        let x = clamped(replay.at_ns).max(0.0);
        let moment = element("line").class("moment").attr("x1", text(x)).attr("x2", text(x));
        let moment = moment.set("y1", "0").attr("y2", text(height_px)).html();
        [rect("veil", x, 0.0, ((width_px - x).max(0.0), height_px)).html(), moment]
    });
    let link = link.map(|path| element("path").class("link").attr("d", path).html());
    // All else steps back.
    let unpointed = marked.map(|(model, marked)| {
        let id = format!("pointed-{}", model.id());
        let whole = rect("unpointed", 0.0, 0.0, (width_px, height_px)).attr("mask", format!("url(#{id})"));
        let (width, height) = (text(width_px), text(height_px));
        let all = element("rect").attr("width", width.clone()).attr("height", height.clone()).set("fill", "#fff");
        let mask = element("mask").attr("id", id).set("maskUnits", "userSpaceOnUse").set("x", "0").set("y", "0");
        let but = element("path").attr("d", marked).set("fill", "#000");
        [mask.attr("width", width).attr("height", height).with(all).with(but).html(), whole.html()]
    });
    let parts = unpointed.into_iter().flatten().chain(veil.into_iter().flatten()).chain(range).chain(focus).chain(link);
    let svg = element("svg").class("overlay").attr("width", text(width_px)).attr("height", text(height_px));
    svg.set("aria-hidden", "true").children(parts).html()
}

fn rect(class: &'static str, x_px: f64, y_px: f64, (width_px, height_px): (f64, f64)) -> Element {
    let rect = element("rect").class(class).attr("x", text(x_px)).attr("y", text(y_px));
    rect.attr("width", text(width_px)).attr("height", text(height_px))
}

/// In whole pixels.
fn text(px: f64) -> String {
    (px.round() as i32).to_string()
}
