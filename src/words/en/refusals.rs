//! Why a model can't run, each with the way out.

use crate::engine::{DATA_LIMIT, Model, NoSharedMemory, Refusal, WORKER_LIMIT};
use crate::time::{Duration, SECOND};

/// Why a model can't run, with the way out.
pub fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::NoTask => "The list has no task yet: write one, or pick an example.".to_owned(),
        Refusal::HasError => "The list has a problem: see under it what to mend.".to_owned(),
        Refusal::TooManyWorkers { model, tasks } => {
            let pool = if model == Model::Processes { Model::ProcessPool } else { Model::Pool };
            format!(
                "{} gives every task a worker of its own, and a browser is good for about {WORKER_LIMIT} of them, not \
                 {tasks}. A pool runs many tasks on few workers: try {}.",
                model.name(),
                pool.name()
            )
        }
        Refusal::RequestsOnPage => {
            "On the page's own loop a blocking request would keep the page still until it is answered. \
             Leave blocking out, or choose the loop of a worker."
                .to_owned()
        }
        Refusal::FilesOnPage => {
            "On the page's own loop no file is read or written: browsers let only workers do that in a blocking call. \
             Choose the loop of a worker."
                .to_owned()
        }
        Refusal::HoldsPage { held_ns } => format!(
            "On the page's own loop this list would keep the page still for {}, longer than browsers put up with. \
             Shorten its cpu and block steps, or choose the loop of a worker.",
            Duration(held_ns / SECOND * SECOND)
        ),
        Refusal::TooMuchData { model, bytes } => {
            let way_out = if model == Model::Processes {
                format!("try {}, where only its slots carry something at once, or", Model::ProcessPool.name())
            } else {
                "give the pool a smaller size, or".to_owned()
            };
            format!(
                "Processes would hold {} of carried data at once, and a browser is good for about {}: {way_out} have \
                 tasks carry less.",
                gigabytes(bytes),
                gigabytes(DATA_LIMIT)
            )
        }
        Refusal::NoSharedMemory(reason) => no_shared_memory(reason).to_owned(),
    }
}

fn gigabytes(bytes: u64) -> String {
    format!("{:.1} GB", bytes as f64 / 1e9)
}

fn no_shared_memory(reason: NoSharedMemory) -> &'static str {
    match reason {
        NoSharedMemory::Unsupported => {
            "Unavailable: this browser has no SharedArrayBuffer, and threads share memory. Open the page in a current \
             Chrome, Edge or Firefox."
        }
        NoSharedMemory::NotIsolated => {
            "Unavailable: the page is not cross-origin isolated, so its workers can't share memory. Its server has to \
             send the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp."
        }
        NoSharedMemory::PlainHttp => {
            "Unavailable: the page came over plain http, and then browsers let no workers share memory. Open it over \
             https; on the machine that serves it, http://localhost will do."
        }
        NoSharedMemory::InFrame => {
            "Unavailable: the page stands in a frame that is not cross-origin isolated, so its workers can't share \
             memory. Open it in a tab of its own."
        }
    }
}

/// What is said in a frame that shows one model beside another one that can't run in it.
pub fn shown_instead(refused: Model, other: Model, reason: NoSharedMemory) -> String {
    let (why, cure) = match reason {
        NoSharedMemory::Unsupported => ("browser has no SharedArrayBuffer", ""),
        NoSharedMemory::InFrame => ("frame is not isolated", " In a tab of its own both run."),
        NoSharedMemory::PlainHttp => ("page came over plain http", " Over https both run."),
        NoSharedMemory::NotIsolated => ("page is not isolated", ""),
    };
    let (refused, other) = (refused.name(), other.name());
    format!("This {why}, so {refused} can't run in it; {other} can, without shared memory.{cure}")
}
