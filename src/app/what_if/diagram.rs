//! The expected diagram of one place and one model: small ones as shapes, large ones as pixels.

use std::rc::Rc;

use super::lab::Lab;
use crate::chart::names::{RowName, row_names};
use crate::chart::raster::Raster;
use crate::chart::{Arrangement, Layer, Plot, Style, Window, layered};
use crate::engine::Model;
use crate::engine::virtual_time::simulate_within;
use crate::formats::svg::bare;
use crate::stats::what_if::Reading;
use crate::trace::{Lane, Timeline, Trace};

/// A diagram that was made, so that moving through it is drawing alone.
#[derive(Debug)]
struct Made {
    place: u32,
    model: Model,
    reading: Reading,
    lanes: Rc<[Lane]>,
    timeline: Timeline,
    plot: Plot,
    names: Vec<RowName>,
    /// The longest run of this model along the curve: all places are seen on the same axis of time.
    longest_ns: u64,
}

/// What a drawing is of, so that none is made twice.
#[derive(Debug, PartialEq)]
struct Key {
    place: u32,
    model: Model,
    window: Window,
    is_dark: bool,
}

/// What is drawn under the curve.
#[derive(Debug, Default)]
pub struct Diagram {
    made: Option<Made>,
    /// The part of time in view; `None` if all of it is.
    window_ns: Option<(u64, u64)>,
    raster: Raster,
    drawn: Option<Key>,
    /// From where the pointer drags it.
    grip: Option<(f64, (u64, u64))>,
}

/// A diagram as the page shows it.
#[derive(Debug)]
pub struct Drawing {
    /// Names, axis, and spans that are shapes.
    pub svg: String,
    /// The spans as pixels row by row, and how wide that is; `None` where they are shapes.
    pub pixels: Option<(Vec<u32>, u32)>,
}

impl Diagram {
    /// It may have to look different.
    pub(super) fn draw_again(&mut self) {
        self.drawn = None;
    }

    /// What it is of may have changed.
    pub(super) fn redraw(&mut self) {
        self.made = None;
        self.drawn = None;
    }

    fn whole_ns(&self) -> u64 {
        self.made.as_ref().map_or(1, |made| Window::fit([made.longest_ns], None, 1.0).end_ns)
    }

    fn window(&self, width_px: f64) -> Window {
        let (start_ns, end_ns) = self.window_ns.unwrap_or((0, self.whole_ns()));
        Window { start_ns, end_ns, width_px }
    }

    fn see(&mut self, window: Window) {
        let is_whole = window.start_ns == 0 && window.end_ns >= self.whole_ns();
        self.window_ns = (!is_whole).then_some((window.start_ns, window.end_ns));
    }
}

impl Lab {
    /// Room for the rows of the diagram.
    fn diagram_px(&self) -> f64 {
        (self.width_px - bare::GUTTER_PX).max(60.0)
    }

    /// Makes the diagram of the place and the model that are looked at, unless it is made; `None` if there is none.
    pub(super) fn make_diagram(&mut self) -> Option<()> {
        let (place, model) = (self.place()?, self.shown_model()?);
        if self.diagram.made.as_ref().is_some_and(|made| (made.place, made.model) == (place, model)) {
            return Some(());
        }
        let case = self.case.as_ref()?.at(self.choices.axis, place);
        self.diagram.redraw();
        self.show_diagram((place, model), simulate_within(&case.plan, model, &case.setup)?)
    }

    /// Makes the diagram of what is expected at a place of a model.
    pub(super) fn show_diagram(&mut self, (place, model): (u32, Model), trace: Trace) -> Option<()> {
        self.diagram.window_ns = None;
        let timeline = Timeline::of(&trace, None);
        let reading = Reading::of(&trace);
        let plot = Plot::default().layered(&trace.lanes, &timeline, None, &Arrangement::default()).styled(Style::Ghost);
        let names = row_names(&plot.layout, &trace.lanes, &trace.tasks, [&timeline; 2]);
        let lanes = trace.lanes.clone();
        // Of a large list it is the largest part of all that is kept.
        drop(trace);
        let line = self.models().iter().position(|other| *other == model)?;
        let along = self.points.iter().filter_map(|point| point.expected[line]).map(|reading| reading.makespan_ns);
        let longest_ns = along.chain([reading.makespan_ns]).max().unwrap_or(0);
        self.diagram.made = Some(Made { place, model, reading, lanes, timeline, plot, names, longest_ns });
        Some(())
    }

    /// Draws it; `None` if there is none, or it is drawn already.
    pub(super) fn draw_diagram(&mut self) -> Option<Drawing> {
        if !self.is_large() {
            self.make_diagram()?;
        } else if !self.is_found() {
            return None;
        }
        let theme = self.theme();
        let window = self.diagram.window(self.diagram_px());
        let Diagram { made, raster, drawn, .. } = &mut self.diagram;
        let made = made.as_ref()?;
        let key = Key { place: made.place, model: made.model, window, is_dark: self.question.is_dark };
        if drawn.as_ref() == Some(&key) {
            return None;
        }
        *drawn = Some(key);
        let height_px = made.plot.layout.height_px;
        if made.plot.is_dense(&window) {
            let picture = made.plot.picture(window, theme, self.scale);
            let width = picture.width();
            let pixels = raster.paint(&picture, 0..width).to_vec();
            let svg = bare::write(&made.names, &window, height_px, None, theme);
            return Some(Drawing { svg, pixels: Some((pixels, width as u32)) });
        }
        let layer = Layer { timeline: &made.timeline, layout: &made.plot.layout, style: Style::Ghost };
        let scene = layered(&layer, None, &window);
        let svg = bare::write(&made.names, &window, height_px, Some((&scene, &made.timeline)), theme);
        Some(Drawing { svg, pixels: None })
    }

    /// What is expected there, and on how many lanes.
    pub(super) fn diagram_reading(&self) -> Option<(Reading, usize)> {
        self.diagram.made.as_ref().map(|made| (made.reading, made.lanes.len()))
    }

    /// Moves through the diagram by a key; whether that is one.
    pub(super) fn steer_diagram(&mut self, key: &str) -> bool {
        let (whole_ns, window) = (self.diagram.whole_ns(), self.diagram.window(self.diagram_px()));
        let middle_px = window.width_px / 2.0;
        self.diagram.see(match key {
            "ArrowLeft" | "a" => window.panned(-0.2, whole_ns),
            "ArrowRight" | "d" => window.panned(0.2, whole_ns),
            "+" | "=" | "w" => window.zoomed(0.5, middle_px, whole_ns),
            "-" | "s" => window.zoomed(2.0, middle_px, whole_ns),
            "0" => Window { start_ns: 0, end_ns: whole_ns, ..window },
            _ => return false,
        });
        true
    }

    /// Zooms the diagram around a place by a turn of the wheel.
    pub(super) fn wheel_diagram(&mut self, x_px: f64, turned: f64) {
        let (whole_ns, window) = (self.diagram.whole_ns(), self.diagram.window(self.diagram_px()));
        let factor = (turned / 300.0).clamp(-1.0, 1.0).exp();
        self.diagram.see(window.zoomed(factor, (x_px - bare::GUTTER_PX).max(0.0), whole_ns));
    }

    /// The pointer takes hold of the diagram, or lets go.
    pub(super) fn grip_diagram(&mut self, at_px: Option<f64>) {
        let window = self.diagram.window(1.0);
        self.diagram.grip = at_px.map(|x_px| (x_px, (window.start_ns, window.end_ns)));
    }

    /// The pointer moves; whether the diagram moves with it.
    pub(super) fn drag_diagram(&mut self, x_px: f64) -> bool {
        let Some((from_px, (start_ns, end_ns))) = self.diagram.grip else { return false };
        let whole_ns = self.diagram.whole_ns();
        let window = Window { start_ns, end_ns, width_px: self.diagram_px() };
        self.diagram.see(window.panned((from_px - x_px) / window.width_px, whole_ns));
        true
    }
}
