//! Turning a study into results.
//!
//! A [`Plan`] holds the worlds of a study on one calendar; [`run`] lives its trials in parallel and
//! hands back their rows in order. Every number depends on seed, trial, family, decision and
//! occurrence alone.

mod accounts;
mod arrangement;
mod deadweight;
mod groups;
mod incentive;
mod invested;
mod levels;
mod lives;
mod measure;
mod money;
mod options;
mod parameters;
mod plan;
mod portfolio;
mod programme;
mod run;
mod schedule;
mod secondary;
mod sound;
mod tracked;
mod trial;
mod workspace;

pub use crate::numeric::design::Design;
pub use options::Options;
pub use plan::{Plan, Rows, World};
pub use portfolio::{PortfolioPlan, run_portfolio};
pub use run::{Observer, Silent, run};
pub use sound::Unsound;
