//! The module that answers "what if", as thin: not loaded before somebody asks.

interleave::worker_main!(interleave::browser::work_on_what_if);

fn main() {}
