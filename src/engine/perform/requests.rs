//! What a task does at a step at which it asks a server, or works on a file.

use super::Place;
use crate::engine::{Answered, Broken, Io, Progress, Runtime, Unanswered};
use crate::program::Step;
use crate::trace::{End, Received, State};

impl<R: Runtime> Place<'_, R> {
    /// Asks the browser and awaits what comes of it; the loop is free meanwhile.
    pub(super) async fn io(&self, progress: &mut Progress, step: &Step<u64>, io: Io) -> Result<(), Broken> {
        self.enter(progress, State::Waiting);
        let (until_ns, missed) = self.patience(step);
        let answer = self.runtime.io(io, progress.task, until_ns, self.told).await;
        let answered = answer.map_err(|unanswered| broken(unanswered, || self.over_or(missed)))?;
        self.received(progress, io, answered);
        Ok(())
    }

    /// Asks the browser in a call that holds this lane. As nobody can end it, a task is told to end behind it.
    pub(super) async fn io_held(&self, progress: &mut Progress, io: Io) -> Result<(), Broken> {
        self.enter(progress, State::Blocked);
        self.runtime.unlock();
        let answer = self.runtime.io_held(io).await;
        // A run that is stopped takes requests back, and files are given up.
        self.runtime.check()?;
        let answered = answer.map_err(|unanswered| broken(unanswered, || Broken::Late))?;
        self.received(progress, io, answered);
        Ok(())
    }

    /// Nothing is there before it was asked for, nor a first byte after the last: what a clock says else is not known.
    fn received(&self, progress: &Progress, io: Io, answered: Option<Answered>) {
        let (Io::Request(request), Some(Answered { first_ns, last_ns })) = (io, answered) else { return };
        let asked_ns = progress.last_ns;
        let last_ns = last_ns.max(asked_ns);
        let first_ns = first_ns.filter(|first_ns| (asked_ns..=last_ns).contains(first_ns));
        let (task, step, bytes) = (progress.task, self.step, request.bytes);
        self.runtime.receive(Received { task, step, first_ns, last_ns, bytes });
    }
}

fn broken(unanswered: Unanswered, missed: impl FnOnce() -> Broken) -> Broken {
    match unanswered {
        Unanswered::NoServer => Broken::Failed(End::NoServer),
        Unanswered::CutOff => Broken::Failed(End::CutOff),
        Unanswered::File(trouble) => Broken::Failed(End::File(trouble)),
        Unanswered::GivenUp => missed(),
    }
}
