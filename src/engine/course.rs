//! The course of a task: which step comes next, whatever goes wrong on the way. What stands in front of `rescue` and
//! `finally` is done first, in all its turns; what stands behind `rescue` if something there went wrong, and what stands
//! behind `finally` in any case.

use super::attempts::{AtFail, Attempts};
use crate::program::{Limits, PlannedHow, Script, Step, body_length};
use crate::trace::{Cause, End, State, What};

/// Which of its parts a task is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Body,
    Rescue,
    Finally,
}

/// How far a task has come, and how it ends, as far as is known.
#[derive(Debug)]
pub struct Course<'p> {
    script: Script<'p>,
    attempts: Attempts<'p>,
    /// Where the lines stand.
    rescue: Option<usize>,
    finally: Option<usize>,
    part: Part,
    next: usize,
    /// How many steps stand in front of both.
    body: usize,
    /// How many more steps it may do, where it has no end of its own.
    left: usize,
    /// The step it came to last.
    at: Option<u32>,
    was_told: bool,
    /// What went wrong, at which step, and was not rescued.
    trouble: Option<(End, Option<u32>)>,
}

impl<'p> Course<'p> {
    /// That of a task which is about to begin.
    pub fn new(script: Script<'p>) -> Self {
        let finally = script.steps.iter().position(|step| matches!(step, Step::Finally));
        let in_front = &script.steps[..finally.unwrap_or(script.steps.len())];
        Self {
            attempts: Attempts::new(script),
            rescue: in_front.iter().position(|step| matches!(step, Step::Rescue)),
            finally,
            body: body_length(script.steps),
            left: Limits::LIST.steps,
            script,
            part: Part::Body,
            next: 0,
            at: None,
            was_told: false,
            trouble: None,
        }
    }

    /// The same of one that was at this step, if it was at one and can be ended there.
    pub fn after_end(script: Script<'p>, step: Option<u32>, cause: Cause) -> Option<Self> {
        let Some(step) = step else {
            let mut course = Self::new(script);
            course.told(cause);
            return Some(course);
        };
        let is_final = Self::new(script).finally.is_some_and(|line| line < step as usize);
        (!is_final).then(|| Self::after(script, step, cause))
    }

    /// That of a task which was ended at this step, since it was told to: it goes on with what is to be done all the same.
    pub fn after(script: Script<'p>, step: u32, cause: Cause) -> Self {
        let mut course = Self { at: Some(step), ..Self::new(script) };
        let line = |line: Option<usize>| line.is_some_and(|line| line < step as usize);
        if line(course.rescue) {
            course.part = Part::Rescue;
        }
        course.told(cause);
        course
    }

    /// How it is done.
    pub fn how(&self) -> &'p PlannedHow {
        self.script.how
    }

    /// The next step, and its place.
    pub fn advance(&mut self) -> Option<(u32, &'p Step<u64>)> {
        loop {
            if self.script.how.is_endless && self.part == Part::Body && self.body > 0 {
                if self.left == 0 {
                    self.broken(End::Endless);
                    continue;
                }
                self.left -= 1;
                self.next %= self.body;
            }
            let place = self.next;
            let step = self.script.steps.get(place)?;
            self.next += 1;
            match step {
                // Nothing went wrong in front of it.
                Step::Rescue if self.rescue == Some(place) => {
                    self.next = self.finally.unwrap_or(self.script.steps.len());
                }
                Step::Finally => self.part = Part::Finally,
                step => {
                    self.at = Some(place as u32);
                    return Some((place as u32, step));
                }
            }
        }
    }

    /// The task fails at the step it came to, the first so many times, or always; in this way, if it is its end.
    pub fn at_fail(&mut self, first: Option<u32>, end: End) -> AtFail {
        let at = self.attempts.at_fail(self.at.unwrap_or_default(), first, self.part == Part::Body);
        match at {
            AtFail::BeginsAgain(_) => self.next = 0,
            AtFail::Fails => self.broken(end),
            AtFail::GoesOn => {}
        }
        at
    }

    /// Whether it can be told to end: once, and not while it does what is done in any case.
    pub fn can_be_told(&self) -> bool {
        !self.was_told && self.part != Part::Finally
    }

    /// The task is told to end. One that has not begun does nothing any more.
    pub fn told(&mut self, cause: Cause) {
        self.was_told = true;
        self.broken(cause.end());
        if self.at.is_none() {
            self.next = self.script.steps.len();
            self.trouble = Some((cause.end(), None));
        }
    }

    /// Something went wrong at the step it came to.
    pub fn broken(&mut self, end: End) {
        self.trouble = Some((end, self.at));
        (self.next, self.part) = match (self.part, self.rescue, self.finally) {
            (Part::Body, Some(rescue), _) => {
                self.trouble = None;
                (rescue + 1, Part::Rescue)
            }
            (Part::Body | Part::Rescue, _, Some(finally)) => (finally + 1, Part::Finally),
            _ => (self.script.steps.len(), Part::Finally),
        };
    }

    /// Whether there is nothing left to do.
    pub fn is_over(&self) -> bool {
        let left = self.script.steps.get(self.next..).unwrap_or_default();
        left.iter().all(Step::is_section)
    }

    /// How it ends when it has done all there is to do, and where that was decided.
    pub fn end(&self) -> (End, Option<u32>) {
        self.trouble.unwrap_or((End::Done, None))
    }
}

/// The step that a task is at which has just told this, as far as it can be ended there; `None` if it can't. Between two
/// attempts it is about to begin with the first one.
pub fn step_after(what: What) -> Option<Option<u32>> {
    match what {
        What::Enter { step: None, state: State::Blocked, .. } => Some(Some(0)),
        What::Enter { step, .. } => Some(step),
        What::Told(_) | What::End { .. } => None,
    }
}

/// What a task does on its way to its end.
#[derive(Debug, Clone, Copy)]
pub enum Doing<'p> {
    /// This step.
    Step(&'p Step<u64>),
    /// A pause of so many nanoseconds, before it begins again.
    Pause(u64),
}

/// Tells all that a task does that nothing but its own steps ends, in order.
pub fn walk<'p>(script: Script<'p>, mut tell: impl FnMut(Doing<'p>)) {
    let mut course = Course::new(script);
    while let Some((_, step)) = course.advance() {
        match step {
            Step::Fail(first, _) => {
                if let AtFail::BeginsAgain(pause_ns) = course.at_fail(*first, End::Failed) {
                    tell(Doing::Pause(pause_ns));
                }
            }
            step => tell(Doing::Step(step)),
        }
    }
}
