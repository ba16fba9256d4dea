//! Lessons: each example puts a belief to the test, with figures.

use std::fmt::Write;
use std::sync::Arc;

use interleave::engine::virtual_time::{Machine, simulate_with};
use interleave::engine::{Model, Options};
use interleave::program::examples::{EXAMPLES, Example, example};
use interleave::program::{Plan, parse};
use interleave::stats::lessons::{Seen, models, verdict};
use interleave::stats::orders::Orders;
use interleave::stats::{Analysis, Attempt};
use interleave::time::MS;
use interleave::trace::TaskId;

use crate::arbitrary::record;
use interleave::words;

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: 0 };

const OPTIONS: Options =
    Options { pool: 4, process_pool: 2, offload: 4, page_loop: false, behind: interleave::engine::Behind::Threads };

fn plan(example: &Example) -> Plan {
    Plan::of(&parse(example.text).program)
}

fn run(example: &Example, model: Model) -> Analysis {
    let slots = parse(example.text).program.slots.map(|slots| slots.size as usize);
    let pool = |own: usize| slots.unwrap_or(own);
    let Options { pool: threads, process_pool, offload, .. } = OPTIONS;
    let options = Options { pool: pool(threads), process_pool: pool(process_pool), offload: pool(offload), ..OPTIONS };
    let trace = simulate_with(&plan(example), model, &options, &MACHINE);
    Analysis::of(&record(model, trace, MACHINE.cores))
}

fn told(example: &Example, runs: &[Analysis]) -> String {
    let none = Orders::default();
    let runs: Vec<Seen> =
        runs.iter().map(|view| Seen { view, is_done: true, orders: &none, expected: Some(view) }).collect();
    let mut text = String::new();
    for answer in verdict(example, &runs) {
        let _ = writeln!(text, "  {}", words::question(answer.shows));
        for told in answer.figures {
            let (measured, expected) = (words::answer(&told.measured), words::expected_answer(&told).unwrap());
            let _ = writeln!(text, "    {}: {measured} {expected}", told.model.name());
        }
    }
    text
}

#[test]
fn the_page_for_authors_names_every_example() {
    let page = include_str!("../../static/authors.html");
    let missing: Vec<_> =
        EXAMPLES.iter().map(|example| example.id).filter(|id| !page.contains(&format!("<code>{id}</code>"))).collect();
    assert_eq!(missing, [""; 0]);
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

#[test]
fn orders_are_counted_over_attempts() {
    let order = example("order").unwrap();
    let runs: Vec<_> = models("order").into_iter().map(|model| run(order, model)).collect();
    let lines = |copies: [u32; 6]| -> Attempt {
        let record = record(Model::Threads, simulate_with(&plan(order), Model::Threads, &OPTIONS, &MACHINE), 2);
        let output = copies.map(|copy| (TaskId(copy - 1), Arc::from("Here"))).into();
        Attempt { output, ..Attempt::of(&record, &Analysis::of(&record)) }
    };
    let counted = |attempts: &[Attempt]| {
        let orders = Orders::of(attempts);
        let seen: Vec<Seen> =
            runs.iter().map(|view| Seen { view, is_done: true, orders: &orders, expected: None }).collect();
        words::answer(&verdict(order, &seen)[0].figures[0].measured)
    };
    let (usual, other) = (lines([1, 2, 3, 4, 5, 6]), lines([2, 1, 3, 4, 6, 5]));
    assert_eq!(counted(std::slice::from_ref(&usual)), "1 2 3 4 5 6");
    assert_eq!(counted(&[usual.clone(), usual.clone()]), "one order in 2 runs: 1 2 3 4 5 6");
    let told = counted(&[usual, other.clone(), other]);
    assert_eq!(told, "2 orders in 3 runs, most often 2 1 3 4 6 5");
}
