//! What a file of JSON says it is, whoever wrote it.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::fields::Scalar;

/// What a file of JSON says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// It is no JSON.
    NotJson {
        /// Where it stops being JSON, counted from 1.
        line: usize,
        /// The column there, counted from 1.
        column: usize,
    },
    /// It is.
    Json {
        /// What `format` says, if that is a word.
        format: Option<String>,
        /// What `version` says, if that is a count.
        version: Option<u64>,
    },
}

#[derive(Default, Deserialize)]
struct Wire {
    format: Option<Scalar>,
    version: Option<Scalar>,
}

impl Head {
    /// Of this text, all of which must be JSON. Nothing but the head is kept.
    pub fn of(text: &str) -> Self {
        // What is no object says nothing of itself.
        let is_object = text.trim_start().starts_with('{');
        let wire: Result<Wire, _> = if is_object {
            serde_json::from_str(text)
        } else {
            serde_json::from_str(text).map(|IgnoredAny| Wire::default())
        };
        match wire {
            Ok(Wire { format, version }) => Self::Json {
                format: format.and_then(Scalar::into_text),
                version: version.and_then(|version| version.as_whole()),
            },
            // It says something twice, and nothing for sure.
            Err(error) if error.is_data() => Self::Json { format: None, version: None },
            Err(error) => Self::NotJson { line: error.line().max(1), column: error.column().max(1) },
        }
    }

    /// Whether it says that it is of this format.
    pub fn is_of(&self, name: &str) -> bool {
        matches!(self, Self::Json { format, .. } if format.as_deref() == Some(name))
    }

    /// The version that it says.
    pub fn version(&self) -> Option<u64> {
        if let Self::Json { version, .. } = self { *version } else { None }
    }
}
