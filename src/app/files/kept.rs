//! Attempts on their way into the archive and back: the page packs them, the module makes a results file of each, and
//! reads such files again.

use std::rc::Rc;

use super::archive::{self, Key, ListId};
use super::module::restore_run;
use crate::engine::Model;
use crate::formats::results::{self, ReadList, Results};
use crate::record::{Origin, Place, Record};
use crate::stats::{Attempt, Series, Session};
use crate::wire::bytes::{DecodeError, Reader, Writer};
use crate::wire::files::{Found, Report};
use crate::wire::records::{decode_attempt, encode_attempt, read_place, write_place};
use crate::words;

/// An attempt that was made, and is to be kept.
#[derive(Debug)]
pub struct Made<'a> {
    /// When the reader pressed Run for it.
    pub press_ms: u64,
    /// Which of that press it is.
    pub place: u32,
    /// What stays of it in any case.
    pub attempt: &'a Attempt,
    /// What was measured.
    pub record: &'a Record,
}

/// Packs attempts of one list that were measured here, at this time, with the lists whose runs have to stay.
pub fn pack(text: &str, place: &Place, at_ms: u64, attempts: &[Made], pinned: &[ListId]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.text(text);
    write_place(&mut writer, place);
    writer.number(at_ms);
    writer.number(pinned.len() as u64);
    for list in pinned {
        writer.number(list.0);
    }
    writer.number(attempts.len() as u64);
    for Made { press_ms, place, attempt, record } in attempts {
        writer.number(*press_ms);
        writer.number(u64::from(*place));
        writer.bytes(&encode_attempt(attempt, record, words::note));
    }
    writer.finish()
}

/// What is packed so.
#[derive(Debug)]
pub struct Unpacked {
    /// Each attempt as a results file of its own.
    pub files: Vec<(Key, String)>,
    /// The lists whose runs have to stay.
    pub pinned: Vec<ListId>,
}

/// Unpacks it.
///
/// # Errors
/// If the bytes are no such parcel.
pub fn unpack(parcel: &[u8]) -> Result<Unpacked, DecodeError> {
    let mut reader = Reader::new(parcel);
    let text: Rc<str> = reader.text()?.into();
    let (place, at_ms, list) = (read_place(&mut reader)?, reader.number()?, ListId::of(&text));
    let pinned = (0..reader.count(1)?).map(|_| reader.number().map(ListId)).collect::<Result<_, _>>()?;
    let mut files = Vec::new();
    for _ in 0..reader.count(3)? {
        let (press_ms, attempt) = (reader.number()?, reader.number_u32()?);
        let (made, record) = decode_attempt(reader.bytes()?)?;
        let model = record.subject.model();
        let series = vec![Series::new(Origin::Measured, made, Rc::new(record))];
        let file =
            results::write(&Results::of(&Session { text: text.clone(), place: place.clone(), series }, words::note));
        files.push((Key { list, model, press_ms, attempt, at_ms, bytes: file.len() as u64 }, file));
    }
    reader.finish()?;
    Ok(Unpacked { files, pinned })
}

/// What becomes of the archive when files come in, by the texts of its keys; and what is told when that is done.
pub struct Incoming {
    /// The keys of those that go.
    pub out: Vec<String>,
    /// Those that come in.
    pub add: Vec<(String, Vec<u8>)>,
    /// What is told then.
    pub report: Report,
}

/// Takes files in, as the browser keeps them, where these keys are known, and the runs of these lists have to stay.
pub fn take_in(job: u32, files: Vec<(Key, Vec<u8>)>, known: &[String], pinned: &[ListId]) -> Incoming {
    let sized = files.into_iter().map(|(key, file)| (Key { bytes: file.len() as u64, ..key }, file));
    let files: Vec<(Key, Vec<u8>)> = sized.collect();
    let known: Vec<Key> = known.iter().filter_map(|key| Key::read(key)).collect();
    let new: Vec<Key> = files.iter().map(|(key, _)| *key).collect();
    let change = archive::change(&known, &new, pinned);
    let (lists, left_out) = (change.lists(&known, &new), change.left_out());
    let comes_in = files.into_iter().zip(change.comes_in).filter(|(_, comes_in)| *comes_in);
    Incoming {
        out: change.out.iter().map(Key::text).collect(),
        add: comes_in.map(|((key, file), _)| (key.text(), file)).collect(),
        report: Report::Kept { job, lists, left_out },
    }
}

/// Empties the archive of all it has.
pub fn empty(job: u32, known: Vec<String>) -> Incoming {
    Incoming { out: known, add: Vec::new(), report: Report::Kept { job, lists: Vec::new(), left_out: 0 } }
}

/// Which of the files with these keys hold runs of a list.
pub fn of_list(list: ListId, known: &[String]) -> Vec<String> {
    let known: Vec<Key> = known.iter().filter_map(|key| Key::read(key)).collect();
    archive::of_list(&known, list).iter().map(Key::text).collect()
}

/// Tells of the runs in these files of a list: first of which series they are, then one after another. A file that is
/// damaged, or of another list than the first, since that has the same hash, is as if it were not there.
pub fn found(job: u32, files: &[(String, String)], mut tell: impl FnMut(Report)) {
    let (mut list, mut series, mut runs) = (None, Vec::<(Model, Found)>::new(), Vec::new());
    for (key, file) in files {
        let Some((key, results)) = Key::read(key).zip(results::read(file).ok()) else { continue };
        if ListId::of(&results.program) != key.list {
            continue;
        }
        let list = list.get_or_insert_with(|| List::of(&results.program));
        let Some((place, run)) = run(list, key.model, results) else { continue };
        match series.last_mut() {
            Some((model, found)) if *model == key.model && found.place == place => {
                found.runs += 1;
                found.at_ms = found.at_ms.max(key.at_ms);
            }
            _ => series.push((key.model, Found { place, at_ms: key.at_ms, runs: 1 })),
        }
        runs.push(run);
    }
    let text = list.map(|list| list.text).unwrap_or_default();
    tell(Report::Found { job, text, series: series.into_iter().map(|(_, found)| found).collect() });
    for run in runs {
        tell(Report::Run { job, run });
    }
}

/// A list, read once for all of its files.
struct List {
    text: String,
    read: ReadList,
}

impl List {
    fn of(text: &str) -> Self {
        Self { text: text.to_owned(), read: ReadList::of(text) }
    }
}

/// The one run in a file of this list, as bytes, and where it was measured.
fn run(list: &List, model: Model, results: Results) -> Option<(Place, Vec<u8>)> {
    let [series] = &results.series[..] else { return None };
    let [written] = &series.records[..] else { return None };
    let is_it = results.program == list.text && series.model() == Some(model);
    let restored = is_it.then(|| restore_run(series, written, &model.into(), &results.environment, &list.read).ok());
    let (attempt, record) = restored.flatten()?;
    Some((results.environment.into(), encode_attempt(&attempt, &record, words::note)))
}
