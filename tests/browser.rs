//! Every model run for real, in a real browser: what is shared is shared, what is apart is apart, and what goes wrong
//! is told. Started by `wasm-pack test --headless --chrome` (or `--firefox`).
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::Ordering;

use futures_channel::mpsc;
use futures_util::future::{Either, select};
use futures_util::stream::StreamExt;
use gloo_timers::future::TimeoutFuture;
use interleave::app::{Assignment, Environment, Phase, Run, Told};
use interleave::browser::conductor::Conductor;
use interleave::browser::environment::environment;
use interleave::browser::memory::TASKS_IN_MEMORY;
use interleave::browser::page;
use interleave::codec::message::Fault;
use interleave::engine::simulate::{Machine, simulate_with};
use interleave::engine::{Calibration, Model, Options};
use interleave::program::{Plan, parse};
use interleave::time::MS;
use interleave::trace::{LaneId, Span, State, TaskId, Timeline, Trace};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const COUNT: &str = "task count x3\n  print One\n  sleep 150ms\n  print Two\n";
/// Nothing here takes longer, but for a machine that stands still.
const PATIENCE_MS: u32 = 15_000;

struct Bench {
    conductor: Conductor,
    told: RefCell<mpsc::UnboundedReceiver<Told>>,
    environment: Environment,
    calibration: Calibration,
    options: Options,
    next: RefCell<u32>,
    last: Cell<Option<Model>>,
}

impl Bench {
    fn new() -> Self {
        Self::with_script("static/worker.js")
    }

    fn with_script(script: &str) -> Self {
        let (tell, told) = mpsc::unbounded();
        let conductor = Conductor::new(address(script), move |what| {
            let _ = tell.unbounded_send(what);
        });
        let calibration = Calibration { iterations_per_second: 400_000_000 };
        let told = RefCell::new(told);
        let options = Options { pool: 3, process_pool: 3, offload: 2, page_loop: false };
        Self {
            conductor,
            told,
            environment: environment(),
            calibration,
            options,
            next: RefCell::new(1),
            last: Cell::new(None),
        }
    }

    fn start(&self, model: Model, text: &str, fault: Option<Fault>) -> Run {
        self.last.set(Some(model));
        let parsed = parse(text);
        assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
        let plan = Plan::of(&parsed.program);
        let number = self.next.replace_with(|number| *number + 1);
        let run = Run::new(number, model, self.options, text.into(), &plan, &self.environment);
        let plan = Rc::new(plan);
        let (calibration, options) = (self.calibration, self.options);
        let started = self.conductor.run(Assignment { run: number, model, options, plan, calibration, fault });
        assert_eq!(started, Ok(()));
        run
    }

    #[allow(clippy::await_holding_refcell_ref, reason = "each bench has one reader")]
    #[allow(clippy::await_holding_refcell_ref, reason = "each bench has one reader")]
    async fn told_within(&self, limit_ms: u32) -> Option<Told> {
        let mut told = self.told.borrow_mut();
        match select(told.next(), TimeoutFuture::new(limit_ms)).await {
            Either::Left((told, _)) => told,
            Either::Right(_) => None,
        }
    }

    async fn next_told(&self) -> Told {
        let told = self.told_within(PATIENCE_MS).await;
        told.unwrap_or_else(|| {
            panic!("nothing was told for {PATIENCE_MS} ms; the last run was of {:?}", self.last.get())
        })
    }

    async fn finish(&self, run: &mut Run) {
        let mut last_told_ms = page::moment().clock_ms;
        while run.phase.is_live() {
            if let Some(told) = self.told_within(20).await {
                run.hear(told, page::moment());
                last_told_ms = page::moment().clock_ms;
            }
            // As the page does.
            run.frame(page::moment());
            let silent_ms = page::moment().clock_ms - last_told_ms;
            assert!(silent_ms < f64::from(PATIENCE_MS), "silence; the last run was of {:?}", self.last.get());
        }
    }

    async fn run(&self, model: Model, text: &str) -> Run {
        let mut run = self.start(model, text, None);
        self.finish(&mut run).await;
        run
    }
}

fn address(script: &str) -> String {
    let base = page::document().base_uri().ok().flatten().unwrap_or_default();
    web_sys::Url::new_with_base(script, &base).unwrap().href()
}

fn output(run: &Run) -> Vec<&str> {
    run.view.timeline.output.iter().map(|line| &*line.text).collect()
}

/// What holds of every finished run, whatever happened in it.
fn assert_sound(run: &Run) {
    assert_eq!(run.trace.breaches(), [], "{:?}", run.model);
    let timeline = &run.view.timeline;
    for (task, times) in timeline.tasks.iter().enumerate() {
        let Some(arrived_ns) = times.arrived_ns else { continue };
        let mut at_ns = arrived_ns;
        for span in timeline.spans.iter().filter(|span| span.task == TaskId(task as u32)) {
            assert_eq!(span.start_ns, at_ns, "a task's spans follow one another");
            at_ns = span.end_ns;
        }
        assert_eq!(Some(at_ns), times.ended_ns, "a task's spans reach from arrival to end");
    }
    for lane in 0..run.view.lanes.len() as u32 {
        let spans = timeline.lane(LaneId(lane));
        assert!(
            spans.windows(2).all(|pair| pair[0].end_ns <= pair[1].start_ns),
            "lane {lane} of {:?} overlaps",
            run.model
        );
    }
}

#[wasm_bindgen_test]
async fn the_tutorials_example_prints_in_the_tutorials_order() {
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, COUNT).await;
        assert_eq!(run.phase, Phase::Done, "{:?}", run.notes);
        assert_sound(&run);
        let expected = match model {
            Model::Sequential => ["One", "Two", "One", "Two", "One", "Two"],
            _ => ["One", "One", "One", "Two", "Two", "Two"],
        };
        assert_eq!(output(&run), expected, "{model:?}");
        let least_ns = if model == Model::Sequential { 450 * MS } else { 150 * MS };
        assert!(run.view.timeline.makespan_ns >= least_ns, "a sleep of {model:?} was too short");
        let lanes = if matches!(model, Model::Sequential | Model::Async) { 1 } else { 3 };
        assert_eq!(run.view.lanes.len(), lanes);
    }
}

#[wasm_bindgen_test]
async fn waits_are_awaited_by_the_loop_and_hold_a_thread_elsewhere() {
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, "task a\n  sleep 20ms\n  block 20ms\n").await;
        let states: Vec<State> =
            run.view.timeline.spans.iter().filter(|span| span.step.is_some()).map(|span| span.state).collect();
        let expected = match model {
            Model::Async => vec![State::Waiting, State::Blocked],
            Model::Offload => vec![State::Waiting, State::Queued, State::Blocked, State::Queued],
            _ => vec![State::Blocked, State::Blocked],
        };
        assert_eq!(states, expected, "{model:?}");
        let started = run.view.timeline.spans.iter().any(|span| span.state == State::Starting);
        assert_eq!(started, model.has_worker_per_task() || model == Model::ProcessPool, "{model:?}");
    }
}

#[wasm_bindgen_test]
async fn threads_share_one_memory_and_processes_share_none() {
    let bench = Bench::new();
    let before = TASKS_IN_MEMORY.load(Ordering::SeqCst);
    let threads = bench.run(Model::Threads, "task t x4\n  print x\n").await;
    assert_eq!(TASKS_IN_MEMORY.load(Ordering::SeqCst), before + 4, "the page sees what its threads did");
    assert_eq!(threads.tasks_in_memory, [before + 4], "and they see one another");
    let processes = bench.run(Model::Processes, "task p x4\n  print x\n").await;
    assert_eq!(TASKS_IN_MEMORY.load(Ordering::SeqCst), before + 4, "the page sees nothing of its processes");
    assert_eq!(processes.tasks_in_memory, [1, 1, 1, 1], "and each sees only itself");
}

#[wasm_bindgen_test]
async fn computing_holds_the_loop_and_not_the_threads() {
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, "task c x2\n  cpu 60ms\n").await;
        assert_eq!(run.phase, Phase::Done);
        assert_sound(&run);
        let peak = run.view.figures.parallelism.peak;
        let one_at_a_time = matches!(model, Model::Sequential | Model::Async | Model::Gil);
        let expected = if one_at_a_time { 1..=1 } else { 1..=2 };
        assert!(expected.contains(&peak), "{model:?} had {peak} lanes running at once");
    }
}

#[wasm_bindgen_test]
async fn arrivals_dependencies_yields_and_failures_are_the_same_everywhere() {
    let text = "task late at 40ms\n  print late\ntask early\n  print early\n  yield\n  fail boom\ntask last after early, late\n  print last\n";
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, text).await;
        assert_eq!(run.phase, Phase::Done);
        assert_sound(&run);
        assert_eq!(output(&run), ["early", "late", "last"], "{model:?}");
        assert_eq!(run.view.failures, [(TaskId(1), "boom".to_owned())], "{model:?}");
        let tasks = &run.view.timeline.tasks;
        assert_eq!(tasks[0].arrived_ns, Some(40 * MS), "arrivals are nominal");
        assert_eq!(tasks[2].arrived_ns, tasks[0].ended_ns.max(tasks[1].ended_ns), "{model:?}");
    }
}

#[wasm_bindgen_test]
async fn a_thousand_tasks_wait_together_on_one_loop() {
    let bench = Bench::new();
    let run = bench.run(Model::Async, "task t x1000\n  sleep 100ms\n").await;
    assert_sound(&run);
    assert_eq!(run.view.figures.concurrency.peak, 1000);
}

#[wasm_bindgen_test]
async fn every_run_can_be_stopped_and_the_next_one_works() {
    let bench = Bench::new();
    for model in Model::ALL {
        for text in
            ["task a x2\n  cpu 60s\n", "task a x2\n  sleep 60s\n", "task a\n  block 60s\ntask b after a\n  yield\n"]
        {
            let mut run = bench.start(model, text, None);
            while run.trace.event_count() < 2 {
                run.hear(bench.next_told().await, page::moment());
            }
            let at_once = bench.conductor.stop();
            run.stop(at_once, page::moment());
            bench.finish(&mut run).await;
            assert_eq!(run.phase, Phase::Stopped, "{model:?}");
            assert_sound(&run);
        }
        let run = bench.run(model, COUNT).await;
        assert_eq!(run.phase, Phase::Done, "{model:?} after a stop: {:?}", run.notes);
    }
}

#[wasm_bindgen_test]
async fn a_panic_is_shown_and_named_and_the_next_run_works() {
    let bench = Bench::new();
    for model in Model::ALL {
        let fault = Some(Fault { task: 1, step: 1 });
        let mut run = bench.start(model, COUNT, fault);
        bench.finish(&mut run).await;
        let named = run.view.failures.iter().any(|(task, message)| *task == TaskId(1) && message.contains("panicked"));
        assert!(named, "{model:?}: {:?} {:?}", run.view.failures, run.notes);
        match model {
            // A process dies alone: its memory is its own.
            Model::Processes | Model::ProcessPool => {
                assert_eq!(run.phase, Phase::Done);
                assert_eq!(output(&run).iter().filter(|line| **line == "Two").count(), 2);
            }
            _ => assert_eq!(run.phase, Phase::Failed, "{model:?}"),
        }
        let run = bench.run(model, COUNT).await;
        assert_eq!(run.phase, Phase::Done, "{model:?} after a panic: {:?}", run.notes);
        assert_sound(&run);
    }
}

#[wasm_bindgen_test]
async fn the_lock_goes_round_and_nobody_computes_without_it() {
    let bench = Bench::new();
    let run = bench.run(Model::Gil, "task c x3\n  cpu 300ms\n  sleep 5ms\n  print x\n").await;
    assert_eq!(run.phase, Phase::Done, "{:?}", run.notes);
    assert_sound(&run);
    let mut running: Vec<_> =
        run.view.timeline.spans.iter().filter(|span| span.state == State::Running && span.length_ns() > 0).collect();
    running.sort_by_key(|span| span.start_ns);
    // Clocks of two workers differ by a step or two.
    let slack_ns = 4 * run.view.resolution_ns;
    for pair in running.windows(2) {
        assert!(pair[0].end_ns <= pair[1].start_ns + slack_ns, "{pair:?} overlap");
    }
    let changes = running.windows(2).filter(|pair| pair[0].task != pair[1].task).count();
    assert!(changes >= 5, "the lock changed hands {changes} times");
    assert!(run.view.figures.lock_wait_ns > 0);
}

#[wasm_bindgen_test]
async fn a_panic_under_the_lock_ends_the_run_and_the_next_one_works() {
    let bench = Bench::new();
    let fault = Some(Fault { task: 0, step: 1 });
    let mut run = bench.start(Model::Gil, "task holder\n  cpu 20ms\n  print x\ntask other x2\n  cpu 10s\n", fault);
    bench.finish(&mut run).await;
    assert_eq!(run.phase, Phase::Failed, "{:?}", run.notes);
    assert_sound(&run);
    let run = bench.run(Model::Gil, COUNT).await;
    assert_eq!(run.phase, Phase::Done, "{:?}", run.notes);
}

#[wasm_bindgen_test]
async fn a_pool_takes_one_task_after_another_on_as_many_slots_as_it_has() {
    let bench = Bench::new();
    for model in [Model::Pool, Model::ProcessPool, Model::Offload] {
        let run = bench.run(model, "task b x9\n  block 20ms\n  print x\n").await;
        assert_eq!(run.phase, Phase::Done, "{model:?} {:?}", run.notes);
        assert_sound(&run);
        let size = bench.options.size(model).unwrap();
        let blocked = run.view.timeline.spans.iter().filter(|span| span.state == State::Blocked);
        let mut lanes: Vec<_> = blocked.filter_map(|span| span.lane).collect();
        lanes.sort_unstable();
        lanes.dedup();
        assert_eq!(lanes.len(), size, "{model:?} used these lanes: {lanes:?}");
        let least_ns = 9_u64.div_ceil(size as u64) * 20 * MS;
        assert!(run.view.timeline.makespan_ns >= least_ns, "{model:?} ran more than {size} at once");
    }
}

#[wasm_bindgen_test]
async fn ten_thousand_tasks_go_through_a_pool_and_are_all_traced() {
    let bench = Bench::new();
    for model in [Model::Pool, Model::ProcessPool] {
        let run = bench.run(model, "task t x10000\n  print x\n").await;
        assert_eq!(run.phase, Phase::Done, "{model:?} {:?}", run.notes);
        assert_sound(&run);
        assert_eq!(output(&run).len(), 10_000);
    }
}

#[wasm_bindgen_test]
async fn a_loop_with_a_pool_is_free_while_the_pool_works() {
    let bench = Bench::new();
    let run = bench.run(Model::Offload, "task busy x2\n  block 300ms\ntask free\n  sleep 20ms\n  print free\n").await;
    assert_sound(&run);
    let tasks = &run.view.timeline.tasks;
    assert!(tasks[2].ended_ns < tasks[0].ended_ns, "the loop was held");
}

#[wasm_bindgen_test]
async fn the_pages_own_loop_runs_tasks_and_stands_still_while_they_compute() {
    let mut bench = Bench::new();
    bench.options.page_loop = true;
    let run = bench.run(Model::Async, COUNT).await;
    assert_eq!(run.phase, Phase::Done, "{:?}", run.notes);
    assert_sound(&run);
    assert_eq!(output(&run), ["One", "One", "One", "Two", "Two", "Two"]);
    let run = bench.run(Model::Async, "task hold\n  block 100ms\ntask late\n  sleep 10ms\n").await;
    assert!(run.view.figures.loop_lag_ns >= Some(100 * MS));
    let mut run = bench.start(Model::Async, "task long\n  sleep 60s\n", None);
    while run.trace.event_count() < 2 {
        run.hear(bench.next_told().await, page::moment());
    }
    run.stop(bench.conductor.stop(), page::moment());
    assert_eq!(run.phase, Phase::Stopped);
    assert_eq!(bench.run(Model::Async, COUNT).await.phase, Phase::Done);
}

/// The order of what happens, where the list leaves no choice: the simulator's decisions are those of the real models.
#[wasm_bindgen_test]
async fn what_happens_happens_in_the_order_the_simulator_expects() {
    let text = "task a\n  print a1\n  sleep 150ms\n  print a2\n  yield\n  sleep 20ms\n  print a3\n\
                task b at 40ms\n  block 200ms\n  print b1\n  fail over\n\
                task c after a, b\n  cpu 10ms\n  print c1\n\
                task d after c\n  sleep 20ms\n  print d1\n";
    let bench = Bench::new();
    let plan = Plan::of(&parse(text).program);
    let machine = Machine { cores: 2, process_start_ns: MS, thread_start_ns: MS };
    for model in Model::ALL {
        let run = bench.run(model, text).await;
        let expected = order(&simulate_with(&plan, model, &bench.options, &machine));
        assert_eq!(order(&run.trace), expected, "{model:?}");
    }
}

/// What a task went through: a state at a step.
type Stop = (State, Option<u32>);

/// For each task what it went through; and of all tasks, who printed and ended in which order.
fn order(trace: &Trace) -> (Vec<Vec<Stop>>, Vec<u32>) {
    let timeline = Timeline::of(trace, None);
    let tasks = 0..trace.tasks.len() as u32;
    let own = |task: u32| move |span: &&Span| span.task == TaskId(task);
    let states = tasks
        .clone()
        .map(|task| timeline.spans.iter().filter(own(task)).map(|span| (span.state, span.step)).collect())
        .collect();
    let mut ends: Vec<u32> = tasks.collect();
    ends.sort_by_key(|task| timeline.tasks[*task as usize].ended_ns);
    (states, ends)
}

#[wasm_bindgen_test]
async fn a_worker_script_that_does_not_load_is_told() {
    let bench = Bench::with_script("static/no-such-worker.js");
    for model in [Model::Sequential, Model::Threads] {
        let mut run = bench.start(model, COUNT, None);
        bench.finish(&mut run).await;
        assert_eq!(run.phase, Phase::Failed);
        // The test runner loads worker scripts in a way of its own; tests/page has the exact words.
        assert!(run.notes.iter().any(|note| note.contains("worker")), "{:?}", run.notes);
    }
}

#[wasm_bindgen_test]
async fn two_hundred_processes_leave_no_worker_behind() {
    let bench = Bench::new();
    for _ in 0..5 {
        let run = bench.run(Model::Processes, "task p x40 every 5ms\n  print x\n").await;
        assert_eq!(run.phase, Phase::Done, "{:?}", run.notes);
        assert_eq!(run.tasks_in_memory, [1; 40]);
    }
    assert_eq!(bench.conductor.worker_count(), 1, "only the host is left");
}
