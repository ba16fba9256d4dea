//! What the page and the module that reads and writes files say to each other. Each message carries the job it belongs
//! to, and before all else a mark: the two are fetched one after the other, and a server may have got a newer pair in
//! between.

use super::bytes::{DecodeError, Reader, Writer};
use super::records::{read_place, write_place};
use super::samples::{Curve, read_curve, write_curve};
use crate::formats::kept::KeptList;
use crate::record::Place;

/// Changes whenever a message, or what it carries, does.
const MARK: u64 = 7;

/// Asked of the module.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Write runs in some format: a parcel of the application's.
    Write {
        /// The job.
        job: u32,
        /// What and how.
        parcel: Vec<u8>,
    },
    /// Read the file that comes along.
    Open {
        /// The job.
        job: u32,
        /// The file's name.
        name: String,
    },
    /// Keep attempts in this browser: a parcel of the application's.
    Keep {
        /// The job.
        job: u32,
        /// What.
        parcel: Vec<u8>,
    },
    /// Give what this browser has kept of a list.
    Find {
        /// The job.
        job: u32,
        /// What the list is found by.
        list: u64,
    },
    /// Keep nothing any longer.
    Forget {
        /// The job.
        job: u32,
    },
}

/// Told by the module.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// It is ready for orders.
    Ready,
    /// What was asked for is written, and comes along as a file.
    Written {
        /// The job.
        job: u32,
        /// Width and height of a picture in pixels; 0 where it is none.
        size_px: (f64, f64),
    },
    /// The file is a task list.
    List {
        /// The job.
        job: u32,
        /// The list.
        text: String,
        /// Whether its letters were guessed, see [`crate::formats::text::Encoding`].
        is_guessed: bool,
    },
    /// The file holds many lists of a reader's.
    Lists {
        /// The job.
        job: u32,
        /// The lists.
        lists: Vec<KeptList>,
    },
    /// The file is one of recorded runs, which come one after another: each in a turn of the page's.
    Recording(Recording),
    /// One of them.
    Run {
        /// The job.
        job: u32,
        /// See [`super::records::encode_attempt`].
        run: Vec<u8>,
    },
    /// What was to be kept is, or is no longer.
    Kept {
        /// The job.
        job: u32,
        /// What the lists are found by of which runs are kept now.
        lists: Vec<u64>,
        /// How many attempts there was no room for.
        left_out: u32,
    },
    /// What was found; the runs come one after another, in this order.
    Found {
        /// The job.
        job: u32,
        /// The list.
        text: String,
        /// The series that they are of.
        series: Vec<Found>,
    },
    /// It can't be done.
    Refused {
        /// The job.
        job: u32,
        /// Why, in whole sentences: made where the fact is, of what only the module can find, so that the page needn't
        /// load the words for it.
        sentence: String,
    },
}

/// A series that was kept: attempts under one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where they were measured.
    pub place: Place,
    /// When the last of them was kept, in milliseconds since the epoch.
    pub at_ms: u64,
    /// How many there are.
    pub runs: u32,
}

/// What a results file says before its runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// The job.
    pub job: u32,
    /// The list that all runs ran.
    pub text: String,
    /// Where they were measured.
    pub place: Place,
    /// How many will come, those of a model one after another.
    pub runs: u32,
    /// What the series are called that can't be shown here; their runs won't come.
    pub unknown: Vec<String>,
    /// What was measured of "what if"; `None` where nothing was.
    pub curve: Option<Curve>,
}

impl Report {
    /// The job it belongs to, if to one.
    pub fn job(&self) -> Option<u32> {
        match self {
            Self::Ready => None,
            Self::Written { job, .. }
            | Self::List { job, .. }
            | Self::Lists { job, .. }
            | Self::Recording(Recording { job, .. })
            | Self::Run { job, .. }
            | Self::Kept { job, .. }
            | Self::Found { job, .. }
            | Self::Refused { job, .. } => Some(*job),
        }
    }
}

/// Begins a message about a job.
fn begin(tag: u8, job: u32) -> Writer {
    let mut writer = Writer::default();
    writer.number(MARK);
    writer.byte(tag);
    writer.number(u64::from(job));
    writer
}

/// Its tag and its job, and what follows.
fn open(bytes: &[u8]) -> Result<(u8, u32, Reader<'_>), DecodeError> {
    let mut reader = Reader::new(bytes);
    if reader.number()? != MARK {
        return Err(DecodeError::Inconsistent);
    }
    Ok((reader.byte()?, reader.number_u32()?, reader))
}

/// The order as bytes.
pub fn encode_order(order: &Order) -> Vec<u8> {
    match order {
        Order::Write { job, parcel } => {
            let mut writer = begin(0, *job);
            writer.bytes(parcel);
            writer.finish()
        }
        Order::Open { job, name } => {
            let mut writer = begin(1, *job);
            writer.text(name);
            writer.finish()
        }
        Order::Keep { job, parcel } => {
            let mut writer = begin(2, *job);
            writer.bytes(parcel);
            writer.finish()
        }
        Order::Find { job, list } => {
            let mut writer = begin(3, *job);
            writer.number(*list);
            writer.finish()
        }
        Order::Forget { job } => begin(4, *job).finish(),
    }
}

/// The order in these bytes.
///
/// # Errors
/// If they are none.
pub fn decode_order(bytes: &[u8]) -> Result<Order, DecodeError> {
    let (tag, job, mut reader) = open(bytes)?;
    let order = match tag {
        0 => Order::Write { job, parcel: reader.bytes()?.to_vec() },
        1 => Order::Open { job, name: reader.text()?.to_owned() },
        2 => Order::Keep { job, parcel: reader.bytes()?.to_vec() },
        3 => Order::Find { job, list: reader.number()? },
        4 => Order::Forget { job },
        tag => return Err(DecodeError::UnknownTag(tag)),
    };
    reader.finish()?;
    Ok(order)
}

/// The report as bytes.
pub fn encode_report(report: &Report) -> Vec<u8> {
    let job = report.job().unwrap_or_default();
    let with_text = |tag, text: &str| {
        let mut writer = begin(tag, job);
        writer.text(text);
        writer
    };
    let writer = match report {
        Report::Ready => begin(0, job),
        Report::Written { size_px: (width_px, height_px), .. } => {
            let mut writer = begin(1, job);
            writer.float(*width_px);
            writer.float(*height_px);
            writer
        }
        Report::List { text, is_guessed, .. } => {
            let mut writer = with_text(2, text);
            writer.flag(*is_guessed);
            writer
        }
        Report::Recording(Recording { text, place, runs, unknown, curve, .. }) => {
            let mut writer = with_text(3, text);
            write_place(&mut writer, place);
            writer.number(u64::from(*runs));
            writer.number(unknown.len() as u64);
            for id in unknown {
                writer.text(id);
            }
            write_curve(&mut writer, curve.as_ref());
            writer
        }
        Report::Run { run, .. } => {
            let mut writer = begin(4, job);
            writer.bytes(run);
            writer
        }
        Report::Refused { sentence, .. } => with_text(5, sentence),
        Report::Lists { lists, .. } => {
            let mut writer = begin(6, job);
            writer.number(lists.len() as u64);
            for list in lists {
                writer.text(&list.name);
                writer.number(list.edited_ms);
                writer.text(&list.text);
            }
            writer
        }
        Report::Kept { lists, left_out, .. } => {
            let mut writer = begin(7, job);
            writer.number(lists.len() as u64);
            for list in lists {
                writer.number(*list);
            }
            writer.number(u64::from(*left_out));
            writer
        }
        Report::Found { text, series, .. } => {
            let mut writer = with_text(8, text);
            writer.number(series.len() as u64);
            for Found { place, at_ms, runs } in series {
                write_place(&mut writer, place);
                writer.number(*at_ms);
                writer.number(u64::from(*runs));
            }
            writer
        }
    };
    writer.finish()
}

/// The report in these bytes.
///
/// # Errors
/// If they are none.
pub fn decode_report(bytes: &[u8]) -> Result<Report, DecodeError> {
    let (tag, job, mut reader) = open(bytes)?;
    let report = match tag {
        0 => Report::Ready,
        1 => Report::Written { job, size_px: (reader.float()?, reader.float()?) },
        2 => Report::List { job, text: reader.text()?.to_owned(), is_guessed: reader.flag()? },
        3 => Report::Recording(Recording {
            job,
            text: reader.text()?.to_owned(),
            place: read_place(&mut reader)?,
            runs: reader.number_u32()?,
            unknown: (0..reader.count(1)?).map(|_| Ok(reader.text()?.to_owned())).collect::<Result<_, _>>()?,
            curve: read_curve(&mut reader)?,
        }),
        4 => Report::Run { job, run: reader.bytes()?.to_vec() },
        5 => Report::Refused { job, sentence: reader.text()?.to_owned() },
        6 => Report::Lists {
            job,
            lists: (0..reader.count(3)?).map(|_| read_list(&mut reader)).collect::<Result<_, _>>()?,
        },
        7 => Report::Kept {
            job,
            lists: (0..reader.count(1)?).map(|_| reader.number()).collect::<Result<_, _>>()?,
            left_out: reader.number_u32()?,
        },
        8 => Report::Found {
            job,
            text: reader.text()?.to_owned(),
            series: (0..reader.count(7)?).map(|_| read_found(&mut reader)).collect::<Result<_, _>>()?,
        },
        tag => return Err(DecodeError::UnknownTag(tag)),
    };
    reader.finish()?;
    Ok(report)
}

fn read_found(reader: &mut Reader<'_>) -> Result<Found, DecodeError> {
    Ok(Found { place: read_place(reader)?, at_ms: reader.number()?, runs: reader.number_u32()? })
}

fn read_list(reader: &mut Reader<'_>) -> Result<KeptList, DecodeError> {
    Ok(KeptList { name: reader.text()?.to_owned(), edited_ms: reader.number()?, text: reader.text()?.to_owned() })
}
