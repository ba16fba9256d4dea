//! Files, as the page has them: those that the reader picks or drops, and the worker that reads and writes them.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DataTransfer, DragEvent, File, FileList};

use super::page::{self, Listener};
use super::picture;
use crate::app::files::{PickedFile, Wanted};
use crate::browser::js::text_of;
use crate::browser::workers::handle::{Worker, could_not_start};
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
    script: String,
    tell: Box<dyn Fn(Result<Report, Trouble>)>,
    module: RefCell<Option<Module>>,
    /// What came with reports: by job, files that are offered in a moment.
    written: RefCell<Vec<(u32, Blob)>>,
    rest: RefCell<Option<Timeout>>,
}

struct Module {
    worker: Worker,
    is_ready: bool,
    /// What is asked for as soon as it is ready.
    waiting: Vec<Array>,
}

impl Files {
    /// An owner whose worker starts from this script; it tells what the worker reports, or why it is dead.
    pub fn new(script: String, tell: impl Fn(Result<Report, Trouble>) + 'static) -> Self {
        let tell = Box::new(tell);
        let (module, written, rest) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self(Rc::new(Inner { script, tell, module, written, rest }))
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
                let rest = move || with(&inner, Inner::end);
                self.0.rest.replace(Some(Timeout::new(REST_MS, rest)));
            }
            Wanted::End => self.0.end(),
        }
        Ok(())
    }
}

impl Inner {
    /// Sends an order, to a new worker if there is none.
    fn ask(self: &Rc<Self>, order: &[u8], file: Option<u32>) {
        self.rest.take();
        let message = Array::of1(&Uint8Array::from(order));
        if let Some(number) = file {
            let picked = PICKED.with_borrow_mut(|(_, kept)| {
                let place = kept.iter().position(|(own, _)| *own == number)?;
                Some(kept.swap_remove(place).1)
            });
            message.push(&picked.into());
        }
        let mut module = self.module.borrow_mut();
        let sent = match &mut *module {
            Some(Module { worker, is_ready: true, .. }) => worker.post(&message),
            Some(Module { waiting, .. }) => {
                waiting.push(message);
                Ok(())
            }
            None => {
                let inner = Rc::downgrade(self);
                let hear = move |data| with(&inner, |inner| inner.hear(data));
                Worker::start_other(&self.script, &page::script(MODULE), hear)
                    .map(|worker| *module = Some(Module { worker, is_ready: false, waiting: vec![message] }))
            }
        };
        drop(module);
        if let Err(trouble) = sent {
            (self.tell)(Err(trouble));
        }
    }

    fn hear(&self, data: Result<JsValue, Trouble>) {
        let told = data.and_then(|data| {
            // Words are what comes from one that could not start, or died.
            let Some(parts) = data.dyn_ref::<Array>() else { return Err(could_not_start(&data)) };
            let bytes = parts.get(0).dyn_into::<Uint8Array>().unwrap_or_default();
            let report = decode_report(&bytes.to_vec());
            let report = report.map_err(|error| Trouble::Unreadable(Message::FileReport, error))?;
            if let (Some(job), Ok(file)) = (report.job(), parts.get(1).dyn_into::<Blob>()) {
                self.written.borrow_mut().push((job, file));
            }
            Ok(report)
        });
        if told != Ok(Report::Ready) {
            return (self.tell)(told);
        }
        let sent = self.module.borrow_mut().as_mut().map_or(Ok(()), |module| {
            module.is_ready = true;
            module.waiting.drain(..).try_for_each(|message| module.worker.post(&message))
        });
        if let Err(trouble) = sent {
            (self.tell)(Err(trouble));
        }
    }

    fn take(&self, job: u32) -> Option<Blob> {
        let mut written = self.written.borrow_mut();
        let place = written.iter().position(|(own, _)| *own == job)?;
        Some(written.swap_remove(place).1)
    }

    fn end(&self) {
        self.rest.take();
        self.module.take();
        self.written.take();
    }
}

fn with(inner: &Weak<Inner>, act: impl FnOnce(&Inner)) {
    if let Some(inner) = inner.upgrade() {
        act(&inner);
    }
}
