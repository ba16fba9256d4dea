//! A span in words, beside the pointer or the focus.

use yew::prelude::*;

use crate::app::Focus;
use crate::app::look::{Which, focused};
use crate::stats::Analysis;
use crate::trace::Span;
use crate::words;

/// What a slot went on with after it was given up, in a few lines.
fn describe_left(view: &Analysis, span: &Span) -> Html {
    told(words::left_lines(view, span), Some(words::WHY_LEFT.to_owned()))
}

/// What has the focus, or is pointed at, in a few lines.
pub fn describe_at(view: &Analysis, at: Focus) -> Option<Html> {
    let span = focused(&view.timeline, at)?;
    Some(match at.which {
        Which::Own(_) => describe(view, &span),
        Which::Left(_) => describe_left(view, &span),
    })
}

/// The same in a sentence, for whoever can't see it.
pub fn sentence(view: &Analysis, at: Focus) -> Option<String> {
    let span = focused(&view.timeline, at)?;
    Some(match at.which {
        Which::Own(_) => words::span_sentence(view, &span),
        Which::Left(_) => words::left_sentence(view, &span),
    })
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
