//! The program that runs a list under `CPython` and measures itself: it reads lists as the page does, and what it writes is
//! a results file as any other.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use interleave::app::files::Format;
use interleave::app::{Action, Moment};
use interleave::formats::python::can_measure;
use interleave::formats::results::{Awaited, Outcome, ReadList, Record, Results, State, Subject, read};
use interleave::program::examples::EXAMPLES;
use interleave::program::{Plan, Step, parse, program_text};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::app::{act, page};
use crate::arbitrary::{cases, program};
use crate::cpython::has_python;
use crate::files::{open, try_written};
use crate::schema;

/// Something of all that it can run.
const MIXED: &str = "# \"Mixed\"\nseed 7\nslots 3\nlimit db 2\ntask count x2\n  print One {copy}\n  sleep 20ms\n  print Two {elapsed}\n\
    task work x3 at 5ms\n  cpu 15ms\n  native 2ms\ntask late after count, work every 5ms\n  block 5ms\n  yield\n  print it's \\late\n\
    task bad\n  fail no \"luck\"\ntask \"a b\" x3 every 4ms\n  sleep 5ms..15ms\ntask empty\n\
    task user x4 times 2\n  lock db\n  print User {turn}\n  sleep 5ms\n  unlock db\n";

const MOMENT: Moment = Moment { clock_ms: 5e3, wall_ms: 5e3 };

/// A folder that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("interleave-measuring-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("interleave_run.py"), include_str!("../../src/formats/python/interleave_run.py"))
            .unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("python3");
        command.current_dir(&self.0).arg("interleave_run.py").args(arguments).output().unwrap()
    }

    fn results(&self, list: &str, arguments: &[&str]) -> Results {
        self.file("a.list", list);
        let output = self.run(&[&["a.list", "--out", "a.json"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        sound(&self.0.join("a.json"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A file that fits its schema, whose runs are as runs can be, and whose figures are those of their spans.
fn sound(path: &Path) -> Results {
    let text = fs::read_to_string(path).unwrap();
    assert_eq!(schema::check(&serde_json::from_str(&text).unwrap()), Ok(()));
    let results = read(&text).unwrap();
    let list = ReadList::of(&results.program);
    let (resolution_ns, cores) = (results.environment.clock_resolution_ns, results.environment.cores as usize);
    for (name, record) in records(&results) {
        let trace = record.restore(resolution_ns, &list).unwrap_or_else(|damage| panic!("{name}: {damage:?}"));
        let timeline = record.timeline(&trace);
        let figures = record.figures(&trace, &timeline, name.contains("asyncio"), cores);
        assert!(record.agrees_with(&figures), "{name}: {:?} and not {figures:?}", record.stats);
    }
    results
}

fn records(results: &Results) -> impl Iterator<Item = (&str, &Record)> {
    results.series.iter().flat_map(|series| {
        let Subject::Foreign(name) = &series.subject else { panic!("{:?}", series.subject) };
        series.records.iter().map(|record| (name.as_str(), record))
    })
}

fn under<'r>(results: &'r Results, subject: &str) -> &'r Record {
    records(results).find(|(name, _)| name.ends_with(subject)).unwrap().1
}

fn lines(record: &Record) -> Vec<&str> {
    record.output.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn a_list_with_its_program_is_measured_by_cpython() {
    if !has_python() {
        println!("There is no python3 here: nothing was run.");
        return;
    }
    let mut state = page();
    act(&mut state, Action::Edit(MIXED.to_owned()));
    let folder = Folder::new("whole");
    let program = try_written(&mut state, Format::Measuring).unwrap();
    folder.file("interleave_run.py", &program.text);
    let output = folder.run(&["--out", "results.json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && output.stdout.is_empty(), "{said}");
    let results = sound(&folder.0.join("results.json"));
    assert_eq!(results.program, MIXED);
    assert_eq!(results.series.len(), 7, "{said}");
    assert_eq!(said.lines().count(), 8, "{said}");
    for (name, record) in records(&results) {
        assert!(name.starts_with("CPython 3."), "{name}");
        assert_eq!((record.outcome, record.trusted, record.output.len()), (Outcome::Done, true, 13), "{name}");
        let failed = record.tasks.iter().filter(|task| task.message.as_deref() == Some("no \"luck\"")).count();
        assert_eq!(failed, 1, "{name}");
        let lines = lines(record);
        let place = |wanted: &str| lines.iter().rposition(|line| line.starts_with(wanted));
        assert!(place("it's \\late") > place("Two "), "{name}: what it comes after has ended");
        assert_eq!(lines.iter().filter(|line| **line == "User 2").count(), 4, "{name}");
        let taken: Vec<i64> = record.values.iter().map(|value| value.value).collect();
        assert_eq!((taken.len(), taken.last()), (16, Some(&0)), "{name}");
        assert!(taken.iter().all(|taken| (0..=2).contains(taken)), "{name}: {taken:?}");
        assert!(record.spans.iter().any(|span| span.turn == Some(2)), "{name}");
    }
    for name in ["one after another", "asyncio"] {
        let lines = lines(under(&results, name));
        let counted: Vec<&str> = lines.into_iter().filter(|line| line.starts_with("One")).collect();
        assert_eq!(counted, ["One 1", "One 2"]);
    }
    let limit = Some(Awaited::Limit("db".to_owned()));
    let waits = under(&results, "asyncio").spans.iter().filter(|span| span.awaited == limit).count();
    assert!(waits >= 2, "four want what two can have: {waits}");
    open(&mut state, "results.json", &fs::read_to_string(folder.0.join("results.json")).unwrap(), MOMENT);
    let names = state.comparison().rows.iter().map(|row| row.subject.name().to_owned()).collect::<Vec<_>>();
    assert_eq!(names.len(), 7, "{names:?} {:?}", state.notices);
    assert!(names.iter().all(|name| name.starts_with("CPython 3.")), "{names:?}");
    waits_as_long_as_the_list_says(under(&results, "one after another"));
    waits_as_long_as_the_list_says(under(&results, "threading"));
}

/// No wait is shorter than the one that the page draws for it.
fn waits_as_long_as_the_list_says(record: &Record) {
    let plan = Plan::of(&parse(MIXED).program);
    let mut seen = 0;
    for span in record.spans.iter().filter(|span| span.state == State::Blocked) {
        let task = &plan.tasks[span.task as usize];
        let turn = task.steps.len() as u32 / task.how.turns * (span.turn.unwrap_or(1) - 1);
        let step = &task.steps[(turn + span.step.unwrap()) as usize];
        let (Step::Sleep(ns) | Step::Block(ns)) = step else { panic!("{step:?}") };
        assert!(span.end_ns - span.start_ns >= *ns, "{span:?} of {ns} ns");
        seen += 1;
    }
    assert_eq!(seen, 14);
}

#[test]
fn threads_that_compute_under_cpython_wait_for_the_gil() {
    if !has_python() {
        return;
    }
    let folder = Folder::new("gil");
    let results = folder.results("task a x3\n  cpu 60ms\n", &["--models", "gil,processes", "--repeat", "2"]);
    assert!(results.series.iter().all(|series| series.records.len() == 2));
    let is_gil = |record: &Record| {
        let locked = record.spans.iter().filter(|span| span.state == State::Locked);
        locked.map(|span| assert_eq!(span.awaited, Some(Awaited::Gil(true)))).count()
    };
    let (threads, processes) = (under(&results, "threading"), under(&results, "multiprocessing"));
    // A build without a GIL says so in the name.
    if !records(&results).any(|(name, _)| name.contains("free-threaded")) {
        assert!(is_gil(threads) > 3, "{:?}", threads.spans);
    }
    assert_eq!(is_gil(processes), 0);
}

#[test]
fn it_says_how_processes_were_started() {
    if !has_python() {
        return;
    }
    let folder = Folder::new("spawn");
    let arguments = ["--models", "processes,process-pool", "--method", "spawn", "--size", "1"];
    let results = folder.results("task a\n  print Here\n", &arguments);
    for series in &results.series {
        assert_eq!(series.options.get("start_method").cloned().unwrap().into_text().as_deref(), Some("spawn"));
    }
    assert!(under(&results, "multiprocessing").spans.iter().any(|span| span.state == State::Starting));
    assert_eq!(lines(under(&results, "ProcessPoolExecutor")), ["Here"]);
}

#[test]
fn it_reads_lists_as_the_page_does() {
    if !has_python() {
        return;
    }
    let folder = Folder::new("read");
    let mut runner = TestRunner::new(cases(1));
    let random = (0..150).map(|_| program_text(&program().new_tree(&mut runner).unwrap().current()));
    let texts: Vec<String> = EXAMPLES.iter().map(|example| example.text.to_owned()).chain(random).collect();
    let texts: Vec<String> = texts.into_iter().chain([MIXED.to_owned()]).collect();
    folder.file("lists.json", &json!(texts).to_string());
    let code = "import json, interleave_run as own\nfor text in json.load(open('lists.json', encoding='utf-8')):\n    try:\n        \
        tasks = own.read_list(text).tasks\n        print(json.dumps([[task.name, task.at_ns, task.steps] for task in tasks]))\n    \
        except own.Refused as why:\n        print(json.dumps(str(why)))\n";
    folder.file("read.py", code);
    let output = Command::new("python3").current_dir(&folder.0).arg("read.py").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(said.len(), texts.len());
    let mut known = 0;
    for (text, said) in texts.iter().zip(&said) {
        let parsed = parse(text);
        if !parsed.is_runnable() || !can_measure(&parsed.program) {
            assert!(said.as_str().is_some_and(|why| why.ends_with('.')), "{said}\n{text}");
            continue;
        }
        known += 1;
        let tasks = Plan::of(&parsed.program).tasks;
        let tasks: Vec<Value> = tasks
            .iter()
            .map(|task| json!([task.name, task.at_ns, task.steps.iter().map(planned).collect::<Vec<_>>()]))
            .collect();
        assert_eq!(said, &Value::from(tasks), "{text}");
    }
    assert!(known > 10, "{known}");
}

fn planned(step: &Step<u64>) -> Value {
    let argument = match step {
        Step::Sleep(ns) | Step::Block(ns) | Step::Cpu(ns) | Step::Native(ns) => json!(ns),
        Step::Print(text) | Step::Fail(None, text) | Step::Lock(text, None) | Step::Unlock(text) => json!(&**text),
        _ => Value::Null,
    };
    json!([step.keyword(), argument])
}

#[test]
fn what_it_cannot_do_it_refuses_in_a_sentence() {
    if !has_python() {
        return;
    }
    let folder = Folder::new("refusals");
    folder.file("good.list", "task a\n");
    folder.file("locks.list", "task a\n  lock x\n  lock y\n");
    folder.file("later.list", "task a timeout 3s\n");
    folder.file("queues.list", "task a\n  send q\n");
    folder.file("none.list", "# nothing\n");
    fs::write(folder.0.join("bytes.list"), [0xff, 0xfe, 0x00]).unwrap();
    let wrong: [(&[&str], &str); 10] = [
        (&["locks.list"], "while it holds “x”"),
        (&["queues.list"], "Line 2: “send q”"),
        (&["later.list"], "Line 1: “timeout”"),
        (&["none.list"], "no task"),
        (&["bytes.list"], "UTF-8"),
        (&["missing.list"], "can't be read"),
        (&[], "LIST"),
        (&["good.list", "--models", "fibers"], "“fibers”"),
        (&["good.list", "--repeat", "0"], "from 1 to 1000"),
        (&["good.list", "--out", "nowhere/a.json"], "no folder"),
    ];
    for (arguments, why) in wrong {
        let output = folder.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            said.lines().count() == 1 && said.contains(why) && said.trim_end().ends_with('.'),
            "{arguments:?}: {said}"
        );
    }
    assert!(!folder.0.join("interleave-cpython.json").exists());
}

#[cfg(unix)]
#[test]
fn what_was_measured_stays_when_it_is_broken_off() {
    if !has_python() {
        return;
    }
    let folder = Folder::new("broken-off");
    folder.file("a.list", "task a x4\n  sleep 100ms\n");
    let mut command = Command::new("python3");
    command.current_dir(&folder.0).args(["interleave_run.py", "a.list", "--models", "gil,pool", "--repeat", "500"]);
    let said = fs::File::create(folder.0.join("said")).unwrap();
    let mut child = command.stderr(said).stdout(Stdio::null()).spawn().unwrap();
    while fs::read_to_string(folder.0.join("said")).unwrap().lines().count() < 2 {
        thread::sleep(Duration::from_millis(20));
        assert!(child.try_wait().unwrap().is_none(), "it goes on until it is told to end");
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let status = child.wait().unwrap();
    let said = fs::read_to_string(folder.0.join("said")).unwrap();
    assert_eq!(status.code(), Some(130), "{said}");
    let results = sound(&folder.0.join("interleave-cpython.json"));
    assert_eq!(results.series.len(), 1);
    assert!((2..500).contains(&results.series[0].records.len()), "{said}");
}

#[test]
fn a_list_that_it_cannot_run_is_not_offered() {
    let offered = |text: &str| Format::programs(&parse(text)).contains(&Format::Measuring);
    assert!(offered(MIXED));
    for text in [
        "task a\n  lock x\n  lock y\n",
        "task a times 2\n  lock x\n",
        "task a\n  unlock x\n",
        "limit x 2 every 1s\ntask a\n  lock x\n",
        "queue x 2\ntask a\n",
        "slots 2 room 1\ntask a\n",
        "task a times forever timeout 1s\n",
        "task a\n  slep 1s\n",
    ] {
        assert!(!offered(text), "{text}");
    }
    let mut state = page();
    act(&mut state, Action::Edit("task a\n  meet x\n".to_owned()));
    assert_eq!(try_written(&mut state, Format::Measuring), None);
}
