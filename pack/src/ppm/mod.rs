//! Foretells the next byte of a row from those before it: prediction by partial matching, Dmitry Shkarin's variant H
//! (`PPMd`), as in 7-Zip, whose code is in the public domain. Other than there, models share what they store, nothing that is
//! stored is ever forgotten, and writing and reading are one code, to which a [`Coder`](crate::range::Coder) tells what comes.

mod escape;
mod grow;
mod model;
mod store;

pub use model::Model;
pub use store::Store;
