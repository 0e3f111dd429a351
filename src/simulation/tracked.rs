//! What happens to the families that started, inside the contract's tracking window.

use crate::contract::Treated;
use crate::family::{Life, Occupancy};
use crate::units::{Calendar, Month};

/// What happens inside the tracking windows of one world.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// Days at home, in a lane for each council.
    pub(super) home: Occupancy,
    pub(super) councils: Vec<TrackedCount>,
    /// The windows of the families that started, cut at the 18th birthday.
    windows: Vec<(u32, u32)>,
}

/// Counts of the families that started.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TrackedCount {
    pub(super) home_days: u64,
    /// Days at home within the same windows without the programme.
    pub(super) home_anyway: u64,
    pub(super) completers: u32,
    pub(super) completers_never_in_care: u32,
    /// The cost of care that is saved within the windows, in pounds.
    pub(super) saved: f64,
}

impl TrackedCount {
    fn plus(self, other: &Self) -> Self {
        Self {
            home_days: self.home_days + other.home_days,
            home_anyway: self.home_anyway + other.home_anyway,
            completers: self.completers + other.completers,
            completers_never_in_care: self.completers_never_in_care
                + other.completers_never_in_care,
            saved: self.saved + other.saved,
        }
    }
}

impl Tracked {
    pub(super) fn reset(&mut self, councils: usize, calendar: &Calendar) {
        self.home.reset(councils, calendar.months());
        self.councils.clear();
        self.councils.resize(councils, TrackedCount::default());
        self.windows.clear();
    }

    /// Days at home and all days that were followed before a month.
    pub(super) fn days_before(&self, month: Month, calendar: &Calendar) -> (i64, u64) {
        let councils = 0..self.councils.len();
        let home = councils.flat_map(|it| self.home.by_month(calendar, it).take(month));
        let before = calendar.first_day(month);
        let followed = |(from, until): &(u32, u32)| until.min(&before).saturating_sub(*from);
        let followed = self.windows.iter().map(|it| u64::from(followed(it)));
        (home.map(i64::from).sum(), followed.sum())
    }

    /// All councils together.
    pub(super) fn total(&self) -> TrackedCount {
        self.councils.iter().fold(TrackedCount::default(), TrackedCount::plus)
    }

    /// Counts a family that started; `saved` is what its care costs less in its window than
    /// without the programme.
    pub(super) fn add(
        &mut self,
        calendar: &Calendar,
        treated: &Treated<'_>,
        untreated: &Life,
        saved: f64,
    ) {
        let council = treated.family.council;
        let count = &mut self.councils[council];
        count.completers += u32::from(treated.stay.completes);
        count.saved += saved;
        let Some(window) = treated.window(None) else { return };
        let (opens, closes) = window;
        self.windows.push((opens, closes.min(treated.family.eighteen)));
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
            self.home.add(calendar, council, (from, until));
            home += until.saturating_sub(from);
        }
        count.home_anyway += u64::from(days_at_home(untreated, window));
        count.home_days += u64::from(home);
        let stayed_out = treated.stay.completes && !entered && home > 0;
        count.completers_never_in_care += u32::from(stayed_out);
    }
}

/// Days of a window that a life spends at home.
fn days_at_home(life: &Life, (from, until): (u32, u32)) -> u32 {
    life.iter()
        .take_while(|it| it.from < until)
        .filter(|it| !it.place.is_care())
        .map(|it| it.until.min(until).saturating_sub(it.from.max(from)))
        .sum()
}
