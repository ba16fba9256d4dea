//! The comparison of the runs of one text.

use std::rc::Rc;

use super::figures::{Column, FIGURES, Figure, Value};
use super::{Figures, Series, Spread, Summary, differ, speedup};
use crate::engine::Model;
use crate::record::{Outcome, Subject};

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own; together they are no state machine")]
pub struct Row {
    /// What ran.
    pub subject: Subject,
    /// Whether its figures can be trusted.
    pub trusted: bool,
    /// Whether it came to its end.
    pub done: bool,
    /// The figures of the attempt that stands for all of them; with a speed-up, if this one and the sequential one came to their
    /// end and can be trusted.
    pub figures: Figures,
    /// Whether it has the shortest makespan of those that came to their end and can be trusted. Several share it where
    /// their attempts don't tell them apart.
    pub fastest: bool,
    /// How the time of its attempts is spread, if there are several.
    pub spread: Option<Spread>,
    /// In how many orders they printed.
    pub orders: usize,
    /// Whether it is of an earlier text of the list, for before and after.
    pub is_before: bool,
    /// What stands in each column: the median of the attempts.
    values: Vec<Option<Value>>,
    /// What its attempts show together.
    summary: Rc<Summary>,
}

/// A model before a change of the list and after it, each with several attempts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change<'a> {
    /// What ran before.
    pub before: &'a Row,
    /// What ran after.
    pub now: &'a Row,
    /// Whether the times differ by more than chance makes them.
    pub differs: bool,
}

/// The rows, in the order of the screen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// One for each run.
    pub rows: Vec<Row>,
}

impl Row {
    /// How long it took, in nanoseconds: the median of its attempts.
    pub fn time_ns(&self) -> u64 {
        self.spread.map_or(self.figures.makespan_ns, |spread| spread.median.amount() as u64)
    }

    /// The longest of them, in nanoseconds.
    fn longest_ns(&self) -> u64 {
        self.spread.map_or(self.figures.makespan_ns, |spread| spread.most.amount() as u64)
    }
}

impl Comparison {
    /// Compares what ran the same list, at most one series for each model.
    pub fn of(series: &[&Series]) -> Self {
        let sequential_ns = sequential_ns(series);
        let counted = series.iter().filter(|series| series.median_ns().is_some());
        let shortest = counted.min_by_key(|series| series.median_ns()).map(|series| series.summary());
        let row = |series: &&Series| {
            let attempt = series.median();
            let speedup =
                sequential_ns.zip(series.median_ns()).and_then(|(one_by_one_ns, ns)| speedup(one_by_one_ns, ns));
            let figures = Figures { speedup, ..attempt.figures };
            let spread =
                |figure: &Figure| Spread::of_figure(figure, series.attempts()).filter(|spread| spread.count > 1);
            let value =
                |figure: &Figure| spread(figure).map(|spread| spread.median).or_else(|| figure.value(&figures, true));
            let makespans_ns = &series.summary().makespans_ns;
            let is_fastest = |shortest: &Rc<Summary>| !differ(&shortest.makespans_ns, makespans_ns);
            Row {
                subject: series.subject().clone(),
                trusted: attempt.trusted,
                done: attempt.outcome == Outcome::Done,
                fastest: series.median_ns().is_some() && shortest.is_some_and(is_fastest),
                spread: FIGURES.first().and_then(spread),
                orders: series.summary().orders.all.len(),
                is_before: false,
                values: columns().map(value).collect(),
                summary: series.summary().clone(),
                figures,
            }
        };
        let mut rows: Vec<Row> = series.iter().map(row).collect();
        rows.sort_by_key(|row| row.subject.model());
        Self { rows }
    }

    /// The same with rows of an earlier text of the list: each stands under that of the same model, and none is the fastest.
    #[must_use]
    pub fn with_before(mut self, before: &[&Series]) -> Self {
        let rows = Self::of(before).rows.into_iter();
        self.rows.extend(rows.map(|row| Row { is_before: true, fastest: false, ..row }));
        self.rows.sort_by_key(|row| (row.subject.model(), row.is_before));
        self
    }

    /// What a change of the list made of the time, model by model, where that was measured more than once.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.rows.iter().zip(self.rows.iter().skip(1)).filter_map(|(now, before)| {
            let is_pair = !now.is_before && before.is_before && now.subject == before.subject;
            let is_told = is_pair && now.spread.is_some() && before.spread.is_some();
            is_told.then(|| Change {
                before,
                now,
                differs: differ(&before.summary.makespans_ns, &now.summary.makespans_ns),
            })
        })
    }

    /// Of how many attempts the figures are: from the fewest to the most of any row; `None` where nothing was repeated.
    pub fn attempts(&self) -> Option<(usize, usize)> {
        let counts = || self.rows.iter().map(|row| row.spread.map_or(1, |spread| spread.count));
        counts().min().zip(counts().max()).filter(|(_, most)| *most > 1)
    }

    /// The longest time of any attempt that counts, and of what else is shown.
    pub fn longest_ns(&self) -> u64 {
        self.rows.iter().map(Row::longest_ns).max().unwrap_or(0)
    }

    /// The table in words.
    pub fn table(&self, resolution_ns: u64) -> Table {
        let is_repeated = self.attempts().is_some();
        let is_told = |column: usize| self.rows.iter().any(|row| row.values.get(column).is_some_and(Option::is_some));
        let is_shown: Vec<bool> =
            columns().enumerate().map(|(at, of)| of.column == Column::Always || is_told(at)).collect();
        let line = |row: &Row| {
            let values = row.values.iter().zip(&is_shown).filter(|(_, is_shown)| **is_shown);
            let mut cells: Vec<String> = values.map(|(value, _)| cell(*value, resolution_ns)).collect();
            if is_repeated {
                cells.insert(1, range(row, resolution_ns));
                cells.push(row.orders.to_string());
            }
            let doubt = match (row.done, row.trusted) {
                (true, true) => "",
                (true, false) => " (not trusted)",
                (false, _) => " (did not finish)",
            };
            let name = row.subject.name();
            Line { name: if row.is_before { [name, ", before"].concat() } else { name.to_owned() }, doubt, cells }
        };
        let shown = columns().zip(&is_shown).filter(|(_, is_shown)| **is_shown);
        let mut heads: Vec<String> = shown.map(|(figure, _)| head(figure)).collect();
        if is_repeated {
            heads.insert(1, "Range".to_owned());
            heads.push("Orders".to_owned());
        }
        Table { head: heads, lines: self.rows.iter().map(line).collect() }
    }
}

/// How long the list takes one task after another, in nanoseconds: what speed is compared with. `None` where that did not
/// run, or did not come to its end, or can't be trusted.
pub fn sequential_ns(series: &[&Series]) -> Option<u64> {
    let sequential = series.iter().find(|series| series.subject() == &Subject::Model(Model::Sequential));
    sequential.and_then(|series| series.median_ns())
}

/// The comparison in words, for the page and for files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What stands over each column of figures; the first of them is the time.
    pub head: Vec<String>,
    /// One for each row of the comparison.
    pub lines: Vec<Line>,
}

/// A row of the comparison in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The name of what ran.
    pub name: String,
    /// What stands behind the name: empty where the run can be compared.
    pub doubt: &'static str,
    /// Its figures, column by column; a dash where there is nothing to tell.
    pub cells: Vec<String>,
}

/// The figures that have a column; the first is the time.
fn columns() -> impl Iterator<Item = &'static Figure> {
    FIGURES.iter().filter(|figure| figure.column != Column::Never)
}

/// The name of a figure, as it stands over a column.
fn head(figure: &Figure) -> String {
    let mut letters = figure.label.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn cell(value: Option<Value>, resolution_ns: u64) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.text(resolution_ns))
}

/// From the shortest attempt to the longest.
fn range(row: &Row, resolution_ns: u64) -> String {
    let Some(spread) = row.spread else { return cell(None, resolution_ns) };
    spread.range(resolution_ns).unwrap_or_else(|| spread.median.text(resolution_ns))
}
