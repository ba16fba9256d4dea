//! Who goes first where tasks queue for a worker, and who takes no slot of a pool, in virtual time.

use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Model, Options};
use interleave::program::{Plan, parse};
use interleave::trace::{TaskId, Timeline};

/// The order in which tasks begin.
fn order(text: &str, model: Model) -> Vec<String> {
    let plan = Plan::of(&parse(text).program);
    let options =
        Options { pool: 1, process_pool: 1, offload: 1, page_loop: false, behind: interleave::engine::Behind::Threads };
    let machine = Machine { cores: 8, process_start_ns: 0, thread_start_ns: 0 };
    let trace = simulate_with(&plan, model, &options, &machine);
    let output = Timeline::of(&trace, None).output;
    let by = |task: TaskId| trace.tasks.name(task).to_owned();
    output.iter().map(|line| by(line.task)).collect()
}

#[test]
fn higher_priorities_go_first_where_tasks_queue_and_nowhere_else() {
    let text = "task a\n  block 10ms\n  print x\ntask b x2\n  block 10ms\n  print x\n\
                task c priority 5\n  block 10ms\n  print x\ntask d priority 7 at 15ms\n  block 10ms\n  print x\n";
    assert_eq!(order(text, Model::Sequential), ["c", "a", "d", "b 1", "b 2"]);
    // All that arrive at once are there before one of them is taken up; `d` comes while `a` is.
    for model in [Model::Pool, Model::ProcessPool, Model::Offload] {
        assert_eq!(order(text, model), ["c", "a", "d", "b 1", "b 2"], "{model:?}");
    }
    assert_eq!(order(text, Model::Threads), ["a", "b 1", "b 2", "c", "d"]);
}

#[test]
fn what_is_outside_takes_no_slot_and_a_loop_does_it_itself() {
    let text = "task busy\n  block 50ms\n  print x\ntask main outside\n  block 20ms\n  print x\ntask more outside\n  block 20ms\n  print x\n";
    for model in [Model::Pool, Model::ProcessPool] {
        assert_eq!(order(text, model), ["main", "more", "busy"], "{model:?}");
    }
    let text = "task main outside\n  block 20ms\n  print x\ntask light\n  print x\n";
    assert_eq!(order(text, Model::Offload), ["main", "light"]);
    assert_eq!(order(&text.replace(" outside", ""), Model::Offload), ["light", "main"]);
    // Who waits outside for what a pool of one does needs no slot for it.
    let text = "task main outside\n  spawn child\n  join\n  print x\ntask child spawned\n  print x\n";
    for model in Model::ALL {
        assert_eq!(order(text, model), ["child 1", "main"], "{model:?}");
    }
}
