//! A step of a task, and the word it begins with: read by the parser, the colors of the editor, its help, and whatever
//! writes steps.

use std::sync::Arc;

use super::items::{ByItem, Value};
use super::keyword::WITHIN;
use super::stored::Stored;
use super::task_line::written_name;
use super::{Argument, Durations, Fetch, FileUse, Transfer};

/// One step of a task. In a list its duration may be a range, or several; in a plan and in a trace it is drawn: nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<D = Durations> {
    /// One line of output.
    Print(Arc<str>),
    /// A wait that can be awaited; where the model blocks, it blocks its thread.
    Sleep(D),
    /// A blocking call: whoever runs the task is held, in every model.
    Block(D),
    /// The fixed amount of computing that takes this long alone on one idle core.
    Cpu(D),
    /// The same by code that needs no GIL: C extensions that release it.
    Native(D),
    /// Gives way once, where the model can.
    Yield,
    /// The task fails with this message: always, or only the first so many times that it is reached, which are never 0.
    Fail(Option<u32>, Arc<str>),
    /// Takes one permit of the limit of this name. It fails if it isn't done within this time, as do the others that wait for
    /// others; see [`Step::within`].
    Lock(Arc<str>, Option<D>),
    /// Gives one permit of the limit of this name back.
    Unlock(Arc<str>),
    /// Puts an item into the queue of this name, with a value or without.
    Send(Arc<str>, Option<Value<D>>, Option<D>),
    /// Takes an item out of the queue of this name.
    Receive(Arc<str>, Option<D>),
    /// Waits until all tasks that have this step, and have not ended, are there.
    Meet(Arc<str>, Option<D>),
    /// Adds so much to the share of this name, in one indivisible step.
    Add(Arc<str>, i64),
    /// Reads the share of this name, which the task remembers.
    Load(Arc<str>),
    /// Writes into the share of this name.
    Store(Arc<str>, Stored),
    /// Starts a new copy of the spawned task of this name.
    Spawn(Arc<str>),
    /// Waits until all that this task has spawned has ended.
    Join(Option<D>),
    /// Asks a server, which answers so long after.
    Fetch(D, Fetch, Option<D>),
    /// Reads or writes a file.
    File(FileUse, Transfer, Option<D>),
    /// Takes as long as the item says that the task has received last.
    ByItem(ByItem),
    /// What stands behind it is done if a step before it has failed, or the task was told to end.
    Rescue,
    /// What stands behind it is done in any case.
    Finally,
}

/// A word that a step begins with.
#[derive(Debug)]
pub struct StepKeyword<D> {
    /// The word.
    pub word: &'static str,
    /// What can follow it, as an example.
    pub argument: &'static str,
    /// What it does, for the help.
    pub help: &'static str,
    /// How the step is made.
    pub make: Make<D>,
}

/// How a step is made of what follows its keyword.
#[derive(Debug)]
pub enum Make<D> {
    /// Of the rest of the line.
    Text(fn(Arc<str>) -> Step<D>),
    /// Of a duration.
    Duration(fn(D) -> Step<D>),
    /// Of the rest of the line, and how often it counts.
    Message(fn(Option<u32>, Arc<str>) -> Step<D>),
    /// Of a duration, and what else a request says.
    Fetch(fn(D, Fetch) -> Step<D>),
    /// Of how much of a file it is.
    File(fn(Transfer) -> Step<D>),
    /// Of nothing.
    Nothing(fn() -> Step<D>),
    /// Of the name of something by which tasks act on each other.
    Name(fn(Arc<str>) -> Step<D>),
    /// Of the name of a share, and a number.
    Number(fn(Arc<str>, Stored) -> Step<D>),
    /// Of the name of a queue, and a value.
    Item(fn(Arc<str>, Option<Value<D>>) -> Step<D>),
}

impl<D: 'static> Step<D> {
    /// One for each kind of step, in the order of the help; the place is the kind's tag in bytes.
    pub const KEYWORDS: &'static [StepKeyword<D>; 22] = &[
        StepKeyword { word: "print", argument: "TEXT", help: "one line of output", make: Make::Text(Self::Print) },
        StepKeyword {
            word: "sleep",
            argument: "1s",
            help: "a wait that can be awaited, like reading from a network",
            make: Make::Duration(Self::Sleep),
        },
        StepKeyword {
            word: "block",
            argument: "1s",
            help: "a blocking call: it holds whoever runs it",
            make: Make::Duration(Self::Block),
        },
        StepKeyword {
            word: "cpu",
            argument: "600ms",
            help: "computing that takes this long alone on one core",
            make: Make::Duration(Self::Cpu),
        },
        StepKeyword {
            word: "yield",
            argument: "",
            help: "gives way once, where the model can",
            make: Make::Nothing(|| Self::Yield),
        },
        StepKeyword {
            word: "fail",
            argument: "TEXT",
            help: "the task fails; the others go on, and so does what comes after it: that waits for its end, however it ended",
            make: Make::Message(Self::Fail),
        },
        StepKeyword {
            word: "native",
            argument: "600ms",
            help: "computing as cpu, by code that doesn't need the GIL",
            make: Make::Duration(Self::Native),
        },
        StepKeyword {
            word: "lock",
            argument: "NAME",
            help: "takes a lock, or one permit of a limit; waits its turn for it, first come, first served",
            make: Make::Name(|name| Self::Lock(name, None)),
        },
        StepKeyword { word: "unlock", argument: "NAME", help: "gives it back", make: Make::Name(Self::Unlock) },
        StepKeyword {
            word: "send",
            argument: "NAME",
            help: "puts an item into a queue, perhaps with a duration or a word behind the name; waits while it is full",
            make: Make::Item(|name, value| Self::Send(name, value, None)),
        },
        StepKeyword {
            word: "receive",
            argument: "NAME",
            help: "takes an item out of a queue; waits while it is empty. sleep item takes as long as it says",
            make: Make::Name(|name| Self::Receive(name, None)),
        },
        StepKeyword {
            word: "meet",
            argument: "NAME",
            help: "waits until all tasks that have this step, and have not ended, are there",
            make: Make::Name(|name| Self::Meet(name, None)),
        },
        StepKeyword {
            word: "add",
            argument: "NAME 1",
            help: "adds to a number that tasks share, in one step that nobody can come between",
            make: Make::Number(|name, by| Self::Add(name, by.number())),
        },
        StepKeyword {
            word: "load",
            argument: "NAME",
            help: "reads a number that tasks share; the task remembers it",
            make: Make::Name(Self::Load),
        },
        StepKeyword {
            word: "store",
            argument: "NAME +1",
            help: "writes what the task has read and so much more, or a number without +, whatever others have written since",
            make: Make::Number(Self::Store),
        },
        StepKeyword {
            word: "spawn",
            argument: "NAME",
            help: "starts a new copy of a task that is spawned",
            make: Make::Name(Self::Spawn),
        },
        StepKeyword {
            word: "join",
            argument: "",
            help: "waits for all that this task has spawned",
            make: Make::Nothing(|| Self::Join(None)),
        },
        StepKeyword {
            word: "rescue",
            argument: "",
            help: "the steps below are done if one above fails, or the task is told to end; then it is done all the same",
            make: Make::Nothing(|| Self::Rescue),
        },
        StepKeyword {
            word: "finally",
            argument: "",
            help: "the steps below are done in any case, once, whatever happened above",
            make: Make::Nothing(|| Self::Finally),
        },
        StepKeyword {
            word: "fetch",
            argument: "300ms 64KB",
            help: "a real request, answered after so long by a stand-in for a server; blocking behind it: it is never awaited",
            make: Make::Fetch(|lasting, fetch| Self::Fetch(lasting, fetch, None)),
        },
        StepKeyword {
            word: "read",
            argument: "4MB",
            help: "reads so much of a file, really; blocking behind it: it is never awaited",
            make: Make::File(|transfer| Self::File(FileUse::Read, transfer, None)),
        },
        StepKeyword {
            word: "write",
            argument: "4MB",
            help: "writes a file of this size, really, in this browser; blocking behind it: it is never awaited",
            make: Make::File(|transfer| Self::File(FileUse::Write, transfer, None)),
        },
    ];

    /// The place of its kind in [`Step::KEYWORDS`].
    pub fn tag(&self) -> usize {
        match self {
            Self::Print(_) => 0,
            Self::Sleep(_) => 1,
            Self::Block(_) => 2,
            Self::Cpu(_) => 3,
            Self::Yield => 4,
            Self::Fail(..) => 5,
            Self::Native(_) => 6,
            Self::Lock(..) => 7,
            Self::Unlock(_) => 8,
            Self::Send(..) => 9,
            Self::Receive(..) => 10,
            Self::Meet(..) => 11,
            Self::Add(..) => 12,
            Self::Load(_) => 13,
            Self::Store(..) => 14,
            Self::Spawn(_) => 15,
            Self::Join(_) => 16,
            Self::ByItem(by) => by.lasting(0_u64).tag(),
            Self::Rescue => 17,
            Self::Finally => 18,
            Self::Fetch(..) => 19,
            Self::File(FileUse::Read, ..) => 20,
            Self::File(FileUse::Write, ..) => 21,
        }
    }

    /// The word it begins with.
    pub fn keyword(&self) -> &'static str {
        Self::KEYWORDS[self.tag()].word
    }

    /// What follows its keyword.
    pub fn argument(&self) -> Argument<'_, D> {
        match self {
            Self::Print(text) => Argument::Text(text),
            Self::Fail(first, text) => Argument::Message(*first, text),
            Self::Sleep(duration) | Self::Block(duration) | Self::Cpu(duration) | Self::Native(duration) => {
                Argument::Duration(duration)
            }
            Self::Yield | Self::Join(_) | Self::Rescue | Self::Finally => Argument::Nothing,
            Self::Lock(name, _)
            | Self::Unlock(name)
            | Self::Receive(name, _)
            | Self::Meet(name, _)
            | Self::Load(name)
            | Self::Spawn(name) => Argument::Name(name),
            Self::Add(name, by) => Argument::Number(name, Stored::Number(*by)),
            Self::Store(name, stored) => Argument::Number(name, *stored),
            Self::Send(name, value, _) => Argument::Item(name, value.as_ref()),
            Self::ByItem(_) => Argument::ByItem,
            Self::Fetch(lasting, fetch, _) => Argument::Fetch(lasting, *fetch),
            Self::File(_, transfer, _) => Argument::File(*transfer),
        }
    }

    /// The same step with its durations drawn, or otherwise made others: how long it lasts or what it sends, and within
    /// which time it has to be done.
    pub fn map<E: 'static>(&self, duration: impl FnOnce(&D) -> E, within: impl FnOnce(&D) -> E) -> Step<E> {
        let within = self.within().map(within);
        match self {
            Self::Print(text) => Step::Print(text.clone()),
            Self::Sleep(lasting) => Step::Sleep(duration(lasting)),
            Self::Block(lasting) => Step::Block(duration(lasting)),
            Self::Cpu(lasting) => Step::Cpu(duration(lasting)),
            Self::Native(lasting) => Step::Native(duration(lasting)),
            Self::Yield => Step::Yield,
            Self::Fail(first, text) => Step::Fail(*first, text.clone()),
            Self::Lock(name, _) => Step::Lock(name.clone(), within),
            Self::Unlock(name) => Step::Unlock(name.clone()),
            Self::Send(name, value, _) => {
                Step::Send(name.clone(), value.as_ref().map(|value| value.map(duration)), within)
            }
            Self::ByItem(by) => Step::ByItem(*by),
            Self::Receive(name, _) => Step::Receive(name.clone(), within),
            Self::Meet(name, _) => Step::Meet(name.clone(), within),
            Self::Add(name, by) => Step::Add(name.clone(), *by),
            Self::Load(name) => Step::Load(name.clone()),
            Self::Store(name, stored) => Step::Store(name.clone(), *stored),
            Self::Spawn(name) => Step::Spawn(name.clone()),
            Self::Join(_) => Step::Join(within),
            Self::Rescue => Step::Rescue,
            Self::Finally => Step::Finally,
            Self::Fetch(lasting, fetch, _) => Step::Fetch(duration(lasting), *fetch, within),
            Self::File(usage, transfer, _) => Step::File(*usage, *transfer, within),
        }
    }

    /// The step as a list writes it, without indentation.
    pub fn text(&self, duration_text: impl Fn(&D) -> String) -> String {
        let within = self.within().map(|within| [" ", WITHIN.word, " ", &duration_text(within)].concat());
        let argument = match self.argument() {
            Argument::Text(text) | Argument::Message(None, text) => one_line(text),
            Argument::Message(Some(first), text) => format!("x{first} {}", one_line(text)),
            Argument::Duration(duration) => duration_text(duration),
            Argument::Fetch(duration, fetch) => [&duration_text(duration), &*fetch.text()].concat(),
            Argument::File(transfer) => transfer.text(),
            Argument::Nothing => String::new(),
            Argument::Name(name) | Argument::Item(name, None) => written_name(name),
            Argument::Number(name, stored) => [&written_name(name), " ", &stored.text()].concat(),
            Argument::Item(name, Some(value)) => [&written_name(name), " ", &value.text(duration_text)].concat(),
            Argument::ByItem => ByItem::WORD.to_owned(),
        };
        let text = format!("{} {argument}", self.keyword());
        [text.trim_end(), &within.unwrap_or_default()].concat()
    }
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ").trim().to_owned()
}
