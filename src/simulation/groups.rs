//! Who gains: the families that start, by pathway, by risk, by age and by council. Groups of one kind
//! share out all families; those of different kinds overlap.

use super::arrangement::Arrangement;
use super::lives::{Care, each_care};
use super::parameters::Nature;
use crate::contract::Treated;
use crate::family::Family;
use crate::numeric::quantile;
use crate::scenario::Scenario;
use crate::units::{Calendar, DAYS_PER_YEAR};

/// What one group has of the whole, up to the horizon.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GroupCount {
    pub(super) starts: u32,
    /// In care without the programme, less those with it.
    pub(super) days: i64,
    /// Of care without the programme, less that with it, in pounds.
    pub(super) cost: f64,
}

/// One group of families.
#[derive(Clone, Copy, Debug)]
pub(super) enum Group {
    Pathway(usize),
    /// Of a pathway, from the lowest to the highest risk.
    Third(usize, usize),
    /// Completed years at referral, from the first to the last.
    Ages(u32, u32),
    Council(usize),
}

const THIRDS: [&str; 3] = ["lowest third", "middle third", "highest third"];

/// Under school age, primary school, the years around the change of school, and the rest as residence
/// in care is mostly reported.
const AGES: [(u32, u32); 5] = [(0, 4), (5, 9), (10, 12), (13, 15), (16, 17)];

/// The groups of a scenario, in the order of reports: those of one kind only where there are several.
pub(super) fn groups(scenario: &Scenario) -> Vec<Group> {
    let councils = &scenario.councils;
    let pathways = || 0..scenario.first_council().pathways.len();
    let differs = |pathway: usize| {
        let heterogeneity =
            councils.iter().filter_map(|council| council.pathways[pathway].heterogeneity);
        heterogeneity
            .map(|heterogeneity| scenario.register.get(heterogeneity))
            .any(|it| it.spread.mean() > 0.0)
    };
    let has_age = |first: u32, last: u32| {
        let all = councils.iter().flat_map(|council| &council.pathways);
        all.map(|pathway| pathway.age_years).any(|(youngest, oldest)| {
            youngest < f64::from(last + 1) && f64::from(first) < oldest + 1.0
        })
    };
    let thirds = pathways().filter(|pathway| differs(*pathway));
    let thirds = thirds.flat_map(|it| (0..THIRDS.len()).map(move |third| Group::Third(it, third)));
    let ages = AGES.into_iter().filter(|(first, last)| has_age(*first, *last));
    several(pathways().map(Group::Pathway).collect())
        .into_iter()
        .chain(thirds)
        .chain(several(ages.map(|(first, last)| Group::Ages(first, last)).collect()))
        .chain(several((0..councils.len()).map(Group::Council).collect()))
        .collect()
}

/// None where there is only one.
fn several(groups: Vec<Group>) -> Vec<Group> {
    if groups.len() > 1 { groups } else { Vec::new() }
}

/// What the groups of a scenario are called: the kind, then the group.
pub(super) fn names(scenario: &Scenario, groups: &[Group]) -> Vec<String> {
    let pathway = |index: usize| &scenario.first_council().pathways[index].name;
    let name = |group: &Group| match *group {
        Group::Pathway(it) => format!("pathway: {}", pathway(it)),
        Group::Third(it, third) => format!("risk: {}, {}", pathway(it), THIRDS[third]),
        Group::Ages(first, last) => format!("age: {first} to {last}"),
        Group::Council(it) => format!("council: {}", scenario.council_names()[it]),
    };
    groups.iter().map(name).collect()
}

/// Who belongs to which group in one trial.
pub(super) struct Grouping<'a> {
    groups: &'a [Group],
    natures: &'a [Nature],
}

impl<'a> Grouping<'a> {
    pub(super) fn new(groups: &'a [Group], natures: &'a [Nature]) -> Self {
        Self { groups, natures }
    }

    /// Counts the families that started, with the programme and without.
    pub(super) fn count<'t>(
        &self,
        arrangement: &Arrangement,
        calendar: &Calendar,
        horizon: u32,
        started: impl Iterator<Item = (&'t Treated<'t>, &'t Treated<'t>)>,
        counts: &mut Vec<GroupCount>,
    ) {
        counts.clear();
        counts.resize(self.groups.len(), GroupCount::default());
        for (with, without) in started {
            let family = with.family;
            let saved = saved(arrangement, calendar, horizon, (with, without));
            let third = self.third(family);
            for (group, count) in self.groups.iter().zip(&mut *counts) {
                if group.has(family, third) {
                    count.starts += 1;
                    count.days += saved.days;
                    count.cost += saved.cost;
                }
            }
        }
    }

    /// The third of its pathway that a family's risk is in: by the rank of its frailty.
    fn third(&self, family: &Family) -> usize {
        let variance = self.natures[family.council].intake.pathways[family.pathway].heterogeneity;
        if variance <= 0.0 {
            return 1;
        }
        match quantile::frailty_survival(family.frailty, variance) {
            rank if rank < 1.0 / 3.0 => 2,
            rank if rank < 2.0 / 3.0 => 1,
            _ => 0,
        }
    }
}

impl Group {
    fn has(self, family: &Family, third: usize) -> bool {
        match self {
            Self::Pathway(it) => family.pathway == it,
            Self::Third(it, own) => family.pathway == it && own == third,
            Self::Council(it) => family.council == it,
            Self::Ages(first, last) => (first..=last).contains(&age(family)),
        }
    }
}

/// Completed years at referral.
fn age(family: &Family) -> u32 {
    let years = 18.0 - f64::from(family.eighteen - family.referred) / DAYS_PER_YEAR;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 18")]
    {
        years.clamp(0.0, 17.0) as u32
    }
}

/// What one family's care comes to without the programme, less that with it.
fn saved(
    arrangement: &Arrangement,
    calendar: &Calendar,
    horizon: u32,
    (with, without): (&Treated<'_>, &Treated<'_>),
) -> GroupCount {
    let alike = with.life.iter().zip(without.life).take_while(|(with, without)| with == without);
    let alike = alike.count();
    let council = &arrangement.councils[with.family.council];
    let support_until = with.family.referred + council.support_days;
    let of = |treated: &Treated<'_>| {
        let mut care = GroupCount::default();
        each_care((treated.life, alike), support_until, |item| {
            care.cost += council.cost_within(item, (0, horizon), calendar);
            if let Care::Placement(_, (from, until)) = item {
                care.days += i64::from(until.min(horizon).saturating_sub(from));
            }
        });
        care
    };
    let (with, without) = (of(with), of(without));
    GroupCount { starts: 1, days: without.days - with.days, cost: without.cost - with.cost }
}
