//! Attempts as dots on the axis of time, each where its run ended. Those that would cover each other stand on levels.

use super::Window;

/// Room for all levels, in CSS pixels.
pub const HEIGHT_PX: f64 = 18.0;
/// Of a dot.
pub const RADIUS_PX: f64 = 2.5;
/// The middles of the levels: who has room stands on the first.
const LEVELS_PX: [f64; 3] = [9.0, 3.5, 14.5];
/// Between the middles of two dots on a level.
const PITCH_PX: f64 = 5.5;

/// Where the dot of each of these times stands, which come in their order.
pub fn places(ends_ns: impl Iterator<Item = u64>, window: &Window) -> Vec<(f64, f64)> {
    let mut taken_px = [f64::NEG_INFINITY; LEVELS_PX.len()];
    let place = |at_ns| {
        let x_px = window.x_px(at_ns);
        let with_room = taken_px.iter().position(|taken_px| taken_px + PITCH_PX <= x_px);
        // Where there are too many, they cover each other on the level that has waited longest.
        let longest = (0..taken_px.len()).min_by(|one, other| taken_px[*one].total_cmp(&taken_px[*other]));
        let level = with_room.or(longest).unwrap_or_default();
        taken_px[level] = x_px;
        (x_px, LEVELS_PX[level])
    };
    ends_ns.map(place).collect()
}

/// How far from a dot a finger may be and still mean it.
const REACH_PX: f64 = 24.0;

/// The dot that is meant by whoever points at a place.
pub fn nearest(places: &[(f64, f64)], (x_px, y_px): (f64, f64)) -> Option<usize> {
    let far = |(dot_x_px, dot_y_px): &(f64, f64)| (dot_x_px - x_px).hypot(dot_y_px - y_px);
    let near = places.iter().map(far).enumerate().filter(|(_, far_px)| *far_px <= REACH_PX);
    near.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(dot, _)| dot)
}
