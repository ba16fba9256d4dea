//! What is told of the attempts of a series.

use std::sync::Arc;

use interleave::chart::histogram::histograms;
use interleave::engine::Model;
use interleave::engine::virtual_time::simulate;
use interleave::record::{Note, Outcome};
use interleave::stats::figures::Quantity;
use interleave::stats::findings::Fact;
use interleave::stats::orders::{Order, Orders};
use interleave::stats::outliers::{Outlier, Reason, outliers};
use interleave::stats::why::Cause;
use interleave::stats::{Agreement, Analysis, Attempt, Bins, FIGURES, Spread, Why, differ, tallies};
use interleave::time::{MS, SECOND};
use interleave::trace::TaskId;
use interleave::words;

use crate::arbitrary::{count, record};
use crate::stats::MACHINE;

/// An attempt that took so long, for one reason.
pub fn lasting(makespan_ns: u64, cause: Cause) -> Attempt {
    let record = record(Model::Threads, simulate(&count(), Model::Threads, &MACHINE), 2);
    let mut attempt = Attempt::of(&record, &Analysis::of(&record));
    attempt.figures.makespan_ns = makespan_ns;
    attempt.why = Why::of_totals(parts(&[(cause, makespan_ns)]));
    attempt
}

fn parts(parts_ns: &[(Cause, u64)]) -> [u64; Cause::ALL.len()] {
    let mut totals_ns = [0; Cause::ALL.len()];
    for (cause, ns) in parts_ns {
        totals_ns[*cause as usize] = *ns;
    }
    totals_ns
}

/// An attempt in which each task printed one of these words, the last first.
pub fn printing(words: &str) -> Attempt {
    let lines = words.split(' ').enumerate().map(|(place, word)| (TaskId(9 - place as u32), Arc::from(word)));
    Attempt { output: lines.collect(), ..lasting(SECOND, Cause::Waiting) }
}

fn spread(quantity: Quantity, attempts: &[Attempt]) -> Spread {
    Spread::of_figure(FIGURES.iter().find(|figure| figure.quantity == quantity).unwrap(), attempts).unwrap()
}

#[test]
fn a_figure_is_told_with_its_spread() {
    let of =
        |times_ms: &[u64]| -> Vec<Attempt> { times_ms.iter().map(|ms| lasting(ms * MS, Cause::Waiting)).collect() };
    let told = |times_ms: &[u64]| {
        let spread = spread(Quantity::Makespan, &of(times_ms));
        (spread.count, words::spread(&spread, spread.median, 100_000))
    };
    assert_eq!(told(&[3000]), (1, None), "one attempt has no spread");
    assert_eq!(told(&[3002, 3002]), (2, None), "nor have equal ones");
    assert_eq!(told(&[3002, 2998, 3040]), (3, Some("(2.998–3.040 s)".to_owned())));
    assert_eq!(told(&[998, 1040]), (2, Some("(0.998–1.040 s)".to_owned())), "in one unit");
    let spread = spread(Quantity::Makespan, &of(&[3002, 2998, 3040]));
    let other = words::spread(&spread, spread.most, 100_000).unwrap();
    assert_eq!(other, "(median 3.002 s, 2.998–3.040 s)", "the attempt that is shown is another one");
    assert_eq!(words::spread(&spread, spread.median, SECOND), None, "a coarse clock sees none");
    assert_eq!(words::spread_of(&spread, spread.median, MS), "(2.998–3.040 s, 3 attempts)");
    assert_eq!(words::spread_of(&spread, spread.median, SECOND), "(the same, 3 attempts)");
    assert_eq!(
        (words::medians(20, 20), words::medians(3, 5)),
        ("medians of 20 attempts".into(), "medians of 3 to 5 attempts".into())
    );
}

#[test]
fn what_did_not_happen_in_some_attempts_is_nought_there() {
    let mut attempts = vec![lasting(SECOND, Cause::Waiting); 4];
    attempts[2].figures.startup_ns = 30 * MS;
    let spread = spread(Quantity::Startup, &attempts);
    assert_eq!((spread.count, spread.median.amount(), spread.most.amount()), (4, 0.0, 30e6));
}

#[test]
fn attempts_that_can_t_be_trusted_are_in_no_spread_and_no_order() {
    let doubted = Attempt { trusted: false, ..lasting(9 * SECOND, Cause::Waiting) };
    let stopped = Attempt { outcome: Outcome::Stopped, ..doubted.clone() };
    let attempts = [lasting(SECOND, Cause::Waiting), doubted, stopped];
    assert_eq!(spread(Quantity::Makespan, &attempts).count, 1);
    assert_eq!(Orders::of(&attempts).all.len(), 1);
    assert_eq!(Orders::of(&attempts).attempts(), 1);
}

#[test]
fn orders_are_counted_by_what_is_read() {
    let attempts = ["1 2 3", "2 1 3", "2 1 3", "1 2 3", "3 2 1", "2 1 3"].map(printing);
    let told = Orders::of(&attempts);
    let said = |order: &Order| order.lines.iter().map(|(_, text)| text.to_string()).collect::<Vec<_>>().join(" ");
    let read: Vec<(String, usize)> = told.all.iter().map(|order| (said(order), order.count)).collect();
    let expected = [("2 1 3", 3), ("1 2 3", 2), ("3 2 1", 1)].map(|(lines, count)| (lines.to_owned(), count));
    assert_eq!((read, told.of_tasks), (expected.to_vec(), false));
    assert_eq!(Orders::of(&[]), Orders::default());
    assert_eq!(words::orders(1, 20, 20), "The same order in all 20 attempts");
    assert_eq!(words::orders(3, 3, 6), "3 different orders in 6 attempts, the most frequent in 3");
    assert_eq!(words::orders(6, 1, 6), "6 different orders in 6 attempts, each once");
}

#[test]
fn lines_that_say_the_same_are_the_same_unless_all_do() {
    let by = |tasks: [u32; 3], text: [&str; 3]| Attempt {
        output: tasks.into_iter().map(TaskId).zip(text.map(Arc::from)).collect(),
        ..lasting(SECOND, Cause::Waiting)
    };
    let counted = ["One", "One", "Two"];
    assert_eq!(
        Orders::of(&[by([0, 1, 0], counted), by([1, 0, 1], counted)]).all.len(),
        1,
        "whose it was can't be read"
    );
    let here = ["Here"; 3];
    let told = Orders::of(&[by([0, 1, 2], here), by([2, 1, 0], here), by([0, 1, 2], here)]);
    assert_eq!((told.of_tasks, told.all.len(), told.all[0].count), (true, 2, 2), "who printed is all there is to see");
}

#[test]
fn an_attempt_that_stands_out_is_told_with_what_was_seen_of_the_reason() {
    let usual = || (0..9).map(|index| lasting(SECOND + index * MS, Cause::Computing));
    let and = |odd: Attempt| -> Vec<Attempt> { usual().chain([odd]).collect() };
    assert_eq!(outliers(&usual().collect::<Vec<_>>()), [], "none stands out");
    let with = |cause: Cause, more_ns: u64| {
        let mut odd = lasting(SECOND + 400 * MS, Cause::Computing);
        let usual_ns = SECOND + 400 * MS - more_ns;
        odd.why = Why::of_totals(parts(&[(Cause::Computing, usual_ns), (cause, more_ns)]));
        let told = outliers(&and(odd));
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].attempt, told[0].median_ns), (9, SECOND + 4 * MS));
        words::outlier(&told[0], MS / 10)
    };
    assert_eq!(
        with(Cause::Contention, 390 * MS),
        "Attempt 10 took 1.400 s, where 1.004 s is usual: the machine was busy, and computing took 390 ms longer than usual."
    );
    assert!(with(Cause::Lateness, 390 * MS).contains("timers came 390 ms later"));
    let mut frozen = lasting(SECOND + 400 * MS, Cause::Computing);
    frozen.figures.page_frozen_ns = 350 * MS;
    frozen.why = Why::of_totals([(SECOND + 400 * MS) / 9; Cause::ALL.len()]);
    assert_eq!(outliers(&and(frozen))[0].reason, Some(Reason::PageFrozen(350 * MS)));
    let mut unknown = lasting(SECOND + 400 * MS, Cause::Computing);
    unknown.why = Why::of_totals([(SECOND + 400 * MS) / 9; Cause::ALL.len()]);
    let unknown = outliers(&and(unknown));
    assert!(words::outlier(&unknown[0], MS).ends_with("1.004 s is usual: no reason was seen."), "{unknown:?}");
    let quick = outliers(&and(lasting(SECOND / 2, Cause::Computing)));
    assert_eq!(quick[0].reason, None, "nothing is to blame for what was quick");
}

#[test]
fn what_is_small_or_of_few_attempts_never_stands_out() {
    let of = |count: usize, odd_ns: u64| -> Vec<Outlier> {
        let usual = std::iter::repeat_n(lasting(SECOND, Cause::Waiting), count);
        outliers(&usual.chain([lasting(odd_ns, Cause::Waiting)]).collect::<Vec<_>>())
    };
    assert_eq!(of(9, SECOND + 9 * MS), [], "less than a hundredth");
    assert_eq!(of(3, 2 * SECOND), [], "four attempts");
    assert_eq!(of(4, 2 * SECOND).len(), 1);
    let short = |odd_ns: u64| {
        let usual = std::iter::repeat_n(lasting(2 * MS, Cause::Waiting), 9);
        outliers(&usual.chain([lasting(odd_ns, Cause::Waiting)]).collect::<Vec<_>>()).len()
    };
    assert_eq!((short(6 * MS), short(8 * MS)), (0, 1), "less than 5 ms is not worth a word");
}

#[test]
fn an_attempt_that_was_left_out_is_told_with_its_notes() {
    let told = words::left_out(6, &[Note::Said("The page was hidden.".to_owned())]);
    assert_eq!(told, "Attempt 7 does not count. The page was hidden.");
}

#[test]
fn findings_sum_up_over_attempts() {
    let starting = |longest_ns| Fact::ProcessStart { share: 0.5, longest_ns };
    let waiting = Fact::OnlyWaiting { workers: 3, are_processes: false };
    let with = |facts: &[Fact]| Attempt { facts: Some(facts.into()), ..lasting(SECOND, Cause::Waiting) };
    let unknown = Attempt { facts: None, ..with(&[]) };
    let attempts = [with(&[starting(9)]), with(&[waiting]), with(&[starting(7), waiting]), with(&[]), unknown];
    let shown = interleave::stats::findings::Finding { fact: waiting, span: 3 };
    let (told, known) = tallies(&[shown], &attempts);
    assert_eq!((told[0].fact, told[0].span, told[0].count), (waiting, Some(3), 2));
    assert_eq!((told[1].fact, told[1].span, told[1].count), (starting(9), None, 2));
    assert_eq!((told.len(), known), (2, 4), "of what a file left out nothing is known");
    assert_eq!(words::found_in(7, 20), "in 7 of 20 attempts");
    assert_eq!(words::found_in(20, 20), "in all 20 attempts");
}

#[test]
fn a_few_attempts_differ_only_if_they_lie_apart() {
    assert!(differ(&[10], &[11]), "of two single ones the shorter is shorter");
    assert!(!differ(&[10], &[10]));
    assert!(!differ(&[], &[1]) && !differ(&[], &[]));
    assert!(differ(&[100, 101], &[200, 205]));
    assert!(!differ(&[100, 150], &[151, 200]), "apart by less than either is wide");
    assert!(differ(&[1, 2, 3, 4, 5], &[6, 7, 8, 9, 10]));
    assert!(!differ(&[1, 2, 3, 4, 6], &[5, 7, 8, 9, 10]), "chance does this one time in 63");
    assert!(!differ(&[7; 20], &[7; 20]));
}

#[test]
fn bins_are_round_and_shared() {
    assert_eq!(Bins::up_to(0, 1000), Bins { width_ns: 1000, count: 1 });
    let bins = Bins::up_to(1030 * MS, MS / 10);
    assert_eq!(bins, Bins { width_ns: 50 * MS, count: 21 });
    assert_eq!(bins.fill(&[0, 49 * MS, 50 * MS, 1030 * MS])[..2], [2, 1]);
    assert_eq!(bins.fill(&[0, 49 * MS, 50 * MS, 1030 * MS])[20], 1);
    assert_eq!(Bins::up_to(3 * MS, MS).width_ns, MS, "no bin is narrower than the clock's step");
    let told = words::latencies(bins, &bins.fill(&[0, 49 * MS, 50 * MS, 1030 * MS]), MS);
    assert_eq!(told, "0 ms to 50 ms: 2, 50 ms to 100 ms: 1, 1.000 s to 1.050 s: 1");
}

#[test]
fn histograms_of_several_sets_have_one_axis_and_one_scale() {
    let (bins, drawn) = histograms(&[&[10 * MS; 4], &[10 * MS, 95 * MS], &[]], MS);
    assert_eq!(bins, Bins { width_ns: 2 * MS, count: 48 });
    assert_eq!(drawn[0].path, "M5 100v-100.0h1v100.0z", "all of a set are in one bin");
    assert_eq!(drawn[1].path, "M5 100v-50.0h1v50.0zM47 100v-50.0h1v50.0z", "a half is half as high");
    assert_eq!(drawn[2].path, "");
    let many = [vec![MS; 999], vec![9 * MS]].concat();
    assert!(histograms(&[&many], MS).1[0].path.ends_with("v-4.0h1v4.0z"), "what is there is seen");
}

#[test]
fn the_session_says_how_well_it_was_foreseen() {
    let mut agreement = Agreement::default();
    assert_eq!(words::agreement(&agreement), None);
    agreement.add(0, 5);
    assert_eq!(agreement.count(), 0, "of nothing there is no part");
    agreement.add(1000, 1012);
    assert!(words::agreement(&agreement).unwrap().contains("within 1.2 %"));
    for off in 0..9 {
        agreement.add(1000, 1000 - off);
    }
    let told = words::agreement(&agreement).unwrap();
    assert!(
        told.contains("within 0.4 %") && told.contains("(median of 10)") && told.ends_with("within 0.8 %."),
        "{told}"
    );
    agreement.add(10, 25);
    assert!((agreement.off(100) - 1.5).abs() < 1e-9);
}

#[test]
fn who_was_fastest_is_said_of_all_that_share_it() {
    assert_eq!(words::fastest(&["Async"], 1), None);
    assert_eq!(words::fastest(&[], 3), None);
    assert!(words::fastest(&["Async"], 3).unwrap().starts_with("Async was fastest"));
    let told = words::fastest(&["Async", "Threads", "Thread pool"], 4).unwrap();
    assert!(told.starts_with("Async, Threads and Thread pool were fastest"), "{told}");
    assert!(words::fastest(&["Async", "Threads"], 2).unwrap().starts_with("None was faster"));
}
