//! Quantile functions that are asked for once a trial, as tables.

use std::f64::consts::PI;

use super::quantile::normal;
use super::standard::{Point, Standard};

/// Terms of each polynomial.
const TERMS: usize = 18;
/// Standard deviations from one polynomial to the next.
const STEP: f64 = 0.5;
/// Polynomials on either side of the middle: they reach 6.75 standard deviations.
const SIDE: usize = 13;
/// How far neighbouring polynomials may miss each other, as a share of the value.
const GAP: f64 = 1e-11;

/// The quantile function of a beta or a gamma distribution, as polynomials in the normal score `z` of the probability.
///
/// As a function of `z` the quantile `x` has the slope `φ(z) / f(x)`, with the density `f`, and from
/// that equation all further derivatives at a point follow by recurrence (Steinbrecher and Shaw,
/// Quantile mechanics, 2008). So each polynomial is a Taylor series about its middle.
#[derive(Clone, Debug)]
pub struct Table(Vec<[f64; TERMS]>);

impl Table {
    /// None where a shape is below 1, whose lower tail no polynomial follows closely, or where the
    /// polynomials miss each other for another reason.
    pub fn new(of: Standard) -> Option<Self> {
        let is_followed = match of {
            Standard::Beta { a, b } => 1.0 <= a && 1.0 <= b,
            Standard::Gamma { shape } => 1.0 <= shape,
        };
        let median = is_followed.then(|| of.series(0.0, None))?;
        let mut series = vec![median; 2 * SIDE + 1];
        // Outwards from the median, each beginning where the one before it points.
        for away in 1..=SIDE {
            let (up, down) = (SIDE + away, SIDE - away);
            series[up] = of.series(middle(up), Some(sum(&series[up - 1], STEP)));
            series[down] = of.series(middle(down), Some(sum(&series[down + 1], -STEP)));
        }
        let table = Self(series);
        (table.rises() && table.is_smooth()).then_some(table)
    }

    /// The value at cumulative probability `u`; none in the furthest tails.
    #[inline]
    pub fn at(&self, u: f64) -> Option<f64> {
        let z = normal(u);
        let position = z / STEP + SIDE as f64 + 0.5;
        if position < 0.0 {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a position in the table"
        )]
        let index = position as usize;
        Some(sum(self.0.get(index)?, z - middle(index)))
    }

    /// Whether each polynomial ends where the next begins.
    fn is_smooth(&self) -> bool {
        self.0.windows(2).all(|pair| {
            let (end, beginning) = (sum(&pair[0], STEP / 2.0), sum(&pair[1], -STEP / 2.0));
            // A series that went astray ends nowhere: it is not a number.
            (end - beginning).abs() <= GAP * end.abs()
        })
    }

    /// Whether every polynomial has a finite slope above 0: one that has none would be smooth too.
    fn rises(&self) -> bool {
        self.0.iter().all(|terms| 0.0 < terms[1] && terms[1] < f64::INFINITY)
    }
}

/// The normal score about which a polynomial is developed.
fn middle(index: usize) -> f64 {
    (index as f64 - SIDE as f64) * STEP
}

fn sum(terms: &[f64; TERMS], distance: f64) -> f64 {
    terms.iter().rev().fold(0.0, |sum, it| sum * distance + it)
}

impl Standard {
    /// The Taylor series of the quantile about a normal score, from a guess at its value there.
    fn series(self, z: f64, guess: Option<f64>) -> [f64; TERMS] {
        let at = self.at_score(z, guess);
        let slope = libm::exp(-z * z / 2.0) / (2.0 * PI).sqrt() / self.density(at);
        self.derived(z, at, slope)
    }

    /// The series about a point `x` at `z`, term by term: with `g = x'` and `h = f'/f` along the series,
    /// `g' = -g (z + g h)`.
    fn derived(self, z: f64, at: Point, slope: f64) -> [f64; TERMS] {
        let (x, rest) = (at.value, at.rest);
        // `h = lower / x - upper / (1 - x) - rate`
        let (lower, upper, rate) = match self {
            Self::Beta { a, b } => (a - 1.0, b - 1.0, 0.0),
            Self::Gamma { shape } => (shape - 1.0, 0.0, 1.0),
        };
        let zero = [0.0; TERMS];
        let (mut value, mut g, mut inverse, mut upper_inverse, mut h, mut turn) =
            (zero, zero, zero, zero, zero, zero);
        (value[0], g[0]) = (x, slope);
        let product = |a: &[f64; TERMS], b: &[f64; TERMS], from: usize, to: usize| -> f64 {
            (from..=to).map(|index| a[index] * b[to - index]).sum()
        };
        for k in 0..TERMS - 1 {
            (inverse[k], upper_inverse[k]) = if k == 0 {
                (1.0 / x, 1.0 / rest)
            } else {
                (-product(&value, &inverse, 1, k) / x, product(&value, &upper_inverse, 1, k) / rest)
            };
            h[k] = lower * inverse[k] - if upper > 0.0 { upper * upper_inverse[k] } else { 0.0 };
            if k == 0 {
                h[0] -= rate;
            }
            let score = [z, 1.0].get(k).copied().unwrap_or(0.0);
            turn[k] = -score - product(&g, &h, 0, k);
            g[k + 1] = product(&g, &turn, 0, k) / (k + 1) as f64;
            value[k + 1] = g[k] / (k + 1) as f64;
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::quantile::normal_cdf;

    const GRID: u32 = 4_001;

    fn percentiles() -> impl Iterator<Item = f64> {
        (0..GRID).map(|index| (f64::from(index) + 0.5) / f64::from(GRID))
    }

    /// Against mpmath at 30 digits, and against closed forms over all percentiles.
    #[test]
    fn a_table_is_exact_to_twelve_digits() {
        for (of, u, expected) in [
            (Standard::Gamma { shape: 4.0 }, 0.3, 2.763_711_042_612_647_5),
            (Standard::Gamma { shape: 4.0 }, 0.999, 13.062_240_779_188_07),
            (Standard::Gamma { shape: 56.25 }, 0.9, 66.050_253_052_024_07),
            (Standard::Beta { a: 9.0, b: 21.0 }, 0.3, 0.252_854_260_022_862_9),
        ] {
            let found = Table::new(of).unwrap().at(u).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-12, "{of:?} {found} {expected}");
        }
        let exponential = Table::new(Standard::Gamma { shape: 1.0 }).unwrap();
        let least_of_five = Table::new(Standard::Beta { a: 1.0, b: 5.0 }).unwrap();
        for u in percentiles() {
            let expected = -libm::log1p(-u);
            let found = exponential.at(u).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-12, "{u}: {found} {expected}");
            let expected = -libm::expm1(libm::log1p(-u) / 5.0);
            let found = least_of_five.at(u).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-12, "{u}: {found} {expected}");
        }
    }

    #[test]
    fn a_table_rises_from_tail_to_tail() {
        for of in [Standard::Beta { a: 1.0, b: 12.0 }, Standard::Gamma { shape: 2.0 }] {
            let table = Table::new(of).unwrap();
            let scores = (0..13_000).map(|index| f64::from(index) / 1_000.0 - 6.5);
            let values: Vec<f64> =
                scores.map(|score| table.at(normal_cdf(score)).unwrap()).collect();
            assert!(values.is_sorted(), "{of:?}");
        }
    }

    #[test]
    fn what_no_table_follows_has_none() {
        assert!(Table::new(Standard::Gamma { shape: 0.4 }).is_none(), "a tail too steep");
        assert!(Table::new(Standard::Beta { a: 2.0, b: 0.9 }).is_none());
        let mut terms = [0.0; TERMS];
        terms[0] = 997.867;
        let constant = Table(vec![terms; 2]);
        assert!(constant.is_smooth() && !constant.rises(), "a constant is smooth");
        let table = Table::new(Standard::Gamma { shape: 2.0 }).unwrap();
        assert!(table.at(1e-12).is_none() && table.at(1.0 - 1e-13).is_none(), "too far out");
    }
}
