//! Yew components: props in, callbacks out. They hold no decision; those are in [`crate::app`].

mod all_lists;
mod app;
mod attempts;
mod axis;
mod code_lines;
mod comparison;
mod diagram;
mod duration_drag;
mod editor;
mod element;
mod embed;
mod expected;
mod exports;
mod figures;
mod header;
mod heartbeat;
mod latencies;
mod lesson;
mod levels;
mod lists;
mod menu;
mod minimap;
mod models;
mod names;
mod news;
mod offers;
mod open;
mod options;
mod overlay;
mod painters;
mod panel;
mod predict;
mod press;
mod repeated;
mod share;
mod spans;
mod text_box;
mod tip;
mod toolbar;
mod what_if;
mod why;

use crate::browser::dom::{address, page};
use crate::browser::js;

/// Shows the application, if this is a page: every worker instantiates the same module and passes through here.
pub fn start() {
    if !js::is_page() {
        return;
    }
    console_error_panic_hook::set_once();
    // A test's page has no such element, and starts what it tests by itself.
    if let Some(root) = page::document().get_element_by_id("app") {
        // What the reader sees first is what the address asks for.
        wasm_bindgen_futures::spawn_local(async {
            let link = address::opened().await;
            yew::Renderer::<app::App>::with_root_and_props(root, app::Props { link }).render();
        });
    }
}
