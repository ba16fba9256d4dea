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
    /// They were measured here earlier, and this browser has kept them.
    Kept(Rc<Kept>),
    /// They were measured earlier or elsewhere, and come from a file.
    Recorded(Rc<Recording>),
}

impl Origin {
    /// The file they come from, if from one.
    pub fn recording(&self) -> Option<&Rc<Recording>> {
        match self {
            Self::Recorded(recording) => Some(recording),
            Self::Measured | Self::Expected | Self::Kept(_) => None,
        }
    }

    /// What is known of them if this browser has kept them.
    pub fn kept(&self) -> Option<&Rc<Kept>> {
        match self {
            Self::Kept(kept) => Some(kept),
            Self::Measured | Self::Expected | Self::Recorded(_) => None,
        }
    }

    /// Where they were measured, if that was not here and now.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Kept(kept) => Some(&kept.place),
            Self::Recorded(recording) => Some(&recording.place),
            Self::Measured | Self::Expected => None,
        }
    }
}

/// Runs of an earlier visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// When they were kept, in milliseconds since the epoch.
    pub at_ms: u64,
    /// The browser and the machine as they were then.
    pub place: Place,
}

/// A file of recorded runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// The name of the file.
    pub file: String,
    /// Where they were measured.
    pub place: Place,
}
