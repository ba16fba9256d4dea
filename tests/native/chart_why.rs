//! The critical path as a picture: its bar on the axis, parts of bars side by side, and where its parts lie in a diagram.

use interleave::app::{Action, LookAction, Pointed};
use interleave::chart::why::{marked_path, pieces, stacked};
use interleave::chart::{Arrangement, Plot, Window};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::program::Plan;
use interleave::stats::Analysis;
use interleave::stats::Why;
use interleave::stats::why::Cause;
use interleave::time::{MS, SECOND};
use interleave::trace::Timeline;
use interleave::words::part_texts;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{cases, machine, plan};
use crate::look::{COUNT, act, page, press};

fn view(text: &str) -> std::rc::Rc<Analysis> {
    page(text).panel(Model::Async).view.unwrap()
}

fn window(end_ns: u64) -> Window {
    Window { start_ns: 0, end_ns, width_px: 100.0 }
}

#[test]
fn the_bar_stands_under_what_it_tells_of() {
    let view = view("task a\n  sleep 300ms\n  cpu 700ms\n");
    let bar = pieces(view.why.as_ref().unwrap(), &window(2 * SECOND));
    let told: Vec<_> = bar.iter().map(|piece| (piece.cause, piece.left_px, piece.width_px)).collect();
    assert_eq!(told, [(Cause::Waiting, 0, 15), (Cause::Computing, 15, 35)]);
}

#[test]
fn a_part_too_small_for_a_pixel_is_seen_all_the_same() {
    // 1 ms of computing in a second, between two waits.
    let view = view("task a\n  sleep 500ms\n  cpu 1ms\n  sleep 499ms\n");
    let bar = pieces(view.why.as_ref().unwrap(), &window(SECOND));
    let told: Vec<_> = bar.iter().map(|piece| (piece.cause, piece.left_px, piece.width_px)).collect();
    assert_eq!(told, [(Cause::Waiting, 0, 50), (Cause::Computing, 50, 2), (Cause::Waiting, 52, 48)]);
}

#[test]
fn small_parts_beside_each_other_cut_neither() {
    let parsed = interleave::program::parse("task a\n  cpu 1ms\n  sleep 998ms\n");
    let machine = Machine { cores: 2, process_start_ns: MS, thread_start_ns: 0 };
    let trace = simulate(&Plan::of(&parsed.program), Model::Processes, &machine);
    let bar = pieces(&Why::of(&trace, &Timeline::of(&trace, None)), &window(SECOND));
    let mut small: Vec<_> = bar.iter().map(|piece| (piece.cause, piece.width_px)).collect();
    small.sort_by_key(|(cause, _)| *cause);
    assert_eq!(small, [(Cause::Waiting, 96), (Cause::Computing, 2), (Cause::Starting, 2)], "{bar:?}");
    // Of two that are the largest, one makes room for the small ones.
    let stack = stacked(&[(Cause::Waiting, SECOND), (Cause::Computing, SECOND), (Cause::Other, 1)], 2 * SECOND);
    let end = stack.iter().map(|part| part.left + part.width).fold(0.0, f64::max);
    assert!((end - 100.0).abs() < 1e-6, "{stack:?}");
}

#[test]
fn parts_beside_each_other_are_as_wide_as_they_are_long_and_can_all_be_seen() {
    let parts = [(Cause::Waiting, 400 * MS), (Cause::Computing, 100 * MS)];
    let widths: Vec<_> = stacked(&parts, SECOND).iter().map(|part| (part.left, part.width)).collect();
    assert_eq!(widths, [(0.0, 40.0), (40.0, 10.0)]);
    let bar = stacked(&[(Cause::Waiting, SECOND), (Cause::Lateness, MS)], SECOND + MS);
    assert!(bar[1].width >= 0.9, "{bar:?}");
    assert!((bar[1].left + bar[1].width - 100.0).abs() < 1e-9, "at the cost of the largest: {bar:?}");
}

#[test]
fn a_part_stands_beside_the_expected_one_where_they_differ() {
    let measured = view("task a\n  sleep 300ms\n  cpu 613ms\n");
    let why = |view: &Analysis| view.why.clone().unwrap();
    let told = |expected: &str, resolution_ns| {
        let texts = part_texts(&why(&measured), Some(&view(expected)), resolution_ns);
        texts
            .iter()
            .map(|part| format!("{} {} {}", part.cause.word(), part.time, part.beside.as_deref().unwrap_or("-")))
            .collect::<Vec<_>>()
    };
    let same = "task a\n  sleep 300ms\n  cpu 600ms\n";
    assert_eq!(told(same, 5_000), ["waiting 300 ms -", "computing 613 ms (expected 600 ms)"]);
    assert_eq!(
        told("task a\n  cpu 613ms\n", 5_000),
        ["waiting 300 ms -", "computing 613 ms -"],
        "nothing was expected"
    );
    let missing = part_texts(&why(&view("task a\n  cpu 1ms\n")), Some(&measured), 5_000);
    assert_eq!(missing[0].beside.as_deref(), Some("(expected 300 ms)"), "what did not come is told");
    let before = measured.laid_under(&measured);
    let missing = part_texts(&why(&view("task a\n  cpu 1ms\n")), Some(&before), 5_000);
    assert_eq!(missing[0].beside.as_deref(), Some("(before 300 ms)"));
    let sum: u64 = part_texts(&why(&measured), None, 1).iter().map(|part| part.ns).sum();
    assert_eq!(sum, why(&measured).makespan_ns());
}

#[test]
fn pointing_at_a_part_marks_its_spans_and_ends_with_escape_or_a_new_run() {
    let mut state = page(COUNT);
    let pointed = Pointed { model: Some(Model::Async), cause: Cause::Waiting };
    let point = |state: &mut _, pointed| act(state, Action::Look(LookAction::Point(pointed)), 6000.0);
    point(&mut state, Some(pointed));
    assert_eq!(state.look.pointed_in(Model::Async), Some(Cause::Waiting));
    assert_eq!(state.look.pointed_in(Model::Threads), None);
    point(&mut state, Some(Pointed { model: None, ..pointed }));
    assert_eq!(state.look.pointed_in(Model::Threads), Some(Cause::Waiting));
    press(&mut state, "Escape");
    assert_eq!(state.look.pointed, None);
    point(&mut state, Some(pointed));
    act(&mut state, Action::Run(Model::Async), 7000.0);
    assert_eq!(state.look.pointed, None);
    assert!(state.panel(Model::Async).view.unwrap().why.is_none(), "nothing is told of a run that goes on");
}

#[test]
fn what_is_marked_is_where_the_span_is_drawn() {
    let view = view("task a\n  sleep 300ms\n  cpu 700ms\ntask b\n  sleep 100ms\n");
    let window = window(SECOND);
    let plot = Plot::default().grown(&view.lanes, &view.timeline, &Arrangement::default());
    let why = view.why.as_ref().unwrap();
    let path = |cause| marked_path(&plot, &view.timeline, why, cause, &window);
    let row = plot.layout.strips[0];
    let computing = format!("M30 {:.1}H100v{:.1}H30z", row.top_px - 1.0, row.height_px + 2.0);
    assert_eq!(path(Cause::Computing), computing);
    assert!(path(Cause::Waiting).starts_with("M0 "), "{}", path(Cause::Waiting));
    assert_eq!(path(Cause::Starting), "");
    let later = Window { start_ns: 400 * MS, ..window };
    assert_eq!(marked_path(&plot, &view.timeline, why, Cause::Waiting, &later), "", "it is out of view");
}

#[test]
fn ten_thousand_stretches_are_marked_by_no_more_rectangles_than_pixels() {
    let view = view("task a x10000\n  sleep 1ms\n  cpu 1ms\n");
    let why = view.why.as_ref().unwrap();
    assert!(why.path().len() >= 10_000);
    let window = window(why.makespan_ns());
    let plot = Plot::default().grown(&view.lanes, &view.timeline, &Arrangement::default());
    assert!(marked_path(&plot, &view.timeline, why, Cause::Computing, &window).matches('M').count() <= 100);
    assert!(pieces(why, &window).len() <= 100);
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn bars_have_no_gaps_and_leave_nothing_out(
        plan in plan(), model in select(&Model::ALL[..]), machine in machine(), width_px in 20.0..400.0_f64,
    ) {
        let trace = simulate(&plan, model, &machine);
        let why = Why::of(&trace, &Timeline::of(&trace, None));
        let bar = pieces(&why, &Window { start_ns: 0, end_ns: why.makespan_ns().max(1), width_px });
        let mut reached_px = 0;
        for piece in &bar {
            prop_assert_eq!(piece.left_px, reached_px);
            reached_px += piece.width_px;
        }
        prop_assert_eq!(reached_px, if why.makespan_ns() > 0 { width_px as usize } else { 0 });
        for (cause, _) in why.parts() {
            prop_assert!(bar.iter().any(|piece| piece.cause == cause), "{}", cause.word());
        }
        let parts: Vec<_> = why.parts().collect();
        let stack = stacked(&parts, why.makespan_ns());
        prop_assert_eq!(stack.len(), parts.len());
        prop_assert!(stack.iter().all(|part| part.width >= 0.9));
    }
}
