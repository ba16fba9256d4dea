//! The nearest known word for a slip.

/// Longer words are not compared.
const LONGEST_COMPARED: usize = 32;

/// The known word that `word` was most likely meant to be: the same but for case, or a slip or two away.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if word.chars().nth(LONGEST_COMPARED).is_some() {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    // A third of the word may be wrong; of one or two letters, only their case.
    let length = word.chars().count();
    let most = (length / 3).min(2);
    let is_same = |one: Option<char>, other: Option<char>| {
        one.zip(other).is_some_and(|(one, other)| one.eq_ignore_ascii_case(&other))
    };
    // One edit leaves the first or the last letter as it was.
    let may_be_near = |candidate: &str| {
        most > 1
            || is_same(word.chars().next(), candidate.chars().next())
            || is_same(word.chars().next_back(), candidate.chars().next_back())
    };
    known
        .into_iter()
        .filter(|candidate| may_be_near(candidate))
        // Each letter more or less is an edit.
        .filter(|candidate| candidate.chars().take(length + most + 1).count().abs_diff(length) <= most)
        .map(|candidate| (distance(&lower, &candidate.to_ascii_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= most)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Edits from one word to the other, where swapping two neighbors counts as one (optimal string alignment).
fn distance(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for row in 1..=from.len() {
        let mut current = vec![row];
        for column in 1..=to.len() {
            let changed = usize::from(from[row - 1] != to[column - 1]);
            let mut best = (last[column] + 1).min(current[column - 1] + 1).min(last[column - 1] + changed);
            if row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1] {
                best = best.min(before_last[column - 2] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[to.len()]
}
