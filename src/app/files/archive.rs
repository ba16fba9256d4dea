//! The runs that this browser keeps: one file for each attempt, under a key that says what it is of. Which of them stay
//! is decided from the keys alone, in the one transaction in which the new ones come in.

use std::collections::BTreeMap;

use crate::engine::Model;

/// What all files together may take.
pub const MOST_BYTES: u64 = 50_000_000;
/// So many there may be: all their keys are read when one comes in.
pub const MOST_FILES: usize = 4_000;
/// Of so many lists.
pub const MOST_LISTS: usize = 100;

/// What the files of a list are found by: the FNV-1a hash of its text. A file names its text as well, so that another
/// list with the same hash is never taken for this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(pub u64);

impl ListId {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(text.bytes().fold(0xcbf2_9ce4_8422_2325, hash))
    }
}

/// What a file is of, and what has to be known to decide whether it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The list that ran.
    pub list: ListId,
    /// What it ran under.
    pub model: Model,
    /// When the reader pressed Run, in milliseconds since the epoch: attempts of one press belong together.
    pub press_ms: u64,
    /// Which attempt of these it is.
    pub attempt: u32,
    /// When it was kept, in milliseconds since the epoch.
    pub at_ms: u64,
    /// How long the file is.
    pub bytes: u64,
}

impl Key {
    /// As the browser has it.
    pub fn text(&self) -> String {
        let Self { list, model, press_ms, attempt, at_ms, bytes } = self;
        format!("{:016x} {} {press_ms} {attempt} {at_ms} {bytes}", list.0, model.id())
    }

    /// The key that is written so; `None` if no Interleave up to this one wrote it.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let list = ListId(u64::from_str_radix(words.next()?, 16).ok()?);
        let model = Model::from_id(words.next()?)?;
        let mut number = || words.next()?.parse::<u64>().ok();
        let (press_ms, attempt, at_ms, bytes) = (number()?, number()?.try_into().ok()?, number()?, number()?);
        words.next().is_none().then_some(Self { list, model, press_ms, attempt, at_ms, bytes })
    }

    /// Whether it stands where the other one comes in: attempts of an earlier press give way, and so does the same one.
    fn gives_way_to(&self, new: &Self) -> bool {
        let is_same_place = self.list == new.list && self.model == new.model;
        is_same_place && (self.press_ms != new.press_ms || self.attempt == new.attempt)
    }
}

/// What becomes of the archive when files come in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Keys of files that go.
    pub out: Vec<Key>,
    /// Whether each of the new ones comes in.
    pub comes_in: Vec<bool>,
}

/// What becomes of these files when those come in, all of one list: whole lists go, the one that ran longest ago first,
/// those that are pinned last, and never the one that just ran. Where that one alone is too large, what is over the limit
/// stays out.
pub fn change(known: &[Key], new: &[Key], pinned: &[ListId]) -> Change {
    let (mut out, mut stay): (Vec<Key>, Vec<Key>) =
        known.iter().partition(|key| new.iter().any(|new| key.gives_way_to(new)));
    let own = new.first().map(|key| key.list);
    let (mut bytes, mut files) = (0, 0);
    for key in stay.iter().filter(|key| Some(key.list) == own) {
        bytes += key.bytes;
        files += 1;
    }
    let mut take = |key: &Key| {
        let is_room = bytes + key.bytes <= MOST_BYTES && files < MOST_FILES;
        if is_room {
            bytes += key.bytes;
            files += 1;
        }
        is_room
    };
    let comes_in: Vec<bool> = new.iter().map(&mut take).collect();
    stay.retain(|key| Some(key.list) != own);
    let mut lists: BTreeMap<ListId, ((bool, u64), Vec<Key>)> = BTreeMap::new();
    for key in stay {
        let (rank, keys) = lists.entry(key.list).or_default();
        *rank = (pinned.contains(&key.list), key.at_ms).max(*rank);
        keys.push(key);
    }
    let mut lists: Vec<((bool, u64), Vec<Key>)> = lists.into_values().collect();
    lists.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    let mut is_full = false;
    for (place, (_, keys)) in lists.into_iter().enumerate() {
        let size: u64 = keys.iter().map(|key| key.bytes).sum();
        // From the first that has no room on all go: what ran longer ago never stays in place of what ran later.
        is_full |= place + 1 >= MOST_LISTS || bytes + size > MOST_BYTES || files + keys.len() > MOST_FILES;
        if is_full {
            out.extend(keys);
        } else {
            bytes += size;
            files += keys.len();
        }
    }
    Change { out, comes_in }
}

impl Change {
    /// What the lists are found by of which there are files after it.
    pub fn lists(&self, known: &[Key], new: &[Key]) -> Vec<u64> {
        let stay = known.iter().filter(|key| !self.out.contains(key));
        let come = new.iter().zip(&self.comes_in).filter(|(_, comes_in)| **comes_in).map(|(key, _)| key);
        let mut lists: Vec<u64> = stay.chain(come).map(|key| key.list.0).collect();
        lists.sort_unstable();
        lists.dedup();
        lists
    }

    /// How many of the new ones stay out.
    pub fn left_out(&self) -> u32 {
        self.comes_in.iter().filter(|comes_in| !**comes_in).count() as u32
    }
}

/// The keys of a list's files, in the order in which they are shown: by model, attempt after attempt. Of a model whose
/// attempts are of several presses, as two tabs may leave them, those of the latest.
pub fn of_list(keys: &[Key], list: ListId) -> Vec<Key> {
    let of_list = || keys.iter().filter(|key| key.list == list);
    let is_latest = |key: &&Key| of_list().all(|other| other.model != key.model || other.press_ms <= key.press_ms);
    let mut found: Vec<Key> = of_list().filter(is_latest).copied().collect();
    found.sort_by_key(|key| (key.model, key.attempt));
    found
}
