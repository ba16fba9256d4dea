//! A span in words, beside the pointer or the focus.

use yew::prelude::*;

use crate::stats::Analysis;
use crate::trace::Span;
use crate::words;

/// What a slot went on with after it was given up, in a few lines.
pub fn describe_left(view: &Analysis, span: &Span) -> Html {
    told(words::left_lines(view, span), Some(words::WHY_LEFT.to_owned()))
}

/// A span in a few lines.
pub fn describe(view: &Analysis, span: &Span) -> Html {
    let (lines, why) = words::span_lines(view, span);
    told(lines, why)
}

fn told(lines: Vec<String>, why: Option<String>) -> Html {
    html! {
        <>
            { for lines.into_iter().map(|line| html! { <span>{ line }</span> }) }
            if let Some(why) = why {
                <span class="tip-why">{ why }</span>
            }
        </>
    }
}
