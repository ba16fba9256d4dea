//! Lines that name something by which tasks act on each other: head lines, and the steps that use it.

use std::sync::Arc;
use std::vec::IntoIter;

use super::diagnostic::Notes;
use super::duration::read_range;
use super::lexer::{Span, Token, TokenKind, tokens};
use super::nearest::nearest;
use super::problem::{DurationProblem, ResourceProblem, excerpt};
use super::task_line::{take_name, written_name};
use super::{Limits, Problem, Resource, ResourceKind, Stored};

/// What stands in front of the time in which a limit fills up.
const EVERY: &str = "every";

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

/// What is sent: its text, and whether it is to be a duration.
type Sent<'t> = (Span<'t>, bool);

/// Reads the name of a queue, and what stands behind it.
pub(super) fn read_sent<'t>(
    keyword: Span<'t>,
    rest: Span<'t>,
    notes: &mut Notes,
) -> Option<(Arc<str>, Option<Sent<'t>>)> {
    let mut tokens = tokens(rest).into_iter();
    let Some(name) = take_name(&mut tokens, notes) else {
        notes.report(keyword.columns(), Problem::Resource(ResourceProblem::WithoutName(excerpt(keyword.text))));
        return None;
    };
    let Some(first) = tokens.as_slice().first().filter(|token| !token.is_comment()).cloned() else {
        let statement = [keyword.text, " ", &written_name(name.text)].concat();
        refuse_rest(&statement, tokens.as_slice(), rest, notes);
        return Some((name.text.into(), None));
    };
    let start = first.columns.start;
    if first.kind == TokenKind::Word && first.text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Some((name.text.into(), Some((Span { text: &rest.text[first.bytes.start..], start }, true))));
    }
    let Some(value) = take_name(&mut tokens, notes) else {
        let statement = [keyword.text, " ", &written_name(name.text)].concat();
        refuse_rest(&statement, tokens.as_slice(), rest, notes);
        return None;
    };
    let statement = [keyword.text, " ", &written_name(name.text), " ", &written_name(value.text)].concat();
    refuse_rest(&statement, tokens.as_slice(), rest, notes);
    Some((name.text.into(), Some((Span { text: value.text, start }, false))))
}

/// Reads the name of a share, and the number behind it.
pub(super) fn read_number(keyword: Span, rest: Span, notes: &mut Notes) -> Option<(Arc<str>, Stored)> {
    let mut tokens = tokens(rest).into_iter();
    let Some(name) = take_name(&mut tokens, notes) else {
        notes.report(keyword.columns(), Problem::Resource(ResourceProblem::WithoutName(excerpt(keyword.text))));
        return None;
    };
    let statement = [keyword.text, " ", &written_name(name.text)].concat();
    let Some(number) = tokens.next() else {
        notes.report(keyword.columns(), Problem::Resource(ResourceProblem::WithoutNumber(excerpt(&statement))));
        return None;
    };
    let stored = match number.text.strip_prefix('+') {
        Some(more) => Stored::More(read_whole(more, &number, notes)?),
        None => Stored::Number(read_whole(number.text, &number, notes)?),
    };
    refuse_rest(&[&statement, " ", number.text].concat(), tokens.as_slice(), rest, notes);
    Some((name.text.into(), stored))
}

/// A whole number that a share can have.
fn read_whole(digits: &str, number: &Token, notes: &mut Notes) -> Option<i64> {
    let most = Limits::LIST.number;
    let read = digits.parse().ok().filter(|whole| !digits.starts_with('+') && (-most..=most).contains(whole));
    if read.is_none() {
        notes.report(number.columns.clone(), Problem::Resource(ResourceProblem::NotANumber(excerpt(number.text))));
    }
    read
}

/// Reads what follows `share`.
pub(super) fn read_share(keyword: Span, rest: Span, notes: &mut Notes) -> Option<Resource> {
    const EVERYWHERE: &str = "everywhere";
    let mut tokens = tokens(rest).into_iter();
    let Some(name) = take_name(&mut tokens, notes) else {
        notes.report(keyword.columns(), Problem::Resource(ResourceProblem::WithoutName(excerpt(keyword.text))));
        return None;
    };
    let is_number = |token: &&Token| token.text.contains(|letter: char| letter.is_ascii_digit());
    let initial = match tokens.as_slice().first().filter(is_number).cloned() {
        None => 0,
        Some(number) => {
            tokens.next();
            read_whole(number.text, &number, notes)?
        }
    };
    let mut is_everywhere = false;
    if let Some(word) = tokens.as_slice().first().cloned()
        && !word.is_comment()
    {
        tokens.next();
        is_everywhere = word.text == EVERYWHERE;
        if !is_everywhere {
            notes.report(word.columns.clone(), Problem::Resource(ResourceProblem::NotEverywhere(excerpt(word.text))));
            if nearest(word.text, [EVERYWHERE]).is_some() {
                notes.fix(word.columns, EVERYWHERE);
            }
            return None;
        }
    }
    let resource = Resource { name: name.text.into(), kind: ResourceKind::Share { initial, is_everywhere } };
    if resource.is_unprintable() {
        notes.report(name.columns, Problem::Resource(ResourceProblem::Unprintable(excerpt(name.text))));
    }
    refuse_rest(&resource.text(), tokens.as_slice(), rest, notes);
    Some(resource)
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
    let kind = if tokens.as_slice().first().is_some_and(|token| token.text == EVERY) {
        ResourceKind::Rate { permits, every_ns: read_every(&mut tokens, notes)? }
    } else {
        ResourceKind::Limit { permits }
    };
    let resource = Resource { name: name.text.into(), kind };
    refuse_rest(&resource.text(), tokens.as_slice(), rest, notes);
    Some(resource)
}

/// Reads `every 1s`: one duration, and not 0.
fn read_every(tokens: &mut IntoIter<Token>, notes: &mut Notes) -> Option<u64> {
    let every = tokens.next()?;
    let Some(word) = tokens.next() else {
        notes.report(every.columns, Problem::Duration(DurationProblem::Missing(EVERY)));
        return None;
    };
    match read_range(word.text) {
        Ok(range) if range.min_ns == range.max_ns && range.min_ns > 0 => return Some(range.min_ns),
        Ok(_) => {
            notes.report(word.columns, Problem::Resource(ResourceProblem::NotEvery(excerpt(word.text))));
        }
        Err(wrong) => wrong.tell(word.columns, notes),
    }
    None
}

/// Reports what stands behind the end of a statement.
fn refuse_rest(statement: &str, extra: &[Token], rest: Span, notes: &mut Notes) {
    let Some(first) = extra.first() else { return };
    let (statement, is_comment) = (excerpt(statement), first.is_comment());
    notes.report(first.columns.start..rest.columns().end, Problem::Extra { statement, is_comment });
}
