//! What families' lives earn under each line, by month.

use super::counting::{stretches, units};
use super::days_saved::{Cohorts, Rules};
use super::{Line, Measure, Terms, Window, WindowDays};
use crate::cohort::{Activity, Basis, Stay};
use crate::family::{Family, Life, Occupancy, Place};
use crate::units::{Calendar, Money, Month};

/// A family that started therapy, and a life that it may have had: with the programme, or the one
/// without it, looked at through the same windows.
#[derive(Clone, Copy, Debug)]
pub struct Treated<'a> {
    pub family: &'a Family,
    pub stay: &'a Stay,
    pub life: &'a Life,
    /// Whether each secondary outcome was measured and achieved.
    pub achieved: &'a [bool],
    /// The window in which the family's council follows it.
    pub tracking: Window,
}

impl Treated<'_> {
    /// The days `from..until` of a window, whatever the child's age; that in which the family is
    /// followed if a line has none of its own.
    pub fn window(&self, own: Option<Window>) -> Option<(u32, u32)> {
        own.unwrap_or(self.tracking).of(self)
    }

    /// The same, cut at the 18th birthday unless it goes on past it; none if nothing is left.
    pub(super) fn followed(&self, own: Option<Window>, past_eighteen: bool) -> Option<(u32, u32)> {
        let (opens, closes) = self.window(own)?;
        let closes = if past_eighteen { closes } else { closes.min(self.family.eighteen) };
        (opens < closes).then_some((opens, closes))
    }

    /// Where the child is on a day between referral and the 18th birthday.
    pub(super) fn place_on(&self, day: u32) -> Option<Place> {
        self.life.iter().find(|it| it.from <= day && day < it.until).map(|it| it.place)
    }
}

/// Units earned under each line, by council, pathway and month.
///
/// For [`Measure::DaysSaved`] these are the days of the windows: what is saved is known only of
/// whole cohorts.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// A lane for each line, council and pathway.
    units: Occupancy,
    /// The cohorts of each line and council; only days saved have any.
    cohorts: Vec<Cohorts>,
    /// Pounds above the cap on one child, by line, council and month.
    over_cap: Vec<f64>,
    councils: usize,
    pathways: usize,
    months: usize,
}

impl Outcomes {
    /// Empties it, keeping what was allocated.
    pub fn reset(&mut self, terms: &Terms, pathways: usize, calendar: &Calendar) {
        self.councils = terms.parts.len();
        self.pathways = pathways;
        self.months = calendar.months();
        let invoiced = terms.lines.len() * self.councils;
        self.units.reset(invoiced * pathways, self.months);
        self.over_cap.clear();
        self.over_cap.resize(invoiced * self.months, 0.0);
        self.cohorts.resize_with(invoiced, Cohorts::default);
        self.cohorts.iter_mut().for_each(|it| it.reset(self.months));
    }

    /// Counts what one family earns.
    pub fn add(&mut self, terms: &Terms, calendar: &Calendar, treated: &Treated<'_>) {
        match terms.caps.per_child {
            Some(cap) => self.add_capped(terms, calendar, treated, cap),
            None => self.count(terms, calendar, treated),
        }
    }

    /// Counts one family's units, whatever the cap on a child.
    pub fn count(&mut self, terms: &Terms, calendar: &Calendar, treated: &Treated<'_>) {
        for (index, line) in terms.lines.iter().enumerate() {
            let lane = self.lane_of(index, treated);
            if line.counts_days_alone() && line.pays_for(treated.family) {
                // Days are counted like days in care, however long the run.
                stretches(line, treated, |from, until| {
                    self.units.add(calendar, lane, from, until);
                });
            } else {
                units(line, calendar, treated, |month, count| {
                    self.units.add_in(lane, month, count);
                });
            }
        }
        self.count_windows(terms, calendar, treated);
    }

    /// Counts the days of a family's windows under the lines for days saved.
    fn count_windows(&mut self, terms: &Terms, calendar: &Calendar, treated: &Treated<'_>) {
        for (index, line) in terms.lines.iter().enumerate() {
            let Measure::DaysSaved { window, cohort_months, past_eighteen } = line.measure else {
                continue;
            };
            let followed = treated.followed(window, past_eighteen);
            if let (Some((opens, closes)), true) = (followed, line.pays_for(treated.family)) {
                let lane = self.lane_of(index, treated);
                self.units.add(calendar, lane, opens, closes);
                let rules = Rules { window, cohort_months, past_eighteen };
                let invoiced = self.invoiced(index, treated.family.council);
                self.cohorts[invoiced].add(calendar, rules, treated);
            }
        }
    }

    /// The same under a cap on one child: its units are priced month by month, in the order in
    /// which they are earned, and what lies above the cap is set off.
    fn add_capped(
        &mut self,
        terms: &Terms,
        calendar: &Calendar,
        treated: &Treated<'_>,
        cap: Money,
    ) {
        let mut earned: Vec<(Month, usize, u32)> = Vec::new();
        for (index, line) in terms.lines.iter().enumerate() {
            units(line, calendar, treated, |month, count| earned.push((month, index, count)));
        }
        earned.sort_unstable();
        let mut left = cap.pounds();
        for (month, index, count) in earned {
            self.units.add_in(self.lane_of(index, treated), month, count);
            let value = f64::from(count) * terms.price(index, month);
            let paid = value.min(left);
            left -= paid;
            let invoiced = self.invoiced(index, treated.family.council);
            self.over_cap[invoiced * self.months + month] += value - paid;
        }
        self.count_windows(terms, calendar, treated);
    }

    /// The lane in which a family's units are counted.
    fn lane_of(&self, line: usize, treated: &Treated<'_>) -> usize {
        self.lane(line, treated.family.council, treated.family.pathway)
    }

    fn lane(&self, line: usize, council: usize, pathway: usize) -> usize {
        self.invoiced(line, council) * self.pathways + pathway
    }

    /// The position of what a line bills to one council.
    fn invoiced(&self, line: usize, council: usize) -> usize {
        line * self.councils + council
    }

    /// Units of a line in each month that the families of one council earned.
    pub fn units_by_month(&self, calendar: &Calendar, line: usize, council: usize) -> Vec<i32> {
        let mut units = vec![0; self.months];
        for pathway in 0..self.pathways {
            let lane = self.units.by_month(calendar, self.lane(line, council, pathway));
            for (sum, count) in units.iter_mut().zip(lane) {
                *sum += count;
            }
        }
        units
    }

    /// What a line pays one council's provider for in each month: units, or days saved.
    fn earned(&self, terms: &Terms, calendar: &Calendar, index: usize, council: usize) -> Vec<f64> {
        let line = &terms.lines[index];
        if let Measure::DaysSaved { .. } = line.measure {
            let cohorts = &self.cohorts[self.invoiced(index, council)];
            return cohorts.earned(calendar, line.baseline, terms.settled_every_months);
        }
        let units = self.units_by_month(calendar, index, council);
        units.into_iter().map(f64::from).collect()
    }

    /// The days for which a line pays in each month, before deadweight; none if it counts
    /// something else.
    pub fn days_by_month(
        &self,
        terms: &Terms,
        calendar: &Calendar,
        index: usize,
    ) -> Option<Vec<f64>> {
        let days_each = match terms.lines[index].measure {
            Measure::PerPeriod { period_days, .. } => f64::from(period_days),
            Measure::DaysSaved { .. } => 1.0,
            Measure::Milestone(_) | Measure::Input { .. } => return None,
        };
        let mut days = vec![0.0; self.months];
        for council in 0..self.councils {
            for (sum, it) in days.iter_mut().zip(self.earned(terms, calendar, index, council)) {
                *sum += it * days_each;
            }
        }
        Some(days)
    }

    /// The days of all windows of a line for days saved.
    pub fn window_days(&self, calendar: &Calendar, index: usize) -> WindowDays {
        let of_council =
            |council| self.cohorts[self.invoiced(index, council)].window_days(calendar);
        (0..self.councils).map(of_council).fold(WindowDays::default(), |sum, it| WindowDays {
            all: sum.all + it.all,
            in_care: sum.in_care + it.in_care,
        })
    }

    /// For each line, the share of its units that each pathway earned over the whole contract; of
    /// a line for inputs, the share of starts; of one for days saved, of the days of its windows.
    pub fn pathway_shares(
        &self,
        terms: &Terms,
        calendar: &Calendar,
        starts: &[u32],
    ) -> Vec<Vec<f64>> {
        let shares = |counts: Vec<f64>| {
            let total: f64 = counts.iter().sum();
            counts.into_iter().map(|it| if total > 0.0 { it / total } else { 0.0 }).collect()
        };
        let of_line = |(index, line): (usize, &Line)| match line.measure {
            Measure::Input { .. } => shares(starts.iter().map(|it| f64::from(*it)).collect()),
            Measure::PerPeriod { .. } | Measure::DaysSaved { .. } | Measure::Milestone(_) => {
                let units = |pathway| -> f64 {
                    let of_council =
                        |council| self.units.by_month(calendar, self.lane(index, council, pathway));
                    (0..self.councils).flat_map(of_council).map(f64::from).sum()
                };
                shares((0..self.pathways).map(units).collect())
            }
        };
        terms.lines.iter().enumerate().map(of_line).collect()
    }

    /// What each line earns from each council in each month, to the penny, before the caps on the
    /// contract.
    pub fn invoices(
        &self,
        terms: &Terms,
        calendar: &Calendar,
        activity: &Activity,
    ) -> Vec<Vec<Vec<Money>>> {
        let invoice = |index: usize, line: &Line, council: usize| -> Vec<Money> {
            if let Measure::Input { basis, from, until } = line.measure {
                let quantity = |month| match basis {
                    Basis::Start | Basis::Completion if line.councils[council] => {
                        activity.quantity(basis, from, until, month, |_| true, Some(council))
                    }
                    Basis::Start | Basis::Completion => 0.0,
                    Basis::Once | Basis::Month | Basis::TherapistMonth | Basis::SupervisorMonth => {
                        let all = activity.quantity(basis, from, until, month, |_| true, None);
                        terms.part(line, council) * all
                    }
                };
                return (0..self.months)
                    .map(|month| Money::from_pounds(quantity(month) * terms.price(index, month)))
                    .collect();
            }
            let invoiced = self.invoiced(index, council);
            self.earned(terms, calendar, index, council)
                .into_iter()
                .enumerate()
                .map(|(month, units)| {
                    let over = self.over_cap[invoiced * self.months + month];
                    Money::from_pounds(units * terms.price(index, month) - over).or_nothing()
                })
                .collect()
        };
        let of_line = |(index, line): (usize, &Line)| {
            (0..self.councils).map(|council| invoice(index, line, council)).collect()
        };
        terms.lines.iter().enumerate().map(of_line).collect()
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
        let named = line.councils.iter().filter(|it| **it).count();
        if line.councils[council] { 1.0 / named as f64 } else { 0.0 }
    }

    /// Pounds paid for one unit of a line that is earned in a month: the rate, less deadweight,
    /// indexed at each anniversary of the contract.
    pub fn price(&self, line: usize, month: Month) -> f64 {
        let price = self.lines[line].price(month);
        let anniversaries = i32::try_from(month / 12).expect("a contract of fewer years");
        price.rate * price.paid_share() * (1.0 + self.indexation).powi(anniversaries)
    }
}
