//! Draws a scene on a canvas.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

use super::page;
use crate::chart::palette::Theme;
use crate::chart::{Mark, Scene};
use crate::engine::Model;
use crate::trace::State;

const LABEL_FONT: &str = "600 11px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
/// Distance of hatch lines, in CSS pixels.
const HATCH_PX: f64 = 6.0;

/// The canvases that are on the page, by model: while a run goes on its picture is drawn on its own, many times between
/// two renderings of the words around it.
#[derive(Clone, Default)]
pub struct Canvases(Rc<RefCell<HashMap<Model, HtmlCanvasElement>>>);

impl Canvases {
    /// The picture of this model is on this canvas from now on.
    pub fn set(&self, model: Model, canvas: HtmlCanvasElement) {
        self.0.borrow_mut().insert(model, canvas);
    }

    /// The picture of this model is gone.
    pub fn remove(&self, model: Model) {
        self.0.borrow_mut().remove(&model);
    }

    /// The canvas of this model.
    pub fn get(&self, model: Model) -> Option<HtmlCanvasElement> {
        self.0.borrow().get(&model).cloned()
    }
}

impl PartialEq for Canvases {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Draws a scene over whatever the canvas shows.
///
/// # Errors
/// In the browser's words.
pub fn draw(canvas: &HtmlCanvasElement, scene: &Scene, theme: Theme) -> Result<(), JsValue> {
    let scale = page::window().device_pixel_ratio().max(1.0);
    fit(canvas, scene, scale);
    let Some(context) = canvas.get_context("2d")?.and_then(|context| context.dyn_into().ok()) else { return Ok(()) };
    let brush = Brush { context, theme, scale };
    brush.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
    brush.context.clear_rect(0.0, 0.0, scene.width_px, scene.height_px);
    brush.ground(scene);
    for mark in &scene.marks {
        brush.mark(mark)?;
    }
    brush.labels(scene)
}

fn fit(canvas: &HtmlCanvasElement, scene: &Scene, scale: f64) {
    let (width, height) = ((scene.width_px * scale).round() as u32, (scene.height_px * scale).round() as u32);
    // Setting a size, even the same one, throws the canvas's memory away.
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
        let style = canvas.style();
        let _ = style.set_property("width", &format!("{}px", scene.width_px));
        let _ = style.set_property("height", &format!("{}px", scene.height_px));
    }
}

thread_local! {
    /// Hatches, by color, whether they are crossed, and the screen's scale in thousandths: made once, used in every frame.
    static PATTERNS: RefCell<HashMap<(&'static str, bool, u32), CanvasPattern>> = RefCell::default();
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

    fn mark(&self, mark: &Mark) -> Result<(), JsValue> {
        let color = self.theme.task(mark.color);
        let Mark { x_px, y_px, width_px, height_px, .. } = *mark;
        match mark.state {
            State::Running | State::Waiting => {
                self.context.set_fill_style_str(color);
                self.context.fill_rect(x_px, y_px, width_px, height_px);
            }
            State::Blocked => self.hatched(mark, false)?,
            State::Locked => self.hatched(mark, true)?,
            State::Starting => self.outlined(mark, &[2.0, 2.0])?,
            State::Queued => {
                self.context.set_fill_style_str(color);
                let y_px = y_px + height_px / 2.0 - 0.75;
                let dots = (width_px / 4.0).ceil() as usize;
                for dot in 0..dots {
                    let at_px = x_px + dot as f64 * 4.0;
                    self.context.fill_rect(at_px, y_px, 1.5_f64.min(x_px + width_px - at_px), 1.5);
                }
            }
        }
        Ok(())
    }

    fn hatched(&self, mark: &Mark, crossed: bool) -> Result<(), JsValue> {
        let color = self.theme.task(mark.color);
        let Mark { x_px, y_px, width_px, height_px, .. } = *mark;
        self.context.set_global_alpha(0.16);
        self.context.set_fill_style_str(color);
        self.context.fill_rect(x_px, y_px, width_px, height_px);
        self.context.set_global_alpha(1.0);
        if width_px < 2.0 {
            return Ok(());
        }
        if let Some(pattern) = self.pattern(mark.color, crossed)? {
            // Tiles are made of the screen's own pixels, or their lines would blur.
            let scale = self.scale;
            self.context.set_fill_style_canvas_pattern(&pattern);
            self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
            self.context.fill_rect(x_px * scale, y_px * scale, width_px * scale, height_px * scale);
            self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
        }
        self.context.set_global_alpha(0.55);
        self.outlined(mark, &[])?;
        self.context.set_global_alpha(1.0);
        Ok(())
    }

    fn outlined(&self, mark: &Mark, dash: &[f64]) -> Result<(), JsValue> {
        let dashes = js_sys::Array::new();
        for length in dash {
            dashes.push(&(*length).into());
        }
        self.context.set_line_dash(&dashes)?;
        self.context.set_stroke_style_str(self.theme.task(mark.color));
        self.context.set_line_width(1.0);
        let (width_px, height_px) = ((mark.width_px - 1.0).max(0.5), mark.height_px - 1.0);
        self.context.stroke_rect(mark.x_px + 0.5, mark.y_px + 0.5, width_px, height_px);
        Ok(())
    }

    /// A tile with diagonal lines in a task's color.
    fn pattern(&self, color: usize, crossed: bool) -> Result<Option<CanvasPattern>, JsValue> {
        let key = (self.theme.task(color), crossed, (self.scale * 1000.0) as u32);
        if let Some(pattern) = PATTERNS.with_borrow(|patterns| patterns.get(&key).cloned()) {
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
        context.set_global_alpha(0.75);
        context.set_line_width(1.3 * self.scale);
        // The line and its continuations in the corners, so that tiles join.
        for shift in [-side, 0.0, side] {
            context.begin_path();
            context.move_to(shift - 1.0, side + 1.0);
            context.line_to(shift + side + 1.0, -1.0);
            context.stroke();
            if crossed {
                context.begin_path();
                context.move_to(shift - 1.0, -1.0);
                context.line_to(shift + side + 1.0, side + 1.0);
                context.stroke();
            }
        }
        let pattern = self.context.create_pattern_with_html_canvas_element(&tile, "repeat")?;
        if let Some(pattern) = &pattern {
            PATTERNS.with_borrow_mut(|patterns| patterns.insert(key, pattern.clone()));
        }
        Ok(pattern)
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
                self.context.set_fill_style_str(self.theme.task(label.color));
            }
            self.context.fill_text(&label.text, label.x_px, label.y_px)?;
        }
        Ok(())
    }
}
