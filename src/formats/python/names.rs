//! What things are called in Python: every name once, and none that already means something.

use std::collections::BTreeSet;

/// Words of the language, and what it brings along.
const TAKEN: &str = "False None True and as assert async await break class continue def del elif else except finally for \
    from global if import in is lambda nonlocal not or pass raise return try while with yield match case type \
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright \
    credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash \
    help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open \
    ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type \
    vars zip ";

/// What every program of ours may use.
const OURS: &str = "asyncio concurrent functools hashlib itertools multiprocessing os queue random sys threading time \
    main compute compute_natively as_text cancel_after fail_together wait start pool loop manager copy turn item \
    attempt child children thread threads process processes task tasks future futures result results waiter late end \
    deadline work self others done tries stop stopped Rate Barrier Cancelled ThreadPoolExecutor ProcessPoolExecutor \
    executor RuntimeError TimeoutError TypeError Exception BaseException ";

/// Names that are given out.
#[derive(Debug)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// None yet.
    pub fn new() -> Self {
        Self([TAKEN, OURS].iter().flat_map(|words| words.split_whitespace()).map(str::to_owned).collect())
    }

    /// A name like this one; what would mean something else has that behind it.
    pub fn give(&mut self, wanted: &str, behind: &str) -> String {
        let plain = plain(wanted, behind);
        let mut name = if self.0.contains(&plain) { format!("{plain}_{behind}") } else { plain.clone() };
        let mut number = 2;
        while self.0.contains(&name) {
            name = format!("{plain}_{number}");
            number += 1;
        }
        self.0.insert(name.clone());
        name
    }
}

/// Small letters, digits, and one underscore for all else between them.
fn plain(wanted: &str, behind: &str) -> String {
    let words = wanted.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
    let name: String = name.chars().take(30).collect();
    let name = name.trim_end_matches('_');
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return name.to_owned();
    }
    if name.is_empty() { behind.to_owned() + "_1" } else { format!("{behind}_{name}") }
}
