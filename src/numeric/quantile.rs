//! Inverse distribution functions, for assumptions that are drawn once a trial.
//!
//! One uniform number gives one value, so that two worlds that differ only in an assumption's
//! spread still draw it at the same percentile.

use statrs::distribution::{ContinuousCDF, Gamma, Normal};

/// The standard normal's value at cumulative probability `u`.
pub fn normal(u: f64) -> f64 {
    Normal::standard().inverse_cdf(u)
}

/// The standard normal's cumulative probability at `z`.
pub fn normal_cdf(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// The probability that a gamma distribution with mean 1 and this variance exceeds `value`.
pub fn frailty_survival(value: f64, variance: f64) -> f64 {
    let shape = 1.0 / variance;
    Gamma::new(shape, shape).expect("the variance is positive").sf(value)
}

/// The value at `u` of a triangular distribution.
pub fn triangular(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    let width = high - low;
    let split = (mode - low) / width;
    if u < split {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    }
}

/// The number of events at `u` of a Poisson distribution with this mean, or of a negative
/// binomial one with this mean and `size` (variance `mean + mean² / size`) where one is given.
///
/// The distribution is summed from a point so low that the mass left out is below 10⁻³⁰.
pub fn count(u: f64, mean: f64, size: Option<f64>) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    let variance = size.map_or(mean, |size| mean + mean * mean / size);
    // Half a dozen events have a useful probability of none; large means would underflow there.
    let first = if mean < 200.0 { 0.0 } else { (mean - 12.0 * variance.sqrt()).max(0.0).floor() };
    let mut events = first;
    let mut probability = libm::exp(ln_probability(events, mean, size));
    let mut cumulative = probability;
    let furthest = mean + 40.0 * variance.sqrt() + 40.0;
    while cumulative < u && events < furthest {
        probability *= match size {
            None => mean / (events + 1.0),
            Some(size) => (events + size) / (events + 1.0) * mean / (mean + size),
        };
        events += 1.0;
        cumulative += probability;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of events"
    )]
    {
        events as u32
    }
}

fn ln_probability(events: f64, mean: f64, size: Option<f64>) -> f64 {
    match size {
        None if events == 0.0 => -mean,
        Some(size) if events == 0.0 => size * libm::log(size / (size + mean)),
        None => events * libm::log(mean) - mean - libm::lgamma(events + 1.0),
        Some(size) => {
            libm::lgamma(events + size) - libm::lgamma(size) - libm::lgamma(events + 1.0)
                + size * libm::log(size / (size + mean))
                + events * libm::log(mean / (size + mean))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::table::Standard;
    use statrs::distribution::Beta;

    /// Mean and variance over an even grid of percentiles.
    fn moments(quantile: impl Fn(f64) -> f64) -> (f64, f64) {
        let points = 20_000;
        let values: Vec<f64> =
            (0..points).map(|i| quantile((f64::from(i) + 0.5) / f64::from(points))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(points);
        let variance = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / f64::from(points);
        (mean, variance)
    }

    #[test]
    fn quantile_functions_have_the_moments_of_their_distributions() {
        let rows: [(&str, f64, f64, (f64, f64)); 5] = [
            (
                "beta",
                0.3,
                0.3 * 0.7 / 31.0,
                moments(|u| Standard::Beta { a: 9.0, b: 21.0 }.quantile(u)),
            ),
            ("gamma", 56.25, 56.25, moments(|u| Standard::Gamma { shape: 56.25 }.quantile(u))),
            ("triangular", 7.0 / 3.0, 7.0 / 18.0, moments(|u| triangular(u, 1.0, 2.0, 4.0))),
            ("poisson", 9.0, 9.0, moments(|u| f64::from(count(u, 9.0, None)))),
            ("negative binomial", 9.0, 25.2, moments(|u| f64::from(count(u, 9.0, Some(5.0))))),
        ];
        for (name, mean, variance, (found_mean, found_variance)) in rows {
            assert!((found_mean / mean - 1.0).abs() < 1e-4, "{name}: mean {found_mean}");
            // A grid clips the last 1/40,000 of each tail, and with it a little variance.
            assert!((found_variance / variance - 1.0).abs() < 4e-3, "{name}: {found_variance}");
        }
    }

    #[test]
    fn large_counts_do_not_underflow() {
        let (mean, variance) = moments(|u| f64::from(count(u, 2_000.0, None)));
        assert!((mean / 2_000.0 - 1.0).abs() < 1e-4, "{mean}");
        assert!((variance / 2_000.0 - 1.0).abs() < 4e-3, "{variance}");
    }

    #[test]
    fn a_quantile_function_is_the_inverse_of_its_distribution() {
        let distribution = Beta::new(9.0, 21.0).expect("valid");
        for u in [0.001, 0.05, 0.5, 0.95, 0.999] {
            assert!(
                (distribution.cdf(Standard::Beta { a: 9.0, b: 21.0 }.quantile(u)) - u).abs() < 1e-9,
                "{u}"
            );
            assert!((normal_cdf(normal(u)) - u).abs() < 1e-9, "{u}");
        }
    }
}
