//! What the examples show: the figures that put their beliefs to the test, from the runs on the reader's own machine.

use super::Analysis;
use super::orders::Orders;
use crate::engine::Model::{self, Async, Gil, Offload, Pool, ProcessPool, Processes, Sequential, Threads};
use crate::program::Example;
use crate::trace::{End, Named, State, TaskId};

/// A figure that an example is about, under the models in which it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// How long the run took, and how many times as fast that is as the first of them.
    Times(&'static [Model]),
    /// On how many lanes.
    Lanes(&'static [Model]),
    /// How long the event loop stood still.
    HeldLoop(&'static [Model]),
    /// When a task of this name had ended, and when that other one.
    Ends(&'static str, &'static str, &'static [Model]),
    /// After how long the wait of a task of this name was over.
    Wait(&'static str, &'static [Model]),
    /// How many tasks were under way and how many cores computed.
    Busy(&'static [Model]),
    /// How long starting took, all workers together.
    Starting(&'static [Model]),
    /// How long the slowest answers took.
    Latency(&'static [Model]),
    /// For how long a task of this name went on after it had been told to end.
    Overrun(&'static str, &'static [Model]),
    /// Whose line came when, by copy.
    Order(&'static [Model]),
    /// How many tasks came to their own end, without failing.
    Done(&'static [Model]),
    /// How much there was at most of what has this name.
    Most(&'static str, &'static [Model]),
    /// How long data was copied, for all workers together.
    Copying(&'static [Model]),
    /// How long a request to a task of this name took: half of them, and 19 of 20, at most.
    Answers(&'static str, &'static [Model]),
    /// What a share of this name is in the end.
    Value(&'static str, &'static [Model]),
}

use Shows::{
    Answers, Busy, Copying, Done, Ends, HeldLoop, Lanes, Latency, Most, Order, Overrun, Starting, Times, Value, Wait,
};

/// What each example shows; empty for a list that is none.
fn shows(example: &str) -> &'static [Shows] {
    match example {
        "count" | "computing" | "pipeline" => &[Times(&[Sequential, Async, Threads, Processes])],
        "waiting" => &[Times(&[Sequential, Async, Threads]), Lanes(&[Async, Threads])],
        "mix" | "coroutine" => &[HeldLoop(&[Async, Offload]), Times(&[Sequential, Async, Offload])],
        "blocking" => &[HeldLoop(&[Async, Offload])],
        "requests" => &[Latency(&[Sequential, Async, Threads])],
        "gil" => &[Times(&[Sequential, Gil, Threads, Processes])],
        "awaited" => &[Ends("loop", "gathered", &[Async])],
        "crowd" => &[Times(&[Sequential, Threads, ProcessPool])],
        "calls" | "workers" => &[Times(&[Sequential, Pool, Threads]), Lanes(&[Pool, Threads])],
        "asleep" => &[Busy(&[Threads])],
        "short" => &[Times(&[Sequential, Processes, ProcessPool, Threads]), Starting(&[Processes, ProcessPool])],
        "timer" => &[Wait("alarm", &[Async, Threads, Offload])],
        "limited" => &[Times(&[Sequential, Async, Threads]), Most("db", &[Async, Threads])],
        "locked" => &[Times(&[Sequential, Threads, Processes])],
        "opposite" => &[Done(&[Sequential, Async, Threads])],
        "itself" => &[Done(&[Async, Threads, Pool])],
        "bounded" => &[Ends("producer", "consumer", &[Async, Threads]), Most("items", &[Async, Threads])],
        "room" => &[Done(&[Pool, Threads]), Latency(&[Pool, Threads])],
        "barrier" => &[Ends("alone", "meeting", &[Async, Threads])],
        "storm" => &[Ends("patient", "eager", &[Async, Threads])],
        "cancelled" => &[Overrun("waits", &[Threads, Pool, Processes]), Overrun("blocks", &[Threads, Pool, Processes])],
        "timeout" => &[Ends("hangs", "next", &[Pool, Offload, Processes])],
        "gathered" => &[Ends("gathered", "grouped", &[Async, Threads, Processes])],
        "increment" => &[Value("n", &[Async, Threads, Gil])],
        "copies" => &[Value("hits", &[Threads, Processes])],
        "carried" => {
            &[Times(&[Sequential, Threads, Processes, ProcessPool]), Copying(&[Threads, Processes, ProcessPool])]
        }
        "twenty" => &[Times(&[Sequential, Pool, Async]), Lanes(&[Pool, Async])],
        "connections" => &[Times(&[Sequential, Async, Threads]), Most("connections", &[Async, Threads])],
        "endpoint" => &[Answers("awaits", &[Async, Offload]), Answers("calls", &[Async, Offload])],
        "order" => &[Order(&[Sequential, Async, Threads, Processes])],
        _ => &[],
    }
}

impl Shows {
    fn models(self) -> &'static [Model] {
        match self {
            Times(models)
            | Lanes(models)
            | HeldLoop(models)
            | Busy(models)
            | Starting(models)
            | Copying(models)
            | Latency(models)
            | Order(models)
            | Done(models)
            | Most(_, models)
            | Value(_, models)
            | Answers(_, models)
            | Overrun(_, models)
            | Ends(_, _, models)
            | Wait(_, models) => models,
        }
    }

    /// One figure of some attempts at a run; `first` are those of the first model.
    fn measured(self, run: &Seen, first: &Seen) -> Option<Figure> {
        match (self, run.orders.all.first()) {
            (Order(_), Some(most)) if run.orders.attempts() > 1 => Some(Figure::Orders {
                count: run.orders.all.len(),
                attempts: run.orders.attempts(),
                most: copies(run.view, most.lines.iter().map(|(task, _)| *task)),
            }),
            _ => self.figure(run.view, first.view),
        }
    }

    /// One figure of one run; `first` is the run of the first model.
    fn figure(self, run: &Analysis, first: &Analysis) -> Option<Figure> {
        let resolution_ns = run.resolution_ns;
        let time = |ns| Figure::Time { ns, resolution_ns };
        let ended_ns = |name: &str| {
            let named = run.tasks.iter().zip(&run.timeline.tasks).filter(|(task, _)| is_called(&task.name, name));
            named.filter_map(|(_, times)| times.ended_ns).max()
        };
        Some(match self {
            Times(_) if run.subject == first.subject => time(run.figures.makespan_ns),
            Times(_) => {
                let ns = run.figures.makespan_ns;
                Figure::Faster { ns, resolution_ns, times: super::speedup(first.figures.makespan_ns, ns)? }
            }
            Lanes(_) => Figure::Lanes(run.lanes.len()),
            HeldLoop(_) => time(run.figures.loop_lag_ns?),
            Ends(one, other, _) => Figure::Ends { one_ns: ended_ns(one)?, other_ns: ended_ns(other)?, resolution_ns },
            Wait(name, _) => time(wait_ns(run, name)?),
            Overrun(name, _) => time(overrun_ns(run, name)?),
            Busy(_) => Figure::Busy { tasks: run.figures.concurrency.average, cores: run.figures.parallelism.average },
            Starting(_) => time(run.figures.startup_ns),
            Copying(_) => time(total_ns(run, State::Copying)),
            Latency(_) => time(run.figures.latency.p95_ns),
            Answers(name, _) => answers(run, name)?,
            Done(_) => {
                let ended = &run.timeline.tasks;
                let done = ended.iter().filter(|times| times.end == Some(End::Done)).count();
                Figure::Of(done, ended.len())
            }
            Most(name, _) => Figure::Number(named(run, name)?.most()),
            Value(name, _) => Figure::Number(named(run, name)?.steps.last()?.1),
            Order(_) => Figure::Order(copies(run, run.timeline.output.iter().map(|line| line.task))),
        })
    }
}

/// A figure of one run that an example is about. Times are by a clock of that resolution.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A time.
    Time {
        /// In nanoseconds.
        ns: u64,
        /// Of the clock, in nanoseconds.
        resolution_ns: u64,
    },
    /// The time of a run, and how many times as fast that is as the first of those that are compared.
    Faster {
        /// In nanoseconds.
        ns: u64,
        /// Of the clock, in nanoseconds.
        resolution_ns: u64,
        /// How many times.
        times: f64,
    },
    /// How long answers took, half of them and 19 of 20, at most.
    Answers {
        /// Half, in nanoseconds.
        p50_ns: u64,
        /// 19 of 20.
        p95_ns: u64,
        /// Of the clock, in nanoseconds.
        resolution_ns: u64,
    },
    /// When two tasks had ended.
    Ends {
        /// The one, in nanoseconds.
        one_ns: u64,
        /// The other, in nanoseconds.
        other_ns: u64,
        /// Of the clock, in nanoseconds.
        resolution_ns: u64,
    },
    /// So many lanes.
    Lanes(usize),
    /// A whole number.
    Number(i64),
    /// So many of all.
    Of(usize, usize),
    /// What there was at once, on average.
    Busy {
        /// Tasks under way.
        tasks: f64,
        /// Cores that computed.
        cores: f64,
    },
    /// The numbers of the copies that printed, in order.
    Order(String),
    /// How many orders there were in several attempts.
    Orders {
        /// The orders.
        count: usize,
        /// The attempts.
        attempts: usize,
        /// The most frequent one.
        most: String,
    },
}

/// What ran an example under one model.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The attempt that is shown.
    pub view: &'a Analysis,
    /// Whether it came to its end. One that got stuck shows how many tasks did, and nothing else.
    pub is_done: bool,
    /// The orders in which all of them printed.
    pub orders: &'a Orders,
    /// What was expected of it, where the reader wants to see that.
    pub expected: Option<&'a Analysis>,
}

/// A figure under one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The model.
    pub model: Model,
    /// As it was measured.
    pub measured: Figure,
    /// As it was expected, where the reader wants to see that.
    pub expected: Option<Figure>,
}

/// What the runs of an example show about one of the things it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What it is about.
    pub shows: Shows,
    /// A figure for each model that has run.
    pub figures: Vec<Told>,
}

/// The models whose runs an example compares, in the order of the screen; those of a first visit where it is none.
pub fn models(example: &str) -> Vec<Model> {
    let named = |model: &Model| shows(example).iter().any(|shows| shows.models().contains(model));
    Model::ALL.into_iter().filter(named).collect()
}

/// Whether an example is about the order of lines, which one run says little about.
pub fn counts_orders(example: &str) -> bool {
    shows(example).iter().any(|shows| matches!(shows, Order(_)))
}

/// What an example shows of "what if", in the words of the region; `None` where it is not about that.
pub fn curve(example: &str) -> Option<&'static str> {
    match example {
        "calls" | "crowd" | "workers" => Some("axis=pool height=makespan_ns"),
        "computing" => Some("axis=cores height=speedup"),
        "requests" => Some("axis=arrivals height=latency_p95_ns"),
        _ => None,
    }
}

/// What these runs of an example show: a figure for each model that has run. Nothing before two have, or the only one that
/// matters.
pub fn verdict(example: &Example, runs: &[Seen]) -> Vec<Answer> {
    let told = |shows: &Shows| {
        let says = |run: &Seen| run.is_done || matches!(shows, Done(_));
        let run_of = |model: &Model| runs.iter().find(|run| run.view.subject.model() == *model && says(run));
        // How many times as fast can be said of nothing but the first.
        let first = match shows {
            Times(models) => run_of(models.first()?)?,
            _ => shows.models().iter().find_map(run_of)?,
        };
        let told = |run: &Seen| {
            let expected = run.expected.zip(first.expected);
            Some(Told {
                model: run.view.subject.model(),
                measured: shows.measured(run, first)?,
                expected: expected.and_then(|(run, first)| shows.figure(run, first)),
            })
        };
        let figures: Vec<Told> = shows.models().iter().filter_map(run_of).filter_map(told).collect();
        let enough = figures.len() >= shows.models().len().min(2);
        enough.then_some(Answer { shows: *shows, figures })
    };
    shows(example.id).iter().filter_map(told).collect()
}

/// Whether a task, or the copy of one, has this name.
fn is_called(task: &str, name: &str) -> bool {
    task.strip_prefix(name).is_some_and(|copy| copy.is_empty() || copy.starts_with(' '))
}

fn named<'a>(run: &'a Analysis, name: &str) -> Option<&'a Named> {
    run.timeline.named.iter().find(|named| *named.resource.name == *name)
}

fn wait_ns(run: &Analysis, name: &str) -> Option<u64> {
    let is_wait = |state| matches!(state, State::Waiting | State::Blocked);
    let waits = run.timeline.spans.iter().filter(|span| {
        is_wait(span.state) && run.tasks.get(span.task.0 as usize).is_some_and(|task| is_called(&task.name, name))
    });
    waits.map(crate::trace::Span::length_ns).max()
}

fn answers(run: &Analysis, name: &str) -> Option<Figure> {
    let named = run.tasks.iter().zip(&run.timeline.tasks).filter(|(task, _)| is_called(&task.name, name));
    let mut all_ns: Vec<u64> = named
        .filter_map(|(_, times)| times.arrived_ns.zip(times.ended_ns))
        .map(|(arrived_ns, ended_ns)| ended_ns.saturating_sub(arrived_ns))
        .collect();
    all_ns.sort_unstable();
    all_ns.first()?;
    let [p50_ns, p95_ns] = [50, 95].map(|percent| super::nearest_rank(&all_ns, percent));
    Some(Figure::Answers { p50_ns, p95_ns, resolution_ns: run.resolution_ns })
}

fn total_ns(run: &Analysis, state: State) -> u64 {
    run.timeline.spans.iter().filter(|span| span.state == state).map(crate::trace::Span::length_ns).sum()
}

fn overrun_ns(run: &Analysis, name: &str) -> Option<u64> {
    let named = run.tasks.iter().zip(&run.timeline.tasks).filter(|(task, _)| is_called(&task.name, name));
    named.filter_map(|(_, times)| times.overrun_ns(run.timeline.makespan_ns)).max()
}

/// The numbers of these copies.
fn copies(run: &Analysis, tasks: impl Iterator<Item = TaskId>) -> String {
    let numbers: Vec<&str> = tasks.filter_map(|task| run.tasks.name(task).rsplit(' ').next()).collect();
    numbers.join(" ")
}
