//! The picture as values: a viewport, and scenes of shapes that a canvas draws and an SVG writes. Knows no browser.

pub mod axis;
pub mod index;
mod ink;
pub mod layout;
pub mod levels;
mod lines;
pub mod palette;
pub mod plot;
pub mod raster;
pub mod scene;

pub use axis::{Tick, Window, ticks};
pub use index::Index;
pub use layout::{Arrangement, Layout, Rows};
pub use plot::Plot;
pub use raster::{Drawn, Picture, Raster};
pub use scene::{Label, Mark, Scene, scene};
