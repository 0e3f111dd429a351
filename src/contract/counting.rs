//! What one family earns under one line: periods, milestones, stretches of days.

use super::{Line, Measure, Milestone, Treated};
use crate::cohort::Basis;
use crate::family::{Place, Spell};
use crate::units::{Calendar, Month};

/// The units that one family earns under a line, month by month.
pub(super) fn units(
    line: &Line,
    calendar: &Calendar,
    treated: &Treated<'_>,
    mut earn: impl FnMut(Month, u32),
) {
    if !line.pays_for(treated.family) {
        return;
    }
    match &line.measure {
        Measure::PerPeriod { .. } => periods(line, calendar, treated, earn),
        Measure::Milestone(milestone) => {
            if let Some(day) = reached(*milestone, treated) {
                earn(calendar.month_of(day), 1);
            }
        }
        Measure::DaysSaved { .. } | Measure::Input { .. } => {}
    }
}

/// The day on which a family reaches a milestone.
fn reached(milestone: Milestone, treated: &Treated<'_>) -> Option<u32> {
    match milestone {
        Milestone::Start => Some(treated.stay.starts),
        Milestone::Completion => treated.completed_on(),
        Milestone::OutOfCare { after } => after
            .unwrap_or(treated.tracking)
            .measured_on(treated)
            .filter(|day| treated.place_on(*day) == Some(Place::HOME)),
        Milestone::Reunification { within } => {
            let (opens, closes) = treated.window(within)?;
            let returns = treated
                .life
                .windows(2)
                .filter(|life| life[0].place.is_care() && !life[1].place.is_care());
            let first = returns.map(|it| it[1].from).find(|day| treated.stay.starts <= *day)?;
            (opens <= first && first < closes).then_some(first)
        }
        Milestone::Outcome { outcome, measured } => {
            measured.measured_on(treated).filter(|_| treated.achieved[outcome])
        }
    }
}

/// The completed periods of a family under a line, in the months in which their last counted days
/// fall.
fn periods(
    line: &Line,
    calendar: &Calendar,
    treated: &Treated<'_>,
    mut earn: impl FnMut(Month, u32),
) {
    let Measure::PerPeriod { period_days, most_per_child, forgives_days, begins_again, .. } =
        line.measure
    else {
        return;
    };
    let mut left = most_per_child.unwrap_or(u32::MAX);
    // Days counted in the run so far, and where its last stretch ended.
    let mut run: Option<(u32, u32)> = None;
    stretches(line, treated, |from, until| {
        let counted = match run {
            Some((counted, ended)) if from - ended <= forgives_days => counted,
            // The run stays where it ended, so that no later stretch can join it.
            Some(_) if !begins_again => return,
            _ => 0,
        };
        let mut before = counted / period_days;
        for month in calendar.month_of(from)..=calendar.month_of(until - 1) {
            let end = until.min(calendar.first_day(month + 1));
            let completed = (counted + end - from) / period_days;
            let earned = (completed - before).min(left);
            if earned > 0 {
                earn(month, earned);
            }
            left -= earned;
            before = completed;
        }
        run = Some((counted + until - from, until));
    });
}

impl Line {
    /// The last day on which it can earn anything for a family; none if it never can.
    pub fn last_earning_day(&self, calendar: &Calendar, treated: &Treated<'_>) -> Option<u32> {
        if !self.pays_for(treated.family) {
            return None;
        }
        let last_day = |window, past_eighteen| {
            treated.followed(window, past_eighteen).map(|(_, closes)| closes - 1)
        };
        match self.measure {
            Measure::PerPeriod { window, past_eighteen, .. }
            | Measure::DaysSaved { window, past_eighteen, .. } => last_day(window, past_eighteen),
            Measure::Milestone(Milestone::Reunification { within }) => last_day(within, false),
            Measure::Milestone(Milestone::OutOfCare { after }) => {
                after.unwrap_or(treated.tracking).measured_on(treated)
            }
            Measure::Milestone(Milestone::Outcome { measured, .. }) => {
                measured.measured_on(treated)
            }
            Measure::Milestone(Milestone::Start) => Some(treated.stay.starts),
            Measure::Milestone(Milestone::Completion) => treated.completed_on(),
            Measure::Input { basis: Basis::Start, from, until } => {
                Some(treated.stay.starts).filter(|day| until.covers(from, calendar.month_of(*day)))
            }
            Measure::Input { basis: Basis::Completion, from, until } => {
                treated.completed_on().filter(|day| until.covers(from, calendar.month_of(*day)))
            }
            // What no family decides has a month of its own, or ends with delivery.
            Measure::Input { .. } => None,
        }
    }

    /// The days on which nothing is paid for what is earned.
    pub(super) fn unpaid_days(&self, calendar: &Calendar) -> Vec<(u32, u32)> {
        let ends = self.prices.iter().skip(1).map(|(from, _)| calendar.first_day(*from));
        let ends = ends.chain([calendar.days()]);
        let stretches = self.prices.iter().zip(ends).filter(|((_, price), _)| !price.paid);
        stretches.map(|((from, _), ends)| (calendar.first_day(*from), ends)).collect()
    }

    /// Whether all that it pays for is each day at home in its window.
    pub(super) fn counts_days_at_home(&self) -> bool {
        let Measure::PerPeriod { counts, past_eighteen: false, .. } = &self.measure else {
            return false;
        };
        self.counts_days_alone() && only_home(counts)
    }

    /// The window in which it looks at each family; empty for those for which it does not pay.
    pub(super) fn windows(&self, treated: &[Treated<'_>]) -> Vec<(u32, u32)> {
        let own = self.measure.window().and_then(|(own, _)| own);
        let of =
            |treated: &Treated<'_>| treated.window(own).filter(|_| self.pays_for(treated.family));
        treated.iter().map(|it| of(it).unwrap_or_default()).collect()
    }

    /// Whether it pays for each day alone, whatever the days around it.
    pub(super) fn counts_days_alone(&self) -> bool {
        matches!(
            self.measure,
            Measure::PerPeriod { period_days: 1, most_per_child: None, begins_again: true, .. }
        )
    }
}

/// Whether of the lanes of [`Place`] only home counts.
fn only_home(counts: &[bool]) -> bool {
    matches!(counts, [true, placements @ ..] if !placements.contains(&true))
}

/// The stretches of consecutive days, within a line's window, in places that count.
pub(super) fn stretches(line: &Line, treated: &Treated<'_>, mut each: impl FnMut(u32, u32)) {
    let Measure::PerPeriod { counts, window, past_eighteen, .. } = &line.measure else { return };
    let Some((opens, closes)) = treated.window(*window) else { return };
    if only_home(counts) && !past_eighteen {
        // Between two spells at home there is always one in care: nothing to join.
        return treated.at_home((opens, closes), each);
    }
    let mut stretch: Option<(u32, u32)> = None;
    let grown_up = Spell { place: Place::HOME, from: treated.family.eighteen, until: u32::MAX };
    let after = past_eighteen.then_some(grown_up);
    for spell in treated.life.iter().copied().chain(after) {
        if closes <= spell.from {
            break;
        }
        let (from, until) = spell.within((opens, closes));
        if until <= from || !counts[spell.place.lane()] {
            continue;
        }
        stretch = match stretch {
            Some((begun, ended)) if ended == from => Some((begun, until)),
            earlier => {
                if let Some((begun, ended)) = earlier {
                    each(begun, ended);
                }
                Some((from, until))
            }
        };
    }
    if let Some((begun, ended)) = stretch {
        each(begun, ended);
    }
}
