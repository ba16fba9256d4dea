//! What is over: a run as a record that never changes, under what it ran, and where it comes from. Several of them, with
//! what they show, are a series, see `stats::Series`.

mod note;
mod origin;
mod place;
mod run_record;
mod standstill;
mod subject;
mod trouble;

pub use note::{Doubt, Note};
pub use origin::{Kept, Origin, Recording};
pub use place::Place;
pub use run_record::{Outcome, Record, Restored};
pub use standstill::{Awaiting, Standstill};
pub use subject::Subject;
pub use trouble::{DecodeError, Message, Trouble};
