//! What is said about links, those that were opened and those that were made.

use std::fmt::Write;

use super::grammar::listed_some;
use crate::engine::Model;
use crate::formats::link::Clip;

/// What many chats and mail programs cut off links at, in letters.
const CHAT_LETTERS: usize = 2000;

/// That a link could not be opened, for this reason.
pub fn link_not_opened(reason: &str) -> String {
    [reason, " Your own list is as it was."].concat()
}

/// That a link shows models that are not known here.
pub fn foreign_models(ids: &[String]) -> String {
    ["The link also shows models that this Interleave doesn't have: ", &listed_some(ids), "."].concat()
}

/// That a link sets options that are not known here.
pub fn foreign_options(options: &[String]) -> String {
    ["It also sets options that this Interleave doesn't have: ", &listed_some(options), "."].concat()
}

/// What is said about a list that came with a link; `own` is the reader's own list that lay there before.
pub fn came_with_link(own: Option<&str>) -> String {
    let whose = "This list came with the link. It becomes one of yours when you change it.";
    let Some(own) = own else { return whose.to_owned() };
    [whose, " \u{201c}", own, "\u{201d} is kept as you left it: find it under Lists."].concat()
}

/// That a link could not be made, since it could not be read again.
pub fn link_not_read_again() -> &'static str {
    "The link can't be made: it could not be read again. Pass the list on as a file."
}

/// What is said about a link of so many letters that was made. `is_current` if it holds the list as it is now.
pub fn link_made(copied: Option<Clip>, is_current: bool, letters: usize) -> String {
    let mut said = String::from(match copied {
        Some(Clip::Link) => "The link is copied.",
        Some(Clip::Frame) => "The code for a frame is copied.",
        None => "This is the link, ready to be copied.",
    });
    said.push_str(if is_current {
        " It holds the whole list; nothing is stored anywhere else."
    } else {
        " It holds the list as it was when you pressed Share: press it again for one with what you changed."
    });
    if letters > CHAT_LETTERS {
        // Writing to a text can't fail.
        let _ = write!(
            said,
            " With {letters} letters it is longer than many chats and mail programs let through: they cut links off after \
             {CHAT_LETTERS} or so. Pass the list on as a file there: Lists, Download list."
        );
    }
    said
}

/// What is said about an example that there isn't; `meant` is one with nearly that name.
pub fn no_example(wanted: &str, meant: Option<&str>) -> String {
    ["There is no example called ", wanted, &meant_perhaps(meant), ". The picker has them all."].concat()
}

/// What is said about models that there aren't, each with one of nearly that name, and whether there are more that
/// aren't.
pub fn no_models(wanted: &[(String, Option<&str>)], is_longer: bool) -> String {
    let known = Model::ALL.map(Model::id);
    let mut listed: Vec<String> = wanted.iter().map(|(name, meant)| name.clone() + &meant_perhaps(*meant)).collect();
    if is_longer {
        listed.push("…".to_owned());
    }
    ["There is no model called ", &listed.join("; "), ". The models are: ", &known.join(", "), "."].concat()
}

fn meant_perhaps(meant: Option<&str>) -> String {
    meant.map(|meant| [" (did you mean ", meant, "?)"].concat()).unwrap_or_default()
}
