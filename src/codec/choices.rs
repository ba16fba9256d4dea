//! What the reader has chosen about the models, as text: kept with the list, and, model by model, in the results file.

use serde::Serialize;
use serde_json::{Map, Value};

use super::json;
use crate::engine::{Model, Options};

/// Which models are shown, and their options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// From top to bottom.
    pub shown: Vec<Model>,
    /// See [`Options`].
    pub options: Options,
}

/// As it is written. Unknown models and options of a later version are left alone.
#[derive(Serialize)]
struct Written {
    version: u64,
    models: Vec<String>,
    options: Map<String, Value>,
}

/// The choices as text.
pub fn write(choices: &Choices) -> String {
    let options = Model::ALL.into_iter().map(|model| (model.id().to_owned(), written(model, &choices.options)));
    let written = Written {
        version: 1,
        models: choices.shown.iter().map(|model| model.id().to_owned()).collect(),
        options: options.filter(|(_, options)| !options.is_empty()).map(|(id, map)| (id, Value::Object(map))).collect(),
    };
    // Nothing in these types can fail: keys are texts, and the sink is memory.
    serde_json::to_string(&written).unwrap_or_default()
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
            read_options(&mut options, model, &told.to_map());
        }
    }
    Some(Choices { shown, options })
}

/// The options of one model as the results file has them: `size` of a pool, `loop` of async.
pub fn written(model: Model, options: &Options) -> Map<String, Value> {
    let mut map = Map::new();
    if let Some(size) = options.size(model) {
        map.insert("size".to_owned(), size.into());
    }
    if model == Model::Async {
        map.insert("loop".to_owned(), if options.page_loop { "page" } else { "worker" }.into());
    }
    map
}

/// Takes the options of one model over; what can't be understood is left as it was.
pub fn read_options(options: &mut Options, model: Model, map: &Map<String, Value>) {
    if let Some(size) = map.get("size").and_then(Value::as_u64) {
        options.set_size(model, usize::try_from(size).unwrap_or(usize::MAX));
    }
    if model == Model::Async
        && let Some(place) = map.get("loop").and_then(Value::as_str)
    {
        options.page_loop = place == "page";
    }
}
