//! The link that holds a whole list: the fragment of an address. Nothing of it reaches a server.
//!
//! `v1.` and then JSON, deflated (zlib, whose checksum notices a link that was cut off), in url-safe base64:
//! `{"list":"…","models":["async"],"options":{"pool":{"workers":4}},"view":[0,1500000000]}`; all but `list` may be
//! missing, and fields that are not known are ignored. Old versions stay readable for ever: a version 2 gets types of
//! its own beside these.

use std::fmt;

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::base64;
use super::json::{self, Json};
use crate::program::Limits;
use crate::time::SECOND;

/// The version written.
const VERSION: u64 = 1;
/// The longest fragment that is written or read, in bytes: browsers and chats cut longer ones off.
pub const FRAGMENT_BYTES: usize = 64 * 1024;
/// The most that a fragment may inflate to: a list as long as a list may be, and what JSON makes of it.
const INFLATED_BYTES: usize = 4 * Limits::LIST.text_bytes;
/// The end of time for what is in view: no run takes a month.
const LATEST_NS: u64 = 31 * 24 * 3600 * SECOND;
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

/// The value of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// A count.
    Number(u64),
    /// A word.
    Text(String),
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
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(version) => write!(
                f,
                "This link has version {version}, and this Interleave reads up to version {VERSION}: reload the page \
                 to get a newer one."
            ),
            Self::Broken => {
                write!(f, "This link is broken: a part of it is missing or was changed on the way. Ask for it again.")
            }
            Self::TooLong => write!(f, "This list is too long for a link: pass it on as a file."),
        }
    }
}

impl std::error::Error for LinkError {}

/// What is to be deflated. That is left to the browser, which has what it takes; reading must be bounded, and is done
/// here.
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
    if let Some((start_ns, end_ns)) = shared.view {
        fields.push(("view", format!("[{start_ns},{end_ns}]")));
    }
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

/// What a fragment, without its `#`, holds; `None` if it is no link of this kind at all.
pub fn decode(fragment: &str) -> Option<Result<Shared, LinkError>> {
    let (version, payload) = fragment.strip_prefix('v')?.split_once('.')?;
    if version.is_empty() || !version.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // What stood behind the link in a sentence is often taken for a part of it.
    let payload = payload.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter));
    Some(match version.parse() {
        _ if fragment.len() > FRAGMENT_BYTES => Err(LinkError::TooLong),
        Ok(1) => decode_v1(payload),
        Ok(version) if version > VERSION => Err(LinkError::Newer(version)),
        _ => Err(LinkError::Broken),
    })
}

fn decode_v1(payload: &str) -> Result<Shared, LinkError> {
    let pressed = base64::decode(payload).ok_or(LinkError::Broken)?;
    let json = decompress_to_vec_zlib_with_limit(&pressed, INFLATED_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLong,
        _ => LinkError::Broken,
    })?;
    let json = std::str::from_utf8(&json).map_err(|_| LinkError::Broken)?;
    read_v1(json).ok_or(LinkError::Broken).and_then(|shared| {
        if shared.text.len() > Limits::LIST.text_bytes { Err(LinkError::TooLong) } else { Ok(shared) }
    })
}

/// The fields; `None` if one is not what it must be.
fn read_v1(json: &str) -> Option<Shared> {
    let wire = json::read(json).ok()?;
    let models = match wire.get("models") {
        Some(models) => models.as_list().filter(|models| models.len() <= MOST_NAMES)?,
        None => &[],
    };
    let models: Option<Vec<String>> = models.iter().map(|id| id.as_text().map(str::to_owned)).collect();
    let view = wire.get("view").and_then(Json::as_list).unwrap_or_default();
    let ends = match view {
        [start, end] => start.as_whole().zip(end.as_whole()),
        _ => None,
    };
    Some(Shared {
        // As a text box has it.
        text: wire.get("list")?.as_text()?.replace("\r\n", "\n"),
        models: models?,
        options: read_options(&wire),
        view: ends.filter(|(start_ns, end_ns)| start_ns < end_ns && *end_ns <= LATEST_NS),
    })
}

/// The options of one model stand together.
fn written_options(options: &[ModelOption]) -> String {
    let is_first = |at: &usize| options[..*at].iter().all(|before| before.model != options[*at].model);
    let of_model = |model: &str| {
        let own = options.iter().filter(|option| option.model == model);
        json::object(own.map(|option| (option.name.as_str(), written_value(&option.value))))
    };
    let models = (0..options.len()).filter(is_first).map(|at| options[at].model.as_str());
    json::object(models.map(|model| (model, of_model(model))))
}

fn written_value(value: &OptionValue) -> String {
    match value {
        OptionValue::Number(number) => number.to_string(),
        OptionValue::Text(text) => json::quoted(text),
    }
}

/// What is neither a count nor a word was written by something later, and means nothing here.
fn read_options(wire: &Json) -> Vec<ModelOption> {
    let mut options = Vec::new();
    for (model, told) in wire.get("options").map_or(&[][..], Json::fields) {
        for (name, value) in told.fields() {
            let value = match value {
                Json::Whole(number) => OptionValue::Number(*number),
                Json::Text(text) => OptionValue::Text(text.clone()),
                _ => continue,
            };
            options.push(ModelOption { model: model.to_string(), name: name.to_string(), value });
        }
    }
    options.truncate(MOST_NAMES);
    options
}
