//! Why a run took that long: its critical path on the axis of its diagram, and in words what that went to.

use std::rc::Rc;

use web_sys::{HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use super::element::{Element, element};
use crate::app::{Action, Look, LookAction, Pointed};
use crate::browser::dom::page;
use crate::chart::Window;
use crate::chart::why::{Piece, pieces};
use crate::stats::why::Cause;
use crate::stats::{Analysis, Kind};
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

/// The bar and its words, beside what was expected or measured before; nothing while the run goes on.
pub fn why(
    view: &Analysis,
    behind: Option<&Analysis>,
    bar: &[Piece],
    look: &Look,
    window: &Window,
    act: &Callback<Action>,
) -> Html {
    let Some(why) = view.why.as_ref().filter(|why| why.makespan_ns() > 0) else { return Html::default() };
    let model = view.subject.model();
    let pointed = look.pointed_in(model);
    let parts = words::part_texts(why, behind, view.resolution_ns);
    let stop = stop(parts.iter().map(|part| part.cause), pointed);
    let here = |cause| Pointed { model: Some(model), cause };
    let part = |PartText { cause, ns, time, beside }: PartText| {
        let time = element("b").words(time);
        let beside = beside.map(|beside| element("i").words([" ", &beside].concat()).html());
        let button = pointing(here(cause), pointed, stop, act).text(" ").with(time).maybe(beside);
        element("li").attr("data-value", ns.to_string()).with(button).html()
    };
    let piece = |piece: &Piece| {
        let gap_px = usize::from(piece.width_px > 3);
        let (left, width) = (piece.left_px.to_string(), (piece.width_px - gap_px).to_string());
        bar_part(left, width, here(piece.cause), act)
    };
    let name = element("span").class("why-name").set("title", words::CRITICAL_PATH).text("why");
    let bar = element("svg")
        .class("why-bar")
        .attr("width", window.width_px.to_string())
        .set("height", BAR_PX)
        .set("aria-hidden", "true")
        .on_pointer_leave(point(act, None))
        .children(bar.iter().map(piece));
    let whole = words::went_to(why, view.kind == Kind::Expected, view.resolution_ns);
    let parts =
        element("ul").attr("aria-label", format!("{} why", view.subject.name())).children(parts.into_iter().map(part));
    let told = element("div").class("why-words").with(element("span").words(whole)).with(parts);
    element("div").class("why").with(name).with(bar).with(told).html()
}

/// A part of a bar, which is pointed at where the pointer is on it.
pub fn bar_part(left: String, width: String, here: Pointed, act: &Callback<Action>) -> Html {
    let part = element("rect").attr("x", left).attr("width", width).set("height", BAR_PX);
    part.attr("fill", fill(here.cause)).on_pointer_over(point(act, Some(here))).html()
}

/// Points at a part, or at none, whatever happens.
pub fn point<E: 'static>(act: &Callback<Action>, pointed: Option<Pointed>) -> Callback<E> {
    act.reform(move |_| Action::Look(LookAction::Point(pointed)))
}

/// Of a list of parts, the one that is a stop of the Tab key; the arrows go on from there.
pub fn stop(mut parts: impl Iterator<Item = Cause> + Clone, pointed: Option<Cause>) -> Option<Cause> {
    pointed.filter(|pointed| parts.clone().any(|cause| cause == *pointed)).or_else(|| parts.next())
}

/// A button of a list, with the sign and the word of a part, that points at it as long as the pointer or the focus is on it, and after a tap until the next
/// one. `now` is the part that is pointed at, `stop` the one that Tab leads to.
pub fn pointing(pointed: Pointed, now: Option<Cause>, stop: Option<Cause>, act: &Callback<Action>) -> Element {
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
            let button =
                event.target_dyn_into::<web_sys::Element>().and_then(|element| element.closest("button").ok()?);
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
    element("button")
        .class(if now == Some(cause) { "link part is-pointed" } else { "link part" })
        .set("tabindex", if stop == Some(cause) { "0" } else { "-1" })
        .set("title", words::part_meaning(cause))
        .on_pointer_enter(point(act, Some(pointed)))
        .on_pointer_leave(left)
        .on_focus(point(act, Some(pointed)))
        .on_blur(point(act, None))
        .on_press(pressed)
        .on_key(keys)
        .child(swatch(cause))
        .text(cause.word())
}

/// Goes to the button beside this one in a list, if an arrow was pressed.
pub fn go_with_arrows(event: &KeyboardEvent) {
    let item = event.target_dyn_into::<web_sys::Element>().and_then(|button| button.closest("li, g").ok()?);
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
fn swatch(cause: Cause) -> Html {
    let sign = element("rect").set("width", "10").set("height", BAR_PX).attr("fill", fill(cause));
    element("svg").class("part-swatch").set("aria-hidden", "true").with(sign).html()
}

/// What a part is filled with: a pattern of [`patterns`].
fn fill(cause: Cause) -> String {
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
            Cause::Copying => ("part-added", "0.2", "M2 0V10M6 0V10M10 0V10"),
            Cause::Other => ("part-other", "0.45", ""),
        };
        let ground = element("path").set("d", SOLID).set("fill-opacity", ground);
        element("pattern")
            .attr("id", format!("part-{}", cause.word()))
            .class(class)
            .set("width", "6")
            .set("height", BAR_PX)
            .set("patternUnits", "userSpaceOnUse")
            .with(ground)
            .with(element("path").set("d", lines).class("part-line"))
            .html()
    };
    let patterns = element("defs").children(Cause::ALL.into_iter().map(pattern));
    element("svg").class("patterns").set("aria-hidden", "true").with(patterns).html()
}
