//! A contract with two sides: the tariffs that clear, what would close a gap, and the capital that it takes.

use serde::Serialize;

use super::{
    Bound, Capital, Cases, Error, Figure, Fit, Investment, Lever, Simulator, Statistic, Stress,
    Surface, Target, Unanswerable, Zone, ZoneRow, levers,
};
use crate::results::{Metric, Summary, Trials, summarise};
use crate::scenario::Worlds;
use crate::simulation::{self, Plan};

/// What both sides want.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    pub investor: Target,
    pub council: Target,
}

/// What there is to say of a contract's price, under each view of the simulator.
#[derive(Debug, Serialize)]
pub struct Price {
    /// The arrangement, by itself.
    #[serde(skip)]
    pub worlds: Worlds,
    /// The run of the arrangement unchanged, under the base view.
    #[serde(skip)]
    pub trials: Trials,
    #[serde(flatten)]
    pub summary: Summary,
    pub zone: Zone,
    pub levers: Vec<Lever>,
    /// The view under which levers are looked at: the first with a gap that one could close, or the first
    /// of all.
    #[serde(skip)]
    pub levers_view: usize,
    pub surface: Surface,
    pub investment: Investment,
    pub capital: Capital,
    /// Under the base view and that of the levers.
    pub stresses: Vec<Stress>,
    /// Under the base view.
    pub cases: Vec<Cases>,
}

/// The commitment is to last in all but this share of trials.
const RUNS_OUT: f64 = 0.05;

/// Trials at most of each stress and case.
const STRESSED: u64 = 500;

/// Prices the arrangement of a simulator.
///
/// # Errors
///
/// If the scenario has errors; if nobody invests in it or it pays for no outcomes; if the trials cannot be held, or one comes to a number
/// that is none.
pub fn price(simulator: &Simulator<'_>, terms: Terms) -> Result<Price, Error> {
    let worlds = simulator.arranged()?;
    if worlds.base.investor.is_none() {
        return Err(Unanswerable::NobodyInvests.into());
    }
    if !worlds.base.pays_for_outcomes() {
        return Err(Unanswerable::PaysForNoOutcomes.into());
    }
    let plan = Plan::new(&worlds);
    let trials = simulation::run(&plan, &simulator.options, simulator.observer)?;
    let summary = summarise(&trials, &plan.claims)?;
    let zone = Zone::of(simulator, terms.investor, terms.council)?;
    let is_apart = |row: &ZoneRow| matches!(row.fit, Fit::Apart { .. });
    let levers_view = zone.rows.iter().position(is_apart).unwrap_or(0);
    let levers = levers(simulator, levers_view, (terms.investor, terms.council))?;
    let mean_saving = Figure { metric: Metric::NetSaving, statistic: Statistic::Mean };
    let breaks_even = Target { figure: mean_saving, bound: Bound::AtLeast(0.0) };
    let surface = Surface::of(simulator, breaks_even)?;
    let investment = Investment::of(simulator)?.ok_or(Unanswerable::NobodyInvests)?;
    let capital = Capital::of(simulator, RUNS_OUT)?;
    let mut stressed = vec![0, levers_view];
    stressed.dedup();
    let fewer = simulator.with_trials(STRESSED);
    let stresses = stressed.iter().filter_map(|view| Stress::of(&fewer, *view).transpose());
    let stresses = stresses.collect::<Result<_, _>>()?;
    let cases = Cases::of(&fewer, 0)?.into_iter().collect();
    Ok(Price {
        worlds,
        trials,
        summary,
        zone,
        levers,
        levers_view,
        surface,
        investment,
        capital,
        stresses,
        cases,
    })
}
