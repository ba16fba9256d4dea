//! The task list: its text box, and its problems in words below.

use std::rc::Rc;

use yew::prelude::*;

use super::code_lines::class_of;
use super::element::{button, element};
use super::lists::{Shelf, list_tools, way_back};
use super::offers::Beside;
use super::text_box::TextBox;
use crate::app::{Action, DocumentView, typing};
use crate::browser::dom::text_box;
use crate::program::{Diagnostic, Durations, Step, StepKeyword};
use crate::words::{self, hints};

/// More problems than this are counted, not listed.
const LISTED_PROBLEMS: usize = 50;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub document: DocumentView,
    /// Whether the first picture is painted, and what is closed in it is to be made.
    pub is_painted: bool,
    /// Whether the page is printed.
    pub on_paper: bool,
    /// What stands beside the caret.
    pub beside: Option<Beside>,
    /// What the list is about, where it is an example.
    pub lesson: Html,
    pub shelf: Shelf,
    /// What has to be said about the list.
    pub notice: Html,
    pub act: Callback<Action>,
}

#[component]
pub fn Editor(props: &Props) -> Html {
    let DocumentView { text, diagnostics, .. } = &props.document;
    let format = button("Format", &props.act, Action::Format).class("small").set("title", hints::FORMAT);
    let head = element("div").class("card-head").with(element("h2").text("Task list"));
    let head = head.child(list_tools(&props.shelf, &props.act)).with(format);
    let text_box = html! {
        <TextBox
            document={props.document.clone()}
            on_paper={props.on_paper}
            beside={props.beside.clone()}
            act={props.act.clone()}
        />
    };
    let more = diagnostics.len().checked_sub(LISTED_PROBLEMS).filter(|more| *more > 0);
    let more = more.map(|more| element("li").words(hints::more(more)).html());
    let listed = diagnostics.iter().take(LISTED_PROBLEMS).map(|diagnostic| problem(diagnostic, text, &props.act));
    let problems = (!diagnostics.is_empty()).then(|| {
        let list = element("ul").set("id", "problems").class("problems").set("aria-label", "Problems");
        list.children(listed.chain(more)).html()
    });
    let card = element("section")
        .class("card editor")
        .set("aria-label", "Editor")
        .with(head)
        .child(way_back(&props.shelf, &props.act))
        .child(props.notice.clone())
        .child(text_box)
        .with(element("div").class("card-foot").child(counts(&props.document)))
        .child(problems.into_iter().collect());
    [card.html(), props.lesson.clone(), help(props.is_painted)].into_iter().collect()
}

/// What can be written, closed at first, and empty in the first picture. It never changes: as text it is shorter than what
/// would make its elements.
fn help(is_painted: bool) -> Html {
    let (closed, inside) = include_str!("help.html").trim_ascii_end().split_once("<dl>").unwrap_or_default();
    if !is_painted {
        return Html::from_html_unchecked([closed, "</details>"].concat().into());
    }
    let step = |keyword: &StepKeyword<Durations>| {
        let (word, argument, help) = (keyword.word, keyword.argument, keyword.help);
        format!("<dt>{}</dt><dd translate=\"yes\">{help}</dd>", format!("{word} {argument}").trim_end())
    };
    let steps: String = Step::<Durations>::KEYWORDS.iter().map(step).collect();
    let inside = inside.replace("<!-- steps -->", &steps);
    Html::from_html_unchecked([closed, "<dl>", &inside].concat().into())
}

fn counts(document: &DocumentView) -> Html {
    let count = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    let problems = match document.diagnostics.len() {
        0 => "no problems".to_owned(),
        problems => count(problems, "problem"),
    };
    let problems = element("span").words(problems);
    let problems = if document.diagnostics.is_empty() { problems } else { problems.class("has-problems") };
    let count = |of: usize, word: &str| element("span").words(count(of, word)).html();
    [count(document.tasks, "task"), count(document.steps, "step"), problems.html()].into_iter().collect()
}

/// A problem, which leads to its place in the list.
fn problem(diagnostic: &Diagnostic, text: &Rc<str>, act: &Callback<Action>) -> Html {
    let go = {
        let (text, line, columns) = (text.clone(), diagnostic.line, diagnostic.columns.clone());
        Callback::from(move |_: MouseEvent| text_box::go_to(typing::place(&text, line, &columns)))
    };
    let problem = words::problem(&diagnostic.problem);
    let sentence = element("span").words(problem.sentence.to_string());
    let way_out = problem.way_out.iter().map(|way_out| {
        let fix = element("span").class("fix");
        fix.words(format!(" {}", words::as_sentence(way_out))).html()
    });
    let place = element("button").class("problem").set("title", "Goes there").on_press(go);
    let place = place.with(element("span").class("where").words(format!("line {}", diagnostic.line)));
    let fix = diagnostic.fixed(text).map(|fixed| {
        let label = format!("Fix line {}", diagnostic.line);
        button("Fix", act, Action::Edit(fixed)).class("small").attr("aria-label", label).html()
    });
    let item = element("li").class(class_of(diagnostic.severity()));
    item.with(place.with(sentence.children(way_out))).children(fix.into_iter()).html()
}
