//! The diagrams as one SVG that stands by itself: on a slide, in a paper, or drawn on a canvas for a PNG. Only
//! presentation attributes, so that no policy takes its colors away; no script, no font of its own.

use std::fmt::Write;

use crate::chart::palette::{COLORS, Theme};
use crate::chart::{Layout, Mark, Scene, Window, scene, ticks};
use crate::trace::{State, Timeline};

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
    /// The part of time that they show; its width is not used.
    pub window: Window,
    /// The colors.
    pub theme: Theme,
}

/// Half of a screen of 1920 × 1080: in right proportion on a slide.
const WIDTH_PX: f64 = 960.0;
const MARGIN_PX: f64 = 24.0;
const NAMES_PX: f64 = 148.0;
const PLOT_PX: f64 = WIDTH_PX - 2.0 * MARGIN_PX - NAMES_PX;
const AXIS_TOP_PX: f64 = 64.0;
const AXIS_PX: f64 = 14.0;
const GAP_PX: f64 = 18.0;
/// Room for a name and its caption.
const LEAST_PX: f64 = 34.0;
const LEGEND_PX: f64 = 40.0;
const SOURCE_PX: f64 = 24.0;
const SANS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const MONO: &str = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/// The picture as text, and its width and height in pixels.
pub fn write(picture: &Picture) -> (String, f64, f64) {
    let window = Window { width_px: PLOT_PX, ..picture.window };
    let theme = picture.theme;
    let mut body = String::new();
    let mut y_px = AXIS_TOP_PX + AXIS_PX;
    for diagram in picture.diagrams {
        let scene = scene(diagram.timeline, diagram.layout, &window);
        let soft = theme.soft_ink();
        text(&mut body, MARGIN_PX, y_px + 14.0, theme.ink(), "font-size='13' font-weight='600'", diagram.name);
        text(&mut body, MARGIN_PX, y_px + 30.0, soft, "font-size='11'", diagram.caption);
        let _ = write!(
            body,
            "<svg x='{}' y='{y_px}' width='{PLOT_PX}' height='{}'>",
            MARGIN_PX + NAMES_PX,
            px(scene.height_px)
        );
        shapes(&mut body, &scene, theme);
        body.push_str("</svg>\n");
        y_px += scene.height_px.max(LEAST_PX) + GAP_PX;
    }
    legend(&mut body, y_px, picture);
    y_px += LEGEND_PX;
    text(&mut body, MARGIN_PX, y_px, theme.soft_ink(), "font-size='10'", picture.source);
    let height_px = (y_px + SOURCE_PX).ceil();
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH_PX}' height='{height_px}' viewBox='0 0 {WIDTH_PX} \
         {height_px}' font-family=\"{SANS}\" role='img'>\n"
    );
    let _ = writeln!(svg, "<title>{}</title>", escaped(picture.title));
    let _ = writeln!(svg, "<rect width='{WIDTH_PX}' height='{height_px}' fill='{}'/>", theme.ground());
    hatches(&mut svg, picture);
    text(&mut svg, MARGIN_PX, 32.0, theme.ink(), "font-size='16' font-weight='600'", picture.title);
    axis(&mut svg, &window, theme);
    svg.push_str(&body);
    svg.push_str("</svg>\n");
    (svg, WIDTH_PX, height_px)
}

fn axis(svg: &mut String, window: &Window, theme: Theme) {
    for tick in ticks(window) {
        let x_px = MARGIN_PX + NAMES_PX + tick.x_px;
        let anchor = if tick.x_px < 16.0 {
            "start"
        } else if tick.x_px > PLOT_PX - 16.0 {
            "end"
        } else {
            "middle"
        };
        let more = format!("font-size='10' text-anchor='{anchor}' font-family=\"{MONO}\"");
        text(svg, x_px, AXIS_TOP_PX, theme.soft_ink(), &more, &tick.label);
    }
}

/// A pattern for every color that is hatched.
fn hatches(svg: &mut String, picture: &Picture) {
    let mut is_used = [[false; COLORS]; 2];
    let spans = picture.diagrams.iter().flat_map(|diagram| &diagram.timeline.spans);
    for span in spans {
        let color = span.task.0 as usize % COLORS;
        is_used[0][color] |= span.state == State::Blocked;
        is_used[1][color] |= span.state == State::Locked;
    }
    svg.push_str("<defs>");
    for (kind, (name, path)) in
        [("h", "M-1 7 7-1M2 10 10 2M-4 4 4-4"), ("x", "M0 6 6 0M0 0 6 6")].into_iter().enumerate()
    {
        // The legend has a hatch of its own.
        let colors = (0..COLORS).filter(|color| is_used[kind][*color]).map(|color| (color, picture.theme.task(color)));
        let colors: Vec<(usize, &str)> = colors.chain([(COLORS, picture.theme.soft_ink())]).collect();
        for (color, stroke) in colors {
            let _ = write!(
                svg,
                "<pattern id='{name}{color}' width='6' height='6' patternUnits='userSpaceOnUse'><path d='{path}' \
                 stroke='{stroke}' stroke-width='1.1' fill='none'/></pattern>"
            );
        }
    }
    svg.push_str("</defs>\n");
}

fn shapes(svg: &mut String, scene: &Scene, theme: Theme) {
    for (top_px, height_px) in &scene.rows_px {
        rect(svg, [0.0, *top_px, scene.width_px, *height_px], &format!("fill='{}'", theme.lane()));
    }
    for x_px in &scene.grid_px {
        rect(svg, [x_px.round(), 0.0, 1.0, scene.height_px], &format!("fill='{}'", theme.grid()));
    }
    for mark in &scene.marks {
        let Mark { x_px, y_px, width_px, height_px, color, state, .. } = *mark;
        shape(svg, [x_px, y_px, width_px, height_px], state, theme.task(color), color);
    }
    for label in &scene.labels {
        let fill = if label.is_on_solid { theme.ground() } else { theme.task(label.color) };
        let more = format!("font-size='11' font-weight='600' font-family=\"{MONO}\"");
        text(svg, label.x_px, label.y_px, fill, &more, &label.text);
    }
}

/// A span in the treatment of its state.
fn shape(svg: &mut String, place: [f64; 4], state: State, ink: &str, hatch: usize) {
    let [x_px, y_px, width_px, height_px] = place;
    let inner = [x_px + 0.5, y_px + 0.5, (width_px - 1.0).max(0.5), (height_px - 1.0).max(0.5)];
    match state {
        State::Running | State::Waiting => rect(svg, place, &format!("fill='{ink}'")),
        State::Blocked | State::Locked => {
            let name = if state == State::Locked { "x" } else { "h" };
            rect(svg, place, &format!("fill='{ink}' fill-opacity='0.16'"));
            rect(svg, inner, &format!("fill='url(#{name}{hatch})' stroke='{ink}' stroke-opacity='0.55'"));
        }
        State::Starting => rect(svg, inner, &format!("fill='none' stroke='{ink}' stroke-dasharray='2 2'")),
        State::Queued => {
            let (y_px, end_px) = (px(y_px + height_px / 2.0), px(x_px + width_px));
            let _ = write!(
                svg,
                "<path d='M{} {y_px}H{end_px}' stroke='{ink}' stroke-width='1.5' stroke-dasharray='1.5 2.5'/>",
                px(x_px)
            );
        }
    }
}

/// Only the states that are in the picture.
fn legend(svg: &mut String, y_px: f64, picture: &Picture) {
    let ink = picture.theme.soft_ink();
    let mut x_px = MARGIN_PX + NAMES_PX;
    for state in State::ALL {
        let mut spans = picture.diagrams.iter().flat_map(|diagram| &diagram.timeline.spans);
        if !spans.any(|span| span.state == state) {
            continue;
        }
        let height_px = if state == State::Waiting { 2.5 } else { 10.0 };
        shape(svg, [x_px, y_px + 7.0 - height_px / 2.0, 24.0, height_px], state, ink, COLORS);
        let meaning = match state {
            State::Blocked => "blocked, thread held",
            State::Waiting => "waiting, no thread held",
            _ => state.word(),
        };
        text(svg, x_px + 30.0, y_px + 11.0, ink, "font-size='11'", meaning);
        x_px += 30.0 + meaning.len() as f64 * 6.0 + 22.0;
    }
}

fn rect(svg: &mut String, [x_px, y_px, width_px, height_px]: [f64; 4], more: &str) {
    let (x, y, width, height) = (px(x_px), px(y_px), px(width_px), px(height_px));
    let _ = write!(svg, "<rect x='{x}' y='{y}' width='{width}' height='{height}' {more}/>");
}

fn text(svg: &mut String, x_px: f64, y_px: f64, fill: &str, more: &str, words: &str) {
    let _ = writeln!(svg, "<text x='{}' y='{}' fill='{fill}' {more}>{}</text>", px(x_px), px(y_px), escaped(words));
}

/// A hundredth of a pixel is enough, and keeps files of many spans small.
fn px(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Words as XML may have them: control characters are not allowed in it at all.
fn escaped(words: &str) -> String {
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
