//! How a list is kept in the browser: a line with the version and the time of the last edit, a line with the name the
//! reader gave it, and the text. A value without that first line is a list of the days before lists had names.

/// What the first line starts with.
const MARK: &str = "interleave-list 1 ";

/// A list as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptList {
    /// The name the reader gave it; empty if none.
    pub name: String,
    /// When it was edited last, in milliseconds since the epoch.
    pub edited_ms: u64,
    /// The text.
    pub text: String,
}

/// The value to be kept.
pub fn write(list: &KeptList) -> String {
    let name: String = list.name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    format!("{MARK}{}\n{name}\n{}", list.edited_ms, list.text)
}

/// What was kept; whatever the value, it is a list.
pub fn read(value: &str) -> KeptList {
    let parts = || {
        let (edited_ms, rest) = value.strip_prefix(MARK)?.split_once('\n')?;
        let (name, text) = rest.split_once('\n')?;
        Some(KeptList { name: name.to_owned(), edited_ms: edited_ms.parse().ok()?, text: text.to_owned() })
    };
    parts().unwrap_or_else(|| KeptList { text: value.to_owned(), ..KeptList::default() })
}
