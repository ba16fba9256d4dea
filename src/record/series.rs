//! Records of one subject, and of one list.

use std::rc::Rc;

use super::{Place, Record};

/// Where records come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// They were measured here and now.
    Measured,
    /// Nothing was measured: they are what the engine expects in virtual time.
    Expected,
    /// They were measured earlier or elsewhere, and come from a file.
    Recorded(Rc<Recording>),
}

impl Origin {
    /// The file they come from, if from one.
    pub fn recording(&self) -> Option<&Rc<Recording>> {
        match self {
            Self::Recorded(recording) => Some(recording),
            Self::Measured | Self::Expected => None,
        }
    }
}

/// A file of recorded runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// The name of the file.
    pub file: String,
    /// Where they were measured.
    pub place: Place,
}

/// The records of one subject for one list: an attempt each, one of which is shown.
#[derive(Debug, Clone)]
pub struct Series {
    /// Where its records come from.
    pub origin: Origin,
    attempts: Vec<Rc<Record>>,
    shown: usize,
}

impl Series {
    /// A series of one attempt.
    pub fn new(origin: Origin, record: Rc<Record>) -> Self {
        Self { origin, attempts: vec![record], shown: 0 }
    }

    /// The attempts, in the order in which they were made; never none.
    pub fn attempts(&self) -> &[Rc<Record>] {
        &self.attempts
    }

    /// The attempt that is shown.
    pub fn record(&self) -> &Rc<Record> {
        &self.attempts[self.shown]
    }
}

/// What ran one list and is compared: what a results file holds.
#[derive(Debug, Clone)]
pub struct Session {
    /// The list.
    pub text: Rc<str>,
    /// Where all of it was measured.
    pub place: Place,
    /// From top to bottom, one for each subject.
    pub series: Vec<Series>,
}
