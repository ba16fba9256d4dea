//! The runs that are compared, for other programs: a picture, a trace, a table.

use super::{Effect, Phase, Run, State, export, recorded};
use crate::chart::Layout;
use crate::codec::csv::Sheet;
use crate::codec::svg::{Diagram, Picture};
use crate::codec::{chrome_trace, csv, markdown, svg};
use crate::time::measured_text;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The diagrams as an SVG.
    Svg,
    /// The diagrams as a PNG.
    Png,
    /// All spans for Perfetto and speedscope.
    ChromeTrace,
    /// All spans as a table.
    Csv,
    /// The comparison as a Markdown table.
    Markdown,
}

impl Format {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 5] = [Self::Svg, Self::Png, Self::ChromeTrace, Self::Csv, Self::Markdown];

    /// What the menu says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Svg => "Diagram as SVG",
            Self::Png => "Diagram as PNG",
            Self::ChromeTrace => "Trace for Perfetto, speedscope",
            Self::Csv => "Spans as CSV",
            Self::Markdown => "Comparison as Markdown",
        }
    }
}

/// Offers the runs that are compared in a format; nothing before there is one.
pub fn export(state: &State, format: Format) -> Vec<Effect> {
    let runs: Vec<&Run> = state.compared_runs().collect();
    if runs.is_empty() {
        return Vec::new();
    }
    let file = |name: &str, media_type, text| Effect::Download { name: format!("interleave-{name}"), media_type, text };
    vec![match format {
        Format::Svg => file("diagram.svg", "image/svg+xml", picture(state, &runs).0),
        Format::Png => {
            let (svg, width_px, height_px) = picture(state, &runs);
            Effect::Picture { name: "interleave-diagram.png".to_owned(), svg, width_px, height_px }
        }
        Format::ChromeTrace => {
            let text = with_sheets(&runs, chrome_trace::write);
            file("trace.json", "application/json", text)
        }
        Format::Csv => file("spans.csv", "text/csv", with_sheets(&runs, csv::write)),
        Format::Markdown => {
            let resolution_ns = runs[0].view.resolution_ns;
            let text = markdown::write(&state.comparison(), resolution_ns, &source(state));
            file("comparison.md", "text/markdown", text)
        }
    }]
}

/// Where it was measured, and when it is recorded.
fn source(state: &State) -> String {
    let recorded = state.compared.as_ref().is_some_and(|list| list.recording.is_some());
    let machine = export::environment(state).map(|environment| recorded::machine(&environment)).unwrap_or_default();
    format!("{} with Interleave: {machine}.", if recorded { "Recorded" } else { "Measured" })
}

fn picture(state: &State, runs: &[&Run]) -> (String, f64, f64) {
    let captions: Vec<String> = runs.iter().map(|run| caption(run)).collect();
    // As the reader sees it: rows by lane or by task, and only those that are shown.
    let window = state.window();
    let layout = |run: &&Run| {
        let view = &run.view;
        Layout::arranged(&view.lanes, &view.timeline, &state.look.arrangement(view, &window))
    };
    let layouts: Vec<Layout> = runs.iter().map(layout).collect();
    let diagrams: Vec<Diagram> = runs
        .iter()
        .zip(&captions)
        .zip(&layouts)
        .map(|((run, caption), layout)| Diagram {
            name: run.model.name(),
            caption,
            timeline: &run.view.timeline,
            layout,
        })
        .collect();
    let text = state.compared.as_ref().map(|list| list.text.clone()).unwrap_or_default();
    let is_on_desk = text == state.document.text;
    let title = super::lists::label(if is_on_desk { &state.desk.name } else { "" }, &text);
    svg::write(&Picture { title: &title, source: &source(state), diagrams: &diagrams, window, theme: state.theme })
}

fn caption(run: &Run) -> String {
    let time = measured_text(run.view.figures.makespan_ns, run.view.resolution_ns);
    match run.phase {
        Phase::Done if run.trusted => time,
        Phase::Done => format!("{time}, not trusted"),
        _ => format!("{time}, {}", run.phase.word()),
    }
}

fn with_sheets(runs: &[&Run], write: fn(&[Sheet]) -> String) -> String {
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
