//! How the trials of a run are spread over what is uncertain.
//!
//! Here because both who draws a trial's assumptions and who states the error of a mean must know
//! which trials belong together.

use serde::Serialize;

/// Sequences of points, each scrambled apart from the others, so that their means are independent.
pub const RANDOMISATIONS: usize = 16;

/// Where the draws of the assumptions come from; families are left to plain chance in either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// Each trial independently of all others.
    #[default]
    Plain,
    /// Points of scrambled Sobol' sequences, which fill the space of the assumptions evenly.
    Sobol,
}

impl Design {
    /// As the command line and the files say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Sobol => "sobol",
        }
    }
}

/// The randomisation that trial `number` belongs to, and its place in that sequence.
///
/// They take turns, so that any stretch of trials has about as many of each.
pub fn turn(number: u64) -> (usize, u64) {
    let randomisations = RANDOMISATIONS as u64;
    let randomisation = usize::try_from(number % randomisations).expect("below sixteen");
    (randomisation, number / randomisations)
}
