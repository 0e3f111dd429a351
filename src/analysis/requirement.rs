//! What it would take: how much stronger the effect, higher the risk, larger the number of families or
//! dearer care would have to be for a saving to be reached in half, and in three quarters, of trials.

use serde::Serialize;

use super::level::Level;
use super::search::{Bracketing, Response, Row};
use super::surface;
use super::target::Bound;
use super::{Ask, Error, Figure, Point, Precision, Simulator, Solution, Span, Statistic, Target};
use crate::assumption::Draw;
use crate::numeric::summary::Sample;
use crate::results::{FEWEST_TRIALS, Metric, Trials};
use crate::scenario::Scenario;

/// What would have to be otherwise, under each view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Requirements {
    /// The definition of the net saving that is to be reached.
    pub metric: &'static str,
    /// How much of it, in pounds; none where any saving will do.
    pub at_least: Option<f64>,
    /// The trials of each multiple that is simulated.
    pub trials: u64,
    /// The trials behind the price of care, which moves no life and is worked out from the run itself.
    pub trials_of_prices: usize,
    /// In the order in which they were asked for.
    pub views: Vec<ViewRequirements>,
}

/// What it would take under one view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ViewRequirements {
    pub view: String,
    pub requirements: Vec<Requirement>,
}

/// What one circumstance would have to be, all else as the view has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Requirement {
    pub circumstance: Circumstance,
    /// Multiples of what the view says that were looked at.
    pub lowest: f64,
    pub highest: f64,
    /// What a multiple of 1 stands for, where that is one number: see [`Circumstance`].
    pub stands_for: Option<f64>,
    /// For each of [`SHARES`].
    pub needs: Vec<Needed>,
}

/// The multiple at which a share of trials reaches the saving.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Needed {
    /// Of trials.
    pub share: f64,
    /// As a multiple of what the view says.
    pub multiple: Solution,
    /// What that multiple stands for.
    pub stands_for: Option<f64>,
}

/// What is changed, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Circumstance {
    /// Multiplies the logarithm of every hazard ratio. It stands for the first ratio of entering care of the
    /// first therapy.
    Effect,
    /// Multiplies the hazard of entering care, with the programme and without. It stands for the share of
    /// the first pathway at home that would enter care without it.
    Risk,
    /// Multiplies referrals. The contract’s limit on starts and its places still hold.
    Referrals,
    /// Multiplies everything that care costs.
    PriceOfCare,
}

/// The shares of trials that are asked for.
pub const SHARES: [f64; 2] = [0.5, 0.75];

/// Trials at most of each multiple that is simulated: the standard error of a chance is 3 percentage points.
pub const REQUIREMENT_TRIALS: u64 = 256;

/// Multiples that are looked at first; of the effect also none at all.
const MULTIPLES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

/// What it would take for a net saving, by the definition of that metric, to be so much or more (any at all, if
/// no amount is given) under each view of the simulator; `worlds` are these views’ own worlds in a run of the same
/// scenario. Empty where there are too few trials to say.
///
/// # Errors
///
/// If the trials cannot be held.
pub fn requirements(
    simulator: &Simulator<'_>,
    (run, worlds): (&Trials, &[usize]),
    (metric, at_least): (Metric, Option<f64>),
) -> Result<Requirements, Error> {
    let targets = SHARES.map(|share| target(metric, at_least, share));
    let simulator = simulator.with_trials(REQUIREMENT_TRIALS);
    let mut views: Vec<ViewRequirements> = simulator
        .views
        .iter()
        .map(|view| ViewRequirements { view: view.clone(), requirements: Vec::new() })
        .collect();
    let enough = FEWEST_TRIALS as u64 <= simulator.options.trials;
    let scenarios = if enough { simulator.scenarios()? } else { Vec::new() };
    for circumstance in [Circumstance::Effect, Circumstance::Risk, Circumstance::Referrals] {
        let found = simulated(&simulator, circumstance, &scenarios, &targets)?;
        for (view, requirement) in found {
            views[view].requirements.push(requirement);
        }
    }
    for (view, world) in worlds.iter().enumerate().filter(|_| enough) {
        views[view].requirements.push(priced(run, *world, &targets)?);
    }
    let (trials, trials_of_prices) = (simulator.options.trials, run.count());
    Ok(Requirements { metric: metric.stem(), at_least, trials, trials_of_prices, views })
}

fn target(metric: Metric, at_least: Option<f64>, share: f64) -> Target {
    let (bound, strict) = (Bound::AtLeast(at_least.unwrap_or(0.0)), at_least.is_none());
    let figure = Figure { metric, statistic: Statistic::Chance { bound, strict } };
    Target { figure, bound: Bound::AtLeast(share) }
}

impl Circumstance {
    const fn level(self) -> Option<Level> {
        match self {
            Self::Effect => Some(Level::Effect),
            Self::Risk => Some(Level::Risk),
            Self::Referrals => Some(Level::Referrals),
            Self::PriceOfCare => None,
        }
    }

    /// The multiples that are looked at first, up to the largest that a file may have.
    fn first(self, most: f64) -> Vec<f64> {
        let mut multiples = MULTIPLES.map(|multiple| multiple.min(most)).to_vec();
        multiples.dedup();
        if self == Self::Effect {
            multiples[0] = 0.0;
        }
        multiples
    }

    /// What a multiple stands for under a view.
    fn at(self, scenario: &Scenario, central: &Draw, multiple: f64) -> Option<f64> {
        match self {
            Self::Effect => surface::hazard_ratio(scenario, central, multiple),
            Self::Risk => surface::share_at_risk(scenario, central, multiple),
            Self::Referrals | Self::PriceOfCare => None,
        }
    }
}

/// The answers of a search, with what they stand for.
fn requirement(
    circumstance: Circumstance,
    first: &[f64],
    solutions: Vec<Solution>,
    stands_for: &dyn Fn(f64) -> Option<f64>,
) -> Requirement {
    let need = |(share, multiple): (f64, Solution)| {
        let at = match multiple {
            Solution::At { value, .. } => stands_for(value),
            _ => None,
        };
        Needed { share, multiple, stands_for: at }
    };
    Requirement {
        circumstance,
        lowest: first[0],
        highest: first[first.len() - 1],
        stands_for: stands_for(1.0),
        needs: SHARES.into_iter().zip(solutions).map(need).collect(),
    }
}

/// Under each view in which there is something to multiply, by its position, on the same draws for all
/// multiples. Left out where the multiples make more versions of the terms than can be kept.
fn simulated(
    simulator: &Simulator<'_>,
    circumstance: Circumstance,
    scenarios: &[Scenario],
    targets: &[Target],
) -> Result<Vec<(usize, Requirement)>, Error> {
    let Some(level) = circumstance.level() else { return Ok(Vec::new()) };
    let is_there = |view: &usize| level.times(&scenarios[*view], 1.0).is_some();
    let views: Vec<usize> = (0..scenarios.len()).filter(is_there).collect();
    let first = circumstance.first(level.most(views.iter().map(|view| &scenarios[*view])));
    let span = Span { low: first[0], high: first[first.len() - 1], is_whole: false };
    let bracketing = Bracketing {
        contexts: views.len(),
        first: first.clone(),
        span,
        targets,
        precision: Precision::Secant,
    };
    let found = bracketing.search(&mut |wanted| {
        let ask = |(context, multiple): &(usize, f64)| {
            let view = views[*context];
            let point: Point = level.times(&scenarios[view], *multiple).into_iter().collect();
            Ask { view, point }
        };
        let simulated = simulator.simulate(&wanted.iter().map(ask).collect::<Vec<_>>())?;
        let rows = wanted.iter().enumerate().map(|(ask, (_, multiple))| {
            let column = simulated.column(ask, targets[0].figure.metric)?;
            Ok(row(*multiple, &column, targets, simulated.sample()))
        });
        rows.collect()
    });
    let found = match found {
        Ok(found) => found,
        Err(Error::Refused(_)) => return Ok(Vec::new()),
        Err(trouble) => return Err(trouble),
    };
    let requirements = views.into_iter().zip(found.answers).map(|(view, answers)| {
        let central = scenarios[view].register.central();
        let solutions = answers.into_iter().map(|answer| answer.solution).collect();
        let stands_for = |multiple: f64| circumstance.at(&scenarios[view], &central, multiple);
        (view, requirement(circumstance, &first, solutions, &stands_for))
    });
    Ok(requirements.collect())
}

/// What holds at one multiple, at which the trials save so much.
fn row(multiple: f64, saved: &[f64], targets: &[Target], sample: Sample) -> Row {
    let response = |target: &Target| Response::to(&target.scores(saved, sample), None, sample);
    Row { value: multiple, responses: targets.iter().map(response).collect(), figures: Vec::new() }
}

/// By the price of care, with the cost of care that is saved in the same sense ([`surface::at_price`]): the run
/// itself answers, with all of its trials.
fn priced(run: &Trials, world: usize, targets: &[Target]) -> Result<Requirement, Error> {
    let metric = targets[0].figure.metric;
    let net = run.column(world, metric)?;
    let care = care_saved(run, world, metric)?;
    let circumstance = Circumstance::PriceOfCare;
    let first = circumstance.first(f64::INFINITY);
    let span = Span { low: first[0], high: first[first.len() - 1], is_whole: false };
    let bracketing =
        Bracketing { contexts: 1, first: first.clone(), span, targets, precision: Precision::Full };
    let found = bracketing.search(&mut |wanted| {
        let at = |(_, multiple): &(usize, f64)| {
            row(*multiple, &surface::at_price(&net, &care, *multiple), targets, run.sample())
        };
        Ok(wanted.iter().map(at).collect())
    })?;
    let answers = found.answers.into_iter().flatten();
    Ok(requirement(circumstance, &first, answers.map(|answer| answer.solution).collect(), &|_| {
        None
    }))
}

/// The cost of care saved that is in a net saving, trial by trial.
fn care_saved(run: &Trials, world: usize, saving: Metric) -> Result<Vec<f64>, Error> {
    let (cost, each) = match saving {
        Metric::NetSavingInWindow => (Metric::CareCostSavedInWindow, None),
        Metric::NetSavingPerCompletion => (Metric::CareCostSaved, Some(Metric::Completions)),
        Metric::NetSavingPerStart => (Metric::CareCostSaved, Some(Metric::Starts)),
        _ => (Metric::CareCostSaved, None),
    };
    let mut cost = run.column(world, cost)?;
    if let Some(each) = each {
        for (cost, count) in cost.iter_mut().zip(run.column(world, each)?) {
            *cost /= count;
        }
    }
    Ok(cost)
}
