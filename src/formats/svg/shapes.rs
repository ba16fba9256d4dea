//! Shapes and words of an SVG.

use std::fmt::Write;

use crate::chart::dots::{DOT_HEIGHT_PX, DOT_PX, Dots};
use crate::chart::palette::{Theme, color_of};
use crate::chart::treatment::{DASH_PX, EDGE_PX, Lines};
use crate::chart::{Mark, Scene, Style, Treatment, failures, named, treatment};

pub(super) const MONO: &str = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/// All of a diagram.
pub(super) fn shapes(svg: &mut String, scene: &Scene, theme: Theme) {
    for (top_px, height_px) in &scene.rows_px {
        rect(svg, [0.0, *top_px, scene.width_px, *height_px], &format!("fill='{}'", theme.lane()));
    }
    for x_px in &scene.grid_px {
        rect(svg, [x_px.round(), 0.0, 1.0, scene.height_px], &format!("fill='{}'", theme.grid()));
    }
    let (under, line) = treatment::named(scene.style);
    for [x_px, y_px, width_px, height_px] in scene.named.iter().copied() {
        for (height_px, share) in [(height_px, under), (named::LINE_PX, line)] {
            let more = format!("fill='{}'{}", theme.soft_ink(), opacity("fill", share));
            rect(svg, [x_px, y_px, width_px, height_px], &more);
        }
    }
    let behind = scene.behind.iter().map(|mark| (mark, scene.behind_style));
    let left = scene.left.iter().map(|mark| (mark, Style::Left));
    for (mark, style) in behind.chain(left).chain(scene.marks.iter().map(|mark| (mark, scene.style))) {
        let Mark { x_px, y_px, width_px, height_px, color, state, strip, .. } = *mark;
        let pen = Pen { ink: theme.task(color), hatch: color, dots: Dots::of(strip, height_px) };
        shape(svg, [x_px, y_px, width_px, height_px], &Treatment::styled(state, style, height_px), pen);
    }
    for place in scene.replies_px.iter().copied() {
        rect(svg, place, &format!("fill='{}'", theme.ink()));
    }
    for place in scene.overruns_px.iter().copied() {
        rect(svg, place, &format!("fill='{}'", theme.bad()));
    }
    for (x_px, y_px) in scene.failures_px.iter().copied() {
        cross(svg, x_px, y_px, theme);
    }
    for label in &scene.labels {
        let color = label.task.map_or(theme.ink(), |task| theme.task(color_of(task)));
        let fill = if label.is_on_solid { theme.ground() } else { color };
        // As on the page, a rim in the ground's color keeps words readable on hatches and lines.
        let rim = if label.is_on_solid {
            String::new()
        } else {
            format!(" stroke='{}' stroke-width='3' stroke-linejoin='round' paint-order='stroke'", theme.ground())
        };
        let more = format!("font-size='11' font-weight='600' font-family=\"{MONO}\"{rim}");
        text(svg, label.x_px, label.y_px, fill, &more, &label.text);
    }
}

/// What a span is drawn with.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    /// The task's color.
    pub(super) ink: &'a str,
    /// The number of that color's hatch.
    pub(super) hatch: usize,
    /// Where dots stand.
    pub(super) dots: Dots,
}

/// What the patterns of such lines are called.
pub(super) fn pattern_name(lines: Lines) -> &'static str {
    match lines {
        Lines::Rising => "h",
        Lines::Crossed => "x",
        Lines::Upright => "u",
    }
}

/// A span in a treatment.
pub(super) fn shape(svg: &mut String, place: [f64; 4], treatment: &Treatment, pen: Pen) {
    let [x_px, y_px, width_px, height_px] = place;
    let ink = pen.ink;
    if treatment.ground > 0.0 {
        rect(svg, place, &format!("fill='{ink}'{}", opacity("fill", treatment.ground)));
    }
    if let Some(hatch) = treatment.hatch {
        let name = pattern_name(hatch.lines);
        rect(svg, place, &format!("fill='url(#{name}{})'{}", pen.hatch, opacity("fill", hatch.share)));
    }
    if let Some(edge) = treatment.edge {
        let half_px = EDGE_PX / 2.0;
        let (y_px, height_px) = (y_px - edge.outset_px, height_px + 2.0 * edge.outset_px);
        let (width_px, height_px) = ((width_px - EDGE_PX).max(0.5), (height_px - EDGE_PX).max(0.5));
        let mut more = format!("fill='none' stroke='{ink}'{}", opacity("stroke", edge.share));
        if edge.is_dashed {
            let _ = write!(more, " stroke-dasharray='{DASH_PX}'");
        }
        rect(svg, [x_px + half_px, y_px + half_px, width_px, height_px], &more);
    }
    if let Some(share) = treatment.dots {
        dotted(svg, place, &pen, share);
    }
}

fn dotted(svg: &mut String, [x_px, y_px, width_px, height_px]: [f64; 4], pen: &Pen, share: f64) {
    let Pen { ink, dots, .. } = pen;
    let (from_px, middle_px, end_px) = (px(x_px), px(y_px + height_px / 2.0), px(x_px + width_px));
    let high_px = px(DOT_HEIGHT_PX.min(height_px));
    // On the lattice of the diagram; what is shorter than its pitch is one dot.
    let on_lattice = (x_px - dots.shift_px).rem_euclid(dots.pitch_px);
    let phase_px = px(if width_px < dots.pitch_px { 0.0 } else { on_lattice });
    let gap_px = dots.pitch_px - DOT_PX;
    let _ = write!(
        svg,
        "<path d='M{from_px} {middle_px}H{end_px}' stroke='{ink}'{} stroke-width='{high_px}' \
         stroke-dasharray='{DOT_PX} {gap_px}' stroke-dashoffset='{phase_px}'/>",
        opacity("stroke", share)
    );
}

/// That what is filled or stroked lets through what lies under it; nothing if it doesn't.
fn opacity(what: &str, share: f64) -> String {
    if share < 1.0 { format!(" {what}-opacity='{share}'") } else { String::new() }
}

/// Where a task failed.
pub(super) fn cross(svg: &mut String, x_px: f64, y_px: f64, theme: Theme) {
    let (x, y, side) = (px(x_px), px(y_px), 2.0 * failures::REACH_PX);
    let (left, top) = (px(x_px - failures::REACH_PX), px(y_px - failures::REACH_PX));
    let (around, line) = (failures::REACH_PX + failures::RIM_PX, failures::LINE_PX);
    let (ground, bad) = (theme.ground(), theme.bad());
    let _ = write!(
        svg,
        "<circle cx='{x}' cy='{y}' r='{around}' fill='{ground}'/><path d='M{left} {top}l{side} {side}m0 \
         -{side}l-{side} {side}' stroke='{bad}' stroke-width='{line}' fill='none'/>"
    );
}

pub(super) fn rect(svg: &mut String, [x_px, y_px, width_px, height_px]: [f64; 4], more: &str) {
    let (x, y, width, height) = (px(x_px), px(y_px), px(width_px), px(height_px));
    let _ = write!(svg, "<rect x='{x}' y='{y}' width='{width}' height='{height}' {more}/>");
}

pub(super) fn text(svg: &mut String, x_px: f64, y_px: f64, fill: &str, more: &str, words: &str) {
    let _ = writeln!(svg, "<text x='{}' y='{}' fill='{fill}' {more}>{}</text>", px(x_px), px(y_px), escaped(words));
}

/// Words that were cut: all of them for whoever points at them.
pub(super) fn cut_text(svg: &mut String, at_px: (f64, f64), fill: &str, more: &str, words: &str, whole: &str) {
    let (x, y) = (px(at_px.0), px(at_px.1));
    let (words, whole) = (escaped(words), escaped(whole));
    let _ = writeln!(svg, "<text x='{x}' y='{y}' fill='{fill}' {more}><title>{whole}</title>{words}</text>");
}

/// A hundredth of a pixel is enough, and keeps files of many spans small.
pub(super) fn px(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Words as XML may have them: control characters are not allowed in it at all.
pub(super) fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\t' => safe.push(' '),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            letter if letter.is_control() => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}
