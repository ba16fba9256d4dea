//! How far a list may go, and that reading one takes time in proportion to its length.
#![allow(clippy::format_collect, reason = "the texts are built once, and read better so")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use interleave::program::{Limits, Plan, Step, format, parse};

use crate::program::{clean, errors};

#[test]
fn limits_are_reached_but_not_passed() {
    let full = clean("task a x10000\n yield\n yield\n yield\n yield\n yield\n yield\n yield\n yield\n yield\n yield\n");
    assert_eq!((full.task_count(), full.step_count()), (Limits::LIST.tasks, Limits::LIST.steps));

    let tasks = parse("task a x9999\n yield\ntask b x2\n yield\ntask c after b\n yield\ntask d after c\n yield\n");
    assert_eq!(errors(&tasks), ["The list has more than 10,000 tasks, every copy counted."]);
    assert_eq!(tasks.task_count(), Limits::LIST.tasks);

    let steps = parse(&format!("task a x9999\n{}", " yield\n".repeat(12)));
    assert_eq!(errors(&steps), ["The list has more than 100,000 steps, those of every copy and every turn counted."]);
    assert!(steps.step_count() <= Limits::LIST.steps);

    let turns = clean("task a x4 times 25000\n yield\n");
    assert_eq!((turns.task_count(), turns.step_count()), (4, Limits::LIST.steps));
    for text in ["task a x4 times 25000\n yield\n yield\n", "task a x10000 times 100000\n yield\n"] {
        let turns = parse(text);
        assert_eq!(errors(&turns).len(), 1);
        assert!(turns.step_count() <= Limits::LIST.steps);
        assert!(
            Plan::of(&turns.program).tasks.iter().map(|task| task.steps.len()).sum::<usize>() <= Limits::LIST.steps
        );
    }

    let copies = parse("task a x99999999999999999999\n yield\n");
    assert_eq!(errors(&copies).len(), 1);
    assert_eq!(clean("task a x6001 every 100ms\n yield\n").task_count(), 6001);
    assert_eq!(errors(&parse("task a x6002 every 100ms\n yield\n")), ["The last copy would arrive after 600.1s."]);
}

#[test]
fn a_long_text_in_many_copies_is_refused() {
    let parsed = parse(&format!("task a x10000\n print {}\n yield\n", "x".repeat(100_000)));
    assert_eq!(errors(&parsed), ["Names and texts of all copies and turns add up to more than 16 MiB."]);
    assert_eq!(parsed.program.tasks[0].steps, [Step::Yield]);
}

#[test]
fn names_in_steps_count_as_texts_do() {
    let name = "n".repeat(100_000);
    let steps = ["lock N", "receive N", "meet N", "load N", "spawn N", "send N", "send q N", "add N 1", "store N 1"];
    for step in steps.map(|step| step.replace('N', &name)) {
        let parsed = parse(&format!("task a x10000\n {step}\n yield\n"));
        assert_eq!(errors(&parsed), ["Names and texts of all copies and turns add up to more than 16 MiB."]);
        assert_eq!(parsed.program.tasks[0].steps, [Step::Yield]);
    }
}

#[test]
fn texts_that_are_filled_in_anew_count_as_often_as_their_task_may_begin_again() {
    let list = |text: &str| format!("task a x20 retry 100\n print {text}{}\n fail no\n", "m".repeat(10_000));
    let long = parse(&list("{elapsed}"));
    assert_eq!(errors(&long), ["Names and texts of all copies and turns add up to more than 16 MiB."]);
    assert_eq!(long.program.tasks[0].steps.len(), 1);
    clean(&list(""));
    clean(&list("{elapsed}").replace("retry 100", "retry 50"));
    let spawned = |retry: &str| {
        let child = list("{elapsed}").replace("x20 retry 100", &format!("spawned{retry}"));
        Plan::of(&clean(&format!("task p times 100\n spawn a\n{child}")).program).tasks.len() - 1
    };
    assert_eq!((spawned(""), spawned(" retry 100")), (100, 16));
}

#[test]
fn words_that_are_sent_count_wherever_a_step_may_depend_on_them() {
    let list = |length: usize, step: &str| {
        format!("task a\n send q {}\ntask b x9000\n receive q\n {step}\n", "w".repeat(length))
    };
    for step in ["print {item}", "sleep item"] {
        let long = parse(&list(2_000, step));
        assert_eq!(errors(&long), ["Names and texts of all copies and turns add up to more than 16 MiB."]);
        assert_eq!(long.diagnostics[0].line, 2);
        clean(&list(200, step));
    }
    clean(&list(2_000, "print {itme}"));
}

#[test]
fn a_text_over_the_limit_is_read_as_far_as_it_may_be() {
    let line = "# sixteen bytes\n";
    let mut text = format!("task a\n yield\n{}", line.repeat(Limits::LIST.text_bytes / line.len()));
    text.push_str("task b\n yield\n");
    let parsed = parse(&text);
    assert_eq!(errors(&parsed), ["The list is 257 KiB long, and from here on isn't read."]);
    assert_eq!(parsed.program.tasks.len(), 1);
    assert_eq!(format(&text), text);
    let one_line = parse(&"é".repeat(Limits::LIST.text_bytes));
    assert_eq!(errors(&one_line).len(), 1);
    assert_eq!(one_line.diagnostics[0].line, 1);
}

/// How long reading and tidying a list takes.
fn reading(text: &str) -> Duration {
    let start = Instant::now();
    let _ = (parse(text), format(text));
    start.elapsed()
}

/// Beside a plain list of the same length, read in the same moment, and whatever else the machine does: quadratic work would
/// take thousands of times as long.
fn is_quick(what: &str, text: &str) {
    assert!(text.len() <= Limits::LIST.text_bytes, "{what}: {}", text.len());
    let plain = format!("task a\n{}", "  sleep 1ms\n".repeat(text.len() / 12));
    let times = reading(text).as_secs_f64() / reading(&plain).max(reading(&plain)).as_secs_f64();
    assert!(times < 100.0, "{what}: {times} times as long as a plain list");
}

#[test]
fn the_largest_lists_are_read_quickly() {
    let mut chain = String::from("task t0\nyield\n");
    for task in 1..9_000 {
        let _ = write!(chain, "task t{task} after t{}\nyield\n", task - 1);
    }
    clean(&chain);
    is_quick("chain", &chain);
    is_quick("circle", &chain.replace("task t0\n", "task t0 after t8999\n"));
    let forward: String = (0..9_000).map(|task| format!("task t{task} after t{}\n", task + 1)).collect();
    is_quick("forward", &forward);
    is_quick("unknown names", &format!("task a after {}b\n", "b,".repeat(130_000)));
    is_quick("same names", &format!("task a\ntask b after {}a\n", "a,".repeat(120_000)));
    is_quick("attributes", &format!("task a {}\n", "at 1 ".repeat(50_000)));
    is_quick("quotes", &format!("task a {}\n", "\"\"".repeat(130_000)));
    let many = |lines: [&str; 2], times: usize| format!("task a\n{}", lines.map(|line| line.repeat(times)).concat());
    is_quick("reads", &many(["load n\n", "store k +1\n"], 14_000));
    is_quick("locks", &many(["lock a\n", "unlock b\n"], 15_000));
    is_quick("steps", &"cpu\n".repeat(60_000));
    is_quick("slips", &"taskk\n".repeat(40_000));
    is_quick("long word", &"x".repeat(260_000));
    is_quick("long number", &format!("task a\nsleep {}", "1".repeat(260_000 - 20)));
    is_quick("duplicates", &"task a\n".repeat(37_000));
    // Every task waits for all those behind it, and the last ones for the first ones.
    let names: Vec<String> = (0..200).map(|task| format!("t{task}")).collect();
    let dense: String = names.iter().map(|name| format!("task {name} after {}\n", names.join(","))).collect();
    is_quick("dense", &dense);
}

#[test]
fn too_many_dependencies_are_refused() {
    let mut text: String = (0..500).map(|task| format!("task t{task}\nyield\n")).collect();
    let names: Vec<String> = (0..500).map(|task| format!("t{task}")).collect();
    let _ = write!(text, "task all x5000 after {}\nyield\n", names.join(","));
    let parsed = parse(&text);
    assert_eq!(errors(&parsed).len(), 1);
    assert_eq!(parsed.program.tasks[500].after.len(), 0);
}
