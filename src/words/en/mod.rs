//! American English.

pub mod breaches;
pub mod doubts;
pub mod expected;
pub mod figures;
pub mod files;
pub mod findings;
pub mod grammar;
pub mod lessons;
pub mod links;
pub mod lists;
pub mod models;
pub mod places;
pub mod problems;
pub mod refusals;
pub mod troubles;
pub mod why;
