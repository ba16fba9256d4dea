//! The panel of a model: what it is, its Run button, its diagram, its figures, its output.

use std::rc::Rc;

use yew::prelude::*;

use super::diagram::Diagram;
use super::expected::{ExpectedDiagram, expected_figures};
use super::figures::Figures;
use super::heartbeat::heartbeat;
use super::options::{self, model_options};
use super::painters::Painters;
use super::predict::prediction;
use super::press::{PLAY, icon, press};
use super::repeated::{odd_attempts, orders};
use super::spans::SpanTable;
use crate::app::look::Focus;
use crate::app::{Action, LookAction, Panel, PanelState, Pin, Progress, Repeated};
use crate::browser::dom::page::date_text;
use crate::chart::Window;
use crate::chart::palette::Theme;
use crate::record::Outcome;
use crate::stats::{Analysis, tallies};
use crate::words;

/// Lines shown of an output; the results file has them all.
const SHOWN_LINES: usize = 400;
/// Failures told in words.
const SHOWN_FAILURES: usize = 5;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub panel: Panel,
    pub is_busy: bool,
    pub theme: Theme,
    pub window: Window,
    pub painters: Painters,
    pub act: Callback<Action>,
}

#[component]
pub fn ModelPanel(props: &Props) -> Html {
    let panel = &props.panel;
    let (model, name) = (panel.model, panel.model.name());
    let refusal = panel.refusal.map(words::refusal);
    let reason = refusal.clone().or_else(|| props.is_busy.then(|| "Another run is under way.".to_owned()));
    let reason_id = format!("why-not-{}", model.id());
    let shown_reason = refusal.as_ref();
    let is_fault = !panel.trusted || panel.state == PanelState::Over(Outcome::Failed);
    html! {
        <section
            class={classes!("card", "panel", panel.is_stale.then_some("is-stale"))}
            aria-label={name}
            data-model={model.id()}
            data-state={panel.state.word()}
        >
            <div class="about">
                <h2>{ name }</h2>
                <p translate="yes">{ words::model_summary(model) }</p>
                <div class="row">
                    <button
                        class="small"
                        aria-label={format!("Run {name}")}
                        aria-describedby={shown_reason.map(|_| reason_id.clone())}
                        disabled={reason.is_some()}
                        title={reason.clone()}
                        onclick={press(&props.act, Action::Run(model))}
                    >
                        { icon(PLAY) }
                        { "Run" }
                    </button>
                    { badge(panel) }
                </div>
                { model_options(&options::Props { model, options: panel.options, act: props.act.clone() }) }
                { prediction(model, panel.guess.as_ref(), &props.act) }
            </div>
            <div class="body">
                if let Some(refusal) = shown_reason {
                    <p id={reason_id} class="refusal">{ refusal }</p>
                }
                if let Some(recording) = &panel.recording {
                    <p class="recorded">{ words::recorded(recording) }</p>
                }
                if let Some((kept, is_like)) = &panel.kept {
                    <p class="recorded">{ words::kept(kept, &date_text(kept.at_ms), *is_like) }</p>
                }
                { before(props) }
                { expected(props) }
                if let Some((view, seen)) = panel.view.as_ref().zip(panel.seen()) {
                    if let Some(measured) = &panel.measured_with {
                        <p class="stale">{ format!("Measured with {measured}; run it again to see the difference.") }</p>
                    }
                    if panel.is_stale {
                        <p class="stale">{ "Measured on an earlier list; run it again to compare. " }{ pin(panel, &props.act) }</p>
                    }
                    <Diagram view={view.clone()} seen={seen.clone()} behind={behind(panel)} attempts={panel.attempts.clone()} window={props.window} theme={props.theme} painters={props.painters.clone()} act={props.act.clone()} />
                    { heartbeat(seen, &props.window) }
                    <Figures view={seen.clone()} speedup={panel.speedup} expected={behind(panel)} repeated={panel.repeated.clone()} has_table={panel.has_table} painters={props.painters.clone()} act={props.act.clone()} />
                    { output(name, seen) }
                    { for panel.repeated.as_ref().map(|repeated| orders(repeated, seen)) }
                    { findings(panel.repeated.as_ref(), seen, &props.act) }
                    { for panel.repeated.as_ref().map(|repeated| odd_attempts(repeated, seen)) }
                    { failures(seen) }
                    { for panel.notes.iter().map(|note| html! { <p class={classes!("note", is_fault.then_some("is-bad"))}>{ note }</p> }) }
                    <SpanTable view={seen.clone()} is_live={panel.is_live || panel.plays} is_shown={panel.has_table} />
                } else if shown_reason.is_none() && panel.expected.is_none() {
                    <p class="idle">{ "Not run yet." }</p>
                }
            </div>
        </section>
    }
}

/// What was expected of the run that is shown.
fn behind(panel: &Panel) -> Option<Rc<Analysis>> {
    panel.expected.as_ref().filter(|expected| expected.is_behind).map(|expected| expected.view.clone())
}

/// Pins the runs of an earlier list, or no longer.
fn pin(panel: &Panel, act: &Callback<Action>) -> Html {
    let (word, action) = match &panel.pin {
        None => return Html::default(),
        Some(Pin::Offered) => ("Pin", Action::Pin(Some(panel.model))),
        Some(Pin::Set | Pin::Before(_)) => ("Unpin", Action::Unpin(panel.model)),
    };
    html! {
        <button class="link" aria-label={[word, " ", panel.model.name()].concat()} title={words::why_pin()} onclick={press(act, action)}>{ word }</button>
    }
}

/// What was measured on an earlier list and is pinned, over what is of this one.
fn before(props: &Props) -> Html {
    let Some(Pin::Before(view)) = &props.panel.pin else { return Html::default() };
    html! {
        <div class="before">
            <p class="stale">{ words::before(view.figures.makespan_ns, view.resolution_ns) }{ pin(&props.panel, &props.act) }</p>
            <ExpectedDiagram view={view.clone()} window={props.window} theme={props.theme} act={props.act.clone()} />
        </div>
    }
}

/// What is expected: a picture of its own, unless it lies behind what was measured.
fn expected(props: &Props) -> Html {
    let panel = &props.panel;
    let Some(expected) = &panel.expected else {
        return html! {
            if panel.is_too_large_to_expect {
                <p class="idle">{ words::too_large_to_expect() }</p>
            }
        };
    };
    html! {
        <>
            if !expected.is_behind {
                <ExpectedDiagram view={expected.view.clone()} window={props.window} theme={props.theme} act={props.act.clone()} />
            }
            { expected_figures(expected, panel.view.is_some()) }
        </>
    }
}

fn badge(panel: &Panel) -> Html {
    let failed = panel.seen().map_or(0, |view| view.failures.len());
    if let Some(Progress { attempt, of }) = panel.progress {
        return html! { <span class={classes!("badge", panel.is_live.then_some("is-live"))}>{ format!("{attempt} of {of}") }</span> };
    }
    let (class, word) = match panel.state {
        _ if panel.is_queued && !panel.is_live => ("badge", "next"),
        PanelState::Running | PanelState::Starting => ("badge is-live", panel.state.word()),
        PanelState::Over(Outcome::Failed) => ("badge is-bad", "failed"),
        PanelState::Over(Outcome::Stopped) => ("badge", "stopped"),
        PanelState::Unavailable => ("badge", "unavailable"),
        PanelState::Over(Outcome::Done) if panel.recording.is_some() => ("badge is-recorded", "recorded"),
        PanelState::Over(Outcome::Done) if !panel.trusted => ("badge is-bad", "not trusted"),
        PanelState::Over(Outcome::Done) if failed > 0 => {
            ("badge is-bad", if failed == 1 { "1 task failed" } else { "tasks failed" })
        }
        PanelState::Over(Outcome::Done) | PanelState::Idle => return Html::default(),
    };
    html! { <span class={class}>{ word }</span> }
}

fn output(name: &str, view: &Analysis) -> Html {
    let lines = &view.timeline.output;
    let color = |task: u32| format!("c{}", task as usize % crate::chart::palette::COLORS);
    html! {
        <div class="output">
            <ol aria-label={format!("{name} output")}>
                { for lines.iter().take(SHOWN_LINES).map(|line| html! {
                    <li class={color(line.task.0)}>{ &*line.text }</li>
                }) }
            </ol>
            if lines.len() > SHOWN_LINES {
                <p class="more">{ format!("… and {} more lines, all in the results file.", lines.len() - SHOWN_LINES) }</p>
            }
        </div>
    }
}

/// What the run shows, and other attempts; each sentence leads to the span it speaks of.
fn findings(repeated: Option<&Repeated>, view: &Analysis, act: &Callback<Action>) -> Html {
    let found = match repeated {
        Some(repeated) => repeated.findings.clone(),
        None => tallies(&view.findings, &[]).0,
    };
    if found.is_empty() {
        return Html::default();
    }
    let known = repeated.map(|repeated| repeated.known);
    html! {
        <ul class="findings" aria-label={format!("{} findings", view.subject.name())}>
            { for found.iter().map(|found| {
                let focus = found.span.and_then(|span| Focus::at(view, span));
                html! {
                    <li>
                        <button
                            class="link"
                            disabled={focus.is_none()}
                            onclick={press(act, Action::Look(LookAction::Focus(focus)))}
                        >
                            { words::finding(&found.fact, &view.tasks, view.resolution_ns) }
                        </button>
                        { for known.map(|known| html! { <i>{ " " }{ words::found_in(found.count, known) }</i> }) }
                    </li>
                }
            }) }
        </ul>
    }
}

fn failures(view: &Analysis) -> Html {
    if view.failures.is_empty() {
        return Html::default();
    }
    let name = |task| view.tasks.name(task);
    let rest = view.failures.len().saturating_sub(SHOWN_FAILURES);
    html! {
        <ul class="failures">
            { for view.failures.iter().take(SHOWN_FAILURES).map(|(task, message)| html! {
                <li><b>{ name(*task) }</b>{ " failed: " }{ message }</li>
            }) }
            if rest > 0 {
                <li>{ format!("… and {rest} more.") }</li>
            }
        </ul>
    }
}
