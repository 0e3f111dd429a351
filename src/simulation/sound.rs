//! What no result may hold: a number that is none, or more than can be counted.

use std::{fmt, io, iter};

use super::arrangement::Arrangement;
use super::parameters::Nature;
use crate::results::{TrialRow, Trials, Unit};
use crate::units::Money;

/// Why a run was stopped: a trial whose numbers cannot be reckoned with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsound {
    pub trial: u64,
    /// The name of the world, or of the contract in a portfolio.
    pub world: String,
    /// What is no number, or too great, such as `care_cost_saved` or `the hazard of care entry`.
    pub what: String,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trial, world, what } = self;
        write!(
            f,
            "trial {trial} of `{world}`: {what} is no finite number, or more than can be counted to \
             the penny. A number behind it is far from all that is likely: correct \
             its unit, or narrow its spread"
        )
    }
}

impl std::error::Error for Unsound {}

impl Unsound {
    /// The one inside an error of a run.
    ///
    /// # Errors
    ///
    /// The error itself, if it has another cause.
    pub fn within(problem: io::Error) -> io::Result<Self> {
        problem.downcast()
    }
}

impl From<Unsound> for io::Error {
    fn from(problem: Unsound) -> Self {
        Self::new(io::ErrorKind::InvalidData, problem)
    }
}

impl Nature {
    /// The hazard that is no finite number, if there is one.
    pub(super) fn unsound(&self) -> Option<&'static str> {
        let of = |name, is_sound: bool| (!is_sound).then_some(name);
        self.risks.iter().find_map(|risk| {
            of("the hazard of care entry", risk.care_entry.is_sound())
                .or(of("the hazard of re-entry", risk.re_entry.is_sound()))
                .or(of("the hazard of leaving care", risk.length_of_stay.is_sound()))
        })
    }
}

impl Arrangement {
    /// The effect that is no finite number, if there is one.
    pub(super) fn unsound(&self) -> Option<&'static str> {
        let mut effects = self.editions.iter().flat_map(|edition| edition.effects.iter().flatten());
        let is_unsound = effects.any(|it| {
            [&it.completed, &it.dropped_out]
                .into_iter()
                .any(|it| !it.care_entry.is_sound() || !it.return_home.is_sound())
        });
        is_unsound.then_some("the effect of a therapy")
    }
}

/// Whether an amount in pounds can be counted to the penny.
pub(super) fn is_countable(pounds: f64) -> bool {
    pounds.abs() <= Money::MOST_POUNDS
}

/// Whether every number of these rows can be reported. `first` is the number of the first of them.
///
/// A metric without a value is NaN, and one that is a time may be later than any month; no other
/// number may be either, and no amount more than can be counted.
pub(super) fn all_sound(trials: &Trials, first: u64, rows: &[TrialRow]) -> Result<(), Unsound> {
    for (number, row) in (first..).zip(rows) {
        let replicates = row.replicate.iter().flatten().map(Some).chain(iter::repeat(None));
        for ((world, row), replicate) in trials.worlds.iter().zip(&row.worlds).zip(replicates) {
            let found =
                |what: String| Unsound { trial: number, world: world.label.name.clone(), what };
            let drawn = row.assumptions.iter().position(|assumption| !assumption.is_finite());
            if let Some(index) = drawn {
                return Err(found(format!("`{}`", world.assumption_names[index])));
            }
            let values = row.metrics.iter().chain(replicate.into_iter().flatten());
            for (metric, value) in trials.metrics.iter().cycle().zip(values) {
                let is_sound = match metric.unit() {
                    Unit::Pounds => value.is_nan() || is_countable(*value),
                    Unit::Months => true,
                    _ => !value.is_infinite(),
                };
                if !is_sound {
                    return Err(found(format!("`{}`", trials.names.name(*metric))));
                }
            }
            if row.years.iter().any(|year| !year.is_finite()) {
                return Err(found("an amount of a financial year".to_owned()));
            }
            if row.series.iter().any(|it| it.is_infinite()) {
                return Err(found("an amount of a month".to_owned()));
            }
        }
    }
    Ok(())
}
