//! Runs outlive the page: what was measured is kept in this browser between two runs and after the last one, and a list
//! that lies on the desk again finds its runs. The module that reads and writes files does it; the page only knows which
//! lists have runs at all, so that nothing is fetched for the others.

use std::rc::Rc;

use super::files::archive::ListId;
use super::files::kept::{self, Made};
use super::files::{Wanted, ask};
use super::found_runs::{Coming, together};
use super::{Effect, Moment, Notice, Run, ShownSeries, State, Why, pins};
use crate::engine::{Model, RunId};
use crate::record::{Origin, Record};
use crate::stats::Attempt;
use crate::time::SECOND;
use crate::wire::files::{Found, Order, Report};
use crate::wire::records;
use crate::wire::trouble::Trouble;

/// While runs follow each other they are kept whenever so much was measured since: a page that is lost loses no more.
const AT_RISK_NS: u64 = SECOND;
/// So many events are packed in one turn: more would hold the page for too long.
const EVENTS_AT_ONCE: usize = 30_000;
/// The next run waits until those before it are kept, but no longer than this: the module may have to be fetched.
const PATIENCE_MS: f64 = 1_000.0;

/// What is known of the runs that this browser keeps.
#[derive(Debug, Default)]
pub struct KeptRuns {
    /// The lists that have some, and perhaps a few that have none any more; `None` if this browser keeps nothing.
    lists: Option<Vec<ListId>>,
    /// What the note says last, of whichever tab has kept runs: another one has kept some if it says something else.
    stamp: String,
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
    /// To find those of a list; what has come in so far.
    Find { sought: Sought, text: Rc<str>, series: Vec<Found>, records: Vec<(Attempt, Record)> },
    /// Nothing more: they are here, and come to the page.
    Show(Coming),
    /// To keep nothing any longer.
    Forget,
}

/// Whose runs are looked for.
#[derive(Debug, Clone)]
enum Sought {
    /// Those of the text on the desk.
    Text(Rc<str>),
    /// Those that are pinned beside the list that is kept there.
    Pinned(Rc<str>, ListId),
}

/// What the note begins with that says who has kept runs last. A list is noted by digits alone.
const STAMP: char = '@';

impl KeptRuns {
    /// What the last visit noted; `None` where nothing can be noted.
    pub(super) fn new(note: Option<&str>) -> Self {
        let list = |word| u64::from_str_radix(word, 16).ok().map(ListId);
        let lists = note.map(|note| note.split(' ').filter_map(list).collect());
        let stamp = note.and_then(|note| note.split(' ').find(|word| word.starts_with(STAMP)));
        Self { lists, stamp: stamp.unwrap_or_default().to_owned(), ..Self::default() }
    }

    /// How many lists have runs that are kept, as far as is known.
    pub fn list_count(&self) -> usize {
        self.lists.as_ref().map_or(0, Vec::len)
    }

    /// Whether runs that were found come to the page with the next frame.
    pub fn is_showing(&self) -> bool {
        matches!(self.job, Some(Job { what: What::Show(_), .. }))
    }

    /// Whether runs are being found, and come in one after another.
    pub(super) fn is_finding(&self) -> bool {
        matches!(self.job, Some(Job { what: What::Find { .. }, .. }))
    }

    /// What is to be noted for the next visit.
    fn note(&self) -> Effect {
        let mut words: Vec<String> = self.lists.iter().flatten().map(|list| format!("{:x}", list.0)).collect();
        words.push(self.stamp.clone());
        Effect::NoteRuns(words.join(" ").trim_end().to_owned())
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
    if state.kept_runs.job.is_some() || state.rests() {
        return Vec::new();
    }
    if std::mem::take(&mut state.kept_runs.forgets) {
        let job = begin(state, What::Forget);
        return ask(&Order::Forget { job }, None);
    }
    if state.is_keeping_due() { keep(state, moment) } else { find(state) }
}

/// The reader wants nothing kept any longer.
pub(super) fn forget(state: &mut State) -> Vec<Effect> {
    state.kept_runs.forgets = true;
    Vec::new()
}

/// Another tab has noted something: perhaps that it has kept runs, also of the list on this desk.
pub(super) fn reread(state: &mut State, note: Option<&str>) {
    let KeptRuns { lists, stamp, .. } = KeptRuns::new(note);
    if state.kept_runs.stamp != stamp {
        (state.kept_runs.lists, state.kept_runs.stamp) = (lists, stamp);
        state.kept_runs.looked_for = None;
    }
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
    let mut events = 0;
    let made = runs.iter().flat_map(|run| run.unkept(begun_ms).map(|made| (run.number, made)));
    let (packed, attempts): (Vec<RunId>, Vec<Made>) = made
        .take_while(|(_, made)| {
            let is_first = events == 0;
            events += made.record.trace.event_count();
            is_first || events <= EVENTS_AT_ONCE
        })
        .unzip();
    let parcel = kept::pack(&text, &place, now_ms, &attempts, &state.pins.lists());
    // Of which all is on its way then; the rest follows when this is kept.
    let mut runs = Vec::new();
    for run in state.runs.values_mut().filter_map(Run::series_mut) {
        let count = packed.iter().filter(|number| **number == run.number).count();
        run.kept += count;
        if count > 0 && run.kept == run.series.attempts().len() {
            runs.push(run.number);
        }
    }
    let job = begin(state, What::Keep { runs, since_ms: moment.clock_ms, holds: true });
    // Noted before it is kept: whoever finds nothing there is no worse off.
    let (list, lists) = (ListId::of(&text), state.kept_runs.lists.get_or_insert_default());
    let mut effects = Vec::new();
    if !lists.contains(&list) {
        lists.push(list);
        effects.push(state.kept_runs.note());
    }
    effects.extend(ask(&Order::Keep { job, parcel }, None));
    effects
}

/// Asks for the runs of the list on the desk, if it has some that may not be on the page; and for those that are pinned
/// beside it.
fn find(state: &mut State) -> Vec<Effect> {
    // Nothing else may take a core while it is measured how fast this machine computes, or while another tab measures:
    // this one looks when the reader does.
    if state.is_busy() || state.calibration.is_none() || state.embed || state.environment.hidden {
        return Vec::new();
    }
    let found = match find_text(state) {
        Some(text) => Some((ListId::of(&text), Sought::Text(text))),
        None => pins::sought(state).map(|(place, list)| (list, Sought::Pinned(place, list))),
    };
    let Some((list, sought)) = found else { return Vec::new() };
    let job = begin(state, What::Find { sought, text: "".into(), series: Vec::new(), records: Vec::new() });
    ask(&Order::Find { job, list: list.0 }, None)
}

/// The text on the desk, if its runs are to be looked for.
fn find_text(state: &mut State) -> Option<Rc<str>> {
    let text = state.document.text.clone();
    if state.kept_runs.looked_for.as_ref().is_some_and(|known| Rc::ptr_eq(known, &text)) {
        return None;
    }
    state.kept_runs.looked_for = Some(text.clone());
    let lists = state.kept_runs.lists.as_ref()?;
    // What each of the models that are shown has measured here goes before what is kept.
    let is_here = |model: &Model| state.runs.get(model).is_some_and(|run| *run.text() == text);
    let is_sought = !lists.is_empty() && !Model::ALL.iter().all(is_here) && lists.contains(&ListId::of(&text));
    is_sought.then_some(text)
}

/// The module told something about runs that are kept, or is dead; `None` if it is about something else.
pub(super) fn hear(state: &mut State, told: &Result<Report, Trouble>) -> Option<Vec<Effect>> {
    let number = state.kept_runs.job.as_ref()?.number;
    let report = match told {
        Ok(report) if report.job() == Some(number) => report,
        Ok(_) => return None,
        Err(trouble) => {
            fail(state, Why::Trouble(trouble.clone()));
            // Whoever waits for a file is told too.
            return None;
        }
    };
    let Job { what, .. } = state.kept_runs.job.take()?;
    let mut effects = match (what, report) {
        (What::Find { sought, .. }, Report::Found { text, series, .. }) => {
            // Another list may have the same hash.
            let is_it = !matches!(&sought, Sought::Text(sought) if **sought != **text);
            let series = if is_it { series.clone() } else { Vec::new() };
            go_on(state, number, sought, text.as_str().into(), series, Vec::new())
        }
        (What::Find { sought, text, series, mut records }, Report::Run { run, .. }) => {
            records.extend(records::decode_attempt(run).ok());
            go_on(state, number, sought, text, series, records)
        }
        (What::Keep { runs, .. }, Report::Kept { lists, left_out, .. }) => {
            if *left_out == 0 {
                state.note_saved(&runs);
            } else {
                state.notify(Notice::NoRoomForRuns(*left_out));
            }
            if state.queue.is_empty() {
                // From now on other tabs take no core from what is measured here when they look.
                let begun_ms = state.kept_runs.begun_ms.unwrap_or_default();
                state.kept_runs.stamp = format!("{STAMP}{begun_ms:x}.{number:x}");
            }
            note(state, lists)
        }
        (What::Forget, Report::Kept { lists, .. }) => note(state, lists),
        (_, Report::Refused { sentence, .. }) => {
            fail(state, Why::Said(sentence.clone()));
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
fn fail(state: &mut State, why: Why) {
    (state.kept_runs.job, state.kept_runs.has_failed) = (None, true);
    state.notify(Notice::RunsNotKept(why));
}

/// Waits for more runs, or shows them when all are here.
fn go_on(
    state: &mut State,
    number: u32,
    sought: Sought,
    text: Rc<str>,
    found: Vec<Found>,
    records: Vec<(Attempt, Record)>,
) -> Vec<Effect> {
    if records.len() < found.iter().map(|found| found.runs as usize).sum() {
        state.kept_runs.job = Some(Job { number, what: What::Find { sought, text, series: found, records } });
        return Vec::new();
    }
    match sought {
        Sought::Pinned(place, list) => pins::found(state, &place, list, &text, &together(found, records)),
        Sought::Text(text) if found.is_empty() => {
            let lists = state.kept_runs.lists.get_or_insert_default();
            lists.retain(|list| *list != ListId::of(&text));
            vec![state.kept_runs.note()]
        }
        Sought::Text(text) => {
            let coming = Coming::new(state, text, found, records);
            state.kept_runs.job = Some(Job { number, what: What::Show(coming) });
            Vec::new()
        }
    }
}

/// A new picture is due: with it comes the next series of those that were found.
pub(super) fn frame(state: &mut State) -> Vec<Effect> {
    let Some(Job { what: What::Show(coming), .. }) = state.kept_runs.job.as_mut() else { return Vec::new() };
    // Out of the state while that is changed; nobody else asks meanwhile.
    let mut coming = std::mem::take(coming);
    if coming.show(state) {
        if let Some(job) = &mut state.kept_runs.job {
            job.what = What::Show(coming);
        }
        return Vec::new();
    }
    state.kept_runs.job = None;
    if state.is_busy() { Vec::new() } else { vec![Effect::Files(Wanted::Rest)] }
}
