//! What the module does with what it is told. Pure: the worker passes on what is asked and answered.

use super::foreseer::Foreseer;
use super::lab::Lab;
use super::view::{PICTURE, PIXELS, SKELETON};
use crate::formats::curve_csv;
use crate::formats::svg::curve;
use crate::wire::samples::encode_samples;
use crate::wire::what_if::{Happening, Order, Report};

/// What goes back to the page: a report, and what comes along with it.
pub type Told = (Report, Vec<u8>);

/// In less room nothing is drawn.
const LEAST_PX: f64 = 240.0;
/// The width of a curve in a file.
const FILE_PX: f64 = 960.0;

/// The module, from the first question on.
#[derive(Debug, Default)]
pub struct Module {
    lab: Option<Lab>,
    foreseer: Foreseer,
    /// What the page shows of each part.
    shown: Vec<(&'static str, String)>,
    choices: String,
    /// What the page knows of what was measured.
    samples: Vec<u8>,
}

impl Module {
    /// Does what it is told; gives what has to be told at once.
    pub fn obey(&mut self, order: Order) -> Vec<Told> {
        match order {
            Order::Ask(question) => {
                if let Some(lab) = &mut self.lab {
                    lab.ask(*question);
                    return Vec::new();
                }
                self.choices.clone_from(&question.choices);
                self.samples.clone_from(&question.samples);
                self.lab = Some(Lab::new(*question));
                vec![alone(Report::Show { part: "what-if".to_owned(), html: SKELETON.to_owned() })]
            }
            Order::Hear(happening) => self.lab.as_mut().map(|lab| hear(lab, &happening)).unwrap_or_default(),
            Order::Measured { ticket, reading } => {
                if let Some(lab) = &mut self.lab {
                    lab.measured(ticket, reading);
                }
                Vec::new()
            }
            Order::NoMore => {
                if let Some(lab) = &mut self.lab {
                    lab.measuring.give_up();
                }
                Vec::new()
            }
            Order::Foresee(foresight) => {
                self.foreseer.ask(foresight);
                Vec::new()
            }
        }
    }

    /// The page has so much room for the region, and shows so many pixels of the screen for one of its own.
    pub fn see_page(&mut self, width_px: f64, scale: f64) {
        if let Some(lab) = &mut self.lab {
            lab.width_px = width_px.max(LEAST_PX);
            lab.scale = scale.clamp(1.0, 3.0);
        }
    }

    /// Finds out a little more; whether there is more to find out.
    pub fn work(&mut self) -> bool {
        let is_lab_due = self.lab.as_mut().is_some_and(Lab::work);
        is_lab_due || self.foreseer.is_due()
    }

    /// What is expected of a list under one model more.
    pub fn foresee(&mut self) -> Option<Told> {
        self.foreseer.next().map(|foreseen| alone(Report::Foreseen(foreseen)))
    }

    /// What the page has to show now that it doesn't show yet.
    pub fn news(&mut self) -> Vec<Told> {
        let Some(lab) = &mut self.lab else { return Vec::new() };
        let mut told = Vec::new();
        let mut parts = Vec::new();
        // Nothing is drawn of a curve that is not begun: its diagram would be another one in a moment.
        if let Some(drawing) = lab.draw_diagram() {
            parts.push((PICTURE, drawing.svg));
            let (pixels, width) = drawing.pixels.unwrap_or_default();
            let mut bytes = vec![0; 4 * pixels.len()];
            for (bytes, pixel) in bytes.chunks_exact_mut(4).zip(&pixels) {
                bytes.copy_from_slice(&pixel.to_le_bytes());
            }
            told.push((Report::Paint { part: PIXELS.to_owned(), width }, bytes));
        }
        parts.extend(lab.parts());
        for (part, html) in parts {
            let before = self.shown.iter_mut().find(|(other, _)| *other == part);
            if before.as_ref().is_some_and(|(_, shown)| *shown == html) {
                continue;
            }
            told.push(alone(Report::Show { part: part.to_owned(), html: html.clone() }));
            match before {
                Some((_, shown)) => *shown = html,
                None => self.shown.push((part, html)),
            }
        }
        let choices = lab.choices.write();
        if choices != self.choices {
            self.choices.clone_from(&choices);
            told.push(alone(Report::Choices(choices)));
        }
        let samples = encode_samples(&lab.measuring.samples);
        if samples != self.samples {
            self.samples.clone_from(&samples);
            // Where nothing was measured yet, the page may come back to the list before.
            if !samples.is_empty() {
                told.push(alone(Report::Samples { text: lab.question.text.clone(), samples }));
            }
        }
        told
    }
}

fn alone(report: Report) -> Told {
    (report, Vec::new())
}

fn measure(lab: &mut Lab, places: &[u32]) -> Told {
    let times = lab.question.times;
    alone(Report::Measure { wanted: lab.measure(places), times })
}

/// The reader does something.
fn hear(lab: &mut Lab, happening: &Happening) -> Vec<Told> {
    let Happening { what, value, kind, x_px, .. } = happening;
    match (what.as_str(), kind.as_str()) {
        ("curve", "keydown") => {
            lab.walk(value);
        }
        ("curve", _) => lab.point_at(*x_px),
        ("picture", "keydown") => {
            lab.steer_diagram(value);
        }
        ("picture", "wheel") => lab.wheel_diagram(*x_px, value.parse().unwrap_or_default()),
        ("picture", "pointerdown") => lab.grip_diagram(Some(*x_px)),
        ("picture", "pointermove") => {
            lab.drag_diagram(*x_px);
        }
        ("picture", _) => lab.grip_diagram(None),
        ("measure", "click") => {
            let places = lab.telling_places();
            return vec![measure(lab, &places)];
        }
        ("measure-here", "click") => {
            let place: Vec<u32> = lab.place().into_iter().collect();
            return vec![measure(lab, &place)];
        }
        ("cancel", "click") => lab.give_up(true),
        ("find", "click") => lab.give_up(false),
        ("explore", "click") => lab.explore(),
        ("orders-stop", "click") => lab.stop_exploring(),
        ("in-panel", "click") => return lab.order_in_panel().map(alone).into_iter().collect(),
        ("ending", "click") => lab.show_ending(value.parse().ok()),
        ("stop", "click") => return vec![alone(Report::Stop)],
        ("file", "click") => return file(lab, value).into_iter().collect(),
        (what, "click" | "change") => lab.choose(what, value),
        _ => {}
    }
    Vec::new()
}

/// The curve as a file.
fn file(lab: &Lab, format: &str) -> Option<Told> {
    let name = format!("interleave-what-if-{}.{format}", lab.choices.axis.id());
    if format == "csv" {
        return Some((Report::File { name, drawn_px: None }, lab.csv().into_bytes()));
    }
    let drawn = lab.curve(FILE_PX, true)?;
    let svg = curve::write(&drawn, lab.theme(), true);
    let drawn_px = (format == "png").then_some(drawn.size_px);
    Some((Report::File { name, drawn_px }, svg.into_bytes()))
}

impl Lab {
    /// The reader points at the curve.
    fn point_at(&mut self, x_px: f64) {
        let nearest = self.curve(self.width_px, false).and_then(|curve| curve.frame.nearest(&self.places, x_px));
        self.choices.place = nearest.or(self.choices.place);
    }

    /// The reader chooses something.
    fn choose(&mut self, name: &str, value: &str) {
        let before = self.choices;
        self.choices.set(name, value);
        if before.axis != self.choices.axis {
            self.choices.place = None;
        }
        let key = |choices: &super::choices::Choices| (choices.axis, choices.cores, choices.slots);
        if key(&before) != key(&self.choices) {
            self.begin();
        }
    }

    /// All that is known of the curve, as a table for other programs.
    fn csv(&self) -> String {
        let samples = |place, model| self.samples(place, model).collect();
        curve_csv::write(self.choices.axis, self.models(), &self.points, samples)
    }
}
