//! What files of version 2 may hold that a page doesn't show, or not all of: it opens with everything else, and says so.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::rc::Rc;

use interleave::app::files::Format;
use interleave::app::{Moment, State, notice_text};
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::engine::{Calibration, Model};
use interleave::formats::results::{
    Environment, Fields, Origin, Results, Scalar, Series, Subject, read, write, write_v1,
};
use interleave::program::{Plan, parse};
use interleave::record::{self, Place, Recording};
use interleave::stats::{self, Session};
use interleave::time::MS;
use interleave::words;

use crate::app::page;
use crate::files::{open, written};
use crate::recorded::results;

const MACHINE: Machine = Machine { cores: 3, process_start_ns: 40 * MS, thread_start_ns: 0 };
const LIST: &str = "task a\n  sleep 30ms\n  print Hi\n";

/// What is done to a file.
type Change<'a> = &'a dyn Fn(&mut Results);

/// A page that has opened the file, changed like this.
fn opened(change: Change) -> State {
    let mut results = results(LIST, &MACHINE);
    change(&mut results);
    let mut state = page();
    open(&mut state, "run.json", &write(&results), Moment { clock_ms: 5e3, wall_ms: 5e3 });
    state
}

#[test]
fn what_cpython_ran_stands_in_the_panel_of_the_model_that_works_so() {
    let names = [
        ("CPython 3.11 asyncio", Some(Model::Async)),
        ("CPython 3.14 threading", Some(Model::Gil)),
        ("CPython 3.14 free-threaded threading", Some(Model::Threads)),
        ("CPython 3.9 ThreadPoolExecutor", Some(Model::Pool)),
        ("CPython 3.9 asyncio and an executor", Some(Model::Offload)),
        ("CPython asyncio", None),
        ("PyPy 3.11 asyncio", None),
        ("CPython 3.11 greenlets", None),
    ];
    for (name, like) in names {
        let state = opened(&|results| {
            results.series.truncate(2);
            results.series[1].subject = Subject::Foreign(name.to_owned());
            results.series[1].options = Fields::default();
        });
        let shown: Vec<Model> = Model::ALL
            .into_iter()
            .filter(|model| *model != Model::Sequential && state.panel(*model).view.is_some())
            .collect();
        assert_eq!(shown, like.into_iter().collect::<Vec<_>>(), "{name}: {:?}", state.notices);
        let Some(model) = like else { continue };
        let panel = state.panel(model);
        assert_eq!(panel.view.unwrap().subject.name(), name);
        assert!(panel.recording.is_some(), "it was measured elsewhere");
        let rows = state.comparison().rows;
        assert!(rows.iter().any(|row| row.subject.name() == name), "{name} is compared with what else the file holds");
    }
}

fn foreign(series: &mut Series) {
    series.subject = Subject::Foreign("Trio 0.27 nursery".to_owned());
    series.origin = Origin::Imported;
}

#[test]
fn what_can_not_be_shown_yet_is_named_and_all_else_is_shown() {
    let cases: [(&str, Change); 4] = [
        ("Trio 0.27 nursery", &|results| foreign(&mut results.series[1])),
        ("fibers", &|results| results.series[1].subject = Subject::Model("fibers".to_owned())),
        ("async of another machine", &|results| {
            results.series[1].environment = Some(Environment { cores: 3, ..results.environment.clone() });
        }),
        ("sequential a second time", &|results| results.series[1] = results.series[0].clone()),
    ];
    for (named, change) in cases {
        let state = opened(change);
        assert_eq!(state.notices, [], "{named}");
        let said = notice_text(&state.news).unwrap();
        assert!(
            said.ends_with(&format!("The file also holds what this Interleave can't show yet: {named}.")),
            "{said}"
        );
        assert_eq!(state.runs.len(), Model::ALL.len() - 1, "{named}");
        assert!(state.panel(Model::Async).view.is_none() && state.panel(Model::Threads).view.is_some());
    }
    let none = opened(&|results| {
        results.series.truncate(1);
        foreign(&mut results.series[0]);
    });
    let said = "run.json: This results file holds no run that this Interleave can show: it is of Trio 0.27 nursery. \
                Everything here is as it was.";
    assert_eq!(notice_text(&none.notices).as_deref(), Some(said));
}

#[test]
fn of_several_runs_the_median_is_shown_and_all_are_there() {
    let slower = |series: &Series, ns: u64| {
        let mut run = series.records[0].clone();
        for task in &mut run.tasks {
            task.ended_ns = task.ended_ns.map(|end_ns| end_ns + ns);
        }
        for (index, task) in run.tasks.iter().enumerate() {
            let last = run.spans.iter_mut().rev().find(|span| span.task as usize == index).unwrap();
            last.end_ns = task.ended_ns.unwrap();
        }
        run
    };
    let mut state = opened(&|results| {
        let series = &mut results.series[1];
        let more = [slower(series, 2 * MS), slower(series, MS)];
        series.records.extend(more);
    });
    assert_eq!(state.notices, []);
    let panel = state.panel(Model::Async);
    assert_eq!(panel.view.unwrap().timeline.makespan_ns, 31 * MS);
    let attempts = state.runs[&Model::Async].over().unwrap().series.attempts();
    let makespans_ns: Vec<u64> = attempts.iter().map(|attempt| attempt.figures.makespan_ns).collect();
    assert_eq!(makespans_ns, [30 * MS, 32 * MS, 31 * MS]);
    assert_eq!(read(&written(&mut state, Format::Results)).unwrap().series[1].records.len(), 3);
}

#[test]
fn figures_and_parts_that_are_not_those_of_the_spans_are_told() {
    let state = opened(&|results| {
        let run = &mut results.series[1].records[0];
        run.why.as_mut().unwrap().waiting_ns += 1;
        let makespan = run.stats.0.iter_mut().find(|(key, _)| key == "makespan_ns").unwrap();
        makespan.1 = Scalar::Whole(7);
    });
    let panel = state.panel(Model::Async);
    assert_eq!(panel.notes.len(), 2);
    assert!(panel.notes[0].starts_with("The figures in the file are not those of its spans"));
    assert!(panel.notes[1].starts_with("The parts of its time in the file don't add up"));
    assert_eq!(panel.view.unwrap().figures.makespan_ns, 30 * MS);
    assert_eq!(opened(&|results| results.series[1].records[0].why = None).panel(Model::Async).notes, [""; 0]);
}

#[test]
fn other_programs_write_numbers_their_own_way() {
    let text = write(&results(LIST, &MACHINE)).replace("\"speedup\":1.0", "\"speedup\":1").replace(":0.0,", ":0,");
    let mut state = page();
    open(&mut state, "run.json", &text, Moment::default());
    assert_eq!(state.notices, []);
    for model in Model::ALL {
        assert_eq!(state.panel(model).notes, [""; 0]);
    }
}

#[test]
fn a_session_is_written_without_what_is_only_expected_and_with_the_machines_of_the_rest() {
    let plan = Plan::of(&parse(LIST).program);
    let place = |cores: u32| Place {
        user_agent: "Mozilla/5.0 (test)".to_owned(),
        cores,
        isolated: true,
        clock_resolution_ns: 5_000,
        calibration: Calibration { iterations_per_second: 1_000 },
    };
    let recording = Recording { file: "lecture.json".to_owned(), place: place(8) };
    let origins = [record::Origin::Measured, record::Origin::Expected, record::Origin::Recorded(Rc::new(recording))];
    let series = [Model::Sequential, Model::Threads, Model::Async].into_iter().zip(origins).map(|(model, origin)| {
        stats::Series::of(origin, Rc::new(crate::arbitrary::record(model, simulate(&plan, model, &MACHINE), 3)))
    });
    let session = Session { text: LIST.into(), place: place(3), series: series.collect() };
    let results = Results::of(&session, words::note);
    let subjects: Vec<String> = results.series.iter().map(Series::label).collect();
    assert_eq!(subjects, ["sequential", "async"]);
    let [measured, recorded] = &results.series[..] else { panic!("{subjects:?}") };
    assert_eq!((measured.origin, &measured.environment), (Origin::Measured, &None));
    assert_eq!(recorded.origin, Origin::Recorded);
    assert_eq!(recorded.environment.as_ref().map(|environment| environment.cores), Some(8));
    assert_eq!(recorded.records[0].stats.get("speedup"), Some(&Scalar::Real(1.0)));
    assert_eq!(write_v1(&results), None, "version 1 has one machine");
    assert_eq!(read(&write(&results)), Ok(results));
}
