//! One trial: families, their lives in every world, the contract and the money.

use super::arrangement::Arrangement;
use super::deadweight::DayCounts;
use super::lives::{
    ALWAYS, Strata, ViewLives, care_costs, count_untreated, ever_in_care, live_untreated,
    was_in_care,
};
use super::measure::{WorldOutcome, measure};
use super::money::{count_staff, settle_money};
use super::parameters::{Effects, Nature};
use super::plan::{Plan, World};
use super::schedule::{certain, follows, reviewed};
use super::secondary::Secondary;
use super::tracked::Tracked;
use crate::assumption::{Draw, Sampler};
use crate::cohort::{Activity, Admission, Stay, admit};
use crate::contract::{Outcomes, Settlement, Treated};
use crate::family::{Family, Occupancy, Spell, Treatment, live};
use crate::ledger::Ledger;
use crate::random::Trial;
use crate::results::{Role, WorldRow};
use crate::returns::CareCost;
use crate::units::{Calendar, Money};

/// Working space of one thread, kept from trial to trial so that the family loop does not allocate.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    draws: Vec<Draw>,
    views: Vec<ViewLives>,
    admissions: Vec<Admission>,
    pub(super) activity: Activity,
    pub(super) outcomes: Outcomes,
    /// What the same lines would have counted without the programme.
    outcomes_without: Outcomes,
    secondary: Secondary,
    pub(super) ledger: Ledger,
    life: Vec<Spell>,
    care: Occupancy,
    tracked: Tracked,
}

/// Lives one trial in every world; the rows are in the order of the plan's worlds.
pub(super) fn live_trial(
    plan: &Plan<'_>,
    sampler: &Sampler,
    trial: Trial,
    space: &mut Workspace,
) -> Vec<WorldRow> {
    let mut draws = std::mem::take(&mut space.draws);
    sampler.draw(trial, &mut draws);
    // The status quo has the assumptions of the programme, world 1.
    let draw_of = |world: usize| &draws[world.saturating_sub(1)];
    let natures: Vec<Vec<Nature>> = (0..plan.views.len())
        .map(|view| {
            let world = plan
                .worlds
                .iter()
                .position(|it| it.view == view)
                .expect("each view is some world's");
            Nature::of_councils(plan.views[view], draw_of(world))
        })
        .collect();
    space.views.resize_with(plan.views.len(), ViewLives::default);
    for (view, natures) in natures.iter().enumerate() {
        live_untreated(plan, plan.views[view], natures, trial, &mut space.views[view]);
    }
    let rows = plan
        .worlds
        .iter()
        .enumerate()
        .map(|(index, world)| {
            let draw = draw_of(index);
            let arrangement = Arrangement::new(world, draw, &plan.calendar);
            match world.role {
                Role::StatusQuo => status_quo(plan, world, &arrangement, draw, space),
                Role::Programme | Role::Variant => {
                    programme(plan, world, &natures[world.view], arrangement, (draw, trial), space)
                }
            }
        })
        .collect();
    space.draws = draws;
    rows
}

fn status_quo(
    plan: &Plan<'_>,
    world: &World<'_>,
    arrangement: &Arrangement,
    draw: &Draw,
    space: &mut Workspace,
) -> WorldRow {
    let lives = &mut space.views[world.view];
    count_untreated(world.strata, &plan.calendar, &arrangement.councils, lives);
    let cost = care_costs(world.strata, &arrangement.councils, &lives.care, &plan.calendar);
    let outcome = WorldOutcome {
        plan,
        world,
        arrangement,
        care: &lives.care,
        cost: &cost,
        referrals: lives.families.len(),
        ever_in_care: ever_in_care(lives.spells_by_family(), plan),
        programme: None,
    };
    measure(&outcome, draw)
}

/// What only a world with a programme has.
pub(super) struct Programme<'a> {
    pub(super) activity: &'a Activity,
    /// Of each council.
    pub(super) counts: Vec<FamilyCount>,
    pub(super) lost_waiting: usize,
    /// The cost of care of each stratum without the programme, at this world's prices.
    pub(super) status_quo_cost: Vec<CareCost>,
    pub(super) tracked: &'a Tracked,
    /// The cost of care of each council within the tracking windows, with the programme and without.
    pub(super) tracked_cost: (Vec<CareCost>, Vec<CareCost>),
    pub(super) outcomes: &'a Outcomes,
    pub(super) day_counts: DayCounts,
    pub(super) secondary: &'a Secondary,
    /// The share of each line's units that each pathway earned.
    pub(super) pathway_shares: Vec<Vec<f64>>,
    pub(super) settlement: Settlement,
    /// Invoiced in each month, before the caps on the contract.
    pub(super) earned: Vec<Money>,
    pub(super) ledger: &'a Ledger,
    pub(super) work_stops: bool,
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
        if let Admission::Started(stay) = admission {
            count.starts += 1;
            count.completions += u32::from(stay.completes);
        }
    }
    counts
}

fn programme(
    plan: &Plan<'_>,
    world: &World<'_>,
    natures: &[Nature],
    mut arrangement: Arrangement,
    (draw, trial): (&Draw, Trial),
    space: &mut Workspace,
) -> WorldRow {
    let mut lived = live_reviewed(plan, world, natures, &mut arrangement, (None, trial), space);
    let mut money = settle_money(plan, &arrangement, space);
    let work_stops = money.funding.ran_out;
    if let Some(month) = work_stops {
        // The money ran out, so nobody starts from the next month on. What happened before does
        // not change: families that had started live on as they did.
        let stops = Some(plan.calendar.first_day(month + 1));
        lived = live_reviewed(plan, world, natures, &mut arrangement, (stops, trial), space);
        money = settle_money(plan, &arrangement, space);
    }
    let calendar = &plan.calendar;
    let (strata, councils) = (world.strata, &arrangement.councils);
    count_untreated(strata, calendar, councils, &mut space.views[world.view]);
    let lives = &space.views[world.view];
    let cost = care_costs(strata, councils, &space.care, calendar);
    let tracked_cost = (
        care_costs(strata.by_council(), councils, &space.tracked.with, calendar),
        care_costs(strata.by_council(), councils, &space.tracked.without, calendar),
    );
    let lost = space.admissions.iter().filter(|it| matches!(it, Admission::LostWaiting)).count();
    let outcome = WorldOutcome {
        plan,
        world,
        arrangement: &arrangement,
        care: &space.care,
        cost: &cost,
        referrals: lives.families.len(),
        ever_in_care: lived.ever_in_care,
        programme: Some(Programme {
            activity: &space.activity,
            counts: count_families(&lives.families, &space.admissions, strata.councils),
            lost_waiting: lost,
            status_quo_cost: care_costs(strata, councils, &lives.care, calendar),
            tracked: &space.tracked,
            tracked_cost,
            outcomes: &space.outcomes,
            day_counts: DayCounts::of(
                &arrangement.terms,
                calendar,
                &space.outcomes,
                &space.outcomes_without,
            ),
            secondary: &space.secondary,
            pathway_shares: lived.pathway_shares,
            settlement: money.settlement,
            earned: money.earned,
            ledger: &space.ledger,
            work_stops: work_stops.is_some(),
        }),
    };
    measure(&outcome, draw)
}

/// What living a world's programme leaves besides the counts in the workspace.
struct Lived {
    ever_in_care: usize,
    pathway_shares: Vec<Vec<f64>>,
}

/// Lives the programme under the changes that hold. Each review is decided in its turn, on what
/// happens under those decided before it: what comes after a review cannot change what came before.
fn live_reviewed(
    plan: &Plan<'_>,
    world: &World<'_>,
    natures: &[Nature],
    arrangement: &mut Arrangement,
    (work_stops, trial): (Option<u32>, Trial),
    space: &mut Workspace,
) -> Lived {
    let scenario = world.scenario;
    let calendar = &plan.calendar;
    let mut holds = certain(scenario);
    for review in reviewed(scenario) {
        arrangement.adopt(world, &holds, work_stops, trial, calendar);
        live_programme(plan, world, natures, arrangement, space);
        let change = &scenario.changes[review];
        holds[review] = follows(world, change, &space.admissions, &space.tracked, calendar);
    }
    arrangement.adopt(world, &holds, work_stops, trial, calendar);
    live_programme(plan, world, natures, arrangement, space)
}

/// Admits families, lives those that start under therapy, and counts everything.
fn live_programme(
    plan: &Plan<'_>,
    world: &World<'_>,
    natures: &[Nature],
    arrangement: &Arrangement,
    space: &mut Workspace,
) -> Lived {
    let calendar = &plan.calendar;
    let strata = world.strata;
    let Workspace {
        views,
        admissions,
        activity,
        outcomes,
        outcomes_without,
        secondary,
        life,
        care,
        tracked,
        ..
    } = space;
    let lives = &views[world.view];
    let (funnel, services) = (&arrangement.funnel, &arrangement.services);
    admit(&lives.families, funnel, services, &arrangement.offers, calendar, admissions);
    care.reset(strata.lane_count(), calendar.months());
    tracked.reset(strata, calendar);
    outcomes.reset(&arrangement.terms, strata.pathways, calendar);
    outcomes_without.reset(&arrangement.terms, strata.pathways, calendar);
    secondary.reset(arrangement.outcomes.len());
    let mut ever = 0;
    for (index, (family, admission)) in lives.families.iter().zip(admissions.iter()).enumerate() {
        let untreated = lives.life(index);
        let lived = match admission {
            Admission::Started(stay) => {
                life.clear();
                let nature = &natures[family.council];
                let risks = &nature.risks[family.pathway];
                live(
                    family,
                    risks,
                    &nature.moves,
                    Some(arrangement.treatment(family, stay, calendar)),
                    life,
                );
                let tracking = arrangement.terms.tracking[family.council];
                let treated = Treated { family, stay, life, achieved: &[], tracking };
                let edition = arrangement.edition_on(stay.starts, calendar);
                secondary.draw(&arrangement.outcomes, &treated, edition);
                let treated = Treated { achieved: secondary.with(), ..treated };
                outcomes.add(&arrangement.terms, calendar, &treated);
                let without = Treated { life: untreated, achieved: secondary.without(), ..treated };
                outcomes_without.count(&arrangement.terms, calendar, &without);
                tracked.add(arrangement, calendar, strata, &treated, untreated);
                life.as_slice()
            }
            Admission::Declined | Admission::LostWaiting | Admission::Closed => untreated,
        };
        let lanes = strata.lanes(family.council, family.pathway);
        let support_until = family.referred + arrangement.councils[family.council].support_days;
        lanes.count_life(care, calendar, lived, support_until, ALWAYS);
        ever += usize::from(was_in_care(lived, plan.horizon_day()));
    }
    let cells = (strata.councils, services.len());
    activity.count(&lives.families, admissions, cells, calendar);
    count_staff(arrangement, calendar, admissions, &lives.families, activity);
    let starts = starts_by_stratum(&lives.families, admissions, strata);
    let of_pathway =
        |pathway| (0..strata.councils).map(|it| starts[strata.index(it, pathway)]).sum();
    let by_pathway: Vec<u32> = (0..strata.pathways).map(of_pathway).collect();
    let pathway_shares = outcomes.pathway_shares(&arrangement.terms, calendar, &by_pathway);
    Lived { ever_in_care: ever, pathway_shares }
}

fn starts_by_stratum(families: &[Family], admissions: &[Admission], strata: Strata) -> Vec<u32> {
    let mut starts = vec![0; strata.count()];
    for (family, admission) in families.iter().zip(admissions) {
        if matches!(admission, Admission::Started(_)) {
            starts[strata.index(family.council, family.pathway)] += 1;
        }
    }
    starts
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
