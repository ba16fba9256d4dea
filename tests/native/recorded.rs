//! A recorded run travels as a file: what comes back is what was measured, to the last digit.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::files::Format;
use interleave::app::{Action, Moment, State, notice_text, reduce};
use interleave::chart::{Layout, scene};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::formats::results::{
    Calibration, Environment, Origin, ReadList, Results, Series, Span, State as Doing, read, write, write_v1,
};
use interleave::program::{Plan, parse, program_text};
use interleave::record::{Outcome, Record};
use interleave::stats::{Figures, speedup};
use interleave::time::MS;
use interleave::trace::{End, Timeline, Trace};
use interleave::words;
use proptest::prelude::*;

use crate::app::page;
use crate::arbitrary::{cases, machine, program, record};
use crate::files;

const MACHINE: Machine = Machine { cores: 3, process_start_ns: 40 * MS, thread_start_ns: 0 };
/// Of the machine that the files name.
const CORES: usize = 12;
const LIST: &str =
    "# Mine\ntask a x2\n  sleep 30ms\n  cpu 20ms\n  print Hello\ntask b after a\n  cpu 5ms\n  fail no luck\n";

fn environment() -> Environment {
    Environment {
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36".to_owned(),
        cores: CORES as u32,
        isolated: true,
        clock_resolution_ns: 5_000,
        calibration: Calibration { iterations_per_second: 987_654_321 },
    }
}

fn written(model: Model, trace: &Trace, outcome: Outcome, sequential_ns: u64) -> Series {
    let timeline = Timeline::of(trace, None);
    let figures = Figures::of(trace, &timeline, model.has_event_loop(), CORES);
    let speedup = speedup(sequential_ns, figures.makespan_ns).filter(|_| outcome == Outcome::Done);
    let record = Record { outcome, ..record(model, trace.clone(), CORES) };
    Series::of(Origin::Measured, &record, &timeline, &Figures { speedup, ..figures }, words::note)
}

/// The same file, saved again by who has opened it.
fn saved_again(text: &str) -> String {
    text.replace("\"origin\":\"measured\"", "\"origin\":\"recorded\"")
}

/// The results of a list on a simulated machine, one run for each model, the last one stopped in its middle.
pub fn results(text: &str, machine: &Machine) -> Results {
    let plan = Plan::of(&parse(text).program);
    let sequential_ns = Timeline::of(&simulate(&plan, Model::Sequential, machine), None).makespan_ns;
    let last = Model::ALL[Model::ALL.len() - 1];
    let run = |model: Model| {
        // What the clock can't tell apart depends on its resolution, which a file says once for all its runs.
        let mut whole = simulate(&plan, model, machine);
        whole.clock_resolution_ns = environment().clock_resolution_ns;
        if model != last {
            return written(model, &whole, Outcome::Done, sequential_ns);
        }
        let middle_ns = whole.last_ns() / 2;
        let mut stopped = whole.until(middle_ns);
        let first = interleave::trace::TaskId(0);
        if stopped.end(first).is_none() {
            stopped.note_death(first, "The worker died.".to_owned());
            stopped.close_task(first, middle_ns, End::Failed);
        }
        stopped.close(middle_ns, End::Cancelled);
        written(model, &stopped, Outcome::Stopped, sequential_ns)
    };
    Results::new(text.to_owned(), environment(), Model::ALL.into_iter().map(run).collect())
}

fn open(state: &mut State, name: &str, text: &str) {
    files::open(state, name, text, Moment { clock_ms: 5e3, wall_ms: 5e3 });
}

/// All but the parts of the makespan: what happened at one tick of the clock may be told in more than one way.
fn without_parts(text: &str) -> serde_json::Value {
    let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
    for series in file["series"].as_array_mut().unwrap() {
        series["records"][0].as_object_mut().unwrap().remove("why");
    }
    file
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn a_run_is_restored_to_the_last_digit(program in program(), machine in machine()) {
        let text = program_text(&program);
        let results = results(&text, &machine);
        let list = ReadList::of(&text);
        for series in &results.series {
            let (model, run) = (series.model().unwrap(), &series.records[0]);
            let trace = run.restore(results.environment.clock_resolution_ns, &list).map_err(|damage| TestCaseError::fail(format!("{damage:?}")))?;
            let timeline = run.timeline(&trace);
            prop_assert_eq!(&timeline, &Timeline::of(&trace, None), "the printed lines are where they were");
            let figures = Figures::of(&trace, &timeline, model.has_event_loop(), CORES);
            prop_assert_eq!(run.figures(&trace, &timeline, model.has_event_loop(), CORES), figures);
            let speedup = run.stats.get("speedup").and_then(interleave::formats::results::Scalar::as_float);
            let record = Record { outcome: run.outcome.known(), ..record(model, trace, CORES) };
            let again = Series::of(series.origin, &record, &timeline, &Figures { speedup, ..figures }, words::note);
            prop_assert_eq!(&again, series);
        }
    }

    #[test]
    fn a_file_that_was_opened_is_saved_as_it_was(program in program(), machine in machine()) {
        let results = results(&program_text(&program), &machine);
        let (text, old) = (write(&results), write_v1(&results));
        let mut records = results.series.iter().flat_map(|series| &series.records);
        let mut spans = records.clone().flat_map(|record| &record.spans);
        let asks = records.any(|record| record.stats.get("requests_in_flight").is_some());
        let is_later = asks || spans.any(|span| span.turn.is_some() || span.state == Doing::Copying);
        prop_assert_eq!(old.is_none(), is_later, "version 1 knows no turns, no data, and no requests");
        let mut saved = Vec::new();
        for opened in [Some(&text), old.as_ref()].into_iter().flatten() {
            let mut state = page();
            open(&mut state, "run.json", opened);
            prop_assert_eq!(&state.notices, &[]);
            saved.push(files::written(&mut state, Format::Results));
            if let Some(old) = &old {
                prop_assert_eq!(&files::written(&mut state, Format::ResultsV1), old);
            }
        }
        prop_assert!(saved.iter().all(|other| *other == saved[0]));
        prop_assert_eq!(without_parts(&saved[0]), without_parts(&saved_again(&text)));
        let mut state = page();
        open(&mut state, "run.json", &saved[0]);
        prop_assert_eq!(&files::written(&mut state, Format::Results), &saved[0]);
    }
}

#[test]
fn recorded_runs_are_marked_and_not_compared_with_those_measured_here() {
    let mut state = page();
    open(&mut state, "lecture.json", &write(&results(LIST, &MACHINE)));
    let panel = state.panel(Model::Async);
    assert_eq!(panel.state.word(), "done");
    assert!(!panel.is_stale);
    assert_eq!(
        words::recorded(&panel.recording.unwrap()),
        "Recorded, not measured here: Chromium 156 on 12 cores reported, clock step 5 µs, from lecture.json."
    );
    assert_eq!(&*state.document.text, LIST);
    assert_eq!(state.comparison().rows.len(), Model::ALL.len());
    assert_eq!(state.compared_environment().cores, 12);
    reduce(&mut state, Action::Run(Model::Threads), Moment::default());
    assert!(state.panel(Model::Threads).recording.is_none(), "running again replaces the recorded run");
    assert!(state.panel(Model::Async).recording.is_some());
    assert_eq!(state.comparison().rows.len(), 0, "nothing measured here has ended yet");
    reduce(&mut state, Action::Stop, Moment::default());
    assert_eq!(state.comparison().rows.iter().map(|row| row.subject.model()).collect::<Vec<_>>(), [Model::Threads]);
    assert_eq!(state.compared_environment().cores, 2);
}

#[test]
fn lines_of_one_tick_stay_in_the_order_in_which_they_were_printed() {
    let list = "task first\n  yield\n  print 1\ntask second\n  print 2\n";
    let text = write(&results(list, &MACHINE));
    let mut state = page();
    open(&mut state, "order.json", &text);
    let lines = |state: &State, model| -> Vec<String> {
        let view = state.panel(model).view.unwrap();
        view.timeline.output.iter().map(|line| line.text.to_string()).collect()
    };
    assert_eq!(lines(&state, Model::Async), ["2", "1"]);
    assert_eq!(lines(&state, Model::Sequential), ["1", "2"]);
    let view = state.panel(Model::Async).view.unwrap();
    let derived = Timeline::of(&state.runs[&Model::Async].over().unwrap().record().trace, None);
    assert_eq!(view.timeline, derived, "the trace itself knows");
    assert_eq!(
        view.timeline.lane(interleave::trace::LaneId(0)).iter().map(|span| span.task.0).collect::<Vec<_>>(),
        [1, 0]
    );
    assert_eq!(files::written(&mut state, Format::Results), saved_again(&text));
    let trace = files::written(&mut state, Format::ChromeTrace);
    let process: Vec<&str> =
        trace.lines().filter(|line| line.contains("\"i\"") && line.contains("\"pid\":2,")).collect();
    assert!(process[0].contains("second") && process[1].contains("first"), "{process:?}");
}

#[test]
fn a_file_that_contradicts_itself_is_refused_with_the_first_place() {
    let whole = results(LIST, &MACHINE);
    let refusal = |damage: &dyn Fn(&mut Results)| {
        let mut results = whole.clone();
        damage(&mut results);
        let mut state = page();
        let before = state.document.text.clone();
        open(&mut state, "a.json", &write(&results));
        assert_eq!(state.document.text, before);
        assert!(state.runs.is_empty());
        notice_text(&state.notices).unwrap()
    };
    let of_async = |results: &mut Results, from: Doing, change: &dyn Fn(&mut Span)| {
        let span = results.series[1].records[0]
            .spans
            .iter_mut()
            .find(|span| span.state == from && span.end_ns > span.start_ns);
        change(span.unwrap());
    };
    for (expected, damage) in [
        (
            "in the run of async, task 0 (a 1) at 30ms: it went from one state to another that can't follow",
            &(|results: &mut Results| of_async(results, Doing::Running, &|span| span.state = Doing::Starting))
                as &dyn Fn(&mut Results),
        ),
        ("in the run of async, task 0 (a 1) at 0ms: its lane doesn't fit its state", &|results: &mut Results| {
            results.series[1].records[0].spans[0].lane = Some(0);
        }),
        ("in the run of async, task 0 (a 1) at 30ms: its lane doesn't fit its state", &|results: &mut Results| {
            of_async(results, Doing::Running, &|span| span.lane = None);
        }),
        ("its lane was held by another task", &|results: &mut Results| {
            for span in
                results.series[2].records[0].spans.iter_mut().filter(|span| span.task == 1 && span.lane.is_some())
            {
                span.lane = Some(0);
            }
        }),
        (
            "in the run of async, task 0 (a 1) at 1ms: it printed a line and was not running",
            &|results: &mut Results| {
                results.series[1].records[0].output[0].at_ns = MS;
            },
        ),
        (
            "in the run of sequential, task 0 (a 1) at 50ms: its line of output stands behind a later one",
            &|results: &mut Results| {
                results.series[0].records[0].output.swap(0, 1);
            },
        ),
        ("in the run of gil, a span waits for a GIL", &|results: &mut Results| {
            results.series[3].records[0].spans.iter_mut().for_each(|span| span.awaited = None);
        }),
        ("in run 2 of async, task 0 (a 1) at 0ms: its lane doesn't fit its state", &|results: &mut Results| {
            let mut second = results.series[1].records[0].clone();
            second.spans[0].lane = Some(0);
            results.series[1].records.push(second);
        }),
    ] {
        let notice = refusal(damage);
        assert!(notice.starts_with("a.json: This results file is damaged: ") && notice.contains(expected), "{notice}");
        assert!(notice.ends_with("Everything here is as it was."), "{notice}");
    }
}

#[test]
fn the_step_of_a_fine_clock_is_told() {
    let mut results = results(LIST, &MACHINE);
    results.environment.clock_resolution_ns = 1;
    let mut state = page();
    open(&mut state, "fine.json", &write(&results));
    assert!(notice_text(&state.news).unwrap().contains("clock step 1 ns"), "{:?}", state.news);
}

#[test]
fn the_readers_own_list_is_kept_when_a_file_is_opened() {
    let mut state = page();
    reduce(&mut state, Action::Edit("task mine\n".to_owned()), Moment::default());
    open(&mut state, "lecture.json", &write(&results(LIST, &MACHINE)));
    assert_eq!(&*state.document.text, LIST);
    reduce(&mut state, Action::GoBack, Moment::default());
    assert_eq!(&*state.document.text, "task mine\n");
}

#[test]
fn a_broken_file_leaves_everything_as_it_was() {
    let whole = write(&results(LIST, &MACHINE));
    let gap = {
        let mut results = read(&whole).unwrap();
        results.series[1].records[0].spans[1].start_ns += 1;
        write(&results)
    };
    let late = {
        let mut results = read(&whole).unwrap();
        results.series[0].records[0].output[0].at_ns = u64::MAX;
        write(&results)
    };
    let unknown = whole.replace("{\"model\":\"", "{\"model\":\"x-");
    for (name, text, sentence) in [
        ("a.json", "", "not JSON"),
        ("a.json", "{}", "format"),
        ("a.json", &whole[..whole.len() / 2], "not JSON"),
        ("a.json", &whole.replace("\"version\":2", "\"version\":3"), "reload"),
        ("a.json", &gap, "in the run of async, "),
        ("a.json", &late, "in the run of sequential, "),
        ("a.json", &unknown, "no run"),
        ("picture.png", "\u{fffd}PNG\0\0", "neither"),
        ("list.txt", &"x".repeat(300_000), "256"),
    ] {
        let mut state = page();
        let before = state.document.text.clone();
        open(&mut state, name, text);
        let notice = notice_text(&state.notices).unwrap_or_default();
        assert!(notice.starts_with(name) && notice.contains(sentence) && notice.ends_with('.'), "{notice}");
        assert_eq!(state.document.text, before);
        assert!(state.runs.is_empty());
    }
}

#[test]
fn a_list_that_is_a_file_opens_as_a_list() {
    let mut state = page();
    open(&mut state, "my list.txt", "task a\r\n  print x\r\n");
    assert_eq!(&*state.document.text, "task a\n  print x\n");
    assert_eq!(&*state.desk.name, "my list");
}

#[test]
fn models_that_are_not_known_here_are_left_out_in_words() {
    let text = write(&results(LIST, &MACHINE)).replace("\"model\":\"threads\"", "\"model\":\"fibers\"");
    let mut state = page();
    open(&mut state, "later.json", &text);
    assert_eq!(state.runs.len(), Model::ALL.len() - 1);
    assert!(notice_text(&state.news).unwrap().contains("fibers"));
}

#[test]
fn a_list_that_is_read_otherwise_by_now_still_shows_its_runs() {
    let mut results = results(LIST, &MACHINE);
    results.program = "task of another time\n  dance 1s\n".to_owned();
    let mut state = page();
    open(&mut state, "old.json", &write(&results));
    let view = state.panel(Model::Async).view.unwrap();
    assert_eq!(view.timeline.output.len(), 2);
    let written = &results.series[1].records[0];
    assert_eq!(view.timeline.spans.len(), written.spans.len());
    let parallelism = written.stats.get("parallelism").and_then(interleave::formats::results::Scalar::as_float);
    assert_eq!(Some(view.figures.parallelism.average), parallelism);
    assert!(!scene(&view.timeline, &Layout::of(&view.lanes, &view.timeline), &state.window()).marks.is_empty());
    assert_eq!(state.panel(Model::Async).notes, [""; 0]);
}
