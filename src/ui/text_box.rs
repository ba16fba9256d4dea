//! The text box of the task list, over its own colored copy, with its lines numbered.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::app::history::{Selection, Typed};
use crate::app::typing::{Indented, completed};
use crate::app::{Action, keys};
use crate::browser::dom::page::{self, Listener};
use crate::browser::dom::text_box;
use crate::program::tokens::{Token, tokens};
use crate::program::{Diagnostic, Parsed, Severity};

/// Texts longer than this are not colored: every keystroke would take too long.
const COLORED_BYTES: usize = 24 * 1024;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub text: Rc<str>,
    pub parsed: Rc<Parsed>,
    pub act: Callback<Action>,
}

#[component]
pub fn TextBox(props: &Props) -> Html {
    let area = use_node_ref();
    let writing = use_mut_ref(Writing::default);
    {
        let (area, writing, act) = (area.clone(), writing.clone(), props.act.clone());
        use_effect_with((), move |()| {
            let listeners = area.cast::<HtmlTextAreaElement>().map(|area| listen(&area, &writing, &act));
            move || drop(listeners)
        });
    }
    let typed = {
        let (act, old) = (props.act.clone(), props.text.clone());
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
    let lines: Vec<&str> = props.text.split('\n').collect();
    let severities = severities(lines.len(), &props.parsed.diagnostics);
    let is_colored = props.text.len() <= COLORED_BYTES;
    let copy =
        lines.iter().enumerate().map(|(index, line)| colored_line(line, severities.get(index).copied().flatten()));
    let has_problems = !props.parsed.diagnostics.is_empty();
    html! {
        <div class="code" onkeydown={on_key(&props.act)}>
            <pre class="numbers" aria-hidden="true">{ for numbers(&severities) }</pre>
            <div class={classes!("sheet", is_colored.then_some("is-colored"))}>
                if is_colored {
                    <pre class="copy" aria-hidden="true">{ for copy }</pre>
                }
                <textarea
                    id={text_box::ID}
                    ref={area}
                    aria-label="Task list"
                    aria-invalid={has_problems.then_some("true")}
                    aria-describedby={has_problems.then_some("problems")}
                    aria-keyshortcuts="Control+Enter"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    autocorrect="off"
                    wrap="off"
                    rows={lines.len().max(5).to_string()}
                    value={props.text.to_string()}
                    oninput={typed}
                    onblur={select}
                />
            </div>
        </div>
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
        let typed = Typed { text, before: self.before, after, composition };
        let is_new_line = kind == "insertLineBreak" || kind == "insertParagraph";
        let completed = completed(old, typed, is_new_line, &mut self.indented);
        if composition.is_none() {
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
fn on_key(act: &Callback<Action>) -> Callback<KeyboardEvent> {
    let act = act.clone();
    Callback::from(move |event: KeyboardEvent| {
        let Some(key) = page::key_of(&event) else { return };
        if event.is_composing() || event.alt_key() || !(event.ctrl_key() || event.meta_key()) {
            return;
        }
        if let Some(action) = keys::in_text_box(&key, &event.code(), event.shift_key()) {
            event.prevent_default();
            act.emit(action);
        }
    })
}

/// By line, the worst that is said about it.
fn severities(lines: usize, diagnostics: &[Diagnostic]) -> Vec<Option<Severity>> {
    let mut severities: Vec<Option<Severity>> = vec![None; lines];
    for diagnostic in diagnostics {
        if let Some(worst) = severities.get_mut(diagnostic.line.saturating_sub(1)) {
            let severity = diagnostic.severity();
            *worst = Some(worst.map_or(severity, |worst| worst.min(severity)));
        }
    }
    severities
}

/// The numbers of the lines: one piece of text from problem to problem, so that long lists cost little.
fn numbers(severities: &[Option<Severity>]) -> Vec<Html> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    for (line, severity) in (1..).zip(severities) {
        let Some(severity) = severity else {
            plain.push_str(&line.to_string());
            plain.push('\n');
            continue;
        };
        pieces.push(html! { <>{ std::mem::take(&mut plain) }</> });
        pieces.push(html! { <span class={class_of(*severity)}>{ line }{ "\n" }</span> });
    }
    pieces.push(html! { <>{ plain }</> });
    pieces
}

/// The class of what is so bad.
pub fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "is-error",
        Severity::Warning => "is-warning",
    }
}

fn colored_line(line: &str, severity: Option<Severity>) -> Html {
    let parts = tokens(line).into_iter().map(|(token, part)| {
        let class = match token {
            Token::Comment => "t-comment",
            Token::Keyword => "t-keyword",
            Token::Value => "t-value",
            Token::Text => "t-text",
        };
        html! { <span class={class}>{ part }</span> }
    });
    html! { <span class={classes!("line", severity.map(class_of))}>{ for parts }{ "\n" }</span> }
}
