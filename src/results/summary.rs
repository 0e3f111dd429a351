//! What the rows of a run say, read one column at a time.

use std::io;

use serde::{Serialize, Serializer};

use super::drivers::{Aim, Drivers, Outcome, drivers_of};
use super::{
    ClaimCheck, ClaimResult, ClaimedFigure, Column, IrrKind, Metric, Role, Sense, Series, Trials,
    VarianceSplit, WorldLabel,
};
use crate::numeric::ascending::sorted;
use crate::numeric::design::Design;
use crate::numeric::summary::{Chance, Estimate};
use crate::parallel;
use crate::units::financial_year_label;

/// The share of trials that is a party's worst case.
pub const WORST: f64 = 0.05;

/// Trials below which nothing is decided: a standard error is too uncertain itself, and a twentieth
/// of them is none.
pub const FEWEST_TRIALS: usize = 20;

/// One metric of one world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricSummary {
    #[serde(flatten)]
    pub metric: Metric,
    #[serde(skip)]
    pub name: String,
    /// None where no trial has a value.
    #[serde(flatten)]
    pub estimate: Option<Estimate>,
    /// Trials without a value.
    pub without_value: usize,
    #[serde(rename = "probability_above_zero")]
    pub above_zero: Option<Chance>,
    #[serde(rename = "probability_below_zero")]
    pub below_zero: Option<Chance>,
    /// Where the spread comes from.
    #[serde(rename = "spread_from")]
    pub split: Option<VarianceSplit>,
}

/// How the internal rates of return turned out, in trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IrrCounts {
    pub unique: usize,
    pub ambiguous: usize,
    pub total_loss: usize,
    pub nothing_invested: usize,
    pub no_rate: usize,
}

/// One financial year of one world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearSummary {
    /// By the year of its April.
    #[serde(serialize_with = "financial_year")]
    pub year: i16,
    pub net_saving: Estimate,
    /// The council's first, then each co-payer's.
    #[serde(rename = "payments_by", serialize_with = "by_name")]
    pub payments: Vec<PayerSummary>,
    #[serde(rename = "payments")]
    pub total_payments: Estimate,
}

/// What one payer pays in a financial year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PayerSummary {
    /// `council`, or the name of a co-payer.
    #[serde(skip)]
    pub payer: String,
    #[serde(flatten)]
    pub payments: Estimate,
}

/// One world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorldSummary {
    #[serde(flatten)]
    pub label: WorldLabel,
    #[serde(serialize_with = "by_name")]
    pub metrics: Vec<MetricSummary>,
    pub irr: IrrCounts,
    #[serde(rename = "financial_years")]
    pub years: Vec<YearSummary>,
    /// In the order of the claims; none where no trial has a value.
    pub claims: Vec<Option<ClaimResult>>,
    /// What the net saving goes with, and how likely the [saving asked for](Summary::asked_saving) is there. None where no assumption can be ranked: there are fewer
    /// than [`FEWEST_TRIALS`], or the net saving is always the same.
    pub saving_drivers: Option<Drivers>,
    /// The same of the investor's net present value, and how likely it is above 0.
    pub investor_drivers: Option<Drivers>,
}

/// The saving that the first page asks for: a claimed one, or where none is claimed any by the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AskedSaving<'a> {
    /// One of the definitions of a net saving.
    pub metric: Metric,
    /// With its place among the claims.
    pub claim: Option<(usize, &'a ClaimedFigure)>,
}

/// The definitions of a net saving that a first page can ask for, the usual one first.
const ASKED: [Metric; 4] = [
    Metric::NetSaving,
    Metric::NetSavingInWindow,
    Metric::NetSavingPerCompletion,
    Metric::NetSavingPerStart,
];

/// The whole run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub seed: u64,
    #[serde(rename = "draws")]
    pub design: Design,
    pub trials: usize,
    /// Months up to which the net saving is counted.
    #[serde(rename = "horizon_months")]
    pub horizon: usize,
    pub worlds: Vec<WorldSummary>,
    pub claims: Vec<ClaimCheck>,
}

/// What stands in an object under its own name.
pub(crate) trait Named {
    fn name(&self) -> &str;
}

impl Named for PayerSummary {
    fn name(&self) -> &str {
        &self.payer
    }
}

impl Named for MetricSummary {
    fn name(&self) -> &str {
        &self.name
    }
}

/// A list as an object by the names of what is in it.
pub(crate) fn by_name<T: Named + Serialize, S: Serializer>(
    list: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(list.iter().map(|each| (each.name(), each)))
}

/// `2024/25`
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn financial_year<S: Serializer>(april: &i16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&financial_year_label(*april))
}

impl Summary {
    /// The saving that the first page asks for.
    pub fn asked_saving(&self) -> AskedSaving<'_> {
        AskedSaving::of(&self.claims, self.horizon)
    }
}

impl WorldSummary {
    /// One metric; none for a world that does not have it.
    pub fn metric(&self, metric: Metric) -> Option<&MetricSummary> {
        self.metrics.iter().find(|it| it.metric == metric)
    }

    /// The estimate of one metric, where there is one.
    pub fn estimate(&self, metric: Metric) -> Option<&Estimate> {
        self.metric(metric)?.estimate.as_ref()
    }
}

/// Summarises a run.
///
/// # Errors
///
/// If a column cannot be read again.
pub fn summarise(trials: &Trials, claims: &[ClaimCheck]) -> io::Result<Summary> {
    let worlds = (0..trials.worlds.len()).collect();
    let worlds = parallel::map(worlds, |world| world_summary(trials, world, claims));
    Ok(Summary {
        seed: trials.seed,
        design: trials.design,
        trials: trials.count(),
        horizon: trials.horizon,
        worlds: worlds.into_iter().collect::<io::Result<_>>()?,
        claims: claims.to_vec(),
    })
}

fn world_summary(trials: &Trials, index: usize, claims: &[ClaimCheck]) -> io::Result<WorldSummary> {
    let world = &trials.worlds[index];
    let metrics = trials
        .metrics
        .iter()
        .enumerate()
        .filter(|(_, metric)| {
            world.label.role != Role::StatusQuo || metric.scope() == super::Scope::EveryWorld
        })
        .map(|(column, metric)| metric_summary(trials, index, column, *metric))
        .collect::<io::Result<_>>()?;
    let programme = world.label.role != Role::StatusQuo;
    let [saving_drivers, investor_drivers] =
        if programme { drivers(trials, index, claims)? } else { Default::default() };
    let claim = |(claim, column): (&ClaimCheck, &Column)| {
        let Some(figure) = &claim.figure else { return Ok(None) };
        Ok(ClaimResult::of(figure, &column.numbers()?, trials.sample()))
    };
    Ok(WorldSummary {
        label: world.label.clone(),
        metrics,
        irr: IrrCounts::of(&world.irr),
        years: if programme { years(trials, index)? } else { Vec::new() },
        claims: claims.iter().zip(&world.claims).map(claim).collect::<io::Result<_>>()?,
        saving_drivers,
        investor_drivers,
    })
}

fn metric_summary(
    trials: &Trials,
    world: usize,
    column: usize,
    metric: Metric,
) -> io::Result<MetricSummary> {
    let rows = &trials.worlds[world];
    let values = rows.metrics[column].numbers()?;
    let again = rows.replicates[column].numbers()?;
    let sample = trials.sample();
    let estimate = metric.unit().estimate(sample, &values);
    let count = estimate.map_or(0, |it| it.count);
    let pairs = trials.replicated.iter().zip(again).map(|(trial, again)| {
        let row = usize::try_from(trial - trials.first).expect("a row of this run");
        (values[row], again)
    });
    Ok(MetricSummary {
        metric,
        name: trials.names.name(metric),
        estimate,
        without_value: values.len() - count,
        above_zero: sample.chance(defined(&values).map(|(row, it)| (row, it > 0.0))),
        below_zero: sample.chance(defined(&values).map(|(row, it)| (row, it < 0.0))),
        split: estimate
            .and_then(|estimate| VarianceSplit::of(&estimate, (trials.replicate_sample(), pairs))),
    })
}

/// The rows with a value.
pub(super) fn defined(values: &[f64]) -> impl Iterator<Item = (usize, f64)> + Clone {
    values.iter().copied().enumerate().filter(|it| !it.1.is_nan())
}

impl IrrCounts {
    /// Of the rates of some trials.
    pub fn of(kinds: &[IrrKind]) -> Self {
        let mut counts = Self::default();
        for kind in kinds {
            match kind {
                IrrKind::Unique => counts.unique += 1,
                IrrKind::Ambiguous => counts.ambiguous += 1,
                IrrKind::TotalLoss => counts.total_loss += 1,
                IrrKind::NothingInvested => counts.nothing_invested += 1,
                IrrKind::NoRate => counts.no_rate += 1,
            }
        }
        counts
    }
}

fn years(trials: &Trials, world: usize) -> io::Result<Vec<YearSummary>> {
    let columns = &trials.worlds[world].years;
    let payers = 1 + trials.names.co_payers().len();
    let width = 1 + payers;
    let of_year = |(year, columns): (&i16, &[Column])| {
        let columns: Vec<Vec<f64>> =
            columns.iter().map(Column::numbers).collect::<io::Result<_>>()?;
        Ok(year_summary(trials, *year, &columns))
    };
    let summaries: Vec<Option<YearSummary>> = trials
        .years
        .iter()
        .zip(columns.chunks_exact(width))
        .map(of_year)
        .collect::<io::Result<_>>()?;
    Ok(summaries.into_iter().flatten().collect())
}

/// From the net saving of a year and each payer's payments; `None` where there are no trials.
fn year_summary(trials: &Trials, year: i16, columns: &[Vec<f64>]) -> Option<YearSummary> {
    let sample = trials.sample();
    let (net_saving, payments) = columns.split_first()?;
    let total: Vec<f64> =
        (0..net_saving.len()).map(|row| payments.iter().map(|it| it[row]).sum()).collect();
    let co_payers = trials.names.co_payers().iter().map(String::as_str);
    let payers = std::iter::once("council").chain(co_payers);
    Some(YearSummary {
        year,
        net_saving: sample.estimate(net_saving)?,
        payments: payers
            .zip(payments)
            .map(|(payer, column)| {
                Some(PayerSummary { payer: payer.to_owned(), payments: sample.estimate(column)? })
            })
            .collect::<Option<_>>()?,
        total_payments: sample.estimate(&total)?,
    })
}

/// What the saving that is asked for and the investor's present value go with; none where no assumption can be ranked.
fn drivers(
    trials: &Trials,
    world: usize,
    claims: &[ClaimCheck],
) -> io::Result<[Option<Drivers>; 2]> {
    let AskedSaving { metric, claim } = AskedSaving::of(claims, trials.horizon);
    let aim = match claim {
        Some((index, figure)) => Aim::Claim(figure, trials.worlds[world].claims[index].numbers()?),
        None => Aim::AboveZero,
    };
    let outcomes = [
        Outcome::new(trials.column(world, metric)?, Some(aim)),
        Outcome::new(trials.column(world, Metric::InvestorNpv)?, Some(Aim::AboveZero)),
    ];
    drivers_of(trials, world, &outcomes)
}

impl<'a> AskedSaving<'a> {
    /// The first claim of so much or more by the horizon; where there is none, the first by one of the other
    /// definitions.
    fn of(claims: &'a [ClaimCheck], horizon: usize) -> Self {
        let figures =
            claims.iter().enumerate().filter_map(|(place, it)| Some((place, it.figure.as_ref()?)));
        let asks = |figure: &ClaimedFigure, metric: Metric| {
            figure.metric == metric.stem()
                && figure.sense == Sense::AtLeast
                && figure.at_month.is_none_or(|month| month == horizon)
        };
        let first = |wanted: &[Metric]| {
            figures.clone().find_map(|(place, figure)| {
                let metric = wanted.iter().find(|it| asks(figure, **it))?;
                Some(Self { metric: *metric, claim: Some((place, figure)) })
            })
        };
        let [by_horizon, otherwise @ ..] = &ASKED;
        first(std::slice::from_ref(by_horizon))
            .or_else(|| first(otherwise))
            .unwrap_or(Self { metric: Metric::NetSaving, claim: None })
    }
}

impl Trials {
    /// The quantiles of a series in every month: 5%, 25%, 50%, 75% and 95%, and the mean; of the
    /// first [`SERIES_TRIALS`](super::SERIES_TRIALS) trials.
    ///
    /// # Errors
    ///
    /// If the series cannot be read again.
    pub fn bands(&self, world: usize, series: Series) -> io::Result<Vec<Option<Estimate>>> {
        let sample = self.sample();
        Ok(self.series(world, series)?.map(|series| sample.estimate(&series)).collect())
    }

    /// A metric's values in ascending order.
    ///
    /// # Errors
    ///
    /// If the column cannot be read again.
    pub fn sorted(&self, world: usize, metric: Metric) -> io::Result<Vec<f64>> {
        Ok(sorted(&self.column(world, metric)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Unit;

    fn claim(metric: &str, sense: Sense, at_month: Option<usize>) -> ClaimCheck {
        let (metric, unit, value, world) = (metric.to_owned(), Unit::Pounds, 1e6, None);
        let figure = Some(ClaimedFigure { metric, at_month, unit, value, sense, world });
        ClaimCheck { text: String::new(), figure, source: String::new(), note: None }
    }

    /// A saving by the horizon goes before one by another definition, whichever stands first in the file; of
    /// a payment, of no more than so much or by another month is no saving that a first page asks for.
    #[test]
    fn the_first_page_asks_for_the_first_claim_of_a_saving() {
        let claims = [
            claim("payments", Sense::AtLeast, None),
            claim("net_saving", Sense::AtMost, None),
            claim("net_saving", Sense::AtLeast, Some(12)),
            claim("net_saving_per_completion", Sense::AtLeast, None),
            claim("net_saving_in_window", Sense::AtLeast, None),
            claim("net_saving", Sense::AtLeast, Some(60)),
        ];
        let asked = |count: usize| {
            let AskedSaving { metric, claim } = AskedSaving::of(&claims[..count], 60);
            (metric, claim.map(|claim| claim.0))
        };
        assert_eq!(asked(3), (Metric::NetSaving, None));
        assert_eq!(asked(5), (Metric::NetSavingPerCompletion, Some(3)));
        assert_eq!(asked(6), (Metric::NetSaving, Some(5)));
    }
}
