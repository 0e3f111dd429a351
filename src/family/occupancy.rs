//! Days by month, counted without visiting days.

use crate::units::{Calendar, Month};

/// Days spent in each of several lanes (a placement, a pathway's home, a contract line), by month.
///
/// A spell costs the same however long it is: its first and last month are counted apart, and a
/// difference array says which whole months lie between. One running sum a lane gives the days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occupancy {
    months: usize,
    whole: Vec<i32>,
    partial: Vec<i32>,
}

impl Occupancy {
    /// Empties it, for so many lanes and months; keeps what was allocated.
    pub fn reset(&mut self, lanes: usize, months: usize) {
        self.months = months;
        for days in [&mut self.whole, &mut self.partial] {
            days.clear();
            days.resize(lanes * months, 0);
        }
    }

    /// Makes room for at least so many lanes; what has been counted stays.
    pub fn widen(&mut self, lanes: usize) {
        let length = self.whole.len().max(lanes * self.months);
        for days in [&mut self.whole, &mut self.partial] {
            days.resize(length, 0);
        }
    }

    /// Counts the days `from..until` in a lane.
    #[inline]
    pub fn add(&mut self, calendar: &Calendar, lane: usize, from: u32, until: u32) {
        if until <= from {
            return;
        }
        let row = lane * self.months;
        let (first, last) = (calendar.month_of(from), calendar.month_of(until - 1));
        if first == last {
            self.partial[row + first] += days(until - from);
            return;
        }
        self.partial[row + first] += days(calendar.first_day(first + 1) - from);
        self.partial[row + last] += days(until - calendar.first_day(last));
        if first + 1 < last {
            self.whole[row + first + 1] += 1;
            self.whole[row + last] -= 1;
        }
    }

    /// Counts things that are not days in one month.
    #[inline]
    pub fn add_in(&mut self, lane: usize, month: Month, count: u32) {
        self.partial[lane * self.months + month] += days(count);
    }

    /// The days of a lane in each month.
    pub fn by_month<'a>(
        &'a self,
        calendar: &'a Calendar,
        lane: usize,
    ) -> impl Iterator<Item = i32> + 'a {
        let row = lane * self.months..(lane + 1) * self.months;
        let mut whole = 0;
        self.whole[row.clone()].iter().zip(&self.partial[row]).enumerate().map(
            move |(month, (change, partial))| {
                whole += change;
                whole * days(calendar.days_in(month)) + partial
            },
        )
    }
}

fn days(count: u32) -> i32 {
    i32::try_from(count).expect("a count of days below two thousand million")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Against counting one day at a time.
    #[test]
    fn counts_what_a_daily_loop_would() {
        let calendar = Calendar::new(date(2019, 2, 1), 30);
        let spells =
            [(0, 1), (0, 28), (5, 200), (27, 29), (100, calendar.days()), (40, 40), (58, 60)];
        let mut occupancy = Occupancy::default();
        occupancy.reset(2, calendar.months());
        let mut daily = vec![0; calendar.months()];
        for (from, until) in spells {
            occupancy.add(&calendar, 1, from, until);
            for day in from..until {
                daily[calendar.month_of(day)] += 1;
            }
        }
        assert_eq!(occupancy.by_month(&calendar, 1).collect::<Vec<_>>(), daily);
        assert!(occupancy.by_month(&calendar, 0).all(|it| it == 0));
    }
}
