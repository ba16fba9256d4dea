//! Why a run took that long, as a bar on the axis of its diagram: the critical path; and where in the diagram a part of it
//! lies.

use std::fmt::Write;

use super::{Plot, Window};
use crate::stats::Why;
use crate::stats::why::Cause;
use crate::trace::Timeline;

/// A part that has no column for itself is shown this wide where most of it is, in CSS pixels: nothing is left out for
/// being small.
const LEAST_PX: usize = 2;
/// Around what is marked, so that thin lines are seen.
const RIM_PX: f64 = 1.0;
/// Reach of the ring around where a line ends.
const RING_PX: f64 = 3.0;

/// A piece of the bar, in whole CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What this time went to.
    pub cause: Cause,
    /// Left edge.
    pub left_px: usize,
    /// Width.
    pub width_px: usize,
}

/// The bar, from left to right: each column of pixels belongs to what most of its time went to.
pub fn pieces(why: &Why, window: &Window) -> Vec<Piece> {
    let columns = columns(why, window);
    let mut pieces: Vec<Piece> = Vec::new();
    for (left_px, column) in columns.into_iter().enumerate() {
        let Some(cause) = column else { continue };
        match pieces.last_mut() {
            Some(last) if last.cause == cause && last.left_px + last.width_px == left_px => last.width_px += 1,
            _ => pieces.push(Piece { cause, left_px, width_px: 1 }),
        }
    }
    pieces
}

/// What most of the time of each column went to.
fn columns(why: &Why, window: &Window) -> Vec<Option<Cause>> {
    let width = window.width_px.max(0.0) as usize;
    let mut shares = vec![[0.0_f64; Cause::ALL.len()]; width];
    for stretch in why.path() {
        let (left_px, right_px) = (window.x_px(stretch.start_ns).max(0.0), window.x_px(stretch.end_ns));
        // What is left of a pixel at the end belongs to the last one.
        for (column, shares) in shares.iter_mut().enumerate().skip((left_px as usize).min(width.saturating_sub(1))) {
            let (from_px, to_px) =
                (column as f64, if column + 1 == width { window.width_px } else { column as f64 + 1.0 });
            if from_px >= right_px {
                break;
            }
            shares[stretch.cause as usize] += (right_px.min(to_px) - left_px.max(from_px)).max(0.0);
        }
    }
    let most = |shares: &[f64; Cause::ALL.len()]| {
        let by_share = Cause::ALL.into_iter().filter(|cause| shares[*cause as usize] > 0.0);
        by_share.max_by(|one, other| shares[*one as usize].total_cmp(&shares[*other as usize]))
    };
    let mut columns: Vec<Option<Cause>> = shares.iter().map(most).collect();
    // Small parts don't cut each other, as long as there is another place.
    let mut is_small = vec![false; width];
    for cause in Cause::ALL {
        let share = |column: &usize| shares[*column][cause as usize];
        let best = (0..width).max_by(|one, other| share(one).total_cmp(&share(other)));
        let Some(best) = best.filter(|best| share(best) > 0.0 && !columns.contains(&Some(cause))) else { continue };
        // At the end of the bar it stays within it.
        let end = columns.iter().rposition(Option::is_some).map_or(width, |last| last + 1);
        let left = best.min(end.saturating_sub(LEAST_PX));
        let places = (0..width).flat_map(|away| [left.checked_sub(away), Some(left + away)]).flatten();
        let mut places = places.filter(|left| left + LEAST_PX <= end && leaves_others(&columns, *left));
        let whole = places.clone().find(|left| !is_small[*left..left + LEAST_PX].contains(&true));
        if let Some(left) = whole.or_else(|| places.next()) {
            columns[left..left + LEAST_PX].fill(Some(cause));
            is_small[left..left + LEAST_PX].fill(true);
        }
    }
    columns
}

/// Whether whatever stands in the columns of a small part stands elsewhere too.
fn leaves_others(columns: &[Option<Cause>], left: usize) -> bool {
    let (taken, elsewhere) = (left..left + LEAST_PX, |column: &usize| !(left..left + LEAST_PX).contains(column));
    taken.into_iter().all(|column| {
        (0..columns.len()).filter(elsewhere).any(|other| columns[other] == columns[column]) || columns[column].is_none()
    })
}

/// A part of a bar among others', from left to right, in hundredths of the longest one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// What it is.
    pub cause: Cause,
    /// Left edge.
    pub left: f64,
    /// Width.
    pub width: f64,
}

/// The parts of a makespan beside those of others, the longest of which takes 100. Each can be seen, at the cost of the
/// largest.
pub fn stacked(parts: &[(Cause, u64)], longest_ns: u64) -> Vec<Part> {
    /// No part is narrower.
    const LEAST: f64 = 0.9;
    let share = |ns: u64| ns as f64 / longest_ns.max(1) as f64 * 100.0;
    let owed: f64 = parts.iter().map(|(_, ns)| (LEAST - share(*ns)).max(0.0)).sum();
    // Of several that are as large, one pays.
    let largest = parts.iter().max_by_key(|(_, ns)| *ns).map(|(cause, _)| *cause);
    let mut left = 0.0;
    let part = |(cause, ns): &(Cause, u64)| {
        let width = if Some(*cause) == largest { share(*ns) - owed } else { share(*ns) };
        let part = Part { cause: *cause, left, width: width.max(LEAST) };
        left += part.width;
        part
    };
    parts.iter().map(part).collect()
}

/// The rectangles in a diagram where the critical path went to something, as an SVG path; empty if there are none in view.
pub fn marked_path(plot: &Plot, timeline: &Timeline, why: &Why, cause: Cause, window: &Window) -> String {
    let mut path = String::new();
    // By strip, what is marked already and may go on: no more rectangles than pixels.
    let mut open: Vec<Option<(i32, i32)>> = vec![None; plot.layout.strips.len()];
    for stretch in why.path().iter().filter(|stretch| stretch.cause == cause) {
        let strip = stretch.span.and_then(|index| plot.layout.strip_of(index, &timeline.spans[index]));
        let Some(strip) = strip.filter(|_| stretch.end_ns >= window.start_ns && stretch.start_ns <= window.end_ns)
        else {
            continue;
        };
        let left_px = window.x_px(stretch.start_ns).max(-4.0).floor() as i32;
        let right_px = (window.x_px(stretch.end_ns).min(window.width_px + 4.0).ceil() as i32).max(left_px + 2);
        match &mut open[strip] {
            Some((_, end_px)) if left_px <= *end_px + 1 => *end_px = right_px.max(*end_px),
            before => {
                let done = before.replace((left_px, right_px));
                draw(&mut path, plot, strip, done);
            }
        }
    }
    for (strip, done) in open.into_iter().enumerate() {
        draw(&mut path, plot, strip, done);
    }
    path
}

/// A line from the end of a wait, at this place, to the span that ended it, and a ring there; as an SVG path.
pub fn link([x_px, y_px, width_px, height_px]: [f64; 4], by: [f64; 4]) -> String {
    let (from_px, to_px) = (x_px + width_px, (x_px + width_px).clamp(by[0], by[0] + by[2]));
    let (from_y_px, to_y_px) = (y_px + height_px / 2.0, by[1] + by[3] / 2.0);
    // The ring lies around the end of the line.
    let reach_px = if to_y_px < from_y_px { RING_PX } else { -RING_PX };
    format!(
        "M{from_px:.1} {from_y_px:.1}L{to_px:.1} {:.1}m-{RING_PX} {}a{RING_PX} {RING_PX} 0 1 0 {} 0a{RING_PX} {RING_PX} 0 1 0-{} 0",
        to_y_px + reach_px,
        -reach_px,
        2.0 * RING_PX,
        2.0 * RING_PX
    )
}

fn draw(path: &mut String, plot: &Plot, strip: usize, from_to_px: Option<(i32, i32)>) {
    let Some((left_px, right_px)) = from_to_px else { return };
    let strip = plot.layout.strips[strip];
    let (top_px, height_px) = (strip.top_px - RIM_PX, strip.height_px + 2.0 * RIM_PX);
    let _ = write!(path, "M{left_px} {top_px:.1}H{right_px}v{height_px:.1}H{left_px}z");
}
