//! Memory that workers share: waiting and waking, mailboxes, the lock of a run.

pub mod gil;
pub mod memory;
pub mod worker_mutex;
