//! The contract's calendar: days and months counted from its start.
//!
//! Day 0 is the first day of the contract and month 0 the calendar month that it begins.

use jiff::civil::Date;

/// Mean days in a month, `365.25 / 12`; every duration given in months is this many days a month.
pub const DAYS_PER_MONTH: f64 = DAYS_PER_YEAR / 12.0;

/// Mean days in a year.
pub const DAYS_PER_YEAR: f64 = 365.25;

/// A calendar month, counted from the contract's first.
pub type Month = usize;

/// The months of a contract, with their lengths and dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    starts: Date,
    /// The first day of each month, and of the month after the last.
    first_days: Vec<u32>,
    /// Days in each month.
    lengths: Vec<i32>,
    /// Of each day, and of the day after the last, its month and how many days that has from it on:
    /// in one word, since they are asked for together.
    marks: Vec<u32>,
}

/// Bits of a mark that hold the days.
const DAY_BITS: u32 = 5;

impl Calendar {
    /// A calendar of so many months from `starts`, the first day of a month.
    pub fn new(starts: Date, months: usize) -> Self {
        let mut first_days = vec![0_u32];
        let mut lengths = Vec::new();
        let mut marks = Vec::new();
        for month in 0..months {
            let days = month_start(starts, month).days_in_month().unsigned_abs();
            first_days.push(first_days[month] + u32::from(days));
            lengths.push(i32::from(days));
            let month = u32::try_from(month).expect("a calendar of fewer months") << DAY_BITS;
            marks.extend((1..=u32::from(days)).rev().map(|rest| month | rest));
        }
        marks.push(u32::try_from(months.max(1) - 1).expect("as above") << DAY_BITS);
        Self { starts, first_days, lengths, marks }
    }

    /// How many months it has.
    pub fn months(&self) -> usize {
        self.first_days.len() - 1
    }

    /// How many days it has.
    pub fn days(&self) -> u32 {
        self.first_days[self.months()]
    }

    /// The month of a day; a day past the end falls in the last month.
    #[inline]
    pub fn month_of(&self, day: u32) -> Month {
        self.rest_of_month(day).0
    }

    /// The month of a day and how many days it has from this day on: none of the last month from
    /// a day past the end.
    #[inline]
    pub fn rest_of_month(&self, day: u32) -> (Month, i64) {
        let mark = self.marks[(day as usize).min(self.marks.len() - 1)];
        ((mark >> DAY_BITS) as usize, i64::from(mark & ((1 << DAY_BITS) - 1)))
    }

    /// The first day of a month; that of the month after the last is [`Self::days`].
    pub fn first_day(&self, month: Month) -> u32 {
        self.first_days[month]
    }

    /// Days in a month.
    pub fn days_in(&self, month: Month) -> u32 {
        self.first_days[month + 1] - self.first_days[month]
    }

    /// Days in each month.
    pub fn lengths(&self) -> &[i32] {
        &self.lengths
    }

    /// The date on which a month begins.
    pub fn date(&self, month: Month) -> Date {
        month_start(self.starts, month)
    }

    /// `exp(rate × years)` in each month, with the years from 1 October of `price_year` to the
    /// month's first day, negative before it.
    ///
    /// A price year is the financial year that begins in that April, and 1 October its middle. A
    /// month grows by one of four factors, by its days: the product of so many has lost no more
    /// than two of its sixteen digits by the end of a contract.
    pub fn grown(&self, rate: f64, price_year: i16) -> impl Iterator<Item = f64> + '_ {
        let middle = Date::constant(price_year, 10, 1);
        let since = f64::from((self.starts - middle).get_days()) / DAYS_PER_YEAR;
        let growth = [28.0, 29.0, 30.0, 31.0].map(|days| libm::exp(rate * days / DAYS_PER_YEAR));
        let mut factor = libm::exp(rate * since);
        self.lengths.iter().map(move |length| {
            let before = factor;
            factor *= growth[length.abs_diff(28) as usize];
            before
        })
    }
}

/// A thousand years: what lies further off, in a file with impossible numbers, is as far.
const FURTHEST_MONTH: Month = 12_000;
pub(crate) const FURTHEST_DAY: u32 = 365_250;

/// The first day of a month of a contract that starts on a date, however long its calendar.
pub fn first_day_of(starts: Date, month: Month) -> u32 {
    (month_start(starts, month.min(FURTHEST_MONTH)) - starts).get_days().unsigned_abs()
}

/// The month of a day of a contract that starts on a date, however long its calendar.
pub fn month_of_day(starts: Date, day: u32) -> Month {
    let date = starts + jiff::Span::new().days(day.min(FURTHEST_DAY));
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    (months(date) - months(starts)).unsigned_abs() as Month
}

fn month_start(starts: Date, month: usize) -> Date {
    let ordinal = i64::from(starts.year()) * 12 + i64::from(starts.month()) - 1
        + i64::try_from(month).expect("a month count fits");
    let year = i16::try_from(ordinal.div_euclid(12)).expect("a year before 9999");
    let month = i8::try_from(ordinal.rem_euclid(12) + 1).expect("one of twelve");
    Date::new(year, month, 1).expect("the first of a month exists")
}

/// The financial year of a date, by the year of its April.
pub fn financial_year(date: Date) -> i16 {
    if date.month() >= 4 { date.year() } else { date.year() - 1 }
}

/// `2019-20` for the financial year that begins in April 2019.
pub fn financial_year_label(year: i16) -> String {
    format!("{year}-{:02}", (year + 1).rem_euclid(100))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_have_their_calendar_lengths() {
        let calendar = Calendar::new(date(2019, 2, 1), 24);
        assert_eq!(calendar.days_in(0), 28);
        assert_eq!(calendar.days_in(12), 29, "February 2020 is a leap month");
        assert_eq!(calendar.first_day(12), 365);
        assert_eq!(calendar.month_of(27), 0);
        assert_eq!(calendar.month_of(28), 1);
        assert_eq!(calendar.date(11), date(2020, 1, 1));
    }

    #[test]
    fn days_have_the_same_months_without_a_calendar() {
        let starts = date(2019, 2, 1);
        let calendar = Calendar::new(starts, 60);
        for day in 0..calendar.days() {
            assert_eq!(month_of_day(starts, day), calendar.month_of(day));
        }
        assert!((0..60).all(|month| first_day_of(starts, month) == calendar.first_day(month)));
    }

    /// Growth of 1 a year in the logarithm, so that the logarithm of a factor is the years.
    #[test]
    fn prices_are_those_of_the_middle_of_a_financial_year() {
        let calendar = Calendar::new(date(2019, 4, 1), 240);
        let years: Vec<f64> = calendar.grown(1.0, 2019).map(f64::ln).collect();
        assert!((years[0] + 183.0 / 365.25).abs() < 1e-15);
        assert!(years[6].abs() < 1e-15);
        assert!((years[186] - (15.0 * 365.0 + 4.0) / 365.25).abs() < 1e-13, "fifteen years on");
    }

    #[test]
    fn a_financial_year_begins_in_april() {
        assert_eq!(financial_year(date(2019, 3, 31)), 2018);
        assert_eq!(financial_year(date(2019, 4, 1)), 2019);
        assert_eq!(financial_year_label(2099), "2099-00");
    }
}
