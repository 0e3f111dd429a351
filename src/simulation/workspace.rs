//! What a thread keeps from one trial to the next.

use super::groups::GroupCount;
use super::lives::NaturalLives;
use super::programme::Simulated;
use super::secondary::Secondary;
use super::tracked::Tracked;
use crate::assumption::Draw;
use crate::cohort::{Activity, Admission};
use crate::contract::{Counterfactual, Outcomes};
use crate::family::{DaysByMonth, Lives, Occupancy};
use crate::ledger::Ledger;
use crate::returns::CareCost;

/// Working space of one thread, kept for a stretch of trials so that no list is made for a family.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) draws: Vec<Draw>,
    pub(super) histories: Vec<NaturalLives>,
    pub(super) admissions: Vec<Admission>,
    pub(super) activity: Activity,
    pub(super) outcomes: Outcomes,
    /// What the same lines would have counted without the programme.
    pub(super) counterfactual: Counterfactual,
    pub(super) secondary: Secondary,
    pub(super) ledger: Ledger,
    /// The lives of the families that start, in their order.
    pub(super) treated: Lives,
    pub(super) care: Occupancy,
    /// What `care` adds up to.
    pub(super) care_days: DaysByMonth,
    /// What these days cost each stratum.
    pub(super) care_cost: Vec<CareCost>,
    pub(super) tracked: Tracked,
    /// The work that the counts here are of, for worlds that differ in money alone.
    pub(super) simulated: Option<Simulated>,
    /// Who gains, where it is counted.
    pub(super) groups: Vec<GroupCount>,
}
