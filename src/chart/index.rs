//! The spans of a diagram by strip and time, so that those in a window are found without looking at the others. It
//! grows with its run: what is in it already is kept from one picture to the next.

use std::rc::Rc;

use super::failures::{Failure, failures};
use super::overruns::{Overrun, overruns};
use super::replies::{Reply, replies};
use super::{Layout, Window};
use crate::trace::{Span, State, TaskId, Timeline};

/// A span in its strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// From, in nanoseconds since the start of the run.
    pub start_ns: u64,
    /// To.
    pub end_ns: u64,
    /// The latest end of this bar and all before it in its strip.
    reach_ns: u64,
    /// Whose span it is.
    pub task: TaskId,
    /// Which of that task's spans it is.
    pub ordinal: u32,
    /// The state.
    pub state: State,
}

/// All bars of a diagram.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Strips as in the layout, each sorted by time.
    strips: Vec<Rc<Vec<Bar>>>,
    /// Spans that have not ended, by strip and time.
    open: Vec<Vec<Bar>>,
    /// Whether bars of a strip are in more states than one, or have to be wider than they are.
    is_mixed: Vec<bool>,
    /// By task: how many of its spans are in the strips, and how many were known when this was made.
    settled: Vec<u32>,
    known: Vec<u32>,
    /// Ends of tasks that failed.
    failures: Vec<Failure>,
    overruns: Vec<Overrun>,
    replies: Vec<Reply>,
    /// What slots went on with, if anything was given up.
    left: Option<Rc<Index>>,
    layout: Option<Rc<Layout>>,
    /// The same for all pictures of a run that were made one out of the other.
    lineage: Rc<()>,
    now_ns: u64,
    version: u64,
    changed_from_ns: u64,
}

impl PartialEq for Index {
    /// Equal if they hold the same bars, however they came to.
    fn eq(&self, other: &Self) -> bool {
        let has_same_bars = self.strips == other.strips && self.open == other.open && self.settled == other.settled;
        let has_same_signs = self.failures == other.failures && self.overruns == other.overruns;
        has_same_bars && has_same_signs && self.left == other.left && self.replies == other.replies
    }
}

impl Index {
    /// The index of a timeline.
    pub fn of(timeline: &Timeline, layout: &Rc<Layout>) -> Self {
        Self::default().grown(timeline, layout)
    }

    /// The index of a later timeline of the same run; what can be kept is kept.
    #[must_use]
    pub fn grown(&self, timeline: &Timeline, layout: &Rc<Layout>) -> Self {
        let keeps =
            self.layout.as_ref().is_some_and(|old| layout.is_steady() && (Rc::ptr_eq(old, layout) || old == layout));
        // A timeline that has become shorter is another run's.
        let mut index = if keeps && self.knows_less_than(timeline) { self.clone() } else { Self::default() };
        index.version += 1;
        index.layout = Some(layout.clone());
        index.strips.resize_with(layout.strips.len(), Rc::default);
        index.is_mixed.resize(layout.strips.len(), false);
        index.settled.resize(timeline.tasks.len(), 0);
        index.known.resize(timeline.tasks.len(), 0);
        index.changed_from_ns = index.now_ns;
        index.take_in(timeline, layout);
        index.failures = failures(timeline, layout);
        index.overruns = overruns(timeline, layout);
        index.take_in_left(timeline, layout);
        index.take_in_replies(replies(timeline, layout));
        index.now_ns = timeline.makespan_ns;
        index
    }

    /// An answer may be heard of when more has been drawn than until it was there.
    fn take_in_replies(&mut self, replies: Vec<Reply>) {
        let mut known = self.replies.iter().peekable();
        let fresh = replies.iter().filter(|reply| known.next_if_eq(reply).is_none());
        self.changed_from_ns = fresh.map(|reply| reply.asked_ns).fold(self.changed_from_ns, u64::min);
        self.replies = replies;
    }

    /// Of what was given up there is little: it is taken in anew each time.
    fn take_in_left(&mut self, timeline: &Timeline, layout: &Rc<Layout>) {
        if timeline.left.is_empty() {
            self.left = None;
            return;
        }
        let (spans, tasks) = (timeline.left.clone(), timeline.tasks.clone());
        let left = Self::of(&Timeline { spans, tasks, ..Timeline::default() }, layout);
        if self.left.as_deref() != Some(&left) {
            let from_ns = timeline.left.iter().map(|span| span.start_ns).fold(self.changed_from_ns, u64::min);
            self.changed_from_ns = from_ns;
        }
        self.left = Some(Rc::new(left));
    }

    /// Whether the timeline may be a later one of the same run. The page asks for a new plot with each run; this only
    /// keeps a mistake there from becoming a wrong picture.
    fn knows_less_than(&self, timeline: &Timeline) -> bool {
        self.now_ns <= timeline.makespan_ns && self.known.len() == timeline.tasks.len()
    }

    fn take_in(&mut self, timeline: &Timeline, layout: &Layout) {
        let spans = &timeline.spans;
        let mut fresh: Vec<Vec<Bar>> = vec![Vec::new(); layout.strips.len()];
        self.open = fresh.clone();
        let mut first = 0;
        for (task, times) in timeline.tasks.iter().enumerate() {
            // What is settled is passed over: a task's spans only become more.
            let settled = self.settled[task] as usize;
            let mut at = first + settled;
            while spans.get(at).is_some_and(|span| span.task.0 as usize == task) {
                let is_last = spans.get(at + 1).is_none_or(|next| next.task.0 as usize != task);
                let is_open = is_last && times.ended_ns.is_none();
                let bar = bar_of(&spans[at], at - first);
                self.note_change(&bar, bar.ordinal < self.known[task]);
                if let Some(strip) = layout.strip_of(at, &spans[at]) {
                    let bars = if is_open { &mut self.open } else { &mut fresh };
                    bars[strip].push(bar);
                }
                at += 1;
                self.settled[task] = (at - first) as u32 - u32::from(is_open);
            }
            self.known[task] = (at - first) as u32;
            first = at;
        }
        for (strip, fresh) in fresh.iter().enumerate().filter(|(_, fresh)| !fresh.is_empty()) {
            self.is_mixed[strip] |= fresh.iter().any(|bar| bar.state == State::Running || bar.state != fresh[0].state)
                || self.strips[strip].first().is_some_and(|bar| bar.state != fresh[0].state);
            add(Rc::make_mut(&mut self.strips[strip]), fresh);
        }
        for open in &mut self.open {
            *open = sorted(open);
        }
    }

    /// Where the picture changes on account of a bar; one that was open has been drawn up to the moment before.
    fn note_change(&mut self, bar: &Bar, was_open: bool) {
        let from_ns = if was_open { bar.end_ns.min(self.now_ns) } else { bar.start_ns };
        self.changed_from_ns = self.changed_from_ns.min(from_ns);
    }

    /// Whether it shows the same as the other one, since it is the same.
    pub fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lineage, &other.lineage) && self.version == other.version
    }

    /// Whether it was made out of the other one, with nothing between them; its version then is one more.
    pub fn follows(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.lineage, &other.lineage) && self.version == other.version + 1
    }

    /// The picture of the index before it is right up to here.
    pub fn changed_from_ns(&self) -> u64 {
        self.changed_from_ns
    }

    /// The ends of tasks that failed, in order of the list.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// What tasks did after they had been told to end, in order of the list.
    pub fn overruns(&self) -> &[Overrun] {
        &self.overruns
    }

    /// Requests that were answered, in order of the list.
    pub fn replies(&self) -> &[Reply] {
        &self.replies
    }

    /// What slots went on with after it was given up, if anything was.
    pub fn left(&self) -> Option<&Self> {
        self.left.as_deref()
    }

    /// The moment up to which it reaches.
    pub fn now_ns(&self) -> u64 {
        self.now_ns
    }

    /// The bars of a strip that touch a stretch of time, in order of their starts.
    pub fn bars(&self, strip: usize, start_ns: u64, end_ns: u64) -> impl Iterator<Item = &Bar> {
        let (from, to) = self.range(strip, start_ns, end_ns);
        let closed = self.strips.get(strip).map_or(&[][..], |bars| &bars[from..to]);
        let open = self.open.get(strip).into_iter().flatten();
        closed.iter().chain(open).filter(move |bar| bar.end_ns >= start_ns && bar.start_ns <= end_ns)
    }

    /// Shows the same, in the same order, to whoever draws them, and tells up to where it has drawn. Where all bars are in
    /// one state, and none has to be wider than it is, those that end before that lie under others and are passed over:
    /// of many bars few are drawn.
    pub fn draw(&self, strip: usize, start_ns: u64, end_ns: u64, mut draw: impl FnMut(&Bar) -> u64) {
        let (mut at, to) = self.range(strip, start_ns, end_ns);
        let bars = self.strips.get(strip).map_or(&[][..], |bars| &bars[..to]);
        let is_mixed = self.is_mixed.get(strip).is_none_or(|is_mixed| *is_mixed);
        while let Some(bar) = bars.get(at) {
            at += 1;
            if bar.end_ns < start_ns {
                continue;
            }
            let drawn_ns = draw(bar);
            if !is_mixed && bars.get(at).is_some_and(|next| next.reach_ns < drawn_ns) {
                at += bars[at..].partition_point(|bar| bar.reach_ns < drawn_ns);
            }
        }
        for bar in self.open.get(strip).into_iter().flatten() {
            if bar.end_ns >= start_ns && bar.start_ns <= end_ns {
                draw(bar);
            }
        }
    }

    /// How many bars a window shows, or a few more.
    pub fn count(&self, window: &Window) -> usize {
        let count = |strip| {
            let (from, to) = self.range(strip, window.start_ns, window.end_ns);
            to - from
        };
        (0..self.strips.len()).map(count).sum::<usize>() + self.open.iter().map(Vec::len).sum::<usize>()
    }

    fn range(&self, strip: usize, start_ns: u64, end_ns: u64) -> (usize, usize) {
        let Some(bars) = self.strips.get(strip) else { return (0, 0) };
        let from = bars.partition_point(|bar| bar.reach_ns < start_ns);
        (from, from + bars[from..].partition_point(|bar| bar.start_ns <= end_ns))
    }

    /// The bar at a place, or a narrow one within `reach_px` of it.
    pub fn bar_at(&self, layout: &Layout, window: &Window, x_px: f64, y_px: f64, reach_px: f64) -> Option<Bar> {
        let at_ns = window.at_ns(x_px);
        let reach_ns = (reach_px / window.width_px.max(1.0) * window.length_ns() as f64) as u64;
        let (start_ns, end_ns) = (at_ns.saturating_sub(reach_ns), at_ns + reach_ns);
        let distance_ns = |bar: &&Bar| bar.start_ns.saturating_sub(at_ns) + at_ns.saturating_sub(bar.end_ns);
        let near = layout.strips.iter().enumerate().filter(|(_, strip)| {
            let slack_px = (reach_px - strip.height_px / 2.0).clamp(0.0, reach_px / 2.0);
            (strip.top_px - slack_px..=strip.top_px + strip.height_px + slack_px).contains(&y_px)
        });
        // A line over a row, a running bar over others, the nearest, the latest.
        let best = near.filter_map(|(strip, _)| {
            let rank = |bar: &&Bar| (distance_ns(bar), bar.state != State::Running, std::cmp::Reverse(bar.start_ns));
            self.bars(strip, start_ns, end_ns).min_by_key(rank)
        });
        best.min_by_key(distance_ns).copied()
    }
}

fn bar_of(span: &Span, ordinal: usize) -> Bar {
    let Span { start_ns, end_ns, task, state, .. } = *span;
    Bar { start_ns, end_ns, reach_ns: end_ns, task, ordinal: ordinal as u32, state }
}

/// In order of their starts; bars that start together stay as they are. It sorts pairs of numbers, as others do here:
/// each other kind of thing that is sorted would be code to load.
fn sorted(bars: &[Bar]) -> Vec<Bar> {
    let mut order: Vec<(u64, u64)> = bars.iter().zip(0..).map(|(bar, at)| (bar.start_ns, at)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, at)| bars[at as usize]).collect()
}

/// Adds the news of a strip, which come task by task, to its bars, which are sorted by start, task and ordinal.
fn add(bars: &mut Vec<Bar>, fresh: &[Bar]) {
    let fresh = sorted(fresh);
    let Some(first) = fresh.first() else { return };
    let from = bars.partition_point(|bar| bar.start_ns < first.start_ns);
    // News mostly is of the end; else what stands behind the first of them is sorted again.
    let mut tail = bars.split_off(from);
    if tail.is_empty() {
        bars.extend(fresh);
    } else {
        tail.extend(fresh);
        let mut by_task: Vec<(u64, u64)> = Vec::with_capacity(tail.len());
        for (at, bar) in tail.iter().enumerate() {
            by_task.push((u64::from(bar.task.0) << 32 | u64::from(bar.ordinal), at as u64));
        }
        by_task.sort_unstable();
        let tail: Vec<Bar> = by_task.into_iter().map(|(_, at)| tail[at as usize]).collect();
        bars.extend(sorted(&tail));
    }
    let mut reach_ns = if from == 0 { 0 } else { bars[from - 1].reach_ns };
    for bar in &mut bars[from..] {
        reach_ns = reach_ns.max(bar.end_ns);
        bar.reach_ns = reach_ns;
    }
}
