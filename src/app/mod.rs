//! The application: its whole state, a closed enum of actions, and one pure reducer that answers with effects.
//! Everything the page decides is decided here. Knows no browser.

mod action;
mod asked;
mod by_model;
mod desk;
pub mod embed;
mod export;
pub mod fields;
pub mod files;
pub mod gesture;
mod heartbeat;
pub mod history;
pub mod keys;
pub mod lists;
pub mod look;
pub mod opened;
mod panel;
mod paper;
pub mod predict;
mod recorded;
mod reduce;
pub mod replay;
mod run;
mod saved;
pub mod search;
pub mod shelf;
mod state;
pub mod status;
pub mod typing;
mod view;
mod why;
pub mod wording;

pub use action::{Action, Assignment, Effect, Moment, Told};
pub use by_model::ByModel;
pub use desk::Desk;
pub use heartbeat::Heartbeat;
pub use look::{Focus, Look, LookAction, Way};
pub use panel::Panel;
pub use recorded::Recording;
pub use reduce::reduce;
pub use replay::Replay;
pub use run::{Phase, Run};
pub use shelf::ShelfAction;
pub use state::{Document, Environment, Link, Listing, State, Surroundings};
pub use view::View;
pub use why::why;
