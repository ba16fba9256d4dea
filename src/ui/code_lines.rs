//! The lines of the task list that are in view, as they are drawn under its text box: colored, and with their numbers.

use std::ops::Range;

use web_sys::Element;
use yew::prelude::*;

use crate::browser::dom::text_box;
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

/// The colored lines, as they are drawn.
#[derive(Debug, Default)]
pub struct CodeLines(Vec<(String, Option<Severity>)>);

impl CodeLines {
    /// Has an element show some lines of a text, with the worst that is said about each. Only those change in it that it
    /// doesn't show yet: by elements of Yew, each of a hundred lines would be looked through for each letter.
    pub fn show(&mut self, element: &Element, text: &str, lines: &Range<usize>, severities: &[Option<Severity>]) {
        let lines = text.split('\n').skip(lines.start).zip(severities);
        let now: Vec<_> = lines.map(|(line, severity)| (line.to_owned(), *severity)).collect();
        let shown = &self.0;
        let above = shown.iter().zip(&now).take_while(|(shown, now)| shown == now).count();
        let below = shown[above..].iter().rev().zip(now[above..].iter().rev());
        let below = below.take_while(|(shown, now)| shown == now).count();
        let mut html = String::new();
        for (line, severity) in &now[above..now.len() - below] {
            write_line(&mut html, line, *severity);
        }
        text_box::replace_lines(element, above..shown.len() - below, &html);
        self.0 = now;
    }
}

fn write_line(html: &mut String, line: &str, severity: Option<Severity>) {
    let part = |html: &mut String, class: &str| html.extend(["<span class=\"", class, "\">"]);
    part(
        html,
        match severity {
            None => "line",
            Some(Severity::Error) => "line is-error",
            Some(Severity::Warning) => "line is-warning",
        },
    );
    for (token, text) in tokens(line) {
        part(
            html,
            match token {
                Token::Comment => "t-comment",
                Token::Keyword => "t-keyword",
                Token::Value => "t-value",
                Token::Text => "t-text",
            },
        );
        html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
        html.push_str("</span>");
    }
    html.push_str("\n</span>");
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
