//! What a column of simulated values says, with its Monte Carlo error.
//!
//! Every sum is folded in the order of trials, so that no result depends on threads.

use serde::{Serialize, Serializer};

use super::ascending::{Ascending, defined};
use super::design::{Design, RANDOMISATIONS, turn};

/// Percentiles that every summary reports.
pub const PERCENTILES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// Which trials the rows of a column are, and so what the error of its mean is.
///
/// Under a plain design every trial stands for itself. Under an even one those of a randomisation
/// belong together, and only the means of the randomisations are independent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    pub design: Design,
    /// The number of the first row's trial.
    pub first: u64,
    /// From one row's trial to the next.
    pub step: u64,
}

/// A distribution as its trials show it. A figure that there is none of is NaN: any error or deviation
/// of fewer than two values, and where the event that is timed never came in some trials the mean with
/// its error and deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Trials with a value, those in which a timed event never came among them.
    #[serde(rename = "trials")]
    pub count: usize,
    /// For the time to an event, the share of these in which it never came; none for other quantities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub never: Option<Chance>,
    pub mean: f64,
    /// Of the mean.
    pub standard_error: f64,
    pub sd: f64,
    /// At [`PERCENTILES`]; infinite where the event never came in so many trials.
    #[serde(serialize_with = "by_percentile")]
    pub quantiles: [f64; 5],
    /// Of each quantile: half the distance between the order statistics one standard error of the
    /// share of trials below and above it; NaN where one of the two is never.
    #[serde(rename = "quantile_standard_errors", serialize_with = "by_percentile")]
    pub quantile_errors: [f64; 5],
    /// How the trials were drawn.
    #[serde(skip)]
    pub design: Design,
}

/// What a sample says of a mean, NaN where there is none as in [`Estimate`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Trials with a value.
    pub count: usize,
    pub mean: f64,
    pub sd: f64,
    /// Of the mean.
    pub standard_error: f64,
}

/// How a quantile is read off values in ascending order.
type Quantile = fn(&mut Ascending, f64) -> f64;

impl Sample {
    /// Rows that are independent of each other.
    pub const PLAIN: Self = Self { design: Design::Plain, first: 0, step: 1 };

    /// The summary of all values that are not NaN; `None` where there are none.
    pub fn estimate(self, values: &[f64]) -> Option<Estimate> {
        self.summary(values, Ascending::quantile)
    }

    /// The summary of times to an event, with infinity where it never came and NaN where there is no time
    /// to speak of. A quantile is the time by which the event has come in that share of the trials, as in
    /// survival analysis (R's type 1): never, where it comes in fewer.
    pub fn times(self, values: &[f64]) -> Option<Estimate> {
        let with_value = values.iter().enumerate().filter(|(_, time)| !time.is_nan());
        let never = self.chance(with_value.map(|(row, time)| (row, time.is_infinite())));
        Some(Estimate { never, ..self.summary(values, Ascending::reached_by)? })
    }

    fn summary(self, values: &[f64], quantile: Quantile) -> Option<Estimate> {
        let Moments { count, mean, sd, standard_error } = self.moments(values)?;
        let mut ascending = Ascending::of(values);
        let quantiles = PERCENTILES.map(|p| quantile(&mut ascending, p));
        let steps = match self.design {
            Design::Plain => PERCENTILES.map(|p| (p * (1.0 - p) / count as f64).sqrt()),
            Design::Sobol => self.share_errors(values, quantiles),
        };
        let quantile_error = |place: usize| {
            let (p, step) = (PERCENTILES[place], steps[place]);
            let mut at = |p: f64| quantile(&mut ascending, p);
            let (below, above) = (at(p - step), at(p + step));
            // A step to or from never has no length.
            if count < 2 || above.is_infinite() { f64::NAN } else { 0.5 * (above - below) }
        };
        Some(Estimate {
            count,
            never: None,
            mean,
            standard_error,
            sd,
            quantiles,
            quantile_errors: [0, 1, 2, 3, 4].map(quantile_error),
            design: self.design,
        })
    }

    /// What can be said of the values that are not NaN without their order; `None` where there are
    /// none.
    ///
    /// Equal values have their own value as their mean, not a sum's rounding of it, and no deviation.
    pub fn moments(self, values: &[f64]) -> Option<Moments> {
        let defined = defined(values);
        let count = defined.len();
        let first = *defined.first()?;
        if defined.iter().any(|value| value.is_infinite()) {
            let none = f64::NAN;
            return Some(Moments { count, mean: none, sd: none, standard_error: none });
        }
        if count < 2 {
            return Some(Moments { count, mean: first, sd: f64::NAN, standard_error: f64::NAN });
        }
        #[expect(clippy::float_cmp, reason = "values are equal or they vary")]
        if defined.iter().all(|value| *value == first) {
            return Some(Moments { count, mean: first, sd: 0.0, standard_error: 0.0 });
        }
        let mean = defined.iter().sum::<f64>() / count as f64;
        let squares = defined.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        let sd = (squares / (count - 1) as f64).sqrt();
        let standard_error = match self.design {
            Design::Plain => sd / (count as f64).sqrt(),
            Design::Sobol => self.mean_error(values, mean),
        };
        Some(Moments { count, mean, sd, standard_error })
    }

    /// The share of these rows that are as wanted; `None` where there are none.
    pub fn chance(self, rows: impl Iterator<Item = (usize, bool)>) -> Option<Chance> {
        let (mut trials, mut events) = ([0.0; RANDOMISATIONS], [0.0; RANDOMISATIONS]);
        for (row, it) in rows {
            let randomisation = self.randomisation(row);
            trials[randomisation] += 1.0;
            events[randomisation] += f64::from(u8::from(it));
        }
        let (all, share) = total(&trials, &events)?;
        Some(match self.design {
            Design::Plain => Chance::of_share(share, all),
            Design::Sobol => Chance::with_error(share, error_of_mean(&trials, &events), all),
        })
    }

    /// The standard error of a mean, from those of the randomisations.
    fn mean_error(self, values: &[f64], mean: f64) -> f64 {
        let (mut rows, mut excess) = ([0.0; RANDOMISATIONS], [0.0; RANDOMISATIONS]);
        for (randomisation, value) in self.by_randomisation(values) {
            rows[randomisation] += 1.0;
            excess[randomisation] += value - mean;
        }
        error_of_mean(&rows, &excess)
    }

    /// The standard errors of the shares of values up to each quantile, never less than half a value.
    fn share_errors(self, values: &[f64], quantiles: [f64; 5]) -> [f64; 5] {
        let mut rows = [0.0; RANDOMISATIONS];
        let mut below = [[0.0; 5]; RANDOMISATIONS];
        for (randomisation, value) in self.by_randomisation(values) {
            rows[randomisation] += 1.0;
            for (below, quantile) in below[randomisation].iter_mut().zip(quantiles) {
                *below += f64::from(u8::from(value <= quantile));
            }
        }
        let least = 0.5 / rows.iter().sum::<f64>();
        [0, 1, 2, 3, 4].map(|it| error_of_mean(&rows, &below.map(|each| each[it])).max(least))
    }

    /// The values that are not NaN, each with its randomisation.
    fn by_randomisation(self, values: &[f64]) -> impl Iterator<Item = (usize, f64)> {
        let rows = values.iter().copied().enumerate().filter(|it| !it.1.is_nan());
        rows.map(move |(row, value)| (self.randomisation(row), value))
    }

    fn randomisation(self, row: usize) -> usize {
        turn(self.first + self.step * row as u64).0
    }
}

/// How many rows there are and their mean, from what each randomisation has of them and what they
/// add up to.
fn total(rows: &[f64; RANDOMISATIONS], sums: &[f64; RANDOMISATIONS]) -> Option<(f64, f64)> {
    let count: f64 = rows.iter().sum();
    (count > 0.0).then(|| (count, sums.iter().sum::<f64>() / count))
}

/// The standard error of a mean, from how far the means of the randomisations lie apart:
/// `√(R / (R - 1) Σ e²) / n`, with a randomisation's `e = Σ (value - mean)`. Where all are of one size
/// that is the standard deviation of their means over `√R`. NaN of fewer than two randomisations.
fn error_of_mean(rows: &[f64; RANDOMISATIONS], sums: &[f64; RANDOMISATIONS]) -> f64 {
    let Some((count, mean)) = total(rows, sums) else { return f64::NAN };
    let randomisations = rows.iter().filter(|row| **row > 0.0).count() as f64;
    let squares: f64 = rows.iter().zip(sums).map(|(rows, sum)| (sum - mean * rows).powi(2)).sum();
    let scale =
        if randomisations < 2.0 { f64::NAN } else { randomisations / (randomisations - 1.0) };
    (scale * squares).sqrt() / count
}

/// Figures at [`PERCENTILES`], as an object by their names.
fn by_percentile<S: Serializer>(figures: &[f64; 5], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(["p05", "p25", "p50", "p75", "p95"].iter().zip(figures))
}

impl Estimate {
    /// The summary of independent values; see [`Sample::estimate`].
    pub fn of(values: &[f64]) -> Option<Self> {
        Sample::PLAIN.estimate(values)
    }

    /// Of values that are 0 or 1, the chance of 1.
    pub fn chance(&self) -> Option<Chance> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let events = (self.mean * self.count as f64).round() as usize;
        match self.design {
            Design::Plain => Chance::of(events, self.count),
            Design::Sobol => {
                Some(Chance::with_error(self.mean, self.standard_error, self.count as f64))
            }
        }
    }

    pub fn p05(&self) -> f64 {
        self.quantiles[0]
    }

    pub fn median(&self) -> f64 {
        self.quantiles[2]
    }

    pub fn p95(&self) -> f64 {
        self.quantiles[4]
    }
}

/// A share of trials with its standard error, binomial where the trials are independent; NaN of one
/// trial.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chance {
    #[serde(rename = "value")]
    pub share: f64,
    pub standard_error: f64,
}

impl Chance {
    /// `events` of `trials`; `None` where there were no trials.
    ///
    /// A share of 0 or 1 has a standard error too: that of half an event (Jeffreys' rule would
    /// give nearly the same), since a simulation of n trials cannot tell 0 from 1/n.
    pub fn of(events: usize, trials: usize) -> Option<Self> {
        (trials > 0).then(|| Self::of_share(events as f64 / trials as f64, trials as f64))
    }

    /// A share of `n` trials that are independent; one trial shows no error.
    fn of_share(share: f64, n: f64) -> Self {
        if n < 2.0 {
            return Self { share, standard_error: f64::NAN };
        }
        let seen = share.clamp(0.5 / n, 1.0 - 0.5 / n);
        Self { share, standard_error: (seen * (1.0 - seen) / n).sqrt() }
    }

    /// A share of `n` trials with a standard error of its own, but never less than that of half an
    /// event.
    fn with_error(share: f64, standard_error: f64, n: f64) -> Self {
        let least = Self::of_share(0.0, n).standard_error;
        let standard_error =
            if standard_error.is_nan() { f64::NAN } else { standard_error.max(least) };
        Self { share, standard_error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summarises_a_known_column() {
        let values = [4.0, f64::NAN, 1.0, 3.0, 2.0, 5.0];
        let found = Estimate::of(&values).expect("values");
        assert_eq!((found.count, found.mean, found.median()), (5, 3.0, 3.0));
        assert_eq!(found.sd, 2.5_f64.sqrt());
        assert_eq!(found.p05(), 1.2);
        assert_eq!(Estimate::of(&[f64::NAN]), None);
    }

    /// A sum of equal numbers divided again is often not the number: no rounding is a deviation.
    #[test]
    fn what_does_not_vary_has_its_own_value_and_no_deviation() {
        for sample in [Sample::PLAIN, Sample { design: Design::Sobol, first: 0, step: 1 }] {
            let found = sample.estimate(&[0.1 + 0.2; 1_234]).expect("values");
            assert_eq!((found.mean, found.sd, found.standard_error), (0.1 + 0.2, 0.0, 0.0));
        }
    }

    #[test]
    fn one_trial_has_no_error() {
        for sample in [Sample::PLAIN, Sample { design: Design::Sobol, first: 0, step: 1 }] {
            let found = sample.estimate(&[7.0]).expect("a value");
            assert_eq!((found.mean, found.quantiles), (7.0, [7.0; 5]));
            let errors = [found.sd, found.standard_error].into_iter().chain(found.quantile_errors);
            assert!(errors.into_iter().all(f64::is_nan), "{found:?}");
            let chance = sample.chance([(0, true)].into_iter()).expect("a trial");
            assert!(chance.share == 1.0 && chance.standard_error.is_nan(), "{chance:?}");
        }
        // Of one randomisation alone nothing can be estimated either.
        let sobol = Sample { design: Design::Sobol, first: 0, step: 16 };
        assert!(sobol.mean(&[1.0, 2.0]).expect("values").standard_error.is_nan());
    }

    /// By hand: of ten trials with a value seven have it come, in months 1 to 7.
    #[test]
    fn times_count_the_trials_in_which_the_event_never_comes() {
        let never = f64::INFINITY;
        let mut times: Vec<f64> = (1..=7).map(f64::from).collect();
        times.extend([never, f64::NAN, never, never]);
        let found = Sample::PLAIN.times(&times).expect("values");
        assert_eq!((found.count, found.never.map(|never| never.share)), (10, Some(0.3)));
        assert_eq!(found.quantiles, [1.0, 3.0, 5.0, never, never]);
        assert!(found.mean.is_nan() && found.standard_error.is_nan() && found.sd.is_nan());
        // From 3.4 to 6.6 of ten: the fourth and the seventh month.
        assert_eq!(found.quantile_errors[2], 1.5);
        assert!(found.quantile_errors[3].is_nan(), "a step to never");
        let always = Sample::PLAIN.times(&[4.0, 5.0]).expect("values");
        assert_eq!((always.mean, always.never.map(|never| never.share)), (4.5, Some(0.0)));
    }

    /// For a uniform column the error of the median is `0.5 / √n` (the density is 1).
    #[test]
    fn the_error_of_a_median_is_that_of_its_order_statistic() {
        let values: Vec<f64> = (0..10_001).map(|i| f64::from(i) / 10_000.0).collect();
        let found = Estimate::of(&values).expect("values");
        assert!((found.quantile_errors[2] - 0.005).abs() < 1e-5, "{:?}", found.quantile_errors);
    }

    /// A column of eight rounds in which each randomisation has a value of its own, and half a round
    /// more: the error is that of the sixteen, however often each is seen.
    #[test]
    fn under_an_even_design_only_randomisations_are_independent() {
        let sample = Sample { design: Design::Sobol, first: 5, step: 1 };
        let value = |trial: usize| ((trial % 16) as f64 * 0.7).sin();
        let of = |rows: usize| (5..5 + rows).map(value).collect::<Vec<_>>();
        let means: Vec<f64> = (0..16).map(value).collect();
        let expected = Estimate::of(&means).expect("values").standard_error;
        let found = sample.estimate(&of(128)).expect("values").standard_error;
        assert!((found / expected - 1.0).abs() < 1e-12, "{found} {expected}");
        let found = sample.estimate(&of(136)).expect("values").standard_error;
        assert!((found / expected - 1.0).abs() < 0.05, "{found} {expected}");
        // The same as of independent trials where each is a randomisation of its own.
        let few = sample.estimate(&of(9)).expect("values").standard_error;
        let plain = Estimate::of(&of(9)).expect("values").standard_error;
        assert!((few / plain - 1.0).abs() < 1e-12, "{few} {plain}");
    }

    #[test]
    fn a_chance_that_every_randomisation_agrees_on_has_still_the_error_of_half_an_event() {
        let sample = Sample { design: Design::Sobol, first: 0, step: 1 };
        let alike = (0..320).map(|row| (row, row / 16 < 5));
        let found = sample.chance(alike.clone()).expect("trials");
        let none = Chance::of(0, 320).expect("trials").standard_error;
        assert_eq!((found.share, found.standard_error), (0.25, none));
        let column: Vec<f64> = alike.map(|alike| f64::from(u8::from(alike.1))).collect();
        assert_eq!(sample.estimate(&column).expect("values").chance(), Some(found));
        let apart = (0..320).map(|row| (row, row % 16 < 4));
        let found = sample.chance(apart).expect("trials");
        assert!((found.standard_error - (0.25 * 0.75 / 15.0_f64).sqrt()).abs() < 1e-12);
    }
}
