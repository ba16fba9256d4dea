//! What a picture says belongs to what it is said of: words to their task, crosses to what failed, dots to no comb.
#![allow(clippy::unwrap_used, reason = "clippy allows it in test functions alone, and these call helpers")]

use std::collections::BTreeSet;
use std::rc::Rc;

use interleave::chart::dots::Dots;
use interleave::chart::names::{self, Key};
use interleave::chart::palette::{COLORS, Theme, rgb};
use interleave::chart::tip::{Area, place};
use interleave::chart::treatment::{DASH_PX, HATCH_PX, Lines, hatch_path, tile_lines};
use interleave::chart::{
    Arrangement, Index, Label, Layout, Picture, Raster, Rows, Scene, Style, Treatment, Window, letters, scene,
};
use interleave::engine::Model;
use interleave::engine::virtual_time::{Machine, simulate};
use interleave::program::{Plan, parse};
use interleave::time::MS;
use interleave::trace::{State, TaskId, Timeline};
use proptest::prelude::*;

use crate::arbitrary::{cases, machine, plan};

const MACHINE: Machine = Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: MS };

pub fn drawn(text: &str, model: Model, rows: Rows, width_px: f64) -> (Timeline, Scene) {
    let trace = simulate(&Plan::of(&parse(text).program), model, &MACHINE);
    let timeline = Timeline::of(&trace, None);
    let layout = Layout::arranged(&trace.lanes, &timeline, &Arrangement { rows, ..Arrangement::default() });
    let scene = scene(&timeline, &layout, &Window::fit([timeline.makespan_ns], None, width_px));
    (timeline, scene)
}

/// Words and whose they are.
fn words(scene: &Scene) -> Vec<(&str, Option<u32>)> {
    scene.labels.iter().map(|label| (label.text.as_str(), label.task.map(|task| task.0))).collect()
}

/// Why a label is not where it belongs; `None` if it is.
fn fault(scene: &Scene, label: &Label) -> Option<String> {
    let (left_px, right_px) = (label.x_px, label.x_px + letters::width_px(&label.text));
    if left_px < 0.0 || right_px > scene.width_px {
        return Some("it is cut off".to_owned());
    }
    let under = scene.marks.iter().filter(|mark| {
        let is_beside = mark.x_px < right_px && mark.x_px + mark.width_px > left_px;
        is_beside && mark.height_px > 5.0 && (mark.y_px..mark.y_px + mark.height_px).contains(&(label.y_px - 4.0))
    });
    let mut strange = under.filter(|mark| Some(mark.task) != label.task);
    strange.next().map(|mark| format!("it stands on {mark:?}"))
}

#[test]
fn a_tasks_last_words_stand_on_its_own_bar() {
    let list = "task first\n  cpu 100ms\n  print FIRST-DONE\ntask second\n  cpu 300ms\n";
    let (_, scene) = drawn(list, Model::Sequential, Rows::Lanes, 800.0);
    assert_eq!(words(&scene), [("FIRST-DONE", Some(0))]);
    let label = &scene.labels[0];
    let own = scene.marks.iter().find(|mark| mark.task == TaskId(0) && mark.width_px > 100.0).unwrap();
    assert!(own.x_px <= label.x_px && label.end_px() <= own.x_px + own.width_px, "{label:?} {own:?}");
    assert!(label.is_on_solid);
    let (_, narrow) = drawn(list, Model::Sequential, Rows::Lanes, 260.0);
    assert_eq!(words(&narrow), [], "without room for them they are not drawn");
}

#[test]
fn the_first_example_says_its_words_in_the_order_of_the_output() {
    let list = "task count x3\n  print One\n  sleep 1s\n  print Two\n";
    for width_px in [330.0, 700.0, 1400.0] {
        let (timeline, scene) = drawn(list, Model::Sequential, Rows::Lanes, width_px);
        let mut labels = words(&scene);
        let said: Vec<(&str, Option<u32>)> =
            timeline.output.iter().map(|line| (&*line.text, Some(line.task.0))).collect();
        assert_eq!(said.len(), 6);
        let mut by_place: Vec<&Label> = scene.labels.iter().collect();
        by_place.sort_by(|one, other| one.x_px.total_cmp(&other.x_px));
        labels.sort_by_key(|(text, task)| said.iter().position(|line| line == &(*text, *task)));
        let by_place: Vec<(&str, Option<u32>)> =
            by_place.iter().map(|label| (label.text.as_str(), label.task.map(|task| task.0))).collect();
        assert_eq!(by_place, said, "{width_px} px");
    }
}

#[test]
fn words_that_many_said_have_no_tasks_color_and_stand_over_nothing() {
    let list = "task hello x40\n  print hello\n  cpu 10ms\n";
    for (model, rows) in [(Model::Pool, Rows::Lanes), (Model::Sequential, Rows::Lanes), (Model::Async, Rows::Tasks)] {
        let (_, scene) = drawn(list, model, rows, 900.0);
        for label in &scene.labels {
            assert_eq!(fault(&scene, label), None, "{label:?} {model:?}");
        }
    }
    let (_, scene) = drawn("task a x3\n  print Hi\n  sleep 1s\n", Model::Async, Rows::Lanes, 900.0);
    assert_eq!(words(&scene), [("Hi ×3", None)]);
}

#[test]
fn a_task_that_failed_has_a_cross_where_it_ended() {
    for model in Model::ALL {
        let (timeline, scene) = drawn("task a\n  cpu 50ms\n  fail no\ntask b\n  cpu 90ms\n", model, Rows::Lanes, 800.0);
        let [(x_px, y_px)] = scene.failures_px[..] else { panic!("{:?}", scene.failures_px) };
        let end_px = Window::fit([timeline.makespan_ns], None, 800.0).x_px(timeline.tasks[0].ended_ns.unwrap());
        assert!((x_px - end_px).abs() < 4.0, "{model:?}: {x_px} {end_px}");
        let own = scene.marks.iter().filter(|mark| mark.task == TaskId(0));
        assert!(own.clone().any(|mark| (mark.y_px..mark.y_px + mark.height_px).contains(&y_px)), "{model:?}");
    }
    assert_eq!(drawn("task a\n  cpu 50ms\n", Model::Async, Rows::Lanes, 800.0).1.failures_px, []);
}

/// How far a color has come from a ground to an ink, of 1; `None` if it lies on no way between them.
fn share_of(pixel: u32, ground: &str, ink: &str) -> Option<f64> {
    let (ground, ink) = (rgb(ground), rgb(ink));
    let widest = (0..3).max_by_key(|part| ink[*part].abs_diff(ground[*part])).unwrap();
    let part = |at: usize| f64::from(pixel.to_le_bytes()[at]);
    let share = (part(widest) - f64::from(ground[widest])) / (f64::from(ink[widest]) - f64::from(ground[widest]));
    let is_there = |at: usize| {
        let there = f64::from(ground[at]) + share * (f64::from(ink[at]) - f64::from(ground[at]));
        (there - part(at)).abs() < 2.0
    };
    (0..3).all(is_there).then_some(share)
}

#[test]
fn pixels_and_shapes_are_made_of_the_same_shares() {
    let list = "task a\n  sleep 100ms\ntask b\n  cpu 100ms\n  block 50ms\ntask c\n  cpu 100ms\n";
    for model in [Model::Sequential, Model::Gil, Model::Async, Model::Processes] {
        let trace = simulate(&Plan::of(&parse(list).program), model, &MACHINE);
        let timeline = Timeline::of(&trace, None);
        let layout = Rc::new(Layout::of(&trace.lanes, &timeline));
        let window = Window::fit([timeline.makespan_ns], None, 900.0);
        let index = Index::of(&timeline, &layout);
        let picture = Picture {
            index: &index,
            layout: &layout,
            style: Style::Solid,
            behind: None,
            window,
            theme: Theme::Light,
            scale: 1.0,
        };
        let width = picture.width();
        let pixels = Raster::default().paint(&picture, 0..width).to_vec();
        for (at, span) in timeline.spans.iter().enumerate().filter(|(_, span)| span.length_ns() >= 10 * MS) {
            let Treatment { ground, hatch, edge, dots } = Treatment::of(span.state);
            let mut known =
                vec![0.0, ground, hatch.map_or(0.0, |hatch| hatch.share), edge.map_or(0.0, |edge| edge.share)];
            known.push(dots.unwrap_or(0.0));
            let strip = layout.strips[layout.strip_of(at, span).unwrap()];
            let columns = window.x_px(span.start_ns) as usize + 4..window.x_px(span.end_ns) as usize - 4;
            let lines = strip.top_px.round() as usize..(strip.top_px + strip.height_px).round() as usize;
            let mut seen = BTreeSet::new();
            for place in lines.flat_map(|y| columns.clone().map(move |x| y * width + x)) {
                let pixel = pixels[place];
                let ink = Theme::Light.task(span.task.0 as usize);
                let share = share_of(pixel, Theme::Light.lane(), ink).filter(|share| *share > 0.02);
                let Some(share) = share else { continue };
                let near = known.iter().position(|known| (known - share).abs() < 0.02);
                seen.insert(near.unwrap_or_else(|| panic!("{model:?} {span:?}: {share} is none of {known:?}")));
            }
            let wanted = known.iter().enumerate().filter(|(_, share)| **share > 0.0);
            let wanted = wanted.filter(|(at, _)| *at != 3 || strip.height_px > 4.0).map(|(at, _)| at);
            assert!(wanted.clone().all(|part| seen.contains(&part)), "{model:?} {span:?}: {seen:?} of {known:?}");
        }
    }
}

#[test]
fn patterns_join_where_they_come_again() {
    const { assert!(HATCH_PX % (2.0 * DASH_PX) < f64::EPSILON, "dashes go on over the period of patterns") };
    for lines in Lines::ALL {
        // Each line of a tile goes through its neighbors in the same places.
        for [x1, y1, x2, y2] in tile_lines(lines) {
            let is_upright = lines == Lines::Upright && (x2 - x1).abs() < 1e-9;
            assert!(is_upright || ((x2 - x1).abs() - (y2 - y1).abs()).abs() < 1e-9);
        }
        let path = hatch_path(26.0, 10.0, lines);
        let numbers: Vec<f64> = path.split(['M', 'L', ' ']).filter_map(|word| word.parse().ok()).collect();
        assert_eq!(numbers.len() % 4, 0);
        for line in numbers.chunks(4) {
            assert!((0.0..=26.0).contains(&line[0]) && (0.0..=26.0).contains(&line[2]), "{line:?} is within");
            assert!((0.0..=10.0).contains(&line[1]) && (0.0..=10.0).contains(&line[3]), "{line:?} is within");
            let is_upright = lines == Lines::Upright && (line[2] - line[0]).abs() < 1e-9;
            let is_diagonal = ((line[2] - line[0]).abs() - (line[3] - line[1]).abs()).abs() < 1e-9;
            assert!(is_upright || is_diagonal, "{line:?} is a diagonal");
        }
    }
}

#[test]
fn three_hundred_queued_tasks_are_no_comb() {
    let list = "task t x300\n  sleep 20ms\n  print hello\n";
    for rows in [Rows::Lanes, Rows::Tasks] {
        let (_, scene) = drawn(list, Model::Sequential, rows, 900.0);
        let queued = scene.marks.iter().filter(|mark| mark.state == State::Queued && mark.width_px > 40.0);
        // How many lines have a dot in a column of pixels, away from where all of them begin.
        let mut strips = std::collections::BTreeSet::new();
        let mut columns = [0_u32; 900];
        for mark in queued {
            if !strips.insert(mark.strip) {
                continue;
            }
            for left_px in Dots::of(mark.strip, mark.height_px).lefts_px(mark.x_px, mark.x_px + mark.width_px).skip(1) {
                columns[(left_px as usize).min(899)] += 1;
            }
        }
        let columns = &columns[4..40];
        let (most, all) = (*columns.iter().max().unwrap(), columns.iter().sum::<u32>());
        assert!(f64::from(most) < 2.0 * f64::from(all) / columns.len() as f64, "{rows:?} {columns:?}");
        assert!(f64::from(all) < 0.4 * (strips.len() * columns.len()) as f64, "{rows:?} {columns:?}");
    }
}

#[test]
fn all_colors_differ_and_can_be_read_on_their_ground() {
    let light = |color: &str| {
        let part = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = rgb(color).map(part);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    for theme in [Theme::Light, Theme::Dark] {
        let colors: std::collections::BTreeSet<&str> = (0..COLORS).map(|color| theme.task(color)).collect();
        assert_eq!(colors.len(), COLORS);
        for color in colors.into_iter().chain([theme.bad()]) {
            let (one, other) = (light(color), light(theme.ground()));
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{color} has a contrast of {contrast}");
        }
    }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn words_belong_to_their_task_or_are_not_drawn(
        plan in plan(), machine in machine(), model in 0..Model::ALL.len(), by_task in any::<bool>(),
        from in 0.0..0.9, share in 0.001..1.2, width_px in 60.0..1600.0,
    ) {
        let trace = simulate(&plan, Model::ALL[model], &machine);
        let timeline = Timeline::of(&trace, None);
        let rows = if by_task { Rows::Tasks } else { Rows::Lanes };
        let layout = Layout::arranged(&trace.lanes, &timeline, &Arrangement { rows, ..Arrangement::default() });
        let start_ns = (timeline.makespan_ns as f64 * from) as u64;
        let length_ns = ((timeline.makespan_ns as f64 * share) as u64).max(20_000);
        let window = Window { start_ns, end_ns: start_ns + length_ns, width_px };
        let scene = scene(&timeline, &layout, &window);
        for label in &scene.labels {
            prop_assert_eq!(fault(&scene, label), None, "{:?}", label);
            let said = timeline.output.iter().filter(|line| label.text.starts_with(line.text.chars().take(18).collect::<String>().as_str()));
            prop_assert!(said.into_iter().any(|line| label.task.is_none_or(|task| task == line.task)), "{:?}", label);
        }
        for (at, one) in scene.labels.iter().enumerate() {
            for other in &scene.labels[at + 1..] {
                let is_apart = one.y_px.to_bits() != other.y_px.to_bits() || one.end_px() <= other.x_px || other.end_px() <= one.x_px;
                prop_assert!(is_apart, "{:?} {:?}", one, other);
            }
        }
    }

    #[test]
    fn words_about_a_bar_are_whole_within_the_window(
        x_px in -5.0..1500.0, y_px in -5.0..700.0, wide_px in 20.0..316.0, high_px in 20.0..160.0,
        left_px in -40.0..300.0, top_px in -300.0..900.0, window_px in (330.0..2000.0, 400.0..1200.0),
    ) {
        let diagram = Area { left_px, top_px, width_px: 900.0, height_px: 300.0 };
        let within = Area { left_px: 0.0, top_px: 0.0, width_px: window_px.0, height_px: window_px.1 };
        let (left_px, top_px) = place((x_px, y_px), (wide_px, high_px), diagram, within);
        let (left_px, top_px) = (left_px + diagram.left_px, top_px + diagram.top_px);
        prop_assert!(left_px >= 0.0 && left_px + wide_px <= window_px.0, "{}", left_px);
        prop_assert!(top_px >= 0.0 && top_px + high_px <= window_px.1, "{}", top_px);
    }
}

#[test]
fn words_are_cut_to_their_room() {
    assert_eq!(letters::cut("worker", 60.0, 11.0), "worker");
    let cut = letters::cut("a task with a long name", 60.0, 11.0);
    assert!(cut.ends_with('…') && letters::width_px(&cut) <= 60.0, "{cut}");
    let cut = letters::cut("数据库查询任务一", 60.0, 11.0);
    assert!(cut.ends_with('…') && letters::width_px(&cut) <= 60.0, "{cut}");
}

/// What stands beside the rows of a list under a model, and the key of its colors.
fn named(text: &str, model: Model, rows: Rows) -> (Vec<names::RowName>, Option<Key>, Layout) {
    let trace = simulate(&Plan::of(&parse(text).program), model, &MACHINE);
    let timeline = Timeline::of(&trace, None);
    let layout = Layout::arranged(&trace.lanes, &timeline, &Arrangement { rows, ..Arrangement::default() });
    let names = names::row_names(&layout, &trace.lanes, &trace.tasks, [&timeline; 2]);
    let key = names::key(&layout, &trace.lanes, &trace.tasks);
    (names, key, layout)
}

#[test]
fn rows_are_named_by_the_task_that_has_them_and_else_a_key_names_the_colors() {
    let list = "task fetch x2\n  sleep 50ms\ntask \"parse the answer\"\n  cpu 20ms\n";
    let texts = |model, rows| named(list, model, rows).0.into_iter().map(|name| name.text).collect::<Vec<_>>();
    let tasks = ["fetch 1", "fetch 2", "parse the answer"];
    let each = Some(Key::Each((0..3).map(|task| (TaskId(task), task as usize)).collect()));
    for model in Model::ALL {
        assert_eq!(texts(model, Rows::Tasks), tasks, "{model:?}");
        assert_eq!(named(list, model, Rows::Tasks).1, None);
        let (_, key, _) = named(list, model, Rows::Lanes);
        let has_own = matches!(model, Model::Threads | Model::Gil | Model::Processes);
        assert_eq!(key, if has_own { None } else { each.clone() }, "{model:?}");
    }
    assert_eq!(texts(Model::Threads, Rows::Lanes), tasks);
    assert_eq!(texts(Model::Processes, Rows::Lanes), tasks);
    assert_eq!(texts(Model::Sequential, Rows::Lanes), ["worker"]);
    assert_eq!(texts(Model::Async, Rows::Lanes), ["loop"]);
    assert_eq!(texts(Model::Pool, Rows::Lanes)[..2], ["slot 1", "slot 2"]);
    let alone = named("task alone\n  cpu 20ms\n", Model::Sequential, Rows::Lanes);
    assert_eq!((alone.0[0].text.as_str(), alone.0[0].full.as_str(), alone.1), ("alone", "alone, on worker", None));
}

#[test]
fn names_stand_at_their_rows_and_apart() {
    for (count, rows) in [(3, Rows::Lanes), (30, Rows::Lanes), (90, Rows::Tasks), (2000, Rows::Tasks)] {
        let (names, _, layout) = named(&format!("task t x{count}\n  cpu 2ms\n"), Model::Threads, rows);
        assert!(names.windows(2).all(|pair| pair[1].middle_px - pair[0].middle_px >= 11.0), "{count}");
        for name in &names {
            let row = layout.strips[..layout.rows]
                .iter()
                .find(|row| (row.top_px..row.top_px + row.height_px).contains(&name.middle_px));
            assert!(row.is_some(), "{name:?} stands beside no row");
        }
        assert_eq!(names[0].text, "t 1");
        assert!(names.len() >= (layout.height_px / 24.0) as usize, "{} names in {} px", names.len(), layout.height_px);
    }
}

#[test]
fn colors_come_again_only_where_there_are_more_tasks_than_colors_and_the_key_says_so() {
    let (_, key, _) = named(&format!("task t x{COLORS}\n  cpu 2ms\n"), Model::Async, Rows::Lanes);
    let Some(Key::Each(colors)) = key else { panic!("{key:?}") };
    let different: std::collections::BTreeSet<usize> = colors.iter().map(|(_, color)| *color).collect();
    assert_eq!(different.len(), COLORS);
    let (_, key, _) = named("task t x40\n  cpu 2ms\n", Model::Async, Rows::Lanes);
    assert_eq!(key, Some(Key::Shared(40)));
}
