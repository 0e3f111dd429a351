//! A scenario that is known to make sense.
//!
//! What stands here has passed every check: names refer to things that exist, steps ascend,
//! shares add up. Numbers that may be uncertain are tickets into the [`Register`].

use jiff::civil::Date;

use crate::assumption::{Parameter, Register};
use crate::cohort::{Basis, Until};
use crate::contract::{Measure, Window};
use crate::family::{Beginning, Curve};
use crate::results::ClaimCheck;
use crate::units::Month;

/// One contract, made valid.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub name: String,
    pub description: Option<String>,
    pub starts: Date,
    pub horizon: Month,
    pub register: Register,
    pub discounting: Discounting,
    pub referrals: Referrals,
    pub site: Site,
    pub pathways: Vec<Pathway>,
    pub placements: Vec<Placement>,
    pub care: Care,
    pub therapies: Vec<Therapy>,
    pub contract: Contract,
    pub provider: Spending,
    pub council: Spending,
    pub investor: Option<Investor>,
    pub claims: Vec<ClaimCheck>,
    /// What decides the lives of families without the programme: two scenarios whose histories are
    /// equal share their families and their status quo.
    pub natural_history: NaturalHistory,
}

/// A fingerprint of everything that a life without the programme depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaturalHistory(pub(super) String);

/// How money in different years is compared.
#[derive(Clone, Copy, Debug)]
pub struct Discounting {
    pub rate: Parameter,
    pub inflation: Parameter,
    pub prices_of: i16,
}

/// Who is referred.
#[derive(Clone, Debug)]
pub struct Referrals {
    pub monthly: Vec<(Month, Parameter)>,
    pub months: Month,
    pub volume: Option<Parameter>,
    pub dispersion: Option<Parameter>,
    pub starts_therapy: Parameter,
    pub ready_after_days: (f64, f64),
    pub limit: Option<u32>,
}

/// What one place has in common.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    pub care_entry_sd: Option<Parameter>,
    pub effect_sd: Option<Parameter>,
}

/// A kind of family.
#[derive(Clone, Debug)]
pub struct Pathway {
    pub name: String,
    pub share: Parameter,
    pub begins: Beginning,
    /// Its position in the list of therapies.
    pub therapy: usize,
    pub age_years: (f64, f64),
    pub in_care_months: (f64, f64),
    pub heterogeneity: Option<Parameter>,
    pub care_entry: Option<Curve<Parameter>>,
    pub length_of_stay: Curve<Parameter>,
    pub re_entry: Option<Curve<Parameter>>,
    /// One share for each placement of the scenario.
    pub placements: Vec<Share>,
}

/// A share of a mix: known to be none, or a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Share {
    None,
    Of(Parameter),
}

/// A kind of care.
#[derive(Clone, Debug)]
pub struct Placement {
    pub name: String,
    pub weekly_cost: Parameter,
    pub prices_of: i16,
    pub yearly_growth: Option<Parameter>,
    pub cashable: Option<Parameter>,
    /// Positions in the list of placements, and moves a year.
    pub moves_per_year: Vec<(usize, Parameter)>,
}

/// What care costs besides placements.
#[derive(Clone, Copy, Debug)]
pub struct Care {
    pub entry_cost: Option<Parameter>,
    pub entry_cashable: Option<Parameter>,
    pub support_yearly_cost: Option<Parameter>,
    pub support_months: f64,
    pub support_cashable: Option<Parameter>,
    pub prices_of: i16,
    pub yearly_growth: Option<Parameter>,
}

/// A therapy.
#[derive(Clone, Debug)]
pub struct Therapy {
    pub name: String,
    pub duration_months: (f64, f64),
    pub completes: Parameter,
    pub drop_out_months: (f64, f64),
    pub drop_out_effect: Option<Parameter>,
    /// Until which month, and the hazard ratio.
    pub care_entry: Vec<(f64, Parameter)>,
    pub return_home: Vec<(f64, Parameter)>,
    pub fade_half_life_months: Option<Parameter>,
    pub capacity: Option<Capacity>,
}

/// Therapists and the queue for them.
#[derive(Clone, Debug)]
pub struct Capacity {
    pub caseload: Parameter,
    pub therapists: Vec<(Month, Parameter)>,
    pub longest_wait_months: f64,
}

/// What is paid for.
#[derive(Clone, Debug)]
pub struct Contract {
    pub tracking: Window,
    pub lines: Vec<PaymentLine>,
    pub caps: Caps,
    pub co_payers: Vec<CoPayer>,
    pub settled_every_months: usize,
    pub lag_months: usize,
    pub indexation: Option<Parameter>,
}

/// One line of the rate card.
#[derive(Clone, Debug)]
pub struct PaymentLine {
    pub name: String,
    pub rate: Parameter,
    pub deadweight: Option<Parameter>,
    /// Whether it pays for each pathway.
    pub pathways: Vec<bool>,
    pub measure: Measure,
}

/// Ceilings.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    pub per_child: Option<Parameter>,
    pub per_year: Option<Parameter>,
    pub total: Option<Parameter>,
    pub council: Option<Parameter>,
}

/// Who bears a share of every payment.
#[derive(Clone, Debug)]
pub struct CoPayer {
    pub name: String,
    pub share: Parameter,
    pub limit: Option<Parameter>,
}

/// What the work costs one party.
#[derive(Clone, Debug)]
pub struct Spending {
    pub costs: Vec<Cost>,
    pub yearly_growth: Option<Parameter>,
    pub margin: Option<Parameter>,
}

/// One cost.
#[derive(Clone, Debug)]
pub struct Cost {
    pub name: String,
    pub amount: Parameter,
    pub basis: Basis,
    pub from: Month,
    pub until: Until,
}

/// Who pays for the work up front.
#[derive(Clone, Copy, Debug)]
pub struct Investor {
    pub commitment: Parameter,
    pub reserve: Option<Parameter>,
    pub recycling: bool,
    pub hurdle: Parameter,
    pub preferred_return: Option<Parameter>,
    /// Shares of the surplus that go to the provider and to the council.
    pub surplus: (f64, f64),
}
