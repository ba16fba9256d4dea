//! Runs programs by the python3 of this machine, and compares what they print with what the simulator prints.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these are its helpers")]

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup, foresee};
use interleave::engine::{CopySpeed, FileSpeed, Model, Options};
use interleave::formats::python::{Dialect, Unsaid, write};
use interleave::program::{DurationRange, Durations, Plan, Program, Step, Value};
use interleave::time::MS;
use interleave::trace::Timeline;

/// So far things have to lie apart to have an order that can be relied on.
const APART_NS: u64 = 12 * MS;
/// How long the run of a list may take at the first try.
const LENGTH_NS: u64 = 250 * MS;
/// How often a list is expected, each time with other disturbances.
const DISTURBANCES: u64 = 10;
/// How many programs run at once; most of them wait.
const AT_ONCE: usize = 8;
/// A program that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whether there is a python3 here.
pub fn has_python() -> bool {
    Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// What became of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It printed the lines that were expected, in their order.
    SameOrder,
    /// It printed those lines, whose order nobody can know.
    SameLines,
    /// It ran to its end; what it prints nobody can know.
    Ran,
    /// Something else.
    Wrong(String),
}

/// What is known of what a list prints.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Expected {
    Order(Vec<String>),
    Lines(Vec<String>),
    Anything,
}

/// A list that is to be run as a program.
#[derive(Debug)]
pub struct Case {
    name: String,
    program: Program,
    dialect: Dialect,
}

fn model(dialect: Dialect) -> Model {
    match dialect {
        Dialect::Asyncio => Model::Async,
        Dialect::Threads => Model::Gil,
        Dialect::ThreadPool => Model::Pool,
        Dialect::Processes => Model::Processes,
        Dialect::ProcessPool => Model::ProcessPool,
        Dialect::AsyncioPool => Model::Offload,
    }
}

/// The sizes of pools, whatever machine the tests run on.
fn size(program: &Program) -> u32 {
    program.slots.map_or(3, |slots| slots.size)
}

fn text(program: &Program, dialect: Dialect) -> String {
    write(program, dialect, Some(size(program)), marked)
}

/// What no list is compared for.
fn is_grave(unsaid: &Unsaid) -> bool {
    !matches!(unsaid, Unsaid::Draws | Unsaid::FirstCome | Unsaid::Request(_))
}

fn marked(unsaid: &Unsaid) -> String {
    if is_grave(unsaid) { "GRAVE".to_owned() } else { format!("{unsaid:?}").to_uppercase() }
}

impl Case {
    /// The program of this list; `None` if its run would be stuck, as Python's would be, or the program says itself that
    /// it does something else.
    pub fn of(name: &str, program: &Program, dialect: Dialect) -> Option<Self> {
        let program = without_ranges(program);
        let length_ns = lines(&program, dialect)?.1;
        let program = stretched(&program, LENGTH_NS.min(length_ns.max(1)) as f64 / length_ns.max(1) as f64);
        let case = Self { name: format!("{name} {dialect:?}"), program, dialect };
        let source = text(&case.program, dialect);
        (!source.contains("# GRAVE")).then_some(case)
    }

    /// The list with longer durations.
    fn stretched(&self, factor: f64) -> Self {
        let (name, dialect) = (self.name.clone(), self.dialect);
        Self { name, dialect, program: stretched(&self.program, factor) }
    }

    /// What is known of what it prints: what the simulator prints, however others disturb it a bit.
    fn expected(&self) -> Option<Expected> {
        if self.is_told_late() {
            return Some(Expected::Anything);
        }
        let is_ordered = !text(&self.program, self.dialect).contains("# FIRSTCOME");
        let (first, _) = lines(&self.program, self.dialect)?;
        let mut expected = if is_ordered { Expected::Order(first) } else { Expected::Lines(sorted(first)) };
        for seed in 0..DISTURBANCES {
            let (other, _) = lines(&disturbed(&self.program, self.dialect, seed), self.dialect)?;
            expected = match expected {
                Expected::Order(first) if first == other => Expected::Order(first),
                Expected::Order(first) if sorted(first.clone()) == sorted(other.clone()) => {
                    Expected::Lines(sorted(first))
                }
                Expected::Lines(first) if first == sorted(other) => Expected::Lines(first),
                _ => Expected::Anything,
            };
        }
        Some(expected)
    }

    /// Whether a task may be told to end in the turn of its loop in which its wait is over anyway: asyncio lets it go on then.
    fn is_told_late(&self) -> bool {
        let is_told = self
            .program
            .tasks
            .iter()
            .any(|task| task.how.until.is_some() || task.how.together.is_some() || task.how.timeout.is_some());
        let holds = self.program.tasks.iter().flat_map(|task| &task.steps).any(Step::holds);
        self.dialect.is_async() && is_told && holds
    }

    fn run(&self, folder: &Path) -> Result<Verdict, String> {
        // Where some order gets stuck it may hang here.
        let Some(expected) = self.expected() else { return Ok(Verdict::Ran) };
        let source = text(&self.program, self.dialect);
        let file = folder.join(format!("{}.py", self.name.replace(' ', "_")));
        fs::write(&file, &source).unwrap();
        let printed = printed(&file).map_err(|why| format!("{}: {why}\n{source}", self.name))?;
        let (is_same, verdict, wanted) = match &expected {
            Expected::Order(lines) => (*lines == printed, Verdict::SameOrder, lines),
            Expected::Lines(lines) => (*lines == sorted(printed.clone()), Verdict::SameLines, lines),
            Expected::Anything => return Ok(Verdict::Ran),
        };
        let why = || format!("{}: expected {wanted:?} as {verdict:?}, and it printed {printed:?}\n{source}", self.name);
        if is_same { Ok(verdict) } else { Err(why()) }
    }
}

/// Runs all, several at once. What goes wrong on a busy machine is tried again with longer durations.
pub fn run_all(cases: &[Case]) -> Vec<Verdict> {
    let folder = std::env::temp_dir().join(format!("interleave-python-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let queue: Mutex<VecDeque<&Case>> = Mutex::new(cases.iter().collect());
    let verdicts = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(case) = queue.lock().unwrap().pop_front() else { return };
                    let tries = [1.0, 2.0, 5.0].into_iter().map(|factor| case.stretched(factor).run(&folder));
                    let mut verdict = Verdict::Ran;
                    for tried in tries {
                        match tried {
                            Ok(good) => {
                                verdict = good;
                                break;
                            }
                            Err(why) => verdict = Verdict::Wrong(why),
                        }
                    }
                    verdicts.lock().unwrap().push(verdict);
                }
            });
        }
    });
    fs::remove_dir_all(&folder).unwrap();
    verdicts.into_inner().unwrap()
}

/// What a program prints.
fn printed(file: &Path) -> Result<Vec<String>, String> {
    let (out, err) = (file.with_extension("out"), file.with_extension("err"));
    let open = |path: &Path| fs::File::create(path).unwrap();
    let mut child = Command::new("python3").arg(file).stdout(open(&out)).stderr(open(&err)).spawn().unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err("it hangs".to_owned());
        }
        thread::sleep(Duration::from_millis(5));
    };
    let said = fs::read_to_string(&err).unwrap();
    if !status.success() || said.contains("SyntaxError") || said.contains("NameError") || said.contains("UnboundLocal")
    {
        return Err(format!("{status}\n{said}"));
    }
    Ok(fs::read_to_string(&out).unwrap().lines().map(timeless).collect())
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

/// A line that only says how long it has been is any such line.
fn timeless(line: &str) -> String {
    let is_time = line
        .split_once(' ')
        .is_some_and(|(number, unit)| number.parse::<f64>().is_ok() && ["s", "ms", "µs", "ns"].contains(&unit));
    if is_time { "some time".to_owned() } else { line.to_owned() }
}

/// What the simulator prints, and how long it takes; `None` if it gets stuck.
fn lines(program: &Program, dialect: Dialect) -> Option<(Vec<String>, u64)> {
    let size = size(program) as usize;
    let setup = Setup {
        options: Options { pool: size, process_pool: size, offload: size, ..Options::for_cores(2) },
        machine: Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 },
        lateness: Lateness::default(),
        interference: Interference::default(),
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: usize::MAX,
    };
    let (trace, halt) = foresee(&Plan::of(program), model(dialect), &setup)?;
    let timeline = Timeline::of(&trace, None);
    let lines = timeline.output.iter().map(|line| timeless(&line.text)).collect();
    halt.is_none().then_some((lines, timeline.makespan_ns))
}

/// What lasts so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Computing,
    Holding,
    Timer,
}

/// The same list with other durations.
fn with_durations(program: &Program, mut change: impl FnMut(DurationRange, Part) -> DurationRange) -> Program {
    let mut program = program.clone();
    for task in &mut program.tasks {
        for range in [&mut task.at, &mut task.every, &mut task.how.timeout].into_iter().flatten() {
            *range = change(*range, Part::Timer);
        }
        if let Some(every) = task.how.retry.as_mut().and_then(|retry| retry.every.as_mut()) {
            *every = change(*every, Part::Timer);
        }
        for step in &mut task.steps {
            let part = match step {
                Step::Cpu(_) | Step::Native(_) => Part::Computing,
                Step::Block(_) | Step::Fetch(..) => Part::Holding,
                _ => Part::Timer,
            };
            let changed = |durations: &Durations, change: &mut dyn FnMut(DurationRange, Part) -> DurationRange| {
                let mut ranges: Vec<DurationRange> = durations.all().iter().map(|range| change(*range, part)).collect();
                if ranges.len() == 1 { ranges.remove(0).into() } else { Durations::ByCopy(ranges.into()) }
            };
            let within = step.within().map(|within| changed(within, &mut change));
            *step = step.map(|lasting| changed(lasting, &mut change), |_| within.unwrap());
        }
    }
    program
}

/// Whole steps of ten milliseconds, and nothing that is drawn: Python draws others.
fn without_ranges(program: &Program) -> Program {
    with_durations(program, |range, _| {
        let ns = (range.min_ns / (10 * MS) + 1) * 10 * MS;
        DurationRange { min_ns: ns, max_ns: ns }
    })
}

fn stretched(program: &Program, factor: f64) -> Program {
    with_durations(program, |range, _| {
        let ns = (range.min_ns as f64 * factor / 1000.0).round() as u64 * 1000;
        DurationRange { min_ns: ns, max_ns: ns }
    })
}

/// The list as it might be with other things going on. What waits as long still waits as long on a loop; threads may
/// linger wherever they come.
fn disturbed(program: &Program, dialect: Dialect, seed: u64) -> Program {
    let mut drawn = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = move |most: u64| {
        drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (drawn >> 33) % most.max(1)
    };
    // How long computing takes on a busy machine nobody knows.
    let longer = [0, 1, 3, 10, 30];
    let mut known: Vec<(u64, u64)> = Vec::new();
    let mut disturbed = with_durations(program, |range, part| {
        let ns = range.min_ns;
        let more = draw(APART_NS)
            + match part {
                Part::Computing => longer[draw(5) as usize] * ns,
                Part::Holding | Part::Timer => draw(ns / 20),
            };
        let same = known
            .iter()
            .find(|(other, _)| *other == ns && dialect.is_async() && part == Part::Timer)
            .map(|(_, more)| *more);
        let more = same.unwrap_or_else(|| {
            if part == Part::Timer {
                known.push((ns, more));
            }
            more
        });
        DurationRange { min_ns: ns + more, max_ns: ns + more }
    });
    disturbed.seed = seed;
    if !dialect.is_async() {
        let lingering = Step::Block(DurationRange { min_ns: 0, max_ns: APART_NS }.into());
        for task in &mut disturbed.tasks {
            let behind_lines = |step: Step| match step {
                Step::Print(_) => vec![lingering.clone(), step],
                step => vec![step],
            };
            task.steps = std::mem::take(&mut task.steps).into_iter().flat_map(behind_lines).collect();
            task.steps.insert(0, lingering.clone());
        }
    }
    disturbed
}

#[test]
fn what_is_sent_keeps_its_kind_when_it_is_stretched() {
    let text = "task a\n  send q 20ms\n  send q pear\ntask b times 2\n  receive q\n  print {item}\n";
    let twice = stretched(&interleave::program::parse(text).program, 2.0);
    let Step::Send(_, Some(Value::Lasting(lasting)), _) = &twice.tasks[0].steps[0] else { panic!("it is a duration") };
    assert_eq!(lasting.all()[0].min_ns, 40 * MS);
    assert_eq!(lines(&twice, Dialect::Asyncio).unwrap().0, ["40ms", "pear"]);
}
