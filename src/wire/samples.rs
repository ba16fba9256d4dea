//! What was measured at places of curves, as bytes: the module that answers "what if" makes them, the page keeps them as
//! they are, and the one that writes files reads them. Before all else stands a mark, as in [`files`](super::files).

use super::bytes::{DecodeError, Reader, Writer};
use super::options::{read_options, write_options};
use super::records::{tag_of, tagged};
use crate::engine::Model;
use crate::engine::what_if::Axis;
use crate::stats::what_if::{Reading, Sample};

/// Changes whenever they do.
const MARK: u64 = 2;

/// What was measured of a list, as bytes. The page keeps them as they are.
pub fn encode_samples(samples: &[Sample]) -> Vec<u8> {
    if samples.is_empty() {
        return Vec::new();
    }
    let mut writer = Writer::default();
    writer.number(MARK);
    writer.number(samples.len() as u64);
    for Sample { axis, place, model, options, is_recorded, expected, readings } in samples {
        writer.byte(tag_of(&Axis::ALL, axis));
        writer.number(u64::from(*place));
        writer.byte(tag_of(&Model::ALL, model));
        write_options(&mut writer, options);
        writer.flag(*is_recorded);
        write_reading(&mut writer, expected.as_ref());
        writer.number(readings.len() as u64);
        for reading in readings {
            write_reading(&mut writer, Some(reading));
        }
    }
    writer.finish()
}

/// What was measured, in these bytes.
///
/// # Errors
/// If they are no such thing.
pub fn decode_samples(bytes: &[u8]) -> Result<Vec<Sample>, DecodeError> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = Reader::new(bytes);
    if reader.number()? != MARK {
        return Err(DecodeError::Inconsistent);
    }
    let samples = (0..reader.count(10)?).map(|_| read_sample(&mut reader)).collect::<Result<_, _>>()?;
    reader.finish()?;
    Ok(samples)
}

fn read_sample(reader: &mut Reader) -> Result<Sample, DecodeError> {
    let (axis, place) = (tagged(&Axis::ALL, reader.byte()?)?, reader.number_u32()?);
    let (model, options) = (tagged(&Model::ALL, reader.byte()?)?, read_options(reader)?);
    let (is_recorded, expected) = (reader.flag()?, read_reading(reader)?);
    let runs = reader.count(5)?;
    let read = |_| read_reading(reader)?.ok_or(DecodeError::Inconsistent);
    let readings = (0..runs).map(read).collect::<Result<_, _>>()?;
    Ok(Sample { axis, place, model, options, is_recorded, expected, readings })
}

pub(super) fn write_reading(writer: &mut Writer, reading: Option<&Reading>) {
    writer.flag(reading.is_some());
    if let Some(reading) = reading {
        for number in [reading.makespan_ns, reading.latency_p50_ns, reading.latency_p95_ns, reading.finished] {
            writer.number(number);
        }
    }
}

pub(super) fn read_reading(reader: &mut Reader) -> Result<Option<Reading>, DecodeError> {
    if !reader.flag()? {
        return Ok(None);
    }
    let (makespan_ns, latency_p50_ns) = (reader.number()?, reader.number()?);
    let (latency_p95_ns, finished) = (reader.number()?, reader.number()?);
    Ok(Some(Reading { makespan_ns, latency_p50_ns, latency_p95_ns, finished }))
}

/// What was measured of "what if", as it comes from a results file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// What to look at.
    pub choices: String,
    /// See [`encode_samples`].
    pub samples: Vec<u8>,
}

pub(super) fn write_curve(writer: &mut Writer, curve: Option<&Curve>) {
    writer.flag(curve.is_some());
    if let Some(Curve { choices, samples }) = curve {
        writer.text(choices);
        writer.bytes(samples);
    }
}

pub(super) fn read_curve(reader: &mut Reader) -> Result<Option<Curve>, DecodeError> {
    if !reader.flag()? {
        return Ok(None);
    }
    Ok(Some(Curve { choices: reader.text()?.to_owned(), samples: reader.bytes()?.to_vec() }))
}
