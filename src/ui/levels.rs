//! Under a diagram: how many tasks were in flight and how many lanes on the CPU, over time, and the figures of a range.

use std::rc::Rc;

use yew::prelude::*;

use super::element::element;
use super::painters::{Painters, use_newest};
use crate::app::{Look, wording};
use crate::chart::{Window, levels};
use crate::stats::Analysis;
use crate::stats::figures::cores_wanted;
use crate::words;

const HEIGHT_PX: f64 = 15.0;

/// One of the areas.
#[derive(Debug)]
struct Area {
    class: &'static str,
    name: &'static str,
    path: String,
    /// The most there was, in words.
    most: String,
    /// Where more lanes wanted a core than there are: the outline of all that did, and how many that was.
    wanted: Option<(String, String)>,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<Analysis>,
    pub window: Window,
    pub painters: Painters,
}

/// Both areas, of the moment that the picture above them shows.
#[component]
pub fn Levels(props: &Props) -> Html {
    let view = use_newest(&props.painters, &props.view);
    let drawn = use_levels(&view, props.window);
    areas(&drawn, props.window.width_px)
}

/// The two areas.
#[hook]
fn use_levels(view: &Rc<Analysis>, window: Window) -> Rc<[Area; 2]> {
    // Not anew for each window: it takes a while where there are many spans.
    let taken = use_memo(view.clone(), |view| view.cores_taken());
    use_memo((view.clone(), window), |(view, window)| {
        let (timeline, figures) = (&view.timeline, &view.figures);
        let in_flight = levels::in_flight(timeline, window, figures.concurrency.peak);
        let peak = figures.parallelism.peak + figures.oversubscription_peak;
        let [on_cpu, wanted] = levels::running(timeline, &taken, window, peak);
        let most = if figures.oversubscription_peak > 0 { figures.parallelism.peak.into() } else { on_cpu.most };
        let area = |class, name, level: &levels::Level, most| Area {
            class,
            name,
            path: level.path(HEIGHT_PX),
            most: words::level(most),
            wanted: None,
        };
        let wanted = cores_wanted(figures).map(|words| (wanted.path(HEIGHT_PX), words));
        [
            area("in-flight", "in flight", &in_flight, in_flight.most),
            Area { wanted, ..area("on-cpu", "on CPU", &on_cpu, most) },
        ]
    })
}

/// Draws them.
fn areas(drawn: &[Area; 2], width_px: f64) -> Html {
    let area = |area: &Area| {
        let Area { class, name, path: of_lanes, most, wanted } = area;
        let (shown, told) = match wanted {
            Some((_, words)) => (format!("{name}: {words}"), format!(": {words}")),
            None => (format!("{name}, at most {most}"), String::new()),
        };
        let path = |class: &'static str, path: &String| element("path").class(class).attr("d", path.clone()).html();
        let picture = element("svg")
            .attr("width", width_px.to_string())
            .attr("height", HEIGHT_PX.to_string())
            .set("role", "img")
            .attr("aria-label", format!("{name} over time, at most {most}{told}"))
            .maybe(wanted.as_ref().map(|(wanted, _)| path("wanted", wanted)))
            .child(path(class, of_lanes));
        let words = element("p").set("aria-hidden", "true").words(shown);
        element("div").class("level").with(picture).with(words).html()
    };
    element("div").class("levels").children(drawn.iter().map(area)).html()
}

/// The figures of the range that is marked.
pub fn range_figures(view: &Rc<Analysis>, look: &Look) -> Html {
    let Some((start_ns, end_ns)) = look.range else { return Html::default() };
    let figures = wording::range_figures(view, start_ns, end_ns);
    if figures.is_empty() {
        return Html::default();
    }
    let figures = figures
        .into_iter()
        .map(|(label, value)| element("li").text(label).text(" ").with(element("b").words(value)).html());
    let list = element("ul").class("of-range");
    list.attr("aria-label", format!("{} figures of the range", view.subject.name())).children(figures).html()
}
