//! Which terms are in force when: changes at a date, reviews, pauses and ends.

use super::arrangement::Arrangement;
use super::tracked::Tracked;
use crate::cohort::{Admission, started};
use crate::scenario::{Change, ReviewFigure, Scenario};
use crate::units::{Calendar, Month};

/// The terms of one world in one trial, as they change.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Schedule {
    /// From each month on, ascending and from month 0: the position of the edition in force, and
    /// whether what is earned is paid.
    terms: Vec<(Month, (usize, bool))>,
    /// Days on which nobody starts, though families wait for it to end.
    pub(super) pauses: Vec<(u32, u32)>,
    /// The first day from which nobody starts any more.
    pub(super) stops: Option<u32>,
    /// The month after the last in which families are referred to the programme, of each council.
    pub(super) referred_until: Vec<Month>,
}

impl Schedule {
    /// From which changes hold; `early_end` is the day on which policy ends the starts.
    pub(super) fn new(
        scenario: &Scenario,
        holds: &[bool],
        early_end: Option<u32>,
        calendar: &Calendar,
    ) -> Self {
        let in_force = || scenario.changes.iter().enumerate().filter(|(index, _)| holds[*index]);
        let edition = |month: Month| {
            let laying = in_force().filter(|(_, it)| it.lays_over && it.covers(month));
            let set: Vec<usize> = laying.map(|(index, _)| index).collect();
            let known = scenario.editions.iter().position(|edition| edition.changes == set);
            known.expect("every set of changes that can be in force was read")
        };
        let ended = early_end
            .filter(|_| scenario.contract.early_end.is_some_and(|early_end| !early_end.payments))
            .map_or(Month::MAX, |day| calendar.month_of(day));
        let paid = |month: Month| {
            month <= ended && in_force().all(|(_, it)| it.payments || !it.covers(month))
        };
        let closing = in_force().filter(|(_, it)| !it.starts);
        let day = |month: Month| calendar.first_day(month.min(calendar.months()));
        let pause = |change: &Change| change.until.map(|until| (day(change.from), day(until)));
        let end = |change: &Change| change.until.is_none().then(|| day(change.from));
        // Nothing changes in any other month.
        let mut turns: Vec<Month> = in_force()
            .flat_map(|(_, it)| [Some(it.from), it.until])
            .chain([Some(0), ended.checked_add(1)])
            .flatten()
            .filter(|it| *it < calendar.months())
            .collect();
        turns.sort_unstable();
        let extended = in_force().filter_map(|(_, it)| it.extends_to).max().unwrap_or(0);
        Self {
            terms: unlike(turns.into_iter().map(|turn| (turn, (edition(turn), paid(turn))))),
            pauses: closing.clone().filter_map(|(_, it)| pause(it)).collect(),
            stops: closing.filter_map(|(_, it)| end(it)).chain(early_end).min(),
            referred_until: scenario
                .councils
                .iter()
                .map(|council| council.referrals.end().max(extended))
                .collect(),
        }
    }

    /// Whether the starts end before the last month of referrals is over.
    pub(super) fn ends_early(&self, calendar: &Calendar) -> bool {
        let referred_until = self.referred_until.iter().copied().max().unwrap_or(0);
        let last = calendar.first_day(referred_until.min(calendar.months()));
        self.stops.is_some_and(|day| day < last)
    }

    /// The position of the edition in force in a month.
    pub(super) fn edition(&self, month: Month) -> usize {
        let (_, (edition, _)) =
            self.terms.iter().rfind(|(from, _)| *from <= month).expect("terms from month 0 on");
        *edition
    }

    /// Stretches of months over which a value is the same, by the first month of each.
    pub(super) fn steps<T: PartialEq>(&self, value: impl Fn(usize, bool) -> T) -> Vec<(Month, T)> {
        unlike(self.terms.iter().map(|(from, (edition, paid))| (*from, value(*edition, *paid))))
    }
}

/// The first of each stretch of months with the same value.
fn unlike<T: PartialEq>(values: impl Iterator<Item = (Month, T)>) -> Vec<(Month, T)> {
    let mut stretches: Vec<(Month, T)> = values.collect();
    stretches.dedup_by(|next, last| next.1 == last.1);
    stretches
}

/// Changes that hold whatever happens; those under review do not, until they are decided.
pub(super) fn certain(scenario: &Scenario) -> Vec<bool> {
    scenario.changes.iter().map(|change| change.review.is_none()).collect()
}

/// The changes that are decided at a review, in the order of their dates.
pub(super) fn reviewed(scenario: &Scenario) -> Vec<usize> {
    let mut reviewed: Vec<usize> = scenario.reviews().map(|(index, _)| index).collect();
    reviewed.sort_by_key(|reviewed| scenario.changes[*reviewed].from);
    reviewed
}

/// Whether a change under review follows from what happened before it; none if there is nothing to
/// decide on.
pub(super) fn follows(
    change: &Change,
    admissions: &[Admission],
    tracked: &Tracked,
    calendar: &Calendar,
) -> Option<bool> {
    let review = change.review?;
    let month = change.from.min(calendar.months());
    let before = calendar.first_day(month);
    let share = |part: f64, of: f64| (of > 0.0).then(|| part / of);
    let figure = match review.figure {
        ReviewFigure::Starts => {
            Some(started(admissions).filter(|started| started.starts < before).count() as f64)
        }
        ReviewFigure::CompletionShare => {
            let ended = || started(admissions).filter(|started| started.ends <= before);
            let completed = ended().filter(|ended| ended.completes).count();
            share(completed as f64, ended().count() as f64)
        }
        ReviewFigure::HomeShare => {
            let (home, followed) = tracked.days_before(month, calendar);
            share(home as f64, followed as f64)
        }
    };
    figure.map(|figure| review.passes.holds(figure))
}

impl Arrangement {
    /// The position of the edition under which a family that starts on this day is treated.
    pub(super) fn edition_on(&self, day: u32, calendar: &Calendar) -> usize {
        self.schedule.edition(calendar.month_of(day))
    }
}
