//! One world with a programme: who starts, how they live, what is paid, and what it comes to.

use super::arrangement::Arrangement;
use super::deadweight::DayCounts;
use super::groups::{GroupCount, Grouping};
use super::lives::{NaturalLives, Strata, care_costs, cost_untreated, count_untreated, each_care};
use super::measure::WorldOutcome;
use super::money::{count_staff, settle_money};
use super::parameters::{Effects, Nature};
use super::plan::{Lists, Plan, World};
use super::schedule::{certain, follows, reviewed};
use super::secondary::Secondary;
use super::tracked::Tracked;
use super::workspace::Workspace;
use crate::cohort::{Activity, Admission, Stay, admit};
use crate::contract::{Earned, Settlement, Treated};
use crate::family::{Family, Member, Occupancy, Spell, Treatment, UnderTherapy};
use crate::ledger::Ledger;
use crate::numeric::selection::keep;
use crate::random::Trial;
use crate::returns::CareCost;
use crate::units::{Calendar, Money, Month};

/// What only a world with a programme has.
pub(super) struct Programme<'a> {
    pub(super) activity: &'a Activity,
    /// Of each council.
    pub(super) counts: Vec<FamilyCount>,
    pub(super) lost_waiting: usize,
    /// The cost of care of each stratum without the programme, at this world's prices.
    pub(super) status_quo_cost: &'a [CareCost],
    pub(super) tracked: &'a Tracked,
    pub(super) day_counts: DayCounts,
    pub(super) secondary: &'a Secondary,
    /// The share of each line's units that each pathway earned.
    pub(super) pathway_shares: &'a [Vec<f64>],
    pub(super) settlement: Settlement,
    /// Invoiced in each month, before the caps on the contract.
    pub(super) earned: Vec<Money>,
    pub(super) ledger: &'a Ledger,
    pub(super) work_stops: bool,
    /// Whether each change holds, and whether the review of each that has one is met, if there is
    /// anything to decide on.
    pub(super) holds: &'a [bool],
    reviews_met: &'a [Option<bool>],
    /// Of each group of the world, where they are counted.
    pub(super) groups: &'a [GroupCount],
}

impl Programme<'_> {
    /// One of the plan's groups, if the world has it.
    pub(super) fn group(&self, lists: &Lists, index: usize) -> Option<GroupCount> {
        Some(self.groups[lists.groups[index]?])
    }

    /// Whether the review of one of the plan's changes is met, if the world has it and there is anything
    /// to decide on.
    pub(super) fn review_met(&self, lists: &Lists, index: usize) -> Option<bool> {
        self.reviews_met[lists.reviews[index]?]
    }
}

/// How many of a council's families came so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FamilyCount {
    pub(super) referrals: u32,
    pub(super) starts: u32,
    pub(super) completions: u32,
}

fn count_families(
    families: &[Family],
    admissions: &[Admission],
    councils: usize,
) -> Vec<FamilyCount> {
    let mut counts = vec![FamilyCount::default(); councils];
    for (family, admission) in families.iter().zip(admissions) {
        let count = &mut counts[family.council];
        count.referrals += 1;
        count.starts += u32::from(admission.stay().is_some());
        count.completions += u32::from(admission.stay().is_some_and(|stay| stay.completes));
    }
    counts
}

/// Simulates a world with a programme, and takes from it what is wanted.
pub(super) fn programme<T>(
    plan: &Plan<'_>,
    world: &World<'_>,
    natures: &[Nature],
    (arrangement, trial): (&mut Arrangement, Trial),
    space: &mut Workspace,
    take: impl Fn(&WorldOutcome<'_>) -> T,
) -> T {
    let calendar = &plan.calendar;
    let strata = world.strata;
    let natural = &mut space.histories[world.history];
    count_untreated(strata, calendar, &arrangement.councils, natural);
    cost_untreated(world, &arrangement.councils, plan.horizon(), natural);
    let mut simulated = if let Some(simulated) =
        space.simulated.take().filter(|simulated| simulated.work == world.work)
    {
        arrangement.agree(world, &simulated.holds, None, calendar);
        simulated
    } else {
        let simulated = simulate_reviewed(plan, world, natures, arrangement, (None, trial), space);
        space.care.add_up(calendar, &mut space.care_days);
        simulated
    };
    let mut money = settle_money(arrangement, &simulated, space);
    let work_stops = money.funding.ran_out;
    if let Some(month) = work_stops {
        // The money ran out, so nobody starts from the next month on. What happened before does
        // not change: families that had started live on as they did.
        let stops = Some(plan.calendar.first_day(month + 1));
        simulated = simulate_reviewed(plan, world, natures, arrangement, (stops, trial), space);
        space.care.add_up(calendar, &mut space.care_days);
        money = settle_money(arrangement, &simulated, space);
    }
    let (days, cost) = (&space.care_days, &mut space.care_cost);
    care_costs(strata, &arrangement.councils, days, plan.horizon(), cost);
    let lives = &space.histories[world.history];
    let lost = space
        .admissions
        .iter()
        .filter(|admission| matches!(admission, Admission::LostWaiting))
        .count();
    let terms = &arrangement.terms;
    let taken = take(&WorldOutcome {
        plan,
        world,
        arrangement,
        care: &space.care_days,
        care_counterfactual: &lives.days,
        cost: &space.care_cost,
        referrals: lives.families.len(),
        ever_in_care: simulated.ever_in_care,
        programme: Some(Programme {
            activity: &space.activity,
            counts: count_families(&lives.families, &space.admissions, strata.councils),
            lost_waiting: lost,
            status_quo_cost: &lives.cost,
            tracked: &space.tracked,
            day_counts: DayCounts::of(terms, calendar, &simulated.earned, &space.counterfactual),
            secondary: &space.secondary,
            pathway_shares: &simulated.pathway_shares,
            settlement: money.settlement,
            earned: money.earned,
            ledger: &space.ledger,
            work_stops: work_stops.is_some(),
            holds: &simulated.holds,
            reviews_met: &simulated.reviews_met,
            groups: &space.groups,
        }),
    });
    // Work that was cut short is that of this world alone.
    space.simulated = work_stops.is_none().then_some(simulated);
    taken
}

/// What living a world's programme leaves besides the counts in the workspace.
#[derive(Debug)]
pub(super) struct Simulated {
    /// Of the world, among those of the plan.
    work: usize,
    /// The changes that hold.
    holds: Vec<bool>,
    /// Of each change that is decided at a review, in the order of the file: whether it is met.
    reviews_met: Vec<Option<bool>>,
    ever_in_care: usize,
    pub(super) earned: Earned,
    /// The last month in which anything is earned, or in which there is work.
    pub(super) last_earned: Month,
    pathway_shares: Vec<Vec<f64>>,
}

/// Simulates the programme under the changes that hold. Each review is decided in its turn, on what
/// happens under those decided before it: what comes after a review cannot change what came before.
fn simulate_reviewed(
    plan: &Plan<'_>,
    world: &World<'_>,
    natures: &[Nature],
    arrangement: &mut Arrangement,
    (work_stops, trial): (Option<u32>, Trial),
    space: &mut Workspace,
) -> Simulated {
    let scenario = world.scenario;
    let calendar = &plan.calendar;
    let mut holds = certain(scenario);
    let mut met = vec![None; scenario.changes.len()];
    for review in reviewed(scenario) {
        arrangement.adopt(world, &holds, work_stops, trial, calendar);
        simulate_programme(plan, world, natures, arrangement, space);
        let change = &scenario.changes[review];
        met[review] = follows(change, &space.admissions, &space.tracked, calendar);
        holds[review] = met[review] == Some(true);
    }
    arrangement.adopt(world, &holds, work_stops, trial, calendar);
    let reviews_met = scenario.reviews().map(|(index, _)| met[index]).collect();
    Simulated { holds, reviews_met, ..simulate_programme(plan, world, natures, arrangement, space) }
}

/// Admits families, lives those that start under therapy, and counts everything.
fn simulate_programme(
    plan: &Plan<'_>,
    world: &World<'_>,
    natures: &[Nature],
    arrangement: &Arrangement,
    space: &mut Workspace,
) -> Simulated {
    let (calendar, terms) = (&plan.calendar, &arrangement.terms);
    let strata = world.strata;
    let Workspace { histories, admissions, activity, outcomes, counterfactual, secondary, .. } =
        space;
    let (lives, tracked, care) = (&mut space.treated, &mut space.tracked, &mut space.care);
    let natural = &histories[world.history];
    let (funnel, services) = (&arrangement.funnel, &arrangement.services);
    admit(&natural.families, funnel, services, &arrangement.offers, calendar, admissions);
    let mut started: Vec<Start<'_>> = Vec::with_capacity(admissions.len());
    started.extend(starts(&natural.families, admissions));
    let members: Vec<_> = started
        .iter()
        .map(|&Start { family, stay, .. }| {
            let nature = &natures[family.council];
            let treatment = arrangement.treatment(family, stay, calendar);
            let course = UnderTherapy { moves: &nature.moves, treatment };
            Member { family, risks: &nature.risks[family.pathway], course }
        })
        .collect();
    lives.simulate(&members);
    let mut with: Vec<Treated<'_>> = started
        .iter()
        .enumerate()
        .map(|(position, &Start { family, stay, .. })| Treated {
            family,
            stay,
            life: lives.life(position),
            achieved: &[],
            tracking: terms.tracking[family.council],
        })
        .collect();
    secondary.reset(arrangement.outcomes.len());
    if !arrangement.outcomes.is_empty() {
        for treated in &with {
            let edition = arrangement.edition_on(treated.stay.starts, calendar);
            secondary.draw(&arrangement.outcomes, treated, edition);
        }
    }
    let without: Vec<Treated<'_>> = with
        .iter_mut()
        .zip(&started)
        .enumerate()
        .map(|(position, (treated, start))| {
            let (achieved, counterfactual) = secondary.achieved(position);
            treated.achieved = achieved;
            Treated { life: natural.lives.life(start.index), achieved: counterfactual, ..*treated }
        })
        .collect();
    let home_counterfactual = home_of_started(natural, &started);
    outcomes.reset(terms, strata.pathways, calendar);
    outcomes.add_all(terms, calendar, &with, &lives.at_home());
    counterfactual.reset(terms, calendar);
    counterfactual.count_all(terms, calendar, &without, &home_counterfactual);
    tracked.reset(strata.councils, calendar);
    tracked.count(calendar, &with, lives, &home_counterfactual);
    let cells = (strata.councils, services.len());
    let families = started.iter().map(|it| (it.family, it.stay));
    activity.count(families, cells, calendar, plan.series_months);
    let last_earned = count_staff(arrangement, calendar, &with, activity);
    let mut of_pathway = vec![0_u32; strata.pathways];
    for start in &started {
        of_pathway[start.family.pathway] += 1;
    }
    let earned = outcomes.add_up(terms, calendar);
    let pathway_shares = earned.pathway_shares(terms, &of_pathway);
    care.copy(&natural.care);
    count_care(arrangement, calendar, strata, with.iter().zip(&without), care, tracked);
    if !plan.names.groups.is_empty() {
        let grouping = Grouping::new(&world.groups, natures);
        let pairs = with.iter().zip(&without);
        grouping.count(arrangement, calendar, plan.horizon_day(), pairs, &mut space.groups);
    }
    let early = |first: &u32| *first < plan.horizon_day();
    let without =
        started.iter().filter(|it| early(&natural.lives.first_in_care()[it.index])).count();
    let with = lives.first_in_care().iter().filter(|it| early(it)).count();
    let ever_in_care = natural.ever_in_care - without + with;
    Simulated {
        work: world.work,
        holds: Vec::new(),
        reviews_met: Vec::new(),
        ever_in_care,
        earned,
        last_earned,
        pathway_shares,
    }
}

/// Counts what families that started do with the programme in place of what they would have done, and
/// what their care costs less in their windows.
///
/// Most days are as they were without; lives that therapy changes are counted anew from where they
/// part.
fn count_care<'a>(
    arrangement: &Arrangement,
    calendar: &Calendar,
    strata: Strata,
    started: impl Iterator<Item = (&'a Treated<'a>, &'a Treated<'a>)>,
    care: &mut Occupancy,
    tracked: &mut Tracked,
) {
    for (position, (with, without)) in started.enumerate() {
        let (life, untreated) = (with.life, without.life);
        let alike = life.iter().zip(untreated).take_while(|(with, without)| with == without);
        let alike = alike.count();
        if alike == life.len() {
            continue;
        }
        let family = with.family;
        let council = &arrangement.councils[family.council];
        let support_until = family.referred + council.support_days;
        let lanes = strata.lanes(family.council, family.pathway);
        let window = tracked.window(position);
        let mut saved = 0.0;
        each_care((untreated, alike), support_until, |item| {
            lanes.take(care, calendar, item);
            saved += council.cost_within(item, window, calendar);
        });
        each_care((life, alike), support_until, |item| {
            lanes.add(care, calendar, item);
            saved -= council.cost_within(item, window, calendar);
        });
        tracked.councils[family.council].saved += saved;
    }
}

/// What the families that start live at home without the programme, each spell with the position of
/// its family among them.
fn home_of_started<'a>(
    natural: &'a NaturalLives,
    started: &[Start<'_>],
) -> Vec<(usize, &'a Spell)> {
    let mut positions = vec![NOT_STARTED; natural.families.len()];
    (0..).zip(started).for_each(|(position, it)| positions[it.index] = position);
    let all = natural.lives.at_home().map(|(index, spell)| (positions[index], spell));
    let mut home: Vec<(usize, &Spell)> = all.collect();
    keep(&mut home, |(position, _)| *position != NOT_STARTED);
    home
}

/// The position of a family that did not start.
const NOT_STARTED: usize = usize::MAX;

/// A family that starts, with its position among all.
struct Start<'a> {
    index: usize,
    family: &'a Family,
    stay: &'a Stay,
}

fn starts<'a>(
    families: &'a [Family],
    admissions: &'a [Admission],
) -> impl Iterator<Item = Start<'a>> {
    families.iter().zip(admissions).enumerate().filter_map(|(index, (family, admission))| {
        Some(Start { index, family, stay: admission.stay()? })
    })
}

impl Arrangement {
    fn treatment(&self, family: &Family, stay: &Stay, calendar: &Calendar) -> Treatment<'_> {
        let edition = &self.editions[self.edition_on(stay.starts, calendar)];
        let effects = &edition.effects[family.council][stay.therapy];
        let Effects { care_entry, return_home, moves } =
            if stay.completes { &effects.completed } else { &effects.dropped_out };
        Treatment { starts: stay.starts, care_entry, return_home, moves }
    }
}
