//! The panel of a model: what it is, its Run button, its diagram, its figures, its output.

use std::rc::Rc;

use yew::prelude::*;

use super::diagram::Diagram;
use super::element::element;
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
use crate::trace::OutputLine;
use crate::words::{self, hints};

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
    let reason = refusal.clone().or_else(|| props.is_busy.then(|| hints::BUSY.to_owned()));
    let reason_id = format!("why-not-{}", model.id());
    let run = element("button")
        .class("small")
        .attr("aria-label", format!("Run {name}"))
        .perhaps("aria-describedby", refusal.is_some().then(|| reason_id.clone()))
        .flag("disabled", reason.is_some())
        .perhaps("title", reason)
        .on_press(press(&props.act, Action::Run(model)))
        .child(icon(PLAY))
        .text("Run");
    let about = element("div")
        .class("about")
        .with(element("h2").text(name))
        .with(element("p").set("translate", "yes").text(words::model_summary(model, panel.options.behind(model))))
        .with(element("div").class("row").with(run).child(badge(panel)))
        .child(model_options(&options::Props {
            model,
            options: panel.options,
            size_by: panel.size_by,
            has_idle_priorities: panel.has_idle_priorities,
            carries_freely: panel.carries_freely,
            act: props.act.clone(),
        }))
        .child(prediction(model, panel.guess.as_ref(), &props.act));
    let (recording, kept) = (panel.recording.as_ref(), panel.kept.as_ref());
    let kept = kept.map(|(kept, is_like)| words::kept(kept, &date_text(kept.at_ms), *is_like));
    let shown = match panel.view.as_ref().zip(panel.seen()) {
        Some((view, seen)) => run_shown(props, view, seen),
        None if refusal.is_none() && panel.expected.is_none() => said("idle", hints::NOT_RUN.to_owned()),
        None => Html::default(),
    };
    let refusal = refusal.map(|refusal| element("p").attr("id", reason_id).class("refusal").words(refusal).html());
    let body = element("div")
        .class("body")
        .maybe(refusal)
        .maybe(recording.map(|recording| said("recorded", words::recorded(recording))))
        .maybe(kept.map(|kept| said("recorded", kept)))
        .child(before(props))
        .child(expected(props))
        .child(shown);
    element("section")
        .class(if panel.is_stale { "card panel is-stale" } else { "card panel" })
        .set("aria-label", name)
        .set("data-model", model.id())
        .set("data-state", panel.state.word())
        .with(about)
        .with(body)
        .html()
}

/// The run that is shown: its picture, and all that is said of it.
// A function of its own, which a release loads later.
#[inline(never)]
fn run_shown(props: &Props, view: &Rc<Analysis>, seen: &Rc<Analysis>) -> Html {
    let panel = &props.panel;
    let measured_with = panel.measured_with.as_ref();
    let measured_with = measured_with.map(|measured| said("stale", hints::measured_with(measured)));
    let stale = panel.is_stale.then(|| {
        let words = element("p").class("stale").text(hints::STALE);
        words.child(pin(panel, &props.act)).html()
    });
    let is_fault = !panel.trusted || matches!(panel.state, PanelState::Over(Outcome::Failed | Outcome::Stuck));
    let note = |note: &String| said(if is_fault { "note is-bad" } else { "note" }, note.clone());
    let repeated = panel.repeated.as_ref();
    html! {
        <>
            { measured_with.unwrap_or_default() }
            { stale.unwrap_or_default() }
            { diagram(props, view, seen) }
            { heartbeat(seen, &props.window) }
            <Figures view={seen.clone()} speedup={panel.speedup} expected={foreseen(panel)} repeated={panel.repeated.clone()} has_table={panel.has_table} painters={props.painters.clone()} act={props.act.clone()} />
            { output(panel.model.name(), seen) }
            { shares(panel.model.name(), seen) }
            { repeated.map(|repeated| orders(repeated, seen)).unwrap_or_default() }
            { findings(repeated, seen, &props.act) }
            { repeated.map(|repeated| odd_attempts(repeated, seen)).unwrap_or_default() }
            { failures(seen) }
            { panel.notes.iter().map(note).collect::<Html>() }
            <SpanTable view={seen.clone()} is_live={panel.is_live || panel.plays} is_shown={panel.has_table} />
        </>
    }
}

/// The picture that the panel is about.
fn diagram(props: &Props, view: &Rc<Analysis>, seen: &Rc<Analysis>) -> Html {
    let Props { panel, window, theme, painters, act, .. } = props;
    html! {
        <Diagram view={view.clone()} seen={seen.clone()} behind={behind(panel)} attempts={panel.attempts.clone()} window={*window} theme={*theme} painters={painters.clone()} act={act.clone()} />
    }
}

/// A sentence in a place of its own.
fn said(class: &'static str, words: String) -> Html {
    element("p").class(class).words(words).html()
}

/// What was expected of the run that is shown.
fn foreseen(panel: &Panel) -> Option<Rc<Analysis>> {
    panel.expected.as_ref().filter(|expected| expected.is_behind).map(|expected| expected.view.clone())
}

/// What the picture of the run that is shown compares it with. Who has pinned what was measured before looks for what a
/// change has made of it: with the outlines of what was expected in between, three things would lie on each other, and
/// none be seen. What was expected stands beside the figures all the same.
fn behind(panel: &Panel) -> Option<Rc<Analysis>> {
    panel.under.clone().or_else(|| foreseen(panel))
}

/// Pins the runs of an earlier list, or no longer.
fn pin(panel: &Panel, act: &Callback<Action>) -> Html {
    let (word, action) = match &panel.pin {
        None => return Html::default(),
        Some(Pin::Offered) => ("Pin", Action::Pin(Some(panel.model))),
        Some(Pin::Set | Pin::Before(_)) => ("Unpin", Action::Unpin(panel.model)),
    };
    element("button")
        .class("link")
        .attr("aria-label", [word, " ", panel.model.name()].concat())
        .set("title", words::why_pin())
        .on_press(press(act, action))
        .text(word)
        .html()
}

/// What was measured on an earlier list and is pinned: it lies under what is of this one, or before that has run, over
/// what is expected of it.
fn before(props: &Props) -> Html {
    let Some(Pin::Before(view)) = &props.panel.pin else { return Html::default() };
    pinned(props, view)
}

// A function of its own, which a release loads later.
#[inline(never)]
fn pinned(props: &Props, view: &Rc<Analysis>) -> Html {
    let is_alone = props.panel.under.is_none();
    let said = element("p").class("stale").words(words::before(view.figures.makespan_ns, view.resolution_ns));
    let heard = (!is_alone).then(|| element("span").class("sr-only").words(words::summary(view) + " ").html());
    let said = said.maybe(heard).child(pin(&props.panel, &props.act));
    let before = element("div");
    let before = if is_alone { before.class("before") } else { before };
    before.with(said).maybe(is_alone.then(|| ghosts(props, view, None))).html()
}

/// The picture of what was not measured now.
fn ghosts(props: &Props, view: &Rc<Analysis>, under: Option<Rc<Analysis>>) -> Html {
    html! {
        <ExpectedDiagram view={view.clone()} {under} window={props.window} theme={props.theme} act={props.act.clone()} />
    }
}

/// What is expected: a picture of its own, unless it lies behind what was measured.
fn expected(props: &Props) -> Html {
    let panel = &props.panel;
    let Some(expected) = &panel.expected else {
        let is_said = panel.is_too_large_to_expect;
        return if is_said { said("idle", words::too_large_to_expect().to_owned()) } else { Html::default() };
    };
    let picture = match &panel.view {
        _ if expected.is_behind => Html::default(),
        Some(_) => ghosts(props, &expected.view, None),
        None => diagram(props, &expected.view, &expected.view),
    };
    if expected.is_order {
        let stuck = expected.standstill.as_ref().map(|stuck| said("note", words::orders::stuck(stuck)));
        return [picture, said("idle", words::one_order().to_owned()), stuck.unwrap_or_default()].into_iter().collect();
    }
    [picture, expected_figures(expected, panel.view.is_some())].into_iter().collect()
}

fn badge(panel: &Panel) -> Html {
    let failed = panel.seen().map_or(0, |view| view.failures.len());
    if let Some(Progress { attempt, of }) = panel.progress {
        let badge = element("span").class(if panel.is_live { "badge is-live" } else { "badge" });
        return badge.words(format!("{attempt} of {of}")).html();
    }
    let (class, word) = match panel.state {
        _ if panel.is_queued && !panel.is_live => ("badge", "next"),
        PanelState::Running | PanelState::Starting => ("badge is-live", panel.state.word()),
        PanelState::Over(Outcome::Failed) => ("badge is-bad", "failed"),
        PanelState::Over(Outcome::Stuck) => ("badge is-bad", "stuck"),
        PanelState::Over(Outcome::Stopped) => ("badge", "stopped"),
        PanelState::Unavailable => ("badge", "unavailable"),
        PanelState::Over(Outcome::Done) if panel.recording.is_some() => ("badge is-recorded", "recorded"),
        PanelState::Over(Outcome::Done) if !panel.trusted => ("badge is-bad", "not trusted"),
        PanelState::Over(Outcome::Done) if failed > 0 => {
            ("badge is-bad", if failed == 1 { "1 task failed" } else { "tasks failed" })
        }
        PanelState::Over(Outcome::Done) | PanelState::Idle => return Html::default(),
    };
    element("span").class(class).text(word).html()
}

fn output(name: &str, view: &Analysis) -> Html {
    let lines = &view.timeline.output;
    let line = |line: &OutputLine| {
        let color = format!("c{}", line.task.0 as usize % crate::chart::palette::COLORS);
        element("li").attr("class", color).words(line.text.to_string()).html()
    };
    let list =
        element("ol").attr("aria-label", format!("{name} output")).children(lines.iter().take(SHOWN_LINES).map(line));
    let rest = lines.len().saturating_sub(SHOWN_LINES);
    let more = (rest > 0).then(|| said("more", hints::more_lines(rest)));
    element("div").class("output").with(list).maybe(more).html()
}

/// What the numbers that tasks share were in the end; of those that processes have copies of, the one of their parent.
fn shares(name: &str, view: &Analysis) -> Html {
    let items = view.shares.iter().filter(|share| share.copy.is_none()).map(|share| {
        let number = element("b").text(" ").words(share.value.to_string());
        element("li").words(share.name.to_string()).with(number).html()
    });
    let list = element("ul").class("shares").attr("aria-label", format!("{name} shared values"));
    if view.shares.is_empty() { Html::default() } else { list.children(items).html() }
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
    let items = found.iter().map(|found| {
        let focus = found.span.and_then(|span| Focus::at(view, span));
        let leads = element("button")
            .class("link")
            .flag("disabled", focus.is_none())
            .on_press(press(act, Action::Look(LookAction::Focus(focus))))
            .words(words::finding(&found.fact, &view.tasks, view.resolution_ns));
        let times = known.map(|known| element("i").text(" ").words(words::found_in(found.count, known)).html());
        element("li").with(leads).maybe(times).html()
    });
    let list = element("ul").class("findings");
    list.attr("aria-label", format!("{} findings", view.subject.name())).children(items).html()
}

fn failures(view: &Analysis) -> Html {
    if view.failures.is_empty() {
        return Html::default();
    }
    let rest = view.failures.len().saturating_sub(SHOWN_FAILURES);
    let items = view.failures.iter().take(SHOWN_FAILURES).map(|(task, message)| {
        let name = element("b").words(view.tasks.name(*task).to_owned());
        element("li").with(name).text(" failed: ").words(message.clone()).html()
    });
    let more = (rest > 0).then(|| element("li").words(hints::more(rest)).html());
    element("ul").class("failures").children(items).maybe(more).html()
}
