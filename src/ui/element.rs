//! Elements made by calls. Each stands shorter in the module than what `html!` writes at its place. Components, and fields
//! whose values are the reader's, are made by `html!`.

use std::rc::Rc;

use yew::html::{onblur, onchange, onclick, onfocus, onkeydown, onpointerenter, onpointerleave, onpointerover};
use yew::prelude::*;
use yew::virtual_dom::{Listener, VTag};

use super::press::press;
use crate::app::Action;

/// An element that is being made. It lies on the heap, so that handing it on is cheap; and no call is inlined, so that each
/// is short where it stands.
#[must_use]
pub struct Element(Box<VTag>);

/// Begins an element.
#[inline(never)]
pub fn element(tag: &'static str) -> Element {
    Element(Box::new(VTag::new(AttrValue::Static(tag))))
}

/// A button that asks for something.
#[inline(never)]
pub fn button(label: &'static str, act: &Callback<Action>, action: Action) -> Element {
    element("button").on_press(press(act, action)).text(label)
}

impl Element {
    /// Of this class.
    pub fn class(self, class: &'static str) -> Self {
        self.set("class", class)
    }

    /// With an attribute that is always the same.
    #[inline(never)]
    pub fn set(self, name: &'static str, value: &'static str) -> Self {
        self.attribute(name, AttrValue::Static(value))
    }

    /// With an attribute that is made for it.
    #[inline(never)]
    pub fn attr(self, name: &'static str, value: String) -> Self {
        self.attribute(name, value.into())
    }

    /// With an attribute that is there, or is not.
    #[inline(never)]
    pub fn flag(self, name: &'static str, is_there: bool) -> Self {
        if is_there { self.set(name, "") } else { self }
    }

    /// With an attribute that says yes or no.
    #[inline(never)]
    pub fn yes_no(self, name: &'static str, is_so: bool) -> Self {
        self.set(name, if is_so { "true" } else { "false" })
    }

    /// With an attribute that is made for it, where there is something to say.
    #[inline(never)]
    pub fn perhaps(self, name: &'static str, value: Option<String>) -> Self {
        if let Some(value) = value { self.attr(name, value) } else { self }
    }

    #[inline(never)]
    fn attribute(mut self, name: &'static str, value: AttrValue) -> Self {
        self.0.add_attribute(name, value);
        self
    }

    /// With something that happens when it is pressed.
    #[inline(never)]
    pub fn on_press(self, does: Callback<MouseEvent>) -> Self {
        self.on(Rc::new(onclick::Wrapper::new(does)))
    }

    /// With something that happens when its value is another one.
    #[inline(never)]
    pub fn on_change(self, does: Callback<Event>) -> Self {
        self.on(Rc::new(onchange::Wrapper::new(does)))
    }

    /// With something that happens when the pointer comes to it, or to what is in it.
    #[inline(never)]
    pub fn on_pointer_over(self, does: Callback<PointerEvent>) -> Self {
        self.on(Rc::new(onpointerover::Wrapper::new(does)))
    }

    /// With something that happens when the pointer comes to it.
    #[inline(never)]
    pub fn on_pointer_enter(self, does: Callback<PointerEvent>) -> Self {
        self.on(Rc::new(onpointerenter::Wrapper::new(does)))
    }

    /// With something that happens when the pointer leaves it.
    #[inline(never)]
    pub fn on_pointer_leave(self, does: Callback<PointerEvent>) -> Self {
        self.on(Rc::new(onpointerleave::Wrapper::new(does)))
    }

    /// With something that happens when it has the focus.
    #[inline(never)]
    pub fn on_focus(self, does: Callback<FocusEvent>) -> Self {
        self.on(Rc::new(onfocus::Wrapper::new(does)))
    }

    /// With something that happens when the focus goes elsewhere.
    #[inline(never)]
    pub fn on_blur(self, does: Callback<FocusEvent>) -> Self {
        self.on(Rc::new(onblur::Wrapper::new(does)))
    }

    /// With something that happens when a key is pressed in it.
    #[inline(never)]
    pub fn on_key(self, does: Callback<KeyboardEvent>) -> Self {
        self.on(Rc::new(onkeydown::Wrapper::new(does)))
    }

    #[inline(never)]
    fn on(mut self, listener: Rc<dyn Listener>) -> Self {
        self.0.add_listener(listener);
        self
    }

    /// The same one in a list whose order changes.
    #[inline(never)]
    pub fn keyed(mut self, key: String) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// Known to the code by this reference.
    pub fn known_as(mut self, place: &NodeRef) -> Self {
        self.0.node_ref = place.clone();
        self
    }

    /// With words in it that are always the same.
    #[inline(never)]
    pub fn text(self, text: &'static str) -> Self {
        self.child(AttrValue::Static(text).into())
    }

    /// With words in it.
    #[inline(never)]
    pub fn words(self, words: String) -> Self {
        self.child(words.into())
    }

    /// With another element in it.
    #[inline(never)]
    pub fn with(self, inner: Self) -> Self {
        let inner = inner.html();
        self.child(inner)
    }

    /// With something in it.
    #[inline(never)]
    pub fn child(mut self, inner: Html) -> Self {
        self.0.add_child(inner);
        self
    }

    /// With something in it that comes and goes: its place is kept, so that what stands beside it stays what it is.
    #[inline(never)]
    pub fn maybe(self, inner: Option<Html>) -> Self {
        self.child(inner.unwrap_or_default())
    }

    /// With one thing after another in it, which may come and go: all of them keep one place, as above.
    pub fn children(self, inner: impl Iterator<Item = Html>) -> Self {
        self.child(inner.collect())
    }

    /// It is made.
    #[inline(never)]
    pub fn html(self) -> Html {
        (*self.0).into()
    }
}
