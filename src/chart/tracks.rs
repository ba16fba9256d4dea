//! Where what was measured before a change lies: on a track of its own right under each row, and right under each line.
//! New bars would hide old ones behind them, and outlines of both would be a tangle; so each is seen whole, and where a
//! bar has become shorter is seen at its end.

use super::strip::Strip;

/// Between a row and its track, in CSS pixels.
pub(super) const TRACK_GAP_PX: f64 = 1.0;
/// Between a line and its track.
const LINE_GAP_PX: f64 = 0.5;
/// Room for the track of a row's last line.
pub(super) const LINE_ROOM_PX: f64 = LINE_GAP_PX + LINE_PX;
/// Thickness of a line's track, and of a wait within a row's.
const LINE_PX: f64 = 1.5;

/// Height of the track under a row of this height.
pub(super) fn track_of(row_px: f64) -> f64 {
    (row_px / 3.0).clamp(2.0, 5.0)
}

/// The tracks of strips, the first of which are rows, where those of rows have this height.
pub(super) fn tracks(strips: &[Strip], rows: usize, track_px: f64) -> Vec<Strip> {
    let (rows, lines) = strips.split_at(rows);
    let of_row = |row: &Strip| Strip { top_px: row.top_px + row.height_px + TRACK_GAP_PX, height_px: track_px };
    let of_line = |(at, line): (usize, &Strip)| {
        // A line within a row is the wait of whoever has that row.
        let row = rows.get(at).filter(|row| (row.top_px..row.top_px + row.height_px).contains(&line.top_px));
        let under = Strip { top_px: line.top_px + line.height_px + LINE_GAP_PX, height_px: LINE_PX };
        row.map_or(under, |row| of_row(row).line(LINE_PX))
    };
    rows.iter().map(of_row).chain(lines.iter().enumerate().map(of_line)).collect()
}
