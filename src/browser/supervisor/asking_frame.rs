//! What the page's own loop asks through: a hidden frame in the folder of who stands in for a server. The page itself is no
//! client of it, and must not be.

use futures_channel::oneshot;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::browser::models::requests::{self, Asker};

/// What it shows, in the folder of the workers that ask.
const PAGE: &str = "frame.html";

/// It asks as long as it is kept.
pub struct AskingFrame(Element);

impl AskingFrame {
    /// Opens it; `mark` is what requests of this page are known by.
    pub async fn open(folder: &str, mark: &str) -> Result<Self, JsValue> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
        let frame = Self(document.create_element("iframe")?);
        frame.0.set_attribute("hidden", "")?;
        frame.0.set_attribute("src", &[folder, PAGE].concat())?;
        let (load, loaded) = oneshot::channel();
        let heard = Closure::once(move || {
            // Nobody waits any more if it took too long.
            let _ = load.send(());
        });
        frame.0.add_event_listener_with_callback("load", heard.as_ref().unchecked_ref())?;
        document.body().ok_or("no body")?.append_child(&frame.0)?;
        loaded.await.map_err(|_| JsValue::from("it was closed before it was loaded"))?;
        let window: Asker = js_sys::Reflect::get(&frame.0, &"contentWindow".into())?.unchecked_into();
        requests::ask_through(Some((window, [mark, ".page"].concat())));
        Ok(frame)
    }
}

impl Drop for AskingFrame {
    fn drop(&mut self) {
        requests::ask_through(None);
        self.0.remove();
    }
}
