//! What the `slots` line does: the sizes of pools, and the room in their queues.

use interleave::app::{Action, Effect, SizeBy, State};
use interleave::engine::virtual_time::simulate_with;
use interleave::engine::{Model, Options};
use interleave::formats::choices;
use interleave::program::{Plan, format, parse};
use interleave::time::MS;
use interleave::trace::{End, TaskId, Timeline};

use crate::app::page;
use crate::arbitrary::CALM;
use crate::expected::{act, edit};

const POOLS: [Model; 3] = [Model::Pool, Model::ProcessPool, Model::Offload];

fn sizes(state: &State) -> [usize; 3] {
    POOLS.map(|model| state.options.size(model).unwrap())
}

#[test]
fn a_size_set_by_hand_goes_before_the_lists_and_that_before_the_machines() {
    let mut state = page();
    let defaults = sizes(&state);
    assert_eq!(POOLS.map(|model| state.size_by(model)), [None; 3]);
    edit(&mut state, "slots 3\ntask a\n  sleep 1s\n");
    assert_eq!(sizes(&state), [3, 3, 3]);
    assert_eq!(POOLS.map(|model| state.size_by(model)), [Some(SizeBy::List); 3]);
    assert!(Model::ALL.iter().all(|model| !state.has_idle_priorities(*model)), "no task has a priority");
    act(&mut state, Action::SetSize(Model::Pool, 5));
    assert_eq!((sizes(&state), state.size_by(Model::Pool)), ([5, 3, 3], Some(SizeBy::Hand { listed: 3 })));
    edit(&mut state, "slots 4\ntask a\n  sleep 1s\n");
    assert_eq!((sizes(&state), state.size_by(Model::Pool)), ([5, 4, 4], Some(SizeBy::Hand { listed: 4 })));
    act(&mut state, Action::UnsetSize(Model::Pool));
    assert_eq!((sizes(&state), state.size_by(Model::Pool)), ([4, 4, 4], Some(SizeBy::List)));
    // What this machine has anyway can be set by hand too, where the list says otherwise.
    act(&mut state, Action::SetSize(Model::Pool, defaults[0]));
    assert_eq!(state.size_by(Model::Pool), Some(SizeBy::Hand { listed: 4 }));
    act(&mut state, Action::UnsetSize(Model::Pool));
    edit(&mut state, "task a\n  sleep 1s\n");
    assert_eq!(sizes(&state), defaults);
}

#[test]
fn only_what_was_set_by_hand_is_kept() {
    let mut state = page();
    edit(&mut state, "slots 3\ntask a\n  sleep 1s\n");
    let saved = |effects: Vec<Effect>| {
        let mut saved = effects.into_iter().filter_map(|effect| match effect {
            Effect::SaveChoices(text) => choices::read(&text, Options::for_cores(2)),
            _ => None,
        });
        saved.next().unwrap()
    };
    let kept = saved(act(&mut state, Action::SetSize(Model::Offload, 7)));
    assert_eq!((kept.sized, kept.options.offload), (vec![Model::Offload], 7));
    assert_eq!(kept.options.pool, Options::for_cores(2).pool, "the list's size is the list's");
    let kept = saved(act(&mut state, Action::UnsetSize(Model::Offload)));
    assert_eq!((kept.sized, kept.options), (Vec::new(), Options::for_cores(2)));
}

#[test]
fn who_finds_the_queue_full_is_rejected() {
    let text = "slots 2 room 1\ntask a x5\n  cpu 100ms\ntask b after a\n  print b\ntask late at 150ms\n  print late\n";
    assert_eq!(format(text), text);
    let parsed = parse(text);
    let plan = Plan::of(&parsed.program);
    let mut options = Options::for_cores(2);
    for model in POOLS {
        options.set_size(model, 2);
    }
    for model in POOLS {
        let trace = simulate_with(&plan, model, &options, &CALM);
        let timeline = Timeline::of(&trace, None);
        assert_eq!(trace.breaches(), [], "{model:?}");
        let ends: Vec<_> = timeline.tasks[..5].iter().map(|times| times.end.unwrap()).collect();
        assert_eq!(ends, [End::Done, End::Done, End::Done, End::Rejected, End::Rejected], "{model:?}");
        assert_eq!(trace.message(TaskId(4)).as_deref(), Some("rejected: the queue is full"));
        assert_eq!(timeline.tasks[4].ended_ns, Some(0), "at once, {model:?}");
        // There is room again, and what comes after the rejected ones comes after all of them.
        let lines: Vec<_> = timeline.output.iter().map(|line| &*line.text).collect();
        assert_eq!(lines, ["late", "b"], "{model:?}");
        assert_eq!(timeline.makespan_ns, 200 * MS);
    }
    for model in [Model::Threads, Model::Async, Model::Sequential] {
        let trace = simulate_with(&plan, model, &options, &CALM);
        assert!(Timeline::of(&trace, None).tasks.iter().all(|times| times.end == Some(End::Done)), "{model:?}");
    }
}

#[test]
fn what_waits_for_tasks_that_were_all_rejected_arrives_at_once() {
    let text = "slots 1 room 0\ntask a\n  sleep 100ms\ntask b at 50ms\n  print b\ntask c after b\n  print c\n";
    let plan = Plan::of(&parse(text).program);
    let mut options = Options::for_cores(2);
    options.set_size(Model::Pool, 1);
    let timeline = Timeline::of(&simulate_with(&plan, Model::Pool, &options, &CALM), None);
    assert_eq!(timeline.tasks[2].arrived_ns, Some(50 * MS));
    assert_eq!(timeline.tasks[2].end, Some(End::Rejected), "there is no room for it either");
}
