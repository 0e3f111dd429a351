//! One metric in two worlds, trial by trial.

use std::io;

use serde::{Serialize, Serializer};

use super::{Pair, apart};
use crate::numeric::summary::{Chance, Estimate};
use crate::results::{Direction, Drivers, Metric, Named, Outcome, Role, Scope, Trials, drivers_of};

/// One metric in a world less the same metric in another, simulated on the same draws.
///
/// The mean of the difference is the difference of the means whatever the worlds share: expectations
/// add up. Its standard error is not, and nor is its spread: with the two columns' standard errors `a`
/// and `b` and their correlation `r` it is `√(a² + b² - 2 r a b)` on shared draws, and `√(a² + b²)`
/// where each world is simulated on draws of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    #[serde(rename = "unit", serialize_with = "unit")]
    pub metric: Metric,
    #[serde(skip)]
    pub name: String,
    /// Means of either world over the trials in which both have a value; NaN, as all that follows from them,
    /// where the time to an event is never in one of these.
    pub means: [f64; 2],
    #[serde(flatten)]
    pub difference: Estimate,
    /// The probability that the first world's value is above the second's, and that it is below; in the
    /// rest of the trials they are the same.
    #[serde(rename = "probability_higher")]
    pub higher: Chance,
    #[serde(rename = "probability_lower")]
    pub lower: Chance,
    /// The standard error of the mean difference if each world had been simulated on draws of its own.
    #[serde(rename = "standard_error_unpaired")]
    pub unpaired_error: f64,
    /// The probability that the first world is better; none where neither way is.
    #[serde(rename = "probability_better")]
    pub better: Option<Chance>,
    /// How many times smaller the standard error is for the shared draws; none where the difference
    /// does not vary, but for what is lost in the last digits.
    pub narrowed: Option<f64>,
}

impl Named for Difference {
    fn name(&self) -> &str {
        &self.name
    }
}

/// What a metric is counted in.
fn unit<S: Serializer>(metric: &Metric, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(metric.unit().name())
}

impl Difference {
    fn of(trials: &Trials, metric: Metric, own: &[f64], other: &[f64]) -> Option<Self> {
        let sample = trials.sample();
        let difference = apart(own, other);
        let of_both = |values: &[f64]| -> Vec<f64> {
            let both = values.iter().zip(&difference);
            both.map(|(it, both)| if both.is_nan() { f64::NAN } else { *it }).collect()
        };
        let [own, other] = [sample.estimate(&of_both(own))?, sample.estimate(&of_both(other))?];
        let chance = |is_so: fn(f64) -> bool| {
            let defined = difference.iter().enumerate().filter(|it| !it.1.is_nan());
            sample.chance(defined.map(|(row, it)| (row, is_so(*it))))
        };
        let (higher, lower) = (chance(|it| it > 0.0)?, chance(|it| it < 0.0)?);
        let difference = sample.estimate(&difference)?;
        let paired_error = difference.standard_error;
        let unpaired_error = libm::hypot(own.standard_error, other.standard_error);
        Some(Self {
            metric,
            name: trials.names.name(metric),
            means: [own.mean, other.mean],
            difference,
            higher,
            lower,
            unpaired_error,
            better: match metric.direction() {
                Direction::More => Some(higher),
                Direction::Less => Some(lower),
                Direction::Neither => None,
            },
            narrowed: (paired_error > 1e-9 * unpaired_error).then(|| unpaired_error / paired_error),
        })
    }
}

/// Every metric that both worlds have in at least one trial together.
pub(super) fn differences(trials: &Trials, pair: Pair) -> io::Result<Vec<Difference>> {
    let worlds = [pair.world, pair.against];
    let counterfactual =
        worlds.iter().any(|world| trials.worlds[*world].label.role == Role::StatusQuo);
    let both_have = |metric: &Metric| {
        !counterfactual
            || metric.scope() == Scope::EveryWorld
            || metric.scope() == Scope::BroughtAbout
    };
    let mut found = Vec::new();
    for metric in trials.metrics.iter().filter(|metric| both_have(metric)) {
        let [own, other] = worlds.map(|world| trials.column_or_nothing(world, *metric));
        found.extend(Difference::of(trials, *metric, &own?, &other?));
    }
    Ok(found)
}

/// What the difference of the public purse's gains goes with among the assumptions of the first world.
pub(super) fn drivers(trials: &Trials, pair: Pair) -> io::Result<Option<Drivers>> {
    if trials.worlds[pair.world].label.role == Role::StatusQuo {
        return Ok(None);
    }
    let outcome = Outcome::new(trials.difference(pair, Metric::PublicGain)?, None);
    let [drivers] = drivers_of(trials, pair.world, &[outcome])?;
    Ok(drivers)
}
