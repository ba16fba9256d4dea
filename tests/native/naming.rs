//! Tasks that are called otherwise everywhere, and lines that are added by a button.

use interleave::app::history::Selection;
use interleave::app::{Action, Addition, Effect, RenameAction, State};
use interleave::program::{
    Named, Problem, Step, Value, format, named_at, parse, program_text, renamed, steps, task_at, with_step, with_task,
};
use proptest::prelude::*;

use crate::app::{act, page};
use crate::arbitrary;

const LIST: &str = "# fetch is a word here\nseed 3\n\ntask fetch x3\n  sleep 1s\n  print fetch\ntask \"to do\" after fetch\ntask last after \"to do\", fetch at 1s\n  fail fetch\n";

fn at(list: &str, part: &str) -> Selection {
    let place = list.find(part).unwrap();
    Selection::caret(list[..place].encode_utf16().count())
}

fn writing(list: &str) -> State {
    let mut state = page();
    act(&mut state, Action::Edit(list.to_owned()));
    state
}

#[test]
fn a_task_is_found_by_its_name_wherever_it_is_named_and_by_its_lines() {
    for (part, name) in [
        ("fetch x3", "fetch"),
        (" x3", "fetch"),
        ("sleep", "fetch"),
        ("o do\" after", "to do"),
        ("fetch\ntask last", "fetch"),
        ("fetch at", "fetch"),
        ("1s\n  fail", "last"),
        ("fail", "last"),
    ] {
        assert_eq!(task_at(LIST, LIST.find(part).unwrap()).as_deref(), Some(name), "{part}");
    }
    assert_eq!(task_at(LIST, 3), None, "above all tasks there is none");
}

#[test]
fn a_new_name_stands_wherever_the_old_one_stood_and_can_be_undone() {
    let mut state = writing(LIST);
    act(&mut state, Action::Rename(RenameAction::Ask(Some(at(LIST, "fetch at")))));
    assert_eq!(state.renaming.as_ref().unwrap().named.name(), "fetch");
    let effects = act(&mut state, Action::Rename(RenameAction::To(" get it ".to_owned())));
    assert!(effects.contains(&Effect::Focus));
    let expected = LIST
        .replace("task fetch", "task \"get it\"")
        .replace("after fetch", "after \"get it\"")
        .replace(", fetch", ", \"get it\"");
    assert_eq!((&*state.document.text, &state.renaming), (&*expected, &None));
    act(&mut state, Action::Undo);
    assert_eq!(&*state.document.text, LIST);
}

#[test]
fn no_two_tasks_come_to_have_one_name() {
    let mut state = writing(LIST);
    act(&mut state, Action::Rename(RenameAction::Ask(Some(at(LIST, "sleep")))));
    act(&mut state, Action::Rename(RenameAction::To("last".to_owned())));
    assert_eq!(state.renaming.as_ref().unwrap().taken.as_deref(), Some("last"));
    assert_eq!(&*state.document.text, LIST);
    act(&mut state, Action::Rename(RenameAction::To(String::new())));
    assert_eq!((&*state.document.text, &state.renaming), (LIST, &None), "no name, no change");
}

#[test]
fn what_tasks_act_on_each_other_by_is_called_otherwise_wherever_it_is_named() {
    let list = "share n 2\nlimit \"to db\" 2\n\ntask n x2\n  lock \"to db\"\n  load n # n\n  store n +1\n  print n is {n}\n  unlock \"to db\"\ntask b after n\n  send q\n";
    let named = |part: &str| named_at(list, list.find(part).unwrap());
    assert_eq!(named("n 2"), Some(Named::Resource("n".to_owned())));
    assert_eq!(named("db\"\n  load"), Some(Named::Resource("to db".to_owned())));
    assert_eq!(named("n x2"), Some(Named::Task("n".to_owned())), "a task may have the same name");
    assert_eq!(named("store"), Some(Named::Task("n".to_owned())));
    assert_eq!(named("q\n"), Some(Named::Resource("q".to_owned())));
    let number = Named::Resource("n".to_owned());
    let expected = list
        .replace("share n", "share \"the sum\"")
        .replace("load n #", "load \"the sum\" #")
        .replace("store n", "store \"the sum\"")
        .replace("{n}", "{the sum}");
    assert_eq!(renamed(list, &number, "the sum"), expected);
    assert!(number.is_taken(list, "to db") && number.is_taken(list, "q") && !number.is_taken(list, "b"));
    let expected = list.replace("\"to db\"", "db");
    assert_eq!(renamed(list, &Named::Resource("to db".to_owned()), "db"), expected);
}

#[test]
fn names_in_quotes_may_begin_as_comments_do() {
    let list = "share \"#n\" 2 everywhere\nlimit \"#l\" 2\nqueue \"#q\" 3\ntask \"#a\"\n  lock \"#l\"\n  add \"#n\" 1\n  \
                unlock \"#l\"\n  send \"#q\" \"#x\"\n  receive \"#q\"\n  print {#n} {item}\n";
    let parsed = parse(list);
    assert_eq!(*parsed.diagnostics, []);
    assert_eq!(format(list), list);
    assert_eq!(parsed.program.tasks[0].steps[3], Step::Send("#q".into(), Some(Value::Word("#x".into())), None));
    for (old, written, new) in [("#l", "\"#l\"", "l"), ("#q", "\"#q\"", "q")] {
        let named = named_at(list, list.find(written).unwrap() + 1).unwrap();
        assert_eq!(named, Named::Resource(old.to_owned()));
        assert_eq!(renamed(list, &named, new), list.replace(written, new));
        assert!(named.is_taken(list, old));
    }
    let share = renamed(list, &Named::Resource("#n".to_owned()), "#m");
    assert_eq!(share, list.replace("#n", "#m"));
    let extra = |text: &str| {
        let mut problems = parse(text).diagnostics.to_vec().into_iter().map(|diagnostic| diagnostic.problem);
        problems.find_map(|problem| match problem {
            Problem::Extra { is_comment, .. } => Some(is_comment),
            _ => None,
        })
    };
    for (line, is_comment) in
        [("lock l # b", true), ("send q # b", true), ("lock l \"#b\"", false), ("send q x \"#b\"", false)]
    {
        assert_eq!(extra(&format!("task a\n  {line}\n")), Some(is_comment), "{line}");
    }
}

#[test]
fn what_is_added_stands_where_the_caret_was_with_its_example_selected() {
    let sleep = steps().find(|step| step.word == "sleep").unwrap();
    let step = |list: &str, part: &str| with_step(list, list.find(part).unwrap(), sleep).text;
    assert_eq!(step(LIST, "sleep"), LIST.replace("1s\n  print", "1s\n  sleep 1s\n  print"));
    assert_eq!(step(LIST, "seed"), LIST.replace("x3\n", "x3\n  sleep 1s\n"), "above all tasks: in the first");
    assert_eq!(with_step("", 0, sleep).text, "task a\n  sleep 1s\n");
    assert_eq!(with_step("task a", 6, sleep).text, "task a\n  sleep 1s\n");
    assert_eq!(
        with_step("task a\n  yield  \n\n\ntask b\n", 17, sleep).text,
        "task a\n  yield  \n  sleep 1s\n\n\ntask b\n"
    );
    assert_eq!(with_task("", 0).text, "task a\n");
    assert_eq!(
        with_task("task a\n  yield\n# note\n  yield\n# of b\ntask b\n", 3).text,
        "task a\n  yield\n# note\n  yield\ntask c\n# of b\ntask b\n"
    );
    let mut state = writing(LIST);
    act(&mut state, Action::Select(at(LIST, "fail")));
    let cpu = steps().position(|step| step.word == "cpu").unwrap();
    let effects = act(&mut state, Action::Add(Addition::Step(cpu)));
    assert_eq!(&*state.document.text, format!("{LIST}  cpu 600ms\n"));
    let selected = effects.iter().find_map(|effect| match effect {
        Effect::Write { text, selection, .. } => Some(text[selection.start..selection.end].to_owned()),
        _ => None,
    });
    assert_eq!(selected.as_deref(), Some("600ms"));
    act(&mut state, Action::Undo);
    assert_eq!(&*state.document.text, LIST);
}

proptest! {
    #![proptest_config(arbitrary::cases(256))]

    #[test]
    fn a_new_name_changes_names_and_nothing_else(mut program in arbitrary::program(), which in any::<prop::sample::Index>()) {
        prop_assume!(!program.tasks.is_empty());
        let index = which.index(program.tasks.len());
        let text = program_text(&program);
        let before = parse(&text).program;
        prop_assume!(before.tasks.len() == program.tasks.len());
        let new = "some new name";
        prop_assume!(before.tasks.iter().all(|task| task.name != new));
        let after = parse(&renamed(&text, &Named::Task(before.tasks[index].name.clone()), new)).program;
        program = before;
        program.tasks[index].name = new.to_owned();
        prop_assert_eq!(after, program);
    }

    #[test]
    fn what_is_added_is_one_more_and_leaves_the_rest(program in arbitrary::program(), place in any::<prop::sample::Index>(), which in any::<prop::sample::Index>()) {
        let text = program_text(&program);
        let before = parse(&text);
        let place = text.floor_char_boundary(place.index(text.len() + 1));
        let all: Vec<_> = steps().collect();
        let step = all[which.index(all.len())];
        let added = with_step(&text, place, step);
        let after = parse(&added.text);
        // What is given back must have been taken.
        prop_assert!(after.is_runnable() || !before.is_runnable() || step.argument == "NAME", "{:?}", after.diagnostics);
        let count = |program: &interleave::program::Program| program.tasks.iter().map(|task| task.steps.len()).sum::<usize>();
        prop_assert_eq!(count(&after.program), count(&before.program) + 1);
        let more = with_task(&text, place);
        prop_assert_eq!(parse(&more.text).program.tasks.len(), before.program.tasks.len() + 1);
    }
}
