//! Files as tasks read and write them: awaited, or in calls that hold their thread. A worker that blocks can't open a file, as
//! that is only ever awaited: it has one to read and one to write, opened before it does anything, and while a task is on it
//! they are that task's own. What is awaited has a file for each task that writes. Where there is no file system, all is in
//! memory that belongs to the browser.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::browser::opfs::{self, Directory, FileHandle, SyncHandle, trouble_of};
use crate::engine::{FileWork, Unanswered};
use crate::program::FileUse;
use crate::trace::{FileTrouble, LaneId, TaskId};
use crate::wire::order::FilesOrder;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = FileReaderSync)]
    type Reader;
    #[wasm_bindgen(constructor, catch, js_class = "FileReaderSync")]
    fn new() -> Result<Reader, JsValue>;
    #[wasm_bindgen(method, catch, js_name = readAsArrayBuffer)]
    fn read(this: &Reader, blob: &Blob) -> Result<ArrayBuffer, JsValue>;
}

/// So much is read or written in one call: between two of them it is looked whether it is to go on.
const PIECE_BYTES: u32 = 1 << 20;
/// A file whose worker was just ended can be opened some milliseconds later.
const TRIES: u32 = 10;
const BETWEEN_TRIES_MS: u32 = 10;

/// What a worker has of files.
struct Kit {
    /// What is written, and where what is read arrives.
    piece: Uint8Array,
    place: Result<Place, FileTrouble>,
}

enum Place {
    Folder {
        folder: Directory,
        read: Option<Result<ToRead, FileTrouble>>,
        write: Option<Result<SyncHandle, FileTrouble>>,
    },
    Memory {
        read: Option<Blob>,
    },
}

/// A file with something in it.
struct ToRead {
    file: FileHandle,
    /// Where it is read in calls that block.
    handle: Option<SyncHandle>,
}

thread_local! {
    static KIT: RefCell<Option<Rc<Kit>>> = const { RefCell::new(None) };
}

/// Has this worker have what it needs of files, under a name of its own; it blocks on them, or only awaits.
pub async fn open(order: &FilesOrder, name: &str, blocks: bool) {
    let piece = Uint8Array::new_with_length(PIECE_BYTES);
    piece.fill(0x5a, 0, PIECE_BYTES);
    let place = place(order, name, blocks, &piece).await.map_err(|error| trouble_of(&error));
    KIT.replace(Some(Rc::new(Kit { piece, place })));
}

/// The name of a process, by its lane.
pub fn of_lane(lane: LaneId) -> String {
    format!("process {}", lane.0)
}

/// Makes the files that others are going to read under these names.
pub async fn prepare(order: &FilesOrder, names: impl Iterator<Item = String>) {
    for name in names {
        open(order, &name, false).await;
    }
    close();
}

/// Whether this worker has what it needs of files.
pub fn is_open() -> bool {
    KIT.with_borrow(Option::is_some)
}

/// This worker is done with files.
pub fn close() {
    let Some(kit) = KIT.take() else { return };
    let Ok(Place::Folder { read, write, .. }) = &kit.place else { return };
    let handles = [
        read.as_ref().and_then(|read| read.as_ref().ok()?.handle.as_ref()),
        write.as_ref().and_then(|write| write.as_ref().ok()),
    ];
    handles.into_iter().flatten().for_each(SyncHandle::close);
}

async fn place(order: &FilesOrder, name: &str, blocks: bool, piece: &Uint8Array) -> Result<Place, JsValue> {
    let needs = order.needs;
    let Some(own) = &order.folder else {
        let read = needs.read_bytes.map(|bytes| blob(piece, bytes)).transpose()?;
        return Ok(Place::Memory { read });
    };
    let folder = opfs::root().await?.folder(opfs::ALL_RUNS, true).await?.folder(own, true).await?;
    let read = match needs.read_bytes {
        Some(bytes) => Some(to_read(&folder, name, bytes, blocks, piece).await),
        None => None,
    };
    let write = if needs.writes && blocks { Some(opened(&folder, &["write ", name].concat()).await) } else { None };
    let write = write.map(|opened| opened.map(|(_, handle)| handle));
    Ok(Place::Folder { folder, read, write })
}

async fn to_read(
    folder: &Directory,
    name: &str,
    bytes: u64,
    blocks: bool,
    piece: &Uint8Array,
) -> Result<ToRead, FileTrouble> {
    let (file, handle) = opened(folder, &["read ", name].concat()).await?;
    if handle.size()? < bytes {
        let written = pieces(bytes).try_for_each(|(at, length)| handle.write(&piece.subarray(0, length), at));
        if let Err(trouble) = written.and_then(|()| handle.flush()) {
            handle.close();
            return Err(trouble);
        }
    }
    if blocks {
        return Ok(ToRead { file, handle: Some(handle) });
    }
    handle.close();
    Ok(ToRead { file, handle: None })
}

async fn opened(folder: &Directory, name: &str) -> Result<(FileHandle, SyncHandle), FileTrouble> {
    let file = folder.file(name).await.map_err(|error| trouble_of(&error))?;
    let mut tries = 0;
    loop {
        match file.open().await {
            Ok(handle) => return Ok((file, handle)),
            Err(error) if tries == TRIES => return Err(trouble_of(&error)),
            Err(_) => {
                tries += 1;
                TimeoutFuture::new(BETWEEN_TRIES_MS).await;
            }
        }
    }
}

/// Where each piece begins, and how long it is.
fn pieces(bytes: u64) -> impl Iterator<Item = (u64, u32)> {
    let piece = u64::from(PIECE_BYTES);
    (0..bytes.div_ceil(piece)).map(move |at| (at * piece, piece.min(bytes - at * piece) as u32))
}

/// So much data in memory of the browser's.
fn blob(piece: &Uint8Array, bytes: u64) -> Result<Blob, JsValue> {
    let parts: Array = pieces(bytes).map(|(_, length)| JsValue::from(piece.subarray(0, length))).collect();
    Blob::new_with_buffer_source_sequence(&parts)
}

fn kit() -> Result<Rc<Kit>, Unanswered> {
    KIT.with_borrow(Clone::clone).ok_or(Unanswered::File(FileTrouble::Refused))
}

/// Works on a file in calls that hold this thread, for as long as it is to go on.
///
/// # Errors
/// If it can't be done, or was given up.
pub fn held(work: FileWork, goes_on: impl Fn() -> bool) -> Result<(), Unanswered> {
    let kit = kit()?;
    let each = |mut act: Box<dyn FnMut(u64, u32) -> Result<(), FileTrouble> + '_>| {
        for (at, length) in pieces(work.bytes) {
            if !goes_on() {
                return Err(Unanswered::GivenUp);
            }
            act(at, length).map_err(Unanswered::File)?;
        }
        Ok(())
    };
    let piece = |length| kit.piece.subarray(0, length);
    match (kit.place.as_ref().map_err(|trouble| Unanswered::File(*trouble))?, work.usage) {
        (Place::Folder { read: Some(read), .. }, FileUse::Read) => {
            let read = read.as_ref().map_err(|trouble| Unanswered::File(*trouble))?;
            let handle = read.handle.as_ref().ok_or(Unanswered::File(FileTrouble::Refused))?;
            each(Box::new(|at, length| handle.read(&piece(length), at)))
        }
        (Place::Folder { write: Some(write), .. }, FileUse::Write) => {
            let handle = write.as_ref().map_err(|trouble| Unanswered::File(*trouble))?;
            handle.empty().map_err(Unanswered::File)?;
            let written = each(Box::new(|at, length| handle.write(&piece(length), at)));
            let written = written.and_then(|()| handle.flush().map_err(Unanswered::File));
            if matches!(written, Err(Unanswered::File(_))) {
                // Others may have room for what is theirs; that it can't be emptied is no news any more.
                let _ = handle.empty();
            }
            written
        }
        (Place::Memory { read: Some(blob) }, FileUse::Read) => {
            let reader = Reader::new().map_err(|error| Unanswered::File(trouble_of(&error)))?;
            each(Box::new(|at, length| {
                let part = blob.slice_with_f64_and_f64(at as f64, (at + u64::from(length)) as f64);
                let read = part.and_then(|part| reader.read(&part)).map_err(|error| trouble_of(&error))?;
                if read.byte_length() == length { Ok(()) } else { Err(FileTrouble::Gone) }
            }))
        }
        (Place::Memory { .. }, FileUse::Write) => {
            let parts = Array::new();
            each(Box::new(|_, length| {
                let part = Blob::new_with_buffer_source_sequence(&Array::of1(&piece(length)));
                let part = part.map_err(|error| trouble_of(&error))?;
                parts.push(&part);
                Ok(())
            }))?;
            let whole = Blob::new_with_blob_sequence(&parts).map_err(|error| Unanswered::File(trouble_of(&error)))?;
            if whole.size() as u64 == work.bytes { Ok(()) } else { Err(Unanswered::File(FileTrouble::Full)) }
        }
        _ => Err(Unanswered::File(FileTrouble::Refused)),
    }
}

/// Works on a file for this task and awaits that, until it is to leave.
///
/// # Errors
/// If it can't be done, or was given up.
pub async fn awaited(work: FileWork, task: TaskId, leave: impl Future<Output = ()>) -> Result<(), Unanswered> {
    let kit = kit()?;
    let (tell, told) = oneshot::channel();
    // What is given up has to be closed all the same, which takes a while.
    wasm_bindgen_futures::spawn_local(async move {
        let done = kit.transfer(work, task, || tell.is_canceled()).await;
        // Nobody waits for it that has left.
        let _ = tell.send(done);
    });
    match select(told, pin!(leave)).await {
        Either::Left((done, _)) => done.unwrap_or(Err(FileTrouble::Gone)).map_err(Unanswered::File),
        Either::Right(_) => Err(Unanswered::GivenUp),
    }
}

impl Kit {
    async fn transfer(&self, work: FileWork, task: TaskId, is_left: impl Fn() -> bool) -> Result<(), FileTrouble> {
        let done = match (self.place.as_ref().map_err(|trouble| *trouble)?, work.usage) {
            (Place::Folder { read: Some(read), .. }, FileUse::Read) => {
                let file = &read.as_ref().map_err(|trouble| *trouble)?.file;
                match file.contents().await {
                    Ok(contents) => arrived(&contents, work.bytes).await,
                    Err(error) => Err(error),
                }
            }
            (Place::Folder { folder, .. }, FileUse::Write) => self.write(folder, work.bytes, task, is_left).await,
            (Place::Memory { read: Some(blob) }, FileUse::Read) => arrived(blob, work.bytes).await,
            (Place::Memory { .. }, FileUse::Write) => match blob(&self.piece, work.bytes) {
                // Whoever keeps it has it when its end can be read.
                Ok(written) => match written.slice_with_f64((work.bytes - 1) as f64) {
                    Ok(end) => arrived(&end, 1).await,
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            },
            _ => return Err(FileTrouble::Refused),
        };
        match done {
            Ok(true) => Ok(()),
            Ok(false) => Err(FileTrouble::Gone),
            Err(error) => Err(trouble_of(&error)),
        }
    }

    async fn write(
        &self,
        folder: &Directory,
        bytes: u64,
        task: TaskId,
        is_left: impl Fn() -> bool,
    ) -> Result<bool, JsValue> {
        let file = folder.file(&format!("write of task {}", task.0)).await?;
        let writing = file.writing().await?;
        for (_, length) in pieces(bytes) {
            if is_left() {
                return Ok(false);
            }
            writing.write(&self.piece.subarray(0, length)).await?;
        }
        writing.close().await?;
        Ok(true)
    }
}

/// Whether so many bytes of it come into memory.
async fn arrived(contents: &Blob, bytes: u64) -> Result<bool, JsValue> {
    let part = contents.slice_with_f64_and_f64(0.0, bytes as f64)?;
    let data = JsFuture::from(part.array_buffer()).await?;
    Ok(data.dyn_ref::<ArrayBuffer>().is_some_and(|data| u64::from(data.byte_length()) == bytes))
}
