//! The comparison of the runs of one list.

use yew::prelude::*;

use super::element::{Element, button, element};
use super::why::{bar_part, point, pointing, stop};
use crate::app::{Action, Environment, Pointed, State};
use crate::chart::whiskers::Whiskers;
use crate::chart::why::{Part, stacked};
use crate::engine::Model;
use crate::stats::comparison::{Comparison, Line, Row};
use crate::stats::why::Cause;
use crate::stats::{Agreement, Analysis};
use crate::time::{SECOND, duration_text, measured_text};
use crate::words::{self, hints};

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
        let card = element("section").class("card comparison is-empty").set("aria-label", "Comparison of models");
        return card.with(element("h2").text("Comparison")).with(element("p").text(hints::NO_COMPARISON)).html();
    }
    compared(props)
}

// A function of its own, which a release loads later.
#[inline(never)]
fn compared(props: &Props) -> Html {
    let rows = &props.comparison.rows;
    let longest_ns = props.comparison.longest_ns();
    let predicts = !props.guesses_ns.is_empty();
    let guess = |row: &Row| {
        let guess = props.guesses_ns.iter().find(|(model, _)| *model == row.subject.model());
        guess.map_or("–".to_owned(), |(_, ns)| duration_text(*ns))
    };
    let resolution_ns = props.environment.clock_resolution_ns;
    let table = props.comparison.table(resolution_ns);
    let line = |(row, line): (&Row, &Line)| {
        let guess = predicts.then(|| if row.is_before { "–".to_owned() } else { guess(row) });
        let model = row.subject.model();
        let parts = parts_of(if row.is_before { &props.before } else { &props.parts }, model);
        let whiskers = row.spread.map(|spread| Whiskers::of(&spread, longest_ns));
        let bar = bar(model, &stacked(parts, longest_ns), whiskers, &props.act);
        table_row(row, line, &table.head, bar, resolution_ns, guess)
    };
    let columns = element("tr")
        .set("role", "row")
        .with(column("Model"))
        .maybe(predicts.then(|| column("Expected").class("n").html()))
        .with(column("Time"))
        .children(table.head.iter().skip(1).map(|head| column(head).class("n").html()));
    let lines = element("tbody").children(rows.iter().zip(&table.lines).map(line));
    let sentences = said(props).into_iter().map(|sentence| element("p").class("said").words(sentence).html());
    card("Comparison of models", "Comparison", about(props))
        .child(legend(props, resolution_ns))
        .with(scrolling_table("Comparison", "Comparison, scrollable", columns, lines))
        .children(sentences)
        .html()
}

/// What was compared, and the button that pins all of it.
fn about(props: &Props) -> Element {
    let environment = &props.environment;
    let clock = measured_text(environment.clock_resolution_ns, 1);
    let mut about = format!("{clock} clock · {} cores reported", environment.cores);
    if let Some((fewest, most)) = props.comparison.attempts() {
        about += " · ";
        about += &words::medians(fewest, most);
    }
    if props.is_stale {
        about += hints::COMPARED_STALE;
    }
    if props.can_pin {
        about += " · ";
    }
    let pin = || button("Pin all", &props.act, Action::Pin(None)).class("link").set("title", words::why_pin()).html();
    let moment = if props.is_replayed { hints::COMPARED_WHOLE } else { "" };
    element("p").words(about).maybe(props.can_pin.then(pin)).text(moment)
}

/// A card with a table in it, and what stands at its head.
pub fn card(name: &'static str, title: &'static str, about: Element) -> Element {
    let head = element("div").class("card-head").with(element("h2").text(title)).with(about);
    element("section").class("card comparison").set("aria-label", name).with(head)
}

/// A table that scrolls where it is wider than its card. The roles are said once more, since browsers forget them where a
/// narrow card shows rows as blocks.
pub fn scrolling_table(name: &'static str, place: &'static str, columns: Element, lines: Element) -> Element {
    let head = element("thead").set("role", "rowgroup").with(columns);
    let table = element("table").set("role", "table").set("aria-label", name).with(head);
    let place = element("div").class("scroll").set("tabindex", "0").set("role", "group").set("aria-label", place);
    place.with(table.with(lines.set("role", "rowgroup")))
}

/// The name of a column.
#[inline(never)]
pub fn column(name: &str) -> Element {
    element("th").set("role", "columnheader").set("scope", "col").words(name.to_owned())
}

/// The name of a row.
pub fn row_name(name: &str) -> Element {
    element("th").set("role", "rowheader").set("scope", "row").words(name.to_owned())
}

/// A figure, with the name of its column.
#[inline(never)]
pub fn figure(head: &str, text: String) -> Html {
    element("td").set("role", "cell").class("n").attr("data-head", head.to_owned()).words(text).html()
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
    let time = element("span").words(exact(row.time_ns(), resolution_ns));
    let time = element("td").set("role", "cell").class("time").child(bar).with(time);
    let shown = element("tr").set("role", "row");
    let shown = match (row.fastest, row.is_before) {
        (true, true) => shown.class("is-fastest is-before"),
        (true, false) => shown.class("is-fastest"),
        (false, true) => shown.class("is-before"),
        (false, false) => shown,
    };
    shown
        .with(row_name(&line.name).with(element("span").class("doubt").text(line.doubt)))
        .maybe(guess.map(|guess| figure("Expected", guess)))
        .with(time)
        .children(head.iter().zip(&line.cells).skip(1).map(|(head, text)| figure(head, text.clone())))
        .html()
}

/// All times of the column in one unit, so that they line up.
fn exact(ns: u64, resolution_ns: u64) -> String {
    if ns >= SECOND / 10 { format!("{:.3} s", ns as f64 / SECOND as f64) } else { measured_text(ns, resolution_ns) }
}

/// How long a run took and what for. In words it stands in the run's panel.
fn bar(model: Model, parts: &[Part], whiskers: Option<Whiskers>, act: &Callback<Action>) -> Html {
    let part = |part: &Part| {
        let pointed = Pointed { model: Some(model), cause: part.cause };
        bar_part(percent(part.left), percent(part.width), pointed, act)
    };
    element("svg")
        .set("aria-hidden", "true")
        .on_pointer_leave(point(act, None))
        .children(parts.iter().map(part))
        .children(whiskers.iter().flat_map(whisker))
        .html()
}

#[inline(never)]
fn percent(share: f64) -> String {
    format!("{share:.2}%")
}

/// A line from the shortest attempt to the longest, and a box around where half of them are.
fn whisker(whiskers: &Whiskers) -> [Html; 2] {
    let part = |class: &'static str, from: f64, to: f64| {
        element("rect").class(class).attr("x", percent(from)).attr("width", percent((to - from).max(0.7))).html()
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
        let button = pointing(Pointed { model: None, cause }, now, stop, &props.act);
        element("li").with(button).html()
    };
    let told = props.pointed.and_then(|Pointed { model, cause }| {
        let (_, ns) = parts_of(&props.parts, model?).iter().find(|(part, _)| *part == cause)?;
        Some(format!("{}: {} {}", model?.name(), cause.word(), measured_text(*ns, resolution_ns)))
    });
    let told = element("p").set("aria-hidden", "true").words(told.unwrap_or_default());
    let causes = element("ul").set("aria-label", "What the time went to").children(causes.map(item));
    element("div").class("part-legend").with(causes).with(told).html()
}
