//! What a step does to whoever runs it.

use std::sync::Arc;

use super::{ResourceKind, Step};

impl<D: 'static> Step<D> {
    /// Whether it is a line between steps: those behind it are done once, whatever `times` says.
    pub fn is_section(&self) -> bool {
        matches!(self, Self::Rescue | Self::Finally)
    }

    /// Whether it holds whoever runs it, in every model: a loop hands it to a pool, if it has one.
    pub fn holds(&self) -> bool {
        match self {
            Self::Cpu(_) | Self::Native(_) | Self::Block(_) => true,
            Self::Fetch(_, fetch, _) => fetch.is_blocking,
            Self::File(_, transfer, _) => transfer.is_blocking,
            _ => false,
        }
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
            Self::Sleep(duration) | Self::Block(duration) | Self::Fetch(duration, ..) => Some(duration),
            _ => None,
        }
    }

    /// What it acts on other tasks by, and what kind of thing that has to be; `None` if it acts on none.
    pub fn resource(&self) -> Option<(&Arc<str>, ResourceKind)> {
        match self {
            Self::Lock(name, _) | Self::Unlock(name) => Some((name, ResourceKind::LOCK)),
            Self::Send(name, ..) | Self::Receive(name, _) => Some((name, ResourceKind::QUEUE)),
            Self::Meet(name, _) => Some((name, ResourceKind::Meeting)),
            Self::Add(name, _) | Self::Load(name) | Self::Store(name, _) => Some((name, ResourceKind::SHARE)),
            _ => None,
        }
    }

    /// Whether it acts on other tasks, or depends on what they have sent.
    pub fn acts(&self) -> bool {
        self.resource().is_some() || matches!(self, Self::Spawn(_) | Self::Join(_) | Self::ByItem(_))
    }

    /// Whether it acts on other tasks, and is never waited for.
    pub fn only_acts(&self) -> bool {
        matches!(self, Self::Unlock(_) | Self::Spawn(_))
    }
}
