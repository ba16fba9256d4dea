//! The diagram of a run: a canvas, what is under the pointer in words, zoom and pan.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::levels::{areas, range_figures, use_levels};
use super::overlay::overlay;
use super::painters::{Painters, Pen};
use super::panel::Shown;
use super::tip::describe;
use crate::app::gesture::Gesture;
use crate::app::look::focused;
use crate::app::status::summary;
use crate::app::{Action, Look, LookAction, View, keys, wording};
use crate::browser::page::Listener;
use crate::chart::palette::Theme;
use crate::chart::{Plot, Window};

/// How far from a narrow mark a pointer may be and still mean it.
const REACH_PX: f64 = 5.0;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Shown,
    pub window: Window,
    pub theme: Theme,
    pub painters: Painters,
    pub act: Callback<Action>,
}

/// Where a tip stands, and what it tells of.
#[derive(Clone, PartialEq)]
struct Tip {
    x_px: f64,
    y_px: f64,
    span: usize,
}

#[component]
pub fn Diagram(props: &Props) -> Html {
    let (plot_node, sheet) = (use_node_ref(), use_node_ref());
    let look = use_context::<Look>().unwrap_or_default();
    let view = props.view.0.clone();
    let plot = use_drawing(&sheet, props, &look);
    use_wheel(&plot_node, props.act.clone());
    let levels = use_levels(&props.view, props.window);
    let hovered = use_state_eq(|| None::<Tip>);
    let pointing = use_pointing(props, &plot, &look, &hovered);
    let focus = look.focus.filter(|focus| focus.model == view.model);
    let focused = focus.and_then(|focus| {
        let span = focused(&view.timeline, focus)?;
        Some((view.timeline.spans_of(focus.task).0 + focus.ordinal, span))
    });
    let place = focused.and_then(|(index, span)| plot.place_of(index, &span, &props.window));
    let focus_tip = focused.zip(place).map(|((span, _), [x_px, y_px, _, height_px])| Tip {
        x_px: x_px.max(0.0),
        y_px: y_px + height_px - 8.0,
        span,
    });
    let tip = (*hovered).clone().or(focus_tip);
    let tip_node = use_tip_place(tip.as_ref(), props.window.width_px);
    let keys = {
        let (act, look, model, width_px) = (props.act.clone(), look.clone(), view.model, props.window.width_px);
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            if let Some(action) = keys::action(&event.key(), &look, model, width_px) {
                event.prevent_default();
                act.emit(action);
            }
        })
    };
    let has_focus = focused.is_some();
    let blur = props.act.clone();
    let blur = Callback::from(move |_: FocusEvent| {
        if has_focus {
            blur.emit(Action::Look(LookAction::Leave));
        }
    });
    html! {
        <>
            <div
                class={classes!("plot", look.marks.then_some("is-marking"))}
                ref={plot_node}
                tabindex="0"
                role="img"
                aria-label={format!("Diagram. {}", summary(&view))}
                onpointermove={pointing.moved}
                onpointerdown={pointing.pressed}
                onpointerup={pointing.lifted.clone()}
                onpointercancel={pointing.lifted}
                onpointerleave={pointing.left}
                onkeydown={keys}
                onblur={blur}
            >
                <canvas ref={sheet} aria-hidden="true" />
                { overlay(&look, &props.window, plot.layout.height_px, place) }
                if let Some(span) = tip.and_then(|tip| view.timeline.spans.get(tip.span).copied()) {
                    <div class="tip" ref={tip_node}>{ describe(&view, &span) }</div>
                }
            </div>
            <p class="sr-only" aria-live="polite">{ focused.map(|(_, span)| wording::span_sentence(&view, &span)) }</p>
            { areas(&levels, props.window.width_px) }
            { range_figures(&props.view, &look) }
        </>
    }
}

struct Pointing {
    moved: Callback<PointerEvent>,
    pressed: Callback<PointerEvent>,
    lifted: Callback<PointerEvent>,
    left: Callback<PointerEvent>,
}

/// Hovering and tapping tell of spans, dragging moves or marks, two fingers spread.
#[hook]
fn use_pointing(props: &Props, plot: &Rc<Plot>, look: &Look, hovered: &UseStateHandle<Option<Tip>>) -> Pointing {
    let gesture = use_mut_ref(Gesture::default);
    let moved = {
        let (hovered, gesture, act) = (hovered.clone(), gesture.clone(), props.act.clone());
        let (view, window, plot) = (props.view.clone(), props.window, plot.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((_, x_px, y_px)) = place(&event) else { return };
            let asked = gesture.borrow_mut().moved(event.pointer_id(), x_px, &window);
            if let Some(asked) = asked {
                hovered.set(None);
                for action in asked {
                    act.emit(action);
                }
            } else {
                let span = plot.span_at(&view.0.timeline, &window, x_px, y_px, REACH_PX);
                hovered.set(span.map(|span| Tip { x_px, y_px, span }));
            }
        })
    };
    let pressed = {
        let (gesture, moved, marks, window) = (gesture.clone(), moved.clone(), look.marks, props.window);
        Callback::from(move |event: PointerEvent| {
            // A tap has no hovering before it.
            moved.emit(event.clone());
            let Some((element, x_px, _)) = place(&event).filter(|_| event.button() == 0) else { return };
            let marks_from_ns = (marks || event.shift_key()).then(|| window.at_ns(x_px));
            gesture.borrow_mut().press(event.pointer_id(), x_px, marks_from_ns);
            // The drag goes on outside. A pointer that is gone already can't be held, and drags nothing.
            let _ = element.set_pointer_capture(event.pointer_id());
        })
    };
    let lifted = {
        let gesture = gesture.clone();
        Callback::from(move |event: PointerEvent| gesture.borrow_mut().release(event.pointer_id()))
    };
    let left = {
        let hovered = hovered.clone();
        Callback::from(move |event: PointerEvent| {
            // A finger leaves as soon as it is lifted: what it tapped stays in words until it taps elsewhere.
            if event.pointer_type() != "touch" {
                hovered.set(None);
            }
        })
    };
    Pointing { moved, pressed, lifted, left }
}

/// Puts the tip to its place; under a strict policy styles can only be set this way.
#[hook]
fn use_tip_place(tip: Option<&Tip>, width_px: f64) -> NodeRef {
    let node = use_node_ref();
    let tip_node = node.clone();
    use_effect_with((tip.cloned(), width_px), move |(tip, width_px)| {
        if let (Some(tip), Some(node)) = (tip, tip_node.cast::<HtmlElement>()) {
            let x_px = tip.x_px.min(width_px - f64::from(node.offset_width()) - 4.0).max(0.0);
            let _ = node.style().set_property("left", &format!("{x_px}px"));
            let _ = node.style().set_property("top", &format!("{}px", tip.y_px + 14.0));
        }
    });
    node
}

/// Draws after each change, and whenever its painter is asked to; gives the plot of what is shown.
#[hook]
fn use_drawing(sheet: &NodeRef, props: &Props, look: &Look) -> Rc<Plot> {
    let pen = use_mut_ref(Pen::default);
    let arrangement = look.arrangement(&props.view.0, &props.window);
    let plot = {
        let pen = pen.clone();
        use_memo((props.view.clone(), arrangement), move |(view, arrangement)| {
            pen.borrow_mut().plot(&view.0, arrangement)
        })
    };
    {
        let (sheet, view, pen) = (sheet.clone(), props.view.clone(), pen.clone());
        use_effect_with((plot.clone(), props.window, props.theme), move |(plot, window, theme)| {
            if let Some(canvas) = sheet.cast::<HtmlCanvasElement>() {
                pen.borrow_mut().draw(&canvas, plot, &view.0, window, *theme);
            }
        });
    }
    let (sheet, painters, model) = (sheet.clone(), props.painters.clone(), props.view.0.model);
    use_effect_with((look.clone(), props.theme), move |(look, theme)| {
        let (look, theme) = (look.clone(), *theme);
        painters.set(model, move |view, window| {
            if let Some(canvas) = sheet.cast::<HtmlCanvasElement>() {
                let mut pen = pen.borrow_mut();
                let plot = pen.plot(view, &look.arrangement(view, window));
                pen.draw(&canvas, &plot, view, window, theme);
                show_time(&canvas, view);
            }
        });
        move || painters.remove(model)
    });
    plot
}

/// Between two renderings the time goes on beside the picture.
fn show_time(canvas: &HtmlCanvasElement, view: &View) {
    let (text, value) = wording::makespan(view);
    let figure = canvas.closest("section").ok().flatten();
    let figure = figure.and_then(|panel| panel.query_selector("[data-figure=makespan_ns]").ok().flatten());
    if let Some(figure) = figure {
        // What is there can be changed.
        let _ = figure.set_attribute("data-value", &value);
        // The text's own node, which Yew goes on to know.
        if let Some(words) = figure.query_selector("b").ok().flatten().and_then(|words| words.first_child()) {
            words.set_node_value(Some(&text));
        }
    }
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

/// The diagram that a pointer is in, and where. Not by the event's current target: Yew hears events at the root of the page.
fn place(event: &PointerEvent) -> Option<(Element, f64, f64)> {
    let element = event.target_dyn_into::<Element>()?.closest(".plot").ok()??;
    let edge = element.get_bounding_client_rect();
    let (x_px, y_px) = (f64::from(event.client_x()) - edge.left(), f64::from(event.client_y()) - edge.top());
    Some((element, x_px, y_px))
}
