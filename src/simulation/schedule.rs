//! Which terms are in force when: changes at a date, reviews, pauses and ends.

use super::arrangement::Arrangement;
use super::tracked::Tracked;
use crate::cohort::{Admission, started};
use crate::scenario::{Change, ReviewFigure, Scenario};
use crate::units::{Calendar, Month};

/// The terms of one world in one trial, month by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Schedule {
    /// The position of the edition in force in each month.
    pub(super) editions: Vec<usize>,
    /// Whether what is earned in each month is paid.
    pub(super) paid: Vec<bool>,
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
            let known = scenario.editions.iter().position(|it| it.changes == set);
            known.expect("every set of changes that can be in force was read")
        };
        let ended = early_end
            .filter(|_| scenario.contract.early_end.is_some_and(|it| !it.payments))
            .map_or(Month::MAX, |day| calendar.month_of(day));
        let paid = |month: Month| {
            month <= ended && in_force().all(|(_, it)| it.payments || !it.covers(month))
        };
        let closing = in_force().filter(|(_, it)| !it.starts);
        let day = |month: Month| calendar.first_day(month.min(calendar.months()));
        let pause = |it: &Change| it.until.map(|until| (day(it.from), day(until)));
        let end = |it: &Change| it.until.is_none().then(|| day(it.from));
        let months = 0..calendar.months();
        let extended = in_force().filter_map(|(_, it)| it.extends_to).max().unwrap_or(0);
        Self {
            editions: months.clone().map(edition).collect(),
            paid: months.map(paid).collect(),
            pauses: closing.clone().filter_map(|(_, it)| pause(it)).collect(),
            stops: closing.filter_map(|(_, it)| end(it)).chain(early_end).min(),
            referred_until: scenario
                .councils
                .iter()
                .map(|it| it.referrals.end().max(extended))
                .collect(),
        }
    }

    /// Stretches of months over which a value is the same, by the first month of each.
    pub(super) fn steps<T: PartialEq>(&self, value: impl Fn(usize, bool) -> T) -> Vec<(Month, T)> {
        let terms: Vec<(usize, bool)> =
            self.editions.iter().copied().zip(self.paid.iter().copied()).collect();
        let mut steps: Vec<(Month, T)> = Vec::new();
        let mut month = 0;
        // Most months have the terms of the month before.
        for alike in terms.chunk_by(|one, next| one == next) {
            let value = value(alike[0].0, alike[0].1);
            if steps.last().is_none_or(|(_, last)| *last != value) {
                steps.push((month, value));
            }
            month += alike.len();
        }
        steps
    }
}

/// Changes that hold whatever happens; those under review do not, until they are decided.
pub(super) fn certain(scenario: &Scenario) -> Vec<bool> {
    scenario.changes.iter().map(|it| it.review.is_none()).collect()
}

/// The changes that are decided at a review, in the order of their dates.
pub(super) fn reviewed(scenario: &Scenario) -> Vec<usize> {
    let mut reviewed: Vec<usize> =
        (0..scenario.changes.len()).filter(|it| scenario.changes[*it].review.is_some()).collect();
    reviewed.sort_by_key(|it| scenario.changes[*it].from);
    reviewed
}

/// Whether a change under review follows from what happened before it.
pub(super) fn follows(
    change: &Change,
    admissions: &[Admission],
    tracked: &Tracked,
    calendar: &Calendar,
) -> bool {
    let Some(review) = change.review else { return true };
    let month = change.from.min(calendar.months());
    let before = calendar.first_day(month);
    let share = |part: f64, of: f64| (of > 0.0).then(|| part / of);
    let figure = match review.figure {
        ReviewFigure::Starts => {
            Some(started(admissions).filter(|it| it.starts < before).count() as f64)
        }
        ReviewFigure::CompletionShare => {
            let ended = || started(admissions).filter(|it| it.ends <= before);
            let completed = ended().filter(|it| it.completes).count();
            share(completed as f64, ended().count() as f64)
        }
        ReviewFigure::HomeShare => {
            let (home, followed) = tracked.days_before(month, calendar);
            share(home as f64, followed as f64)
        }
    };
    figure.is_some_and(|it| review.passes.holds(it))
}

impl Arrangement {
    /// The position of the edition under which a family that starts on this day is treated.
    pub(super) fn edition_on(&self, day: u32, calendar: &Calendar) -> usize {
        self.schedule.editions[calendar.month_of(day)]
    }
}
