//! What can stand at a place of a list, to be offered while it is typed. Reads the tables of words, and has none itself.

use std::borrow::Cow;
use std::ops::Range;

use super::keyword::{BLOCKING, COPIES, HEADS, Keyword, PATIENT, TASK, TASK_WORDS, Takes, TaskWord, WITHIN};
use super::lexer::{Span, Token, TokenKind, tokens};
use super::rename::task_at;
use super::task_line::written_name;
use super::{Make, Program, Resource, Step, Stored, TaskDeclaration};

/// More names than this are not offered at once.
const MOST_NAMES: usize = 20;
/// Steps of a task that are told beside its name.
const TOLD_STEPS: usize = 4;
/// How the formatter indents steps.
const INDENT: &str = "  ";

/// Words that can stand at a place, and what they take the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// The bytes of the text that each of them takes the place of: what was typed of it.
    pub bytes: Range<usize>,
    /// Where what was typed of the word itself begins, in bytes: behind the indentation.
    pub word: usize,
    /// Whether they are offered unasked: something is typed of one, or nothing else can stand there.
    pub is_due: bool,
    /// In the order of the help, or of the list.
    pub list: Vec<Offer>,
}

/// A word that can stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is written if it is taken.
    pub written: String,
    /// The word, as it is shown.
    pub word: Cow<'static, str>,
    /// What follows it, as an example.
    pub argument: Cow<'static, str>,
    /// What it does.
    pub help: Cow<'static, str>,
}

impl From<Keyword> for Offer {
    fn from(Keyword { word, argument, help }: Keyword) -> Self {
        let written = if argument.is_empty() { word.to_owned() } else { [word, " "].concat() };
        Self { written, word: word.into(), argument: argument.into(), help: help.into() }
    }
}

/// What can stand where the caret is, a byte of the text, as far as the list is understood; `None` if nothing that is
/// known. Takes no longer the longer the list is, but for a look at the names of its tasks.
pub fn offers(text: &str, program: &Program, caret: usize) -> Option<Offers> {
    let (before, behind) = text.split_at_checked(caret)?;
    // In the middle of a word nothing is wanted.
    if behind.starts_with(|next: char| !next.is_whitespace() && next != ',') {
        return None;
    }
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = &before[start..];
    let words = line.trim_start();
    let mut offers = match words.split_once(char::is_whitespace) {
        None => first_words(before, start, words),
        Some((word, rest)) if word == TASK.word => on_task_line(rest, &Others { text, program, start }, caret)?,
        Some((word, rest)) => behind_step(word, rest.trim_start(), program, caret)?,
    };
    if behind.starts_with(' ') {
        offers.list.iter_mut().for_each(|offer| offer.written.truncate(offer.written.trim_end().len()));
    }
    (!offers.list.is_empty()).then_some(offers)
}

/// Every step that there is.
pub fn steps() -> impl Iterator<Item = Keyword> {
    <Step>::KEYWORDS.iter().map(|step| Keyword { word: step.word, argument: step.argument, help: step.help })
}

/// The first word of the line that begins at `start`.
fn first_words(before: &str, start: usize, typed: &str) -> Offers {
    let is_of_task = |line: &str| line.trim_start().strip_prefix(TASK.word).is_some_and(|rest| rest.starts_with(' '));
    let has_task = before[..start].lines().any(is_of_task);
    let word = before.len() - typed.len();
    let indent = if word > start { &before[start..word] } else { INDENT };
    let step = |keyword: Keyword| {
        let offer = Offer::from(keyword);
        Offer { written: [indent, &offer.written].concat(), ..offer }
    };
    let list = if has_task {
        steps().filter(|step| begins(step.word, typed)).map(step).chain(of([TASK], typed)).collect()
    } else {
        of(HEADS.iter().copied().chain([TASK]), typed).collect()
    };
    Offers { bytes: start..before.len(), word, is_due: !typed.is_empty(), list }
}

fn of(words: impl IntoIterator<Item = Keyword>, typed: &str) -> impl Iterator<Item = Offer> {
    words.into_iter().filter(move |keyword| begins(keyword.word, typed)).map(Offer::from)
}

/// Whether a word begins like this, and goes on.
fn begins(word: &str, typed: &str) -> bool {
    word.len() > typed.len() && word.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// What can follow this behind the word `task`, at whose end the caret is.
fn on_task_line(rest: &str, others: &Others, caret: usize) -> Option<Offers> {
    let mut before = tokens(Span { text: rest, start: 0 });
    let open = before
        .pop_if(|token| token.bytes.end == rest.len() && matches!(token.kind, TokenKind::Word | TokenKind::Unclosed));
    let typed = open.as_ref().map_or("", |token| token.text);
    let word = caret - open.as_ref().map_or(0, |token| token.bytes.len());
    let (name, words) = before.split_first()?;
    let last = words.last();
    // Right behind a name in quotes there is no room for a word.
    if open.is_none() && last.unwrap_or(name).bytes.end == rest.len() && last.is_none_or(|last| last.text != ",") {
        return None;
    }
    let is_named = words.iter().rev().find_map(task_word).is_some_and(|word| word.takes == Takes::Names);
    let is_list = last.is_some_and(|last| last.kind == TokenKind::Comma);
    let (found, is_due) = match last.and_then(task_word) {
        // Here stands the duration, or the number, that the word before wants.
        Some(TaskWord { takes: Takes::Value, .. }) => return None,
        Some(TaskWord { takes: Takes::Names | Takes::Name, .. }) => (others.names(name, words, typed), true),
        _ if is_list && is_named => (others.names(name, words, typed), true),
        _ if open.as_ref().is_some_and(|open| open.kind == TokenKind::Unclosed) => return None,
        _ => {
            let has = |word: &str| words.iter().any(|token| token.text == word);
            let keywords = TASK_WORDS.iter().map(|word| word.keyword).filter(|keyword| !has(keyword.word));
            (of([COPIES].into_iter().chain(keywords), typed).collect(), !typed.is_empty())
        }
    };
    Some(Offers { bytes: word..caret, word, is_due, list: found })
}

/// Names of what this step can act on, of one of which this is typed.
fn behind_step(word: &str, typed: &str, program: &Program, caret: usize) -> Option<Offers> {
    if let Some(words) = behind_wait(word, typed, caret) {
        return Some(words);
    }
    let keyword = <Step>::KEYWORDS.iter().find(|step| step.word == word)?;
    let step = match &keyword.make {
        Make::Name(make) => make("".into()),
        Make::Number(make) => make("".into(), Stored::Number(0)),
        Make::Item(make) => make("".into(), None),
        _ => return None,
    };
    let word = caret - typed.len();
    let name = typed.strip_prefix('"').unwrap_or(typed);
    if matches!(step, Step::Spawn(_)) {
        let fits = |task: &&TaskDeclaration| task.how.spawned && begins(&task.name, name);
        let list = program.tasks.iter().filter(fits).take(MOST_NAMES).map(of_task).collect();
        return Some(Offers { bytes: word..caret, word, is_due: true, list });
    }
    let (_, kind) = step.resource()?;
    let fits = |known: &&Resource| known.kind.word() == kind.word() && begins(&known.name, name);
    let offer = |known: &Resource| Offer {
        written: written_name(&known.name),
        word: known.name.to_string().into(),
        argument: "".into(),
        help: known.kind.word().into(),
    };
    let list = program.resources.iter().filter(fits).take(MOST_NAMES).map(offer).collect();
    Some(Offers { bytes: word..caret, word, is_due: true, list })
}

/// Within which time a step has to be done, behind what it waits for; and how a request is made.
fn behind_wait(word: &str, typed: &str, caret: usize) -> Option<Offers> {
    let (before, open) = typed.rsplit_once(' ').map_or(("", typed), |(before, open)| (before.trim_end(), open));
    let is_closed = before.matches('"').count() % 2 == 0;
    let has_name = word == "join" || !before.is_empty();
    if !PATIENT.contains(&word) || !is_closed || !has_name || before.split(' ').skip(1).any(|word| word == WITHIN.word)
    {
        return None;
    }
    let start = caret - open.len();
    let is_request = ["fetch", "read", "write"].contains(&word) && before.split(' ').all(|word| word != BLOCKING.word);
    let list = of(is_request.then_some(BLOCKING).into_iter().chain([WITHIN]), open).collect();
    Some(Offers { bytes: start..caret, word: start, is_due: !open.is_empty(), list })
}

/// The word of a task line that a token is.
fn task_word(token: &Token) -> Option<TaskWord> {
    TASK_WORDS.iter().copied().find(|word| token.kind == TokenKind::Word && word.keyword.word == token.text)
}

/// The tasks of a list beside the one that a line begins.
struct Others<'l> {
    text: &'l str,
    program: &'l Program,
    /// Where the line begins.
    start: usize,
}

impl Others<'_> {
    /// Those that can be waited for, of whose names this is typed, and that are not named on the line already.
    fn names(&self, own: &Token, named: &[Token], typed: &str) -> Vec<Offer> {
        // As long as nothing follows `after`, it is taken for a part of the task's own name.
        let as_read = task_at(self.text, self.start);
        let is_other = |task: &&TaskDeclaration| {
            let is_own = task.name == own.text || as_read.as_ref() == Some(&task.name);
            begins(&task.name, typed) && !is_own && named.iter().all(|token| token.text != task.name)
        };
        self.program.tasks.iter().filter(is_other).take(MOST_NAMES).map(of_task).collect()
    }
}

/// The name of a task.
fn of_task(task: &TaskDeclaration) -> Offer {
    let copies = task.copies.map(|copies| format!("x{copies}"));
    let steps: Vec<&str> = task.steps.iter().map(Step::keyword).take(TOLD_STEPS).collect();
    let more = if task.steps.len() > TOLD_STEPS { ", …" } else { "" };
    Offer {
        written: written_name(&task.name),
        word: task.name.clone().into(),
        argument: copies.unwrap_or_default().into(),
        help: (steps.join(", ") + more).into(),
    }
}
