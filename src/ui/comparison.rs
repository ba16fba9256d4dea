//! The comparison of the runs of one list.

use yew::prelude::*;

use crate::app::Environment;
use crate::engine::Model;
use crate::stats::comparison::{Comparison, Line, Row};
use crate::time::{SECOND, duration_text, measured_text};

/// What it shows. A function and not a component: it is rendered with the page, and a component more is 2 KB to load.
pub struct Props {
    pub comparison: Comparison,
    /// What the reader expected, where that was written down before.
    pub guesses_ns: Vec<(Model, u64)>,
    pub environment: Environment,
    pub is_stale: bool,
    /// Whether the runs above it are seen as they were at some moment.
    pub is_replayed: bool,
}

/// Width of the longest bar, as the drawing counts.
const BAR_UNITS: f64 = 100.0;

pub fn comparison_table(props: &Props) -> Html {
    let rows = &props.comparison.rows;
    if rows.is_empty() {
        return html! {
            <section class="card comparison is-empty" aria-label="Comparison of models">
                <h2>{ "Comparison" }</h2>
                <p>{ "Run at least one model, and its figures stand here beside the others'." }</p>
            </section>
        };
    }
    let longest_ns = rows.iter().map(|row| row.figures.makespan_ns).max().unwrap_or(1).max(1);
    let environment = &props.environment;
    let predicts = !props.guesses_ns.is_empty();
    let guess = |row: &Row| {
        let guess = props.guesses_ns.iter().find(|(model, _)| *model == row.model);
        guess.map_or("–".to_owned(), |(_, ns)| duration_text(*ns))
    };
    let resolution_ns = environment.clock_resolution_ns;
    let table = props.comparison.table(resolution_ns);
    let line = |(row, line): (&Row, &Line)| {
        let guess = predicts.then(|| guess(row));
        table_row(row, line, &table.head, longest_ns, resolution_ns, guess)
    };
    html! {
        <section class="card comparison" aria-label="Comparison of models">
            <div class="card-head">
                <h2>{ "Comparison" }</h2>
                <p>
                    { format!("{} clock · {} cores reported", measured_text(resolution_ns, 1), environment.cores) }
                    if props.is_stale {
                        { " · of the list as it was when it ran" }
                    }
                    if props.is_replayed {
                        { " · of the whole runs, not of the moment that is replayed" }
                    }
                </p>
            </div>
            <div class="scroll" tabindex="0" role="group" aria-label="Comparison, scrollable">
                <table role="table" aria-label="Comparison">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">{ "Model" }</th>
                            if predicts {
                                <th role="columnheader" scope="col" class="n">{ "Expected" }</th>
                            }
                            <th role="columnheader" scope="col">{ "Time" }</th>
                            { for table.head.iter().skip(1).map(|head| html! {
                                <th role="columnheader" scope="col" class="n">{ head }</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{ for rows.iter().zip(&table.lines).map(line) }</tbody>
                </table>
            </div>
        </section>
    }
}

fn table_row(
    row: &Row,
    line: &Line,
    head: &[String],
    longest_ns: u64,
    resolution_ns: u64,
    guess: Option<String>,
) -> Html {
    let makespan_ns = row.figures.makespan_ns;
    let width = (makespan_ns as f64 / longest_ns as f64 * BAR_UNITS).max(0.5);
    let cell = |head: String, text: String| html! { <td role="cell" class="n" data-head={head}>{ text }</td> };
    // The roles are said once more, since browsers forget them where a narrow card shows rows as blocks.
    html! {
        <tr role="row" class={classes!(row.fastest.then_some("is-fastest"))}>
            <th role="rowheader" scope="row">{ line.name }<span class="doubt">{ line.doubt }</span></th>
            { for guess.map(|guess| cell("Expected".to_owned(), guess)) }
            <td role="cell" class="time">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={width.to_string()} height="8" />
                </svg>
                <span>{ exact(makespan_ns, resolution_ns) }</span>
            </td>
            { for head.iter().zip(&line.cells).skip(1).map(|(head, text)| cell(head.clone(), text.clone())) }
        </tr>
    }
}

/// All times of the column in one unit, so that they line up.
fn exact(ns: u64, resolution_ns: u64) -> String {
    if ns >= SECOND / 10 { format!("{:.3} s", ns as f64 / SECOND as f64) } else { measured_text(ns, resolution_ns) }
}
