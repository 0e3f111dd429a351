//! What an investor reads first of one point, and how it differs from another.

use std::io;

use serde::Serialize;

use super::Simulated;
use crate::numeric::ascending::Ascending;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::{Chance, Estimate, Sample};
use crate::results::Metric;
use crate::results::WORST;

/// The investor's figures at one point. Trials that have no rate of return, or never pay back, are
/// counted and not averaged away.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    pub trials: usize,
    /// Less comes back than was paid in.
    #[serde(rename = "investor_loses")]
    pub loses: Chance,
    /// Median, of the trials in which anything is paid in.
    #[serde(rename = "median_multiple")]
    pub multiple: Option<Measured>,
    /// Pounds, at the investor's hurdle.
    pub npv: Estimate,
    /// Median yearly rate, of the trials that have one.
    #[serde(rename = "median_irr")]
    pub irr: Option<Measured>,
    /// Trials without a rate of return.
    #[serde(rename = "trials_without_irr")]
    pub without_irr: usize,
    /// Pounds: the mean of the worst 5% of trials, of gain and of net present value.
    pub worst_gain: Measured,
    pub worst_npv: Measured,
    /// Pounds: the mean of the most that is ever out at once.
    pub peak_out: Measured,
    /// The month by which the money is back in half of the trials in which any is paid in, counted from
    /// 1; none where it never is.
    pub paid_back_by: Option<Measured>,
    /// Of those trials, the share in which it never comes back.
    pub never_paid_back: Option<Chance>,
    /// The money runs out and work stops.
    pub runs_out: Chance,
}

/// A figure at two points, and the difference within each trial.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    pub before: f64,
    pub after: f64,
    /// After less before, on the same draws.
    pub difference: Measured,
}

impl Figures {
    /// The figures of one ask; none where nobody invests.
    ///
    /// # Errors
    ///
    /// If a column cannot be read again.
    pub fn of(simulated: &Simulated, ask: usize) -> io::Result<Option<Self>> {
        let sample = simulated.sample();
        let column = |metric| simulated.column(ask, metric);
        let (gain, npv) = (column(Metric::InvestorGain)?, column(Metric::InvestorNpv)?);
        let (loses, runs_out) = (column(Metric::InvestorLoses)?, column(Metric::WorkStops)?);
        let (rates, multiples) = (column(Metric::InvestorIrr)?, column(Metric::InvestorMultiple)?);
        let peaks = column(Metric::InvestorPeakDrawn)?;
        let payback = sample.times(&column(Metric::InvestorPayback)?);
        let mean = |column: &[f64]| sample.mean(column);
        let chance = |column: &[f64]| sample.estimate(column)?.chance();
        let figures = || {
            Some(Self {
                trials: gain.len(),
                loses: chance(&loses)?,
                multiple: median(sample.estimate(&multiples)),
                npv: sample.estimate(&npv)?,
                irr: median(sample.estimate(&rates)),
                without_irr: rates.iter().filter(|rate| rate.is_nan()).count(),
                worst_gain: mean(&sample.lowest(&gain, WORST))?,
                worst_npv: mean(&sample.lowest(&npv, WORST))?,
                peak_out: mean(&peaks)?,
                paid_back_by: median(payback).filter(|month| month.value.is_finite()),
                never_paid_back: payback.and_then(|months| months.never),
                runs_out: chance(&runs_out)?,
            })
        };
        Ok(figures())
    }
}

impl Change {
    /// Of the means of two columns, over the trials in which both have a value; none if there are none.
    pub(super) fn of_means(simulated: &Simulated, before: &[f64], after: &[f64]) -> Option<Self> {
        let apart: Vec<f64> = before.iter().zip(after).map(|(a, b)| b - a).collect();
        let kept = |column: &[f64]| -> Vec<f64> {
            let both = column.iter().zip(&apart).filter(|it| !it.1.is_nan());
            both.map(|both| *both.0).collect()
        };
        let mean = |column: &[f64]| Some(Sample::PLAIN.mean(&kept(column))?.value);
        let difference = simulated.sample().mean(&apart)?;
        Some(Self { before: mean(before)?, after: mean(after)?, difference })
    }

    /// Of the quantiles of two columns at `p`, each over the trials that have a value.
    pub(super) fn of_quantiles(
        simulated: &Simulated,
        (before, after): (&[f64], &[f64]),
        p: f64,
    ) -> Option<Self> {
        let sample = simulated.sample();
        let (a, b) = (sample.at_quantile(before, p)?, sample.at_quantile(after, p)?);
        let apart: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b - a).collect();
        let at = |column: &[f64]| Ascending::of(column).quantile(p);
        let (before, after) = (at(before), at(after));
        let standard_error = sample.mean(&apart)?.standard_error;
        Some(Self { before, after, difference: Measured { value: after - before, standard_error } })
    }
}

fn median(estimate: Option<Estimate>) -> Option<Measured> {
    let estimate = estimate?;
    Some(Measured { value: estimate.median(), standard_error: estimate.quantile_errors[2] })
}
