//! The module that reads and writes files, as thin: not loaded before it is needed.

interleave::worker_main!(interleave::browser::work_on_files);

fn main() {}
