//! A fund of several contracts: a row a trial, and what the rows say of the fund and of each contract.
//!
//! Invariants: in a trial the fund's flows are the sum of the contracts', so that paid in, got back,
//! gains and present values add up, while peaks, rates and tails do not; everything is the fund's part
//! of the investor's position; a value that a trial does not have is NaN in a column and is counted,
//! and a payback that never comes is infinite.

mod diversification;
mod left_out;

use serde::Serialize;

use super::{IrrCounts, IrrKind};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::{Chance, Estimate, Sample};

pub use super::WORST;
pub use diversification::{Diversification, Spread, WithoutLargest};
pub use left_out::{LeftOut, LossWithout};

/// The result of one stream of flows in one trial, in pounds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// Everything paid in.
    pub drawn: f64,
    /// Everything received.
    pub returned: f64,
    /// Received less paid in.
    pub gain: f64,
    /// The most that was out at once.
    pub peak: f64,
    /// At the fund's hurdle, at the start of its first contract.
    pub npv: f64,
    /// Received for each pound paid in; NaN where nothing was.
    pub multiple: f64,
    /// A year, effective; NaN where there is not exactly one.
    pub irr: f64,
    pub kind: IrrKind,
    /// Months until everything paid in has come back for good, from the contract's own start; infinity
    /// where it never does, and NaN where nothing was paid in.
    pub payback: f64,
}

/// One trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FundRow {
    pub fund: Position,
    /// The fund's part of each contract.
    pub contracts: Vec<Position>,
    /// The gain from each contract where each has shocks and events of its own; none where nothing is
    /// shared.
    pub apart: Option<Vec<f64>>,
    /// The fund's gain without each thing that is left out in turn.
    pub without: Vec<f64>,
    /// What the fund has got back less what it has paid in, by the end of each month, where it is kept.
    pub months: Vec<f32>,
}

/// All trials, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct FundTrials {
    pub seed: u64,
    /// The number of the first.
    pub first: u64,
    /// Of the contracts.
    pub names: Vec<String>,
    /// The seed of each contract: that of a run of it alone with the same families.
    pub seeds: Vec<u64>,
    /// What trials are simulated again without.
    pub left_out: Vec<LeftOut>,
    pub rows: Vec<FundRow>,
}

impl FundTrials {
    /// A figure of the fund, trial by trial.
    pub fn of_fund(&self, figure: impl Fn(&Position) -> f64) -> Vec<f64> {
        self.rows.iter().map(|row| figure(&row.fund)).collect()
    }

    /// A figure of one contract, trial by trial.
    pub fn of_contract(&self, contract: usize, figure: impl Fn(&Position) -> f64) -> Vec<f64> {
        self.rows.iter().map(|row| figure(&row.contracts[contract])).collect()
    }

    /// How many trials have their months.
    pub fn series_count(&self) -> usize {
        self.rows.iter().take_while(|row| !row.months.is_empty()).count()
    }

    /// The fund's position by the end of each month.
    fn bands(&self) -> Vec<Estimate> {
        let kept = &self.rows[..self.series_count()];
        let months = kept.first().map_or(0, |it| it.months.len());
        let of = |month: usize| {
            let values: Vec<f64> = kept.iter().map(|it| f64::from(it.months[month])).collect();
            Estimate::of(&values)
        };
        (0..months).filter_map(of).collect()
    }

    fn kinds(&self, of: impl Fn(&FundRow) -> IrrKind) -> Vec<IrrKind> {
        self.rows.iter().map(of).collect()
    }
}

/// A fund, or its part of a contract, over all trials.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PositionSummary {
    #[serde(rename = "paid_in")]
    pub drawn: Estimate,
    #[serde(rename = "got_back")]
    pub returned: Estimate,
    pub gain: Estimate,
    #[serde(rename = "peak_out")]
    pub peak: Estimate,
    pub npv: Estimate,
    /// Of the trials in which anything is paid in.
    pub multiple: Option<Estimate>,
    /// What is expected back for each pound that is expected to be paid in.
    pub multiple_of_means: Option<Measured>,
    /// Of the trials with exactly one rate, a total loss among them as -100%.
    pub irr: Option<Estimate>,
    #[serde(rename = "irr_kinds")]
    pub irr_counts: IrrCounts,
    /// Of the trials in which anything is paid in.
    #[serde(rename = "payback_month")]
    pub payback: Option<Estimate>,
    /// Trials in which less comes back than was paid in.
    #[serde(rename = "probability_of_loss")]
    pub loses: Chance,
    /// The mean gain of the worst 5% of its own trials.
    #[serde(rename = "gain_mean_of_worst")]
    pub worst: Measured,
    /// Of the gain.
    #[serde(rename = "gain_sd")]
    pub sd: Measured,
}

impl PositionSummary {
    /// None where there are no trials.
    fn of(positions: &[Position], kinds: &[IrrKind]) -> Option<Self> {
        let sample = Sample::PLAIN;
        let column =
            |figure: fn(&Position) -> f64| positions.iter().map(figure).collect::<Vec<_>>();
        let estimate = |figure: fn(&Position) -> f64| sample.estimate(&column(figure));
        let (drawn, returned) = (column(|it| it.drawn), column(|it| it.returned));
        let gain = column(|it| it.gain);
        let figure = |added: &[f64]| sample.mean(added);
        let loses = gain.iter().filter(|it| **it < 0.0).count();
        Some(Self {
            drawn: sample.estimate(&drawn)?,
            returned: sample.estimate(&returned)?,
            gain: sample.estimate(&gain)?,
            peak: estimate(|it| it.peak)?,
            npv: estimate(|it| it.npv)?,
            multiple: estimate(|it| it.multiple),
            multiple_of_means: sample.product_of_means(&[(&returned, 1.0), (&drawn, -1.0)]),
            irr: estimate(|it| it.irr),
            irr_counts: IrrCounts::of(kinds),
            payback: sample.times(&column(|position| position.payback)),
            loses: Chance::of(loses, positions.len())?,
            worst: figure(&sample.lowest(&gain, WORST))?,
            sd: figure(&sample.deviations(&gain))?,
        })
    }
}

/// One contract in the fund.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ContractSummary {
    pub name: String,
    pub seed: u64,
    #[serde(flatten)]
    pub position: PositionSummary,
    /// Of the variance of the fund's gain; none where that does not vary.
    #[serde(rename = "share_of_variance")]
    pub share: Option<Measured>,
    /// The correlation of its gain with that of each contract; none where one does not vary.
    pub correlations: Vec<Option<Measured>>,
}

/// The whole fund.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FundSummary {
    pub seed: u64,
    pub trials: usize,
    pub fund: PositionSummary,
    pub contracts: Vec<ContractSummary>,
    /// Where there is more than one contract.
    pub diversification: Option<Diversification>,
    /// What the chance of a loss depends on, the largest change first.
    pub loss_without: Vec<LossWithout>,
    /// The fund's position by the end of each month, of the trials whose months are kept.
    #[serde(rename = "position_by_month")]
    pub months: Vec<Estimate>,
}

impl FundSummary {
    /// What the trials say; none where there are none.
    pub fn of(trials: &FundTrials) -> Option<Self> {
        let fund: Vec<Position> = trials.rows.iter().map(|row| row.fund).collect();
        let contracts = 0..trials.names.len();
        let gains: Vec<Vec<f64>> =
            contracts.clone().map(|it| trials.of_contract(it, |it| it.gain)).collect();
        let contracts: Option<Vec<ContractSummary>> =
            contracts.map(|it| contract(trials, it, &gains)).collect();
        let contracts = contracts?;
        Some(Self {
            seed: trials.seed,
            trials: trials.rows.len(),
            fund: PositionSummary::of(&fund, &trials.kinds(|trial| trial.fund.kind))?,
            diversification: Diversification::of(trials, &gains),
            loss_without: LossWithout::of(trials),
            contracts,
            months: trials.bands(),
        })
    }
}

fn contract(trials: &FundTrials, index: usize, gains: &[Vec<f64>]) -> Option<ContractSummary> {
    let sample = Sample::PLAIN;
    let positions: Vec<Position> = trials.rows.iter().map(|row| row.contracts[index]).collect();
    let kinds = trials.kinds(|trial| trial.contracts[index].kind);
    let fund = trials.of_fund(|trial| trial.gain);
    Some(ContractSummary {
        name: trials.names[index].clone(),
        seed: trials.seeds[index],
        position: PositionSummary::of(&positions, &kinds)?,
        share: sample.share_of_variance(&gains[index], &fund),
        correlations: gains.iter().map(|gain| sample.correlation(&gains[index], gain)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(drawn: f64, gain: f64) -> Position {
        let returned = drawn + gain;
        let kind = if drawn > 0.0 { IrrKind::Unique } else { IrrKind::NothingInvested };
        let multiple = if drawn > 0.0 { returned / drawn } else { f64::NAN };
        Position { drawn, returned, gain, npv: gain, multiple, kind, ..Position::default() }
    }

    /// Four hundred trials of two contracts: one gains or loses 3, the other 4, each in half of the
    /// trials of the other's.
    fn trials() -> FundTrials {
        let row = |trial: usize| {
            let sign = |index: usize| if index == 0 { 1.0 } else { -1.0 };
            let gains = [3.0 * sign(trial % 2), 4.0 * sign(trial / 2 % 2)];
            let contracts = vec![position(10.0, gains[0]), position(30.0, gains[1])];
            let apart = vec![gains[0].abs(), gains[1]];
            FundRow {
                fund: position(40.0, gains[0] + gains[1]),
                contracts,
                apart: Some(apart),
                without: vec![gains[0] + gains[1], gains[0].abs() + gains[1], 1.0],
                months: vec![-40.0, 1.0],
            }
        };
        FundTrials {
            seed: 1,
            first: 0,
            names: vec!["small".to_owned(), "large".to_owned()],
            seeds: vec![2, 3],
            left_out: vec![LeftOut::Shock(0), LeftOut::Policy, LeftOut::All],
            rows: (0..400).map(row).collect(),
        }
    }

    /// By hand: variances 9 and 16 of a fund's 25, no correlation, deviations that add up to 7; the
    /// mean of the worst twentieth is -7, and -7 together too; without the large one 3 is left.
    #[test]
    fn a_fund_of_two_coins_is_as_worked_by_hand() {
        let summary = FundSummary::of(&trials()).unwrap();
        let whole = (400.0_f64 / 399.0).sqrt();
        let close = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        };
        let shares = summary.contracts.iter().map(|contract| contract.share.unwrap().value);
        shares.zip([9.0 / 25.0, 16.0 / 25.0]).for_each(|(found, expected)| close(found, expected));
        close(summary.contracts[0].correlations[1].unwrap().value, 0.0);
        close(summary.contracts[1].correlations[1].unwrap().value, 1.0);
        close(summary.fund.loses.share, 0.5);
        close(summary.fund.multiple_of_means.unwrap().value, 1.0);
        assert_eq!(summary.fund.irr_counts.unique, 400);
        assert_eq!(summary.months.len(), 2);
        let diversification = summary.diversification.unwrap();
        let Spread { fund, together, saved, independent, ratio, .. } = diversification.sd;
        close(fund.value, 5.0 * whole);
        close(together.value, 7.0 * whole);
        close(saved.value, -2.0 * whole);
        close(independent.value, 4.0 * whole);
        close(ratio.unwrap().value, 5.0 / 7.0);
        close(diversification.worst.fund.value, -7.0);
        close(diversification.worst.together.value, -7.0);
        close(diversification.loses_if_independent.share, 0.5);
        let rest = diversification.without_largest;
        assert_eq!(rest.contract, "large");
        close(rest.share_of_drawn.unwrap().value, 0.75);
        close(rest.sd.value, 3.0 * whole);
    }

    /// By hand: the fund loses in half of 400 trials. Without the shock it loses in the same ones, which has
    /// the error of half a trial in 400; without policy where only the large one loses, still a half of
    /// them; without both never, a difference of a half with a deviation of a half. What changes least
    /// is below what changes more, and all of it last.
    #[test]
    fn a_loss_that_depends_on_something_is_as_worked_by_hand() {
        let without = FundSummary::of(&trials()).unwrap().loss_without;
        let order: Vec<LeftOut> = without.iter().map(|it| it.left_out).collect();
        assert_eq!(order, [LeftOut::Shock(0), LeftOut::Policy, LeftOut::All]);
        let [shock, policy, all] = [0, 1, 2].map(|index| without[index]);
        assert_eq!((shock.loses.share, shock.change.value, shock.is_clear()), (0.5, 0.0, false));
        assert!(shock.change.standard_error > 0.0);
        assert_eq!((policy.loses.share, policy.change.value), (0.5, 0.0));
        assert_eq!((all.loses.share, all.change.value, all.is_clear()), (0.0, -0.5, true));
        let error = 0.5 * (400.0_f64 / 399.0).sqrt() / 20.0;
        assert!((all.change.standard_error - error).abs() < 1e-12, "{all:?}");
    }

    #[test]
    fn one_contract_has_nothing_to_diversify_and_no_trials_say_nothing() {
        let mut single = trials();
        for row in &mut single.rows {
            row.contracts.truncate(1);
        }
        single.names.truncate(1);
        single.seeds.truncate(1);
        assert_eq!(FundSummary::of(&single).unwrap().diversification, None);
        single.rows.clear();
        assert_eq!(FundSummary::of(&single), None);
    }
}
