//! The diagram of a run, or of one that is expected before there is any: a canvas, what is under the pointer in words,
//! zoom and pan.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::attempts::attempts;
use super::element::element;
use super::levels::{Levels, range_figures};
use super::names::{color_key, row_names, use_names};
use super::overlay::overlay;
use super::painters::{Painters, Pen};
use super::tip::{describe, describe_at, sentence};
use super::why::{use_pieces, why};
use crate::app::gesture::Gesture;
use crate::app::keys::{self, Key};
use crate::app::look::focused as span_of;
use crate::app::{Action, Attempts, Focus, Look, LookAction};
use crate::browser::dom::page::{self, Listener};
use crate::chart::palette::Theme;
use crate::chart::why::{link, marked_path};
use crate::chart::{Plot, Window, rows_of, tip};
use crate::stats::why::ended_by;
use crate::stats::{Analysis, Kind};
use crate::words;

/// How far from a narrow mark a pointer may be and still mean it.
pub const REACH_PX: f64 = 5.0;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is drawn.
    pub view: Rc<Analysis>,
    /// What is told of it: the run as far as a replay has come, or the same.
    pub seen: Rc<Analysis>,
    /// What was expected, to be drawn behind it, or what was measured before, under it.
    pub behind: Option<Rc<Analysis>>,
    /// All attempts, where there are several.
    pub attempts: Option<Attempts>,
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
    at: Spot,
}

/// What is at a place.
#[derive(Clone, Copy, PartialEq)]
enum Spot {
    /// A span of the run, or what a slot went on with.
    Measured(Focus),
    /// The span at this index of what lies behind or under it, and nothing over that.
    Behind(usize),
}

#[component]
pub fn Diagram(props: &Props) -> Html {
    let (plot_node, sheet) = (use_node_ref(), use_node_ref());
    let look = use_context::<Look>().unwrap_or_default();
    let (view, seen) = (props.view.clone(), props.seen.clone());
    let plot = use_drawing(&sheet, props, &look);
    use_wheel(&plot_node, props.act.clone());
    let (names_node, names) = use_names(&props.view, props.behind.as_ref(), &plot);
    let hovered = use_state_eq(|| None::<Tip>);
    let pointing = use_pointing(props, &plot, &look, &hovered);
    let focus = look.focus.filter(|focus| focus.model == view.subject.model());
    let focused = focus.and_then(|focus| Some((focus, span_of(&seen.timeline, focus)?)));
    let place = focused.and_then(|(at, span)| {
        let index = at.index(&view.timeline).unwrap_or_default();
        plot.place_of(index, &span, &props.window)
    });
    let focus_tip = focused.zip(place).map(|((at, _), [x_px, y_px, _, height_px])| Tip {
        x_px: x_px.max(0.0),
        y_px: y_px + height_px - 8.0,
        at: Spot::Measured(at),
    });
    let bar = use_pieces(&props.seen, props.window);
    let marked = look
        .pointed_in(view.subject.model())
        .zip(seen.why.as_ref())
        .map(|(cause, why)| (view.subject.model(), marked_path(&plot, &view.timeline, why, cause, &props.window)));
    let tip = (*hovered).clone().or(focus_tip);
    let tip_node = use_tip_place(tip.as_ref().map(|tip| (tip.x_px, tip.y_px)));
    let follows_click = use_mut_ref(bool::default);
    let keys = {
        let (act, look, model, width_px) =
            (props.act.clone(), look.clone(), view.subject.model(), props.window.width_px);
        let follows_click = follows_click.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let Some(written) = page::key_of(&event) else { return };
            let key = Key { written: &written, place: &event.code() };
            if let Some(action) = keys::action(key, *follows_click.borrow(), &look, model, width_px) {
                event.prevent_default();
                act.emit(action);
            }
        })
    };
    let link = tip.as_ref().and_then(|tip| {
        let Spot::Measured(at) = tip.at else { return None };
        let wait = at.index(&view.timeline)?;
        let place = |index: usize| plot.place_of(index, &view.timeline.spans[index], &props.window);
        Some(link(place(wait)?, place(ended_by(&view.tasks, &view.lanes, &view.timeline, wait)?)?))
    });
    let tip = tip.and_then(|tip| words_of(tip.at, &seen, props.behind.as_ref()));
    // They come with the second attempt: without a place of their own the picture before them would be made anew, without
    // its names' places and its wheel.
    let attempts = props.attempts.as_ref();
    let attempts =
        attempts.map(|all| self::attempts(all, view.subject.model(), view.resolution_ns, &props.window, &props.act));
    let has_focus = focused.is_some();
    let blur = props.act.clone();
    let blurred = follows_click.clone();
    let blur = Callback::from(move |_: FocusEvent| {
        *blurred.borrow_mut() = false;
        if has_focus {
            blur.emit(Action::Look(LookAction::Leave));
        }
    });
    html! {
        <>
            <div class="picture">
                { row_names(&view, &names_node, &names) }
                <div
                    class={classes!("plot", look.marks.then_some("is-marking"))}
                    ref={plot_node}
                    tabindex="0"
                    role="application"
                    aria-roledescription="diagram"
                    aria-label={format!("Diagram. {}", words::summary(&seen))}
                    aria-describedby="diagram-keys"
                    onpointermove={pointing.moved}
                    onpointerdown={pointing.pressed}
                    onmousedown={Callback::from(move |_: MouseEvent| *follows_click.borrow_mut() = true)}
                    onpointerup={pointing.lifted.clone()}
                    onpointercancel={pointing.lifted}
                    onpointerleave={pointing.left}
                    onkeydown={keys}
                    onblur={blur}
                >
                    <canvas ref={sheet} aria-hidden="true" />
                    { overlay(&look, &props.window, plot.layout.height_px, place, marked, link) }
                    { tip.map(|words| element("div").class("tip").known_as(&tip_node).child(words).html()).unwrap_or_default() }
                </div>
            </div>
            { attempts.unwrap_or_default() }
            { why(&seen, props.behind.as_deref(), &bar, &look, &props.window, &props.act) }
            <p class="sr-only" aria-live="polite">{ focused.and_then(|(at, _)| sentence(&seen, at)) }</p>
            if let Some(sentence) = look.emptiness(&view, plot.layout.rows) {
                <p class="nothing">{ sentence }</p>
            } else {
                { color_key(rows_of(&view, props.behind.as_deref()), &plot) }
            }
            if view.kind != Kind::Expected {
                <Levels view={props.seen.clone()} window={props.window} painters={props.painters.clone()} />
                { range_figures(&props.seen, &look) }
            }
        </>
    }
}

/// What is told of what is at a place.
fn words_of(spot: Spot, seen: &Analysis, behind: Option<&Rc<Analysis>>) -> Option<Html> {
    match spot {
        Spot::Measured(focus) => describe_at(seen, focus),
        Spot::Behind(span) => behind.and_then(|view| Some(describe(view, view.timeline.spans.get(span)?))),
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
        let (view, behind, window, plot) = (props.view.clone(), props.behind.clone(), props.window, plot.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((_, x_px, y_px)) = place(&event) else { return };
            let asked = gesture.borrow_mut().moved(event.pointer_id(), x_px, &window);
            if let Some(asked) = asked {
                hovered.set(None);
                for action in asked {
                    act.emit(action);
                }
            } else {
                let span = plot.span_at(&view.timeline, &window, x_px, y_px, REACH_PX);
                let left = || Focus::at_left(&view, plot.left_at(&view.timeline, &window, x_px, y_px)?);
                let measured = span.and_then(|span| Focus::at(&view, span)).or_else(left).map(Spot::Measured);
                let behind = plot.behind.as_ref().zip(behind.as_ref()).and_then(|(placed, view)| {
                    let span = placed.span_at(&view.timeline, &window, (x_px, y_px), 0.0)?;
                    Some((view.kind, Spot::Behind(span)))
                });
                // Who points at a track means it, however near a bar is; outlines are hidden by bars.
                let at = match behind {
                    Some((Kind::Before, spot)) => Some(spot),
                    behind => measured.or(behind.map(|(_, spot)| spot)),
                };
                hovered.set(at.map(|at| Tip { x_px, y_px, at }));
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
        let (gesture, act) = (gesture.clone(), props.act.clone());
        Callback::from(move |event: PointerEvent| {
            let asked = gesture.borrow_mut().release(event.pointer_id());
            if let Some(action) = asked {
                act.emit(action);
            }
        })
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
pub fn use_tip_place(at_px: Option<(f64, f64)>) -> NodeRef {
    let node = use_node_ref();
    let tip_node = node.clone();
    use_effect_with(at_px, move |at_px| {
        if let (Some(at_px), Some(node)) = (*at_px, tip_node.cast::<HtmlElement>())
            && let Ok(Some(plot)) = node.closest(".plot")
        {
            let size_px = (f64::from(node.offset_width()), f64::from(node.offset_height()));
            let edge = plot.get_bounding_client_rect();
            let plot = tip::Area {
                left_px: edge.left(),
                top_px: edge.top(),
                width_px: edge.width(),
                height_px: edge.height(),
            };
            let (left_px, top_px) = tip::place(at_px, size_px, plot, page::area());
            let _ = node.style().set_property("left", &format!("{left_px}px"));
            let _ = node.style().set_property("top", &format!("{top_px}px"));
        }
    });
    node
}

/// Draws after each change, and whenever its painter is asked to; gives the plot of what is shown.
#[hook]
fn use_drawing(sheet: &NodeRef, props: &Props, look: &Look) -> Rc<Plot> {
    let pen = use_mut_ref(Pen::default);
    let arrangement = look.arrangement(rows_of(&props.view, props.behind.as_deref()), &props.window);
    let plot = {
        let pen = pen.clone();
        use_memo((props.view.clone(), props.behind.clone(), arrangement), move |(view, behind, arrangement)| {
            pen.borrow_mut().plot(view, behind.as_deref(), arrangement)
        })
    };
    {
        let (sheet, view, behind, pen) = (sheet.clone(), props.view.clone(), props.behind.clone(), pen.clone());
        use_effect_with((plot.clone(), props.window, props.theme), move |(plot, window, theme)| {
            if let Some(canvas) = sheet.cast::<HtmlCanvasElement>() {
                let mut pen = pen.borrow_mut();
                let behind = behind.as_deref();
                pen.draw(&canvas, plot, (&view, behind), window, *theme);
                pen.name(plot);
            }
        });
    }
    let (sheet, painters, model) = (sheet.clone(), props.painters.clone(), props.view.subject.model());
    use_effect_with((look.clone(), props.theme, props.behind.clone()), move |(look, theme, behind)| {
        let (look, theme, behind) = (look.clone(), *theme, behind.clone());
        let painter = painters.add(model, move |view, window| {
            let Some(canvas) = sheet.cast::<HtmlCanvasElement>() else { return false };
            let mut pen = pen.borrow_mut();
            let behind = behind.as_deref();
            let plot = pen.plot(view, behind, &look.arrangement(rows_of(view, behind), window));
            pen.draw(&canvas, &plot, (view, behind), window, theme);
            pen.is_named(&plot)
        });
        move || drop(painter)
    });
    plot
}

/// Zooms with Ctrl and the wheel, or a pinch; the bare wheel scrolls the page, as everywhere.
#[hook]
pub fn use_wheel(plot: &NodeRef, act: Callback<Action>) {
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
pub fn place(event: &PointerEvent) -> Option<(Element, f64, f64)> {
    let element = event.target_dyn_into::<Element>()?.closest(".plot").ok()??;
    let edge = element.get_bounding_client_rect();
    let (x_px, y_px) = (f64::from(event.client_x()) - edge.left(), f64::from(event.client_y()) - edge.top());
    Some((element, x_px, y_px))
}
