//! What the reader has chosen about the models, as text: kept with the list, and, model by model, in the results file.

use super::json::{self, Json};
use crate::engine::{Model, Options};

/// Which models are shown, and their options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// From top to bottom.
    pub shown: Vec<Model>,
    /// See [`Options`].
    pub options: Options,
}

/// The choices as text. Unknown models and options of a later version are left alone when it is read.
pub fn write(choices: &Choices) -> String {
    let options = Model::ALL.into_iter().filter_map(|model| {
        let told = told(model, &choices.options);
        let written = json::object(told.iter().map(|(name, value)| (*name, value.written())));
        (!told.is_empty()).then(|| (model.id(), written))
    });
    let fields = [
        ("version", "1".to_owned()),
        ("models", json::list(choices.shown.iter().map(|model| json::quoted(model.id())))),
        ("options", json::object(options)),
    ];
    json::object(fields.into_iter())
}

/// The choices in a text; what it doesn't say stays as it is in `defaults`. `None` if it is no such text.
pub fn read(text: &str, defaults: Options) -> Option<Choices> {
    let written = json::read(text).ok()?;
    let models = written.get("models")?.as_list()?;
    let named: Vec<Model> = models.iter().filter_map(|id| Model::from_id(id.as_text()?)).collect();
    let shown = Model::ALL.into_iter().filter(|model| named.contains(model)).collect();
    let mut options = defaults;
    for (id, told) in written.get("options").map_or(&[][..], |options| options.fields()) {
        if let Some(model) = Model::from_id(id) {
            let size = told.get("size").and_then(Json::as_whole);
            take(&mut options, model, size, told.get("loop").and_then(Json::as_text));
        }
    }
    Some(Choices { shown, options })
}

/// What a model is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A count.
    Number(u64),
    /// A word.
    Word(&'static str),
}

impl Told {
    fn written(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Word(word) => json::quoted(word),
        }
    }
}

/// The options of one model by the names that files have for them: `size` of a pool, `loop` of async.
pub fn told(model: Model, options: &Options) -> Vec<(&'static str, Told)> {
    let mut told = Vec::new();
    if let Some(size) = options.size(model) {
        told.push(("size", Told::Number(size as u64)));
    }
    if model == Model::Async {
        told.push(("loop", Told::Word(if options.page_loop { "page" } else { "worker" })));
    }
    told
}

/// Takes the options of one model over; what is not said stays as it was.
pub fn take(options: &mut Options, model: Model, size: Option<u64>, place: Option<&str>) {
    if let Some(size) = size {
        options.set_size(model, usize::try_from(size).unwrap_or(usize::MAX));
    }
    if model == Model::Async
        && let Some(place) = place
    {
        options.page_loop = place == "page";
    }
}
