//! What holds under every model, and what becomes of what goes wrong.

use interleave::app::Next;
use interleave::browser::shared::event_order;
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::program::{Plan, parse};
use interleave::record::{Note, Outcome, Trouble};
use interleave::time::MS;
use interleave::trace::{Span, State, TaskId, Timeline, Trace};
use interleave::wire::order::Fault;
use interleave::words;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::{Bench, COUNT, assert_sound, output};

#[wasm_bindgen_test]
async fn the_tutorials_example_prints_in_the_tutorials_order() {
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, COUNT).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
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
    let before = event_order::so_far();
    let threads = bench.run(Model::Threads, "task t x4\n  print x\n").await;
    let told = threads.record.trace.event_count() as u32;
    assert_eq!(event_order::so_far(), before + told, "the page counts in one row with its threads");
    let processes = bench.run(Model::Processes, "task p x4\n  print x\n").await;
    assert_eq!(processes.record.trace.event_count() as u32, told);
    assert_eq!(event_order::so_far(), before + told, "the page sees nothing of its processes");
}

#[wasm_bindgen_test]
async fn computing_holds_the_loop_and_not_the_threads() {
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, "task c x2\n  cpu 60ms\n").await;
        assert_eq!(run.record.outcome, Outcome::Done);
        assert_sound(&run);
        let figures = &run.view.figures;
        let peak = figures.parallelism.peak + figures.oversubscription_peak;
        let one_at_a_time = matches!(model, Model::Sequential | Model::Async | Model::Gil);
        let expected = if one_at_a_time { 1..=1 } else { 1..=2 };
        assert!(expected.contains(&peak), "{model:?} had {peak} lanes running at once");
    }
}

#[wasm_bindgen_test]
async fn a_task_that_failed_begins_again_after_pauses_that_double() {
    let text = "task a retry 3 every 10ms\n  print try\n  fail x2 no\n  print done\ntask b retry 1\n  fail never\n";
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, text).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
        assert_sound(&run);
        assert_eq!(output(&run), ["try", "try", "try", "done"], "{model:?}");
        assert_eq!(run.view.failures, [(TaskId(1), "never".to_owned())], "{model:?}");
        let pauses = run.view.timeline.spans.iter().filter(|span| span.task == TaskId(0) && span.step == Some(1));
        let state = if model.has_event_loop() { State::Waiting } else { State::Blocked };
        let pauses: Vec<_> = pauses.collect();
        assert!(pauses.iter().all(|span| span.state == state), "{model:?}");
        let [first, second] = pauses[..] else { panic!("{model:?}: {pauses:?}") };
        assert!(first.length_ns() >= 10 * MS && second.length_ns() >= 20 * MS, "{model:?}");
    }
}

#[wasm_bindgen_test]
async fn native_computing_takes_no_lock() {
    let bench = Bench::new();
    let run = bench.run(Model::Gil, "task n x2\n  native 30ms\n").await;
    assert_sound(&run);
    assert!(run.view.timeline.spans.iter().all(|span| span.state != State::Locked));
    let run = bench.run(Model::Gil, "task n x2\n  native 20ms\n  cpu 200ms\n").await;
    assert_sound(&run);
    let locked = run.view.timeline.spans.iter().find(|span| span.state == State::Locked);
    assert_eq!(locked.and_then(|span| span.step), Some(1), "what comes behind it takes the lock again");
}

#[wasm_bindgen_test]
async fn turns_come_one_after_another_and_copies_have_durations_of_their_own() {
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, "task a x2 times 2\n  print {copy}.{turn}\n  sleep 10ms, 30ms\n").await;
        assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
        assert_sound(&run);
        for (task, line, least_ns) in [(0, "1.", 20 * MS), (1, "2.", 60 * MS)] {
            let printed: Vec<_> = output(&run).into_iter().filter(|text| text.starts_with(line)).collect();
            assert_eq!(printed, [format!("{line}1"), format!("{line}2")], "{model:?}");
            let times = run.view.timeline.tasks[task];
            assert!(times.ended_ns.unwrap() - times.started_ns.unwrap() >= least_ns, "{model:?}");
        }
    }
}

#[wasm_bindgen_test]
async fn arrivals_dependencies_yields_and_failures_are_the_same_everywhere() {
    let text = "task late at 40ms\n  print late\ntask early\n  print early\n  yield\n  fail boom\ntask last after early, late\n  print last\n";
    let bench = Bench::new();
    for model in Model::ALL {
        let run = bench.run(model, text).await;
        assert_eq!(run.record.outcome, Outcome::Done);
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
            let run = bench.hear_events(bench.start(model, text, None), 2).await;
            let run = bench.stop(run).await;
            assert_eq!(run.record.outcome, Outcome::Stopped, "{model:?}");
            assert_sound(&run);
        }
        let run = bench.run(model, COUNT).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?} after a stop: {:?}", run.record.notes);
    }
}

#[wasm_bindgen_test]
async fn a_panic_is_shown_and_named_and_the_next_run_works() {
    let bench = Bench::new();
    for model in Model::ALL {
        let fault = Some(Fault { task: 1, step: 1, is_silent: false });
        let run = bench.finish(Next::Live(bench.start(model, COUNT, fault))).await;
        let named = run.view.failures.iter().any(|(task, message)| *task == TaskId(1) && message.contains("panicked"));
        assert!(named, "{model:?}: {:?} {:?}", run.view.failures, run.record.notes);
        match model {
            // A process dies alone: its memory is its own.
            Model::Processes | Model::ProcessPool => {
                assert_eq!(run.record.outcome, Outcome::Done);
                assert_eq!(output(&run).iter().filter(|line| **line == "Two").count(), 2);
            }
            _ => assert_eq!(run.record.outcome, Outcome::Failed, "{model:?}"),
        }
        let run = bench.run(model, COUNT).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?} after a panic: {:?}", run.record.notes);
        assert_sound(&run);
    }
}

/// In a release nobody who dies says a word: their owners do.
#[wasm_bindgen_test]
async fn a_death_without_a_word_is_told_by_whoever_owns_the_worker_and_the_next_run_works() {
    let bench = Bench::new();
    for model in Model::ALL {
        let fault = Some(Fault { task: 1, step: 1, is_silent: true });
        let run = bench.finish(Next::Live(bench.start(model, COUNT, fault))).await;
        let has_own_memories = matches!(model, Model::Processes | Model::ProcessPool);
        let expected = if has_own_memories { Outcome::Done } else { Outcome::Failed };
        assert_eq!(run.record.outcome, expected, "{model:?}: {:?}", run.record.notes);
        if has_own_memories {
            assert!(run.view.failures.iter().any(|(task, _)| *task == TaskId(1)), "{model:?}: {:?}", run.view.failures);
        } else {
            let is_told = |note: &Note| matches!(note, Note::Trouble(Trouble::Died(_)));
            assert!(run.record.notes.iter().any(is_told), "{model:?}: {:?}", run.record.notes);
        }
        let run = bench.run(model, COUNT).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?} after a death: {:?}", run.record.notes);
        assert_sound(&run);
    }
}

/// The order of what happens, where the list leaves no choice, is the same in virtual time and under the real models.
#[wasm_bindgen_test]
async fn what_happens_happens_in_the_order_that_is_expected() {
    let text = "task turns at 20ms times 2\n  print {turn}\n  sleep 30ms, 1s\n  native 5ms\n\
                task a\n  print a1\n  sleep 150ms\n  print a2\n  yield\n  sleep 20ms\n  print a3\n\
                task b at 40ms\n  block 200ms\n  print b1\n  fail over\n\
                task c after a, b\n  cpu 10ms\n  print c1\n\
                task d after c\n  sleep 20ms\n  print d1\n";
    let bench = Bench::new();
    let plan = Plan::of(&parse(text).program);
    let machine = Machine { cores: 2, process_start_ns: MS, thread_start_ns: MS };
    for model in Model::ALL {
        let run = bench.run(model, text).await;
        let expected = order(&simulate_with(&plan, model, &bench.options, &machine));
        assert_eq!(order(&run.record.trace), expected, "{model:?}");
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

/// Tasks of every model wait for each other, and where nothing can go on the run ends by itself.
#[wasm_bindgen_test]
async fn tasks_wait_for_what_others_hold_and_get_stuck_where_nobody_can_give_it() {
    let bench = Bench::new();
    let limited = "limit db 2\ntask t x4\n  lock db\n  sleep 50ms\n  unlock db\n";
    let crossed = "task one\n  lock a\n  sleep 50ms\n  lock b\ntask two\n  lock b\n  sleep 50ms\n  lock a\n";
    for model in Model::ALL {
        let run = bench.run(model, limited).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?}: {:?}", run.record.notes);
        assert_sound(&run);
        let least_ns = if model == Model::Sequential { 200 * MS } else { 100 * MS };
        assert!(run.view.timeline.makespan_ns >= least_ns, "{model:?}");
        assert!(run.record.trace.changes().iter().all(|change| (0..=2).contains(&change.after)), "{model:?}");

        let run = bench.run(model, crossed).await;
        assert_sound(&run);
        if model == Model::Sequential {
            assert_eq!(run.record.outcome, Outcome::Done);
            continue;
        }
        assert_eq!(run.record.outcome, Outcome::Stuck, "{model:?}: {:?}", run.record.notes);
        let said: String = run.record.notes.iter().map(words::note).collect();
        assert!(said.contains("one waits for b, which two holds, and two waits for a, which one holds"), "{said}");
    }
}

/// What is spawned runs as its model has it, and a pool whose slots all join what queues for them says so.
#[wasm_bindgen_test]
async fn tasks_spawn_others_and_join_them_and_a_pool_may_wait_for_itself() {
    let bench = Bench::new();
    let family = "task parent\n  print before\n  spawn child\n  spawn child\n  join\n  print after\n\
                  task child spawned\n  sleep 60ms, 120ms\n  print child\n";
    let crowd = "task parent x3\n  spawn child\n  join\ntask child spawned\n  print child\n";
    let plan = Plan::of(&parse(family).program);
    let machine = Machine { cores: 2, process_start_ns: MS, thread_start_ns: MS };
    for model in Model::ALL {
        let run = bench.run(model, family).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?}: {:?}", run.record.notes);
        assert_sound(&run);
        assert_eq!(output(&run), ["before", "child", "child", "after"], "{model:?}");
        let expected = order(&simulate_with(&plan, model, &bench.options, &machine));
        // Who comes back from a wait may find the lock taken for a moment: when, is the machine's affair.
        let all_but_locked = |states: Vec<Vec<Stop>>| -> Vec<Vec<Stop>> {
            let of_task = |stops: Vec<Stop>| stops.into_iter().filter(|(state, _)| *state != State::Locked).collect();
            states.into_iter().map(of_task).collect()
        };
        assert_eq!(all_but_locked(order(&run.record.trace).0), all_but_locked(expected.0), "{model:?}");

        let run = bench.run(model, crowd).await;
        assert_sound(&run);
        if matches!(model, Model::Pool | Model::ProcessPool) {
            assert_eq!(run.record.outcome, Outcome::Stuck, "{model:?}: {:?}", run.record.notes);
            let said: String = run.record.notes.iter().map(words::note).collect();
            assert!(said.contains("all 3 slots wait for tasks that stand in their queue"), "{said}");
        } else {
            assert_eq!(run.record.outcome, Outcome::Done, "{model:?}: {:?}", run.record.notes);
        }
    }
    let many = "task parent times 5001\n  spawn a\n  spawn a\ntask a spawned\n  yield\n";
    for model in [Model::Sequential, Model::Async, Model::Pool] {
        let run = bench.run(model, many).await;
        assert_eq!(run.record.outcome, Outcome::Failed, "{model:?}: {:?}", run.record.notes);
        assert!(run.record.notes.contains(&Note::TooManySpawned), "{model:?}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_script_that_does_not_load_is_told() {
    let bench = Bench::with_script("static/no-such-worker.js");
    for model in [Model::Sequential, Model::Threads] {
        let run = bench.finish(Next::Live(bench.start(model, COUNT, None))).await;
        assert_eq!(run.record.outcome, Outcome::Failed);
        // The test runner loads worker scripts in a way of its own; tests/page has the exact words.
        assert!(run.record.notes.iter().any(|note| words::note(note).contains("worker")), "{:?}", run.record.notes);
    }
}

#[wasm_bindgen_test]
async fn two_hundred_processes_leave_no_worker_behind() {
    let bench = Bench::new();
    for _ in 0..5 {
        let run = bench.run(Model::Processes, "task p x40 every 5ms\n  print x\n").await;
        assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
    }
    assert_eq!(bench.supervisor.worker_count(), 1, "only the host is left");
}

#[wasm_bindgen_test]
async fn lines_stand_in_the_order_in_which_they_were_printed() {
    // All of it takes less than a step of the clock, and who is first in the list prints last.
    let text = "task first\n  yield\n  print 1\ntask second\n  print 2\ntask third after first\n  print 3\n";
    let bench = Bench::new();
    for model in [Model::Async, Model::Offload] {
        let run = bench.run(model, text).await;
        assert_sound(&run);
        assert_eq!(output(&run), ["2", "1", "3"], "{model:?}");
    }
    // What comes after something is printed after it, whatever memory it is in.
    for model in Model::ALL {
        let run = bench.run(model, "task last after early\n  print 2\ntask early\n  print 1\n").await;
        assert_eq!(output(&run), ["1", "2"], "{model:?}");
    }
}
