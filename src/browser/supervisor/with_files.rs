//! Runs that work on files. Who blocks on them has them open before it does anything, and that takes turns of its loop: threads
//! are started anew for such a run, and its host ends with it. When it is over nobody has a file open any more, and they go.

use std::rc::Rc;

use super::{Active, Inner, folder};
use crate::browser::models::files;
use crate::browser::shared::memory::Job;
use crate::engine::RunId;
use crate::program::FileNeeds;
use crate::wire::order::FilesOrder;
use crate::wire::report::Told;
use crate::words;

/// Where the files of a run are to be; `None` if it has none.
pub(super) async fn place(page: &str, run: RunId, needs: FileNeeds) -> Option<FilesOrder> {
    if needs.is_nothing() {
        return None;
    }
    Some(FilesOrder { folder: folder::make(page, run).await, needs })
}

fn remove(order: FilesOrder) {
    if let Some(name) = order.folder {
        wasm_bindgen_futures::spawn_local(async move { folder::remove(&name).await });
    }
}

impl Inner {
    /// The run that waits has its files there, unless it was stopped meanwhile.
    pub(super) fn place_files(&self, run: RunId, placed: Option<FilesOrder>) {
        let Some(placed) = placed else { return };
        let is_on_threads = match &mut *self.active.borrow_mut() {
            Some(Active::Pending(order)) if order.run == run => {
                order.files = Some(placed.clone());
                order.needs_shared_memory()
            }
            _ => return remove(placed),
        };
        if placed.folder.is_none() {
            (self.tell)(Told::FromMemory(run));
        }
        self.files.replace(Some(placed));
        if is_on_threads {
            self.threads.borrow_mut().take();
            self.loop_worker.borrow_mut().take();
        }
    }

    /// What threads begin with: those that start while a run has files open theirs.
    pub(super) fn begin_threads(self: &Rc<Self>) -> impl Fn(u32, Job) -> Job + use<> {
        let inner = Rc::downgrade(self);
        move |thread, serve| match inner.upgrade().and_then(|inner| inner.files.borrow().clone()) {
            Some(order) => opening(order, format!("thread {thread}"), true, serve),
            None => serve,
        }
    }

    /// What the worker with a loop begins with.
    pub(super) fn begin_loop(&self, serve: Job) -> Job {
        match self.files.borrow().clone() {
            Some(order) => opening(order, "loop".to_owned(), false, serve),
            None => serve,
        }
    }

    /// A run is over: its files go as soon as nobody has one open.
    pub(super) fn end_files(&self) {
        let Some(order) = self.files.take() else { return };
        if let Some(threads) = &*self.threads.borrow() {
            // They would still open theirs.
            threads.end_unready();
            threads.mailboxes().iter().for_each(|mailbox| mailbox.post(Box::new(files::close)));
        }
        let told = self.loop_worker.borrow().as_ref().map(|own| {
            own.mailbox.post(Box::new(files::close));
            own.worker.nudge()
        });
        if let Some(Err(trouble)) = told {
            web_sys::console::warn_1(&words::trouble(&trouble).into());
        }
        remove(order);
    }

    /// The host that has a run's files open ends with it, and another one takes its place.
    pub(super) fn end_host_of_files(self: &Rc<Self>) {
        if self.files.borrow().is_none() {
            return;
        }
        let host = self.host.borrow_mut().take();
        self.is_calibrating.set(false);
        wasm_bindgen_futures::spawn_local(async move { drop(host) });
        if let Err(trouble) = self.ensure_host() {
            web_sys::console::warn_1(&words::trouble(&trouble).into());
        }
    }
}

/// Opens files, and then does this.
fn opening(order: FilesOrder, name: String, blocks: bool, then: Job) -> Job {
    Box::new(move || {
        wasm_bindgen_futures::spawn_local(async move {
            files::open(&order, &name, blocks).await;
            then();
        });
    })
}
