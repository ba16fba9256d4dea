//! Links that the reader opens: what becomes of them, and what is said about it. Nothing runs by itself, and what is
//! broken leaves everything as it was.

use std::rc::Rc;

use super::{Effect, Notice, SizeBy, State, lists, sizes, what_if};
use crate::engine::{Behind, Model, Repeat};
pub use crate::formats::link::Clip;
use crate::formats::link::{self, LinkError, ModelOption, Shared};
use crate::formats::options;
use crate::wire::file_error::check_list;

/// A link that was made, as it stands on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeLink {
    /// The whole address.
    pub address: String,
    /// The code of a frame that shows it.
    pub frame: String,
    /// The list that it holds.
    pub text: Rc<str>,
    /// What of it was copied last; `None` if that didn't work.
    pub copied: Option<Clip>,
}

/// Opens a link, or tells why it can't be opened.
pub fn open_link(state: &mut State, link: Result<Shared, LinkError>) -> Vec<Effect> {
    state.notices.clear();
    let shared = link.map_err(Notice::LinkNotOpened);
    match shared.and_then(|shared| check_list(&shared.text).map(|()| shared).map_err(Notice::LinkUnfit)) {
        Err(notice) => {
            state.notify(notice);
            Vec::new()
        }
        Ok(shared) => adopt(state, &shared),
    }
}

fn adopt(state: &mut State, shared: &Shared) -> Vec<Effect> {
    let own = state.desk.id.is_some() && *state.document.text != *shared.text;
    let own = own.then(|| lists::label(&state.desk.name, &state.document.text));
    let mut effects = lists::visit(state, &shared.name, &shared.text);
    effects.extend(shared.what_if.iter().filter_map(|choices| what_if::open(state, choices)));
    state.desk.introduction = Some(Notice::CameWithLink { own });
    let known: Vec<Model> = shared.models.iter().filter_map(|id| Model::from_id(id)).collect();
    if known.contains(&Model::Offload) {
        // Links are to be short: what is usual they don't say.
        state.options.behind = Behind::default();
    }
    let unknown_options = adopt_options(state, &shared.options);
    if !known.is_empty() {
        state.shown = Model::ALL.into_iter().filter(|model| known.contains(model)).collect();
        if state.embed {
            state.shown = super::embed::shown(&state.shown, &state.environment, &state.options);
        }
    }
    state.repeat = shared.repeat.unwrap_or(state.repeat);
    state.view = None;
    (state.wanted_view, state.wanted_range) = (shared.view, shared.range);
    state.news.clear();
    let unknown: Vec<String> = shared.models.iter().filter(|id| Model::from_id(id).is_none()).cloned().collect();
    if !unknown.is_empty() {
        state.news.push(Notice::ForeignModels(unknown));
    }
    if !unknown_options.is_empty() {
        state.news.push(Notice::ForeignOptions(unknown_options));
    }
    effects
}

/// Sets what the models are told, and says what of it no model here knows.
fn adopt_options(state: &mut State, options: &[ModelOption]) -> Vec<String> {
    let mut unknown = Vec::new();
    for ModelOption { model, name, value } in options {
        match Model::from_id(model).filter(|model| options::tell(*model, &mut state.options, name, value)) {
            Some(model) if name == "size" => sizes::adopt(state, model),
            Some(_) => {}
            None => unknown.push(format!("{model} {name}")),
        }
    }
    unknown
}

/// What the models that are shown are told, for a link. Whose loop Async runs on is said where it is not a worker's, and
/// what stands behind a loop where it is not threads, as few choose it: links are to be short.
fn told_options(state: &State) -> Vec<ModelOption> {
    let of_model = |model: &Model| {
        // What the list says need not be said again.
        let by_list = state.size_by(*model) == Some(SizeBy::List);
        let is_said = move |name: &str| match name {
            "size" => !by_list,
            "behind" => true,
            _ => state.options.page_loop,
        };
        let told = options::told(*model, &state.options).filter(move |(name, _)| is_said(name));
        let model = model.id();
        told.map(move |(name, value)| ModelOption { model: model.to_owned(), name: name.to_owned(), value })
    };
    state.shown.iter().flat_map(of_model).collect()
}

/// What a link to what is on the page now holds.
pub fn shared(state: &State) -> Shared {
    let models = state.shown.iter().map(|model| model.id().to_owned()).collect();
    Shared {
        text: state.document.text.to_string(),
        models,
        options: told_options(state),
        view: state.view.or(state.wanted_view),
        name: state.desk.name.to_string(),
        range: state.look.range.or(state.wanted_range),
        what_if: state.what_if.is_open.then(|| state.what_if.choices.clone()),
        // Links are to be short.
        repeat: (state.repeat != Repeat::Once).then_some(state.repeat),
    }
}

/// The reader wants a link.
pub fn share(state: &mut State) -> Vec<Effect> {
    state.notices.clear();
    match link::written(&shared(state)) {
        Ok(written) => vec![Effect::Share(written)],
        Err(error) => not_made(state, error),
    }
}

/// A link can't be made.
pub fn not_made(state: &mut State, error: LinkError) -> Vec<Effect> {
    state.notify(Notice::LinkNotMade(error));
    Vec::new()
}

/// A link was made. It was read as whoever opens it will read it: this is the list that it holds.
pub fn made(state: &mut State, address: String, held: Option<String>, copied: bool) -> Vec<Effect> {
    let Some(held) = held else {
        state.notify(Notice::LinkNotReadAgain);
        return Vec::new();
    };
    let frame = super::embed::code(&address, &lists::title(state));
    let copied = copied.then_some(Clip::Link);
    state.link = Some(MadeLink { address, frame, text: held.into(), copied });
    Vec::new()
}

/// That of the link was copied; `None` if nothing could be.
pub fn copied(state: &mut State, clip: Option<Clip>) -> Vec<Effect> {
    if let Some(link) = &mut state.link {
        link.copied = clip;
    }
    Vec::new()
}

/// The reader wants this of the link copied.
pub fn copy(state: &State, clip: Clip) -> Vec<Effect> {
    let Some(link) = &state.link else { return Vec::new() };
    let text = match clip {
        Clip::Link => &link.address,
        Clip::Frame => &link.frame,
    };
    vec![Effect::Copy { clip, text: text.clone() }]
}

/// What is said about the link that was made last.
pub fn link_sentence(state: &State) -> Option<String> {
    let link = state.link.as_ref()?;
    let is_current = link.text == state.document.text;
    Some(crate::words::link_made(link.copied, is_current, link.address.chars().count()))
}
