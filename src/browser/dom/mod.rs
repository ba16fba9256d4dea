//! The page itself: its window, what is kept and drawn there, its files.

pub mod address;
mod archive;
pub mod canvas;
pub mod environment;
pub mod files;
pub mod files_module;
pub mod foresight;
mod module;
pub mod page;
pub mod picture;
mod pressed;
pub mod storage;
pub mod text_box;
pub mod what_if;
pub mod what_if_module;
