//! What the work costs, month by month.

use crate::cohort::{Activity, Basis, Until};
use crate::units::{Money, Month};

/// One thing that costs money.
#[derive(Clone, Debug, PartialEq)]
pub struct CostLine {
    /// Pounds for each unit, at the prices of the contract's first year.
    pub amount: f64,
    pub basis: Basis,
    pub from: Month,
    pub until: Until,
    /// Whether each therapy's starts, completions, therapists and supervisors are counted.
    pub counts: Vec<bool>,
    /// Whose families' starts and completions are counted; all if none.
    pub council: Option<usize>,
}

/// Who delivers therapy: what it spends, and what it is paid on top of that.
#[derive(Clone, Debug, PartialEq)]
pub struct Provider {
    pub costs: Costs,
    /// A share of the costs.
    pub margin: f64,
}

impl Provider {
    /// What it is paid for these costs.
    pub fn fees(&self, costs: &[Money]) -> Vec<Money> {
        costs.iter().map(|cost| *cost + cost.share(self.margin)).collect()
    }
}

/// Everything that one party spends on the work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Costs {
    pub lines: Vec<CostLine>,
    /// Growth at each anniversary of the contract's start.
    pub yearly_growth: f64,
}

impl Costs {
    /// The cost of each month, each line to the penny.
    pub fn by_month(&self, activity: &Activity) -> Vec<Money> {
        let mut costs = vec![Money::ZERO; activity.months];
        let growth: Vec<f64> = self.growth().take(costs.len().div_ceil(12)).collect();
        for line in &self.lines {
            let counts = |therapy: usize| line.counts[therapy];
            let goes_on = (line.from, line.until);
            activity.each_quantity(line.basis, goes_on, counts, line.council, |month, quantity| {
                costs[month] += Money::from_pounds(quantity * line.amount * growth[month / 12]);
            });
        }
        costs
    }

    /// What a cost of the first year has grown to in each year.
    fn growth(&self) -> impl Iterator<Item = f64> {
        (0_u32..).map(|anniversaries| libm::pow(1.0 + self.yearly_growth, f64::from(anniversaries)))
    }
}
