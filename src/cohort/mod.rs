//! Many families, few places: who is referred when, and who starts therapy when.
//!
//! The referred families are the same in every world that shares its referral assumptions; what a
//! world changes is who of them starts, and when. Families past the contract's limit, or lost to
//! the queue, are still simulated and counted: they live the same life in every world.

mod activity;
mod admission;
mod allocation;
mod frailty;
mod referral;
mod staffing;

pub use activity::{Activity, Basis, Until, started};
pub use admission::{Admission, AdmissionRules, Funnel, Service, Stay, TherapyTerms, admit};
pub use allocation::{Allocation, Offer};
pub use referral::{Intake, PathwayIntake, refer};
pub use staffing::{Capacity, Staffing};
