//! The list as a file, and what files are called.

use super::{Effect, State, lists};

/// Longest name of a file, without what stands before and behind it, in letters.
const STEM_LETTERS: usize = 40;

/// Offers the list.
pub fn list(state: &State) -> Vec<Effect> {
    let stem = stem(&lists::label(&state.desk.name, &state.document.text));
    let name = if stem.is_empty() { "list.txt".to_owned() } else { format!("{stem}.txt") };
    vec![Effect::Download { name, media_type: "text/plain", text: state.document.text.to_string() }]
}

/// A name as every system takes it for a file: letters and digits, with one dash for all else between them.
pub fn stem(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut stem = String::new();
    for word in words {
        let letters = stem.chars().count() + word.chars().count();
        if letters >= STEM_LETTERS && !stem.is_empty() {
            break;
        }
        if !stem.is_empty() {
            stem.push('-');
        }
        stem.extend(word.chars().take(STEM_LETTERS));
    }
    stem
}
