//! Draws on a canvas: the shapes of a scene, or the pixels of a plot.

use std::cell::RefCell;
use std::ops::Range;

use js_sys::{Uint8ClampedArray, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::page;
use crate::chart::dots::{DOT_HEIGHT_PX, DOT_PX, Dots};
use crate::chart::failures;
use crate::chart::palette::{Theme, color_of};
use crate::chart::treatment::{DASH_PX, EDGE_PX, Edge, HATCH_LINE_PX, HATCH_PX, Lines, tile_lines};
use crate::chart::{Drawn, Mark, Picture, Plot, Raster, Scene, Style, Treatment, Window, named, treatment};
use crate::trace::Timeline;

const LABEL_FONT: &str = "600 11px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

fn draw(canvas: &HtmlCanvasElement, scene: &Scene, theme: Theme) -> Result<(), JsValue> {
    let scale = page::scale();
    fit(canvas, scene.width_px, scene.height_px, scale);
    let Some(context) = canvas.get_context("2d")?.and_then(|context| context.dyn_into().ok()) else { return Ok(()) };
    let brush = Brush { context, theme, scale };
    brush.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
    brush.context.clear_rect(0.0, 0.0, scene.width_px, scene.height_px);
    brush.ground(scene);
    brush.named(&scene.named, scene.style);
    for mark in &scene.behind {
        brush.mark(mark, scene.behind_style)?;
    }
    for mark in &scene.left {
        brush.mark(mark, Style::Left)?;
    }
    for mark in &scene.marks {
        brush.mark(mark, scene.style)?;
    }
    brush.blocks(&scene.replies_px, theme.ink());
    brush.blocks(&scene.overruns_px, theme.bad());
    brush.failures(scene)?;
    brush.labels(scene)
}

/// Gives a canvas a size; whether it has lost what it showed.
fn fit(canvas: &HtmlCanvasElement, width_px: f64, height_px: f64, scale: f64) -> bool {
    let (width, height) = ((width_px * scale).round() as u32, (height_px * scale).round() as u32);
    // Setting a size, even the same one, throws the canvas's memory away.
    if canvas.width() == width && canvas.height() == height {
        return false;
    }
    canvas.set_width(width);
    canvas.set_height(height);
    let style = canvas.style();
    let _ = style.set_property("width", &format!("{width_px}px"));
    let _ = style.set_property("height", &format!("{height_px}px"));
    true
}

/// What draws on one canvas; it keeps from one picture to the next what can be kept.
#[derive(Default)]
pub struct Sheet {
    raster: Raster,
    drawn: Option<Drawn>,
    /// Memory of the last image, by its length: the browser can't draw from memory that is shared.
    image: Option<(Uint32Array, ImageData)>,
}

impl Sheet {
    /// Draws a scene over whatever the canvas shows.
    ///
    /// # Errors
    /// In the browser's words.
    pub fn draw(&mut self, canvas: &HtmlCanvasElement, scene: &Scene, theme: Theme) -> Result<(), JsValue> {
        self.drawn = None;
        self.image = None;
        draw(canvas, scene, theme)
    }

    /// Shows a plot as pixels, without words, which have no room among so many spans; draws only what the canvas doesn't show yet.
    ///
    /// # Errors
    /// In the browser's words.
    pub fn paint(
        &mut self,
        canvas: &HtmlCanvasElement,
        plot: &Plot,
        timeline: &Timeline,
        window: Window,
        theme: Theme,
    ) -> Result<(), JsValue> {
        let scale = page::scale();
        let picture = plot.picture(window, theme, scale);
        if fit(canvas, window.width_px, plot.layout.height_px, scale) {
            self.drawn = None;
        }
        let columns = match &self.drawn {
            Some(drawn) => drawn.missing(plot, &picture),
            None => 0..picture.width(),
        };
        if columns.is_empty() || picture.height() == 0 {
            return Ok(());
        }
        let Some(context) = canvas.get_context("2d")?.and_then(|context| context.dyn_into().ok()) else {
            return Ok(());
        };
        let context: CanvasRenderingContext2d = context;
        let image = self.image(&picture, columns.clone())?;
        context.put_image_data(&image, columns.start as f64, 0.0)?;
        self.drawn = Some(Drawn::of(plot, &picture));
        Brush { context, theme, scale }.named_rows(plot, timeline, &window)
    }

    fn image(&mut self, picture: &Picture, columns: Range<usize>) -> Result<ImageData, JsValue> {
        let width = columns.len() as u32;
        let pixels = self.raster.paint(picture, columns);
        let length = pixels.len() as u32;
        let fits = |(memory, image): &&(Uint32Array, ImageData)| memory.length() == length && image.width() == width;
        let (memory, image) = if let Some(kept) = self.image.take_if(|kept| fits(&&*kept)) {
            kept
        } else {
            let memory = Uint32Array::new_with_length(length);
            let bytes = Uint8ClampedArray::new(&memory.buffer());
            (memory, ImageData::new_with_js_u8_clamped_array(&bytes, width)?)
        };
        memory.copy_from(pixels);
        self.image = Some((memory, image.clone()));
        Ok(image)
    }
}

/// A hatch: its color, whether it is crossed, and the screen's scale in thousandths.
type Hatch = (&'static str, Lines, u32);

thread_local! {
    /// Made once, used in every frame.
    static PATTERNS: RefCell<Vec<(Hatch, CanvasPattern)>> = RefCell::default();
}

struct Brush {
    context: CanvasRenderingContext2d,
    theme: Theme,
    scale: f64,
}

impl Brush {
    fn ground(&self, scene: &Scene) {
        self.context.set_fill_style_str(self.theme.lane());
        for (top_px, height_px) in &scene.rows_px {
            self.context.fill_rect(0.0, *top_px, scene.width_px, *height_px);
        }
        self.context.set_fill_style_str(self.theme.grid());
        for x_px in &scene.grid_px {
            self.context.fill_rect(x_px.round(), 0.0, 1.0, scene.height_px);
        }
    }

    /// How much there was of what tasks act on each other by.
    fn named(&self, stretches: &[named::Stretch], style: Style) {
        let (under, line) = treatment::named(style);
        self.context.set_fill_style_str(self.theme.soft_ink());
        for [x_px, y_px, width_px, height_px] in stretches.iter().copied() {
            self.context.set_global_alpha(under);
            self.context.fill_rect(x_px, y_px, width_px, height_px);
            self.context.set_global_alpha(line);
            self.context.fill_rect(x_px, y_px, width_px, named::LINE_PX);
        }
        self.context.set_global_alpha(1.0);
    }

    /// The same over pixels, and the rows that they stand in.
    fn named_rows(&self, plot: &Plot, timeline: &Timeline, window: &Window) -> Result<(), JsValue> {
        self.context.set_transform(self.scale, 0.0, 0.0, self.scale, 0.0, 0.0)?;
        self.context.set_fill_style_str(self.theme.lane());
        for row in &plot.layout.named {
            self.context.fill_rect(0.0, row.top_px, window.width_px, row.height_px);
        }
        self.named(&named::stretches(timeline, &plot.layout, window), plot.style);
        Ok(())
    }

    /// A span in the treatment of its state.
    fn mark(&self, mark: &Mark, style: Style) -> Result<(), JsValue> {
        let Mark { x_px, y_px, width_px, height_px, .. } = *mark;
        let treatment = Treatment::styled(mark.state, style, height_px);
        self.context.set_fill_style_str(self.theme.task(mark.color));
        if treatment.ground > 0.0 {
            self.context.set_global_alpha(treatment.ground);
            self.context.fill_rect(x_px, y_px, width_px, height_px);
        }
        if let Some(share) = treatment.dots {
            self.context.set_global_alpha(share);
            let dot_px = DOT_HEIGHT_PX.min(height_px);
            let y_px = y_px + (height_px - dot_px) / 2.0;
            for left_px in Dots::of(mark.strip, height_px).lefts_px(x_px, x_px + width_px) {
                self.context.fill_rect(left_px, y_px, DOT_PX, dot_px);
            }
        }
        // Narrower ones have no room for lines, nor for an edge around them.
        let has_room = width_px >= 2.0;
        if let Some(hatch) = treatment.hatch.filter(|_| has_room) {
            self.context.set_global_alpha(hatch.share);
            self.hatch(mark, hatch.lines)?;
        }
        if let Some(edge) = treatment.edge.filter(|_| has_room || treatment.hatch.is_none()) {
            self.context.set_global_alpha(edge.share);
            self.edge(mark, &edge)?;
        }
        self.context.set_global_alpha(1.0);
        Ok(())
    }

    fn hatch(&self, mark: &Mark, lines: Lines) -> Result<(), JsValue> {
        let Mark { x_px, y_px, width_px, height_px, .. } = *mark;
        let Some(pattern) = self.pattern(mark.color, lines)? else { return Ok(()) };
        // Tiles are made of the screen's own pixels, or their lines would blur.
        let scale = self.scale;
        self.context.set_fill_style_canvas_pattern(&pattern);
        self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
        self.context.fill_rect(x_px * scale, y_px * scale, width_px * scale, height_px * scale);
        self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)
    }

    fn edge(&self, mark: &Mark, edge: &Edge) -> Result<(), JsValue> {
        let dashes = js_sys::Array::new();
        if edge.is_dashed {
            dashes.push(&DASH_PX.into());
        }
        self.context.set_line_dash(&dashes)?;
        self.context.set_stroke_style_str(self.theme.task(mark.color));
        self.context.set_line_width(EDGE_PX);
        let (y_px, height_px) = (mark.y_px - edge.outset_px, mark.height_px + 2.0 * edge.outset_px);
        let (width_px, height_px) = ((mark.width_px - EDGE_PX).max(0.5), (height_px - EDGE_PX).max(0.5));
        self.context.stroke_rect(mark.x_px + EDGE_PX / 2.0, y_px + EDGE_PX / 2.0, width_px, height_px);
        Ok(())
    }

    /// A tile with lines in a task's color.
    fn pattern(&self, color: usize, lines: Lines) -> Result<Option<CanvasPattern>, JsValue> {
        let key = (self.theme.task(color), lines, (self.scale * 1000.0) as u32);
        if let Some(pattern) = PATTERNS
            .with_borrow(|patterns| patterns.iter().find(|(of, _)| *of == key).map(|(_, pattern)| pattern.clone()))
        {
            return Ok(Some(pattern));
        }
        let tile: HtmlCanvasElement = page::document().create_element("canvas")?.unchecked_into();
        let side = (HATCH_PX * self.scale).round();
        tile.set_width(side as u32);
        tile.set_height(side as u32);
        let Some(context) = tile.get_context("2d")?.and_then(|context| context.dyn_into().ok()) else {
            return Ok(None);
        };
        let context: CanvasRenderingContext2d = context;
        context.set_stroke_style_str(self.theme.task(color));
        context.scale(self.scale, self.scale)?;
        context.set_line_width(HATCH_LINE_PX);
        context.begin_path();
        for [from_x, from_y, to_x, to_y] in tile_lines(lines) {
            context.move_to(from_x, from_y);
            context.line_to(to_x, to_y);
        }
        context.stroke();
        let pattern = self.context.create_pattern_with_html_canvas_element(&tile, "repeat")?;
        if let Some(pattern) = &pattern {
            PATTERNS.with_borrow_mut(|patterns| patterns.push((key, pattern.clone())));
        }
        Ok(pattern)
    }

    /// What lies over spans in one color, such as a line under what a task did after it had been told to end.
    fn blocks(&self, places: &[named::Stretch], color: &str) {
        self.context.set_fill_style_str(color);
        for [x_px, y_px, width_px, height_px] in places.iter().copied() {
            self.context.fill_rect(x_px, y_px, width_px, height_px);
        }
    }

    /// A cross on a little ground, where a task failed.
    fn failures(&self, scene: &Scene) -> Result<(), JsValue> {
        let (reach_px, around_px) = (failures::REACH_PX, failures::REACH_PX + failures::RIM_PX);
        self.context.set_line_dash(&js_sys::Array::new())?;
        self.context.set_line_width(failures::LINE_PX);
        self.context.set_fill_style_str(self.theme.ground());
        self.context.set_stroke_style_str(self.theme.bad());
        for (x_px, y_px) in scene.failures_px.iter().copied() {
            self.context.begin_path();
            self.context.arc(x_px, y_px, around_px, 0.0, std::f64::consts::TAU)?;
            self.context.fill();
            self.context.begin_path();
            for side in [-1.0, 1.0] {
                self.context.move_to(x_px - reach_px, y_px - side * reach_px);
                self.context.line_to(x_px + reach_px, y_px + side * reach_px);
            }
            self.context.stroke();
        }
        Ok(())
    }

    fn labels(&self, scene: &Scene) -> Result<(), JsValue> {
        self.context.set_font(LABEL_FONT);
        self.context.set_line_dash(&js_sys::Array::new())?;
        // A rim in the ground's color keeps words readable on hatches and bars.
        self.context.set_line_width(3.0);
        self.context.set_line_join("round");
        self.context.set_stroke_style_str(self.theme.ground());
        for label in &scene.labels {
            if label.is_on_solid {
                self.context.set_fill_style_str(self.theme.ground());
            } else {
                self.context.stroke_text(&label.text, label.x_px, label.y_px)?;
                let color = label.task.map_or(self.theme.ink(), |task| self.theme.task(color_of(task)));
                self.context.set_fill_style_str(color);
            }
            self.context.fill_text(&label.text, label.x_px, label.y_px)?;
        }
        Ok(())
    }
}
