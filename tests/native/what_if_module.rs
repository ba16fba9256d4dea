//! The module that answers "what if", from within: what it tells of a question, and of what the reader does.

use interleave::app::what_if::Choices;
use interleave::app::what_if::module::{Module, Told};
use interleave::engine::virtual_time::{Interference, Lateness, Machine, Setup};
use interleave::engine::{CopySpeed, FileSpeed, Model, Options};
use interleave::stats::what_if::Reading;
use interleave::time::MS;
use interleave::wire::what_if::{
    Happening, Order, Question, Report, Wanted, decode_order, decode_report, encode_order, encode_report,
};

pub fn question(text: &str) -> Question {
    let machine = Machine { cores: 2, process_start_ns: 40 * MS, thread_start_ns: MS / 10 };
    let setup = Setup {
        options: Options::for_cores(2),
        machine,
        lateness: Lateness::default(),
        interference: Interference::default(),
        copying: CopySpeed::default(),
        files: FileSpeed::default(),
        most_effort: 1_000_000,
    };
    Question {
        text: text.to_owned(),
        title: "Calls <of> a list".to_owned(),
        setup,
        models: vec![Model::Sequential, Model::Async, Model::Pool],
        resolution_ns: 5_000,
        is_dark: false,
        width_px: 800.0,
        is_busy: false,
        times: 1,
        choices: String::new(),
        samples: Vec::new(),
    }
}

pub const CALLS: &str = "task call x12\n  block 200ms";

/// A module, and what the page shows of it.
#[derive(Default)]
pub struct Page {
    pub module: Module,
    pub parts: Vec<(String, String)>,
    pub others: Vec<Report>,
}

impl Page {
    pub fn asking(question: Question) -> Self {
        let mut page = Self::default();
        page.order(&Order::Ask(Box::new(question)));
        page.module.see_page(760.0, 1.0);
        page.settle();
        page
    }

    pub fn order(&mut self, order: &Order) {
        let order = decode_order(&encode_order(order)).unwrap();
        let told = self.module.obey(order);
        self.take(told);
    }

    pub fn happen(&mut self, what: &str, kind: &str, value: &str, x_px: f64) {
        let (what, kind, value) = (what.to_owned(), kind.to_owned(), value.to_owned());
        self.order(&Order::Hear(Happening { what, value, kind, x_px, y_px: 10.0 }));
        self.settle();
    }

    /// Works until all is known.
    pub fn settle(&mut self) {
        while self.module.work() {}
        self.see();
    }

    /// Sees what there is to see now.
    pub fn see(&mut self) {
        let told = self.module.news();
        self.take(told);
    }

    fn take(&mut self, told: Vec<Told>) {
        for (report, _) in told {
            match decode_report(&encode_report(&report)).unwrap() {
                Report::Show { part, html } => {
                    self.parts.retain(|(other, _)| *other != part);
                    self.parts.push((part, html));
                }
                Report::Paint { .. } => {}
                other => self.others.push(other),
            }
        }
    }

    pub fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(part, _)| part == name).map_or("", |(_, html)| html)
    }

    pub fn wanted(&mut self) -> Vec<Wanted> {
        self.others
            .drain(..)
            .find_map(|report| if let Report::Measure { wanted, .. } = report { Some(wanted) } else { None })
            .unwrap()
    }
}

/// The words of some HTML.
pub fn words(html: &str) -> String {
    let mut parts = html.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |words, part| words + part.split_once('>').map_or("", |(_, text)| text))
}

#[test]
fn a_curve_is_told_with_all_that_stands_around_it() {
    let page = Page::asking(question(CALLS));
    assert!(page.part("what-if").contains("aria-roledescription='curve'"));
    assert_eq!(page.part("what-if-title"), "Expected time over size of the pools");
    assert!(words(&page.part("what-if-curve").replace("</text>", "; </text>")).contains("Thread pool"));
    let readout = words(page.part("what-if-readout"));
    assert!(readout.starts_with("6 slots in each pool"), "{readout}");
    assert!(readout.contains("Thread pool 400 ms expected"), "{readout}");
    assert!(
        page.part("what-if-picture-title").starts_with("Expected of Thread pool with 6 slots in each pool: 400 ms")
    );
    // No policy takes anything away.
    assert!(
        page.parts
            .iter()
            .all(|(_, html)| !html.contains("style=") && !html.contains("<script") && !html.contains("onclick"))
    );
}

#[test]
fn keys_walk_and_what_is_chosen_is_told_for_links() {
    let mut page = Page::asking(question(CALLS));
    page.happen("curve", "keydown", "Home", 0.0);
    assert!(words(page.part("what-if-readout")).starts_with("1 slot in each pool"));
    page.happen("curve", "keydown", "ArrowRight", 0.0);
    assert!(words(page.part("what-if-readout")).starts_with("2 slots in each pool"));
    page.happen("curve", "pointermove", "", 5000.0);
    assert!(words(page.part("what-if-readout")).starts_with("32 slots in each pool"));
    page.happen("axis", "change", "cores", 0.0);
    page.happen("height", "change", "speedup", 0.0);
    page.happen("table", "click", "yes", 0.0);
    let Some(Report::Choices(choices)) = page.others.pop() else { panic!("choices are told") };
    assert_eq!(choices, "axis=cores height=speedup table=yes");
    assert_eq!(Choices::read(&choices).write(), choices);
    // Whatever stands in a link.
    assert_eq!(
        Choices::read("axis=moon height= cores=0 slots=99999999 <script> at=-3").write(),
        "axis=pool height=makespan_ns slots=10000"
    );
    // Asked with them, another module shows the same.
    let again = Page::asking(Question { choices, ..question(CALLS) });
    assert_eq!(again.part("what-if-table"), page.part("what-if-table"));
    assert!(again.part("what-if-table").contains("64"));
}

#[test]
fn runs_are_wanted_where_they_tell_something_and_stand_on_the_curve() {
    let mut page = Page::asking(question(CALLS));
    page.happen("measure", "click", "", 0.0);
    let wanted = page.wanted();
    let sizes: Vec<usize> = wanted.iter().filter(|run| run.model == Model::Pool).map(|run| run.options.pool).collect();
    // The ends, the list's own size, which is where the line bends, too.
    assert_eq!(sizes.first(), Some(&1));
    assert_eq!(sizes.last(), Some(&32));
    assert!(sizes.contains(&6) && sizes.len() <= 4, "{sizes:?}");
    assert!(page.part("what-if-controls").contains("Stop measuring"));
    for run in &wanted {
        let makespan_ns = if run.model == Model::Pool { 2400 * MS / run.options.pool as u64 } else { 2400 * MS };
        let reading = Reading { makespan_ns, latency_p50_ns: 0, latency_p95_ns: 0, finished: 12 };
        page.order(&Order::Measured { ticket: run.ticket, reading: Some(reading) });
    }
    page.settle();
    assert!(!page.part("what-if-controls").contains("Stop measuring"));
    let readout = words(page.part("what-if-readout"));
    assert!(readout.contains("Thread pool 400 ms expected 400 ms measured"), "{readout}");
    // Another list: what was measured was of this one.
    page.order(&Order::Ask(Box::new(question("task call x12\n  block 100ms"))));
    page.settle();
    assert!(!words(page.part("what-if-readout")).contains("measured"));
}

#[test]
fn what_can_not_run_here_is_expected_alone() {
    let mut page = Page::asking(question("task sum x8\n  cpu 100ms"));
    page.happen("cores", "change", "64", 0.0);
    assert!(words(page.part("what-if-readout")).contains("Sequential 800 ms expected"));
    page.happen("measure", "click", "", 0.0);
    assert_eq!(page.wanted(), [], "no machine has other cores than it has");
    page.happen("axis", "change", "arrivals", 0.0);
    assert!(!page.part("what-if-curve").is_empty());
    // A list that is being written, and one that nobody can run.
    page.order(&Order::Ask(Box::new(question("task sum x8\n  cpu"))));
    page.settle();
    assert!(page.part("what-if-curve").contains("The list has an error"));
    page.order(&Order::Ask(Box::new(Question { models: Vec::new(), ..question(CALLS) })));
    page.settle();
    assert!(page.part("what-if-curve").contains("No model is shown"));
}

#[test]
fn a_list_that_can_not_run_here_is_understood_and_looked_at_in_one_place() {
    let mut page = Page::default();
    let large = question("# all of them\n\ntask one\n  cpu 1ms\ntask many x100000\n  sleep 10ms..20ms");
    page.order(&Order::Ask(Box::new(Question { choices: "slots=64".to_owned(), ..large.clone() })));
    page.module.see_page(760.0, 1.0);
    assert!(page.module.work(), "it is told before it is found out");
    let told = page.module.news();
    page.take(told);
    assert!(page.part("what-if-status").contains("100,001 tasks"), "{}", page.part("what-if-status"));
    assert!(page.part("what-if-status").contains("data-do='cancel'"));
    page.settle();
    assert!(!page.part("what-if-status").contains("Cancel"));
    let title = page.part("what-if-picture-title");
    assert!(title.starts_with("Expected of Thread pool with 64 slots in each pool: 23."), "{title}");
    // More than can be performed at all, and other errors beside.
    let long = ["task many x100000\n", &"  yield\n".repeat(201)].concat();
    let large_ones = [("task many x1000001\n  sleep 10ms", "more copies"), (&long, "more copies")];
    for (text, why) in large_ones.into_iter().chain([("task many x100000\n  sleep 10", "has an error")]) {
        page.order(&Order::Ask(Box::new(Question { text: text.to_owned(), ..large.clone() })));
        page.settle();
        assert!(page.part("what-if-curve").contains(why), "{text}");
    }
}

#[test]
fn where_no_model_has_a_pool_its_size_is_not_what_is_asked_first() {
    let models = vec![Model::Sequential, Model::Async];
    let mut page = Page::asking(Question { models, ..question(CALLS) });
    assert_eq!(page.part("what-if-title"), "Expected time over number of tasks");
    page.happen("axis", "change", "pool", 0.0);
    assert!(page.part("what-if-status").contains("No model that is shown has a pool"));
}

#[test]
fn a_large_list_is_found_out_bit_by_bit_and_can_be_given_up() {
    let mut page = Page::default();
    page.order(&Order::Ask(Box::new(question("task many x200000\n  sleep 10ms..20ms"))));
    page.module.see_page(760.0, 1.0);
    let mut shares = Vec::new();
    for _ in 0..4 {
        assert!(page.module.work());
        let told = page.module.news();
        page.take(told);
        shares.push(words(page.part("what-if-progress")));
    }
    assert!(shares.windows(2).all(|pair| pair[0] != pair[1]), "{shares:?}");
    let cancel = page.part("what-if-status").to_owned();
    page.happen("cancel", "click", "", 0.0);
    assert!(!page.module.work());
    assert_eq!((page.part("what-if-progress"), page.part("what-if-picture")), ("", ""));
    assert!(page.part("what-if-status").contains("data-do='find'") && cancel.contains("data-do='cancel'"));
    page.happen("find", "click", "", 0.0);
    assert!(
        page.part("what-if-picture-title").ends_with("6 slots in each pool: 500.085 s"),
        "{}",
        page.part("what-if-picture-title")
    );
    assert!(!page.part("what-if-status").contains("<button"));
}

#[test]
fn files_are_made_of_the_curve() {
    let mut page = Page::asking(question(CALLS));
    for format in ["svg", "png", "csv"] {
        page.happen("file", "click", format, 0.0);
    }
    let names: Vec<&str> = page
        .others
        .iter()
        .filter_map(|report| if let Report::File { name, .. } = report { Some(&**name) } else { None })
        .collect();
    assert_eq!(names, ["interleave-what-if-pool.svg", "interleave-what-if-pool.png", "interleave-what-if-pool.csv"]);
}
