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
