//! One world in one trial, as the row that is kept of it.

use super::accounts::{Accounts, Sums, break_even, total};
use super::arrangement::Arrangement;
use super::lives::{days_in_care, days_in_placement, entries, placements};
use super::plan::{Claimed, Plan, World};
use super::programme::Programme;
use super::tracked::TrackedCount;
use crate::assumption::Draw;
use crate::family::DaysByMonth;
use crate::results::{IrrKind, Metric, SERIES, Series, WorldRow};
use crate::returns::CareCost;
use crate::units::{Money, Month};

/// Everything that happened in one world.
pub(super) struct WorldOutcome<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) world: &'a World<'a>,
    pub(super) arrangement: &'a Arrangement,
    pub(super) care: &'a DaysByMonth,
    /// Days without a programme, of the same families.
    pub(super) care_counterfactual: &'a DaysByMonth,
    /// Of each stratum.
    pub(super) cost: &'a [CareCost],
    pub(super) referrals: usize,
    pub(super) ever_in_care: usize,
    pub(super) programme: Option<Programme<'a>>,
}

impl Plan<'_> {
    /// The day after the last that counts towards the horizon.
    pub(super) fn horizon_day(&self) -> u32 {
        self.calendar.first_day(self.horizon())
    }

    /// The month after the last that counts.
    pub(super) fn horizon(&self) -> Month {
        self.worlds[0].scenario.horizon
    }
}

/// The row of one world, with its months if they are kept.
pub(super) fn measure(outcome: &WorldOutcome<'_>, draw: &Draw, with_months: bool) -> WorldRow {
    let plan = outcome.plan;
    let measured = Measured::new(outcome);
    let metrics = measured.metrics();
    let accounts = measured.accounts.as_ref();
    let mut claims: Vec<f64> = plan.claimed.iter().map(|it| it.metric(&metrics)).collect();
    let kept = if with_months { SERIES.len() * plan.series_months } else { 0 };
    let mut series = Vec::with_capacity(kept);
    let mut values = Vec::with_capacity(plan.calendar.months());
    for (index, name) in SERIES.iter().enumerate() {
        if !with_months && !plan.claimed.iter().any(|it| it.month_of(index).is_some()) {
            continue;
        }
        measured.series(*name, &mut values);
        for (claim, claimed) in claims.iter_mut().zip(&plan.claimed) {
            if let Some(month) = claimed.month_of(index) {
                *claim = by_end_of(month, &values);
            }
        }
        if with_months {
            #[expect(clippy::cast_possible_truncation, reason = "seven digits do for a chart")]
            series.extend(values.iter().map(|it| *it as f32));
        }
    }
    if accounts.is_none() {
        claims.fill(f64::NAN);
    }
    WorldRow {
        metrics,
        series,
        years: years(plan, outcome.world, accounts),
        claims,
        irr: accounts.map_or(IrrKind::NothingInvested, Accounts::irr_kind),
        assumptions: [draw.values(), &outcome.arrangement.drawn].concat(),
    }
}

impl Claimed {
    /// The value of the metric that it is about.
    fn metric(&self, metrics: &[f64]) -> f64 {
        match *self {
            Self::Metric(index) => metrics[index],
            Self::Series(..) | Self::Nothing => f64::NAN,
        }
    }

    /// By the end of how many months, if it is about this series.
    fn month_of(&self, series: usize) -> Option<Month> {
        match *self {
            Self::Series(claimed, month) if claimed == series => Some(month),
            Self::Series(..) | Self::Metric(_) | Self::Nothing => None,
        }
    }
}

/// The value of a series by the end of so many months; at month 0 nothing has happened yet.
fn by_end_of(month: Month, values: &[f64]) -> f64 {
    month.checked_sub(1).map_or(0.0, |last| values[last.min(values.len() - 1)])
}

/// The metrics of one world alone.
pub(super) fn metrics(outcome: &WorldOutcome<'_>) -> Vec<f64> {
    Measured::new(outcome).metrics()
}

/// What every metric and series is read from.
struct Measured<'a> {
    outcome: &'a WorldOutcome<'a>,
    /// Days in each placement before the horizon.
    days: Vec<i64>,
    accounts: Option<Accounts>,
}

impl<'a> Measured<'a> {
    fn new(outcome: &'a WorldOutcome<'a>) -> Self {
        let (strata, horizon) = (outcome.world.strata, outcome.plan.horizon());
        let in_placement = |it| days_in_placement(outcome.care, strata, it, horizon);
        Self {
            outcome,
            days: (0..strata.placements).map(in_placement).collect(),
            accounts: outcome.programme.as_ref().map(|programme| Accounts::new(outcome, programme)),
        }
    }

    fn metrics(&self) -> Vec<f64> {
        let value = |metric: &Metric| {
            value(self.outcome, &self.days, self.accounts.as_ref(), *metric).unwrap_or(f64::NAN)
        };
        self.outcome.plan.metrics.iter().map(value).collect()
    }

    /// Puts one series in place of these values.
    fn series(&self, series: Series, values: &mut Vec<f64>) {
        values.clear();
        let months = self.outcome.plan.series_months;
        if series == Series::ChildrenInCare {
            values.resize(months, 0.0);
            for days in placements(self.outcome.care, self.outcome.world.strata) {
                values.iter_mut().zip(days).for_each(|(sum, days)| *sum += f64::from(*days));
            }
            let lengths = self.outcome.plan.calendar.lengths();
            values.iter_mut().zip(lengths).for_each(|(days, length)| *days /= f64::from(*length));
            return;
        }
        let (Some(programme), Some(accounts)) = (&self.outcome.programme, &self.accounts) else {
            values.resize(months, 0.0);
            return;
        };
        add_monthly(self.outcome, programme, accounts, series, values);
        values.resize(months, 0.0);
        let mut sum = 0.0;
        for value in values {
            sum += *value;
            *value = sum;
        }
    }
}

#[expect(clippy::too_many_lines, reason = "a table: one line for each metric")]
fn value(
    outcome: &WorldOutcome<'_>,
    days: &[i64],
    accounts: Option<&Accounts>,
    metric: Metric,
) -> Option<f64> {
    let plan = outcome.plan;
    let lists = &outcome.world.lists;
    let horizon = plan.horizon();
    let care_cost = |costs: &[CareCost]| costs.iter().map(|cost| cost.until(horizon)).sum::<f64>();
    match metric {
        Metric::Referrals => return Some(outcome.referrals as f64),
        Metric::DaysInCare => return Some(days.iter().sum::<i64>() as f64),
        Metric::DaysInPlacement(index) => {
            return Some(lists.placements[index].map_or(0.0, |own| days[own] as f64));
        }
        Metric::EntriesToCare => {
            return Some(entries(outcome.care, outcome.world.strata, horizon) as f64);
        }
        Metric::ChildrenEverInCare => return Some(outcome.ever_in_care as f64),
        Metric::CareCost => return Some(care_cost(outcome.cost)),
        _ => {}
    }
    let programme = outcome.programme.as_ref()?;
    let accounts = accounts?;
    let activity = programme.activity;
    let tracked = programme.tracked;
    let sum = |monthly: &[f64]| monthly[..horizon].iter().sum::<f64>();
    let all = accounts.all();
    let net_saving = || all.net_saving(horizon);
    let tracked_total = || tracked.total();
    let in_all = |counts: &[Vec<u32>]| f64::from(counts.iter().flatten().sum::<u32>());
    let (starts, completions) = (|| in_all(&activity.starts), || in_all(&activity.completions));
    let each = |value: f64, count: f64| (count > 0.0).then(|| value / count);
    match metric {
        Metric::Referrals
        | Metric::DaysInCare
        | Metric::DaysInPlacement(_)
        | Metric::EntriesToCare
        | Metric::ChildrenEverInCare
        | Metric::CareCost => None,
        Metric::Starts => Some(starts()),
        Metric::Completions => Some(completions()),
        Metric::LostWaiting => Some(programme.lost_waiting as f64),
        Metric::DaysOutOfCare => Some(tracked_total().home_days as f64),
        Metric::HomeShare => {
            let (home, followed) = tracked.days_before(plan.calendar.months(), &plan.calendar);
            each(home as f64, followed as f64)
        }
        Metric::PaidDays => Some(programme.day_counts.paid_days().iter().sum()),
        Metric::DeadweightAgreed => programme.day_counts.deadweight_agreed(),
        Metric::DeadweightTrue => programme.day_counts.deadweight_true(),
        Metric::DeadweightGap => programme.day_counts.deadweight_gap(),
        Metric::PaidDeadweightDays => {
            programme.day_counts.paid_deadweight(&outcome.arrangement.terms)
        }
        Metric::BaselineAgreed => programme.day_counts.baseline_agreed(),
        Metric::BaselineTrue => programme.day_counts.baseline_true(),
        Metric::Achieved(index) => {
            lists.outcomes[index].and_then(|own| Some(programme.secondary.shares(own)?.0))
        }
        Metric::AchievedCounterfactual(index) => {
            lists.outcomes[index].and_then(|own| Some(programme.secondary.shares(own)?.1))
        }
        Metric::HomeCounterfactual => {
            let count = tracked_total();
            each(count.home_counterfactual as f64, count.home_days as f64)
        }
        Metric::CompletersNeverInCare => each_completer_out_of_care(tracked_total()),
        Metric::StatusQuoCareCost => Some(care_cost(programme.status_quo_cost)),
        Metric::CareCostSaved => Some(sum(&all.saved)),
        Metric::CareCostSavedInWindow => Some(tracked_total().saved),
        Metric::CareDaysAvoided => {
            let counterfactual =
                days_in_care(outcome.care_counterfactual, outcome.world.strata, horizon);
            Some((counterfactual - days.iter().sum::<i64>()) as f64)
        }
        Metric::Payments => {
            let co_payers = accounts.co_payers.iter().map(|co_payer| total(&co_payer.paid));
            Some(std::iter::once(total(&all.paid)).chain(co_payers).sum())
        }
        Metric::PaymentsByCouncil => Some(total(&all.paid)),
        Metric::PaymentsByCoPayer(index) => {
            Some(lists.co_payers[index].map_or(0.0, |own| total(&accounts.co_payers[own].paid)))
        }
        Metric::PaymentsForLine(index) => {
            Some(lists.lines[index].map_or(0.0, |own| accounts.lines[own].all.pounds()))
        }
        Metric::PaymentsByHorizon => Some(accounts.payments().take(horizon).sum()),
        Metric::UnpaidByCaps => Some(programme.settlement.unpaid.pounds()),
        Metric::CouncilRunningCost => Some(accounts.sums.running.pounds()),
        Metric::SurplusToCouncil => Some(accounts.sums.surplus_to_councils.pounds()),
        Metric::NetSaving => Some(net_saving()),
        Metric::NetSavingReal => Some(outcome.arrangement.discounting.real(&all.net[..horizon])),
        Metric::NetSavingPresentValue => {
            Some(outcome.arrangement.discounting.present(&all.net[..horizon]))
        }
        Metric::NetSavingCashable => Some(sum(&all.saved_cashable) + total(&all.money[..horizon])),
        Metric::NetSavingPublic => {
            let paid: f64 =
                accounts.co_payers.iter().map(|co_payer| total(&co_payer.money[..horizon])).sum();
            Some(net_saving() + paid)
        }
        Metric::NetSavingInWindow => Some(tracked_total().saved + total(&all.money)),
        Metric::NetSavingTo18 => Some(all.net.iter().sum()),
        Metric::NetSavingOfPathway(index) => Some(lists.pathways[index].map_or(0.0, |own| {
            let strata = outcome.world.strata;
            let saved: f64 = (0..strata.councils)
                .map(|council| {
                    let stratum = strata.index(council, own);
                    programme.status_quo_cost[stratum].until(horizon)
                        - outcome.cost[stratum].until(horizon)
                })
                .sum();
            let paid: f64 = (0..outcome.arrangement.terms.lines.len())
                .map(|line| {
                    accounts.lines[line].by_councils.pounds() * programme.pathway_shares[line][own]
                })
                .sum();
            saved - paid
        })),
        Metric::NetSavingPerStart => each(net_saving(), starts()),
        Metric::NetSavingPerCompletion => each(net_saving(), completions()),
        Metric::BreakEvenMonth => Some(break_even(&all.net[..horizon])),
        Metric::CouncilGain => Some(accounts.council_gain(horizon)),
        Metric::CoPayerGain(index) => {
            Some(lists.co_payers[index].map_or(0.0, |own| accounts.co_payer_gain(own)))
        }
        Metric::PublicGain => Some(accounts.public_gain(horizon)),
        Metric::ContractCost => Some(accounts.sums.outside.pounds()),
        Metric::ProviderCost => Some(accounts.sums.provider_cost.pounds()),
        Metric::ProviderSurplus => Some(total(&accounts.providers)),
        Metric::SurplusOfProvider(index) => {
            Some(lists.providers[index].map_or(0.0, |own| accounts.providers[own].pounds()))
        }
        Metric::InvestorDrawn
        | Metric::InvestorReturned
        | Metric::InvestorPeakDrawn
        | Metric::InvestorMultiple
        | Metric::InvestorIrr
        | Metric::InvestorNpv
        | Metric::InvestorPayback
        | Metric::InvestorLoss
        | Metric::InvestorLoses
        | Metric::InvestorMultipleAfterFee
        | Metric::InvestorIrrAfterFee
        | Metric::TrancheDrawn(_)
        | Metric::TrancheReturned(_)
        | Metric::TrancheMultiple(_)
        | Metric::TrancheIrr(_)
        | Metric::TrancheLoses(_) => accounts.investor.as_ref()?.value(metric, &lists.tranches),
        Metric::InvestorGain => {
            Some(accounts.investor.as_ref().map_or(0.0, |it| it.gain(accounts.sums.fund_fee)))
        }
        Metric::Coupon => by_investor(accounts, |it| it.coupon),
        Metric::Protection => by_investor(accounts, |it| it.protection),
        Metric::GuaranteeByHorizon => by_investor(accounts, |it| it.guarantee),
        Metric::FundFee => by_investor(accounts, |it| it.fund_fee),
        Metric::ReviewMet(index) => programme.review_met(lists, index).map(chance),
        Metric::ChangeInForce(index) => lists.changes[index].map(|own| {
            let begins = outcome.world.scenario.changes[own].from;
            chance(programme.holds[own] && begins <= activity.contract_ends)
        }),
        Metric::EndsEarly => Some(chance(outcome.arrangement.schedule.ends_early(&plan.calendar))),
        Metric::WorkStops => Some(chance(programme.work_stops)),
        Metric::CouncilReferrals(index)
        | Metric::CouncilStarts(index)
        | Metric::CouncilCompletions(index)
        | Metric::CouncilDaysOutOfCare(index)
        | Metric::CouncilHomeCounterfactual(index)
        | Metric::CouncilCompletersNeverInCare(index)
        | Metric::CouncilCareCostSaved(index)
        | Metric::CouncilPayments(index)
        | Metric::CouncilNetSaving(index)
        | Metric::CouncilNetSavingTo18(index)
        | Metric::CouncilBreakEvenMonth(index) => {
            of_council(outcome, programme, accounts, metric, lists.councils[index]?)
        }
        Metric::GroupStarts(index) => Some(f64::from(programme.group(lists, index)?.starts)),
        Metric::GroupDaysAvoided(index) => Some(programme.group(lists, index)?.days as f64),
        Metric::GroupCostSaved(index) => Some(programme.group(lists, index)?.cost),
    }
}

/// 1 where something happens, so that the mean is its probability.
fn chance(happens: bool) -> f64 {
    f64::from(u8::from(happens))
}

/// What an investor has part in; none without one.
fn by_investor(accounts: &Accounts, sum: fn(&Sums) -> Money) -> Option<f64> {
    accounts.investor.as_ref().map(|_| sum(&accounts.sums).pounds())
}

fn each_completer_out_of_care(count: TrackedCount) -> Option<f64> {
    (count.completers > 0)
        .then(|| f64::from(count.completers_never_in_care) / f64::from(count.completers))
}

/// The part of one of several councils.
fn of_council(
    outcome: &WorldOutcome<'_>,
    programme: &Programme<'_>,
    accounts: &Accounts,
    metric: Metric,
    council: usize,
) -> Option<f64> {
    let horizon = outcome.plan.horizon();
    let account = &accounts.councils[council];
    let tracked = programme.tracked.councils[council];
    let count = &programme.counts[council];
    match metric {
        Metric::CouncilReferrals(_) => Some(f64::from(count.referrals)),
        Metric::CouncilStarts(_) => Some(f64::from(count.starts)),
        Metric::CouncilCompletions(_) => Some(f64::from(count.completions)),
        Metric::CouncilDaysOutOfCare(_) => Some(tracked.home_days as f64),
        Metric::CouncilHomeCounterfactual(_) => (tracked.home_days > 0)
            .then(|| tracked.home_counterfactual as f64 / tracked.home_days as f64),
        Metric::CouncilCompletersNeverInCare(_) => each_completer_out_of_care(tracked),
        Metric::CouncilCareCostSaved(_) => Some(account.saved[..horizon].iter().sum()),
        Metric::CouncilPayments(_) => Some(total(&account.paid)),
        Metric::CouncilNetSaving(_) => Some(account.net_saving(horizon)),
        Metric::CouncilNetSavingTo18(_) => Some(account.net.iter().sum()),
        Metric::CouncilBreakEvenMonth(_) => Some(break_even(&account.net[..horizon])),
        _ => unreachable!("a metric of a council"),
    }
}

/// What a series adds up, month by month.
fn add_monthly(
    outcome: &WorldOutcome<'_>,
    programme: &Programme<'_>,
    accounts: &Accounts,
    series: Series,
    values: &mut Vec<f64>,
) {
    let calendar = &outcome.plan.calendar;
    let months = 0..outcome.plan.series_months;
    match series {
        // It adds up nothing.
        Series::ChildrenInCare => {}
        Series::Completions => {
            let completions = &programme.activity.completions;
            let in_month = |month: Month| {
                completions.iter().map(|completion| f64::from(completion[month])).sum::<f64>()
            };
            values.extend(months.map(in_month));
        }
        Series::Earned => values.extend(programme.earned.iter().map(|it| it.pounds())),
        Series::CareCostSaved => values.extend(&accounts.all().saved),
        Series::Starts => values.extend(programme.activity.all_starts().map(f64::from)),
        Series::DaysOutOfCare => {
            values.resize(calendar.months(), 0.0);
            for council in 0..outcome.world.strata.councils {
                let days = programme.tracked.home.by_month(calendar, council);
                for (sum, count) in values.iter_mut().zip(days) {
                    *sum += f64::from(count);
                }
            }
        }
        Series::PaidDays => values.extend(programme.day_counts.paid_days()),
        Series::Payments => values.extend(accounts.payments().take(months.len())),
        Series::NetSaving => values.extend(&accounts.all().net),
        Series::InvestorPosition => {
            if let Some(investor) = &accounts.investor {
                values.extend(investor.whole.net.iter().map(|it| it.pounds()));
            }
        }
    }
}

/// By financial year: the net saving, then each payer's payments in the plan's order.
fn years(plan: &Plan<'_>, world: &World<'_>, accounts: Option<&Accounts>) -> Vec<f64> {
    let width = 2 + plan.names.co_payers().len();
    let mut years = vec![0.0; plan.years.len() * width];
    let Some(accounts) = accounts else { return years };
    let all = accounts.all();
    for month in 0..plan.series_months {
        let year = plan.year_of_month[month];
        let row = &mut years[year * width..(year + 1) * width];
        row[0] += all.net[month];
        row[1] += all.paid[month].pounds();
        for (sum, own) in row[2..].iter_mut().zip(&world.lists.co_payers) {
            *sum += own.map_or(0.0, |own| accounts.co_payers[own].paid[month].pounds());
        }
    }
    years
}
