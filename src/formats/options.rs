//! What the models are told, by the names that links, kept choices and results files have for it. One table: one more
//! option is one more row.

use super::json::{self, Json};
use crate::engine::{Behind, Model, Options};

/// The value of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// A count.
    Number(u64),
    /// A word.
    Text(String),
}

/// An option that some models have.
struct Named {
    name: &'static str,
    /// What a model is told; `None` if it has no such option.
    told: fn(Model, &Options) -> Option<OptionValue>,
    /// Tells a model; `false` if it has no such option, or none with such a value.
    tell: fn(Model, &mut Options, &OptionValue) -> bool,
}

const OPTIONS: [Named; 3] = [
    Named {
        name: "size",
        told: |model, options| options.size(model).map(|size| OptionValue::Number(size as u64)),
        tell: |model, options, value| match value {
            OptionValue::Number(size) if options.size(model).is_some() => {
                options.set_size(model, usize::try_from(*size).unwrap_or(usize::MAX));
                true
            }
            _ => false,
        },
    },
    Named {
        name: "loop",
        told: |model, options| {
            let place = if options.page_loop { "page" } else { "worker" };
            (model == Model::Async).then(|| OptionValue::Text(place.to_owned()))
        },
        tell: |model, options, value| match value {
            OptionValue::Text(place) if model == Model::Async => {
                options.page_loop = place == "page";
                true
            }
            _ => false,
        },
    },
    Named {
        name: "behind",
        // What is usual is not said, as nobody did who knew nothing else.
        told: |model, options| {
            let behind = options.behind(model).filter(|behind| *behind != Behind::default());
            behind.map(|behind| OptionValue::Text(behind.id().to_owned()))
        },
        tell: |model, options, value| match value {
            OptionValue::Text(id) if model == Model::Offload => {
                let known = Behind::from_id(id);
                options.behind = known.unwrap_or(options.behind);
                known.is_some()
            }
            _ => false,
        },
    },
];

/// What a model is told.
pub fn told(model: Model, options: &Options) -> impl Iterator<Item = (&'static str, OptionValue)> {
    OPTIONS.iter().filter_map(move |option| Some((option.name, (option.told)(model, options)?)))
}

/// Tells a model; `false` if that means nothing to it, and was written by something later.
pub fn tell(model: Model, options: &mut Options, name: &str, value: &OptionValue) -> bool {
    OPTIONS.iter().any(|option| option.name == name && (option.tell)(model, options, value))
}

/// What is told, as an object by the names of the options.
pub(super) fn object<'a>(told: impl Iterator<Item = (&'a str, OptionValue)>) -> String {
    json::object(told.map(|(name, value)| {
        let value = match value {
            OptionValue::Number(number) => number.to_string(),
            OptionValue::Text(text) => json::quoted(&text),
        };
        (name, value)
    }))
}

/// The options in an object. What is neither a count nor a word was written by something later, and means nothing here.
pub(super) fn of_object(told: &Json) -> impl Iterator<Item = (&str, OptionValue)> {
    told.fields().iter().filter_map(|(name, value)| {
        let value = match value {
            Json::Whole(number) => OptionValue::Number(*number),
            Json::Text(text) => OptionValue::Text(text.clone()),
            _ => return None,
        };
        Some((&**name, value))
    })
}
