//! What leaves the application as text: one file per format, each with its version. Knows no files and no page.

mod base64;
pub mod choices;
pub mod chrome_trace;
pub mod csv;
pub mod curve_csv;
mod fields;
mod head;
pub mod import;
mod json;
pub mod kept;
pub mod kept_file;
pub mod link;
pub mod markdown;
pub mod options;
pub mod python;
pub mod results;
pub mod svg;
pub mod text;
