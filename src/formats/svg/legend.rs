//! What stands under the diagrams: the states that are in them, and which color is whose.

use super::Picture;
use super::shapes::{Pen, cross, rect, shape, text};
use crate::chart::dots::Dots;
use crate::chart::names::Key;
use crate::chart::palette::COLORS;
use crate::chart::{Style, Treatment};
use crate::chart::{letters, overruns, replies};
use crate::trace::{End, State};

/// What ticks and blocks are.
const ASKED: &str = "request asked, answer arriving";
/// What is underlined.
const TOLD: &str = "told to end, and goes on";
const FONT: &str = "font-size='11'";
/// From line to line, and from the top of a line to the middle of its signs and to its baseline.
const LINE_PX: f64 = 20.0;
const MIDDLE_PX: f64 = 7.0;
const BASELINE_PX: f64 = 11.0;
/// From one entry to the next.
const GAP_PX: f64 = 18.0;
/// Longest name in the key.
const NAME_PX: f64 = 160.0;

/// Entries one after another, in as many lines as they need.
struct Flow {
    /// Left and right.
    edges_px: (f64, f64),
    /// Where the next entry begins.
    at_px: (f64, f64),
}

impl Flow {
    /// Room for an entry: where it begins.
    fn next(&mut self, width_px: f64) -> (f64, f64) {
        if self.at_px.0 + width_px > self.edges_px.1 {
            self.end_line();
        }
        let at_px = self.at_px;
        self.at_px.0 += width_px + GAP_PX;
        at_px
    }

    fn end_line(&mut self) {
        if self.at_px.0 > self.edges_px.0 {
            self.at_px = (self.edges_px.0, self.at_px.1 + LINE_PX);
        }
    }
}

/// Draws it from this height on, between two edges; gives the height at which it ends.
pub(super) fn legend(svg: &mut String, y_px: f64, edges_px: (f64, f64), picture: &Picture) -> f64 {
    let ink = picture.theme.soft_ink();
    let mut flow = Flow { edges_px, at_px: (edges_px.0, y_px) };
    if let Some(key) = picture.key {
        colors(svg, &mut flow, key, picture);
        flow.end_line();
    }
    for state in State::ALL {
        let spans = picture.diagrams.iter().map(|diagram| diagram.timeline);
        let mut spans = spans.flat_map(|timeline| timeline.spans.iter().chain(&timeline.left));
        if !spans.any(|span| span.state == state) {
            continue;
        }
        let meaning = match state {
            State::Blocked => "blocked, thread held",
            State::Waiting => "waiting, no thread held",
            _ => state.word(),
        };
        let (x_px, y_px) = flow.next(30.0 + words_px(meaning));
        let height_px = if state == State::Waiting { 2.5 } else { 10.0 };
        let dots = Dots { shift_px: x_px, ..Dots::of(0, height_px) };
        let place = [x_px, y_px + MIDDLE_PX - height_px / 2.0, 24.0, height_px];
        shape(svg, place, &Treatment::of(state), Pen { ink, hatch: COLORS, dots });
        text(svg, x_px + 30.0, y_px + BASELINE_PX, ink, FONT, meaning);
    }
    let behind = [(State::Blocked, Style::Outline, 10.0, "expected"), (State::Running, Style::Before, 5.0, "before")];
    for (state, style, height_px, meaning) in behind {
        if !picture.diagrams.iter().any(|diagram| diagram.behind.is_some_and(|layer| layer.style == style)) {
            continue;
        }
        let (x_px, y_px) = flow.next(30.0 + words_px(meaning));
        let place = [x_px, y_px + MIDDLE_PX - height_px / 2.0, 24.0, height_px];
        let treatment = Treatment::styled(state, style, height_px);
        shape(svg, place, &treatment, Pen { ink, hatch: COLORS, dots: Dots::of(0, height_px) });
        text(svg, x_px + 30.0, y_px + BASELINE_PX, ink, FONT, meaning);
    }
    if picture.diagrams.iter().any(|diagram| !diagram.timeline.received.is_empty()) {
        let (x_px, y_px) = flow.next(30.0 + words_px(ASKED));
        for place in replies::sign([x_px, y_px + MIDDLE_PX - 3.0, 24.0, 6.0]) {
            rect(svg, place, &format!("fill='{}'", picture.theme.ink()));
        }
        text(svg, x_px + 30.0, y_px + BASELINE_PX, ink, FONT, ASKED);
    }
    if picture.diagrams.iter().any(|diagram| diagram.timeline.has_overrun()) {
        let (x_px, y_px) = flow.next(30.0 + words_px(TOLD));
        let place = [x_px, y_px + MIDDLE_PX + 3.0, 24.0, overruns::LINE_PX];
        rect(svg, place, &format!("fill='{}'", picture.theme.bad()));
        text(svg, x_px + 30.0, y_px + BASELINE_PX, ink, FONT, TOLD);
    }
    let mut ends = picture.diagrams.iter().flat_map(|diagram| &diagram.timeline.tasks);
    if ends.any(|times| times.end.is_some_and(End::is_failure)) {
        let (x_px, y_px) = flow.next(16.0 + words_px("failed"));
        cross(svg, x_px + 5.0, y_px + MIDDLE_PX, picture.theme);
        text(svg, x_px + 15.0, y_px + BASELINE_PX, ink, FONT, "failed");
    }
    flow.end_line();
    flow.at_px.1
}

fn colors(svg: &mut String, flow: &mut Flow, key: &Key, picture: &Picture) {
    let ink = picture.theme.soft_ink();
    match key {
        Key::Each(tasks) => {
            for (task, color) in tasks {
                let name = picture.tasks.get(task.0 as usize).map_or("", |task| task.name.as_str());
                let name = letters::cut(name, NAME_PX, 11.0);
                let (x_px, y_px) = flow.next(16.0 + words_px(&name));
                let fill = format!("rx='2' fill='{}'", picture.theme.task(*color));
                rect(svg, [x_px, y_px + MIDDLE_PX - 5.0, 10.0, 10.0], &fill);
                text(svg, x_px + 16.0, y_px + BASELINE_PX, ink, FONT, &name);
            }
        }
        Key::Shared(tasks) => {
            let words = (picture.say_shared)(*tasks);
            let (x_px, y_px) = flow.next(words_px(&words));
            text(svg, x_px, y_px + BASELINE_PX, ink, FONT, &words);
        }
    }
}

/// Letters of the running font are narrower than those of the diagrams.
fn words_px(words: &str) -> f64 {
    letters::width_px(words) * 0.92
}
