//! What a column of simulated values says, with its Monte Carlo error.
//!
//! Every sum is folded in the order of trials, so that no result depends on threads.

/// Percentiles that every summary reports.
pub const PERCENTILES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// A distribution as its trials show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Trials with a value.
    pub count: usize,
    pub mean: f64,
    /// Of the mean: `sd / √count`.
    pub standard_error: f64,
    pub sd: f64,
    /// At [`PERCENTILES`].
    pub quantiles: [f64; 5],
    /// Of each quantile: half the distance between the order statistics one binomial standard
    /// deviation below and above it.
    pub quantile_errors: [f64; 5],
}

impl Estimate {
    /// The summary of all values that are not NaN; `None` where there are none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let sorted = sorted(values);
        let count = sorted.len();
        if count == 0 {
            return None;
        }
        let defined = || values.iter().copied().filter(|it| !it.is_nan());
        let mean = defined().sum::<f64>() / count as f64;
        let squares = defined().map(|it| (it - mean).powi(2)).sum::<f64>();
        let sd = if count > 1 { (squares / (count - 1) as f64).sqrt() } else { 0.0 };
        Some(Self {
            count,
            mean,
            standard_error: sd / (count as f64).sqrt(),
            sd,
            quantiles: PERCENTILES.map(|p| quantile(&sorted, p)),
            quantile_errors: PERCENTILES.map(|p| quantile_error(&sorted, p)),
        })
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

/// A share of trials with its binomial standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    pub share: f64,
    pub standard_error: f64,
}

impl Chance {
    /// `events` of `trials`; `None` where there were no trials.
    ///
    /// A share of 0 or 1 has a standard error too: that of half an event (Jeffreys' rule would
    /// give nearly the same), since a simulation of n trials cannot tell 0 from 1/n.
    pub fn of(events: usize, trials: usize) -> Option<Self> {
        if trials == 0 {
            return None;
        }
        let n = trials as f64;
        let share = events as f64 / n;
        let seen = share.clamp(0.5 / n, 1.0 - 0.5 / n);
        Some(Self { share, standard_error: (seen * (1.0 - seen) / n).sqrt() })
    }
}

/// The values that are not NaN, in ascending order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let defined = values.iter().filter(|it| !it.is_nan());
    let mut ordinals = Vec::with_capacity(values.len());
    ordinals.extend(defined.map(|it| ordinal(*it)));
    ordinals.sort_unstable();
    ordinals.into_iter().map(number).collect()
}

/// A whole number that stands among others as its number does among theirs by `total_cmp`: whole
/// numbers are sorted in a third of the time.
pub fn ordinal(number: f64) -> i64 {
    magnitude_flipped(number.to_bits().cast_signed())
}

/// The number of an ordinal.
fn number(ordinal: i64) -> f64 {
    f64::from_bits(magnitude_flipped(ordinal).cast_unsigned())
}

/// Of numbers below 0 the bits ascend where the numbers descend.
fn magnitude_flipped(bits: i64) -> i64 {
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// The quantile at `p` of sorted values, between the two nearest (R's type 7, NumPy's default).
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let position = p * (sorted.len() - 1) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a position in the list"
    )]
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

fn quantile_error(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len() as f64;
    let step = (p * (1.0 - p) / n).sqrt();
    let (low, high) = ((p - step).max(0.0), (p + step).min(1.0));
    0.5 * (quantile(sorted, high) - quantile(sorted, low))
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

    /// For a uniform column the error of the median is `0.5 / √n` (the density is 1).
    #[test]
    fn ordinals_stand_as_their_numbers_do() {
        let ascending =
            [f64::NEG_INFINITY, -2.0, -1.0, -1e-310, -0.0, 0.0, 1e-310, 1.0, 2.0, f64::INFINITY];
        assert!(ascending.windows(2).all(|it| ordinal(it[0]) < ordinal(it[1])));
        let mut values = ascending;
        values.reverse();
        let sorted = sorted(&values);
        assert!(sorted.iter().zip(ascending).all(|(a, b)| a.to_bits() == b.to_bits()));
    }

    #[test]
    fn the_error_of_a_median_is_that_of_its_order_statistic() {
        let values: Vec<f64> = (0..10_001).map(|i| f64::from(i) / 10_000.0).collect();
        let found = Estimate::of(&values).expect("values");
        assert!((found.quantile_errors[2] - 0.005).abs() < 1e-5, "{:?}", found.quantile_errors);
    }
}
