//! What the figures mean, for whoever points at one.

use crate::stats::figures::Quantity;

/// What a figure means.
pub fn meaning(of: Quantity) -> &'static str {
    match of {
        Quantity::Makespan => "From the start of the run to the last end.",
        Quantity::Speedup => "How many times as fast as sequential.",
        Quantity::Concurrency => "Concurrency: how many tasks were started and not finished, on average.",
        Quantity::Parallelism => "Parallelism: how many cores' worth of computing was done, on average.",
        Quantity::LatencyP50 => "Half of the tasks took at most this.",
        Quantity::LatencyP95 => "95 of 100 tasks took at most this.",
        Quantity::LatencyMax => "The slowest task took this.",
        Quantity::Throughput => "Tasks finished in a second.",
        Quantity::ConcurrencyPeak => "Most tasks started and not finished at one moment.",
        Quantity::ParallelismPeak => "Most lanes running at one moment, as far as there are cores for them.",
        Quantity::OversubscriptionPeak => {
            "Oversubscription: lanes that could run beyond the cores there are. They share the cores, and what each computes takes longer."
        }
        Quantity::Utilization => "The share of its lanes' time in which they ran.",
        Quantity::Startup => "Total time tasks waited for their workers to start.",
        Quantity::Queueing => "Total time tasks could have run and nobody ran them.",
        Quantity::LockWait => "Total time tasks waited for a lock.",
        Quantity::Overrun => "Total time tasks, or slots at what was given up, went on after they were told to end.",
        Quantity::LoopLag => "Longest time the event loop had no turn.",
        Quantity::PageFrozen => "Total time the page stood still: it drew no frame and answered no click.",
        Quantity::RequestsInFlight => "Most requests asked and not answered at one moment.",
        Quantity::Bytes => "How many bytes the answers to all requests had.",
        Quantity::Lanes => "How many workers, loops and slots there were.",
    }
}
