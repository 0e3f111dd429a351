//! An input that is not certain: its spread, where it came from, and how it is drawn.
//!
//! Knows nothing of what its values mean to families or contracts. Each assumption of a scenario
//! stands once in a [`Register`]; the rest of the program holds a [`Parameter`], a claim ticket
//! for the value that a trial draws.

mod domain;
mod provenance;
mod register;
mod sampler;
mod spread;

pub use domain::{Bounds, Dimension, Domain};
pub use provenance::{COPIED, Provenance};
pub use register::{Assumption, Draw, Group, Identity, Parameter, Register};
pub use sampler::{Drawn, Sampler, Shock};
pub use spread::{Spread, SpreadError};
