//! The task list: what it means, how it is tidied, and how far it may go.

use interleave::program::examples::{EXAMPLES, example};
use interleave::program::tokens::{Token, tokens};
use interleave::program::{DurationRange, Durations, Parsed, Plan, Severity, Step, format, parse, program_text};
use interleave::time::{MS, SECOND};
use interleave::words;

pub fn errors(parsed: &Parsed) -> Vec<String> {
    let errors = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    errors.map(|diagnostic| words::problem(&diagnostic.problem).sentence.into_owned()).collect()
}

pub fn clean(text: &str) -> Parsed {
    let parsed = parse(text);
    assert_eq!(*parsed.diagnostics, [], "{text}");
    assert!(parsed.is_runnable());
    parsed
}

fn exactly(ns: u64) -> Durations {
    between(ns, ns)
}

fn between(min_ns: u64, max_ns: u64) -> Durations {
    DurationRange { min_ns, max_ns }.into()
}

#[test]
fn the_first_example_is_the_tutorial_to_the_letter() {
    let text = "# Three coroutines, as in the asyncio tutorials\ntask count x3\n  print One\n  sleep 1s\n  print Two\n";
    assert_eq!(EXAMPLES[0].id, "count");
    assert_eq!(EXAMPLES[0].text, text);
    let parsed = clean(text);
    assert_eq!((parsed.task_count(), parsed.step_count()), (3, 9));
    assert_eq!(parsed.program.seed, 1);
    let task = &parsed.program.tasks[0];
    assert_eq!((task.name.as_str(), task.copies), ("count", Some(3)));
    let steps = [Step::Print("One".into()), Step::Sleep(exactly(SECOND)), Step::Print("Two".into())];
    assert_eq!(task.steps, steps);
    let names: Vec<_> = Plan::of(&parsed.program).tasks.into_iter().map(|task| task.name).collect();
    assert_eq!(names, ["count 1", "count 2", "count 3"]);
}

#[test]
fn examples_are_clean_tidy_short_and_unlike() {
    for (index, shown) in EXAMPLES.iter().enumerate() {
        let parsed = clean(shown.text);
        assert_eq!(format(shown.text), shown.text);
        // Of requests twenty are few.
        assert!(parsed.task_count() <= 40, "{}", shown.id);
        assert_eq!(example(shown.id), Some(shown));
        assert!(EXAMPLES[..index].iter().all(|other| other.id != shown.id && other.title != shown.title));
        let longest_ns: u64 = parsed
            .program
            .tasks
            .iter()
            .map(|task| {
                let steps: u64 = task.steps.iter().map(longest_ns).sum();
                steps * u64::from(task.copies.unwrap_or(1))
            })
            .sum();
        assert!(longest_ns <= 5 * SECOND, "{} takes {longest_ns} ns", shown.id);
    }
    assert_eq!(example("nothing of the kind"), None);
}

fn longest_ns(step: &Step) -> u64 {
    let durations = step.computing().or(step.waiting()).map_or(&[][..], Durations::all);
    durations.iter().map(|range| range.max_ns).max().unwrap_or_default()
}

#[test]
fn attributes_stand_in_any_order() {
    let usual = "task b\n yield\ntask a x2 after b at 1s every 2s\n yield\n";
    let other = "task b\n yield\ntask a every 2s at 1s after b x2\n yield\n";
    assert_eq!(clean(usual).program, clean(other).program);
    assert_eq!(format(other), "task b\n  yield\ntask a x2 after b at 1s every 2s\n  yield\n");
}

#[test]
fn names_are_words_or_quoted() {
    let text = "task \"read it, please\"\n yield\ntask x3\n yield\ntask Größe_1.b-c\n yield\n\
                task \"plain\"\n yield\ntask end after \"read it, please\",x3 , plain, \"Größe_1.b-c\"\n yield\n";
    let program = clean(text).program;
    assert_eq!(program.tasks[0].name, "read it, please");
    assert_eq!(program.tasks[1].copies, None);
    assert_eq!(program.tasks[4].after, [0, 1, 3, 2]);
    assert!(format(text).contains("\ntask plain\n"));
    assert!(format(text).contains("\ntask end after \"read it, please\", x3, plain, Größe_1.b-c\n"));
}

#[test]
fn words_of_the_task_line_can_be_names() {
    let program =
        clean("task at at 1s\n yield\ntask every after at, after at 2s\n yield\ntask after\n yield\n").program;
    assert_eq!(program.tasks[1].after, [0, 2]);
    assert_eq!(program.tasks[1].at, Some(DurationRange { min_ns: 2 * SECOND, max_ns: 2 * SECOND }));
}

#[test]
fn blanks_around_and_line_ends_are_free() {
    let plain = clean("seed 7\ntask a\nprint  two  words \nsleep 1s\n");
    assert!(parse("\u{feff}\n").diagnostics.is_empty(), "a mark that nobody sees is no list without tasks");
    let odd = clean("\u{feff}\tseed\t7 \r\n\r\n   task\ta  \r\n\t\tprint \t two  words \t\r\nsleep   1s");
    assert_eq!(plain.program, odd.program);
    assert_eq!(plain.program.tasks[0].steps[0], Step::Print("two  words".into()));
    assert_eq!(format("task a\r\n\tprint x\r\n"), "task a\n  print x\n");
}

#[test]
fn a_comment_begins_a_line_or_none() {
    let program = clean("# one\n  # two\ntask a\n  print # three\n  print\n").program;
    assert_eq!(program.tasks[0].steps, [Step::Print("# three".into()), Step::Print("".into())]);
}

#[test]
fn durations_and_ranges() {
    let program = clean("task a\nsleep 0ms\ncpu 1.5s\nblock 2m\nsleep 0.25s..1s\n").program;
    let steps = [
        Step::Sleep(exactly(0)),
        Step::Cpu(exactly(1_500 * MS)),
        Step::Block(exactly(120 * SECOND)),
        Step::Sleep(between(250 * MS, SECOND)),
    ];
    assert_eq!(program.tasks[0].steps, steps);
    assert_eq!(program_text(&program), "task a\n  sleep 0ms\n  cpu 1.5s\n  block 2m\n  sleep 250ms..1s\n");
}

#[test]
fn copies_arrive_one_after_another() {
    let plan = Plan::of(&clean("task a x3 at 10ms every 50ms\n yield\n").program);
    let arrivals: Vec<_> = plan.tasks.iter().map(|task| task.at_ns / MS).collect();
    assert_eq!(arrivals, [10, 60, 110]);
    assert_eq!(plan.tasks[0].steps, [Step::Yield]);
}

#[test]
fn formatting_keeps_comments_blank_lines_and_what_it_does_not_understand() {
    let messy = "\n#top\n  seed  007\n\n    # about a\n  task   a   every 1000ms x2\n#step\nsleep 1000ms\n\n\
                 \t# end of a\n\n# alone\n\nsleep 1\n   nonsense  here \n print   x  y\ntask  b  x0\nyield now\n\n\n";
    let tidy = "\n#top\nseed 7\n\n# about a\ntask a x2 every 1s\n  #step\n  sleep 1s\n\n\
                \x20 # end of a\n\n# alone\n\n  sleep 1\n   nonsense  here\n  print x  y\ntask  b  x0\n  yield now\n";
    assert_eq!(format(messy), tidy);
    assert_eq!(format(tidy), tidy);
    assert_eq!(format(""), "");
    assert_eq!(format(" \n\t\n"), "");
}

#[test]
fn each_copy_has_a_duration_of_its_own_from_the_front_again() {
    let text = "task a x4\n  sleep 100ms, 200ms..300ms, 1s\n";
    let parsed = clean(text);
    assert_eq!(program_text(&parsed.program), text);
    assert_eq!(format("task a x4\n sleep 100ms,200ms..300ms ,1s"), text);
    let plan = Plan::of(&parsed.program);
    let lengths: Vec<u64> = plan
        .tasks
        .iter()
        .map(|task| match &task.steps[..] {
            [Step::Sleep(ns)] => *ns,
            steps => panic!("{steps:?}"),
        })
        .collect();
    assert_eq!([lengths[0], lengths[2], lengths[3]], [100 * MS, SECOND, 100 * MS]);
    assert!((200 * MS..=300 * MS).contains(&lengths[1]));
    // A comma in a number is a slip, as it ever was.
    assert_eq!(errors(&parse("task a\n sleep 1,5s\n")), ["`1,5s` isn't written as durations are here."]);
}

#[test]
fn turns_are_planned_one_after_another_each_with_draws_and_texts_of_its_own() {
    let text = "task a x2 times 3\n  sleep 1ms..1s\n  print {copy}.{turn} of {other}\n";
    let parsed = clean(text);
    assert_eq!((parsed.task_count(), parsed.step_count()), (2, 12));
    assert_eq!(program_text(&parsed.program), text);
    let plan = Plan::of(&parsed.program);
    let lines: Vec<_> = plan.tasks.iter().flat_map(|task| &task.steps).filter_map(printed).collect();
    let expected = ["1.1 of {other}", "1.2 of {other}", "1.3 of {other}", "2.1 of {other}", "2.2 of {other}"];
    assert_eq!(lines[..5], expected);
    let first = &plan.tasks[0];
    assert_eq!((first.how.turns, first.steps.len()), (3, 6));
    assert!(first.steps[0] != first.steps[2], "two turns have one draw");
    // What the first turn draws is what it drew before there were turns.
    let once = clean(&text.replace(" times 3", ""));
    assert_eq!(Plan::of(&once.program).tasks[0].steps[..1], first.steps[..1]);
}

fn printed(step: &Step<u64>) -> Option<&str> {
    match step {
        Step::Print(text) => Some(text),
        _ => None,
    }
}

#[test]
fn a_list_that_cannot_run_says_so() {
    assert!(!parse("").is_runnable());
    assert_eq!(*parse("").diagnostics, []);
    assert_eq!(*parse(" \n\n").diagnostics, []);
    assert!(!parse("# only words\n").is_runnable());
    assert!(!parse("task a\n sleep 1\n").is_runnable());
    // Warnings don't keep a list from running.
    let idle = parse("task a\n");
    assert_eq!(idle.diagnostics[0].severity(), Severity::Warning);
    assert!(idle.is_runnable());
}

#[test]
fn what_is_wrong_costs_no_more_than_its_own_line() {
    let parsed = parse("task a\n  print One\n  sleep 1\n  print Two\ntask b after a, ghost\n  yield\n");
    assert_eq!(errors(&parsed).len(), 2);
    assert_eq!(parsed.program.tasks[0].steps.len(), 2);
    assert_eq!(parsed.program.tasks[1].after, [0]);
    let lost = parse("task\n  print One\n  sleep 1s\n");
    assert_eq!(errors(&lost), ["This task has no name."]);
}

#[test]
fn circles_are_cut_so_that_the_program_is_sound() {
    let parsed = parse("task a after c\n yield\ntask b after a\n yield\ntask c after b\n yield\n");
    assert_eq!(errors(&parsed).len(), 1);
    let edges: usize = parsed.program.tasks.iter().map(|task| task.after.len()).sum();
    assert_eq!(edges, 2);
}

#[test]
fn every_kind_of_step_is_read_colored_and_written_by_its_keyword() {
    for (tag, keyword) in Step::<Durations>::KEYWORDS.iter().enumerate() {
        let line = format!("{} {}", keyword.word, keyword.argument);
        let parsed = parse(&format!("task t\n  {line}\ntask NAME spawned\n  yield\n"));
        assert_eq!(errors(&parsed), [""; 0], "{line}");
        let [step] = &*parsed.program.tasks[0].steps else { panic!("{line} is one step") };
        assert_eq!((step.tag(), step.keyword()), (tag, keyword.word));
        let text = program_text(&parsed.program);
        assert!(text.contains(&format!("task t\n  {}\ntask NAME", line.trim_end())), "{text}");
        assert_eq!(tokens(&line)[0], (Token::Keyword, keyword.word));
        let planned = &Plan::of(&parsed.program).tasks[0].steps[0];
        assert_eq!((planned.tag(), planned.keyword()), (tag, keyword.word));
    }
}
