//! What the module that answers "what if" is asked, as bytes.

use super::bytes::{DecodeError, Reader, Writer};
use super::options::{read_options, write_options};
use super::records::{tag_of, tagged};
use super::samples::decode_samples;
use crate::engine::virtual_time::{Interference, Lateness, Machine, Setup};
use crate::engine::{CopySpeed, FileSpeed, Model};

/// What is asked about, and how the answer is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The list.
    pub text: String,
    /// What it is called.
    pub title: String,
    /// What is known of the machine, and what the reader has chosen.
    pub setup: Setup,
    /// The models that are shown.
    pub models: Vec<Model>,
    /// The step of the clock in nanoseconds.
    pub resolution_ns: u64,
    /// Whether it is drawn in light ink on a dark ground.
    pub is_dark: bool,
    /// How wide the diagrams are, in CSS pixels: when that changes, so has the room for the answer.
    pub width_px: f64,
    /// Whether something runs, so that nothing can be measured now.
    pub is_busy: bool,
    /// How often each real run is made.
    pub times: u32,
    /// What the reader has chosen to see, as the module has told it; empty at first.
    pub choices: String,
    /// What was measured of this list before, see [`encode_samples`](super::samples::encode_samples); empty if nothing was.
    pub samples: Vec<u8>,
}

/// Writes a question.
pub(super) fn write_question(writer: &mut Writer, question: &Question) {
    writer.text(&question.text);
    writer.text(&question.title);
    write_setup(writer, &question.setup);
    writer.number(question.resolution_ns);
    write_models(writer, &question.models);
    writer.flag(question.is_dark);
    writer.flag(question.is_busy);
    writer.float(question.width_px);
    writer.number(u64::from(question.times));
    writer.text(&question.choices);
    writer.bytes(&question.samples);
}

/// Reads a question.
pub(super) fn read_question(reader: &mut Reader<'_>) -> Result<Question, DecodeError> {
    let (text, title) = (reader.text()?.to_owned(), reader.text()?.to_owned());
    let (setup, resolution_ns, models) = (read_setup(reader)?, reader.number()?, read_models(reader)?);
    Ok(Question {
        text,
        title,
        setup,
        models,
        resolution_ns,
        is_dark: reader.flag()?,
        is_busy: reader.flag()?,
        width_px: reader.float()?,
        times: reader.number_u32()?,
        choices: reader.text()?.to_owned(),
        samples: read_samples(reader)?.to_vec(),
    })
}

/// Whoever reads them on is sure of what is in them.
fn read_samples<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], DecodeError> {
    let samples = reader.bytes()?;
    decode_samples(samples).map(|_| samples)
}

/// Writes what a run in virtual time is told.
pub(super) fn write_setup(writer: &mut Writer, setup: &Setup) {
    let Setup { options, machine, lateness, interference, copying, files, most_effort } = setup;
    write_options(writer, options);
    for number in [
        machine.cores as u64,
        machine.process_start_ns,
        machine.thread_start_ns,
        lateness.hold_ns,
        lateness.timer_ns,
        lateness.first_byte_ns,
        lateness.megabyte_ns,
        interference.alone_per_mille,
        interference.together_per_mille,
        interference.switch_ns,
        copying.bytes_per_second,
        files.read_held,
        files.read_awaited,
        files.write_held,
        files.write_awaited,
        *most_effort as u64,
    ] {
        writer.number(number);
    }
}

/// Reads what a run in virtual time is told.
pub(super) fn read_setup(reader: &mut Reader) -> Result<Setup, DecodeError> {
    let options = read_options(reader)?;
    let mut number = || reader.number();
    let machine = Machine { cores: number()? as usize, process_start_ns: number()?, thread_start_ns: number()? };
    let (hold_ns, timer_ns) = (number()?, number()?);
    let lateness = Lateness { hold_ns, timer_ns, first_byte_ns: number()?, megabyte_ns: number()? };
    let interference = Interference { alone_per_mille: number()?, together_per_mille: number()?, switch_ns: number()? };
    let copying = CopySpeed { bytes_per_second: number()? };
    let files =
        FileSpeed { read_held: number()?, read_awaited: number()?, write_held: number()?, write_awaited: number()? };
    Ok(Setup { options, machine, lateness, interference, copying, files, most_effort: number()? as usize })
}

/// Writes models, after their number.
pub(super) fn write_models(writer: &mut Writer, models: &[Model]) {
    writer.number(models.len() as u64);
    for model in models {
        writer.byte(tag_of(&Model::ALL, model));
    }
}

/// Reads as many as there are.
pub(super) fn read_models(reader: &mut Reader) -> Result<Vec<Model>, DecodeError> {
    (0..reader.count(1)?).map(|_| tagged(&Model::ALL, reader.byte()?)).collect()
}
