//! What goes wrong, as bytes: workers tell it as it is, and the page finds the words.

use super::bytes::{DecodeError, Reader, Writer};
pub use crate::record::{Message, Trouble};

/// Those that are a text and no more; the place is the tag in bytes.
const TEXTS: [fn(String) -> Trouble; 9] = [
    Trouble::NoWorker,
    Trouble::CodeRefused,
    Trouble::ScriptNotLoaded,
    Trouble::NotStarted,
    Trouble::Died,
    Trouble::Panicked,
    Trouble::Browser,
    Trouble::Picture,
    Trouble::FileLost,
];
/// Those that are no more than what they are, in the order of their tags behind those of [`TEXTS`].
const PLAIN: [Trouble; 5] = [
    Trouble::ClockStopped,
    Trouble::TasksToHost,
    Trouble::ThreadsToHost,
    Trouble::OthersToProcess,
    Trouble::RunUnderWay,
];
const MEMORY_FULL: u8 = 20;
const DIED_WITH_ANOTHER: u8 = 21;
const UNREADABLE: u8 = 22;

const MESSAGES: [Message; 4] = [Message::HostOrder, Message::ProcessOrder, Message::Report, Message::FileReport];
const ERRORS: [DecodeError; 5] = [
    DecodeError::Truncated,
    DecodeError::TooLarge,
    DecodeError::NotText,
    DecodeError::Trailing,
    DecodeError::Inconsistent,
];
const UNKNOWN_TAG: u8 = 5;

/// Writes what went wrong.
pub(super) fn write_trouble(writer: &mut Writer, trouble: &Trouble) {
    let (tag, text) = match trouble {
        Trouble::NoWorker(text) => (0, text),
        Trouble::CodeRefused(text) => (1, text),
        Trouble::ScriptNotLoaded(text) => (2, text),
        Trouble::NotStarted(text) => (3, text),
        Trouble::Died(text) => (4, text),
        Trouble::Panicked(text) => (5, text),
        Trouble::Browser(text) => (6, text),
        Trouble::Picture(text) => (7, text),
        Trouble::FileLost(text) => (8, text),
        Trouble::MemoryFull { wanted_bytes } => {
            writer.byte(MEMORY_FULL);
            return writer.number(*wanted_bytes);
        }
        Trouble::DiedWithAnother(other) => {
            writer.byte(DIED_WITH_ANOTHER);
            return write_trouble(writer, other);
        }
        Trouble::Unreadable(message, error) => {
            writer.byte(UNREADABLE);
            writer.byte(tag_in(&MESSAGES, message));
            return write_error(writer, *error);
        }
        Trouble::ClockStopped
        | Trouble::TasksToHost
        | Trouble::ThreadsToHost
        | Trouble::OthersToProcess
        | Trouble::RunUnderWay => return writer.byte(TEXTS.len() as u8 + tag_in(&PLAIN, trouble)),
    };
    writer.byte(tag);
    writer.text(text);
}

/// Reads what went wrong.
pub(super) fn read_trouble(reader: &mut Reader) -> Result<Trouble, DecodeError> {
    let tag = reader.byte()?;
    let place = usize::from(tag);
    if let Some(make) = TEXTS.get(place) {
        return Ok(make(reader.text()?.to_owned()));
    }
    if let Some(plain) = PLAIN.get(place - TEXTS.len()) {
        return Ok(plain.clone());
    }
    match tag {
        MEMORY_FULL => Ok(Trouble::MemoryFull { wanted_bytes: reader.number()? }),
        DIED_WITH_ANOTHER => match read_trouble(reader)? {
            // Whoever dies, dies with one.
            Trouble::DiedWithAnother(_) => Err(DecodeError::Inconsistent),
            other => Ok(Trouble::DiedWithAnother(Box::new(other))),
        },
        UNREADABLE => Ok(Trouble::Unreadable(read_in(&MESSAGES, reader)?, read_error(reader)?)),
        tag => Err(DecodeError::UnknownTag(tag)),
    }
}

fn write_error(writer: &mut Writer, error: DecodeError) {
    match error {
        DecodeError::UnknownTag(tag) => {
            writer.byte(UNKNOWN_TAG);
            writer.byte(tag);
        }
        plain => writer.byte(tag_in(&ERRORS, &plain)),
    }
}

fn read_error(reader: &mut Reader) -> Result<DecodeError, DecodeError> {
    match reader.byte()? {
        UNKNOWN_TAG => Ok(DecodeError::UnknownTag(reader.byte()?)),
        tag => ERRORS.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag)),
    }
}

fn tag_in<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).unwrap_or(all.len()) as u8
}

fn read_in<T: Copy>(all: &[T], reader: &mut Reader) -> Result<T, DecodeError> {
    let tag = reader.byte()?;
    all.get(usize::from(tag)).copied().ok_or(DecodeError::UnknownTag(tag))
}
