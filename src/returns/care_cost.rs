//! What care costs, by month.

use crate::family::DaysByMonth;
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
    /// Pounds a day of a yearly cost.
    pub fn daily_of_yearly(yearly: f64) -> f64 {
        yearly / DAYS_PER_YEAR
    }

    /// The cost of some families' days, entries and support, by month, in the space that `cost` has;
    /// its cashable part up to the horizon alone, since nobody asks for it later.
    pub fn cost(&self, lanes: &CareLanes<'_>, horizon: Month, cost: &mut CareCost) {
        cost.reset(self.entry.len(), horizon);
        for (placement, daily) in self.daily.iter().enumerate() {
            let days = lanes.days.lane(lanes.first_placement + placement);
            cost.add(days, daily, self.cashable[placement]);
        }
        cost.add(lanes.days.lane(lanes.entries), &self.entry, self.entry_cashable);
        cost.add(lanes.days.lane(lanes.support), &self.support_daily, self.support_cashable);
    }
}

/// What one child costs in one kind of placement, or in support: prices added up, so that a stay
/// is priced by its two ends.
#[derive(Clone, Debug, PartialEq)]
pub struct StayCost {
    months: Vec<StayMonth>,
}

/// What a stay has cost by a day of a month.
#[derive(Clone, Copy, Debug, PartialEq)]
struct StayMonth {
    first_day: f64,
    /// Pounds from the start of the calendar to its first day.
    before: f64,
    /// Pounds a day in it.
    daily: f64,
}

impl StayCost {
    /// From pounds a day in each month.
    pub fn new(daily: &[f64], calendar: &Calendar) -> Self {
        let mut next = StayMonth { first_day: 0.0, before: 0.0, daily: 0.0 };
        let each = daily.iter().zip(calendar.lengths()).map(|(daily, length)| {
            let month = StayMonth { daily: *daily, ..next };
            let length = f64::from(*length);
            next.first_day += length;
            next.before += daily * length;
            month
        });
        Self { months: each.collect() }
    }

    /// The cost of the days `from..until`; none where there are none.
    pub fn of(&self, (from, until): (u32, u32), calendar: &Calendar) -> f64 {
        let up_to = |day: u32| {
            let StayMonth { first_day, before, daily } = self.months[calendar.month_of(day)];
            before + daily * (f64::from(day) - first_day)
        };
        if from < until { up_to(until) - up_to(from) } else { 0.0 }
    }
}

/// Prices in each month, growing yearly from the middle of their price year.
///
/// The factors of the last growth are kept: most prices of a scenario grow alike.
#[derive(Debug)]
pub struct GrownPrices<'a> {
    calendar: &'a Calendar,
    /// What `factors` are of.
    growth: Option<(f64, i16)>,
    factors: Vec<f64>,
}

impl<'a> GrownPrices<'a> {
    /// Prices over this calendar.
    pub fn new(calendar: &'a Calendar) -> Self {
        Self { calendar, growth: None, factors: Vec::new() }
    }

    /// A price of the middle of a price year, in each month.
    pub fn from(&mut self, price: f64, growth: f64, price_year: i16) -> Vec<f64> {
        if growth == 0.0 {
            return vec![price; self.calendar.months()];
        }
        if self.growth != Some((growth, price_year)) {
            self.factors.clear();
            self.factors.extend(self.calendar.grown(libm::log1p(growth), price_year));
            self.growth = Some((growth, price_year));
        }
        self.factors.iter().map(|factor| price * factor).collect()
    }
}

/// Where the days of one pathway are counted.
#[derive(Clone, Copy, Debug)]
pub struct CareLanes<'a> {
    pub days: &'a DaysByMonth,
    pub first_placement: usize,
    pub entries: usize,
    pub support: usize,
}

/// The cost of care of some families, by month, in pounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CareCost {
    pub total: Vec<f64>,
    /// The part that would leave the budget if it were saved, up to the horizon.
    pub cashable: Vec<f64>,
}

impl CareCost {
    /// Nothing, in so many months and in those up to the horizon.
    fn reset(&mut self, months: Month, horizon: Month) {
        for (costs, months) in [(&mut self.total, months), (&mut self.cashable, horizon)] {
            costs.clear();
            costs.resize(months, 0.0);
        }
    }

    fn add(&mut self, count: &[i32], price: &[f64], cashable: f64) {
        let cost = |(count, price): (&i32, &f64)| f64::from(*count) * price;
        for (total, it) in self.total.iter_mut().zip(count.iter().zip(price)) {
            *total += cost(it);
        }
        for (left, it) in self.cashable.iter_mut().zip(count.iter().zip(price)) {
            *left += cashable * cost(it);
        }
    }

    /// The cost up to a month, that month not included.
    pub fn until(&self, end: Month) -> f64 {
        self.total[..end].iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Against the price of each day in turn: within a month, over month ends, to the last day of
    /// the calendar, and for no day at all.
    #[test]
    fn a_stay_costs_what_its_days_do() {
        let calendar = Calendar::new(date(2019, 11, 1), 30);
        let daily: Vec<f64> = (0..30).map(|month| 90.0 + 1.7 * f64::from(month)).collect();
        let stay = StayCost::new(&daily, &calendar);
        let last = calendar.days();
        for (from, until) in
            [(0, 1), (5, 29), (0, 30), (29, 31), (17, 400), (0, last), (9, 9), (9, 3)]
        {
            let each = (from..until).map(|day| daily[calendar.month_of(day)]).sum::<f64>();
            let all = stay.of((from, until), &calendar);
            assert!((all - each).abs() < 1e-8, "{from}..{until}: {all} {each}");
        }
    }
}
