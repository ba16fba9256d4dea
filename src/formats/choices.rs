//! What the reader has chosen about the models, as text: kept with the list.

use super::json::{self, Json};
use super::options;
use crate::engine::{Model, Options, Repeat};

/// Which models are shown, and their options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// From top to bottom.
    pub shown: Vec<Model>,
    /// See [`Options`].
    pub options: Options,
    /// The models whose pools are as large as the reader has set by hand; the others are told no size.
    pub sized: Vec<Model>,
    /// Whether what is expected is shown.
    pub shows_expected: bool,
    /// How many times in a row a list runs.
    pub repeat: Repeat,
}

/// The choices as text. Unknown models and options of a later version are left alone when it is read.
pub fn write(choices: &Choices) -> String {
    let options = Model::ALL.into_iter().filter_map(|model| {
        let is_kept = |name: &str| name != "size" || choices.sized.contains(&model);
        let mut told = options::told(model, &choices.options).filter(|(name, _)| is_kept(name)).peekable();
        told.peek().is_some().then(|| (model.id(), options::object(told)))
    });
    let fields = [
        ("version", "1".to_owned()),
        ("models", json::list(choices.shown.iter().map(|model| json::quoted(model.id())))),
        ("options", json::object(options)),
        ("expected", choices.shows_expected.to_string()),
        ("repeat", choices.repeat.times().to_string()),
    ];
    json::object(fields.into_iter())
}

/// The choices in a text; what it doesn't say stays as it is in `defaults`. `None` if it is no such text.
pub fn read(text: &str, defaults: Options) -> Option<Choices> {
    let written = json::read(text).ok()?;
    let models = written.get("models")?.as_list()?;
    let named: Vec<Model> = models.iter().filter_map(|id| Model::from_id(id.as_text()?)).collect();
    let shown = Model::ALL.into_iter().filter(|model| named.contains(model)).collect();
    let (mut options, mut sized) = (defaults, Vec::new());
    for (id, told) in written.get("options").map_or(&[][..], Json::fields) {
        if let Some(model) = Model::from_id(id) {
            for (name, value) in options::of_object(told) {
                if options::tell(model, &mut options, name, &value) && name == "size" {
                    sized.push(model);
                }
            }
        }
    }
    let shows_expected = written.get("expected").and_then(Json::as_flag).unwrap_or(true);
    let repeat = written.get("repeat").and_then(Json::as_whole).and_then(Repeat::of).unwrap_or_default();
    Some(Choices { shown, options, sized, shows_expected, repeat })
}
