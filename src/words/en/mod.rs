//! American English.

pub mod doubts;
pub mod figures;
pub mod findings;
mod grammar;
pub mod lessons;
pub mod models;
pub mod refusals;
