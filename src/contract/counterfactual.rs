//! What the lines that pay by the day would have counted without the programme.

use super::counting::{stretches, units};
use super::days_saved::{Cohorts, Rules};
use super::{Line, Measure, Terms, Treated, WindowDays};
use crate::family::Spell;
use crate::units::Calendar;

/// Days counted under each line on the lives that families that started would have had.
#[derive(Clone, Debug, Default)]
pub struct Counterfactual {
    /// Units of each line, whatever the month.
    units: Vec<u64>,
    /// Of these, those of months in which nothing is paid.
    unpaid: Vec<u64>,
    /// The cohorts of each line and council; only days saved have any.
    cohorts: Vec<Cohorts>,
    councils: usize,
}

/// Days that a line counts: in all months, and in those in which what is earned is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CountedDays {
    pub all: f64,
    pub paid: f64,
}

impl CountedDays {
    /// Adds days of a month in which what is earned is paid, or is not.
    pub fn add(&mut self, days: f64, is_paid: bool) {
        self.all += days;
        if is_paid {
            self.paid += days;
        }
    }
}

impl Counterfactual {
    /// Empties it, keeping what was allocated.
    pub fn reset(&mut self, terms: &Terms, calendar: &Calendar) {
        self.councils = terms.parts.len();
        for units in [&mut self.units, &mut self.unpaid] {
            units.clear();
            units.resize(terms.lines.len(), 0);
        }
        self.cohorts.resize_with(terms.lines.len() * self.councils, Cohorts::default);
        self.cohorts.iter_mut().for_each(|cohort| cohort.reset(calendar.months()));
    }

    /// Counts many families, whose lives are those without the programme; `at_home` has all their
    /// spells at home, each with the position of its family.
    pub fn count_all(
        &mut self,
        terms: &Terms,
        calendar: &Calendar,
        treated: &[Treated<'_>],
        at_home: &[(usize, &Spell)],
    ) {
        for (index, line) in terms.lines.iter().enumerate() {
            if line.counts_days_at_home() {
                let windows = line.windows(treated);
                let within = |(position, spell): &(usize, &Spell)| spell.within(windows[*position]);
                let days = |(from, until): (u32, u32)| u64::from(until.saturating_sub(from));
                self.units[index] += at_home.iter().map(within).map(days).sum::<u64>();
                for (opens, closes) in line.unpaid_days(calendar) {
                    let unpaid = |(from, until): (u32, u32)| (from.max(opens), until.min(closes));
                    let stretches = at_home.iter().map(within).map(unpaid);
                    self.unpaid[index] += stretches.map(days).sum::<u64>();
                }
            } else if line.measure.days_each().is_some() {
                for family in treated {
                    self.count_line(index, line, calendar, family);
                }
            }
        }
    }

    /// Counts one family, whose life is that without the programme.
    pub fn count(&mut self, terms: &Terms, calendar: &Calendar, treated: &Treated<'_>) {
        for (index, line) in terms.lines.iter().enumerate() {
            self.count_line(index, line, calendar, treated);
        }
    }

    fn count_line(
        &mut self,
        index: usize,
        line: &Line,
        calendar: &Calendar,
        treated: &Treated<'_>,
    ) {
        let (count, unpaid) = (&mut self.units[index], &mut self.unpaid[index]);
        match line.measure {
            Measure::PerPeriod { .. } if line.counts_days_alone() => {
                if line.pays_for(treated.family) {
                    let unpaid_days = line.unpaid_days(calendar);
                    stretches(line, treated, |from, until| {
                        *count += u64::from(until - from);
                        for (opens, closes) in &unpaid_days {
                            let days = until.min(*closes).saturating_sub(from.max(*opens));
                            *unpaid += u64::from(days);
                        }
                    });
                }
            }
            Measure::PerPeriod { .. } => units(line, calendar, treated, |month, earned| {
                *count += u64::from(earned);
                if !line.price(month).paid {
                    *unpaid += u64::from(earned);
                }
            }),
            Measure::DaysSaved { window, cohort_months, past_eighteen } => {
                if line.pays_for(treated.family) {
                    let rules = Rules { window, cohort_months, past_eighteen };
                    let invoiced = index * self.councils + treated.family.council;
                    self.cohorts[invoiced].add(calendar, rules, treated);
                }
            }
            Measure::Milestone(_) | Measure::Input { .. } => {}
        }
    }

    /// The days that a line would have counted, before deadweight; nothing if it counts something else.
    pub fn days(&self, terms: &Terms, calendar: &Calendar, index: usize) -> CountedDays {
        let line = &terms.lines[index];
        if let Measure::DaysSaved { .. } = line.measure {
            let mut days = CountedDays::default();
            for cohorts in self.of_councils(index) {
                let earned = cohorts.earned(calendar, line.baseline, terms.settled_every_months);
                for (month, saved) in earned.into_iter().enumerate() {
                    days.add(saved, line.price(month).paid);
                }
            }
            return days;
        }
        let days_each = line.measure.days_each().unwrap_or(0.0);
        let days = |units: u64| units as f64 * days_each;
        let unpaid = self.unpaid[index];
        CountedDays { all: days(self.units[index]), paid: days(self.units[index] - unpaid) }
    }

    /// The days of all windows of a line for days saved.
    pub fn window_days(&self, calendar: &Calendar, index: usize) -> WindowDays {
        let windows =
            self.of_councils(index).iter().map(|of_council| of_council.window_days(calendar));
        windows.fold(WindowDays::default(), |sum, it| WindowDays {
            all: sum.all + it.all,
            in_care: sum.in_care + it.in_care,
        })
    }

    fn of_councils(&self, line: usize) -> &[Cohorts] {
        &self.cohorts[line * self.councils..][..self.councils]
    }
}
