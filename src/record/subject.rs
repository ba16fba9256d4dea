//! What a run ran under.

use std::rc::Rc;

use crate::engine::Model;

/// What a run ran under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// One of the models here.
    Model(Model),
    /// Something else, such as asyncio under `CPython`.
    Foreign {
        /// What it calls itself.
        name: Rc<str>,
        /// The model here that works as it does.
        like: Model,
    },
}

impl Subject {
    /// The model that it is, or works like: in whose panel it stands.
    pub fn model(&self) -> Model {
        match self {
            Self::Model(model) | Self::Foreign { like: model, .. } => *model,
        }
    }

    /// Its name on screen.
    pub fn name(&self) -> &str {
        match self {
            Self::Model(model) => model.name(),
            Self::Foreign { name, .. } => name,
        }
    }

    /// Its name in files.
    pub fn id(&self) -> &str {
        match self {
            Self::Model(model) => model.id(),
            Self::Foreign { name, .. } => name,
        }
    }

    /// Whether its tasks run on an event loop, where they can be awaited.
    pub fn has_event_loop(&self) -> bool {
        self.model().has_event_loop()
    }

    /// Whether its threads share a lock that they need to compute. That of `CPython` is the same in every pool of threads.
    pub fn has_lock(&self) -> bool {
        match self {
            Self::Model(model) => model.is_locked_by_gil(),
            Self::Foreign { like, .. } => matches!(like, Model::Gil | Model::Pool | Model::Offload),
        }
    }

    /// What the lock is called that its tasks may wait for.
    pub fn lock_name(&self) -> &'static str {
        if self.has_lock() { "GIL" } else { "lock" }
    }
}

impl From<Model> for Subject {
    fn from(model: Model) -> Self {
        Self::Model(model)
    }
}
