//! The diagrams as one SVG that stands by itself: on a slide, in a paper, or drawn on a canvas for a PNG. Only
//! presentation attributes, so that no policy takes its colors away; no script, no font of its own.

pub mod bare;
pub mod curve;
mod legend;
mod shapes;

use std::fmt::Write;

use crate::chart::names::{Key, RowName};
use crate::chart::palette::{COLORS, Theme, color_of};
use crate::chart::treatment::{HATCH_LINE_PX, HATCH_PX, Lines, tile_lines};
use crate::chart::{Layer, Layout, Style, Treatment, Window, layered, letters, ticks};
use crate::trace::{TaskInfo, Timeline};
use legend::legend;
use shapes::{MONO, cut_text, escaped, pattern_name, px, shapes, text};

/// One diagram of the picture.
#[derive(Debug, Clone, Copy)]
pub struct Diagram<'a> {
    /// The name of its model.
    pub name: &'a str,
    /// A few words under the name, such as how long it took.
    pub caption: &'a str,
    /// Its spans.
    pub timeline: &'a Timeline,
    /// Where they stand.
    pub layout: &'a Layout,
    /// What was expected, if it is drawn behind them, or what was measured before under them.
    pub behind: Option<Layer<'a>>,
    /// The names beside its rows.
    pub names: &'a [RowName],
}

/// The outline of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// As high as what is in it.
    #[default]
    Natural,
    /// 16:9, and as large on it as can be.
    Slide,
}

/// What the picture shows.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The line on top.
    pub title: &'a str,
    /// The line at the bottom: where it was measured.
    pub source: &'a str,
    /// The diagrams, from top to bottom.
    pub diagrams: &'a [Diagram<'a>],
    /// The tasks of all of them.
    pub tasks: &'a [TaskInfo],
    /// Which color is whose, where tasks share rows.
    pub key: Option<&'a Key>,
    /// What is said where so many tasks share the colors.
    pub say_shared: fn(usize) -> String,
    /// The part of time that they show; its width is not used.
    pub window: Window,
    /// The colors.
    pub theme: Theme,
    /// The outline.
    pub shape: Shape,
}

/// Half of a screen of 1920 × 1080: in right proportion on a slide.
const WIDTH_PX: f64 = 960.0;
const SLIDE_HEIGHT_PX: f64 = 540.0;
/// A slide of little is drawn as one this wide, and so larger: narrower, its words would have no room.
const LEAST_WIDTH_PX: f64 = 640.0;
const MARGIN_PX: f64 = 24.0;
const MODELS_PX: f64 = 128.0;
/// Room for the names of rows, and from there to the rows.
const NAMES_PX: f64 = 74.0;
const NAMES_GAP_PX: f64 = 8.0;
const NAME_FONT_PX: f64 = 10.0;
const PLOT_LEFT_PX: f64 = MARGIN_PX + MODELS_PX + NAMES_PX + NAMES_GAP_PX;
const AXIS_TOP_PX: f64 = 64.0;
const AXIS_PX: f64 = 14.0;
const GAP_PX: f64 = 18.0;
/// Room for a name and its caption.
const LEAST_PX: f64 = 34.0;
const SOURCE_PX: f64 = 24.0;
const SANS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

/// The picture as text, and its width and height in pixels.
pub fn write(picture: &Picture) -> (String, f64, f64) {
    let (width_px, height_px, spare_px) = match picture.shape {
        Shape::Natural => (WIDTH_PX, drawn(picture, WIDTH_PX, 0.0).1, 0.0),
        Shape::Slide => slide(picture),
    };
    let (body, _) = drawn(picture, width_px, spare_px);
    let (shown_width_px, shown_height_px) = match picture.shape {
        Shape::Natural => (width_px, height_px),
        Shape::Slide => (WIDTH_PX, SLIDE_HEIGHT_PX),
    };
    let (width, height) = (px(width_px), px(height_px));
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{shown_width_px}' height='{shown_height_px}' viewBox='0 0 \
         {width} {height}' font-family=\"{SANS}\" role='img'>\n"
    );
    let _ = writeln!(svg, "<title>{}</title>", escaped(picture.title));
    let _ = writeln!(svg, "<rect width='{width}' height='{height}' fill='{}'/>", picture.theme.ground());
    let under = picture.diagrams.iter().filter_map(|diagram| diagram.behind);
    let under = under.filter(|layer| layer.style == Style::Before).map(|layer| layer.timeline);
    hatches(&mut svg, picture.diagrams.iter().map(|diagram| diagram.timeline).chain(under), picture.theme);
    svg.push_str(&body);
    svg.push_str("</svg>\n");
    (svg, shown_width_px, shown_height_px)
}

/// Width and height of a slide on which all has room, and how much of the height is left. What is wider is lower, for
/// its legend has fewer lines.
fn slide(picture: &Picture) -> (f64, f64, f64) {
    const RATIO: f64 = SLIDE_HEIGHT_PX / WIDTH_PX;
    let mut width_px = LEAST_WIDTH_PX;
    for _ in 0..4 {
        let height_px = drawn(picture, width_px, 0.0).1;
        if height_px <= width_px * RATIO {
            break;
        }
        width_px = height_px / RATIO;
    }
    let height_px = width_px * RATIO;
    (width_px, height_px, height_px - drawn(picture, width_px, 0.0).1)
}

/// All that is in it at this width, and how high it is. What is spare is given to the room around the diagrams.
fn drawn(picture: &Picture, width_px: f64, spare_px: f64) -> (String, f64) {
    let theme = picture.theme;
    let window = Window { width_px: width_px - MARGIN_PX - PLOT_LEFT_PX, ..picture.window };
    let mut svg = String::new();
    let title = letters::cut(picture.title, width_px - 2.0 * MARGIN_PX, 16.0);
    text(&mut svg, MARGIN_PX, 32.0, theme.ink(), "font-size='16' font-weight='600'", &title);
    let top_px = AXIS_TOP_PX + spare_px / 2.0;
    axis(&mut svg, top_px, &window, theme);
    let mut y_px = top_px + AXIS_PX;
    for diagram in picture.diagrams {
        y_px += one(&mut svg, y_px, diagram, &window, theme) + GAP_PX;
    }
    y_px = legend(&mut svg, y_px + spare_px / 2.0, (PLOT_LEFT_PX, width_px - MARGIN_PX), picture);
    let source = letters::cut(picture.source, width_px - 2.0 * MARGIN_PX, 10.0);
    text(&mut svg, MARGIN_PX, y_px + SOURCE_PX - 4.0, theme.soft_ink(), "font-size='10'", &source);
    (svg, (y_px + 2.0 * SOURCE_PX - 4.0).ceil())
}

/// A diagram; gives its height.
fn one(svg: &mut String, y_px: f64, diagram: &Diagram, window: &Window, theme: Theme) -> f64 {
    let front = Layer { timeline: diagram.timeline, layout: diagram.layout, style: Style::Solid };
    let scene = layered(&front, diagram.behind.as_ref(), window);
    let soft = theme.soft_ink();
    text(svg, MARGIN_PX, y_px + 14.0, theme.ink(), "font-size='13' font-weight='600'", diagram.name);
    text(svg, MARGIN_PX, y_px + 30.0, soft, "font-size='11'", diagram.caption);
    let more = format!("font-size='{NAME_FONT_PX}' text-anchor='end' font-family=\"{MONO}\"");
    for name in diagram.names {
        let at_px = (PLOT_LEFT_PX - NAMES_GAP_PX, y_px + name.middle_px + 3.5);
        cut_text(svg, at_px, soft, &more, &letters::cut(&name.text, NAMES_PX, NAME_FONT_PX), &name.full);
    }
    let (width, height) = (px(window.width_px), px(scene.height_px));
    let _ = write!(svg, "<svg x='{PLOT_LEFT_PX}' y='{}' width='{width}' height='{height}'>", px(y_px));
    shapes(svg, &scene, theme);
    svg.push_str("</svg>\n");
    scene.height_px.max(LEAST_PX)
}

fn axis(svg: &mut String, y_px: f64, window: &Window, theme: Theme) {
    for tick in ticks(window) {
        let anchor = if tick.x_px < 16.0 {
            "start"
        } else if tick.x_px > window.width_px - 16.0 {
            "end"
        } else {
            "middle"
        };
        let more = format!("font-size='10' text-anchor='{anchor}' font-family=\"{MONO}\"");
        text(svg, PLOT_LEFT_PX + tick.x_px, y_px, theme.soft_ink(), &more, &tick.label);
    }
}

/// A pattern for every color that is hatched.
fn hatches<'a>(svg: &mut String, timelines: impl Iterator<Item = &'a Timeline>, theme: Theme) {
    let mut is_used = [[false; COLORS]; Lines::ALL.len()];
    for span in timelines.flat_map(|timeline| &timeline.spans) {
        if let Some(hatch) = Treatment::of(span.state).hatch {
            is_used[hatch.lines as usize][color_of(span.task)] = true;
        }
    }
    svg.push_str("<defs>");
    for lines in Lines::ALL {
        let name = pattern_name(lines);
        let mut path = String::new();
        for [x1, y1, x2, y2] in tile_lines(lines) {
            let _ = write!(path, "M{x1} {y1} {x2} {y2}");
        }
        // The legend has a hatch of its own.
        let colors = (0..COLORS).filter(|color| is_used[lines as usize][*color]);
        let colors = colors.map(|color| (color, theme.task(color)));
        for (color, stroke) in colors.chain([(COLORS, theme.soft_ink())]) {
            let _ = write!(
                svg,
                "<pattern id='{name}{color}' width='{HATCH_PX}' height='{HATCH_PX}' patternUnits='userSpaceOnUse'><path \
                 d='{path}' stroke='{stroke}' stroke-width='{HATCH_LINE_PX}' fill='none'/></pattern>"
            );
        }
    }
    svg.push_str("</defs>\n");
}
