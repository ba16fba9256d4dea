//! What is said beside the list while it is written.

/// That something else has the name that one was to have.
pub fn name_is_taken(name: &str) -> String {
    ["Something else here is called \u{201c}", name, "\u{201d} already."].concat()
}

/// What is to be called otherwise.
pub fn new_name_of(name: &str) -> String {
    ["New name of \u{201c}", name, "\u{201d}"].concat()
}

/// How many words can stand at the caret.
pub fn offered(count: usize) -> String {
    ["Offered: ", &super::grammar::counted(count, "word"), ", by arrow down"].concat()
}
