//! From what is written back to what was measured: the trace, from which all else is derived again.

use super::build::stats;
use super::read_list::ReadList;
use super::requests::{are_answered, restored_requests};
use super::restored_changes::{restored_changes, restored_left};
use super::told::Told;
use super::v2::{End, Environment, Kind, Line, Outcome, Record, Series, Span, State, Task};
use super::{Fields, Impossible, RunDamage, Scalar};
use crate::engine::{Behind, Calibration, Model, Options};
use crate::formats::options::{self, OptionValue};
use crate::program::{Step, Value};
use crate::record::{self, Place};
use crate::stats::Figures;
use crate::time::SECOND;
use crate::trace::{self, Event, LaneId, TaskId, TaskInfo, Timeline, Trace, UsedItem, What};

/// The end of time: no run takes a month. Figures and pictures count on it.
pub const LATEST_NS: u64 = 31 * 24 * 3600 * SECOND;

impl From<Environment> for Place {
    fn from(written: Environment) -> Self {
        let Environment { user_agent, cores, isolated, clock_resolution_ns, calibration } = written;
        let calibration = Calibration { iterations_per_second: calibration.iterations_per_second };
        Self { user_agent, cores, isolated, clock_resolution_ns, calibration }
    }
}

impl Outcome {
    /// How it ended.
    pub fn known(self) -> record::Outcome {
        match self {
            Self::Done => record::Outcome::Done,
            Self::Failed => record::Outcome::Failed,
            Self::Stopped => record::Outcome::Stopped,
            Self::Stuck => record::Outcome::Stuck,
        }
    }
}

impl Series {
    /// What the model was told; what the file doesn't say is as in `defaults`.
    pub fn options(&self, model: Model, defaults: Options) -> Options {
        options_of(&self.options, model, defaults)
    }
}

/// What a model was told by these fields.
pub(super) fn options_of(fields: &Fields, model: Model, defaults: Options) -> Options {
    // Whoever has written nothing of it knew nothing else.
    let mut options = Options { behind: Behind::Threads, ..defaults };
    for (name, value) in &fields.0 {
        let value = match value {
            Scalar::Whole(number) => OptionValue::Number(*number),
            Scalar::Text(text) => OptionValue::Text(text.clone()),
            Scalar::Nothing | Scalar::Real(_) | Scalar::Other => continue,
        };
        options::tell(model, &mut options, name, &value);
    }
    options
}

impl Record {
    /// The trace that this was written from. What the list says counts where this Interleave reads it as the one did that
    /// wrote the file; without the steps of tasks, computing can't be counted.
    ///
    /// # Errors
    /// If no trace can have been written like this.
    pub fn restore(&self, clock_resolution_ns: u64, list: &ReadList) -> Result<Trace, RunDamage> {
        let spans = self.spans.iter().chain(&self.given_up);
        let latest_ns = spans.map(|span| span.end_ns).chain(self.tasks.iter().filter_map(|task| task.ended_ns));
        let latest_ns = latest_ns.chain(self.values.iter().map(|value| value.at_ns));
        if clock_resolution_ns > SECOND
            || latest_ns.chain(self.output.iter().map(|line| line.at_ns)).any(|ns| ns > LATEST_NS)
        {
            return Err(RunDamage::ImpossibleTime);
        }
        let mut trace = Trace::new(clock_resolution_ns, self.restored_lanes(), self.task_infos(&list.tasks));
        trace.extend(&self.events(&trace.tasks));
        trace.note_items(&self.used_items(&trace.tasks));
        trace.receive(&restored_requests(&self.requests, &trace.tasks));
        trace.leave(&restored_left(self, |written| counted_step(written, &trace.tasks)));
        let (resources, changes) = restored_changes(self, &list.resources);
        trace = trace.with_resources(&resources);
        trace.change(&changes);
        for (id, task) in (0..).map(TaskId).zip(&self.tasks) {
            if let Some(message) =
                task.message.as_deref().filter(|message| trace.message(id).as_deref() != Some(message))
            {
                trace.note_death(id, message.to_owned());
            }
        }
        let timeline = Timeline::of(&trace, None);
        let wrong = self.tasks.iter().zip(&timeline.tasks).position(|(task, times)| {
            let written = (task.arrived_ns, task.started_ns, task.ended_ns, end(task));
            written != (times.arrived_ns, times.started_ns, times.ended_ns, times.end)
        });
        if let Some(task) = wrong {
            return Err(RunDamage::TaskTimes(task));
        }
        let written = self.spans.iter().zip(self.orders().of_spans);
        let written = written.map(|(written, order)| span(written, order, &trace.tasks));
        if !timeline.spans.iter().copied().eq(written) {
            return Err(RunDamage::Spans);
        }
        let given_up = self.given_up.iter().map(|written| span(written, 0, &trace.tasks));
        if !timeline.left.iter().map(|span| trace::Span { order: 0, ..*span }).eq(given_up) {
            return Err(RunDamage::Spans);
        }
        if !are_answered(&timeline, self.requests.len()) {
            return Err(RunDamage::Requests);
        }
        if let Some(breach) = trace.breaches().first().copied().or_else(|| trace.overlap(&timeline)) {
            return Err(self.at(breach.event.task, breach.event.at_ns, Impossible::Breach(breach.kind)));
        }
        self.check_output(&timeline)?;
        Ok(trace)
    }

    pub(super) fn restored_lanes(&self) -> Vec<trace::Lane> {
        let lanes = self.lanes.iter();
        lanes.map(|lane| trace::Lane { name: lane.name.clone(), kind: kind(lane.kind) }).collect()
    }

    /// Lines are printed one after another, each where its task begins to run.
    fn check_output(&self, timeline: &Timeline) -> Result<(), RunDamage> {
        let mut last_ns = 0;
        for line in &self.output {
            let task = TaskId(line.task);
            let (_, spans) = timeline.spans_of(task);
            let first = spans.partition_point(|span| span.start_ns < line.at_ns);
            let mut then = spans[first..].iter().take_while(|span| span.start_ns == line.at_ns);
            if !then.any(|span| span.state == trace::State::Running) {
                return Err(self.at(task, line.at_ns, Impossible::PrintedAtRest));
            }
            if line.at_ns < last_ns {
                return Err(self.at(task, line.at_ns, Impossible::OutputOrder));
            }
            last_ns = line.at_ns;
        }
        Ok(())
    }

    fn at(&self, task: TaskId, at_ns: u64, what: Impossible) -> RunDamage {
        let name = self.tasks.get(task.0 as usize).map_or("", |task| &task.name).chars().take(40).collect();
        RunDamage::Impossible { task, name, at_ns, what }
    }

    /// The timeline of the restored trace, with the printed lines as they are written: a list that is read in another
    /// way by now may not say them.
    pub fn timeline(&self, trace: &Trace) -> Timeline {
        let mut timeline = Timeline::of(trace, None);
        let written = self.output.iter().map(|line| (line.at_ns, line.task, line.text.as_str()));
        if !timeline.output.iter().map(|line| (line.at_ns, line.task.0, &*line.text)).eq(written) {
            // The spans of a task lie together, tasks in list order: that was checked.
            let place = |line: &Line| {
                let own = self.spans.iter().skip(self.spans.partition_point(|span| span.task < line.task));
                let mut own = own.take_while(|span| span.task == line.task);
                own.find(|span| span.state == State::Running && span.start_ns == line.at_ns).and_then(|span| span.lane)
            };
            let line = |line: &Line| trace::OutputLine {
                at_ns: line.at_ns,
                task: TaskId(line.task),
                lane: place(line).map(LaneId),
                text: line.text.as_str().into(),
            };
            timeline.output = self.output.iter().map(line).collect();
        }
        timeline
    }

    /// The figures of the restored timeline. Where the steps are not known, computing is counted as the file does.
    pub fn figures(&self, trace: &Trace, timeline: &Timeline, has_event_loop: bool, cores: usize) -> Figures {
        let mut figures = Figures::of(trace, timeline, has_event_loop, cores);
        figures.page_frozen_ns = self.frozen_ns();
        let parallelism = self.stats.get("parallelism").and_then(Scalar::as_float);
        if let Some(parallelism) = parallelism
            && self.spans.iter().any(|span| !knows_step(&trace.tasks, span))
        {
            figures.parallelism.average = parallelism;
        }
        figures
    }

    /// Whether the figures in the file are those of its spans. The speed-up is that of several runs, and no figure of one.
    pub fn agrees_with(&self, figures: &Figures) -> bool {
        let is_of_first_release = self.stats.get("oversubscription_peak").is_none();
        let mut figures = *figures;
        if is_of_first_release {
            // Release 0.1.0 counted all lanes that ran, with a core or without.
            figures.parallelism.peak += figures.oversubscription_peak;
        }
        stats(&figures).0.iter().all(|(key, derived)| match self.stats.get(key) {
            _ if key == "speedup" => true,
            Some(written) => written.is_same_number(derived),
            None => true,
        })
    }

    /// Whether what the makespan went to adds up to it, if the file says that at all.
    pub fn adds_up(&self, makespan_ns: u64) -> bool {
        self.why.is_none_or(|parts| parts.sum_ns() == Some(makespan_ns))
    }

    fn task_infos(&self, infos: &[TaskInfo]) -> Vec<TaskInfo> {
        let names = self.tasks.iter().map(|task| task.name.as_str());
        if infos.iter().map(|info| info.name.as_str()).eq(names)
            && self.spans.iter().all(|span| knows_step(infos, span))
        {
            return infos.to_vec();
        }
        let unknown = |task: &Task| TaskInfo { name: task.name.clone(), group: task.id, ..TaskInfo::unknown() };
        self.tasks.iter().map(unknown).collect()
    }

    /// Items that steps depended on.
    fn used_items(&self, infos: &[TaskInfo]) -> Vec<UsedItem> {
        let used = |(written, order): (&Span, u32)| {
            let (value, step) = (Value::of_text(written.item.as_deref()?), counted_step(written, infos)?);
            Some(UsedItem { task: TaskId(written.task), order, step, value: Some(value) })
        };
        self.spans.iter().zip(self.orders().of_spans).filter_map(used).collect()
    }

    /// A span is what lies between two events.
    fn events(&self, infos: &[TaskInfo]) -> Vec<Event> {
        let mut events = Vec::with_capacity(self.spans.len() + self.tasks.len());
        let mut lasts: Vec<(u32, Option<u32>, usize)> = vec![(0, None, 0); self.tasks.len()];
        let orders = self.orders();
        let mut told: Vec<Option<Told>> = self.tasks.iter().map(|task| task.told).collect();
        for (place, (written, order)) in self.spans.iter().zip(orders.of_spans.iter().copied()).enumerate() {
            let trace::Span { task, lane, step, state, start_ns, .. } = span(written, order, infos);
            let (seq, last, last_place) = &mut lasts[task.0 as usize];
            // It was told between two of its spans, or in the middle of one.
            if let Some(told) = told[task.0 as usize].take_if(|told| *seq > 0 && told.at_ns < start_ns) {
                events.push(told.event(task, *seq, orders.of_spans[*last_place]));
                *seq += 1;
            }
            events.push(Event { at_ns: start_ns, task, seq: *seq, order, what: What::Enter { state, lane, step } });
            *seq += 1;
            *last = step.or(*last);
            *last_place = place;
        }
        for ((task, told), (mut seq, last, own_last)) in self.tasks.iter().zip(told).zip(lasts) {
            if let Some(told) = told.filter(|_| seq > 0) {
                events.push(told.event(TaskId(task.id), seq, orders.of_spans[own_last]));
                seq += 1;
            }
            let (Some(at_ns), Some(end), 1..) = (task.ended_ns, end(task), seq) else { continue };
            let steps = infos.get(task.id as usize).map_or(&[][..], |info| &info.steps);
            let failed =
                |step: &Step<u64>| matches!(step, Step::Fail(_, text) if Some(&**text) == task.message.as_deref());
            let first = last.map_or(0, |step| step as usize);
            let failed = steps.iter().skip(first).position(failed).filter(|_| end == trace::End::Failed);
            let step = failed.map(|past| (first + past) as u32).or(last);
            let (task, order) = (TaskId(task.id), orders.of_end(at_ns, own_last));
            events.push(Event { at_ns, task, seq, order, what: What::End { end, step } });
        }
        events
    }

    /// The order in which all of it happened. Where the file doesn't tell, what took no time was before what did.
    fn orders(&self) -> Orders {
        let mut places: Vec<usize> = (0..self.spans.len()).collect();
        places.sort_by_key(|place| {
            let span = &self.spans[*place];
            (span.start_ns, span.order, span.end_ns > span.start_ns)
        });
        let mut of_spans = vec![0; places.len()];
        for (order, place) in (0..).zip(&places) {
            of_spans[*place] = 2 * order + 1;
        }
        Orders { of_spans, starts_ns: places.into_iter().map(|place| self.spans[place].start_ns).collect() }
    }
}

/// See [`Event::order`].
struct Orders {
    /// Of each span; odd, so that there is room between them.
    of_spans: Vec<u32>,
    /// When spans begin, in that order.
    starts_ns: Vec<u64>,
}

impl Orders {
    /// Of the end of a task: what ends at a time ends before what begins then, but not before its own last span began,
    /// whose place in the list that is.
    fn of_end(&self, at_ns: u64, own_last: usize) -> u32 {
        let earlier = self.starts_ns.partition_point(|start_ns| *start_ns < at_ns);
        (2 * earlier as u32).max(self.of_spans[own_last] + 1)
    }
}

fn knows_step(infos: &[TaskInfo], span: &Span) -> bool {
    let steps = infos.get(span.task as usize).map_or(0, |info| info.steps.len());
    span.step.is_none() || counted_step(span, infos).is_some_and(|step| (step as usize) < steps)
}

/// The step as the trace counts it: through all turns.
fn counted_step(span: &Span, infos: &[TaskInfo]) -> Option<u32> {
    let (info, turn) = (infos.get(span.task as usize)?, span.turn.unwrap_or(1).checked_sub(1)?);
    info.step_at(span.step?, turn)
}

fn span(written: &Span, order: u32, infos: &[TaskInfo]) -> trace::Span {
    let state = match written.state {
        State::Queued => trace::State::Queued,
        State::Starting => trace::State::Starting,
        State::Running => trace::State::Running,
        State::Waiting => trace::State::Waiting,
        State::Blocked => trace::State::Blocked,
        State::Locked => trace::State::Locked,
        State::Copying => trace::State::Copying,
    };
    trace::Span {
        task: TaskId(written.task),
        lane: written.lane.map(LaneId),
        step: counted_step(written, infos),
        state,
        start_ns: written.start_ns,
        end_ns: written.end_ns,
        order,
    }
}

fn kind(kind: Kind) -> trace::LaneKind {
    match kind {
        Kind::Worker => trace::LaneKind::Worker,
        Kind::Loop => trace::LaneKind::Loop,
        Kind::Thread => trace::LaneKind::Thread,
        Kind::Process => trace::LaneKind::Process,
        Kind::Slot => trace::LaneKind::Slot,
    }
}

fn end(task: &Task) -> Option<trace::End> {
    let message = task.message.as_deref();
    Some(match task.outcome? {
        End::Done => trace::End::Done,
        End::Failed if message == Some(trace::REJECTED) => trace::End::Rejected,
        End::Failed if message == Some(trace::ENDLESS) => trace::End::Endless,
        End::Failed if message == Some(trace::NO_SERVER) => trace::End::NoServer,
        End::Failed if message == Some(trace::CUT_OFF) => trace::End::CutOff,
        End::Failed if message.is_some_and(|message| message.starts_with(trace::TIMED_OUT)) => trace::End::TimedOut,
        End::Failed => trace::FileTrouble::of_message(message).map_or(trace::End::Failed, trace::End::File),
        End::Cancelled => trace::End::Cancelled,
    })
}
