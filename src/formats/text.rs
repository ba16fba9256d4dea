//! The bytes of a file as text, whatever the program that wrote it took for letters.

/// What stands for the bytes from 0x80 to 0x9F in Windows-1252; where nothing does, a space.
const WESTERN: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// What a text was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or UTF-16 with a mark that says so: its letters are what they were.
    Unicode,
    /// Guessed: Windows-1252, of which Latin-1 is a part.
    Western,
}

/// The text, without a byte order mark; `None` if it is none.
pub fn read(bytes: Vec<u8>) -> Option<(String, Encoding)> {
    let unicode = |text: String| Some((text, Encoding::Unicode));
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => return unicode(wide(rest, u16::from_le_bytes)?),
        [0xFE, 0xFF, rest @ ..] => return unicode(wide(rest, u16::from_be_bytes)?),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => unicode(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => Some((western(error.as_bytes())?, Encoding::Western)),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let letters = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    letters.collect::<Result<String, _>>().ok().filter(|_| rest.is_empty())
}

fn western(bytes: &[u8]) -> Option<String> {
    let letter = |byte: &u8| match byte {
        0 => None,
        0x80..=0x9F => WESTERN.chars().nth(usize::from(byte - 0x80)).filter(|letter| *letter != ' '),
        byte => Some(char::from(*byte)),
    };
    bytes.iter().map(letter).collect()
}
