//! What a step does to whoever runs it.

use super::Step;

impl<D: 'static> Step<D> {
    /// Whether it is a line between steps: those behind it are done once, whatever `times` says.
    pub fn is_section(&self) -> bool {
        matches!(self, Self::Rescue | Self::Finally)
    }

    /// Whether it holds whoever runs it, in every model: a loop hands it to a pool, if it has one.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Cpu(_) | Self::Native(_) | Self::Block(_))
    }

    /// How much it computes, if it does.
    pub fn computing(&self) -> Option<&D> {
        match self {
            Self::Cpu(duration) | Self::Native(duration) => Some(duration),
            _ => None,
        }
    }

    /// How long it waits, if it does.
    pub fn waiting(&self) -> Option<&D> {
        match self {
            Self::Sleep(duration) | Self::Block(duration) => Some(duration),
            _ => None,
        }
    }
}
