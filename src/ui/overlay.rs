//! What lies over a diagram: the marked range, the span that has the focus, and the veil over what a replay has not
//! come to yet.

use yew::prelude::*;

use crate::app::Look;
use crate::chart::Window;
use crate::engine::Model;

/// Draws it; `focus` is the place of the span that has the focus, and `marked`, as a path, where a part of the makespan
/// that is pointed at went, in the diagram of that model.
pub fn overlay(
    look: &Look,
    window: &Window,
    height_px: f64,
    focus: Option<[f64; 4]>,
    marked: Option<(Model, String)>,
) -> Html {
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
    // All else steps back.
    let unpointed = marked.map(|(model, marked)| {
        let id = format!("pointed-{}", model.id());
        let (width, height) = (text(width_px), text(height_px));
        html! {
            <>
                <mask id={id.clone()} maskUnits="userSpaceOnUse" x="0" y="0" width={width.clone()} height={height.clone()}>
                    <rect width={width.clone()} height={height.clone()} fill="#fff" />
                    <path d={marked} fill="#000" />
                </mask>
                <rect class="unpointed" {width} {height} mask={format!("url(#{id})")} />
            </>
        }
    });
    html! {
        <svg class="overlay" width={text(width_px)} height={text(height_px)} aria-hidden="true">
            { for unpointed }{ for veil }{ for range }{ for focus }
        </svg>
    }
}

/// In whole pixels.
fn text(px: f64) -> String {
    (px.round() as i32).to_string()
}
