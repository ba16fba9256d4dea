//! Drawing between two renderings: while a run goes on its picture is drawn many times, the words around it less often.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlCanvasElement;

use crate::app::View;
use crate::browser::canvas::Sheet;
use crate::chart::palette::Theme;
use crate::chart::{Arrangement, Plot, Window, scene};
use crate::engine::Model;

type Paint = Rc<dyn Fn(&View, &Window)>;

/// Who draws the picture of which model.
#[derive(Clone, Default)]
pub struct Painters(Rc<RefCell<Vec<(Model, Paint)>>>);

impl Painters {
    /// This one does from now on.
    pub fn set(&self, model: Model, paint: impl Fn(&View, &Window) + 'static) {
        self.remove(model);
        self.0.borrow_mut().push((model, Rc::new(paint)));
    }

    /// Nobody does any more.
    pub fn remove(&self, model: Model) {
        self.0.borrow_mut().retain(|(other, _)| *other != model);
    }

    /// Draws the picture of a run; whether there is somebody to do so.
    pub fn paint(&self, view: &View, window: &Window) -> bool {
        // Let go of before it draws.
        let paint = self.0.borrow().iter().find(|(model, _)| *model == view.model).map(|(_, paint)| paint.clone());
        paint.map(|paint| paint(view, window)).is_some()
    }
}

impl PartialEq for Painters {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What is kept of one picture for the next.
#[derive(Default)]
pub struct Pen {
    kept: Plot,
    sheet: Sheet,
}

impl Pen {
    /// The plot of a view, made out of the one before it.
    pub fn plot(&mut self, view: &View, arrangement: &Arrangement) -> Plot {
        self.kept = self.kept.grown(&view.lanes, &view.timeline, arrangement);
        self.kept.clone()
    }

    /// Draws few spans as shapes, many as pixels.
    pub fn draw(&mut self, canvas: &HtmlCanvasElement, plot: &Plot, view: &View, window: &Window, theme: Theme) {
        let done = if plot.is_dense(window) {
            self.sheet.paint(canvas, plot, *window, theme)
        } else {
            self.sheet.draw(canvas, &scene(&view.timeline, &plot.layout, window), theme)
        };
        if let Err(error) = done {
            web_sys::console::error_1(&error);
        }
    }
}
