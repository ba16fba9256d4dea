//! Where records come from.

use std::rc::Rc;

use super::Place;

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
