//! Which lines of a list are drawn: those in view, and some more, so that scrolling finds them there.

use std::ops::Range;

/// Lines that are drawn beyond those in view, on either side.
const MARGIN: usize = 40;

/// The lines to be drawn, of a list however long, where these are in view: those that are `drawn` already while enough of
/// them are left on either side.
pub fn lines_to_draw(drawn: &Range<usize>, in_view: &Range<usize>) -> Range<usize> {
    let half = in_view.start.saturating_sub(MARGIN / 2)..in_view.end + MARGIN / 2;
    if drawn.start <= half.start && drawn.end >= half.end && drawn.len() <= in_view.len() + 4 * MARGIN {
        return drawn.clone();
    }
    in_view.start.saturating_sub(MARGIN)..in_view.end + MARGIN
}

/// The same for a list of so many lines: never beyond its end, and as many as there are when it has become shorter.
pub fn within(drawn: &Range<usize>, lines: usize) -> Range<usize> {
    drawn.start.min(lines.saturating_sub(drawn.len()))..drawn.end.min(lines)
}
