//! Letters that look like others, or like nothing at all: what a line was meant to say, and what stood in its way.

use std::ops::Range;

use super::diagnostic::Notes;
use super::keyword::ATTRIBUTES;
use super::lexer::Span;
use super::line::{Line, read_line};
use super::line_words::line_words;
use super::problem::{OddLetter, Problem, cut};

/// Longer lines are not told in full.
const LONGEST_TOLD: usize = 72;

const DOUBLE_QUOTES: &[char] = &['"', '“', '”', '„', '‟', '«', '»', '″', '＂', '〝', '〞', '〟'];
const SINGLE_QUOTES: &[char] = &['\'', '‘', '’', '‚', '‛', '‹', '›', '`', '´', '′', '＇'];
const COMMAS: &[char] = &['，', '、', '،', '､'];

/// The digits zero of scripts whose other digits follow in order.
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
];

/// Letters of other scripts that can't be told from Latin ones.
const ALIKE: &[(char, char)] = &[
    ('а', 'a'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('ӏ', 'l'),
    ('о', 'o'),
    ('ο', 'o'),
    ('р', 'p'),
    ('ρ', 'p'),
    ('с', 'c'),
    ('ѕ', 's'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('м', 'm'),
];

/// A line as it was meant.
#[derive(Debug)]
pub(super) struct Meant {
    /// The whole line.
    pub text: String,
    /// Where it differs from what was written.
    columns: Range<usize>,
    /// The first odd letter.
    letter: char,
    /// What is odd about it.
    odd: OddLetter,
}

/// What a line with errors was meant to say, if fewer are left when its odd letters are taken for what they look like.
pub(super) fn meant(number: usize, line: &str) -> Option<Meant> {
    let is_suspect = |c: char| !c.is_ascii() || is_invisible(c) || c == '\'' || c == '`';
    if !line.contains(is_suspect) {
        return None;
    }
    let errors = |line: &str| read_line(number, line).notes.errors();
    let before = errors(line);
    let meant = (before > 0).then(|| Reader::default().read(line)).flatten()?;
    (errors(&meant.text) < before).then_some(meant)
}

impl Meant {
    /// What is said about the line: one problem, whatever it would be without.
    pub fn note(&self, number: usize, written: &str) -> Notes {
        let mut notes = Notes::new(number);
        let text = Span::of_line(&self.text).text;
        let problem = Problem::OddLetter { letter: self.letter, odd: self.odd, line: cut(text, LONGEST_TOLD) };
        notes.report(self.columns.clone(), problem);
        let whole = Span::of_line(written).columns();
        notes.fix(whole, text);
        notes
    }

    /// What the line says.
    pub fn line(&self, number: usize) -> Line<'_> {
        read_line(number, &self.text)
    }
}

/// Reads a line letter by letter, and writes it as it was meant.
#[derive(Default)]
struct Reader {
    written: String,
    columns: Option<Range<usize>>,
    first: Option<(char, OddLetter)>,
}

impl Reader {
    fn read(mut self, line: &str) -> Option<Meant> {
        let letters: Vec<char> = line.chars().collect();
        let all = letters.len();
        let mut at = letters.iter().position(|c| !c.is_whitespace()).unwrap_or(all);
        self.written.extend(&letters[..at]);
        let end = letters[at..].iter().position(|c| c.is_whitespace()).map_or(all, |length| at + length);
        let keyword = folded(&letters[at..end]);
        let is_comment = keyword.starts_with('#');
        self.word(&letters, at..end, is_comment || line_words().any(|word| word == keyword));
        at = end;
        match keyword.as_str() {
            "task" | "limit" | "queue" | "share" | "lock" | "unlock" | "send" | "receive" | "meet" | "add" | "load"
            | "store" | "spawn" => {
                self.task_line(&letters, at);
            }
            "print" | "fail" => self.written.extend(&letters[at..]),
            word if line_words().any(|known| known == word) => self.word(&letters, at..all, true),
            _ => self.written.extend(&letters[at..]),
        }
        let (letter, odd) = self.first?;
        Some(Meant { text: self.written, columns: self.columns?, letter, odd })
    }

    fn task_line(&mut self, letters: &[char], mut at: usize) {
        let mut is_name = true;
        while let Some(&first) = letters.get(at) {
            if first.is_whitespace() {
                self.written.push(first);
                at += 1;
            } else if first == ',' || COMMAS.contains(&first) {
                self.put(letters, at, ",");
                is_name = true;
                at += 1;
            } else if let Some(end) = closing(letters, at) {
                self.quoted(letters, at, end);
                is_name = false;
                at = end + 1;
            } else {
                let ends = |c: &char| c.is_whitespace() || *c == ',' || COMMAS.contains(c) || DOUBLE_QUOTES.contains(c);
                let length = letters[at + 1..].iter().position(ends).unwrap_or(letters.len() - at - 1) + 1;
                let word = folded(&letters[at..at + length]);
                let is_value = word.starts_with(|c: char| c.is_ascii_digit() || "x.+-".contains(c));
                self.word(letters, at..at + length, !is_name && (is_value || ATTRIBUTES.contains(&word.as_str())));
                is_name = !is_name && word == "after";
                at += length;
            }
        }
    }

    /// A word: all of it as it was meant, or a name, which has letters of its own and loses only what can't be seen.
    fn word(&mut self, letters: &[char], word: Range<usize>, is_ours: bool) {
        for at in word {
            let letter = letters[at];
            match fold(letter) {
                Some(meant) if is_ours || is_invisible(letter) => self.put(letters, at, &meant),
                _ => self.written.push(letter),
            }
        }
    }

    fn quoted(&mut self, letters: &[char], start: usize, end: usize) {
        self.put(letters, start, "\"");
        self.written.extend(&letters[start + 1..end]);
        self.put(letters, end, "\"");
    }

    /// Writes what a letter was meant to be, and notes it if it is another one.
    fn put(&mut self, letters: &[char], at: usize, meant: &str) {
        self.written.push_str(meant);
        let letter = letters[at];
        if meant.chars().eq([letter]) {
            return;
        }
        let columns = self.columns.get_or_insert(at..at);
        columns.end = at + 1;
        self.first.get_or_insert((letter, kind_of(letter, meant)));
    }
}

/// Where a quote that opens here is closed, if it is one.
fn closing(letters: &[char], at: usize) -> Option<usize> {
    let rest = at + 1..letters.len();
    if letters[at] == '"'
        && let Some(end) = rest.clone().find(|&at| letters[at] == '"')
    {
        return Some(end);
    }
    let is_end = |at: usize| letters.get(at).is_none_or(|c| c.is_whitespace() || *c == ',');
    if DOUBLE_QUOTES.contains(&letters[at]) {
        return rest.clone().find(|&at| DOUBLE_QUOTES.contains(&letters[at]));
    }
    let is_single = SINGLE_QUOTES.contains(&letters[at]);
    rest.clone().find(|&at| is_single && SINGLE_QUOTES.contains(&letters[at]) && is_end(at + 1))
}

/// Whether two names can't be told apart on the screen.
pub(super) fn looks_like(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let letter =
            |c: char| if c.is_whitespace() { " ".to_owned() } else { fold(c).unwrap_or_else(|| c.to_string()) };
        name.chars().map(letter).collect()
    };
    (!one.is_ascii() || !other.is_ascii()) && one != other && plain(one) == plain(other)
}

fn folded(letters: &[char]) -> String {
    letters.iter().map(|letter| fold(*letter).unwrap_or_else(|| letter.to_string())).collect()
}

/// What an odd letter stands for; `None` for all others.
fn fold(letter: char) -> Option<String> {
    let code = u32::from(letter);
    let digit = || ZEROS.iter().find_map(|zero| char::from_digit(code.checked_sub(*zero)?, 10));
    let alike = || ALIKE.iter().find(|(odd, _)| *odd == letter).map(|(_, latin)| *latin);
    match letter {
        _ if is_invisible(letter) => Some(String::new()),
        '…' => Some("..".to_owned()),
        '×' | '✕' => Some("x".to_owned()),
        '٫' => Some(".".to_owned()),
        _ if letter.is_ascii() => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).map(String::from),
        _ => digit().or_else(alike).map(String::from),
    }
}

/// Whether nothing is seen where this letter stands.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
        || (letter.is_control() && !letter.is_whitespace())
}

/// What is odd about a letter that stands for something else.
fn kind_of(letter: char, meant: &str) -> OddLetter {
    match letter {
        _ if is_invisible(letter) => OddLetter::Invisible,
        '\'' | '`' => OddLetter::SingleQuote,
        _ if DOUBLE_QUOTES.contains(&letter) || SINGLE_QUOTES.contains(&letter) => OddLetter::TypographicQuote,
        _ if COMMAS.contains(&letter) => OddLetter::Comma,
        '…' => OddLetter::Ellipsis,
        '×' | '✕' => OddLetter::Times,
        _ if meant.bytes().all(|byte| byte.is_ascii_digit()) => OddLetter::Digit,
        '\u{ff01}'..='\u{ff5e}' => OddLetter::FullWidth,
        _ => OddLetter::Alike(meant.chars().next().unwrap_or(letter)),
    }
}
