//! A span in words, beside the pointer or the focus.

use yew::prelude::*;

use crate::app::{View, wording};
use crate::trace::Span;

/// A span in a few lines.
pub fn describe(view: &View, span: &Span) -> Html {
    let (lines, why) = wording::span_lines(view, span);
    html! {
        <>
            { for lines.into_iter().map(|line| html! { <span>{ line }</span> }) }
            if let Some(why) = why {
                <span class="tip-why">{ why }</span>
            }
        </>
    }
}
