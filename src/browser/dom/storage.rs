//! What is kept for the next visit. Browsers may forbid it, or have no room: then it says so.

use web_sys::Storage;

use super::page;
use crate::app::lists::{Keeping, Shelf};
use crate::browser::js::text_of;

/// What the keys of lists start with; the first one ever kept has no more than this.
const LIST: &str = "interleave.list";
/// What the keys of notes start with that say what is pinned beside lists.
pub const PINS: &str = "interleave.pins";
/// Key of the place of the list on the desk.
const PLACE: &str = "interleave.place";
/// Key of what was chosen about the models.
pub const CHOICES: &str = "interleave.models";
/// Key of the note which lists have runs that are kept.
pub const KEPT_RUNS: &str = "interleave.runs";
/// Key of the colors.
pub const THEME: &str = "interleave.theme";

fn local() -> Result<Storage, String> {
    let storage = page::window().local_storage().map_err(|error| text_of(&error))?;
    storage.ok_or_else(|| "this browser keeps nothing for this page".to_owned())
}

/// What was kept under a key; `None` if nothing was, or it can't be read.
pub fn load(key: &str) -> Option<String> {
    local().ok()?.get_item(key).ok()?
}

/// Which lists have runs that are kept; `None` where nothing is kept at all.
pub fn kept_runs() -> Option<String> {
    local().ok().map(|_| load(KEPT_RUNS).unwrap_or_default())
}

/// Keeps a value.
///
/// # Errors
/// In the browser's words, if it keeps nothing here or has no room.
pub fn save(key: &str, value: &str) -> Result<(), String> {
    local()?.set_item(key, value).map_err(|error| text_of(&error))
}

/// All lists that are kept: id and value of each.
pub fn lists() -> Vec<(String, String)> {
    all(LIST)
}

/// All that is kept under keys that start so: the rest of each key, and its value.
pub fn all(start: &str) -> Vec<(String, String)> {
    let Ok(storage) = local() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok()?);
    keys.filter_map(|key| Some((key.strip_prefix(start)?.to_owned(), storage.get_item(&key).ok()??))).collect()
}

/// Notes what is pinned beside a list, or that nothing is. Where that can't be noted, it is pinned in this visit alone.
pub fn note_pins(list: &str, note: &str) {
    let key = format!("{PINS}{list}");
    if note.is_empty() {
        remove(&key);
    } else {
        let _ = save(&key, note);
    }
}

fn remove(key: &str) {
    if let Ok(storage) = local() {
        let _ = storage.remove_item(key);
    }
}

/// What the last visit left.
pub fn shelf() -> Shelf {
    // This tab's own place comes first; another tab may have another list on its desk.
    let own = || page::window().session_storage().ok()??.get_item(PLACE).ok()?;
    let tab = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    Shelf { lists: lists(), place: own().or_else(|| load(PLACE)), tab: format!("{tab:x}") }
}

/// Notes which list lies on the desk. Where that can't be noted, the list that was edited last will lie there.
pub fn place(place: &str) {
    if let Ok(Some(storage)) = page::window().session_storage() {
        let _ = storage.set_item(PLACE, place);
    }
    let _ = save(PLACE, place);
}

/// Keeps a list, if what is kept there is what is known to be.
pub fn exchange(id: &str, value: &str, known: Option<&str>) -> Keeping {
    let key = format!("{LIST}{id}");
    match load(&key) {
        Some(found) if Some(&*found) != known && found != value => Keeping::Taken(found),
        _ => match save(&key, value) {
            Ok(()) => Keeping::Kept,
            Err(reason) => Keeping::Refused(reason),
        },
    }
}

/// Keeps a list no longer, if what is kept there is what is known to be.
pub fn forget(id: &str, known: Option<&str>) {
    let key = format!("{LIST}{id}");
    if load(&key).as_deref() == known {
        remove(&key);
        remove(&format!("{PINS}{id}"));
    }
}
