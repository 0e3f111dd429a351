//! What a stream of payments was worth: to the investor, and to the commissioner.
//!
//! Measures; pays nothing. Care that was not needed is valued here, in pounds that never change
//! hands.

mod care_cost;
mod discount;
mod flows;
mod investor;
mod irr;

pub use care_cost::{CareCost, CareLanes, CarePrices, GrownPrices, StayCost};
pub use discount::Discounting;
pub use flows::Flows;
pub use investor::InvestorReturn;
pub use irr::{Irr, irr};
