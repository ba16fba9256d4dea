//! A small reader of JSON, and what it takes to write a little. The page can't afford more: it reads its own few formats,
//! links and choices, and numbers in them are counts.

use std::fmt::Write;

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
    /// Any other number; nobody here asks for one.
    Number,
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

    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    pub fn as_flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn as_whole(&self) -> Option<u64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
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
        let start = self.at;
        self.digits()?;
        let whole = &self.text[start..self.at];
        if whole.len() > 1 && whole.starts_with('0') {
            return None;
        }
        let mut is_count = !is_negative;
        if self.takes(".") {
            self.digits()?;
            is_count = false;
        }
        if self.takes("e") || self.takes("E") {
            if !self.takes("-") {
                self.takes("+");
            }
            self.digits()?;
            is_count = false;
        }
        // What has no room is no count that anybody wrote.
        Some(whole.parse().ok().filter(|_| is_count).map_or(Json::Number, Json::Whole))
    }

    /// Passes digits, of which there must be one.
    fn digits(&mut self) -> Option<()> {
        let first = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > first).then_some(())
    }
}
