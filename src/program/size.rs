//! Sizes of data, as a list writes them: `64KB`, `20MB`, `1.5MiB`.

use std::ops::Range;

use super::diagnostic::Notes;
use super::problem::{SizeProblem, excerpt};
use super::{Limits, Problem};

/// Units, the largest first; of what can be written in several ways the shortest is chosen, and of those the first.
const UNITS: [(&str, u64); 5] = [("MB", 1_000_000), ("MiB", 1 << 20), ("KB", 1000), ("KiB", 1024), ("B", 1)];
/// Digits behind the point.
const MOST_DECIMALS: usize = 3;

/// What is wrong with a size.
#[derive(Debug)]
pub(super) struct WrongSize {
    problem: SizeProblem,
    /// What was certainly meant.
    meant: Option<String>,
}

impl WrongSize {
    /// Says so.
    pub fn tell(self, columns: Range<usize>, notes: &mut Notes) {
        notes.report(columns.clone(), Problem::Size(self.problem));
        if let Some(meant) = self.meant {
            notes.fix(columns, meant);
        }
    }
}

/// Reads a size, in bytes: at least one, and no more than a list may have.
pub(super) fn read_size(word: &str) -> Result<u64, WrongSize> {
    let wrong = |problem| Err(WrongSize { problem, meant: None });
    let unit_at = word.find(|letter: char| letter.is_alphabetic()).unwrap_or(word.len());
    let (number, unit) = word.split_at(unit_at);
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return wrong(SizeProblem::NotASize(excerpt(word)));
    }
    let Some((_, unit_bytes)) = UNITS.iter().find(|(known, _)| *known == unit) else {
        let usual = UNITS.iter().find(|(known, _)| known.eq_ignore_ascii_case(unit) || is_short_for(unit, known));
        let meant =
            usual.map(|(known, _)| [number, known].concat()).or_else(|| unit.is_empty().then(|| format!("{number}MB")));
        let meant = meant.filter(|meant| read_size(meant).is_ok());
        let problem = match &meant {
            Some(meant) => SizeProblem::Unusual { word: excerpt(word), meant: meant.clone() },
            None => SizeProblem::NotASize(excerpt(word)),
        };
        return Err(WrongSize { problem, meant });
    };
    match bytes(number, *unit_bytes) {
        Some(0) => wrong(SizeProblem::Nothing(excerpt(word))),
        Some(bytes) if bytes <= Limits::LIST.carried_bytes => Ok(bytes),
        Some(_) => wrong(SizeProblem::TooLarge(excerpt(word))),
        None => wrong(SizeProblem::NotASize(excerpt(word))),
    }
}

/// What is wrong where a unit stands a blank behind its number.
pub(super) fn torn_size(number: &str, unit: &str) -> Option<WrongSize> {
    let meant = [number, unit].concat();
    let is_torn = UNITS.iter().any(|(known, _)| *known == unit) && read_size(&meant).is_ok();
    let problem = || SizeProblem::Torn { number: excerpt(number), unit: unit.to_owned(), meant: meant.clone() };
    is_torn.then(|| WrongSize { problem: problem(), meant: Some(meant.clone()) })
}

/// `20M` and `64k`.
fn is_short_for(unit: &str, known: &str) -> bool {
    known.len() == 2 && known.strip_suffix('B').is_some_and(|short| short.eq_ignore_ascii_case(unit))
}

/// So many bytes; `None` where that is no whole number, or none at all.
fn bytes(number: &str, unit_bytes: u64) -> Option<u64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || decimals.is_empty() || decimals.len() > MOST_DECIMALS {
        return None;
    }
    // What is too large for a list is not what can't be read.
    let whole = whole.parse::<u64>().ok().filter(|_| whole.len() <= 12)?;
    let (decimals, parts) = (decimals.parse::<u64>().ok()?, 10_u64.pow(decimals.len() as u32));
    let of_decimals = decimals * unit_bytes;
    of_decimals.is_multiple_of(parts).then(|| whole * unit_bytes + of_decimals / parts)
}

/// A size as a list writes it.
pub fn size_text(bytes: u64) -> String {
    let written = UNITS.iter().filter_map(|(unit, unit_bytes)| {
        let thousandths = (u128::from(bytes) * 1000).checked_div(u128::from(*unit_bytes))?;
        let is_whole = thousandths * u128::from(*unit_bytes) == u128::from(bytes) * 1000;
        let (whole, decimals) = (thousandths / 1000, thousandths % 1000);
        let decimals = if decimals == 0 { String::new() } else { format!(".{decimals:03}") };
        let decimals = decimals.trim_end_matches('0');
        is_whole.then(|| format!("{whole}{decimals}{unit}"))
    });
    written.min_by_key(String::len).unwrap_or_default()
}
