//! What sentences are made of: counts with their nouns, numbers, words of a list.

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

/// A count with its thousands set apart: `10,000`.
pub fn grouped(count: usize) -> String {
    if count < 1000 {
        return count.to_string();
    }
    format!("{},{:03}", grouped(count / 1000), count % 1000)
}

/// A word of a list, marked as one.
pub fn marked(word: &str) -> String {
    ["`", word, "`"].concat()
}

/// A word of a list where it is no news that it is one.
pub fn unmarked(word: &str) -> String {
    word.replace('`', "")
}

/// An average or peak of how many of something there were.
pub fn level(level: f64) -> String {
    if level >= 100.0 || (level - level.round()).abs() < 0.005 { format!("{level:.0}") } else { format!("{level:.2}") }
}

/// Words one after another.
pub fn listed(words: impl Iterator<Item = &'static str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// What was to be read after something else, as a sentence of its own.
pub fn as_sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String = letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter().collect();
    sentence.push_str(letters.as_str());
    if !text.ends_with(['?', '.']) {
        sentence.push('.');
    }
    sentence
}

/// Words of a stranger's in a sentence: neither long nor many.
pub fn listed_some(words: &[String]) -> String {
    let mut listed: Vec<String> = words.iter().take(5).map(|word| word.chars().take(24).collect()).collect();
    if words.len() > 5 {
        listed.push("…".to_owned());
    }
    listed.join(", ")
}
