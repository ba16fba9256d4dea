//! Which locals of a function were touched last: those are the ones that are read next.

use alloc::vec::Vec;

use crate::Damaged;

/// No function has more locals.
const MOST: u32 = 50_000;

/// A function's locals, most of them by how long ago they were touched.
#[derive(Default)]
pub struct Recent(Vec<u32>);

impl Recent {
    /// Begins another function.
    pub fn begin(&mut self) {
        self.0.clear();
    }

    /// A local is touched: how many were since the last time, nearly.
    ///
    /// # Errors
    /// If there can be no such local.
    pub fn rank_of(&mut self, local: u32) -> Result<u32, Damaged> {
        self.know(local)?;
        let rank = self.0.iter().position(|known| *known == local).ok_or(Damaged)?;
        self.touch(rank);
        Ok(rank as u32)
    }

    /// The local at a rank is touched.
    ///
    /// # Errors
    /// If there can be no such local.
    pub fn at(&mut self, rank: u32) -> Result<u32, Damaged> {
        self.know(rank)?;
        let local = self.0[rank as usize];
        self.touch(rank as usize);
        Ok(local)
    }

    /// Has as many locals as it takes for this one, and ranks.
    fn know(&mut self, last: u32) -> Result<(), Damaged> {
        let known = self.0.len() as u32;
        self.0.extend(known..=last.min(MOST));
        if last < MOST { Ok(()) } else { Err(Damaged) }
    }

    /// Not to the front at once: what is touched once is less likely to be again than what is there.
    fn touch(&mut self, rank: usize) {
        let (to, local) = (usize::from(rank > 1), self.0[rank]);
        if to < rank {
            self.0.copy_within(to..rank, to + 1);
            self.0[to] = local;
        }
    }
}
