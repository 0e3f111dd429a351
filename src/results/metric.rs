//! The closed list of what is reported, with names, units and definitions.
//!
//! The same names stand in the scenario's claims, `summary.json`, the Parquet columns and the
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
    /// Worlds with a programme.
    Programmes,
}

/// Which way is better for the one who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    More,
    Less,
    Neither,
}

/// One reportable quantity of one world in one trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    Referrals,
    Starts,
    Completions,
    LostWaiting,
    DaysInCare,
    /// By position of the placement.
    DaysInPlacement(usize),
    EntriesToCare,
    ChildrenEverInCare,
    CareCost,
    DaysOutOfCare,
    HomeShare,
    PaidDays,
    DeadweightAgreed,
    DeadweightTrue,
    DeadweightGap,
    PaidDeadweightDays,
    BaselineAgreed,
    BaselineTrue,
    HomeCounterfactual,
    CompletersNeverInCare,
    /// By position of the secondary outcome.
    Achieved(usize),
    /// By position of the secondary outcome.
    AchievedCounterfactual(usize),
    StatusQuoCareCost,
    CareCostSaved,
    CareCostSavedInWindow,
    CareDaysAvoided,
    Payments,
    PaymentsByCouncil,
    /// By position of the co-payer.
    PaymentsByCoPayer(usize),
    /// By position of the payment line.
    PaymentsForLine(usize),
    PaymentsByHorizon,
    UnpaidByCaps,
    CouncilRunningCost,
    SurplusToCouncil,
    NetSaving,
    NetSavingReal,
    NetSavingPresentValue,
    NetSavingCashable,
    NetSavingPublic,
    NetSavingInWindow,
    NetSavingTo18,
    /// By position of the pathway.
    NetSavingOfPathway(usize),
    NetSavingPerStart,
    NetSavingPerCompletion,
    BreakEvenMonth,
    CouncilGain,
    /// By position of the co-payer.
    CoPayerGain(usize),
    PublicGain,
    ContractCost,
    ProviderCost,
    ProviderSurplus,
    /// By position of the provider; only where there are several.
    SurplusOfProvider(usize),
    InvestorDrawn,
    InvestorReturned,
    InvestorPeakDrawn,
    InvestorMultiple,
    InvestorIrr,
    InvestorNpv,
    InvestorPayback,
    InvestorLoss,
    InvestorLoses,
    InvestorGain,
    Coupon,
    Protection,
    GuaranteeByHorizon,
    FundFee,
    InvestorMultipleAfterFee,
    InvestorIrrAfterFee,
    /// By position of the tranche, as the four that follow.
    TrancheDrawn(usize),
    TrancheReturned(usize),
    TrancheMultiple(usize),
    TrancheIrr(usize),
    TrancheLoses(usize),
    /// By position among the changes that are decided at a review.
    ReviewMet(usize),
    /// By position of the change.
    ChangeInForce(usize),
    EndsEarly,
    WorkStops,
    /// By position of the council, where there are several.
    OfCouncil(CouncilFigure, usize),
    /// By position of the group, as the two that follow; only where worlds are compared.
    GroupStarts(usize),
    GroupDaysAvoided(usize),
    GroupCostSaved(usize),
}

/// What each of several councils has of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CouncilFigure {
    Referrals,
    Starts,
    Completions,
    DaysOutOfCare,
    HomeCounterfactual,
    CompletersNeverInCare,
    CareCostSaved,
    Payments,
    NetSaving,
    NetSavingTo18,
    BreakEvenMonth,
}

/// In the order of reports.
pub const COUNCIL_FIGURES: [CouncilFigure; 11] = [
    CouncilFigure::Referrals,
    CouncilFigure::Starts,
    CouncilFigure::Completions,
    CouncilFigure::DaysOutOfCare,
    CouncilFigure::HomeCounterfactual,
    CouncilFigure::CompletersNeverInCare,
    CouncilFigure::CareCostSaved,
    CouncilFigure::Payments,
    CouncilFigure::NetSaving,
    CouncilFigure::NetSavingTo18,
    CouncilFigure::BreakEvenMonth,
];

impl CouncilFigure {
    /// The metric of all councils together that it is a part of.
    pub const fn of_all(self) -> Metric {
        match self {
            Self::Referrals => Metric::Referrals,
            Self::Starts => Metric::Starts,
            Self::Completions => Metric::Completions,
            Self::DaysOutOfCare => Metric::DaysOutOfCare,
            Self::HomeCounterfactual => Metric::HomeCounterfactual,
            Self::CompletersNeverInCare => Metric::CompletersNeverInCare,
            Self::CareCostSaved => Metric::CareCostSaved,
            Self::Payments => Metric::PaymentsByCouncil,
            Self::NetSaving => Metric::NetSaving,
            Self::NetSavingTo18 => Metric::NetSavingTo18,
            Self::BreakEvenMonth => Metric::BreakEvenMonth,
        }
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
            let new = others.iter().filter(|it| !these.contains(it));
            these.iter().chain(new).cloned().collect()
        })
    }

    /// Where each entry stands in other lists, if it does.
    pub fn positions_in(&self, others: &Self) -> ByList<Option<usize>> {
        self.each_with(others, |these, others| {
            these.iter().map(|name| others.iter().position(|it| it == name)).collect()
        })
    }

    /// Every metric, in the order of reports.
    pub fn metrics(&self) -> Vec<Metric> {
        use Metric as M;
        let mut metrics =
            vec![M::Referrals, M::Starts, M::Completions, M::LostWaiting, M::DaysInCare];
        metrics.extend((0..self.placements.len()).map(M::DaysInPlacement));
        metrics.extend([
            M::EntriesToCare,
            M::ChildrenEverInCare,
            M::CareCost,
            M::DaysOutOfCare,
            M::HomeShare,
            M::PaidDays,
            M::DeadweightAgreed,
            M::DeadweightTrue,
            M::DeadweightGap,
            M::PaidDeadweightDays,
            M::BaselineAgreed,
            M::BaselineTrue,
            M::HomeCounterfactual,
            M::CompletersNeverInCare,
        ]);
        metrics.extend(
            (0..self.outcomes.len())
                .flat_map(|it| [M::Achieved(it), M::AchievedCounterfactual(it)]),
        );
        metrics.extend([
            M::StatusQuoCareCost,
            M::CareCostSaved,
            M::CareCostSavedInWindow,
            M::CareDaysAvoided,
            M::Payments,
            M::PaymentsByCouncil,
        ]);
        metrics.extend((0..self.co_payers.len()).map(M::PaymentsByCoPayer));
        metrics.extend((0..self.lines.len()).map(M::PaymentsForLine));
        metrics.extend([
            M::PaymentsByHorizon,
            M::UnpaidByCaps,
            M::CouncilRunningCost,
            M::SurplusToCouncil,
            M::NetSaving,
            M::NetSavingReal,
            M::NetSavingPresentValue,
            M::NetSavingCashable,
            M::NetSavingPublic,
            M::NetSavingInWindow,
            M::NetSavingTo18,
        ]);
        metrics.extend((0..self.pathways.len()).map(M::NetSavingOfPathway));
        metrics.extend([
            M::NetSavingPerStart,
            M::NetSavingPerCompletion,
            M::BreakEvenMonth,
            M::CouncilGain,
        ]);
        metrics.extend((0..self.co_payers.len()).map(M::CoPayerGain));
        metrics.extend([M::PublicGain, M::ContractCost, M::ProviderCost, M::ProviderSurplus]);
        if self.providers.len() > 1 {
            metrics.extend((0..self.providers.len()).map(M::SurplusOfProvider));
        }
        metrics.extend([
            M::InvestorDrawn,
            M::InvestorReturned,
            M::InvestorPeakDrawn,
            M::InvestorMultiple,
            M::InvestorIrr,
            M::InvestorNpv,
            M::InvestorPayback,
            M::InvestorLoss,
            M::InvestorLoses,
            M::InvestorGain,
            M::Coupon,
            M::Protection,
            M::GuaranteeByHorizon,
            M::FundFee,
            M::InvestorMultipleAfterFee,
            M::InvestorIrrAfterFee,
        ]);
        for council in 0..self.councils.len() {
            metrics.extend(COUNCIL_FIGURES.iter().map(|it| M::OfCouncil(*it, council)));
        }
        for tranche in 0..self.tranches.len() {
            metrics.extend(Metric::of_tranche(tranche));
        }
        metrics.extend((0..self.reviews.len()).map(M::ReviewMet));
        metrics.extend((0..self.changes.len()).map(M::ChangeInForce));
        metrics.extend([M::EndsEarly, M::WorkStops]);
        for group in 0..self.groups.len() {
            metrics.extend(Metric::of_group(group));
        }
        metrics
    }

    /// The name of every metric, in the same order.
    pub fn all(&self) -> Vec<String> {
        self.metrics().into_iter().map(|it| self.name(it)).collect()
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
        match metric {
            Metric::DaysInPlacement(index) => self.placements.get(index),
            Metric::PaymentsByCoPayer(index) | Metric::CoPayerGain(index) => {
                self.co_payers.get(index)
            }
            Metric::PaymentsForLine(index) => self.lines.get(index),
            Metric::NetSavingOfPathway(index) => self.pathways.get(index),
            Metric::OfCouncil(_, index) => self.councils.get(index),
            Metric::TrancheDrawn(index)
            | Metric::TrancheReturned(index)
            | Metric::TrancheMultiple(index)
            | Metric::TrancheIrr(index)
            | Metric::TrancheLoses(index) => self.tranches.get(index),
            Metric::Achieved(index) | Metric::AchievedCounterfactual(index) => {
                self.outcomes.get(index)
            }
            Metric::SurplusOfProvider(index) => self.providers.get(index),
            Metric::ReviewMet(index) => self.reviews.get(index),
            Metric::ChangeInForce(index) => self.changes.get(index),
            Metric::GroupStarts(index)
            | Metric::GroupDaysAvoided(index)
            | Metric::GroupCostSaved(index) => self.groups.get(index),
            _ => None,
        }
        .map(String::as_str)
    }

    /// The co-payers' names, as their author wrote them.
    pub fn co_payers(&self) -> &[String] {
        &self.co_payers
    }
}

/// Lower case, with everything but letters and digits as single underscores.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for part in name.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
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

impl Metric {
    /// What is reported of each tranche, where there are several.
    pub const fn of_tranche(tranche: usize) -> [Self; 5] {
        [
            Self::TrancheDrawn(tranche),
            Self::TrancheReturned(tranche),
            Self::TrancheMultiple(tranche),
            Self::TrancheIrr(tranche),
            Self::TrancheLoses(tranche),
        ]
    }

    /// What is reported of each group of families, where worlds are compared.
    pub const fn of_group(group: usize) -> [Self; 3] {
        [Self::GroupStarts(group), Self::GroupDaysAvoided(group), Self::GroupCostSaved(group)]
    }

    /// Whether it is 0 or 1 in a trial, so that its mean is a probability.
    pub const fn is_chance(self) -> bool {
        matches!(
            self,
            Self::InvestorLoses
                | Self::TrancheLoses(_)
                | Self::ReviewMet(_)
                | Self::ChangeInForce(_)
                | Self::EndsEarly
                | Self::WorkStops
        )
    }

    /// Whether a programme brings it about, so that without one there is nothing of it: no share, rate or
    /// month, and nothing that is counted of the same families without a programme.
    pub const fn is_nothing_without_programme(self) -> bool {
        matches!(self.scope(), Scope::Programmes)
            && matches!(self.unit(), Unit::Pounds | Unit::Count | Unit::Days)
            && !matches!(
                self,
                Self::StatusQuoCareCost
                    | Self::DaysOutOfCare
                    | Self::NetSavingPerStart
                    | Self::NetSavingPerCompletion
                    | Self::OfCouncil(..)
            )
    }

    /// The name, without the entry of a list.
    pub const fn stem(self) -> &'static str {
        self.facts().0
    }

    /// What it is counted in.
    pub const fn unit(self) -> Unit {
        self.facts().1
    }

    /// Which worlds have it.
    pub const fn scope(self) -> Scope {
        self.facts().2
    }

    /// Which way is better.
    pub const fn direction(self) -> Direction {
        self.facts().3
    }

    /// What exactly is counted, in a sentence.
    pub const fn definition(self) -> &'static str {
        self.facts().4
    }

    #[expect(clippy::too_many_lines, reason = "a table: one entry for each metric")]
    const fn facts(self) -> (&'static str, Unit, Scope, Direction, &'static str) {
        use Direction::{Less, More, Neither};
        use Scope::{EveryWorld, Programmes};
        use Unit::{Count, Days, Months, Multiple, Pounds, Share, YearlyRate};
        match self {
            Self::Referrals => (
                "referrals",
                Count,
                EveryWorld,
                Neither,
                "Families referred in the whole contract.",
            ),
            Self::Starts => (
                "starts",
                Count,
                Programmes,
                More,
                "Families that start therapy in the whole contract.",
            ),
            Self::Completions => (
                "completions",
                Count,
                Programmes,
                More,
                "Families that complete therapy in the whole contract.",
            ),
            Self::LostWaiting => (
                "lost_waiting",
                Count,
                Programmes,
                Less,
                "Families that would have started but waited too long for a place.",
            ),
            Self::DaysInCare => (
                "days_in_care",
                Days,
                EveryWorld,
                Less,
                "Days that referred children, started or not, spend in care up to the horizon.",
            ),
            Self::DaysInPlacement(_) => (
                "days_in_care",
                Days,
                EveryWorld,
                Less,
                "The part of `days_in_care` in this placement.",
            ),
            Self::EntriesToCare => (
                "entries_to_care",
                Count,
                EveryWorld,
                Less,
                "Moves of referred children from home into care, re-entries included, up to the horizon.",
            ),
            Self::ChildrenEverInCare => (
                "children_ever_in_care",
                Count,
                EveryWorld,
                Less,
                "Referred children with at least one day in care between referral and the horizon.",
            ),
            Self::CareCost => (
                "care_cost",
                Pounds,
                EveryWorld,
                Less,
                "Nominal cost up to the horizon of placements, entries to care and support at home for all referred children.",
            ),
            Self::DaysOutOfCare => (
                "days_out_of_care",
                Days,
                Programmes,
                More,
                "Days at home of children whose family started, within the contract's tracking window.",
            ),
            Self::HomeShare => (
                "home_share",
                Share,
                Programmes,
                More,
                "`days_out_of_care` divided by all days of those windows before the 18th birthday. None if there are none.",
            ),
            Self::PaidDays => (
                "paid_days",
                Days,
                Programmes,
                Neither,
                "Days in completed periods under the `per_period` lines and days saved under the `days_saved` lines, less the agreed deadweight, before any cap.",
            ),
            Self::DeadweightAgreed => (
                "deadweight_agreed",
                Share,
                Programmes,
                Neither,
                "Of the days counted by the `per_period` and `days_saved` lines, the share that their `deadweight` says would have come without the programme. None if no day is counted.",
            ),
            Self::DeadweightTrue => (
                "deadweight_true",
                Share,
                Programmes,
                Less,
                "What the same lines would have counted for the same families in the same windows without the programme, divided by what they count with it. Above 1 where the programme does harm. None if no day is counted.",
            ),
            Self::DeadweightGap => (
                "deadweight_gap",
                Share,
                Programmes,
                Less,
                "`deadweight_true` less `deadweight_agreed`.",
            ),
            Self::PaidDeadweightDays => (
                "paid_deadweight_days",
                Days,
                Programmes,
                Less,
                "`paid_days` less the days that the programme truly adds: those counted with it less those that the same lines would have counted without it, in the months with payments. Negative where more is deducted than is deadweight. None if no line pays by the day.",
            ),
            Self::BaselineAgreed => (
                "baseline_agreed",
                Share,
                Programmes,
                Neither,
                "The share of the days of their windows that children would spend in care by the `baseline` of the `days_saved` lines. None without such days.",
            ),
            Self::BaselineTrue => (
                "baseline_true",
                Share,
                Programmes,
                Neither,
                "The share of the same days that the same children spend in care without the programme. None without such days.",
            ),
            Self::Achieved(_) => (
                "achieved",
                Share,
                Programmes,
                More,
                "Of the families that start and are measured, the share that achieves this secondary outcome. None if nobody is measured.",
            ),
            Self::AchievedCounterfactual(_) => (
                "achieved_counterfactual",
                Share,
                Programmes,
                Less,
                "Of the same families, the share that would achieve it without the programme.",
            ),
            Self::HomeCounterfactual => (
                "home_counterfactual",
                Share,
                Programmes,
                Less,
                "Days at home of the same children in the same tracking windows without the programme, divided by `days_out_of_care`. Above 1 where the programme keeps children from home. None if no day is counted.",
            ),
            Self::CompletersNeverInCare => (
                "completers_never_in_care",
                Share,
                Programmes,
                More,
                "Of the families that complete, the share whose child enters care on no day of the tracking window, the first and the last included, and is home for some of it. None if nobody completes.",
            ),
            Self::StatusQuoCareCost => (
                "status_quo_care_cost",
                Pounds,
                Programmes,
                Less,
                "What `care_cost` is for the same families without the programme, at this world's prices.",
            ),
            Self::CareCostSaved => (
                "care_cost_saved",
                Pounds,
                Programmes,
                More,
                "`status_quo_care_cost` less `care_cost`: gross, before any payment.",
            ),
            Self::CareCostSavedInWindow => (
                "care_cost_saved_in_window",
                Pounds,
                Programmes,
                More,
                "Nominal: the cost of care saved within each started family's tracking window, before any payment.",
            ),
            Self::CareDaysAvoided => (
                "care_days_avoided",
                Days,
                Programmes,
                More,
                "Days in care up to the horizon without the programme, less those with it.",
            ),
            Self::Payments => (
                "payments",
                Pounds,
                Programmes,
                Neither,
                "Everything paid under the contract by the council and its co-payers, over the whole contract.",
            ),
            Self::PaymentsByCouncil => {
                ("payments.council", Pounds, Programmes, Less, "The council's part of `payments`.")
            }
            Self::PaymentsByCoPayer(_) => {
                ("payments", Pounds, Programmes, Neither, "This co-payer's part of `payments`.")
            }
            Self::PaymentsForLine(_) => (
                "payments_for",
                Pounds,
                Programmes,
                Neither,
                "The part of `payments` under this line of the rate card.",
            ),
            Self::PaymentsByHorizon => (
                "payments_by_horizon",
                Pounds,
                Programmes,
                Neither,
                "The part of `payments` made before the horizon.",
            ),
            Self::UnpaidByCaps => (
                "unpaid_by_caps",
                Pounds,
                Programmes,
                Neither,
                "Earned but not paid because a cap on the year, the contract or the council was reached.",
            ),
            Self::CouncilRunningCost => (
                "council_running_cost",
                Pounds,
                Programmes,
                Less,
                "What the contract costs the council besides payments, up to the horizon.",
            ),
            Self::SurplusToCouncil => (
                "surplus_to_council",
                Pounds,
                Programmes,
                More,
                "The council's share of the surplus, over the whole contract.",
            ),
            Self::NetSaving => (
                "net_saving",
                Pounds,
                Programmes,
                More,
                "The council's net saving, nominal, up to the horizon: `care_cost_saved` less the council's payments, its running cost and what it pays as guarantor of the investor, plus its share of any surplus.",
            ),
            Self::NetSavingReal => (
                "net_saving_real",
                Pounds,
                Programmes,
                More,
                "`net_saving` in the prices of the stated year.",
            ),
            Self::NetSavingPresentValue => (
                "net_saving_present_value",
                Pounds,
                Programmes,
                More,
                "`net_saving_real` discounted to the start of the contract at the stated real rate.",
            ),
            Self::NetSavingCashable => (
                "net_saving_cashable",
                Pounds,
                Programmes,
                More,
                "`net_saving` counting only the cashable share of each cost of care.",
            ),
            Self::NetSavingPublic => (
                "net_saving_public",
                Pounds,
                Programmes,
                More,
                "`net_saving` for the whole public purse: the co-payers' payments, and what one pays as guarantor, are a cost too.",
            ),
            Self::NetSavingInWindow => (
                "net_saving_in_window",
                Pounds,
                Programmes,
                More,
                "`care_cost_saved_in_window` less all the council's payments, running cost and guarantees over the whole contract, plus its share of any surplus.",
            ),
            Self::NetSavingTo18 => (
                "net_saving_to_18",
                Pounds,
                Programmes,
                More,
                "Nominal, over the whole contract and until every child is 18.",
            ),
            Self::NetSavingOfPathway(_) => (
                "net_saving",
                Pounds,
                Programmes,
                More,
                "The part of `net_saving` from this pathway, before the council's running cost, its guarantees and its share of any surplus; payments are divided by the units that each pathway earned.",
            ),
            Self::NetSavingPerStart => (
                "net_saving_per_start",
                Pounds,
                Programmes,
                More,
                "`net_saving` divided by `starts`. None if nobody starts.",
            ),
            Self::NetSavingPerCompletion => (
                "net_saving_per_completion",
                Pounds,
                Programmes,
                More,
                "`net_saving` divided by `completions`. None if nobody completes.",
            ),
            Self::BreakEvenMonth => (
                "break_even_month",
                Months,
                Programmes,
                Less,
                "Months until the council's cumulative net saving is no longer negative and stays so to the horizon. Never if it is negative there.",
            ),
            Self::CouncilGain => (
                "council_gain",
                Pounds,
                Programmes,
                More,
                "What the council is better off by in the end, nominal: `care_cost_saved`, and everything that it receives less everything that it pays over the whole contract.",
            ),
            Self::CoPayerGain(_) => (
                "co_payer_gain",
                Pounds,
                Programmes,
                More,
                "What the co-payer receives less what it pays over the whole contract; the care that it helps to avoid saves the council's money.",
            ),
            Self::PublicGain => (
                "public_gain",
                Pounds,
                Programmes,
                More,
                "`council_gain` and each `co_payer_gain` together.",
            ),
            Self::ContractCost => (
                "contract_cost",
                Pounds,
                Programmes,
                Less,
                "Everything spent on the work and on the contract, whoever pays, over the whole contract: the providers' costs, the councils' running costs and the fund manager's fee. `care_cost_saved` less this is what all parties gain together.",
            ),
            Self::ProviderCost => (
                "provider_cost",
                Pounds,
                Programmes,
                Less,
                "What the providers spend over the whole contract.",
            ),
            Self::ProviderSurplus => (
                "provider_surplus",
                Pounds,
                Programmes,
                More,
                "The providers' income less their cost; negative when they are left unpaid.",
            ),
            Self::SurplusOfProvider(_) => (
                "provider_surplus",
                Pounds,
                Programmes,
                More,
                "The part of `provider_surplus` that is this provider's. Only where there are several.",
            ),
            Self::InvestorDrawn => (
                "investor_drawn",
                Pounds,
                Programmes,
                Neither,
                "Everything that the investor pays in, before the fund manager's fee.",
            ),
            Self::InvestorReturned => (
                "investor_returned",
                Pounds,
                Programmes,
                More,
                "Everything that the investor gets back, from the contract and from its guarantor.",
            ),
            Self::InvestorPeakDrawn => (
                "investor_peak_drawn",
                Pounds,
                Programmes,
                Less,
                "The most that is ever out at once: paid in and not yet back.",
            ),
            Self::InvestorMultiple => (
                "investor_multiple",
                Multiple,
                Programmes,
                More,
                "`investor_returned` for each pound of `investor_drawn`. None if nothing is drawn.",
            ),
            Self::InvestorIrr => (
                "investor_irr",
                YearlyRate,
                Programmes,
                More,
                "Internal rate of return, annual effective, from monthly flows before the fund manager's fee. A total loss is -100%; a rate that is not unique or does not exist is left out and counted.",
            ),
            Self::InvestorNpv => (
                "investor_npv",
                Pounds,
                Programmes,
                More,
                "Net present value of the investor's flows at the hurdle rate, at the start of the contract.",
            ),
            Self::InvestorPayback => (
                "investor_payback_month",
                Months,
                Programmes,
                Less,
                "Months until everything paid in has come back for good. Never if it does not; none if nothing is drawn.",
            ),
            Self::InvestorLoss => (
                "investor_loss",
                Pounds,
                Programmes,
                Less,
                "Paid in and never returned; nothing in a trial without a loss.",
            ),
            Self::InvestorLoses => (
                "investor_loses",
                Share,
                Programmes,
                Less,
                "Whether the investor gets back less than it paid in: the mean is the probability.",
            ),
            Self::InvestorGain => (
                "investor_gain",
                Pounds,
                Programmes,
                More,
                "`investor_returned` less `investor_drawn` and `fund_fee`; nothing where nobody invests.",
            ),
            Self::Coupon => (
                "coupon",
                Pounds,
                Programmes,
                Neither,
                "Interest that the guarantor pays to the investor whatever the outcomes; no part of `payments`.",
            ),
            Self::Protection => (
                "protection",
                Pounds,
                Programmes,
                Neither,
                "What the guarantor makes good of the investor's principal when the contract ends; no part of `payments`.",
            ),
            Self::GuaranteeByHorizon => (
                "guarantee_by_horizon",
                Pounds,
                Programmes,
                Neither,
                "The part of `coupon` and `protection` paid before the horizon.",
            ),
            Self::FundFee => (
                "fund_fee",
                Pounds,
                Programmes,
                Less,
                "What the investor pays to the fund manager over the whole contract.",
            ),
            Self::InvestorMultipleAfterFee => (
                "investor_multiple_after_fee",
                Multiple,
                Programmes,
                More,
                "`investor_returned` for each pound of `investor_drawn` and `fund_fee`. None if neither is paid.",
            ),
            Self::InvestorIrrAfterFee => (
                "investor_irr_after_fee",
                YearlyRate,
                Programmes,
                More,
                "`investor_irr` with `fund_fee` as money paid in.",
            ),
            Self::TrancheDrawn(_) => (
                "investor_drawn",
                Pounds,
                Programmes,
                Neither,
                "This tranche's part of `investor_drawn`; for more than one tranche.",
            ),
            Self::TrancheReturned(_) => (
                "investor_returned",
                Pounds,
                Programmes,
                More,
                "This tranche's part of `investor_returned`.",
            ),
            Self::TrancheMultiple(_) => (
                "investor_multiple",
                Multiple,
                Programmes,
                More,
                "`investor_multiple` of this tranche.",
            ),
            Self::TrancheIrr(_) => {
                ("investor_irr", YearlyRate, Programmes, More, "`investor_irr` of this tranche.")
            }
            Self::TrancheLoses(_) => (
                "investor_loses",
                Share,
                Programmes,
                Less,
                "Whether this tranche gets back less than it paid in: the mean is the probability.",
            ),
            Self::ReviewMet(_) => (
                "review_met",
                Share,
                Programmes,
                Neither,
                "Whether the figure that a change's review looks at is on the side that brings the change about: the mean is the probability. None where there is nothing to count, so that nothing is decided and the change does not hold.",
            ),
            Self::ChangeInForce(_) => (
                "change_in_force",
                Share,
                Programmes,
                Neither,
                "Whether this change comes into force before the contract ends, at its date or because its review is met: the mean is the probability.",
            ),
            Self::EndsEarly => (
                "ends_early",
                Share,
                Programmes,
                Neither,
                "Whether `contract.early_end`, or a change after which nobody starts any more, ends the starts before the last month of referrals is over: the mean is the probability. Where the money runs out it is `work_stops`.",
            ),
            Self::WorkStops => (
                "work_stops",
                Share,
                Programmes,
                Less,
                "Whether the money runs out before the providers are paid in full, so that no more families start: the mean is the probability.",
            ),
            Self::GroupStarts(_) => (
                "group_starts",
                Count,
                Programmes,
                More,
                "Families of this group that start therapy. Groups are by pathway, by the thirds of a pathway from the lowest to the highest risk, by age at referral and by council; a family is in one of each kind.",
            ),
            Self::GroupDaysAvoided(_) => (
                "group_care_days_avoided",
                Days,
                Programmes,
                More,
                "The part of `care_days_avoided` from this group.",
            ),
            Self::GroupCostSaved(_) => (
                "group_care_cost_saved",
                Pounds,
                Programmes,
                More,
                "The part of `care_cost_saved` from this group.",
            ),
            Self::OfCouncil(figure, _) => {
                let (stem, unit, _, direction, _) = figure.of_all().facts();
                let stem =
                    if matches!(figure, CouncilFigure::Payments) { "payments" } else { stem };
                (
                    stem,
                    unit,
                    Programmes,
                    direction,
                    "The part of this council, where there are several: its own families, its own care system, its own payments and running cost.",
                )
            }
        }
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
