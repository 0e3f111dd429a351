//! What the fund's chance of a loss depends on: the same trials without each thing that contracts share.

use serde::Serialize;

use super::FundTrials;
use super::diversification::losing;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::{Chance, Sample};

/// What trials are simulated again without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// A shock, by its number in the portfolio: what it moves is as uncertain as before, but on its own.
    Shock(usize),
    /// The event of policy, which never comes.
    Policy,
    /// All of these: the contracts alone.
    All,
}

/// The fund's chance of a loss without something that its contracts share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LossWithout {
    pub left_out: LeftOut,
    #[serde(rename = "probability_of_loss")]
    pub loses: Chance,
    /// This chance less that of the fund as it is, trial by trial on the same seed and draws; its error is
    /// never less than that of half a trial.
    pub change: Measured,
}

impl LossWithout {
    /// Without each thing that was left out, the largest change first; without all of them last.
    pub(super) fn of(trials: &FundTrials) -> Vec<Self> {
        let fund = trials.of_fund(|position| position.gain);
        let without = |(index, left_out): (usize, &LeftOut)| {
            let gains: Vec<f64> = trials.rows.iter().map(|row| row.without[index]).collect();
            let loss = |gain: f64| f64::from(u8::from(gain < 0.0));
            let changes: Vec<f64> =
                gains.iter().zip(&fund).map(|(gain, as_is)| loss(*gain) - loss(*as_is)).collect();
            let Measured { value, standard_error } = Sample::PLAIN.mean(&changes)?;
            let least = Chance::of(0, changes.len())?.standard_error;
            let change = Measured { value, standard_error: standard_error.max(least) };
            Some(Self { left_out: *left_out, loses: losing(&gains)?, change })
        };
        let mut all: Vec<Self> = trials.left_out.iter().enumerate().filter_map(without).collect();
        all.sort_by(|a, b| {
            let size = |it: &Self| it.change.value.abs();
            let is_all = |it: &Self| it.left_out == LeftOut::All;
            is_all(a).cmp(&is_all(b)).then(size(b).total_cmp(&size(a)))
        });
        all
    }

    /// Whether the change is more than two standard errors.
    pub fn is_clear(&self) -> bool {
        self.change.is_clearly_above_zero() || self.change.is_clearly_below_zero()
    }
}
