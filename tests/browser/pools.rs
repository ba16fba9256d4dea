//! Locks, pools and loops, and numbers that tasks share.

use interleave::app::Next;
use interleave::engine::Model;
use interleave::record::Outcome;
use interleave::time::MS;
use interleave::trace::State;
use interleave::wire::order::Fault;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::{Bench, COUNT, assert_sound, output};

#[wasm_bindgen_test]
async fn the_lock_goes_round_and_nobody_computes_without_it() {
    let bench = Bench::new();
    let run = bench.run(Model::Gil, "task c x3\n  cpu 300ms\n  sleep 5ms\n  print x\n").await;
    assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
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
    let fault = Some(Fault { task: 0, step: 1, is_silent: false });
    let run = bench
        .finish(Next::Live(bench.start(
            Model::Gil,
            "task holder\n  cpu 20ms\n  print x\ntask other x2\n  cpu 10s\n",
            fault,
        )))
        .await;
    assert_eq!(run.record.outcome, Outcome::Failed, "{:?}", run.record.notes);
    assert_sound(&run);
    let run = bench.run(Model::Gil, COUNT).await;
    assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
}

#[wasm_bindgen_test]
async fn a_pool_takes_one_task_after_another_on_as_many_slots_as_it_has() {
    let bench = Bench::new();
    for model in [Model::Pool, Model::ProcessPool, Model::Offload] {
        let run = bench.run(model, "task b x9\n  block 20ms\n  print x\n").await;
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?} {:?}", run.record.notes);
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
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?} {:?}", run.record.notes);
        assert_sound(&run);
        assert_eq!(output(&run).len(), 10_000);
    }
}

/// What a worker is handed ahead never stands behind a task that may wait for it.
#[wasm_bindgen_test]
async fn short_tasks_are_not_kept_behind_one_that_waits() {
    let text = "task warm x2\n  sleep 10ms\ntask waits at 400ms\n  receive q\n  print got\n\
                task short x60 at 500ms\n  yield\ntask last after short\n  send q\n";
    let mut bench = Bench::new();
    bench.options.set_size(Model::ProcessPool, 2);
    let run = bench.run(Model::ProcessPool, text).await;
    assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
    assert_sound(&run);
    assert_eq!(output(&run), ["got"]);
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
    assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
    assert_sound(&run);
    assert_eq!(output(&run), ["One", "One", "One", "Two", "Two", "Two"]);
    let run = bench.run(Model::Async, "task hold\n  block 100ms\ntask late\n  sleep 10ms\n").await;
    assert!(run.view.figures.loop_lag_ns >= Some(100 * MS));
    let run = bench.hear_events(bench.start(Model::Async, "task long\n  sleep 60s\n", None), 2).await;
    let run = bench.stop(run).await;
    assert_eq!(run.record.outcome, Outcome::Stopped);
    assert_eq!(bench.run(Model::Async, COUNT).await.record.outcome, Outcome::Done);
}

#[wasm_bindgen_test]
async fn who_finds_the_queue_of_a_pool_full_is_rejected() {
    let text = "slots 2 room 1\ntask a x6\n  block 150ms\ntask late at 600ms\n  print late\n";
    let mut bench = Bench::new();
    for model in [Model::Pool, Model::ProcessPool, Model::Offload] {
        bench.options.set_size(model, 2);
        let run = bench.run(model, text).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{:?}", run.record.notes);
        assert_sound(&run);
        let rejected: Vec<u32> = run.view.failures.iter().map(|(task, _)| task.0).collect();
        assert_eq!(rejected, [3, 4, 5], "{model:?}");
        assert!(run.view.failures.iter().all(|(_, message)| message == "rejected: the queue is full"));
        assert_eq!(output(&run), ["late"], "{model:?}: there is room again");
    }
}

#[wasm_bindgen_test]
async fn higher_priorities_go_first_where_tasks_queue_for_a_worker() {
    let text = "slots 1\ntask first\n  block 120ms\n  print first\ntask low x2 at 20ms\n  block 10ms\n  print low\n\
                task high priority 3 at 40ms\n  block 10ms\n  print high\n";
    let mut bench = Bench::new();
    for model in [Model::Sequential, Model::Pool, Model::ProcessPool, Model::Offload] {
        bench.options.set_size(model, 1);
        let run = bench.run(model, text).await;
        assert_sound(&run);
        assert_eq!(output(&run), ["first", "high", "low", "low"], "{model:?}");
    }
}

/// What tasks share is in one memory, or in one for each process, and what is lost in it is counted to the last addition.
#[wasm_bindgen_test]
async fn tasks_share_numbers_and_lose_what_others_overwrite() {
    let bench = Bench::new();
    // So long that no machine gets through it before the others begin, and the GIL changes hands many times meanwhile.
    let raced = "share k everywhere\ntask t x4 times 600\n  load n\n  cpu 0.05ms\n  store n +1\n  add m 1\n\
                 task u x2 times 5\n  add k 2\n  print {k}\n";
    for model in Model::ALL {
        let run = bench.run(model, raced).await;
        assert_eq!(run.record.outcome, Outcome::Done, "{model:?}: {:?}", run.record.notes);
        assert_sound(&run);
        let own = |name: &str| {
            run.view.shares.iter().find(|share| &*share.name == name && share.copy.is_none()).cloned().unwrap()
        };
        let (n, m, k) = (own("n"), own("m"), own("k"));
        assert_eq!((k.value, k.left, k.additions), (20, 10, 10), "{model:?}");
        let apart = model.has_own_memories();
        assert_eq!(m.value, if apart { 0 } else { 2400 }, "{model:?}");
        assert_eq!(n.value.cast_unsigned(), n.left as u64, "{model:?}: {n:?}");
        assert_eq!(n.left + n.overwritten(), if apart { 0 } else { 2400 }, "{model:?}");
        match model {
            Model::Sequential | Model::Async => assert_eq!(n.value, 2400, "{model:?}"),
            Model::Threads => assert!(n.value < 2400, "{n:?}"),
            // Where the machine was busy when it was asked how fast it is, all is computed before the lock has gone round.
            Model::Gil => assert!(n.value < 2400 || run.view.figures.makespan_ns < 60 * MS, "{n:?}"),
            _ => {}
        }
        let copies: usize =
            run.view.shares.iter().filter(|share| share.copy.is_some()).map(|share| share.additions).sum();
        assert_eq!(copies, if apart { 4800 } else { 0 }, "{model:?}");
        let printed: Vec<i64> = run.view.timeline.output.iter().map(|line| line.text.parse().unwrap()).collect();
        assert_eq!((printed.len(), printed.iter().max()), (10, Some(&20)), "{model:?}: {printed:?}");
    }
}
