//! How a task is done, besides when it arrives: what its line says, and what becomes of that in a plan.

/// What a task line says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct How {
    /// `times`: does all its steps so many times over; never 0.
    pub times: Option<u32>,
}

impl How {
    /// How many turns it takes.
    pub fn turns(&self) -> u32 {
        self.times.unwrap_or(1)
    }
}
