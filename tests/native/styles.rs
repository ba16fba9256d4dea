//! What the style sheets and the sources say of each other: a class that only one of them knows does nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use interleave::chart::palette::{COLORS, Theme};

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The files of a folder with this ending, by name.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let folder_path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let names = fs::read_dir(folder_path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> =
        names.filter(|name| name.ends_with(ending)).map(|name| format!("{folder}/{name}")).collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-'
}

/// The classes that a style sheet's selectors name.
fn styled(css: &str) -> BTreeSet<String> {
    let mut classes = BTreeSet::new();
    for head in css.split('{') {
        // Behind the last rule or comment stands what the next rule is for.
        let selector = head.rsplit(['}', ';']).next().unwrap_or_default();
        let selector = selector.rsplit("*/").next().unwrap_or_default();
        if selector.trim_start().starts_with('@') {
            continue;
        }
        for (at, _) in selector.match_indices('.') {
            let name: String = selector[at + 1..].chars().take_while(|letter| is_name(*letter)).collect();
            if name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
                classes.insert(name);
            }
        }
    }
    classes
}

/// What a source without its comments quotes: where quotes begin and end, and the words in them.
fn quoted(source: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, _) in source.match_indices('"').filter(|(at, _)| !source[..*at].ends_with(['\\', '\''])) {
        match open.take() {
            None => open = Some(at + 1),
            Some(start) => found.push((start, at, &source[start..at])),
        }
    }
    found
}

/// Without what could be taken for a quote: comments, and the marks around markup that stands in a source as it is.
fn without_comments(source: &str) -> String {
    let ends = ["\"#;", "\"#)", "\"#,", "\"#\n"];
    let source = ends.iter().fold(source.replace("r#\"", ""), |source, end| source.replace(end, &end[2..]));
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every word that a source quotes, whatever for.
fn words(source: &str) -> BTreeSet<String> {
    let quotes = quoted(source);
    quotes.iter().flat_map(|(_, _, words)| words.split_whitespace()).map(str::to_owned).collect()
}

/// The classes that a source gives to an element by name.
fn given(source: &str) -> BTreeSet<String> {
    let quotes = quoted(source);
    let mut classes = BTreeSet::new();
    for (at, found) in source.match_indices("class=") {
        let start = at + found.len();
        let end = if source[start..].starts_with('{') {
            let mut depth = 0;
            let closing = source[start..].char_indices().find(|(_, letter)| {
                depth += i32::from(*letter == '{') - i32::from(*letter == '}');
                depth == 0
            });
            start + closing.map_or(0, |(length, _)| length)
        } else {
            start + 1 + source[start + 1..].find('"').unwrap_or(0) + 1
        };
        let inside = quotes.iter().filter(|(from, to, _)| *from > start && *to <= end);
        classes.extend(inside.flat_map(|(_, _, words)| words.split_whitespace()).map(str::to_owned));
    }
    classes
}

/// The page's style sheets.
fn sheets() -> Vec<String> {
    files("static/style", ".css").into_iter().chain(["static/print.css".to_owned()]).collect()
}

fn sources() -> Vec<String> {
    let rust = files("src/ui", ".rs").into_iter().chain(files("src/browser", ".rs"));
    rust.chain(["index.html", "static/first.js", "src/ui/help.html", "src/ui/keys.html"].map(str::to_owned)).collect()
}

#[test]
fn every_class_in_the_style_sheets_is_used() {
    let mut used: BTreeSet<String> = sources().iter().flat_map(|name| words(&without_comments(&text(name)))).collect();
    used.extend((0..COLORS).map(|color| format!("c{color}")));
    // What stands in a page as it is has its names in other marks.
    let markup = text("src/app/what_if/view.rs") + &text("src/app/what_if/orders_view.rs");
    let named = markup.split("class='").skip(1).filter_map(|rest| rest.split_once('\''));
    used.extend(named.flat_map(|(names, _)| names.split_whitespace()).map(str::to_owned));
    for sheet in sheets() {
        let unused: Vec<String> = styled(&text(&sheet)).difference(&used).cloned().collect();
        assert_eq!(unused, [""; 0], "{sheet} styles what is nowhere");
    }
    // Its prose has quotes of its own.
    let used: BTreeSet<String> = ["static/authors.html", "static/authors.js"]
        .iter()
        .flat_map(|name| text(name).split(|letter| !is_name(letter)).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let unused: Vec<String> = styled(&text("static/authors.css")).difference(&used).cloned().collect();
    assert_eq!(unused, [""; 0], "static/authors.css styles what is nowhere");
}

#[test]
fn every_class_that_an_element_has_is_styled() {
    let mut styled: BTreeSet<String> = sheets().iter().flat_map(|sheet| styled(&text(sheet))).collect();
    // For page translators, and not for the eye.
    styled.insert("notranslate".to_owned());
    for source in sources() {
        let code = without_comments(&text(&source));
        let unknown: Vec<String> = given(&code).difference(&styled).cloned().collect();
        assert_eq!(unknown, [""; 0], "{source} names what no style sheet knows");
    }
    assert!(given("<p class=\"a b\"><i class={classes!(\"c\", is.then_some(\"d\"))} id=\"e\">").len() == 4);
}

#[test]
fn the_page_links_every_style_sheet() {
    let page = text("index.html");
    for sheet in sheets() {
        assert!(page.contains(&format!("href=\"{sheet}\"")), "{sheet}");
    }
}

/// Words in the color of a task stand beside pictures in the color of that task.
#[test]
fn the_colors_of_tasks_are_those_of_the_pictures() {
    let css = text("static/style/base.css");
    let (light, dark) = css.split_once("[data-theme=\"dark\"]").unwrap();
    for (theme, css) in [(Theme::Light, light), (Theme::Dark, dark)] {
        for color in 0..COLORS {
            let rule = format!("--c{color}: {};", theme.task(color));
            assert!(css.contains(&rule), "{theme:?}: {rule}");
        }
    }
}
