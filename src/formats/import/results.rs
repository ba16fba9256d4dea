//! A results file of any version there has been; and whatever else is JSON, which is told what it is not.

use super::{ImportError, Imported, Source};
use crate::formats::results;
use crate::formats::text::Encoding;

pub(super) fn sniff(source: &Source) -> bool {
    source.head.is_some()
}

pub(super) fn read(source: &Source) -> Result<Imported, ImportError> {
    if source.encoding == Encoding::Western {
        return Err(ImportError::NotUtf8);
    }
    let Some(head) = &source.head else { return Err(ImportError::Results(results::ReadError::NotResults)) };
    results::read_with(head, source.text).map(Imported::Results).map_err(ImportError::Results)
}
