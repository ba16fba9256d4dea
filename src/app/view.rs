//! What is derived from a trace for the screen.

use std::rc::Rc;

use crate::engine::Model;
use crate::stats::findings::Finding;
use crate::stats::{Figures, Why, on_cores};
use crate::trace::{End, Lane, State, TaskId, TaskInfo, Timeline, Trace};

/// What is derived from a trace: all that the screen shows of a run. Made anew when something has changed, never changed.
#[derive(Debug)]
pub struct View {
    /// How it runs.
    pub model: Model,
    /// Its rows.
    pub lanes: Rc<[Lane]>,
    /// Its tasks.
    pub tasks: Rc<[TaskInfo]>,
    /// The cores of the machine, as reported.
    pub cores: usize,
    /// The clock's step in nanoseconds.
    pub resolution_ns: u64,
    /// Its spans.
    pub timeline: Timeline,
    /// Its figures.
    pub figures: Figures,
    /// Its length so far, or whole, in nanoseconds.
    pub elapsed_ns: u64,
    /// Whether it is expected, and was not measured.
    pub is_expected: bool,
    /// Whether this is the whole run, which is over; else it is the run as it was `elapsed_ns` after its start, and most
    /// figures are not known.
    pub is_whole: bool,
    /// Tasks that failed, with their messages.
    pub failures: Vec<(TaskId, String)>,
    /// What the run shows; nothing before it is over.
    pub findings: Vec<Finding>,
    /// Why it took that long; `None` before it is over.
    pub why: Option<Why>,
    /// When the page stood still, see [`super::Heartbeat`].
    pub frozen: Vec<(u64, u64)>,
}

impl View {
    /// When cores were taken, core by core, see [`on_cores`].
    pub fn cores_taken(&self) -> Vec<(u64, u64)> {
        let running = self.timeline.spans.iter().filter(|span| span.state == State::Running);
        let wanted = running.map(|span| (span.start_ns, span.end_ns));
        // No more lanes can run than there are.
        if self.lanes.len() <= self.cores { wanted.collect() } else { on_cores(wanted, self.cores) }
    }
}

/// The view of a trace, whole or as it is now.
pub(super) fn view_of(
    model: Model,
    trace: &Trace,
    lanes: Rc<[Lane]>,
    tasks: Rc<[TaskInfo]>,
    cores: usize,
    now_ns: Option<u64>,
) -> View {
    let timeline = Timeline::of(trace, now_ns);
    let figures = Figures::of(trace, &timeline, model.has_event_loop(), cores);
    let view = view_with(model, trace, lanes, tasks, cores, timeline, figures);
    View { is_whole: now_ns.is_none(), why: now_ns.is_none().then(|| Why::of(trace, &view.timeline)), ..view }
}

/// The view of a whole run whose timeline and figures are known.
pub(super) fn view_with(
    model: Model,
    trace: &Trace,
    lanes: Rc<[Lane]>,
    tasks: Rc<[TaskInfo]>,
    cores: usize,
    timeline: Timeline,
    figures: Figures,
) -> View {
    let failures = timeline.tasks.iter().enumerate().filter(|(_, times)| times.end == Some(End::Failed));
    let failures = failures.map(|(task, _)| {
        let task = TaskId(task as u32);
        let message = trace.message(task).filter(|message| !message.is_empty()).unwrap_or("no message");
        (task, message.to_owned())
    });
    let failures = failures.collect();
    let resolution_ns = trace.clock_resolution_ns;
    View {
        model,
        lanes,
        tasks,
        cores,
        resolution_ns,
        elapsed_ns: timeline.makespan_ns,
        is_expected: false,
        is_whole: true,
        timeline,
        figures,
        failures,
        findings: Vec::new(),
        why: None,
        frozen: Vec::new(),
    }
}
