//! Kinward simulates social outcomes contracts that keep children at home.
//!
//! A council refers families; a provider gives them therapy; an investor pays for it up front; the
//! council and its co-payers pay only for time that children then spend out of care. A scenario is
//! written by a person, made valid once, drawn many times; each draw is simulated by the same families
//! in every world, settled by one contract, paid through one ledger, and only then measured and
//! shown.
//!
//! The modules, bottom up: [`units`] and [`numeric`] are numbers; [`random`] is where each draw
//! comes from; [`assumption`] is an input that is not certain; [`family`] is one child's life and
//! [`cohort`] many families with few places; [`ledger`], [`contract`] and [`funding`] are the
//! money, and [`returns`] what it was worth; [`results`] is what is reported, [`scenario`] the file
//! that a person writes, [`simulation`] turns one into the other, and [`analysis`] asks questions of it. `crates/report` says it and `crates/cli` is the program.
//!
//! `docs/method.md` has the model in words and formulas, `docs/architecture.md` the map.

#![cfg_attr(
    test,
    expect(
        clippy::disallowed_methods,
        reason = "what a test expects may be the system's logarithm"
    )
)]

pub mod analysis;
pub mod assumption;
pub mod cohort;
pub mod contract;
pub mod family;
pub mod funding;
pub mod ledger;
pub mod numeric;
mod parallel;
pub mod random;
pub mod results;
pub mod returns;
pub mod scenario;
pub mod simulation;
#[cfg(test)]
mod stability;
pub mod units;

pub use toml_findings as findings;
