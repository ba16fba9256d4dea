//! What many parts of the page have: something to press, and a small picture on it.

use yew::prelude::*;

use crate::app::Action;

/// Starts something.
pub const PLAY: &str = r#"<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M2 0.8v8.4L9.2 5z" /></svg>"#;
/// Ends something.
pub const STOP: &str =
    r#"<svg viewBox="0 0 10 10" aria-hidden="true"><rect x="1" y="1" width="8" height="8" rx="1.5" /></svg>"#;

/// Asks for this when it is pressed.
pub fn press(act: &Callback<Action>, action: Action) -> Callback<MouseEvent> {
    act.reform(move |_| action.clone())
}

/// A part of the page that never changes, as it stands in a page.
pub fn icon(svg: &'static str) -> Html {
    Html::from_html_unchecked(AttrValue::Static(svg))
}
