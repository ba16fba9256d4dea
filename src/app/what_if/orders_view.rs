//! Every order, as it stands in the region.

use std::fmt::Write;

use super::lab::Lab;
use super::orders::{Group, Search, groups};
use super::view::{escaped, options};
use crate::engine::schedules::{Found, Replayed};
use crate::record::Standstill;
use crate::time::duration_text;
use crate::trace::TaskId;
use crate::words::orders as words;

/// No more orders of output are told.
const MOST_OUTPUTS: usize = 12;

impl Lab {
    /// The parts as they are now.
    pub(super) fn orders_parts(&self) -> [(&'static str, String); 4] {
        let (found, picture) = match &self.orders.search {
            Search::Over(_, found) => (self.endings(found), self.order()),
            _ => (String::new(), String::new()),
        };
        [
            ("what-if-orders-controls", self.orders_controls()),
            ("what-if-orders-status", self.orders_status()),
            ("what-if-orders", found),
            ("what-if-order", picture),
        ]
    }

    fn orders_controls(&self) -> String {
        if self.case.is_none() || self.models().is_empty() {
            return String::new();
        }
        let names = self.models().iter().map(|model| (model.id(), model.name()));
        let models = options(names, self.orders_model().map_or("", crate::engine::Model::id));
        let (what, name) = match &self.orders.search {
            Search::Under(..) => ("orders-stop", "Cancel"),
            _ => ("explore", "Go through every order"),
        };
        format!(
            "<div class='what-if-controls'><label>Under <select id='what-if-orders-model' data-do='orders'>{models}\
             </select></label><button class='small' id='what-if-{what}' data-do='{what}'>{name}</button></div>"
        )
    }

    fn orders_status(&self) -> String {
        match &self.orders.search {
            Search::Idle => words::about().to_owned(),
            Search::Unexplored(why) => words::unexplored(*why),
            Search::Under(_, exploration) => words::progress(exploration.looked_at()),
            Search::Over(model, found) => words::all(found, model.name()),
            Search::GivenUp(moments) => words::given_up(*moments),
        }
    }

    /// What the orders end with.
    fn endings(&self, found: &Found) -> String {
        let stuck = groups(found, |ending| ending.stuck.as_ref().map(|_| ()));
        let none = Group { shown: 0, schedules: 0 };
        let stuck = stuck.first().map_or(&none, |((), group)| group);
        let mut html = "<ul class='what-if-list' aria-label='What every order ends with'>".to_owned();
        let said = words::can_get_stuck(stuck.schedules, found);
        self.item(&mut html, &said, "", (stuck.schedules > 0).then_some(stuck.shown));
        let values =
            groups(found, |ending| ending.stuck.is_none().then_some(&ending.values).filter(|all| !all.is_empty()));
        if !values.is_empty() {
            let lost = groups(found, |ending| (ending.lost > 0).then_some(()));
            let lost = lost.first().map_or(&none, |((), group)| group);
            let shows = (lost.schedules > 0).then_some(lost.shown);
            self.item(&mut html, &words::loses(lost.schedules, found), "", shows);
        }
        for (values, group) in values.iter().take(MOST_OUTPUTS) {
            let said: Vec<String> = values.iter().map(|(name, number)| words::value(name, *number)).collect();
            let said = format!("<b>{}</b>", escaped(&said.join(", ")));
            self.item(&mut html, &said, &words::share(group.schedules, found), Some(group.shown));
        }
        html.push_str("</ul>");
        let outputs = groups(found, |ending| ending.stuck.is_none().then_some(&ending.output));
        let prints = outputs.iter().any(|(output, _)| !output.is_empty());
        if prints || !found.has_output {
            let shown = outputs.len().min(MOST_OUTPUTS);
            let _ = write!(html, "<p class='what-if-place'>{}</p>", words::outputs(outputs.len(), shown, found));
        }
        if prints {
            html.push_str("<ul class='what-if-list' aria-label='Orders of output'>");
            for (output, group) in outputs.iter().take(MOST_OUTPUTS) {
                let said = escaped(&output.join(" · "));
                self.item(
                    &mut html,
                    &format!("<b>{said}</b>"),
                    &words::share(group.schedules, found),
                    Some(group.shown),
                );
            }
            html.push_str("</ul>");
        }
        html
    }

    /// Something that orders end with, and a button that shows one of them.
    fn item(&self, html: &mut String, said: &str, share: &str, shows: Option<usize>) {
        let button = shows.map_or(String::new(), |at| {
            let pressed = self.orders.shown == Some(at);
            format!(
                "<button class='link' id='what-if-ending-{at}' data-do='ending' data-value='{at}' \
                 aria-pressed='{pressed}'>Show one</button>"
            )
        });
        let _ = write!(html, "<li><span>{said}</span> <span>{share}</span> {button}</li>");
    }

    /// The order that is shown: its picture, and whose turn comes when.
    fn order(&self) -> String {
        let Some((model, ending, Replayed { trace, steps })) = self.shown_order() else { return String::new() };
        let title = words::one_order(model.name(), ending.shortest.len());
        let stuck = ending.stuck.as_ref().map_or(String::new(), |stuck| {
            let said = words::stuck(&Standstill::of(stuck, &trace.tasks, &trace.resources));
            format!("<p class='what-if-status'>{}</p>", escaped(&said))
        });
        format!(
            "<h3>{title} <button class='small' id='what-if-in-panel' data-do='in-panel'>Show it in the panel</button></h3>{stuck}<div class='what-if-picture' role='img' aria-label='{title}'>{}</div>\
             <ol class='what-if-turns' aria-label='Turns'>{}</ol>",
            self.order_picture(&trace),
            self.turns(&steps)
        )
    }

    /// Whose turn comes when, and what it does first in it.
    fn turns(&self, steps: &[(TaskId, u32)]) -> String {
        let Some(case) = &self.case else { return String::new() };
        let turn = |(number, (TaskId(task), step)): (usize, &(TaskId, u32))| {
            let task = &case.plan.tasks[*task as usize];
            let step =
                task.steps.get(*step as usize).map_or("end".to_owned(), |step| step.text(|ns| duration_text(*ns)));
            format!("<li>{}. {}: {}</li>", number + 1, escaped(&task.name), escaped(&step))
        };
        steps.iter().enumerate().map(turn).collect()
    }
}
