//! What the lines that pay by the day would have counted without the programme.

use super::counting::{stretches, units};
use super::days_saved::{Cohorts, Rules};
use super::{Line, Measure, Terms, Treated, WindowDays};
use crate::family::Spell;
use crate::units::Calendar;

/// Days counted under each line on the lives that families that started would have had.
#[derive(Clone, Debug, Default)]
pub struct Anyway {
    /// Units of each line, whatever the month.
    units: Vec<u64>,
    /// The cohorts of each line and council; only days saved have any.
    cohorts: Vec<Cohorts>,
    councils: usize,
}

impl Anyway {
    /// Empties it, keeping what was allocated.
    pub fn reset(&mut self, terms: &Terms, calendar: &Calendar) {
        self.councils = terms.parts.len();
        self.units.clear();
        self.units.resize(terms.lines.len(), 0);
        self.cohorts.resize_with(terms.lines.len() * self.councils, Cohorts::default);
        self.cohorts.iter_mut().for_each(|it| it.reset(calendar.months()));
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
                let days = |(position, spell): &(usize, &Spell)| {
                    let (from, until) = spell.within(windows[*position]);
                    u64::from(until.saturating_sub(from))
                };
                self.units[index] += at_home.iter().map(days).sum::<u64>();
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
        let count = &mut self.units[index];
        match line.measure {
            Measure::PerPeriod { .. } if line.counts_days_alone() => {
                if line.pays_for(treated.family) {
                    stretches(line, treated, |from, until| *count += u64::from(until - from));
                }
            }
            Measure::PerPeriod { .. } => {
                units(line, calendar, treated, |_, earned| *count += u64::from(earned));
            }
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

    /// The days that a line would have paid for, before deadweight; 0 if it counts something else.
    pub fn days(&self, terms: &Terms, calendar: &Calendar, index: usize) -> f64 {
        let line = &terms.lines[index];
        match line.measure {
            Measure::DaysSaved { .. } => self
                .of_councils(index)
                .iter()
                .flat_map(|it| it.earned(calendar, line.baseline, terms.settled_every_months))
                .sum(),
            _ => self.units[index] as f64 * line.measure.days_each().unwrap_or(0.0),
        }
    }

    /// The days of all windows of a line for days saved.
    pub fn window_days(&self, calendar: &Calendar, index: usize) -> WindowDays {
        let windows = self.of_councils(index).iter().map(|it| it.window_days(calendar));
        windows.fold(WindowDays::default(), |sum, it| WindowDays {
            all: sum.all + it.all,
            in_care: sum.in_care + it.in_care,
        })
    }

    fn of_councils(&self, line: usize) -> &[Cohorts] {
        &self.cohorts[line * self.councils..][..self.councils]
    }
}
