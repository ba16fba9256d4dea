//! Where the files of a run lie: a folder of its own, which goes when the run is over. What a page has left that is no more is
//! removed before the next run, whichever page runs it: as long as there is one it holds a lock of its name.

use std::cell::Cell;

use futures_channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::browser::opfs::{self, Directory};
use crate::engine::RunId;

#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = locks)]
    static LOCKS: Option<Locks>;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, holding: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn query(this: &Locks) -> Result<Promise, JsValue>;
}

/// Files of workers that were ended go some milliseconds later; of one that was held in a call, browsers take seconds to let go.
const TRIES: u32 = 500;
const BETWEEN_TRIES_MS: u32 = 20;

thread_local! {
    static HOLDS_LOCK: Cell<bool> = const { Cell::new(false) };
}

/// Has there be a folder for a run of this page; `None` where there is no file system.
pub async fn make(page: &str, run: RunId) -> Option<String> {
    let root = opfs::root().await.ok()?;
    hold_lock(page).await;
    let name = format!("{page}-{}", run.0);
    // Another page may be removing what it takes for the last folder.
    for _ in 0..3 {
        let Ok(all) = root.folder(opfs::ALL_RUNS, true).await else { continue };
        sweep(&all, page).await;
        if all.folder(&name, true).await.is_ok() {
            break;
        }
    }
    // Where that is refused, so is whatever a step asks for, and says why.
    Some(name)
}

/// Removes a run's folder, as soon as nobody works on what is in it.
pub async fn remove(name: &str) {
    let Ok(root) = opfs::root().await else { return };
    let Ok(all) = root.folder(opfs::ALL_RUNS, false).await else { return };
    for _ in 0..TRIES {
        if all.remove(name, true).await.is_ok() || all.folder(name, false).await.is_err() {
            // Other pages may have something in it.
            let _ = root.remove(opfs::ALL_RUNS, false).await;
            return;
        }
        TimeoutFuture::new(BETWEEN_TRIES_MS).await;
    }
    web_sys::console::warn_1(&["Files of a run are still there: ", name].concat().into());
}

/// Removes what pages have left that are no more, and this page's earlier runs.
async fn sweep(all: &Directory, page: &str) {
    let Ok(names) = all.names().await else { return };
    let alive = pages_alive().await;
    for name in names {
        let owner = name.split('-').next().unwrap_or_default();
        let is_left = alive.as_ref().is_some_and(|alive| !alive.contains(&lock_name(owner)));
        if owner == page || is_left {
            // What can't go yet goes the next time.
            let _ = all.remove(&name, true).await;
        }
    }
}

fn lock_name(page: &str) -> String {
    [opfs::ALL_RUNS, " ", page].concat()
}

/// Shows other pages that this one is there, for as long as it is.
async fn hold_lock(page: &str) {
    if HOLDS_LOCK.replace(true) {
        return;
    }
    let (tell, is_held) = oneshot::channel();
    let holding = Closure::once_into_js(move || {
        // Whoever waited may be gone.
        let _ = tell.send(());
        Promise::new(&mut |_, _| {})
    });
    let is_asked =
        LOCKS.with(|locks| locks.as_ref().is_some_and(|locks| locks.request(&lock_name(page), &holding).is_ok()));
    if is_asked {
        // Nobody else has this name.
        let _ = is_held.await;
    }
}

/// The locks that are held by pages; `None` where that can't be known.
async fn pages_alive() -> Option<Vec<String>> {
    let asked = LOCKS.with(|locks| locks.as_ref().and_then(|locks| locks.query().ok()))?;
    let state: Object = JsFuture::from(asked).await.ok()?.unchecked_into();
    let held: Array = Reflect::get(&state, &"held".into()).ok()?.unchecked_into();
    Some(held.iter().filter_map(|lock| Reflect::get(&lock, &"name".into()).ok()?.as_string()).collect())
}
