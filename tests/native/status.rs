//! What a screen reader is told, run after run.

use interleave::app::status::status;
use interleave::app::{Action, Moment, Told, reduce};
use interleave::engine::Model;

use crate::app::{page, play};

#[test]
fn every_end_is_one_sentence_and_no_run_is_told_twice() {
    let mut state = page();
    let act = |state: &mut _, action| reduce(state, action, Moment { clock_ms: 1000.0, wall_ms: 1000.0 });
    assert_eq!(status(&state), "");
    act(&mut state, Action::RunAll);
    let mut told = vec![status(&state)];
    for (run, model) in (1..).zip([Model::Sequential, Model::Async]) {
        play(&mut state, run, model);
        told.push(status(&state));
    }
    act(&mut state, Action::Told(Told::Lost(3, "The worker is gone.".to_owned())));
    told.push(status(&state));
    act(&mut state, Action::Stop);
    told.push(status(&state));
    assert_eq!(
        told,
        [
            "Sequential is running.",
            "Sequential: 3 tasks on 1 lane in 3.000 s, with 1 in flight and 0 on CPU on average. Async is running.",
            "Async: 3 tasks on 1 lane in 1.000 s, with 3 in flight and 0 on CPU on average. Threads is running.",
            "Threads failed. The worker is gone. Processes is running.",
            "Processes stopped.",
        ]
    );
}
