//! The closed list of what is reported, with names, units and definitions.
//!
//! A metric is one row of the table below, and one arm of `simulation/measure.rs`, which says how it is
//! measured: without either it does not compile. The same names stand in the scenario's claims, `summary.json`, the Parquet columns and the
//! docs.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::numeric::summary::{Estimate, Sample};

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Pounds,
    Count,
    Days,
    /// From 0 to 1.
    Share,
    YearlyRate,
    /// Pounds back for each pound in.
    Multiple,
    /// Months since the contract began.
    Months,
}

impl Unit {
    /// Whether it counts the time until something happens, which may be never: infinity in a column, and
    /// later than any month in every chance and quantile.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Months)
    }

    /// What values in it say; none where there are none.
    pub fn estimate(self, sample: Sample, values: &[f64]) -> Option<Estimate> {
        if self.is_time() { sample.times(values) } else { sample.estimate(values) }
    }

    /// As `summary.json` names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pounds => "pounds",
            Self::Count => "count",
            Self::Days => "days",
            Self::Share => "share",
            Self::YearlyRate => "yearly rate",
            Self::Multiple => "multiple",
            Self::Months => "months",
        }
    }
}

/// Which worlds have the metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    EveryWorld,
    /// Worlds with a programme: a share, a rate or a month of it, or what is counted of its families.
    Programmes,
    /// Worlds with a programme, which brings it about: without one there is nothing of it.
    BroughtAbout,
}

/// Which way is better for the one who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    More,
    Less,
    Neither,
}

/// A list of a scenario each entry of which has metrics of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Placements,
    Pathways,
    CoPayers,
    Lines,
    Outcomes,
    Councils,
    Tranches,
    Providers,
    Changes,
    Reviews,
    Groups,
}

/// The metric of an entry of a list, by the position of the entry.
pub type OfEntry = fn(usize) -> Metric;

/// All that is said of a metric.
#[derive(Clone, Copy, Debug)]
struct Row {
    make: OfEntry,
    /// The list each entry of which has one.
    list: Option<List>,
    /// Without the entry of a list.
    name: &'static str,
    unit: Unit,
    scope: Scope,
    direction: Direction,
    is_chance: bool,
    /// In the words of reports; `{}` is where the entry goes.
    label: &'static str,
    definition: &'static str,
}

/// Makes the list of metrics from its table, in the order of reports: rows of one list that follow each other are
/// reported entry by entry. `Chance` is the unit of what is 0 or 1 in a trial, so that its mean is a probability.
macro_rules! metrics {
    ($($variant:ident $(($list:ident))? => $name:literal, $unit:ident, $scope:ident, $direction:ident, $label:literal, $definition:literal;)*) => {
        /// One reportable quantity of one world in one trial; that of an entry of a list by its position there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Metric {
            $(#[doc = $definition] $variant $((metrics!(@position $list)))?,)*
        }

        /// The rows by the variants that they are of.
        enum Place { $($variant),* }

        const ROWS: &[Row] = &[$(Row {
            make: metrics!(@make $variant $($list)?),
            list: metrics!(@list $($list)?),
            name: $name,
            unit: metrics!(@unit $unit),
            scope: Scope::$scope,
            direction: Direction::$direction,
            is_chance: metrics!(@is_chance $unit),
            label: $label,
            definition: $definition,
        }),*];

        impl Metric {
            /// Its row, and the position in its list.
            const fn row(self) -> (&'static Row, usize) {
                match self {
                    $(Self::$variant $((metrics!(@bind entry $list)))? => {
                        (&ROWS[Place::$variant as usize], metrics!(@entry entry $($list)?))
                    })*
                }
            }
        }
    };
    (@position $list:ident) => { usize };
    (@make $variant:ident) => { |_| Metric::$variant };
    (@make $variant:ident $list:ident) => { Metric::$variant };
    (@list) => { None };
    (@list $list:ident) => { Some(List::$list) };
    (@bind $entry:ident $list:ident) => { $entry };
    (@entry $entry:ident) => { 0 };
    (@entry $entry:ident $list:ident) => { $entry };
    (@unit Chance) => { Unit::Share };
    (@unit $unit:ident) => { Unit::$unit };
    (@is_chance Chance) => { true };
    (@is_chance $unit:ident) => { false };
}

metrics! {
    Referrals => "referrals", Count, EveryWorld, Neither, "Families referred",
        "Families referred in the whole contract.";
    Starts => "starts", Count, BroughtAbout, More, "Families that start therapy",
        "Families that start therapy in the whole contract.";
    Completions => "completions", Count, BroughtAbout, More, "Families that complete therapy",
        "Families that complete therapy in the whole contract.";
    LostWaiting => "lost_waiting", Count, BroughtAbout, Less, "Families lost while waiting",
        "Families that would have started but waited too long for a place.";
    DaysInCare => "days_in_care", Days, EveryWorld, Less, "Days in care",
        "Days that referred children, started or not, spend in care up to the horizon.";
    DaysInPlacement(Placements) => "days_in_care", Days, EveryWorld, Less, "Days in care: {}",
        "The part of `days_in_care` in this placement.";
    EntriesToCare => "entries_to_care", Count, EveryWorld, Less, "Entries to care",
        "Moves of referred children from home into care, re-entries included, up to the horizon.";
    ChildrenEverInCare => "children_ever_in_care", Count, EveryWorld, Less, "Children ever in care",
        "Referred children with at least one day in care between referral and the horizon.";
    CareCost => "care_cost", Pounds, EveryWorld, Less, "Cost of care",
        "Nominal cost up to the horizon of placements, entries to care and support at home for all referred children.";
    DaysOutOfCare => "days_out_of_care", Days, Programmes, More, "Days out of care, started families",
        "Days at home of children whose family started, within the contract's tracking window.";
    HomeShare => "home_share", Share, Programmes, More, "Share of tracked days at home",
        "`days_out_of_care` divided by all days of those windows before the 18th birthday. None if there are none.";
    PaidDays => "paid_days", Days, BroughtAbout, Neither, "Days paid for",
        "Days in completed periods under the `per_period` lines and days saved under the `days_saved` lines, less the agreed deadweight, before any cap.";
    DeadweightAgreed => "deadweight_agreed", Share, Programmes, Neither, "Deadweight, as agreed",
        "Of the days counted by the `per_period` and `days_saved` lines, the share that their `deadweight` says would have come without the programme. None if no day is counted.";
    DeadweightTrue => "deadweight_true", Share, Programmes, Less, "Deadweight, simulated",
        "What the same lines would have counted for the same families in the same windows without the programme, divided by what they count with it. Above 1 where the programme does harm. None if no day is counted.";
    DeadweightGap => "deadweight_gap", Share, Programmes, Less, "Deadweight, simulated less agreed",
        "`deadweight_true` less `deadweight_agreed`.";
    PaidDeadweightDays => "paid_deadweight_days", Days, BroughtAbout, Less, "Days paid for beyond those added",
        "`paid_days` less the days that the programme truly adds: those counted with it less those that the same lines would have counted without it, in the months with payments. Negative where more is deducted than is deadweight. None if no line pays by the day.";
    BaselineAgreed => "baseline_agreed", Share, Programmes, Neither, "Baseline of days in care, as agreed",
        "The share of the days of their windows that children would spend in care by the `baseline` of the `days_saved` lines. None without such days.";
    BaselineTrue => "baseline_true", Share, Programmes, Neither, "Baseline of days in care, simulated",
        "The share of the same days that the same children spend in care without the programme. None without such days.";
    HomeCounterfactual => "home_counterfactual", Share, Programmes, Less, "Days at home without the programme, as a share of those with it",
        "Days at home of the same children in the same tracking windows without the programme, divided by `days_out_of_care`. Above 1 where the programme keeps children from home. None if no day is counted.";
    CompletersNeverInCare => "completers_never_in_care", Share, Programmes, More, "Completers never in care",
        "Of the families that complete, the share whose child enters care on no day of the tracking window, the first and the last included, and is home for some of it. None if nobody completes.";
    Achieved(Outcomes) => "achieved", Share, Programmes, More, "Families that achieve “{}”",
        "Of the families that start and are measured, the share that achieves this secondary outcome. None if nobody is measured.";
    AchievedCounterfactual(Outcomes) => "achieved_counterfactual", Share, Programmes, Less, "Families that would achieve “{}” without the programme",
        "Of the same families, the share that would achieve it without the programme.";
    StatusQuoCareCost => "status_quo_care_cost", Pounds, Programmes, Less, "Cost of care without the programme",
        "What `care_cost` is for the same families without the programme, at this world's prices.";
    CareCostSaved => "care_cost_saved", Pounds, BroughtAbout, More, "Cost of care saved, before payments",
        "`status_quo_care_cost` less `care_cost`: gross, before any payment.";
    CareCostSavedInWindow => "care_cost_saved_in_window", Pounds, BroughtAbout, More, "Cost of care saved, within the tracking window",
        "Nominal: the cost of care saved within each started family's tracking window, before any payment.";
    CareDaysAvoided => "care_days_avoided", Days, BroughtAbout, More, "Days in care avoided",
        "Days in care up to the horizon without the programme, less those with it.";
    Payments => "payments", Pounds, BroughtAbout, Neither, "Payments under the contract",
        "Everything paid under the contract by the council and its co-payers, over the whole contract.";
    PaymentsByCouncil => "payments.council", Pounds, BroughtAbout, Less, "Payments by the council",
        "The council's part of `payments`.";
    PaymentsByCoPayer(CoPayers) => "payments", Pounds, BroughtAbout, Neither, "Payments by {}",
        "This co-payer's part of `payments`.";
    PaymentsForLine(Lines) => "payments_for", Pounds, BroughtAbout, Neither, "Payments for “{}”",
        "The part of `payments` under this line of the rate card.";
    PaymentsByHorizon => "payments_by_horizon", Pounds, BroughtAbout, Neither, "Payments before the horizon",
        "The part of `payments` made before the horizon.";
    UnpaidByCaps => "unpaid_by_caps", Pounds, BroughtAbout, Neither, "Earned but unpaid because of caps",
        "Earned but not paid because a cap on the year, the contract or the council was reached.";
    CouncilRunningCost => "council_running_cost", Pounds, BroughtAbout, Less, "The council's running cost",
        "What the contract costs the council besides payments, up to the horizon.";
    SurplusToCouncil => "surplus_to_council", Pounds, BroughtAbout, More, "Surplus shared with the council",
        "The council's share of the surplus, over the whole contract.";
    NetSaving => "net_saving", Pounds, BroughtAbout, More, "Net saving",
        "The council's net saving, nominal, up to the horizon: `care_cost_saved` less the council's payments, its running cost and what it pays as guarantor of the investor, plus its share of any surplus.";
    NetSavingReal => "net_saving_real", Pounds, BroughtAbout, More, "Net saving, real",
        "`net_saving` in the prices of the stated year.";
    NetSavingPresentValue => "net_saving_present_value", Pounds, BroughtAbout, More, "Net saving, present value",
        "`net_saving_real` discounted to the start of the contract at the stated real rate.";
    NetSavingCashable => "net_saving_cashable", Pounds, BroughtAbout, More, "Net saving, cashable",
        "`net_saving` counting only the cashable share of each cost of care.";
    NetSavingPublic => "net_saving_public", Pounds, BroughtAbout, More, "Net saving, whole public purse",
        "`net_saving` for the whole public purse: the co-payers' payments, and what one pays as guarantor, are a cost too.";
    NetSavingInWindow => "net_saving_in_window", Pounds, BroughtAbout, More, "Net saving, within the tracking window",
        "`care_cost_saved_in_window` less all the council's payments, running cost and guarantees over the whole contract, plus its share of any surplus.";
    NetSavingTo18 => "net_saving_to_18", Pounds, BroughtAbout, More, "Net saving, until every child is 18",
        "Nominal, over the whole contract and until every child is 18.";
    NetSavingOfPathway(Pathways) => "net_saving", Pounds, BroughtAbout, More, "Net saving: {}",
        "The part of `net_saving` from this pathway, before the council's running cost, its guarantees and its share of any surplus; payments are divided by the units that each pathway earned.";
    NetSavingPerStart => "net_saving_per_start", Pounds, Programmes, More, "Net saving for each start",
        "`net_saving` divided by `starts`. None if nobody starts.";
    NetSavingPerCompletion => "net_saving_per_completion", Pounds, Programmes, More, "Net saving for each completion",
        "`net_saving` divided by `completions`. None if nobody completes.";
    BreakEvenMonth => "break_even_month", Months, Programmes, Less, "Months until the council breaks even",
        "Months until the council's cumulative net saving is no longer negative and stays so to the horizon. Never if it is negative there.";
    CouncilGain => "council_gain", Pounds, BroughtAbout, More, "The council’s gain",
        "What the council is better off by in the end, nominal: `care_cost_saved`, and everything that it receives less everything that it pays over the whole contract.";
    CoPayerGain(CoPayers) => "co_payer_gain", Pounds, BroughtAbout, More, "Gain of {}",
        "What the co-payer receives less what it pays over the whole contract; the care that it helps to avoid saves the council's money.";
    PublicGain => "public_gain", Pounds, BroughtAbout, More, "The public purse’s gain",
        "`council_gain` and each `co_payer_gain` together.";
    ContractCost => "contract_cost", Pounds, BroughtAbout, Less, "Cost of the work and the contract",
        "Everything spent on the work and on the contract, whoever pays, over the whole contract: the providers' costs, the councils' running costs and the fund manager's fee. `care_cost_saved` less this is what all parties gain together.";
    ProviderCost => "provider_cost", Pounds, BroughtAbout, Less, "The provider's cost",
        "What the providers spend over the whole contract.";
    ProviderSurplus => "provider_surplus", Pounds, BroughtAbout, More, "The provider's surplus",
        "The providers' income less their cost; negative when they are left unpaid.";
    SurplusOfProvider(Providers) => "provider_surplus", Pounds, BroughtAbout, More, "Surplus of {}",
        "The part of `provider_surplus` that is this provider's. Only where there are several.";
    InvestorDrawn => "investor_drawn", Pounds, BroughtAbout, Neither, "Paid in",
        "Everything that the investor pays in, before the fund manager's fee.";
    InvestorReturned => "investor_returned", Pounds, BroughtAbout, More, "Got back",
        "Everything that the investor gets back, from the contract and from its guarantor.";
    InvestorPeakDrawn => "investor_peak_drawn", Pounds, BroughtAbout, Less, "Peak capital outstanding",
        "The most that is ever out at once: paid in and not yet back.";
    InvestorMultiple => "investor_multiple", Multiple, Programmes, More, "Multiple of money paid in",
        "`investor_returned` for each pound of `investor_drawn`. None if nothing is drawn.";
    InvestorIrr => "investor_irr", YearlyRate, Programmes, More, "Internal rate of return, a year",
        "Internal rate of return, annual effective, from monthly flows before the fund manager's fee. A total loss is -100%; a rate that is not unique or does not exist is left out and counted.";
    InvestorNpv => "investor_npv", Pounds, BroughtAbout, More, "Net present value at the hurdle rate",
        "Net present value of the investor's flows at the hurdle rate, at the start of the contract.";
    InvestorPayback => "investor_payback_month", Months, Programmes, Less, "Months until paid back",
        "Months until everything paid in has come back for good. Never if it does not; none if nothing is drawn.";
    InvestorLoss => "investor_loss", Pounds, BroughtAbout, Less, "Amount lost",
        "Paid in and never returned; nothing in a trial without a loss.";
    InvestorLoses => "investor_loses", Chance, Programmes, Less, "Chance of a loss",
        "Whether the investor gets back less than it paid in: the mean is the probability.";
    InvestorGain => "investor_gain", Pounds, BroughtAbout, More, "The investor’s gain",
        "`investor_returned` less `investor_drawn` and `fund_fee`; nothing where nobody invests.";
    Coupon => "coupon", Pounds, BroughtAbout, Neither, "Coupon",
        "Interest that the guarantor pays to the investor whatever the outcomes; no part of `payments`.";
    Protection => "protection", Pounds, BroughtAbout, Neither, "Principal made good",
        "What the guarantor makes good of the investor's principal when the contract ends; no part of `payments`.";
    GuaranteeByHorizon => "guarantee_by_horizon", Pounds, BroughtAbout, Neither, "Coupon and principal made good before the horizon",
        "The part of `coupon` and `protection` paid before the horizon.";
    FundFee => "fund_fee", Pounds, BroughtAbout, Less, "Fund manager’s fee",
        "What the investor pays to the fund manager over the whole contract.";
    InvestorMultipleAfterFee => "investor_multiple_after_fee", Multiple, Programmes, More, "Multiple after the fund’s fee",
        "`investor_returned` for each pound of `investor_drawn` and `fund_fee`. None if neither is paid.";
    InvestorIrrAfterFee => "investor_irr_after_fee", YearlyRate, Programmes, More, "Internal rate of return after the fund’s fee, a year",
        "`investor_irr` with `fund_fee` as money paid in.";
    CouncilReferrals(Councils) => "referrals", Count, Programmes, Neither, "Families referred: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilStarts(Councils) => "starts", Count, Programmes, More, "Families that start therapy: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilCompletions(Councils) => "completions", Count, Programmes, More, "Families that complete therapy: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilDaysOutOfCare(Councils) => "days_out_of_care", Days, Programmes, More, "Days out of care, started families: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilHomeCounterfactual(Councils) => "home_counterfactual", Share, Programmes, Less, "Days at home without the programme, as a share of those with it: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilCompletersNeverInCare(Councils) => "completers_never_in_care", Share, Programmes, More, "Completers never in care: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilCareCostSaved(Councils) => "care_cost_saved", Pounds, Programmes, More, "Cost of care saved, before payments: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilPayments(Councils) => "payments", Pounds, Programmes, Less, "Payments: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilNetSaving(Councils) => "net_saving", Pounds, Programmes, More, "Net saving: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilNetSavingTo18(Councils) => "net_saving_to_18", Pounds, Programmes, More, "Net saving, until every child is 18: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    CouncilBreakEvenMonth(Councils) => "break_even_month", Months, Programmes, Less, "Months until the council breaks even: {}",
        "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.";
    TrancheDrawn(Tranches) => "investor_drawn", Pounds, BroughtAbout, Neither, "Paid in: {}",
        "This tranche's part of `investor_drawn`; for more than one tranche.";
    TrancheReturned(Tranches) => "investor_returned", Pounds, BroughtAbout, More, "Got back: {}",
        "This tranche's part of `investor_returned`.";
    TrancheMultiple(Tranches) => "investor_multiple", Multiple, Programmes, More, "Multiple of money paid in: {}",
        "`investor_multiple` of this tranche.";
    TrancheIrr(Tranches) => "investor_irr", YearlyRate, Programmes, More, "Internal rate of return, a year: {}",
        "`investor_irr` of this tranche.";
    TrancheLoses(Tranches) => "investor_loses", Chance, Programmes, Less, "Chance of a loss: {}",
        "Whether this tranche gets back less than it paid in: the mean is the probability.";
    ReviewMet(Reviews) => "review_met", Chance, Programmes, Neither, "Chance that the review of “{}” is met",
        "Whether the figure that a change's review looks at is on the side that brings the change about: the mean is the probability. None where there is nothing to count, so that nothing is decided and the change does not hold.";
    ChangeInForce(Changes) => "change_in_force", Chance, Programmes, Neither, "Chance that “{}” comes into force",
        "Whether this change comes into force before the contract ends, at its date or because its review is met: the mean is the probability.";
    EndsEarly => "ends_early", Chance, Programmes, Neither, "Chance that the starts end early",
        "Whether `contract.early_end`, or a change after which nobody starts any more, ends the starts before the last month of referrals is over: the mean is the probability. Where the money runs out it is `work_stops`.";
    WorkStops => "work_stops", Chance, Programmes, Less, "Chance that the work stops",
        "Whether the money runs out before the providers are paid in full, so that no more families start: the mean is the probability.";
    GroupStarts(Groups) => "group_starts", Count, BroughtAbout, More, "Families that start therapy: {}",
        "Families of this group that start therapy. Groups are by pathway, by the thirds of a pathway from the lowest to the highest risk, by age at referral and by council; a family is in one of each kind.";
    GroupDaysAvoided(Groups) => "group_care_days_avoided", Days, BroughtAbout, More, "Days in care avoided: {}",
        "The part of `care_days_avoided` from this group.";
    GroupCostSaved(Groups) => "group_care_cost_saved", Pounds, BroughtAbout, More, "Cost of care saved, before payments: {}",
        "The part of `care_cost_saved` from this group.";
}

impl Metric {
    /// What is reported of one entry of a list.
    pub fn of_entry(list: List, entry: usize) -> impl Iterator<Item = Self> {
        let rows = ROWS.iter().filter(move |row| row.list == Some(list));
        rows.map(move |row| (row.make)(entry))
    }

    /// Whether it is 0 or 1 in a trial, so that its mean is a probability.
    pub const fn is_chance(self) -> bool {
        self.row().0.is_chance
    }

    /// The name, without the entry of a list.
    pub const fn stem(self) -> &'static str {
        self.row().0.name
    }

    /// What it is called in reports; `{}` is where the entry of a list goes.
    pub const fn label(self) -> &'static str {
        self.row().0.label
    }

    /// What it is counted in.
    pub const fn unit(self) -> Unit {
        self.row().0.unit
    }

    /// Which worlds have it.
    pub const fn scope(self) -> Scope {
        self.row().0.scope
    }

    /// Which way is better.
    pub const fn direction(self) -> Direction {
        self.row().0.direction
    }

    /// What exactly is counted, in a sentence.
    pub const fn definition(self) -> &'static str {
        self.row().0.definition
    }
}

/// Something for each entry of each list of a scenario that has metrics of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByList<T> {
    pub placements: Vec<T>,
    pub pathways: Vec<T>,
    pub co_payers: Vec<T>,
    pub lines: Vec<T>,
    pub outcomes: Vec<T>,
    /// None where there is only one.
    pub councils: Vec<T>,
    /// None where there is only one.
    pub tranches: Vec<T>,
    pub providers: Vec<T>,
    /// Changes of the terms.
    pub changes: Vec<T>,
    /// Those of them that are decided at a review.
    pub reviews: Vec<T>,
    /// Kinds of families that overlap; none where nobody asks who gains.
    pub groups: Vec<T>,
}

/// What the lists of a scenario are called, for the metrics that have one value for each entry.
pub type MetricNames = ByList<String>;

impl MetricNames {
    /// Something made of each list and the same list of others.
    fn each_with<T>(
        &self,
        others: &Self,
        make: impl Fn(&[String], &[String]) -> Vec<T>,
    ) -> ByList<T> {
        ByList {
            placements: make(&self.placements, &others.placements),
            pathways: make(&self.pathways, &others.pathways),
            co_payers: make(&self.co_payers, &others.co_payers),
            lines: make(&self.lines, &others.lines),
            outcomes: make(&self.outcomes, &others.outcomes),
            councils: make(&self.councils, &others.councils),
            tranches: make(&self.tranches, &others.tranches),
            providers: make(&self.providers, &others.providers),
            changes: make(&self.changes, &others.changes),
            reviews: make(&self.reviews, &others.reviews),
            groups: make(&self.groups, &others.groups),
        }
    }

    /// These, and those of others that are new.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        self.each_with(others, |these, others| {
            let new = others.iter().filter(|other| !these.contains(other));
            these.iter().chain(new).cloned().collect()
        })
    }

    /// Where each entry stands in other lists, if it does.
    pub fn positions_in(&self, others: &Self) -> ByList<Option<usize>> {
        self.each_with(others, |these, others| {
            these.iter().map(|name| others.iter().position(|other| other == name)).collect()
        })
    }

    /// What the entries of a list are called, as their author wrote them; none of a single provider, which has no
    /// metrics of its own.
    pub fn entries(&self, list: List) -> &[String] {
        match list {
            List::Placements => &self.placements,
            List::Pathways => &self.pathways,
            List::CoPayers => &self.co_payers,
            List::Lines => &self.lines,
            List::Outcomes => &self.outcomes,
            List::Councils => &self.councils,
            List::Tranches => &self.tranches,
            List::Providers if self.providers.len() == 1 => &[],
            List::Providers => &self.providers,
            List::Changes => &self.changes,
            List::Reviews => &self.reviews,
            List::Groups => &self.groups,
        }
    }

    /// Every metric, in the order of reports.
    pub fn metrics(&self) -> Vec<Metric> {
        let together = ROWS.chunk_by(|row, next| row.list.is_some() && row.list == next.list);
        let of_rows = |rows: &'static [Row]| {
            let entries = rows[0].list.map_or(1, |list| self.entries(list).len());
            let of_entry = |entry| rows.iter().map(move |row| (row.make)(entry));
            (0..entries).flat_map(of_entry).collect::<Vec<_>>()
        };
        together.flat_map(of_rows).collect()
    }

    /// The name of every metric, in the same order.
    pub fn all(&self) -> Vec<String> {
        self.metrics().into_iter().map(|metric| self.name(metric)).collect()
    }

    /// The name of one metric.
    pub fn name(&self, metric: Metric) -> String {
        match self.entry(metric) {
            Some(part) => format!("{}.{}", metric.stem(), slug(part)),
            None => metric.stem().to_owned(),
        }
    }

    /// What the entry of a list is called, as its author wrote it; for labels.
    pub fn entry(&self, metric: Metric) -> Option<&str> {
        let (row, entry) = metric.row();
        self.entries(row.list?).get(entry).map(String::as_str)
    }

    /// The co-payers' names, as their author wrote them.
    pub fn co_payers(&self) -> &[String] {
        &self.co_payers
    }
}

/// Lower case, with everything but letters and digits as single underscores.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for part in name.split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty()) {
        if !slug.is_empty() {
            slug.push('_');
        }
        slug.push_str(&part.to_lowercase());
    }
    slug
}

/// What it is, beside its name: its unit and its definition.
impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut facts = serializer.serialize_struct("Metric", 2)?;
        facts.serialize_field("unit", self.unit().name())?;
        facts.serialize_field("definition", self.definition())?;
        facts.end()
    }
}

/// A quantity with a value for every month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Series {
    ChildrenInCare,
    Starts,
    Completions,
    DaysOutOfCare,
    PaidDays,
    Earned,
    Payments,
    CareCostSaved,
    NetSaving,
    InvestorPosition,
}

/// Every series, in the order of `months.csv`.
pub const SERIES: [Series; 10] = [
    Series::ChildrenInCare,
    Series::Starts,
    Series::Completions,
    Series::DaysOutOfCare,
    Series::PaidDays,
    Series::Earned,
    Series::Payments,
    Series::CareCostSaved,
    Series::NetSaving,
    Series::InvestorPosition,
];

impl Series {
    /// Its name in `months.csv` and in claims.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChildrenInCare => "children_in_care",
            Self::Starts => "starts",
            Self::Completions => "completions",
            Self::DaysOutOfCare => "days_out_of_care",
            Self::PaidDays => "paid_days",
            Self::Earned => "earned",
            Self::Payments => "payments",
            Self::CareCostSaved => "care_cost_saved",
            Self::NetSaving => "net_saving",
            Self::InvestorPosition => "investor_position",
        }
    }

    /// What it is counted in.
    pub const fn unit(self) -> Unit {
        match self {
            Self::ChildrenInCare | Self::Starts | Self::Completions => Unit::Count,
            Self::DaysOutOfCare | Self::PaidDays => Unit::Days,
            Self::Earned
            | Self::Payments
            | Self::CareCostSaved
            | Self::NetSaving
            | Self::InvestorPosition => Unit::Pounds,
        }
    }

    /// What exactly is counted.
    pub const fn definition(self) -> &'static str {
        match self {
            Self::ChildrenInCare => {
                "Referred children in care: days in care in the month divided by its days."
            }
            Self::Starts => "Families that have started therapy by the end of the month.",
            Self::Completions => "Families that have completed therapy by the end of the month.",
            Self::DaysOutOfCare => "`days_out_of_care` by the end of the month.",
            Self::Earned => {
                "Earned under the contract by the end of the month, before the caps on the year, the contract and the councils: what will be paid after settlement and lag."
            }
            Self::CareCostSaved => "`care_cost_saved` by the end of the month.",
            Self::PaidDays => "`paid_days` earned by the end of the month.",
            Self::Payments => "Paid by the council and its co-payers by the end of the month.",
            Self::NetSaving => {
                "The council's cumulative net saving, nominal, by the end of the month."
            }
            Self::InvestorPosition => {
                "Returned to the investor less paid in by the end of the month."
            }
        }
    }

    /// Its position in [`SERIES`].
    pub fn index(self) -> usize {
        SERIES.iter().position(|it| *it == self).expect("a listed series")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_metric_has_a_name_of_its_own() {
        let list = |name: &str| vec![name.to_owned(), format!("{name} too")];
        let names = MetricNames {
            placements: list("placement"),
            pathways: list("Edge of care, high risk"),
            co_payers: list("fund"),
            lines: list("line"),
            outcomes: list("outcome"),
            councils: list("borough"),
            tranches: list("tranche"),
            providers: list("charity"),
            changes: list("price review"),
            reviews: list("price review"),
            groups: list("age: 8 to 10"),
        };
        let all = names.all();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        assert!(all.contains(&"net_saving.edge_of_care_high_risk".to_owned()));
    }
}
