//! Who bears which risk, and what it costs to hand it over.
//!
//! What all parties gain together is the cost of care saved less everything that is spent on the work
//! and the contract; each party's gain is its part of that. A party's share of the variance is its
//! covariance with the whole (Euler's allocation: the shares add up to 1), so that a party that loses
//! when the others win has a share below 0.

use std::io;

use serde::Serialize;

use super::{Pair, PairNames};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Estimate;
use crate::results::{Metric, Named, Trials, WORST, by_name};

/// Who gains or loses by a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// All councils together.
    Council,
    /// By position among the co-payers of all worlds.
    CoPayer(usize),
    /// All providers together.
    Provider,
    Investor,
}

impl Party {
    /// What it gains in a trial.
    pub const fn metric(self) -> Metric {
        match self {
            Self::Council => Metric::CouncilGain,
            Self::CoPayer(index) => Metric::CoPayerGain(index),
            Self::Provider => Metric::ProviderSurplus,
            Self::Investor => Metric::InvestorGain,
        }
    }
}

/// One party in one world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartyRisk {
    #[serde(skip)]
    pub party: Party,
    /// The name of the metric that is its gain.
    #[serde(skip)]
    pub metric: String,
    #[serde(flatten)]
    pub gain: Estimate,
    /// The mean of its worst 5% of trials.
    #[serde(rename = "mean_of_worst")]
    pub worst: Measured,
    /// Of the variance of what all gain together; none where that does not vary.
    #[serde(rename = "share_of_variance")]
    pub share: Option<Measured>,
}

/// All parties in one world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorldRisk {
    #[serde(skip)]
    pub world: usize,
    /// What the world is called.
    #[serde(rename = "world")]
    pub name: String,
    /// Those that gain or lose anything in any trial; the council in any case.
    #[serde(serialize_with = "by_name")]
    pub parties: Vec<PartyRisk>,
    /// What all gain together.
    pub all: Estimate,
}

impl Named for PartyRisk {
    fn name(&self) -> &str {
        &self.metric
    }
}

impl WorldRisk {
    /// None where there are no trials.
    pub(super) fn of(trials: &Trials, world: usize) -> io::Result<Option<Self>> {
        let sample = trials.sample();
        let co_payers = (0..trials.names.co_payers().len()).map(Party::CoPayer);
        let parties = std::iter::once(Party::Council)
            .chain(co_payers)
            .chain([Party::Provider, Party::Investor]);
        let mut gains: Vec<(Party, Vec<f64>)> = Vec::new();
        for party in parties {
            let gain = trials.column(world, party.metric())?;
            if party == Party::Council || gain.iter().any(|it| *it != 0.0) {
                gains.push((party, gain));
            }
        }
        let rows = 0..trials.count();
        let all: Vec<f64> = rows.map(|row| gains.iter().map(|(_, gain)| gain[row]).sum()).collect();
        let risk = |(party, gain): &(Party, Vec<f64>)| {
            Some(PartyRisk {
                party: *party,
                metric: trials.names.name(party.metric()),
                gain: sample.estimate(gain)?,
                worst: sample.mean(&sample.lowest(gain, WORST))?,
                share: sample.share_of_variance(gain, &all),
            })
        };
        let parties: Option<Vec<PartyRisk>> = gains.iter().map(risk).collect();
        let all = sample.estimate(&all);
        let name = trials.worlds[world].label.name.clone();
        Ok(parties.zip(all).map(|(parties, all)| Self { world, name, parties, all }))
    }

    /// One party, if it has anything at stake.
    pub fn party(&self, party: Party) -> Option<&PartyRisk> {
        self.parties.iter().find(|it| it.party == party)
    }
}

/// What it costs that others than the council bear the risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Transfer {
    #[serde(skip)]
    pub pair: Pair,
    #[serde(flatten)]
    pub names: PairNames,
    /// The mean of the council's worst 5% of trials in the first world less that in the second, in
    /// pounds: the downside that it is rid of, if above 0.
    #[serde(rename = "downside_removed")]
    pub removed: Measured,
    /// The same of its mean.
    #[serde(rename = "council_gain_change")]
    pub mean_change: Measured,
    /// What the investor gains on average in the first world more than in the second.
    #[serde(rename = "investor_gain_change")]
    pub investor_gain: Measured,
    /// Pounds of that for each pound of downside that the council is rid of; none where it is rid of
    /// none, or the investor gains nothing by it, by more than two standard errors.
    pub price_of_a_pound: Option<Measured>,
}

impl Transfer {
    pub(super) fn of(trials: &Trials, pair: Pair) -> io::Result<Self> {
        let sample = trials.sample();
        let [own, other] =
            [pair.world, pair.against].map(|it| trials.column(it, Metric::CouncilGain));
        let [own, other] = [own?, other?].map(|it| sample.lowest(&it, WORST));
        let worst: Vec<f64> = own.iter().zip(other).map(|(own, other)| own - other).collect();
        let mean = trials.difference(pair, Metric::CouncilGain)?;
        let gain = trials.difference(pair, Metric::InvestorGain)?;
        let figure = |values: &[f64]| {
            sample.mean(values).unwrap_or(Measured { value: 0.0, standard_error: 0.0 })
        };
        Ok(Self {
            pair,
            names: pair.names(trials),
            removed: figure(&worst),
            mean_change: figure(&mean),
            investor_gain: figure(&gain),
            price_of_a_pound: ratio_of_differences(trials, &gain, &worst),
        })
    }
}

/// The ratio of two means; none where either is not clearly above 0.
///
/// Trial `i` adds `(x_i - ratio y_i) / mean(y)` to it.
fn ratio_of_differences(trials: &Trials, top: &[f64], below: &[f64]) -> Option<Measured> {
    let sample = trials.sample();
    let (over, under) = (sample.mean(top)?, sample.mean(below)?);
    if ![over, under].iter().all(|it| it.is_clearly_above_zero()) {
        return None;
    }
    let value = over.value / under.value;
    let added: Vec<f64> =
        top.iter().zip(below).map(|(x, y)| (x - value * y) / under.value).collect();
    Some(Measured { value, standard_error: sample.mean(&added)?.standard_error })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{plain, trials};
    use super::*;

    /// A hundred trials from bad to good: under fees the council bears all of it, under the other
    /// arrangement the investor takes half, for £3 on average.
    #[test]
    fn half_of_a_risk_handed_over_has_its_price() {
        let metrics = [Metric::CouncilGain, Metric::ProviderSurplus, Metric::InvestorGain];
        let swing: Vec<f64> = (0..100).map(|index| f64::from(index) - 49.5).collect();
        let half = |more: f64| swing.iter().map(|it| it / 2.0 + more).collect::<Vec<_>>();
        let none = || vec![0.0; 100];
        let fees = plain("fees", vec![swing.clone(), none(), none()]);
        let outcomes = plain("outcomes", vec![half(-3.0), none(), half(3.0)]);
        let trials = trials(&metrics, &[fees, outcomes]);
        let risk = WorldRisk::of(&trials, 1).expect("memory").expect("trials");
        assert_eq!(risk.parties.len(), 2, "who has nothing at stake is left out");
        for it in &risk.parties {
            assert!((it.share.expect("it varies").value - 0.5).abs() < 1e-12);
        }
        // The five worst of the whole average -47.5; the quantile lies between the fifth and sixth.
        let worst = risk.party(Party::Council).expect("it is one").worst;
        assert!((worst.value + 47.5 / 2.0 + 3.0).abs() < 0.02, "{worst:?}");
        let transfer = Transfer::of(&trials, Pair { world: 1, against: 0 }).expect("memory");
        assert!((transfer.removed.value - (47.5 / 2.0 - 3.0)).abs() < 0.05, "{transfer:?}");
        assert!((transfer.investor_gain.value - 3.0).abs() < 1e-9);
        assert!((transfer.mean_change.value + 3.0).abs() < 1e-9);
        let pound = transfer.price_of_a_pound.expect("it is rid of some").value;
        assert!((pound - 3.0 / transfer.removed.value).abs() < 1e-12);
        let back = Transfer::of(&trials, Pair { world: 0, against: 1 }).expect("memory");
        assert_eq!(back.price_of_a_pound, None, "nothing is removed the other way");
    }
}
