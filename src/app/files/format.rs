//! What the runs can be written as, and what such files are called.

use crate::app::export::stem;
use crate::engine::Model;
use crate::formats::python::{Dialect, can_measure};
use crate::program::Parsed;

/// What the runs, or the list, can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Every span, line and figure as JSON.
    Results,
    /// The same as release 0.1.0 reads it; offered until the release after this one.
    ResultsV1,
    /// The diagrams as an SVG.
    Svg,
    /// The diagrams as a PNG.
    Png,
    /// All spans for Perfetto and speedscope.
    ChromeTrace,
    /// All spans as a table.
    Csv,
    /// The same with semicolons, as Excel expects them where a comma is in numbers.
    CsvSemicolons,
    /// The comparison as a Markdown table.
    Markdown,
    /// The figures of each attempt as a table.
    AttemptsCsv,
    /// The list as a Python program, which needs no run.
    Python(Dialect),
    /// The list in a Python program that runs it in several ways, and measures itself.
    Measuring,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Results,
        Self::Svg,
        Self::Png,
        Self::ChromeTrace,
        Self::Csv,
        Self::CsvSemicolons,
        Self::AttemptsCsv,
        Self::Markdown,
        Self::ResultsV1,
        Self::Python(Dialect::Asyncio),
        Self::Python(Dialect::Threads),
        Self::Python(Dialect::ThreadPool),
        Self::Python(Dialect::Processes),
        Self::Python(Dialect::ProcessPool),
        Self::Python(Dialect::AsyncioPool),
        Self::Measuring,
    ];
    /// Those of the menu; the results, which come first, have a button of their own.
    pub const MENU: &[Self] = Self::ALL.split_at(1).1;

    /// What the menu says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Results => "Results",
            Self::ResultsV1 => "Results, version 1 (JSON)",
            Self::Svg => "Diagram as SVG",
            Self::Png => "Diagram as PNG",
            Self::ChromeTrace => "Trace for Perfetto, speedscope",
            Self::Csv => "Spans as CSV",
            Self::CsvSemicolons => "Spans as CSV with semicolons",
            Self::AttemptsCsv => "Attempts as CSV",
            Self::Markdown => "Comparison as Markdown",
            Self::Python(Dialect::Asyncio) => "Python (asyncio)",
            Self::Python(Dialect::Threads) => "Python (threads)",
            Self::Python(Dialect::ThreadPool) => "Python (thread pool)",
            Self::Python(Dialect::Processes) => "Python (processes)",
            Self::Python(Dialect::ProcessPool) => "Python (process pool)",
            Self::Python(Dialect::AsyncioPool) => "Python (asyncio and a pool)",
            Self::Measuring => "Python program that measures itself",
        }
    }

    /// The name of a file with runs of a list that is called so.
    pub fn file_name(self, list: &str) -> String {
        let what = match self {
            Self::Results => "results.json",
            Self::ResultsV1 => "results-version-1.json",
            Self::Svg => "diagram.svg",
            Self::Png => "diagram.png",
            Self::ChromeTrace => "trace.json",
            Self::Csv | Self::CsvSemicolons => "spans.csv",
            Self::AttemptsCsv => "attempts.csv",
            Self::Markdown => "comparison.md",
            Self::Python(Dialect::Asyncio) => "asyncio.py",
            Self::Python(Dialect::Threads) => "threads.py",
            Self::Python(Dialect::ThreadPool) => "thread-pool.py",
            Self::Python(Dialect::Processes) => "processes.py",
            Self::Python(Dialect::ProcessPool) => "process-pool.py",
            Self::Python(Dialect::AsyncioPool) => "asyncio-pool.py",
            // One name for all lists: it is told how to be run by it.
            Self::Measuring => return "interleave_run.py".to_owned(),
        };
        match stem(list) {
            stem if stem.is_empty() && self.is_of_list() => what.to_owned(),
            stem if self.is_of_list() => format!("{stem}-{what}"),
            stem if stem.is_empty() => format!("interleave-{what}"),
            stem => format!("interleave-{stem}-{what}"),
        }
    }

    /// Whether it says the list, and nothing of a run.
    pub fn is_of_list(self) -> bool {
        matches!(self, Self::Python(_) | Self::Measuring)
    }

    /// As what a list can leave; nothing while it has an error.
    pub fn programs(list: &Parsed) -> Vec<Self> {
        let says = |format: &Self| match format {
            Self::Python(_) => true,
            Self::Measuring => can_measure(&list.program),
            _ => false,
        };
        if list.is_runnable() { Self::ALL.into_iter().filter(says).collect() } else { Vec::new() }
    }

    /// The model whose pool is as large as that of the program.
    pub fn model(self) -> Option<Model> {
        match self {
            Self::Python(Dialect::ThreadPool) => Some(Model::Pool),
            Self::Python(Dialect::ProcessPool) => Some(Model::ProcessPool),
            Self::Python(Dialect::AsyncioPool) => Some(Model::Offload),
            _ => None,
        }
    }

    /// Whether all that was measured is in such a file.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Results | Self::ResultsV1)
    }

    /// What the module's text is; a PNG is drawn from an SVG on the page.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Results | Self::ResultsV1 | Self::ChromeTrace => "application/json",
            Self::Svg | Self::Png => "image/svg+xml",
            Self::Csv | Self::CsvSemicolons | Self::AttemptsCsv => "text/csv",
            Self::Markdown => "text/markdown",
            Self::Python(_) | Self::Measuring => "text/x-python",
        }
    }
}
