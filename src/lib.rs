//! Kinward simulates social outcomes contracts that keep children at home.
//!
//! A council refers families; a provider gives them therapy; an investor pays for it up front; the
//! council and its co-payers pay only for time that children then spend out of care. A scenario is
//! written by a person, made valid once, drawn many times; each draw is simulated by the same families
//! in every world, settled by one contract, paid through one ledger, and only then measured and
//! shown.
//!
//! ```
//! use kinward::{Error, Metric, OWN_CASE, Options, Silent, Study};
//!
//! fn main() -> Result<(), Error> {
//!     let study = Study::open("scenarios/essex-mst.toml")?;
//!     let run = kinward::run(&study, None, &Options::of_trials(30), &Silent)?;
//!     let world = &run.summary.worlds[OWN_CASE];
//!     let saving = world.estimate(Metric::NetSaving).expect("a programme has a saving");
//!     assert_eq!(saving.count, 30);
//!     println!("£{:.0}, standard error £{:.0}", saving.mean, saving.standard_error);
//!     Ok(())
//! }
//! ```
//!
//! # Questions
//!
//! A [`Study`] is a scenario as its file has it ([`Study::open`], [`Study::from_text`]), with typed changes laid
//! over it ([`Study::with`]). Of a study one asks, by how many trials and from which draws [`Options`] say:
//!
//! - [`run`]: what it saves, what the investor earns, and what it would take;
//! - [`compare`]: which of several arrangements is better, for whom and under which view of the evidence;
//! - [`price`]: the tariffs that clear for an investor and a council, and what would close a gap;
//! - [`solve`]: the value of one number at which a [`Target`] is met;
//! - [`simulate`]: the [`Trials`] themselves, a column of each [`Metric`], for a question of one's own;
//! - [`simulate_portfolio`]: several contracts as one fund.
//!
//! `examples/` has a program for each of three uses: a file that is asked, a contract that is written in
//! code, and a metric of one's own.
//!
//! # Numbers
//!
//! Amounts are nominal pounds, shares and rates are fractions (0.035 is 3.5%), and times are months from the start
//! of the contract, unless a name says otherwise; [`Metric::unit`] says it of each metric and
//! [`Metric::definition`] what exactly is counted. World 0 of a run is the status quo, without the programme;
//! world 1 ([`OWN_CASE`]) is the scenario's own case; variants and views come after. The same scenario, seed and
//! version give the same bits, whatever the number of threads.
//!
//! # Features
//!
//! `rayon` (on by default): trials and worlds side by side on all cores. Without it the library starts no thread,
//! and asks a system for nothing but files; nobody has compiled it to WebAssembly yet.
//!
//! `docs/method.md` has the model in words and formulas, `docs/architecture.md` the map of the modules; these are
//! public for the crates beside this one, and are hidden here.

#![cfg_attr(
    test,
    expect(
        clippy::disallowed_methods,
        reason = "what a test expects may be the system's logarithm"
    )
)]

#[doc(hidden)]
pub mod analysis;
#[doc(hidden)]
pub mod assumption;
#[doc(hidden)]
pub mod cohort;
#[doc(hidden)]
pub mod contract;
#[doc(hidden)]
pub mod family;
#[doc(hidden)]
pub mod funding;
#[doc(hidden)]
pub mod ledger;
#[doc(hidden)]
pub mod numeric;
mod parallel;
#[doc(hidden)]
pub mod random;
#[doc(hidden)]
pub mod results;
#[doc(hidden)]
pub mod returns;
#[doc(hidden)]
pub mod scenario;
#[doc(hidden)]
pub mod simulation;
#[cfg(test)]
mod stability;
#[doc(hidden)]
pub mod units;

/// What is wrong with a file, and where.
pub use toml_findings as findings;

pub use analysis::compare::{
    BreakEven, Compared, Comparison, LineUp, Scan, Varied, Verdict, compare,
};
pub use analysis::{
    Bound, Error, Figure, OWN_CASE, Price, Requirements, Run, Simulator, Solution, Solved,
    Statistic, Target, Terms, Unanswerable, Unknown, Zone, price, run, solve,
};
pub use numeric::design::Design;
pub use numeric::linearised::Measured;
pub use numeric::summary::{Chance, Estimate, Sample};
pub use results::portfolio::{FundSummary, FundTrials};
pub use results::{
    BASE_VIEW, ClaimCheck, ClaimResult, Column, Direction, Driver, Drivers, List, Metric,
    MetricNames, MetricSummary, PROGRAMME, Role, Room, STATUS_QUO, Scope, Series, Summary, Trials,
    Unit, WorldLabel, WorldSummary, summarise,
};
pub use scenario::portfolio::{self, Portfolio};
pub use scenario::{
    Amendment, Choice, Files, Loaded, Scenario, Setting, Study, Variant, Worlds, portfolio_schema,
    scenario_schema,
};
pub use simulation::{
    Observer, Options, Plan, PortfolioPlan, Silent, Unsound, run as simulate,
    run_portfolio as simulate_portfolio,
};
pub use units::Money;
