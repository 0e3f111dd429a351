//! What families' lives earn under each line, by month.

use super::counting::{stretches, units};
use super::days_saved::{Cohorts, Rules};
use super::{Earned, Line, Measure, Terms, Window};
use crate::cohort::Stay;
use crate::family::{Family, Life, Occupancy, Place, Spell};
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

    /// The day after the last of a completed therapy.
    pub(super) fn completed_on(&self) -> Option<u32> {
        self.stay.completes.then_some(self.stay.ends)
    }

    /// The same, cut at the 18th birthday unless it goes on past it; none if nothing is left.
    pub fn followed(&self, own: Option<Window>, past_eighteen: bool) -> Option<(u32, u32)> {
        let (opens, closes) = self.window(own)?;
        let closes = if past_eighteen { closes } else { closes.min(self.family.eighteen) };
        (opens < closes).then_some((opens, closes))
    }

    /// The stretches of days at home within some days.
    pub fn at_home(&self, (opens, closes): (u32, u32), mut each: impl FnMut(u32, u32)) {
        for spell in self.life {
            if closes <= spell.from {
                break;
            }
            let (from, until) = spell.within((opens, closes));
            if spell.place == Place::HOME && from < until {
                each(from, until);
            }
        }
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
        self.cohorts.iter_mut().for_each(|cohort| cohort.reset(self.months));
    }

    /// Counts what one family earns.
    pub fn add(&mut self, terms: &Terms, calendar: &Calendar, treated: &Treated<'_>) {
        match terms.caps.per_child {
            Some(cap) => self.add_capped(terms, calendar, treated, cap),
            None => self.count(terms, calendar, treated, |_| true),
        }
    }

    /// Counts what many families earn; `at_home` has all their spells at home, each with the position
    /// of its family.
    ///
    /// Most lines pay for days at home, and need no more than to go over those spells.
    pub fn add_all<'a>(
        &mut self,
        terms: &Terms,
        calendar: &Calendar,
        treated: &[Treated<'_>],
        at_home: &(impl Iterator<Item = (usize, &'a Spell)> + Clone),
    ) {
        if terms.caps.per_child.is_some() {
            for family in treated {
                self.add(terms, calendar, family);
            }
            return;
        }
        for (index, line) in terms.lines.iter().enumerate().filter(|it| it.1.counts_days_at_home())
        {
            let windows = line.windows(treated);
            for (position, spell) in at_home.clone() {
                let lane = self.lane_of(index, &treated[position]);
                self.units.add(calendar, lane, spell.within(windows[position]));
            }
        }
        if !terms.lines.iter().all(Line::counts_days_at_home) {
            for family in treated {
                self.count(terms, calendar, family, |it| !it.counts_days_at_home());
            }
        }
    }

    /// Counts one family's units under some lines, whatever the cap on a child.
    fn count(
        &mut self,
        terms: &Terms,
        calendar: &Calendar,
        treated: &Treated<'_>,
        lines: impl Fn(&Line) -> bool,
    ) {
        for (index, line) in terms.lines.iter().enumerate().filter(|it| lines(it.1)) {
            let lane = self.lane_of(index, treated);
            if line.counts_days_alone() && line.pays_for(treated.family) {
                // Days are counted like days in care, however long the run.
                stretches(line, treated, |from, until| {
                    self.units.add(calendar, lane, (from, until));
                });
            } else {
                units(line, calendar, treated, |month, count| {
                    self.units.add_in(lane, month, count.cast_signed());
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
            if let (Some(days), true) = (followed, line.pays_for(treated.family)) {
                let lane = self.lane_of(index, treated);
                self.units.add(calendar, lane, days);
                let rules = Rules { window, cohort_months, past_eighteen };
                let invoiced = self.invoiced(index, treated.family.council);
                self.cohorts[invoiced].add(calendar, rules, treated);
            }
        }
    }

    /// The same under a cap on one child: its units are priced month by month, and what lies above the
    /// cap is set off from all lines of the month in proportion.
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
        let value = |&(month, index, count): &(Month, usize, u32)| {
            f64::from(count) * terms.price(index, month)
        };
        for in_month in earned.chunk_by(|(month, ..), (other, ..)| month == other) {
            let worth: f64 = in_month.iter().map(value).sum();
            let paid = worth.min(left);
            left -= paid;
            let over = worth - paid;
            for unit @ &(month, index, count) in in_month {
                self.units.add_in(self.lane_of(index, treated), month, count.cast_signed());
                if 0.0 < over {
                    let invoiced = self.invoiced(index, treated.family.council);
                    self.over_cap[invoiced * self.months + month] += value(unit) * (over / worth);
                }
            }
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

    /// What was counted, added up.
    pub fn add_up(&self, terms: &Terms, calendar: &Calendar) -> Earned {
        let lines = terms.lines.len();
        let mut earned = Earned {
            units: vec![0.0; lines * self.councils * self.months],
            of_pathways: vec![0.0; lines * self.pathways],
            over_cap: self.over_cap.clone(),
            councils: self.councils,
            pathways: self.pathways,
            months: self.months,
        };
        for (index, line) in terms.lines.iter().enumerate() {
            for council in 0..self.councils {
                let invoiced = self.invoiced(index, council);
                let units = &mut earned.units[invoiced * self.months..][..self.months];
                for pathway in 0..self.pathways {
                    let of_pathway = &mut earned.of_pathways[index * self.pathways + pathway];
                    let lane = self.units.by_month(calendar, self.lane(index, council, pathway));
                    for (sum, count) in units.iter_mut().zip(lane) {
                        *sum += f64::from(count);
                        *of_pathway += f64::from(count);
                    }
                }
                if let Measure::DaysSaved { .. } = line.measure {
                    let every = terms.settled_every_months;
                    units.copy_from_slice(&self.cohorts[invoiced].earned(
                        calendar,
                        line.baseline,
                        every,
                    ));
                }
            }
        }
        earned
    }
}

impl Terms {
    /// Pounds paid for one unit of a line that is earned in a month: the rate, less deadweight,
    /// indexed at each anniversary of the contract.
    pub fn price(&self, line: usize, month: Month) -> f64 {
        self.lines[line].price(month).net() * self.index_in(month)
    }

    /// The same in each of so many months.
    pub(super) fn prices(&self, line: usize, months: Month) -> Vec<f64> {
        let mut prices = vec![0.0; months];
        for (from, price) in &self.lines[line].prices {
            prices[(*from).min(months)..].fill(price.net());
        }
        for (year, prices) in prices.chunks_mut(12).enumerate() {
            let index = self.index_in(12 * year);
            for price in prices {
                *price *= index;
            }
        }
        prices
    }

    /// What a price of the first year has grown to.
    fn index_in(&self, month: Month) -> f64 {
        libm::pow(1.0 + self.indexation, (month / 12) as f64)
    }
}
