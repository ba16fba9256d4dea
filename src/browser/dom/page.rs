//! The page itself: window, document, colors, files, frames.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Document, HtmlAnchorElement, KeyboardEvent, Url, Window};

use crate::app::Moment;
use crate::browser::clock::{RunClock, wall_ms};
use crate::browser::js::text_of;
use crate::browser::shared::memory;
use crate::chart::palette::Theme;
use crate::chart::tip::Area;
use crate::wire::trouble::Trouble;

/// The window. Only called on the page, which has one.
pub fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// Pixels of the screen in one CSS pixel: at least one.
pub fn scale() -> f64 {
    window().device_pixel_ratio().max(1.0)
}

/// What can be seen of the page: the window without its scroll bars.
pub fn area() -> Area {
    let seen =
        |side: fn(&web_sys::Element) -> i32| document().document_element().map_or(0.0, |root| f64::from(side(&root)));
    let (width_px, height_px) = (seen(web_sys::Element::client_width), seen(web_sys::Element::client_height));
    Area { left_px: 0.0, top_px: 0.0, width_px, height_px }
}

/// The document. Only called on the page, which has one.
///
/// # Panics
/// On a worker, which has none.
pub fn document() -> Document {
    window().document().expect("a page has a document")
}

/// This moment by both clocks.
pub fn moment() -> Moment {
    Moment { clock_ms: RunClock::start().origin_ms(), wall_ms: wall_ms() }
}

/// The address of a script that the head of the page names under this id: a release names it by its content, so that no
/// page ever gets one of another build.
pub fn script(id: &str) -> String {
    let name = document().get_element_by_id(id).and_then(|element| element.get_attribute("content"));
    let name = name.unwrap_or_default();
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    Url::new_with_base(&name, &base).map_or(name, |url| url.href())
}

/// Shows these colors.
pub fn show_theme(theme: Theme) {
    let name = match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    if let Some(root) = document().document_element() {
        // An attribute of an element that is there can be set.
        let _ = root.set_attribute("data-theme", name);
    }
}

/// A day and a time as the reader's language writes them.
pub fn date_text(epoch_ms: u64) -> String {
    let date = js_sys::Date::new(&(epoch_ms as f64).into());
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"dateStyle".into(), &"medium".into());
    let _ = js_sys::Reflect::set(&options, &"timeStyle".into(), &"short".into());
    let language = window().navigator().language().unwrap_or_default();
    let said = |language: &str| {
        let write: js_sys::Function = js_sys::Reflect::get(&date, &"toLocaleString".into())?.dyn_into()?;
        write.call2(&date, &language.into(), &options)
    };
    // Some browsers say that their language is `C`, which is none, and throw if they are asked for it.
    said(&language).or_else(|_| said("en")).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Offers a text as a file.
///
/// # Errors
/// In the browser's words.
pub fn download(name: &str, media_type: &str, text: &str) -> Result<(), Trouble> {
    let offered = blob(media_type, text.as_bytes()).and_then(|blob| download_blob(name, &blob));
    offered.map_err(|error| Trouble::Browser(text_of(&error)))
}

/// Bytes as the browser keeps files.
///
/// # Errors
/// In the browser's words.
pub fn blob(media_type: &str, bytes: &[u8]) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options)
}

/// Offers what the browser keeps as a file.
///
/// # Errors
/// In the browser's words.
pub fn download_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Not at once: the browser reads the file after this turn.
    gloo_timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// Between two pictures. Twenty-five a second are seen as motion, and leave the cores to what is being measured.
const PICTURE_MS: u32 = 38;

/// Calls some 25 times a second while it is held. By a timer, not by the browser's frames: what is changed in a frame's
/// callback reaches the screen a frame later, since Yew renders in a turn of its own, and each picture costs two frames.
pub struct Frames {
    _timer: gloo_timers::callback::Interval,
}

impl Frames {
    /// Calls `on_frame` from now on; and `on_beat` whenever the browser has drawn after that.
    pub fn start(on_frame: impl Fn() + 'static, on_beat: impl Fn() + 'static) -> Self {
        let on_beat = Rc::new(on_beat);
        let tick = move || {
            on_frame();
            // Not kept alive by anybody else: the frame may come after this was dropped.
            let heard = Rc::downgrade(&on_beat);
            let beat = Closure::once_into_js(move || heard.upgrade().into_iter().for_each(|on_beat| on_beat()));
            // A page that can't ask for a frame has no heartbeat to show.
            let _ = window().request_animation_frame(beat.unchecked_ref());
        };
        Self { _timer: gloo_timers::callback::Interval::new(PICTURE_MS, tick) }
    }
}

/// Calls back when the browser has painted what was rendered and all of the module is here; not before the page is seen.
pub fn after_paint(then: impl FnOnce() + 'static) {
    let is_painted = move || {
        wasm_bindgen_futures::spawn_local(async move {
            if let Some(later) = memory::later_is_there() {
                // It is never refused.
                let _ = wasm_bindgen_futures::JsFuture::from(later).await;
            }
            then();
        });
    };
    let painting = Closure::once_into_js(move || gloo_timers::callback::Timeout::new(0, is_painted).forget());
    // A page that can't ask for a frame paints nothing; workers start when something is to run.
    let _ = window().request_animation_frame(painting.unchecked_ref());
}

/// Hears an event of an element, the window or the document while it is held.
pub struct Listener {
    target: web_sys::EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    /// Hears `name` on `target`; not passively, so that a wheel can be kept from scrolling the page.
    pub fn new(target: &web_sys::EventTarget, name: &'static str, hear: impl FnMut(web_sys::Event) + 'static) -> Self {
        let callback = Closure::new(hear);
        let options = web_sys::AddEventListenerOptions::new();
        options.set_passive(false);
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            callback.as_ref().unchecked_ref(),
            &options,
        );
        Self { target: target.clone(), name, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref());
    }
}

/// Asks the reader before the page is left, in the browser's words, while it is held. Not heard at other times: browsers
/// keep a page that asks no question whole when it is left, and show it at once when one comes back.
pub fn guard() -> Listener {
    Listener::new(&window(), "beforeunload", |event| event.prevent_default())
}

/// Tells the width of an element whenever it changes, while it is held.
pub struct WidthObserver {
    observer: web_sys::ResizeObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl WidthObserver {
    /// Observes an element.
    ///
    /// # Errors
    /// In the browser's words.
    pub fn new(element: &web_sys::Element, tell: impl Fn(f64) + 'static) -> Result<Self, Trouble> {
        let callback = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Ok(entry) = entries.get(0).dyn_into::<web_sys::ResizeObserverEntry>() {
                tell(entry.content_rect().width());
            }
        });
        let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref());
        let observer = observer.map_err(|error| Trouble::Browser(text_of(&error)))?;
        observer.observe(element);
        Ok(Self { observer, _callback: callback })
    }
}

impl Drop for WidthObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The key of an event that names one, else nothing. Browsers that fill in forms, and extensions, send events called
/// `keydown` that are no keyboard's and have no key; reading it would end the app.
pub fn key_of(event: &KeyboardEvent) -> Option<String> {
    event.has_type::<KeyboardEvent>().then(|| event.key())
}
