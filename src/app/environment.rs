//! What the page runs on.

use crate::engine::{Model, NoSharedMemory, Options, Refusal};

/// Where the page stands, as far as that decides what it takes to isolate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Surroundings {
    /// In a tab, from a server that can isolate it.
    #[default]
    Tab,
    /// In a tab, over plain http from another machine, where no header isolates it.
    PlainHttp,
    /// In a frame, which its page has to isolate too.
    Frame,
}

/// What the page runs on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// The browser's own name.
    pub user_agent: String,
    /// Cores, as reported: a browser may say a default.
    pub cores: usize,
    /// Whether the page is cross-origin isolated.
    pub isolated: bool,
    /// Whether workers can share its memory.
    pub shared_memory: bool,
    /// Where it stands.
    pub surroundings: Surroundings,
    /// The step of its clock in nanoseconds.
    pub clock_resolution_ns: u64,
    /// Whether the page is hidden now.
    pub hidden: bool,
}

impl Environment {
    /// Why a model can't run here, told this; `None` if it can.
    pub fn refusal(&self, model: Model, options: &Options) -> Option<Refusal> {
        if !options.needs_shared_memory(model) || self.shared_memory {
            return None;
        }
        Some(Refusal::NoSharedMemory(match self.surroundings {
            _ if self.isolated => NoSharedMemory::Unsupported,
            Surroundings::Tab => NoSharedMemory::NotIsolated,
            Surroundings::PlainHttp => NoSharedMemory::PlainHttp,
            Surroundings::Frame => NoSharedMemory::InFrame,
        }))
    }
}
