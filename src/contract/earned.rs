//! What families earned, added up, and what is invoiced for it.

use super::{Line, Measure, Terms};
use crate::cohort::{Activity, Basis};
use crate::units::Money;

/// What each line pays for, by council and month: units, or days saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Earned {
    pub(super) units: Vec<f64>,
    /// Units of each line that the families of each pathway earned, over the whole contract.
    pub(super) of_pathways: Vec<f64>,
    /// Pounds above the cap on one child.
    pub(super) over_cap: Vec<f64>,
    pub(super) councils: usize,
    pub(super) pathways: usize,
    pub(super) months: usize,
}

impl Earned {
    /// Units of a line in each month that the families of one council earned, or days saved.
    pub fn by_month(&self, line: usize, council: usize) -> &[f64] {
        &self.units[self.invoice_months(line, council)]
    }

    /// The position of what a line bills to one council, month by month.
    fn invoice_months(&self, line: usize, council: usize) -> std::ops::Range<usize> {
        let start = (line * self.councils + council) * self.months;
        start..start + self.months
    }

    /// The days for which a line pays in each month, before deadweight; none if it counts
    /// something else.
    pub fn days_by_month(&self, terms: &Terms, index: usize) -> Option<Vec<f64>> {
        let days_each = terms.lines[index].measure.days_each()?;
        let mut days = vec![0.0; self.months];
        for council in 0..self.councils {
            for (sum, units) in days.iter_mut().zip(self.by_month(index, council)) {
                *sum += units * days_each;
            }
        }
        Some(days)
    }

    /// For each line, the share of its units that each pathway earned over the whole contract; of
    /// a line for inputs, the share of `starts`; of one for days saved, of the days of its windows.
    pub fn pathway_shares(&self, terms: &Terms, starts: &[u32]) -> Vec<Vec<f64>> {
        let shares = |counts: &[f64]| {
            let total: f64 = counts.iter().sum();
            counts.iter().map(|count| if total > 0.0 { count / total } else { 0.0 }).collect()
        };
        let starts: Vec<f64> = starts.iter().map(|start| f64::from(*start)).collect();
        let of_line = |(index, line): (usize, &Line)| match line.measure {
            Measure::Input { .. } => shares(&starts),
            Measure::PerPeriod { .. } | Measure::DaysSaved { .. } | Measure::Milestone(_) => {
                shares(&self.of_pathways[index * self.pathways..][..self.pathways])
            }
        };
        terms.lines.iter().enumerate().map(of_line).collect()
    }

    /// What each line earns from each council in each month, to the penny, before the caps on the
    /// contract.
    pub fn invoices(&self, terms: &Terms, activity: &Activity) -> Vec<Vec<Vec<Money>>> {
        let of_line = |line: usize| {
            (0..self.councils).map(|index| self.invoice(terms, activity, line, index)).collect()
        };
        (0..terms.lines.len()).map(of_line).collect()
    }

    fn invoice(
        &self,
        terms: &Terms,
        activity: &Activity,
        index: usize,
        council: usize,
    ) -> Vec<Money> {
        let line = &terms.lines[index];
        let prices = terms.prices(index, activity.months);
        if let Measure::Input { basis, from, until } = line.measure {
            let (part, whose) = match basis {
                Basis::Start | Basis::Completion => {
                    (f64::from(u8::from(line.councils[council])), Some(council))
                }
                Basis::Once | Basis::Month | Basis::TherapistMonth | Basis::SupervisorMonth => {
                    (terms.part(line, council), None)
                }
            };
            let mut invoice = vec![Money::ZERO; prices.len()];
            activity.each_quantity(
                basis,
                (from, until),
                |_| true,
                whose,
                |month, quantity| {
                    invoice[month] = Money::from_pounds(part * quantity * prices[month]);
                },
            );
            return invoice;
        }
        let over_cap = &self.over_cap[self.invoice_months(index, council)];
        let units = self.by_month(index, council);
        debug_assert!(
            units[prices.len()..].iter().all(|it| *it == 0.0),
            "earned after the last month"
        );
        let bill = |((units, over), price): ((&f64, &f64), &f64)| {
            Money::from_pounds(units * price - over).or_nothing()
        };
        units.iter().zip(over_cap).zip(&prices).map(bill).collect()
    }
}

impl Terms {
    /// The part of one council in what a line pays for inputs that belong to none.
    fn part(&self, line: &Line, council: usize) -> f64 {
        let of = |council: usize| if line.councils[council] { self.parts[council] } else { 0.0 };
        let all: f64 = (0..self.parts.len()).map(of).sum();
        if all > 0.0 {
            return of(council) / all;
        }
        // Nobody is expected of any of them: alike.
        let named = line.councils.iter().filter(|council| **council).count();
        if line.councils[council] { 1.0 / named as f64 } else { 0.0 }
    }
}
