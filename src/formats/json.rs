//! A small reader of JSON, and what it takes to write a little. The page can't afford more: it reads its own few formats,
//! and numbers in them are counts, or figures that were written by the shortest digits.

use std::fmt::Write;

use serde_json::{Map, Value};

/// How deep values may lie in each other: a file of brackets must not use up the stack.
const MOST_DEPTH: usize = 32;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A count.
    Whole(u64),
    /// Any other number: its digits times ten to a power. What that comes to is asked for by few.
    Decimal { mantissa: u64, exponent: i32, is_negative: bool },
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Names and values, in the order of the file.
    Object(Vec<(Box<str>, Json)>),
}

impl Json {
    /// The value of that name; of two, the last.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.fields().iter().rev().find(|(found, _)| **found == *name).map(|(_, value)| value)
    }

    pub fn fields(&self) -> &[(Box<str>, Self)] {
        if let Self::Object(fields) = self { fields } else { &[] }
    }

    /// Counts, words and flags by their names; what else there is was written by something later.
    pub fn to_map(&self) -> Map<String, Value> {
        let value = |value: &Self| match value {
            Self::Whole(number) => Some(Value::from(*number)),
            Self::Text(text) => Some(Value::from(text.as_str())),
            Self::Flag(flag) => Some(Value::from(*flag)),
            _ => None,
        };
        self.fields().iter().filter_map(|(name, found)| Some((name.to_string(), value(found)?))).collect()
    }

    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn as_whole(&self) -> Option<u64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }

    pub fn as_float(&self) -> Option<f64> {
        match self {
            Self::Whole(number) => Some(*number as f64),
            Self::Decimal { mantissa, exponent, is_negative } => {
                let value = scaled(*mantissa, *exponent);
                Some(if *is_negative { -value } else { value })
            }
            _ => None,
        }
    }
}

/// A text as it is written, letter by letter as `serde_json` does.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\0'..' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Names and values that are written already, as an object.
pub(super) fn object<'a>(fields: impl Iterator<Item = (&'a str, String)>) -> String {
    let fields: Vec<String> = fields.map(|(name, value)| format!("{}:{value}", quoted(name))).collect();
    format!("{{{}}}", fields.join(","))
}

/// Values that are written already, as a list.
pub(super) fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(","))
}

/// Where a text stops being JSON: line and column, counted from 1.
pub(super) type Broken = (usize, usize);

/// Reads a whole text.
pub(super) fn read(text: &str) -> Result<Json, Broken> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0).filter(|_| {
        reader.blank();
        reader.at == text.len()
    });
    value.ok_or_else(|| {
        let before = &text.as_bytes()[..reader.at.min(text.len())];
        let line = before.split(|byte| *byte == b'\n').count();
        (line, before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1)
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn takes(&mut self, mark: &str) -> bool {
        let is_there = self.text.as_bytes()[self.at..].starts_with(mark.as_bytes());
        self.at += if is_there { mark.len() } else { 0 };
        is_there
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        self.blank();
        match self.peek()? {
            b'"' => self.string().map(Json::Text),
            b'[' | b'{' if depth < MOST_DEPTH => self.values(depth),
            b'-' | b'0'..=b'9' => self.number(),
            b'n' => self.takes("null").then_some(Json::Null),
            b't' => self.takes("true").then_some(Json::Flag(true)),
            _ => self.takes("false").then_some(Json::Flag(false)),
        }
    }

    /// What stands between brackets or braces.
    fn values(&mut self, depth: usize) -> Option<Json> {
        let is_object = self.takes("{");
        let end = if is_object { "}" } else { "]" };
        self.at += usize::from(!is_object);
        let (mut list, mut fields) = (Vec::new(), Vec::new());
        self.blank();
        if !self.takes(end) {
            loop {
                self.blank();
                if is_object {
                    let name = self.string()?;
                    self.blank();
                    if !self.takes(":") {
                        return None;
                    }
                    fields.push((name.into(), self.value(depth + 1)?));
                } else {
                    list.push(self.value(depth + 1)?);
                }
                self.blank();
                if self.takes(end) {
                    break;
                }
                if !self.takes(",") {
                    return None;
                }
            }
        }
        Some(if is_object { Json::Object(fields) } else { Json::List(list) })
    }

    fn string(&mut self) -> Option<String> {
        if !self.takes("\"") {
            return None;
        }
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < b' ')?;
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(text);
                }
                b'\\' => text.push(self.escape()?),
                // A control character, which may not stand here as it is.
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let letter = *self.text.as_bytes().get(self.at + 1)?;
        let plain = match letter {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\\' | b'/' => char::from(letter),
            b'u' => {
                let high = self.unit()?;
                // Beyond the first 65,536 letters, two units stand for one.
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high);
                }
                let low = self.unit().filter(|low| (0xdc00..0xe000).contains(low))?;
                return char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
            _ => return None,
        };
        self.at += 2;
        Some(plain)
    }

    /// An escape of four hexadecimal digits, as in `\u00e9`.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 6)?.strip_prefix("\\u")?;
        let unit = digits.bytes().try_fold(0, |unit, digit| Some(unit << 4 | char::from(digit).to_digit(16)?))?;
        self.at += 6;
        Some(unit)
    }

    fn number(&mut self) -> Option<Json> {
        let is_negative = self.takes("-");
        let (start, mut mantissa) = (self.at, 0);
        let mut exponent = self.digits(&mut mantissa)?;
        let is_fitting = exponent == 0;
        if self.text.as_bytes()[start] == b'0' && self.at - start > 1 {
            return None;
        }
        if is_fitting && !is_negative && !matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Some(Json::Whole(mantissa));
        }
        if self.takes(".") {
            let first = self.at;
            let dropped = self.digits(&mut mantissa)?;
            // As many as nobody writes are as good as none.
            let places = i32::try_from(self.at - first).unwrap_or(i32::MAX);
            exponent -= places.saturating_sub(dropped);
        }
        if self.takes("e") || self.takes("E") {
            let sign = if self.takes("-") { -1 } else { 1 };
            if sign == 1 {
                self.takes("+");
            }
            let mut power = 0;
            self.digits(&mut power)?;
            exponent += sign * power.min(10_000) as i32;
        }
        Some(Json::Decimal { mantissa, exponent, is_negative })
    }

    /// Reads digits behind those that are there; how many had no room. There must be one.
    fn digits(&mut self, number: &mut u64) -> Option<i32> {
        let (first, mut dropped) = (self.at, 0);
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            match number.checked_mul(10).and_then(|tenfold| tenfold.checked_add(u64::from(digit - b'0'))) {
                Some(more) if dropped == 0 => *number = more,
                _ => dropped += 1,
            }
            self.at += 1;
        }
        (self.at > first).then_some(dropped)
    }
}

/// Places behind the point for which 128 bits have room.
const MOST_PLACES: u32 = 27;
/// Bits of a quotient that are found in a second step, where the first has not enough.
const MORE_BITS: u32 = 37;

/// `mantissa` times ten to that power. Exact, that is the nearest there is, for what ratios look like when they are
/// written by their shortest digits.
fn scaled(mantissa: u64, exponent: i32) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let places = exponent.unsigned_abs();
    if exponent > 0 || places > MOST_PLACES {
        return mantissa as f64 * 10_f64.powi(exponent.clamp(-400, 400));
    }
    // As an integer with all the bits there is room for, so that one rounding is left, at the end.
    let divisor = 10_u128.pow(places);
    let mut shift = u128::from(mantissa).leading_zeros();
    let dividend = u128::from(mantissa) << shift;
    let (mut quotient, mut rest) = (dividend / divisor, dividend % divisor);
    if places > 20 {
        quotient = (quotient << MORE_BITS) | ((rest << MORE_BITS) / divisor);
        rest = (rest << MORE_BITS) % divisor;
        shift += MORE_BITS;
    }
    // What is left over is remembered in the last bit, far below those that a float has.
    (quotient | u128::from(rest > 0)) as f64 * 2_f64.powi(-shift.cast_signed())
}
