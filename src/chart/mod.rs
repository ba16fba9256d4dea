//! The picture as values: a viewport, and scenes of shapes that a canvas draws and an SVG writes. Knows no browser.

pub mod attempts;
pub mod axis;
pub mod curve;
pub mod dots;
pub mod failures;
pub mod histogram;
pub mod index;
mod ink;
mod labels;
pub mod layer;
pub mod layout;
pub mod letters;
pub mod levels;
mod lines;
pub mod names;
pub mod palette;
pub mod plot;
pub mod raster;
mod rows;
pub mod scene;
pub mod tip;
pub mod treatment;
pub mod whiskers;
pub mod why;

pub use axis::{Tick, Window, ticks};
pub use index::Index;
pub use labels::Label;
pub use layer::Layer;
pub use layout::{Arrangement, Layout, Rows};
pub use plot::Plot;
pub use raster::{Drawn, Picture, Raster};
pub use scene::{Mark, Scene, layered, scene};
pub use treatment::{Style, Treatment};
