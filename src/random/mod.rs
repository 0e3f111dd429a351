//! Where each random number comes from.
//!
//! A random number is addressed, not dealt: seed, trial, what it is about (an assumption, a
//! month, a family, a post), decision and occurrence give it. Adding a world, a family, a decision or a
//! thread therefore changes no other number, and two worlds that meet the same decision of the
//! same family use the same draw. Under a design that spreads the trials evenly
//! ([`Design::Sobol`](crate::numeric::design::Design)) seed, trial and a dimension give what is drawn
//! once a trial.

mod decision;
mod draws;
mod even;

pub use decision::Decision;
pub use draws::{Draws, Once, Stream, Trial, own_seed};
