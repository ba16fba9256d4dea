//! The state of the whole application.

use std::collections::VecDeque;

use super::asked::Asked;
use super::embed;
use super::expected::{self, Expectations};
use super::files::Files;
use super::kept_runs::KeptRuns;
use super::lists::{self, Desk, Shelf};
use super::live_run::LiveRun;
use super::naming::Renaming;
use super::offers::Offering;
use super::opened::MadeLink;
use super::pins::Pins;
use super::predict::Predictions;
use super::press::Press;
use super::running::Rest;
use super::sizes;
use super::what_if::WhatIf;
use super::{ByModel, Compared, Document, Environment, Look, Moment, Notice, Run, ShownSeries};
use crate::chart::palette::Theme;
use crate::engine::{Calibration, Model, Options, Refusal, Repeat, RunId, refusal_of_data, refusal_on_page};
use crate::formats::choices;
use crate::program::examples;
use crate::stats::lessons;

/// What the address asks for, and what was kept from the last visit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// `?example=`.
    pub example: Option<String>,
    /// `?models=`.
    pub models: Option<String>,
    /// Whether `?embed=` is there: one diagram is wanted, for a frame.
    pub embed: bool,
    /// The lists of the last visit.
    pub shelf: Shelf,
    /// What was chosen about the models, see [`crate::formats::choices`].
    pub choices: Option<String>,
    /// Which lists have runs that are kept; `None` if this browser keeps nothing.
    pub kept_runs: Option<String>,
    /// What is pinned beside lists: where each list is kept, and the note.
    pub pins: Vec<(String, String)>,
}

/// The application.
#[derive(Debug)]
pub struct State {
    /// What it runs on.
    pub environment: Environment,
    /// The list.
    pub document: Document,
    /// The reader's lists.
    pub desk: Desk,
    /// Whether the first picture is painted. What is closed when the page comes is made after that.
    pub is_painted: bool,
    /// Models that are shown, from top to bottom.
    pub shown: Vec<Model>,
    /// What the reader has chosen about them.
    pub options: Options,
    /// The sizes of pools that the reader has set by hand.
    pub sizes: ByModel<usize>,
    /// How many times in a row they run.
    pub repeat: Repeat,
    /// Light or dark.
    pub theme: Theme,
    /// The latest run of each model.
    pub runs: ByModel<Run>,
    /// Models that are to run next.
    pub queue: VecDeque<Model>,
    /// What follows the end of a large run.
    pub(super) rest: Rest,
    /// What the reader asked for last, if anything.
    pub press: Option<Press>,
    /// The list of the latest run: only its runs are compared.
    pub compared: Option<Compared>,
    /// Runs of an earlier text that are pinned.
    pub(super) pins: Pins,
    /// The number of the next run.
    pub next_run: RunId,
    /// How fast this machine computes, once it is known.
    pub calibration: Option<Calibration>,
    /// What the module that reads and writes files has been asked for.
    pub files: Files,
    /// What is known of the runs that this browser keeps.
    pub kept_runs: KeptRuns,
    /// What the reader has to know.
    pub notices: Vec<Notice>,
    /// What is good to know.
    pub news: Vec<Notice>,
    /// What is offered beside the caret.
    pub offering: Offering,
    /// The task that is to be called otherwise.
    pub renaming: Option<Renaming>,
    /// The link that was made last.
    pub link: Option<MadeLink>,
    /// Panels whose table is shown.
    pub tables: Vec<Model>,
    /// Room for the diagrams.
    pub width_px: f64,
    /// Whether the page is as it is printed.
    pub on_paper: bool,
    /// The part of time in view, if the reader chose one: start and end in nanoseconds.
    pub view: Option<(u64, u64)>,
    /// How the reader looks at the runs.
    pub look: Look,
    /// Whether this is one diagram in a frame, and not the whole page.
    pub embed: bool,
    /// What the reader expects of the runs.
    pub predictions: Predictions,
    /// What the page expects of them.
    pub expectations: Expectations,
    /// What it knows of "what if".
    pub what_if: WhatIf,
    /// The part of time that a link asks for; it comes into view when something has run.
    pub wanted_view: Option<(u64, u64)>,
    /// The part of time that a link marks; it is marked when something has run.
    pub wanted_range: Option<(u64, u64)>,
}

impl State {
    /// The first state of the page.
    pub fn new(environment: Environment, theme: Theme, link: &Link) -> Self {
        let Asked { example, models: asked, notices } = Asked::of(link);
        let (desk, text) = Desk::new(&link.shelf);
        let defaults = Options::for_cores(environment.cores);
        let kept = link.choices.as_deref().and_then(|text| choices::read(text, defaults));
        let options = kept.as_ref().map_or(defaults, |kept| kept.options);
        let sized = kept.as_ref().map_or_else(Vec::new, |kept| kept.sized.clone());
        let repeat = kept.as_ref().map_or(Repeat::Once, |kept| kept.repeat);
        let kept_expected = kept.as_ref().is_none_or(|kept| kept.shows_expected);
        let kept = kept.map(|kept| kept.shown).filter(|shown| !shown.is_empty());
        let shown = match (asked.is_empty(), kept) {
            (false, _) => Model::ALL.into_iter().filter(|model| asked.contains(model)).collect(),
            (true, Some(kept)) => kept,
            (true, None) => Model::SIMPLE.to_vec(),
        };
        let mut state = Self {
            environment,
            is_painted: false,
            document: Document::new(&text),
            desk,
            shown,
            options,
            sizes: ByModel::default(),
            repeat,
            theme,
            runs: ByModel::default(),
            queue: VecDeque::new(),
            rest: Rest::Over,
            press: None,
            compared: None,
            next_run: RunId(1),
            pins: Pins::new(&link.pins),
            calibration: None,
            files: Files::default(),
            kept_runs: KeptRuns::new(link.kept_runs.as_deref()),
            notices,
            news: Vec::new(),
            offering: Offering::default(),
            renaming: None,
            link: None,
            tables: Vec::new(),
            width_px: 800.0,
            on_paper: false,
            view: None,
            look: Look::default(),
            embed: link.embed,
            predictions: Predictions::default(),
            expectations: Expectations::new(kept_expected),
            what_if: WhatIf::default(),
            wanted_view: None,
            wanted_range: None,
        };
        for model in sized {
            sizes::adopt(&mut state, model);
        }
        sizes::see(&mut state);
        if let Some(example) = example {
            if asked.is_empty() {
                state.show_lesson(example);
            }
            // What it wants kept is kept already, or no list of the reader's.
            lists::open(&mut state, "", example.text, Moment::default());
        }
        if link.embed {
            // A frame doesn't show how often.
            state.repeat = Repeat::Once;
            state.shown = embed::shown(&asked, &state.environment, &state.options);
        }
        // What takes long waits for the first moment at which something happens.
        let _ = expected::see(&mut state);
        state
    }

    /// Whether something runs or is about to.
    pub fn is_busy(&self) -> bool {
        self.live().is_some() || !self.queue.is_empty() || self.what_if.trials.is_busy()
    }

    /// Whether something follows with the next frame: after the end of a run, or of those that were found.
    pub fn rests(&self) -> bool {
        self.rest != Rest::Over || self.kept_runs.is_showing()
    }

    /// The run that is under way: never more than one.
    pub fn live(&self) -> Option<&LiveRun> {
        self.runs.values().find_map(Run::live)
    }

    /// The model that runs.
    pub fn active(&self) -> Option<Model> {
        self.live().map(|run| run.model)
    }

    /// Runs that are over, also of a model that runs once more.
    pub fn over(&self) -> impl Iterator<Item = &ShownSeries> {
        self.runs.values().filter_map(Run::series)
    }

    /// Why a model can't run the list that is in the editor.
    pub fn refusal(&self, model: Model) -> Option<Refusal> {
        if let Some(refusal) = self.environment.refusal(model, &self.options) {
            return Some(refusal);
        }
        let parsed = self.document.parsed();
        if !parsed.is_runnable() {
            let is_empty = parsed.task_count() == 0 && parsed.diagnostics.is_empty();
            return Some(if is_empty { Refusal::NoTask } else { Refusal::HasError });
        }
        let refusal = model.refusal(parsed.task_count());
        refusal.or_else(|| self.refusal_on_page(model)).or_else(|| self.refusal_of_data(model))
    }

    fn refusal_of_data(&self, model: Model) -> Option<Refusal> {
        let carries = self.options.has_processes(model) && self.document.parsed().carries();
        refusal_of_data(model, carries.then(|| self.document.plan()).flatten()?, &self.options)
    }

    fn refusal_on_page(&self, model: Model) -> Option<Refusal> {
        let plan = self.options.is_on_page(model).then(|| self.document.plan()).flatten()?;
        refusal_on_page(plan)
    }

    /// Shows the models that an example is about, beside those that the reader sees anyway.
    pub(super) fn show_lesson(&mut self, example: &examples::Example) {
        let wanted = lessons::models(example.id);
        let is_shown = |model: &Model| self.shown.contains(model) || wanted.contains(model);
        self.shown = Model::ALL.into_iter().filter(is_shown).collect();
    }
}
