//! Draws an SVG on a canvas, for a PNG.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

use super::page;
use crate::browser::js::text_of;

/// Pixels of the picture for one of the page: sharp on a large screen.
const SCALE: f64 = 2.0;
/// Larger canvases are refused by some browsers, without a word.
const MOST_PX: f64 = 8000.0;

/// Offers an SVG as a PNG.
///
/// # Errors
/// In the browser's words.
pub async fn download(name: &str, svg: &Blob, size_px: (f64, f64)) -> Result<(), String> {
    let png = png(svg, size_px).await.map_err(|error| text_of(&error))?;
    page::download_blob(name, &png).map_err(|error| text_of(&error))
}

async fn png(svg: &Blob, (width_px, height_px): (f64, f64)) -> Result<Blob, JsValue> {
    let address = Url::create_object_url_with_blob(svg)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&address);
    let decoded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&address)?;
    decoded?;
    let scale = SCALE.min(MOST_PX / height_px.max(width_px));
    let canvas: HtmlCanvasElement = page::document().create_element("canvas")?.unchecked_into();
    canvas.set_width((width_px * scale) as u32);
    canvas.set_height((height_px * scale) as u32);
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or("this browser has no canvas")?.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width_px * scale, height_px * scale)?;
    let written = js_sys::Promise::new(&mut |resolve, reject| {
        if let Err(error) = canvas.to_blob(&resolve) {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(written).await?.dyn_into()
}
