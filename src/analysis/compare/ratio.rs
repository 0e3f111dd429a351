//! The ratios that are published of outcomes contracts beside paying for inputs, as outputs.

use std::io;

use serde::{Serialize, Serializer};

use super::Pair;
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Estimate;
use crate::results::{Metric, Named, Trials};

/// What is divided, the first world's by the second's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatioOf {
    /// Better outcomes, as contracts count them.
    Outcomes,
    /// Better outcomes, as what the work adds.
    Effect,
    Families,
    CostPerFamily,
    Spending,
    CostPerDayAvoided,
}

/// In the order of reports.
pub const RATIOS: [RatioOf; 6] = [
    RatioOf::Outcomes,
    RatioOf::Effect,
    RatioOf::Families,
    RatioOf::CostPerFamily,
    RatioOf::Spending,
    RatioOf::CostPerDayAvoided,
];

impl RatioOf {
    /// As the files say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Outcomes => "outcomes",
            Self::Effect => "effect",
            Self::Families => "families",
            Self::CostPerFamily => "cost_per_family",
            Self::Spending => "spending",
            Self::CostPerDayAvoided => "cost_per_day_avoided",
        }
    }

    /// What is said to be better, more or less.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Outcomes => "better outcomes, as contracts count them",
            Self::Effect => "better outcomes, as what the work adds",
            Self::Families => "more families",
            Self::CostPerFamily => "cost a family",
            Self::Spending => "spending",
            Self::CostPerDayAvoided => "cost of a day in care avoided",
        }
    }

    /// What is divided, in one line.
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Outcomes => "share of tracked days that children of started families are at home",
            Self::Effect => "days in care avoided for each family that starts",
            Self::Families => "families that start",
            Self::CostPerFamily => "what council and co-payers spend for each family that starts",
            Self::Spending => {
                "what council and co-payers spend over the whole contract: payments, running cost and guarantees, less what they get back"
            }
            Self::CostPerDayAvoided => {
                "what council and co-payers spend for each day in care avoided"
            }
        }
    }
}

/// One ratio of two worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedRatio {
    #[serde(rename = "definition", serialize_with = "definition")]
    pub of: RatioOf,
    /// Of the expected values; none where one of them is not above 0.
    #[serde(rename = "ratio_of_means")]
    pub ratio: Option<Measured>,
    /// Trial by trial; none where no trial has one.
    #[serde(rename = "by_trial")]
    pub trials: Option<Estimate>,
}

impl Named for PublishedRatio {
    fn name(&self) -> &str {
        self.of.name()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn definition<S: Serializer>(of: &RatioOf, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(of.definition())
}

/// The columns that ratios are made of, in one world.
struct Columns {
    home_share: Vec<f64>,
    days_avoided: Vec<f64>,
    starts: Vec<f64>,
    spending: Vec<f64>,
}

impl Columns {
    fn of(trials: &Trials, world: usize) -> io::Result<Self> {
        let saved = trials.column(world, Metric::CareCostSaved)?;
        let gained = trials.column(world, Metric::PublicGain)?;
        Ok(Self {
            home_share: trials.column(world, Metric::HomeShare)?,
            days_avoided: trials.column(world, Metric::CareDaysAvoided)?,
            starts: trials.column(world, Metric::Starts)?,
            // What the public purse does not gain of what is saved has been spent.
            spending: saved.iter().zip(gained).map(|(saved, gained)| saved - gained).collect(),
        })
    }

    /// What is multiplied, and what it is divided by.
    fn parts(&self, of: RatioOf) -> (&[f64], Option<&[f64]>) {
        match of {
            RatioOf::Outcomes => (&self.home_share, None),
            RatioOf::Effect => (&self.days_avoided, Some(&self.starts)),
            RatioOf::Families => (&self.starts, None),
            RatioOf::CostPerFamily => (&self.spending, Some(&self.starts)),
            RatioOf::Spending => (&self.spending, None),
            RatioOf::CostPerDayAvoided => (&self.spending, Some(&self.days_avoided)),
        }
    }
}

/// Every ratio of one pair.
pub(super) fn published(trials: &Trials, pair: Pair) -> io::Result<Vec<PublishedRatio>> {
    let (own, other) = (Columns::of(trials, pair.world)?, Columns::of(trials, pair.against)?);
    let ratio = |of: RatioOf| {
        let ((top, over), (below, under)) = (own.parts(of), other.parts(of));
        let mut factors = vec![(top, 1.0), (below, -1.0)];
        factors.extend(over.map(|over| (over, -1.0)));
        factors.extend(under.map(|under| (under, 1.0)));
        PublishedRatio {
            of,
            ratio: trials.sample().product_of_means(&factors),
            trials: trials.sample().estimate(&by_trial(&factors)),
        }
    };
    Ok(RATIOS.into_iter().map(ratio).collect())
}

/// The same of each trial, where every part is above 0.
fn by_trial(factors: &[(&[f64], f64)]) -> Vec<f64> {
    let rows = factors.first().map_or(0, |it| it.0.len());
    let of = |row: usize| {
        let parts = factors.iter().map(|(column, power)| (column[row], power));
        parts.fold(1.0, |product, (value, power)| {
            product * if value > 0.0 { libm::pow(value, *power) } else { f64::NAN }
        })
    };
    (0..rows).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{plain, trials};
    use super::*;

    /// Twice the families for 1.2 times the money, each of them as well off: cost a family falls to
    /// 0.6, which is spending over families, and of a day avoided too.
    #[test]
    fn the_ratios_are_tied_as_they_are_said_to_be() {
        let metrics = [
            Metric::CareCostSaved,
            Metric::PublicGain,
            Metric::HomeShare,
            Metric::CareDaysAvoided,
            Metric::Starts,
        ];
        let columns = |starts: f64, spent: f64| {
            vec![
                vec![900.0; 3],
                vec![900.0 - spent; 3],
                vec![0.9; 3],
                vec![starts * 7.0; 3],
                vec![starts; 3],
            ]
        };
        let worlds = [plain("fees", columns(10.0, 500.0)), plain("outcomes", columns(20.0, 600.0))];
        let trials = trials(&metrics, &worlds);
        let found = published(&trials, Pair { world: 1, against: 0 }).expect("memory");
        let expected = [1.0, 1.0, 2.0, 0.6, 1.2, 0.6];
        assert_eq!(found.iter().map(|it| it.of).collect::<Vec<_>>(), RATIOS);
        for (it, expected) in found.iter().zip(expected) {
            let (ratio, median) = (it.ratio.expect("above 0"), it.trials.expect("trials").median());
            assert!((ratio.value - expected).abs() < 1e-12, "{:?} {ratio:?}", it.of);
            assert!((median - expected).abs() < 1e-12, "{:?} {median}", it.of);
        }
    }
}
