//! The file system that a site has to itself in this browser, as the page and its workers see it.

use js_sys::{AsyncIterator, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException};

use crate::trace::FileTrouble;

/// Where all files of runs lie.
pub const ALL_RUNS: &str = "interleave-run";

#[wasm_bindgen]
extern "C" {
    type Storage;
    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = storage)]
    static STORAGE: Option<Storage>;
    #[wasm_bindgen(method, catch, js_name = getDirectory)]
    fn get_directory(this: &Storage) -> Result<Promise, JsValue>;

    /// A folder.
    #[derive(Clone)]
    pub type Directory;
    #[wasm_bindgen(method, catch, js_name = getDirectoryHandle)]
    fn get_folder(this: &Directory, name: &str, how: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getFileHandle)]
    fn get_file(this: &Directory, name: &str, how: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEntry)]
    fn remove_entry(this: &Directory, name: &str, how: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn keys(this: &Directory) -> Result<AsyncIterator, JsValue>;

    /// A file of it.
    #[derive(Clone)]
    pub type FileHandle;
    #[wasm_bindgen(method, catch, js_name = getFile)]
    fn get_contents(this: &FileHandle) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createWritable)]
    fn create_writable(this: &FileHandle) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createSyncAccessHandle)]
    fn create_sync_access_handle(this: &FileHandle) -> Result<Promise, JsValue>;

    /// A file that is open for calls that block: nobody else can open it meanwhile.
    #[derive(Clone)]
    pub type SyncHandle;
    #[wasm_bindgen(method, catch, js_name = getSize)]
    fn get_size(this: &SyncHandle) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch, js_name = read)]
    fn read_at(this: &SyncHandle, into: &Uint8Array, at: &Object) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch, js_name = write)]
    fn write_at(this: &SyncHandle, data: &Uint8Array, at: &Object) -> Result<f64, JsValue>;
    #[wasm_bindgen(method, catch, js_name = truncate)]
    fn truncate_to(this: &SyncHandle, bytes: f64) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = flush)]
    fn flush_all(this: &SyncHandle) -> Result<(), JsValue>;
    /// Lets others open it.
    #[wasm_bindgen(method)]
    pub fn close(this: &SyncHandle);

    type Writable;
    #[wasm_bindgen(method, catch, js_name = write)]
    fn write_on(this: &Writable, data: &Uint8Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = close)]
    fn close_file(this: &Writable) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn abort(this: &Writable) -> Result<Promise, JsValue>;
}

/// The trouble that an error of the browser's is.
pub fn trouble_of(error: &JsValue) -> FileTrouble {
    match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("QuotaExceededError") => FileTrouble::Full,
        Some("NotFoundError" | "InvalidStateError" | "NotReadableError") => FileTrouble::Gone,
        _ => FileTrouble::Refused,
    }
}

fn with(key: &str, value: &JsValue) -> Object {
    let how = Object::new();
    // Setting a property of a plain object made here can't fail.
    let _ = Reflect::set(&how, &key.into(), value);
    how
}

async fn get<T: JsCast>(promise: Result<Promise, JsValue>) -> Result<T, JsValue> {
    JsFuture::from(promise?).await.map(JsCast::unchecked_into)
}

/// The root of the file system.
///
/// # Errors
/// If there is none here.
pub async fn root() -> Result<Directory, JsValue> {
    let promise = STORAGE.with(|storage| match storage {
        Some(storage) => storage.get_directory(),
        None => Err("no storage".into()),
    });
    get(promise).await
}

impl Directory {
    /// A folder in it.
    ///
    /// # Errors
    /// If it can't be had.
    pub async fn folder(&self, name: &str, is_made: bool) -> Result<Self, JsValue> {
        get(self.get_folder(name, &with("create", &is_made.into()))).await
    }

    /// A file in it, which is made if there is none.
    ///
    /// # Errors
    /// If it can't be had.
    pub async fn file(&self, name: &str) -> Result<FileHandle, JsValue> {
        get(self.get_file(name, &with("create", &true.into()))).await
    }

    /// Removes something from it: a folder with all that is in it, or only if that is nothing.
    ///
    /// # Errors
    /// If somebody still works on it, or there is something in it.
    pub async fn remove(&self, name: &str, with_all: bool) -> Result<(), JsValue> {
        get::<JsValue>(self.remove_entry(name, &with("recursive", &with_all.into()))).await.map(|_| ())
    }

    /// What is in it.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn names(&self) -> Result<Vec<String>, JsValue> {
        let keys = self.keys()?;
        let mut names = Vec::new();
        loop {
            let next: js_sys::IteratorNext = get(keys.next()).await?;
            if next.done() {
                return Ok(names);
            }
            names.extend(next.value().as_string());
        }
    }
}

impl FileHandle {
    /// What is in it now, to be read.
    ///
    /// # Errors
    /// If it is gone.
    pub async fn contents(&self) -> Result<Blob, JsValue> {
        get(self.get_contents()).await
    }

    /// Opens it for calls that block.
    ///
    /// # Errors
    /// If somebody else has opened it.
    pub async fn open(&self) -> Result<SyncHandle, JsValue> {
        get(self.create_sync_access_handle()).await
    }

    /// Writes it anew.
    ///
    /// # Errors
    /// If that can't be done.
    pub async fn writing(&self) -> Result<Writing, JsValue> {
        Ok(Writing { stream: get(self.create_writable()).await?, is_closed: false })
    }
}

/// A file that is being written, by awaiting it; given up when it is dropped before it is closed.
pub struct Writing {
    stream: Writable,
    is_closed: bool,
}

impl Writing {
    /// Writes what comes next.
    ///
    /// # Errors
    /// If that can't be done.
    pub async fn write(&self, data: &Uint8Array) -> Result<(), JsValue> {
        get::<JsValue>(self.stream.write_on(data)).await.map(|_| ())
    }

    /// That was all.
    ///
    /// # Errors
    /// If it can't be kept.
    pub async fn close(mut self) -> Result<(), JsValue> {
        get::<JsValue>(self.stream.close_file()).await?;
        self.is_closed = true;
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if self.is_closed {
            return;
        }
        if let Ok(promise) = self.stream.abort() {
            wasm_bindgen_futures::spawn_local(async move {
                // What was written is gone either way.
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}

impl SyncHandle {
    /// How much is in it.
    ///
    /// # Errors
    /// If it is gone.
    pub fn size(&self) -> Result<u64, FileTrouble> {
        self.get_size().map(|bytes| bytes as u64).map_err(|error| trouble_of(&error))
    }

    /// Reads from there on as much as there is room for.
    ///
    /// # Errors
    /// If that can't be done, or there is less.
    pub fn read(&self, into: &Uint8Array, at: u64) -> Result<(), FileTrouble> {
        let read = self.read_at(into, &with("at", &(at as f64).into())).map_err(|error| trouble_of(&error))?;
        if read as u64 == u64::from(into.length()) { Ok(()) } else { Err(FileTrouble::Gone) }
    }

    /// Writes this there.
    ///
    /// # Errors
    /// If that can't be done. Where a disk is full, browsers give less than was to be written, or no number that it could be.
    pub fn write(&self, data: &Uint8Array, at: u64) -> Result<(), FileTrouble> {
        let written = self.write_at(data, &with("at", &(at as f64).into())).map_err(|error| trouble_of(&error))?;
        if written as u64 == u64::from(data.length()) { Ok(()) } else { Err(FileTrouble::Full) }
    }

    /// Makes it empty.
    ///
    /// # Errors
    /// If it is gone.
    pub fn empty(&self) -> Result<(), FileTrouble> {
        self.truncate_to(0.0).map_err(|error| trouble_of(&error))
    }

    /// Has what was written be on the disk.
    ///
    /// # Errors
    /// If that can't be done.
    pub fn flush(&self) -> Result<(), FileTrouble> {
        self.flush_all().map_err(|error| trouble_of(&error))
    }
}
