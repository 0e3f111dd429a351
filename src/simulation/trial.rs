//! One trial: families, their lives in every world, the contract and the money.

use super::arrangement::Arrangement;
use super::deadweight::{DayCounts, paid_days};
use super::lives::{
    Strata, ViewLives, care_costs, count_untreated, each_care, live_untreated, was_in_care,
};
use super::measure::{WorldOutcome, measure, metrics};
use super::money::{count_staff, settle_money};
use super::parameters::{Effects, Nature};
use super::plan::{Plan, World};
use super::schedule::{certain, follows, reviewed};
use super::secondary::Secondary;
use super::tracked::Tracked;
use crate::assumption::{Draw, Sampler};
use crate::cohort::{Activity, Admission, Stay, admit};
use crate::contract::{Anyway, Earned, Outcomes, Settlement, Treated};
use crate::family::{DaysByMonth, Family, Lives, Member, Occupancy, Treatment, UnderTherapy};
use crate::ledger::Ledger;
use crate::random::Trial;
use crate::results::{REPLICATED_EVERY, Role, TrialRow};
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
    anyway: Anyway,
    secondary: Secondary,
    pub(super) ledger: Ledger,
    /// The lives of the families that start, in their order.
    treated: Lives,
    care: Occupancy,
    /// What `care` adds up to.
    care_days: DaysByMonth,
    tracked: Tracked,
}

/// The assumptions of one trial, in the shapes that its cohorts need.
struct Drawn {
    /// Of each world but the status quo, which has those of world 1.
    draws: Vec<Draw>,
    /// Of each view, by council.
    natures: Vec<Vec<Nature>>,
    /// Of each world but the status quo.
    arrangements: Vec<Arrangement>,
}

impl Drawn {
    fn new(plan: &Plan<'_>, draws: Vec<Draw>) -> Self {
        let worlds = || plan.worlds[1..].iter().zip(&draws);
        let of_view = |view: usize| {
            let (world, draw) =
                worlds().find(|(world, _)| world.view == view).expect("each view is some world's");
            Nature::of_councils(world.scenario, draw)
        };
        let arrangement =
            |(world, draw): (&World<'_>, &Draw)| Arrangement::new(world, draw, &plan.calendar);
        Self {
            natures: (0..plan.views.len()).map(of_view).collect(),
            arrangements: worlds().map(arrangement).collect(),
            draws,
        }
    }
}

/// Lives trial `number` under `seed` in every world; the rows are in the order of the plan's worlds.
/// Some trials are lived again by other families, under the same assumptions.
pub(super) fn live_trial(
    plan: &Plan<'_>,
    sampler: &Sampler,
    (seed, number): (u64, u64),
    space: &mut Workspace,
) -> TrialRow {
    let of = |replicate| Trial::designed(plan.design, seed, number, replicate);
    sampler.draw(of(0), &mut space.draws);
    let draws = std::mem::take(&mut space.draws);
    let mut drawn = Drawn::new(plan, draws);
    let worlds = live_cohort(plan, &mut drawn, of(0), space, measure);
    let replicate = (number % REPLICATED_EVERY == 0)
        .then(|| live_cohort(plan, &mut drawn, of(1), space, |outcome, _| metrics(outcome)));
    space.draws = drawn.draws;
    TrialRow { worlds, replicate }
}

/// Lives one cohort in every world, and takes from each what is wanted.
fn live_cohort<T>(
    plan: &Plan<'_>,
    drawn: &mut Drawn,
    trial: Trial,
    space: &mut Workspace,
    take: impl Fn(&WorldOutcome<'_>, &Draw) -> T,
) -> Vec<T> {
    space.views.resize_with(plan.views.len(), ViewLives::default);
    for (view, natures) in drawn.natures.iter().enumerate() {
        live_untreated(plan, plan.views[view], natures, trial, &mut space.views[view]);
    }
    let Drawn { draws, natures, arrangements } = drawn;
    let mut taken = Vec::with_capacity(plan.worlds.len());
    for (index, world) in plan.worlds.iter().enumerate() {
        // The status quo has the assumptions of the programme, world 1.
        let own = index.saturating_sub(1);
        let (draw, arrangement) = (&draws[own], &mut arrangements[own]);
        let take = |outcome: &WorldOutcome<'_>| take(outcome, draw);
        taken.push(match world.role {
            Role::StatusQuo => status_quo(plan, world, arrangement, space, take),
            Role::Programme | Role::Variant => {
                programme(plan, world, &natures[world.view], (arrangement, trial), space, take)
            }
        });
    }
    taken
}

fn status_quo<T>(
    plan: &Plan<'_>,
    world: &World<'_>,
    arrangement: &Arrangement,
    space: &mut Workspace,
    take: impl Fn(&WorldOutcome<'_>) -> T,
) -> T {
    let lives = &mut space.views[world.view];
    count_untreated(world.strata, &plan.calendar, &arrangement.councils, lives);
    let cost = care_costs(world.strata, &arrangement.councils, &lives.days, &plan.calendar);
    take(&WorldOutcome {
        plan,
        world,
        arrangement,
        care: &lives.days,
        cost: &cost,
        referrals: lives.families.len(),
        ever_in_care: lives.ever_in_care,
        programme: None,
    })
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
    pub(super) day_counts: DayCounts,
    /// Days paid for under the lines that pay by the day, less deadweight, by month.
    pub(super) paid_days: Vec<f64>,
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

fn programme<T>(
    plan: &Plan<'_>,
    world: &World<'_>,
    natures: &[Nature],
    (arrangement, trial): (&mut Arrangement, Trial),
    space: &mut Workspace,
    take: impl Fn(&WorldOutcome<'_>) -> T,
) -> T {
    let calendar = &plan.calendar;
    let strata = world.strata;
    count_untreated(strata, calendar, &arrangement.councils, &mut space.views[world.view]);
    let mut lived = live_reviewed(plan, world, natures, arrangement, (None, trial), space);
    let mut money = settle_money(plan, arrangement, &lived.earned, space);
    let work_stops = money.funding.ran_out;
    if let Some(month) = work_stops {
        // The money ran out, so nobody starts from the next month on. What happened before does
        // not change: families that had started live on as they did.
        let stops = Some(plan.calendar.first_day(month + 1));
        lived = live_reviewed(plan, world, natures, arrangement, (stops, trial), space);
        money = settle_money(plan, arrangement, &lived.earned, space);
    }
    let councils = &arrangement.councils;
    space.care.add_up(calendar, &mut space.care_days);
    let lives = &space.views[world.view];
    let cost = care_costs(strata, councils, &space.care_days, calendar);
    let lost = space.admissions.iter().filter(|it| matches!(it, Admission::LostWaiting)).count();
    let terms = &arrangement.terms;
    take(&WorldOutcome {
        plan,
        world,
        arrangement,
        care: &space.care_days,
        cost: &cost,
        referrals: lives.families.len(),
        ever_in_care: lived.ever_in_care,
        programme: Some(Programme {
            activity: &space.activity,
            counts: count_families(&lives.families, &space.admissions, strata.councils),
            lost_waiting: lost,
            status_quo_cost: care_costs(strata, councils, &lives.days, calendar),
            tracked: &space.tracked,
            day_counts: DayCounts::of(terms, calendar, &lived.earned, &space.anyway),
            paid_days: paid_days(terms, calendar, &lived.earned),
            secondary: &space.secondary,
            pathway_shares: lived.pathway_shares,
            settlement: money.settlement,
            earned: money.earned,
            ledger: &space.ledger,
            work_stops: work_stops.is_some(),
        }),
    })
}

/// What living a world's programme leaves besides the counts in the workspace.
struct Lived {
    ever_in_care: usize,
    earned: Earned,
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
        holds[review] = follows(change, &space.admissions, &space.tracked, calendar);
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
        anyway,
        secondary,
        treated: treated_lives,
        care,
        tracked,
        ..
    } = space;
    let lives = &views[world.view];
    let (funnel, services) = (&arrangement.funnel, &arrangement.services);
    admit(&lives.families, funnel, services, &arrangement.offers, calendar, admissions);
    let started = || lives.families.iter().zip(admissions.iter()).enumerate().filter_map(with_stay);
    let members: Vec<_> = started()
        .map(|(_, family, stay)| {
            let nature = &natures[family.council];
            let treatment = arrangement.treatment(family, stay, calendar);
            let course = UnderTherapy { moves: &nature.moves, treatment };
            Member { family, risks: &nature.risks[family.pathway], course }
        })
        .collect();
    treated_lives.live(&members);
    // Most days are as they were without the programme; the lives that therapy changes are counted
    // anew from where they part.
    care.copy(&lives.care);
    tracked.reset(strata.councils, calendar);
    outcomes.reset(&arrangement.terms, strata.pathways, calendar);
    anyway.reset(&arrangement.terms, calendar);
    secondary.reset(arrangement.outcomes.len());
    let horizon = plan.horizon_day();
    let mut ever = lives.ever_in_care;
    for (position, (index, family, stay)) in started().enumerate() {
        let (untreated, life) = (lives.life(index), treated_lives.life(position));
        let tracking = arrangement.terms.tracking[family.council];
        let treated = Treated { family, stay, life, achieved: &[], tracking };
        let edition = arrangement.edition_on(stay.starts, calendar);
        secondary.draw(&arrangement.outcomes, &treated, edition);
        let treated = Treated { achieved: secondary.with(), ..treated };
        outcomes.add(&arrangement.terms, calendar, &treated);
        let without = Treated { life: untreated, achieved: secondary.without(), ..treated };
        anyway.count(&arrangement.terms, calendar, &without);
        let alike = life.iter().zip(untreated).take_while(|(with, without)| with == without);
        let alike = alike.count();
        let mut saved = 0.0;
        if alike < life.len() {
            let council = &arrangement.councils[family.council];
            let support_until = family.referred + council.support_days;
            let lanes = strata.lanes(family.council, family.pathway);
            let window = treated.window(None).unwrap_or_default();
            each_care((untreated, alike), support_until, |item| {
                lanes.take(care, calendar, item);
                saved += council.cost_within(item, window, calendar);
            });
            each_care((life, alike), support_until, |item| {
                lanes.add(care, calendar, item);
                saved -= council.cost_within(item, window, calendar);
            });
            ever -= usize::from(was_in_care(untreated, horizon));
            ever += usize::from(was_in_care(life, horizon));
        }
        tracked.add(calendar, &treated, untreated, saved);
    }
    let cells = (strata.councils, services.len());
    activity.count(&lives.families, admissions, cells, calendar);
    count_staff(arrangement, calendar, admissions, &lives.families, activity);
    let starts = starts_by_stratum(&lives.families, admissions, strata);
    let of_pathway =
        |pathway| (0..strata.councils).map(|it| starts[strata.index(it, pathway)]).sum();
    let by_pathway: Vec<u32> = (0..strata.pathways).map(of_pathway).collect();
    let earned = outcomes.add_up(&arrangement.terms, calendar);
    let pathway_shares = earned.pathway_shares(&arrangement.terms, &by_pathway);
    Lived { ever_in_care: ever, earned, pathway_shares }
}

/// A family that started, with its position among all.
fn with_stay<'a>(
    (index, (family, admission)): (usize, (&'a Family, &'a Admission)),
) -> Option<(usize, &'a Family, &'a Stay)> {
    match admission {
        Admission::Started(stay) => Some((index, family, stay)),
        Admission::Declined | Admission::LostWaiting | Admission::Closed => None,
    }
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
