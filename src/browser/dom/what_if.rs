//! The region "what if", as the page has it: the module makes what stands in it, and is told what happens there.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{
    CanvasRenderingContext2d, Element, Event, HtmlCanvasElement, HtmlElement, HtmlInputElement, HtmlSelectElement,
    ImageData, KeyboardEvent, PointerEvent, WheelEvent,
};

use super::module::{Module, parts};
use super::page::{self, Listener};
use super::picture;
use crate::app::WhatIfAction;
use crate::browser::js::text_of;
use crate::wire::trouble::{Message, Trouble};
use crate::wire::what_if::{Happening, Order, Report, decode_report, encode_order};

/// What the page names the script of the module under.
pub(super) const MODULE: &str = "what-if-script";
/// The element that is the region, and what is free on both of its sides.
const REGION: &str = "what-if";
const MARGIN_PX: f64 = 14.0;
/// What happens in the region and is told.
const EVENTS: [&str; 8] =
    ["click", "change", "keydown", "pointermove", "pointerdown", "pointerup", "pointercancel", "wheel"];
/// What the keys do that would otherwise move the page.
const OWN_KEYS: [&str; 6] = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/// Owns the module's worker; dropping it ends that one.
pub struct Region(Rc<Inner>);

struct Inner {
    module: Module,
    act: Box<dyn Fn(WhatIfAction)>,
    /// While the worker lives.
    listeners: RefCell<Vec<Listener>>,
}

impl Region {
    /// An owner whose worker starts from this script when something is asked.
    pub fn new(script: String, act: impl Fn(WhatIfAction) + 'static) -> Self {
        Self(Rc::new_cyclic(|inner: &Weak<Inner>| {
            let inner = inner.clone();
            let hear = move |data| inner.upgrade().into_iter().for_each(|inner: Rc<Inner>| inner.hear(&data));
            Inner { module: Module::new(script, MODULE, hear), act: Box::new(act), listeners: RefCell::default() }
        }))
    }

    /// Passes an order on; without one, ends the worker.
    pub fn carry_out(&self, order: Option<Vec<u8>>) {
        let Some(order) = order else {
            self.0.listeners.take();
            return self.0.module.end();
        };
        if self.0.listeners.borrow().is_empty() {
            let listener = |name| {
                let inner = Rc::downgrade(&self.0);
                Listener::new(&page::document(), name, move |event| {
                    let Some((inner, happening)) = inner.upgrade().zip(happening(&event)) else { return };
                    inner.ask(&encode_order(&Order::Hear(happening)));
                })
            };
            self.0.listeners.replace(EVENTS.into_iter().map(listener).collect());
        }
        self.0.ask(&order);
    }
}

impl Inner {
    fn ask(&self, order: &[u8]) {
        let width_px = page::document().get_element_by_id(REGION).map_or(0, |region| region.client_width());
        let room_px = f64::from(width_px) - 2.0 * MARGIN_PX;
        self.module.ask(Array::of3(&Uint8Array::from(order), &room_px.into(), &page::scale().into()));
    }

    fn hear(&self, data: &Result<JsValue, Trouble>) {
        let told = data.clone().and_then(|data| {
            let (bytes, more) = parts(&data)?;
            let report = decode_report(&bytes).map_err(|error| Trouble::Unreadable(Message::FileReport, error))?;
            Ok((report, more.unchecked_into::<Uint8Array>()))
        });
        match told {
            Ok((Report::Ready, _)) => self.module.ready(),
            Ok((Report::Show { part, html }, _)) => show(&part, &html),
            Ok((Report::Paint { part, width }, pixels)) => {
                if let Err(error) = paint(&part, width, &pixels) {
                    (self.act)(WhatIfAction::Told(Err(Trouble::Browser(text_of(&error)))));
                }
            }
            Ok((Report::File { name, drawn_px }, bytes)) => {
                wasm_bindgen_futures::spawn_local(offer(name, drawn_px, bytes.to_vec()));
            }
            Ok((report, _)) => (self.act)(WhatIfAction::Told(Ok(report))),
            Err(trouble) => (self.act)(WhatIfAction::Told(Err(trouble))),
        }
    }
}

/// A part of the region becomes this; what has the focus in it keeps it.
fn show(part: &str, html: &str) {
    let document = page::document();
    let Some(element) = document.get_element_by_id(part) else { return };
    let focused =
        document.active_element().filter(|focused| element.contains(Some(focused))).map(|focused| focused.id());
    element.set_inner_html(html);
    let focused = focused.and_then(|id| document.get_element_by_id(&id)?.dyn_into::<HtmlElement>().ok());
    if let Some(focused) = focused {
        // What is gone has no focus.
        let _ = focused.focus();
    }
}

/// A canvas shows these pixels; without any it takes no room.
fn paint(part: &str, width: u32, pixels: &Uint8Array) -> Result<(), JsValue> {
    let found =
        page::document().get_element_by_id(part).and_then(|element| element.dyn_into::<HtmlCanvasElement>().ok());
    let Some(canvas) = found else { return Ok(()) };
    let height = (pixels.length() / 4).checked_div(width).unwrap_or(0);
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
        let scale = page::scale();
        for (side, length) in [("width", width), ("height", height)] {
            canvas.style().set_property(side, &format!("{}px", f64::from(length) / scale))?;
        }
    }
    if height == 0 {
        return Ok(());
    }
    let image = ImageData::new_with_js_u8_clamped_array(&js_sys::Uint8ClampedArray::new(&pixels.buffer()), width)?;
    let context = canvas.get_context("2d")?.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
    context.map_or(Ok(()), |context| context.put_image_data(&image, 0.0, 0.0))
}

async fn offer(name: String, drawn_px: Option<(f64, f64)>, bytes: Vec<u8>) {
    let media_type = if name.ends_with("csv") { "text/csv" } else { "image/svg+xml" };
    let Ok(blob) = page::blob(media_type, &bytes) else { return };
    let offered = match drawn_px {
        Some(size_px) => picture::download(&name, &blob, size_px).await,
        None => page::download_blob(&name, &blob).map_err(|error| text_of(&error)),
    };
    if let Err(reason) = offered {
        web_sys::console::error_1(&reason.into());
    }
}

/// What an event is to the module; `None` if it is none of the region's.
fn happening(event: &Event) -> Option<Happening> {
    let kind = event.type_();
    let target = event.target()?.dyn_into::<Element>().ok()?.closest("#what-if [data-do]").ok()??;
    let what = target.get_attribute("data-do")?;
    let is_place = what == "curve" || what == "picture";
    // Of what can be chosen, only that it was.
    if is_place == matches!(kind.as_str(), "click" | "change") {
        return None;
    }
    let mut happening = Happening { what, ..Happening::default() };
    if let Some(event) = event.dyn_ref::<web_sys::MouseEvent>() {
        let edge = target.get_bounding_client_rect();
        happening.x_px = f64::from(event.client_x()) - edge.left();
        happening.y_px = f64::from(event.client_y()) - edge.top();
    }
    if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
        happening.value = page::key_of(event)?;
        if OWN_KEYS.contains(&&*happening.value) {
            event.prevent_default();
        }
    } else if let Some(event) = event.dyn_ref::<WheelEvent>() {
        if !(event.ctrl_key() || event.meta_key()) {
            return None;
        }
        event.prevent_default();
        happening.value = event.delta_y().to_string();
    } else if let Some(event) = event.dyn_ref::<PointerEvent>().filter(|_| kind == "pointerdown") {
        // The drag goes on outside; a pointer that is gone drags nothing.
        let _ = target.set_pointer_capture(event.pointer_id());
    } else if let Some(value) = target.get_attribute("data-value") {
        happening.value = value;
    } else if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        happening.value = input.value();
    } else if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        happening.value = select.value();
    }
    happening.kind = kind;
    Some(happening)
}
