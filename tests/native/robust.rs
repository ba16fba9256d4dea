//! Whatever is opened, nothing panics, nothing is lost, and nothing takes long: two thousand mutations of each real thing.

use std::time::Instant;

use interleave::app::files::Format;
use interleave::app::{Action, Moment, State, opened, reduce};
use interleave::chart::{Layout, scene};
use interleave::engine::Model;
use interleave::engine::virtual_time::Machine;
use interleave::formats::results::{write, write_v1};
use interleave::program::examples::Example;
use interleave::program::{EXAMPLES, Plan, parse};
use interleave::time::MS;

use crate::app::page;
use crate::files::{open, try_written};
use crate::link::{decode, encode};
use crate::recorded::results;

const MUTATIONS: usize = 2000;
const MINE: &str = "# What the reader wrote\ntask mine\n  print Mine\n";

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// A text in which a few things were changed, cut out, doubled or put in.
fn mutated(text: &str, dice: &mut Dice) -> String {
    const PARTS: [&str; 12] =
        ["0", "-1", "18446744073709551615", "1e309", "null", "\"", "{", "]", "\u{0}", "\u{1f980}", "task ", "\n"];
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(letters.len());
        let end = (at + 1 + dice.roll(12)).min(letters.len());
        let part: Vec<char> = match dice.roll(4) {
            0 => Vec::new(),
            1 => letters[at.min(end)..end].repeat(2),
            2 => PARTS[dice.roll(PARTS.len())].chars().collect(),
            _ => vec![char::from(32 + dice.roll(95) as u8)],
        };
        let end = if dice.roll(2) == 0 { at.min(letters.len()) } else { end };
        letters.splice(at.min(end)..end, part);
    }
    letters.into_iter().collect()
}

fn readers_page() -> State {
    let mut state = page();
    reduce(&mut state, Action::Edit(MINE.to_owned()), Moment::default());
    state
}

/// Looks at everything as the page would, and checks that the reader's list can be had.
fn look(mut state: State, what: &str) {
    let window = state.window();
    for model in Model::ALL {
        if let Some(view) = state.panel(model).view {
            scene(&view.timeline, &Layout::of(&view.lanes, &view.timeline), &window);
            interleave::app::wording::figures(&view, None);
        }
    }
    let _ = state.comparison();
    // Version 1 has one run of each model, with its spans.
    let fits_version_1 = state.over().all(|run| run.series.attempts().len() == 1 && run.has_spans());
    let of_runs = Format::ALL.into_iter().filter(|format| !format.is_of_list());
    for format in of_runs.filter(|format| fits_version_1 || *format != Format::ResultsV1) {
        try_written(&mut state, format);
    }
    for _ in 0..3 {
        if &*state.document.text == MINE {
            return;
        }
        reduce(&mut state, Action::GoBack, Moment::default());
    }
    panic!("the reader's list is lost after {what:?}");
}

/// Runs it for many mutations, and prints the slowest.
fn try_all(name: &str, source: impl Fn(&mut Dice) -> String, open: impl Fn(&mut State, String)) {
    let mut dice = Dice(7);
    let mut slowest_ms = 0.0_f64;
    for _ in 0..MUTATIONS {
        let text = source(&mut dice);
        let started = Instant::now();
        let mut state = readers_page();
        open(&mut state, text.clone());
        slowest_ms = slowest_ms.max(started.elapsed().as_secs_f64() * 1e3);
        look(state, &text);
    }
    println!("{name}: the slowest of {MUTATIONS} took {slowest_ms:.1} ms");
}

#[test]
fn two_thousand_links_do_no_harm() {
    let mut state = page();
    let links: Vec<String> = EXAMPLES
        .iter()
        .map(|example| {
            reduce(&mut state, Action::Edit(example.text.to_owned()), Moment::default());
            encode(&opened::shared(&state)).unwrap()
        })
        .collect();
    let source = |dice: &mut Dice| {
        let link = links[dice.roll(links.len())].clone();
        if dice.roll(8) == 0 { link } else { mutated(&link, dice) }
    };
    try_all("links", source, |state, text| {
        if let Some(link) = decode(&text) {
            reduce(state, Action::OpenLink(link), Moment { clock_ms: 1.0, wall_ms: 1.0 });
        }
    });
}

#[test]
fn two_thousand_results_files_do_no_harm() {
    let machine = Machine { cores: 2, process_start_ns: 30 * MS, thread_start_ns: MS };
    let both = |example: &Example| {
        let results = results(example.text, &machine);
        let older = write_v1(&results);
        // Version 1 knows nothing that tasks act on each other by, no turns, no data, no requests, and nobody who is told to end.
        let plan = Plan::of(&parse(example.text).program);
        let is_known = !plan.acts()
            && !plan.carries()
            && !plan.fetches()
            && plan
                .tasks
                .iter()
                .all(|task| task.how.turns == 1 && task.how.timeout_ns.is_none() && !task.how.is_told_by_others());
        assert_eq!(older.is_some(), is_known, "{}", example.id);
        [Some(write(&results)), older].into_iter().flatten()
    };
    let repeated = std::iter::repeat_n(crate::series::file(), 8);
    let files: Vec<String> = EXAMPLES.iter().flat_map(both).chain(repeated).collect();
    let source = |dice: &mut Dice| {
        let file = files[dice.roll(files.len())].clone();
        mutated(&file, dice)
    };
    try_all("results files", source, |state, text| {
        open(state, "run.json", &text, Moment { clock_ms: 1.0, wall_ms: 1.0 });
    });
}

#[test]
fn two_thousand_lists_do_no_harm() {
    let source = |dice: &mut Dice| mutated(EXAMPLES[dice.roll(EXAMPLES.len())].text, dice);
    try_all("lists", source, |state, text| {
        open(state, "list.txt", &text, Moment { clock_ms: 1.0, wall_ms: 1.0 });
    });
}
