//! One diagram for the page, without what stands around it in a file: the names of its rows, its axis, and its spans,
//! unless those are drawn as pixels.

use std::fmt::Write;

use super::shapes::{MONO, cut_text, px, shapes, text};
use super::{NAME_FONT_PX, NAMES_GAP_PX, hatches};
use crate::chart::names::RowName;
use crate::chart::palette::Theme;
use crate::chart::{Scene, Window, letters, ticks};
use crate::trace::Timeline;

/// Room for the names, from the left edge to the rows.
pub const GUTTER_PX: f64 = 82.0;
/// Room for the axis, from the upper edge to the first row.
pub const AXIS_PX: f64 = 18.0;

/// A diagram of so much height in this window; `spans` are left out where they are drawn as pixels.
pub fn write(
    names: &[RowName],
    window: &Window,
    height_px: f64,
    spans: Option<(&Scene, &Timeline)>,
    theme: Theme,
) -> String {
    let (width, height) = (px(GUTTER_PX + window.width_px), px(AXIS_PX + height_px));
    let mut svg = format!("<svg width='{width}' height='{height}' aria-hidden='true'>");
    for tick in ticks(window) {
        let more = format!("font-size='10' text-anchor='middle' font-family=\"{MONO}\"");
        let x_px = tick.x_px.clamp(14.0, window.width_px - 18.0);
        text(&mut svg, GUTTER_PX + x_px, 11.0, theme.soft_ink(), &more, &tick.label);
    }
    let more = format!("font-size='{NAME_FONT_PX}' text-anchor='end' font-family=\"{MONO}\"");
    for name in names {
        let at_px = (GUTTER_PX - NAMES_GAP_PX, AXIS_PX + name.middle_px + 3.5);
        let short = letters::cut(&name.text, GUTTER_PX - NAMES_GAP_PX, NAME_FONT_PX);
        cut_text(&mut svg, at_px, theme.soft_ink(), &more, &short, &name.full);
    }
    if let Some((scene, timeline)) = spans {
        hatches(&mut svg, [timeline].into_iter(), theme);
        let (width, height) = (px(window.width_px), px(height_px));
        let _ = write!(svg, "<svg x='{GUTTER_PX}' y='{AXIS_PX}' width='{width}' height='{height}'>");
        shapes(&mut svg, scene, theme);
        svg.push_str("</svg>");
    }
    svg.push_str("</svg>");
    svg
}
