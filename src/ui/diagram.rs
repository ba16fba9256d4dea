//! The diagram of a run: a canvas, what is under the pointer in words, zoom and pan.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, HtmlElement, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::panel::Shown;
use crate::app::{Action, View, wording};
use crate::browser::canvas::{self, Canvases};
use crate::browser::page::Listener;
use crate::chart::palette::Theme;
use crate::chart::{Scene, Window, scene};
use crate::engine::Model;
use crate::time::measured_text;

/// How far from a narrow mark a pointer may be and still mean it.
const REACH_PX: f64 = 5.0;
/// A pointer that has moved this far drags.
const DRAG_PX: f64 = 3.0;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Shown,
    pub window: Window,
    pub theme: Theme,
    pub canvases: Canvases,
    pub act: Callback<Action>,
}

/// What the pointer is at.
#[derive(Clone, PartialEq)]
struct Tip {
    x_px: f64,
    y_px: f64,
    span: usize,
}

#[component]
pub fn Diagram(props: &Props) -> Html {
    let (plot, sheet, tip_node) = (use_node_ref(), use_node_ref(), use_node_ref());
    let tip = use_state_eq(|| None::<Tip>);
    let dragged_from = use_mut_ref(|| None::<f64>);
    let scene =
        use_memo((props.view.clone(), props.window), |(view, window)| scene(&view.0.timeline, &view.0.layout, window));
    {
        let sheet = sheet.clone();
        use_effect_with((Drawn(scene.clone()), props.theme), move |(scene, theme)| {
            if let Some(canvas) = sheet.cast::<HtmlCanvasElement>()
                && let Err(error) = canvas::draw(&canvas, &scene.0, *theme)
            {
                web_sys::console::error_1(&error);
            }
        });
    }
    use_canvas(&sheet, props.view.0.model, props.canvases.clone());
    use_wheel(&plot, props.act.clone());
    {
        // Under a strict policy styles can only be set this way.
        let tip_node = tip_node.clone();
        let width_px = props.window.width_px;
        use_effect_with((*tip).clone(), move |tip| {
            if let (Some(tip), Some(node)) = (tip, tip_node.cast::<HtmlElement>()) {
                let x_px = tip.x_px.min(width_px - f64::from(node.offset_width()) - 4.0).max(0.0);
                let _ = node.style().set_property("left", &format!("{x_px}px"));
                let _ = node.style().set_property("top", &format!("{}px", tip.y_px + 14.0));
            }
        });
    }
    let point = {
        let (tip, scene, dragged_from, act) = (tip.clone(), scene.clone(), dragged_from.clone(), props.act.clone());
        let width_px = props.window.width_px;
        Callback::from(move |event: PointerEvent| {
            let Some((x_px, y_px)) = place(&event) else { return };
            let mut dragged_from = dragged_from.borrow_mut();
            match *dragged_from {
                Some(from_px) if event.buttons() & 1 == 1 => {
                    if (x_px - from_px).abs() > DRAG_PX {
                        act.emit(Action::Pan((from_px - x_px) / width_px.max(1.0)));
                        *dragged_from = Some(x_px);
                    }
                    tip.set(None);
                }
                _ => tip.set(scene.mark_at(x_px, y_px, REACH_PX).map(|mark| Tip { x_px, y_px, span: mark.span })),
            }
        })
    };
    let press = {
        let (dragged_from, point) = (dragged_from.clone(), point.clone());
        Callback::from(move |event: PointerEvent| {
            // A tap has no hovering before it.
            *dragged_from.borrow_mut() = None;
            point.emit(event.clone());
            *dragged_from.borrow_mut() = place(&event).map(|(x_px, _)| x_px);
        })
    };
    let leave = {
        let tip = tip.clone();
        Callback::from(move |_: PointerEvent| {
            *dragged_from.borrow_mut() = None;
            tip.set(None);
        })
    };
    let view = &props.view.0;
    html! {
        <div
            class="plot"
            ref={plot}
            tabindex="0"
            role="img"
            aria-label={format!("Diagram. {}", wording::summary(view))}
            onpointermove={point}
            onpointerdown={press}
            onpointerleave={leave}
        >
            <canvas ref={sheet} aria-hidden="true" />
            if let Some(tip) = &*tip {
                <div class="tip" ref={tip_node}>{ describe(view, tip.span) }</div>
            }
        </div>
    }
}

/// A scene as a dependency: the same one is equal, since a scene never changes.
struct Drawn(Rc<Scene>);

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Lets the canvas be found while it is there.
#[hook]
fn use_canvas(sheet: &NodeRef, model: Model, canvases: Canvases) {
    let sheet = sheet.clone();
    use_effect_with((), move |()| {
        if let Some(canvas) = sheet.cast::<HtmlCanvasElement>() {
            canvases.set(model, canvas);
        }
        move || canvases.remove(model)
    });
}

/// Zooms with Ctrl and the wheel, or a pinch; the bare wheel scrolls the page, as everywhere.
#[hook]
fn use_wheel(plot: &NodeRef, act: Callback<Action>) {
    let plot = plot.clone();
    use_effect_with((), move |()| {
        let listener = plot.cast::<Element>().map(|element| {
            let target = element.clone();
            Listener::new(&element, "wheel", move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
                if !(event.ctrl_key() || event.meta_key()) {
                    return;
                }
                event.prevent_default();
                let x_px = f64::from(event.client_x()) - target.get_bounding_client_rect().left();
                act.emit(Action::Zoom { factor: (event.delta_y() / 300.0).clamp(-1.0, 1.0).exp(), x_px });
            })
        });
        move || drop(listener)
    });
}

fn place(event: &PointerEvent) -> Option<(f64, f64)> {
    let element = event.current_target()?.dyn_into::<Element>().ok()?;
    let edge = element.get_bounding_client_rect();
    Some((f64::from(event.client_x()) - edge.left(), f64::from(event.client_y()) - edge.top()))
}

fn describe(view: &View, span: usize) -> Html {
    let Some(span) = view.timeline.spans.get(span) else { return Html::default() };
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
        </>
    }
}
