//! What happened: events as they were measured, the trace that keeps them, and the timeline derived from it.
//! Knows no browser.

mod change;
mod changes;
mod event;
mod items;
mod left;
mod named;
mod overlap;
mod received;
mod recorder;
mod requests;
mod tasks;
mod timeline;
mod transitions;

pub use change::{Change, Deed};
use changes::Changes;
pub use event::{CUT_OFF, Cause, ENDLESS, End, Event, FileTrouble, LaneId, NO_SERVER, REJECTED, State, TaskId, What};
pub use items::{NO_DURATION, UsedItem};
pub use left::{LEFT, Left};
pub use named::{Given, Named};
pub use received::Received;
pub use recorder::{Lane, LaneKind, Trace};
pub use tasks::{TIMED_OUT, TaskInfo, Tasks};
pub use timeline::{OutputLine, Span, TaskTimes, Timeline};
pub use transitions::{Breach, BreachKind};
