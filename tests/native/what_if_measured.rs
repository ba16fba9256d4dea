//! Real runs on curves, as the module has them: which are wanted, what was measured, and where it stands again.

use interleave::engine::Model;
use interleave::stats::what_if::Reading;
use interleave::time::MS;
use interleave::wire::what_if::{Order, Question, Report, Wanted};

use crate::what_if_module::{CALLS, Page, question, words};

/// A run that took so long.
fn reading(ms: u64) -> Reading {
    Reading { makespan_ns: ms * MS, latency_p50_ns: ms * MS / 2, latency_p95_ns: ms * MS, finished: 12 }
}

/// What the module has told the page last of what was measured.
fn samples(page: &Page) -> Vec<u8> {
    let told = page.others.iter().rev();
    let mut samples = told.filter_map(|report| match report {
        Report::Samples { text, samples } if text == CALLS => Some(samples.clone()),
        _ => None,
    });
    samples.next().unwrap()
}

#[test]
fn what_is_repeated_lies_where_its_runs_lie_and_stays_where_it_is_stopped() {
    let mut page = Page::asking(Question { models: vec![Model::Pool], times: 5, ..question(CALLS) });
    assert!(words(page.part("what-if-controls")).contains("Measure"));
    page.happen("measure-here", "click", "", 0.0);
    let Some(Report::Measure { wanted, times }) = page.others.pop() else { panic!("runs are wanted") };
    assert_eq!((wanted.len(), times), (1, 5));
    let ticket = wanted[0].ticket;
    for ms in [410, 400, 430] {
        page.order(&Order::Measured { ticket, reading: Some(reading(ms)) });
    }
    // One in which nothing was measured ends no other.
    page.order(&Order::Measured { ticket, reading: None });
    page.settle();
    assert_eq!(page.part("what-if-status"), "Measuring: 4 of 5 runs are over, about 1 s left");
    page.order(&Order::NoMore);
    page.settle();
    assert_eq!(page.part("what-if-status"), "");
    let readout = words(page.part("what-if-readout"));
    assert!(readout.contains("410 ms measured, 400 ms to 430 ms in 3 runs"), "{readout}");
    // One that comes late is nobody's.
    page.order(&Order::Measured { ticket, reading: Some(reading(900)) });
    page.settle();
    assert!(words(page.part("what-if-readout")).contains("3 runs"));
}

#[test]
fn what_was_measured_is_told_and_stands_on_the_next_curve_of_the_same() {
    let models = vec![Model::Pool];
    let mut page = Page::asking(Question { models: models.clone(), ..question(CALLS) });
    page.happen("measure-here", "click", "", 0.0);
    let ticket = page.wanted()[0].ticket;
    page.order(&Order::Measured { ticket, reading: Some(reading(404)) });
    page.settle();
    let samples = samples(&page);
    let again = Page::asking(Question { models: models.clone(), samples: samples.clone(), ..question(CALLS) });
    assert!(words(again.part("what-if-readout")).contains("400 ms expected 404 ms measured"));
    assert!(again.part("what-if-curve").contains(">measured</text>"), "the key says which points are which");
    let tells = again.others.iter().any(|report| matches!(report, Report::Samples { .. }));
    assert!(!tells, "what it was told it doesn't tell");
    // Another list has none of it; back at this one, it stands there again.
    let mut again = again;
    again.order(&Order::Ask(Box::new(Question { models: models.clone(), ..question("task call x3\n  block 10ms") })));
    again.settle();
    assert!(!words(again.part("what-if-readout")).contains("measured"));
    let back = Question { models: models.clone(), samples: samples.clone(), ..question(CALLS) };
    again.order(&Order::Ask(Box::new(back)));
    again.settle();
    assert!(words(again.part("what-if-readout")).contains("404 ms measured"));
    // Along another axis the pool has the size that is chosen; what was measured with another one isn't there.
    let along = |slots: u32| {
        let choices = format!("axis=tasks height=makespan_ns slots={slots} at=1");
        let asked = Question { models: models.clone(), choices, samples: samples.clone(), ..question(CALLS) };
        words(Page::asking(asked).part("what-if-readout"))
    };
    assert!(!along(6).contains("measured"), "it was measured along another axis");
    let mut page = Page::asking(Question {
        models: models.clone(),
        choices: "axis=tasks height=makespan_ns slots=3 at=1".to_owned(),
        ..question(CALLS)
    });
    page.happen("measure-here", "click", "", 0.0);
    let ticket = page.wanted()[0].ticket;
    page.order(&Order::Measured { ticket, reading: Some(reading(808)) });
    page.settle();
    assert!(words(page.part("what-if-readout")).contains("808 ms measured"));
    page.happen("slots", "change", "4", 0.0);
    assert!(!words(page.part("what-if-readout")).contains("measured"));
    page.happen("slots", "change", "3", 0.0);
    assert!(words(page.part("what-if-readout")).contains("808 ms measured"));
}

#[test]
fn a_knee_is_measured_from_both_sides() {
    let list = "task request x100 every 20ms\n  cpu 20ms\n  sleep 100ms";
    let choices = "axis=arrivals height=latency_p95_ns slots=40".to_owned();
    let models = vec![Model::Async, Model::Pool];
    let mut page = Page::asking(Question { models, choices, ..question(list) });
    page.happen("measure", "click", "", 0.0);
    let gap_of = |wanted: &Wanted| (wanted.plan.tasks[1].at_ns - wanted.plan.tasks[0].at_ns) / MS;
    let wanted = page.wanted();
    let gaps_ms: Vec<u64> = wanted.iter().filter(|run| run.model == Model::Pool).map(gap_of).collect();
    // One core's worth arrives every 20 ms, that of two every 10.
    let is_between = |from: u64, to: u64| gaps_ms.iter().any(|gap| (from..=to).contains(gap));
    assert!(is_between(20, 25) && is_between(12, 19), "{gaps_ms:?}");
    assert!(is_between(10, 12) && is_between(5, 9), "{gaps_ms:?}");
    assert!(wanted.iter().all(|run| run.options.pool == 40));
}
