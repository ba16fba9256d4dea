//! Numbers and texts as bytes: LEB128 (as in DWARF 5, section 7.6) under every message between workers.

pub use crate::record::DecodeError;

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

    /// Writes bytes with their number before them.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes a yes or a no.
    pub fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    /// Writes a number, if there is one.
    pub fn optional(&mut self, number: Option<u64>) {
        self.flag(number.is_some());
        if let Some(number) = number {
            self.number(number);
        }
    }

    /// Writes a number to its last bit.
    pub fn float(&mut self, number: f64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
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
        std::str::from_utf8(self.bytes()?).map_err(|_| DecodeError::NotText)
    }

    /// Reads bytes.
    ///
    /// # Errors
    /// If they end early.
    pub fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = self.count(1)?;
        self.take(length)
    }

    /// Reads a yes or a no.
    ///
    /// # Errors
    /// If it is neither.
    pub fn flag(&mut self) -> Result<bool, DecodeError> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            tag => Err(DecodeError::UnknownTag(tag)),
        }
    }

    /// Reads a number, if there is one.
    ///
    /// # Errors
    /// If neither can be.
    pub fn optional(&mut self) -> Result<Option<u64>, DecodeError> {
        self.flag()?.then(|| self.number()).transpose()
    }

    /// Reads a number to its last bit.
    ///
    /// # Errors
    /// If it ends early.
    pub fn float(&mut self) -> Result<f64, DecodeError> {
        let bytes = self.take(size_of::<f64>())?;
        bytes.try_into().map(f64::from_le_bytes).map_err(|_| DecodeError::Truncated)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(DecodeError::Truncated)?;
        self.bytes = rest;
        Ok(taken)
    }

    /// Checks that everything was read.
    ///
    /// # Errors
    /// If something is left.
    pub fn finish(self) -> Result<(), DecodeError> {
        if self.bytes.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }
}
