//! The picture of many spans, made of pixels and kept from one picture to the next: nothing that happened is missing,
//! and what was kept is what would have been made anew.

use std::rc::Rc;

use interleave::chart::palette::Theme;
use interleave::chart::{Arrangement, Behind, Index, Layout, Picture, Plot, Raster, Rows, Style, Window};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::trace::{Event, State, TaskId, Timeline, Trace};
use proptest::prelude::*;

use crate::arbitrary::{cases, machine, plan};

/// A window of a run: from one share of it to another.
fn window(makespan_ns: u64, from: f64, share: f64, width_px: f64) -> Window {
    let start_ns = (makespan_ns as f64 * from) as u64;
    Window { start_ns, end_ns: start_ns + ((makespan_ns as f64 * share) as u64).max(20_000), width_px }
}

fn painted(index: &Index, layout: &Layout, window: Window, scale: f64) -> (usize, Vec<u32>) {
    let picture = Picture { index, layout, style: Style::Solid, behind: None, window, theme: Theme::Light, scale };
    let width = picture.width();
    (width, Raster::default().paint(&picture, 0..width).to_vec())
}

/// The trace as it was when only events up to a moment had come in.
fn up_to(trace: &Trace, at_ns: u64) -> Trace {
    let mut early = Trace::new(trace.clock_resolution_ns, trace.lanes.clone(), trace.tasks.clone());
    let events: Vec<Event> = (0..trace.tasks.len() as u32)
        .flat_map(|task| trace.events(TaskId(task)).filter(|event| event.at_ns <= at_ns).copied())
        .collect();
    early.extend(&events);
    early
}

fn layouts(trace: &Trace, timeline: &Timeline) -> [Rc<Layout>; 2] {
    let by_task = Arrangement { rows: Rows::Tasks, ..Arrangement::default() };
    [Rc::new(Layout::of(&trace.lanes, timeline)), Rc::new(Layout::arranged(&trace.lanes, timeline, &by_task))]
}

fn model() -> impl Strategy<Value = Model> {
    (0..Model::ALL.len()).prop_map(|model| Model::ALL[model])
}

/// No two dots of a line are farther from each other.
const DOTS_APART_PX: f64 = 6.0;

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn every_span_in_the_window_marks_a_pixel_of_its_strip(
        plan in plan(), machine in machine(), model in model(), from in 0.0..0.9, share in 0.01..1.1, width_px in 40.0..900.0,
        scale in prop_oneof![Just(1.0), Just(1.5), Just(2.0)],
    ) {
        let trace = simulate(&plan, model, &machine);
        let timeline = Timeline::of(&trace, None);
        let window = window(timeline.makespan_ns, from, share, width_px);
        for layout in layouts(&trace, &timeline) {
            let (width, pixels) = painted(&Index::of(&timeline, &layout), &layout, window, scale);
            let (_, empty) = painted(&Index::default(), &layout, window, scale);
            for (index, span) in timeline.spans.iter().enumerate() {
                let (left, right) = (window.x_px(span.start_ns) * scale, window.x_px(span.end_ns) * scale);
                if right < 1.0 || left > width as f64 - 1.0 {
                    continue;
                }
                let strip = layout.strips[layout.strip_of(index, span).unwrap()];
                // Queueing that begins where another one is still drawn goes on in its dotted line.
                let apart = if span.state == State::Queued { DOTS_APART_PX * scale } else { 0.0 };
                let columns = ((left - apart).max(0.0) as usize)..(right.ceil() as usize + 1).min(width);
                let lines = ((strip.top_px * scale).round() as usize)..((strip.top_px + strip.height_px) * scale).round() as usize;
                let is_marked = lines.flat_map(|y| columns.clone().map(move |x| y * width + x)).any(|at| pixels[at] != empty[at]);
                prop_assert!(is_marked, "{index} {span:?} {left}..{right}");
            }
        }
    }

    #[test]
    fn a_part_of_the_picture_is_what_the_whole_has_there(
        plan in plan(), machine in machine(), model in model(), first in 0.0..1.0, last in 0.0..1.0, scale in prop_oneof![Just(1.0), Just(2.0)],
    ) {
        let trace = simulate(&plan, model, &machine);
        let timeline = Timeline::of(&trace, None);
        let window = window(timeline.makespan_ns, 0.0, 1.0, 300.0);
        for layout in layouts(&trace, &timeline) {
            let index = Index::of(&timeline, &layout);
            let (width, whole) = painted(&index, &layout, window, scale);
            let columns = ((width as f64 * f64::min(first, last)) as usize)..((width as f64 * f64::max(first, last)) as usize);
            let picture = Picture { index: &index, layout: &layout, style: Style::Solid, behind: None, window, theme: Theme::Light, scale };
            let mut raster = Raster::default();
            let part = raster.paint(&picture, columns.clone());
            for (y, line) in part.chunks(columns.len().max(1)).enumerate() {
                prop_assert_eq!(line, &whole[y * width..][columns.clone()]);
            }
        }
    }

    #[test]
    fn an_index_and_a_picture_that_grow_with_the_run_are_those_made_anew(
        plan in plan(), machine in machine(), model in model(), steps in proptest::collection::vec(0.0..1.2, 1..6),
    ) {
        let trace = simulate(&plan, model, &machine);
        let mut steps = steps;
        steps.sort_by(f64::total_cmp);
        for by_task in [false, true] {
            let mut index = Index::default();
            let mut kept: Option<(Rc<Layout>, usize, Vec<u32>)> = None;
            for step in &steps {
                let now_ns = (trace.last_ns() as f64 * step) as u64;
                let timeline = Timeline::of(&up_to(&trace, now_ns), Some(now_ns));
                let layout = layouts(&trace, &timeline)[usize::from(by_task)].clone();
                index = index.grown(&timeline, &layout);
                prop_assert!(index == Index::of(&timeline, &layout));
                let window = Window { start_ns: 0, end_ns: trace.last_ns().max(1), width_px: 400.0 };
                let picture = Picture { index: &index, layout: &layout, style: Style::Solid, behind: None, window, theme: Theme::Light, scale: 1.0 };
                let (width, whole) = painted(&index, &layout, window, 1.0);
                if let Some((_, _, mut patched)) = kept.filter(|(old, ..)| *old == layout && layout.is_steady()) {
                    let columns = picture.changed_columns();
                    let mut raster = Raster::default();
                    let news = raster.paint(&picture, columns.clone());
                    for (y, line) in news.chunks(columns.len().max(1)).enumerate() {
                        patched[y * width..][columns.clone()].copy_from_slice(line);
                    }
                    prop_assert!(patched == whole, "patched from {} at {now_ns} of {:?}", columns.start, model);
                }
                kept = Some((layout, width, whole));
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn what_was_expected_has_the_same_rows_and_covers_nothing(
        plan in plan(), machine in machine(), other in machine(), model in model(), by_task in any::<bool>(), hides_idle in any::<bool>(),
    ) {
        // As many cores, and so pools of the same size.
        let other = Machine { cores: machine.cores, ..other };
        let (trace, expected) = (simulate(&plan, model, &machine), simulate(&plan, model, &other));
        let (timeline, expected) = (Timeline::of(&trace, None), Timeline::of(&expected, None));
        let window = window(timeline.makespan_ns.max(expected.makespan_ns), 0.0, 1.0, 300.0);
        let idle = hides_idle.then_some((window.start_ns, window.end_ns));
        let arrangement = Arrangement { rows: if by_task { Rows::Tasks } else { Rows::Lanes }, shown: None, idle };
        let plot = Plot::default().layered(&trace.lanes, &timeline, Some(Behind { timeline: &expected, style: Style::Outline }), &arrangement);
        let behind = plot.behind.clone().unwrap();
        prop_assert_eq!(&plot.layout.strips, &behind.layout.strips);
        prop_assert_eq!(plot.layout.rows, behind.layout.rows);
        for (at, span) in expected.spans.iter().enumerate() {
            let strip = behind.layout.strip_of(at, span);
            prop_assert!(strip.is_none_or(|strip| strip < behind.layout.strips.len()));
            let has_row = !hides_idle;
            prop_assert!(strip.is_some() || !has_row, "{:?} stands nowhere", span);
            if !by_task && let (Some(lane), Some(strip)) = (span.lane, strip) {
                prop_assert!(hides_idle || strip == lane.0 as usize, "{:?} stands on its lane", span);
            }
        }
        let picture = plot.picture(window, Theme::Light, 1.0);
        let width = picture.width();
        let front = Picture { behind: None, ..picture };
        let nothing = Index::default();
        let empty = Raster::default().paint(&Picture { index: &nothing, ..front }, 0..width).to_vec();
        let alone = Raster::default().paint(&front, 0..width).to_vec();
        let layered = Raster::default().paint(&picture, 0..width).to_vec();
        for ((layered, alone), empty) in layered.iter().zip(&alone).zip(&empty) {
            prop_assert!(alone == empty || layered == alone);
        }
    }
}

#[test]
fn what_is_pointed_at_is_found() {
    let trace = simulate(&crate::arbitrary::count(), Model::Async, &crate::arbitrary::CALM);
    let timeline = Timeline::of(&trace, None);
    let early = Timeline::of(&up_to(&trace, timeline.makespan_ns / 2), Some(timeline.makespan_ns * 2));
    let plot = Plot::default().grown(&trace.lanes, &early, &Arrangement::default());
    let plot = plot.grown(&trace.lanes, &timeline, &Arrangement::default());
    let window = Window { start_ns: 0, end_ns: timeline.makespan_ns, width_px: 800.0 };
    for (index, span) in
        timeline.spans.iter().enumerate().filter(|(_, span)| span.length_ns() > timeline.makespan_ns / 2)
    {
        let [x_px, y_px, width_px, height_px] = plot.place_of(index, span, &window).unwrap();
        let (x_px, y_px) = (x_px + width_px / 2.0, y_px + height_px / 2.0);
        assert_eq!(plot.span_at(&timeline, &window, x_px, y_px, 5.0), Some(index));
    }
    assert_eq!(plot.span_at(&timeline, &window, 400.0, 10.0, 5.0), None, "nothing runs there");
    let print = plot.span_at(&timeline, &window, 1.0, 10.0, 5.0).unwrap();
    assert_eq!(timeline.spans[print].state, interleave::trace::State::Running);
}
