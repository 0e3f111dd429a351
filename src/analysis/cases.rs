//! Low, base and high cases, in the two senses in which investors use the words: stated terms, each with
//! a distribution of its own, and what trials look like that went badly, as usual and well.

use std::io;

use serde::{Serialize, Serializer};

use super::figures::Figures;
use super::stress::few_late_and_weaker;
use super::{Error, Level, Point, Simulated, Simulator};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::{Chance, Estimate, Sample};
use crate::results::{Column, Metric, beyond_noise};
use crate::scenario::Scenario;

/// The cases under one view.
#[derive(Clone, Debug, Serialize)]
pub struct Cases {
    pub view: String,
    /// Low, base and high.
    pub stated: Vec<Case>,
    /// The same of the file's own trials.
    pub slices: Vec<Slice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseName {
    Low,
    Base,
    High,
}

/// Stated terms, simulated as a whole distribution.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    pub name: CaseName,
    /// What is laid over the arrangement.
    #[serde(rename = "assignments")]
    pub point: Point,
    pub figures: Figures,
    /// Families that start.
    pub starts: Estimate,
    /// Pounds under the contract.
    pub payments: Estimate,
    /// Something is earned and not paid because of a cap.
    pub is_capped: Chance,
    /// Pounds: what the council gains.
    pub council_gain: Estimate,
}

/// Trials about a percentile of the investor's gain.
#[derive(Clone, Debug, Serialize)]
pub struct Slice {
    pub name: CaseName,
    /// Shares of the trials, from the lowest gain up.
    pub from: f64,
    pub until: f64,
    pub trials: usize,
    /// The mean of each metric over them; their errors are those of the trials in the slice, as if its
    /// ends were known.
    #[serde(serialize_with = "by_metric")]
    pub means: Vec<(Metric, Measured)>,
    /// What sets them apart by more than noise ([`beyond_noise`]) among the assumptions that vary, the most
    /// first.
    pub set_apart: Vec<SetApart>,
}

/// An assumption whose mean in a slice is away from that of all trials.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetApart {
    pub assumption: String,
    pub mean: f64,
    pub mean_of_all: f64,
    /// In standard deviations over all trials.
    #[serde(rename = "standard_deviations_away")]
    pub away: f64,
}

/// What is shown of a slice.
const SHOWN: [Metric; 6] = [
    Metric::Starts,
    Metric::Payments,
    Metric::ContractCost,
    Metric::InvestorDrawn,
    Metric::InvestorReturned,
    Metric::InvestorGain,
];

const SLICES: [(CaseName, f64, f64); 3] =
    [(CaseName::Low, 0.05, 0.15), (CaseName::Base, 0.45, 0.55), (CaseName::High, 0.85, 0.95)];

/// Assumptions that are listed for a slice.
const LISTED: usize = 5;

/// Figures of metrics, by their names.
fn by_metric<S: Serializer>(
    means: &[(Metric, Measured)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(means.iter().map(|(metric, mean)| (metric.stem(), mean)))
}

impl Cases {
    /// Simulates the cases under one of the simulator's views; none where nobody invests.
    ///
    /// # Errors
    ///
    /// If the scenario has errors, or the trials cannot be held.
    pub fn of(simulator: &Simulator<'_>, view: usize) -> Result<Option<Self>, Error> {
        let scenario = simulator.scenario(view)?;
        if scenario.investor.is_none() {
            return Ok(None);
        }
        let named = [
            (CaseName::Base, Point::new()),
            (CaseName::Low, few_late_and_weaker(&scenario)),
            (CaseName::High, many_and_stronger(&scenario)),
        ];
        let simulated =
            simulator.simulate(&Simulator::asks(view, named.iter().map(|it| it.1.clone())))?;
        let mut stated = Vec::new();
        for (ask, (name, point)) in named.into_iter().enumerate() {
            stated.extend(Case::of(&simulated, ask, name, point)?);
        }
        stated.sort_by_key(|stated| stated.name as usize);
        let slices = slices(&simulated, 0)?;
        Ok(Some(Self { view: simulator.views[view].clone(), stated, slices }))
    }
}

/// 130% of the referrals and four thirds of the effect, as far as the file has them: demand and success
/// for more than the contract would pay for, so that its caps and limits say what the most is.
fn many_and_stronger(scenario: &Scenario) -> Point {
    let parts = [Level::Referrals.times(scenario, 1.3), Level::Effect.times(scenario, 4.0 / 3.0)];
    parts.into_iter().flatten().collect()
}

impl Case {
    fn of(
        simulated: &Simulated,
        ask: usize,
        name: CaseName,
        point: Point,
    ) -> io::Result<Option<Self>> {
        let sample = simulated.sample();
        let figures = Figures::of(simulated, ask)?;
        let unpaid = simulated.column(ask, Metric::UnpaidByCaps)?;
        let is_capped = sample.chance(unpaid.iter().map(|it| *it > 0.0).enumerate());
        let estimate =
            |metric| Ok::<_, io::Error>(sample.estimate(&simulated.column(ask, metric)?));
        let (starts, payments) = (estimate(Metric::Starts)?, estimate(Metric::Payments)?);
        let council_gain = estimate(Metric::CouncilGain)?;
        let case = || {
            Some(Self {
                name,
                point,
                figures: figures?,
                starts: starts?,
                payments: payments?,
                is_capped: is_capped?,
                council_gain: council_gain?,
            })
        };
        Ok(case())
    }
}

fn slices(simulated: &Simulated, ask: usize) -> io::Result<Vec<Slice>> {
    let gain = simulated.column(ask, Metric::InvestorGain)?;
    let mut ranked: Vec<usize> = (0..gain.len()).filter(|index| !gain[*index].is_nan()).collect();
    // Trials with equal gains stand in their order.
    ranked.sort_by(|a, b| gain[*a].total_cmp(&gain[*b]));
    let shown = SHOWN.map(|metric| Ok((metric, simulated.column(ask, metric)?)));
    let shown: Vec<(Metric, Vec<f64>)> = shown.into_iter().collect::<io::Result<_>>()?;
    let (trials, world) = simulated.world(ask);
    let drawn = &trials.worlds[world];
    let assumptions: Vec<Vec<f64>> =
        drawn.assumptions.iter().map(Column::numbers).collect::<io::Result<_>>()?;
    let slice = |(name, from, until): (CaseName, f64, f64)| {
        let rows = &ranked[share_of(ranked.len(), from)..share_of(ranked.len(), until)];
        let of =
            |column: &[f64]| Estimate::of(&rows.iter().map(|row| column[*row]).collect::<Vec<_>>());
        let means = shown
            .iter()
            .filter_map(|(metric, column)| Some((*metric, Measured::from(&of(column)?))))
            .collect();
        let apart = |(name, column): (&String, &Vec<f64>)| {
            let all = Sample::PLAIN.moments(column).filter(|moments| 0.0 < moments.sd)?;
            let mean = of(column)?.mean;
            let away = (mean - all.mean) / all.sd;
            Some(SetApart { assumption: name.clone(), mean, mean_of_all: all.mean, away })
        };
        let mut set_apart: Vec<SetApart> =
            drawn.assumption_names.iter().zip(&assumptions).filter_map(apart).collect();
        // The mean of so many trials taken at random from all has this standard error, in deviations.
        let (own, all) = (rows.len() as f64, ranked.len() as f64);
        let by_chance = beyond_noise(set_apart.len()) * ((1.0 - own / all) / own).sqrt();
        set_apart.retain(|set_apart| set_apart.away.abs() > by_chance);
        set_apart.sort_by(|a, b| b.away.abs().total_cmp(&a.away.abs()));
        set_apart.truncate(LISTED);
        Slice { name, from, until, trials: rows.len(), means, set_apart }
    };
    Ok(SLICES.map(slice).into())
}

/// So many of the trials, to the nearest whole one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
fn share_of(trials: usize, share: f64) -> usize {
    (share * trials as f64).round() as usize
}
