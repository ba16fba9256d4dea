//! What goes wrong with workers travels as it is, and is told in words on the page.

use interleave::engine::RunId;
use interleave::formats::link::LinkError;
use interleave::trace::TaskId;
use interleave::wire::bytes::DecodeError;
use interleave::wire::report::{Report, Told, decode_report, encode_report};
use interleave::wire::trouble::{Message, Trouble};
use interleave::words;

fn told() -> Vec<(Trouble, &'static str)> {
    let died = || Trouble::Died("Out of memory.".to_owned());
    vec![
        (Trouble::NoWorker("it is".to_owned()), "The browser refused to start a worker: it is."),
        (
            Trouble::CodeRefused("no clone".to_owned()),
            "The browser refused to hand this page's code to a worker: no clone.",
        ),
        (
            Trouble::ScriptNotLoaded("/worker.js".to_owned()),
            "The worker script /worker.js could not be loaded; without it nothing can run. Reload the page, and check \
             that the server has the file and nothing blocks it.",
        ),
        (Trouble::NotStarted("no network.".to_owned()), "A worker could not start: no network."),
        (died(), "A worker died: Out of memory."),
        (Trouble::Panicked("at once".to_owned()), "The worker panicked: at once."),
        (Trouble::MemoryFull { wanted_bytes: 4096 }, "Its memory is full: the browser gives no 4096 bytes more."),
        (
            Trouble::DiedWithAnother(Box::new(died())),
            "Its worker died with another task. A worker died: Out of memory.",
        ),
        (Trouble::ClockStopped, "The clock of this browser stands still, so nothing can be timed."),
        (Trouble::TasksToHost, "Tasks were sent to a host."),
        (Trouble::ThreadsToHost, "Threads were asked of a worker with a memory of its own."),
        (Trouble::OthersToProcess, "A process was sent something else than tasks."),
        (
            Trouble::Unreadable(Message::ProcessOrder, DecodeError::UnknownTag(9)),
            "A process could not read its order: The message holds the unknown tag 9.",
        ),
        (
            Trouble::Unreadable(Message::Report, DecodeError::Trailing),
            "A worker's report could not be read: Something follows the end of the message.",
        ),
        (Trouble::Picture("too large".to_owned()), "The picture can't be made: too large."),
        (Trouble::FileLost("spans.csv".to_owned()), "spans.csv has got lost."),
        (Trouble::RunUnderWay, "Another run is still under way."),
        (Trouble::Browser("In its own words".to_owned()), "In its own words"),
    ]
}

#[test]
fn a_trouble_comes_as_it_was_told_and_has_its_sentence() {
    for (trouble, sentence) in told() {
        for told in [Told::Trouble(RunId(3), Some(TaskId(1)), trouble.clone()), Told::Lost(RunId(3), trouble.clone())] {
            let report = Report::Page(told);
            assert_eq!(decode_report(&encode_report(&report)), Ok(report));
        }
        assert_eq!(words::trouble(&trouble), sentence);
    }
}

#[test]
fn a_link_that_can_t_be_made_says_why() {
    let error = LinkError::Unpressed("no stream".to_owned());
    assert_eq!(words::link_error(&error), "The link can't be made: no stream.");
}
