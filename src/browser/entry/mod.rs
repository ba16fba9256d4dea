//! What a new worker becomes.

mod host;
mod process;

use super::shared::memory;
use super::workers::{last_words, outbox};

/// Where every worker of the page's module begins, see [`crate::worker_main`].
pub fn work(role: &str, order: Option<Vec<u8>>) {
    last_words::begin_worker();
    match (role, order) {
        ("host", _) => host::serve(),
        ("process", Some(order)) => process::serve(&order),
        ("thread", Some(order)) => match <[u8; 4]>::try_from(order.as_slice()) {
            Ok(address) => memory::job_at(u32::from_le_bytes(address))(),
            Err(_) => outbox::tell_unable("a thread was given no job"),
        },
        _ => outbox::tell_unable(&format!("unknown role {role}")),
    }
}
