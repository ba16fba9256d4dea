//! Items with values: what is received is printed, and steps take as long as it says.

use interleave::app::Action;
use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Model, Options};
use interleave::program::{Plan, parse};
use interleave::stats::why::Cause;
use interleave::stats::{Figures, Why};
use interleave::time::MS;
use interleave::trace::{End, State, TaskId, Timeline, Trace};

use crate::app::{act, page, play, started};

const CALM: Machine = Machine { cores: 4, process_start_ns: 0, thread_start_ns: 0 };

fn run(text: &str, model: Model) -> Trace {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
    let options =
        Options { pool: 5, process_pool: 5, offload: 5, page_loop: false, behind: interleave::engine::Behind::Threads };
    let trace = simulate_with(&Plan::of(&parsed.program), model, &options, &CALM);
    assert_eq!(trace.breaches(), []);
    trace
}

fn output(trace: &Trace) -> Vec<String> {
    Timeline::of(trace, None).output.iter().map(|line| line.text.to_string()).collect()
}

#[test]
fn a_step_takes_as_long_as_its_item_says() {
    let text = "task feed\n  send q 20ms\n  send q 50ms\n  send q \"a pear\"\ntask eat\n  receive q\n  sleep item\n  \
                receive q\n  cpu item\n  print {item} {elapsed}\n  receive q\n  print {item}\n";
    for model in Model::ALL {
        let trace = run(text, model);
        assert_eq!(output(&trace), ["50ms 70.0 ms", "a pear"], "{model:?}");
        let timeline = Timeline::of(&trace, None);
        assert_eq!(timeline.makespan_ns, 70 * MS, "{model:?}");
        let figures = Figures::of(&trace, &timeline, model.has_event_loop(), 4);
        assert!((figures.parallelism.average - 5.0 / 7.0).abs() < 1e-9, "{model:?}: {}", figures.parallelism.average);
        let parts: Vec<_> = Why::of(&trace, &timeline).parts().collect();
        assert_eq!(parts, [(Cause::Waiting, 20 * MS), (Cause::Computing, 50 * MS)], "{model:?}");
    }
}

#[test]
fn a_task_whose_item_is_no_duration_fails() {
    let word = "task feed\n  send q pear\n  send q\ntask eat x2\n  receive q\n  sleep item\n  print never\n";
    for model in Model::ALL {
        let trace = run(word, model);
        assert_eq!(output(&trace), [""; 0], "{model:?}");
        for eater in [TaskId(1), TaskId(2)] {
            assert_eq!(trace.end(eater), Some(End::Failed), "{model:?}");
            assert_eq!(trace.message(eater).as_deref(), Some("its item is no duration"), "{model:?}");
        }
    }
    let none = run("task t\n  sleep item\n", Model::Async);
    assert_eq!(
        (none.end(TaskId(0)), none.message(TaskId(0)).as_deref()),
        (Some(End::Failed), Some("its item is no duration"))
    );
}

#[test]
fn each_attempt_tells_the_item_it_had() {
    let text = "task feed\n  send q a\n  send q b\ntask eat retry 1\n  receive q\n  print got {item}\n  fail x1 no\n";
    for model in Model::ALL {
        assert_eq!(output(&run(text, model)), ["got a", "got b"], "{model:?}");
    }
}

#[test]
fn every_copy_sends_what_is_its_own() {
    let text = "task feed x3\n  send q \"{copy}0ms\"\ntask feed2 x2\n  send q 1ms, 2ms\n\
                task eat after feed, feed2 times 5\n  receive q\n  sleep item\n  print {item}\n";
    let trace = run(text, Model::Sequential);
    assert_eq!(output(&trace), ["10ms", "20ms", "30ms", "1ms", "2ms"]);
    assert_eq!(Timeline::of(&trace, None).makespan_ns, 63 * MS);
}

#[test]
fn a_producer_of_twenty_items_is_held_up_by_three_consumers() {
    let text = "queue q 2\ntask producer times 20\n  send q 100ms\n\
                task consumer x3 times 6\n  receive q\n  sleep item\ntask rest times 2\n  receive q\n";
    for model in Model::ALL.into_iter().filter(|model| *model != Model::Sequential) {
        let trace = run(text, model);
        let lengths: Vec<i64> = trace.changes().iter().map(|change| change.after).collect();
        assert_eq!((lengths.iter().max(), lengths.last()), (Some(&2), Some(&0)), "{model:?}");
        let timeline = Timeline::of(&trace, None);
        assert!(timeline.tasks[0].ended_ns >= Some(300 * MS), "{model:?}: {:?}", timeline.tasks[0]);
        let state = if model.has_event_loop() { State::Waiting } else { State::Blocked };
        assert!(timeline.spans_of(TaskId(0)).1.iter().any(|span| span.state == state && span.length_ns() > 0));
    }
}

#[test]
fn runs_of_one_list_share_its_tasks_and_not_what_they_did_with_items() {
    let mut state = page();
    let text = "task feed times 3\n  send q 20ms\ntask eat x3\n  receive q\n  sleep item\n";
    act(&mut state, Action::Edit(text.to_owned()));
    let mut effects = act(&mut state, Action::RunAll);
    let mut runs = 0;
    while let Some((number, model)) = started(&effects) {
        effects = play(&mut state, number, model);
        runs += 1;
    }
    assert!(runs > 2);
    for run in state.over() {
        assert_eq!(run.record().trace.tasks.used_items().count(), 3, "{:?}", run.record().subject);
    }
}
