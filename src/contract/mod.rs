//! What is paid for what: from the lives of families to invoices, and from invoices to payments.
//!
//! Knows nothing of how the work is funded. Invariants: a month's payment for a line is whole
//! pence; no cap or limit is ever exceeded; payments = the council's + the co-payers'.

mod apportion;
mod counterfactual;
mod counting;
mod days_saved;
mod earned;
mod outcome;
mod settlement;
mod terms;

pub use counterfactual::{CountedDays, Counterfactual};
pub use days_saved::WindowDays;
pub use earned::Earned;
pub use outcome::{Outcomes, Treated};
pub use settlement::{Settlement, paid_in, settle};
pub use terms::{Caps, Clock, CoPayer, Line, Measure, Milestone, Price, Ranks, Terms, Window};
