//! Lists to start from, each with one thing to see. They are files of the folder `examples`: the list, and before it, as
//! comments of a kind of their own, its title, what many believe, and what to look at.

/// A task list with a lesson; what it shows in figures is [`crate::stats::lessons`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What addresses call it: `?example=count`.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What many believe, and what this list puts to the test.
    pub belief: &'static str,
    /// What to look at when it has run.
    pub lesson: &'static str,
    /// The list itself, tidy.
    pub text: &'static str,
}

/// The example of that id.
pub fn example(id: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.id == id)
}

/// Every example, the one for a first visit at the front.
pub const EXAMPLES: &[Example] = &[
    Example::of("count", include_str!("../../examples/count.list")),
    Example::of("waiting", include_str!("../../examples/waiting.list")),
    Example::of("computing", include_str!("../../examples/computing.list")),
    Example::of("mix", include_str!("../../examples/mix.list")),
    Example::of("blocking", include_str!("../../examples/blocking.list")),
    Example::of("requests", include_str!("../../examples/requests.list")),
    Example::of("pipeline", include_str!("../../examples/pipeline.list")),
    Example::of("workers", include_str!("../../examples/workers.list")),
    Example::of("gil", include_str!("../../examples/gil.list")),
    Example::of("awaited", include_str!("../../examples/awaited.list")),
    Example::of("crowd", include_str!("../../examples/crowd.list")),
    Example::of("calls", include_str!("../../examples/calls.list")),
    Example::of("asleep", include_str!("../../examples/asleep.list")),
    Example::of("short", include_str!("../../examples/short.list")),
    Example::of("timer", include_str!("../../examples/timer.list")),
    Example::of("order", include_str!("../../examples/order.list")),
    Example::of("limited", include_str!("../../examples/limited.list")),
    Example::of("locked", include_str!("../../examples/locked.list")),
    Example::of("opposite", include_str!("../../examples/opposite.list")),
    Example::of("itself", include_str!("../../examples/itself.list")),
    Example::of("bounded", include_str!("../../examples/bounded.list")),
    Example::of("room", include_str!("../../examples/room.list")),
    Example::of("barrier", include_str!("../../examples/barrier.list")),
    Example::of("storm", include_str!("../../examples/storm.list")),
    Example::of("cancelled", include_str!("../../examples/cancelled.list")),
    Example::of("timeout", include_str!("../../examples/timeout.list")),
    Example::of("gathered", include_str!("../../examples/gathered.list")),
    Example::of("increment", include_str!("../../examples/increment.list")),
    Example::of("copies", include_str!("../../examples/copies.list")),
    Example::of("coroutine", include_str!("../../examples/coroutine.list")),
    Example::of("twenty", include_str!("../../examples/twenty.list")),
    Example::of("connections", include_str!("../../examples/connections.list")),
    Example::of("endpoint", include_str!("../../examples/endpoint.list")),
    Example::of("carried", include_str!("../../examples/carried.list")),
];

impl Example {
    /// Reads an example's file while the program is compiled, which fails where the file is not as it must be.
    const fn of(id: &'static str, file: &'static str) -> Self {
        let (title, file) = field("#! title: ", file);
        let (belief, file) = field("#! belief: ", file);
        let (lesson, text) = field("#! lesson: ", file);
        Self { id, title, belief, lesson, text }
    }
}

/// What stands behind the name of a field, on the first line of a file, and what stands below.
const fn field(name: &str, file: &'static str) -> (&'static str, &'static str) {
    let (bytes, name) = (file.as_bytes(), name.as_bytes());
    let mut at = 0;
    while at < name.len() {
        assert!(bytes[at] == name[at], "an example begins with its title, its belief and its lesson");
        at += 1;
    }
    while bytes[at] != b'\n' {
        at += 1;
    }
    let (line, below) = file.split_at(at + 1);
    (line.split_at(at).0.split_at(name.len()).1, below)
}
