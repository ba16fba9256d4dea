//! The list as a file.

use super::{Effect, State, lists};

/// Offers it.
pub fn list(state: &State) -> Vec<Effect> {
    let name = lists::label(&state.desk.name, &state.document.text);
    let tidy = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let name: String = name.chars().take(40).map(tidy).collect();
    let name = format!("{}.txt", name.trim_matches('-'));
    vec![Effect::Download { name, media_type: "text/plain", text: state.document.text.to_string() }]
}
