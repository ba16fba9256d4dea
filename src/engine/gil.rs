//! When a global lock changes hands, as `CPython` decides it since 3.2: whoever waits asks for the lock after a while, and
//! asks anew when it went to somebody else meanwhile.

use crate::time::MS;

/// How long a thread waits before it asks for the lock: `CPython`'s `sys.getswitchinterval()`.
pub const SWITCH_INTERVAL_NS: u64 = 5 * MS;

/// When a thread that has waited since then asks for the lock, which last changed hands then.
pub fn request_due_ns(waiting_since_ns: u64, last_switch_ns: u64) -> u64 {
    waiting_since_ns.max(last_switch_ns).saturating_add(SWITCH_INTERVAL_NS)
}
