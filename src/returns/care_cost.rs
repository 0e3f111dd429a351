//! What care costs, by month.

use crate::family::Occupancy;
use crate::units::{Calendar, DAYS_PER_YEAR, Month};

/// Prices of care in one trial.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CarePrices {
    /// Pounds a day in each placement, by month.
    pub daily: Vec<Vec<f64>>,
    /// The share of each placement's saving that leaves the budget.
    pub cashable: Vec<f64>,
    /// Pounds for each entry to care, by month.
    pub entry: Vec<f64>,
    pub entry_cashable: f64,
    /// Pounds a day of support at home, by month, while it lasts.
    pub support_daily: Vec<f64>,
    pub support_cashable: f64,
}

impl CarePrices {
    /// A price in each month, growing yearly from the middle of its price year.
    pub fn grown(price: f64, growth: f64, price_year: i16, calendar: &Calendar) -> Vec<f64> {
        let growth = libm::log1p(growth);
        calendar
            .years_from_prices_of(price_year)
            .map(|years| price * libm::exp(growth * years))
            .collect()
    }

    /// Pounds a day of a yearly cost.
    pub fn daily_of_yearly(yearly: f64) -> f64 {
        yearly / DAYS_PER_YEAR
    }

    /// The cost of some families' days, entries and support, by month.
    pub fn cost(&self, days: &CareDays<'_>, calendar: &Calendar) -> CareCost {
        let mut cost = CareCost::none(calendar.months());
        for (placement, daily) in self.daily.iter().enumerate() {
            let count = days.occupancy.by_month(calendar, days.first_placement + placement);
            cost.add(count, daily, self.cashable[placement]);
        }
        let entries = days.occupancy.by_month(calendar, days.entries);
        cost.add(entries, &self.entry, self.entry_cashable);
        let support = days.occupancy.by_month(calendar, days.support);
        cost.add(support, &self.support_daily, self.support_cashable);
        cost
    }
}

/// Where the days of one pathway are counted.
#[derive(Clone, Copy, Debug)]
pub struct CareDays<'a> {
    pub occupancy: &'a Occupancy,
    pub first_placement: usize,
    pub entries: usize,
    pub support: usize,
}

/// The cost of care of some families, by month, in pounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CareCost {
    pub total: Vec<f64>,
    /// The part that would leave the budget if it were saved.
    pub cashable: Vec<f64>,
}

impl CareCost {
    /// Nothing, in so many months.
    pub fn none(months: usize) -> Self {
        Self { total: vec![0.0; months], cashable: vec![0.0; months] }
    }

    fn add(&mut self, count: impl Iterator<Item = i32>, price: &[f64], cashable: f64) {
        for (month, count) in count.enumerate() {
            let cost = f64::from(count) * price[month];
            self.total[month] += cost;
            self.cashable[month] += cashable * cost;
        }
    }

    /// The cost up to a month, that month not included.
    pub fn until(&self, end: Month) -> f64 {
        self.total[..end].iter().sum()
    }
}
