//! Virtual time: exact timelines of a few programs.

use std::fmt::Write;
use std::sync::Arc;

use interleave::engine::virtual_time::{
    Interference, Lateness, Machine, Setup, Simulation, simulate, simulate_with, simulate_within,
};
use interleave::engine::{CopySpeed, FileSpeed, Model, Options};
use interleave::program::examples::EXAMPLES;
use interleave::program::{Plan, Retry, Step, TaskDeclaration, parse, program_text};
use interleave::time::{Duration, MS};
use interleave::trace::{End, State, TaskId, Timeline, Trace, What};
use interleave::words;

use crate::arbitrary::{CALM, block, count, cpu, crunch, lasting, mixture, native, plan_of, print, sleep, task};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };
/// How wide a picture is.
const COLUMNS: u64 = 60;

#[test]
fn what_is_performed_part_by_part_is_the_same() {
    for example in EXAMPLES {
        let plan = Arc::new(Plan::of(&parse(example.text).program));
        for model in Model::ALL {
            let setup = Setup {
                options: Options::for_cores(2),
                machine: MACHINE,
                lateness: Lateness::default(),
                interference: Interference::default(),
                copying: CopySpeed::default(),
                files: FileSpeed::default(),
                most_effort: usize::MAX,
            };
            let mut simulation = Simulation::new(plan.clone(), model, &setup);
            let mut parts = 1;
            while simulation.go_on(2) {
                parts += 1;
            }
            let whole = simulate_within(&plan, model, &setup).unwrap();
            // What a standstill has cut short did not end by itself.
            let is_told = |task| whole.events(task).any(|event| matches!(event.what, What::Told(_)));
            let has_ended = |task: &TaskId| whole.end(*task).is_some_and(|end| end != End::Cancelled || is_told(*task));
            let ended = (0..plan.tasks.len() as u32).map(TaskId).filter(has_ended).count();
            assert_eq!(simulation.progress(), (ended, plan.tasks.len()));
            assert!(
                parts > 1 || whole.last_ns() == 0 || ended < plan.tasks.len(),
                "it took no time, or was stuck at once"
            );
            assert_eq!(simulation.over(), Some(whole), "{} {model:?}", example.id);
        }
    }
}

/// A picture of a run, one row for each task.
fn rows(trace: &Trace, timeline: &Timeline, model: Model) -> String {
    let mut text = format!("{}, {}\n", model.name(), Duration(timeline.makespan_ns));
    for (index, task) in trace.tasks.iter().enumerate() {
        let _ = writeln!(text, "{:>11} |{}|", task.name, row(timeline, index));
    }
    text
}

/// A picture of a run, and below it every span, as text.
fn picture(plan: &Plan, model: Model) -> String {
    picture_of(&simulate(plan, model, &MACHINE), model)
}

fn picture_of(trace: &Trace, model: Model) -> String {
    let timeline = Timeline::of(trace, None);
    let mut text = rows(trace, &timeline, model);
    text.push_str("# running  = blocked  - waiting  o starting  . queued\n");
    for (index, task) in trace.tasks.iter().enumerate() {
        let _ = write!(text, "\n{}: ", task.name);
        for span in timeline.spans.iter().filter(|span| span.task.0 as usize == index) {
            let step = span.step.map(|step| format!(" {step}")).unwrap_or_default();
            let lane = span.lane.map(|lane| format!(" on {}", trace.lanes[lane.0 as usize].name)).unwrap_or_default();
            let _ = write!(text, "{} {}{step}{lane}, ", Duration(span.start_ns), span.state.word());
        }
        let times = timeline.tasks[index];
        let message = trace.message(TaskId(index as u32)).map(|message| format!(": {message}")).unwrap_or_default();
        let end = times.end.map_or("never ends", End::word);
        let _ = write!(text, "{} {end}{message}", Duration(times.ended_ns.unwrap_or(0)));
    }
    text.push('\n');
    for line in &timeline.output {
        let _ = write!(text, "\n{} {} > {}", Duration(line.at_ns), trace.tasks[line.task.0 as usize].name, line.text);
    }
    text
}

/// What a task was doing in the middle of each column.
fn row(timeline: &Timeline, task: usize) -> String {
    let at = |column: u64| {
        let at_ns = (2 * column + 1) * timeline.makespan_ns / (2 * COLUMNS);
        let here = timeline
            .spans
            .iter()
            .find(|span| span.task.0 as usize == task && span.start_ns <= at_ns && at_ns < span.end_ns);
        match here.map(|span| span.state) {
            None => ' ',
            Some(State::Queued) => '.',
            Some(State::Starting) => 'o',
            Some(State::Running) => '#',
            Some(State::Waiting) => '-',
            Some(State::Blocked) => '=',
            Some(State::Locked) => 'x',
            Some(State::Copying) => 'c',
        }
    };
    (0..COLUMNS).map(at).collect()
}

#[test]
fn pictures_are_as_they_were() {
    for (name, plan) in [("count", count()), ("mixture", mixture()), ("crunch", crunch())] {
        for model in Model::ALL {
            insta::assert_snapshot!(format!("{name}_{}", model.id()), picture(&plan, model));
        }
    }
}

#[test]
fn the_examples_look_as_they_did() {
    for example in EXAMPLES {
        let plan = Plan::of(&parse(example.text).program);
        let mut text = String::new();
        for model in Model::ALL {
            let Some(refusal) = model.refusal(plan.tasks.len()) else {
                let trace = simulate(&plan, model, &MACHINE);
                text += &rows(&trace, &Timeline::of(&trace, None), model);
                continue;
            };
            let _ = writeln!(text, "{}: {}", model.name(), words::refusal(refusal));
        }
        insta::assert_snapshot!(format!("example_{}", example.id), text);
    }
}

fn ends_ms(plan: &Plan, model: Model, machine: &Machine) -> Vec<u64> {
    let timeline = Timeline::of(&simulate(plan, model, machine), None);
    timeline.tasks.iter().map(|times| times.ended_ns.unwrap_or(0) / MS).collect()
}

#[test]
fn computing_lanes_share_the_cores_equally_and_exactly() {
    let plan = plan_of([30, 60, 60].map(|ms| task("t", vec![cpu(ms)])).into());
    let ends_on = |cores| ends_ms(&plan, Model::Threads, &Machine { cores, ..MACHINE });
    assert_eq!(ends_on(1), [90, 150, 150]);
    assert_eq!(ends_on(2), [45, 75, 75]);
    assert_eq!(ends_on(3), [30, 60, 60]);
    assert_eq!(ends_on(0), ends_on(1));
    let seven = plan_of((0..7).map(|_| task("t", vec![cpu(9)])).collect());
    assert_eq!(ends_ms(&seven, Model::Threads, &Machine { cores: 3, ..MACHINE }), [21; 7]);
}

#[test]
fn shares_of_a_nanosecond_are_not_lost() {
    let mut first = task("first", vec![Step::Cpu(lasting(10).into())]);
    first.copies = Some(2);
    let mut second = first.clone();
    second.at = Some(lasting(1));
    let machine = Machine { cores: 1, ..MACHINE };
    // The second two arrive when the first two have half a nanosecond of their work behind them.
    let timeline = Timeline::of(&simulate(&plan_of(vec![first, second]), Model::Threads, &machine), None);
    let ends_ns: Vec<_> = timeline.tasks.iter().map(|times| times.ended_ns).collect();
    assert_eq!(ends_ns, [39, 39, 40, 40].map(Some));
}

#[test]
fn waiting_lanes_take_no_core() {
    let plan = plan_of(vec![task("a", vec![cpu(50)]), task("b", vec![block(50)]), task("c", vec![sleep(50)])]);
    assert_eq!(ends_ms(&plan, Model::Threads, &Machine { cores: 1, ..MACHINE }), [50; 3]);
}

#[test]
fn the_first_in_the_list_that_has_arrived_runs_next() {
    let mut first = task("first", vec![block(10)]);
    first.at = Some(lasting(5 * MS));
    let mut idle = task("idle", vec![print("idle")]);
    idle.at = Some(lasting(100 * MS));
    let plan = plan_of(vec![first, task("second", vec![block(20)]), task("third", vec![block(20)]), idle]);
    assert_eq!(ends_ms(&plan, Model::Sequential, &MACHINE), [30, 20, 50, 100]);
}

#[test]
fn who_gives_way_goes_behind_timers_that_are_due_and_tasks_that_arrive() {
    // Due long before, and due at this very instant.
    for due_ms in [10, 20] {
        let yielding = task("yielding", vec![cpu(20), Step::Yield, cpu(20)]);
        let mut arriving = task("arriving", vec![cpu(1)]);
        arriving.at = Some(lasting(due_ms * MS));
        let plan = plan_of(vec![task("sleeping", vec![sleep(due_ms), cpu(5)]), yielding, arriving]);
        assert_eq!(ends_ms(&plan, Model::Async, &MACHINE), [26, 46, 21]);
    }
}

#[test]
fn timers_go_off_by_due_time_then_in_the_order_they_were_set() {
    // All are due before the loop is free again at 50 ms.
    let timers = [30, 20, 30, 50].map(|ms| task("t", vec![sleep(ms), cpu(1)]));
    let plan = plan_of(timers.into_iter().chain([task("hold", vec![block(50)])]).collect());
    assert_eq!(ends_ms(&plan, Model::Async, &MACHINE), [52, 51, 53, 54, 50]);
}

#[test]
fn starting_takes_what_the_machine_says_and_nothing_where_it_says_nothing() {
    let plan = plan_of(vec![task("t", vec![sleep(10)])]);
    let machine = Machine { cores: 2, process_start_ns: 100 * MS, thread_start_ns: 7 * MS };
    assert_eq!(ends_ms(&plan, Model::Processes, &machine), [110]);
    let four = plan_of((0..4).map(|_| task("t", vec![sleep(10)])).collect());
    assert_eq!(ends_ms(&four, Model::Processes, &machine), [245; 4], "they wait together, and compute in turn");
    assert_eq!(ends_ms(&plan, Model::Threads, &machine), [17]);
    let machine = Machine { cores: 1, process_start_ns: 0, thread_start_ns: 0 };
    for model in [Model::Processes, Model::Threads] {
        let timeline = Timeline::of(&simulate(&plan, model, &machine), None);
        assert!(timeline.spans.iter().all(|span| span.state != State::Starting));
    }
}

#[test]
fn a_task_may_give_way_before_anything_else_or_do_nothing_at_all() {
    let plan = plan_of(vec![task("gives", vec![Step::Yield, Step::Yield]), task("nothing", Vec::new())]);
    for model in Model::ALL {
        let trace = simulate(&plan, model, &MACHINE);
        assert_eq!(trace.breaches(), []);
        assert!(trace.is_complete());
    }
}

#[test]
fn the_lock_goes_round_every_five_milliseconds() {
    let mut crunch = task("crunch", vec![cpu(18), print("done"), sleep(5), cpu(4)]);
    crunch.copies = Some(2);
    insta::assert_snapshot!(picture(
        &plan_of(vec![crunch, task("other", vec![sleep(3), print("in between")])]),
        Model::Gil
    ));
}

#[test]
fn pools_take_the_next_task_and_a_loop_stays_free_while_its_pool_works() {
    let options =
        Options { pool: 2, process_pool: 2, offload: 2, page_loop: false, behind: interleave::engine::Behind::Threads };
    let plan = plan_of(vec![
        TaskDeclaration { copies: Some(3), ..task("block", vec![block(100), print("unblocked")]) },
        task("cpu", vec![sleep(10), cpu(50), print("computed")]),
        task("wait", vec![sleep(20), print("on time")]),
    ]);
    let mut text = String::new();
    for model in [Model::Pool, Model::ProcessPool, Model::Offload] {
        text += &picture_of(&simulate_with(&plan, model, &options, &MACHINE), model);
        text += "\n\n";
    }
    insta::assert_snapshot!(text);
}

#[test]
fn groups_that_wait_for_each_other_never_arrive() {
    let mut plan = plan_of(vec![task("a", Vec::new()), task("b", Vec::new())]);
    plan.tasks[0].after = vec![1];
    plan.tasks[1].after = vec![0];
    assert_eq!(simulate(&plan, Model::Async, &MACHINE).event_count(), 0);
}

#[test]
fn native_computing_needs_no_lock() {
    let plan = plan_of(vec![task("native", vec![native(100)]), task("cpu", vec![cpu(100)])]);
    for (model, makespan_ms) in [(Model::Gil, 100), (Model::Threads, 100), (Model::Async, 200), (Model::Offload, 100)] {
        let timeline = Timeline::of(&simulate(&plan, model, &CALM), None);
        assert_eq!(timeline.makespan_ns, makespan_ms * MS, "{model:?}");
        assert!(timeline.spans.iter().all(|span| span.state != State::Locked), "{model:?}");
    }
    // What comes behind it takes the lock again.
    let both = |name| task(name, vec![native(50), cpu(50)]);
    let timeline = Timeline::of(&simulate(&plan_of(vec![both("a"), both("b")]), Model::Gil, &CALM), None);
    assert_eq!(timeline.makespan_ns, 150 * MS);
}

#[test]
fn a_task_does_its_steps_turn_by_turn() {
    let mut looping = task("a", vec![print("{turn} after {elapsed}"), sleep(100)]);
    looping.how.times = Some(interleave::program::Times::Count(3));
    let plan = plan_of(vec![looping]);
    for model in Model::ALL {
        let timeline = Timeline::of(&simulate(&plan, model, &CALM), None);
        let lines: Vec<&str> = timeline.output.iter().map(|line| &*line.text).collect();
        assert_eq!(lines, ["1 after 0 µs", "2 after 100 ms", "3 after 200 ms"], "{model:?}");
        assert_eq!(timeline.makespan_ns, 300 * MS);
    }
}

#[test]
fn a_task_begins_again_after_pauses_that_double() {
    let mut flaky = task("flaky", vec![sleep(10), Step::Fail(Some(3), "no".into()), print("{elapsed}")]);
    flaky.how.retry = Some(Retry { times: 5, every: Some(lasting(100 * MS)) });
    let plan = plan_of(vec![flaky]);
    for model in Model::ALL {
        let trace = simulate(&plan, model, &CALM);
        let timeline = Timeline::of(&trace, None);
        let pauses: Vec<_> = timeline.spans.iter().filter(|span| span.step == Some(1)).collect();
        let state = if model.has_event_loop() { State::Waiting } else { State::Blocked };
        assert!(pauses.iter().all(|span| span.state == state), "{model:?}");
        let pauses: Vec<u64> = pauses.iter().map(|span| span.length_ns() / MS).collect();
        assert_eq!(pauses, [100, 200, 400], "{model:?}");
        let lines: Vec<&str> = timeline.output.iter().map(|line| &*line.text).collect();
        assert_eq!(lines, ["740 ms"], "{model:?}");
        assert_eq!(trace.end(TaskId(0)), Some(End::Done));
    }
    let mut hopeless = task("hopeless", vec![cpu(10), Step::Fail(None, "never".into()), print("unheard")]);
    hopeless.how.retry = Some(Retry { times: 2, every: None });
    let trace = simulate(&plan_of(vec![hopeless]), Model::Gil, &CALM);
    assert_eq!((trace.end(TaskId(0)), trace.message(TaskId(0)).as_deref()), (Some(End::Failed), Some("never")));
    assert_eq!(Timeline::of(&trace, None).makespan_ns, 30 * MS);
}

#[test]
fn jitter_is_drawn_anew_for_each_pause_and_copy() {
    let text = "task a x2 retry 3 every 10ms..20ms\n  fail no\n";
    let parsed = parse(text);
    assert_eq!((&*parsed.diagnostics, program_text(&parsed.program)), (&[][..], text.to_owned()));
    let plan = Plan::of(&parsed.program);
    let pauses: Vec<Vec<u64>> = plan.tasks.iter().map(|task| task.how.pauses_ns.clone()).collect();
    assert!(pauses[0] != pauses[1]);
    for (number, ns) in pauses.iter().flat_map(|pauses| (0..).zip(pauses)) {
        assert!((((10 * MS) << number)..=((20 * MS) << number)).contains(ns));
    }
    assert!(pauses[0][1] != 2 * pauses[0][0], "one draw for two pauses");
}
