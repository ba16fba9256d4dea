//! The root: keeps the state, carries out effects, and passes each part what it shows.

use std::cell::Cell;

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::all_lists::all_lists;
use super::axis::{self, axis, keys};
use super::comparison::{self, comparison_table};
use super::editor::Editor;
use super::embed::{embedded, notice};
use super::header::{self, header};
use super::lesson::lesson;
use super::lists::{self, Shelf};
use super::models::{self, model_picker};
use super::news::news;
use super::painters::Painters;
use super::panel::ModelPanel;
use super::share::{copy, share};
use super::toolbar::{escape, toolbar};
use super::why::patterns;
use crate::app::lists::{page_title, where_it_lies};
use crate::app::status::{status, under_way};
use crate::app::{Action, Effect, Look, Run, State, Told, predict, reduce};
use crate::browser::dom::files::{self, Files};
use crate::browser::dom::page::{Frames, Listener, WidthObserver};
use crate::browser::dom::{address, environment, page, storage, text_box};
use crate::browser::supervisor::RunSupervisor;
use crate::chart::Window;
use crate::engine::Model;
use crate::formats::link::{LinkError, Shared};
use crate::time::SECOND;

/// Between two renderings of figures and output while a run goes on; its picture is drawn more often.
const WORDS_PERIOD_NS: u64 = SECOND / 5;

/// What the page begins with.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The link that its address was.
    pub link: Option<Result<Shared, LinkError>>,
}

/// The application on the page.
pub struct App {
    state: State,
    supervisor: RunSupervisor,
    files: Files,
    plot: NodeRef,
    painters: Painters,
    /// What was rendered last of the run that is under way: until that changes, frames only redraw its picture.
    rendered: Cell<(u64, Window)>,
    /// How far the run that is under way is drawn.
    drawn_ns: Cell<u64>,
    frames: Option<Frames>,
    width: Option<WidthObserver>,
    /// Asks before the page is left, while something would be lost.
    guard: Option<Listener>,
    /// What the window's title says.
    title: String,
    _listeners: Vec<Listener>,
}

impl Component for App {
    type Message = Action;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let link = context.link().clone();
        let tell = link.callback(Action::Told);
        let worker_script = page::script("worker-script");
        let supervisor = RunSupervisor::new(worker_script.clone(), move |told: Told| tell.emit(told));
        let hear = link.callback(Action::Files);
        let files = Files::new(worker_script, move |told| hear.emit(told));
        let asked = environment::link();
        let mut state = State::new(environment::environment(), environment::theme(), &asked);
        page::show_theme(state.theme);
        let visibility = link.callback(|hidden| Action::Visibility { hidden });
        let mut listeners = vec![Listener::new(&page::document(), "visibilitychange", move |_| {
            visibility.emit(page::document().hidden());
        })];
        listeners.extend(listen(&link));
        let opened = context.props().link.clone();
        let opened = opened.map(|link| reduce(&mut state, Action::OpenLink(link), page::moment()));
        let rendered = Cell::new((0, state.window()));
        let mut app = Self {
            state,
            supervisor,
            files,
            plot: NodeRef::default(),
            painters: Painters::default(),
            rendered,
            drawn_ns: Cell::new(0),
            frames: None,
            width: None,
            guard: None,
            title: String::new(),
            _listeners: listeners,
        };
        app.carry_out(context, vec![Effect::Calibrate]);
        let place = where_it_lies(&app.state);
        app.carry_out(context, opened.unwrap_or_default().into_iter().chain(place).collect());
        app.show_title();
        app
    }

    fn update(&mut self, context: &Context<Self>, action: Action) -> bool {
        let only_listens = matches!(action, Action::Told(Told::Events(..)));
        let is_frame = matches!(action, Action::Frame);
        let shows_nothing = matches!(action, Action::Beat | Action::Select(_));
        let was_active = self.state.active;
        let effects = reduce(&mut self.state, action, page::moment());
        self.carry_out(context, effects);
        self.show_title();
        self.guard = self.state.has_unsaved_runs().then(|| self.guard.take().unwrap_or_else(page::guard));
        if self.state.is_busy() || self.state.look.plays() {
            let link = context.link();
            let (frame, beat) = (link.callback(|()| Action::Frame), link.callback(|()| Action::Beat));
            self.frames.get_or_insert_with(|| Frames::start(move || frame.emit(()), move || beat.emit(())));
        } else {
            self.frames = None;
        }
        if shows_nothing {
            return false;
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
        let panels = state.shown.iter().map(|model| {
            html! {
                <ModelPanel
                    key={model.id()}
                    panel={state.panel(*model)}
                    is_busy={state.is_busy()}
                    theme={state.shown_theme()}
                    {window}
                    painters={self.painters.clone()}
                    act={act.clone()}
                />
            }
        });
        let axis = axis(&axis::Props {
            window,
            whole: state.whole_window(),
            lengths_ns: self.lengths_ns(),
            has_failure: state
                .shown
                .iter()
                .any(|model| state.runs.get(model).is_some_and(|run| !run.view.failures.is_empty())),
            has_lock: state.shown.iter().any(|model| model.has_lock()),
            under_way: under_way(state).filter(|_| !state.embed),
            plot: self.plot.clone(),
            is_zoomed: state.view.is_some(),
            act: act.clone(),
        });
        let panels =
            html! { <ContextProvider<Look> context={state.look.clone()}>{ for panels }</ContextProvider<Look>> };
        if state.embed {
            return embedded(state, axis, panels, status(state), &act);
        }
        html! {
            <>
                { patterns() }
                { header(&header::Props { theme: state.theme, is_busy: state.is_busy(), compared: state.compared_runs().map(|run| run.model).collect(), example: state.document.example.map(|example| example.id), act: act.clone() }) }
                { news(state, &act) }
                { notice(state, &act) }
                { all_lists(&state.desk, &act) }
                <main>
                    <div class="left">
                        <Editor
                            document={state.document.view()}
                            on_paper={state.on_paper}
                            lesson={lesson(state)}
                            shelf={Shelf::of(&state.desk)}
                            notice={lists::unkept(&state.desk, &act)}
                            act={act.clone()}
                        />
                    </div>
                    <div class="right">
                        { toolbar(state, &act) }
                        { axis }
                        { model_picker(&models::Props { shown: state.shown.clone(), active: state.active, predicts: state.predictions.is_on, act: act.clone() }) }
                        { panels }
                        { keys() }
                        { comparison_table(&comparison::Props { comparison: state.comparison(), guesses_ns: guesses_ns(state), environment: state.compared_environment(), is_stale: state.compared.as_ref().is_some_and(|list| list.text != state.document.text), is_replayed: state.look.replay.is_some(), parts: comparison::parts(state), pointed: state.look.pointed, act: act.clone() }) }
                    </div>
                </main>
                <div class="sr-only" role="status">{ status(state) }</div>
            </>
        }
    }
}

/// What was expected of each run that is compared; nothing where nobody guessed.
fn guesses_ns(state: &State) -> Vec<(Model, u64)> {
    let guess = |run: &Run| Some((run.model, predict::compared_guess_ns(state, run.model)?));
    state.compared_runs().filter_map(guess).collect()
}

impl App {
    /// Carries effects out. What comes of keeping a list is told at once: the next letter may be typed already.
    fn carry_out(&mut self, context: &Context<Self>, effects: Vec<Effect>) {
        let mut effects: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = effects.pop_front() {
            let done = match effect {
                Effect::Calibrate => self.supervisor.calibrate(),
                Effect::Park(threads) => self.supervisor.park(threads),
                Effect::Start(assignment) => self.supervisor.run(assignment),
                Effect::Stop => {
                    self.supervisor.stop();
                    Ok(())
                }
                Effect::Keep { id, value, known } => {
                    let keeping = storage::exchange(&id, &value, known.as_deref());
                    effects.extend(reduce(&mut self.state, Action::Keep { id, value, keeping }, page::moment()));
                    Ok(())
                }
                Effect::Forget { id, known } => {
                    storage::forget(&id, known.as_deref());
                    Ok(())
                }
                Effect::Write { text, selection } => {
                    text_box::write(&text, selection);
                    Ok(())
                }
                Effect::Place(place) => {
                    storage::place(&place);
                    Ok(())
                }
                Effect::Share(written) => {
                    share(context.link().callback(|action: Action| action), written);
                    Ok(())
                }
                Effect::Copy { clip, text } => {
                    copy(context.link().callback(Action::Copied), clip, text);
                    Ok(())
                }
                Effect::Settle => {
                    address::settle();
                    Ok(())
                }
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
                Effect::Files(wanted) => {
                    let trouble = context.link().callback(Action::Notice);
                    self.files.carry_out(wanted, move |message| trouble.emit(message))
                }
                Effect::Download { name, media_type, text } => page::download(&name, media_type, &text),
            };
            if let Err(message) = done {
                context.link().send_message(Action::Trouble(message));
            }
        }
    }

    /// The window is called what the list is called.
    fn show_title(&mut self) {
        let title = page_title(&self.state);
        if title != self.title {
            page::document().set_title(&title);
            self.title = title;
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

    /// How long each run that is shown is, as far as a replay has come.
    fn lengths_ns(&self) -> Vec<u64> {
        let runs = self.state.shown.iter().filter_map(|model| self.state.runs.get(model));
        runs.map(|run| run.seen().timeline.makespan_ns).collect()
    }
}

/// What happens to the page as a whole.
fn listen(link: &yew::html::Scope<App>) -> Vec<Listener> {
    let act = link.callback(|action: Action| action);
    let on = |name, make: fn() -> Action| {
        let act = act.clone();
        Listener::new(&page::window(), name, move |_| act.emit(make()))
    };
    let mut listeners = vec![
        on("pagehide", || Action::Leave),
        on("beforeprint", || Action::Paper(true)),
        on("afterprint", || Action::Paper(false)),
        on("storage", || Action::ListsChanged(storage::lists())),
        escape(act.clone()),
    ];
    let open = act.clone();
    listeners.push(Listener::new(&page::window(), "hashchange", move |_| {
        let open = open.clone();
        spawn_local(async move {
            if let Some(link) = address::opened().await {
                open.emit(Action::OpenLink(link));
            }
        });
    }));
    listeners.extend(files::drops(move |picked| act.emit(Action::OpenFiles(picked))));
    listeners
}
