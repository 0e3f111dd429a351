//! One world in one trial, as the row that is kept of it.

use super::lives::{days_in_placement, entries};
use super::parameters::Arrangement;
use super::plan::{Claimed, Plan, World};
use super::trial::Programme;
use crate::assumption::Draw;
use crate::contract::Measure;
use crate::family::Occupancy;
use crate::ledger::{Ledger, Party, Payment, Purpose};
use crate::results::{IrrKind, Metric, SERIES, Series, WorldRow};
use crate::returns::{CareCost, InvestorReturn, Irr};
use crate::units::{Money, Month};

/// Everything that happened in one world.
pub(super) struct WorldOutcome<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) world: &'a World<'a>,
    pub(super) arrangement: &'a Arrangement,
    pub(super) care: &'a Occupancy,
    /// Of each pathway.
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

/// The row of one world.
pub(super) fn measure(outcome: &WorldOutcome<'_>, draw: &Draw) -> WorldRow {
    let plan = outcome.plan;
    let days: Vec<Vec<i64>> = (0..outcome.world.scenario.placements.len())
        .map(|it| days_in_placement(outcome.care, outcome.world, &plan.calendar, it))
        .collect();
    let money = outcome.programme.as_ref().map(|it| Accounts::new(outcome, it));
    let value =
        |metric: &Metric| value(outcome, &days, money.as_ref(), *metric).unwrap_or(f64::NAN);
    let metrics: Vec<f64> = plan.metrics.iter().map(value).collect();
    let series: Vec<Vec<f64>> =
        SERIES.iter().map(|it| series(outcome, &days, money.as_ref(), *it)).collect();
    let claim = |claimed: &Claimed| match *claimed {
        _ if money.is_none() => f64::NAN,
        Claimed::Nothing => f64::NAN,
        Claimed::Metric(index) => metrics[index],
        // By the end of so many months; at month 0 nothing has happened yet.
        Claimed::Series(index, month) => {
            let series = &series[index];
            month.checked_sub(1).map_or(0.0, |last| series[last.min(series.len() - 1)])
        }
    };
    let claims = plan.claimed.iter().map(claim).collect();
    WorldRow {
        metrics,
        #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for a chart")]
        series: series.into_iter().flatten().map(|it| it as f32).collect(),
        years: years(plan, outcome.world, money.as_ref()),
        claims,
        irr: money.as_ref().map_or(IrrKind::NothingInvested, Accounts::irr_kind),
        assumptions: [draw.values(), &outcome.arrangement.site].concat(),
    }
}

/// The money of a world with a programme, month by month.
struct Accounts<'a> {
    ledger: &'a Ledger,
    /// Saved cost of care, and the part of it that would leave the budget.
    saved: Vec<f64>,
    saved_cashable: Vec<f64>,
    /// What the council receives less what it pays.
    council: Vec<Money>,
    co_payers: Vec<Vec<Money>>,
    /// `saved` and the council's money together.
    net: Vec<f64>,
    investor: Option<InvestorReturn>,
    /// Payments of the council and of each co-payer.
    paid: Vec<Vec<Money>>,
}

impl<'a> Accounts<'a> {
    fn new(outcome: &WorldOutcome<'_>, programme: &'a Programme<'_>) -> Self {
        let months = outcome.plan.calendar.months();
        let ledger = programme.ledger;
        let mut saved = vec![0.0; months];
        let mut saved_cashable = vec![0.0; months];
        for (without, with) in programme.status_quo_cost.iter().zip(outcome.cost) {
            for month in 0..months {
                saved[month] += without.total[month] - with.total[month];
                saved_cashable[month] += without.cashable[month] - with.cashable[month];
            }
        }
        let council = ledger.net(Party::Council, months);
        let net = saved.iter().zip(&council).map(|(saved, money)| saved + money.pounds()).collect();
        let payers = outcome.arrangement.terms.co_payers.len();
        let co_payers: Vec<Vec<Money>> =
            (0..payers).map(|it| ledger.net(Party::CoPayer(it), months)).collect();
        let investor = outcome
            .arrangement
            .facility
            .as_ref()
            .map(|_| InvestorReturn::of(ledger, months, outcome.arrangement.hurdle));
        let mut paid = vec![vec![Money::ZERO; months]; 1 + payers];
        for payment in ledger.payments().iter().filter(|it| matches!(it.purpose, Purpose::Line(_)))
        {
            let payer = match payment.from {
                Party::CoPayer(index) => 1 + index,
                _ => 0,
            };
            paid[payer][payment.month] += payment.amount;
        }
        Self { ledger, saved, saved_cashable, council, co_payers, net, investor, paid }
    }

    fn irr_kind(&self) -> IrrKind {
        match self.investor.as_ref().map(|it| it.irr) {
            None | Some(Irr::NothingInvested) => IrrKind::NothingInvested,
            Some(Irr::Unique(_)) => IrrKind::Unique,
            Some(Irr::Ambiguous { .. }) => IrrKind::Ambiguous,
            Some(Irr::TotalLoss) => IrrKind::TotalLoss,
            Some(Irr::NoRate) => IrrKind::NoRate,
        }
    }

    fn payments(&self, month: Month) -> f64 {
        self.paid.iter().map(|it| it[month].pounds()).sum()
    }

    /// What is paid under one line.
    fn for_line(&self, line: usize, until: Month) -> (Money, Money) {
        let of = |it: &Payment| it.purpose == Purpose::Line(line) && it.month < until;
        let council = self.ledger.total(|it| of(it) && it.from == Party::Council);
        (council, self.ledger.total(of))
    }
}

fn total(amounts: &[Money]) -> f64 {
    amounts.iter().copied().sum::<Money>().pounds()
}

#[expect(clippy::too_many_lines, reason = "a table: one line for each metric")]
fn value(
    outcome: &WorldOutcome<'_>,
    days: &[Vec<i64>],
    accounts: Option<&Accounts<'_>>,
    metric: Metric,
) -> Option<f64> {
    let plan = outcome.plan;
    let lists = &outcome.world.lists;
    let horizon = plan.horizon();
    let to_horizon = |days: &[i64]| days[..horizon].iter().sum::<i64>() as f64;
    let care_cost = |costs: &[CareCost]| costs.iter().map(|it| it.until(horizon)).sum::<f64>();
    match metric {
        Metric::Referrals => return Some(outcome.referrals as f64),
        Metric::DaysInCare => return Some(days.iter().map(|it| to_horizon(it)).sum()),
        Metric::DaysInPlacement(index) => {
            return Some(lists.placements[index].map_or(0.0, |own| to_horizon(&days[own])));
        }
        Metric::EntriesToCare => {
            return Some(entries(outcome.care, outcome.world, &plan.calendar, horizon) as f64);
        }
        Metric::ChildrenEverInCare => return Some(outcome.ever_in_care as f64),
        Metric::CareCost => return Some(care_cost(outcome.cost)),
        _ => {}
    }
    let programme = outcome.programme.as_ref()?;
    let accounts = accounts?;
    let activity = programme.activity;
    let tracked = programme.tracked;
    let investor = accounts.investor.as_ref();
    let sum = |monthly: &[f64]| monthly[..horizon].iter().sum::<f64>();
    // What was paid is counted in pence, so that where nothing is saved this is what was paid.
    let net_saving = || sum(&accounts.saved) + total(&accounts.council[..horizon]);
    let starts = f64::from(activity.starts.iter().sum::<u32>());
    let completions = f64::from(activity.completions.iter().sum::<u32>());
    let each = |value: f64, count: f64| (count > 0.0).then(|| value / count);
    let purpose = |purpose: Purpose, to: Party| {
        programme.ledger.total(|it| it.purpose == purpose && it.to == to).pounds()
    };
    match metric {
        Metric::Referrals
        | Metric::DaysInCare
        | Metric::DaysInPlacement(_)
        | Metric::EntriesToCare
        | Metric::ChildrenEverInCare
        | Metric::CareCost => None,
        Metric::Starts => Some(starts),
        Metric::Completions => Some(completions),
        Metric::LostWaiting => Some(programme.lost_waiting as f64),
        Metric::DaysOutOfCare => Some(tracked.home_days as f64),
        Metric::PaidDays => Some(paid_days(outcome, programme).iter().sum()),
        Metric::HomeAnyway => each(tracked.home_anyway as f64, tracked.home_days as f64),
        Metric::CompletersNeverInCare => {
            each(f64::from(tracked.completers_never_in_care), f64::from(tracked.completers))
        }
        Metric::StatusQuoCareCost => Some(care_cost(&programme.status_quo_cost)),
        Metric::CareCostSaved => Some(sum(&accounts.saved)),
        Metric::Payments => Some(accounts.paid.iter().map(|it| total(it)).sum()),
        Metric::PaymentsByCouncil => Some(total(&accounts.paid[0])),
        Metric::PaymentsByCoPayer(index) => {
            Some(lists.co_payers[index].map_or(0.0, |own| total(&accounts.paid[1 + own])))
        }
        Metric::PaymentsForLine(index) => Some(
            lists.lines[index]
                .map_or(0.0, |own| accounts.for_line(own, plan.calendar.months()).1.pounds()),
        ),
        Metric::PaymentsByHorizon => Some((0..horizon).map(|it| accounts.payments(it)).sum()),
        Metric::UnpaidByCaps => Some(programme.settlement.unpaid.pounds()),
        Metric::CouncilRunningCost => {
            let running = |it: &Payment| it.purpose == Purpose::Running && it.month < horizon;
            Some(programme.ledger.total(running).pounds())
        }
        Metric::SurplusToCouncil => Some(purpose(Purpose::Surplus, Party::Council)),
        Metric::NetSaving => Some(net_saving()),
        Metric::NetSavingReal => {
            Some(outcome.arrangement.discounting.real(&accounts.net[..horizon]))
        }
        Metric::NetSavingPresentValue => {
            Some(outcome.arrangement.discounting.present(&accounts.net[..horizon]))
        }
        Metric::NetSavingCashable => {
            Some(sum(&accounts.saved_cashable) + total(&accounts.council[..horizon]))
        }
        Metric::NetSavingPublic => {
            let paid: f64 = accounts.co_payers.iter().map(|it| total(&it[..horizon])).sum();
            Some(net_saving() + paid)
        }
        Metric::NetSavingInWindow => {
            let (with, without) = &programme.tracked_cost;
            let saved: f64 = without.total.iter().zip(&with.total).map(|(a, b)| a - b).sum();
            Some(saved + total(&accounts.council))
        }
        Metric::NetSavingTo18 => Some(accounts.net.iter().sum()),
        Metric::NetSavingOfPathway(index) => Some(lists.pathways[index].map_or(0.0, |own| {
            let saved =
                programme.status_quo_cost[own].until(horizon) - outcome.cost[own].until(horizon);
            let paid: f64 = (0..outcome.arrangement.terms.lines.len())
                .map(|line| {
                    accounts.for_line(line, horizon).0.pounds()
                        * programme.pathway_shares[line][own]
                })
                .sum();
            saved - paid
        })),
        Metric::NetSavingPerStart => each(net_saving(), starts),
        Metric::NetSavingPerCompletion => each(net_saving(), completions),
        Metric::BreakEvenMonth => break_even(&accounts.net[..horizon]),
        Metric::ProviderCost => {
            Some(programme.ledger.total(|it| it.purpose == Purpose::Cost).pounds())
        }
        Metric::ProviderSurplus => {
            Some(total(&programme.ledger.net(Party::Provider, plan.calendar.months())))
        }
        Metric::InvestorDrawn => Some(investor?.drawn.pounds()),
        Metric::InvestorReturned => Some(investor?.returned.pounds()),
        Metric::InvestorPeakDrawn => Some(investor?.peak_drawn.pounds()),
        Metric::InvestorMultiple => investor?.multiple(),
        Metric::InvestorIrr => investor?.irr.rate(),
        Metric::InvestorNpv => Some(investor?.npv_at_hurdle),
        Metric::InvestorPayback => investor?.payback.map(|it| it as f64),
        Metric::InvestorLoss => Some(investor?.loss().pounds()),
        Metric::InvestorLoses => Some(f64::from(u8::from(investor?.loss() > Money::ZERO))),
        Metric::WorkStops => Some(f64::from(u8::from(programme.work_stops))),
    }
}

/// The month, counted from 1, from whose end the cumulative sum is not negative for good; 0 if it
/// never is.
fn break_even(net: &[f64]) -> Option<f64> {
    let mut sum = 0.0;
    let mut months = 0;
    for (month, amount) in net.iter().enumerate() {
        sum += amount;
        if sum < 0.0 {
            months = month + 2;
        }
    }
    (sum >= 0.0).then_some(months as f64)
}

/// Days paid for under the `per_period` lines, less deadweight, by month.
fn paid_days(outcome: &WorldOutcome<'_>, programme: &Programme<'_>) -> Vec<f64> {
    let mut days = vec![0.0; outcome.plan.calendar.months()];
    for (index, line) in outcome.arrangement.terms.lines.iter().enumerate() {
        let Measure::PerPeriod { period_days, .. } = line.measure else { continue };
        let units = programme.outcomes.units_by_month(&outcome.plan.calendar, index);
        for (sum, count) in days.iter_mut().zip(units) {
            *sum += f64::from(count) * f64::from(period_days) * (1.0 - line.deadweight);
        }
    }
    days
}

/// One series over its months.
fn series(
    outcome: &WorldOutcome<'_>,
    days: &[Vec<i64>],
    accounts: Option<&Accounts<'_>>,
    series: Series,
) -> Vec<f64> {
    let plan = outcome.plan;
    let months = plan.series_months;
    if series == Series::ChildrenInCare {
        let in_care = |month: Month| {
            let days: i64 = days.iter().map(|it| it[month]).sum();
            days as f64 / f64::from(plan.calendar.days_in(month))
        };
        return (0..months).map(in_care).collect();
    }
    let (Some(programme), Some(accounts)) = (outcome.programme.as_ref(), accounts) else {
        return vec![0.0; months];
    };
    match series {
        Series::ChildrenInCare => Vec::new(),
        Series::Starts => {
            cumulative(programme.activity.starts.iter().map(|it| f64::from(*it)), months)
        }
        Series::DaysOutOfCare => {
            cumulative(programme.tracked.home.by_month(&plan.calendar, 0).map(f64::from), months)
        }
        Series::PaidDays => cumulative(paid_days(outcome, programme).into_iter(), months),
        Series::Payments => cumulative((0..months).map(|it| accounts.payments(it)), months),
        Series::NetSaving => cumulative(accounts.net.iter().copied(), months),
        Series::InvestorPosition => match &accounts.investor {
            Some(investor) => cumulative(investor.net.iter().map(|it| it.pounds()), months),
            None => vec![0.0; months],
        },
    }
}

fn cumulative(monthly: impl Iterator<Item = f64>, months: Month) -> Vec<f64> {
    monthly
        .take(months)
        .scan(0.0, |sum, it| {
            *sum += it;
            Some(*sum)
        })
        .collect()
}

/// By financial year: the net saving, then each payer's payments in the plan's order.
fn years(plan: &Plan<'_>, world: &World<'_>, accounts: Option<&Accounts<'_>>) -> Vec<f64> {
    let width = 2 + plan.names.co_payers().len();
    let mut years = vec![0.0; plan.years.len() * width];
    let Some(accounts) = accounts else { return years };
    for month in 0..plan.series_months {
        let year = plan.year_of_month[month];
        let row = &mut years[year * width..(year + 1) * width];
        row[0] += accounts.net[month];
        row[1] += accounts.paid[0][month].pounds();
        for (sum, own) in row[2..].iter_mut().zip(&world.lists.co_payers) {
            *sum += own.map_or(0.0, |own| accounts.paid[1 + own][month].pounds());
        }
    }
    years
}
