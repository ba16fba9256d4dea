//! What a program in another language can't say as the list does: remarks at its lines.

use crate::formats::python::Unsaid;

/// What a program in Python can't say.
pub fn unsaid(unsaid: &Unsaid) -> String {
    match unsaid {
        Unsaid::Draws => "From the same seed Python draws other durations than Interleave.".to_owned(),
        Unsaid::FirstCome => {
            "Python doesn't promise that it is first come, first served: whoever asks again at once may get it."
                .to_owned()
        }
        Unsaid::Ends(word) => format!("Not done here: {word}. Nobody can end a thread of Python from outside."),
        Unsaid::LoosePermit(name) => {
            format!("It isn't given back if the task fails before the release of {name}.")
        }
        Unsaid::NothingHeld(name) => format!("Nothing is given back here: of {name} nothing is held."),
        Unsaid::GivenBackSooner(name) => {
            format!("If a step in it fails, {name} is given back before what follows, and not at the end of the task.")
        }
        Unsaid::Barrier(name) => {
            format!("A barrier of Python waits for all at {name}, also for those that have ended before.")
        }
        Unsaid::BrokenBarrier(name) => format!("In Python who gives up at {name} breaks it for all others."),
        Unsaid::Numbered(name) => format!("Several tasks spawn {name}: here they are numbered as they come."),
        Unsaid::ItemText(text) => format!("In a list “{text}” is a duration, once it is filled in; here it is text."),
        Unsaid::Request(step) => format!("“{step}”: this wait stands in for the request, as there is no server here."),
        Unsaid::Nothing(what) => format!("Python has nothing here for “{what}”."),
        Unsaid::Rate(name) => format!("Not limited here: processes have no common clock for {name}."),
    }
}
