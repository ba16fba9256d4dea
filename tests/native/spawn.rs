//! Tasks that spawn others and wait for them, in virtual time: what becomes of a spawn under every model.

use std::fmt::Write;

use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup, foresee};
use interleave::engine::{CopySpeed, FileSpeed, Halt, Model, Options};
use interleave::program::{Limits, Named, Plan, Severity, format, named_at, offers, parse, renamed};
use interleave::record::Standstill;
use interleave::stats::Why;
use interleave::stats::why::Cause;
use interleave::time::MS;
use interleave::trace::{End, State, TaskId, Timeline, Trace};
use interleave::words;

fn plan(text: &str) -> Plan {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    Plan::of(&parsed.program)
}

fn run(text: &str, model: Model, pool: usize) -> (Trace, Option<Halt>) {
    let options = Options {
        pool,
        process_pool: pool,
        offload: pool,
        page_loop: false,
        behind: interleave::engine::Behind::Threads,
    };
    let machine = Machine { cores: 8, process_start_ns: 0, thread_start_ns: 0 };
    let (lateness, interference) = (Lateness::default(), Interference::default());
    let setup = Setup {
        options,
        machine,
        lateness,
        interference,
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: usize::MAX,
    };
    let (trace, halt) = foresee(&plan(text), model, &setup).unwrap();
    assert_eq!(trace.breaches(), []);
    (trace, halt)
}

fn lines(trace: &Trace) -> Vec<String> {
    Timeline::of(trace, None).output.iter().map(|line| line.text.to_string()).collect()
}

const PARENTS: &str = "task parent x2\n  spawn child\n  spawn child\n  join\n  print joined\n\
                       task child spawned\n  sleep 100ms\n  print {copy}\n";

#[test]
fn a_join_waits_for_all_that_was_spawned() {
    for model in Model::ALL {
        let (trace, halt) = run(PARENTS, model, 6);
        assert_eq!(halt, None, "{model:?}");
        let names: Vec<&str> = trace.tasks.iter().map(|task| task.name.as_str()).collect();
        assert_eq!(names, ["parent 1", "parent 2", "child 1", "child 2", "child 3", "child 4"]);
        let timeline = Timeline::of(&trace, None);
        let makespan_ms = if model == Model::Sequential { 400 } else { 100 };
        assert_eq!(timeline.makespan_ns / MS, makespan_ms, "{model:?}");
        let said = lines(&trace);
        if model == Model::Sequential {
            assert_eq!(said, ["1", "2", "joined", "3", "4", "joined"], "a spawn is a call");
        } else {
            assert_eq!(said[4..], ["joined", "joined"], "{model:?}");
        }
        let joins: Vec<_> = timeline.spans.iter().filter(|span| trace.tasks.joins(span)).collect();
        let state = if model.has_event_loop() { State::Waiting } else { State::Blocked };
        assert!(joins.iter().all(|span| span.state == state), "{model:?}");
        assert_eq!(joins.len(), if model == Model::Sequential { 0 } else { 2 }, "{model:?}");
    }
}

#[test]
fn a_pool_whose_slots_wait_for_what_stands_in_their_own_queue_is_named_as_that() {
    for model in [Model::Pool, Model::ProcessPool] {
        let (trace, halt) = run(PARENTS, model, 2);
        let Some(Halt::Stuck(stuck)) = halt else { panic!("{model:?}: {halt:?}") };
        assert_eq!(
            words::expected_stuck(&Standstill::of(&stuck, &trace.tasks, &trace.resources)),
            "It is expected to get stuck: all 2 slots wait for tasks that stand in their queue: \
             parent 1 waits for child 1, and parent 2 waits for child 3.",
        );
        assert_eq!(trace.end(TaskId(0)), Some(End::Cancelled));
    }
    for (model, pool) in [(Model::Pool, 3), (Model::Threads, 2), (Model::Async, 2), (Model::Offload, 2)] {
        assert_eq!(run(PARENTS, model, pool).1, None, "{model:?}");
    }
}

#[test]
fn who_waits_outside_takes_no_slot() {
    let text = [
        "task main outside\n  spawn parent\n  spawn parent\n  join\n",
        &PARENTS.replace("parent x2", "parent spawned"),
    ];
    for model in [Model::Pool, Model::ProcessPool] {
        let (trace, halt) = run(&text.concat(), model, 2);
        let Some(Halt::Stuck(stuck)) = halt else { panic!("{model:?}: {halt:?}") };
        assert_eq!(
            words::expected_stuck(&Standstill::of(&stuck, &trace.tasks, &trace.resources)),
            "It is expected to get stuck: main waits for parent 1, and parent 1 waits for child 1, and parent 2 waits for \
             child 3. All slots are taken by tasks that wait, and 4 tasks queue for one.",
        );
    }
}

#[test]
fn a_slot_that_waits_for_a_lock_of_one_that_joins_waits_for_the_queue_as_well() {
    let text = "task a\n  lock l\n  spawn child\n  join\n  unlock l\ntask b\n  lock l\n  unlock l\ntask child spawned\n  yield\n";
    let (trace, halt) = run(text, Model::Pool, 2);
    let Some(Halt::Stuck(stuck)) = halt else { panic!("{halt:?}") };
    let said = words::expected_stuck(&Standstill::of(&stuck, &trace.tasks, &trace.resources));
    assert_eq!(
        said,
        "It is expected to get stuck: all 2 slots wait for tasks that stand in their queue: \
         a waits for child 1, and b waits for l, which a holds."
    );
    let (trace, halt) = run("task a\n  lock l\n  spawn c\n  join\ntask c spawned\n  lock l\n", Model::Threads, 2);
    let Some(Halt::Stuck(stuck)) = halt else { panic!("{halt:?}") };
    let said = words::expected_stuck(&Standstill::of(&stuck, &trace.tasks, &trace.resources));
    assert!(said.ends_with("a waits for c 1, and c 1 waits for l, which a holds. That is a circle."), "{said}");
}

#[test]
fn the_critical_path_goes_on_along_the_child_that_was_waited_for_and_its_parent() {
    let text = "task parent\n  sleep 20ms\n  spawn child\n  sleep 10ms\n  join\n  sleep 5ms\ntask child spawned\n  sleep 30ms\n  cpu 40ms\n";
    for model in Model::ALL {
        let (trace, _) = run(text, model, 4);
        let why = Why::of(&trace, &Timeline::of(&trace, None));
        let waiting_ms = if model == Model::Sequential { 65 } else { 55 };
        assert_eq!(
            why.parts().collect::<Vec<_>>(),
            [(Cause::Waiting, waiting_ms * MS), (Cause::Computing, 40 * MS)],
            "{model:?}"
        );
    }
}

#[test]
fn each_time_a_new_copy_is_spawned_with_draws_of_its_own_that_are_the_same_everywhere() {
    let text = "seed 7\ntask parent x2 times 2\n  spawn child\n  join\ntask child spawned\n  sleep 1ms..100ms\n  spawn leaf\n\
                task leaf spawned\n  sleep 1ms..100ms\n";
    let first = plan(text);
    assert_eq!(first.tasks.iter().filter(|task| task.spawned_by.is_some()).count(), 8);
    for model in Model::ALL {
        let (trace, halt) = run(text, model, 10);
        assert_eq!(halt, None);
        let timeline = Timeline::of(&trace, None);
        for (task, times) in first.tasks.iter().zip(&timeline.tasks) {
            assert_eq!(times.end, Some(End::Done), "{model:?}: {}", task.name);
        }
        assert!(trace.tasks.iter().zip(&first.tasks).all(|(info, task)| info.steps == task.steps), "{model:?}");
    }
}

#[test]
fn who_begins_again_spawns_again_and_what_is_never_spawned_never_arrives() {
    let text = "task parent retry 3\n  spawn child\n  fail x2 no\n  join\ntask child spawned\n  print {copy}\n";
    for model in Model::ALL {
        let (trace, halt) = run(text, model, 8);
        assert_eq!((halt, trace.is_complete()), (None, true), "{model:?}");
        assert_eq!(lines(&trace).len(), 3, "{model:?}");
        assert_eq!((trace.tasks.len(), trace.end(TaskId(4))), (5, None), "{model:?}: it may fail once more");
    }
}

#[test]
fn more_than_a_run_may_have_ends_it() {
    let text = "task parent times 6000\n  spawn a\n  spawn b\ntask a spawned\n  yield\ntask b spawned\n  yield\n";
    let all = plan(text);
    assert_eq!(all.tasks.len(), Limits::LIST.tasks);
    assert_eq!(parse(text).task_count(), Limits::LIST.tasks);
    for model in [Model::Sequential, Model::Async, Model::Pool, Model::ProcessPool] {
        let (trace, halt) = run(text, model, 2);
        assert_eq!(halt, Some(Halt::Full), "{model:?}");
        assert_eq!(trace.end(TaskId(0)), Some(End::Cancelled), "{model:?}");
    }
}

#[test]
fn names_and_texts_of_what_is_spawned_count_as_those_of_copies_do() {
    let text =
        format!("task parent x100 times 50\n  spawn child\ntask child spawned\n  print {}\n", "m".repeat(100_000));
    let spawned = plan(&text).tasks.iter().filter(|task| task.spawned_by.is_some()).count();
    assert_eq!(spawned, (Limits::LIST.unrolled_bytes - 100 * ("parent".len() + 50 * "child".len())) / (100_000 + 5));
    let (_, halt) = run(&text, Model::Async, 2);
    assert_eq!(halt, Some(Halt::Full));
    // A word that is sent is there wherever it is printed.
    let word = "w".repeat(100_000);
    let text = format!(
        "task parent times 500\n  spawn child\ntask s\n  send q {word}\ntask child spawned\n  receive q\n  print {{item}}{{item}}\n"
    );
    let spawned = plan(&text).tasks.len() - 2;
    assert!((1..100).contains(&spawned), "{spawned}");
}

#[test]
fn chains_of_spawned_tasks_are_followed_however_long_they_are() {
    let mut chain = String::from("task t0\n");
    for task in 1..8_000 {
        let _ = write!(chain, "spawn t{task}\ntask t{task} spawned\n");
    }
    assert_eq!(plan(&(chain.clone() + "yield\n")).tasks.len(), 8_000);
    let circle = parse(&(chain + "spawn t1\n"));
    let errors: Vec<_> = circle.diagnostics.iter().filter(|problem| problem.is_error()).collect();
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert!(words::problem(&error.problem).sentence.contains("goes on without end: `t1` spawns `t2` spawns `t3`"));
    assert_eq!(error.line, 16_000);
}

#[test]
fn tasks_that_are_spawned_meet_those_that_are_there() {
    let text = "task parent\n  spawn child\n  meet m\n  join\ntask child spawned\n  sleep 10ms\n  meet m\n";
    for model in Model::ALL.into_iter().filter(|model| *model != Model::Sequential) {
        let (trace, halt) = run(text, model, 2);
        assert_eq!((halt, Timeline::of(&trace, None).makespan_ns), (None, 10 * MS), "{model:?}");
    }
}

#[test]
fn there_is_no_room_for_a_child_and_its_parent_goes_on() {
    let text = "slots 1 room 1\ntask parent\n  spawn child\n  spawn child\n  sleep 10ms\n  print on\ntask child spawned\n  print child\n";
    let (trace, halt) = run(text, Model::Pool, 1);
    assert_eq!(halt, None);
    assert_eq!(lines(&trace), ["on", "child"]);
    assert_eq!(trace.end(TaskId(2)), Some(End::Rejected));
}

#[test]
fn names_of_spawned_tasks_are_written_offered_and_changed_wherever_they_stand() {
    let text = "task   parent\nspawn   \"a b\"\n join\ntask \"a b\"   spawned\n print x\n";
    let tidy = "task parent\n  spawn \"a b\"\n  join\ntask \"a b\" spawned\n  print x\n";
    assert_eq!(format(text), tidy);
    assert_eq!(
        renamed(tidy, &Named::Task("a b".to_owned()), "child"),
        "task parent\n  spawn child\n  join\ntask child spawned\n  print x\n"
    );
    assert_eq!(named_at(tidy, tidy.find("a b").unwrap()), Some(Named::Task("a b".to_owned())));
    let typed = "task parent\n  spawn \ntask child spawned\n  print x\ntask other\n  print y\n";
    let caret = typed.find("spawn ").unwrap() + 6;
    let offered = offers(typed, &parse(typed).program, caret).unwrap();
    let words: Vec<&str> = offered.list.iter().map(|offer| offer.word.as_ref()).collect();
    assert_eq!(words, ["child"]);
    let nobody = parse("task a\n  yield\ntask b spawned\n  yield\n");
    assert!(nobody.is_runnable());
    assert_eq!(nobody.diagnostics[0].severity(), Severity::Warning);
}
