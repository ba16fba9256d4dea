//! The reducer: what each action does to the state, and what it wants done. Pure; the rim carries the effects out.

use std::sync::Arc;

use super::live_run::{LiveRun, Next};
use super::{
    Action, Compared, Effect, Moment, Run, ShownSeries, State, Told, adjust, expected, export, files, lists, look,
    opened, predict, replay, shelf,
};
use crate::chart::palette::Theme;
use crate::engine::{Calibration, Model};
use crate::formats::choices::{self, Choices};
use crate::program::{Plan, examples, format};
use crate::record::Origin;
use crate::wire::order::RunOrder;
use crate::words;

/// Applies an action that happened at a moment.
pub fn reduce(state: &mut State, action: Action, moment: Moment) -> Vec<Effect> {
    let mut effects = apply(state, action, moment);
    replay::see(state);
    effects.extend(expected::see(state));
    effects
}

fn apply(state: &mut State, action: Action, moment: Moment) -> Vec<Effect> {
    match action {
        Action::Type(_)
        | Action::Adjust { .. }
        | Action::Edit(_)
        | Action::Format
        | Action::PickExample(_)
        | Action::Undo
        | Action::Redo
        | Action::GoBack
        | Action::PickList(_)
        | Action::NewList
        | Action::RenameList(_)
        | Action::DiscardList
        | Action::OpenLink(_)
        | Action::Shelf(_)
        | Action::Files(_) => change(state, action, moment),
        Action::Select(selection) => lists::note_selection(state, selection),
        Action::OpenFiles(picked) => files::open(state, &picked),
        Action::CancelFiles => files::cancel(state),
        Action::Keep { id, value, keeping } => lists::hear(state, &id, &value, keeping, moment),
        Action::ListsChanged(found) => {
            lists::reread(state, &found);
            Vec::new()
        }
        Action::Leave => lists::keep_again(state, moment),
        Action::Share => opened::share(state),
        Action::Shared { address, held, copied } => opened::made(state, address, held, copied),
        Action::Copy(clip) => opened::copy(state, clip),
        Action::Copied(clip) => opened::copied(state, clip),
        Action::DownloadList => export::list(state),
        Action::RunAll => run(state, &state.shown.clone()),
        Action::Run(model) => run(state, &[model]),
        Action::Stop => stop(state, moment),
        Action::ToggleModel(model) => toggle(state, model),
        Action::SetSize(model, size) => {
            state.options.set_size(model, size);
            chosen(state)
        }
        Action::SetPageLoop(page_loop) => {
            state.options.page_loop = page_loop;
            chosen(state)
        }
        Action::TogglePredictions
        | Action::Predict(..)
        | Action::EndGuess(_)
        | Action::ToggleExpected
        | Action::Expect => foresee(state, action),
        Action::Export(format) => files::write(state, format, files::Framing::default()),
        Action::ExportPicture(format, framing) => files::write(state, format, framing),
        Action::SwitchTheme => switch_theme(state),
        Action::ToggleTable(model) => toggle_table(state, model),
        Action::DismissNotice => {
            (state.notice, state.news, state.link) = (None, None, None);
            state.desk.introduction = None;
            Vec::new()
        }
        Action::Resize(_) | Action::Paper(_) | Action::Zoom { .. } | Action::Pan(_) | Action::Fit => {
            look(state, &action);
            Vec::new()
        }
        Action::Look(action) => {
            look::look(state, action, moment);
            Vec::new()
        }
        Action::Visibility { hidden } => show_or_hide(state, hidden, moment),
        Action::Frame => {
            replay::advance(state, moment);
            go_on(state, |run| run.frame(moment));
            proceed(state)
        }
        Action::Beat => {
            if let Some(run) = live(state) {
                run.beat(moment);
            }
            Vec::new()
        }
        Action::Told(told) => hear(state, told, moment),
        Action::NoLink(error) => opened::not_made(state, &error),
        Action::Notice(trouble) => files::not_done(state, &trouble),
        Action::Trouble(trouble) => {
            state.notice = Some(words::trouble(&trouble));
            let active = state.live().map(|run| run.number);
            active.map_or_else(Vec::new, |number| hear(state, Told::Lost(number, trouble), moment))
        }
    }
}

/// The reader guesses what will come, or looks at what the page expects.
fn foresee(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::TogglePredictions => predict::toggle(state),
        Action::Predict(model, text) => predict::set(state, model, &text),
        Action::EndGuess(model) => predict::end(state, model),
        Action::ToggleExpected => {
            expected::toggle(state);
            return chosen(state);
        }
        Action::Expect => expected::make(state),
        _ => {}
    }
    Vec::new()
}

fn toggle_table(state: &mut State, model: Model) -> Vec<Effect> {
    match state.tables.iter().position(|with_table| *with_table == model) {
        Some(at) => drop(state.tables.remove(at)),
        None => state.tables.push(model),
    }
    Vec::new()
}

/// The page was hidden or shown.
fn show_or_hide(state: &mut State, hidden: bool, moment: Moment) -> Vec<Effect> {
    state.environment.hidden = hidden;
    if !hidden {
        return Vec::new();
    }
    if let Some(run) = live(state) {
        run.note_hidden();
    }
    lists::keep_again(state, moment)
}

fn switch_theme(state: &mut State) -> Vec<Effect> {
    state.theme = match state.theme {
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Light,
    };
    vec![Effect::Theme(state.theme)]
}

fn toggle(state: &mut State, model: Model) -> Vec<Effect> {
    // A panel stays while its model runs.
    if state.active() == Some(model) {
        return Vec::new();
    }
    let was_shown = state.shown.contains(&model);
    let is_shown = |other: &Model| if *other == model { !was_shown } else { state.shown.contains(other) };
    state.shown = Model::ALL.into_iter().filter(is_shown).collect();
    state.queue.retain(|queued| *queued != model || !was_shown);
    chosen(state)
}

/// The reader has chosen something about the models.
fn chosen(state: &State) -> Vec<Effect> {
    let shows_expected = state.expectations.is_on;
    let choices = Choices { shown: state.shown.clone(), options: state.options, shows_expected };
    let mut effects = vec![Effect::SaveChoices(choices::write(&choices))];
    effects.extend(park(state));
    effects
}

/// The reader changes the list on the desk, or lays another one there.
fn change(state: &mut State, action: Action, moment: Moment) -> Vec<Effect> {
    let before = state.document.text.clone();
    let is_link = matches!(action, Action::OpenLink(_));
    let mut effects = match action {
        Action::Type(typed) => lists::type_in(state, &typed, moment),
        Action::Adjust { at, adjustment, selected } => adjust::adjust(state, at, adjustment, selected, moment),
        Action::Edit(text) => lists::rewrite(state, &text, moment),
        Action::Format => {
            let text = format(&state.document.text);
            lists::rewrite(state, &text, moment)
        }
        Action::PickExample(id) => match examples::example(&id) {
            Some(example) => {
                state.show_lesson(example);
                lists::open(state, "", example.text, moment)
            }
            None => Vec::new(),
        },
        Action::Undo => lists::undo(state, moment),
        Action::Redo => lists::redo(state, moment),
        Action::GoBack => lists::go_back(state, moment),
        Action::PickList(id) => lists::pick(state, &id),
        Action::NewList => lists::start(state, moment),
        Action::RenameList(name) => lists::rename(state, &name, moment),
        Action::DiscardList => lists::discard(state),
        Action::OpenLink(link) => opened::open_link(state, link),
        Action::Files(told) => files::hear(state, told, moment),
        Action::Shelf(action) => shelf::reduce(state, action, moment),
        _ => Vec::new(),
    };
    if before != state.document.text {
        // What was said belongs to the list before; a link says something of its own.
        if !is_link {
            effects.push(Effect::Settle);
        }
        effects.extend(park(state));
    }
    effects
}

/// Parks as many workers as the list would need threads, so that starting them is cheap when it runs.
pub fn park(state: &State) -> Option<Effect> {
    state.calibration?;
    let tasks = state.document.parsed().task_count();
    let able = state.shown.iter().filter(|model| model.needs_shared_memory() && state.refusal(**model).is_none());
    able.map(|model| model.threads(tasks, &state.options)).max().map(Effect::Park)
}

fn run(state: &mut State, models: &[Model]) -> Vec<Effect> {
    // Never two at once: what is asked for during a run is left, and the buttons say so.
    if state.is_busy() {
        return Vec::new();
    }
    state.notice = None;
    state.view = state.wanted_view.take();
    look::forget(state);
    state.look.range = state.wanted_range.take();
    let (able, unable): (Vec<Model>, Vec<Model>) = models.iter().partition(|model| state.refusal(**model).is_none());
    if able.is_empty() {
        state.notice = unable.first().and_then(|model| state.refusal(*model)).map(words::refusal);
        return Vec::new();
    }
    let Some(plan) = state.document.plan().cloned() else { return Vec::new() };
    expected::renew(state);
    state.queue.extend(able);
    state.compared = Some(Compared { text: state.document.text.clone(), plan, origin: Origin::Measured });
    proceed(state)
}

/// Starts the next run if none is under way.
fn proceed(state: &mut State) -> Vec<Effect> {
    if state.live().is_some() {
        return Vec::new();
    }
    let Some(&model) = state.queue.front() else { return Vec::new() };
    state.queue.pop_front();
    // The list as it was when the reader pressed the button, whatever is typed meanwhile.
    let Some(Compared { text, plan, .. }) = state.compared.clone() else { return Vec::new() };
    let number = state.next_run;
    state.next_run += 1;
    let run = LiveRun::new(number, model, state.options, text, &plan, &state.environment);
    state.runs.insert(model, Run::Live(Box::new(run)));
    vec![assign(state, number, model, &plan)]
}

/// Starts a run; where it is not known yet how fast this machine computes, that is measured first.
fn assign(state: &State, run: u32, model: Model, plan: &Plan) -> Effect {
    match state.calibration {
        Some(calibration) => {
            let options = state.options;
            let plan = Arc::new(plan.clone());
            Effect::Start(RunOrder { run, model, options, plan, calibration, fault: None })
        }
        None => Effect::Calibrate,
    }
}

fn stop(state: &mut State, moment: Moment) -> Vec<Effect> {
    if !state.is_busy() {
        return Vec::new();
    }
    state.queue.clear();
    let Some(run) = state.live() else { return Vec::new() };
    // Workers with a memory of their own are ended on the spot; those that share memory end by themselves.
    let at_once = !run.model.needs_shared_memory() || run.is_starting();
    go_on(state, |run| run.stop(at_once, moment));
    vec![Effect::Stop]
}

fn hear(state: &mut State, told: Told, moment: Moment) -> Vec<Effect> {
    let number = match &told {
        Told::Calibrated(calibration) => return calibrated(state, *calibration),
        Told::Started(number, _)
        | Told::Events(number, _)
        | Told::Trouble(number, ..)
        | Told::Ended(number)
        | Told::Lost(number, _) => *number,
    };
    if state.live().is_none_or(|run| run.number != number) {
        // Stale: of a run that is over. But a worker that can't start is news.
        let Told::Trouble(0, _, trouble) = told else { return Vec::new() };
        if state.active().is_none() || state.calibration.is_some() {
            state.notice = Some(words::trouble(&trouble));
            return Vec::new();
        }
        // The run that waits for it can't start either, nor can those that wait for that one.
        state.queue.clear();
        go_on(state, |run| {
            let lost = Told::Lost(run.number, trouble);
            run.hear(lost, moment)
        });
        return proceed(state);
    }
    go_on(state, |run| run.hear(told, moment));
    proceed(state)
}

fn calibrated(state: &mut State, calibration: Calibration) -> Vec<Effect> {
    // Once a session: a run may have asked again while it was being measured.
    if state.calibration.is_some() {
        return Vec::new();
    }
    state.calibration = Some(calibration);
    let mut effects: Vec<Effect> = park(state).into_iter().collect();
    // A run may have been waiting for this.
    if let (Some(run), Some(Compared { plan, .. })) = (state.live(), &state.compared) {
        effects.push(assign(state, run.number, run.model, plan));
    }
    effects
}

/// The run that is under way, to be changed.
fn live(state: &mut State) -> Option<&mut LiveRun> {
    let model = state.active()?;
    match state.runs.get_mut(&model)? {
        Run::Live(run) => Some(run),
        Run::Over(_) => None,
    }
}

/// Something happens to the run that is under way.
fn go_on(state: &mut State, happens: impl FnOnce(LiveRun) -> Next) {
    let Some(Run::Live(run)) = state.active().and_then(|model| state.runs.take(model)) else { return };
    let (model, number, text) = (run.model, run.number, run.text.clone());
    let run = match happens(*run) {
        Next::Live(run) => Run::Live(Box::new(run)),
        Next::Over(record) => Run::Over(ShownSeries::new(number, text, Origin::Measured, record)),
    };
    state.runs.insert(model, run);
}

fn look(state: &mut State, action: &Action) {
    let whole = state.whole_window();
    let window = state.window();
    let seen = match *action {
        Action::Resize(width_px) => return state.width_px = width_px.max(1.0),
        Action::Paper(on_paper) => return state.on_paper = on_paper,
        Action::Zoom { factor, x_px } => window.zoomed(factor, x_px, whole.end_ns),
        Action::Pan(share) => window.panned(share, whole.end_ns),
        _ => whole,
    };
    let is_whole = seen.start_ns == 0 && seen.end_ns >= whole.end_ns;
    state.view = (!is_whole).then_some((seen.start_ns, seen.end_ns));
}
