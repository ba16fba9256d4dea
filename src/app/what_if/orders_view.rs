//! Every order, as it stands in the region.

use std::fmt::Write;

use super::lab::Lab;
use super::orders::{Group, Search, groups};
use super::view::{escaped, options};
use crate::engine::schedules::{Begun, Found, Replayed};
use crate::record::Standstill;
use crate::time::duration_text;
use crate::trace::TaskId;
use crate::words::orders as words;

/// No more orders of output are told.
const MOST_OUTPUTS: usize = 12;

/// Something that orders end with.
struct Item {
    said: String,
    /// In how many orders, where that is not said already.
    share: Option<String>,
    /// The ending that shows it, if any does.
    shows: Option<usize>,
}

impl Item {
    fn said(said: String, shows: Option<usize>) -> Self {
        Self { said, share: None, shows }
    }

    fn of(said: String, group: &Group, found: &Found) -> Self {
        Self { said, share: Some(words::share(group.schedules, found)), shows: Some(group.shown) }
    }
}

impl Lab {
    /// The parts as they are now.
    pub(super) fn orders_parts(&self) -> [(&'static str, String); 5] {
        let (found, picture) = match &self.orders.search {
            Search::Over(_, found) => (self.endings(found), self.order()),
            _ => (String::new(), String::new()),
        };
        [
            ("what-if-orders-controls", self.orders_controls()),
            ("what-if-orders-status", self.orders_status()),
            ("what-if-orders-progress", self.orders_progress()),
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
            Search::Under(..) => words::going_through().to_owned(),
            Search::Over(model, found) => words::all(found, model.name()),
            Search::GivenUp(moments) => words::given_up(*moments),
        }
    }

    /// How far it has come, which changes all the time and is told to nobody who only listens.
    fn orders_progress(&self) -> String {
        match &self.orders.search {
            Search::Under(_, exploration) => words::progress(exploration.looked_at()),
            _ => String::new(),
        }
    }

    /// What the orders end with.
    fn endings(&self, found: &Found) -> String {
        if found.endings.is_empty() {
            return String::new();
        }
        let stuck = groups(found, |ending| ending.stuck.as_ref().map(|_| ()));
        let none = Group { shown: 0, schedules: 0 };
        let stuck = stuck.first().map_or(&none, |((), group)| group);
        let shows = (stuck.schedules > 0).then_some(stuck.shown);
        let mut items = vec![Item::said(words::can_get_stuck(stuck.schedules, found), shows)];
        let values =
            groups(found, |ending| ending.stuck.is_none().then_some(&ending.values).filter(|all| !all.is_empty()));
        if !values.is_empty() {
            let lost = groups(found, |ending| (ending.lost > 0).then_some(()));
            let lost = lost.first().map_or(&none, |((), group)| group);
            let shows = (lost.schedules > 0).then_some(lost.shown);
            items.push(Item::said(words::loses(lost.schedules, found), shows));
        }
        items.extend(values.iter().take(MOST_OUTPUTS).map(|(values, group)| {
            let said: Vec<String> = values.iter().map(|(name, number)| words::value(name, *number)).collect();
            Item::of(said.join(", "), group, found)
        }));
        let mut html = self.list("ends", "What every order ends with", &items);
        let outputs = groups(found, |ending| ending.stuck.is_none().then_some(&ending.output));
        let prints = outputs.iter().any(|(output, _)| !output.is_empty());
        if prints || !found.has_output {
            let most = outputs.len().min(MOST_OUTPUTS);
            let said = words::outputs(outputs.len(), most, stuck.schedules, found);
            let _ = write!(html, "<p class='what-if-place'>{said}</p>");
        }
        if prints {
            let told = outputs.iter().take(MOST_OUTPUTS);
            let items: Vec<Item> = told.map(|(output, group)| Item::of(output.join(" · "), group, found)).collect();
            html.push_str(&self.list("output", "Orders of output", &items));
        }
        html
    }

    /// Items as they stand, each with a button that shows one of the orders that it speaks of.
    fn list(&self, id: &str, label: &str, items: &[Item]) -> String {
        let mut html = format!("<ul class='what-if-list' aria-label='{label}'>");
        for (index, Item { said, share, shows }) in items.iter().enumerate() {
            let name = escaped(&words::show_one(said));
            let button = shows.map_or(String::new(), |at| {
                let pressed = self.orders.shown.as_ref().is_some_and(|shown| shown.at == at);
                format!(
                    "<button class='link' id='what-if-{id}-{index}' data-do='ending' data-value='{at}' \
                     aria-label='{name}' aria-pressed='{pressed}'>{}</button>",
                    words::SHOW_ONE
                )
            });
            let said = escaped(said);
            let said = match share {
                Some(share) => format!("<b>{said}</b></span> <span>{share}"),
                None => said,
            };
            let _ = write!(html, "<li><span>{said}</span> {button}</li>");
        }
        html + "</ul>"
    }

    /// The order that is shown: its picture, and whose turn comes when.
    fn order(&self) -> String {
        let Some((model, ending, Replayed { trace, turns })) = self.shown_order() else { return String::new() };
        let title = words::one_order(model.name(), ending.shortest.len());
        let stuck = ending.stuck.as_ref().map_or(String::new(), |stuck| {
            let said = words::stuck(&Standstill::of(stuck, &trace.tasks, &trace.resources));
            format!("<p class='what-if-status'>{}</p>", escaped(&said))
        });
        format!(
            "<h3>{title}</h3><div class='what-if-controls'><button class='small' id='what-if-in-panel' \
             data-do='in-panel'>Show it in the panel</button></div>{stuck}<div class='what-if-picture' role='img' \
             aria-label='{title}'>{}</div><ol class='what-if-turns' aria-label='Turns'>{}</ol>",
            self.order_picture(trace),
            self.turns(turns)
        )
    }

    /// Whose turn comes when, and what it does first in it.
    fn turns(&self, turns: &[Begun]) -> String {
        let Some(case) = &self.case else { return String::new() };
        let turn = |(number, Begun { task: TaskId(task), step, is_late }): (usize, &Begun)| {
            let task = &case.plan.tasks[*task as usize];
            let step =
                task.steps.get(*step as usize).map_or("end".to_owned(), |step| step.text(|ns| duration_text(*ns)));
            let step = if *is_late { words::late(&step) } else { step };
            format!("<li>{}. {}: {}</li>", number + 1, escaped(&task.name), escaped(&step))
        };
        turns.iter().enumerate().map(turn).collect()
    }
}
