//! The runs that are compared, as a file: the results, a picture, a trace, a table.

use std::fmt::Write;

use super::Format;
use super::parcel::{Parcel, outcome};
use crate::app::search::Search;
use crate::app::state::compare;
use crate::app::{Phase, Run, recorded};
use crate::chart::names::{self, RowName};
use crate::chart::{Layer, Layout, Style};
use crate::formats::csv::{Separator, Sheet};
use crate::formats::results::{self, Measured, Origin, Results, Series};
use crate::formats::svg::{Diagram, Picture};
use crate::formats::{chrome_trace, csv, markdown, svg};
use crate::time::measured_text;
use crate::trace::Timeline;
use crate::wire::file_error::FileError;

/// A parcel as text, and its width and height in pixels if it is a picture.
///
/// # Errors
/// If the format can't say what is in it.
pub fn write(parcel: &Parcel) -> Result<(String, (f64, f64)), FileError> {
    let text = match parcel.format {
        Format::Svg | Format::Png => {
            let (svg, width_px, height_px) = picture(parcel);
            return Ok((svg, (width_px, height_px)));
        }
        Format::Results => results::write(&results_of(parcel)),
        Format::ResultsV1 => results::write_v1(&results_of(parcel)).ok_or(FileError::NotVersion1)?,
        Format::ChromeTrace => with_sheets(&parcel.runs, chrome_trace::write),
        Format::Csv => with_sheets(&parcel.runs, |sheets| csv::write(sheets, Separator::Comma)),
        Format::CsvSemicolons => with_sheets(&parcel.runs, |sheets| csv::write(sheets, Separator::Semicolon)),
        Format::Markdown => {
            let resolution_ns = parcel.runs.first().map_or(1, |run| run.view.resolution_ns);
            markdown::write(&compare(parcel.runs.iter()), resolution_ns, &source(parcel))
        }
    };
    Ok((text, (0.0, 0.0)))
}

fn results_of(parcel: &Parcel) -> Results {
    let comparison = compare(parcel.runs.iter());
    let origin = if parcel.is_recorded { Origin::Recorded } else { Origin::Measured };
    let series = |run: &Run| {
        Series::of(&Measured {
            model: run.model,
            origin,
            options: run.options,
            outcome: outcome(run.phase),
            trusted: run.trusted,
            notes: &run.notes,
            trace: &run.trace,
            timeline: &run.view.timeline,
            figures: comparison.figures(run.model).unwrap_or(&run.view.figures),
        })
    };
    Results::new(parcel.text.clone(), parcel.environment.clone(), parcel.runs.iter().map(series).collect())
}

/// Where it was measured, and when it is recorded.
fn source(parcel: &Parcel) -> String {
    let how = if parcel.is_recorded { "Recorded" } else { "Measured" };
    format!("{how} with Interleave: {}.", recorded::machine(&parcel.environment))
}

fn picture(parcel: &Parcel) -> (String, f64, f64) {
    let captions: Vec<String> = parcel.runs.iter().map(caption).collect();
    // As the reader sees it: rows by lane or by task, and only those that are shown.
    let layout = |(run, expected): (&Run, &Option<Timeline>)| {
        let (view, arrangement) = (&run.view, parcel.look.arrangement(&run.view, &parcel.window));
        let behind = expected.as_ref().unwrap_or(&view.timeline);
        Layout::layered(&view.lanes, &view.timeline, behind, &arrangement)
    };
    let layouts: Vec<(Layout, Layout)> = parcel.runs.iter().zip(&parcel.expected).map(layout).collect();
    let placed = || parcel.runs.iter().map(|run| &run.view).zip(layouts.iter().map(|(layout, _)| layout));
    let names: Vec<Vec<RowName>> =
        placed().map(|(view, layout)| names::row_names(layout, &view.lanes, &view.tasks, &view.timeline)).collect();
    // All of them ran the same list.
    let key = placed().find_map(|(view, layout)| names::key(layout, &view.lanes, &view.tasks));
    let tasks = parcel.runs.first().map_or(&[][..], |run| &run.view.tasks);
    let diagrams: Vec<Diagram> = parcel
        .runs
        .iter()
        .enumerate()
        .map(|(at, run)| Diagram {
            name: run.model.name(),
            caption: &captions[at],
            timeline: &run.view.timeline,
            layout: &layouts[at].0,
            behind: parcel.expected[at].as_ref().map(|timeline| Layer {
                timeline,
                layout: &layouts[at].1,
                style: Style::Outline,
            }),
            names: &names[at],
        })
        .collect();
    let (window, theme, shape) = (parcel.window, parcel.theme, parcel.shape);
    let mut source = source(parcel);
    if !Search::of(&parcel.look).is_off() {
        // A picture in which tasks are missing says so.
        let _ = write!(source, " Only tasks with \u{201c}{}\u{201d} in their names.", parcel.look.find.trim());
    }
    let (title, source) = (&*parcel.title, &*source);
    svg::write(&Picture { title, source, diagrams: &diagrams, tasks, key: key.as_ref(), window, theme, shape })
}

fn caption(run: &Run) -> String {
    let time = measured_text(run.view.figures.makespan_ns, run.view.resolution_ns);
    match run.phase {
        Phase::Done if run.trusted => time,
        Phase::Done => format!("{time}, not trusted"),
        _ => format!("{time}, {}", run.phase.word()),
    }
}

fn with_sheets(runs: &[Run], write: fn(&[Sheet]) -> String) -> String {
    let lanes: Vec<Vec<String>> =
        runs.iter().map(|run| run.view.lanes.iter().map(|lane| lane.name.clone()).collect()).collect();
    let sheets: Vec<Sheet> = runs
        .iter()
        .zip(&lanes)
        .map(|(run, lanes)| Sheet {
            model: run.model.id(),
            lanes,
            tasks: &run.view.tasks,
            timeline: &run.view.timeline,
        })
        .collect();
    write(&sheets)
}
