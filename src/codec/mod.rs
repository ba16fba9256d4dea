//! What leaves the application as text or bytes: one file per format. The only types that know serde are here.
//! Knows no files and no page.

pub mod batch;
pub mod bytes;
pub mod choices;
pub mod message;
pub mod results;
