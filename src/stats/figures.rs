//! The one table of the figures: what each is called, how it is read, where and when it is shown. The panels, the
//! comparison and what leaves as a file read it, so that one more figure is one more row, and its computation.

use std::fmt;

use super::Figures;
use crate::time::{SECOND, measured_text};

/// What a figure says, with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A time in nanoseconds.
    Time(u64),
    /// How long the page stood still, in nanoseconds: known to a tenth of a second, since frames are no finer.
    Pause(u64),
    /// How many of something there were on average.
    Average(f64),
    /// How many of something there were.
    Count(u32),
    /// So many bytes.
    Bytes(u64),
    /// How many lanes wanted a core at the busiest moment.
    Cores {
        /// Those that had one.
        with: u32,
        /// Those beyond the cores; the figure in files.
        without: u32,
    },
    /// How many times as fast.
    Times(f64),
    /// A part of the whole, between 0 and 1.
    Share(f64),
    /// So many in a second.
    PerSecond(f64),
}

impl Value {
    /// In words and digits, none of them below the step of the clock.
    pub fn text(self, resolution_ns: u64) -> String {
        match self {
            Self::Time(ns) => measured_text(ns, resolution_ns),
            Self::Pause(ns) => format!("{:.1} s", ns as f64 / SECOND as f64),
            Self::Average(average) => format!("{average:.2}"),
            Self::Count(count) => count.to_string(),
            Self::Bytes(bytes) => bytes_text(bytes),
            Self::Cores { with: 1, without } => format!("{} want a core, 1 has one", 1 + without),
            Self::Cores { with, without } => format!("{} want a core, {with} have one", with + without),
            Self::Times(times) => format!("{times:.2}×"),
            Self::Share(share) => format!("{:.0} %", share * 100.0),
            Self::PerSecond(rate) if rate >= 100.0 => format!("{rate:.0}/s"),
            Self::PerSecond(rate) => format!("{rate:.2}/s"),
        }
    }

    /// How much it is, in the unit of its kind: what two of one kind are put in order by.
    pub fn amount(self) -> f64 {
        match self {
            Self::Time(ns) | Self::Pause(ns) => ns as f64,
            Self::Count(count) => f64::from(count),
            Self::Bytes(bytes) => bytes as f64,
            Self::Cores { with, without } => f64::from(with) + f64::from(without),
            Self::Average(value) | Self::Times(value) | Self::Share(value) | Self::PerSecond(value) => value,
        }
    }

    fn is_nought(self) -> bool {
        match self {
            Self::Time(number) | Self::Pause(number) | Self::Bytes(number) => number == 0,
            Self::Count(count) | Self::Cores { without: count, .. } => count == 0,
            Self::Average(value) | Self::Times(value) | Self::Share(value) | Self::PerSecond(value) => value == 0.0,
        }
    }
}

/// As it stands in files: a bare number.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(number) | Self::Pause(number) | Self::Bytes(number) => number.fmt(f),
            Self::Count(count) | Self::Cores { without: count, .. } => count.fmt(f),
            Self::Average(value) | Self::Times(value) | Self::Share(value) | Self::PerSecond(value) => value.fmt(f),
        }
    }
}

/// Which figure it is. What each means in words is said in `words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of the figures that it is read from")]
pub enum Quantity {
    Makespan,
    Speedup,
    Concurrency,
    Parallelism,
    LatencyP50,
    LatencyP95,
    LatencyMax,
    Throughput,
    ConcurrencyPeak,
    ParallelismPeak,
    OversubscriptionPeak,
    Utilization,
    Startup,
    Queueing,
    LockWait,
    Overrun,
    LoopLag,
    PageFrozen,
    Lanes,
    RequestsInFlight,
    Bytes,
}

/// What belongs together among the figures of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The few that tell most: always in view.
    Primary,
    /// How long tasks took.
    Latency,
    /// How much there was at once.
    Load,
    /// Where time went that no task asked for.
    Lost,
}

impl Group {
    /// Those that are a click away, in the order they are shown in.
    pub const FURTHER: [Self; 3] = [Self::Latency, Self::Load, Self::Lost];

    /// What stands over them.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Primary => "Figures",
            Self::Latency => "Latency, from arrival to end",
            Self::Load => "How much at once",
            Self::Lost => "Time lost",
        }
    }
}

/// When a figure can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Always,
    /// Once a task has begun.
    Begun,
    /// Once a task has come to its own end: before that nobody knows how long one takes, and nought would be a figure
    /// that was not measured.
    Ended,
    /// Where it is more than nought: what did not happen is left out.
    Happened,
    /// At no time.
    Never,
}

/// When the comparison has a column for a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// In no case.
    Never,
    /// Where one of its rows has something to tell.
    WhereTold,
    /// In any case.
    Always,
}

/// A figure of a run.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// Which it is.
    pub quantity: Quantity,
    /// Its name in files, with its unit.
    pub key: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// Where it stands in a panel; `None` where it stands in none.
    pub group: Option<Group>,
    /// When it is told of a whole run.
    pub whole: When,
    /// When it is told of a run that is not over, as it is at a moment.
    pub live: When,
    /// When the comparison has a column for it.
    pub column: Column,
    /// Whether it stands in the results file.
    pub is_filed: bool,
    /// Whether it stands there only of runs that have it.
    pub is_rare: bool,
    /// Reads it; `None` where a run can't have it.
    pub read: fn(&Figures) -> Option<Value>,
}

impl Figure {
    const fn new(
        quantity: Quantity,
        group: Group,
        key: &'static str,
        label: &'static str,
        read: fn(&Figures) -> Option<Value>,
    ) -> Self {
        let (whole, live) = (When::Always, When::Never);
        let group = Some(group);
        Self { quantity, key, label, group, whole, live, column: Column::Never, is_filed: true, is_rare: false, read }
    }

    const fn told(self, whole: When) -> Self {
        Self { whole, ..self }
    }

    const fn live(self, live: When) -> Self {
        Self { live, ..self }
    }

    const fn column(self) -> Self {
        Self { column: Column::Always, ..self }
    }

    const fn column_where_told(self) -> Self {
        Self { column: Column::WhereTold, ..self }
    }

    const fn not_in_panels(self) -> Self {
        Self { group: None, ..self }
    }

    const fn rare(self) -> Self {
        Self { is_rare: true, ..self }
    }

    const fn not_filed(self) -> Self {
        Self { is_filed: false, ..self }
    }

    /// What it says of these figures, of a run that is over or not; `None` where there is nothing to tell.
    pub fn value(&self, figures: &Figures, is_whole: bool) -> Option<Value> {
        let value = (self.read)(figures)?;
        let is_told = match if is_whole { self.whole } else { self.live } {
            When::Always => true,
            When::Begun => figures.concurrency.peak > 0,
            When::Ended => figures.throughput_per_s > 0.0,
            When::Happened => !value.is_nought(),
            When::Never => false,
        };
        is_told.then_some(value)
    }
}

/// So many bytes, to three digits.
pub fn bytes_text(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} KB", three_digits(bytes as f64 / 1e3)),
        _ => format!("{} MB", three_digits(bytes as f64 / 1e6)),
    }
}

fn three_digits(number: f64) -> String {
    let decimals = if number < 9.995 { 2 } else { usize::from(number < 99.95) };
    let text = format!("{number:.decimals$}");
    if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// How many lanes wanted a core at the busiest moment, in words, where there were not enough.
pub fn cores_wanted(figures: &Figures) -> Option<String> {
    let value = beyond_cores(figures);
    (!value.is_nought()).then(|| value.text(1))
}

fn beyond_cores(figures: &Figures) -> Value {
    Value::Cores { with: figures.parallelism.peak, without: figures.oversubscription_peak }
}

use Group::{Latency, Load, Lost, Primary};
use Quantity as Q;
use Value::{Average, Bytes, Count, Pause, PerSecond, Share, Time, Times};
use When::{Always, Begun, Ended, Happened};

/// All figures, in the order in which they are shown.
#[rustfmt::skip]
pub static FIGURES: [Figure; 21] = [
    Figure::new(Q::Makespan, Primary, "makespan_ns", "time", |of| Some(Time(of.makespan_ns))).live(Always).column(),
    Figure::new(Q::Speedup, Primary, "speedup", "speed-up", |of| of.speedup.map(Times)).column(),
    Figure::new(Q::Concurrency, Primary, "concurrency", "in flight", |of| Some(Average(of.concurrency.average))).live(Begun).column(),
    Figure::new(Q::Parallelism, Primary, "parallelism", "on CPU", |of| Some(Average(of.parallelism.average))).column(),
    Figure::new(Q::LatencyP50, Latency, "latency_p50_ns", "latency p50", |of| Some(Time(of.latency.p50_ns))).told(Ended),
    Figure::new(Q::LatencyP95, Latency, "latency_p95_ns", "latency p95", |of| Some(Time(of.latency.p95_ns))).told(Ended).column(),
    Figure::new(Q::LatencyMax, Latency, "latency_max_ns", "latency max", |of| Some(Time(of.latency.max_ns))).told(Ended),
    Figure::new(Q::Throughput, Latency, "throughput_per_s", "throughput", |of| Some(PerSecond(of.throughput_per_s))).told(Ended),
    Figure::new(Q::ConcurrencyPeak, Load, "concurrency_peak", "peak in flight", |of| Some(Count(of.concurrency.peak))).live(Begun),
    Figure::new(Q::ParallelismPeak, Load, "parallelism_peak", "peak on CPU", |of| Some(Count(of.parallelism.peak))),
    Figure::new(Q::OversubscriptionPeak, Load, "oversubscription_peak", "at the busiest moment", |of| Some(beyond_cores(of))).told(Happened),
    Figure::new(Q::Utilization, Load, "utilization", "busy", |of| Some(Share(of.utilization))),
    Figure::new(Q::RequestsInFlight, Load, "requests_in_flight", "requests in flight", |of| of.requests.map(|asked| Count(asked.most))).told(Happened).column_where_told().rare(),
    Figure::new(Q::Bytes, Load, "received_bytes", "bytes received", |of| of.requests.map(|asked| Bytes(asked.bytes))).told(Happened).rare(),
    Figure::new(Q::Startup, Lost, "startup_ns", "start-up", |of| Some(Time(of.startup_ns))).told(Happened).column(),
    Figure::new(Q::Queueing, Lost, "queueing_ns", "queued", |of| Some(Time(of.queueing_ns))).told(Happened),
    Figure::new(Q::LockWait, Lost, "lock_wait_ns", "locked", |of| Some(Time(of.lock_wait_ns))).told(Happened),
    Figure::new(Q::Overrun, Lost, "overrun_ns", "overrun", |of| Some(Time(of.overrun_ns))).told(Happened).column_where_told(),
    Figure::new(Q::LoopLag, Lost, "loop_lag_ns", "loop held", |of| of.loop_lag_ns.map(Time)).told(Happened),
    Figure::new(Q::PageFrozen, Lost, "page_frozen_ns", "page frozen", |of| Some(Pause(of.page_frozen_ns))).told(Happened),
    Figure::new(Q::Lanes, Load, "lanes", "lanes", |of| Some(Count(of.lanes))).column().not_in_panels().not_filed(),
];
