//! What a new worker becomes.

pub mod host;
