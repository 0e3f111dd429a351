//! What holding several contracts does to risk.
//!
//! A fund's spread lies between that of contracts that go wrong independently and that of contracts
//! that all go wrong together, which is the sum of their own. Where in between is due to what they
//! share.

use serde::Serialize;

use super::{FundTrials, WORST};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::{Chance, Estimate, Sample};

/// One measure of risk of the fund, and of the same contracts otherwise tied together, in pounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    pub fund: Measured,
    /// If each contract had shocks and events of its own; that of the fund where nothing is shared.
    #[serde(rename = "if_independent")]
    pub independent: Measured,
    /// If all went wrong in the same trials: the sum of the contracts' own.
    #[serde(rename = "if_all_together")]
    pub together: Measured,
    /// The fund's less that of the independent contracts, on the same families and draws: what the
    /// shared shocks do.
    #[serde(rename = "fund_less_independent")]
    pub shared: Measured,
    /// The fund's less that of contracts that go wrong together: what diversification does.
    #[serde(rename = "fund_less_all_together")]
    pub saved: Measured,
    /// The fund's for each pound of the sum; none where that is not clearly above 0.
    #[serde(rename = "fund_over_all_together")]
    pub ratio: Option<Measured>,
}

/// The fund without the contract that is expected to take the most money.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WithoutLargest {
    /// The name of that contract.
    pub contract: String,
    /// Its part of what the fund is expected to pay in; none where that is not clearly above 0.
    #[serde(rename = "share_of_paid_in")]
    pub share_of_drawn: Option<Measured>,
    pub gain: Estimate,
    pub npv: Estimate,
    #[serde(rename = "probability_of_loss")]
    pub loses: Chance,
    /// What is expected back for each pound that is expected to be paid in.
    pub multiple_of_means: Option<Measured>,
    #[serde(rename = "gain_mean_of_worst")]
    pub worst: Measured,
    #[serde(rename = "gain_sd")]
    pub sd: Measured,
}

/// What diversification does to the gain of the fund.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diversification {
    /// The standard deviation.
    #[serde(rename = "gain_sd")]
    pub sd: Spread,
    /// The mean of the worst 5% of trials, each column's own.
    #[serde(rename = "gain_mean_of_worst")]
    pub worst: Spread,
    /// Trials in which the independent contracts lose money together.
    #[serde(rename = "probability_of_loss_if_independent")]
    pub loses_if_independent: Chance,
    pub gain_if_independent: Estimate,
    pub without_largest: WithoutLargest,
}

impl Diversification {
    /// None for a single contract, or without trials.
    pub(super) fn of(trials: &FundTrials, gains: &[Vec<f64>]) -> Option<Self> {
        if gains.len() < 2 {
            return None;
        }
        let sample = Sample::PLAIN;
        let fund = trials.of_fund(|it| it.gain);
        let independent: Vec<f64> = trials
            .rows
            .iter()
            .map(|row| row.apart.as_ref().map_or(row.fund.gain, |it| it.iter().sum()))
            .collect();
        let of = |added: &dyn Fn(&[f64]) -> Vec<f64>| {
            spread(&added(&fund), &added(&independent), &sum(gains.iter().map(|gain| added(gain))))
        };
        Some(Self {
            sd: of(&|it| sample.deviations(it))?,
            worst: of(&|it| sample.lowest(it, WORST))?,
            loses_if_independent: losing(&independent)?,
            gain_if_independent: sample.estimate(&independent)?,
            without_largest: WithoutLargest::of(trials, gains)?,
        })
    }
}

/// From what each trial adds to a measure of the fund, of independent contracts and of all together.
fn spread(fund: &[f64], independent: &[f64], together: &[f64]) -> Option<Spread> {
    let figure = |added: &[f64]| Sample::PLAIN.mean(added);
    let less = |other: &[f64]| {
        let differences: Vec<f64> = fund.iter().zip(other).map(|(a, b)| a - b).collect();
        figure(&differences)
    };
    Some(Spread {
        fund: figure(fund)?,
        independent: figure(independent)?,
        together: figure(together)?,
        shared: less(independent)?,
        saved: less(together)?,
        ratio: Sample::PLAIN.product_of_means(&[(fund, 1.0), (together, -1.0)]),
    })
}

impl WithoutLargest {
    fn of(trials: &FundTrials, gains: &[Vec<f64>]) -> Option<Self> {
        let sample = Sample::PLAIN;
        let drawn: Vec<Vec<f64>> =
            (0..gains.len()).map(|it| trials.of_contract(it, |it| it.drawn)).collect();
        let means: Vec<f64> = drawn.iter().map(|it| it.iter().sum::<f64>()).collect();
        let largest = (0..means.len()).max_by(|a, b| means[*a].total_cmp(&means[*b]))?;
        let rest = |figure: fn(&super::Position) -> f64| {
            let others = (0..gains.len()).filter(|index| *index != largest);
            sum(others.map(|other| trials.of_contract(other, figure)))
        };
        let (gain, paid, returned) =
            (rest(|it| it.gain), rest(|it| it.drawn), rest(|it| it.returned));
        let figure = |added: &[f64]| sample.mean(added);
        let all = trials.of_fund(|trial| trial.drawn);
        Some(Self {
            contract: trials.names[largest].clone(),
            share_of_drawn: sample.product_of_means(&[(&drawn[largest], 1.0), (&all, -1.0)]),
            npv: sample.estimate(&rest(|it| it.npv))?,
            loses: losing(&gain)?,
            multiple_of_means: sample.product_of_means(&[(&returned, 1.0), (&paid, -1.0)]),
            worst: figure(&sample.lowest(&gain, WORST))?,
            sd: figure(&sample.deviations(&gain))?,
            gain: sample.estimate(&gain)?,
        })
    }
}

pub(super) fn losing(gains: &[f64]) -> Option<Chance> {
    Chance::of(gains.iter().filter(|gain| **gain < 0.0).count(), gains.len())
}

/// Columns added up, row by row.
fn sum(columns: impl Iterator<Item = Vec<f64>>) -> Vec<f64> {
    let added = |all: Vec<f64>, it: Vec<f64>| all.iter().zip(&it).map(|(a, b)| a + b).collect();
    columns.reduce(added).unwrap_or_default()
}
