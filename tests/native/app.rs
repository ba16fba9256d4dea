//! The reducer: everything the page decides, without a page.

use crate::files::written;
use interleave::app::files::Format;
use interleave::app::lists::Shelf;
use interleave::app::{
    Action, Effect, Environment, Link, Moment, State, Surroundings, Told, notice_text, reduce, wording,
};
use interleave::chart::palette::Theme;
use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup, simulate, simulate_within};
use interleave::engine::{Behind, Calibration, CopySpeed, FileSpeed, Model, Options, Refusal, RunId};
use interleave::formats::results;
use interleave::record::{Doubt, Note, Outcome};
use interleave::time::MS;
use interleave::trace::{End, Event, State as TaskState, TaskId, Trace, What};
use interleave::wire::trouble::Trouble;
use interleave::words;

const CALIBRATION: Calibration = Calibration { iterations_per_second: 1_000_000 };

pub fn isolated() -> Environment {
    Environment {
        user_agent: "test".to_owned(),
        cores: 2,
        isolated: true,
        shared_memory: true,
        surroundings: Surroundings::Tab,
        clock_resolution_ns: 5_000,
        hidden: false,
    }
}

pub fn page() -> State {
    let mut state = State::new(isolated(), Theme::Light, &Link::default());
    act(&mut state, Action::Told(Told::Calibrated(CALIBRATION)));
    state
}

pub fn at(ms: f64) -> Moment {
    Moment { clock_ms: ms, wall_ms: ms }
}

pub fn act(state: &mut State, action: Action) -> Vec<Effect> {
    reduce(state, action, at(1000.0))
}

/// The run that an effect asks for.
pub fn started(effects: &[Effect]) -> Option<(u32, Model)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Start(assignment) => Some((assignment.run.0, assignment.model)),
        _ => None,
    })
}

pub fn events_of(trace: &Trace) -> Vec<Event> {
    (0..trace.tasks.len() as u32).flat_map(|task| trace.events(TaskId(task)).copied()).collect()
}

/// Plays a whole run as workers would tell it; returns what the end of it asked for.
pub fn play(state: &mut State, run: u32, model: Model) -> Vec<Effect> {
    play_slowly(state, run, model, 0)
}

/// The same on a machine whose cores slow each other down by so many thousandths.
pub fn play_slowly(state: &mut State, run: u32, model: Model, per_mille: u64) -> Vec<Effect> {
    let machine = Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: MS };
    let setup = Setup {
        options: Options::for_cores(machine.cores),
        machine,
        lateness: Lateness::default(),
        interference: Interference { together_per_mille: per_mille, ..Interference::default() },
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: usize::MAX,
    };
    let trace = simulate_within(&state.compared.as_ref().unwrap().plan, model, &setup).unwrap();
    let end_ms = 1000.0 + trace.last_ns() as f64 / MS as f64;
    let run = RunId(run);
    reduce(state, Action::Told(Told::Started(run, 1000.0)), at(1000.0));
    let used: Vec<_> = trace.tasks.used_items().cloned().collect();
    if !used.is_empty() {
        reduce(state, Action::Told(Told::Items(run, used)), at(end_ms));
    }
    if !trace.received().is_empty() {
        reduce(state, Action::Told(Told::Received(run, trace.received().to_vec())), at(end_ms));
    }
    reduce(state, Action::Told(Told::Events(run, events_of(&trace))), at(end_ms));
    let mut effects = reduce(state, Action::Told(Told::Ended(run)), at(end_ms));
    while state.rests() {
        effects.extend(reduce(state, Action::Frame, at(end_ms)));
    }
    effects
}

#[test]
fn run_all_runs_the_models_one_after_another_from_top_to_bottom() {
    let mut state = page();
    let mut effects = act(&mut state, Action::RunAll);
    for (index, model) in Model::SIMPLE.into_iter().enumerate() {
        assert_eq!(started(&effects), Some((index as u32 + 1, model)));
        assert_eq!(state.panel(model).state.word(), "starting");
        assert_eq!(started(&act(&mut state, Action::RunAll)), None, "a second run has to wait");
        assert_eq!(started(&act(&mut state, Action::Run(Model::Async))), None);
        effects = play(&mut state, index as u32 + 1, model);
        assert_eq!(state.panel(model).state.word(), "done");
    }
    assert!(!state.is_busy());
    assert_eq!(state.comparison().rows.len(), 4);
    let speedup = state.panel(Model::Async).speedup.unwrap();
    assert!((2.9..3.1).contains(&speedup), "{speedup}");
}

#[test]
fn a_run_waits_for_the_calibration() {
    let mut state = State::new(isolated(), Theme::Light, &Link::default());
    assert_eq!(act(&mut state, Action::Run(Model::Async)), [Effect::Calibrate]);
    let effects = act(&mut state, Action::Told(Told::Calibrated(CALIBRATION)));
    assert_eq!(started(&effects), Some((1, Model::Async)));
    let again = act(&mut state, Action::Told(Told::Calibrated(CALIBRATION)));
    assert_eq!(again, [], "measured twice is no reason to start it twice");
}

#[test]
fn a_run_that_waits_for_the_calibration_can_be_stopped_and_can_fail() {
    let mut state = State::new(isolated(), Theme::Light, &Link::default());
    act(&mut state, Action::RunAll);
    act(&mut state, Action::Stop);
    assert_eq!(state.panel(Model::Sequential).state.word(), "stopped");
    assert_eq!(started(&act(&mut state, Action::Told(Told::Calibrated(CALIBRATION)))), None);
    let mut state = State::new(isolated(), Theme::Light, &Link::default());
    act(&mut state, Action::RunAll);
    act(&mut state, Action::Told(Told::NoRun(Trouble::Browser("No worker.".to_owned()))));
    assert_eq!(state.panel(Model::Sequential).state.word(), "failed");
    assert_eq!(state.panel(Model::Sequential).notes, ["No worker."]);
    assert!(!state.is_busy());
}

#[test]
fn a_text_with_a_problem_does_not_run_and_loses_nothing() {
    let mut state = page();
    let effects = act(&mut state, Action::Edit("task a\n  sleep 1\n".to_owned()));
    let is_kept =
        |effect: &Effect| matches!(effect, Effect::Keep { value, .. } if value.ends_with("\ntask a\n  sleep 1\n"));
    assert!(effects.iter().any(is_kept));
    assert_eq!(started(&act(&mut state, Action::RunAll)), None);
    assert!(notice_text(&state.notices).is_some());
    assert_eq!(state.panel(Model::Async).refusal, Some(Refusal::HasError));
}

#[test]
fn what_is_typed_during_a_run_does_not_change_the_run() {
    let mut state = page();
    let effects = act(&mut state, Action::RunAll);
    let before = state.document.text.clone();
    act(&mut state, Action::Edit("task other\n  print x\n".to_owned()));
    let effects = play(&mut state, started(&effects).unwrap().0, Model::Sequential);
    assert_eq!(started(&effects), Some((2, Model::Async)));
    assert_eq!(*state.runs[&Model::Async].text(), before);
    assert!(state.panel(Model::Sequential).is_stale, "the panel says that its list is another");
}

#[test]
fn runs_of_another_text_are_not_compared_nor_saved_together() {
    let mut state = page();
    let effects = act(&mut state, Action::Run(Model::Sequential));
    play(&mut state, started(&effects).unwrap().0, Model::Sequential);
    act(&mut state, Action::Edit("task other\n  print x\n".to_owned()));
    let effects = act(&mut state, Action::Run(Model::Async));
    play(&mut state, started(&effects).unwrap().0, Model::Async);
    let rows: Vec<Model> = state.comparison().rows.iter().map(|row| row.subject.model()).collect();
    assert_eq!(rows, [Model::Async]);
    let text = written(&mut state, Format::Results);
    let read = results::read(&text).unwrap();
    assert_eq!(read.program, "task other\n  print x\n");
    assert_eq!(read.series.len(), 1);
    assert_eq!(results::write(&read), text);
}

#[test]
fn stale_messages_are_dropped() {
    let mut state = page();
    let effects = act(&mut state, Action::Run(Model::Async));
    let (run, model) = started(&effects).unwrap();
    let trace = simulate(
        &state.compared.as_ref().unwrap().plan,
        model,
        &Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 },
    );
    act(&mut state, Action::Told(Told::Events(RunId(run + 7), events_of(&trace))));
    act(&mut state, Action::Told(Told::Ended(RunId(run + 7))));
    assert_eq!(state.live().unwrap().event_count(), 0);
    assert!(state.is_busy());
}

#[test]
fn a_stop_cancels_what_ran_and_what_was_to_run() {
    let mut state = page();
    let effects = act(&mut state, Action::RunAll);
    let (run, model) = started(&effects).unwrap();
    act(&mut state, Action::Told(Told::Started(RunId(run), 900.0)));
    let arrived = What::Enter { state: TaskState::Queued, lane: None, step: None };
    act(
        &mut state,
        Action::Told(Told::Events(
            RunId(run),
            vec![Event { at_ns: 0, task: TaskId(0), seq: 0, order: 0, what: arrived }],
        )),
    );
    assert_eq!(act(&mut state, Action::Stop), [Effect::Stop]);
    let record = state.runs[&model].over().unwrap().record();
    assert_eq!(record.outcome, Outcome::Stopped);
    assert_eq!(record.trace.end(TaskId(0)), Some(End::Cancelled));
    assert!(!state.is_busy());
    let effects = act(&mut state, Action::Run(model));
    assert!(started(&effects).is_some(), "the next run works");
}

#[test]
fn no_figure_is_shown_before_it_is_known() {
    let mut state = page();
    let effects = act(&mut state, Action::Run(Model::Async));
    let (run, model) = started(&effects).unwrap();
    act(&mut state, Action::Told(Told::Started(RunId(run), 900.0)));
    reduce(&mut state, Action::Frame, at(1100.0));
    let keys = |state: &State| -> Vec<&str> {
        wording::figures(state.runs[&model].view(), None).iter().map(|(figure, _)| figure.key).collect()
    };
    assert!(keys(&state).contains(&"makespan_ns"));
    assert!(!keys(&state).contains(&"latency_p50_ns"), "no task has finished");
    play(&mut state, run, model);
    assert!(keys(&state).contains(&"latency_p50_ns"));
    assert!(keys(&state).contains(&"throughput_per_s"));
}

#[test]
fn a_lost_worker_fails_its_run_in_words_and_the_next_one_starts() {
    let mut state = page();
    let effects = act(&mut state, Action::RunAll);
    let (run, model) = started(&effects).unwrap();
    let effects =
        act(&mut state, Action::Told(Told::Lost(RunId(run), Trouble::Browser("The worker is gone.".to_owned()))));
    assert_eq!(state.runs[&model].over().unwrap().record().outcome, Outcome::Failed);
    assert_eq!(state.panel(model).notes, ["The worker is gone."]);
    assert_eq!(started(&effects), Some((run + 1, Model::Async)));
}

#[test]
fn without_shared_memory_threads_say_why_and_the_others_run() {
    let environment = Environment { isolated: false, shared_memory: false, ..isolated() };
    let mut state = State::new(environment, Theme::Light, &Link::default());
    act(&mut state, Action::Told(Told::Calibrated(CALIBRATION)));
    let panel = state.panel(Model::Threads);
    assert_eq!(panel.state.word(), "unavailable");
    assert!(words::refusal(panel.refusal.unwrap()).contains("Cross-Origin-Opener-Policy"));
    for (surroundings, cure) in [(Surroundings::PlainHttp, "over https"), (Surroundings::Frame, "a tab of its own")] {
        let environment = Environment { surroundings, ..state.environment.clone() };
        let refusal = words::refusal(environment.refusal(Model::Threads, &state.options).unwrap());
        assert!(refusal.contains(cure) && !refusal.contains("header"), "headers cure nothing here: {refusal}");
        assert_eq!(environment.refusal(Model::Processes, &state.options), None);
        // Without threads behind it, a loop needs no memory that is shared.
        let behind = |behind| Options { behind, ..state.options };
        assert!(environment.refusal(Model::Offload, &behind(Behind::Gil)).is_some());
        assert_eq!(environment.refusal(Model::Offload, &behind(Behind::Processes)), None);
    }
    act(&mut state, Action::RunAll);
    assert!(!state.queue.contains(&Model::Threads));
}

#[test]
fn lists_longer_than_the_workers_are_refused_with_the_way_out() {
    let mut state = page();
    act(&mut state, Action::Edit("task a x65\n  print x\n".to_owned()));
    for model in [Model::Threads, Model::Processes] {
        let refusal = state.panel(model).refusal.unwrap();
        assert_eq!(refusal, Refusal::TooManyWorkers { model, tasks: 65 });
        assert!(words::refusal(refusal).ends_with("pool."), "{model:?}");
    }
    assert_eq!(state.panel(Model::Async).refusal, None);
}

#[test]
fn a_hidden_page_makes_its_run_untrustworthy() {
    let mut state = page();
    let effects = act(&mut state, Action::Run(Model::Async));
    act(&mut state, Action::Visibility { hidden: true });
    act(&mut state, Action::Visibility { hidden: false });
    play(&mut state, started(&effects).unwrap().0, Model::Async);
    let run = state.runs[&Model::Async].over().unwrap().record();
    assert!(!run.trusted);
    assert_eq!(run.notes, [Note::Doubt(Doubt::PageHidden)]);
}

#[test]
fn the_address_picks_the_list_and_the_models() {
    let link = Link {
        example: Some("waiting".to_owned()),
        models: Some("threads,async,nonsense".to_owned()),
        shelf: Shelf { lists: vec![(String::new(), "task kept\n".to_owned())], ..Shelf::default() },
        ..Link::default()
    };
    let state = State::new(isolated(), Theme::Dark, &link);
    assert_eq!(state.shown, [Model::Async, Model::Threads]);
    assert_eq!(state.document.example.unwrap().id, "waiting");
    assert!(notice_text(&state.notices).unwrap().contains("no model called nonsense"));
    let unknown = Link { example: Some("nonsense".to_owned()), models: None, ..link };
    let state = State::new(isolated(), Theme::Dark, &unknown);
    assert_eq!(&*state.document.text, "task kept\n");
    assert!(notice_text(&state.notices).unwrap().contains("no example called nonsense"));
}

#[test]
fn names_in_the_address_may_have_blanks_around_them_and_slips_are_told() {
    let asked = |example: &str, models: &str| {
        let link = Link { example: Some(example.to_owned()), models: Some(models.to_owned()), ..Link::default() };
        State::new(isolated(), Theme::Light, &link)
    };
    let state = asked(" Count ", " threads , Async,\u{a0}process-pool,,");
    assert_eq!(state.shown, [Model::Async, Model::Threads, Model::ProcessPool]);
    assert_eq!((state.document.example.unwrap().id, state.notices), ("count", Vec::new()));
    let state = asked("cout", "thread,");
    assert_eq!(state.shown, Model::SIMPLE, "as if none had been named");
    let notice = notice_text(&state.notices).unwrap();
    assert!(notice.contains("no example called cout (did you mean count?)"), "{notice}");
    assert!(
        notice.contains("no model called thread (did you mean threads?). The models are: sequential, async,"),
        "{notice}"
    );
    let long = "x".repeat(5000);
    let notice = notice_text(&asked("", &[long.as_str(); 99].join(",")).notices).unwrap();
    assert!(notice.len() < 400, "{notice}");
}
