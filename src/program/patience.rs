//! How long a step waits for others: with `within 200ms` behind it, it fails if it isn't done by then.

use super::Step;
use super::keyword::{PATIENT, WITHIN};
use super::lexer::{Span, TokenKind, tokens};

impl<D> Step<D> {
    /// Within which time it has to be done, or it fails; `None` if it waits for ever, or for nobody.
    pub fn within(&self) -> Option<&D> {
        match self {
            Self::Lock(_, within)
            | Self::Send(_, _, within)
            | Self::Receive(_, within)
            | Self::Meet(_, within)
            | Self::Fetch(_, _, within)
            | Self::File(_, _, within)
            | Self::Join(within) => within.as_ref(),
            _ => None,
        }
    }

    /// The same step, to be done within this time; what waits for nobody stays as it is.
    #[must_use]
    pub fn done_within(self, within: Option<D>) -> Self {
        match self {
            Self::Lock(name, _) => Self::Lock(name, within),
            Self::Send(name, value, _) => Self::Send(name, value, within),
            Self::Receive(name, _) => Self::Receive(name, within),
            Self::Meet(name, _) => Self::Meet(name, within),
            Self::Join(_) => Self::Join(within),
            Self::Fetch(lasting, fetch, _) => Self::Fetch(lasting, fetch, within),
            Self::File(usage, transfer, _) => Self::File(usage, transfer, within),
            other => other,
        }
    }
}

impl<D: 'static> Step<D> {
    /// Whether it can be told within which time it has to be done.
    pub fn can_give_up(&self) -> bool {
        PATIENT.contains(&self.keyword())
    }
}

/// What follows the keyword of a step, and from `within` on: that word, and what follows it.
pub(super) fn split_within<'t>(keyword: &str, rest: Span<'t>) -> (Span<'t>, Option<(Span<'t>, Span<'t>)>) {
    if !PATIENT.contains(&keyword) || !rest.text.contains(WITHIN.word) {
        return (rest, None);
    }
    let tokens = tokens(rest);
    let is_within = |at: &usize| tokens[*at].kind == TokenKind::Word && tokens[*at].text == WITHIN.word;
    // First comes a name, which may be this word.
    let is_nameless = keyword == "join" || (keyword != "send" && tokens.len() == 2 && is_duration(tokens[1].text));
    let Some(at) = (usize::from(!is_nameless)..tokens.len()).rfind(is_within) else { return (rest, None) };
    let token = &tokens[at];
    let word = Span { text: token.text, start: token.columns.start };
    let (before, from) = rest.text.split_at(token.bytes.start);
    let behind = Span { text: from, start: token.columns.start }.split_word().1;
    (Span { text: before.trim_end(), ..rest }, Some((word, behind)))
}

fn is_duration(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}
