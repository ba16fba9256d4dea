//! Links that the reader opens: what becomes of them, and what is said about it. Nothing runs by itself, and what is
//! broken leaves everything as it was.

use super::{Effect, Moment, State, lists};
use crate::codec::link::{self, ModelOption, OptionValue, Shared};
use crate::engine::Model;

/// The longest file that is read, in bytes: what is in it takes ten times the memory.
pub const FILE_BYTES: u64 = 48 * 1024 * 1024;

/// Opens what the fragment of an address holds; nothing happens if it is no link of ours.
pub fn open_link(state: &mut State, fragment: &str, moment: Moment) -> Vec<Effect> {
    let opened = match link::decode(fragment) {
        None => return Vec::new(),
        Some(Err(error)) => Err(error.to_string()),
        Some(Ok(shared)) => lists::refusal(&shared.text).map_or(Ok(shared), Err),
    };
    match opened {
        Err(sentence) => {
            state.notice = Some(format!("{sentence} Your own list is as it was."));
            Vec::new()
        }
        Ok(shared) => adopt(state, &shared, moment),
    }
}

fn adopt(state: &mut State, shared: &Shared, moment: Moment) -> Vec<Effect> {
    let own = state.desk.id.is_some() && *state.document.text != *shared.text;
    let own = own.then(|| lists::label(&state.desk.name, &state.document.text));
    let effects = lists::open(state, "", &shared.text, moment);
    let known: Vec<Model> = shared.models.iter().filter_map(|id| Model::from_id(id)).collect();
    if !known.is_empty() {
        state.shown = Model::ALL.into_iter().filter(|model| known.contains(model)).collect();
        if state.embed {
            state.shown = super::embed::shown(&state.shown, &state.environment);
        }
    }
    state.view = None;
    state.wanted_view = shared.view;
    let mut said = Vec::new();
    if let Some(own) = own {
        said.push(format!("This list came with the link. Yours, \u{201c}{own}\u{201d}, is kept: find it under Lists."));
    }
    let unknown: Vec<&str> =
        shared.models.iter().map(String::as_str).filter(|id| Model::from_id(id).is_none()).collect();
    if !unknown.is_empty() {
        said.push(format!("The link also shows models that this Interleave doesn't have: {}.", listed(&unknown)));
    }
    let unknown = adopt_options(state, &shared.options);
    if !unknown.is_empty() {
        let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
        said.push(format!("It also sets options that this Interleave doesn't have: {}.", listed(&unknown)));
    }
    if !said.is_empty() {
        state.news = Some(said.join(" "));
    }
    effects
}

/// Words in a sentence; those of a stranger are neither long nor many.
fn listed(words: &[&str]) -> String {
    let mut listed: Vec<String> = words.iter().take(5).map(|word| word.chars().take(24).collect()).collect();
    if words.len() > 5 {
        listed.push("…".to_owned());
    }
    listed.join(", ")
}

/// Sets what the models are told, and says what of it no model here knows.
fn adopt_options(state: &mut State, options: &[ModelOption]) -> Vec<String> {
    let mut unknown = Vec::new();
    for ModelOption { model, name, value } in options {
        match (Model::from_id(model), name.as_str(), value) {
            (Some(model), "size", OptionValue::Number(size)) if state.options.size(model).is_some() => {
                state.options.set_size(model, usize::try_from(*size).unwrap_or(usize::MAX));
            }
            (Some(Model::Async), "loop", OptionValue::Text(place)) => state.options.page_loop = place == "page",
            _ => unknown.push(format!("{model} {name}")),
        }
    }
    unknown
}

/// What the models that are shown are told, for a link.
fn options(state: &State) -> Vec<ModelOption> {
    let option =
        |model: &Model, name: &str, value| ModelOption { model: model.id().to_owned(), name: name.to_owned(), value };
    let sized = |model: &Model| Some(option(model, "size", OptionValue::Number(state.options.size(*model)? as u64)));
    let mut options: Vec<ModelOption> = state.shown.iter().filter_map(sized).collect();
    if state.options.page_loop && state.shown.contains(&Model::Async) {
        options.push(option(&Model::Async, "loop", OptionValue::Text("page".to_owned())));
    }
    options
}

/// What a link to what is on the page now holds.
pub fn shared(state: &State) -> Shared {
    let models = state.shown.iter().map(|model| model.id().to_owned()).collect();
    Shared {
        text: state.document.text.to_string(),
        models,
        options: options(state),
        view: state.view.or(state.wanted_view),
    }
}

/// The reader wants a link.
pub fn share(state: &mut State) -> Vec<Effect> {
    match link::written(&shared(state)) {
        Ok(written) => vec![Effect::Share(written)],
        Err(error) => {
            state.notice = Some(error.to_string());
            Vec::new()
        }
    }
}

/// What is said about a link that was made.
pub fn shared_sentence(copied: bool) -> String {
    let what = "It holds the whole list; nothing is stored anywhere else.";
    if copied { format!("The link is copied. {what}") } else { format!("This is the link, ready to be copied. {what}") }
}

/// Why a file of that length is not read; `None` if it is.
pub fn too_long(bytes: u64) -> Option<String> {
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    (bytes > FILE_BYTES)
        .then(|| format!("This file has {} MiB, and files of up to {} MiB can be opened.", mib(bytes), mib(FILE_BYTES)))
}
