//! A span in words, beside the pointer or the focus.

use yew::prelude::*;

use crate::stats::Analysis;
use crate::trace::Span;
use crate::words;

/// A span in a few lines.
pub fn describe(view: &Analysis, span: &Span) -> Html {
    let (lines, why) = words::span_lines(view, span);
    html! {
        <>
            { for lines.into_iter().map(|line| html! { <span>{ line }</span> }) }
            if let Some(why) = why {
                <span class="tip-why">{ why }</span>
            }
        </>
    }
}
