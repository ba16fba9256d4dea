//! Durations of the task list that are dragged where they stand: by a line under the one that the pointer is at, or
//! anywhere in it with Alt.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use crate::app::Action;
use crate::app::adjust::Drag;
use crate::app::history::{Selection, byte_of, units_of};
use crate::browser::dom::text_box;
use crate::program::DurationField;
use crate::words::hints;

/// What hears a pointer over the list.
pub struct Pointing {
    pub moved: Callback<PointerEvent>,
    pub pressed: Callback<PointerEvent>,
    pub held: Callback<MouseEvent>,
    pub lifted: Callback<PointerEvent>,
    pub left: Callback<PointerEvent>,
}

/// What is going on.
#[derive(Debug, Default)]
struct Hand {
    drag: Option<Drag>,
    /// Whether it has come to anything yet; else it is a click.
    has_moved: bool,
    /// Drags that have begun.
    drags: u32,
}

/// The text as it is drawn.
#[derive(Clone, PartialEq)]
struct Drawn {
    text: Rc<str>,
    first_line: usize,
}

/// Lets the durations of a text be dragged. `first_line` is the first that is drawn, counted from 0; `say` is for whoever
/// listens.
#[hook]
pub fn use_durations(
    text: &Rc<str>,
    first_line: usize,
    area: &NodeRef,
    act: &Callback<Action>,
    say: &Callback<String>,
) -> (Pointing, Html) {
    let handle = use_node_ref();
    let hand = use_mut_ref(Hand::default);
    // Where the duration stands that the pointer is at, in UTF-16 code units.
    let at = use_state_eq(|| None::<usize>);
    let drawn = Drawn { text: text.clone(), first_line };
    {
        let (area, handle) = (area.clone(), handle.clone());
        use_effect_with((drawn.clone(), *at), move |(drawn, at)| {
            let area = area.cast::<HtmlTextAreaElement>();
            if let (Some(area), Some(handle), Some(at)) = (area, handle.cast(), *at) {
                let field = DurationField::at(&drawn.text, byte_of(&drawn.text, at));
                let place = field.and_then(|field| place(&area, drawn, &field));
                text_box::place_handle(&area, &handle, place);
            }
        });
    }
    let find = {
        let (area, drawn) = (area.clone(), drawn);
        Rc::new(move |event: &PointerEvent| -> Option<(DurationField, usize)> {
            let area = area.cast::<HtmlTextAreaElement>()?;
            let line = text_box::line_at(&area, f64::from(event.client_y()))?;
            let is_there = |field: &DurationField| {
                place(&area, &drawn, field).is_some_and(|place| place.has(f64::from(event.client_x())))
            };
            let field = DurationField::of_line(&drawn.text, line).into_iter().find(is_there)?;
            let at = units_of(&drawn.text, field.bytes.start);
            Some((field, at))
        })
    };
    let pointing = Pointing {
        moved: moved(&hand, &at, find.clone(), area, act),
        pressed: pressed(&hand, &at, find, text, &handle),
        held: {
            let hand = hand.clone();
            // The focus stays where it is, and nothing is selected.
            Callback::from(move |event: MouseEvent| hand.borrow().drag.iter().for_each(|_| event.prevent_default()))
        },
        lifted: lifted(&hand, text, say),
        left: {
            let (hand, at) = (hand, at.clone());
            Callback::from(move |event: PointerEvent| {
                // A finger leaves when it is lifted: what it has tapped can be dragged by the next one.
                if hand.borrow().drag.is_none() && event.pointer_type() != "touch" {
                    at.set(None);
                }
            })
        },
    };
    let shown = at.is_some();
    let handle = html! {
        <span
            ref={handle}
            class="duration-handle"
            hidden={!shown}
            title={hints::DRAG_DURATION}
        />
    };
    (pointing, handle)
}

type Find = Rc<dyn Fn(&PointerEvent) -> Option<(DurationField, usize)>>;

fn moved(
    hand: &Rc<RefCell<Hand>>,
    at: &UseStateHandle<Option<usize>>,
    find: Find,
    area: &NodeRef,
    act: &Callback<Action>,
) -> Callback<PointerEvent> {
    let (hand, at, area, act) = (hand.clone(), at.clone(), area.clone(), act.clone());
    Callback::from(move |event: PointerEvent| {
        let mut hand = hand.borrow_mut();
        let Some(drag) = &hand.drag else { return at.set(find(&event).map(|(_, at)| at)) };
        let (at, adjustment) = (drag.at, drag.to(f64::from(event.client_x()), event.shift_key()));
        let selected = area.cast::<HtmlTextAreaElement>().map(|area| text_box::selection(&area)).unwrap_or_default();
        hand.has_moved |= drag.is_drag(f64::from(event.client_x()));
        if hand.has_moved {
            drop(hand);
            act.emit(Action::Adjust { at, adjustment, selected });
        }
    })
}

fn pressed(
    hand: &Rc<RefCell<Hand>>,
    at: &UseStateHandle<Option<usize>>,
    find: Find,
    text: &Rc<str>,
    handle: &NodeRef,
) -> Callback<PointerEvent> {
    let (hand, shown, text, handle) = (hand.clone(), at.clone(), text.clone(), handle.clone());
    Callback::from(move |event: PointerEvent| {
        let found = find(&event);
        shown.set(found.as_ref().map(|(_, at)| *at));
        let target = event.target_dyn_into::<Element>();
        let is_handle = target.is_some() && target == handle.cast::<Element>();
        let Some((field, _)) = found.filter(|_| event.button() == 0 && (is_handle || event.alt_key())) else { return };
        let mut hand = hand.borrow_mut();
        hand.drags += 1;
        hand.has_moved = false;
        hand.drag = Some(Drag::new(&text, field, hand.drags, f64::from(event.client_x())));
        // The drag goes on outside. A pointer that is gone already can't be held, and drags nothing.
        let _ = target.map(|target| target.set_pointer_capture(event.pointer_id()));
        event.prevent_default();
    })
}

fn lifted(hand: &Rc<RefCell<Hand>>, text: &Rc<str>, say: &Callback<String>) -> Callback<PointerEvent> {
    let (hand, text, say) = (hand.clone(), text.clone(), say.clone());
    Callback::from(move |_| {
        let Some(drag) = hand.borrow_mut().drag.take() else { return };
        let Some(field) = DurationField::at(&text, byte_of(&text, drag.at)) else { return };
        if hand.borrow().has_moved {
            say.emit(text[field.bytes].to_owned());
        } else {
            let end = units_of(&text, field.bytes.end);
            text_box::go_to(Selection { start: drag.at, end });
        }
    })
}

/// Where a duration is drawn; `None` if its line isn't.
fn place(area: &HtmlTextAreaElement, drawn: &Drawn, field: &DurationField) -> Option<text_box::Place> {
    let Range { start, end } = field.bytes.clone();
    let line_start = drawn.text[..start].rfind('\n').map_or(0, |end| end + 1);
    let line = drawn.text[..line_start].matches('\n').count();
    let column = units_of(&drawn.text[line_start..], start - line_start);
    text_box::place_of(area, line.checked_sub(drawn.first_line)?, column..column + end - start)
}
