//! The state of the whole application.

use std::collections::VecDeque;
use std::rc::Rc;

use super::asked::Asked;
use super::embed;
use super::expected::{self, Expectations};
use super::files::Files;
use super::lists::{self, Desk, Shelf};
use super::opened::MadeLink;
use super::predict::Predictions;
use super::{ByModel, Document, Look, Moment, Phase, Recording, Run};
use crate::chart::palette::Theme;
use crate::engine::{Calibration, Model, NoSharedMemory, Options, Refusal, refusal_on_page};
use crate::formats::choices;
use crate::program::{Plan, examples};
use crate::stats::lessons::Answer;
use crate::stats::{Comparison, Contender, lessons};

/// Where the page stands, as far as that decides what it takes to isolate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Surroundings {
    /// In a tab, from a server that can isolate it.
    #[default]
    Tab,
    /// In a tab, over plain http from another machine, where no header isolates it.
    PlainHttp,
    /// In a frame, which its page has to isolate too.
    Frame,
}

/// What the page runs on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// The browser's own name.
    pub user_agent: String,
    /// Cores, as reported: a browser may say a default.
    pub cores: usize,
    /// Whether the page is cross-origin isolated.
    pub isolated: bool,
    /// Whether workers can share its memory.
    pub shared_memory: bool,
    /// Where it stands.
    pub surroundings: Surroundings,
    /// The step of its clock in nanoseconds.
    pub clock_resolution_ns: u64,
    /// Whether the page is hidden now.
    pub hidden: bool,
}

impl Environment {
    /// Why a model can't run here; `None` if it can.
    pub fn refusal(&self, model: Model) -> Option<Refusal> {
        if !model.needs_shared_memory() || self.shared_memory {
            return None;
        }
        Some(Refusal::NoSharedMemory(match self.surroundings {
            _ if self.isolated => NoSharedMemory::Unsupported,
            Surroundings::Tab => NoSharedMemory::NotIsolated,
            Surroundings::PlainHttp => NoSharedMemory::PlainHttp,
            Surroundings::Frame => NoSharedMemory::InFrame,
        }))
    }
}

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
}

/// A list as it was when it was run.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Its text.
    pub text: Rc<str>,
    /// What runs.
    pub plan: Rc<Plan>,
    /// Where its runs come from, if they were not measured here.
    pub recording: Option<Rc<Recording>>,
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
    /// Models that are shown, from top to bottom.
    pub shown: Vec<Model>,
    /// What the reader has chosen about them.
    pub options: Options,
    /// Light or dark.
    pub theme: Theme,
    /// The latest run of each model.
    pub runs: ByModel<Run>,
    /// Models that are to run next.
    pub queue: VecDeque<Model>,
    /// The numbers of runs that the reader has as a file, every span of them.
    pub saved_runs: Vec<u32>,
    /// The one that runs.
    pub active: Option<Model>,
    /// The list of the latest run: only its runs are compared.
    pub compared: Option<Listing>,
    /// The number of the next run.
    pub next_run: u32,
    /// How fast this machine computes, once it is known.
    pub calibration: Option<Calibration>,
    /// What the module that reads and writes files has been asked for.
    pub files: Files,
    /// Something the reader has to know.
    pub notice: Option<String>,
    /// Something good to know.
    pub news: Option<String>,
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
    /// The part of time that a link asks for; it comes into view when something has run.
    pub wanted_view: Option<(u64, u64)>,
    /// The part of time that a link marks; it is marked when something has run.
    pub wanted_range: Option<(u64, u64)>,
}

impl State {
    /// The first state of the page.
    pub fn new(environment: Environment, theme: Theme, link: &Link) -> Self {
        let Asked { example, models: asked, notice } = Asked::of(link);
        let (desk, text) = Desk::new(&link.shelf);
        let defaults = Options::for_cores(environment.cores);
        let kept = link.choices.as_deref().and_then(|text| choices::read(text, defaults));
        let options = kept.as_ref().map_or(defaults, |kept| kept.options);
        let kept_expected = kept.as_ref().is_none_or(|kept| kept.shows_expected);
        let kept = kept.map(|kept| kept.shown).filter(|shown| !shown.is_empty());
        let shown = match (asked.is_empty(), kept) {
            (false, _) => Model::ALL.into_iter().filter(|model| asked.contains(model)).collect(),
            (true, Some(kept)) => kept,
            (true, None) => Model::SIMPLE.to_vec(),
        };
        let mut state = Self {
            environment,
            document: Document::new(&text),
            desk,
            shown,
            options,
            theme,
            runs: ByModel::default(),
            saved_runs: Vec::new(),
            queue: VecDeque::new(),
            active: None,
            compared: None,
            next_run: 1,
            calibration: None,
            files: Files::default(),
            notice,
            news: None,
            link: None,
            tables: Vec::new(),
            width_px: 800.0,
            on_paper: false,
            view: None,
            look: Look::default(),
            embed: link.embed,
            predictions: Predictions::default(),
            expectations: Expectations::new(kept_expected),
            wanted_view: None,
            wanted_range: None,
        };
        if let Some(example) = example {
            if asked.is_empty() {
                state.show_lesson(example);
            }
            // What it wants kept is kept already, or no list of the reader's.
            lists::open(&mut state, "", example.text, Moment::default());
        }
        if link.embed {
            state.shown = embed::shown(&asked, &state.environment);
        }
        // What takes long waits for the first moment at which something happens.
        let _ = expected::see(&mut state);
        state
    }

    /// Whether something runs or is about to.
    pub fn is_busy(&self) -> bool {
        self.active.is_some() || !self.queue.is_empty()
    }

    /// The run that is under way.
    pub fn active_run(&self) -> Option<&Run> {
        self.active.and_then(|model| self.runs.get(&model))
    }

    /// Why a model can't run the list that is in the editor.
    pub fn refusal(&self, model: Model) -> Option<Refusal> {
        if let Some(refusal) = self.environment.refusal(model) {
            return Some(refusal);
        }
        let parsed = self.document.parsed();
        if !parsed.is_runnable() {
            let is_empty = parsed.task_count() == 0 && parsed.diagnostics.is_empty();
            return Some(if is_empty { Refusal::NoTask } else { Refusal::HasError });
        }
        let refusal = model.refusal(parsed.task_count());
        refusal.or_else(|| self.refusal_on_page(model))
    }

    fn refusal_on_page(&self, model: Model) -> Option<Refusal> {
        let plan = self.options.is_on_page(model).then(|| self.document.plan()).flatten()?;
        refusal_on_page(plan)
    }

    pub(super) fn is_compared(&self, run: &Run) -> bool {
        self.compared.as_ref().is_some_and(|list| list.text == run.text && list.recording == run.recording)
    }

    /// Finished runs that belong to the text of the latest run.
    pub fn compared_runs(&self) -> impl Iterator<Item = &Run> {
        let same = |run: &&Run| !run.phase.is_live() && self.is_compared(run);
        self.runs.values().filter(same)
    }

    /// Shows the models that an example is about, beside those that the reader sees anyway.
    pub(super) fn show_lesson(&mut self, example: &examples::Example) {
        let wanted = lessons::models(example.id);
        let is_shown = |model: &Model| self.shown.contains(model) || wanted.contains(model);
        self.shown = Model::ALL.into_iter().filter(is_shown).collect();
    }

    /// What the runs of the example on the desk show; nothing for other lists, and none of a recorded one.
    pub fn verdict(&self) -> Vec<Answer> {
        let is_here = |run: &&Run| run.text == self.document.text && run.recording.is_none();
        let measured: Vec<lessons::Measured> = self
            .compared_runs()
            .filter(is_here)
            .filter(|run| run.phase == Phase::Done && run.trusted)
            .map(|run| lessons::Measured {
                model: run.model,
                trace: &run.trace,
                timeline: &run.view.timeline,
                figures: &run.view.figures,
            })
            .collect();
        self.document.example.map(|example| lessons::verdict(example, &measured)).unwrap_or_default()
    }

    /// Their comparison.
    pub fn comparison(&self) -> Comparison {
        compare(self.compared_runs())
    }

    /// Where the runs that are compared were measured.
    pub fn compared_environment(&self) -> Environment {
        let here = self.environment.clone();
        match self.compared.as_ref().and_then(|list| list.recording.as_ref()) {
            Some(recording) => Environment {
                cores: recording.environment.cores as usize,
                clock_resolution_ns: recording.environment.clock_resolution_ns,
                ..here
            },
            None => here,
        }
    }
}

/// The comparison of runs of one list that are over.
pub(super) fn compare<'a>(runs: impl Iterator<Item = &'a Run>) -> Comparison {
    let contender = |run: &'a Run| Contender {
        model: run.model,
        figures: &run.view.figures,
        done: run.phase == Phase::Done,
        trusted: run.trusted,
    };
    Comparison::of(&runs.map(contender).collect::<Vec<_>>())
}
