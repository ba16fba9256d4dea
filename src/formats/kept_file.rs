//! All the reader's lists as one file:
//! `{"format":"interleave-lists","version":1,"lists":[{"name":"…","edited_ms":1700000000000,"text":"…"}]}`. Fields that are
//! not known are ignored, and old versions stay readable for ever.

use super::json::{self, Json};
use super::kept::KeptList;

/// What the file calls itself.
const FORMAT: &str = "interleave-lists";
/// The version written.
pub const VERSION: u64 = 1;

/// Why a file of lists can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadError {
    /// It was written by a later version of Interleave.
    Newer(
        /// The version of the file.
        u64,
    ),
    /// It isn't as one must be.
    Damaged,
}

/// The file.
pub fn write<'a>(lists: impl Iterator<Item = &'a KeptList>) -> String {
    let one = |list: &KeptList| {
        let fields = [
            ("name", json::quoted(&list.name)),
            ("edited_ms", list.edited_ms.to_string()),
            ("text", json::quoted(&list.text)),
        ];
        json::object(fields.into_iter())
    };
    let fields =
        [("format", json::quoted(FORMAT)), ("version", VERSION.to_string()), ("lists", json::list(lists.map(one)))];
    json::object(fields.into_iter())
}

/// The lists in a file; `None` if it is another kind of file.
///
/// # Errors
/// If it is damaged or of a later version.
pub fn read(text: &str) -> Option<Result<Vec<KeptList>, ReadError>> {
    let wire = json::read(text).ok()?;
    if wire.get("format").and_then(Json::as_text) != Some(FORMAT) {
        return None;
    }
    let version = wire.get("version").and_then(Json::as_whole);
    if let Some(version) = version.filter(|version| *version > VERSION) {
        return Some(Err(ReadError::Newer(version)));
    }
    let lists = wire.get("lists").and_then(Json::as_list);
    let lists = lists.and_then(|lists| lists.iter().map(one).collect::<Option<Vec<KeptList>>>());
    Some(lists.filter(|_| version.is_some()).ok_or(ReadError::Damaged))
}

fn one(wire: &Json) -> Option<KeptList> {
    Some(KeptList {
        name: wire.get("name")?.as_text()?.to_owned(),
        edited_ms: wire.get("edited_ms")?.as_whole()?,
        text: wire.get("text")?.as_text()?.replace("\r\n", "\n"),
    })
}
