//! The list as a Python program: how it reads, and that `CPython` really prints what is expected of it.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use interleave::app::Action;
use interleave::app::files::Format;
use interleave::formats::python::{Dialect, write};
use interleave::program::examples::{EXAMPLES, example};
use interleave::program::parse;
use interleave::words;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::app::{act, page};
use crate::arbitrary::{cases, locking_program, program};
use crate::cpython::{Case, Verdict, has_python, run_all};
use crate::files::try_written;

/// A list with names and texts that mean something else in Python.
const ODD: &str = "limit \"a b\" 2\nshare class 3\ntask print x2\n  lock \"a b\"\n  print {copy} says \"hi\" to {you} and it's \\n\n  \
    add class 2\n  unlock \"a b\"\n  print {class}\ntask \"2 größte\" after print times 2\n  print it's {turn} \\ {\n  \
    fail x1 no \"luck\"\n";

fn python(text: &str, dialect: Dialect) -> String {
    let parsed = parse(text);
    assert!(parsed.is_runnable(), "{text}");
    write(&parsed.program, dialect, parsed.program.slots.map(|slots| slots.size), words::unsaid)
}

#[test]
fn programs_can_be_read() {
    for dialect in Dialect::ALL {
        for id in ["count", "pipeline", "limited", "bounded", "storm", "cancelled", "gathered", "barrier", "increment"]
        {
            let name = format!("python_{id}_{dialect:?}");
            insta::assert_snapshot!(name, python(example(id).unwrap().text, dialect));
        }
        insta::assert_snapshot!(format!("python_odd_{dialect:?}"), python(ODD, dialect));
    }
}

#[test]
fn a_program_needs_no_run_and_a_list_without_an_error() {
    let mut state = page();
    act(&mut state, Action::Edit("task a\n  print A\n".to_owned()));
    let program = try_written(&mut state, Format::Python(Dialect::Asyncio)).unwrap();
    assert!(program.text.contains("print(\"A\")"), "{}", program.text);
    act(&mut state, Action::Edit("task a\n  prnt A\n".to_owned()));
    assert_eq!(try_written(&mut state, Format::Python(Dialect::Asyncio)), None);
    act(&mut state, Action::Edit(String::new()));
    assert_eq!(try_written(&mut state, Format::Python(Dialect::Threads)), None);
}

#[test]
fn cpython_prints_what_is_expected() {
    if !has_python() {
        println!("There is no python3 here: no program was run.");
        return;
    }
    let mut cases_to_run = Vec::new();
    for (number, example) in EXAMPLES.iter().enumerate() {
        // What isn't a loop or threads takes longer to start, and shares nearly all of its text with these: of the others each
        // example has one in turn.
        let others = Dialect::ALL.into_iter().skip(2 + number % 4).take(1);
        for dialect in Dialect::ALL.into_iter().take(2).chain(others) {
            cases_to_run.extend(Case::of(example.id, &parse(example.text).program, dialect));
        }
    }
    cases_to_run.extend(Dialect::ALL.into_iter().filter_map(|dialect| Case::of("odd", &parse(ODD).program, dialect)));
    let mut runner = TestRunner::new(cases(1));
    for number in 0..6 {
        let plain = program().new_tree(&mut runner).unwrap().current();
        let acting = locking_program().new_tree(&mut runner).unwrap().current();
        for dialect in Dialect::ALL.into_iter().take(if number < 1 { 6 } else { 2 }) {
            cases_to_run.extend(Case::of(&format!("plain-{number}"), &plain, dialect));
            cases_to_run.extend(Case::of(&format!("acting-{number}"), &acting, dialect));
        }
    }
    let verdicts = run_all(&cases_to_run);
    let count = |wanted: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| wanted(verdict)).count();
    let (ordered, sorted) = (count(|it| *it == Verdict::SameOrder), count(|it| *it == Verdict::SameLines));
    let ran = count(|it| *it == Verdict::Ran);
    println!("{ordered} in order, {sorted} the same lines, {ran} only ran, of {}", verdicts.len());
    let wrong: Vec<String> =
        verdicts.into_iter().filter_map(|it| if let Verdict::Wrong(why) = it { Some(why) } else { None }).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(ordered > 40, "most lists have an order");
}
