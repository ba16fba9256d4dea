//! Lists to start from, each with one thing to see.

/// A task list with a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What addresses call it: `?example=count`.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
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
    Example {
        id: "count",
        title: "Count to two, three times",
        lesson: "One after another, the waits add up; everywhere else they overlap. \
                 Compare the order of the printed lines.",
        text: "\
# Three coroutines, as in the asyncio tutorials
task count x3
  print One
  sleep 1s
  print Two
",
    },
    Example {
        id: "waiting",
        title: "Nothing but waiting",
        lesson: "Ten tasks that only wait. One event loop holds them all at once, \
                 while a pool can wait for no more tasks than it has workers.",
        text: "\
# Ten downloads: hardly any work, much waiting
task download x10
  sleep 200ms..500ms
  print Received
",
    },
    Example {
        id: "computing",
        title: "Nothing but computing",
        lesson: "Async is no faster than one after another here, and neither are threads with a GIL: \
                 only threads or processes on several cores share this work out.",
        text: "\
# Four heavy calculations without a single wait
task calculate x4
  cpu 600ms
  print Calculated
",
    },
    Example {
        id: "mix",
        title: "Waiting and computing",
        lesson: "Each task fetches, computes and stores. Watch the event loop: \
                 a task whose wait is over can't go on while another one computes.",
        text: "\
# Fetch a picture, shrink it, store the result
seed 7
task picture x5
  sleep 150ms..350ms
  cpu 200ms
  sleep 100ms
  print Stored
# A task that would like a turn now and then
task heartbeat x5 every 200ms
  print Still here
",
    },
    Example {
        id: "blocking",
        title: "A blocking call inside async",
        lesson: "One task calls something that blocks. Under Async the whole loop stands still for it and the others are \
                 late, under Async + pool it blocks a thread of the pool instead.",
        text: "\
# time.sleep where asyncio.sleep was meant
task polite x3
  sleep 200ms
  print First
  sleep 200ms
  print Second
task rude at 100ms
  block 1s
  print Sorry for the wait
",
    },
    Example {
        id: "requests",
        title: "Requests to a server",
        lesson: "A request comes in every 50 ms, whether or not the one before is answered. \
                 Look at the time that they spend queued, and at the latency of the last ones.",
        text: "\
# Parse the request, ask the database, write the answer
task request x12 every 50ms
  cpu 20ms
  sleep 100ms..300ms
  cpu 30ms
  print Answered
",
    },
    Example {
        id: "pipeline",
        title: "A pipeline with dependencies",
        lesson: "Tasks start when all those that they wait for have ended. \
                 No model is faster than the longest chain; look for what runs beside it.",
        text: "\
# A build: some of it in parallel, some of it in order
task fetch x3
  sleep 200ms..400ms
  print Fetched
task compile x2 after fetch
  cpu 400ms
  print Compiled
task docs after fetch
  cpu 250ms
  print Written
task test after compile
  cpu 300ms
  sleep 200ms
  print Passed
task publish after test, docs
  sleep 300ms
  print Published
",
    },
];
