//! How a process starts, as browsers were seen to start a worker and its module: for a part of that time nobody computes
//! for it (another process makes it), and then two threads do, which share the cores with all others. Of 1, 2, 4, 8, 16 and
//! 40 that start at once on two cores the last was ready after 1, 1.4, 2.6, 4.3, 7.7 and 19 times what one takes alone.

/// The part of a start alone in which it waits, in percent.
const WAITING_PERCENT: u64 = 55;
/// So many threads compute in the other part, each for all of it.
pub const START_THREADS: usize = 2;

/// For how much of a start that takes so long alone it waits, in nanoseconds.
pub fn start_waits_ns(start_ns: u64) -> u64 {
    (u128::from(start_ns) * u128::from(WAITING_PERCENT) / 100) as u64
}

/// For how much of it each of its threads computes, in nanoseconds.
pub fn start_computes_ns(start_ns: u64) -> u64 {
    start_ns - start_waits_ns(start_ns)
}
