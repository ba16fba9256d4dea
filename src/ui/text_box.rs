//! The text box of the task list, over a colored copy of the lines in view, with their numbers.

use std::ops::Range;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use super::code_lines::{CodeLines, numbers, severities};
use super::duration_drag::use_durations;
use super::offers::{self, Beside, use_beside};
use crate::app::adjust::adjusted;
use crate::app::history::{Selection, Typed};
use crate::app::line_window::{lines_to_draw, within};
use crate::app::typing::{Indented, completed};
use crate::app::{Action, DocumentView, OfferAction, Offered, keys};
use crate::browser::dom::page::{self, Listener};
use crate::browser::dom::text_box;
use crate::program::Severity;

/// Lines that are drawn before it is known how many are in view.
const FIRST_LINES: Range<usize> = 0..100;
/// What a duration has become is told when it has rested this long, in milliseconds.
const SAY_MS: u32 = 400;
/// Fewer lines than this look like no text box.
const LEAST_LINES: usize = 5;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub document: DocumentView,
    /// Whether it is printed, every line of it.
    pub on_paper: bool,
    /// What stands beside the caret.
    pub beside: Option<Beside>,
    pub act: Callback<Action>,
}

#[component]
pub fn TextBox(props: &Props) -> Html {
    let area = use_node_ref();
    let writing = use_mut_ref(Writing::default);
    let drawn = use_state_eq(|| FIRST_LINES);
    {
        let (area, writing, act, drawn) = (area.clone(), writing.clone(), props.act.clone(), drawn.setter());
        use_effect_with((), move |()| {
            let listeners = area
                .cast::<HtmlTextAreaElement>()
                .map(|area| (listen(&area, &writing, &act), text_box::on_scroll(&area, follow(&area, drawn))));
            move || drop(listeners)
        });
    }
    let DocumentView { text, lines, widest_cells, diagnostics, .. } = &props.document;
    let rows = (*lines).max(LEAST_LINES);
    let drawn = if props.on_paper { 0..*lines } else { within(&drawn, *lines) };
    {
        let area = area.clone();
        use_effect_with((drawn.start, rows), move |&(first, rows)| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                text_box::place_lines(&area, first, rows);
            }
        });
    }
    let typed = {
        let (act, old) = (props.act.clone(), text.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                act.emit(Action::Type(writing.borrow_mut().read(&event, &area, &old)));
            }
        })
    };
    let select = props.act.reform(|event: FocusEvent| {
        let area = event.target_dyn_into::<HtmlTextAreaElement>();
        Action::Select(area.map(|area| text_box::selection(&area)).unwrap_or_default())
    });
    let said = use_state_eq(String::new);
    let say = {
        let (said, timer) = (said.setter(), use_mut_ref(|| None));
        Callback::from(move |words: String| {
            let said = said.clone();
            timer.replace(Some(Timeout::new(SAY_MS, move || said.set(words))));
        })
    };
    let severities = severities(&drawn, diagnostics);
    // Before what has to know where a duration is drawn.
    let copy = use_colored(text, &drawn, &severities);
    let (pointing, handle) = use_durations(text, drawn.start, &area, &props.act, &say);
    let beside = props.beside.as_ref();
    let panel = use_beside(beside, text, drawn.start, &area, &props.act, &say);
    let offered = beside.and_then(Beside::offered);
    let leave = {
        let (act, is_offered) = (props.act.clone(), offered.is_some());
        Callback::from(move |_: MouseEvent| {
            if is_offered {
                act.emit(Action::Offer(OfferAction::Leave));
            }
        })
    };
    let widest = "0".repeat(*widest_cells);
    let has_problems = !diagnostics.is_empty();
    html! {
        <>
            <div class="code" onkeydown={on_key(text, offered, &props.act, &say)}>
                <pre class="numbers" aria-hidden="true">
                    <span class="ruler">{ lines }</span>
                    <span class="in-view">{ numbers(&drawn, &severities) }</span>
                </pre>
                <div
                    class="sheet"
                    onclick={leave}
                    onpointermove={pointing.moved}
                    onpointerdown={pointing.pressed}
                    onmousedown={pointing.held}
                    onpointerup={pointing.lifted.clone()}
                    onpointercancel={pointing.lifted}
                    onpointerleave={pointing.left}
                >
                    <pre class="ruler" aria-hidden="true">{ widest }</pre>
                    <pre class="copy in-view" ref={copy} aria-hidden="true" />
                    // What the reader types is there already, and what the page writes it writes at once (`Effect::Write`).
                    <textarea
                        id={text_box::ID}
                        ref={area}
                        aria-label="Task list"
                        aria-invalid={has_problems.then_some("true")}
                        aria-describedby={has_problems.then_some("problems")}
                        aria-keyshortcuts="Control+Enter F2"
                        aria-autocomplete="list"
                        aria-controls={offered.is_some().then_some(offers::ID)}
                        aria-activedescendant={offered.and_then(|offered| offers::chosen_id(offered))}
                        spellcheck="false"
                        autocapitalize="off"
                        autocomplete="off"
                        autocorrect="off"
                        wrap="off"
                        rows={rows.to_string()}
                        defaultvalue={text.clone()}
                        oninput={typed}
                        onblur={select}
                    />
                    { handle }
                </div>
                <span class="sr-only" role="status">{ &*said }</span>
            </div>
            { panel }
        </>
    }
}

/// The element that shows these lines in colors.
#[hook]
fn use_colored(text: &Rc<str>, drawn: &Range<usize>, severities: &[Option<Severity>]) -> NodeRef {
    let (copy, lines) = (use_node_ref(), use_mut_ref(CodeLines::default));
    let element = copy.clone();
    use_effect_with((text.clone(), drawn.clone(), severities.to_vec()), move |(text, drawn, severities)| {
        if let Some(element) = element.cast::<Element>() {
            lines.borrow_mut().show(&element, text, drawn, severities);
        }
    });
    copy
}

/// Draws what comes into view.
fn follow(area: &HtmlTextAreaElement, drawn: UseStateSetter<Range<usize>>) -> impl Fn() + 'static {
    let (area, now) = (area.clone(), std::cell::RefCell::new(FIRST_LINES));
    move || {
        if let Some(in_view) = text_box::lines_in_view(&area) {
            let next = lines_to_draw(&now.borrow(), &in_view);
            now.replace(next.clone());
            drawn.set(next);
        }
    }
}

/// What is known of the writing that goes on in the text box.
#[derive(Default)]
struct Writing {
    /// What was selected before the change that the browser is about to make.
    before: Selection,
    /// Compositions of an input method that have begun.
    compositions: u32,
    indented: Option<Indented>,
}

impl Writing {
    /// Reads what the browser has written, and completes it.
    fn read(&mut self, event: &InputEvent, area: &HtmlTextAreaElement, old: &str) -> Typed {
        let (text, after) = (area.value(), text_box::selection(area));
        // What extensions and scripts write comes with an event that says nothing about it.
        let told = event.dyn_ref::<InputEvent>();
        let kind = told.map(InputEvent::input_type).unwrap_or_default();
        let is_composed = told.is_some_and(InputEvent::is_composing) || kind.contains("Composition");
        let composition = is_composed.then_some(self.compositions);
        let written = text.clone();
        let typed = Typed { text, before: self.before, after, composition };
        let is_new_line = kind == "insertLineBreak" || kind == "insertParagraph";
        let completed = completed(old, typed, is_new_line, &mut self.indented);
        if composition.is_none() && (completed.text != written || completed.after != after) {
            text_box::put(area, &completed.text, completed.after);
        }
        completed
    }
}

/// What the browser is about to do to the text box. Its own way back knows nothing of what buttons did, and would bring
/// one list into another: ours stands in for it.
fn listen(
    area: &HtmlTextAreaElement,
    writing: &Rc<std::cell::RefCell<Writing>>,
    act: &Callback<Action>,
) -> [Listener; 2] {
    let (text, act, before) = (area.clone(), act.clone(), writing.clone());
    let about_to_write = move |event: web_sys::Event| {
        before.borrow_mut().before = text_box::selection(&text);
        let kind = event.dyn_ref::<InputEvent>().map(InputEvent::input_type);
        let step = match kind.as_deref() {
            Some("historyUndo") => Action::Undo,
            Some("historyRedo") => Action::Redo,
            _ => return,
        };
        event.prevent_default();
        act.emit(step);
    };
    let writing = writing.clone();
    let composes = move |_| writing.borrow_mut().compositions += 1;
    [Listener::new(area, "beforeinput", about_to_write), Listener::new(area, "compositionstart", composes)]
}

/// Keys that are not the text box's own. Tab is the browser's, so that nobody is trapped.
fn on_key(
    text: &Rc<str>,
    offered: Option<&Rc<Offered>>,
    act: &Callback<Action>,
    say: &Callback<String>,
) -> Callback<KeyboardEvent> {
    let (text, offered, act, say) = (text.clone(), offered.cloned(), act.clone(), say.clone());
    Callback::from(move |event: KeyboardEvent| {
        let Some(key) = page::key_of(&event) else { return };
        let has_control = event.ctrl_key() || event.meta_key();
        let (is_composing, has_alt) = (event.is_composing(), event.alt_key());
        if is_composing {
            return;
        }
        if let Some(action) = beside_caret(&event, &key, offered.as_deref()).filter(|_| !has_alt) {
            // Who goes elsewhere still does.
            if action != Action::Offer(OfferAction::Leave) {
                event.prevent_default();
            }
            act.emit(action);
            return;
        }
        if has_alt == has_control {
            return;
        }
        if event.alt_key() {
            let area = event.target_dyn_into::<HtmlTextAreaElement>();
            let Some((area, adjustment)) = area.zip(keys::adjustment(&key, event.shift_key())) else { return };
            let selected = text_box::selection(&area);
            if let Some((_, written)) = adjusted(&text, selected.end, adjustment) {
                event.prevent_default();
                act.emit(Action::Adjust { at: selected.end, adjustment, selected });
                say.emit(written);
            }
            return;
        }
        if let Some(action) = keys::in_text_box(&key, &event.code(), event.shift_key()) {
            event.prevent_default();
            act.emit(action);
        }
    })
}

/// What a key does about what is offered at the caret, or asks there.
fn beside_caret(event: &KeyboardEvent, key: &str, offered: Option<&Offered>) -> Option<Action> {
    let has_control = event.ctrl_key() || event.meta_key();
    let offer = offered.filter(|_| !has_control).and_then(|offered| offered.key(key, event.shift_key()));
    offer.map(Action::Offer).or_else(|| {
        let area = event.target_dyn_into::<HtmlTextAreaElement>()?;
        keys::beside_caret(key, has_control, text_box::selection(&area))
    })
}
