//! The lines of the task list that are in view, as they are drawn under its text box: colored, and with their numbers.

use std::ops::Range;

use yew::prelude::*;

use crate::program::tokens::{Token, tokens};
use crate::program::{Diagnostic, Severity};

/// The numbers of some lines, the first counted from 0, with the worst that is said about each.
pub fn numbers(lines: &Range<usize>, severities: &[Option<Severity>]) -> Html {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    for (number, severity) in (lines.start + 1..).zip(severities) {
        match severity {
            None => {
                plain.push_str(&number.to_string());
                plain.push('\n');
            }
            Some(severity) => {
                pieces.push(html! { <>{ std::mem::take(&mut plain) }</> });
                pieces.push(html! { <span class={class_of(*severity)}>{ number }{ "\n" }</span> });
            }
        }
    }
    html! { <>{ for pieces }{ plain }</> }
}

/// Some lines of a text in colors, with the worst that is said about each.
pub fn colored(text: &str, lines: &Range<usize>, severities: &[Option<Severity>]) -> Html {
    let lines = text.split('\n').skip(lines.start).zip(severities);
    html! { <>{ for lines.map(|(line, severity)| colored_line(line, *severity)) }</> }
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

/// The worst that is said about each of some lines, by problems in the order of the text.
pub fn severities(lines: &Range<usize>, diagnostics: &[Diagnostic]) -> Vec<Option<Severity>> {
    let mut severities: Vec<Option<Severity>> = vec![None; lines.len()];
    let first = diagnostics.partition_point(|diagnostic| diagnostic.line <= lines.start);
    for diagnostic in &diagnostics[first..] {
        let Some(worst) = severities.get_mut(diagnostic.line - 1 - lines.start) else { break };
        let severity = diagnostic.severity();
        *worst = Some(worst.map_or(severity, |worst| worst.min(severity)));
    }
    severities
}

/// The class of what is so bad.
pub fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "is-error",
        Severity::Warning => "is-warning",
    }
}
