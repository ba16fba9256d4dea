//! What is said of the models.

use crate::engine::{Behind, Model, Options, WORKER_LIMIT};

/// What a model is made of, in a few words for its panel, where this stands behind its loop.
pub fn model_summary(model: Model, behind: Option<Behind>) -> &'static str {
    match model {
        Model::Offload if behind == Some(Behind::Gil) => {
            "one event loop, cpu and block in a thread pool, one lock for both to compute under"
        }
        Model::Offload if behind == Some(Behind::Processes) => "one event loop, cpu and block in a process pool",
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
pub fn workers(model: Model, options: &Options) -> &'static str {
    if options.has_processes(model) { "processes" } else { "threads" }
}

/// What stands behind the loop of Async + pool, as a choice.
pub fn behind(behind: Behind) -> &'static str {
    match behind {
        Behind::Threads => "threads",
        Behind::Gil => "a GIL",
        Behind::Processes => "processes",
    }
}

/// What that choice means.
pub fn about_behind(behind: Behind) -> &'static str {
    match behind {
        Behind::Threads => "The loop hands cpu, native and block to threads, which compute on all cores.",
        Behind::Gil => {
            "The loop and its threads share one lock, as in CPython: while one of them computes, the loop can't print. \
             Only block and native go on meanwhile."
        }
        Behind::Processes => {
            "The loop hands cpu, native and block to processes. Each has to start before its first step, and what a task \
             carries is copied there with every step, and back. Shared values stay with the loop."
        }
    }
}

/// That no size of a pool is written yet; so many run meanwhile.
pub fn no_size_yet(workers: &str, runs: usize) -> String {
    format!("No size yet: {runs} {workers} run.")
}

/// That what is written is no size of a pool; so many run meanwhile.
pub fn no_pool_size(workers: &str, runs: usize) -> String {
    format!("A pool has 1 to {WORKER_LIMIT} {workers}: still {runs} run.")
}
