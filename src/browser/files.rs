//! Files that the reader picks or drops.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, DragEvent, File, FileList};

use super::page::{self, Listener};
use super::worker::text_of;
use crate::app::opened::too_long;

/// Reads the first of some files, and tells its name and what is in it, or why it can't be read.
pub fn read(files: Option<FileList>, tell: impl FnOnce(String, Result<String, String>) + 'static) {
    let Some(file) = files.and_then(|files| files.get(0)) else { return };
    spawn_local(async move {
        let text = text_in(&file).await;
        tell(file.name(), text);
    });
}

async fn text_in(file: &File) -> Result<String, String> {
    if let Some(sentence) = too_long(file.size() as u64) {
        return Err(sentence);
    }
    let text = JsFuture::from(file.text()).await.map_err(|error| format!("It can't be read: {}.", text_of(&error)))?;
    text.as_string().ok_or_else(|| "It can't be read.".to_owned())
}

/// Tells every file that is dropped anywhere on the page, while they are held.
pub fn drops(tell: impl Fn(String, Result<String, String>) + Clone + 'static) -> [Listener; 2] {
    let document = page::document();
    let over = Listener::new(&document, "dragover", |event| {
        // Or the browser would leave the page for the file. Words that are dropped on the text box are its own.
        if files_of(&event).is_some() {
            event.prevent_default();
        }
    });
    let dropped = Listener::new(&document, "drop", move |event| {
        if let Some(dragged) = files_of(&event) {
            event.prevent_default();
            read(dragged.files(), tell.clone());
        }
    });
    [over, dropped]
}

fn files_of(event: &web_sys::Event) -> Option<DataTransfer> {
    let dragged = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    dragged.types().includes(&"Files".into(), 0).then_some(dragged)
}
