//! Arrows between the files of a module go one way: whoever reads one reads those below it, and never comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A file as the path of its module, such as `["program", "parse"]`; a `mod.rs` stands for its folder.
type File = Vec<String>;

/// Where a path of names leads, which `pub use` may lead on from.
type Front = BTreeMap<File, BTreeMap<String, File>>;

/// Files that know one another on purpose, or still do. Nothing but these may; what has come apart must leave this list.
const KNOWN: [&[&str]; 1] = [
    // The state, what can happen to it and what comes of that: one machine, with a file for each of its parts.
    &["app"],
];

#[test]
fn no_circle_ties_the_files_of_a_module() {
    let files = files();
    let arrows = arrows(&files);
    assert!(arrows.values().map(BTreeSet::len).sum::<usize>() > 200, "the search finds what it looks for");
    let mut circles: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for file in arrows.keys() {
        let circle: BTreeSet<String> = reached(&arrows, file)
            .into_iter()
            .filter(|other| reached(&arrows, other).contains(file))
            .map(|file| file.join("::"))
            .collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    let is_known = |circle: &BTreeSet<String>, known: &[&str]| {
        circle.iter().all(|file| known.iter().any(|known| file == known || file.starts_with(&format!("{known}::"))))
    };
    let found: Vec<_> = circles.iter().filter(|circle| !KNOWN.iter().any(|known| is_known(circle, known))).collect();
    assert!(found.is_empty(), "{found:#?}");
    let gone: Vec<_> = KNOWN.iter().filter(|known| !circles.iter().any(|circle| is_known(circle, known))).collect();
    assert!(gone.is_empty(), "these circles are open now: {gone:?}");
}

/// The files below `src`, without comments; those of other programs are left out.
fn files() -> BTreeMap<File, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let Some(name) = name.strip_suffix(".rs") else { continue };
            let mut file: File = name.split('/').map(str::to_owned).collect();
            file.pop_if(|last| last == "mod");
            if file.len() > 1 || path.ends_with("mod.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
                found.insert(file, code.join("\n"));
            }
        }
    }
    found
}

/// From each file to those of the same module that it names, but for the front of its own folder: what stands there
/// belongs to all files of it.
fn arrows(files: &BTreeMap<File, String>) -> BTreeMap<File, BTreeSet<File>> {
    let mut front = Front::new();
    let mut named: BTreeMap<File, Vec<File>> = BTreeMap::new();
    for (here, code) in files {
        for statement in code.split(';') {
            let statement = statement.trim_start();
            let Some((start, is_public)) = use_in(statement) else { continue };
            for (path, alias) in leaves(&statement[start..].split_whitespace().collect::<String>(), &[]) {
                let Some(path) = from_root(&path, here, files) else { continue };
                if is_public {
                    front.entry(here.clone()).or_default().insert(alias, path);
                } else {
                    named.entry(here.clone()).or_default().push(path);
                }
            }
        }
        for path in code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            let path: Vec<String> = path.split("::").map(str::to_owned).collect();
            if matches!(path[0].as_str(), "crate" | "super") && path.len() > 1 {
                named.entry(here.clone()).or_default().extend(from_root(&path, here, files));
            }
        }
    }
    let is_apart = |here: &File, there: &File| {
        here != there && here[0] == there[0] && !here.starts_with(there) && !there.starts_with(here)
    };
    let there = |here: &File, paths: Vec<File>| {
        let files = paths.iter().filter_map(|path| file_at(path, files, &front, 0));
        files.filter(|there| is_apart(here, there)).collect()
    };
    named
        .into_iter()
        .map(|(here, paths)| {
            let found = there(&here, paths);
            (here, found)
        })
        .collect()
}

/// Where the tree of a `use` begins in a statement, if it is one, and whether others may use it from there.
fn use_in(statement: &str) -> Option<(usize, bool)> {
    let line = statement.lines().position(|line| line.trim_start().starts_with("use ") || is_public_use(line))?;
    let before: usize = statement.lines().take(line).map(|line| line.len() + 1).sum();
    let rest = &statement[before..];
    Some((before + rest.find("use ")? + 4, is_public_use(rest)))
}

fn is_public_use(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("pub use ")
        || (line.starts_with("pub(") && line.split_once(") ").is_some_and(|(_, rest)| rest.starts_with("use ")))
}

/// The names at the ends of a tree such as `a::{b, c::{d as e}}`, each with its whole path. Spaces are gone from it.
fn leaves(tree: &str, before: &[String]) -> Vec<(File, String)> {
    let names = |path: &str| path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    if let Some((path, list)) = tree.split_once('{') {
        let before = [before, &names(path)].concat();
        let list = list.strip_suffix('}').unwrap_or(list);
        let mut depth = 0;
        let items = list.split(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        });
        return items.filter(|item| !item.is_empty()).flat_map(|item| leaves(item, &before)).collect();
    }
    let mut path = [before, &names(tree)].concat();
    path.pop_if(|last| last == "self");
    let alias = path.last().cloned().unwrap_or_default();
    vec![(path, alias)]
}

/// A path from the root of the library; `None` if it leads to another one.
fn from_root(path: &[String], here: &File, files: &BTreeMap<File, String>) -> Option<File> {
    let ups = path.iter().take_while(|name| *name == "super").count();
    let rest = || path[ups..].iter().cloned();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "super" => Some(here[..here.len().checked_sub(ups)?].iter().cloned().chain(rest()).collect()),
        first => {
            let child: File = here.iter().cloned().chain([first.to_owned()]).collect();
            files.contains_key(&child).then(|| here.iter().cloned().chain(rest()).collect())
        }
    }
}

/// The file in which what a path names stands.
fn file_at(path: &[String], files: &BTreeMap<File, String>, front: &Front, depth: usize) -> Option<File> {
    let end = (1..=path.len()).rev().find(|&end| files.contains_key(&path[..end]))?;
    let file = path[..end].to_vec();
    let onward = path.get(end).and_then(|name| front.get(&file)?.get(name)).filter(|_| depth < 8);
    match onward {
        Some(next) => file_at(&[next.as_slice(), &path[end + 1..]].concat(), files, front, depth + 1),
        None => Some(file),
    }
}

fn reached(arrows: &BTreeMap<File, BTreeSet<File>>, from: &File) -> BTreeSet<File> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        for there in arrows.get(file).into_iter().flatten() {
            if found.insert(there.clone()) {
                next.push(there);
            }
        }
    }
    found
}
