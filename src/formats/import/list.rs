//! A task list as text.

use super::{ImportError, Imported, Source};
use crate::formats::text::Encoding;

/// Whatever is text is a list, if perhaps one with mistakes.
pub(super) fn sniff(source: &Source) -> bool {
    !source.text.contains('\0')
}

pub(super) fn read(source: &Source) -> Result<Imported, ImportError> {
    if source.text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    // As a text box has it.
    Ok(Imported::List { text: source.text.replace("\r\n", "\n"), is_guessed: source.encoding == Encoding::Western })
}
