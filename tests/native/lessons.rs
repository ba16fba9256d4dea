//! Lessons: each example puts a belief to the test, with figures.

use std::fmt::Write;

use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Model, Options};
use interleave::program::examples::{EXAMPLES, Example};
use interleave::program::{Plan, parse};
use interleave::stats::Analysis;
use interleave::stats::lessons::{models, verdict};
use interleave::time::MS;

use crate::arbitrary::record;
use interleave::words;

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };

fn run(example: &Example, model: Model) -> Analysis {
    let options = Options { pool: 4, process_pool: 2, offload: 4, page_loop: false };
    let trace = simulate_with(&Plan::of(&parse(example.text).program), model, &options, &MACHINE);
    Analysis::of(&record(model, trace, MACHINE.cores))
}

fn told(example: &Example, runs: &[Analysis]) -> String {
    let runs: Vec<&Analysis> = runs.iter().collect();
    let mut text = String::new();
    for answer in verdict(example, &runs) {
        let _ = writeln!(text, "  {}", words::question(answer.shows));
        for (model, figure) in answer.figures {
            let _ = writeln!(text, "    {}: {}", model.name(), words::answer(&figure));
        }
    }
    text
}

#[test]
fn every_example_shows_what_it_is_about() {
    let mut text = String::new();
    for example in EXAMPLES {
        assert!(example.belief.ends_with('.') && example.belief.len() < 90, "{}", example.belief);
        let runs: Vec<_> = models(example.id).into_iter().map(|model| run(example, model)).collect();
        let shown = told(example, &runs);
        assert!(!shown.is_empty(), "{} shows nothing", example.id);
        let _ = writeln!(text, "{}: {}\n{shown}", example.id, example.belief);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_lesson_says_nothing_before_what_it_compares_has_run() {
    for example in EXAMPLES {
        assert_eq!(told(example, &[]), "", "{}", example.id);
    }
    let count = &EXAMPLES[0];
    assert_eq!(told(count, &[run(count, Model::Sequential)]), "", "one time says nothing");
    assert_eq!(told(count, &[run(count, Model::Async)]), "", "there is nothing to compare it with");
    assert!(told(count, &[run(count, Model::Sequential), run(count, Model::Async)]).contains("3.0 times as fast"));
}

#[test]
fn there_are_lessons_enough_and_a_list_of_ones_own_is_none() {
    assert!(EXAMPLES.len() >= 12, "{}", EXAMPLES.len());
    assert_eq!(models("nothing of the kind"), []);
}
