//! How uncertain a number is, in the forms in which evidence is published.

use std::fmt;
use std::sync::Arc;

use crate::numeric::quantile;
use crate::numeric::standard::Standard;
use crate::numeric::table::Table;

/// Normal quantile of 97.5%, which turns a 95% interval into a standard deviation.
const Z_975: f64 = 1.959_963_984_540_054;

/// The greatest mean and standard deviation whose tails are finite too.
const MOST: f64 = 1e200;

/// The shapes over which quantiles are held to twelve digits.
const LEAST_SHAPE: f64 = 0.01;
const MOST_SHAPE: f64 = 1e12;

/// Of a standard deviation to its mean: those of gammas with these shapes, give or take a rounding.
const LEAST_RELATIVE_SD: f64 = 0.999_999e-6;
const MOST_RELATIVE_SD: f64 = 10.000_01;

/// With less, all variates of a mix may be too small to be divided by their sum.
const LEAST_CONCENTRATION: f64 = 0.1;

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
    /// The logarithm has its median at `mu` and is normal to either side of it, below with one standard
    /// deviation and above with another, so that half of the draws fall to each side.
    SplitLogNormal {
        mu: f64,
        below: f64,
        above: f64,
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

    /// A split lognormal with this median and 95% interval: all three are kept as published, however
    /// the estimate lies between the ends. Where it lies in the middle of them on the log scale this
    /// is the lognormal.
    pub fn split_lognormal(estimate: f64, [low, high]: [f64; 2]) -> Result<Self, SpreadError> {
        require(
            0.0 < low && low < estimate && estimate < high,
            "`estimate` lies inside `ci95`, and all three are above 0",
        )?;
        Ok(Self::SplitLogNormal {
            mu: libm::log(estimate),
            below: libm::log(estimate / low) / Z_975,
            above: libm::log(high / estimate) / Z_975,
        })
    }

    /// A lognormal with this mean and standard deviation of its own, not of its logarithm.
    pub fn lognormal_from_moments(mean: f64, sd: f64) -> Result<Self, SpreadError> {
        require(0.0 < mean && 0.0 < sd, "the `mean` and `sd` of a lognormal are above 0")?;
        let relative = sd / mean;
        let variance = libm::log1p(relative * relative);
        Ok(Self::LogNormal { mu: libm::log(mean) - variance / 2.0, sigma: variance.sqrt() })
    }

    /// A gamma with this mean and standard deviation.
    pub fn gamma(mean: f64, sd: f64) -> Result<Self, SpreadError> {
        require(0.0 < mean && 0.0 < sd, "the `mean` and `sd` of a gamma are above 0")?;
        let ratio = mean / sd;
        Ok(Self::Gamma { shape: ratio * ratio, scale: sd / ratio })
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
            observations.iter().all(|observation| observation.is_finite()),
            "every observation is a finite number",
        )?;
        observations.sort_unstable_by(f64::total_cmp);
        Ok(match observations.as_slice() {
            // What has one value does not vary.
            [first, .., last] if first == last => Self::Fixed(*first),
            [only] => Self::Fixed(*only),
            _ => Self::Empirical(observations.into()),
        })
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
            Self::SplitLogNormal { mu, below, above } => {
                let z = quantile::normal(u);
                libm::exp(mu + z * if z < 0.0 { below } else { above })
            }
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
        let table =
            stretched.and_then(|stretched| Some((Table::new(stretched.standard)?, stretched)));
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
            | Self::SplitLogNormal { .. }
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
            // Each side is half of a lognormal, of which this is the part above or below its median.
            Self::SplitLogNormal { mu, below, above } => {
                let part = |sigma: f64, side: f64| {
                    libm::exp(sigma * sigma / 2.0) * quantile::normal_cdf(side * sigma)
                };
                libm::exp(mu) * (part(below, -1.0) + part(above, 1.0))
            }
            Self::Gamma { shape, scale } => shape * scale,
            Self::Normal { mean, .. } => mean,
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Pert { low, mode, high } => (low + 4.0 * mode + high) / 6.0,
            Self::Empirical(ref values) => values.iter().sum::<f64>() / values.len() as f64,
            Self::Concentration(shape) => shape,
        }
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        let of_beta = |a: f64, b: f64| (a / (a + b) * (b / (a + b)) / (a + b + 1.0)).sqrt();
        match *self {
            Self::Fixed(_) => 0.0,
            Self::Beta { a, b } => of_beta(a, b),
            Self::LogNormal { sigma, .. } => self.mean() * libm::expm1(sigma * sigma).sqrt(),
            Self::SplitLogNormal { mu, below, above } => {
                let part = |sigma: f64, side: f64| {
                    libm::exp(2.0 * sigma * sigma) * quantile::normal_cdf(2.0 * side * sigma)
                };
                let squares = libm::exp(2.0 * mu) * (part(below, -1.0) + part(above, 1.0));
                (squares - self.mean() * self.mean()).max(0.0).sqrt()
            }
            Self::Gamma { shape, scale } => shape.sqrt() * scale,
            Self::Normal { sd, .. } => sd,
            Self::Uniform { low, high } => (high - low) / 12.0_f64.sqrt(),
            Self::Triangular { low, mode, high } => {
                let (below, above) = (mode - low, high - mode);
                ((below * below + below * above + above * above) / 18.0).sqrt()
            }
            Self::Pert { low, mode, high } => {
                let (a, b) = pert_shapes(low, mode, high);
                (high - low) * of_beta(a, b)
            }
            Self::Empirical(ref values) => {
                let mean = self.mean();
                let squares = values.iter().map(|value| (value - mean) * (value - mean));
                (squares.sum::<f64>() / values.len() as f64).sqrt()
            }
            Self::Concentration(shape) => shape.sqrt(),
        }
    }

    /// Whether some thousand trials can draw it, and what would help if not.
    ///
    /// Shapes are those over which quantiles are held to twelve digits. A gamma of the least has a
    /// standard deviation of ten times its mean: beyond that a few trials would decide the mean of all,
    /// and so it is with a lognormal. At the other end a millionth of the value is no spread.
    pub fn drawable(&self) -> Result<(), SpreadError> {
        let of_shape = |shape: f64| (LEAST_SHAPE..=MOST_SHAPE).contains(&shape);
        let (mean, sd) = (self.mean(), self.sd());
        require(
            mean.abs() <= MOST && sd <= MOST && (self.is_fixed() || f64::MIN_POSITIVE <= sd),
            "its mean or its spread is more or less than can be reckoned with",
        )?;
        match *self {
            Self::Fixed(_) | Self::Empirical(_) => Ok(()),
            Self::Beta { a, b } => require(
                of_shape(a) && of_shape(b),
                "its shapes, `events` and `of - events` where it is given by counts, lie between \
                 0.01 and a million millions: a wider `sd` is next to all or nothing, a smaller one \
                 is a `value`",
            ),
            Self::Gamma { .. } | Self::LogNormal { .. } | Self::SplitLogNormal { .. } => require(
                (LEAST_RELATIVE_SD * mean..=MOST_RELATIVE_SD * mean).contains(&sd),
                "its standard deviation lies between a millionth of its mean and ten times as much: \
                 of a wider one a few trials would decide all, and a smaller one is a `value`",
            ),
            Self::Concentration(shape) => require(
                (LEAST_CONCENTRATION..=MOST_SHAPE).contains(&shape),
                "a concentration lies between 0.1 and a million millions: with less, each trial has \
                 one placement alone, with more the mix is given by `shares`",
            ),
            Self::Normal { .. }
            | Self::Uniform { .. }
            | Self::Triangular { .. }
            | Self::Pert { .. } => require(
                LEAST_RELATIVE_SD * mean.abs() <= sd,
                "its standard deviation is a millionth of its mean or more; a smaller one is a `value`",
            ),
        }
    }

    /// The least and greatest values that it can take.
    pub fn support(&self) -> (f64, f64) {
        match *self {
            Self::Fixed(value) => (value, value),
            Self::Beta { .. } => (0.0, 1.0),
            Self::LogNormal { .. }
            | Self::SplitLogNormal { .. }
            | Self::Gamma { .. }
            | Self::Concentration(_) => (0.0, f64::INFINITY),
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
            Self::SplitLogNormal { .. } => "split_lognormal",
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

    /// What was published is what is drawn: the estimate and both ends of its interval. The mean is
    /// compared with the sum of a million even quantiles, which misses it by less than 10⁻⁴ of itself
    /// and would show a wrong side or a missing factor of any of the two halves at once.
    #[test]
    fn a_split_lognormal_keeps_the_estimate_and_both_ends() {
        for (estimate, low, high) in [(700.0, 695.0, 1400.0), (0.7, 0.4, 0.75), (1.0, 0.5, 2.0)] {
            let split = Spread::split_lognormal(estimate, [low, high]).unwrap();
            for (u, expected) in [(0.025, low), (0.5, estimate), (0.975, high)] {
                assert!((split.quantile(u) / expected - 1.0).abs() < 1e-9, "{u} of {estimate}");
            }
            let points = 1_000_000;
            let at = |i: i32| split.quantile((f64::from(i) + 0.5) / f64::from(points));
            let mean = (0..points).map(at).sum::<f64>() / f64::from(points);
            assert!((mean / split.mean() - 1.0).abs() < 1e-4, "{mean} {}", split.mean());
            let squares =
                (0..points).map(|index| (at(index) - mean) * (at(index) - mean)).sum::<f64>();
            let sd = (squares / f64::from(points)).sqrt();
            assert!((sd / split.sd() - 1.0).abs() < 1e-3, "{sd} {}", split.sd());
        }
        let even = Spread::split_lognormal(1.0, [0.5, 2.0]).unwrap();
        let plain = Spread::lognormal_from_interval(1.0, [0.5, 2.0]).unwrap();
        for u in [0.001, 0.3, 0.5, 0.8, 0.999] {
            assert!((even.quantile(u) / plain.quantile(u) - 1.0).abs() < 1e-12, "{u}");
        }
        assert!((even.mean() / plain.mean() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_no_draw_can_follow_is_refused() {
        for (row, spread) in [
            Spread::gamma(1_000.0, 1e-4),
            Spread::gamma(1_000.0, 11_000.0),
            Spread::gamma(f64::INFINITY, 1.0),
            // Its standard deviation is no number any more: its quantiles were looked for without end.
            Spread::gamma(7e-153, 2e-292),
            // Half of its values would be infinite.
            Spread::lognormal_from_moments(1e308, 1e308),
            Spread::lognormal_from_interval(1.0, [1e-30, 1e30]),
            Spread::lognormal_from_moments(1.0, 1e-9),
            Spread::lognormal_from_moments(1e300, 1e305),
            Spread::beta_from_moments(0.5, 0.499_99),
            Spread::beta_from_moments(0.5, 1e-9),
            Spread::beta_from_counts(1e-4, 1.0),
            Spread::beta_from_counts(3e15, 1e16),
            Spread::normal(1.0, 1e-9),
            Spread::normal(f64::NAN, 1.0),
            Spread::uniform(1.0, 1.000_000_1),
            Spread::uniform(f64::NEG_INFINITY, 0.0),
            Spread::pert(-1e308, 0.0, 1e308),
            Ok(Spread::Concentration(0.01)),
            Ok(Spread::Concentration(1e15)),
        ]
        .into_iter()
        .enumerate()
        {
            let spread = spread.expect("a distribution");
            assert!(spread.drawable().is_err(), "row {row}: {spread:?}");
        }
        assert_eq!(Spread::gamma(1.0, 10.0).unwrap().drawable(), Ok(()));
        assert_eq!(Spread::gamma(1.0, 1e-6).unwrap().drawable(), Ok(()));
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
