//! Series of attempts as bytes, and all that ran one list.

use std::rc::Rc;

use super::bytes::{DecodeError, Reader, Writer};
use super::records::{decode_attempt, encode_attempt, read_place, write_place};
use crate::record::{Kept, Note, Origin, Recording};
use crate::stats::{Series, Session};

/// Runs of one list, every attempt of them, and which of each series is shown.
pub fn write_session(writer: &mut Writer, session: &Session, say: fn(&Note) -> String) {
    writer.text(&session.text);
    write_place(writer, &session.place);
    write_series(writer, &session.series.iter().collect::<Vec<_>>(), say);
}

/// Series of one list.
pub fn write_series(writer: &mut Writer, all: &[&Series], say: fn(&Note) -> String) {
    writer.number(all.len() as u64);
    for series in all {
        match &series.origin {
            Origin::Measured => writer.byte(0),
            Origin::Expected => writer.byte(1),
            Origin::Kept(kept) => {
                writer.byte(3);
                writer.number(kept.at_ms);
                write_place(writer, &kept.place);
            }
            Origin::Recorded(recording) => {
                writer.byte(2);
                writer.text(&recording.file);
                write_place(writer, &recording.place);
            }
        }
        writer.number(series.shown() as u64);
        writer.number(series.attempts().len() as u64);
        for (attempt, record) in series.records() {
            writer.bytes(&encode_attempt(attempt, record, say));
        }
    }
}

/// Runs of one list.
///
/// # Errors
/// If the bytes don't say them.
pub fn read_session(reader: &mut Reader) -> Result<Session, DecodeError> {
    let (text, place) = (reader.text()?.into(), read_place(reader)?);
    Ok(Session { text, place, series: read_series(reader)? })
}

/// Series of one list.
///
/// # Errors
/// If the bytes don't say them.
pub fn read_series(reader: &mut Reader) -> Result<Vec<Series>, DecodeError> {
    (0..reader.count(2)?).map(|_| read_one(reader)).collect()
}

fn read_one(reader: &mut Reader) -> Result<Series, DecodeError> {
    let origin = match reader.byte()? {
        0 => Origin::Measured,
        1 => Origin::Expected,
        2 => Origin::Recorded(Rc::new(Recording { file: reader.text()?.to_owned(), place: read_place(reader)? })),
        3 => Origin::Kept(Rc::new(Kept { at_ms: reader.number()?, place: read_place(reader)? })),
        tag => return Err(DecodeError::UnknownTag(tag)),
    };
    let shown = reader.number_u32()? as usize;
    let attempts = (0..reader.count(1)?).map(|_| decode_attempt(reader.bytes()?));
    let attempts = attempts.collect::<Result<Vec<_>, _>>()?;
    let mut series = Series::all(origin, attempts).ok_or(DecodeError::Inconsistent)?;
    series.choose(shown);
    Ok(series)
}
