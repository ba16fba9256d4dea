//! The runs that are compared and how the reader looks at them, packed for the module that writes files.

use super::{Format, Framing};
use crate::app::what_if::{self, Choices};
use crate::app::{Look, State, lists, sizes};
use crate::chart::palette::Theme;
use crate::chart::{Rows, Window};
use crate::formats::svg::Shape;
use crate::stats::what_if::Sample;
use crate::stats::{Analysis, Series, Session};
use crate::wire::bytes::{DecodeError, Reader, Writer};
use crate::wire::records::{decode, encode, tag_of, tagged};
use crate::wire::samples::decode_samples;
use crate::wire::sessions::{read_series, read_session, write_series, write_session};
use crate::words;

/// What came.
#[derive(Debug)]
pub enum Unpacked {
    /// Runs.
    Runs(Box<Parcel>),
    /// A list, and how large a pool is said to be.
    List(Format, String, Option<u32>),
}

/// Runs that are to be written.
#[derive(Debug)]
pub struct Parcel {
    /// As what.
    pub format: Format,
    /// What it is called.
    pub title: String,
    /// The runs.
    pub session: Session,
    /// Runs of an earlier text that are compared with them, where the format is a comparison.
    pub before: Vec<Series>,
    /// For each of them what was expected, where a picture shows that behind it, or what was measured before a change.
    pub behind: Vec<Option<Analysis>>,
    /// The part of time in view.
    pub window: Window,
    /// How the reader looks at them.
    pub look: Look,
    /// Light or dark.
    pub theme: Theme,
    /// The outline of a picture.
    pub shape: Shape,
    /// What the reader has chosen to see of "what if".
    pub choices: Choices,
    /// What was measured of that, where the format is a whole one.
    pub samples: Vec<Sample>,
}

/// Packs the runs that are compared, or the one that is asked for; `None` before there is one. Where the format says the list,
/// that on the desk; `None` while it has an error.
pub fn pack(state: &State, format: Format, framing: Framing) -> Option<Vec<u8>> {
    if format.is_of_list() {
        let mut writer = Writer::default();
        writer.byte(tag_of(&Format::ALL, &format));
        writer.text(&state.document.text);
        // 0 where nobody says so.
        writer.number(format.model().and_then(|model| sizes::said(state, model)).unwrap_or(0) as u64);
        return Format::programs(state.document.parsed()).contains(&format).then(|| writer.finish());
    }
    let session = state.session(framing.only)?;
    let window = state.window();
    let mut writer = Writer::default();
    writer.byte(tag_of(&Format::ALL, &format));
    writer.text(&title(state, format));
    writer.number(window.start_ns);
    writer.number(window.end_ns);
    writer.flag(state.look.rows == Rows::Tasks);
    writer.flag(state.look.hides_idle);
    writer.text(&state.look.find);
    writer.flag(state.theme == Theme::Dark);
    writer.flag(framing.shape == Shape::Slide);
    write_session(&mut writer, &session, words::note);
    let before = state.before().map(|pinned| &pinned.series).filter(|_| format == Format::Markdown);
    write_series(&mut writer, &before.collect::<Vec<_>>(), words::note);
    for series in &session.series {
        let record = series.record();
        let model = record.subject.model();
        let is_picture = matches!(format, Format::Svg | Format::Png);
        // As on the page: what is pinned goes before what was expected.
        let before = state.before_of(model).filter(|_| is_picture);
        let expected = state.behind(model).filter(|_| is_picture && before.is_none());
        writer.flag(before.is_some());
        writer.flag(expected.is_some());
        if let Some(before) = before {
            writer.bytes(&encode(before, words::note));
        }
        if let Some(expected) = expected {
            writer.bytes(&encode(expected, words::note));
        }
    }
    writer.text(&state.what_if.choices);
    writer.bytes(if format == Format::Results { what_if::samples(state, &session.text) } else { &[] });
    Some(writer.finish())
}

/// What the list is called that the runs that are compared have run, or that on the desk.
pub fn title(state: &State, format: Format) -> String {
    match &state.compared {
        _ if format.is_of_list() => lists::title(state),
        Some(compared) if compared.text != state.document.text => lists::label("", &compared.text),
        _ => lists::title(state),
    }
}

/// The parcel in these bytes.
///
/// # Errors
/// If they are none.
pub fn unpack(bytes: &[u8]) -> Result<Unpacked, DecodeError> {
    let mut reader = Reader::new(bytes);
    let format = tagged(&Format::ALL, reader.byte()?)?;
    if format.is_of_list() {
        let (text, size) = (reader.text()?.to_owned(), reader.number()?);
        reader.finish()?;
        let size = u32::try_from(size).map_err(|_| DecodeError::Inconsistent)?;
        return Ok(Unpacked::List(format, text, Some(size).filter(|size| *size > 0)));
    }
    let title = reader.text()?.to_owned();
    let window = Window { start_ns: reader.number()?, end_ns: reader.number()?, width_px: 1.0 };
    let rows = if reader.flag()? { Rows::Tasks } else { Rows::Lanes };
    let look = Look { rows, hides_idle: reader.flag()?, find: reader.text()?.into(), ..Look::default() };
    let theme = if reader.flag()? { Theme::Dark } else { Theme::Light };
    let shape = if reader.flag()? { Shape::Slide } else { Shape::Natural };
    let session = read_session(&mut reader)?;
    let before = read_series(&mut reader)?;
    let behind = |series: &Series| {
        let (is_before, is_expected) = (reader.flag()?, reader.flag()?);
        if !is_before && !is_expected {
            return Ok(None);
        }
        let record = decode(reader.bytes()?)?;
        let behind = Analysis::expected(&record, record.trace.clock_resolution_ns);
        Ok(Some(if is_before { behind.laid_under(&series.analysis()) } else { behind }))
    };
    let behind = session.series.iter().map(behind).collect::<Result<Vec<_>, DecodeError>>()?;
    let (choices, samples) = (Choices::read(reader.text()?), decode_samples(reader.bytes()?)?);
    reader.finish()?;
    if window.start_ns >= window.end_ns || session.series.is_empty() {
        return Err(DecodeError::Inconsistent);
    }
    let parcel = Parcel { format, title, session, before, behind, window, look, theme, shape, choices, samples };
    Ok(Unpacked::Runs(Box::new(parcel)))
}
