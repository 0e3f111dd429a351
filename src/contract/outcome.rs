//! What families' lives earn under each line, by month.

use super::{Line, Measure, Milestone, Terms};
use crate::cohort::{Activity, Stay};
use crate::family::{Family, Life, Occupancy, Place, Spell};
use crate::units::{Calendar, Money, Month};

/// A family that started therapy, and the life it then had.
#[derive(Clone, Copy, Debug)]
pub struct Treated<'a> {
    pub family: &'a Family,
    pub stay: &'a Stay,
    pub life: &'a Life,
}

impl Treated<'_> {
    /// Where the child is on a day between referral and the 18th birthday.
    fn place_on(&self, day: u32) -> Option<Place> {
        self.life.iter().find(|it| it.from <= day && day < it.until).map(|it| it.place)
    }
}

/// Units earned under each line, by pathway and month.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// A lane for each line and pathway.
    units: Occupancy,
    /// Pounds above the cap on one child, by line and month.
    over_cap: Vec<f64>,
    pathways: usize,
    months: usize,
}

impl Outcomes {
    /// Empties it, keeping what was allocated.
    pub fn reset(&mut self, terms: &Terms, pathways: usize, calendar: &Calendar) {
        self.pathways = pathways;
        self.months = calendar.months();
        self.units.reset(terms.lines.len() * pathways, self.months);
        self.over_cap.clear();
        self.over_cap.resize(terms.lines.len() * self.months, 0.0);
    }

    /// Counts what one family earns.
    pub fn add(&mut self, terms: &Terms, calendar: &Calendar, treated: &Treated<'_>) {
        if let Some(cap) = terms.caps.per_child {
            self.add_capped(terms, calendar, treated, cap);
            return;
        }
        for (index, line) in terms.lines.iter().enumerate() {
            let lane = self.lane(index, treated.family.pathway);
            if let (Measure::PerPeriod { period_days: 1, most_per_child: None, .. }, true) =
                (&line.measure, line.pathways[treated.family.pathway])
            {
                // Days are counted like days in care, however long the run.
                runs(line, treated, |from, until| self.units.add(calendar, lane, from, until));
            } else {
                units(line, calendar, treated, |month, count| {
                    self.units.add_in(lane, month, count);
                });
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
            self.units.add_in(self.lane(index, treated.family.pathway), month, count);
            let value = f64::from(count) * terms.price(index, month);
            let paid = value.min(left);
            left -= paid;
            self.over_cap[index * self.months + month] += value - paid;
        }
    }

    fn lane(&self, line: usize, pathway: usize) -> usize {
        line * self.pathways + pathway
    }

    /// Units of a line in each month, all pathways together.
    pub fn units_by_month(&self, calendar: &Calendar, line: usize) -> Vec<i32> {
        let mut units = vec![0; self.months];
        for pathway in 0..self.pathways {
            let lane = self.units.by_month(calendar, self.lane(line, pathway));
            for (sum, count) in units.iter_mut().zip(lane) {
                *sum += count;
            }
        }
        units
    }

    /// For each line, the share of its units that each pathway earned over the whole contract; of
    /// a line for inputs, the share of starts.
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
            Measure::PerPeriod { .. } | Measure::Milestone(_) => {
                let units = |pathway| -> f64 {
                    self.units.by_month(calendar, self.lane(index, pathway)).map(f64::from).sum()
                };
                shares((0..self.pathways).map(units).collect())
            }
        };
        terms.lines.iter().enumerate().map(of_line).collect()
    }

    /// What each line earns in each month, to the penny, before the caps on the contract.
    pub fn invoices(
        &self,
        terms: &Terms,
        calendar: &Calendar,
        activity: &Activity,
    ) -> Vec<Vec<Money>> {
        let invoice = |(index, line): (usize, &Line)| -> Vec<Money> {
            if let Measure::Input { basis, from, until } = line.measure {
                let quantity = |month| activity.quantity(basis, from, until, month, |_| true);
                return (0..self.months)
                    .map(|month| Money::from_pounds(quantity(month) * terms.price(index, month)))
                    .collect();
            }
            self.units_by_month(calendar, index)
                .into_iter()
                .enumerate()
                .map(|(month, units)| {
                    let over = self.over_cap[index * self.months + month];
                    Money::from_pounds(f64::from(units) * terms.price(index, month) - over)
                        .or_nothing()
                })
                .collect()
        };
        terms.lines.iter().enumerate().map(invoice).collect()
    }
}

impl Terms {
    /// Pounds paid for one unit of a line that is earned in a month: the rate, less deadweight,
    /// indexed at each anniversary of the contract.
    pub fn price(&self, line: usize, month: Month) -> f64 {
        let line = &self.lines[line];
        let anniversaries = i32::try_from(month / 12).expect("a contract of fewer years");
        line.rate * (1.0 - line.deadweight) * (1.0 + self.indexation).powi(anniversaries)
    }
}

/// The units that one family earns under a line, month by month.
fn units(
    line: &Line,
    calendar: &Calendar,
    treated: &Treated<'_>,
    mut earn: impl FnMut(Month, u32),
) {
    if !line.pathways[treated.family.pathway] {
        return;
    }
    match &line.measure {
        Measure::PerPeriod { period_days, most_per_child, .. } => {
            let mut left = most_per_child.unwrap_or(u32::MAX);
            runs(line, treated, |from, until| {
                let mut before = 0;
                for month in calendar.month_of(from)..=calendar.month_of(until - 1) {
                    let end = until.min(calendar.first_day(month + 1));
                    let completed = (end - from) / period_days;
                    let earned = (completed - before).min(left);
                    if earned > 0 {
                        earn(month, earned);
                    }
                    left -= earned;
                    before = completed;
                }
            });
        }
        Measure::Milestone(milestone) => {
            if let Some(day) = reached(*milestone, treated) {
                earn(calendar.month_of(day), 1);
            }
        }
        Measure::Input { .. } => {}
    }
}

/// The day on which a family reaches a milestone.
fn reached(milestone: Milestone, treated: &Treated<'_>) -> Option<u32> {
    match milestone {
        Milestone::Start => Some(treated.stay.starts),
        Milestone::Completion => treated.stay.completes.then_some(treated.stay.ends),
        Milestone::OutOfCare { after } => {
            let (_, day) = after.of(treated)?;
            (treated.place_on(day) == Some(Place::HOME)).then_some(day)
        }
        Milestone::Reunification { within } => {
            let (opens, closes) = within.of(treated)?;
            let returns = treated
                .life
                .windows(2)
                .filter(|it| it[0].place.is_care() && !it[1].place.is_care());
            let first = returns.map(|it| it[1].from).find(|day| treated.stay.starts <= *day)?;
            (opens <= first && first < closes).then_some(first)
        }
    }
}

/// The unbroken runs of days, within a line's window, in places that count.
fn runs(line: &Line, treated: &Treated<'_>, mut each: impl FnMut(u32, u32)) {
    let Measure::PerPeriod { counts, window, past_eighteen, .. } = &line.measure else { return };
    let Some((opens, closes)) = window.of(treated) else { return };
    let mut run: Option<(u32, u32)> = None;
    let grown_up = Spell { place: Place::HOME, from: treated.family.eighteen, until: u32::MAX };
    let after = past_eighteen.then_some(grown_up);
    for spell in treated.life.iter().copied().chain(after) {
        let (from, until) = (spell.from.max(opens), spell.until.min(closes));
        if until <= from || !counts[spell.place.lane()] {
            continue;
        }
        run = match run {
            Some((begun, ended)) if ended == from => Some((begun, until)),
            earlier => {
                if let Some((begun, ended)) = earlier {
                    each(begun, ended);
                }
                Some((from, until))
            }
        };
    }
    if let Some((begun, ended)) = run {
        each(begun, ended);
    }
}
