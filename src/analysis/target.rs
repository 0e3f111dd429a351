//! What somebody asks of a contract, such as `investor_irr.p50 >= 8%`.

use std::io;

use super::Simulated;
use crate::numeric::ascending::Ascending;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Sample;
use crate::results::WORST;
use crate::results::{Metric, MetricNames, Unit, slug};
use toml_findings::wording::{nearest, plain, ungrouped};

/// Trials at least on each side of a quantile or a share that is asked for: the standard error of so few is
/// 45% of their number.
pub const FEWEST_BEYOND: f64 = 5.0;

/// A statistic of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    pub metric: Metric,
    pub statistic: Statistic,
}

/// A figure, and what it should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    pub figure: Figure,
    pub bound: Bound,
}

/// What is read of a distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    Mean,
    /// At this share of trials, from 0 to 1.
    Quantile(f64),
    /// The mean of the worst 5% of trials.
    Worst,
    /// The share of trials in which the metric is within its own bound, or strictly so.
    Chance {
        bound: Bound,
        strict: bool,
    },
}

/// A number and the side of it that is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Bound {
    pub const fn value(self) -> f64 {
        match self {
            Self::AtLeast(value) | Self::AtMost(value) => value,
        }
    }

    const fn sign(self) -> char {
        match self {
            Self::AtLeast(_) => '>',
            Self::AtMost(_) => '<',
        }
    }

    /// Whether a value is on the wanted side.
    pub(super) fn holds(self, value: f64, strict: bool) -> bool {
        match self {
            Self::AtLeast(bound) => bound < value || !strict && bound == value,
            Self::AtMost(bound) => value < bound || !strict && value == bound,
        }
    }

    /// How far a value is on the wanted side.
    fn margin(self, value: f64) -> f64 {
        match self {
            Self::AtLeast(bound) => value - bound,
            Self::AtMost(bound) => bound - value,
        }
    }
}

impl Figure {
    /// As the command line has it: `investor_irr.p50`.
    pub fn name(&self, names: &MetricNames) -> String {
        let metric = names.name(self.metric);
        match self.statistic {
            Statistic::Mean => format!("{metric}.mean"),
            Statistic::Quantile(share) => format!("{metric}.p{}", plain(share * 100.0)),
            Statistic::Worst => format!("{metric}.worst5"),
            Statistic::Chance { bound, strict } => {
                let equal = if strict { "" } else { "=" };
                format!("P({metric} {}{equal} {})", bound.sign(), plain(bound.value()))
            }
        }
    }
}

impl Target {
    /// As the command line has it: `investor_irr.p50 >= 8%`.
    pub fn name(&self, names: &MetricNames) -> String {
        let value = match self.figure.unit() {
            Unit::Share | Unit::YearlyRate => format!("{}%", plain(self.bound.value() * 100.0)),
            _ => plain(self.bound.value()),
        };
        format!("{} {}= {value}", self.figure.name(names), self.bound.sign())
    }

    /// Reads `METRIC.STATISTIC >= VALUE`, the statistic one of `mean`, `median`, `p05` and the like, and
    /// `worst5`; or `P(METRIC > VALUE) >= SHARE`. In a metric's name dots and underscores are the same;
    /// values may be written `8%`, `£7m`, `250k` or `7_000_000`.
    ///
    /// # Errors
    ///
    /// Says what of it cannot be read, and what would be right.
    pub fn read(text: &str, names: &MetricNames) -> Result<Self, String> {
        let whole = text.trim();
        if let Some(rest) = whole.strip_prefix("P(").or_else(|| whole.strip_prefix("p(")) {
            let wrong = || format!("`{whole}` cannot be read; {EXAMPLES}");
            let (inner, outer) = rest.split_once(')').ok_or_else(wrong)?;
            let (metric, relation, bound) = compared(inner)?;
            let (before, wanted, share) = compared(outer)?;
            if !before.is_empty() {
                return Err(wrong());
            }
            if !(0.0..=1.0).contains(&share) {
                return Err(format!("a probability is from 0% to 100%, not `{}`", outer.trim()));
            }
            if relation == Relation::Equal {
                return Err(format!(
                    "`{}` asks for one value exactly; write `>=`, `>`, `<=` or `<` inside `P(…)`",
                    inner.trim()
                ));
            }
            let metric = named(metric, names)?;
            let inner = relation.bound(bound);
            let statistic = Statistic::Chance { bound: inner, strict: relation.is_strict() };
            return Ok(Self { figure: Figure { metric, statistic }, bound: wanted.bound(share) });
        }
        let (left, relation, value) = compared(whole)?;
        let (metric, statistic) = left.rsplit_once('.').ok_or_else(|| {
            format!("`{left}` needs a statistic, such as `{left}.p50` or `{left}.mean`")
        })?;
        let Some(statistic) = Statistic::read(statistic) else {
            return Err(format!(
                "`{statistic}` is no statistic; one of `mean`, `median`, `p05` to `p95` and `worst5` is wanted"
            ));
        };
        let metric = named(metric, names)?;
        if metric.unit().is_time() && matches!(statistic, Statistic::Mean | Statistic::Worst) {
            let name = names.name(metric);
            return Err(format!(
                "`{name}` may be never, so that it has no mean; ask for `{name}.p50` or `P({name} <= …)`"
            ));
        }
        if statistic == Statistic::Worst && matches!(relation, Relation::Less | Relation::AtMost) {
            return Err(
                "`worst5` is the mean of the lowest trials: ask that it be at least so much"
                    .to_owned(),
            );
        }
        Ok(Self { figure: Figure { metric, statistic }, bound: relation.bound(value) })
    }

    /// Whether fewer than [`FEWEST_BEYOND`] of so many trials would decide it: a quantile or a share of trials
    /// that is near to none of them or to all.
    pub fn is_decided_by_few(&self, trials: u64) -> bool {
        let share = match self.figure.statistic {
            Statistic::Quantile(share) => share,
            Statistic::Chance { .. } => self.bound.value(),
            Statistic::Mean | Statistic::Worst => return false,
        };
        share.min(1.0 - share) * (trials as f64) < FEWEST_BEYOND - 1e-9
    }

    /// What each trial adds to how far the target is met: a column whose mean is 0 where it is met
    /// exactly and above 0 where it is met by more. NaN where the metric has no value.
    ///
    /// A quantile is at least so much where no more than its share of trials is below.
    pub fn score(&self, simulated: &Simulated, ask: usize) -> io::Result<Vec<f64>> {
        Ok(self.scores(&simulated.column(ask, self.figure.metric)?, simulated.sample()))
    }

    /// The same of a column of the metric.
    pub(super) fn scores(&self, column: &[f64], sample: Sample) -> Vec<f64> {
        let share_within = |bound: Bound, strict: bool, wanted: Bound| -> Vec<f64> {
            let within = |value: &f64| {
                let share = f64::from(u8::from(bound.holds(*value, strict)));
                if value.is_nan() { f64::NAN } else { wanted.margin(share) }
            };
            column.iter().map(within).collect()
        };
        match self.figure.statistic {
            Statistic::Mean => column.iter().map(|it| self.bound.margin(*it)).collect(),
            Statistic::Worst => {
                let tail = sample.lowest(column, WORST);
                tail.into_iter().map(|it| self.bound.margin(it)).collect()
            }
            Statistic::Quantile(share) => {
                let within = match self.bound {
                    Bound::AtLeast(_) => 1.0 - share,
                    Bound::AtMost(_) => share,
                };
                share_within(self.bound, false, Bound::AtLeast(within))
            }
            Statistic::Chance { bound, strict } => share_within(bound, strict, self.bound),
        }
    }
}

impl Figure {
    /// What it is counted in.
    pub fn unit(&self) -> Unit {
        match self.statistic {
            Statistic::Chance { .. } => Unit::Share,
            _ => self.metric.unit(),
        }
    }

    /// With its standard error; none where no trial has a value. The quantile of a time may be infinite:
    /// never.
    pub fn of(&self, simulated: &Simulated, ask: usize) -> io::Result<Option<Measured>> {
        let column = simulated.column(ask, self.metric)?;
        let sample = simulated.sample();
        let mean = |column: &[f64]| sample.mean(column);
        let share = |is_it: &dyn Fn(f64) -> bool| {
            let rows = column.iter().enumerate().filter(|it| !it.1.is_nan());
            let chance = sample.chance(rows.map(|(row, it)| (row, is_it(*it))));
            chance.map(|chance| Measured {
                value: chance.share,
                standard_error: chance.standard_error,
            })
        };
        Ok(match self.statistic {
            Statistic::Mean if self.metric.is_chance() => share(&|it| it > 0.0),
            Statistic::Mean => mean(&column),
            Statistic::Worst => mean(&sample.lowest(&column, WORST)),
            Statistic::Quantile(share) => {
                let mut ascending = Ascending::of(&column);
                if ascending.count() == 0 {
                    return Ok(None);
                }
                let n = ascending.count() as f64;
                let step = (share * (1.0 - share) / n).sqrt();
                let is_time = self.metric.unit().is_time();
                let mut at = |share: f64| {
                    if is_time { ascending.reached_by(share) } else { ascending.quantile(share) }
                };
                let (low, value, high) = (at(share - step), at(share), at(share + step));
                // A step to or from never has no length, and one trial has no error.
                let is_known = 1.0 < n && high.is_finite();
                let standard_error = if is_known { (high - low) / 2.0 } else { f64::NAN };
                Some(Measured { value, standard_error })
            }
            Statistic::Chance { bound, strict } => share(&|it| bound.holds(it, strict)),
        })
    }
}

const EXAMPLES: &str = "such as `investor_irr.p50 >= 8%` or `P(net_saving > 0) >= 75%` is wanted";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    AtLeast,
    AtMost,
    More,
    Less,
    Equal,
}

impl Relation {
    /// Equal is looked for from below, as at least so much.
    const fn bound(self, value: f64) -> Bound {
        match self {
            Self::AtLeast | Self::More | Self::Equal => Bound::AtLeast(value),
            Self::AtMost | Self::Less => Bound::AtMost(value),
        }
    }

    const fn is_strict(self) -> bool {
        matches!(self, Self::More | Self::Less)
    }
}

/// What stands before the relation, the relation and the number after it.
fn compared(text: &str) -> Result<(&str, Relation, f64), String> {
    let relations = [
        (">=", Relation::AtLeast),
        ("≥", Relation::AtLeast),
        ("<=", Relation::AtMost),
        ("≤", Relation::AtMost),
        (">", Relation::More),
        ("<", Relation::Less),
        ("=", Relation::Equal),
    ];
    let found =
        relations.iter().find_map(|(sign, relation)| Some((text.split_once(sign)?, *relation)));
    let Some(((left, right), relation)) = found else {
        return Err(format!("`{text}` has no `>=` or `<=`; {EXAMPLES}"));
    };
    let right = right.trim();
    let value = number(right).ok_or_else(|| {
        format!("`{right}` is no number; such as `8.5%`, `£7m` or `250_000` is wanted")
    })?;
    Ok((left.trim(), relation, value))
}

/// `8%`, `£7m`, `-250k`, `7_000_000`, `250,000` or `1.2`; none where a comma may stand for a point, nor of more
/// than any figure can be.
fn number(text: &str) -> Option<f64> {
    let plain = text.replace(['£', ' '], "").replace('−', "-");
    let scaled = |suffix: &str, factor: f64| {
        Some(ungrouped(plain.strip_suffix(suffix)?)?.parse::<f64>().ok()? * factor)
    };
    let value = scaled("%", 0.01)
        .or_else(|| scaled("k", 1e3))
        .or_else(|| scaled("m", 1e6))
        .or_else(|| scaled("", 1.0))?;
    (value.abs() <= 1e15).then_some(value)
}

impl Statistic {
    fn read(text: &str) -> Option<Self> {
        match text.trim() {
            "mean" => Some(Self::Mean),
            "median" => Some(Self::Quantile(0.5)),
            "worst5" => Some(Self::Worst),
            other => {
                let percent: f64 = other.strip_prefix('p')?.parse().ok()?;
                (0.0 < percent && percent < 100.0).then_some(Self::Quantile(percent / 100.0))
            }
        }
    }
}

/// A metric by its name.
fn named(text: &str, names: &MetricNames) -> Result<Metric, String> {
    let wanted = slug(text);
    let all = names.all();
    let found = all.iter().position(|it| slug(it) == wanted);
    if let Some(index) = found {
        return Ok(names.metrics()[index]);
    }
    let known: Vec<&str> = all.iter().map(String::as_str).collect();
    let near = nearest(text.trim(), &known).map_or_else(
        || "`kinward schema --metrics` lists them".to_owned(),
        |it| format!("did you mean `{it}`?"),
    );
    Err(format!("there is no metric `{}`: {near}", text.trim()))
}
