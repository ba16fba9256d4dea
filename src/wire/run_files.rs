//! What workers are told of the files of a run, as bytes.

use super::bytes::{DecodeError, Reader, Writer};
use crate::program::{FileNeeds, Limits};

/// What a worker is told of the files of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesOrder {
    /// The folder that they lie in; without one all is in memory.
    pub folder: Option<String>,
    /// What its tasks do to them.
    pub needs: FileNeeds,
}

/// Writes where they are, if there are some.
pub(super) fn write_files(writer: &mut Writer, files: Option<&FilesOrder>) {
    writer.flag(files.is_some());
    let Some(FilesOrder { folder, needs }) = files else { return };
    writer.flag(folder.is_some());
    writer.text(folder.as_deref().unwrap_or_default());
    writer.optional(needs.read_bytes);
    writer.flag(needs.writes);
    writer.flag(needs.holds);
}

/// Reads where they are, if there are some.
pub(super) fn read_files(reader: &mut Reader) -> Result<Option<FilesOrder>, DecodeError> {
    if !reader.flag()? {
        return Ok(None);
    }
    let (has_folder, folder) = (reader.flag()?, reader.text()?.to_owned());
    let needs = FileNeeds { read_bytes: reader.optional()?, writes: reader.flag()?, holds: reader.flag()? };
    if needs.read_bytes.is_some_and(|bytes| bytes > Limits::LIST.carried_bytes) {
        return Err(DecodeError::TooLarge);
    }
    Ok(Some(FilesOrder { folder: has_folder.then_some(folder), needs }))
}
