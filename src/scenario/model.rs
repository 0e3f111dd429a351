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
use crate::results::ImportantDifference;
use crate::units::Month;

/// One contract, made valid.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub name: String,
    pub description: Option<String>,
    /// What its own arrangement is called where it is compared.
    pub arrangement: Option<String>,
    /// The view that a report follows past its first page, by name; that of the file itself if none.
    pub headline_view: Option<String>,
    pub starts: Date,
    pub horizon: Month,
    /// What differences between arrangements matter.
    pub important_difference: ImportantDifference,
    pub register: Register,
    pub discounting: Discounting,
    /// No more starts than this in the whole contract.
    pub limit: Option<u32>,
    pub changes: Vec<Change>,
    /// The terms under every set of changes that can be in force together; first under none.
    pub editions: Vec<Edition>,
    /// At least one. Their lists of pathways and placements have the same entries in the same order.
    pub councils: Vec<Council>,
    pub outcomes: Vec<SecondaryOutcome>,
    pub contract: Contract,
    pub incentive: Incentive,
    pub levels: Levels,
    pub investor: Option<Investor>,
    pub claims: Vec<ClaimCheck>,
}

impl Scenario {
    /// The council that stands for what all have in common: names of pathways and placements.
    pub fn first_council(&self) -> &Council {
        &self.councils[0]
    }

    /// The terms as the file has them, before any change.
    pub fn terms(&self) -> &Edition {
        &self.editions[0]
    }

    /// The month after the last with referrals, in any council, if nothing extends them.
    pub fn referrals_end(&self) -> Month {
        self.councils.iter().map(|council| council.referrals.end()).max().unwrap_or(0)
    }

    /// The month after the last in which a council could refer families, with every extension.
    pub fn referred_until(&self, council: &Council) -> Month {
        let extended = self.changes.iter().filter_map(|change| change.extends_to).max();
        council.referrals.end().max(extended.unwrap_or(0))
    }

    /// The same of all councils, and of pauses after which families start that were waiting.
    pub fn could_start_until(&self) -> Month {
        let referred = self.councils.iter().map(|council| self.referred_until(council));
        let pauses =
            self.changes.iter().filter(|change| !change.starts).filter_map(|change| change.until);
        referred.chain(pauses).max().unwrap_or(0)
    }

    /// The changes that are decided at a review, with their positions among all.
    pub fn reviews(&self) -> impl Iterator<Item = (usize, &Change)> {
        self.changes.iter().enumerate().filter(|(_, change)| change.review.is_some())
    }

    /// Whether anything is paid for what becomes of families.
    pub fn pays_for_outcomes(&self) -> bool {
        self.contract.lines.iter().any(|line| !matches!(line.measure, Measure::Input { .. }))
    }

    /// Whether anything is capped.
    pub fn is_capped(&self) -> bool {
        let caps = self.contract.caps;
        [caps.per_child, caps.per_year, caps.total].iter().any(Option::is_some)
            || self.councils.iter().any(|council| council.cap.is_some())
    }

    /// Whether any therapy changes anything, under any terms.
    pub fn has_effect(&self) -> bool {
        let mut therapies = self.editions.iter().flat_map(|edition| &edition.therapies);
        therapies.any(|therapy| {
            !therapy.care_entry.is_empty()
                || !therapy.return_home.is_empty()
                || !therapy.moves.is_empty()
        })
    }

    /// The names of several councils; none where there is only one.
    pub fn council_names(&self) -> Vec<&str> {
        self.councils.iter().filter_map(|council| council.name.as_deref()).collect()
    }
}

impl Council {
    /// What stands before the names of its own assumptions.
    pub fn part(&self) -> String {
        let slug = |name: &String| format!("councils.{}.", crate::results::slug(name));
        self.name.as_ref().map(slug).unwrap_or_default()
    }
}

impl Referrals {
    /// The month after the last with referrals, counted from the contract's start.
    pub fn end(&self) -> Month {
        self.joins + self.months
    }
}

/// How money in different years is compared.
#[derive(Clone, Copy, Debug)]
pub struct Discounting {
    pub rate: Parameter,
    pub inflation: Parameter,
    pub prices_of: i16,
}

/// What changes while the contract runs.
#[derive(Clone, Debug)]
pub struct Change {
    pub name: String,
    pub from: Month,
    /// The month from which it holds no more.
    pub until: Option<Month>,
    /// None where it holds whatever happens.
    pub review: Option<Review>,
    /// Whether families start while it holds.
    pub starts: bool,
    /// Whether what is earned while it holds is paid.
    pub payments: bool,
    /// Families are referred until this month.
    pub extends_to: Option<Month>,
    /// Whether it lays other numbers over the terms.
    pub lays_over: bool,
}

impl Change {
    /// Whether it can be in force in a month.
    pub fn covers(&self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|until| month < until)
    }
}

/// When a change follows from a review.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Review {
    pub figure: ReviewFigure,
    pub passes: Bound,
}

/// What a review looks at, of all families that started before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewFigure {
    HomeShare,
    CompletionShare,
    Starts,
}

/// A number with a side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    Below(f64),
    AtLeast(f64),
}

impl Bound {
    /// Whether a value is on its side.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::Below(bound) => value < bound,
            Self::AtLeast(bound) => bound <= value,
        }
    }
}

/// The terms that changes may touch, under one set of them.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Which changes that lay over are in force, by position.
    pub changes: Vec<usize>,
    pub therapies: Vec<Therapy>,
    pub providers: Vec<Provider>,
    /// Of each line of the rate card.
    pub prices: Vec<LinePrice>,
}

/// What a unit of a line is worth.
#[derive(Clone, Copy, Debug)]
pub struct LinePrice {
    pub rate: Parameter,
    /// Of the rate, what is paid: from 0 to 1.
    pub part: f64,
    pub deadweight: Option<Parameter>,
}

/// An early end by policy.
#[derive(Clone, Copy, Debug)]
pub struct EarlyEnd {
    pub yearly_chance: Parameter,
    /// Whether what is earned afterwards is still paid.
    pub payments: bool,
}

/// A commissioner: its families, its care system and its own terms.
#[derive(Clone, Debug)]
pub struct Council {
    /// None where it is the only one, which then needs no name.
    pub name: Option<String>,
    pub referrals: Referrals,
    pub site: Site,
    pub pathways: Vec<Pathway>,
    pub placements: Vec<Placement>,
    pub care: Care,
    /// How long its families are followed.
    pub tracking: Window,
    /// The most that it pays itself.
    pub cap: Option<Parameter>,
    /// What the contract costs it besides payments.
    pub running: Spending,
}

/// Who is referred.
#[derive(Clone, Debug)]
pub struct Referrals {
    /// The first month with referrals, any delay included.
    pub joins: Month,
    /// Months by which all of them come later than planned.
    pub delay: Month,
    /// Part of the expected referrals; all of them if none.
    pub share: Option<Parameter>,
    /// Expected referrals from each month on, counted from `joins`.
    pub monthly: Vec<(Month, Parameter)>,
    /// Months with referrals, counted from `joins`.
    pub months: Month,
    pub volume: Option<Parameter>,
    pub dispersion: Option<Parameter>,
    pub starts_therapy: Parameter,
    pub ready_after_days: (f64, f64),
    /// No more of its families than this start.
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
    /// Positions in the list of therapies, and the share of the families that is offered each.
    pub therapies: Vec<(usize, f64)>,
    pub allocated_by: AllocatedBy,
    pub age_years: (f64, f64),
    pub in_care_months: (f64, f64),
    pub heterogeneity: Option<Parameter>,
    pub care_entry: Option<Curve<Parameter>>,
    pub length_of_stay: Curve<Parameter>,
    pub re_entry: Option<Curve<Parameter>>,
    /// One share for each placement of the scenario.
    pub placements: Vec<Share>,
}

/// Who is offered which of a pathway's therapies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllocatedBy {
    Share,
    Risk,
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
    /// Its key in the file, which stays when reports call it otherwise.
    pub key: String,
    pub name: String,
    /// Its position in the list of providers.
    pub provider: usize,
    pub duration_months: (f64, f64),
    pub completes: Parameter,
    pub drop_out_months: (f64, f64),
    pub drop_out_effect: Option<Parameter>,
    /// Until which month, and the hazard ratio.
    pub care_entry: Vec<(f64, Parameter)>,
    pub return_home: Vec<(f64, Parameter)>,
    pub moves: Vec<MoveEffect>,
    pub fade_half_life_months: Option<Parameter>,
    pub capacity: Option<Capacity>,
}

/// One step of what a therapy does to the moves from one placement to another.
#[derive(Clone, Copy, Debug)]
pub struct MoveEffect {
    /// Positions in the list of placements.
    pub from: usize,
    pub to: usize,
    pub until_month: f64,
    pub change: MoveRate,
}

/// How a step states the rate of moves.
#[derive(Clone, Copy, Debug)]
pub enum MoveRate {
    /// In place of the natural rate.
    PerYear(Parameter),
    /// On the natural rate.
    HazardRatio(Parameter),
}

/// What is measured of families besides where children live.
#[derive(Clone, Debug)]
pub struct SecondaryOutcome {
    pub name: String,
    /// It is measured at the end of this window.
    pub measured: Window,
    pub with_therapy: Parameter,
    pub without_therapy: Parameter,
}

/// Therapists and the queue for them.
#[derive(Clone, Debug)]
pub struct Capacity {
    pub caseload: Parameter,
    pub therapists: Vec<(Month, Parameter)>,
    pub longest_wait_months: f64,
    pub hiring_months: (f64, f64),
    pub training_months: Option<Parameter>,
    pub training_caseload: Option<Parameter>,
    pub yearly_turnover: Option<Parameter>,
    pub therapists_per_supervisor: Option<Parameter>,
    pub teams: usize,
}

/// What is paid for.
#[derive(Clone, Debug)]
pub struct Contract {
    pub lines: Vec<PaymentLine>,
    pub caps: Caps,
    pub co_payers: Vec<CoPayer>,
    pub settled_every_months: usize,
    pub lag_months: usize,
    pub indexation: Option<Parameter>,
    pub early_end: Option<EarlyEnd>,
}

/// One line of the rate card.
#[derive(Clone, Debug)]
pub struct PaymentLine {
    pub name: String,
    /// Only for days saved.
    pub baseline: Option<Parameter>,
    /// Whether it pays for each pathway.
    pub pathways: Vec<bool>,
    /// Whether it pays for the families of each council.
    pub councils: Vec<bool>,
    pub measure: Measure,
}

/// What paying in this way is assumed to change in the work; nothing where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Incentive {
    /// Hazard ratios of entering care are divided by it, and those of returning home multiplied.
    pub effect: Option<Parameter>,
    /// On the odds of completing.
    pub completes: Option<Parameter>,
    /// On the odds of starting.
    pub starts_therapy: Option<Parameter>,
    /// On every cost of the providers.
    pub costs: Option<Parameter>,
}

impl Incentive {
    /// Whether anything is assumed to change.
    pub fn is_assumed(&self) -> bool {
        [self.effect, self.completes, self.starts_therapy, self.costs].iter().any(Option::is_some)
    }
}

/// Everything of one kind, as a multiple of what the rest of the file says; 1 where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Levels {
    /// On every rate for outcomes.
    pub tariff: Option<Parameter>,
    pub deadweight: Option<Parameter>,
    pub caps: Option<Parameter>,
    /// On each co-payer's share and limit.
    pub co_payers: Option<Parameter>,
    pub commitment: Option<Parameter>,
    pub referrals: Option<Parameter>,
    /// On the hazard of every departure from home.
    pub risk: Option<Parameter>,
    pub care_prices: Option<Parameter>,
    /// On the logarithm of every hazard ratio.
    pub effect: Option<Parameter>,
    pub provider_costs: Option<Parameter>,
}

/// Ceilings.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    pub per_child: Option<Parameter>,
    pub per_year: Option<Parameter>,
    pub total: Option<Parameter>,
}

/// Who bears a share of every payment.
#[derive(Clone, Debug)]
pub struct CoPayer {
    pub name: String,
    pub share: Parameter,
    pub limit: Option<Parameter>,
    /// Whether it shares in the payments of each council.
    pub councils: Vec<bool>,
}

/// Who delivers therapies.
#[derive(Clone, Debug)]
pub struct Provider {
    pub name: String,
    pub spending: Spending,
    pub margin: Option<Parameter>,
}

/// What the work costs one party.
#[derive(Clone, Debug)]
pub struct Spending {
    pub costs: Vec<Cost>,
    pub yearly_growth: Option<Parameter>,
}

/// One cost.
#[derive(Clone, Debug)]
pub struct Cost {
    pub name: String,
    pub amount: Parameter,
    pub basis: Basis,
    pub from: Month,
    pub until: Until,
    /// Whether it counts each therapy.
    pub counts: Vec<bool>,
}

/// Who pays for the work up front.
#[derive(Clone, Debug)]
pub struct Investor {
    pub commitment: Parameter,
    pub reserve: Option<Parameter>,
    pub recycling: bool,
    pub hurdle: Parameter,
    /// Shares of the surplus that go to the provider and to the council.
    pub surplus: (f64, f64),
    /// From the first repaid to the last; at least one.
    pub tranches: Vec<Tranche>,
    pub coupon: Option<Coupon>,
    /// Of the principal, made good when the contract ends.
    pub protected_share: Option<Parameter>,
    pub guaranteed_by: Guarantor,
    /// Yearly, of the commitment.
    pub fund_fee: Option<Parameter>,
}

impl Investor {
    /// The tranches' names, where there is more than the one that is the whole.
    pub fn ranked(&self) -> impl Iterator<Item = &str> {
        let ranked = if self.tranches.len() > 1 { &self.tranches[..] } else { &[] };
        ranked.iter().map(|it| it.name.as_str())
    }

    /// Whether anything is paid whatever the outcomes.
    pub fn is_guaranteed(&self) -> bool {
        self.coupon.is_some() || self.protected_share.is_some()
    }
}

/// A part of the commitment with a rank of its own.
#[derive(Clone, Debug)]
pub struct Tranche {
    pub name: String,
    /// Of the commitment.
    pub share: f64,
    pub preferred_return: Option<Parameter>,
    /// Of the investor's part of the surplus.
    pub surplus: f64,
}

/// Interest on the capital outstanding, whatever the outcomes.
#[derive(Clone, Copy, Debug)]
pub struct Coupon {
    /// Yearly, simple.
    pub rate: Parameter,
    /// From the contract's start.
    pub months: Month,
}

/// Who pays the coupon and makes the principal good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarantor {
    Council,
    /// By position in the contract.
    CoPayer(usize),
}
