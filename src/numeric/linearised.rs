//! Figures that are no plain means, with standard errors by the delta method: each is the mean of a
//! column of what every trial adds to it, to first order, so that whatever can be said of a mean (of
//! even draws too) can be said of it.
//!
//! References: van der Vaart, Asymptotic Statistics (1998), chapter 3; for the mean of a tail, Trindade
//! et al., Financial prediction with constrained tail risk (2007).

use serde::Serialize;

use super::ascending::Ascending;
use super::summary::{Estimate, Moments, Sample};

/// A figure and its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    pub value: f64,
    pub standard_error: f64,
}

impl Measured {
    /// In another unit, of which there are `factor` to one.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { value: self.value * factor, standard_error: self.standard_error * factor.abs() }
    }

    /// By more than two standard errors.
    pub fn is_clearly_above_zero(self) -> bool {
        self.value > 2.0 * self.standard_error
    }

    /// By more than two standard errors.
    pub fn is_clearly_below_zero(self) -> bool {
        self.value < -2.0 * self.standard_error
    }
}

impl From<&Estimate> for Measured {
    /// The mean.
    fn from(estimate: &Estimate) -> Self {
        Self { value: estimate.mean, standard_error: estimate.standard_error }
    }
}

impl Sample {
    /// The mean of the values that are not NaN; `None` where there are none.
    pub fn mean(self, values: &[f64]) -> Option<Measured> {
        let Moments { mean, standard_error, .. } = self.moments(values)?;
        Some(Measured { value: mean, standard_error })
    }

    /// `Π mean(x)^p` over columns `x` with their powers `p`, such as a ratio of means, of the trials in
    /// which all have a value. `None` where a mean is not above 0 by more than two standard errors.
    ///
    /// Trial `i` adds `Σ p (x_i / mean(x) - 1)` to the logarithm.
    pub fn product_of_means(self, factors: &[(&[f64], f64)]) -> Option<Measured> {
        let rows = factors.first()?.0.len();
        let whole = |row: &usize| factors.iter().all(|(column, _)| !column[*row].is_nan());
        let kept: Vec<usize> = (0..rows).filter(whole).collect();
        let mean =
            |column: &[f64]| kept.iter().map(|row| column[*row]).sum::<f64>() / kept.len() as f64;
        let means: Vec<f64> = factors.iter().map(|(column, _)| mean(column)).collect();
        let is_clear =
            |column: &[f64]| self.mean(column).is_some_and(Measured::is_clearly_above_zero);
        if !factors.iter().all(|(column, _)| is_clear(column)) {
            return None;
        }
        let mut added = vec![f64::NAN; rows];
        for row in kept {
            let of = factors.iter().zip(&means);
            added[row] = of.map(|((column, power), mean)| power * (column[row] / mean - 1.0)).sum();
        }
        let value =
            factors.iter().zip(&means).map(|((_, power), mean)| libm::pow(*mean, *power)).product();
        let relative = self.mean(&added)?.standard_error;
        Some(Measured { value, standard_error: value * relative })
    }

    /// What each trial adds to the mean of the lowest `share` of trials: `q + min(x - q, 0) / share`
    /// with the quantile `q` at that share. Its mean is that of the tail.
    pub fn lowest(self, values: &[f64], share: f64) -> Vec<f64> {
        let mut ascending = Ascending::of(values);
        if ascending.count() == 0 {
            return values.to_vec();
        }
        let q = ascending.quantile(share);
        // The smaller of a number and NaN would be the number.
        let below = |value: f64| if value < q { value - q } else { 0.0 * value };
        values.iter().map(|it| q + below(*it) / share).collect()
    }

    /// What each trial adds to the standard deviation: `s + ((x - mean)² n / (n - 1) - s²) / 2 s`. Its
    /// mean is that deviation. Zeros where nothing varies.
    pub fn deviations(self, values: &[f64]) -> Vec<f64> {
        let Some(all) = self.moments(values).filter(|moment| 0.0 < moment.sd) else {
            return values.iter().map(|it| 0.0 * it).collect();
        };
        let scale = all.count as f64 / (all.count as f64 - 1.0);
        let added = |value: &f64| scale * (value - all.mean).powi(2) - all.sd.powi(2);
        values.iter().map(|it| all.sd + added(it) / (2.0 * all.sd)).collect()
    }

    /// Pearson's correlation of two columns that have a value in every trial; `None` where one of
    /// them does not vary.
    ///
    /// With standardised `a` and `b`, trial `i` adds `a b - r (a² + b²) / 2` to it.
    pub fn correlation(self, x: &[f64], y: &[f64]) -> Option<Measured> {
        let (own, other) = (self.moments(x)?, self.moments(y)?);
        let varies = |of: &Moments| 1e-12 * of.mean.abs() < of.sd;
        if !varies(&own) || !varies(&other) {
            return None;
        }
        let n = own.count as f64;
        let scores = |column: &[f64], of: &Moments| -> Vec<f64> {
            let scale = (n / (n - 1.0)).sqrt() / of.sd;
            column.iter().map(|it| scale * (it - of.mean)).collect()
        };
        let (own, other) = (scores(x, &own), scores(y, &other));
        let pairs = || own.iter().zip(&other);
        let value = pairs().map(|(a, b)| a * b).sum::<f64>() / n;
        let added: Vec<f64> = pairs().map(|(a, b)| a * b - value * (a * a + b * b) / 2.0).collect();
        Some(Measured { value, standard_error: self.mean(&added)?.standard_error })
    }

    /// What each trial adds to the quantile at `p`: `q + (p - [x ≤ q]) / f` with the density `f` at the
    /// quantile (Bahadur's representation), taken over one standard deviation of the share of trials on
    /// either side. A trial without a value adds nothing. `None` where no trial has one.
    ///
    /// The difference of two such columns has the error of the difference of two quantiles of the same
    /// trials.
    pub fn at_quantile(self, values: &[f64], p: f64) -> Option<Vec<f64>> {
        let mut ascending = Ascending::of(values);
        if ascending.count() == 0 {
            return None;
        }
        let n = ascending.count() as f64;
        let step = (p * (1.0 - p) / n).sqrt();
        let mut at = |p: f64| ascending.quantile(p);
        let q = at(p);
        let inverse_density = (at(p + step) - at(p - step)) / (2.0 * step);
        let scale = inverse_density * values.len() as f64 / n;
        let added = |value: &f64| match value {
            value if value.is_nan() => q,
            value => q + (p - f64::from(u8::from(*value <= q))) * scale,
        };
        Some(values.iter().map(added).collect())
    }

    /// `Cov(x, y) / Var(y)`: the share of the variance of a sum `y` that its part `x` bears. The shares
    /// of all parts add up to 1. `None` where the sum does not vary.
    pub fn share_of_variance(self, part: &[f64], sum: &[f64]) -> Option<Measured> {
        let (own, all) = (self.moments(part)?, self.moments(sum)?);
        // Parts that make up for each other leave something in the last digits.
        let varies = 1e-9 * own.sd.max(all.mean.abs()) < all.sd;
        if !varies {
            return None;
        }
        let n = all.count as f64;
        let variance = all.sd.powi(2) * (n - 1.0) / n;
        let pairs = || part.iter().zip(sum).map(|(x, y)| (x - own.mean, y - all.mean));
        let covariance =
            pairs().filter(|pair| !pair.0.is_nan()).map(|(x, y)| x * y).sum::<f64>() / n;
        let share = covariance / variance;
        let added: Vec<f64> = pairs().map(|(x, y)| y * (x - share * y) / variance).collect();
        Some(Measured { value: share, standard_error: self.mean(&added)?.standard_error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::quantile;

    /// Independent normal scores from a lattice that is even in the plane.
    fn scores(count: u32) -> (Vec<f64>, Vec<f64>) {
        let at = |i: u32, step: f64| {
            quantile::normal(((f64::from(i) + 0.5) * step).fract().clamp(1e-9, 1.0 - 1e-9))
        };
        let golden = 0.618_033_988_749_894_9;
        (
            (0..count).map(|i| at(i, golden)).collect(),
            (0..count).map(|i| at(i, 1.0 / f64::from(count))).collect(),
        )
    }

    /// Of columns `2 + 0.2 a` and `1 + 0.1 b` with independent scores the relative error of the ratio is
    /// `√(0.1² + 0.1²) / √n`.
    #[test]
    fn a_ratio_of_means_has_the_error_of_both() {
        let (a, b) = scores(10_000);
        let top: Vec<f64> = a.iter().map(|it| 2.0 + 0.2 * it).collect();
        let bottom: Vec<f64> = b.iter().map(|it| 1.0 + 0.1 * it).collect();
        let found = Sample::PLAIN.product_of_means(&[(&top, 1.0), (&bottom, -1.0)]).unwrap();
        assert!((found.value - 2.0).abs() < 1e-3, "{found:?}");
        let expected = 2.0 * 0.02_f64.sqrt() / 100.0;
        assert!((found.standard_error / expected - 1.0).abs() < 0.02, "{found:?} {expected}");
        // A column over itself is 1 without doubt.
        let same = Sample::PLAIN.product_of_means(&[(&top, 1.0), (&top, -1.0)]).unwrap();
        assert_eq!((same.value, same.standard_error), (1.0, 0.0));
        assert_eq!(Sample::PLAIN.product_of_means(&[(&[0.0, 0.0], 1.0)]), None);
    }

    /// The mean of the lowest 5% of a standard normal variate is `-φ(1.6449) / 0.05 = -2.0627`; with
    /// 10,000 trials its standard error is 0.0247 (the variance of `min(x - q, 0) / 0.05` is 6.08).
    #[test]
    fn the_mean_of_a_tail_is_that_of_its_trials() {
        let (scores, _) = scores(10_000);
        let added = Sample::PLAIN.lowest(&scores, 0.05);
        let found = Estimate::of(&added).unwrap();
        assert!((found.mean + 2.0627).abs() < 0.005, "{found:?}");
        assert!((found.standard_error - 0.0247).abs() < 0.0003, "{found:?}");
        let mut sorted = scores;
        sorted.sort_by(f64::total_cmp);
        let direct = sorted[..500].iter().sum::<f64>() / 500.0;
        assert!((found.mean - direct).abs() < 0.005);
    }

    /// Of 10,000 standard normal scores the standard deviation is 1 with a standard error of
    /// `1 / √(2 n)`, and the correlation of `0.6 a + 0.8 b` with `a` is 0.6 with one of
    /// `(1 - 0.6²) / √n`.
    #[test]
    fn a_deviation_and_a_correlation_have_the_errors_of_normal_theory() {
        let (a, b) = scores(10_000);
        let found = Estimate::of(&Sample::PLAIN.deviations(&a)).unwrap();
        assert!((found.mean - Estimate::of(&a).unwrap().sd).abs() < 1e-12, "{found:?}");
        let expected = 1.0 / 20_000.0_f64.sqrt();
        assert!((found.standard_error / expected - 1.0).abs() < 0.02, "{found:?}");
        let mixed: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 0.6 * a + 0.8 * b).collect();
        let found = Sample::PLAIN.correlation(&mixed, &a).unwrap();
        assert!((found.value - 0.6).abs() < 1e-3, "{found:?}");
        assert!((found.standard_error / (0.64 / 100.0) - 1.0).abs() < 0.02, "{found:?}");
        assert_eq!(Sample::PLAIN.correlation(&a, &vec![2.0; a.len()]), None);
        assert_eq!(Sample::PLAIN.deviations(&[3.0, 3.0]), [0.0, 0.0]);
    }

    /// The median of a standard normal variate has the error `√(π / 2n)`: 0.01253 of 10,000. Of those a
    /// tenth without a value leaves 9,000 to know it from. And a column shifted by 1 has a median that is
    /// 1 higher without any doubt.
    #[test]
    fn a_quantile_is_the_mean_of_what_its_trials_add() {
        let (scores, _) = scores(10_000);
        let of = |values: &[f64]| {
            let added = Sample::PLAIN.at_quantile(values, 0.5).unwrap();
            Estimate::of(&added).unwrap().standard_error
        };
        assert!((of(&scores) / 0.012_533 - 1.0).abs() < 0.03, "{}", of(&scores));
        let mut holes = scores.clone();
        holes.iter_mut().step_by(10).for_each(|hole| *hole = f64::NAN);
        assert!((of(&holes) / 0.013_211 - 1.0).abs() < 0.03, "{}", of(&holes));
        let shifted: Vec<f64> = scores.iter().map(|score| score + 1.0).collect();
        let [a, b] = [&scores, &shifted].map(|it| Sample::PLAIN.at_quantile(it, 0.5).unwrap());
        let apart: Vec<f64> = b.iter().zip(&a).map(|(b, a)| b - a).collect();
        let apart = Estimate::of(&apart).unwrap();
        assert!((apart.mean - 1.0).abs() < 1e-9 && apart.standard_error < 1e-9, "{apart:?}");
        assert_eq!(Sample::PLAIN.at_quantile(&[f64::NAN], 0.5), None);
    }

    /// Of `3 a + b` the part `3 a` bears nine tenths.
    #[test]
    fn parts_bear_their_shares_of_the_variance() {
        let (a, b) = scores(10_000);
        let triple: Vec<f64> = a.iter().map(|it| 3.0 * it).collect();
        let sum: Vec<f64> = triple.iter().zip(&b).map(|(a, b)| a + b).collect();
        let share = |part: &[f64]| Sample::PLAIN.share_of_variance(part, &sum).unwrap().value;
        assert!((share(&triple) - 0.9).abs() < 1e-3, "{}", share(&triple));
        assert!((share(&triple) + share(&b) - 1.0).abs() < 1e-12);
        assert_eq!(Sample::PLAIN.share_of_variance(&a, &vec![1.0; a.len()]), None);
    }
}
