//! What this browser is and can do, and what the address and the last visit ask for.

use wasm_bindgen::prelude::*;

use super::page;
use super::storage;
use crate::app::{Environment, Link, Surroundings};
use crate::browser::clock;
use crate::chart::palette::Theme;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = crossOriginIsolated)]
    static CROSS_ORIGIN_ISOLATED: Option<bool>;

    #[wasm_bindgen(thread_local_v2, js_name = isSecureContext)]
    static IS_SECURE_CONTEXT: Option<bool>;
}

/// The environment as it is now.
pub fn environment() -> Environment {
    let navigator = page::window().navigator();
    let isolated = CROSS_ORIGIN_ISOLATED.with(|isolated| isolated.unwrap_or(false));
    Environment {
        user_agent: navigator.user_agent().unwrap_or_default(),
        cores: navigator.hardware_concurrency() as usize,
        isolated,
        // Both: there are browsers with the one and without the other.
        shared_memory: isolated
            && js_sys::Reflect::has(&js_sys::global(), &"SharedArrayBuffer".into()).unwrap_or(false),
        surroundings: surroundings(),
        clock_resolution_ns: clock::resolution_ns(),
        hidden: page::document().hidden(),
    }
}

/// Where the page stands.
fn surroundings() -> Surroundings {
    let window = page::window();
    // In a frame of another site, what is on top can be compared, and nothing else.
    if window.top().ok().flatten().is_none_or(|top| top != window) {
        Surroundings::Frame
    } else if IS_SECURE_CONTEXT.with(|secure| secure.unwrap_or(false)) {
        Surroundings::Tab
    } else {
        Surroundings::PlainHttp
    }
}

/// What the address asks for, and what was kept.
pub fn link() -> Link {
    let search = page::window().location().search().unwrap_or_default();
    let asked = web_sys::UrlSearchParams::new_with_str(&search).ok();
    let value = |key: &str| asked.as_ref().and_then(|asked| asked.get(key));
    Link {
        example: value("example"),
        models: value("models"),
        embed: value("embed").is_some_and(|embed| embed.trim() == "1"),
        shelf: storage::shelf(),
        choices: storage::load(storage::CHOICES),
        kept_runs: storage::kept_runs(),
        pins: storage::all(storage::PINS),
    }
}

/// The colors the reader chose, or those of the system.
pub fn theme() -> Theme {
    match storage::load(storage::THEME).as_deref() {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ => {
            let dark = page::window().match_media("(prefers-color-scheme: dark)");
            let is_dark = dark.ok().flatten().is_some_and(|dark| dark.matches());
            if is_dark { Theme::Dark } else { Theme::Light }
        }
    }
}
