//! What several attempts show together: in how many orders they printed, and which of them stand out.

use yew::prelude::*;

use super::element::element;
use crate::app::Repeated;
use crate::stats::Analysis;
use crate::stats::orders::Order;
use crate::words::{self, hints};

/// Orders that are listed; that there are more is said.
const SHOWN_ORDERS: usize = 8;
/// Lines of an order that are listed: as many as a row has room for.
const SHOWN_LINES: usize = 40;
/// Attempts that are told in words.
const SHOWN_ATTEMPTS: usize = 4;

/// The orders in which the attempts printed, a click away.
pub fn orders(repeated: &Repeated, view: &Analysis) -> Html {
    let orders = &repeated.summary.orders;
    let Some(most) = orders.all.first().filter(|order| !order.lines.is_empty() && orders.attempts() > 1) else {
        return Html::default();
    };
    let line = |order: &Order| {
        let said = order.lines.iter().take(SHOWN_LINES);
        let said: Vec<&str> =
            said.map(|(task, text)| if orders.of_tasks { view.tasks.name(*task) } else { text }).collect();
        let count = element("b").words(format!("{}×", order.count));
        element("li").with(count).text(" ").with(element("span").words(said.join(" · "))).html()
    };
    let title = words::orders(orders.all.len(), most.count, orders.attempts());
    let list = element("ol")
        .attr("aria-label", format!("{} orders", view.subject.name()))
        .children(orders.all.iter().take(SHOWN_ORDERS).map(line));
    let more = orders.all.len().checked_sub(SHOWN_ORDERS).filter(|more| *more > 0);
    let more = more.map(|more| element("p").words(hints::more(more)).html());
    element("details").class("orders").with(element("summary").words(title)).with(list).maybe(more).html()
}

/// Attempts that stand out, and those that were left out.
pub fn odd_attempts(repeated: &Repeated, view: &Analysis) -> Html {
    let left_out = repeated.left_out.iter().map(|(attempt, notes)| words::left_out(*attempt, notes));
    let outliers = repeated.summary.outliers.iter().map(|outlier| words::outlier(outlier, view.resolution_ns));
    let mut told: Vec<String> = left_out.chain(outliers).collect();
    if told.len() > SHOWN_ATTEMPTS {
        let more = hints::more_attempts(told.len() - SHOWN_ATTEMPTS);
        told.truncate(SHOWN_ATTEMPTS);
        told.push(more);
    }
    told.into_iter().map(|told| element("p").class("note").words(told).html()).collect()
}
