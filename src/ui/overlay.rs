//! What lies over a diagram: the marked range, the span that has the focus, and the veil over what a replay has not
//! come to yet.

use yew::prelude::*;

use crate::app::Look;
use crate::chart::Window;

/// Draws it; `focus` is the place of the span that has the focus.
pub fn overlay(look: &Look, window: &Window, height_px: f64, focus: Option<[f64; 4]>) -> Html {
    let width_px = window.width_px;
    let clamped = |at_ns: u64| window.x_px(at_ns).clamp(-1.0, width_px + 1.0);
    let range = look.range.map(|(start_ns, end_ns)| {
        let (left, right) = (clamped(start_ns), clamped(end_ns));
        html! { <rect class="range" x={text(left)} y="0" width={text((right - left).max(1.0))} height={text(height_px)} /> }
    });
    let focus = focus.map(|[x, y, width, height]| {
        html! { <rect class="focus" x={text(x - 2.0)} y={text(y - 2.0)} width={text(width + 4.0)} height={text(height + 4.0)} rx="2" /> }
    });
    let veil = look.replay.map(|replay| {
        let x = clamped(replay.at_ns).max(0.0);
        html! {
            <>
                <rect class="veil" x={text(x)} y="0" width={text((width_px - x).max(0.0))} height={text(height_px)} />
                <line class="moment" x1={text(x)} x2={text(x)} y1="0" y2={text(height_px)} />
            </>
        }
    });
    html! {
        <svg class="overlay" width={text(width_px)} height={text(height_px)} aria-hidden="true">
            { for veil }{ for range }{ for focus }
        </svg>
    }
}

/// In whole pixels.
fn text(px: f64) -> String {
    (px.round() as i32).to_string()
}
