//! The reducer: what each action does to the state, and what it wants done. Pure; the rim carries the effects out.

use super::offers::Offering;
use super::{
    Action, Effect, LiveRun, Moment, Notice, State, Told, adjust, expected, export, files, kept_runs, lists, look,
    naming, offers, opened, pins, predict, press, replay, running, shelf, sizes, what_if,
};
use crate::chart::palette::Theme;
use crate::engine::Model;
use crate::formats::choices::{self, Choices};
use crate::formats::link::{LinkError, Shared};
use crate::program::{examples, format};

/// Applies an action that happened at a moment.
pub fn reduce(state: &mut State, action: Action, moment: Moment) -> Vec<Effect> {
    let mut effects = match action {
        // What happens while the page comes doesn't need what everything else does.
        Action::Resize(_) => {
            look(state, &action);
            Vec::new()
        }
        Action::OpenLink(link) => open_link(state, link),
        action => apply(state, action, moment),
    };
    effects.extend(sizes::see(state));
    replay::see(state);
    effects.extend(expected::see(state));
    effects.extend(kept_runs::see(state, moment));
    effects.extend(what_if::see(state));
    effects
}

// A function of its own, which a release loads later.
#[inline(never)]
fn apply(state: &mut State, action: Action, moment: Moment) -> Vec<Effect> {
    match action {
        Action::Type(_)
        | Action::Adjust { .. }
        | Action::Offer(_)
        | Action::Rename(_)
        | Action::Add(_)
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
        | Action::Shelf(_)
        | Action::Files(_) => change(state, action, moment),
        Action::OpenLink(link) => open_link(state, link),
        Action::Select(selection) => lists::note_selection(state, selection),
        Action::OpenFiles(picked) => files::open(state, &picked),
        Action::CancelFiles => {
            kept_runs::give_up(state);
            files::cancel(state)
        }
        Action::Pin(_) | Action::Unpin(_) | Action::ForgetRuns => put_by(state, &action),
        Action::Keep { id, value, keeping } => lists::hear(state, &id, &value, keeping, moment),
        Action::ListsChanged { lists, runs } => {
            lists::reread(state, &lists);
            kept_runs::reread(state, runs.as_deref());
            Vec::new()
        }
        Action::Leave => lists::keep_again(state, moment),
        Action::Share => opened::share(state),
        Action::Shared { address, held, copied } => opened::made(state, address, held, copied),
        Action::Copy(clip) => opened::copy(state, clip),
        Action::Copied(clip) => opened::copied(state, clip),
        Action::DownloadList => export::list(state),
        Action::RunAll => running::run(state, &state.shown.clone(), moment),
        Action::Run(model) => running::run(state, &[model], moment),
        Action::Repeat(_) | Action::SetPageLoop(_) | Action::SetBehind(_) => choose(state, &action),
        Action::Attempt(model, attempt) => {
            press::choose(state, model, attempt);
            Vec::new()
        }
        Action::Stop => running::stop(state, moment),
        Action::ToggleModel(model) => toggle(state, model),
        Action::SetSize(model, size) => choose_size(state, model, Some(size)),
        Action::UnsetSize(model) => choose_size(state, model, None),
        Action::TogglePredictions
        | Action::Predict(..)
        | Action::EndGuess(_)
        | Action::ToggleExpected
        | Action::Foreseen(_) => foresee(state, action),
        Action::Painted => {
            state.is_painted = true;
            vec![Effect::Calibrate]
        }
        Action::Export(format) => files::write(state, format, files::Framing::default()),
        Action::ExportPicture(format, framing) => files::write(state, format, framing),
        Action::SwitchTheme => switch_theme(state),
        Action::ToggleTable(model) => toggle_table(state, model),
        Action::DismissNotice => dismiss(state),
        Action::Resize(_) | Action::Paper(_) | Action::Zoom { .. } | Action::Pan(_) | Action::Fit => {
            look(state, &action);
            Vec::new()
        }
        Action::WhatIf(action) => what_if::reduce(state, action, moment),
        Action::Look(action) => {
            look::look(state, action, moment);
            Vec::new()
        }
        Action::Visibility { hidden } => show_or_hide(state, hidden, moment),
        Action::Frame => {
            replay::advance(state, moment);
            let mut effects = kept_runs::frame(state);
            effects.extend(running::frame(state, moment));
            effects
        }
        Action::Beat => {
            running::each_live(state, |run| run.beat(moment));
            Vec::new()
        }
        Action::Told(told) => running::hear(state, told, moment),
        Action::NoLink(error) => opened::not_made(state, error),
        Action::Notice(trouble) => files::not_done(state, trouble),
        Action::Trouble(trouble) => {
            state.notify(Notice::Trouble(trouble.clone()));
            let active = state.live().map(|run| run.number).or(state.what_if.trials.number());
            active.map_or_else(Vec::new, |number| running::hear(state, Told::Lost(number, trouble), moment))
        }
    }
}

/// The reader chooses what runs are made with.
fn choose(state: &mut State, action: &Action) -> Vec<Effect> {
    match action {
        Action::Repeat(repeat) => state.repeat = *repeat,
        Action::SetPageLoop(page_loop) => state.options.page_loop = *page_loop,
        Action::SetBehind(behind) => state.options.behind = *behind,
        _ => return Vec::new(),
    }
    chosen(state)
}

/// The reader has seen what was told.
fn dismiss(state: &mut State) -> Vec<Effect> {
    (state.notices, state.news) = (Vec::new(), Vec::new());
    (state.link, state.desk.introduction) = (None, None);
    Vec::new()
}

/// The reader sets the size of a pool by hand, or no longer.
fn choose_size(state: &mut State, model: Model, size: Option<usize>) -> Vec<Effect> {
    match size {
        Some(size) => sizes::set(state, model, size),
        None => drop(state.sizes.take(model)),
    }
    chosen(state)
}

/// The reader puts runs by, or no longer.
fn put_by(state: &mut State, action: &Action) -> Vec<Effect> {
    match *action {
        Action::Pin(only) => pins::pin(state, only),
        Action::Unpin(model) => pins::unpin(state, model),
        _ => kept_runs::forget(state),
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
        Action::Foreseen(told) => return expected::hear(state, told).into_iter().collect(),
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
    running::each_live(state, LiveRun::note_hidden);
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
pub(super) fn chosen(state: &mut State) -> Vec<Effect> {
    sizes::see(state);
    let shows_expected = state.expectations.is_on;
    let (options, repeat) = (state.options, state.repeat);
    let sized = Model::ALL.into_iter().filter(|model| state.sizes.get(model).is_some()).collect();
    let choices = Choices { shown: state.shown.clone(), options, sized, shows_expected, repeat };
    let mut effects = vec![Effect::SaveChoices(choices::write(&choices))];
    effects.extend(running::park(state));
    effects
}

/// The reader changes the list on the desk, or lays another one there.
fn change(state: &mut State, action: Action, moment: Moment) -> Vec<Effect> {
    let before = state.document.text.clone();
    let is_offered = matches!(action, Action::Type(_) | Action::Offer(_));
    let mut effects = match action {
        Action::Type(typed) => {
            let effects = lists::type_in(state, &typed, moment);
            offers::typed(state, typed.after);
            state.renaming = None;
            effects
        }
        Action::Offer(action) => offers::reduce(state, action, moment),
        Action::Rename(action) => naming::rename(state, action, moment),
        Action::Add(addition) => naming::add(state, addition, moment),
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
        Action::Files(told) => match kept_runs::hear(state, &told) {
            Some(effects) => effects,
            None => files::hear(state, told, moment),
        },
        Action::Shelf(action) => shelf::reduce(state, action, moment),
        _ => Vec::new(),
    };
    if before != state.document.text {
        if !is_offered {
            (state.offering, state.renaming) = (Offering::default(), None);
        }
        // What was said belongs to the list before.
        effects.push(Effect::Settle);
        effects.extend(running::park(state));
    }
    effects
}

/// A link lays its list on the desk, of which it says something of its own.
fn open_link(state: &mut State, link: Result<Shared, LinkError>) -> Vec<Effect> {
    let before = state.document.text.clone();
    let mut effects = opened::open_link(state, link);
    if before != state.document.text {
        (state.offering, state.renaming) = (Offering::default(), None);
        effects.extend(running::park(state));
    }
    effects
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
