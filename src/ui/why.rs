//! Why a run took that long: its critical path on the axis of its diagram, and in words what that went to.

use std::rc::Rc;

use web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use crate::app::{Action, Look, LookAction, Pointed};
use crate::browser::dom::page;
use crate::chart::Window;
use crate::chart::why::{Piece, pieces};
use crate::stats::Analysis;
use crate::stats::why::Cause;
use crate::time::measured_text;
use crate::words::{self, PartText};

/// Height of a bar; its patterns are as high.
pub const BAR_PX: &str = "10";

/// The bar of a run, which takes a while to make where there are many spans.
#[hook]
pub fn use_pieces(view: &Rc<Analysis>, window: Window) -> Rc<Vec<Piece>> {
    use_memo((view.clone(), window), |(view, window)| {
        view.why.as_ref().map_or_else(Vec::new, |why| pieces(why, window))
    })
}

/// The bar and its words, beside what was expected; nothing while the run goes on.
pub fn why(
    view: &Analysis,
    expected: Option<&Analysis>,
    bar: &[Piece],
    look: &Look,
    window: &Window,
    act: &Callback<Action>,
) -> Html {
    let Some(why) = view.why.as_ref().filter(|why| why.makespan_ns() > 0) else { return Html::default() };
    let model = view.subject.model();
    let pointed = look.pointed_in(model);
    let parts = words::part_texts(why, expected.and_then(|view| view.why.as_ref()), view.resolution_ns);
    let stop = stop(parts.iter().map(|part| part.cause), pointed);
    let here = |cause| Pointed { model: Some(model), cause };
    let part = |PartText { cause, ns, time, expected }: PartText| {
        let content = html! {
            <>{ swatch(cause) }{ cause.word() }{ " " }<b>{ time }</b>{ for expected.map(|expected| html! { <i>{ " " }{ expected }</i> }) }</>
        };
        html! { <li data-value={ns.to_string()}>{ pointing(here(cause), pointed, stop, act, content) }</li> }
    };
    html! {
        <div class="why">
            <span class="why-name" title={words::CRITICAL_PATH}>{ "why" }</span>
            <svg class="why-bar" width={window.width_px.to_string()} height={BAR_PX} aria-hidden="true" onpointerleave={point(act, None)}>
                { for bar.iter().map(|piece| {
                    let gap_px = usize::from(piece.width_px > 3);
                    let (x, width) = (piece.left_px.to_string(), (piece.width_px - gap_px).to_string());
                    html! { <rect {x} {width} height={BAR_PX} fill={fill(piece.cause)} onpointerover={point(act, Some(here(piece.cause)))} /> }
                }) }
            </svg>
            <div class="why-words">
                <span>{ format!("{} went to", measured_text(why.makespan_ns(), view.resolution_ns)) }</span>
                <ul aria-label={format!("{} why", view.subject.name())}>{ for parts.into_iter().map(part) }</ul>
            </div>
        </div>
    }
}

/// Points at a part, or at none, whatever happens.
pub fn point<E: 'static>(act: &Callback<Action>, pointed: Option<Pointed>) -> Callback<E> {
    act.reform(move |_| Action::Look(LookAction::Point(pointed)))
}

/// Of a list of parts, the one that is a stop of the Tab key; the arrows go on from there.
pub fn stop(mut parts: impl Iterator<Item = Cause> + Clone, pointed: Option<Cause>) -> Option<Cause> {
    pointed.filter(|pointed| parts.clone().any(|cause| cause == *pointed)).or_else(|| parts.next())
}

/// A button of a list that points at a part as long as the pointer or the focus is on it, and after a tap until the next
/// one. `now` is the part that is pointed at, `stop` the one that Tab leads to.
pub fn pointing(
    pointed: Pointed,
    now: Option<Cause>,
    stop: Option<Cause>,
    act: &Callback<Action>,
    content: Html,
) -> Html {
    let cause = pointed.cause;
    let leave = point::<()>(act, None);
    let left = {
        let leave = leave.clone();
        Callback::from(move |event: PointerEvent| {
            // A finger leaves as soon as it is lifted.
            if event.pointer_type() != "touch" {
                leave.emit(());
            }
        })
    };
    let pressed = {
        let point = point::<()>(act, Some(pointed));
        Callback::from(move |event: MouseEvent| {
            // Not every browser gives the focus to a button that is tapped; where it can't be given, the tap counts alone.
            let button = event.target_dyn_into::<Element>().and_then(|element| element.closest("button").ok()?);
            if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
                let _ = button.focus();
            }
            point.emit(());
        })
    };
    let keys = Callback::from(move |event: KeyboardEvent| match page::key_of(&event).as_deref() {
        Some("Escape") => leave.emit(()),
        _ => go_with_arrows(&event),
    });
    html! {
        <button
            class={classes!("link", "part", (now == Some(cause)).then_some("is-pointed"))}
            tabindex={if stop == Some(cause) { "0" } else { "-1" }}
            title={words::part_meaning(cause)}
            onpointerenter={point(act, Some(pointed))}
            onpointerleave={left}
            onfocus={point(act, Some(pointed))}
            onblur={point(act, None)}
            onclick={pressed}
            onkeydown={keys}
        >
            { content }
        </button>
    }
}

/// Goes to the button beside this one in a list, if an arrow was pressed.
pub fn go_with_arrows(event: &KeyboardEvent) {
    let item = event.target_dyn_into::<Element>().and_then(|button| button.closest("li, g").ok()?);
    let beside = item.and_then(|item| match page::key_of(event).as_deref() {
        Some("ArrowRight") => item.next_element_sibling(),
        Some("ArrowLeft") => item.previous_element_sibling(),
        _ => None,
    });
    if let Some(button) = beside.and_then(|item| item.first_element_child()) {
        event.prevent_default();
        // What is there can have the focus, in a drawing as well.
        let _ = button.unchecked_into::<HtmlElement>().focus();
    }
}

/// What a part looks like, beside its word.
pub fn swatch(cause: Cause) -> Html {
    html! { <svg class="part-swatch" aria-hidden="true"><rect width="10" height={BAR_PX} fill={fill(cause)} /></svg> }
}

/// What a part is filled with: a pattern of [`patterns`].
pub fn fill(cause: Cause) -> String {
    format!("url(#part-{})", cause.word())
}

/// The patterns of all parts, once on a page. As in the diagrams the pattern tells what it was: hatched is waiting, solid is
/// running, dashed is starting. The color tells whether the list asked for it, or it came on top.
pub fn patterns() -> Html {
    const SOLID: &str = "M0 0H6V10H0z";
    let pattern = |cause: Cause| {
        let (class, ground, lines) = match cause {
            Cause::Waiting => ("part-asked", "0.2", "M-1 7 7-1M-1 13 13-1M3 13 13 3"),
            Cause::Computing => ("part-asked", "1", ""),
            Cause::Lateness => ("part-added", "0.2", "M-1-1 12 12M-7-1 6 12M-1 5 5 11M3-3 9 3"),
            Cause::Contention => ("part-added", "1", ""),
            Cause::Starting => ("part-added", "0", "M0 0.75H4M0 9.25H4"),
            Cause::Queued => ("part-added", "0", "M1 5H3M4 5H6"),
            Cause::Locked => ("part-added", "0.2", "M-1 7 7-1M-1 13 13-1M3 13 13 3M-1-1 12 12M-1 5 5 11"),
            Cause::Other => ("part-other", "0.45", ""),
        };
        html! {
            <pattern id={format!("part-{}", cause.word())} {class} width="6" height={BAR_PX} patternUnits="userSpaceOnUse">
                <path d={SOLID} fill-opacity={ground} />
                <path d={lines} class="part-line" />
            </pattern>
        }
    };
    html! { <svg class="patterns" aria-hidden="true"><defs>{ for Cause::ALL.map(pattern) }</defs></svg> }
}
