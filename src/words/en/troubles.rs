//! What went wrong outside of what a list says.

use crate::wire::bytes::DecodeError;
use crate::wire::trouble::{Message, Trouble};

/// What went wrong.
pub fn trouble(trouble: &Trouble) -> String {
    let because = |what: &str, reason: &str| [what, ": ", reason.trim_end_matches('.'), "."].concat();
    match trouble {
        Trouble::NoWorker(reason) => ["The browser refused to start a worker: ", reason, "."].concat(),
        Trouble::CodeRefused(reason) => {
            ["The browser refused to hand this page's code to a worker: ", reason, "."].concat()
        }
        Trouble::ScriptNotLoaded(script) => [
            "The worker script ",
            script,
            " could not be loaded; without it nothing can run. Reload the page, and check that the server has the file \
             and nothing blocks it.",
        ]
        .concat(),
        Trouble::NotStarted(reason) => because("A worker could not start", reason),
        Trouble::Died(reason) => because("A worker died", reason),
        Trouble::Panicked(message) => ["The worker panicked: ", message, "."].concat(),
        Trouble::MemoryFull { wanted_bytes } => {
            format!("Its memory is full: the browser gives no {wanted_bytes} bytes more.")
        }
        Trouble::DiedWithAnother(other) => ["Its worker died with another task. ", &self::trouble(other)].concat(),
        Trouble::ClockStopped => "The clock of this browser stands still, so nothing can be timed.".to_owned(),
        Trouble::TasksToHost => "Tasks were sent to a host.".to_owned(),
        Trouble::ThreadsToHost => "Threads were asked of a worker with a memory of its own.".to_owned(),
        Trouble::OthersToProcess => "A process was sent something else than tasks.".to_owned(),
        Trouble::Unreadable(message, error) => {
            let what = match message {
                Message::HostOrder => "A worker could not read its order: ",
                Message::ProcessOrder => "A process could not read its order: ",
                Message::Report => "A worker's report could not be read: ",
                Message::FileReport => "",
            };
            [what, &decode_error(*error)].concat()
        }
        Trouble::RunUnderWay => "Another run is still under way.".to_owned(),
        Trouble::Browser(words) => words.clone(),
        Trouble::Picture(reason) => ["The picture can't be made: ", reason, "."].concat(),
        Trouble::FileLost(name) => [name, " has got lost."].concat(),
    }
}

/// What is said of a run whose workers share memory when one of them has died of this.
pub fn shared_death(trouble: &Trouble) -> String {
    [
        &self::trouble(trouble),
        " It shared its memory with the other threads and may have held a lock they need, so the whole run ended with it.",
    ]
    .concat()
}

/// Why bytes are no message.
pub fn decode_error(error: DecodeError) -> String {
    let said = match error {
        DecodeError::Truncated => "The message ends in the middle of a value.",
        DecodeError::TooLarge => "The message holds a number that is too large.",
        DecodeError::UnknownTag(tag) => return format!("The message holds the unknown tag {tag}."),
        DecodeError::NotText => "The message holds a text that is no UTF-8.",
        DecodeError::Trailing => "Something follows the end of the message.",
        DecodeError::Inconsistent => "The message contradicts itself.",
    };
    said.to_owned()
}
