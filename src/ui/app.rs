//! The root: keeps the state, carries out effects, and passes each part what it shows.

use std::cell::Cell;

use web_sys::Element;
use yew::prelude::*;

use super::axis::Axis;
use super::comparison::ComparisonTable;
use super::editor::Editor;
use super::header::Header;
use super::models::ModelPicker;
use super::painters::Painters;
use super::panel::ModelPanel;
use super::toolbar::toolbar;
use crate::app::{Action, Effect, Look, Phase, State, Told, look, reduce, wording};
use crate::browser::conductor::Conductor;
use crate::browser::page::{Frames, Listener, WidthObserver};
use crate::browser::{environment, page, storage};
use crate::chart::Window;
use crate::engine::Model;
use crate::time::SECOND;

/// Between two renderings of figures and output while a run goes on; its picture is drawn more often.
const WORDS_PERIOD_NS: u64 = SECOND / 5;

/// The application on the page.
pub struct App {
    state: State,
    conductor: Conductor,
    plot: NodeRef,
    painters: Painters,
    /// What was rendered last of the run that is under way: until that changes, frames only redraw its picture.
    rendered: Cell<(u64, Window)>,
    /// How far the run that is under way is drawn.
    drawn_ns: Cell<u64>,
    frames: Option<Frames>,
    width: Option<WidthObserver>,
    _listeners: Vec<Listener>,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(context: &Context<Self>) -> Self {
        let link = context.link().clone();
        let tell = link.callback(Action::Told);
        let conductor = Conductor::new(page::worker_script(), move |told: Told| tell.emit(told));
        let state = State::new(environment::environment(), environment::theme(), &environment::link());
        page::show_theme(state.theme);
        let visibility = link.callback(|hidden| Action::Visibility { hidden });
        let listeners = vec![Listener::new(&page::document(), "visibilitychange", move |_| {
            visibility.emit(page::document().hidden());
        })];
        let rendered = Cell::new((0, state.window()));
        let app = Self {
            state,
            conductor,
            plot: NodeRef::default(),
            painters: Painters::default(),
            rendered,
            drawn_ns: Cell::new(0),
            frames: None,
            width: None,
            _listeners: listeners,
        };
        app.carry_out(context, vec![Effect::Calibrate]);
        app
    }

    fn update(&mut self, context: &Context<Self>, action: Action) -> bool {
        let only_listens = matches!(action, Action::Told(Told::Events(..)));
        let is_frame = matches!(action, Action::Frame);
        let was_active = self.state.active;
        let effects = reduce(&mut self.state, action, page::moment());
        self.carry_out(context, effects);
        if self.state.is_busy() || self.state.look.plays() {
            let frame = context.link().callback(|()| Action::Frame);
            self.frames.get_or_insert_with(|| Frames::start(move || frame.emit(())));
        } else {
            self.frames = None;
        }
        if is_frame && was_active.is_some() && self.state.active == was_active && self.draw_live() {
            return false;
        }
        // What has come in is shown with the next frame, not before.
        !(only_listens && self.state.is_busy())
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if !first {
            return;
        }
        let resize = context.link().callback(Action::Resize);
        if let Some(plot) = self.plot.cast::<Element>() {
            match WidthObserver::new(&plot, move |width_px| resize.emit(width_px)) {
                Ok(observer) => self.width = Some(observer),
                Err(message) => context.link().send_message(Action::Trouble(message)),
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let act = context.link().callback(|action: Action| action);
        let state = &self.state;
        let window = state.window();
        self.rendered.set((state.active_run().map_or(0, |run| run.view.elapsed_ns), window));
        let last_ns = look::last_ns(state);
        let panels = state.shown.iter().map(|model| {
            html! {
                <ModelPanel
                    key={model.id()}
                    panel={state.panel(*model)}
                    is_busy={state.is_busy()}
                    theme={state.theme}
                    {window}
                    painters={self.painters.clone()}
                    act={act.clone()}
                />
            }
        });
        html! {
            <>
                <Header
                    theme={state.theme}
                    is_busy={state.is_busy()}
                    has_results={state.compared_runs().next().is_some()}
                    example={state.document.example.map(|example| example.id)}
                    act={act.clone()}
                />
                if let Some(notice) = &state.notice {
                    <div class="notice" role="alert">
                        <p>{ notice }</p>
                        <button onclick={act.reform(|_| Action::DismissNotice)}>{ "Close" }</button>
                    </div>
                }
                <main>
                    <div class="left">
                        <Editor
                            text={state.document.text.clone()}
                            parsed={state.document.parsed.clone()}
                            example={state.document.example.map(|example| example.id)}
                            act={act.clone()}
                        />
                    </div>
                    <div class="right">
                        if last_ns > 0 {
                            { toolbar(&state.look, last_ns, state.is_busy(), &act) }
                        }
                        <Axis
                            {window}
                            whole={state.whole_window()}
                            lengths_ns={self.lengths_ns()}
                            has_lock={state.shown.iter().any(|model| model.has_lock())}
                            plot={self.plot.clone()}
                            is_zoomed={state.view.is_some()}
                            act={act.clone()}
                        />
                        <ModelPicker shown={state.shown.clone()} active={state.active} act={act.clone()} />
                        <ContextProvider<Look> context={state.look.clone()}>{ for panels }</ContextProvider<Look>>
                        <ComparisonTable
                            comparison={state.comparison()}
                            environment={state.environment.clone()}
                            is_stale={state.compared.as_ref().is_some_and(|list| list.text != state.document.text)}
                        />
                    </div>
                </main>
                <div class="sr-only" role="status">{ self.status() }</div>
            </>
        }
    }
}

impl App {
    fn carry_out(&self, context: &Context<Self>, effects: Vec<Effect>) {
        for effect in effects {
            let done = match effect {
                Effect::Calibrate => self.conductor.calibrate(),
                Effect::Park(threads) => self.conductor.park(threads),
                Effect::Start(assignment) => self.conductor.run(assignment),
                Effect::Stop => {
                    self.conductor.stop();
                    Ok(())
                }
                Effect::Save(text) => storage::save(storage::LIST, &text)
                    .map_err(|reason| format!("The list can't be kept for your next visit: {reason}.")),
                Effect::SaveChoices(choices) => {
                    // Choices that are not kept are no reason to disturb anybody: what is written is kept elsewhere.
                    let _ = storage::save(storage::CHOICES, &choices);
                    Ok(())
                }
                Effect::Theme(theme) => {
                    page::show_theme(theme);
                    let word = if theme == crate::chart::palette::Theme::Dark { "dark" } else { "light" };
                    // Colors that are not kept are no reason to disturb anybody.
                    let _ = storage::save(storage::THEME, word);
                    Ok(())
                }
                Effect::Download { name, media_type, text } => page::download(&name, media_type, &text),
            };
            if let Err(message) = done {
                context.link().send_message(Action::Trouble(message));
            }
        }
    }

    /// Draws the picture of the run that is under way, and nothing else, if the words around it can wait. Whoever draws
    /// less leaves more of the machine to what is measured.
    fn draw_live(&self) -> bool {
        let Some(run) = self.state.active_run() else { return false };
        let (elapsed_ns, window) = self.rendered.get();
        let is_due = run.view.elapsed_ns >= elapsed_ns + WORDS_PERIOD_NS;
        if is_due || window != self.state.window() {
            return false;
        }
        let is_drawn = self.drawn_ns.replace(run.view.elapsed_ns) == run.view.elapsed_ns;
        is_drawn || self.painters.paint(&run.view, &window)
    }

    /// How long each run that is shown is.
    fn lengths_ns(&self) -> Vec<u64> {
        let runs = self.state.shown.iter().filter_map(|model| self.state.runs.get(model));
        runs.map(|run| run.view.timeline.makespan_ns).collect()
    }

    /// What a screen reader is told: starts and ends, not every frame.
    fn status(&self) -> String {
        if let Some(model) = self.state.active {
            return format!("{} is running.", model.name());
        }
        let ended: Vec<String> =
            self.state.compared_runs().map(|run| sentence(run.model, run.phase, &run.view)).collect();
        ended.join(" ")
    }
}

fn sentence(model: Model, phase: Phase, view: &crate::app::View) -> String {
    match phase {
        Phase::Done => wording::summary(view),
        _ => format!("{} {}.", model.name(), phase.word()),
    }
}
