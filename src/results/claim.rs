//! A published figure compared with the simulation.

use std::cmp::Ordering;

use serde::Serialize;

use super::Unit;
use super::summary::{FEWEST_TRIALS, defined};
use crate::numeric::summary::{Chance, Estimate, Sample};

/// How a claim is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// The value or more.
    AtLeast,
    /// The value or less.
    AtMost,
    /// It was observed, so the simulation should lie around it.
    About,
}

/// What a claim says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimCheck {
    pub text: String,
    /// None for what no single number of a simulation can answer.
    #[serde(flatten)]
    pub figure: Option<ClaimedFigure>,
    pub source: String,
    pub note: Option<String>,
}

/// The figure in a claim, and the simulated one that it is compared with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimedFigure {
    pub metric: String,
    pub at_month: Option<usize>,
    #[serde(skip)]
    pub unit: Unit,
    pub value: f64,
    pub sense: Sense,
    /// The variant or view that it is about; the scenario's own case if none.
    pub world: Option<String>,
}

/// The verdict on a claim without a figure.
pub const NO_FIGURE: &str = "not a figure of one simulation";
/// The verdict on a claim of which no trial has a value.
pub const NO_VALUE: &str = "no trial has a value";
/// The verdict on a claim of which fewer than [`FEWEST_TRIALS`] have a value.
pub const TOO_FEW: &str = "too few trials to say";
/// What is said of a claim that is within reach in no world.
pub const NOT_REPRODUCED: &str = "not reproduced under any view here";

/// What one world says to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimResult {
    #[serde(rename = "simulated")]
    pub estimate: Estimate,
    /// The share of trials below the claimed value, counting half of those that equal it.
    pub percentile: f64,
    #[serde(rename = "probability_at_least")]
    pub at_least: Chance,
    #[serde(rename = "probability_at_most")]
    pub at_most: Chance,
    /// Where the claimed value lies: below the 90% interval, within it (an end such as a limit that many
    /// trials reach is within), or above.
    #[serde(skip)]
    pub place: Ordering,
}

impl ClaimResult {
    /// Holds a claimed figure against a column; `None` where no trial has a value.
    pub fn of(claim: &ClaimedFigure, column: &[f64], sample: Sample) -> Option<Self> {
        let value = claim.value;
        let estimate = claim.unit.estimate(sample, column)?;
        let rows = defined(column).map(|(row, it)| (row, it.total_cmp(&value)));
        let below = rows.clone().filter(|it| it.1.is_lt()).count();
        let equal = rows.clone().filter(|it| it.1.is_eq()).count();
        let place = if value < estimate.p05() {
            Ordering::Less
        } else if estimate.p95() < value {
            Ordering::Greater
        } else {
            Ordering::Equal
        };
        Some(Self {
            estimate,
            place,
            percentile: (below as f64 + 0.5 * equal as f64) / estimate.count as f64,
            at_least: sample.chance(rows.clone().map(|(row, it)| (row, it.is_ge())))?,
            at_most: sample.chance(rows.map(|(row, it)| (row, it.is_le())))?,
        })
    }

    /// The probability of the claim as it is meant; none for one that was observed.
    pub fn chance(&self, sense: Sense) -> Option<Chance> {
        match sense {
            Sense::AtLeast => Some(self.at_least),
            Sense::AtMost => Some(self.at_most),
            Sense::About => None,
        }
    }

    /// Whether this world could have shown it: a probability of 5% as it is meant, or for what was
    /// observed a place within the 90% interval. Of a few trials it says nothing
    /// ([`is_of_few`](Self::is_of_few)).
    pub fn is_within_reach(&self, sense: Sense) -> bool {
        match self.chance(sense) {
            Some(chance) => 0.05 <= chance.share,
            None => self.place == Ordering::Equal,
        }
    }

    /// What to make of it, in a few words.
    pub fn verdict(&self, sense: Sense) -> &'static str {
        match self.chance(sense) {
            _ if self.is_of_few() => TOO_FEW,
            Some(_) if !self.is_within_reach(sense) => "very unlikely",
            Some(chance) if chance.share < 0.25 => "unlikely",
            Some(chance) if chance.share < 0.75 => "could go either way",
            Some(chance) if chance.share < 0.95 => "likely",
            Some(_) => "very likely",
            None if self.is_within_reach(sense) => "within the 90% interval",
            None if self.place == Ordering::Less => "below the 90% interval",
            None => "above the 90% interval",
        }
    }

    /// Whether these are too few trials for a verdict.
    pub fn is_of_few(&self) -> bool {
        self.estimate.count < FEWEST_TRIALS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(value: f64) -> ClaimedFigure {
        ClaimedFigure {
            metric: "starts".to_owned(),
            at_month: None,
            unit: Unit::Count,
            value,
            sense: Sense::AtLeast,
            world: None,
        }
    }

    /// A time that never came is later than any claimed one, and no trial is left out of its chance.
    #[test]
    fn an_event_that_never_comes_is_later_than_any_claim() {
        let mut column = vec![f64::INFINITY; 82];
        column.extend((1..=18).map(f64::from));
        let times = ClaimedFigure { unit: Unit::Months, ..claim(60.0) };
        let result = ClaimResult::of(&times, &column, Sample::PLAIN).expect("values");
        assert_eq!((result.at_most.share, result.at_least.share), (0.18, 0.82));
        assert_eq!(result.estimate.never.map(|never| never.share), Some(0.82));
        assert_eq!(result.estimate.median(), f64::INFINITY);
        assert_eq!(result.verdict(Sense::AtMost), "unlikely");
        let without_value = [column, vec![f64::NAN; 50]].concat();
        let same = ClaimResult::of(&times, &without_value, Sample::PLAIN).expect("values");
        assert_eq!((same.at_most.share, same.estimate.count), (0.18, 100));
    }

    /// A hundred trials, 1 to 100: the edges of every verdict.
    #[test]
    fn verdicts_change_where_they_say() {
        let column: Vec<f64> = (1..=100).map(f64::from).collect();
        let verdict = |value: f64, sense| {
            let result = ClaimResult::of(&claim(value), &column, Sample::PLAIN).expect("values");
            (result.is_within_reach(sense), result.verdict(sense))
        };
        assert_eq!(verdict(96.0, Sense::AtLeast), (true, "unlikely"));
        assert_eq!(verdict(96.5, Sense::AtLeast), (false, "very unlikely"));
        assert_eq!(verdict(5.0, Sense::AtMost), (true, "unlikely"));
        assert_eq!(verdict(4.5, Sense::AtMost), (false, "very unlikely"));
        // The interval, by R's type 7, is from 5.95 to 95.05.
        assert_eq!(verdict(6.0, Sense::About), (true, "within the 90% interval"));
        assert_eq!(verdict(5.9, Sense::About), (false, "below the 90% interval"));
        assert_eq!(verdict(95.1, Sense::About), (false, "above the 90% interval"));
        assert_eq!(verdict(26.0, Sense::AtLeast), (true, "likely"));
    }

    /// Of nineteen trials a twentieth is none, so that none of them shows a probability of 5%.
    #[test]
    fn a_few_trials_have_no_verdict() {
        let verdict = |count: u32, sense| {
            let column: Vec<f64> = (1..=count).map(f64::from).collect();
            ClaimResult::of(&claim(1_000.0), &column, Sample::PLAIN).expect("values").verdict(sense)
        };
        for sense in [Sense::AtLeast, Sense::AtMost, Sense::About] {
            assert_eq!(verdict(19, sense), TOO_FEW);
        }
        assert_eq!(verdict(20, Sense::AtLeast), "very unlikely");
        assert_eq!(verdict(20, Sense::AtMost), "very likely");
        assert_eq!(verdict(20, Sense::About), "above the 90% interval");
    }
}
