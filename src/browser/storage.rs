//! What is kept for the next visit. Browsers may forbid it, or have no room: then it says so.

use super::page;
use super::worker::text_of;

/// Key of the task list.
pub const LIST: &str = "interleave.list";
/// Key of what was chosen about the models.
pub const CHOICES: &str = "interleave.models";
/// Key of the colors.
pub const THEME: &str = "interleave.theme";

/// What was kept under a key; `None` if nothing was, or it can't be read.
pub fn load(key: &str) -> Option<String> {
    page::window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a value.
///
/// # Errors
/// In the browser's words, if it keeps nothing here or has no room.
pub fn save(key: &str, value: &str) -> Result<(), String> {
    let storage = page::window().local_storage().map_err(|error| text_of(&error))?;
    let storage = storage.ok_or_else(|| "this browser keeps nothing for this page".to_owned())?;
    storage.set_item(key, value).map_err(|error| text_of(&error))
}
