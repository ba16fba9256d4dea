//! What is over: a run as a record that never changes, the records of one subject as a series, and all that ran one list
//! as a session. The page, the comparison and the results file hold these, and nothing else stands for a run that is over.

mod place;
mod run_record;
mod series;
mod subject;

pub use place::Place;
pub use run_record::{Outcome, Record, Restored};
pub use series::{Origin, Recording, Series, Session};
pub use subject::Subject;
