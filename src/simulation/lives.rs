//! The lives of a trial's families, and the days in care that they come to.

use super::parameters::{Arrangement, Nature};
use super::plan::{Plan, World};
use crate::cohort::refer;
use crate::family::{Family, Life, Occupancy, Place, Spell, live};
use crate::random::Trial;
use crate::returns::{CareCost, CareDays};
use crate::units::{Calendar, Month};

/// The families of one view, and their lives without a programme.
#[derive(Debug, Default)]
pub(super) struct ViewLives {
    pub(super) families: Vec<Family>,
    spells: Vec<Spell>,
    /// Where each family's spells end.
    ends: Vec<usize>,
    pub(super) care: Occupancy,
    /// The days of support for which `care` has been counted in this trial.
    counted_for: Option<u32>,
}

impl ViewLives {
    pub(super) fn life(&self, family: usize) -> &Life {
        let start = if family == 0 { 0 } else { self.ends[family - 1] };
        &self.spells[start..self.ends[family]]
    }

    pub(super) fn spells_by_family(&self) -> impl Iterator<Item = &Life> {
        (0..self.families.len()).map(|it| self.life(it))
    }
}

/// The lanes in which one pathway's days are counted: home and placements, then entries and days
/// of support.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lanes {
    places: usize,
    pub(super) first: usize,
}

impl Lanes {
    pub(super) fn of(pathway: usize, placements: usize) -> Self {
        let places = placements + 1;
        Self { places, first: pathway * (places + 2) }
    }

    pub(super) fn count(pathways: usize, placements: usize) -> usize {
        pathways * (placements + 3)
    }

    pub(super) fn entries(self) -> usize {
        self.first + self.places
    }

    pub(super) fn support(self) -> usize {
        self.first + self.places + 1
    }

    /// Counts the part of a life that falls within `opens..closes`.
    pub(super) fn count_life(
        self,
        care: &mut Occupancy,
        calendar: &Calendar,
        life: &Life,
        support_until: u32,
        (opens, closes): (u32, u32),
    ) {
        let mut before = None;
        for spell in life {
            let (from, until) = (spell.from.max(opens), spell.until.min(closes));
            if spell.place.is_care() {
                care.add(calendar, self.first + spell.place.lane(), from, until);
                if before == Some(Place::HOME) && opens <= spell.from && spell.from < closes {
                    care.add_in(self.entries(), calendar.month_of(spell.from), 1);
                }
            } else {
                care.add(calendar, self.support(), from, until.min(support_until));
            }
            before = Some(spell.place);
        }
    }
}

/// Every day there is.
pub(super) const ALWAYS: (u32, u32) = (0, u32::MAX);

pub(super) fn live_untreated(
    plan: &Plan<'_>,
    nature: &Nature,
    trial: Trial,
    lives: &mut ViewLives,
) {
    lives.families.clear();
    lives.spells.clear();
    lives.ends.clear();
    lives.counted_for = None;
    refer(&nature.intake, &plan.calendar, trial, &mut lives.families);
    for family in &lives.families {
        live(family, &nature.risks[family.pathway], &nature.moves, None, &mut lives.spells);
        lives.ends.push(lives.spells.len());
    }
}

/// Counts care without a programme; support at home depends on the world that asks.
pub(super) fn count_untreated(
    world: &World<'_>,
    calendar: &Calendar,
    support_days: u32,
    lives: &mut ViewLives,
) {
    if lives.counted_for.replace(support_days) == Some(support_days) {
        return;
    }
    let (pathways, placements) = (world.scenario.pathways.len(), world.scenario.placements.len());
    let mut care = std::mem::take(&mut lives.care);
    care.reset(Lanes::count(pathways, placements), calendar.months());
    for (index, family) in lives.families.iter().enumerate() {
        let lanes = Lanes::of(family.pathway, placements);
        let support_until = family.referred + support_days;
        lanes.count_life(&mut care, calendar, lives.life(index), support_until, ALWAYS);
    }
    lives.care = care;
}

/// Children with a day in care before the horizon.
pub(super) fn ever_in_care<'a>(lives: impl Iterator<Item = &'a Life>, plan: &Plan<'_>) -> usize {
    let horizon = plan.horizon_day();
    lives.filter(|life| was_in_care(life, horizon)).count()
}

pub(super) fn was_in_care(life: &Life, before: u32) -> bool {
    life.iter().any(|it| it.place.is_care() && it.from < before)
}

/// The cost of care of each pathway.
pub(super) fn care_costs(
    world: &World<'_>,
    arrangement: &Arrangement,
    care: &Occupancy,
    calendar: &Calendar,
) -> Vec<CareCost> {
    let placements = world.scenario.placements.len();
    (0..world.scenario.pathways.len())
        .map(|pathway| {
            let lanes = Lanes::of(pathway, placements);
            arrangement.prices.cost(&care_days(lanes, care), calendar)
        })
        .collect()
}

pub(super) fn care_days(lanes: Lanes, occupancy: &Occupancy) -> CareDays<'_> {
    CareDays {
        occupancy,
        first_placement: lanes.first + 1,
        entries: lanes.entries(),
        support: lanes.support(),
    }
}

/// What the days of one placement come to, over all pathways, up to a month.
pub(super) fn days_in_placement(
    care: &Occupancy,
    world: &World<'_>,
    calendar: &Calendar,
    placement: usize,
) -> Vec<i64> {
    let placements = world.scenario.placements.len();
    let mut days = vec![0_i64; calendar.months()];
    for pathway in 0..world.scenario.pathways.len() {
        let lane = Lanes::of(pathway, placements).first + 1 + placement;
        for (sum, count) in days.iter_mut().zip(care.by_month(calendar, lane)) {
            *sum += i64::from(count);
        }
    }
    days
}

/// Entries to care of all pathways, by month.
pub(super) fn entries(
    care: &Occupancy,
    world: &World<'_>,
    calendar: &Calendar,
    until: Month,
) -> i64 {
    let placements = world.scenario.placements.len();
    (0..world.scenario.pathways.len())
        .flat_map(|pathway| {
            care.by_month(calendar, Lanes::of(pathway, placements).entries()).take(until)
        })
        .map(i64::from)
        .sum()
}
