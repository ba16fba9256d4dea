//! The runs that are compared, as a file: the results, a picture, a trace, a table.

use super::Format;
use super::parcel::Parcel;
use crate::app::search::Search;
use crate::chart::names::{self, RowName};
use crate::chart::{Behind, Layer, Layout, rows_of};
use crate::formats::csv::Separator;
use crate::formats::results::{self, Results, WhatIf};
use crate::formats::svg::{Diagram, Picture};
use crate::formats::{chrome_trace, csv, markdown, python, svg};
use crate::program::parse;
use crate::record::{Outcome, Record};
use crate::stats::{Analysis, Comparison, Session};
use crate::time::measured_text;
use crate::wire::bytes::DecodeError;
use crate::wire::file_error::FileError;
use crate::words;

/// A parcel as text, and its width and height in pixels if it is a picture.
///
/// # Errors
/// If the format can't say what is in it.
pub fn write(parcel: &Parcel) -> Result<(String, (f64, f64)), FileError> {
    let session = &parcel.session;
    let runs = || -> Vec<(&Record, Analysis)> {
        session.series.iter().map(|series| (&**series.record(), series.analysis())).collect()
    };
    let text = match parcel.format {
        Format::Svg | Format::Png => {
            let (svg, width_px, height_px) = picture(parcel, &runs());
            return Ok((svg, (width_px, height_px)));
        }
        Format::Results => {
            // What was measured elsewhere belongs to the file that it came from.
            let is_recorded = is_recorded(session);
            let samples = parcel.samples.iter().filter(|sample| sample.is_recorded == is_recorded).cloned();
            let what_if = WhatIf::of(parcel.choices.axis, parcel.choices.height, &samples.collect::<Vec<_>>());
            results::write(&Results { what_if, ..Results::of(session, words::note) })
        }
        Format::ResultsV1 => results::write_v1(&Results::of(session, words::note)).ok_or(FileError::NotVersion1)?,
        Format::ChromeTrace => chrome_trace::write(runs().iter().map(|(_, run)| run)),
        Format::Csv => csv::write(runs().iter().map(|(_, run)| run), Separator::Comma),
        Format::CsvSemicolons => csv::write(runs().iter().map(|(_, run)| run), Separator::Semicolon),
        Format::AttemptsCsv => csv::write_attempts(&session.series),
        Format::Markdown => {
            let series: Vec<_> = session.series.iter().collect();
            let resolution_ns = series.first().map_or(1, |series| series.record().trace.clock_resolution_ns);
            let before: Vec<_> = parcel.before.iter().collect();
            markdown::write(&Comparison::of(&series).with_before(&before), resolution_ns, &source(session))
        }
        // These say the list, see below.
        Format::Python(_) | Format::Measuring => return Err(FileError::Parcel(DecodeError::Inconsistent)),
    };
    Ok((text, (0.0, 0.0)))
}

/// A list without an error as a program, with a pool of this size; `None` if it has one, or if the format says runs.
pub fn write_list(format: Format, list: &str, size: Option<u32>) -> Option<String> {
    let parsed = parse(list);
    if !Format::programs(&parsed).contains(&format) {
        return None;
    }
    match format {
        Format::Python(dialect) => Some(python::write(&parsed.program, dialect, size, words::unsaid)),
        _ => Some(python::measuring(list)),
    }
}

/// Where it was measured, and when it is recorded.
fn source(session: &Session) -> String {
    words::source(&session.place, is_recorded(session))
}

fn is_recorded(session: &Session) -> bool {
    session.series.iter().any(|series| series.origin.recording().is_some())
}

fn picture(parcel: &Parcel, runs: &[(&Record, Analysis)]) -> (String, f64, f64) {
    let captions: Vec<String> = runs.iter().map(|(record, run)| caption(record, run)).collect();
    // As the reader sees it: rows by lane or by task, and only those that are shown.
    let layout = |((run, rows), behind): ((&Analysis, &Analysis), &Option<Analysis>)| {
        let arrangement = parcel.look.arrangement(rows, &parcel.window);
        Layout::layered(&rows.lanes, &run.timeline, behind.as_ref().map(Behind::of), &arrangement)
    };
    let rows = || runs.iter().zip(&parcel.behind).map(|((_, run), behind)| (run, rows_of(run, behind.as_ref())));
    let layouts: Vec<(Layout, Layout)> = rows().zip(&parcel.behind).map(layout).collect();
    let placed = || rows().zip(layouts.iter().map(|(layout, _)| layout));
    let names: Vec<Vec<RowName>> = placed()
        .map(|((run, rows), layout)| {
            names::row_names(layout, &rows.lanes, &rows.tasks, [&run.timeline, &rows.timeline])
        })
        .collect();
    // All of them ran the same list; what one of them ran before may have had more tasks.
    let most = placed().max_by_key(|((_, rows), _)| rows.tasks.len());
    let keys = || most.iter().copied().chain(placed());
    let key = keys().find_map(|((_, rows), layout)| names::key(layout, &rows.lanes, &rows.tasks));
    let tasks = most.map_or(&[][..], |((_, rows), _)| &rows.tasks);
    let diagrams: Vec<Diagram> = placed()
        .enumerate()
        .map(|(at, ((run, _), layout))| Diagram {
            name: run.subject.name(),
            caption: &captions[at],
            timeline: &run.timeline,
            layout,
            behind: parcel.behind[at].as_ref().map(|behind| Layer {
                timeline: &behind.timeline,
                layout: &layouts[at].1,
                style: Behind::of(behind).style,
            }),
            names: &names[at],
        })
        .collect();
    let (window, theme, shape) = (parcel.window, parcel.theme, parcel.shape);
    let mut source = source(&parcel.session);
    if !Search::of(&parcel.look).is_off() {
        // A picture in which tasks are missing says so.
        source.push_str(&words::only_tasks_with(&parcel.look.find));
    }
    let (title, source) = (&*parcel.title, &*source);
    let say_shared = words::shared_colors;
    svg::write(&Picture {
        title,
        source,
        diagrams: &diagrams,
        tasks,
        key: key.as_ref(),
        say_shared,
        window,
        theme,
        shape,
    })
}

fn caption(record: &Record, run: &Analysis) -> String {
    let time = measured_text(run.figures.makespan_ns, run.resolution_ns);
    match record.outcome {
        Outcome::Done if record.trusted => time,
        Outcome::Done => format!("{time}, not trusted"),
        outcome => format!("{time}, {}", outcome.word()),
    }
}
