//! Words of a list that begin no step: read by the parser, the colors, and the help beside what is typed. Those of steps
//! have a table of their own, [`Step::KEYWORDS`](super::Step::KEYWORDS), as they make something.

/// A word of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyword {
    /// The word.
    pub word: &'static str,
    /// What follows it, as an example; empty if nothing does.
    pub argument: &'static str,
    /// What it does.
    pub help: &'static str,
}

/// What a task begins with.
pub const TASK: Keyword =
    Keyword { word: "task", argument: "NAME", help: "a task; its steps stand in the lines below" };

/// What can stand before the first task.
pub const HEADS: &[Keyword] = &[
    Keyword { word: "seed", argument: "7", help: "random durations are drawn from this number" },
    Keyword { word: "slots", argument: "4 room 10", help: "the size of the pools, and how many may queue for one" },
    Keyword {
        word: "limit",
        argument: "NAME 2",
        help: "so many tasks hold it at once, by lock and unlock; with every 1s behind it so many may lock it in that time",
    },
    Keyword { word: "queue", argument: "NAME 2", help: "has room for so many items, by send and receive" },
    Keyword {
        word: "share",
        argument: "NAME 0",
        help: "a number that tasks share, by add, load and store; everywhere behind it: processes too",
    },
];

/// A word that can follow a task's name.
#[derive(Debug, Clone, Copy)]
pub(super) struct TaskWord {
    pub keyword: Keyword,
    pub takes: Takes,
}

/// What stands behind such a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A duration or a number.
    Value,
    /// Names of tasks, with commas between.
    Names,
    /// The name of a task.
    Name,
    /// Nothing.
    Nothing,
}

const fn word(word: &'static str, argument: &'static str, takes: Takes, help: &'static str) -> TaskWord {
    TaskWord { keyword: Keyword { word, argument, help }, takes }
}

/// Words that can follow a task's name.
pub(super) const TASK_WORDS: [TaskWord; 12] = [
    word("after", "NAME", Takes::Names, "starts when all of these have ended"),
    word("at", "1s", Takes::Value, "arrives so long after the start of the run"),
    word("every", "50ms", Takes::Value, "its copies arrive so far apart"),
    word("times", "3", Takes::Value, "does all its steps so many times; forever, if until or timeout ends it"),
    word("until", "NAME", Takes::Name, "is cancelled when this task has ended, with all its copies"),
    word("timeout", "1s", Takes::Value, "is told to end so long after it has arrived, and fails then"),
    word("together", "NAME", Takes::Value, "a group: when a task with this word fails, the others are cancelled"),
    word(
        "retry",
        "3",
        Takes::Value,
        "begins again so often after it has failed; every 1s behind it is the first pause",
    ),
    word("priority", "5", Takes::Value, "where tasks queue for a worker, higher goes first"),
    word("outside", "", Takes::Nothing, "never takes a slot of a pool, as a program's main thread"),
    word(
        "carries",
        "20MB",
        Takes::Value,
        "so much data goes in at its start and out at its end: copied where memories are separate, free where one is shared",
    ),
    word("spawned", "", Takes::Nothing, "arrives only when a task spawns it, each time as a new copy"),
];

/// How copies are asked for.
pub(super) const COPIES: Keyword = Keyword { word: "x3", argument: "", help: "so many copies of it" };

/// What can follow a step that waits for others, for a server, or for a file.
pub(super) const WITHIN: Keyword = Keyword {
    word: "within",
    argument: "200ms",
    help: "the task fails here if this isn't done by then; rescue goes on from there",
};

/// Steps that wait for others, for a server, or for a file, behind which that can stand.
pub(super) const PATIENT: [&str; 8] = ["lock", "send", "receive", "meet", "join", "fetch", "read", "write"];

/// What can follow a request, or what works on a file.
pub(super) const BLOCKING: Keyword =
    Keyword { word: "blocking", argument: "", help: "a blocking call: a loop is held by it, or hands it to its pool" };

/// What stands behind `times` where it has no end of its own.
pub(super) const FOREVER: &str = "forever";

/// The words alone.
pub(super) const ATTRIBUTES: [&str; TASK_WORDS.len()] = {
    let mut words = [""; TASK_WORDS.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = TASK_WORDS[at].keyword.word;
        at += 1;
    }
    words
};
