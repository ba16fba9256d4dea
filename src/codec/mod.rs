//! What leaves the application as text or bytes: one file per format. The only types that know serde are here.
//! Knows no files and no page.

mod base64;
pub mod batch;
pub mod bytes;
pub mod choices;
pub mod chrome_trace;
pub mod csv;
pub mod files;
pub mod finished;
pub mod handed;
mod json;
pub mod kept;
pub mod kept_file;
pub mod link;
pub mod markdown;
pub mod message;
pub mod results;
mod steps;
pub mod svg;
pub mod text;
