//! One trial: the same assumptions and the same families in every world.

use super::arrangement::Arrangement;
use super::lives::{NaturalLives, cost_untreated, count_untreated, simulate_untreated};
use super::measure::{WorldOutcome, measure, metrics};
use super::options::Options;
use super::parameters::Nature;
use super::plan::{Plan, Rows, World};
use super::programme::programme;
use super::sound::Unsound;
use super::workspace::Workspace;
use crate::assumption::{Draw, Sampler};
use crate::random::Trial;
use crate::results::{REPLICATED_EVERY, Role, TrialRow};
use crate::returns::Flows;

/// The assumptions of one trial, in the shapes that its cohorts need.
struct Drawn {
    /// Of each world with a programme; a status quo has those of one of them.
    draws: Vec<Draw>,
    /// Of each natural history, by council.
    natures: Vec<Vec<Nature>>,
    /// Of each world with a programme.
    arrangements: Vec<Arrangement>,
}

impl Drawn {
    /// Itself if every hazard and every effect is a finite number; otherwise what is none, and the position of
    /// its world.
    fn sound(self, plan: &Plan<'_>) -> Result<Self, (usize, &'static str)> {
        let of_nature = self.natures.iter().flatten().find_map(Nature::unsound);
        let by_world = || plan.worlds.iter().position(|world| world.label.role != Role::StatusQuo);
        let unsound = of_nature.map(|what| (by_world().unwrap_or(0), what)).or_else(|| {
            self.arrangements.iter().enumerate().find_map(|(own, it)| {
                let world =
                    |world: &World<'_>| world.label.role != Role::StatusQuo && world.own == own;
                Some((plan.worlds.iter().position(world)?, it.unsound()?))
            })
        });
        unsound.map_or(Ok(self), Err)
    }

    fn new(plan: &Plan<'_>, draws: Vec<Draw>) -> Self {
        let worlds = || plan.programmes().zip(&draws);
        let nature = |history: usize| {
            let found = worlds().find(|(world, _)| world.history == history);
            let (world, draw) = found.expect("each history is some programme's");
            Nature::of_councils(world.scenario, draw)
        };
        let arrangement = |(world, draw): (&World<'_>, &Draw)| Arrangement::new(plan, world, draw);
        Self {
            natures: (0..plan.histories.len()).map(nature).collect(),
            arrangements: worlds().map(arrangement).collect(),
            draws,
        }
    }
}

/// Simulates trial `number` in every world; the rows are in the order of the plan's worlds.
/// Some trials are simulated again by other families, under the same assumptions. The months are part of
/// the rows only if they are kept.
pub(super) fn simulate_trial(
    plan: &Plan<'_>,
    sampler: &Sampler,
    (options, number): (&Options, u64),
    with_months: bool,
    space: &mut Workspace,
) -> Result<TrialRow, Unsound> {
    let of = |replicate| Trial::designed(options.draws, options.seed, number, replicate);
    sampler.draw(of(0), &mut space.draws);
    let draws = std::mem::take(&mut space.draws);
    let mut drawn = Drawn::new(plan, draws).sound(plan).map_err(|(world, what)| Unsound {
        trial: number,
        world: plan.worlds[world].label.name.clone(),
        what: what.to_owned(),
    })?;
    let worlds = simulate_cohort(plan, &mut drawn, of(0), space, |outcome, draw| {
        measure(outcome, draw, with_months)
    });
    let replicate = (plan.rows == Rows::Whole && number % REPLICATED_EVERY == 0)
        .then(|| simulate_cohort(plan, &mut drawn, of(1), space, |outcome, _| metrics(outcome)));
    space.draws = drawn.draws;
    Ok(TrialRow { worlds, replicate })
}

/// What the investor of a plan's programme pays and receives in a trial whose assumptions are drawn,
/// before the fund manager's fee; or what of the draws is no finite number. An event from outside may stop
/// the starts on a day.
pub(super) fn simulate_flows(
    plan: &Plan<'_>,
    (trial, draws): (Trial, Vec<Draw>),
    stops: Option<u32>,
    space: &mut Workspace,
) -> Result<(Flows, Vec<Draw>), &'static str> {
    let mut drawn = Drawn::new(plan, draws).sound(plan).map_err(|(_, what)| what)?;
    if let Some(day) = stops {
        drawn.arrangements.iter_mut().for_each(|arrangement| arrangement.stop_starts(day));
    }
    let months = plan.calendar.months();
    let mut flows = simulate_cohort(plan, &mut drawn, trial, space, |outcome, _| {
        outcome.programme.as_ref().map(|programme| Flows::before_fee(programme.ledger, months))
    });
    let flows = flows.swap_remove(PROGRAMME).expect("the programme is the second world");
    Ok((flows, drawn.draws))
}

/// The place of the scenario's own case among a plan's worlds.
const PROGRAMME: usize = 1;

/// Simulates one cohort in every world, and takes from each what is wanted.
fn simulate_cohort<T>(
    plan: &Plan<'_>,
    drawn: &mut Drawn,
    trial: Trial,
    space: &mut Workspace,
    take: impl Fn(&WorldOutcome<'_>, &Draw) -> T,
) -> Vec<T> {
    space.simulated = None;
    space.histories.resize_with(plan.histories.len(), NaturalLives::default);
    for (history, natures) in drawn.natures.iter().enumerate() {
        simulate_untreated(
            plan,
            plan.histories[history],
            natures,
            trial,
            &mut space.histories[history],
        );
    }
    let Drawn { draws, natures, arrangements } = drawn;
    let mut taken = Vec::with_capacity(plan.worlds.len());
    for world in &plan.worlds {
        let (draw, arrangement) = (&draws[world.own], &mut arrangements[world.own]);
        let take = |outcome: &WorldOutcome<'_>| take(outcome, draw);
        taken.push(match world.label.role {
            Role::StatusQuo => status_quo(plan, world, arrangement, space, take),
            Role::Programme | Role::Variant | Role::View => {
                programme(plan, world, &natures[world.history], (arrangement, trial), space, take)
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
    let lives = &mut space.histories[world.history];
    count_untreated(world.strata, &plan.calendar, &arrangement.councils, lives);
    cost_untreated(world, &arrangement.councils, plan.horizon(), lives);
    take(&WorldOutcome {
        plan,
        world,
        arrangement,
        care: &lives.days,
        care_counterfactual: &lives.days,
        cost: &lives.cost,
        referrals: lives.families.len(),
        ever_in_care: lives.ever_in_care,
        programme: None,
    })
}
