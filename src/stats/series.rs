//! Attempts of one subject at one list, and all that ran one list.

use std::rc::Rc;

use super::analysis::failures;
use super::{Analysis, Attempt, Summary, nearest_rank};
use crate::record::{Origin, Outcome, Place, Record, Restored, Subject};
use crate::trace::Timeline;

/// The attempts of one subject at one list, one of which is shown: of several the one whose makespan is the median, until
/// another one is chosen.
#[derive(Debug, Clone)]
pub struct Series {
    /// Where it comes from.
    pub origin: Origin,
    attempts: Vec<Attempt>,
    /// Of each attempt its record, and the room that both take.
    records: Vec<(Rc<Record>, usize)>,
    median: usize,
    chosen: Option<usize>,
    summary: Rc<Summary>,
}

impl Series {
    /// A series of one attempt.
    pub fn new(origin: Origin, attempt: Attempt, record: Rc<Record>) -> Self {
        let (attempts, summary) = (Vec::new(), Rc::default());
        let mut series = Self { origin, attempts, records: Vec::new(), median: 0, chosen: None, summary };
        series.push(attempt, record);
        series
    }

    /// A series of these attempts; `None` if there is none.
    pub fn all(origin: Origin, attempts: impl IntoIterator<Item = (Attempt, Record)>) -> Option<Self> {
        let mut attempts = attempts.into_iter().map(|(attempt, record)| (attempt, Rc::new(record)));
        let (attempt, record) = attempts.next()?;
        let mut series = Self::new(origin, attempt, record);
        attempts.for_each(|(attempt, record)| series.add(attempt, record));
        series.sum_up();
        Some(series)
    }

    /// The same of a record alone.
    pub fn of(origin: Origin, record: Rc<Record>) -> Self {
        Self::new(origin, Attempt::of(&record, &Analysis::of(&record)), record)
    }

    /// One more attempt, after the others.
    pub fn push(&mut self, attempt: Attempt, record: Rc<Record>) {
        self.add(attempt, record);
        self.sum_up();
    }

    fn add(&mut self, attempt: Attempt, record: Rc<Record>) {
        // Most attempts print the same: one copy of it is enough.
        let same = self.attempts.iter().find(|earlier| earlier.output == attempt.output).map(|earlier| &earlier.output);
        let attempt_bytes = attempt.bytes(same.is_none());
        let output = same.unwrap_or(&attempt.output).clone();
        self.attempts.push(Attempt { output, ..attempt });
        let bytes = attempt_bytes + record_bytes(&record);
        self.records.push((record, bytes));
    }

    fn sum_up(&mut self) {
        self.median = self.find_median();
        self.summary = Rc::new(Summary::of(&self.attempts));
    }

    /// What it is of.
    pub fn subject(&self) -> &Subject {
        &self.record().subject
    }

    /// What its attempts show together.
    pub fn summary(&self) -> &Rc<Summary> {
        &self.summary
    }

    /// The median of the makespans of the attempts that count, in nanoseconds; `None` if none does.
    pub fn median_ns(&self) -> Option<u64> {
        let makespans_ns = &self.summary.makespans_ns;
        (!makespans_ns.is_empty()).then(|| nearest_rank(makespans_ns, 50))
    }

    /// The attempts, in the order in which they were made; never none.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Each attempt with its record.
    pub fn records(&self) -> impl Iterator<Item = (&Attempt, &Rc<Record>)> {
        self.attempts.iter().zip(self.records.iter().map(|(record, _)| record))
    }

    /// Which attempt is shown.
    pub fn shown(&self) -> usize {
        self.chosen.unwrap_or(self.median)
    }

    /// The attempt that stands for all, see [`Series`].
    pub fn median(&self) -> &Attempt {
        &self.attempts[self.median]
    }

    /// The attempt that is shown.
    pub fn attempt(&self) -> &Attempt {
        &self.attempts[self.shown()]
    }

    /// Its record.
    pub fn record(&self) -> &Rc<Record> {
        &self.records[self.shown()].0
    }

    /// What is derived from the attempt that is shown.
    pub fn analysis(&self) -> Analysis {
        Analysis::of_attempt(self.attempt(), self.record())
    }

    /// Shows another attempt, if there is one.
    pub fn choose(&mut self, attempt: usize) {
        if attempt < self.attempts.len() {
            self.chosen = Some(attempt);
        }
    }

    /// Whether the spans of an attempt are kept.
    pub fn has_spans(&self, attempt: usize) -> bool {
        self.records.get(attempt).is_some_and(|(record, _)| !record.trace.is_bare())
    }

    /// The room that all attempts take: their spans, their lines, and how long each task took.
    pub fn bytes(&self) -> usize {
        self.records.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Lets the spans of one attempt go: neither of the one that is shown nor of the median, and of the others those that
    /// tell least of the rest, the farthest from the median. `false` if there are none to go.
    pub fn shed(&mut self) -> bool {
        let (shown, ranked) = (self.shown(), self.ranked());
        let rank = |attempt: usize| ranked.iter().position(|other| *other == attempt);
        let middle = rank(self.median).unwrap_or_default();
        let may_go = |attempt: &usize| *attempt != shown && *attempt != self.median && self.has_spans(*attempt);
        // What doesn't count is in no rank, and goes first.
        let distance = |attempt: &usize| rank(*attempt).map_or(usize::MAX, |rank| rank.abs_diff(middle));
        let Some(attempt) = (0..self.attempts.len()).filter(may_go).max_by_key(distance) else { return false };
        let (record, bytes) = &mut self.records[attempt];
        let timeline = Timeline::of(&record.trace, None);
        let failures = failures(&record.trace, &timeline);
        let output = record.restored.as_ref().map_or(timeline.output, |restored| restored.output.clone());
        let parallelism = self.attempts[attempt].figures.parallelism.average;
        let bare = record.without_spans(Restored { output, parallelism, failures });
        *bytes = *bytes - record_bytes(record) + record_bytes(&bare);
        *record = Rc::new(bare);
        true
    }

    /// The attempts from the shortest to the longest: of those that count, or else of those that were done, or of all.
    fn ranked(&self) -> Vec<usize> {
        let all = || 0..self.attempts.len();
        let those = |are: &dyn Fn(&Attempt) -> bool| all().filter(|at| are(&self.attempts[*at])).collect::<Vec<_>>();
        let mut ranked = those(&Attempt::counts);
        if ranked.is_empty() {
            ranked = those(&|attempt| attempt.outcome == Outcome::Done);
        }
        if ranked.is_empty() {
            ranked = all().collect();
        }
        ranked.sort_by_key(|attempt| self.attempts[*attempt].figures.makespan_ns);
        ranked
    }

    /// The attempt that stands for all of them: the one whose makespan is the median, of two in the middle the shorter; or
    /// the nearest to it whose spans are kept.
    fn find_median(&self) -> usize {
        let ranked = self.ranked();
        let middle = ranked.len().saturating_sub(1) / 2;
        let kept = ranked.iter().enumerate().filter(|(_, attempt)| self.has_spans(**attempt));
        let nearest = kept.min_by_key(|(rank, _)| rank.abs_diff(middle)).map(|(_, attempt)| *attempt);
        nearest.or_else(|| ranked.get(middle).copied()).unwrap_or_default()
    }
}

/// The room that a record takes.
fn record_bytes(record: &Record) -> usize {
    let events = if record.trace.is_bare() { 0 } else { record.trace.event_bytes() };
    events + record.restored.as_ref().map_or(0, Restored::bytes)
}

/// What ran one list and is compared: what a results file holds.
#[derive(Debug, Clone)]
pub struct Session {
    /// The list.
    pub text: Rc<str>,
    /// Where all of it was measured.
    pub place: Place,
    /// From top to bottom, one for each subject.
    pub series: Vec<Series>,
}
