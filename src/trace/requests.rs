//! Which request was waited for in which span, and what it brought.

use super::{Received, Span, State, Timeline, Trace};

impl Received {
    /// Whether it came in this span: a request is over when its span is.
    fn is_of(&self, span: &Span) -> bool {
        let is_wait = matches!(span.state, State::Waiting | State::Blocked);
        is_wait && (self.task, Some(self.step)) == (span.task, span.step) && span.covers(self.last_ns)
    }
}

impl Span {
    fn covers(&self, at_ns: u64) -> bool {
        (self.start_ns..=self.end_ns).contains(&at_ns)
    }
}

impl Trace {
    /// Adds what requests brought, in whatever order it came.
    pub fn receive(&mut self, received: &[Received]) {
        self.received.extend_from_slice(received);
    }

    /// What requests brought, as it came in.
    pub fn received(&self) -> &[Received] {
        &self.received
    }
}

impl Timeline {
    /// What the request brought that was waited for in a span, if it was one and is answered.
    pub fn received(&self, span: &Span) -> Option<&Received> {
        let first = self.received.partition_point(|one| (one.task, one.last_ns) < (span.task, span.start_ns));
        let near = self.received[first..].iter().take_while(|one| one.task == span.task && one.last_ns <= span.end_ns);
        // One that begins where the same step has just ended is not that one.
        near.filter(|one| one.is_of(span)).last()
    }

    /// What each request brought, with the span in which it was waited for and that one's place.
    pub fn all_received(&self) -> impl Iterator<Item = (usize, &Span, &Received)> {
        let of_task = self.received.chunk_by(|one, next| one.task == next.task);
        of_task.flat_map(|received| {
            let (first, spans) = received.first().map_or((0, &[][..]), |one| self.spans_of(one.task));
            received.iter().filter_map(move |one| {
                let from = spans.partition_point(|span| span.end_ns < one.last_ns);
                let place = from + spans[from..].iter().position(|span| one.is_of(span))?;
                Some((first + place, &spans[place], one))
            })
        })
    }
}
