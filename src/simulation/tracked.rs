//! What happens to the families that started, inside the contract's tracking window.

use crate::contract::Treated;
use crate::family::{Lives, Occupancy, Round, Spell};
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
    pub(super) home_counterfactual: u64,
    pub(super) completers: u32,
    pub(super) completers_never_in_care: u32,
    /// The cost of care that is saved within the windows, in pounds.
    pub(super) saved: f64,
}

impl TrackedCount {
    fn plus(self, other: &Self) -> Self {
        Self {
            home_days: self.home_days + other.home_days,
            home_counterfactual: self.home_counterfactual + other.home_counterfactual,
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
        let home = councils.flat_map(|council| self.home.by_month(calendar, council).take(month));
        let before = calendar.first_day(month);
        let followed = |(from, until): &(u32, u32)| until.min(&before).saturating_sub(*from);
        let followed = self.windows.iter().map(|it| u64::from(followed(it)));
        (home.map(i64::from).sum(), followed.sum())
    }

    /// The days in which the family that started at this position is followed.
    pub(super) fn window(&self, position: usize) -> (u32, u32) {
        self.windows[position]
    }

    /// All councils together.
    pub(super) fn total(&self) -> TrackedCount {
        self.councils.iter().fold(TrackedCount::default(), TrackedCount::plus)
    }

    /// Counts the families that started: what they live with the programme, and what they would have
    /// spent at home without it.
    pub(super) fn count(
        &mut self,
        calendar: &Calendar,
        treated: &[Treated<'_>],
        lives: &Lives,
        at_home_counterfactual: &[(usize, &Spell)],
    ) {
        self.windows.extend(treated.iter().map(|it| {
            // One that never opens has no days.
            let (opens, closes) = it.window(None).unwrap_or_default();
            (opens, closes.min(it.family.eighteen))
        }));
        let windows = &self.windows;
        let council = |position: usize| treated[position].family.council;
        let mut home = vec![0_u32; treated.len()];
        let mut entered = vec![false; treated.len()];
        for (round, spells) in lives.rounds() {
            let spells = spells.iter().map(|(position, spell)| (*position as usize, spell));
            match round {
                Round::Home => spells.for_each(|(position, spell)| {
                    let (from, until) = spell.within(windows[position]);
                    self.home.add(calendar, council(position), (from, until));
                    home[position] += until.saturating_sub(from);
                }),
                Round::Entry => spells.for_each(|(position, spell)| {
                    let (opens, closes) = windows[position];
                    entered[position] |= opens <= spell.from && spell.from < closes;
                }),
                Round::Placed => {}
            }
        }
        for (position, family) in treated.iter().enumerate() {
            let count = &mut self.councils[council(position)];
            let stayed_out = family.stay.completes && !entered[position] && home[position] > 0;
            count.completers += u32::from(family.stay.completes);
            count.completers_never_in_care += u32::from(stayed_out);
            count.home_days += u64::from(home[position]);
        }
        for (position, spell) in at_home_counterfactual {
            let (from, until) = spell.within(windows[*position]);
            self.councils[council(*position)].home_counterfactual +=
                u64::from(until.saturating_sub(from));
        }
    }
}
