//! Days by month, counted without visiting days.

use crate::units::{Calendar, Month};

/// Days spent in each of several lanes (a placement, a pathway's home, a contract line), by month.
///
/// A spell costs the same however long it is: a difference array takes its two ends, and one
/// running sum a lane gives the days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occupancy {
    months: usize,
    /// For each lane and month two counts in one word, so that an end of a spell is one addition:
    /// in the upper half how many spells begin in the month less how many end, in the lower half
    /// the days that these have in it.
    ends: Vec<i64>,
}

/// One spell in the upper half.
const SPELL: i64 = 1 << 32;

impl Occupancy {
    /// Empties it, for so many lanes and months; keeps what was allocated.
    pub fn reset(&mut self, lanes: usize, months: usize) {
        self.months = months;
        self.ends.clear();
        self.ends.resize(lanes * months, 0);
    }

    /// Takes over what another has counted, in the space that is there.
    pub fn copy(&mut self, other: &Self) {
        self.months = other.months;
        self.ends.clone_from(&other.ends);
    }

    /// Makes room for at least so many lanes; what has been counted stays.
    pub fn widen(&mut self, lanes: usize) {
        self.ends.resize(self.ends.len().max(lanes * self.months), 0);
    }

    /// Counts the days `from..until` in a lane.
    #[inline]
    pub fn add(&mut self, calendar: &Calendar, lane: usize, (from, until): (u32, u32)) {
        if from < until {
            let row = &mut self.ends[lane * self.months..][..self.months];
            let (first, days) = calendar.rest_of_month(from);
            row[first] += SPELL + days;
            let (last, days) = calendar.rest_of_month(until);
            row[last] -= SPELL + days;
        }
    }

    /// Takes the days `from..until` of a lane away again.
    #[inline]
    pub fn take(&mut self, calendar: &Calendar, lane: usize, (from, until): (u32, u32)) {
        // The ends change places.
        if from < until {
            let row = &mut self.ends[lane * self.months..][..self.months];
            let (first, days) = calendar.rest_of_month(from);
            row[first] -= SPELL + days;
            let (last, days) = calendar.rest_of_month(until);
            row[last] += SPELL + days;
        }
    }

    /// Counts things that are not days in one month.
    #[inline]
    pub fn add_in(&mut self, lane: usize, month: Month, count: i32) {
        self.ends[lane * self.months + month] += i64::from(count);
    }

    /// The days of every lane, added up by month.
    pub fn add_up(&self, calendar: &Calendar, days: &mut DaysByMonth) {
        days.months = self.months;
        days.days.resize(self.ends.len(), 0);
        let rows = self.ends.chunks_exact(self.months.max(1));
        for (sums, ends) in days.days.chunks_exact_mut(self.months.max(1)).zip(rows) {
            let each = sums.iter_mut().zip(by_month(ends, calendar));
            each.for_each(|(sum, days)| *sum = days);
        }
    }

    /// The days of a lane in each month.
    pub fn by_month<'a>(
        &'a self,
        calendar: &'a Calendar,
        lane: usize,
    ) -> impl Iterator<Item = i32> + 'a {
        by_month(&self.ends[lane * self.months..(lane + 1) * self.months], calendar)
    }
}

/// The days of one lane in each month, from the ends of its spells.
fn by_month<'a>(ends: &'a [i64], calendar: &'a Calendar) -> impl Iterator<Item = i32> + 'a {
    let mut lasting = 0;
    ends.iter().zip(calendar.lengths()).map(move |(ends, length)| {
        #[expect(clippy::cast_possible_truncation, reason = "the lower half, with its sign")]
        let days = *ends as i32;
        let begun = ((ends - i64::from(days)) >> 32) as i32;
        let all = lasting * length + days;
        lasting += begun;
        all
    })
}

/// Days in each of several lanes and months.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaysByMonth {
    months: usize,
    days: Vec<i32>,
}

impl DaysByMonth {
    /// The days of one lane.
    pub fn lane(&self, lane: usize) -> &[i32] {
        &self.days[lane * self.months..(lane + 1) * self.months]
    }
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
            occupancy.add(&calendar, 1, (from, until));
            for day in from..until {
                daily[calendar.month_of(day)] += 1;
            }
        }
        assert_eq!(occupancy.by_month(&calendar, 1).collect::<Vec<_>>(), daily);
        assert!(occupancy.by_month(&calendar, 0).all(|days| days == 0));
    }

    /// Spells taken away again leave what the others count, in a copy and added up.
    #[test]
    fn what_is_taken_away_was_never_there() {
        let calendar = Calendar::new(date(2019, 2, 1), 30);
        let (kept, taken) = ([(3, 90), (200, 4_000)], [(0, 31), (60, 61), (88, 500)]);
        let mut all = Occupancy::default();
        all.reset(2, calendar.months());
        for spell in kept.into_iter().chain(taken) {
            all.add(&calendar, 1, spell);
        }
        all.add_in(0, 5, 2);
        let mut left = Occupancy::default();
        left.reset(1, 3);
        left.copy(&all);
        for spell in taken {
            left.take(&calendar, 1, spell);
        }
        left.add_in(0, 5, -1);
        let mut expected = Occupancy::default();
        expected.reset(2, calendar.months());
        for spell in kept {
            expected.add(&calendar, 1, spell);
        }
        expected.add_in(0, 5, 1);
        assert_eq!(left, expected);
        let mut days = DaysByMonth::default();
        left.add_up(&calendar, &mut days);
        for lane in [0, 1] {
            assert_eq!(days.lane(lane), expected.by_month(&calendar, lane).collect::<Vec<_>>());
        }
        assert_eq!(days.lane(1)[..3], [25, 31, 30]);
    }
}
