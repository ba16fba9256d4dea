//! The root: keeps the state, carries out effects, and passes each part what it shows.

use web_sys::Element;
use yew::prelude::*;

use super::axis::Axis;
use super::comparison::ComparisonTable;
use super::editor::Editor;
use super::header::Header;
use super::panel::ModelPanel;
use super::toolbar::toolbar;
use crate::app::{Action, Effect, Look, Phase, State, Told, look, reduce, wording};
use crate::browser::conductor::Conductor;
use crate::browser::page::{Frames, Listener, WidthObserver};
use crate::browser::{environment, page, storage};
use crate::engine::Model;

/// The application on the page.
pub struct App {
    state: State,
    conductor: Conductor,
    plot: NodeRef,
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
        let app = Self { state, conductor, plot: NodeRef::default(), frames: None, width: None, _listeners: listeners };
        app.carry_out(context, vec![Effect::Calibrate]);
        app
    }

    fn update(&mut self, context: &Context<Self>, action: Action) -> bool {
        let only_listens = matches!(action, Action::Told(Told::Events(..)));
        let effects = reduce(&mut self.state, action, page::moment());
        self.carry_out(context, effects);
        if self.state.is_busy() || self.state.look.plays() {
            let frame = context.link().callback(|()| Action::Frame);
            self.frames.get_or_insert_with(|| Frames::start(move || frame.emit(())));
        } else {
            self.frames = None;
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
        let last_ns = look::last_ns(state);
        let panels = state.shown.iter().map(|model| {
            html! {
                <ModelPanel
                    key={model.id()}
                    panel={state.panel(*model)}
                    is_busy={state.is_busy()}
                    theme={state.theme}
                    {window}
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
                        <Axis {window} whole={state.whole_window()} lengths_ns={self.lengths_ns()} plot={self.plot.clone()} is_zoomed={state.view.is_some()} act={act.clone()} />
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
