//! One trial: families, their lives in every world, the contract and the money.

use super::measure::{WorldOutcome, measure};
use super::parameters::{Arrangement, Nature};
use super::plan::{Plan, World};
use crate::assumption::{Draw, Sampler};
use crate::cohort::{Activity, Admission, Stay, Until, admit, refer, started};
use crate::contract::{Measure, Milestone, Outcomes, Settlement, Treated, settle};
use crate::family::{Family, Life, Occupancy, Place, Spell, Treatment, live};
use crate::funding::{Funding, fund};
use crate::ledger::{Ledger, Party, Purpose};
use crate::random::Trial;
use crate::results::{Role, WorldRow};
use crate::returns::{CareCost, CareDays};
use crate::units::{Calendar, Money, Month};

/// Working space of one thread, kept from trial to trial so that the family loop does not allocate.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    views: Vec<ViewLives>,
    admissions: Vec<Admission>,
    activity: Activity,
    outcomes: Outcomes,
    ledger: Ledger,
    life: Vec<Spell>,
    care: Occupancy,
    tracked: Tracked,
}

/// The families of one view, and their lives without a programme.
#[derive(Debug, Default)]
struct ViewLives {
    families: Vec<Family>,
    spells: Vec<Spell>,
    /// Where each family's spells end.
    ends: Vec<usize>,
    care: Occupancy,
    /// The days of support for which `care` has been counted in this trial.
    counted_for: Option<u32>,
}

impl ViewLives {
    fn life(&self, family: usize) -> &Life {
        let start = if family == 0 { 0 } else { self.ends[family - 1] };
        &self.spells[start..self.ends[family]]
    }
}

/// What happens inside the tracking windows of one world.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// Lanes of care with the programme and without, all pathways together.
    with: Occupancy,
    without: Occupancy,
    /// Days at home, in one lane.
    pub(super) home: Occupancy,
    pub(super) home_days: u64,
    /// Of these, days on which the child is at home in the status quo too.
    pub(super) home_anyway: u64,
    pub(super) completers: u32,
    pub(super) completers_never_in_care: u32,
}

/// The lanes in which one pathway's days are counted: home and placements, then entries and days
/// of support.
#[derive(Clone, Copy, Debug)]
struct Lanes {
    places: usize,
    first: usize,
}

impl Lanes {
    fn of(pathway: usize, placements: usize) -> Self {
        let places = placements + 1;
        Self { places, first: pathway * (places + 2) }
    }

    fn count(pathways: usize, placements: usize) -> usize {
        pathways * (placements + 3)
    }

    fn entries(self) -> usize {
        self.first + self.places
    }

    fn support(self) -> usize {
        self.first + self.places + 1
    }

    /// Counts the part of a life that falls within `opens..closes`.
    fn count_life(
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
const ALWAYS: (u32, u32) = (0, u32::MAX);

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

fn live_untreated(plan: &Plan<'_>, nature: &Nature, trial: Trial, lives: &mut ViewLives) {
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
fn count_untreated(
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

impl ViewLives {
    fn spells_by_family(&self) -> impl Iterator<Item = &Life> {
        (0..self.families.len()).map(|it| self.life(it))
    }
}

/// Children with a day in care before the horizon.
fn ever_in_care<'a>(lives: impl Iterator<Item = &'a Life>, plan: &Plan<'_>) -> usize {
    let horizon = plan.horizon_day();
    lives.filter(|life| was_in_care(life, horizon)).count()
}

fn was_in_care(life: &Life, before: u32) -> bool {
    life.iter().any(|it| it.place.is_care() && it.from < before)
}

/// The cost of care of each pathway.
fn care_costs(
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

fn care_days(lanes: Lanes, occupancy: &Occupancy) -> CareDays<'_> {
    CareDays {
        occupancy,
        first_placement: lanes.first + 1,
        entries: lanes.entries(),
        support: lanes.support(),
    }
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
    let mut money = settle_money(plan, world, &arrangement, space);
    let work_stops = money.funding.ran_out;
    if let Some(month) = work_stops {
        // The money ran out, so nobody starts from the next month on. What happened before does
        // not change: families that had started live on as they did.
        arrangement.funnel.stops = Some(plan.calendar.first_day(month + 1));
        lived = live_programme(plan, world, nature, &arrangement, space);
        money = settle_money(plan, world, &arrangement, space);
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
    admit(&lives.families, funnel, therapies, &arrangement.therapy_of, calendar, admissions);
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
    activity.count(admissions, calendar);
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

/// Therapists by month, and when delivery and the contract end.
fn count_staff(
    arrangement: &Arrangement,
    world: &World<'_>,
    calendar: &Calendar,
    admissions: &[Admission],
    families: &[Family],
    activity: &mut Activity,
) {
    activity.therapists.clear();
    activity.therapists.resize(calendar.months(), 0.0);
    for staffing in arrangement.therapies.iter().filter_map(|it| it.staffing.as_ref()) {
        for (sum, therapists) in activity.therapists.iter_mut().zip(&staffing.therapists) {
            *sum += therapists;
        }
    }
    let last_referral = world.scenario.referrals.months.saturating_sub(1);
    let referrals_end = match arrangement.funnel.stops {
        Some(day) => last_referral.min(calendar.month_of(day.saturating_sub(1))),
        None => last_referral,
    };
    let last_session = started(admissions).map(|stay| calendar.month_of(stay.ends - 1)).max();
    activity.delivery_ends = referrals_end.max(last_session.unwrap_or(0));
    let terms = &arrangement.terms;
    let no_life: &Life = &[];
    let windows = families.iter().zip(admissions).filter_map(|(family, admission)| {
        let Admission::Started(stay) = admission else { return None };
        let treated = Treated { family, stay, life: no_life };
        let of_lines = terms.lines.iter().filter_map(|line| match &line.measure {
            Measure::PerPeriod { window, past_eighteen, .. } => Some((*window, *past_eighteen)),
            Measure::Milestone(
                Milestone::OutOfCare { after: window }
                | Milestone::Reunification { within: window },
            ) => Some((*window, false)),
            Measure::Milestone(_) | Measure::Input { .. } => None,
        });
        let last = of_lines
            .chain([(terms.tracking, false)])
            .filter_map(|(window, past)| {
                let (_, closes) = window.of(&treated)?;
                Some(if past { closes } else { closes.min(family.eighteen) })
            })
            .max()?;
        Some(calendar.month_of(last.saturating_sub(1)))
    });
    let last_input = terms.lines.iter().map(|line| match line.measure {
        Measure::Input { until: Until::Month(month), .. } => month.saturating_sub(1),
        _ => 0,
    });
    let last_earned = windows.chain(last_input).chain([activity.delivery_ends]).max().unwrap_or(0);
    activity.contract_ends = terms.paid_in(last_earned);
}

impl Tracked {
    fn reset(&mut self, placements: usize, calendar: &Calendar) {
        let months = calendar.months();
        self.with.reset(Lanes::count(1, placements), months);
        self.without.reset(Lanes::count(1, placements), months);
        self.home.reset(1, months);
        (self.home_days, self.home_anyway) = (0, 0);
        (self.completers, self.completers_never_in_care) = (0, 0);
    }

    fn add(
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
                self.home_anyway += u64::from(days_at_home(untreated, from, until));
            }
        }
        self.home_days += u64::from(home);
        let stayed_out = treated.stay.completes && !entered && home > 0;
        self.completers_never_in_care += u32::from(stayed_out);
    }
}

/// Days of `from..until` that a life spends at home.
fn days_at_home(life: &Life, from: u32, until: u32) -> u32 {
    life.iter()
        .filter(|it| !it.place.is_care())
        .map(|it| it.until.min(until).saturating_sub(it.from.max(from)))
        .sum()
}

/// What the payments and the funding came to.
struct MoneyOutcome {
    settlement: Settlement,
    funding: Funding,
}

/// Settles the contract and runs its account; the ledger in the workspace then holds every payment.
fn settle_money(
    plan: &Plan<'_>,
    world: &World<'_>,
    arrangement: &Arrangement,
    space: &mut Workspace,
) -> MoneyOutcome {
    let Workspace { activity, outcomes, ledger, .. } = space;
    ledger.clear();
    let payee = if world.scenario.investor.is_some() { Party::Vehicle } else { Party::Provider };
    let terms = &arrangement.terms;
    let invoices = outcomes.invoices(terms, &plan.calendar, activity);
    let settlement = settle(terms, &invoices, payee, ledger);
    let costs = arrangement.provider.by_month(activity);
    pay_monthly(ledger, Party::Provider, &costs, Purpose::Cost);
    pay_monthly(ledger, Party::Council, &arrangement.council.by_month(activity), Purpose::Running);
    let funding = match &arrangement.facility {
        Some(facility) => {
            let fee = |cost: &Money| *cost + cost.share(arrangement.margin);
            let fees: Vec<Money> = costs.iter().map(fee).collect();
            fund(facility, &fees, activity.delivery_ends, ledger)
        }
        None => Funding::default(),
    };
    debug_assert!(ledger.is_closed(plan.calendar.months()), "every pound has a payer and a payee");
    MoneyOutcome { settlement, funding }
}

fn pay_monthly(ledger: &mut Ledger, from: Party, amounts: &[Money], purpose: Purpose) {
    for (month, amount) in amounts.iter().enumerate() {
        ledger.pay(month, from, Party::Outside, *amount, purpose);
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
