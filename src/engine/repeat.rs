//! How many times in a row a list runs.

/// How many times in a row a list runs under each model: one run is an anecdote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Repeat {
    /// Once.
    #[default]
    Once,
    /// Five times.
    Five,
    /// Twenty times.
    Twenty,
    /// Fifty times.
    Fifty,
}

impl Repeat {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Once, Self::Five, Self::Twenty, Self::Fifty];

    /// How many times.
    pub fn times(self) -> u32 {
        match self {
            Self::Once => 1,
            Self::Five => 5,
            Self::Twenty => 20,
            Self::Fifty => 50,
        }
    }

    /// So many times, if that can be chosen.
    pub fn of(times: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|repeat| u64::from(repeat.times()) == times)
    }
}
