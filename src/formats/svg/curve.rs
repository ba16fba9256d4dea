//! A curve as an SVG: lines of what is expected, points of what was measured, and the ideal that nothing falls below. On
//! the page and as a file it is the same.

use std::fmt::Write;

use super::SANS;
use super::shapes::{MONO, escaped, px, rect, text};
use crate::chart::curve::{Frame, Look, apart};
use crate::chart::palette::Theme;

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is called.
    pub name: String,
    /// How it is told from others.
    pub look: Look,
    /// Places and heights that are expected.
    pub expected: Vec<(f64, f64)>,
    /// What was measured.
    pub measured: Vec<Measured>,
}

/// What was measured at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Where.
    pub place: f64,
    /// The least, the middle and the most of it.
    pub heights: [f64; 3],
    /// Whether it comes from a file.
    pub is_recorded: bool,
}

/// What no run can do better than.
#[derive(Debug, Clone, PartialEq)]
pub struct Ideal {
    /// What it is called.
    pub name: String,
    /// Places and heights.
    pub points: Vec<(f64, f64)>,
}

/// A curve with all that stands around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// For who can't see it, and on top of a file.
    pub title: String,
    /// What stands upwards, and how it is spread.
    pub height: String,
    /// What stands along it.
    pub axis: String,
    /// Where things stand.
    pub frame: Frame,
    /// Width and height of it all.
    pub size_px: (f64, f64),
    /// Heights with a name.
    pub heights: Vec<(f64, String)>,
    /// Places with a name.
    pub places: Vec<(f64, String)>,
    /// The lines.
    pub lines: Vec<Line>,
    /// The ideal.
    pub ideals: Vec<Ideal>,
    /// Whether small is good: then nothing is below the ideal, and else nothing above.
    pub is_small_good: bool,
    /// Where the list itself stands.
    pub own: Option<f64>,
    /// The place that is looked at.
    pub pointed: Option<f64>,
    /// Whether names stand behind the ends of lines.
    pub has_names: bool,
}

/// Between the names of two lines.
const NAME_PX: f64 = 14.0;
/// From the end of a line to its name.
const NAME_GAP_PX: f64 = 10.0;
/// From the middle of a point to its edge.
const EXPECTED_PX: f64 = 2.6;
const MEASURED_PX: f64 = 4.2;
/// Room for a mark of the key and its name, and the number of the look whose points are round.
const KEY_PX: f64 = 84.0;
const ROUND: usize = 1;
/// Points closer than this would hide their line.
const POINT_ROOM_PX: f64 = 11.0;

/// The curve as text; with a ground of its own where it is to stand by itself.
pub fn write(curve: &Curve, theme: Theme, stands_alone: bool) -> String {
    let (width, height) = curve.size_px;
    let (width, height) = (px(width), px(height));
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}' \
         font-family=\"{SANS}\" font-size='11'{}>",
        if stands_alone { " role='img'" } else { " aria-hidden='true'" }
    );
    if stands_alone {
        let _ = write!(svg, "<title>{}</title>", escaped(&curve.title));
        rect(&mut svg, [0.0, 0.0, curve.size_px.0, curve.size_px.1], &format!("fill='{}'", theme.ground()));
        text(&mut svg, 12.0, 20.0, theme.ink(), "font-size='13' font-weight='600'", &curve.title);
    }
    sides(&mut svg, curve, theme);
    ideals(&mut svg, curve, theme);
    for line in &curve.lines {
        expected(&mut svg, line, &curve.frame, theme);
    }
    for line in &curve.lines {
        measured(&mut svg, line, &curve.frame, theme);
    }
    if curve.has_names {
        names(&mut svg, curve, theme);
        key(&mut svg, curve, theme);
    }
    svg.push_str("</svg>");
    svg
}

/// A line from one point to another.
fn rule(svg: &mut String, from: (f64, f64), to: (f64, f64), stroke: &str, more: &str) {
    let (x1, y1, x2, y2) = (px(from.0), px(from.1), px(to.0), px(to.1));
    let _ = write!(svg, "<path d='M{x1} {y1}L{x2} {y2}' stroke='{stroke}' {more}/>");
}

fn sides(svg: &mut String, curve: &Curve, theme: Theme) {
    let frame = &curve.frame;
    let (right_px, bottom_px) = (frame.left_px + frame.width_px, frame.top_px + frame.height_px);
    let soft = theme.soft_ink();
    let mono = format!("font-family=\"{MONO}\" font-size='10.5'");
    for (value, label) in &curve.heights {
        let y_px = frame.y_px(*value);
        rule(svg, (frame.left_px, y_px), (right_px, y_px), theme.grid(), "stroke-width='1'");
        text(svg, frame.left_px - 8.0, y_px + 3.5, soft, &format!("{mono} text-anchor='end'"), label);
    }
    for (place, label) in &curve.places {
        let x_px = frame.x_px(*place);
        rule(svg, (x_px, bottom_px), (x_px, bottom_px + 4.0), soft, "stroke-width='1'");
        text(svg, x_px, bottom_px + 17.0, soft, &format!("{mono} text-anchor='middle'"), label);
    }
    rule(svg, (frame.left_px, bottom_px), (right_px, bottom_px), soft, "stroke-width='1'");
    text(svg, frame.left_px, frame.top_px - 10.0, soft, "", &curve.height);
    text(svg, right_px, bottom_px + 32.0, soft, "text-anchor='end'", &curve.axis);
    if let Some(own) = curve.own {
        let x_px = frame.x_px(own);
        rule(svg, (x_px, frame.top_px), (x_px, bottom_px), soft, "stroke-width='1' stroke-dasharray='1 3'");
    }
    if let Some(pointed) = curve.pointed {
        let x_px = frame.x_px(pointed);
        rule(svg, (x_px, frame.top_px), (x_px, bottom_px), theme.ink(), "stroke-width='1'");
    }
}

fn path_of(points: &[(f64, f64)], frame: &Frame) -> String {
    let mut path = String::new();
    for (place, height) in points {
        let letter = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{letter}{} {}", px(frame.x_px(*place)), px(frame.y_px(*height)));
    }
    path
}

/// Where nothing can be, and the lines where that begins.
fn ideals(svg: &mut String, curve: &Curve, theme: Theme) {
    let frame = &curve.frame;
    let edge_px = if curve.is_small_good { frame.top_px + frame.height_px } else { frame.top_px };
    for ideal in &curve.ideals {
        let Some((first, last)) = ideal.points.first().zip(ideal.points.last()) else { continue };
        let path = path_of(&ideal.points, frame);
        let (from, to, edge) = (px(frame.x_px(first.0)), px(frame.x_px(last.0)), px(edge_px));
        let _ = write!(svg, "<path d='{path}L{to} {edge}L{from} {edge}Z' fill='{}'/>", theme.lane());
    }
    for ideal in &curve.ideals {
        let path = path_of(&ideal.points, frame);
        let _ = write!(svg, "<path d='{path}' fill='none' stroke='{}' stroke-dasharray='3 3'/>", theme.soft_ink());
        let Some((place, height)) = ideal.points.first() else { continue };
        let y_px = frame.y_px(*height);
        let is_low = y_px > frame.top_px + frame.height_px - 14.0;
        let below_px = if curve.is_small_good && !is_low { 12.0 } else { -4.0 };
        text(svg, frame.x_px(*place) + 6.0, y_px + below_px, theme.soft_ink(), "font-size='10'", &ideal.name);
    }
}

fn expected(svg: &mut String, line: &Line, frame: &Frame, theme: Theme) {
    let ink = theme.task(line.look.color);
    let path = path_of(&line.expected, frame);
    let dashes = line.look.dashes;
    let _ = write!(
        svg,
        "<path d='{path}' fill='none' stroke='{ink}' stroke-width='1.5' stroke-linejoin='round' \
         stroke-dasharray='{dashes}'/>"
    );
    let mut before_px = f64::NEG_INFINITY;
    for (place, height) in &line.expected {
        let x_px = frame.x_px(*place);
        if x_px - before_px < POINT_ROOM_PX {
            continue;
        }
        before_px = x_px;
        let path = line.look.path(x_px, frame.y_px(*height), EXPECTED_PX);
        let _ = write!(svg, "<path d='{path}' fill='{}' stroke='{ink}'/>", theme.ground());
    }
}

fn measured(svg: &mut String, line: &Line, frame: &Frame, theme: Theme) {
    let ink = theme.task(line.look.color);
    for Measured { place, heights: [least, median, most], is_recorded } in &line.measured {
        let x_px = frame.x_px(*place);
        let (top_px, bottom_px) = (frame.y_px(*most), frame.y_px(*least));
        if bottom_px - top_px > 1.0 {
            rule(svg, (x_px, top_px), (x_px, bottom_px), ink, "stroke-width='1.5'");
            for y_px in [top_px, bottom_px] {
                rule(svg, (x_px - 3.5, y_px), (x_px + 3.5, y_px), ink, "stroke-width='1.5'");
            }
        }
        let path = line.look.path(x_px, frame.y_px(*median), MEASURED_PX);
        let (fill, stroke) = if *is_recorded { (theme.ground(), ink) } else { (ink, theme.ground()) };
        let _ = write!(svg, "<path d='{path}' fill='{fill}' stroke='{stroke}' stroke-width='1.5'/>");
    }
}

/// How what was measured is told from what is expected, where there is both.
fn key(svg: &mut String, curve: &Curve, theme: Theme) {
    let measured = || curve.lines.iter().flat_map(|line| &line.measured);
    let kinds = [
        ("expected", measured().next().is_some(), EXPECTED_PX, theme.ground(), theme.soft_ink()),
        ("measured", measured().any(|point| !point.is_recorded), MEASURED_PX, theme.soft_ink(), theme.ground()),
        ("recorded", measured().any(|point| point.is_recorded), MEASURED_PX, theme.ground(), theme.soft_ink()),
    ];
    let y_px = curve.frame.top_px - 14.0;
    let mut x_px = curve.size_px.0 - 16.0;
    for (name, _, reach_px, fill, stroke) in kinds.into_iter().rev().filter(|kind| kind.1) {
        text(svg, x_px, y_px + 4.0, theme.soft_ink(), "text-anchor='end'", name);
        let path = Look::of(ROUND).path(x_px - KEY_PX + 18.0, y_px, reach_px);
        let _ = write!(svg, "<path d='{path}' fill='{fill}' stroke='{stroke}' stroke-width='1.2'/>");
        x_px -= KEY_PX;
    }
}

/// The names of lines behind their ends, in their colors.
fn names(svg: &mut String, curve: &Curve, theme: Theme) {
    let frame = &curve.frame;
    let ends: Vec<(&Line, f64, f64)> = curve
        .lines
        .iter()
        .filter_map(|line| line.expected.last().map(|(place, height)| (line, frame.x_px(*place), frame.y_px(*height))))
        .collect();
    let wanted_px: Vec<f64> = ends.iter().map(|(.., y_px)| *y_px).collect();
    let placed_px = apart(&wanted_px, NAME_PX, frame.top_px, frame.top_px + frame.height_px);
    for ((line, x_px, y_px), placed_px) in ends.iter().zip(placed_px) {
        let ink = theme.task(line.look.color);
        let name_px = frame.left_px + frame.width_px + NAME_GAP_PX + 8.0;
        if (placed_px - y_px).abs() > 1.0 || name_px - x_px > 2.0 * NAME_GAP_PX {
            rule(svg, (x_px + 4.0, *y_px), (name_px - 4.0, placed_px), ink, "stroke-width='0.75' stroke-opacity='0.5'");
        }
        text(svg, name_px, placed_px + 3.5, ink, "font-weight='600'", &line.name);
    }
}
