//! Rows of what tasks act on each other by, and the line from a wait to what ended it.

use interleave::chart::named::stretches;
use interleave::chart::names::row_names;
use interleave::chart::{Layout, Window, scene};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::program::{Plan, parse};
use interleave::stats::why::ended_by;
use interleave::time::MS;
use interleave::trace::{State, Timeline, Trace};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 0, thread_start_ns: 0 };

fn run(text: &str, model: Model) -> (Trace, Timeline) {
    let trace = simulate(&Plan::of(&parse(text).program), model, &MACHINE);
    let timeline = Timeline::of(&trace, None);
    (trace, timeline)
}

const LIMIT: &str = "limit db 2\ntask query x3\n  lock db\n  sleep 100ms\n  unlock db\n";

#[test]
fn a_limit_has_a_row_under_the_lanes_as_high_as_permits_were_taken() {
    let (trace, timeline) = run(LIMIT, Model::Threads);
    let layout = Layout::of(&trace.lanes, &timeline);
    let [row] = layout.named[..] else { panic!("one row for one thing") };
    let lowest = layout.strips.iter().map(|strip| strip.top_px + strip.height_px).fold(0.0, f64::max);
    assert!(row.top_px > lowest && row.top_px + row.height_px < layout.height_px);
    let window = Window { start_ns: 0, end_ns: 200 * MS, width_px: 200.0 };
    let drawn = stretches(&timeline, &layout, &window);
    // Two of two for the first 100 ms, then one.
    assert_eq!(drawn.len(), 2, "{drawn:?}");
    assert_eq!((drawn[0][0], drawn[0][2], drawn[0][3]), (0.0, 100.0, row.height_px));
    assert_eq!((drawn[1][0], drawn[1][2], drawn[1][3]), (100.0, 100.0, row.height_px / 2.0));
    assert_eq!(scene(&timeline, &layout, &window).named, drawn);
    let names = row_names(&layout, &trace.lanes, &trace.tasks, [&timeline; 2]);
    let name = names.last().unwrap();
    assert_eq!((&*name.text, &*name.full), ("db", "limit db: at most 2 of 2"));
}

#[test]
fn what_is_narrower_than_a_pixel_is_as_high_as_it_ever_was() {
    let text = "task producer\n  send q\n  send q\n  send q\n  sleep 10ms\ntask consumer after producer\n  receive q\n  receive q\n  sleep 10ms\n  receive q\n";
    let (trace, timeline) = run(text, Model::Async);
    let layout = Layout::of(&trace.lanes, &timeline);
    let window = Window { start_ns: 0, end_ns: 20 * MS, width_px: 20.0 };
    let drawn = stretches(&timeline, &layout, &window);
    let most = drawn.iter().map(|stretch| stretch[3]).fold(0.0, f64::max);
    assert!((most - layout.named[0].height_px).abs() < 1e-9);
    // No two lie over each other.
    for pair in drawn.windows(2) {
        assert!(pair[0][0] + pair[0][2] <= pair[1][0], "{pair:?}");
    }
}

#[test]
fn a_wait_leads_to_the_span_that_ended_it() {
    let (trace, timeline) = run(LIMIT, Model::Threads);
    let wait = timeline.spans.iter().position(|span| span.state == State::Locked).expect("one waits");
    let by = ended_by(&trace.tasks, &trace.lanes, &timeline, wait).expect("another one ended it");
    assert_ne!(timeline.spans[by].task, timeline.spans[wait].task);
    assert_eq!(timeline.spans[by].end_ns, timeline.spans[wait].end_ns);
    let asleep = timeline.spans.iter().position(|span| span.state == State::Blocked).expect("one sleeps");
    assert_eq!(ended_by(&trace.tasks, &trace.lanes, &timeline, asleep), None, "its timer ended that");
}
