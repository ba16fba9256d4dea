//! A run of an earlier text on the rows of a later one, so that both lie on one picture: before and after.

use super::analysis::Kind;
use super::{Analysis, Why};
use crate::trace::{Lane, LaneId, LaneKind, Span, TaskId, TaskInfo, Tasks, Timeline};

impl Analysis {
    /// The same run with its tasks and lanes where the later run has those of the same name; what the later one hasn't got
    /// comes after all that it has. Its steps stay its own.
    #[must_use]
    pub fn laid_under(&self, later: &Self) -> Self {
        let places = places(&self.tasks, &later.tasks);
        let mut own_at: Vec<Option<usize>> = vec![None; later.tasks.len()];
        for (task, place) in places.iter().enumerate() {
            own_at.resize(own_at.len().max(place + 1), None);
            own_at[*place] = Some(task);
        }
        // A thread or a process goes with its task; loops, workers and slots are the same ones in every run.
        let is_own = |lane: &Lane| matches!(lane.kind, LaneKind::Thread | LaneKind::Process);
        let lane_places = if self.lanes.iter().all(is_own) { &places[..] } else { &[] };
        let lane = |LaneId(lane): LaneId| {
            LaneId(lane_places.get(lane as usize).map_or(lane, |place| u32::try_from(*place).unwrap_or(lane)))
        };
        let mut lanes = later.lanes.to_vec();
        if lane_places.is_empty() {
            lanes.extend(self.lanes.iter().skip(lanes.len()).cloned());
        } else {
            let gone = own_at.iter().skip(lanes.len()).flatten().filter_map(|own| self.lanes.get(*own));
            lanes.extend(gone.cloned());
        }
        let mut timeline = Timeline { makespan_ns: self.timeline.makespan_ns, ..Timeline::default() };
        for (place, own) in (0..).map(TaskId).zip(&own_at) {
            let own = own.map(|own| TaskId(own as u32));
            let spans = own.map_or(&[][..], |own| self.timeline.spans_of(own).1);
            timeline.spans.extend(spans.iter().map(|span| Span { task: place, lane: span.lane.map(lane), ..*span }));
            let times = own.and_then(|own| self.timeline.tasks.get(own.0 as usize));
            timeline.tasks.push(times.copied().unwrap_or_default());
        }
        let task = |(place, own): (usize, &Option<usize>)| match (later.tasks.get(place), own) {
            (Some(later), Some(own)) => TaskInfo { name: later.name.clone(), ..self.tasks[*own].clone() },
            (None, Some(own)) => self.tasks[*own].clone(),
            (later, None) => later.cloned().unwrap_or_else(TaskInfo::unknown),
        };
        let place = |task: &TaskId| TaskId(places.get(task.0 as usize).map_or(task.0, |place| *place as u32));
        Self {
            subject: self.subject.clone(),
            lanes: lanes.into(),
            tasks: own_at.iter().enumerate().map(task).collect::<Vec<_>>().into(),
            timeline,
            kind: Kind::Before,
            failures: self.failures.iter().map(|(task, message)| (place(task), message.clone())).collect(),
            findings: Vec::new(),
            shares: self.shares.clone(),
            why: self.why.as_ref().map(Why::without_path),
            frozen: Vec::new(),
            ..*self
        }
    }
}

/// Where each of these tasks stands among those. One copy alone and the first of many are the same task.
fn places(tasks: &Tasks, later: &Tasks) -> Vec<usize> {
    let first = |name: &str| name.strip_suffix(" 1").unwrap_or(name).to_owned();
    // Pairs of numbers, as others sort: each other kind of thing that is sorted would be code to load.
    let mut known: Vec<(u64, u64)> = later.iter().map(|task| hash(&first(&task.name))).zip(0..).collect();
    known.sort_unstable();
    let mut is_taken = vec![false; later.len()];
    let mut next = later.len();
    let mut place = |task: &TaskInfo| {
        let (name, hash) = (first(&task.name), hash(&first(&task.name)));
        let alike = known[known.partition_point(|(other, _)| *other < hash)..].iter();
        let alike = alike.take_while(|(other, _)| *other == hash).map(|(_, place)| *place as usize);
        let mut free = alike.filter(|place| !is_taken[*place]);
        let is_exact = |place: &usize| later[*place].name == task.name;
        let found = free.clone().find(is_exact).or_else(|| free.find(|place| first(&later[*place].name) == name));
        if let Some(place) = found {
            is_taken[place] = true;
            return place;
        }
        next += 1;
        next - 1
    };
    tasks.iter().map(&mut place).collect()
}

/// FNV-1a.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
