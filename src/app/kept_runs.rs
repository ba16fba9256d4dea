//! Runs outlive the page: what was measured is kept in this browser between two runs and after the last one, and a list
//! that lies on the desk again finds its runs. The module that reads and writes files does it; the page only knows which
//! lists have runs at all, so that nothing is fetched for the others.

use std::rc::Rc;

use super::files::archive::ListId;
use super::files::kept::{self, Made};
use super::files::{Wanted, ask};
use super::{Compared, Effect, Moment, Run, ShownSeries, State, look, press};
use crate::engine::RunId;
use crate::record::{Kept, Origin, Record};
use crate::stats::{Attempt, Series};
use crate::time::SECOND;
use crate::wire::files::{Found, Order, Report};
use crate::wire::records;
use crate::wire::trouble::Trouble;
use crate::words;

/// While runs follow each other they are kept whenever so much was measured since: a page that is lost loses no more.
const AT_RISK_NS: u64 = SECOND;
/// The next run waits until those before it are kept, but no longer than this: the module may have to be fetched.
const PATIENCE_MS: f64 = 1_000.0;

/// What is known of the runs that this browser keeps.
#[derive(Debug, Default)]
pub struct KeptRuns {
    /// The lists that have some, and perhaps a few that have none any more; `None` if this browser keeps nothing.
    lists: Option<Vec<ListId>>,
    /// The text that was looked for last.
    looked_for: Option<Rc<str>>,
    /// When the first runs of this visit were kept, in milliseconds since the epoch.
    begun_ms: Option<u64>,
    job: Option<Job>,
    /// Whether the reader wants nothing kept any longer, and nobody has been told yet.
    forgets: bool,
    /// Whether it has failed in this visit: it would again.
    has_failed: bool,
}

/// What the module has been asked for; one thing after another.
#[derive(Debug)]
struct Job {
    number: u32,
    what: What,
}

#[derive(Debug)]
enum What {
    /// To keep the runs of these numbers, since that time by the clock.
    Keep { runs: Vec<RunId>, since_ms: f64, holds: bool },
    /// To find those of this list; what has come in so far.
    Find { text: Rc<str>, series: Vec<Found>, records: Vec<(Attempt, Record)> },
    /// To keep nothing any longer.
    Forget,
}

impl KeptRuns {
    /// What the last visit noted; `None` where nothing can be noted.
    pub(super) fn new(note: Option<&str>) -> Self {
        let list = |word| u64::from_str_radix(word, 16).ok().map(ListId);
        let lists = note.map(|note| note.split(' ').filter_map(list).collect());
        Self { lists, ..Self::default() }
    }

    /// How many lists have runs that are kept, as far as is known.
    pub fn list_count(&self) -> usize {
        self.lists.as_ref().map_or(0, Vec::len)
    }

    /// What is to be noted for the next visit.
    fn note(&self) -> Effect {
        let words: Vec<String> = self.lists.iter().flatten().map(|list| format!("{:x}", list.0)).collect();
        Effect::NoteRuns(words.join(" "))
    }
}

impl State {
    /// Runs of which something was measured that nobody has asked to be kept yet.
    fn at_risk(&self) -> impl Iterator<Item = &ShownSeries> {
        self.over().filter(|run| run.series.origin == Origin::Measured && run.kept < run.series.attempts().len())
    }

    /// Whether it is time to keep something: between two runs only if much would be lost, else at once.
    fn is_keeping_due(&self) -> bool {
        let KeptRuns { lists, job, has_failed, .. } = &self.kept_runs;
        if lists.is_none() || job.is_some() || *has_failed || self.embed || self.live().is_some() {
            return false;
        }
        let measured_ns: Vec<u64> = self.at_risk().map(ShownSeries::unkept_ns).collect();
        let is_last = self.queue.is_empty() || self.environment.hidden;
        !measured_ns.is_empty() && (is_last || measured_ns.iter().sum::<u64>() >= AT_RISK_NS)
    }
}

/// Whether the next run has to wait: what is kept during a run would take a core from what is measured.
pub(super) fn takes_turn(state: &State) -> bool {
    let is_keeping = matches!(&state.kept_runs.job, Some(Job { what: What::Keep { holds: true, .. }, .. }));
    is_keeping || state.is_keeping_due()
}

/// Sees to it that what was measured is kept, and that the list on the desk has its runs.
pub(super) fn see(state: &mut State, moment: Moment) -> Vec<Effect> {
    if let Some(Job { what: What::Keep { since_ms, holds, .. }, .. }) = &mut state.kept_runs.job {
        *holds &= moment.clock_ms - *since_ms <= PATIENCE_MS;
    }
    if state.kept_runs.job.is_some() {
        return Vec::new();
    }
    if std::mem::take(&mut state.kept_runs.forgets) {
        let job = begin(state, What::Forget);
        return ask(&Order::Forget { job }, None);
    }
    if state.is_keeping_due() { keep(state, moment) } else { find(state) }
}

/// The reader wants nothing kept any longer.
pub(super) fn forget(state: &mut State) {
    state.kept_runs.forgets = true;
}

/// The module was ended, whatever it was doing for these runs.
pub(super) fn give_up(state: &mut State) {
    state.kept_runs.job = None;
}

fn begin(state: &mut State, what: What) -> u32 {
    let number = state.files.number();
    state.kept_runs.job = Some(Job { number, what });
    number
}

fn keep(state: &mut State, moment: Moment) -> Vec<Effect> {
    let Some(place) = state.here() else { return Vec::new() };
    let Some(text) = state.at_risk().next().map(|run| run.text.clone()) else { return Vec::new() };
    let now_ms = moment.wall_ms.max(0.0) as u64;
    // Whatever is pressed in this visit has a time of its own.
    let begun_ms = *state.kept_runs.begun_ms.get_or_insert(now_ms);
    let runs: Vec<&ShownSeries> = state.at_risk().filter(|run| run.text == text).collect();
    let attempts: Vec<Made> = runs.iter().flat_map(|run| run.unkept(begun_ms)).collect();
    let parcel = kept::pack(&text, &place, now_ms, &attempts);
    let runs: Vec<RunId> = runs.iter().map(|run| run.number).collect();
    for run in state.runs.values_mut().filter_map(Run::series_mut).filter(|run| runs.contains(&run.number)) {
        run.kept = run.series.attempts().len();
    }
    let job = begin(state, What::Keep { runs, since_ms: moment.clock_ms, holds: true });
    let mut effects = ask(&Order::Keep { job, parcel }, None);
    // Noted before it is kept: whoever finds nothing there is no worse off.
    let (list, lists) = (ListId::of(&text), state.kept_runs.lists.get_or_insert_default());
    if !lists.contains(&list) {
        lists.push(list);
        effects.push(state.kept_runs.note());
    }
    effects
}

/// Asks for the runs of the list on the desk, if it has some and none is on the page.
fn find(state: &mut State) -> Vec<Effect> {
    let text = &state.document.text;
    let is_known = state.kept_runs.looked_for.as_ref().is_some_and(|known| Rc::ptr_eq(known, text));
    // Nothing else may take a core while it is measured how fast this machine computes.
    if is_known || state.is_busy() || state.calibration.is_none() || state.embed {
        return Vec::new();
    }
    let text = text.clone();
    state.kept_runs.looked_for = Some(text.clone());
    let is_kept = state.kept_runs.lists.as_ref().is_some_and(|lists| {
        !lists.is_empty() && state.runs.values().all(|run| *run.text() != text) && lists.contains(&ListId::of(&text))
    });
    if !is_kept {
        return Vec::new();
    }
    let job = begin(state, What::Find { text: text.clone(), series: Vec::new(), records: Vec::new() });
    ask(&Order::Find { job, text: text.to_string() }, None)
}

/// The module told something about runs that are kept, or is dead; `None` if it is about something else.
pub(super) fn hear(state: &mut State, told: &Result<Report, Trouble>) -> Option<Vec<Effect>> {
    let number = state.kept_runs.job.as_ref()?.number;
    let report = match told {
        Ok(report) if report.job() == Some(number) => report,
        Ok(_) => return None,
        Err(trouble) => {
            fail(state, &words::trouble(trouble));
            // Whoever waits for a file is told too.
            return None;
        }
    };
    let Job { what, .. } = state.kept_runs.job.take()?;
    let mut effects = match (what, report) {
        (What::Find { text, .. }, Report::Found { series, .. }) => {
            go_on(state, number, text, series.clone(), Vec::new())
        }
        (What::Find { text, series, mut records }, Report::Run { run, .. }) => {
            records.extend(records::decode_attempt(run).ok());
            go_on(state, number, text, series, records)
        }
        (What::Keep { runs, .. }, Report::Kept { lists, left_out, .. }) => {
            if *left_out == 0 {
                state.note_saved(&runs);
            } else {
                state.notice = Some(words::no_room_for_runs(*left_out));
            }
            note(state, lists)
        }
        (What::Forget, Report::Kept { lists, .. }) => note(state, lists),
        (_, Report::Refused { sentence, .. }) => {
            fail(state, sentence);
            Vec::new()
        }
        (what, _) => {
            state.kept_runs.job = Some(Job { number, what });
            return None;
        }
    };
    if state.kept_runs.job.is_none() && !state.is_busy() {
        effects.push(Effect::Files(Wanted::Rest));
    }
    Some(effects)
}

fn note(state: &mut State, lists: &[u64]) -> Vec<Effect> {
    state.kept_runs.lists = Some(lists.iter().copied().map(ListId).collect());
    vec![state.kept_runs.note()]
}

/// It would not work a second time: it is said once, and tried again in the next visit.
fn fail(state: &mut State, sentence: &str) {
    (state.kept_runs.job, state.kept_runs.has_failed) = (None, true);
    state.notice = Some(words::runs_not_kept(sentence));
}

/// Waits for more runs, or shows them when all are here.
fn go_on(
    state: &mut State,
    number: u32,
    text: Rc<str>,
    series: Vec<Found>,
    records: Vec<(Attempt, Record)>,
) -> Vec<Effect> {
    if records.len() < series.iter().map(|found| found.runs as usize).sum() {
        state.kept_runs.job = Some(Job { number, what: What::Find { text, series, records } });
        return Vec::new();
    }
    if series.is_empty() {
        let lists = state.kept_runs.lists.get_or_insert_default();
        lists.retain(|list| *list != ListId::of(&text));
        return vec![state.kept_runs.note()];
    }
    show(state, &text, &series, records);
    Vec::new()
}

/// Shows the runs of the list that lies on the desk, in panels that show none of it.
fn show(state: &mut State, text: &Rc<str>, series: &[Found], records: Vec<(Attempt, Record)>) {
    let plan = state.document.plan().cloned().filter(|_| state.document.text == *text && !state.is_busy());
    let Some(plan) = plan else { return };
    let mut records = records.into_iter();
    let mut origins = Vec::new();
    for found in series {
        let origin = Origin::Kept(Rc::new(Kept { at_ms: found.at_ms, place: found.place.clone() }));
        let series = Series::all(origin.clone(), records.by_ref().take(found.runs as usize));
        let Some((model, series)) = series.map(|series| (series.record().subject.model(), series)) else { continue };
        if state.runs.get(&model).is_some_and(|run| run.text() == text) {
            continue;
        }
        state.runs.insert(model, Run::Over(ShownSeries::new(state.next_run, text.clone(), series)));
        state.next_run = state.next_run.next();
        origins.push(origin);
    }
    press::make_room(state);
    // What was measured by another browser is compared only with what it measured too.
    let is_here = origins.iter().any(|origin| state.is_of_here(origin));
    let Some(origin) = (if is_here { Some(Origin::Measured) } else { origins.pop() }) else { return };
    state.compared = Some(Compared { text: text.clone(), plan, origin });
    look::forget(state);
    (state.view, state.look.range) = (state.wanted_view.take(), state.wanted_range.take());
}
