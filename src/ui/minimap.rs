//! Where the window is in the whole: a strip under the axis, seen while zoomed. Dragging in it moves the window; the
//! keys of the diagrams do the same.

use web_sys::Element;
use yew::prelude::*;

use crate::app::{Action, LookAction};
use crate::chart::Window;

const HEIGHT_PX: f64 = 12.0;

/// Draws it; `lengths_ns` are those of the runs.
pub fn minimap(window: Window, whole: Window, lengths_ns: &[u64], act: &Callback<Action>) -> Html {
    let drag = act.clone();
    let drag = Callback::from(move |event: PointerEvent| {
        let target = event.target_dyn_into::<Element>();
        let Some(element) = target.and_then(|target| target.closest(".minimap").ok()?) else { return };
        if event.buttons() & 1 == 1 {
            // The drag goes on outside. A pointer that is gone already can't be held, and drags nothing.
            let _ = element.set_pointer_capture(event.pointer_id());
            let x_px = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
            let start_ns = whole.at_ns(x_px).saturating_sub(window.length_ns() / 2);
            drag.emit(Action::Look(LookAction::MoveTo(start_ns)));
        }
    });
    let pitch_px = HEIGHT_PX / lengths_ns.len().max(1) as f64;
    let runs = lengths_ns.iter().enumerate().map(|(row, length_ns)| {
        let (y, height) = (row as f64 * pitch_px + 0.5, (pitch_px - 1.0).max(0.5));
        html! { <rect class="whole" y={y.to_string()} width={whole.x_px(*length_ns).to_string()} height={height.to_string()} /> }
    });
    let (left, right) = (whole.x_px(window.start_ns), whole.x_px(window.end_ns));
    html! {
        <svg
            class="minimap"
            width={whole.width_px.to_string()}
            height={HEIGHT_PX.to_string()}
            aria-hidden="true"
            onpointerdown={drag.clone()}
            onpointermove={drag}
        >
            <rect class="track" width={whole.width_px.to_string()} height={HEIGHT_PX.to_string()} />
            { for runs }
            <rect class="here" x={left.to_string()} y="0.5" width={(right - left).max(3.0).to_string()} height={(HEIGHT_PX - 1.0).to_string()} rx="2" />
        </svg>
    }
}
