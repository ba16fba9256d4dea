//! All the reader's lists as one file:
//! `{"format":"interleave-lists","version":1,"lists":[{"name":"…","edited_ms":1700000000000,"text":"…"}]}`. The page writes
//! it, and `import` reads it. Fields that are not known are ignored, and old versions stay readable for ever.

use super::json;
use super::kept::KeptList;

/// What the file calls itself.
pub(super) const FORMAT: &str = "interleave-lists";
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
