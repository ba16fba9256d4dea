//! Files, as the page has them: those that the reader picks or drops, and the worker that reads and writes them.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DataTransfer, DragEvent, File, FileList};

use super::module::{Module, parts};
use super::page::{self, Listener};
use super::picture;
use crate::app::files::{PickedFile, Wanted};
use crate::browser::js::text_of;
use crate::wire::files::{Report, decode_report};
use crate::wire::trouble::{Message, Trouble};

/// What the page names the script of the module under.
const MODULE: &str = "files-script";
/// A worker that has had nothing to do for so long is ended: it keeps the memory of what it read.
const REST_MS: u32 = 20_000;

thread_local! {
    /// How many files were picked or dropped, and those that nobody has asked for yet, with their numbers.
    static PICKED: RefCell<(u32, Vec<(u32, File)>)> = const { RefCell::new((0, Vec::new())) };
}

/// The files that the reader picked or dropped together; each is kept under its number until the next ones come.
pub fn pick(files: Option<FileList>) -> Vec<PickedFile> {
    let files = files.into_iter().flat_map(|files| (0..files.length()).filter_map(move |index| files.get(index)));
    PICKED.with_borrow_mut(|(number, kept)| {
        kept.clear();
        let mut keep = |file: File| {
            *number += 1;
            let picked = PickedFile { name: file.name(), bytes: file.size() as u64, file: *number };
            kept.push((*number, file));
            picked
        };
        files.map(&mut keep).collect()
    })
}

/// Tells every file that is dropped anywhere on the page, while they are held.
pub fn drops(tell: impl Fn(Vec<PickedFile>) + 'static) -> [Listener; 2] {
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
            tell(pick(dragged.files()));
        }
    });
    [over, dropped]
}

fn files_of(event: &web_sys::Event) -> Option<DataTransfer> {
    let dragged = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    dragged.types().includes(&"Files".into(), 0).then_some(dragged)
}

/// Owns the worker that reads and writes files; dropping it ends that one.
pub struct Files(Rc<Inner>);

struct Inner {
    tell: Box<dyn Fn(Result<Report, Trouble>)>,
    module: Module,
    /// What came with reports: by job, files that are offered in a moment.
    written: RefCell<Vec<(u32, Blob)>>,
}

impl Files {
    /// An owner whose worker starts from this script; it tells what the worker reports, or why it is dead.
    pub fn new(script: String, tell: impl Fn(Result<Report, Trouble>) + 'static) -> Self {
        Self(Rc::new_cyclic(|inner: &Weak<Inner>| {
            let inner = inner.clone();
            let hear = move |data| with(&inner, |inner| inner.hear(data));
            Inner { tell: Box::new(tell), module: Module::new(script, MODULE, hear), written: RefCell::default() }
        }))
    }

    /// Does what is wanted.
    ///
    /// # Errors
    /// If the browser can't do it.
    pub fn carry_out(&self, wanted: Wanted, tell: impl Fn(Trouble) + 'static) -> Result<(), Trouble> {
        match wanted {
            Wanted::Ask { order, file } => self.0.ask(&order, file),
            Wanted::Offer { job, name } => {
                let Some(file) = self.0.take(job) else { return Err(Trouble::FileLost(name)) };
                page::download_blob(&name, &file).map_err(|error| Trouble::Browser(text_of(&error)))?;
            }
            Wanted::Draw { job, name, size_px } => {
                let Some(svg) = self.0.take(job) else { return Err(Trouble::FileLost(name)) };
                wasm_bindgen_futures::spawn_local(async move {
                    if let Err(reason) = picture::download(&name, &svg, size_px).await {
                        tell(Trouble::Picture(reason));
                    }
                });
            }
            Wanted::Rest => {
                let inner = Rc::downgrade(&self.0);
                self.0.module.rest(REST_MS, move || with(&inner, Inner::end));
            }
            Wanted::End => self.0.end(),
        }
        Ok(())
    }
}

impl Inner {
    /// Sends an order, with a file that was picked.
    fn ask(&self, order: &[u8], file: Option<u32>) {
        let message = Array::of1(&Uint8Array::from(order));
        if let Some(number) = file {
            let picked = PICKED.with_borrow_mut(|(_, kept)| {
                let place = kept.iter().position(|(own, _)| *own == number)?;
                Some(kept.swap_remove(place).1)
            });
            message.push(&picked.into());
        }
        self.module.ask(message);
    }

    fn hear(&self, data: Result<JsValue, Trouble>) {
        let told = data.and_then(|data| {
            let (bytes, file) = parts(&data)?;
            let report = decode_report(&bytes);
            let report = report.map_err(|error| Trouble::Unreadable(Message::FileReport, error))?;
            if let (Some(job), Ok(file)) = (report.job(), file.dyn_into::<Blob>()) {
                self.written.borrow_mut().push((job, file));
            }
            Ok(report)
        });
        if told == Ok(Report::Ready) {
            return self.module.ready();
        }
        (self.tell)(told);
    }

    fn take(&self, job: u32) -> Option<Blob> {
        let mut written = self.written.borrow_mut();
        let place = written.iter().position(|(own, _)| *own == job)?;
        Some(written.swap_remove(place).1)
    }

    fn end(&self) {
        self.module.end();
        self.written.take();
    }
}

fn with(inner: &Weak<Inner>, act: impl FnOnce(&Inner)) {
    if let Some(inner) = inner.upgrade() {
        act(&inner);
    }
}
