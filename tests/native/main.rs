//! Tests of the pure layers; they run natively in seconds.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]
#![allow(clippy::disallowed_methods, reason = "tests are no page: they may ask the system's clock")]

mod app;
mod arbitrary;
mod architecture;
mod arrivals;
mod batch;
mod chart;
mod chart_many;
mod chart_why;
mod comparison;
mod embed;
mod exports;
mod figures;
mod files;
mod findings;
mod gesture;
mod golden;
mod heartbeat;
mod history;
mod kept;
mod kernel;
mod lessons;
mod line_window;
mod link;
mod lists;
mod look;
mod opened;
mod panel;
mod picture;
mod predict;
mod program;
mod program_diagnostics;
mod program_limits;
mod program_properties;
mod recorded;
mod rendering;
mod replay;
mod results;
mod robust;
mod schema;
mod shelf;
mod simulate;
mod simulate_properties;
mod stats;
mod stats_properties;
mod stats_why;
mod stats_why_properties;
mod status;
mod styles;
mod time;
mod trace;
mod trace_properties;
mod version_2;
mod why;
