//! The file of all lists, see [`crate::formats::kept_file`].

use serde::Deserialize;

use super::{ImportError, Imported, Source};
use crate::formats::head::Head;
use crate::formats::kept::KeptList;
use crate::formats::kept_file::{FORMAT, ReadError, VERSION};
use crate::formats::text::Encoding;

#[derive(Deserialize)]
struct File {
    lists: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    name: String,
    edited_ms: u64,
    text: String,
}

pub(super) fn sniff(source: &Source) -> bool {
    source.head.as_ref().is_some_and(|head| head.is_of(FORMAT))
}

pub(super) fn read(source: &Source) -> Result<Imported, ImportError> {
    if source.encoding == Encoding::Western {
        return Err(ImportError::NotUtf8);
    }
    let damaged = || ImportError::Lists(ReadError::Damaged);
    let version = source.head.as_ref().and_then(Head::version).ok_or_else(damaged)?;
    if version > VERSION {
        return Err(ImportError::Lists(ReadError::Newer(version)));
    }
    let File { lists } = serde_json::from_str(source.text).map_err(|_| damaged())?;
    let list = |List { name, edited_ms, text }: List| KeptList { name, edited_ms, text: text.replace("\r\n", "\n") };
    Ok(Imported::Lists(lists.into_iter().map(list).collect()))
}
