//! What is wrong with a list, and the ways out.

use super::ending_problems::ending_problem;
use super::fetch_problems::fetch_problem;
use super::grammar::{grouped, listed, marked, unmarked};
use super::problem_text::{ProblemText, did_you_mean, of, said, write};
use super::resource_problems::resource_problem;
use super::size_problems::size_problem;
use super::spawn_problems::spawn_problem;
use crate::program::problem::{
    AfterProblem, Attribute, DurationProblem, Instead, Limit, NameHint, OddLetter, SectionProblem, TaskLineProblem,
};
use crate::program::{Limits, Problem, line_words};
use crate::time::{Duration, DurationError};

const WITHOUT_BLANKS: &str = "a range is written without blanks, as in 100ms..300ms";
const FEWER_COPIES: &str = "leave tasks out or make fewer copies";

/// What is wrong with a list at one place, and the way out.
pub fn problem(problem: &Problem) -> ProblemText {
    match problem {
        Problem::NotAStatement { word, meant } => said(
            of(word, " isn't a statement."),
            match meant {
                Some(meant) if word.eq_ignore_ascii_case(meant) => [&write(meant), " in lower case"].concat(),
                Some(meant) => did_you_mean(meant),
                None => ["a line begins with ", &listed(line_words()), " or #"].concat(),
            },
        ),
        Problem::Extra { statement, is_comment } => said(
            ["Nothing can follow ", &marked(statement), " on this line."].concat(),
            if *is_comment { "a comment has a line of its own" } else { "one line holds one statement" },
        ),
        Problem::OddLetter { letter, odd, line } => {
            said(odd_letter(*letter, *odd), if line.is_empty() { "take it out".to_owned() } else { write(line) })
        }
        Problem::SeedWithoutNumber => said("`seed` needs a number.", "write seed 1"),
        Problem::NotASeed(word) => {
            said(of(word, " can't be a seed."), format!("a seed is a whole number from 0 to {}", u64::MAX))
        }
        Problem::SeedTooLate => said("`seed` comes too late here.", "move it above the first task"),
        Problem::Section(SectionProblem::Second(word)) => {
            said(["The task has ", &marked(word), " already."].concat(), "leave one of them out")
        }
        Problem::Section(SectionProblem::RescueBehindFinally) => {
            said("`rescue` stands behind `finally`.", "move it above finally, which comes last")
        }
        Problem::SecondSeed => said("The list has a seed already.", "leave one of them out"),
        Problem::TooLate(word) => said(of(word, " comes too late here."), "move it above the first task"),
        Problem::Second(word) => said(["The list has ", &marked(word), " already."].concat(), "leave one of them out"),
        Problem::MissingNumber(word) => said(of(word, " needs a number."), [&write(word), " 3"].concat()),
        Problem::NotRoom(word) => {
            said(of(word, " can't follow the number of slots."), "how many tasks may queue for one is written room 10")
        }
        Problem::FailWithoutMessage => {
            said("This task fails without a message.", "say why, as in fail Connection refused")
        }
        Problem::StepOfNoTask => said("This step belongs to no task.", "begin with a line like task count"),
        Problem::WithoutSteps(name) => {
            said(of(name, " has no steps, so it ends at once."), "add a step below it, such as sleep 1s")
        }
        Problem::WithoutTask => said("The list has no task, so nothing runs.", "begin one with a line like task count"),
        Problem::NameTaken(name) => {
            said(["There is a task called ", &marked(name), " already."].concat(), "give each task a name of its own")
        }
        Problem::TooMany(limit) => too_many(*limit),
        Problem::TooLong { bytes } => said(
            format!("The list is {} KiB long, and from here on isn't read.", bytes.div_ceil(1024)),
            format!("a list has at most {} KiB", Limits::LIST.text_bytes / 1024),
        ),
        Problem::NotACount { word, keyword, least, most } => said(
            [&marked(word), " can't stand behind ", keyword, "."].concat(),
            ["a whole number from ", &least.to_string(), " to ", &grouped(*most as usize), " can"].concat(),
        ),
        Problem::Duration(problem) => duration(problem),
        Problem::Size(problem) => size_problem(problem),
        Problem::TaskLine(problem) => task_line(problem),
        Problem::After(problem) => after(problem),
        Problem::Resource(problem) => resource_problem(problem),
        Problem::Spawn(problem) => spawn_problem(problem),
        Problem::Ending(problem) => ending_problem(problem),
        Problem::Fetch(problem) => fetch_problem(problem),
    }
}

fn too_many(limit: Limit) -> ProblemText {
    let most = |what, most| ["The list has more than ", &grouped(most), what].concat();
    match limit {
        Limit::Tasks => said(most(" tasks, every copy counted.", Limits::LIST.tasks), FEWER_COPIES),
        Limit::Steps => said(
            most(" steps, those of every copy and every turn counted.", Limits::LIST.steps),
            "leave steps out or make fewer copies or turns",
        ),
        Limit::Dependencies => said(
            [
                "The list waits for more than ",
                &grouped(Limits::LIST.dependencies),
                " names, those of every copy counted.",
            ]
            .concat(),
            "let one task wait for many, and the others wait for that one",
        ),
        Limit::UnrolledBytes => said(
            format!(
                "Names and texts of all copies and turns add up to more than {} MiB.",
                Limits::LIST.unrolled_bytes >> 20
            ),
            "shorten the text or make fewer copies",
        ),
        Limit::Resources => said(
            most(" names of limits, queues, meetings and shares.", Limits::LIST.resources),
            "use a name for several steps",
        ),
    }
}

fn duration(problem: &DurationProblem) -> ProblemText {
    match problem {
        DurationProblem::Missing(keyword) => said(of(keyword, " needs a duration."), [&write(keyword), " 1s"].concat()),
        DurationProblem::MissingOfSeveral => {
            said("A duration is missing at this comma.", "a duration for each copy is written 100ms, 200ms, 1s")
        }
        DurationProblem::NotADuration { word, error, is_range } => not_a_duration(word, *error, *is_range),
        DurationProblem::Unusual { word, meant } => {
            said(of(word, " isn't written as durations are here."), write(meant))
        }
        DurationProblem::Torn { number, unit, meant } => {
            said(["`", &unmarked(number), " ", unit, "` has a blank in it."].concat(), write(meant))
        }
        DurationProblem::TornRange => said("This range has blanks in it.", WITHOUT_BLANKS),
        DurationProblem::RangeWithoutEnd(word) => {
            said(["The range ", &marked(word), " lacks an end."].concat(), WITHOUT_BLANKS)
        }
        DurationProblem::BackwardRange { word, meant } => {
            said(["The range ", &marked(word), " runs backward."].concat(), write(meant))
        }
    }
}

fn not_a_duration(word: &str, error: DurationError, is_range: bool) -> ProblemText {
    match error {
        DurationError::NotADuration => {
            said(of(word, " isn't a duration."), "durations are written 250ms, 1s, 1.5s, 2m or 100ms..300ms")
        }
        DurationError::Negative => said(of(word, " is negative, and a wait can't be."), "the shortest duration is 0ms"),
        DurationError::NoUnit if is_range => {
            said(of(word, " has no unit."), "both ends of a range have a unit, as in 100ms..300ms")
        }
        DurationError::NoUnit => {
            said(of(word, " has no unit."), ["seconds are written ", &unmarked(word), "s"].concat())
        }
        DurationError::UnknownUnit => {
            said(of(word, " has a unit that isn't known."), "durations end in ms, s or m, as in 250ms, 1.5s or 2m")
        }
        DurationError::TooFine => said(of(word, " is finer than a nanosecond."), "one nanosecond is 0.000001ms"),
        DurationError::TooLong => {
            said(of(word, " is too long."), format!("the longest duration is {}", Duration(Limits::LIST.duration_ns)))
        }
    }
}

fn task_line(problem: &TaskLineProblem) -> ProblemText {
    match problem {
        TaskLineProblem::WithoutName => said("This task has no name.", "write task and a name, as in task count"),
        TaskLineProblem::NameWithoutQuotes(name) => {
            said("A name of several words stands in quotes.", ["write \"", name, "\""].concat())
        }
        TaskLineProblem::OddName { name, quoted } => said(
            of(name, " isn't one word of letters, digits, _, - and dots."),
            ["other names are quoted, as in ", &unmarked(quoted)].concat(),
        ),
        TaskLineProblem::EmptyName => ProblemText { sentence: "A name can't be empty.".into(), way_out: None },
        TaskLineProblem::UnclosedName => said("This quote is never closed.", "put a second \" at the end of the name"),
        TaskLineProblem::UnclosedQuote => said(
            "This quote is never closed.",
            "names in quotes stand right behind task, after or a comma, and end with a second \"",
        ),
        TaskLineProblem::NotAnAttribute { word, meant } => {
            said(of(word, " isn't something that a task line can have."), did_you_mean(meant))
        }
        TaskLineProblem::Misplaced { word, instead } => said(
            of(word, " isn't something that a task line can have here."),
            match instead {
                Instead::Copies => "copies are written x3",
                Instead::Attribute => {
                    "a task line reads task NAME xN after NAME, NAME at 1s every 1s times N until NAME timeout 1s together NAME retry N every 1s priority N carries 20MB outside spawned"
                }
                Instead::Comma => "commas stand between the names behind after",
            },
        ),
        TaskLineProblem::Repeated(attribute) => repeated(*attribute),
        TaskLineProblem::MissingName => {
            said("A name is missing here.", "write after and the names to wait for, as in after a, b")
        }
        TaskLineProblem::NotCopies => {
            said("The number of copies isn't right behind the x.", "three copies are written x3")
        }
        TaskLineProblem::NoCopies => said("A task can't have no copies.", "the fewest copies are x1"),
        TaskLineProblem::TooManyCopies(digits) => said(
            of(digits, " are too many copies."),
            ["a list has at most ", &grouped(Limits::LIST.tasks), " tasks, every copy counted"].concat(),
        ),
        TaskLineProblem::EveryWithoutCopies => {
            said("`every` spaces out copies, and this task has none.", "give it copies, as in x3, or leave every out")
        }
        TaskLineProblem::LateArrival { last_ns } => said(
            format!("The last copy would arrive after {}.", Duration(*last_ns)),
            format!("the last arrival is at {} or before", Duration(Limits::LIST.duration_ns)),
        ),
    }
}

fn repeated(attribute: Attribute) -> ProblemText {
    const ONE: &str = "leave one of them out";
    match attribute {
        Attribute::After => {
            said("`after` stands twice on this line.", "write after once, with commas between the names")
        }
        Attribute::Copies => said("The number of copies stands twice on this line.", ONE),
        Attribute::Word(word) => said(of(word, " stands twice on this line."), ONE),
    }
}

fn after(problem: &AfterProblem) -> ProblemText {
    match problem {
        AfterProblem::Itself(name) => said(of(name, " can't wait for itself."), "leave its own name out"),
        AfterProblem::NamedTwice(name) => said(of(name, " is named twice here."), "once is enough"),
        AfterProblem::UnknownName { name, hint } => ProblemText {
            sentence: ["No task is called ", &marked(name), "."].concat().into(),
            way_out: hint.as_ref().map(|hint| name_hint(hint).into()),
        },
        AfterProblem::Circle { names, is_longer } => {
            let mut circle: Vec<String> = names.iter().map(|name| marked(name)).collect();
            if *is_longer {
                circle.push("…".to_owned());
            }
            circle.extend(names.first().map(|name| marked(name)));
            said(
                ["These tasks wait for each other in a circle: ", &circle.join(" after "), "."].concat(),
                "leave out one after of the circle",
            )
        }
    }
}

fn name_hint(hint: &NameHint) -> String {
    match hint {
        NameHint::Meant(name) => did_you_mean(name),
        NameHint::LooksLike(name) => {
            ["there is one that only looks the same, with other blanks or letters: write ", name].concat()
        }
        NameHint::CopyOf(name) => ["after waits for all copies of ", &unmarked(name)].concat(),
    }
}

/// A sentence that names an odd letter.
fn odd_letter(letter: char, odd: OddLetter) -> String {
    let code = u32::from(letter);
    match odd {
        OddLetter::Invisible => {
            format!("A letter that can't be seen stands here: {} (U+{code:04X}).", invisible(letter))
        }
        OddLetter::SingleQuote => "Names stand in double quotes.".to_owned(),
        OddLetter::TypographicQuote => {
            format!("`{letter}` is a typographic quote (U+{code:04X}), and names stand in straight ones.")
        }
        OddLetter::Comma => format!("`{letter}` is a comma of another script (U+{code:04X})."),
        OddLetter::Ellipsis => {
            format!("`…` is one letter (U+{code:04X}), and a range is written with two dots.")
        }
        OddLetter::Times => {
            format!("`{letter}` is a multiplication sign (U+{code:04X}), and copies are written with an x.")
        }
        OddLetter::Digit => format!("`{letter}` is a digit of another script (U+{code:04X})."),
        OddLetter::FullWidth => format!("`{letter}` is a full-width letter (U+{code:04X})."),
        OddLetter::Alike(latin) => {
            format!("`{letter}` is a letter of another script (U+{code:04X}) and only looks like {latin}.")
        }
    }
}

/// What a letter is called that can't be seen.
fn invisible(letter: char) -> &'static str {
    match letter {
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' => "a zero-width non-joiner",
        '\u{200d}' => "a zero-width joiner",
        '\u{2060}' => "a word joiner",
        '\u{feff}' => "a byte order mark",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark for the direction of text"
        }
        _ if letter.is_control() => "a control character",
        _ => "of those that only change others",
    }
}
