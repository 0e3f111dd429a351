//! How uncertain a number is, in the forms in which evidence is published.

use std::fmt;
use std::sync::Arc;

use crate::numeric::quantile;
use crate::numeric::table::{Standard, Table};

/// Normal quantile of 97.5%, which turns a 95% interval into a standard deviation.
const Z_975: f64 = 1.959_963_984_540_054;

/// The distribution of an assumption over trials.
#[derive(Clone, Debug, PartialEq)]
pub enum Spread {
    /// Known, or taken as known.
    Fixed(f64),
    /// On [0, 1].
    Beta {
        a: f64,
        b: f64,
    },
    /// The logarithm is normal with this mean and standard deviation.
    LogNormal {
        mu: f64,
        sigma: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Normal {
        mean: f64,
        sd: f64,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    /// A beta on [low, high] with mean `(low + 4 mode + high) / 6`.
    Pert {
        low: f64,
        mode: f64,
        high: f64,
    },
    /// Equally likely observations, ascending.
    Empirical(Arc<[f64]>),
    /// A gamma variate of this shape and scale 1, which becomes one share of a Dirichlet mix once
    /// divided by the sum of them all.
    Concentration(f64),
}

/// Why numbers do not describe a distribution, and what would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadError(String);

impl fmt::Display for SpreadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SpreadError {}

fn require(holds: bool, advice: impl Into<String>) -> Result<(), SpreadError> {
    if holds { Ok(()) } else { Err(SpreadError(advice.into())) }
}

impl Spread {
    /// A proportion seen as `events` of `of`: beta with shapes `events` and `of - events`.
    pub fn beta_from_counts(events: f64, of: f64) -> Result<Self, SpreadError> {
        require(
            0.0 < events && events < of,
            "`events` lies above 0 and below `of`; with none or all, write a `beta` by `mean` and `sd`",
        )?;
        Ok(Self::Beta { a: events, b: of - events })
    }

    /// A beta with this mean and standard deviation.
    pub fn beta_from_moments(mean: f64, sd: f64) -> Result<Self, SpreadError> {
        require(0.0 < mean && mean < 1.0, "the `mean` of a beta lies between 0 and 1")?;
        let widest = (mean * (1.0 - mean)).sqrt();
        require(
            0.0 < sd && sd < widest,
            format!("a beta with mean {mean} needs `sd` above 0 and below {widest:.3}"),
        )?;
        let sum = mean * (1.0 - mean) / (sd * sd) - 1.0;
        Ok(Self::Beta { a: mean * sum, b: (1.0 - mean) * sum })
    }

    /// A lognormal with this median and 95% interval, as ratios are published.
    pub fn lognormal_from_interval(
        estimate: f64,
        [low, high]: [f64; 2],
    ) -> Result<Self, SpreadError> {
        require(
            0.0 < low && low < estimate && estimate < high,
            "`estimate` lies inside `ci95`, and all three are above 0",
        )?;
        Ok(Self::LogNormal {
            mu: libm::log(estimate),
            sigma: libm::log(high / low) / (2.0 * Z_975),
        })
    }

    /// A lognormal with this mean and standard deviation of its own, not of its logarithm.
    pub fn lognormal_from_moments(mean: f64, sd: f64) -> Result<Self, SpreadError> {
        require(0.0 < mean && 0.0 < sd, "the `mean` and `sd` of a lognormal are above 0")?;
        let variance = libm::log1p((sd / mean).powi(2));
        Ok(Self::LogNormal { mu: libm::log(mean) - variance / 2.0, sigma: variance.sqrt() })
    }

    /// A gamma with this mean and standard deviation.
    pub fn gamma(mean: f64, sd: f64) -> Result<Self, SpreadError> {
        require(0.0 < mean && 0.0 < sd, "the `mean` and `sd` of a gamma are above 0")?;
        Ok(Self::Gamma { shape: (mean / sd).powi(2), scale: sd * sd / mean })
    }

    /// A normal with this mean and standard deviation.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, SpreadError> {
        require(0.0 < sd, "the `sd` of a normal is above 0")?;
        Ok(Self::Normal { mean, sd })
    }

    /// Any value between `low` and `high`, all alike.
    pub fn uniform(low: f64, high: f64) -> Result<Self, SpreadError> {
        require(low < high, "`low` is below `high`")?;
        Ok(Self::Uniform { low, high })
    }

    /// A triangle with its peak at `mode`.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Self, SpreadError> {
        require(
            low <= mode && mode <= high && low < high,
            "`low` ≤ `mode` ≤ `high`, and `low` < `high`",
        )?;
        Ok(Self::Triangular { low, mode, high })
    }

    /// A smooth hump with its peak at `mode`.
    pub fn pert(low: f64, mode: f64, high: f64) -> Result<Self, SpreadError> {
        require(
            low <= mode && mode <= high && low < high,
            "`low` ≤ `mode` ≤ `high`, and `low` < `high`",
        )?;
        Ok(Self::Pert { low, mode, high })
    }

    /// Observations, each as likely as the next.
    pub fn empirical(mut observations: Vec<f64>) -> Result<Self, SpreadError> {
        require(!observations.is_empty(), "the column holds no numbers")?;
        require(
            observations.iter().all(|it| it.is_finite()),
            "every observation is a finite number",
        )?;
        observations.sort_unstable_by(f64::total_cmp);
        Ok(Self::Empirical(observations.into()))
    }

    /// The value at cumulative probability `u`, in (0, 1).
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Beta { .. } | Self::Gamma { .. } | Self::Pert { .. } | Self::Concentration(_) => {
                let it = self.stretched().expect("a beta or a gamma");
                it.of(it.standard.quantile(u))
            }
            Self::LogNormal { mu, sigma } => libm::exp(mu + sigma * quantile::normal(u)),
            Self::Normal { mean, sd } => mean + sd * quantile::normal(u),
            Self::Uniform { low, high } => low + u * (high - low),
            Self::Triangular { low, mode, high } => quantile::triangular(u, low, mode, high),
            Self::Empirical(ref values) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "u is in (0, 1)"
                )]
                let index = (u * values.len() as f64) as usize;
                values[index.min(values.len() - 1)]
            }
        }
    }

    /// Made ready for many draws.
    pub(super) fn prepared(&self) -> Prepared {
        let stretched = self.stretched();
        let table = stretched.and_then(|it| Some((Table::new(it.standard)?, it)));
        Prepared { spread: self.clone(), table }
    }

    /// The beta or gamma behind it, if there is one.
    fn stretched(&self) -> Option<Stretched> {
        let (standard, low, width) = match *self {
            Self::Beta { a, b } => (Standard::Beta { a, b }, 0.0, 1.0),
            Self::Gamma { shape, scale } => (Standard::Gamma { shape }, 0.0, scale),
            Self::Pert { low, mode, high } => {
                let (a, b) = pert_shapes(low, mode, high);
                (Standard::Beta { a, b }, low, high - low)
            }
            Self::Concentration(shape) => (Standard::Gamma { shape }, 0.0, 1.0),
            Self::Fixed(_)
            | Self::LogNormal { .. }
            | Self::Normal { .. }
            | Self::Uniform { .. }
            | Self::Triangular { .. }
            | Self::Empirical(_) => return None,
        };
        Some(Stretched { standard, low, width })
    }

    /// The expected value.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Beta { a, b } => a / (a + b),
            Self::LogNormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Normal { mean, .. } => mean,
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Pert { low, mode, high } => (low + 4.0 * mode + high) / 6.0,
            Self::Empirical(ref values) => values.iter().sum::<f64>() / values.len() as f64,
            Self::Concentration(shape) => shape,
        }
    }

    /// The least and greatest values that it can take.
    pub fn support(&self) -> (f64, f64) {
        match *self {
            Self::Fixed(value) => (value, value),
            Self::Beta { .. } => (0.0, 1.0),
            Self::LogNormal { .. } | Self::Gamma { .. } | Self::Concentration(_) => {
                (0.0, f64::INFINITY)
            }
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Uniform { low, high }
            | Self::Triangular { low, high, .. }
            | Self::Pert { low, high, .. } => (low, high),
            Self::Empirical(ref values) => (values[0], values[values.len() - 1]),
        }
    }

    /// Whether it is the same in every trial.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::Fixed(_))
    }

    /// Its form, as the scenario file names it.
    pub fn form(&self) -> &'static str {
        match self {
            Self::Fixed(_) => "fixed",
            Self::Beta { .. } => "beta",
            Self::LogNormal { .. } => "lognormal",
            Self::Gamma { .. } => "gamma",
            Self::Normal { .. } => "normal",
            Self::Uniform { .. } => "uniform",
            Self::Triangular { .. } => "triangular",
            Self::Pert { .. } => "pert",
            Self::Empirical(_) => "empirical",
            Self::Concentration(_) => "dirichlet",
        }
    }
}

/// A beta or gamma variate, moved and stretched.
#[derive(Clone, Copy, Debug)]
struct Stretched {
    standard: Standard,
    low: f64,
    width: f64,
}

impl Stretched {
    fn of(&self, variate: f64) -> f64 {
        self.low + self.width * variate
    }
}

/// A spread made ready for many draws: where its quantiles would be searched for, a table has them.
#[derive(Debug)]
pub(super) struct Prepared {
    spread: Spread,
    table: Option<(Table, Stretched)>,
}

impl Prepared {
    /// The value at cumulative probability `u`, in (0, 1).
    pub(super) fn quantile(&self, u: f64) -> f64 {
        let tabled = self.table.as_ref().and_then(|(table, it)| Some(it.of(table.at(u)?)));
        tabled.unwrap_or_else(|| self.spread.quantile(u))
    }
}

/// The shapes of the beta behind a PERT distribution (Malcolm et al., 1959).
fn pert_shapes(low: f64, mode: f64, high: f64) -> (f64, f64) {
    let width = high - low;
    (1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean, 5% and 95% of each form against the definition by which evidence is published.
    #[test]
    fn each_form_means_what_its_evidence_says() {
        let beta = Spread::beta_from_counts(26.0, 40.0).unwrap();
        assert!((beta.mean() - 0.65).abs() < 1e-12);
        let Spread::Beta { a, b } = Spread::beta_from_moments(0.3, 0.08).unwrap() else { panic!() };
        assert!((a / (a + b) - 0.3).abs() < 1e-12);
        assert!((a * b / ((a + b).powi(2) * (a + b + 1.0)) - 0.0064).abs() < 1e-12);

        let ratio = Spread::lognormal_from_interval(0.70, [0.40, 1.225]).unwrap();
        assert!((ratio.quantile(0.5) - 0.70).abs() < 1e-9, "the estimate is the median");
        assert!((ratio.quantile(0.975) / ratio.quantile(0.025) - 1.225 / 0.40).abs() < 1e-6);

        let cost = Spread::lognormal_from_moments(6_100.0, 4_800.0).unwrap();
        assert!((cost.mean() - 6_100.0).abs() < 1e-9);

        let pert = Spread::pert(100.0, 200.0, 400.0).unwrap();
        let points = 4_000;
        let mean = (0..points)
            .map(|i| pert.quantile((f64::from(i) + 0.5) / f64::from(points)))
            .sum::<f64>()
            / f64::from(points);
        assert!((mean - pert.mean()).abs() < 0.05, "{mean}");

        let seen = Spread::empirical(vec![3.0, 1.0, 2.0]).unwrap();
        assert_eq!([0.1, 0.5, 0.9].map(|u| seen.quantile(u)), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn impossible_spreads_are_refused_with_advice() {
        for (row, error) in [
            Spread::beta_from_counts(5.0, 5.0).unwrap_err(),
            Spread::beta_from_moments(0.35, 0.9).unwrap_err(),
            Spread::lognormal_from_interval(2.0, [0.4, 1.2]).unwrap_err(),
            Spread::uniform(3.0, 3.0).unwrap_err(),
            Spread::triangular(3.0, 2.0, 4.0).unwrap_err(),
            Spread::empirical(Vec::new()).unwrap_err(),
        ]
        .into_iter()
        .enumerate()
        {
            assert!(!error.to_string().is_empty(), "row {row}");
        }
        let too_wide = Spread::beta_from_moments(0.35, 0.9).unwrap_err();
        assert_eq!(
            too_wide.to_string(),
            "a beta with mean 0.35 needs `sd` above 0 and below 0.477"
        );
    }
}
