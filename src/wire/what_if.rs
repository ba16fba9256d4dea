//! What the page and the module that answers "what if" say to each other. Before all else stands a mark, as in
//! [`files`](super::files): the two are fetched one after the other.

use std::sync::Arc;

use super::bytes::{DecodeError, Reader, Writer};
use super::changes::{read_stuck, write_stuck};
pub use super::foresight::{Foreseen, ForeseenRun, Foresight, decode_run, encode_run};
use super::foresight::{read_foreseen, read_foresight, write_foreseen, write_foresight};
use super::options::{read_options, write_options};
use super::plan::{read_plan, write_plan};
pub use super::question::Question;
use super::question::{read_question, write_question};
use super::records::{tag_of, tagged};
use super::samples::{read_reading, write_reading};
use crate::engine::{Model, Options, Stuck};
use crate::program::Plan;
use crate::stats::what_if::Reading;

/// Changes whenever a message, or what it carries, does.
const MARK: u64 = 5;

/// Something that the reader does in the region, as the browser tells it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Happening {
    /// What it happens to, as the module has called it.
    pub what: String,
    /// What happens: a key, a value, or nothing.
    pub value: String,
    /// How: the browser's name of the event.
    pub kind: String,
    /// Where, in CSS pixels from its left edge.
    pub x_px: f64,
    /// And from its upper edge.
    pub y_px: f64,
}

/// Asked of the module.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Answer this from now on.
    Ask(Box<Question>),
    /// The reader does something.
    Hear(Happening),
    /// A run that it asked for is over; `None` if nothing was measured.
    Measured {
        /// Its number.
        ticket: u32,
        /// What was measured.
        reading: Option<Reading>,
    },
    /// No other run that it asked for will be made.
    NoMore,
    /// Perform a list in virtual time. Whatever was asked so before is not wanted any longer.
    Foresee(Foresight),
}

/// A real run that the module wants.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Its number.
    pub ticket: u32,
    /// How.
    pub model: Model,
    /// With which options.
    pub options: Options,
    /// What.
    pub plan: Arc<Plan>,
}

/// Told by the module.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// It is ready for orders.
    Ready,
    /// This part of the region has become this.
    Show {
        /// Which.
        part: String,
        /// Its content, as it stands in a page.
        html: String,
    },
    /// This canvas shows the pixels that come along.
    Paint {
        /// Which.
        part: String,
        /// Pixels of the screen from left to right.
        width: u32,
    },
    /// Run these, one after another, and all of them so many times.
    Measure {
        /// Each of them.
        wanted: Vec<Wanted>,
        /// How often.
        times: u32,
    },
    /// Run no more of them.
    Stop,
    /// What the reader has chosen to see, for links and for the next time.
    Choices(String),
    /// What was measured of a list, for files and for the next time.
    Samples {
        /// The list.
        text: String,
        /// See [`encode_samples`](super::samples::encode_samples).
        samples: Vec<u8>,
    },
    /// The panel of a model shows this order as what is expected.
    Order {
        /// The list that it is an order of.
        text: String,
        /// The order as a run, see [`records`](super::records).
        run: Vec<u8>,
        /// Who waits for whom at its end, if nothing can go on there.
        stuck: Option<Stuck>,
    },
    /// A file that comes along.
    File {
        /// Its name.
        name: String,
        /// Width and height of an SVG that is wanted as a picture of pixels.
        drawn_px: Option<(f64, f64)>,
    },
    /// What came of a list under one of the models.
    Foreseen(Foreseen),
}

/// The order as bytes.
pub fn encode_order(order: &Order) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.number(MARK);
    match order {
        Order::Ask(question) => {
            writer.byte(0);
            write_question(&mut writer, question);
        }
        Order::Hear(happening) => {
            writer.byte(1);
            for text in [&happening.what, &happening.value, &happening.kind] {
                writer.text(text);
            }
            writer.float(happening.x_px);
            writer.float(happening.y_px);
        }
        Order::Measured { ticket, reading } => {
            writer.byte(2);
            writer.number(u64::from(*ticket));
            write_reading(&mut writer, reading.as_ref());
        }
        Order::NoMore => writer.byte(3),
        Order::Foresee(foresight) => {
            writer.byte(4);
            write_foresight(&mut writer, foresight);
        }
    }
    writer.finish()
}

/// The order in these bytes.
///
/// # Errors
/// If they are none.
pub fn decode_order(bytes: &[u8]) -> Result<Order, DecodeError> {
    let mut reader = opened(bytes)?;
    let order = match reader.byte()? {
        0 => Order::Ask(Box::new(read_question(&mut reader)?)),
        1 => Order::Hear(Happening {
            what: reader.text()?.to_owned(),
            value: reader.text()?.to_owned(),
            kind: reader.text()?.to_owned(),
            x_px: reader.float()?,
            y_px: reader.float()?,
        }),
        2 => Order::Measured { ticket: reader.number_u32()?, reading: read_reading(&mut reader)? },
        3 => Order::NoMore,
        4 => Order::Foresee(read_foresight(&mut reader)?),
        tag => return Err(DecodeError::UnknownTag(tag)),
    };
    reader.finish()?;
    Ok(order)
}

fn opened(bytes: &[u8]) -> Result<Reader<'_>, DecodeError> {
    let mut reader = Reader::new(bytes);
    if reader.number()? == MARK { Ok(reader) } else { Err(DecodeError::Inconsistent) }
}

/// The report as bytes.
pub fn encode_report(report: &Report) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.number(MARK);
    match report {
        Report::Ready => writer.byte(0),
        Report::Show { part, html } => {
            writer.byte(1);
            writer.text(part);
            writer.text(html);
        }
        Report::Paint { part, width } => {
            writer.byte(2);
            writer.text(part);
            writer.number(u64::from(*width));
        }
        Report::Measure { wanted, times } => {
            writer.byte(3);
            writer.number(u64::from(*times));
            writer.number(wanted.len() as u64);
            for Wanted { ticket, model, options, plan } in wanted {
                writer.number(u64::from(*ticket));
                writer.byte(tag_of(&Model::ALL, model));
                write_options(&mut writer, options);
                write_plan(&mut writer, plan);
            }
        }
        Report::Stop => writer.byte(4),
        Report::Choices(choices) => {
            writer.byte(5);
            writer.text(choices);
        }
        Report::File { name, drawn_px } => {
            writer.byte(6);
            writer.text(name);
            writer.flag(drawn_px.is_some());
            let (width_px, height_px) = drawn_px.unwrap_or_default();
            writer.float(width_px);
            writer.float(height_px);
        }
        Report::Order { text, run, stuck } => {
            writer.byte(8);
            writer.text(text);
            writer.bytes(run);
            writer.flag(stuck.is_some());
            if let Some(stuck) = stuck {
                write_stuck(&mut writer, stuck);
            }
        }
        Report::Samples { text, samples } => {
            writer.byte(7);
            writer.text(text);
            writer.bytes(samples);
        }
        Report::Foreseen(foreseen) => {
            writer.byte(9);
            write_foreseen(&mut writer, foreseen);
        }
    }
    writer.finish()
}

/// The report in these bytes.
///
/// # Errors
/// If they are none.
pub fn decode_report(bytes: &[u8]) -> Result<Report, DecodeError> {
    let mut reader = opened(bytes)?;
    let report = match reader.byte()? {
        0 => Report::Ready,
        1 => Report::Show { part: reader.text()?.to_owned(), html: reader.text()?.to_owned() },
        2 => Report::Paint { part: reader.text()?.to_owned(), width: reader.number_u32()? },
        3 => Report::Measure {
            times: reader.number_u32()?,
            wanted: (0..reader.count(4)?).map(|_| read_wanted(&mut reader)).collect::<Result<_, _>>()?,
        },
        4 => Report::Stop,
        5 => Report::Choices(reader.text()?.to_owned()),
        6 => {
            let (name, is_drawn) = (reader.text()?.to_owned(), reader.flag()?);
            let size_px = (reader.float()?, reader.float()?);
            Report::File { name, drawn_px: is_drawn.then_some(size_px) }
        }
        7 => Report::Samples { text: reader.text()?.to_owned(), samples: reader.bytes()?.to_vec() },
        8 => {
            let (text, run) = (reader.text()?.to_owned(), reader.bytes()?.to_vec());
            let is_stuck = reader.flag()?;
            Report::Order { text, run, stuck: is_stuck.then(|| read_stuck(&mut reader)).transpose()? }
        }
        9 => Report::Foreseen(read_foreseen(&mut reader)?),
        tag => return Err(DecodeError::UnknownTag(tag)),
    };
    reader.finish()?;
    Ok(report)
}

fn read_wanted(reader: &mut Reader) -> Result<Wanted, DecodeError> {
    Ok(Wanted {
        ticket: reader.number_u32()?,
        model: tagged(&Model::ALL, reader.byte()?)?,
        options: read_options(reader)?,
        plan: Arc::new(read_plan(reader)?),
    })
}
