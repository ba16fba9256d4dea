//! The comparison of the runs of one list.

use yew::prelude::*;

use super::press::press;
use super::why::{BAR_PX, fill, point, pointing, stop, swatch};
use crate::app::{Action, Environment, Pointed, State};
use crate::chart::whiskers::Whiskers;
use crate::chart::why::{Part, stacked};
use crate::engine::Model;
use crate::stats::comparison::{Comparison, Line, Row};
use crate::stats::why::Cause;
use crate::stats::{Agreement, Analysis};
use crate::time::{SECOND, duration_text, measured_text};
use crate::words;

/// What it shows. A function and not a component: it is rendered with the page, and a component more is 2 KB to load.
pub struct Props {
    pub comparison: Comparison,
    /// What the reader expected, where that was written down before.
    pub guesses_ns: Vec<(Model, u64)>,
    pub environment: Environment,
    pub is_stale: bool,
    /// Whether the runs above it are seen as they were at some moment.
    pub is_replayed: bool,
    /// What each run's time went to.
    pub parts: Vec<(Model, Vec<(Cause, u64)>)>,
    /// What that of runs of an earlier text went to.
    pub before: Vec<(Model, Vec<(Cause, u64)>)>,
    /// Whether runs can be pinned.
    pub can_pin: bool,
    /// How well runs measured here agreed with what was expected.
    pub agreement: Agreement,
    /// The part that is pointed at.
    pub pointed: Option<Pointed>,
    pub act: Callback<Action>,
}

fn parts_of(all: &[(Model, Vec<(Cause, u64)>)], model: Model) -> &[(Cause, u64)] {
    all.iter().find(|(of, _)| *of == model).map_or(&[], |(_, parts)| parts)
}

/// What the time of each run that is compared went to.
pub fn parts(state: &State) -> Vec<(Model, Vec<(Cause, u64)>)> {
    state.compared_runs().filter_map(|run| parts_in(&run.view)).collect()
}

/// What that of each of an earlier text went to.
pub fn before(state: &State) -> Vec<(Model, Vec<(Cause, u64)>)> {
    state.before().filter_map(|pinned| parts_in(&pinned.view)).collect()
}

fn parts_in(view: &Analysis) -> Option<(Model, Vec<(Cause, u64)>)> {
    Some((view.subject.model(), view.why.as_ref()?.parts().collect()))
}

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
    let longest_ns = props.comparison.longest_ns();
    let environment = &props.environment;
    let predicts = !props.guesses_ns.is_empty();
    let guess = |row: &Row| {
        let guess = props.guesses_ns.iter().find(|(model, _)| *model == row.subject.model());
        guess.map_or("–".to_owned(), |(_, ns)| duration_text(*ns))
    };
    let resolution_ns = environment.clock_resolution_ns;
    let table = props.comparison.table(resolution_ns);
    let line = |(row, line): (&Row, &Line)| {
        let guess = predicts.then(|| if row.is_before { "–".to_owned() } else { guess(row) });
        let model = row.subject.model();
        let parts = parts_of(if row.is_before { &props.before } else { &props.parts }, model);
        let whiskers = row.spread.map(|spread| Whiskers::of(&spread, longest_ns));
        let bar = bar(model, &stacked(parts, longest_ns), whiskers, &props.act);
        table_row(row, line, &table.head, bar, resolution_ns, guess)
    };
    html! {
        <section class="card comparison" aria-label="Comparison of models">
            <div class="card-head">
                <h2>{ "Comparison" }</h2>
                <p>
                    { format!("{} clock · {} cores reported", measured_text(resolution_ns, 1), environment.cores) }
                    { for props.comparison.attempts().map(|(fewest, most)| format!(" · {}", words::medians(fewest, most))) }
                    if props.is_stale {
                        { " · of the list as it was when it ran" }
                    }
                    if props.can_pin {
                        { " · " }
                        <button class="link" title={words::why_pin()} onclick={press(&props.act, Action::Pin(None))}>{ "Pin all" }</button>
                    }
                    if props.is_replayed {
                        { " · of the whole runs, not of the moment that is replayed" }
                    }
                </p>
            </div>
            { legend(props, resolution_ns) }
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
            { for said(props).into_iter().map(|sentence| html! { <p class="said">{ sentence }</p> }) }
        </section>
    }
}

/// What is said under the table: who was fastest, where that is not plain to see, and how well all of it was foreseen.
fn said(props: &Props) -> Vec<String> {
    let rows = &props.comparison.rows;
    let counted = rows.iter().filter(|row| row.done && row.trusted && !row.is_before).count();
    let fastest: Vec<&str> = rows.iter().filter(|row| row.fastest).map(|row| row.subject.name()).collect();
    let fastest = props.comparison.attempts().and_then(|_| words::fastest(&fastest, counted));
    let resolution_ns = props.environment.clock_resolution_ns;
    let changes = props.comparison.changes().map(|change| words::change(&change, resolution_ns));
    fastest.into_iter().chain(changes).chain(words::agreement(&props.agreement)).collect()
}

fn table_row(row: &Row, line: &Line, head: &[String], bar: Html, resolution_ns: u64, guess: Option<String>) -> Html {
    let cell = |head: String, text: String| html! { <td role="cell" class="n" data-head={head}>{ text }</td> };
    // The roles are said once more, since browsers forget them where a narrow card shows rows as blocks.
    html! {
        <tr role="row" class={classes!(row.fastest.then_some("is-fastest"), row.is_before.then_some("is-before"))}>
            <th role="rowheader" scope="row">{ &line.name }<span class="doubt">{ line.doubt }</span></th>
            { for guess.map(|guess| cell("Expected".to_owned(), guess)) }
            <td role="cell" class="time">
                { bar }
                <span>{ exact(row.time_ns(), resolution_ns) }</span>
            </td>
            { for head.iter().zip(&line.cells).skip(1).map(|(head, text)| cell(head.clone(), text.clone())) }
        </tr>
    }
}

/// All times of the column in one unit, so that they line up.
fn exact(ns: u64, resolution_ns: u64) -> String {
    if ns >= SECOND / 10 { format!("{:.3} s", ns as f64 / SECOND as f64) } else { measured_text(ns, resolution_ns) }
}

/// How long a run took and what for. In words it stands in the run's panel.
fn bar(model: Model, parts: &[Part], whiskers: Option<Whiskers>, act: &Callback<Action>) -> Html {
    let part = |part: &Part| {
        let pointed = Pointed { model: Some(model), cause: part.cause };
        html! {
            <rect x={format!("{:.2}%", part.left)} width={format!("{:.2}%", part.width)} height={BAR_PX} fill={fill(part.cause)} onpointerover={point(act, Some(pointed))} />
        }
    };
    html! {
        <svg aria-hidden="true" onpointerleave={point(act, None)}>
            { for parts.iter().map(part) }
            { for whiskers.iter().flat_map(whisker) }
        </svg>
    }
}

/// A line from the shortest attempt to the longest, and a box around where half of them are.
fn whisker(whiskers: &Whiskers) -> [Html; 2] {
    let part = |class: &'static str, from: f64, to: f64| {
        html! { <rect {class} x={format!("{from:.2}%")} width={format!("{:.2}%", (to - from).max(0.7))} /> }
    };
    [part("whisker", whiskers.least, whiskers.most), part("quartiles", whiskers.lower, whiskers.upper)]
}

/// Which part looks how. Who points at one sees in all diagrams where it is.
fn legend(props: &Props, resolution_ns: u64) -> Html {
    let is_there = |cause: &Cause| props.parts.iter().any(|(_, parts)| parts.iter().any(|(part, _)| part == cause));
    let causes = Cause::ALL.into_iter().filter(is_there);
    let now = props.pointed.map(|pointed| pointed.cause);
    let stop = stop(causes.clone(), now);
    let item = |cause: Cause| {
        let content = html! { <>{ swatch(cause) }{ cause.word() }</> };
        let everywhere = Pointed { model: None, cause };
        html! { <li>{ pointing(everywhere, now, stop, &props.act, content) }</li> }
    };
    let told = props.pointed.and_then(|Pointed { model, cause }| {
        let (_, ns) = parts_of(&props.parts, model?).iter().find(|(part, _)| *part == cause)?;
        Some(format!("{}: {} {}", model?.name(), cause.word(), measured_text(*ns, resolution_ns)))
    });
    html! {
        <div class="part-legend">
            <ul aria-label="What the time went to">{ for causes.map(item) }</ul>
            <p aria-hidden="true">{ told }</p>
        </div>
    }
}
