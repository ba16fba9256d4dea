//! Workers from outside: started, heard, parked; and what each keeps until it is told.

pub mod event_buffer;
pub mod handle;
pub mod thread_pool;
