//! What one build says to its own workers, as bytes. Nobody outside reads it, so it carries no version.

pub mod batch;
pub mod bytes;
mod changes;
mod figures;
pub mod file_error;
pub mod files;
mod foresight;
pub mod offloaded;
mod options;
pub mod order;
mod plan;
mod question;
pub mod records;
pub mod report;
mod run_files;
pub mod samples;
pub mod sessions;
mod steps;
pub mod trouble;
pub mod what_if;
