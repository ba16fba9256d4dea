//! What ran a list elsewhere, and which model here works as it does.

use super::v2::{Series, Subject};
use crate::engine::Model;
use crate::record;

/// What `CPython` runs tasks by, as its program that measures itself calls it (`formats/python/interleave_run.py`).
const CPYTHON: [(&str, Model); 7] = [
    ("one after another", Model::Sequential),
    ("asyncio", Model::Async),
    ("threading", Model::Gil),
    ("ThreadPoolExecutor", Model::Pool),
    ("multiprocessing", Model::Processes),
    ("ProcessPoolExecutor", Model::ProcessPool),
    ("asyncio and an executor", Model::Offload),
];
/// A build of it without a GIL.
const FREE: &str = " free-threaded ";

impl Series {
    /// What ran, if it is a model here, or works like one.
    pub fn known_subject(&self) -> Option<record::Subject> {
        match &self.subject {
            Subject::Model(id) => Model::from_id(id).map(record::Subject::Model),
            Subject::Foreign(name) => {
                let like = like(name)?;
                Some(record::Subject::Foreign { name: name.as_str().into(), like })
            }
        }
    }
}

/// The model that works like something else of this name: `CPython 3.11 asyncio`.
fn like(name: &str) -> Option<Model> {
    let (version, what) = name.strip_prefix("CPython ")?.split_once(' ')?;
    let is_version = version.starts_with(|first: char| first.is_ascii_digit());
    let free = what.strip_prefix(FREE.trim_start());
    let what = free.unwrap_or(what);
    let (_, model) = CPYTHON.iter().find(|(known, _)| is_version && *known == what)?;
    Some(if free.is_some() && *model == Model::Gil { Model::Threads } else { *model })
}
