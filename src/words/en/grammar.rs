//! What sentences are made of: counts with their nouns, lists.

/// `1 task`, `2 tasks`.
pub fn counted(count: usize, noun: &str) -> String {
    let mut text = count.to_string();
    text.push(' ');
    text.push_str(noun);
    if count != 1 {
        text.push('s');
    }
    text
}
