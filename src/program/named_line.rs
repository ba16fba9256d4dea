//! Lines that name something by which tasks act on each other: head lines, and the steps that use it.

use std::sync::Arc;

use super::diagnostic::Notes;
use super::lexer::{Span, Token, tokens};
use super::problem::{ResourceProblem, excerpt};
use super::task_line::{take_name, written_name};
use super::{Limits, Problem, Resource, ResourceKind};

/// Reads the name behind the keyword of a step.
pub(super) fn read_name(keyword: Span, rest: Span, notes: &mut Notes) -> Option<Arc<str>> {
    let mut tokens = tokens(rest).into_iter();
    let name = take_name(&mut tokens, notes);
    let Some(name) = name else {
        notes.report(keyword.columns(), Problem::Resource(ResourceProblem::WithoutName(excerpt(keyword.text))));
        return None;
    };
    let statement = [keyword.text, " ", &written_name(name.text)].concat();
    refuse_rest(&statement, tokens.as_slice(), rest, notes);
    Some(name.text.into())
}

/// Reads what follows `queue`.
pub(super) fn read_queue(keyword: Span, rest: Span, notes: &mut Notes) -> Option<Resource> {
    let mut tokens = tokens(rest).into_iter();
    let Some(name) = take_name(&mut tokens, notes) else {
        notes.report(keyword.columns(), Problem::Resource(ResourceProblem::WithoutName(excerpt(keyword.text))));
        return None;
    };
    let room = match tokens.next() {
        None => None,
        Some(number) => Some(read_count(&number, ResourceProblem::NotRoom, notes)?),
    };
    let resource = Resource { name: name.text.into(), kind: ResourceKind::Queue { room } };
    refuse_rest(&resource.text(), tokens.as_slice(), rest, notes);
    Some(resource)
}

/// A whole number that something of the kind can have.
fn read_count(number: &Token, problem: fn(String) -> ResourceProblem, notes: &mut Notes) -> Option<u32> {
    let is_whole = number.text.bytes().all(|byte| byte.is_ascii_digit());
    let count = number.text.parse().ok().filter(|count| is_whole && (1..=Limits::LIST.permits).contains(count));
    if count.is_none() {
        notes.report(number.columns.clone(), Problem::Resource(problem(excerpt(number.text))));
    }
    count
}

/// Reads what follows `limit`.
pub(super) fn read_limit(keyword: Span, rest: Span, notes: &mut Notes) -> Option<Resource> {
    let mut tokens = tokens(rest).into_iter();
    let Some(name) = take_name(&mut tokens, notes) else {
        notes.report(keyword.columns(), Problem::Resource(ResourceProblem::WithoutName(excerpt(keyword.text))));
        return None;
    };
    let written = written_name(name.text);
    let Some(number) = tokens.next() else {
        notes.report(name.columns, Problem::Resource(ResourceProblem::WithoutPermits(excerpt(&written))));
        return None;
    };
    let permits = read_count(&number, ResourceProblem::NotPermits, notes)?;
    refuse_rest(&format!("{} {written} {permits}", keyword.text), tokens.as_slice(), rest, notes);
    Some(Resource { name: name.text.into(), kind: ResourceKind::Limit { permits } })
}

/// Reports what stands behind the end of a statement.
fn refuse_rest(statement: &str, extra: &[Token], rest: Span, notes: &mut Notes) {
    let Some(first) = extra.first() else { return };
    let is_comment = first.text.starts_with('#');
    notes.report(first.columns.start..rest.columns().end, Problem::Extra { statement: excerpt(statement), is_comment });
}
