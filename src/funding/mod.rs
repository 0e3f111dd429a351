//! How the work is paid for before the outcomes are: the providers' costs, and the investor's
//! money month by month.
//!
//! Invariants: the vehicle's cash is never negative; every pound drawn is repaid, spent or lost;
//! at the end no cash is left.

mod cost;
mod facility;

pub use cost::{CostLine, Costs, Provider};
pub use facility::{Facility, Funding, SurplusShares, fund};
