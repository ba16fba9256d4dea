//! What several attempts show together: in how many orders they printed, and which of them stand out.

use yew::prelude::*;

use crate::app::Repeated;
use crate::stats::Analysis;
use crate::stats::orders::Order;
use crate::words;

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
        html! { <li><b>{ format!("{}×", order.count) }</b>{ " " }<span>{ said.join(" · ") }</span></li> }
    };
    html! {
        <details class="orders">
            <summary>{ words::orders(orders.all.len(), most.count, orders.attempts()) }</summary>
            <ol aria-label={format!("{} orders", view.subject.name())}>
                { for orders.all.iter().take(SHOWN_ORDERS).map(line) }
            </ol>
            if orders.all.len() > SHOWN_ORDERS {
                <p>{ format!("… and {} more.", orders.all.len() - SHOWN_ORDERS) }</p>
            }
        </details>
    }
}

/// Attempts that stand out, and those that were left out.
pub fn odd_attempts(repeated: &Repeated, view: &Analysis) -> Html {
    let left_out = repeated.left_out.iter().map(|(attempt, notes)| words::left_out(*attempt, notes));
    let outliers = repeated.summary.outliers.iter().map(|outlier| words::outlier(outlier, view.resolution_ns));
    let told: Vec<String> = left_out.chain(outliers).collect();
    html! {
        <>
            { for told.iter().take(SHOWN_ATTEMPTS).map(|told| html! { <p class="note">{ told }</p> }) }
            if told.len() > SHOWN_ATTEMPTS {
                <p class="note">{ format!("… and {} more attempts like these.", told.len() - SHOWN_ATTEMPTS) }</p>
            }
        </>
    }
}
