//! The picture as values: a viewport, and scenes of shapes that a canvas draws and an SVG writes. Knows no browser.

pub mod axis;
pub mod layout;
pub mod palette;
pub mod scene;

pub use axis::{Tick, Window, ticks};
pub use layout::Layout;
pub use scene::{Label, Mark, Scene, scene};
