//! Numbers and texts as bytes: LEB128 (as in DWARF 5, section 7.6) under every message between workers.

use std::fmt;

/// Why bytes are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// They end in the middle of a value.
    Truncated,
    /// A number is larger than its type.
    TooLarge,
    /// A tag stands for nothing.
    UnknownTag(u8),
    /// A text is no UTF-8.
    NotText,
    /// Something follows the end.
    Trailing,
    /// The values are readable but contradict each other.
    Inconsistent,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("The message ends in the middle of a value."),
            Self::TooLarge => f.write_str("The message holds a number that is too large."),
            Self::UnknownTag(tag) => write!(f, "The message holds the unknown tag {tag}."),
            Self::NotText => f.write_str("The message holds a text that is no UTF-8."),
            Self::Trailing => f.write_str("Something follows the end of the message."),
            Self::Inconsistent => f.write_str("The message contradicts itself."),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Writes values one after another.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

// The release build is made for size; what runs for every number of every event is inlined all the same, which halves
// its time.
impl Writer {
    /// A writer that has room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes) }
    }

    /// Writes one byte.
    #[inline]
    pub fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Writes a number in as few bytes as it needs, seven bits in each.
    #[inline]
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Writes a text with its length before it.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads values one after another; whatever the bytes are, it neither panics nor takes more memory than they do.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    /// Reads one byte.
    ///
    /// # Errors
    /// If none is left.
    #[inline]
    pub fn byte(&mut self) -> Result<u8, DecodeError> {
        let (&byte, rest) = self.bytes.split_first().ok_or(DecodeError::Truncated)?;
        self.bytes = rest;
        Ok(byte)
    }

    /// Reads a number.
    ///
    /// # Errors
    /// If it ends early or needs more than 64 bits.
    #[inline]
    pub fn number(&mut self) -> Result<u64, DecodeError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return Err(DecodeError::TooLarge);
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(DecodeError::TooLarge)
    }

    /// Reads a number that fits 32 bits.
    ///
    /// # Errors
    /// If it doesn't, or ends early.
    #[inline]
    pub fn number_u32(&mut self) -> Result<u32, DecodeError> {
        u32::try_from(self.number()?).map_err(|_| DecodeError::TooLarge)
    }

    /// Reads how many items follow, each of at least `item_bytes` (not zero).
    ///
    /// # Errors
    /// If the bytes that are left can't hold so many: nobody reserves memory for what can't come.
    pub fn count(&mut self, item_bytes: usize) -> Result<usize, DecodeError> {
        let count = usize::try_from(self.number()?).map_err(|_| DecodeError::TooLarge)?;
        if count > self.left() / item_bytes { Err(DecodeError::Truncated) } else { Ok(count) }
    }

    /// Reads a text.
    ///
    /// # Errors
    /// If it ends early or is no UTF-8.
    pub fn text(&mut self) -> Result<&'a str, DecodeError> {
        let length = self.count(1)?;
        let (text, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        std::str::from_utf8(text).map_err(|_| DecodeError::NotText)
    }

    /// Checks that everything was read.
    ///
    /// # Errors
    /// If something is left.
    pub fn finish(self) -> Result<(), DecodeError> {
        if self.bytes.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }
}
