//! What happens to the families that started, inside the contract's tracking window.

use super::lives::Lanes;
use super::parameters::Arrangement;
use crate::contract::Treated;
use crate::family::{Life, Occupancy};
use crate::units::Calendar;

/// What happens inside the tracking windows of one world.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// Lanes of care with the programme and without, all pathways together.
    pub(super) with: Occupancy,
    pub(super) without: Occupancy,
    /// Days at home, in one lane.
    pub(super) home: Occupancy,
    pub(super) home_days: u64,
    /// Days at home within the same windows without the programme.
    pub(super) home_anyway: u64,
    pub(super) completers: u32,
    pub(super) completers_never_in_care: u32,
}

impl Tracked {
    pub(super) fn reset(&mut self, placements: usize, calendar: &Calendar) {
        let months = calendar.months();
        self.with.reset(Lanes::count(1, placements), months);
        self.without.reset(Lanes::count(1, placements), months);
        self.home.reset(1, months);
        (self.home_days, self.home_anyway) = (0, 0);
        (self.completers, self.completers_never_in_care) = (0, 0);
    }

    pub(super) fn add(
        &mut self,
        arrangement: &Arrangement,
        calendar: &Calendar,
        placements: usize,
        treated: &Treated<'_>,
        untreated: &Life,
    ) {
        self.completers += u32::from(treated.stay.completes);
        let Some(window) = arrangement.terms.tracking.of(treated) else { return };
        let lanes = Lanes::of(0, placements);
        let support_until = treated.family.referred + arrangement.support_days;
        lanes.count_life(&mut self.with, calendar, treated.life, support_until, window);
        lanes.count_life(&mut self.without, calendar, untreated, support_until, window);
        let mut entered = false;
        let mut home = 0;
        for spell in treated.life {
            let (from, until) = (spell.from.max(window.0), spell.until.min(window.1));
            entered |=
                spell.place.is_care() && window.0 < spell.from && spell.from < window.1 && home > 0;
            if !spell.place.is_care() && from < until {
                self.home.add(calendar, 0, from, until);
                home += until - from;
            }
        }
        self.home_anyway += u64::from(days_at_home(untreated, window));
        self.home_days += u64::from(home);
        let stayed_out = treated.stay.completes && !entered && home > 0;
        self.completers_never_in_care += u32::from(stayed_out);
    }
}

/// Days of a window that a life spends at home.
fn days_at_home(life: &Life, (from, until): (u32, u32)) -> u32 {
    life.iter()
        .filter(|it| !it.place.is_care())
        .map(|it| it.until.min(until).saturating_sub(it.from.max(from)))
        .sum()
}
