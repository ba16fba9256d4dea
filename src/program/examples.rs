//! Lists to start from, each with one thing to see.

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
    Example {
        id: "count",
        title: "Count to two, three times",
        belief: "Three tasks that wait a second each take three seconds.",
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
        belief: "To wait for ten things at once, you need ten threads.",
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
        belief: "Async makes computing parallel.",
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
        belief: "With async, a task goes on as soon as what it waited for is there.",
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
        belief: "Whatever stands inside async def is asynchronous.",
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
        belief: "If an answer takes 300 ms of work, everybody waits 300 ms for it.",
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
        belief: "Twice the workers, half the time.",
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
    Example {
        id: "gil",
        title: "Python's lock",
        belief: "Threads speed up computing in Python.",
        lesson: "Four threads compute under one lock, as in CPython: the cross-hatched bars wait for it. \
                 The same threads without it, or processes, use the cores there are.",
        text: "\
# Four threads that would like to compute at once
task crunch x4
  cpu 400ms
  print Crunched
",
    },
    Example {
        id: "awaited",
        title: "An await in a loop",
        belief: "Calls that are awaited in a loop run together.",
        lesson: "The loop awaits one call before it makes the next; gather makes all three and awaits them together. \
                 Both run in one event loop here: compare when they end.",
        text: "\
# for call in calls: await call
task first
  sleep 300ms
task second after first
  sleep 300ms
task third after second
  sleep 300ms
  print The loop is done
# await gather(*calls)
task gathered x3
  sleep 300ms
  print Gathered
",
    },
    Example {
        id: "crowd",
        title: "Many threads, few cores",
        belief: "More threads are always faster.",
        lesson: "Twelve threads share the cores that there are. A pool of no more threads than cores needs as long, \
                 and sequential time divided by the cores is the best that anybody can do.",
        text: "\
# Twelve pieces of one large calculation
task piece x12
  cpu 100ms
  print Done
",
    },
    Example {
        id: "calls",
        title: "More threads than cores",
        belief: "More threads than cores are useless.",
        lesson: "A thread that waits needs no core. Here every thread more is one call more at a time: \
                 give the pool another size, and run it again.",
        text: "\
# A library that can only block
task call x12
  block 200ms
  print Answered
",
    },
    Example {
        id: "asleep",
        title: "Threads that wait",
        belief: "A waiting thread keeps a core busy.",
        lesson: "Eight threads wait while one computes. Look at on CPU: the hatched bars hold a thread, \
                 which costs memory, but no core.",
        text: "\
# Eight wait, one works
task sleeper x8
  block 500ms
task worker
  cpu 300ms
  print Worked
",
    },
    Example {
        id: "short",
        title: "Short tasks in processes",
        belief: "Processes are the fastest way to compute.",
        lesson: "A process has to be started before it does anything, and this work is shorter than that. \
                 A process pool starts few and uses them again.",
        text: "\
# Small work, many times
task small x12
  cpu 5ms
  print Done
",
    },
    Example {
        id: "timer",
        title: "A timer and a calculation",
        belief: "A timer goes off on time.",
        lesson: "Under Async a timer only says when its task may go on; the loop has to be free for it. \
                 With threads, or with a pool behind the loop, nobody stands in its way.",
        text: "\
# An alarm beside a calculation
task alarm
  sleep 100ms
  print Ring
task sums
  cpu 600ms
  print Summed up
",
    },
    Example {
        id: "order",
        title: "Who is first",
        belief: "The same program prints the same lines in the same order.",
        lesson: "Six tasks, all alike. One after another and on one loop they keep their order; with threads and \
                 processes whoever has a core goes on. Run it again. Only after makes an order you can rely on.",
        text: "\
# Six tasks on the same line
task racer x6
  cpu 30ms
  print Here
",
    },
];
