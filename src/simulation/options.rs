//! How a plan is simulated.

use crate::numeric::design::Design;
use crate::results::Room;

/// Which trials are simulated, from which draws, and where their numbers are kept.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Every draw is addressed by it: the same seed gives the same bytes.
    pub seed: u64,
    /// The number of the first trial: 0, unless a run is shared between machines, whose trials are then
    /// [merged](crate::results::Trials::merge).
    pub first: u64,
    pub trials: u64,
    /// Where the draws of the assumptions come from.
    pub draws: Design,
    pub room: Room,
}

impl Default for Options {
    /// 10,000 trials of seed 1, drawn plainly and kept in memory.
    fn default() -> Self {
        Self { seed: 1, first: 0, trials: 10_000, draws: Design::Plain, room: Room::default() }
    }
}

impl Options {
    /// So many trials, and the default in everything else.
    pub fn of_trials(trials: u64) -> Self {
        Self { trials, ..Self::default() }
    }

    /// The first of these trials, no more than so many.
    #[must_use]
    pub fn at_most(self, trials: u64) -> Self {
        Self { trials: self.trials.min(trials), ..self }
    }
}
