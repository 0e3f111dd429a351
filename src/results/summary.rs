//! What the rows of a run say, read one column at a time.

use std::io;

use rayon::prelude::*;

use super::{
    ClaimCheck, ClaimResult, ClaimedFigure, Column, IrrKind, Metric, Role, Sense, Series, Trials,
    VarianceSplit, WorldLabel,
};
use crate::numeric::ascending::{order, sorted};
use crate::numeric::design::Design;
use crate::numeric::summary::{Chance, Estimate, Sample};

/// Trials below which nothing is decided: a standard error is too uncertain itself, and a twentieth
/// of them is none.
pub const FEWEST_TRIALS: usize = 20;

/// One metric of one world.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricSummary {
    pub metric: Metric,
    pub name: String,
    /// None where no trial has a value.
    pub estimate: Option<Estimate>,
    /// Trials without a value.
    pub without_value: usize,
    pub above_zero: Option<Chance>,
    /// Where the spread comes from.
    pub split: Option<VarianceSplit>,
}

/// How the internal rates of return turned out, in trials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IrrCounts {
    pub unique: usize,
    pub ambiguous: usize,
    pub total_loss: usize,
    pub nothing_invested: usize,
    pub no_rate: usize,
}

/// One financial year of one world.
#[derive(Clone, Debug, PartialEq)]
pub struct YearSummary {
    /// By the year of its April.
    pub year: i16,
    pub net_saving: Estimate,
    /// The council's first, then each co-payer's.
    pub payments: Vec<Estimate>,
    pub total_payments: Estimate,
}

/// What moving one assumption goes with.
#[derive(Clone, Debug, PartialEq)]
pub struct AssumptionEffect {
    pub name: String,
    /// Mean of the outcome in the tenth of trials where the assumption is lowest, and highest.
    pub lowest: f64,
    pub highest: f64,
    /// Spearman's correlation with the outcome.
    pub rank_correlation: f64,
    /// The assumption's own mean in those tenths.
    pub low_value: f64,
    pub high_value: f64,
    /// For the first claim: its chance in those tenths.
    pub claim_in_lowest: Option<f64>,
    pub claim_in_highest: Option<f64>,
}

/// One world.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldSummary {
    pub label: WorldLabel,
    pub metrics: Vec<MetricSummary>,
    pub irr: IrrCounts,
    pub years: Vec<YearSummary>,
    /// In the order of the claims; none where no trial has a value.
    pub claims: Vec<Option<ClaimResult>>,
    /// What goes with the net saving, strongest first.
    pub net_saving_drivers: Vec<AssumptionEffect>,
    /// What goes with the investor's net present value, strongest first.
    pub investor_drivers: Vec<AssumptionEffect>,
}

/// The whole run.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub seed: u64,
    pub design: Design,
    pub trials: usize,
    pub worlds: Vec<WorldSummary>,
    pub claims: Vec<ClaimCheck>,
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
    let worlds = 0..trials.worlds.len();
    let worlds = worlds.into_par_iter().map(|world| world_summary(trials, world, claims));
    Ok(Summary {
        seed: trials.seed,
        design: trials.design,
        trials: trials.count(),
        worlds: worlds.collect::<io::Result<_>>()?,
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
    let [net_saving_drivers, investor_drivers] =
        if programme { drivers(trials, index, claims)? } else { Default::default() };
    let claim = |(claim, column): (&ClaimCheck, &Column)| {
        let Some(figure) = &claim.figure else { return Ok(None) };
        Ok(ClaimResult::of(figure.value, &column.numbers()?, trials.sample()))
    };
    Ok(WorldSummary {
        label: world.label.clone(),
        metrics,
        irr: IrrCounts::of(&world.irr),
        years: if programme { years(trials, index)? } else { Vec::new() },
        claims: claims.iter().zip(&world.claims).map(claim).collect::<io::Result<_>>()?,
        net_saving_drivers,
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
    let estimate = sample.estimate(&values);
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
        split: estimate.and_then(|it| VarianceSplit::of(&it, (trials.replicate_sample(), pairs))),
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
        Ok(year_summary(trials.sample(), *year, &columns))
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
fn year_summary(sample: Sample, year: i16, columns: &[Vec<f64>]) -> Option<YearSummary> {
    let (net_saving, payments) = columns.split_first()?;
    let total: Vec<f64> =
        (0..net_saving.len()).map(|row| payments.iter().map(|it| it[row]).sum()).collect();
    Some(YearSummary {
        year,
        net_saving: sample.estimate(net_saving)?,
        payments: payments.iter().map(|it| sample.estimate(it)).collect::<Option<_>>()?,
        total_payments: sample.estimate(&total)?,
    })
}

/// How many assumptions are worth naming.
const NAMED_DRIVERS: usize = 12;

/// What the assumptions are tried against.
pub(super) struct Outcome<'a> {
    values: Vec<f64>,
    ranks: Vec<f64>,
    /// The first claim that is made of it, and the values that the claim speaks of.
    claim: Option<(&'a ClaimedFigure, Vec<f64>)>,
}

impl<'a> Outcome<'a> {
    /// None where there are too few trials, or not every one has a value.
    pub(super) fn new(values: Vec<f64>) -> Option<Self> {
        let is_whole = values.len() >= 20 && values.iter().all(|it| !it.is_nan());
        is_whole.then(|| Self { ranks: ranks(&values, &order(&values)), values, claim: None })
    }

    /// A metric with the first claim that is made of it.
    fn of(
        trials: &Trials,
        world: usize,
        metric: Metric,
        claims: &'a [ClaimCheck],
    ) -> io::Result<Option<Self>> {
        let Some(outcome) = Self::new(trials.column(world, metric)?) else { return Ok(None) };
        let claim = claims
            .iter()
            .zip(&trials.worlds[world].claims)
            .filter_map(|(it, column)| Some((it.figure.as_ref()?, column)))
            .find(|(it, _)| it.metric == metric.stem() && it.sense == Sense::AtLeast);
        let claim = match claim {
            Some((figure, column)) => Some((figure, column.numbers()?)),
            None => None,
        };
        Ok(Some(Self { claim, ..outcome }))
    }
}

/// The assumptions that move the net saving and the investor's present value most, strongest first.
fn drivers(
    trials: &Trials,
    world: usize,
    claims: &[ClaimCheck],
) -> io::Result<[Vec<AssumptionEffect>; 2]> {
    let outcomes = [
        Outcome::of(trials, world, Metric::NetSaving, claims)?,
        Outcome::of(trials, world, Metric::InvestorNpv, &[])?,
    ];
    drivers_of(trials, world, &outcomes)
}

/// The assumptions of a world that move each outcome most, strongest first.
pub(super) fn drivers_of<const N: usize>(
    trials: &Trials,
    world: usize,
    outcomes: &[Option<Outcome<'_>>; N],
) -> io::Result<[Vec<AssumptionEffect>; N]> {
    let rows = &trials.worlds[world];
    let mut effects = [const { Vec::new() }; N];
    for (name, column) in rows.assumption_names.iter().zip(&rows.assumptions) {
        let column = column.numbers()?;
        if column.iter().all(|it| it.total_cmp(&column[0]).is_eq()) {
            continue;
        }
        let order = order(&column);
        let ranks = ranks(&column, &order);
        for (outcome, effects) in outcomes.iter().zip(&mut effects) {
            effects.extend(outcome.as_ref().map(|it| effect(name, &column, &order, &ranks, it)));
        }
    }
    Ok(effects.map(strongest))
}

fn strongest(mut effects: Vec<AssumptionEffect>) -> Vec<AssumptionEffect> {
    effects.sort_by(|a, b| b.rank_correlation.abs().total_cmp(&a.rank_correlation.abs()));
    effects.truncate(NAMED_DRIVERS);
    effects
}

/// What comes of one assumption's column, with its order and its ranks.
fn effect(
    name: &str,
    column: &[f64],
    order: &[usize],
    ranks: &[f64],
    outcome: &Outcome<'_>,
) -> AssumptionEffect {
    let tenth = (column.len() / 10).max(1);
    let (lowest, highest) = (&order[..tenth], &order[order.len() - tenth..]);
    let mean =
        |rows: &[usize], of: &[f64]| rows.iter().map(|it| of[*it]).sum::<f64>() / rows.len() as f64;
    let chance = |rows: &[usize]| {
        let (claim, of) = outcome.claim.as_ref()?;
        let holds = |row: &&usize| match claim.sense {
            Sense::AtLeast => of[**row] >= claim.value,
            Sense::AtMost => of[**row] <= claim.value,
            Sense::About => false,
        };
        let holding = rows.iter().filter(holds).count();
        (claim.sense != Sense::About).then(|| holding as f64 / rows.len() as f64)
    };
    AssumptionEffect {
        name: name.to_owned(),
        lowest: mean(lowest, &outcome.values),
        highest: mean(highest, &outcome.values),
        rank_correlation: correlation(ranks, &outcome.ranks),
        low_value: mean(lowest, column),
        high_value: mean(highest, column),
        claim_in_lowest: chance(lowest),
        claim_in_highest: chance(highest),
    }
}

/// Ranks from 0, of values with their order; values that are equal share the mean of their ranks.
fn ranks(values: &[f64], order: &[usize]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for tied in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let shared = first as f64 + (tied.len() - 1) as f64 / 2.0;
        for &row in tied {
            ranks[row] = shared;
        }
        first += tied.len();
    }
    ranks
}

/// Pearson's correlation of two rankings: Spearman's. Nothing goes with what does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let spread = (product(a, a) * product(b, b)).sqrt();
    if spread > 0.0 { product(a, b) / spread } else { 0.0 }
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
        Ok(self.series(world, series)?.map(|it| sample.estimate(&it)).collect())
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
