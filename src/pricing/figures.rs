//! What an investor reads first of one point, and how it differs from another.

use std::io;

use super::Reading;
use crate::numeric::ascending::Ascending;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::{Chance, Estimate, Sample};
use crate::results::Metric;
use crate::results::compared::WORST;

/// The investor's figures at one point. Trials that have no rate of return, or never pay back, are
/// counted and not averaged away.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub trials: usize,
    /// Less comes back than was paid in.
    pub loses: Chance,
    /// Median, of the trials in which anything is paid in.
    pub multiple: Option<Measured>,
    /// Pounds, at the investor's hurdle.
    pub npv: Estimate,
    /// Median yearly rate, of the trials that have one.
    pub irr: Option<Measured>,
    /// Trials without a rate of return.
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
#[derive(Clone, Copy, Debug, PartialEq)]
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
    pub fn of(reading: &Reading, ask: usize) -> io::Result<Option<Self>> {
        let sample = reading.sample();
        let column = |metric| reading.column(ask, metric);
        let (gain, npv) = (column(Metric::InvestorGain)?, column(Metric::InvestorNpv)?);
        let (loses, runs_out) = (column(Metric::InvestorLoses)?, column(Metric::WorkStops)?);
        let (rates, multiples) = (column(Metric::InvestorIrr)?, column(Metric::InvestorMultiple)?);
        let peaks = column(Metric::InvestorPeakDrawn)?;
        let paybacks = paybacks(&column(Metric::InvestorDrawn)?, column(Metric::InvestorPayback)?);
        let mean = |column: &[f64]| sample.mean(column);
        let chance = |column: &[f64]| sample.estimate(column)?.chance();
        let never = paybacks.iter().map(|it| it.is_infinite()).enumerate();
        let figures = || {
            Some(Self {
                trials: gain.len(),
                loses: chance(&loses)?,
                multiple: median(sample.estimate(&multiples)),
                npv: sample.estimate(&npv)?,
                irr: median(sample.estimate(&rates)),
                without_irr: rates.iter().filter(|it| it.is_nan()).count(),
                worst_gain: mean(&sample.lowest(&gain, WORST))?,
                worst_npv: mean(&sample.lowest(&npv, WORST))?,
                peak_out: mean(&peaks)?,
                paid_back_by: paid_back_by(&paybacks),
                never_paid_back: sample.chance(never.filter(|it| !paybacks[it.0].is_nan())),
                runs_out: chance(&runs_out)?,
            })
        };
        Ok(figures())
    }
}

impl Change {
    /// Of the means of two columns, over the trials in which both have a value; none if there are none.
    pub(super) fn of_means(reading: &Reading, before: &[f64], after: &[f64]) -> Option<Self> {
        let apart: Vec<f64> = before.iter().zip(after).map(|(a, b)| b - a).collect();
        let kept = |column: &[f64]| -> Vec<f64> {
            let both = column.iter().zip(&apart).filter(|it| !it.1.is_nan());
            both.map(|it| *it.0).collect()
        };
        let mean = |column: &[f64]| Some(Sample::PLAIN.mean(&kept(column))?.value);
        let difference = reading.sample().mean(&apart)?;
        Some(Self { before: mean(before)?, after: mean(after)?, difference })
    }

    /// Of the quantiles of two columns at `p`, each over the trials that have a value.
    pub(super) fn of_quantiles(
        reading: &Reading,
        (before, after): (&[f64], &[f64]),
        p: f64,
    ) -> Option<Self> {
        let sample = reading.sample();
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

/// The month in which each trial's money is back: never is later than any month, and where nothing is
/// paid in there is none.
fn paybacks(drawn: &[f64], months: Vec<f64>) -> Vec<f64> {
    let payback = |(drawn, month): (&f64, f64)| match month {
        month if month.is_nan() && *drawn > 0.0 => f64::INFINITY,
        month => month,
    };
    drawn.iter().zip(months).map(payback).collect()
}

/// The median, where at least half of the trials pay back.
fn paid_back_by(paybacks: &[f64]) -> Option<Measured> {
    let mut ascending = Ascending::of(paybacks);
    let n = ascending.count();
    if n == 0 {
        return None;
    }
    let step = 0.5 / (n as f64).sqrt();
    // A month of some trial, by whose end half of all have paid back, and no mean of a month and never.
    let mut at = |p: f64| ascending.at(place(p.clamp(0.0, 1.0), n));
    let (value, high) = (at(0.5), at(0.5 + step));
    let standard_error = (high - at(0.5 - step)) / 2.0;
    value.is_finite().then_some(Measured { value, standard_error })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
fn place(p: f64, n: usize) -> usize {
    ((p * n as f64).ceil() as usize).clamp(1, n) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: f64 = f64::INFINITY;

    #[test]
    fn never_is_later_than_any_month_and_nothing_paid_in_is_no_payback() {
        let found = paybacks(&[1.0, 1.0, 0.0], vec![40.0, f64::NAN, f64::NAN]);
        assert_eq!(found[..2], [40.0, NEVER]);
        assert!(found[2].is_nan());
        let by = |of: &[f64]| paid_back_by(of).map(|it| it.value);
        assert_eq!(by(&[50.0, NEVER, 40.0]), Some(50.0));
        assert_eq!(by(&[50.0, NEVER, NEVER]), None);
        assert_eq!(by(&[50.0, f64::NAN]), Some(50.0));
        assert_eq!(by(&[f64::NAN]), None);
    }

    /// Of four trials two have paid back by month 40; and of four of which two never do, by month 50.
    #[test]
    fn half_of_the_trials_are_half_of_them() {
        assert_eq!(paid_back_by(&[30.0, 40.0, 60.0, NEVER]).map(|it| it.value), Some(40.0));
        assert_eq!(paid_back_by(&[50.0, 50.0, NEVER, NEVER]).map(|it| it.value), Some(50.0));
    }
}
