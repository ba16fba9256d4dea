//! What is said of the models.

use crate::engine::{Model, WORKER_LIMIT};

/// What a model is made of, in a few words for its panel.
pub fn model_summary(model: Model) -> &'static str {
    match model {
        Model::Sequential => "one worker, one task after another",
        Model::Async => "one event loop, every task a future",
        Model::Threads => "one worker per task, one shared memory",
        Model::Gil => "the same threads, one lock to compute under",
        Model::Pool => "a few threads, one queue of tasks",
        Model::Processes => "one worker per task, a memory each",
        Model::ProcessPool => "a few processes, one queue of tasks",
        Model::Offload => "one event loop, cpu and block in a thread pool",
    }
}

/// Why a pool has the size it has where nobody chose one.
pub fn default_size_reason(model: Model) -> Option<&'static str> {
    match model {
        Model::Pool | Model::Offload => Some(
            "At first the reported cores and 4 more, at most 32, as in Python: threads mostly wait, so that a few more \
             than there are cores keep these busy.",
        ),
        Model::ProcessPool => {
            Some("At first the reported cores, as in Python: more processes than cores don't compute faster.")
        }
        Model::Sequential | Model::Async | Model::Threads | Model::Gil | Model::Processes => None,
    }
}

/// What works in a pool.
pub fn workers(model: Model) -> &'static str {
    if model == Model::ProcessPool { "processes" } else { "threads" }
}

/// That no size of a pool is written yet; so many run meanwhile.
pub fn no_size_yet(model: Model, runs: usize) -> String {
    format!("No size yet: {runs} {} run.", workers(model))
}

/// That what is written is no size of a pool; so many run meanwhile.
pub fn no_pool_size(model: Model, runs: usize) -> String {
    format!("A pool has 1 to {WORKER_LIMIT} {}: still {runs} run.", workers(model))
}
