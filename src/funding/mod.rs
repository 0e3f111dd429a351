//! How the work is paid for before the outcomes are: the providers' costs, and the investor's
//! money month by month.
//!
//! Invariants: the vehicle's cash is never negative; every pound drawn is repaid, spent or lost;
//! at the end no cash is left; no tranche pays in more than its commitment.

mod cost;
mod facility;
#[cfg(test)]
mod fixture;
mod waterfall;

pub use cost::{CostLine, Costs, Provider};
pub use facility::{Facility, Funding, Guarantee, SurplusShares, Tranche, fund};
