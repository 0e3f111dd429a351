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
        costs.iter().map(|it| *it + it.share(self.margin)).collect()
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
        let mut growth = 1.0;
        (0..activity.months())
            .map(|month| {
                if month % 12 == 0 {
                    let anniversaries = i32::try_from(month / 12).expect("few years");
                    growth = (1.0 + self.yearly_growth).powi(anniversaries);
                }
                let cost = |line: &CostLine| {
                    let counts = |therapy: usize| line.counts[therapy];
                    let quantity = activity.quantity(
                        line.basis,
                        line.from,
                        line.until,
                        month,
                        counts,
                        line.council,
                    );
                    Money::from_pounds(quantity * line.amount * growth)
                };
                self.lines.iter().map(cost).sum()
            })
            .collect()
    }
}
