//! The runs that are compared and how the reader looks at them, packed for the module that writes files.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Format, Framing};
use crate::app::{Look, Phase, Run, State, lists};
use crate::chart::palette::Theme;
use crate::chart::{Rows, Window};
use crate::formats::results::{Calibration, Environment, Outcome};
use crate::formats::svg::Shape;
use crate::trace::Timeline;
use crate::wire::bytes::{DecodeError, Reader, Writer};
use crate::wire::finished::{self, Finished, Restored, read_environment, tag_of, tagged, write_environment};

/// What is to be written.
#[derive(Debug)]
pub struct Parcel {
    /// As what.
    pub format: Format,
    /// The list that all runs ran.
    pub text: String,
    /// What it is called.
    pub title: String,
    /// Whether the runs come from a file.
    pub is_recorded: bool,
    /// Where they were measured.
    pub environment: Environment,
    /// The runs, from top to bottom.
    pub runs: Vec<Run>,
    /// For each of them what was expected, where a picture shows that behind it.
    pub expected: Vec<Option<Timeline>>,
    /// The part of time in view.
    pub window: Window,
    /// How the reader looks at them.
    pub look: Look,
    /// Light or dark.
    pub theme: Theme,
    /// The outline of a picture.
    pub shape: Shape,
}

/// Packs the runs that are compared, or the one that is asked for; `None` before there is one.
pub fn pack(state: &State, format: Format, framing: Framing) -> Option<Vec<u8>> {
    let compared = state.compared.as_ref()?;
    let environment = environment(state)?;
    let is_wanted = |run: &&Run| framing.only.is_none_or(|model| model == run.model);
    let runs: Vec<&Run> = state.compared_runs().filter(is_wanted).collect();
    if runs.is_empty() {
        return None;
    }
    let window = state.window();
    let mut writer = Writer::default();
    writer.byte(tag_of(&Format::ALL, &format));
    writer.text(&compared.text);
    writer.text(&title(state));
    writer.flag(compared.recording.is_some());
    write_environment(&mut writer, &environment);
    writer.number(window.start_ns);
    writer.number(window.end_ns);
    writer.flag(state.look.rows == Rows::Tasks);
    writer.flag(state.look.hides_idle);
    writer.text(&state.look.find);
    writer.flag(state.theme == Theme::Dark);
    writer.flag(framing.shape == Shape::Slide);
    writer.number(runs.len() as u64);
    for run in runs {
        writer.bytes(&finished::encode(&finished(run)));
        let behind = state.behind(run).filter(|_| matches!(format, Format::Svg | Format::Png));
        writer.flag(behind.is_some());
        if let Some(trace) = behind {
            let trace = Cow::Borrowed(trace);
            writer.bytes(&finished::encode(&Finished { trace, notes: Cow::default(), ..finished(run) }));
        }
    }
    Some(writer.finish())
}

/// What the list is called that the runs that are compared have run.
pub fn title(state: &State) -> String {
    match &state.compared {
        Some(compared) if compared.text != state.document.text => lists::label("", &compared.text),
        _ => lists::title(state),
    }
}

/// The parcel in these bytes.
///
/// # Errors
/// If they are none.
pub fn unpack(bytes: &[u8]) -> Result<Parcel, DecodeError> {
    let mut reader = Reader::new(bytes);
    let format = tagged(&Format::ALL, reader.byte()?)?;
    let text = reader.text()?.to_owned();
    let title = reader.text()?.to_owned();
    let is_recorded = reader.flag()?;
    let environment = read_environment(&mut reader)?;
    let window = Window { start_ns: reader.number()?, end_ns: reader.number()?, width_px: 1.0 };
    let rows = if reader.flag()? { Rows::Tasks } else { Rows::Lanes };
    let look = Look { rows, hides_idle: reader.flag()?, find: reader.text()?.into(), ..Look::default() };
    let theme = if reader.flag()? { Theme::Dark } else { Theme::Light };
    let shape = if reader.flag()? { Shape::Slide } else { Shape::Natural };
    let list: Rc<str> = text.as_str().into();
    let (mut runs, mut expected) = (Vec::new(), Vec::new());
    for _ in 0..reader.count(1)? {
        runs.push(Run::finished(finished::decode(reader.bytes()?)?, list.clone()));
        let behind = if reader.flag()? { Some(finished::decode(reader.bytes()?)?) } else { None };
        expected.push(behind.map(|behind| Timeline::of(&behind.trace, None)));
    }
    reader.finish()?;
    if window.start_ns >= window.end_ns || runs.is_empty() {
        return Err(DecodeError::Inconsistent);
    }
    Ok(Parcel { format, text, title, is_recorded, environment, runs, expected, window, look, theme, shape })
}

fn finished(run: &Run) -> Finished<'_> {
    let view = &run.view;
    let restored = run.recording.as_ref().map(|_| Restored {
        output: Cow::Borrowed(&view.timeline.output[..]),
        parallelism: view.figures.parallelism.average,
    });
    Finished {
        model: run.model,
        options: run.options,
        outcome: outcome(run.phase),
        trusted: run.trusted,
        notes: Cow::Borrowed(&run.notes),
        cores: u32::try_from(run.cores).unwrap_or(u32::MAX),
        trace: Cow::Borrowed(&run.trace),
        restored,
    }
}

/// How a run that is over has ended.
pub fn outcome(phase: Phase) -> Outcome {
    match phase {
        Phase::Done => Outcome::Done,
        Phase::Stopped => Outcome::Stopped,
        Phase::Failed | Phase::Starting | Phase::Running => Outcome::Failed,
    }
}

/// Where the runs that are compared were measured; `None` before that is known.
fn environment(state: &State) -> Option<Environment> {
    if let Some(recording) = state.compared.as_ref().and_then(|list| list.recording.as_ref()) {
        return Some(recording.environment.clone());
    }
    let calibration = state.calibration?;
    Some(Environment {
        user_agent: state.environment.user_agent.clone(),
        cores: state.environment.cores as u32,
        isolated: state.environment.isolated,
        clock_resolution_ns: state.environment.clock_resolution_ns,
        calibration: Calibration { iterations_per_second: calibration.iterations_per_second },
    })
}
