//! Days saved: days in care below an agreed baseline, cohort by cohort.

use super::{Treated, Window};
use crate::family::Occupancy;
use crate::units::{Calendar, Month};

/// The windows of one line, by the cohort in which they open and by month.
#[derive(Clone, Debug, Default)]
pub(super) struct Cohorts {
    /// Two lanes a cohort: all days of its windows, and those in care.
    days: Occupancy,
    count: usize,
    months: usize,
}

/// Which days a line looks at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) window: Option<Window>,
    pub(super) cohort_months: usize,
    pub(super) past_eighteen: bool,
}

/// Days of all windows of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowDays {
    pub all: i64,
    pub in_care: i64,
}

impl Cohorts {
    /// Empties it, keeping what was allocated.
    pub(super) fn reset(&mut self, months: usize) {
        self.days.reset(0, months);
        self.count = 0;
        self.months = months;
    }

    /// Counts one family's window; days from the 18th birthday on are days out of care.
    pub(super) fn add(&mut self, calendar: &Calendar, rules: Rules, treated: &Treated<'_>) {
        let Some((opens, closes)) = treated.followed(rules.window, rules.past_eighteen) else {
            return;
        };
        let cohort = calendar.month_of(opens) / rules.cohort_months;
        self.count = self.count.max(cohort + 1);
        self.days.widen(2 * self.count);
        self.days.add(calendar, 2 * cohort, (opens, closes));
        for spell in treated.life.iter().filter(|it| it.place.is_care()) {
            self.days.add(calendar, 2 * cohort + 1, spell.within((opens, closes)));
        }
    }

    /// Days saved that are earned in each month.
    ///
    /// At the end of each settlement period a cohort has saved `baseline` × the days of its windows
    /// so far less those in care; what this exceeds its highest so far is earned in that month. A
    /// cohort never pays back, and a shortfall is made good before more is earned.
    pub(super) fn earned(
        &self,
        calendar: &Calendar,
        baseline: f64,
        settled_every_months: usize,
    ) -> Vec<f64> {
        let mut earned = vec![0.0; self.months];
        for cohort in 0..self.count {
            let (mut all, mut in_care, mut highest) = (0, 0, 0.0_f64);
            for (month, (days, care)) in self.by_month(calendar, cohort).enumerate() {
                all += days;
                in_care += care;
                if !settles(month, settled_every_months, self.months) {
                    continue;
                }
                let saved = baseline * all as f64 - in_care as f64;
                earned[month] += (saved - highest).max(0.0);
                highest = highest.max(saved);
            }
        }
        earned
    }

    /// All days of all cohorts.
    pub(super) fn window_days(&self, calendar: &Calendar) -> WindowDays {
        let months = (0..self.count).flat_map(|cohort| self.by_month(calendar, cohort));
        months.fold(WindowDays::default(), |sum, (all, in_care)| WindowDays {
            all: sum.all + all,
            in_care: sum.in_care + in_care,
        })
    }

    /// The days of a cohort's windows and those in care, month by month.
    fn by_month<'a>(
        &'a self,
        calendar: &'a Calendar,
        cohort: usize,
    ) -> impl Iterator<Item = (i64, i64)> + 'a {
        let lane = |lane| self.days.by_month(calendar, lane).map(i64::from);
        lane(2 * cohort).zip(lane(2 * cohort + 1))
    }
}

/// Whether what is due is made up at the end of this month: the last of its settlement period, or
/// of all.
pub(super) fn settles(month: Month, settled_every_months: usize, months: usize) -> bool {
    (month + 1).is_multiple_of(settled_every_months) || month + 1 == months
}
