//! The region as it stands in the page: parts of HTML, of which the page shows those that have changed.

use std::fmt::Write;

use super::choices::{MOST_CORES, MOST_SLOTS};
use super::draw::look_of;
use super::lab::Lab;
use super::measuring::Progress;
use crate::chart::curve::Look;
use crate::engine::Model;
use crate::engine::what_if::Axis;
use crate::formats::svg::curve;
use crate::stats::figures::Value;
use crate::stats::what_if::{HEIGHTS, Point, Sample, figure, height_of};
use crate::words::what_if as words;

/// The whole region, with its parts empty. What has the focus while others change stands here.
pub const SKELETON: &str = "<div id='what-if-controls'></div><h3 id='what-if-title'></h3>\
    <div id='what-if-curve' class='what-if-curve' tabindex='0' role='application' aria-roledescription='curve' \
    aria-labelledby='what-if-title' aria-describedby='what-if-keys' data-do='curve'></div>\
    <p id='what-if-keys' class='sr-only'></p><p id='what-if-status' class='what-if-status' role='status'></p>\
    <div id='what-if-progress'></div>\
    <div id='what-if-readout' aria-live='polite'></div><div id='what-if-table'></div>\
    <h3 id='what-if-picture-title'></h3>\
    <div class='what-if-picture' tabindex='0' role='img' aria-labelledby='what-if-picture-title' data-do='picture'>\
    <div id='what-if-picture'></div><canvas id='what-if-pixels' aria-hidden='true'></canvas></div>\
    <h3>Every order</h3><div id='what-if-orders-controls'></div>\
    <p id='what-if-orders-status' class='what-if-status' role='status'></p>\
    <p id='what-if-orders-progress' class='what-if-status'></p><div id='what-if-orders'></div>\
    <div id='what-if-order' aria-live='polite'></div>";

/// Where the spans are painted that are too many for shapes.
pub const PIXELS: &str = "what-if-pixels";
/// Where what stands around them is drawn.
pub const PICTURE: &str = "what-if-picture";

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;")
}

/// The sample of a line beside its name.
fn swatch(look: Look, lab: &Lab) -> String {
    let ink = lab.theme().task(look.color);
    format!(
        "<svg class='what-if-swatch' width='30' height='12' aria-hidden='true'><path d='M0 6H30' stroke='{ink}' \
         stroke-width='1.5' stroke-dasharray='{}'/><path d='{}' fill='{}' stroke='{ink}'/></svg>",
        look.dashes,
        look.path(15.0, 6.0, 3.6),
        lab.theme().ground()
    )
}

pub(super) fn options(choices: impl Iterator<Item = (&'static str, &'static str)>, chosen: &str) -> String {
    choices.fold(String::new(), |mut html, (value, name)| {
        let selected = if value == chosen { " selected" } else { "" };
        let _ = write!(html, "<option value='{value}'{selected}>{name}</option>");
        html
    })
}

impl Lab {
    /// All parts as they are now.
    pub(super) fn parts(&self) -> Vec<(&'static str, String)> {
        let drawn = self.curve(self.width_px, false);
        let curve = match (&drawn, self.no_curve()) {
            (_, Some(why)) => format!("<p class='nothing'>{}</p>", words::no_curve(why)),
            (Some(drawn), None) => curve::write(drawn, self.theme(), false),
            (None, None) => String::new(),
        };
        let mut parts = vec![
            ("what-if-controls", self.controls()),
            ("what-if-title", escaped(&words::curve_title(figure(self.choices.height).label, self.choices.axis))),
            ("what-if-curve", curve),
            ("what-if-keys", words::keys().to_owned()),
            ("what-if-status", self.status()),
            ("what-if-progress", self.progress_bar()),
            ("what-if-readout", self.readout()),
            ("what-if-table", self.table()),
            ("what-if-picture-title", self.picture_title()),
        ];
        parts.extend(self.orders_parts());
        parts
    }

    fn controls(&self) -> String {
        let axis =
            options(Axis::ALL.into_iter().map(|axis| (axis.id(), words::axis_name(axis))), self.choices.axis.id());
        let heights = HEIGHTS.into_iter().map(|height| (figure(height).key, figure(height).label));
        let height = options(heights, figure(self.choices.height).key);
        let setup = &self.question.setup;
        let number = |name: &str, label: &str, value: Option<u32>, placeholder: String, most: u32| {
            let value = value.map_or(String::new(), |value| value.to_string());
            format!(
                "<label>{label} <input id='what-if-{name}' type='number' min='1' max='{most}' value='{value}' \
                 placeholder='{placeholder}' data-do='{name}'></label>"
            )
        };
        let sizes = [setup.options.pool, setup.options.process_pool, setup.options.offload];
        let own = if sizes.iter().all(|size| *size == sizes[0]) { sizes[0].to_string() } else { "own".to_owned() };
        let cores = number("cores", "Cores", self.choices.cores, setup.machine.cores.to_string(), MOST_CORES);
        let slots = number("slots", "Slots", self.choices.slots, own, MOST_SLOTS);
        format!(
            "<div class='what-if-controls'><label>Along <select id='what-if-axis' data-do='axis'>{axis}</select></label>\
             <label>Show <select id='what-if-height' data-do='height'>{height}</select></label>{cores}{slots}\
             <span class='what-if-buttons'>{}{}</span></div>",
            self.measure_buttons(),
            self.further_buttons(),
        )
    }

    fn measure_buttons(&self) -> String {
        if self.measuring.progress().is_some() {
            return "<button class='small' id='what-if-stop' data-do='stop'>Stop measuring</button>".to_owned();
        }
        let button = |what: &str, name: &str, places: &[u32]| {
            let (runs, ns) = self.estimate(places);
            let disabled = if runs == 0 || self.question.is_busy || !self.is_whole() { " disabled" } else { "" };
            let title = if runs == 0 { String::new() } else { words::measuring(runs, ns) };
            format!(
                "<button class='small' id='what-if-{what}' data-do='{what}' title='{title}'{disabled}>{name}</button>"
            )
        };
        let here: Vec<u32> = self.place().into_iter().collect();
        button("measure", "Measure", &self.telling_places()) + &button("measure-here", "Measure this place", &here)
    }

    fn further_buttons(&self) -> String {
        let disabled = if self.points.is_empty() { " disabled" } else { "" };
        let file = |format: &str| {
            let name = format.to_uppercase();
            format!(
                "<button class='link' id='what-if-{format}' data-do='file' data-value='{format}' \
                 aria-label='Curve as {name}'{disabled}>{name}</button>"
            )
        };
        let (value, name) = if self.choices.has_table { ("no", "Hide table") } else { ("yes", "Table") };
        let files: String = ["svg", "png", "csv"].into_iter().map(file).collect();
        format!(
            "<button class='link' id='what-if-show-table' data-do='table' data-value='{value}' \
             aria-label='{name}: what if'>{name}</button>{files}"
        )
    }

    fn status(&self) -> String {
        if let Some(Progress { done, asked, left_ns }) = self.measuring.progress() {
            return words::measured_so_far(done, asked, left_ns);
        }
        if self.no_curve().is_some() {
            return String::new();
        }
        if let Some(case) = self.case.as_ref().filter(|_| self.is_large()) {
            let told = words::one_at_a_time(case.plan.tasks.len());
            let (what, name) = match (self.is_found(), self.is_given_up()) {
                (true, _) => return told,
                (_, true) => ("find", "Find it out"),
                _ => ("cancel", "Cancel"),
            };
            // What changes while it works stands elsewhere: a button that is pressed stays what it is.
            return format!("{told} <button class='small' id='what-if-{what}' data-do='{what}'>{name}</button>");
        }
        if !self.is_whole() {
            return words::progress(self.points.len(), self.places.len());
        }
        if !self.choices.axis.can_be_measured() {
            return words::not_measurable().to_owned();
        }
        if self.choices.axis == Axis::Pool && !self.has_pool() {
            return words::no_pool().to_owned();
        }
        String::new()
    }

    /// How much of a large list is found out.
    fn progress_bar(&self) -> String {
        if self.no_curve().is_some() || !self.is_large() || self.is_found() || self.is_given_up() {
            return String::new();
        }
        let (done, tasks) = self.inquiry_progress();
        format!(
            "<progress value='{done}' max='{tasks}' aria-label='Tasks that have ended'></progress> <span>{}</span>",
            words::found_out(done, tasks)
        )
    }

    fn point(&self) -> Option<&Point> {
        let place = self.place()?;
        self.points.iter().find(|point| point.place == place)
    }

    fn text(&self, value: Value) -> String {
        value.text(self.question.resolution_ns)
    }

    /// What was measured of a model at a place, here and elsewhere, written by its middle and by where the runs lie.
    fn measured_texts(&self, place: u32, model: Model, write: fn(&str, &str) -> String) -> String {
        let told = |sample: &Sample| {
            let spread = sample.spread(self.choices.height, self.sequential_ns(sample))?;
            let (least, most) = (self.text(spread.least), self.text(spread.most));
            let lies = words::measured(sample.is_recorded, &least, &most, sample.readings.len());
            Some(write(&self.text(spread.median), &lies))
        };
        self.samples(place, model).filter_map(told).collect()
    }

    /// What is known of the place that is looked at; its names are the key to the lines.
    fn readout(&self) -> String {
        let Some(point) = self.point() else { return self.large_readout() };
        let mut html = format!(
            "<p class='what-if-place'>{}</p><ul class='what-if-list' aria-label='What if figures'>",
            words::place_name(self.choices.axis, point.place)
        );
        let shown = self.shown_model();
        for (line, model) in self.models().iter().enumerate() {
            let expected = point.value(line, self.choices.height).map_or("–".to_owned(), |value| self.text(value));
            let measured =
                self.measured_texts(point.place, *model, |text, lies| format!(" <b>{text}</b> <span>{lies}</span>"));
            let (id, name, pressed) = (model.id(), model.name(), shown == Some(*model));
            let _ = write!(
                html,
                "<li><button class='small' id='what-if-model-{id}' data-do='model' data-value='{id}' \
                 aria-pressed='{pressed}' aria-label='Diagram of {name}'>{}{name}</button> <b>{expected}</b> \
                 <span>expected</span>{measured}</li>",
                swatch(look_of(*model), self)
            );
        }
        let ideals = point.ideals(self.choices.height).into_iter();
        for (ideal, value) in ideals.filter(|(_, value)| height_of(*value) > 0.0) {
            let _ = write!(html, "<li class='is-ideal'>{} <b>{}</b></li>", words::ideal_name(ideal), self.text(value));
        }
        html.push_str("</ul>");
        html
    }

    /// The same of a list that is looked at under one model at a time.
    fn large_readout(&self) -> String {
        let Some(place) = self.place().filter(|_| self.is_large()) else { return String::new() };
        let shown = self.shown_model();
        let item = |model: &Model| {
            let (id, name, pressed) = (model.id(), model.name(), shown == Some(*model));
            let reading = self.diagram_reading().filter(|_| pressed);
            let value = reading.and_then(|(reading, _)| reading.value(self.choices.height, None));
            let value =
                value.map_or(String::new(), |value| format!(" <b>{}</b> <span>expected</span>", self.text(value)));
            format!(
                "<li><button class='small' id='what-if-model-{id}' data-do='model' data-value='{id}' \
                 aria-pressed='{pressed}' aria-label='Diagram of {name}'>{name}</button>{value}</li>"
            )
        };
        let items: Vec<String> = self.models().iter().map(item).collect();
        format!(
            "<p class='what-if-place'>{}</p><ul class='what-if-list' aria-label='What if figures'>{}</ul>",
            words::place_name(self.choices.axis, place),
            items.join("")
        )
    }

    fn table(&self) -> String {
        if !self.choices.has_table || self.points.is_empty() {
            return String::new();
        }
        let names: Vec<&str> = self.models().iter().map(|model| model.name()).collect();
        let head = names.join("</th><th scope='col' class='n'>");
        let row = |point: &Point| {
            let cell = |(line, model): (usize, &Model)| {
                let expected =
                    point.value(line, self.choices.height).map_or("–".to_owned(), |value| self.text(value));
                let measured = self.measured_texts(point.place, *model, |text, lies| format!("<br>{text} {lies}"));
                format!("<td class='n'>{expected}{measured}</td>")
            };
            let cells: String = self.models().iter().enumerate().map(cell).collect();
            format!("<tr><th scope='row'>{}</th>{cells}</tr>", words::place_label(self.choices.axis, point.place))
        };
        let rows: String = self.points.iter().map(row).collect();
        format!(
            "<div class='scroll' tabindex='0' role='group' aria-label='What if table, scrollable'><table \
             aria-label='What if table'><caption class='sr-only'>{}, expected unless it says measured or recorded</caption><thead><tr>\
             <th scope='col'>{}</th><th scope='col' class='n'>{head}</th></tr></thead><tbody>{rows}</tbody></table></div>",
            escaped(&self.title()),
            words::axis_name(self.choices.axis)
        )
    }

    fn picture_title(&self) -> String {
        let Some((place, model)) = self.place().zip(self.shown_model()).filter(|_| self.case.is_some()) else {
            return String::new();
        };
        let title = words::expected_diagram(model.name(), &words::place_name(self.choices.axis, place));
        match self.diagram_reading() {
            Some((reading, _)) => format!("{title}: {}", self.text(Value::Time(reading.makespan_ns))),
            None => title,
        }
    }
}
