//! Workers: how one is started and heard by its owner, and what it tells from within.

pub mod event_buffer;
pub mod handle;
pub mod last_words;
pub mod outbox;
pub mod thread_pool;
