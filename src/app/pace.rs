//! What the runs of this session have shown of the machine: how long its workers take to start, how late it wakes who
//! waits, and how much longer computing takes than it was calibrated to. Expected runs are made with it.

use super::Environment;
use crate::engine::virtual_time::{Interference, Lateness, Machine, Setup};
use crate::engine::{CopySpeed, FileSpeed, Model, Options};
use crate::program::{FileUse, Plan, Step};
use crate::record::Record;
use crate::stats::{Analysis, Slowdown, copy_speed, process_start_ns};
use crate::time::{MS, US};
use crate::trace::{End, Span, State};

/// Before a process was seen to start: as long as browsers take for a worker that compiles nothing (12 to 54 ms).
const PROCESS_START_NS: u64 = 30 * MS;
/// Before a thread was: they are parked in advance, and only have to be woken.
const THREAD_START_NS: u64 = 100 * US;
/// Before a request was seen to be answered, how much later than asked for browsers have its first byte, and how long they take
/// for a million bytes: measured once, with nothing else under way.
const FIRST_BYTE_NS: u64 = 3 * MS;
const MEGABYTE_NS: u64 = 6 * MS;
/// Answers of fewer bytes say nothing of how long many take.
const MANY_BYTES: u64 = 200_000;
/// So many of the latest measurements count.
const MOST_SAMPLES: usize = 60;
/// Of one run.
const MOST_OF_RUN: usize = 20;

/// Measurements of one thing, the latest last.
#[derive(Debug, Default)]
struct Samples(Vec<u64>);

impl Samples {
    fn add(&mut self, samples: impl Iterator<Item = u64>) {
        self.0.extend(samples.take(MOST_OF_RUN));
        let surplus = self.0.len().saturating_sub(MOST_SAMPLES);
        self.0.drain(..surplus);
    }

    /// The smallest that so many of 100 don't exceed; `None` before anything was measured.
    fn rank(&self, percent: usize) -> Option<u64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        (!sorted.is_empty()).then(|| crate::stats::nearest_rank(&sorted, percent))
    }
}

/// What is known of the machine.
#[derive(Debug, Default)]
pub(super) struct Pace {
    process_starts: Samples,
    thread_starts: Samples,
    holds: Samples,
    timers: Samples,
    first_bytes: Samples,
    megabytes: Samples,
    /// See [`Interference`].
    alone: Samples,
    together: Samples,
    switches: Samples,
    /// How fast data is copied from memory to memory: as it was measured once, while nothing ran.
    pub(super) copying: CopySpeed,
    /// The same as runs have shown it, in bytes per second.
    copies: Samples,
    /// How long files took, in nanoseconds for a million bytes.
    reads_held: Samples,
    reads_awaited: Samples,
    writes_held: Samples,
    writes_awaited: Samples,
}

impl Pace {
    /// Takes in what a run shows that was measured here, if it can be trusted.
    /// The plan is what has run, if that is known.
    pub(super) fn learn(&mut self, record: &Record, view: &Analysis, plan: Option<&Plan>) {
        if !record.counts() {
            return;
        }
        let spans = &view.timeline.spans;
        let starts = spans.iter().filter(|span| span.state == State::Starting).map(Span::length_ns);
        let is_of_processes = record.options.has_processes(record.subject.model());
        match record.subject.model() {
            _ if is_of_processes => {
                let start_ns = process_start_ns(&view.timeline, record.cores, self.interference().together_per_mille);
                self.process_starts.add(start_ns.into_iter());
            }
            Model::Threads | Model::Gil => self.thread_starts.add(starts),
            _ => {}
        }
        let carries = |task: usize| plan?.tasks.get(task)?.how.carries;
        let together_per_mille = self.interference().together_per_mille;
        let speed = copy_speed(&view.timeline, carries, record.cores, together_per_mille);
        self.copies.add(speed.map(|speed| speed.bytes_per_second).into_iter());
        let late =
            |state| spans.iter().filter(move |span| span.state == state).filter_map(|span| lateness_ns(view, span));
        self.holds.add(late(State::Blocked));
        self.timers.add(late(State::Waiting));
        let paces = |usage, state| {
            let of_step = move |span: &&Span| span.state == state && span.length_ns() > 0;
            spans.iter().filter(of_step).filter_map(move |span| megabyte_ns(view, span, usage))
        };
        self.reads_held.add(paces(FileUse::Read, State::Blocked));
        self.reads_awaited.add(paces(FileUse::Read, State::Waiting));
        self.writes_held.add(paces(FileUse::Write, State::Blocked));
        self.writes_awaited.add(paces(FileUse::Write, State::Waiting));
        self.first_bytes.add(view.timeline.all_received().filter_map(|(_, span, received)| {
            let due_ns = span.start_ns + view.tasks.step_of(span)?.waiting()?;
            // Where only the whole was seen, few bytes come with the first.
            let is_small = received.bytes < MANY_BYTES;
            Some(received.first_ns.or(is_small.then_some(received.last_ns))?.saturating_sub(due_ns))
        }));
        self.megabytes.add(view.timeline.received.iter().filter_map(|received| {
            let took_ns = received.last_ns.saturating_sub(received.first_ns?);
            let a_megabyte_ns = u128::from(took_ns) * 1_000_000 / u128::from(received.bytes.max(1));
            (received.bytes >= MANY_BYTES).then(|| u64::try_from(a_megabyte_ns).unwrap_or(u64::MAX))
        }));
        // Who starts takes cores too, and what that takes is counted above.
        if !is_of_processes {
            let seen = Slowdown::of(&record.trace, &view.timeline, record.cores, self.interference());
            self.alone.add(seen.alone_per_mille.into_iter());
            self.together.add(seen.together_per_mille.into_iter());
            self.switches.add(seen.switch_ns.into_iter());
        }
    }

    /// The pace was another one than was thought: what was seen of computing is about that one.
    pub(super) fn forget_computing(&mut self) {
        (self.alone, self.together, self.switches) = <(Samples, Samples, Samples)>::default();
    }

    fn interference(&self) -> Interference {
        let median = |samples: &Samples| samples.rank(50).unwrap_or(0);
        let (alone_per_mille, together_per_mille) = (median(&self.alone), median(&self.together));
        Interference {
            alone_per_mille,
            // Before several were seen to compute, they are no quicker than one.
            together_per_mille: together_per_mille.max(alone_per_mille),
            switch_ns: median(&self.switches),
        }
    }

    /// What a run in virtual time is told.
    pub(super) fn setup(&self, environment: &Environment, options: Options, most_effort: usize) -> Setup {
        let machine = Machine {
            cores: environment.cores,
            process_start_ns: self.process_starts.rank(50).unwrap_or(PROCESS_START_NS),
            thread_start_ns: self.thread_starts.rank(50).unwrap_or(THREAD_START_NS),
        };
        // Waits end late for other reasons too, such as a loop that is held: the quicker ones tell of the machine alone.
        let lateness = Lateness {
            hold_ns: self.holds.rank(25).unwrap_or(0),
            timer_ns: self.timers.rank(25).unwrap_or(0),
            first_byte_ns: self.first_bytes.rank(25).unwrap_or(FIRST_BYTE_NS),
            megabyte_ns: self.megabytes.rank(25).unwrap_or(MEGABYTE_NS),
        };
        let seen = self.copies.rank(50).map(|bytes_per_second| CopySpeed { bytes_per_second });
        let (interference, copying) = (self.interference(), seen.unwrap_or(self.copying));
        let files = self.files();
        Setup { options, machine, lateness, interference, copying, files, most_effort }
    }

    fn files(&self) -> FileSpeed {
        let known = FileSpeed::default();
        FileSpeed {
            read_held: self.reads_held.rank(50).unwrap_or(known.read_held),
            read_awaited: self.reads_awaited.rank(50).unwrap_or(known.read_awaited),
            write_held: self.writes_held.rank(50).unwrap_or(known.write_held),
            write_awaited: self.writes_awaited.rank(50).unwrap_or(known.write_awaited),
        }
    }
}

/// How long a step that was done to its end took for a million bytes of a file, if that is what it did to one.
fn megabyte_ns(view: &Analysis, span: &Span, usage: FileUse) -> Option<u64> {
    let Some(Step::File(own, transfer, _)) = view.tasks.step_of(span) else { return None };
    let is_done = view.timeline.tasks.get(span.task.0 as usize)?.end == Some(End::Done);
    (*own == usage && is_done).then(|| FileSpeed::of_megabyte(span.length_ns(), transfer.bytes()))
}

/// How much longer a wait took than the list says.
fn lateness_ns(view: &Analysis, span: &Span) -> Option<u64> {
    // An answer is under way for a while: that tells nothing of timers.
    let step = view.tasks.step_of(span).filter(|step| !matches!(step, Step::Fetch(..)))?;
    Some(span.length_ns().saturating_sub(*step.waiting()?))
}
