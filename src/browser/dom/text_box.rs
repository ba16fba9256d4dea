//! The text box of the task list: what is selected in it, and what is written there by the page.

use std::ops::Range;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use super::page::{self, Listener};
use crate::app::history::{Selection, byte_of};

/// The id of its element.
pub const ID: &str = "task-list";
/// The class of what scrolls it.
const SCROLLED: &str = ".code";
/// Room that the head of the page takes above what is scrolled under it, in pixels.
const HEAD_PX: f64 = 80.0;

/// How far from a duration a pointer may be and still mean it, in pixels.
const NEAR_PX: f64 = 2.0;
/// What stands beside a word has its own words under it, and keeps off the edge of the window.
const BESIDE_PX: f64 = 8.0;

/// The text box; a frame has none.
fn area() -> Option<HtmlTextAreaElement> {
    page::document().get_element_by_id(ID)?.dyn_into().ok()
}

/// What is selected in it.
pub fn selection(area: &HtmlTextAreaElement) -> Selection {
    let place = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or_default() as usize;
    Selection { start: place(area.selection_start()), end: place(area.selection_end()) }
}

/// Writes a text, and selects in it; `reveals` brings that into view. Done at once, so that the next key finds both.
pub fn write(text: &str, selection: Selection, reveals: bool) {
    let Some(area) = area() else { return };
    put(&area, text, selection);
    if reveals {
        // What shows the lines has its new height a turn later.
        Timeout::new(0, move || reveal(&area)).forget();
    }
}

/// Writes a text into this text box, and selects in it.
pub fn put(area: &HtmlTextAreaElement, text: &str, selection: Selection) {
    if area.value() != text {
        area.set_value(text);
    }
    select(area, selection);
}

/// Goes there, where the caret was.
pub fn focus() {
    if let Some(area) = area() {
        // What is on the page can have the focus.
        let _ = area.focus();
    }
}

/// Selects something, goes there, and brings its line into view.
pub fn go_to(selection: Selection) {
    let Some(area) = area() else { return };
    // Before: an element that is focused shows where its caret is.
    select(&area, selection);
    let _ = area.focus();
    reveal(&area);
    let (top_px, height_px) = line_of(&area);
    let top_px = area.get_bounding_client_rect().top() + top_px;
    let view_px = window_height_px();
    if top_px < HEAD_PX || top_px + 2.0 * height_px > view_px {
        page::window().scroll_by_with_x_and_y(0.0, top_px - view_px / 3.0);
    }
}

fn select(area: &HtmlTextAreaElement, selection: Selection) {
    // A text box that is on the page has a selection.
    let _ = area.set_selection_range(selection.start as u32, selection.end as u32);
}

/// Where the line with the caret begins in the text box, and how high a line is, in pixels.
fn line_of(area: &HtmlTextAreaElement) -> (f64, f64) {
    let text = area.value();
    let before = &text[..byte_of(&text, selection(area).start)];
    let height_px = f64::from(area.client_height()) / f64::from(area.rows().max(1));
    (before.matches('\n').count() as f64 * height_px, height_px)
}

/// How high the window is, in pixels.
fn window_height_px() -> f64 {
    page::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
}

/// The lines that may be in view, the first counted from 0: as many as the window has room for. `None` while nothing of
/// the text box is shown.
pub fn lines_in_view(area: &HtmlTextAreaElement) -> Option<Range<usize>> {
    let line_px = area.get_bounding_client_rect().height() / f64::from(area.rows().max(1));
    let from_px = f64::from(area.closest(SCROLLED).ok()??.scroll_top());
    let line = |px: f64| (px / line_px) as usize;
    (line_px > 0.0).then(|| line(from_px)..line(from_px + window_height_px()) + 1)
}

/// Does this whenever other lines may have come into view, and at once.
pub fn on_scroll(area: &HtmlTextAreaElement, act: impl Fn() + 'static) -> Option<[Listener; 2]> {
    act();
    let act = std::rc::Rc::new(act);
    let scrolled = area.closest(SCROLLED).ok()??;
    let hear = |act: std::rc::Rc<dyn Fn()>| move |_| act();
    Some([Listener::new(&scrolled, "scroll", hear(act.clone())), Listener::new(&page::window(), "resize", hear(act))])
}

/// Has the lines that are drawn begin where the one called `first` does, of so many rows, whatever their height is.
pub fn place_lines(area: &HtmlTextAreaElement, first: usize, rows: usize) {
    let scrolled = area.closest(SCROLLED).ok().flatten().and_then(|scrolled| scrolled.dyn_into::<HtmlElement>().ok());
    if let Some(scrolled) = scrolled {
        // A length can be set.
        let _ = scrolled.style().set_property("--lines-above", &format!("{}%", first as f64 / rows as f64 * 100.0));
    }
}

/// Puts other lines, as they stand in a page, in the place of some of those that an element shows.
pub fn replace_lines(shown: &Element, lines: Range<usize>, html: &str) {
    let children = shown.children();
    for _ in lines.clone() {
        children.item(lines.start as u32).iter().for_each(Element::remove);
    }
    // What is written here can be read.
    let _ = match children.item(lines.start as u32) {
        Some(next) => next.insert_adjacent_html("beforebegin", html),
        None => shown.insert_adjacent_html("beforeend", html),
    };
}

/// Scrolls the lines so that the caret's is among those in view.
fn reveal(area: &HtmlTextAreaElement) {
    let Ok(Some(scrolled)) = area.closest(SCROLLED) else { return };
    let (top_px, height_px) = line_of(area);
    let (from_px, room_px) = (f64::from(scrolled.scroll_top()), f64::from(scrolled.client_height()));
    if top_px < from_px || top_px + 2.0 * height_px > from_px + room_px {
        scrolled.set_scroll_top((top_px - room_px / 3.0).max(0.0) as i32);
    }
}

/// Where something of a line stands, in pixels of the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// From its left end to its right one.
    x_px: Range<f64>,
    bottom_px: f64,
}

impl Place {
    /// Whether it stands there, or nearly.
    pub fn has(&self, x_px: f64) -> bool {
        (self.x_px.start - NEAR_PX..=self.x_px.end + NEAR_PX).contains(&x_px)
    }
}

/// The line at this height of the window, counted from 0.
pub fn line_at(area: &HtmlTextAreaElement, y_px: f64) -> Option<usize> {
    let rect = area.get_bounding_client_rect();
    let line = (y_px - rect.top()) / (rect.height() / f64::from(area.rows().max(1)));
    (line >= 0.0 && line.is_finite()).then_some(line as usize)
}

/// Where some columns of a line stand, in UTF-16 code units; the line is counted from the first one that is drawn.
pub fn place_of(area: &HtmlTextAreaElement, line: usize, columns: Range<usize>) -> Option<Place> {
    let copy = area.parent_element()?.query_selector(".copy").ok()??;
    let line = copy.children().item(line as u32)?;
    let parts = line.children();
    let mut before = 0;
    for index in 0..parts.length() {
        let text = parts.item(index)?.first_child()?;
        let length = text.text_content().unwrap_or_default().encode_utf16().count();
        if before + length > columns.start {
            let range = page::document().create_range().ok()?;
            range.set_start(&text, (columns.start - before) as u32).ok()?;
            range.set_end(&text, (columns.end - before).min(length) as u32).ok()?;
            let rect = range.get_bounding_client_rect();
            return Some(Place { x_px: rect.left()..rect.right(), bottom_px: rect.bottom() });
        }
        before += length;
    }
    None
}

/// What scrolls the lines.
pub fn scrolled(area: &HtmlTextAreaElement) -> Option<Element> {
    area.closest(SCROLLED).ok()?
}

/// Puts something beside a byte of the text, of which the line `first_line` is the first that is drawn: under its line,
/// or over it where there is more room. What is chosen in it comes into view.
pub fn place_beside(area: &HtmlTextAreaElement, shown: &HtmlElement, text: &str, at: usize, first_line: usize) {
    let Some(around) = shown.offset_parent() else { return };
    let Some(before) = text.get(..at) else { return };
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    let sheet = area.get_bounding_client_rect();
    // Where the letter before it ends.
    let letter = column.checked_sub(1).zip(line.checked_sub(first_line));
    let letter = letter.and_then(|(letter, line)| place_of(area, line, letter..column));
    let x_px = letter.map_or(sheet.left(), |letter| letter.x_px.end) - BESIDE_PX;
    let line_px = sheet.height() / f64::from(area.rows().max(1));
    let top_px = sheet.top() + line as f64 * line_px;
    let (width_px, height_px) = (f64::from(shown.offset_width()), f64::from(shown.offset_height()));
    let room_px = page::area().width_px - width_px - BESIDE_PX;
    let is_below = top_px + line_px + height_px <= window_height_px() || top_px < height_px;
    let y_px = if is_below { top_px + line_px } else { top_px - height_px };
    let origin = around.get_bounding_client_rect();
    let lengths = [("left", x_px.min(room_px).max(BESIDE_PX) - origin.left()), ("top", y_px - origin.top())];
    set_lengths(shown, &lengths);
    if let Ok(Some(chosen)) = shown.query_selector("[aria-selected=true]") {
        let (chosen, list) = (chosen.get_bounding_client_rect(), shown.get_bounding_client_rect());
        let by_px = (chosen.bottom() - list.bottom()).max(0.0) + (chosen.top() - list.top()).min(0.0);
        shown.set_scroll_top(shown.scroll_top() + by_px.round() as i32);
    }
}

/// Goes to the field in something, if it has one, and selects what is written there.
pub fn enter(shown: &HtmlElement) {
    let field = shown.query_selector("input").ok().flatten();
    let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    let active = page::document().active_element();
    if let Some(field) = field.filter(|field| active.as_ref() != Some(&***field)) {
        // What is on the page can have the focus.
        let _ = field.focus();
        field.select();
    }
}

fn set_lengths(element: &HtmlElement, lengths: &[(&str, f64)]) {
    for (name, px) in lengths {
        // A length can be set.
        let _ = element.style().set_property(name, &format!("{px}px"));
    }
}

/// Puts the handle of a duration under it, or out of sight.
pub fn place_handle(area: &HtmlTextAreaElement, handle: &HtmlElement, place: Option<Place>) {
    handle.set_hidden(place.is_none());
    let Some(place) = place else { return };
    let sheet = area.get_bounding_client_rect();
    let lengths = [
        ("left", place.x_px.start - sheet.left()),
        ("width", place.x_px.end - place.x_px.start),
        ("top", place.bottom_px - sheet.top()),
    ];
    set_lengths(handle, &lengths);
}
