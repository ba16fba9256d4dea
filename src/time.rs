//! Time: integer nanoseconds everywhere, durations as text, and the clock that the rim provides.

use std::fmt;

/// Nanoseconds in a microsecond.
pub const US: u64 = 1_000;
/// Nanoseconds in a millisecond.
pub const MS: u64 = 1_000_000;
/// Nanoseconds in a second.
pub const SECOND: u64 = 1_000_000_000;

/// A clock that counts nanoseconds from the start of a run and never goes back.
pub trait Clock {
    /// Time since the start of the run.
    fn now_ns(&self) -> u64;
}

/// A duration as the task list writes it: the shortest exact form in `m`, `s` or `ms`.
pub fn duration_text(ns: u64) -> String {
    for (unit_ns, unit) in [(60 * SECOND, "m"), (SECOND, "s")] {
        if ns >= unit_ns && ns.is_multiple_of(unit_ns) {
            return format!("{}{unit}", ns / unit_ns);
        }
    }
    if ns >= SECOND && ns.is_multiple_of(100 * MS) {
        return decimal(ns, SECOND) + "s";
    }
    decimal(ns, MS) + "ms"
}

fn decimal(ns: u64, unit_ns: u64) -> String {
    let whole = ns / unit_ns;
    let rest = ns % unit_ns;
    if rest == 0 {
        return whole.to_string();
    }
    let width = unit_ns.ilog10() as usize;
    let digits = format!("{rest:0width$}");
    format!("{whole}.{}", digits.trim_end_matches('0'))
}

/// Why a text isn't a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationError {
    /// It isn't a number with a unit at all.
    NotADuration,
    /// It is less than nothing.
    Negative,
    /// It is a number without a unit.
    NoUnit,
    /// Its unit isn't `ms`, `s` or `m`.
    UnknownUnit,
    /// It has a fraction of a nanosecond.
    TooFine,
    /// It is more than 64 bits of nanoseconds hold.
    TooLong,
}

/// Most decimals that a whole number of nanoseconds can have, written in minutes without zeros at the end.
const MOST_DECIMALS: usize = 11;

/// Reads a duration as the task list writes it, in nanoseconds: a number, with decimals or without, and `ms`, `s` or
/// `m` right behind it. Nothing is rounded.
///
/// # Errors
///
/// Says why where the text is anything else.
pub fn parse_duration(text: &str) -> Result<u64, DurationError> {
    if text.strip_prefix(['-', '−']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(DurationError::Negative);
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(DurationError::NotADuration);
    }
    let unit_ns = match unit {
        "ms" => MS,
        "s" => SECOND,
        "m" => 60 * SECOND,
        "" => return Err(DurationError::NoUnit),
        _ if unit.starts_with(char::is_alphabetic) => return Err(DurationError::UnknownUnit),
        _ => return Err(DurationError::NotADuration),
    };
    let whole: u64 = whole.parse().map_err(|_| DurationError::TooLong)?;
    let whole_ns = whole.checked_mul(unit_ns).ok_or(DurationError::TooLong)?;
    whole_ns.checked_add(fraction_ns(fraction, unit_ns)?).ok_or(DurationError::TooLong)
}

/// The decimals of a duration in nanoseconds.
fn fraction_ns(decimals: &str, unit_ns: u64) -> Result<u64, DurationError> {
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() {
        return Ok(0);
    }
    if decimals.len() > MOST_DECIMALS {
        return Err(DurationError::TooFine);
    }
    let scaled = decimals.parse::<u128>().map_err(|_| DurationError::NotADuration)? * u128::from(unit_ns);
    let scale = 10_u128.pow(decimals.len() as u32);
    if scaled.is_multiple_of(scale) { Ok((scaled / scale) as u64) } else { Err(DurationError::TooFine) }
}

/// A measured time for the screen: three or so significant digits, and none below the clock's resolution.
pub fn measured_text(ns: u64, resolution_ns: u64) -> String {
    let resolution_ns = resolution_ns.max(1);
    let rounded = (ns + resolution_ns / 2) / resolution_ns * resolution_ns;
    let (unit_ns, unit, most) = match rounded {
        n if n >= SECOND => (SECOND, "s", 3),
        n if n >= 100 * MS => (MS, "ms", 0),
        n if n >= 10 * MS => (MS, "ms", 1),
        n if n >= MS => (MS, "ms", 2),
        // Coarser clocks say so: 0.3 ms, and not 300 µs.
        _ if resolution_ns >= 100 * US => (MS, "ms", 2),
        // Clocks of other programs are finer than those of browsers.
        1..US if resolution_ns < US => (1, "ns", 0),
        _ => (US, "µs", 0),
    };
    let known = (unit_ns / resolution_ns.min(unit_ns)).max(1).ilog10() as usize;
    format!("{:.*} {unit}", most.min(known), rounded as f64 / unit_ns as f64)
}

/// Shows nanoseconds as the task list writes durations.
pub struct Duration(
    /// The nanoseconds shown.
    pub u64,
);

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&duration_text(self.0))
    }
}
