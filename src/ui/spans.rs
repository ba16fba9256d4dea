//! The table twin of a diagram: every span in words, for screen readers, and for whoever asks for it.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::element::{Element, element};
use crate::app::wording;
use crate::stats::Analysis;
use crate::time::measured_text;
use crate::trace::{LEFT, Span};
use crate::words::{self, hints};

/// Rows shown at most; the results file has them all.
const SHOWN_ROWS: usize = 600;
/// Rows of a table that nobody has asked to see: it is there for screen readers, and each row costs the page time while
/// something is measured.
const HIDDEN_ROWS: usize = 150;
/// Rows made in one turn of the page: making and placing them all at once, and the output with them, would hold it.
const ROWS_A_TURN: usize = 75;
/// Between two turns, so that the page can do something else.
const TURN_MS: u32 = 30;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<Analysis>,
    pub is_live: bool,
    pub is_shown: bool,
}

/// Rebuilt when a run has ended, and now and then while it goes on: a table that changes with every frame can't be read.
pub struct SpanTable {
    drawn_ns: u64,
    rows: usize,
    /// Asks for more rows.
    next: Option<Timeout>,
}

const LIVE_PERIOD_NS: u64 = crate::time::SECOND / 2;

impl Component for SpanTable {
    /// It is time for more rows.
    type Message = ();
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        Self { drawn_ns: 0, rows: first_rows(&context.props().view), next: None }
    }

    fn changed(&mut self, context: &Context<Self>, old: &Props) -> bool {
        let props = context.props();
        let now_ns = props.view.elapsed_ns;
        let is_due = now_ns < self.drawn_ns || now_ns >= self.drawn_ns + LIVE_PERIOD_NS;
        if props.is_live && old.is_live && old.is_shown == props.is_shown && !is_due {
            return false;
        }
        self.drawn_ns = now_ns;
        if props.is_live || now_ns != old.view.elapsed_ns {
            // A table that is being looked at is not emptied under the reader's eyes.
            let least = if props.is_live && props.is_shown { HIDDEN_ROWS } else { 0 };
            self.rows = first_rows(&props.view).max(least);
        }
        true
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        self.rows += ROWS_A_TURN;
        self.next = None;
        true
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        let props = context.props();
        let is_whole = self.rows >= count(&props.view).min(most_rows(props.is_shown));
        if props.is_live || is_whole {
            self.next = None;
        } else if self.next.is_none() {
            let link = context.link().clone();
            self.next = Some(Timeout::new(TURN_MS, move || link.send_message(())));
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { view, is_shown, .. } = context.props();
        let name = view.subject.name();
        let all = || view.timeline.spans.iter().chain(&view.timeline.left);
        let (spans, count) = (view.timeline.spans.len(), all().count());
        let most = most_rows(*is_shown);
        let heads = ["Task", "State", "Step", "Lane", "Start", "End", "Length"].into_iter();
        let heads = heads.map(|head| element("th").set("scope", "col").text(head).html());
        let most_said = hints::first_spans(most, count);
        let rows = all().enumerate().take(self.rows.min(most)).map(|(at, span)| row(view, span, at >= spans));
        let table = element("table")
            .attr("aria-label", format!("{name} spans"))
            .maybe((count > most).then(|| element("caption").words(most_said).html()))
            .with(element("thead").with(element("tr").children(heads)))
            .with(element("tbody").children(rows));
        let place = if *is_shown {
            let place = element("div").class("spans").set("tabindex", "0").set("role", "group");
            place.attr("aria-label", format!("{name} table"))
        } else {
            element("div").class("sr-only")
        };
        place.with(table).html()
    }
}

/// The spans of tasks, and what slots went on with after it was given up.
fn count(view: &Analysis) -> usize {
    view.timeline.spans.len() + view.timeline.left.len()
}

/// A long table begins with nothing: its rows come when the rest of the page is there.
fn first_rows(view: &Analysis) -> usize {
    let spans = count(view);
    if spans > HIDDEN_ROWS { 0 } else { spans }
}

fn most_rows(is_shown: bool) -> usize {
    if is_shown { SHOWN_ROWS } else { HIDDEN_ROWS }
}

fn row(view: &Analysis, span: &Span, is_left: bool) -> Html {
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize)).map_or("none", |lane| lane.name.as_str());
    let failed = view.failure(span).filter(|_| !is_left).map(|_| element("b").class("failed").text(", failed").html());
    let cell = |text: &str| element("td").words(text.to_owned());
    element("tr")
        .with(cell(view.tasks.name(span.task)))
        .with(element("td").text(if is_left { LEFT } else { span.state.word() }).maybe(failed))
        .with(element("td").words(words::step_text(view, span).unwrap_or_default()))
        .with(cell(lane))
        .with(figure(wording::moment_text(span.start_ns, view.resolution_ns)))
        .with(figure(wording::moment_text(span.end_ns, view.resolution_ns)))
        .with(figure(measured_text(span.length_ns(), view.resolution_ns)))
        .html()
}

fn figure(text: String) -> Element {
    element("td").class("n").words(text)
}
