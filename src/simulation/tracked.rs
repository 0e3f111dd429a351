//! What happens to the families that started, inside the contract's tracking window.

use super::arrangement::Arrangement;
use super::lives::Strata;
use crate::contract::Treated;
use crate::family::{DaysByMonth, Life, Occupancy};
use crate::units::{Calendar, Month};

/// What happens inside the tracking windows of one world.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// Lanes of care without the programme less with it, of each council.
    saved: Occupancy,
    /// Days at home, in a lane for each council.
    pub(super) home: Occupancy,
    /// All days that are followed, to the 18th birthday, in the same lanes.
    followed: Occupancy,
    pub(super) councils: Vec<TrackedCount>,
}

/// Counts of the families that started.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TrackedCount {
    pub(super) home_days: u64,
    /// Days at home within the same windows without the programme.
    pub(super) home_anyway: u64,
    pub(super) completers: u32,
    pub(super) completers_never_in_care: u32,
}

impl TrackedCount {
    fn plus(self, other: &Self) -> Self {
        Self {
            home_days: self.home_days + other.home_days,
            home_anyway: self.home_anyway + other.home_anyway,
            completers: self.completers + other.completers,
            completers_never_in_care: self.completers_never_in_care
                + other.completers_never_in_care,
        }
    }
}

impl Tracked {
    pub(super) fn reset(&mut self, strata: Strata, calendar: &Calendar) {
        let (lanes, months) = (strata.by_council().lane_count(), calendar.months());
        self.saved.reset(lanes, months);
        self.home.reset(strata.councils, months);
        self.followed.reset(strata.councils, months);
        self.councils.clear();
        self.councils.resize(strata.councils, TrackedCount::default());
    }

    /// Days at home and all days that were followed before a month.
    pub(super) fn days_before(
        &self,
        month: Month,
        councils: usize,
        calendar: &Calendar,
    ) -> (i64, i64) {
        let sum = |days: &Occupancy| -> i64 {
            let lanes = (0..councils).flat_map(|it| days.by_month(calendar, it).take(month));
            lanes.map(i64::from).sum()
        };
        (sum(&self.home), sum(&self.followed))
    }

    /// The days, entries and support saved, in the lanes of each council.
    pub(super) fn saved(&self, calendar: &Calendar) -> DaysByMonth {
        let mut days = DaysByMonth::default();
        self.saved.add_up(calendar, &mut days);
        days
    }

    /// All councils together.
    pub(super) fn total(&self) -> TrackedCount {
        self.councils.iter().fold(TrackedCount::default(), TrackedCount::plus)
    }

    pub(super) fn add(
        &mut self,
        arrangement: &Arrangement,
        calendar: &Calendar,
        strata: Strata,
        treated: &Treated<'_>,
        untreated: &Life,
    ) {
        let council = treated.family.council;
        let count = &mut self.councils[council];
        count.completers += u32::from(treated.stay.completes);
        let Some(window) = treated.window(None) else { return };
        let (opens, closes) = window;
        let followed = (opens, closes.min(treated.family.eighteen));
        self.followed.add(calendar, council, followed, 1);
        let lanes = strata.by_council().lanes(council, 0);
        let support_until = treated.family.referred + arrangement.councils[council].support_days;
        let alike = alike(treated.life, untreated);
        for (life, times) in [(untreated, 1), (treated.life, -1)] {
            let saved = (&mut self.saved, times);
            lanes.count_life(saved, calendar, (life, alike), support_until, window);
        }
        let mut entered = false;
        let mut home = 0;
        for spell in treated.life {
            if closes <= spell.from {
                break;
            }
            if spell.place.is_care() {
                entered |= opens < spell.from && home > 0;
                continue;
            }
            let (from, until) = (spell.from.max(opens), spell.until.min(closes));
            self.home.add(calendar, council, (from, until), 1);
            home += until.saturating_sub(from);
        }
        count.home_anyway += u64::from(days_at_home(untreated, window));
        count.home_days += u64::from(home);
        let stayed_out = treated.stay.completes && !entered && home > 0;
        count.completers_never_in_care += u32::from(stayed_out);
    }
}

/// How many first spells two lives have in common.
fn alike(life: &Life, other: &Life) -> usize {
    life.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Days of a window that a life spends at home.
fn days_at_home(life: &Life, (from, until): (u32, u32)) -> u32 {
    life.iter()
        .take_while(|it| it.from < until)
        .filter(|it| !it.place.is_care())
        .map(|it| it.until.min(until).saturating_sub(it.from.max(from)))
        .sum()
}
