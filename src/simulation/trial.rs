//! One trial: families, their lives in every world, the contract and the money.

use super::lives::{
    ALWAYS, Lanes, ViewLives, care_costs, care_days, count_untreated, ever_in_care, live_untreated,
    was_in_care,
};
use super::measure::{WorldOutcome, measure};
use super::money::{count_staff, settle_money};
use super::parameters::{Arrangement, Nature};
use super::plan::{Plan, World};
use super::tracked::Tracked;
use crate::assumption::{Draw, Sampler};
use crate::cohort::{Activity, Admission, Stay, admit};
use crate::contract::{Outcomes, Settlement, Treated};
use crate::family::{Occupancy, Spell, Treatment, live};
use crate::ledger::Ledger;
use crate::random::Trial;
use crate::results::{Role, WorldRow};
use crate::returns::CareCost;

/// Working space of one thread, kept from trial to trial so that the family loop does not allocate.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    views: Vec<ViewLives>,
    admissions: Vec<Admission>,
    pub(super) activity: Activity,
    pub(super) outcomes: Outcomes,
    pub(super) ledger: Ledger,
    life: Vec<Spell>,
    care: Occupancy,
    tracked: Tracked,
}

/// Lives one trial in every world; the rows are in the order of the plan's worlds.
pub(super) fn live_trial(
    plan: &Plan<'_>,
    sampler: &Sampler<'_>,
    trial: Trial,
    space: &mut Workspace,
) -> Vec<WorldRow> {
    let draws = sampler.draw(trial);
    // The status quo has the assumptions of the programme, world 1.
    let draw_of = |world: usize| &draws[world.saturating_sub(1)];
    let natures: Vec<Nature> = (0..plan.views.len())
        .map(|view| {
            let world = plan
                .worlds
                .iter()
                .position(|it| it.view == view)
                .expect("each view is some world's");
            Nature::new(plan.views[view], draw_of(world), trial)
        })
        .collect();
    space.views.resize_with(plan.views.len(), ViewLives::default);
    for (view, nature) in natures.iter().enumerate() {
        live_untreated(plan, nature, trial, &mut space.views[view]);
    }
    plan.worlds
        .iter()
        .enumerate()
        .map(|(index, world)| {
            let draw = draw_of(index);
            let arrangement = Arrangement::new(world, draw, trial, &plan.calendar);
            match world.role {
                Role::StatusQuo => status_quo(plan, world, &arrangement, draw, space),
                Role::Programme | Role::Variant => {
                    programme(plan, world, &natures[world.view], arrangement, draw, space)
                }
            }
        })
        .collect()
}

fn status_quo(
    plan: &Plan<'_>,
    world: &World<'_>,
    arrangement: &Arrangement,
    draw: &Draw,
    space: &mut Workspace,
) -> WorldRow {
    let lives = &mut space.views[world.view];
    count_untreated(world, &plan.calendar, arrangement.support_days, lives);
    let cost = care_costs(world, arrangement, &lives.care, &plan.calendar);
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
    pub(super) lost_waiting: usize,
    /// The cost of care of each pathway without the programme, at this world's prices.
    pub(super) status_quo_cost: Vec<CareCost>,
    pub(super) tracked: &'a Tracked,
    /// The cost of care within the tracking windows, with the programme and without.
    pub(super) tracked_cost: (CareCost, CareCost),
    pub(super) outcomes: &'a Outcomes,
    /// The share of each line's units that each pathway earned.
    pub(super) pathway_shares: Vec<Vec<f64>>,
    pub(super) settlement: Settlement,
    pub(super) ledger: &'a Ledger,
    pub(super) work_stops: bool,
}

fn programme(
    plan: &Plan<'_>,
    world: &World<'_>,
    nature: &Nature,
    mut arrangement: Arrangement,
    draw: &Draw,
    space: &mut Workspace,
) -> WorldRow {
    let mut lived = live_programme(plan, world, nature, &arrangement, space);
    let mut money = settle_money(plan, &arrangement, space);
    let work_stops = money.funding.ran_out;
    if let Some(month) = work_stops {
        // The money ran out, so nobody starts from the next month on. What happened before does
        // not change: families that had started live on as they did.
        arrangement.funnel.stops = Some(plan.calendar.first_day(month + 1));
        lived = live_programme(plan, world, nature, &arrangement, space);
        money = settle_money(plan, &arrangement, space);
    }
    let calendar = &plan.calendar;
    count_untreated(world, calendar, arrangement.support_days, &mut space.views[world.view]);
    let lives = &space.views[world.view];
    let cost = care_costs(world, &arrangement, &space.care, calendar);
    let whole = Lanes::of(0, world.scenario.placements.len());
    let tracked_cost = (
        arrangement.prices.cost(&care_days(whole, &space.tracked.with), calendar),
        arrangement.prices.cost(&care_days(whole, &space.tracked.without), calendar),
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
            lost_waiting: lost,
            status_quo_cost: care_costs(world, &arrangement, &lives.care, calendar),
            tracked: &space.tracked,
            tracked_cost,
            outcomes: &space.outcomes,
            pathway_shares: lived.pathway_shares,
            settlement: money.settlement,
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

/// Admits families, lives those that start under therapy, and counts everything.
fn live_programme(
    plan: &Plan<'_>,
    world: &World<'_>,
    nature: &Nature,
    arrangement: &Arrangement,
    space: &mut Workspace,
) -> Lived {
    let calendar = &plan.calendar;
    let (pathways, placements) = (world.scenario.pathways.len(), world.scenario.placements.len());
    let Workspace { views, admissions, activity, outcomes, life, care, tracked, .. } = space;
    let lives = &views[world.view];
    let (funnel, therapies) = (&arrangement.funnel, &arrangement.therapies);
    admit(&lives.families, funnel, therapies, &arrangement.offers, calendar, admissions);
    care.reset(Lanes::count(pathways, placements), calendar.months());
    tracked.reset(placements, calendar);
    outcomes.reset(&arrangement.terms, pathways, calendar);
    let mut ever = 0;
    for (index, (family, admission)) in lives.families.iter().zip(admissions.iter()).enumerate() {
        let untreated = lives.life(index);
        let lived = match admission {
            Admission::Started(stay) => {
                life.clear();
                let risks = &nature.risks[family.pathway];
                live(family, risks, &nature.moves, Some(arrangement.treatment(stay)), life);
                let treated = Treated { family, stay, life };
                outcomes.add(&arrangement.terms, calendar, &treated);
                tracked.add(arrangement, calendar, placements, &treated, untreated);
                life.as_slice()
            }
            Admission::Declined | Admission::LostWaiting | Admission::Closed => untreated,
        };
        let lanes = Lanes::of(family.pathway, placements);
        lanes.count_life(care, calendar, lived, family.referred + arrangement.support_days, ALWAYS);
        ever += usize::from(was_in_care(lived, plan.horizon_day()));
    }
    activity.count(admissions, therapies.len(), calendar);
    count_staff(arrangement, world, calendar, admissions, &lives.families, activity);
    let starts = starts_by_pathway(lives, admissions, pathways);
    let pathway_shares = outcomes.pathway_shares(&arrangement.terms, calendar, &starts);
    Lived { ever_in_care: ever, pathway_shares }
}

fn starts_by_pathway(lives: &ViewLives, admissions: &[Admission], pathways: usize) -> Vec<u32> {
    let mut starts = vec![0; pathways];
    for (family, admission) in lives.families.iter().zip(admissions) {
        if matches!(admission, Admission::Started(_)) {
            starts[family.pathway] += 1;
        }
    }
    starts
}

impl Arrangement {
    fn treatment(&self, stay: &Stay) -> Treatment<'_> {
        let effects = &self.effects[stay.therapy];
        let (care_entry, return_home) =
            if stay.completes { &effects.completed } else { &effects.dropped_out };
        Treatment { starts: stay.starts, care_entry, return_home }
    }
}
