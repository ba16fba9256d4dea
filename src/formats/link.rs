//! The link that holds a whole list: the fragment of an address. Nothing of it reaches a server.
//!
//! `v1.` and then JSON, deflated (zlib, whose checksum notices a link that was cut off), in url-safe base64:
//! `{"list":"…","models":["async"],"options":{"pool":{"workers":4}},"view":[0,1500000000]}`; all but `list` may be
//! missing, and fields that are not known are ignored. Since 0.2.0 there may be `"name":"…"`, what the list is called, and
//! `"range":[0,9]`, the part of time that is marked, `"what_if":"axis=pool"`, what is looked at of "what if", and `"repeat":20`, how many times it runs; a 0.1.0 ignores them. Old versions stay readable for ever: a version 2
//! gets types of its own beside these.
//!
//! What others do to links on the way is undone as far as it can be: letters that are written as `%2E`, what stood behind
//! the link in a sentence, letters that can't be seen.

use super::base64;
use super::json::{self, Json};
use super::options::{self, OptionValue};
use crate::engine::Repeat;
use crate::program::Limits;
use crate::time::SECOND;

/// The version written.
pub const VERSION: u64 = 1;
/// The longest fragment that is written or read, in bytes: browsers and chats cut longer ones off.
pub const FRAGMENT_BYTES: usize = 64 * 1024;
/// The most that a fragment may inflate to: a list as long as a list may be, and what JSON makes of it.
pub const INFLATED_BYTES: usize = 4 * Limits::LIST.text_bytes;
/// The end of time for what is in view: no run takes a month.
const LATEST_NS: u64 = 31 * 24 * 3600 * SECOND;
/// Longer choices of "what if" than this are nobody's.
const CHOICES_BYTES: usize = 200;
/// More models, or options of one, than this are no link's.
const MOST_NAMES: usize = 64;

/// What a model is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelOption {
    /// The model's id.
    pub model: String,
    /// The name of the option.
    pub name: String,
    /// What it is set to.
    pub value: OptionValue,
}

/// What a link holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// The list.
    pub text: String,
    /// Ids of the models that are shown; empty if all are. Some may be unknown here.
    pub models: Vec<String>,
    /// What the models are told. Some may be unknown here.
    pub options: Vec<ModelOption>,
    /// The part of time in view, in nanoseconds; `None` if all of it is.
    pub view: Option<(u64, u64)>,
    /// What the list is called; empty if it has no name.
    pub name: String,
    /// The part of time that is marked, in nanoseconds; `None` if none is.
    pub range: Option<(u64, u64)>,
    /// What is looked at of "what if", in the words of the region; `None` if it is closed.
    pub what_if: Option<String>,
    /// How many times in a row it runs, where that is told.
    pub repeat: Option<Repeat>,
}

/// What of a link can be pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clip {
    /// The link.
    Link,
    /// The code of a frame around it.
    Frame,
}

/// Why a fragment is no link that can be opened, or a list fits into none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// It was written by a later version of Interleave.
    Newer(
        /// The version of the link.
        u64,
    ),
    /// Its letters are not those that were written: something was lost or changed on the way.
    Broken,
    /// It holds, or would have to hold, more than a link may.
    TooLong,
    /// The browser can't press it; why, in its own words.
    Unpressed(String),
}

/// What came of inflating, which is left to the browser, as deflating is: it has what that takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inflated {
    /// It is whole, as its checksum says.
    Whole(Vec<u8>),
    /// It would be more than [`INFLATED_BYTES`].
    TooLong,
    /// It was not deflated, or is not whole.
    Broken,
}

/// What is to be deflated.
///
/// # Errors
/// If it is longer than a list may be.
pub fn written(shared: &Shared) -> Result<String, LinkError> {
    let mut fields = vec![("list", json::quoted(&shared.text))];
    if !shared.models.is_empty() {
        fields.push(("models", json::list(shared.models.iter().map(|id| json::quoted(id)))));
    }
    if !shared.options.is_empty() {
        fields.push(("options", written_options(&shared.options)));
    }
    let part = |(start_ns, end_ns)| format!("[{start_ns},{end_ns}]");
    fields.extend(shared.view.map(|view| ("view", part(view))));
    if !shared.name.is_empty() {
        fields.push(("name", json::quoted(&shared.name)));
    }
    fields.extend(shared.range.map(|range| ("range", part(range))));
    fields.extend(shared.what_if.as_ref().map(|choices| ("what_if", json::quoted(choices))));
    fields.extend(shared.repeat.map(|repeat| ("repeat", repeat.times().to_string())));
    let json = json::object(fields.into_iter());
    if json.len() > INFLATED_BYTES || shared.text.len() > Limits::LIST.text_bytes {
        return Err(LinkError::TooLong);
    }
    Ok(json)
}

/// The fragment, without its `#`, around what was deflated.
///
/// # Errors
/// If it is too long.
pub fn fragment(deflated: &[u8]) -> Result<String, LinkError> {
    let fragment = format!("v{VERSION}.{}", base64::encode(deflated));
    if fragment.len() > FRAGMENT_BYTES { Err(LinkError::TooLong) } else { Ok(fragment) }
}

/// Whether a fragment, without its `#`, is, or was, a link of this kind: one to be opened, or told about.
pub fn is_link(fragment: &str) -> bool {
    split(&cleaned(fragment)).is_some()
}

/// What a fragment, without its `#`, holds; `None` if it is no link of this kind at all.
pub async fn decode(fragment: &str, inflate: impl AsyncFn(Vec<u8>) -> Inflated) -> Option<Result<Shared, LinkError>> {
    let cleaned = cleaned(fragment);
    let (version, payload) = split(&cleaned)?;
    Some(match version.parse() {
        _ if "v.".len() + version.len() + payload.len() > FRAGMENT_BYTES => Err(LinkError::TooLong),
        Ok(1) => decode_payload(payload, inflate).await,
        Ok(version) if version > VERSION => Err(LinkError::Newer(version)),
        _ => Err(LinkError::Broken),
    })
}

/// The fragment as it was written, as far as that can be told: without slashes before it, without escapes, and without
/// letters that can't be seen. Some programs escape what was escaped.
fn cleaned(fragment: &str) -> String {
    // What is longer in any writing is too long, and is not looked at.
    let end = fragment.char_indices().map(|(at, _)| at).find(|at| *at > 3 * FRAGMENT_BYTES);
    let fragment = &fragment[..end.unwrap_or(fragment.len())];
    let is_seen = |letter: &char| {
        let is_joiner = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
        !(is_joiner || letter.is_control() || letter.is_whitespace())
    };
    let plain: String = unescaped(&unescaped(fragment)).chars().filter(is_seen).collect();
    plain.trim_start_matches(['/', '!', '#']).to_owned()
}

/// The text with every `%41` as the byte that it stands for; what then is no letter is one that no link has.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let escaped = (*first == b'%').then(|| others.get(..2)).flatten();
        let byte = escaped.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = &others[if byte.is_some() { 2 } else { 0 }..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Its version and the letters of what it holds, if it is a link at all. One that was cut off behind the version is one.
fn split(cleaned: &str) -> Option<(&str, &str)> {
    let rest = cleaned.strip_prefix(['v', 'V'])?;
    let (version, rest) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    if version.is_empty() || rest.starts_with(is_of_payload) {
        return None;
    }
    // What stood behind the link in a sentence is often taken for a part of it.
    let payload = rest.strip_prefix('.').unwrap_or_default();
    let payload = payload.split(|letter| !is_of_payload(letter)).next().unwrap_or_default();
    Some((version, payload))
}

fn is_of_payload(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

/// Letters behind it that could be its own are tried without: what was written ends with a checksum.
async fn decode_payload(payload: &str, inflate: impl AsyncFn(Vec<u8>) -> Inflated) -> Result<Shared, LinkError> {
    for less in 0..4 {
        let tried = payload.len().checked_sub(less).and_then(|end| payload.get(..end)).and_then(base64::decode);
        let Some(deflated) = tried else { continue };
        match inflate(deflated).await {
            Inflated::Broken => {}
            Inflated::TooLong => return Err(LinkError::TooLong),
            Inflated::Whole(json) => return read(&json),
        }
    }
    Err(LinkError::Broken)
}

fn read(json: &[u8]) -> Result<Shared, LinkError> {
    let shared = std::str::from_utf8(json).ok().and_then(read_v1).ok_or(LinkError::Broken)?;
    if shared.text.len() > Limits::LIST.text_bytes { Err(LinkError::TooLong) } else { Ok(shared) }
}

/// The fields; `None` if one is not what it must be.
fn read_v1(json: &str) -> Option<Shared> {
    let wire = json::read(json).ok()?;
    let models = match wire.get("models") {
        Some(models) => models.as_list().filter(|models| models.len() <= MOST_NAMES)?,
        None => &[],
    };
    let models: Option<Vec<String>> = models.iter().map(|id| id.as_text().map(str::to_owned)).collect();
    Some(Shared {
        // As a text box has it.
        text: wire.get("list")?.as_text()?.replace("\r\n", "\n"),
        models: models?,
        options: read_options(&wire),
        view: read_part(&wire, "view"),
        name: wire.get("name").and_then(Json::as_text).unwrap_or_default().to_owned(),
        range: read_part(&wire, "range"),
        what_if: wire
            .get("what_if")
            .and_then(Json::as_text)
            .filter(|choices| choices.len() <= CHOICES_BYTES)
            .map(str::to_owned),
        repeat: wire.get("repeat").and_then(Json::as_whole).and_then(Repeat::of),
    })
}

/// A part of time; what is none says nothing.
fn read_part(wire: &Json, name: &str) -> Option<(u64, u64)> {
    let [start, end] = wire.get(name)?.as_list()? else { return None };
    let ends = start.as_whole().zip(end.as_whole());
    ends.filter(|(start_ns, end_ns)| start_ns < end_ns && *end_ns <= LATEST_NS)
}

/// The options of one model stand together.
fn written_options(options: &[ModelOption]) -> String {
    let is_first = |at: &usize| options[..*at].iter().all(|before| before.model != options[*at].model);
    let of_model = |model: &str| {
        let own = options.iter().filter(|option| option.model == model);
        options::object(own.map(|option| (option.name.as_str(), option.value.clone())))
    };
    let models = (0..options.len()).filter(is_first).map(|at| options[at].model.as_str());
    json::object(models.map(|model| (model, of_model(model))))
}

fn read_options(wire: &Json) -> Vec<ModelOption> {
    let mut options = Vec::new();
    for (model, told) in wire.get("options").map_or(&[][..], Json::fields) {
        let of_model =
            |(name, value): (&str, OptionValue)| ModelOption { model: model.to_string(), name: name.to_owned(), value };
        options.extend(options::of_object(told).map(of_model));
    }
    options.truncate(MOST_NAMES);
    options
}
