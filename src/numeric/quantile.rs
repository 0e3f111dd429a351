//! Inverse distribution functions, for assumptions that are drawn once a trial.
//!
//! One uniform number gives one value, so that two worlds that differ only in an assumption's
//! spread still draw it at the same percentile.

use std::f64::consts::SQRT_2;

use super::standard::Standard;

/// The standard normal's value at cumulative probability `u`, to sixteen digits: algorithm AS 241
/// (Wichura, 1988).
pub fn normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&CENTRE, 0.425 * 0.425 - q * q);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 { ratio(&SHOULDER, r - 1.6) } else { ratio(&TAIL, r - 5.0) };
    z.copysign(q)
}

/// The coefficients of a ratio of two polynomials, from the constants on.
type Ratio = [(f64, f64); 8];

fn ratio(of: &Ratio, x: f64) -> f64 {
    let (above, below) = of.iter().rev().fold((0.0, 0.0), |(a, b), (p, q)| (a * x + p, b * x + q));
    above / below
}

const CENTRE: Ratio = [
    (3.387_132_872_796_366_5, 1.0),
    (133.141_667_891_784_38, 42.313_330_701_600_91),
    (1_971.590_950_306_551_3, 687.187_007_492_057_9),
    (13_731.693_765_509_46, 5_394.196_021_424_751),
    (45_921.953_931_549_87, 21_213.794_301_586_597),
    (67_265.770_927_008_7, 39_307.895_800_092_71),
    (33_430.575_583_588_13, 28_729.085_735_721_943),
    (2_509.080_928_730_122_7, 5_226.495_278_852_854),
];

const SHOULDER: Ratio = [
    (1.423_437_110_749_683_5, 1.0),
    (4.630_337_846_156_546, 2.053_191_626_637_759),
    (5.769_497_221_460_691, 1.676_384_830_183_803_8),
    (3.647_848_324_763_204_5, 0.689_767_334_985_1),
    (1.270_458_252_452_368_4, 0.148_103_976_427_480_08),
    (0.241_780_725_177_450_6, 0.015_198_666_563_616_457),
    (0.022_723_844_989_269_184, 0.000_547_593_808_499_534_5),
    (0.000_774_545_014_278_341_4, 1.050_750_071_644_416_9e-9),
];

const TAIL: Ratio = [
    (6.657_904_643_501_103, 1.0),
    (5.463_784_911_164_114, 0.599_832_206_555_888),
    (1.784_826_539_917_291_3, 0.136_929_880_922_735_8),
    (0.296_560_571_828_504_87, 0.014_875_361_290_850_615),
    (0.026_532_189_526_576_124, 0.000_786_869_131_145_613_3),
    (0.001_242_660_947_388_078_4, 1.846_318_317_510_054_8e-5),
    (2.711_555_568_743_487_6e-5, 1.421_511_758_316_446e-7),
    (2.010_334_399_292_288_1e-7, 2.044_263_103_389_939_7e-15),
];

/// The standard normal's cumulative probability at `z`, with all its digits in the lower tail.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The probability that a gamma distribution with mean 1 and this variance exceeds `value`.
pub fn frailty_survival(value: f64, variance: f64) -> f64 {
    let shape = 1.0 / variance;
    Standard::Gamma { shape }.above(value * shape)
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
    use statrs::distribution::{Beta, ContinuousCDF};

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
