//! The table twin of a diagram: every span in words, for screen readers, and for whoever asks for it.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::app::wording;
use crate::stats::Analysis;
use crate::time::measured_text;
use crate::trace::Span;
use crate::words;

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
        let is_whole = self.rows >= props.view.timeline.spans.len().min(most_rows(props.is_shown));
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
        let spans = &view.timeline.spans;
        let most = most_rows(*is_shown);
        html! {
            <div
                class={if *is_shown { "spans" } else { "sr-only" }}
                tabindex={is_shown.then_some("0")}
                role={is_shown.then_some("group")}
                aria-label={is_shown.then(|| format!("{name} table"))}
            >
                <table aria-label={format!("{name} spans")}>
                    if spans.len() > most {
                        <caption>{ format!("The first {most} of {} spans; the results file has them all.", spans.len()) }</caption>
                    }
                    <thead>
                        <tr>
                            { for ["Task", "State", "Step", "Lane", "Start", "End", "Length"].map(|head| html! {
                                <th scope="col">{ head }</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody>{ for spans.iter().take(self.rows.min(most)).map(|span| row(view, span)) }</tbody>
                </table>
            </div>
        }
    }
}

/// A long table begins with nothing: its rows come when the rest of the page is there.
fn first_rows(view: &Analysis) -> usize {
    let spans = view.timeline.spans.len();
    if spans > HIDDEN_ROWS { 0 } else { spans }
}

fn most_rows(is_shown: bool) -> usize {
    if is_shown { SHOWN_ROWS } else { HIDDEN_ROWS }
}

fn row(view: &Analysis, span: &Span) -> Html {
    let lane = span.lane.and_then(|lane| view.lanes.get(lane.0 as usize)).map_or("none", |lane| lane.name.as_str());
    html! {
        <tr>
            <td>{ view.tasks.name(span.task) }</td>
            <td>
                { span.state.word() }
                if view.failure(span).is_some() {
                    <b class="failed">{ ", failed" }</b>
                }
            </td>
            <td>{ words::step_text(view, span).unwrap_or_default() }</td>
            <td>{ lane }</td>
            <td class="n">{ wording::moment_text(span.start_ns, view.resolution_ns) }</td>
            <td class="n">{ wording::moment_text(span.end_ns, view.resolution_ns) }</td>
            <td class="n">{ measured_text(span.length_ns(), view.resolution_ns) }</td>
        </tr>
    }
}
