//! What a reader can choose about a model.

use super::{Behind, Model, WORKER_LIMIT};

/// The choices for all models; kept with the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Threads of the thread pool.
    pub pool: usize,
    /// Processes of the process pool.
    pub process_pool: usize,
    /// Threads that the event loop of Async + pool hands its work to.
    pub offload: usize,
    /// Whether Async runs on the page's own event loop, and not on a worker's.
    pub page_loop: bool,
    /// What stands behind the loop of Async + pool.
    pub behind: Behind,
}

/// Most threads of a pool whose size nobody chose.
const DEFAULT_THREADS: usize = 32;

impl Options {
    /// What holds where the reader has chosen nothing, on a machine that reports so many cores: the sizes that Python's
    /// `concurrent.futures` (3.8 to 3.12) takes.
    pub fn for_cores(cores: usize) -> Self {
        let cores = cores.max(1);
        let threads = (cores + 4).min(DEFAULT_THREADS);
        Self {
            pool: threads,
            process_pool: cores.min(WORKER_LIMIT),
            offload: threads,
            page_loop: false,
            behind: Behind::Threads,
        }
    }

    /// The size of a model's pool; `None` where it has none.
    pub fn size(&self, model: Model) -> Option<usize> {
        match model {
            Model::Pool => Some(self.pool),
            Model::ProcessPool => Some(self.process_pool),
            Model::Offload => Some(self.offload),
            Model::Sequential | Model::Async | Model::Threads | Model::Gil | Model::Processes => None,
        }
    }

    /// Gives a model's pool another size, at least 1 and at most what a browser is good for.
    pub fn set_size(&mut self, model: Model, size: usize) {
        let size = size.clamp(1, WORKER_LIMIT);
        match model {
            Model::Pool => self.pool = size,
            Model::ProcessPool => self.process_pool = size,
            Model::Offload => self.offload = size,
            Model::Sequential | Model::Async | Model::Threads | Model::Gil | Model::Processes => {}
        }
    }

    /// Whether a model is told the same by both.
    pub fn are_same_to(&self, model: Model, other: &Self) -> bool {
        self.size(model) == other.size(model)
            && self.is_on_page(model) == other.is_on_page(model)
            && self.behind(model) == other.behind(model)
    }

    /// Whether this model runs on the page's own event loop.
    pub fn is_on_page(&self, model: Model) -> bool {
        model == Model::Async && self.page_loop
    }

    /// What stands behind the loop of a model; `None` where nothing does.
    pub fn behind(&self, model: Model) -> Option<Behind> {
        (model == Model::Offload).then_some(self.behind)
    }

    /// Whether its workers share one memory, which a browser allows only on isolated pages.
    pub fn needs_shared_memory(&self, model: Model) -> bool {
        matches!(model, Model::Threads | Model::Gil | Model::Pool | Model::Offload) && !self.has_processes(model)
    }

    /// Whether something is done in processes, which have to start, and what is carried there has to be copied.
    pub fn has_processes(&self, model: Model) -> bool {
        model.has_own_memories() || self.behind(model) == Some(Behind::Processes)
    }

    /// Whether a lock must be held to compute or print.
    pub fn has_lock(&self, model: Model) -> bool {
        model.has_lock() || self.behind(model) == Some(Behind::Gil)
    }
}
