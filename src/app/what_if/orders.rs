//! Every order in which the list can go under a model: gone through when the reader asks for it, part by part.

use std::collections::BTreeMap;

use super::lab::Lab;
use crate::chart::names::row_names;
use crate::chart::{Arrangement, Layer, Plot, Style, Window, layered};
use crate::engine::Model;
use crate::engine::schedules::{Ending, Exploration, Found, Replayed, Unexplored, replay};
use crate::engine::virtual_time::simulate_within;
use crate::formats::svg::bare;
use crate::record::Record;
use crate::time::{MS, SECOND};
use crate::trace::{Timeline, Trace};
use crate::wire::records::encode;
use crate::wire::what_if::Report;
use crate::words;

/// So many moments are looked at in one part: some 20 ms.
const MOMENTS_OF_PART: usize = 2_000;

/// How far it has come.
#[derive(Debug, Default)]
pub(super) enum Search {
    /// Nobody has asked.
    #[default]
    Idle,
    /// Nothing can be found out.
    Unexplored(Unexplored),
    /// Orders are gone through.
    Under(Model, Box<Exploration>),
    /// All that there is to be found out is found out.
    Over(Model, Found),
    /// The reader didn't want to wait any longer, after so many moments.
    GivenUp(usize),
}

/// What is known of the orders of a list.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) search: Search,
    /// The order that is shown.
    pub(super) shown: Option<Shown>,
}

/// An order that is shown: it stays as it is while the reader looks at it.
#[derive(Debug)]
pub(super) struct Shown {
    /// The ending that it leads to, by its place.
    pub(super) at: usize,
    /// As a run in which all turns are equally long.
    pub(super) replayed: Replayed,
}

/// Endings that are the same to whoever asks: which one to show, and in how many orders one comes to any of them.
pub(super) struct Group {
    pub(super) shown: usize,
    pub(super) schedules: u128,
}

/// Endings by what they have in common, the most frequent first.
pub(super) fn groups<'a, K: Ord>(found: &'a Found, key: impl Fn(&'a Ending) -> Option<K>) -> Vec<(K, Group)> {
    let mut groups: BTreeMap<K, Group> = BTreeMap::new();
    for (at, ending) in found.endings.iter().enumerate() {
        let Some(key) = key(ending) else { continue };
        let group = groups.entry(key).or_insert(Group { shown: at, schedules: 0 });
        group.schedules = group.schedules.saturating_add(ending.schedules);
        if ending.shortest.len() < found.endings[group.shown].shortest.len() {
            group.shown = at;
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.schedules));
    groups
}

impl Lab {
    /// The model whose orders are gone through: the one that was chosen, or the first in which tasks come between.
    pub(super) fn orders_model(&self) -> Option<Model> {
        let chosen = self.choices.orders.filter(|model| self.models().contains(model));
        let mixes = || self.models().iter().copied().find(|model| *model == Model::Threads);
        chosen.or_else(mixes).or(self.models().last().copied())
    }

    /// Begins to go through every order.
    pub(super) fn explore(&mut self) {
        let Some((case, model)) = self.case.as_ref().zip(self.orders_model()) else { return };
        let search = match Exploration::new(case.plan.clone(), model, &case.setup.options) {
            Ok(exploration) => Search::Under(model, Box::new(exploration)),
            Err(why) => Search::Unexplored(why),
        };
        self.orders = Orders { search, shown: None };
    }

    /// The reader gives up.
    pub(super) fn stop_exploring(&mut self) {
        if let Search::Under(_, exploration) = &self.orders.search {
            self.orders.search = Search::GivenUp(exploration.looked_at());
        }
    }

    /// Goes through a little more; whether there is more, or nothing was to be done.
    pub(super) fn go_on_exploring(&mut self) -> bool {
        let Search::Under(_, exploration) = &mut self.orders.search else { return false };
        if exploration.go_on(MOMENTS_OF_PART) {
            return true;
        }
        let Search::Under(model, exploration) = std::mem::take(&mut self.orders.search) else { return false };
        let found = exploration.found();
        // The one to look at first: what nobody expects.
        let first = |is_it: fn(&Ending) -> bool| found.endings.iter().position(is_it);
        let lost = || first(|ending| ending.lost > 0);
        let at = first(|ending| ending.stuck.is_some()).or_else(lost);
        self.orders.search = Search::Over(model, found);
        self.show_ending(at);
        false
    }

    /// Shows an order that leads to the ending of this place.
    pub(super) fn show_ending(&mut self, at: Option<usize>) {
        self.orders.shown = at.and_then(|at| Some(Shown { at, replayed: self.replayed(at)? }));
    }

    fn replayed(&self, at: usize) -> Option<Replayed> {
        let Search::Over(model, found) = &self.orders.search else { return None };
        let ending = found.endings.get(at)?;
        let case = self.case.as_ref()?;
        // As long as the list is expected to take, so that it lies on the same axis of time.
        let whole_ns = simulate_within(&case.plan, *model, &case.setup).map_or(SECOND, |trace| trace.last_ns());
        let turn_ns = (whole_ns / ending.shortest.len().max(1) as u64).max(MS / 100);
        let how = (found.has_output, turn_ns);
        replay(&case.plan, *model, &case.setup.options, how, &ending.shortest)
    }

    /// The order that is shown: under which model, what it leads to, and how it goes.
    pub(super) fn shown_order(&self) -> Option<(Model, &Ending, &Replayed)> {
        let Search::Over(model, found) = &self.orders.search else { return None };
        let Shown { at, replayed } = self.orders.shown.as_ref()?;
        Some((*model, found.endings.get(*at)?, replayed))
    }

    /// The order that is shown, for the panel of its model.
    pub(super) fn order_in_panel(&self) -> Option<Report> {
        let (model, ending, Replayed { trace, .. }) = self.shown_order()?;
        let setup = self.case.as_ref()?.setup;
        let record = Record::expected(model, &setup, trace.clone(), ending.stuck.as_ref());
        // Who waits for whom goes by itself: the page wants the facts, and not the words.
        let record = Record { notes: Vec::new(), ..record };
        let (text, run) = (self.question.text.clone(), encode(&record, words::note));
        Some(Report::Order { text, run, stuck: ending.stuck.clone() })
    }

    /// Its picture.
    pub(super) fn order_picture(&self, trace: &Trace) -> String {
        let timeline = Timeline::of(trace, None);
        let plot = Plot::default().layered(&trace.lanes, &timeline, None, &Arrangement::default()).styled(Style::Ghost);
        let names = row_names(&plot.layout, &trace.lanes, &trace.tasks, [&timeline; 2]);
        let width_px = (self.width_px - bare::GUTTER_PX).max(60.0);
        let window = Window { start_ns: 0, end_ns: timeline.makespan_ns.max(1), width_px };
        let layer = Layer { timeline: &timeline, layout: &plot.layout, style: Style::Ghost };
        let scene = layered(&layer, None, &window);
        bare::write(&names, &window, plot.layout.height_px, Some((&scene, &timeline)), self.theme())
    }
}
