//! Questions asked of a scenario: what a run says, how arrangements compare, which numbers clear and for
//! whom.
//!
//! Each is a function of the study, what is asked, how it is simulated and who watches. Those of one number
//! are answered in the same way: points (amendments laid over one arrangement under one view of the
//! evidence) are simulated by the same families on the same draws, and the answer is read off the metrics
//! of each trial. Nothing is fitted and no result is kept from an earlier question. Showing
//! an answer is left to `report`.

mod capital;
mod cases;
pub mod compare;
mod error;
mod figures;
mod investment;
mod level;
mod levers;
mod price;
mod requirement;
mod run;
mod search;
mod simulator;
mod solve;
mod stress;
mod surface;
mod target;
mod zone;

pub use capital::{Capital, CapitalOfView, Need, Recycling, SlowerPayments};
pub use cases::{Case, CaseName, Cases, SetApart, Slice};
pub use error::{Error, Unanswerable};
pub use figures::{Change, Figures};
pub use investment::{Invested, Investment, NpvAt, YearOfFlows};
pub use level::Level;
pub use levers::{Closes, LEVER_TRIALS, Lever, LeverPoint, levers};
pub use requirement::{
    Circumstance, Needed, REQUIREMENT_TRIALS, Requirement, Requirements, SHARES, ViewRequirements,
    requirements,
};
pub use search::{Answer, Found, Met, Precision, Question, Response, Row, Solution, Span, search};

pub use price::{Price, Terms, price};
pub use run::{OWN_CASE, Run, run};
pub use simulator::{Ask, Point, Simulated, Simulator};
pub use solve::{Solved, SolvedView, Unknown, solve};
pub use stress::{Reverse, Stress, StressRow};
pub use surface::{Effect, Must, Risk, Surface};
pub use target::{Bound, FEWEST_BEYOND, Figure, Statistic, Target};
pub use zone::{Count, Fit, SHOWN, Zone, ZoneRow};
