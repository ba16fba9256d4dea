//! The worker that reads and writes files, from within.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, DedicatedWorkerGlobalScope, File, MessageEvent};

use super::archive::{self, Change};
use super::pressed;
use crate::app::files::archive::ListId;
use crate::app::files::kept::{self, Incoming, Unpacked};
use crate::app::files::module;
use crate::app::search::Folding;
use crate::browser::js::{folded, text_of};
use crate::wire::file_error::FileError;
use crate::wire::files::{Order, Report, decode_order, encode_report};
use crate::words;

/// What a file begins with that was pressed: the mark of a zlib stream.
const PRESSED: u8 = 0x78;

/// Where the worker begins, see [`crate::worker_main`]: it hears orders from now on.
pub fn work_on_files(_role: &str, _order: Option<Vec<u8>>) {
    std::panic::set_hook(Box::new(|info| post(&info.to_string().into())));
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Ok(parts) = event.data().dyn_into::<Array>() {
            obey(&parts);
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    hear.forget();
    tell(&Report::Ready, None);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(message: &JsValue) {
    // Nobody is left to be told that nothing can be told.
    let _ = scope().post_message(message);
}

fn tell(report: &Report, file: Option<&Blob>) {
    let message = Array::of1(&Uint8Array::from(encode_report(report).as_slice()));
    if let Some(file) = file {
        message.push(file);
    }
    post(&message);
}

fn obey(parts: &Array) {
    let order = parts.get(0).dyn_into::<Uint8Array>().unwrap_or_default().to_vec();
    match decode_order(&order) {
        Ok(Order::Write { job, parcel }) => {
            let told =
                module::write(&parcel, Folding(folded)).and_then(|written| Ok((blob(&written)?, written.size_px)));
            match told {
                Ok((file, size_px)) => tell(&Report::Written { job, size_px }, Some(&file)),
                Err(error) => tell(&Report::Refused { job, sentence: words::file_error(&error) }, None),
            }
        }
        Ok(Order::Open { job, name }) => {
            let file = parts.get(1).dyn_into::<File>();
            spawn_local(async move {
                let bytes = match file {
                    Ok(file) => bytes_in(&file).await,
                    Err(_) => Err(FileError::Gone),
                };
                module::open(job, &name, bytes, |report| tell(&report, None));
            });
        }
        Ok(Order::Keep { job, parcel }) => answer(job, async move {
            let Unpacked { files: made, pinned } = kept::unpack(&parcel).map_err(FileError::Parcel)?;
            let mut files = Vec::new();
            for (key, file) in made {
                // Where it can't be pressed it is kept as it is: no such file begins as a pressed one does.
                let pressed = pressed::deflated(file.as_bytes()).await;
                files.push((key, pressed.unwrap_or_else(|_| file.into_bytes())));
            }
            change(move |known| kept::take_in(job, files, &known, &pinned)).await
        }),
        Ok(Order::Find { job, list }) => answer(job, find(job, ListId(list))),
        Ok(Order::Forget { job }) => answer(job, change(move |known| kept::empty(job, known))),
        // Of another build: whoever asked says what to do.
        Err(error) => post(&words::decode_error(error).into()),
    }
}

/// Tells what comes of it, or why nothing does.
fn answer(job: u32, told: impl Future<Output = Result<(), FileError>> + 'static) {
    spawn_local(async move {
        if let Err(error) = told.await {
            tell(&Report::Refused { job, sentence: words::file_error(&error) }, None);
        }
    });
}

/// Changes the archive, and tells when that is done.
async fn change(decide: impl FnOnce(Vec<String>) -> Incoming + 'static) -> Result<(), FileError> {
    let told = Rc::new(RefCell::new(None));
    let report = told.clone();
    let decide = move |known| {
        let incoming = decide(known);
        report.replace(Some(incoming.report));
        Change { out: incoming.out, add: incoming.add }
    };
    archive::change(decide).await?;
    told.take().iter().for_each(|report| tell(report, None));
    Ok(())
}

/// Tells what is kept of a list.
async fn find(job: u32, list: ListId) -> Result<(), FileError> {
    let files = archive::read(|known| kept::of_list(list, &known)).await?;
    let mut texts = Vec::new();
    for (key, file) in files {
        let file = if file.first() == Some(&PRESSED) { unpressed(&file).await } else { Ok(file) };
        // One that is damaged is as if it were not there.
        texts.extend(file.ok().and_then(|file| Some((key, String::from_utf8(file).ok()?))));
    }
    kept::found(job, &texts, |report| tell(&report, None));
    Ok(())
}

async fn unpressed(file: &[u8]) -> Result<Vec<u8>, JsValue> {
    pressed::whole(&pressed::inflating(file)?).await
}

async fn bytes_in(file: &File) -> Result<Vec<u8>, FileError> {
    let bytes = JsFuture::from(file.array_buffer()).await;
    let bytes = bytes.map_err(|error| FileError::Unreadable(text_of(&error)))?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

/// A text as the browser keeps files.
fn blob(written: &module::Written) -> Result<Blob, FileError> {
    let options = BlobPropertyBag::new();
    options.set_type(written.format.media_type());
    let parts = Array::of1(&Uint8Array::from(written.text.as_bytes()));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(|error| FileError::Unkept(text_of(&error)))
}
