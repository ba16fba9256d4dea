//! The root: keeps the state, and passes each part what it shows.

use std::cell::Cell;
use std::collections::VecDeque;

use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use super::all_lists::all_lists;
use super::axis::{self, axis, keys};
use super::comparison::{self, comparison_table};
use super::editor::Editor;
use super::element::element;
use super::embed::{embedded, notice};
use super::header::{self, header};
use super::latencies::latencies;
use super::lesson::lesson;
use super::lists::{self, Shelf};
use super::models::{self, model_picker};
use super::news::news;
use super::offers::Beside;
use super::painters::Painters;
use super::panel::ModelPanel;
use super::toolbar::{escape, toolbar};
use super::what_if::what_if;
use super::why::patterns;
use crate::app::lists::{page_title, where_it_lies};
use crate::app::rendering::{OnPage, Rendering, reduce_and_render};
use crate::app::search::Folding;
use crate::app::status::{status, under_way};
use crate::app::{Action, Effect, Look, ShownSeries, State, predict, reduce};
use crate::browser::dom::files;
use crate::browser::dom::page::{Frames, Listener, WidthObserver};
use crate::browser::dom::{address, environment, page, storage};
use crate::browser::effects::Effects;
use crate::browser::js;
use crate::engine::Model;
use crate::formats::link::{LinkError, Shared};

/// What the page begins with.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The link that its address was.
    pub link: Option<Result<Shared, LinkError>>,
}

/// The application on the page.
pub struct App {
    state: State,
    /// One for all renderings: what is handed the same as before isn't rendered again.
    act: Callback<Action>,
    effects: Effects,
    plot: NodeRef,
    painters: Painters,
    on_page: Cell<OnPage>,
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
        let act = link.callback(|action: Action| action);
        let told = act.clone();
        let effects = Effects::new(move |action| told.emit(action));
        let asked = environment::link();
        let mut state = State::new(environment::environment(), environment::theme(), &asked);
        state.look.folding = Folding(js::folded);
        page::show_theme(state.theme);
        let visibility = link.callback(|hidden| Action::Visibility { hidden });
        let mut listeners = vec![Listener::new(&page::document(), "visibilitychange", move |_| {
            visibility.emit(page::document().hidden());
        })];
        listeners.extend(listen(&link));
        let opened = context.props().link.clone();
        let opened = opened.map(|link| reduce(&mut state, Action::OpenLink(link), page::moment()));
        let on_page = Cell::new(OnPage::of(&state));
        let mut app = Self {
            state,
            act,
            effects,
            plot: NodeRef::default(),
            painters: Painters::default(),
            on_page,
            frames: None,
            width: None,
            guard: None,
            title: String::new(),
            _listeners: listeners,
        };
        let place = where_it_lies(&app.state);
        app.carry_out(opened.unwrap_or_default().into_iter().chain(place).collect());
        app.show_title();
        app
    }

    fn update(&mut self, context: &Context<Self>, action: Action) -> bool {
        let (effects, rendering) = reduce_and_render(&mut self.state, action, page::moment(), &self.on_page.get());
        self.carry_out(effects);
        self.show_title();
        self.guard = self.state.has_unsaved_runs().then(|| self.guard.take().unwrap_or_else(page::guard));
        if self.state.is_busy() || self.state.rests() || self.state.look.plays() {
            let link = context.link();
            let (frame, beat) = (link.callback(|()| Action::Frame), link.callback(|()| Action::Beat));
            self.frames.get_or_insert_with(|| Frames::start(move || frame.emit(()), move || beat.emit(())));
        } else {
            self.frames = None;
        }
        match rendering {
            Rendering::Nothing => false,
            Rendering::Picture => !self.draw_live(),
            Rendering::All => true,
        }
    }

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        if !first {
            return;
        }
        let painted = context.link().callback(|()| Action::Painted);
        page::after_paint(move || painted.emit(()));
        let resize = context.link().callback(Action::Resize);
        if let Some(plot) = self.plot.cast::<Element>() {
            match WidthObserver::new(&plot, move |width_px| resize.emit(width_px)) {
                Ok(observer) => self.width = Some(observer),
                Err(trouble) => context.link().send_message(Action::Trouble(trouble)),
            }
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let (act, state) = (self.act.clone(), &self.state);
        let window = state.window();
        self.on_page.set(OnPage::of(state));
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
            signs: axis::Sign::shown(state),
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
        let editor = html! {
            <Editor
                document={state.document.view()}
                is_painted={state.is_painted}
                on_paper={state.on_paper}
                beside={Beside::of(state)}
                lesson={lesson(state, &act)}
                shelf={Shelf::of(&state.desk)}
                notice={lists::unkept(&state.desk, &act)}
                act={act.clone()}
            />
        };
        let right = element("div")
            .class("right")
            .child(toolbar(state, &act))
            .child(axis)
            .child(model_picker(&models::Props::of(state, &act)))
            .child(panels)
            .child(keys())
            .child(compared(state, &act))
            .child(latencies(state))
            .child(what_if(state, &act));
        let main = element("main").with(element("div").class("left").child(editor)).with(right);
        let told = element("div").class("sr-only").set("role", "status").words(status(state));
        let parts = [
            patterns(),
            header(&header::Props::of(state, &act)),
            news(state, &act),
            notice(state, &act),
            all_lists(state, &act),
            main.html(),
            told.html(),
        ];
        parts.into_iter().collect()
    }
}

fn compared(state: &State, act: &Callback<Action>) -> Html {
    comparison_table(&comparison::Props {
        comparison: state.comparison(),
        guesses_ns: guesses_ns(state),
        environment: state.compared_environment(),
        is_stale: state.compared.as_ref().is_some_and(|list| list.text != state.document.text),
        is_replayed: state.look.replay.is_some(),
        parts: comparison::parts(state),
        before: comparison::before(state),
        can_pin: state.can_pin(),
        agreement: state.expectations.agreement().clone(),
        pointed: state.look.pointed,
        act: act.clone(),
    })
}

/// What was expected of each run that is compared; nothing where nobody guessed.
fn guesses_ns(state: &State) -> Vec<(Model, u64)> {
    let guess = |run: &ShownSeries| {
        let model = run.view.subject.model();
        Some((model, predict::compared_guess_ns(state, model)?))
    };
    state.compared_runs().filter_map(guess).collect()
}

impl App {
    /// Has effects carried out. What comes of them at once may have effects of its own.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects: VecDeque<Effect> = effects.into();
        while let Some(effect) = effects.pop_front() {
            if let Some(action) = self.effects.carry_out(effect) {
                effects.extend(reduce(&mut self.state, action, page::moment()));
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

    /// Draws the picture of the run that is under way; whether there is somebody to do so, and nothing around it has to
    /// change.
    fn draw_live(&self) -> bool {
        let Some(run) = self.state.live() else { return false };
        let on_page = self.on_page.get();
        self.on_page.set(OnPage { picture_ns: run.view.elapsed_ns, ..on_page });
        self.painters.paint(&run.view, &on_page.window)
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
        on("storage", || Action::ListsChanged { lists: storage::lists(), runs: storage::kept_runs() }),
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
