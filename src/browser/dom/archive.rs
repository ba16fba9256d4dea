//! Where this browser keeps runs: files in a database of its own (`IndexedDB`), each under the text of its key. What is
//! kept and what goes is told to it; all of one change is one transaction, so that tabs never leave half of it.

use std::cell::RefCell;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode,
    WorkerGlobalScope,
};

use crate::browser::js::text_of;
use crate::wire::file_error::FileError;

const DATABASE: &str = "interleave";
/// Of the database; a file carries a version of its own.
const VERSION: u32 = 1;
const RUNS: &str = "runs";

thread_local! {
    /// Open as long as this worker lives.
    static OPEN: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
}

/// What is to be done, all of it or nothing.
pub struct Change {
    /// The keys of files that go.
    pub out: Vec<String>,
    /// Files that come in.
    pub add: Vec<(String, Vec<u8>)>,
}

/// Changes what is kept, as is decided once it is known which keys there are.
///
/// # Errors
/// If the browser keeps nothing here or has no room. Then nothing is changed.
pub async fn change(decide: impl FnOnce(Vec<String>) -> Change + 'static) -> Result<(), FileError> {
    let transaction = begin(IdbTransactionMode::Readwrite).await?;
    let store = transaction.object_store(RUNS).map_err(unkept)?;
    let keys = store.get_all_keys().map_err(unkept)?;
    let (asked, aborted) = (keys.clone(), transaction.clone());
    // A transaction ends when nothing more is asked of it: so all of it is asked from within the answer to what came
    // before, and nothing is awaited meanwhile.
    let answer = Closure::once_into_js(move || {
        let known = asked.result().map(|keys| texts(&keys)).unwrap_or_default();
        if carry_out(&store, decide(known)).is_err() {
            // It may have been ended by the browser already; either way its end is told.
            let _ = aborted.abort();
        }
    });
    keys.set_onsuccess(Some(answer.unchecked_ref()));
    ended(&transaction).await
}

/// Files under those of all keys that are chosen; what has gone meanwhile is left out.
///
/// # Errors
/// If the browser keeps nothing here or can't read it.
pub async fn read(choose: impl FnOnce(Vec<String>) -> Vec<String>) -> Result<Vec<(String, Vec<u8>)>, FileError> {
    let keys = answer(&store().await?.get_all_keys().map_err(unkept)?).await?;
    let mut files = Vec::new();
    for key in choose(texts(&keys)) {
        let file = answer(&store().await?.get(&key.as_str().into()).map_err(unkept)?).await?;
        if let Ok(file) = file.dyn_into::<Uint8Array>() {
            files.push((key, file.to_vec()));
        }
    }
    Ok(files)
}

fn carry_out(store: &IdbObjectStore, change: Change) -> Result<(), JsValue> {
    for key in change.out {
        store.delete(&key.into())?;
    }
    for (key, file) in change.add {
        store.put_with_key(&Uint8Array::from(file.as_slice()), &key.into())?;
    }
    Ok(())
}

fn texts(keys: &JsValue) -> Vec<String> {
    keys.dyn_ref::<Array>().into_iter().flat_map(Array::iter).filter_map(|key| key.as_string()).collect()
}

/// For reading.
async fn store() -> Result<IdbObjectStore, FileError> {
    begin(IdbTransactionMode::Readonly).await?.object_store(RUNS).map_err(unkept)
}

async fn begin(mode: IdbTransactionMode) -> Result<IdbTransaction, FileError> {
    let database = match OPEN.with_borrow(Clone::clone) {
        Some(database) => database,
        None => open().await?,
    };
    database.transaction_with_str_and_mode(RUNS, mode).map_err(unkept)
}

async fn open() -> Result<IdbDatabase, FileError> {
    let factory = js_sys::global().unchecked_into::<WorkerGlobalScope>().indexed_db().map_err(unkept)?;
    // Where it is missing, it is no null, as the type says, but undefined.
    let factory: IdbFactory = factory.filter(|factory| factory.is_object()).ok_or(FileError::NoDatabase)?;
    let request = factory.open_with_u32(DATABASE, VERSION).map_err(unkept)?;
    let opened = request.clone();
    let upgrade = Closure::once_into_js(move || {
        let database = opened.result().and_then(JsCast::dyn_into::<IdbDatabase>);
        // If it can't be made, neither can a transaction, and that is told.
        let _ = database.and_then(|database| database.create_object_store(RUNS));
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let database: IdbDatabase = answer(&request).await?.unchecked_into();
    // A tab with a newer Interleave wants to change it: this one lets go, and opens it again when it needs to.
    let close = Closure::<dyn FnMut()>::new(|| {
        if let Some(database) = OPEN.take() {
            database.close();
        }
    });
    database.set_onversionchange(Some(close.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    close.forget();
    OPEN.set(Some(database.clone()));
    Ok(database)
}

/// What is answered to a request.
async fn answer(request: &IdbRequest) -> Result<JsValue, FileError> {
    let mut wait = |resolve: js_sys::Function, reject: js_sys::Function| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    };
    match JsFuture::from(Promise::new(&mut wait)).await {
        Ok(_) => request.result().map_err(unkept),
        Err(_) => Err(reason(request.error().ok().flatten())),
    }
}

/// Waits until all of a transaction is kept.
async fn ended(transaction: &IdbTransaction) -> Result<(), FileError> {
    let mut wait = |resolve: js_sys::Function, reject: js_sys::Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    };
    match JsFuture::from(Promise::new(&mut wait)).await {
        Ok(_) => Ok(()),
        Err(_) => Err(reason(transaction.error())),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn unkept(error: JsValue) -> FileError {
    FileError::Unkept(text_of(&error))
}

fn reason(error: Option<DomException>) -> FileError {
    match error {
        Some(error) if error.name() == "QuotaExceededError" => FileError::NoRoom,
        error => unkept(error.into()),
    }
}
