//! The task list: a text box over its own colored copy, with problems at their lines and in words below.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::lists::{ListTools, Shelf};
use crate::app::Action;
use crate::program::tokens::{Token, tokens};
use crate::program::{Diagnostic, DurationRange, Parsed, Severity, Step, StepKeyword};

/// Texts longer than this are not colored: every keystroke would take too long.
const COLORED_BYTES: usize = 24 * 1024;
/// More problems than this are counted, not listed.
const LISTED_PROBLEMS: usize = 50;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub text: Rc<str>,
    pub parsed: Rc<Parsed>,
    /// What the list is about, where it is an example.
    pub lesson: Html,
    pub shelf: Shelf,
    /// Whether the keys for undoing go behind the last change by a button, and not behind what was typed.
    pub is_settled: bool,
    /// What has to be said about the list.
    pub notice: Html,
    pub act: Callback<Action>,
}

#[component]
pub fn Editor(props: &Props) -> Html {
    let edit = props.act.reform(|event: InputEvent| {
        let text = event.target_dyn_into::<HtmlTextAreaElement>().map(|area| area.value());
        Action::Edit(text.unwrap_or_default())
    });
    let diagnostics = &props.parsed.diagnostics;
    let lines: Vec<&str> = props.text.split('\n').collect();
    let is_colored = props.text.len() <= COLORED_BYTES;
    let numbers = lines.iter().enumerate().map(|(index, _)| {
        let class = worst(diagnostics, index + 1).map_or("", class_of);
        html! { <span class={class}>{ index + 1 }{ "\n" }</span> }
    });
    let copy = lines.iter().enumerate().map(|(index, line)| colored_line(line, worst(diagnostics, index + 1)));
    let has_problems = !diagnostics.is_empty();
    html! {
        <>
            <section class="card editor" aria-label="Editor">
                <div class="card-head">
                    <h2>{ "Task list" }</h2>
                    <ListTools shelf={props.shelf.clone()} act={props.act.clone()} />
                    <button
                        class="small"
                        title="Indents steps, and writes every line the usual way"
                        onclick={props.act.reform(|_| Action::Format)}
                    >
                        { "Format" }
                    </button>
                </div>
                { props.notice.clone() }
                <div class="code" onkeydown={undo_keys(props)}>
                    <pre class="numbers" aria-hidden="true">{ for numbers }</pre>
                    <div class={classes!("sheet", is_colored.then_some("is-colored"))}>
                        if is_colored {
                            <pre class="copy" aria-hidden="true">{ for copy }</pre>
                        }
                        <textarea
                            aria-label="Task list"
                            aria-invalid={has_problems.then_some("true")}
                            aria-describedby={has_problems.then_some("problems")}
                            spellcheck="false"
                            autocapitalize="off"
                            autocomplete="off"
                            autocorrect="off"
                            wrap="off"
                            rows={lines.len().max(5).to_string()}
                            value={props.text.to_string()}
                            oninput={edit}
                        />
                    </div>
                </div>
                <div class="card-foot">{ counts(&props.parsed) }</div>
                if has_problems {
                    <ul id="problems" class="problems" aria-label="Problems">
                        { for diagnostics.iter().take(LISTED_PROBLEMS).map(problem) }
                        if diagnostics.len() > LISTED_PROBLEMS {
                            <li>{ format!("… and {} more.", diagnostics.len() - LISTED_PROBLEMS) }</li>
                        }
                    </ul>
                }
            </section>
            { props.lesson.clone() }
            <details class="card help">
                <summary>{ "What can be written" }</summary>
                <dl>
                    <dt>{ "task NAME x3" }</dt><dd translate="yes">{ "a task, or three copies of it; also " }<code translate="no">{ "after OTHER" }</code>{ ", " }<code translate="no">{ "at 1s" }</code>{ ", " }<code translate="no">{ "every 50ms" }</code></dd>
                    { for Step::<DurationRange>::KEYWORDS.iter().map(step_help) }
                    <dt>{ "100ms..300ms" }</dt><dd translate="yes">{ "a random duration, the same in every model; " }<code translate="no">{ "seed 7" }</code>{ " on top draws others" }</dd>
                </dl>
                <p><a href="static/authors.html">{ "Link to a list, or embed one" }</a></p>
            </details>
        </>
    }
}

fn step_help(keyword: &StepKeyword<DurationRange>) -> Html {
    html! {
        <>
            <dt>{ format!("{} {}", keyword.word, keyword.argument).trim_end() }</dt><dd translate="yes">{ keyword.help }</dd>
        </>
    }
}

/// The keys for undoing and redoing: the text box's own, until nothing is left of what was typed since the last change
/// by a button.
fn undo_keys(props: &Props) -> Callback<KeyboardEvent> {
    let (act, is_settled) = (props.act.clone(), props.is_settled);
    let (can_undo, can_redo) = (props.shelf.can_undo, props.shelf.can_redo);
    Callback::from(move |event: KeyboardEvent| {
        if !is_settled || event.alt_key() || !(event.ctrl_key() || event.meta_key()) {
            return;
        }
        let action = match (event.key().as_str(), event.shift_key()) {
            ("z", false) if can_undo => Action::Undo,
            ("Z" | "z", true) | ("y", false) if can_redo => Action::Redo,
            _ => return,
        };
        event.prevent_default();
        act.emit(action);
    })
}

fn counts(parsed: &Parsed) -> Html {
    let count = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    let problems = match parsed.diagnostics.len() {
        0 => "no problems".to_owned(),
        problems => count(problems, "problem"),
    };
    html! {
        <>
            <span>{ count(parsed.task_count(), "task") }</span>
            <span>{ count(parsed.step_count(), "step") }</span>
            <span class={classes!((!parsed.diagnostics.is_empty()).then_some("has-problems"))}>{ problems }</span>
        </>
    }
}

fn worst(diagnostics: &[Diagnostic], line: usize) -> Option<Severity> {
    let at = |severity: Severity| diagnostics.iter().any(|found| found.line == line && found.severity == severity);
    if at(Severity::Error) { Some(Severity::Error) } else { at(Severity::Warning).then_some(Severity::Warning) }
}

fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "is-error",
        Severity::Warning => "is-warning",
    }
}

fn colored_line(line: &str, severity: Option<Severity>) -> Html {
    let parts = tokens(line).into_iter().map(|(token, part)| {
        let class = match token {
            Token::Comment => "t-comment",
            Token::Keyword => "t-keyword",
            Token::Value => "t-value",
            Token::Text => "t-text",
        };
        html! { <span class={class}>{ part }</span> }
    });
    html! { <span class={classes!("line", severity.map(class_of))}>{ for parts }{ "\n" }</span> }
}

fn problem(diagnostic: &Diagnostic) -> Html {
    html! {
        <li class={class_of(diagnostic.severity)}>
            <span class="where">{ format!("line {}", diagnostic.line) }</span>
            <span>
                { &diagnostic.message }
                if let Some(fix) = &diagnostic.fix {
                    <span class="fix">{ format!(" {}", as_sentence(fix)) }</span>
                }
            </span>
        </li>
    }
}

/// A fix as a sentence of its own.
fn as_sentence(fix: &str) -> String {
    let mut letters = fix.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if fix.ends_with(['?', '.']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
