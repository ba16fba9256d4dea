//! The invariants of ARCHITECTURE.md that a program can check by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

/// The lines of `src` that contain a text, outside of comments, as `file: line`, but for files with this ending.
fn lines_with(needle: &str, but_for: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources("src") {
        if but_for.iter().any(|ending| path.to_string_lossy().contains(ending)) {
            continue;
        }
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        found.extend(code.filter(|line| line.contains(needle)).map(|line| format!("{}: {line}", path.display())));
    }
    found
}

#[test]
fn the_target_is_asked_for_in_lib_alone() {
    assert_eq!(lines_with("target_arch", &["src/lib.rs"]), [""; 0]);
}

#[test]
fn unsafe_code_is_in_one_file() {
    assert_eq!(lines_with("unsafe ", &["src/browser/shared/memory.rs"]), [""; 0]);
    assert!(!lines_with("unsafe {", &[]).is_empty(), "the search finds what it looks for");
}

#[test]
fn nothing_that_is_shown_is_written_for_debugging() {
    assert_eq!(lines_with(":?}", &[]), [""; 0], "script/build leaves that out");
}

#[test]
fn serde_types_are_where_something_leaves_alone() {
    assert_eq!(lines_with("serde", &["src/formats/", "src/wire/"]), [""; 0]);
}

#[test]
fn the_web_is_known_to_the_rim_alone() {
    for name in ["web_sys", "js_sys", "wasm_bindgen", "JsValue", "gloo_timers", "yew::"] {
        assert_eq!(lines_with(name, &["src/browser/", "src/ui/"]), [""; 0], "{name}");
    }
    assert_eq!(lines_with("yew", &["src/ui/"]), [""; 0]);
}

#[test]
fn arrows_between_modules_go_one_way() {
    let order = [
        "time", "program", "trace", "engine", "record", "stats", "chart", "formats", "wire", "words", "app", "browser",
        "ui",
    ];
    for (path, text) in sources("src") {
        let Some(here) = order.iter().position(|module| {
            let path = path.to_string_lossy();
            path.contains(&format!("src/{module}/")) || path.ends_with(&format!("src/{module}.rs"))
        }) else {
            continue;
        };
        for below in &order[here + 1..] {
            let used = text
                .lines()
                .find(|line| !line.trim_start().starts_with("//") && line.contains(&format!("crate::{below}")));
            assert_eq!(used, None, "{} knows {below}", path.display());
        }
    }
}

/// The string literals of a source outside of comments and attributes, and the lines they begin in.
fn literals(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in text.lines().enumerate() {
        let code = line.trim_start();
        if open.is_none() && (code.starts_with("//") || code.starts_with("#[") || code.starts_with("#![")) {
            continue;
        }
        // A text goes on in the next line behind a backslash, without what that is indented by.
        let mut letters = if open.is_some() { code.chars() } else { line.chars() };
        while let Some(letter) = letters.next() {
            match (letter, &mut open) {
                ('"', None) => open = Some((number + 1, String::new())),
                ('"', Some(_)) => found.extend(open.take()),
                ('\\', Some((_, text))) => text.extend(letters.next()),
                (letter, Some((_, text))) => text.push(letter),
                ('\'', None) if letters.as_str().starts_with("\"'") => letters = letters.as_str()[2..].chars(),
                ('/', None) if letters.as_str().starts_with('/') => break,
                _ => {}
            }
        }
    }
    assert!(open.is_none(), "a text that never ends");
    found
}

/// Modules that find facts and make no sentences of them.
const WITHOUT_SENTENCES: [&str; 11] = [
    "src/program/",
    "src/trace/",
    "src/engine/",
    "src/record/",
    "src/stats/",
    "src/chart/",
    "src/formats/",
    "src/wire/",
    "src/app/",
    "src/browser/",
    "src/ui/",
];

#[test]
fn sentences_are_made_in_words_alone() {
    // What a developer reads when an assumption is broken is no sentence of the page, nor is the name of a button. What
    // stands behind a pointer needs no full stop, and has more words than a name.
    let words = |text: &str| text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    let is_sentence = |path: &str, text: &str| {
        let is_hint = path.contains("src/ui/") && words(text) >= 8 && !text.contains(['<', '=']);
        is_hint || text.trim_end().ends_with('.') && words(text) >= 3
    };
    let sentences_of = |place: &dyn Fn(&str) -> bool| -> Vec<String> {
        let sources = sources("src").into_iter().filter(|(path, _)| place(&path.to_string_lossy()));
        let literals = sources.flat_map(|(path, text)| {
            literals(&text).into_iter().map(move |(line, text)| (text, path.display().to_string(), line))
        });
        let sentences = literals.filter(|(text, path, _)| is_sentence(path, text));
        sentences.map(|(text, path, line)| format!("{path}: {line}: {text}")).collect()
    };
    let is_without = |path: &str| {
        // What the examples say is data of theirs.
        !path.contains("src/program/examples") && WITHOUT_SENTENCES.iter().any(|module| path.contains(module))
    };
    assert_eq!(sentences_of(&is_without), [""; 0]);
    assert!(sentences_of(&|path| path.contains("src/words/")).len() > 10, "the search finds what it looks for");
}

#[test]
fn styles_are_never_inline() {
    assert_eq!(lines_with("style=", &[]), [""; 0]);
}

#[test]
fn files_stay_short_enough_to_be_read() {
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        assert!(text.lines().count() <= 350, "{} has {} lines", path.display(), text.lines().count());
    }
}

#[test]
fn the_map_names_the_modules_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let rows = map.split("## Code map").nth(1).unwrap().split("\n## ").next().unwrap().lines();
    let mut named: Vec<String> =
        rows.filter_map(|row| Some(row.strip_prefix("| `")?.split('`').next()?.to_owned())).collect();
    let programs = ["lib", "main", "files", "what_if"];
    let mut there: Vec<String> = fs::read_dir(root.join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| !programs.contains(&name.as_str()))
        .collect();
    named.sort_unstable();
    there.sort_unstable();
    assert_eq!(named, there, "the map on the left, the folders on the right");
    // Rooms of the rim, and other places that the text names.
    for place in map.split('`').filter(|place| place.contains('/') && place.split('.').next_back() == Some("rs")) {
        let is_there = ["", "src"].iter().any(|folder| root.join(folder).join(place).exists());
        assert!(is_there, "{place} is on the map and nowhere else");
    }
}
