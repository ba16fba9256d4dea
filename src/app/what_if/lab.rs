//! What the module knows: the list that is asked about, what it has found out of it so far, and what the reader looks at.

use std::sync::Arc;

use super::choices::Choices;
use super::diagram::Diagram;
use super::large::{Inquiry, understood};
use super::measuring::Measuring;
use super::orders::Orders;
use crate::chart::palette::Theme;
use crate::engine::Model;
use crate::engine::what_if::{Axis, Case};
use crate::program::Plan;
use crate::stats::what_if::{Point, next_place};
use crate::wire::what_if::Question;
use crate::words::what_if::NoCurve;

/// Lists of more tasks are looked at in one place at a time.
const LARGE_TASKS: usize = 20_000;

/// All that the module knows.
#[derive(Debug)]
pub struct Lab {
    pub(super) question: Question,
    /// The list on the machine that the reader has chosen; `None` if it can't be run at all.
    pub(super) case: Option<Case>,
    /// Why there is none, if a list was looked at.
    misunderstood: Option<NoCurve>,
    pub(super) choices: Choices,
    /// Where the curve is looked at.
    pub(super) places: Vec<u32>,
    /// What is known of it, in order of the places.
    pub(super) points: Vec<Point>,
    pub(super) measuring: Measuring,
    pub(super) diagram: Diagram,
    /// How far a large list is found out.
    pub(super) inquiry: Inquiry,
    /// What is known of every order.
    pub(super) orders: Orders,
    /// Room for it all.
    pub(super) width_px: f64,
    /// Pixels of the screen in one of the page.
    pub(super) scale: f64,
}

impl Lab {
    /// A lab that is asked for the first time.
    pub fn new(question: Question) -> Self {
        let mut choices = Choices::read(&question.choices);
        if question.choices.is_empty() && !has_pool(&question) {
            // There the size of the pools would say nothing.
            choices.axis = Axis::Tasks;
        }
        let mut lab = Self {
            case: None,
            misunderstood: None,
            choices,
            places: Vec::new(),
            points: Vec::new(),
            measuring: Measuring::of(&question.samples),
            diagram: Diagram::default(),
            inquiry: Inquiry::Idle,
            orders: Orders::default(),
            width_px: 640.0,
            scale: 1.0,
            question,
        };
        lab.begin();
        lab
    }

    /// It is asked again: the list, the machine or the colors may be others.
    pub fn ask(&mut self, question: Question) {
        let asks_the_same = question.text == self.question.text
            && question.setup == self.question.setup
            && question.models == self.question.models;
        if question.text != self.question.text {
            self.measuring.begin(&question.samples);
        }
        self.question = question;
        self.diagram.draw_again();
        if !asks_the_same {
            self.begin();
        }
    }

    /// Begins the curve anew.
    pub(super) fn begin(&mut self) {
        let understood = understood(&self.question.text);
        self.misunderstood = understood.as_ref().err().copied();
        self.case = understood.ok().map(|parsed| {
            let mut setup = self.question.setup;
            if let Some(cores) = self.choices.cores {
                setup.machine.cores = cores as usize;
            }
            if let Some(slots) = self.choices.slots.map(|slots| slots as usize) {
                let options = &mut setup.options;
                (options.pool, options.process_pool, options.offload) = (slots, slots, slots);
            }
            Case { plan: Arc::new(Plan::of(&parsed.program)), program: Arc::new(parsed.program), setup }
        });
        self.points.clear();
        self.inquiry = Inquiry::Idle;
        self.orders = Orders::default();
        self.diagram.redraw();
        let axis = self.choices.axis;
        self.places =
            self.case.as_ref().filter(|_| !self.models().is_empty()).map_or_else(Vec::new, |case| {
                if is_large(case) { vec![own_place(axis, case)] } else { axis.places(case) }
            });
    }

    /// Why there is no curve; `None` if there is one.
    pub(super) fn no_curve(&self) -> Option<NoCurve> {
        if self.case.is_none() {
            Some(self.misunderstood.unwrap_or(NoCurve::NotRunnable))
        } else if self.models().is_empty() {
            Some(NoCurve::NoModel)
        } else {
            self.places.is_empty().then_some(NoCurve::NoCopies)
        }
    }

    /// Whether the list is so large that it is looked at in one place and under one model at a time.
    pub(super) fn is_large(&self) -> bool {
        self.case.as_ref().is_some_and(is_large)
    }

    /// Finds out about one more place; whether there is another one.
    pub fn work(&mut self) -> bool {
        if self.go_on_exploring() {
            return true;
        }
        if self.is_large() {
            return self.inquire();
        }
        if let Some(place) = self.next_place() {
            let models = self.models().to_vec();
            let axis = self.choices.axis;
            if let Some(case) = &self.case {
                self.points.push(Point::of(case, axis, place, &models));
                self.points.sort_by_key(|point| point.place);
            }
        }
        self.next_place().is_some()
    }

    /// The next place to look at. Of a large list, what is drawn is all that is found out.
    fn next_place(&self) -> Option<u32> {
        if self.is_large() {
            return None;
        }
        next_place(&self.places, |place| self.points.iter().any(|point| point.place == place))
    }

    /// Whether the whole curve is known.
    pub(super) fn is_whole(&self) -> bool {
        self.next_place().is_none()
    }

    /// Whether a model that has a line has a pool.
    pub(super) fn has_pool(&self) -> bool {
        has_pool(&self.question)
    }

    /// The models that have lines.
    pub(super) fn models(&self) -> &[Model] {
        &self.question.models
    }

    pub(super) fn theme(&self) -> Theme {
        if self.question.is_dark { Theme::Dark } else { Theme::Light }
    }

    /// The place that is looked at: the one that was pointed at, the list's own, or the first; the nearest that there is.
    pub(super) fn place(&self) -> Option<u32> {
        let case = self.case.as_ref()?;
        let own = || own_place(self.choices.axis, case);
        let wanted = self.choices.place.unwrap_or_else(own);
        self.places.iter().copied().min_by_key(|place| place.abs_diff(wanted))
    }

    /// The model whose diagram is shown: the one that was chosen, or the first one whose line goes up or down.
    pub(super) fn shown_model(&self) -> Option<Model> {
        let chosen = self.choices.model.filter(|model| self.models().contains(model));
        let changes = |line: &usize| {
            let heights =
                || self.points.iter().filter_map(|point| point.expected[*line]).map(|reading| reading.makespan_ns);
            heights().min() != heights().max()
        };
        let changing = || (0..self.models().len()).find(changes).map(|line| self.models()[line]);
        // A large list says nothing of lines: there the pool tells most.
        let pool = || self.models().iter().copied().find(|model| *model == Model::Pool);
        chosen.or_else(changing).or_else(pool).or(self.models().first().copied())
    }

    /// Walks along the places.
    pub(super) fn walk(&mut self, key: &str) -> bool {
        let Some(here) = self.place().and_then(|place| self.places.iter().position(|other| *other == place)) else {
            return false;
        };
        let last = self.places.len() - 1;
        let there = match key {
            "ArrowRight" | "ArrowUp" => (here + 1).min(last),
            "ArrowLeft" | "ArrowDown" => here.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            _ => return false,
        };
        self.choices.place = Some(self.places[there]);
        true
    }
}

fn has_pool(question: &Question) -> bool {
    question.models.iter().any(|model| question.setup.options.size(*model).is_some())
}

fn is_large(case: &Case) -> bool {
    case.plan.tasks.len() > LARGE_TASKS
}

/// Where the list stands on an axis, or near it.
fn own_place(axis: Axis, case: &Case) -> u32 {
    axis.own_place(case).unwrap_or(case.setup.options.pool as u32)
}
