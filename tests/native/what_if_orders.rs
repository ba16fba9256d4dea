//! The module that answers "what if", from within: every order of a list, as it stands in the region.

use interleave::wire::records;
use interleave::wire::what_if::Report;

use crate::what_if_module::{Page, question, words};

const OPPOSITE: &str = "task one\n  lock a\n  sleep 100ms\n  lock b\ntask two\n  lock b\n  sleep 100ms\n  lock a\n";

#[test]
fn every_order_of_a_list_is_told_and_one_is_shown() {
    let mut page = Page::asking(question(OPPOSITE));
    assert_eq!(page.part("what-if-orders"), "", "nothing is gone through before somebody asks");
    page.happen("orders", "change", "async", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = words(page.part("what-if-orders"));
    assert!(ends.contains("It can get stuck: in "), "{ends}");
    let status = page.part("what-if-orders-status");
    assert!(
        status.starts_with("Under Async this list has ") && status.contains("All of them were gone through"),
        "{status}"
    );
    let order = words(page.part("what-if-order"));
    assert!(order.contains("Nothing could go on: one waits for b, which two holds, and two waits for a"), "{order}");
    assert!(order.contains("1. one: lock a") && order.contains("2. two: lock b"), "{order}");
    page.happen("in-panel", "click", "", 0.0);
    let order = page.others.iter().find_map(|report| if let Report::Order(run) = report { Some(run) } else { None });
    let record = records::decode(order.expect("the page is told")).unwrap();
    assert_eq!(record.trace.breaches(), []);
    // Another list, another question.
    page.order(&interleave::wire::what_if::Order::Ask(Box::new(question(
        "task one\n  print <a>\ntask two\n  print b\n",
    ))));
    page.settle();
    assert_eq!(page.part("what-if-orders"), "");
    page.happen("orders", "change", "pool", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = page.part("what-if-orders").to_owned();
    assert!(ends.contains("&lt;a&gt; · b") && ends.contains("b · &lt;a&gt;"), "{ends}");
    let ends = words(&ends);
    assert!(ends.contains("It can't get stuck") && ends.contains("Its lines can come in 2 orders"), "{ends}");
    assert!(ends.contains("in 1 of 2 orders"), "{ends}");
}

#[test]
fn what_can_be_lost_is_told() {
    let mut page = Page::asking(question("task t x2\n  load n\n  store n +1\n"));
    page.happen("orders", "change", "pool", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = words(page.part("what-if-orders"));
    assert!(ends.contains("4 of 6 orders lose an update."), "{ends}");
    assert!(ends.contains("n ends as 1 in 4 of 6 orders") && ends.contains("n ends as 2 in 2 of 6 orders"), "{ends}");
    page.happen("orders", "change", "async", 0.0);
    page.happen("explore", "click", "", 0.0);
    let ends = words(page.part("what-if-orders"));
    assert!(ends.contains("In no order an update is lost.") && ends.contains("n ends as 2 in all of them"), "{ends}");
}
