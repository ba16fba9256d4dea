//! What stands beside the caret: words that can be written there, or a field for the new name of a task.

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::element::{Element, button, element};
use super::menu::menu;
use super::press::press;
use crate::app::{Action, Addition, OfferAction, Offered, RenameAction, Renaming, State};
use crate::browser::dom::page::{self, Listener};
use crate::browser::dom::text_box;
use crate::program::{Offer, TASK, steps};
use crate::words;

/// The id of the list of words.
pub const ID: &str = "offers";

/// What stands there.
#[derive(Clone, PartialEq)]
pub enum Beside {
    Offers(Rc<Offered>),
    Renaming(Renaming),
}

impl Beside {
    /// What stands beside the caret of this page.
    pub fn of(state: &State) -> Option<Self> {
        let offered = state.offering.shown.clone().map(|offered| Self::Offers(Rc::new(offered)));
        state.renaming.clone().map(Self::Renaming).or(offered)
    }

    /// The words that are offered.
    pub fn offered(&self) -> Option<&Rc<Offered>> {
        match self {
            Self::Offers(offered) => Some(offered),
            Self::Renaming(_) => None,
        }
    }

    /// The byte of the text under which it stands.
    fn at(&self) -> usize {
        match self {
            Self::Offers(offered) => offered.offers.word,
            Self::Renaming(renaming) => renaming.at,
        }
    }
}

/// The id of the word that is chosen.
pub fn chosen_id(offered: &Offered) -> Option<String> {
    offered.chosen.map(|index| format!("offer-{index}"))
}

/// Has it stand beside the caret. The text is drawn from its line `first_line` on, counted from 0.
#[hook]
pub fn use_beside(
    beside: Option<&Beside>,
    text: &Rc<str>,
    first_line: usize,
    area: &NodeRef,
    act: &Callback<Action>,
    say: &Callback<String>,
) -> Html {
    let shown = use_node_ref();
    {
        let (area, shown, say) = (area.clone(), shown.clone(), say.clone());
        use_effect_with((beside.cloned(), text.clone(), first_line), move |(beside, text, first_line)| {
            let area = area.cast::<HtmlTextAreaElement>();
            let placed = (area, shown.cast::<HtmlElement>(), beside.as_ref());
            if let Some(Beside::Offers(offered)) = beside
                && offered.chosen.is_none()
            {
                say.emit(words::offered(offered.offers.list.len()));
            }
            let follows = if let (Some(area), Some(shown), Some(beside)) = placed {
                let (text, at, first_line) = (text.clone(), beside.at(), *first_line);
                let (scrolled, entered) = (text_box::scrolled(&area), shown.clone());
                let place = move || text_box::place_beside(&area, &shown, &text, at, first_line);
                place();
                text_box::enter(&entered);
                scrolled.map(|scrolled| Listener::new(&scrolled, "scroll", move |_| place()))
            } else {
                None
            };
            move || drop(follows)
        });
    }
    let Some(beside) = beside else { return Html::default() };
    let (content, keeps_focus) = match beside {
        Beside::Offers(offered) => (offers(offered, act).html(), true),
        Beside::Renaming(renaming) => (rename(renaming, act), false),
    };
    // Who takes a word goes on writing.
    let onmousedown = Callback::from(move |event: MouseEvent| {
        if keeps_focus {
            event.prevent_default();
        }
    });
    html! { <div ref={shown} class="beside" {onmousedown}>{ content }</div> }
}

fn offers(offered: &Offered, act: &Callback<Action>) -> Element {
    let option = |(index, offer): (usize, &Offer)| {
        let help = element("span").set("translate", "yes").words(offer.help.to_string());
        let word = element("b").words(offer.word.to_string());
        element("li")
            .set("role", "option")
            .attr("id", format!("offer-{index}"))
            .yes_no("aria-selected", offered.chosen == Some(index))
            .on_press(press(act, Action::Offer(OfferAction::Take(index))))
            .with(word.text(" ").with(element("i").words(offer.argument.to_string())))
            .with(help)
            .html()
    };
    let list = element("ul").set("id", ID).set("role", "listbox").set("aria-label", "What can stand here");
    list.children(offered.offers.list.iter().enumerate().map(option))
}

/// What the menu can do to the list: call a task otherwise, or add a line.
pub fn edit_menu(act: &Callback<Action>) -> Html {
    let add = |(name, help, addition): (String, &'static str, Addition)| {
        let button = element("button").on_press(press(act, Action::Add(addition))).words(name);
        button.with(element("small").set("translate", "yes").text(help)).html()
    };
    let task = ("Add task".to_owned(), TASK.help, Addition::Task);
    let steps = steps().enumerate();
    let steps = steps.map(|(index, step)| (["Add ", step.word].concat(), step.help, Addition::Step(index)));
    let rename = button("Rename\u{2026}", act, Action::Rename(RenameAction::Ask(None))).html();
    menu("Edit", [rename].into_iter().chain([task].into_iter().chain(steps).map(add)).collect())
}

fn rename(renaming: &Renaming, act: &Callback<Action>) -> Html {
    let name = |event: &KeyboardEvent| event.target_dyn_into::<HtmlInputElement>().map(|field| field.value());
    let does = {
        let act = act.clone();
        Callback::from(move |event: KeyboardEvent| {
            let action = match page::key_of(&event).as_deref() {
                Some("Enter") => name(&event).map(RenameAction::To),
                Some("Escape") => Some(RenameAction::Leave),
                _ => None,
            };
            if let Some(action) = action {
                // The focus goes to the text, which the key is not for.
                event.prevent_default();
                act.emit(Action::Rename(action));
            }
        })
    };
    let is_wrong = renaming.taken.is_some();
    let field =
        element("input").set("type", "text").attr("value", renaming.named.name().to_owned()).set("spellcheck", "false");
    let field = field.perhaps("aria-invalid", is_wrong.then(|| "true".to_owned())).on_key(does);
    let field = element("label").words(words::new_name_of(renaming.named.name())).with(field);
    let problem = renaming.taken.as_deref().map(words::name_is_taken);
    let problem = problem.map(|problem| element("p").set("role", "alert").words(problem).html());
    let leave = button("Cancel", act, Action::Rename(RenameAction::Leave)).class("small");
    element("div").class("rename").with(field).with(leave).maybe(problem).html()
}
