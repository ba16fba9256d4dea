//! What a task does at a step at which it asks a server.

use super::Place;
use crate::engine::{Broken, HttpRequest, Progress, Runtime, Unanswered};
use crate::program::Step;
use crate::trace::{End, State};

impl<R: Runtime> Place<'_, R> {
    /// Asks a server and awaits its answer; the loop is free meanwhile.
    pub(super) async fn fetch(
        &self,
        progress: &mut Progress,
        step: &Step<u64>,
        request: HttpRequest,
    ) -> Result<(), Broken> {
        self.enter(progress, State::Waiting);
        let (until_ns, missed) = self.patience(step);
        let answer = self.runtime.fetch(request, until_ns, self.told).await;
        answer.map_err(|unanswered| broken(unanswered, || self.over_or(missed)))
    }

    /// Asks a server in a call that holds this lane. As nobody can end it, a task is told to end behind it.
    pub(super) async fn fetch_held(&self, progress: &mut Progress, request: HttpRequest) -> Result<(), Broken> {
        self.enter(progress, State::Blocked);
        self.runtime.unlock();
        let answer = self.runtime.fetch_held(request).await;
        // A run that is stopped takes requests back.
        self.runtime.check()?;
        answer.map_err(|unanswered| broken(unanswered, || Broken::Late))
    }
}

fn broken(unanswered: Unanswered, missed: impl FnOnce() -> Broken) -> Broken {
    match unanswered {
        Unanswered::NoServer => Broken::Failed(End::NoServer),
        Unanswered::CutOff => Broken::Failed(End::CutOff),
        Unanswered::GivenUp => missed(),
    }
}
