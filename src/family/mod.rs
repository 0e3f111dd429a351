//! One family: where the child lives, day by day, from referral to the 18th birthday.
//!
//! A family is simulated from its draws and risks alone. Nothing here knows of contracts or money, or
//! of other families.
//!
//! Invariants: the spells of a [`Life`] follow one another without gap from referral to the 18th
//! birthday, each at least a day long; the same draws under the same risks give the same life; a
//! hazard of entry that is lower throughout never adds a day in care.

mod curve;
mod effect;
mod hazard;
mod life;
mod lives;
mod moves;
mod occupancy;

pub use curve::Curve;
pub use effect::Effect;
pub use hazard::{Hazard, KNOTS};
pub use life::{Beginning, Family, Life, Place, Risks, Spell, Treatment};
pub use lives::{Course, Lives, Member, Natural, Round, UnderTherapy, simulate};
pub use moves::{ChangedMoves, MoveChange, MoveStep, Moves};
pub use occupancy::{DaysByMonth, Occupancy};
