//! The lives of a trial's families, and the days in care that they come to.

use super::parameters::{Locality, Nature};
use super::plan::{Plan, World};
use crate::cohort::refer;
use crate::family::{DaysByMonth, Family, Life, Lives, Member, Natural, Occupancy, Place};
use crate::random::Trial;
use crate::returns::{CareCost, CareLanes};
use crate::scenario::Scenario;
use crate::units::{Calendar, Month};

/// How many councils, pathways and placements there are: the lanes in which days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strata {
    pub(super) councils: usize,
    pub(super) pathways: usize,
    pub(super) placements: usize,
}

impl Strata {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let any = scenario.first_council();
        Self {
            councils: scenario.councils.len(),
            pathways: any.pathways.len(),
            placements: any.placements.len(),
        }
    }

    pub(super) fn count(self) -> usize {
        self.councils * self.pathways
    }

    /// The position of one pathway of one council.
    pub(super) fn index(self, council: usize, pathway: usize) -> usize {
        council * self.pathways + pathway
    }

    pub(super) fn lanes(self, council: usize, pathway: usize) -> Lanes {
        Lanes {
            placements: self.placements,
            first: self.index(council, pathway) * self.lanes_each(),
        }
    }

    pub(super) fn lane_count(self) -> usize {
        self.count() * self.lanes_each()
    }

    fn lanes_each(self) -> usize {
        self.placements + 2
    }

    /// Every council with every pathway, in the order of their positions.
    pub(super) fn each(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.count()).map(move |it| (it / self.pathways, it % self.pathways))
    }
}

/// The families of one natural history, and their lives without a programme.
#[derive(Debug, Default)]
pub(super) struct NaturalLives {
    pub(super) families: Vec<Family>,
    pub(super) lives: Lives,
    pub(super) care: Occupancy,
    /// Children with a day in care before the horizon.
    pub(super) ever_in_care: usize,
    /// What `care` adds up to.
    pub(super) days: DaysByMonth,
    /// What these days cost each stratum.
    pub(super) cost: Vec<CareCost>,
    /// The days of support of each council for which `care` has been counted in this trial.
    counted_for: Vec<u32>,
    /// The world with a programme, by position among those, at whose prices they cost this.
    costed_for: Option<usize>,
}

/// The lanes in which the days of one pathway of one council are counted: placements, then entries
/// and days of support at home.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lanes {
    placements: usize,
    first: usize,
}

impl Lanes {
    fn placement(self, index: usize) -> usize {
        self.first + index
    }

    fn entries(self) -> usize {
        self.first + self.placements
    }

    fn support(self) -> usize {
        self.first + self.placements + 1
    }

    /// Counts something that care costs for.
    #[inline]
    pub(super) fn add(self, care: &mut Occupancy, calendar: &Calendar, item: Care) {
        match item {
            Care::Placement(index, days) => care.add(calendar, self.placement(index), days),
            Care::Entry(day) => care.add_in(self.entries(), calendar.month_of(day), 1),
            Care::Support(days) => care.add(calendar, self.support(), days),
        }
    }

    /// Takes it away again.
    #[inline]
    pub(super) fn take(self, care: &mut Occupancy, calendar: &Calendar, item: Care) {
        match item {
            Care::Placement(index, days) => care.take(calendar, self.placement(index), days),
            Care::Entry(day) => care.add_in(self.entries(), calendar.month_of(day), -1),
            Care::Support(days) => care.take(calendar, self.support(), days),
        }
    }
}

/// What care costs a council for, in days `from..until` or on a day.
#[derive(Clone, Copy, Debug)]
pub(super) enum Care {
    /// In the placement at this position.
    Placement(usize, (u32, u32)),
    /// From home into care.
    Entry(u32),
    /// At home, after referral.
    Support((u32, u32)),
}

/// The care of a life but for its first spells, `past`; support at home lasts until a day.
#[inline]
pub(super) fn each_care(
    (life, past): (&Life, usize),
    support_until: u32,
    mut each: impl FnMut(Care),
) {
    let mut before = past.checked_sub(1).map(|last| life[last].place);
    for spell in &life[past..] {
        if let Some(placement) = spell.place.as_placement() {
            each(Care::Placement(placement, (spell.from, spell.until)));
            if before == Some(Place::HOME) {
                each(Care::Entry(spell.from));
            }
        } else if spell.from < support_until {
            each(Care::Support((spell.from, spell.until.min(support_until))));
        }
        before = Some(spell.place);
    }
}

impl Locality {
    /// What care costs in the days `opens..closes`.
    pub(super) fn cost_within(
        &self,
        item: Care,
        (opens, closes): (u32, u32),
        calendar: &Calendar,
    ) -> f64 {
        let within = |(from, until): (u32, u32)| (from.max(opens), until.min(closes));
        let (placements, support) = &self.stays;
        match item {
            Care::Placement(index, days) => placements[index].of(within(days), calendar),
            Care::Entry(day) if opens <= day && day < closes => {
                self.prices.entry[calendar.month_of(day)]
            }
            Care::Entry(_) => 0.0,
            Care::Support(days) => support.of(within(days), calendar),
        }
    }
}

pub(super) fn simulate_untreated(
    plan: &Plan<'_>,
    scenario: &Scenario,
    natures: &[Nature],
    trial: Trial,
    lives: &mut NaturalLives,
) {
    lives.families.clear();
    lives.counted_for.clear();
    for (council, nature) in scenario.councils.iter().zip(natures) {
        let trial = council.name.as_ref().map_or(trial, |name| trial.place(name));
        refer(&nature.intake, &plan.calendar, trial, &mut lives.families);
    }
    let members: Vec<_> = lives
        .families
        .iter()
        .map(|family| {
            let nature = &natures[family.council];
            let course = Natural { moves: &nature.moves };
            Member { family, risks: &nature.risks[family.pathway], course }
        })
        .collect();
    lives.lives.simulate(&members);
    let first_in_care = lives.lives.first_in_care().iter();
    lives.ever_in_care = first_in_care.filter(|day| **day < plan.horizon_day()).count();
}

/// Counts care without a programme; support at home depends on the world that asks.
pub(super) fn count_untreated(
    strata: Strata,
    calendar: &Calendar,
    councils: &[Locality],
    lives: &mut NaturalLives,
) {
    let support_days: Vec<u32> = councils.iter().map(|council| council.support_days).collect();
    if lives.counted_for == support_days {
        return;
    }
    let mut care = std::mem::take(&mut lives.care);
    care.reset(strata.lane_count(), calendar.months());
    for (index, family) in lives.families.iter().enumerate() {
        let lanes = strata.lanes(family.council, family.pathway);
        let support_until = family.referred + support_days[family.council];
        let life = (lives.lives.life(index), 0);
        each_care(life, support_until, |item| lanes.add(&mut care, calendar, item));
    }
    care.add_up(calendar, &mut lives.days);
    lives.care = care;
    lives.counted_for = support_days;
    lives.costed_for = None;
}

/// Works out what care without a programme costs at the prices of the world that asks.
pub(super) fn cost_untreated(
    world: &World<'_>,
    councils: &[Locality],
    horizon: Month,
    lives: &mut NaturalLives,
) {
    if lives.costed_for != Some(world.own) {
        care_costs(world.strata, councils, &lives.days, horizon, &mut lives.cost);
        lives.costed_for = Some(world.own);
    }
}

/// The cost of care of each stratum, at its council's prices.
pub(super) fn care_costs(
    strata: Strata,
    councils: &[Locality],
    days: &DaysByMonth,
    horizon: Month,
    costs: &mut Vec<CareCost>,
) {
    costs.resize_with(strata.count(), CareCost::default);
    for (cost, (council, pathway)) in costs.iter_mut().zip(strata.each()) {
        let lanes = strata.lanes(council, pathway);
        let lanes = CareLanes {
            days,
            first_placement: lanes.placement(0),
            entries: lanes.entries(),
            support: lanes.support(),
        };
        councils[council].prices.cost(&lanes, horizon, cost);
    }
}

/// Days in one placement up to a month, that month not included.
pub(super) fn days_in_placement(
    days: &DaysByMonth,
    strata: Strata,
    placement: usize,
    until: Month,
) -> i64 {
    let lanes = strata.each().map(|(council, pathway)| strata.lanes(council, pathway));
    lanes.map(|it| sum(&days.lane(it.placement(placement))[..until])).sum()
}

/// The days in each month of every placement of every stratum.
pub(super) fn placements(days: &DaysByMonth, strata: Strata) -> impl Iterator<Item = &[i32]> {
    strata.each().flat_map(move |(council, pathway)| {
        let lanes = strata.lanes(council, pathway);
        (0..strata.placements).map(move |it| days.lane(lanes.placement(it)))
    })
}

/// Days in care of all families up to a month, that month not included.
pub(super) fn days_in_care(days: &DaysByMonth, strata: Strata, until: Month) -> i64 {
    placements(days, strata).map(|placement| sum(&placement[..until])).sum()
}

/// Entries to care up to a month, that month not included.
pub(super) fn entries(days: &DaysByMonth, strata: Strata, until: Month) -> i64 {
    let lanes = strata.each().map(|(council, pathway)| strata.lanes(council, pathway));
    lanes.map(|it| sum(&days.lane(it.entries())[..until])).sum()
}

fn sum(counts: &[i32]) -> i64 {
    counts.iter().map(|count| i64::from(*count)).sum()
}
