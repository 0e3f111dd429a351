//! How long delivery and the contract go on, and the money that changes hands meanwhile.

use super::arrangement::Arrangement;
use super::programme::Simulated;
use super::workspace::Workspace;
use crate::cohort::Activity;
use crate::contract::{Settlement, Treated, settle};
use crate::funding::{Funding, fund};
use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Calendar, Money, Month};

/// Therapists by month, and when delivery ends; the last month in which anything is earned, or in which
/// there is work.
pub(super) fn count_staff(
    arrangement: &Arrangement,
    calendar: &Calendar,
    treated: &[Treated<'_>],
    activity: &mut Activity,
) -> Month {
    activity.staff(arrangement.services.iter().map(|service| service.staffing.as_ref()));
    let referred_until = arrangement.schedule.referred_until.iter().max();
    let last_referral = referred_until.map_or(0, |it| it.saturating_sub(1));
    let referrals_end = match arrangement.funnel.stops {
        Some(day) => last_referral.min(calendar.month_of(day.saturating_sub(1))),
        None => last_referral,
    };
    let last_session = treated.iter().map(|it| it.stay.ends - 1).max();
    let last_session = last_session.map(|last_session| calendar.month_of(last_session));
    activity.delivery_ends = referrals_end.max(last_session.unwrap_or(0));
    let terms = &arrangement.terms;
    let last_followed = treated.iter().filter_map(|family| family.followed(None, false));
    let last_followed = last_followed.map(|(_, closes)| closes - 1).max();
    let last_earning = terms.lines.iter().filter_map(|line| {
        treated.iter().filter_map(|family| line.last_earning_day(calendar, family)).max()
    });
    let last_day = last_followed.into_iter().chain(last_earning).max();
    let last_input = terms.lines.iter().filter_map(|line| line.measure.last_month()).max();
    let last_months = [last_day.map(|day| calendar.month_of(day)), last_input];
    last_months.into_iter().flatten().fold(activity.delivery_ends, Month::max)
}

/// What the payments and the funding came to.
pub(super) struct MoneyOutcome {
    /// Invoiced in each month, before the caps on the contract.
    pub(super) earned: Vec<Money>,
    pub(super) settlement: Settlement,
    pub(super) funding: Funding,
}

/// Settles the contract and runs its account; the ledger in the workspace then holds every payment.
pub(super) fn settle_money(
    arrangement: &Arrangement,
    simulated: &Simulated,
    space: &mut Workspace,
) -> MoneyOutcome {
    let Workspace { activity, ledger, .. } = space;
    ledger.clear();
    let terms = &arrangement.terms;
    activity.contract_ends = terms.paid_in(simulated.last_earned);
    let invoices = simulated.earned.invoices(terms, activity);
    let settlement = settle(terms, &invoices, ledger);
    let earned = sums(&invoices.concat());
    let (costs, fees) = arrangement.delivery_costs(activity);
    for (provider, costs) in costs.iter().enumerate() {
        pay_monthly(ledger, Party::Provider(provider), costs, Purpose::Cost);
    }
    for (index, council) in arrangement.councils.iter().enumerate() {
        let running = council.running.by_month(activity);
        pay_monthly(ledger, Party::Council(index), &running, Purpose::Running);
    }
    let funding = if let Some(facility) = &arrangement.facility {
        fund(facility, &fees, activity, ledger)
    } else {
        pass_on(arrangement, activity, ledger);
        Funding::default()
    };
    debug_assert!(
        ledger.payments().iter().any(|payment| payment.amount.pounds() > Money::MOST_POUNDS)
            || ledger.is_closed(activity.months),
        "every pound has a payer and a payee"
    );
    MoneyOutcome { earned, settlement, funding }
}

impl Arrangement {
    pub(super) fn provider_count(&self) -> usize {
        self.editions[0].providers.len()
    }

    /// What each provider spends and what it is owed, by month, each under the terms in force.
    fn delivery_costs(&self, activity: &Activity) -> (Vec<Vec<Money>>, Vec<Vec<Money>>) {
        let in_force = self.schedule.steps(|edition, _| edition);
        (0..self.provider_count())
            .map(|provider| {
                let mut months = (Vec::new(), Vec::new());
                for (from, edition) in &in_force {
                    let provider = &self.editions[*edition].providers[provider];
                    let costs = provider.costs.by_month(activity);
                    let fees = provider.fees(&costs);
                    for (months, under) in [(&mut months.0, costs), (&mut months.1, fees)] {
                        months.truncate(*from);
                        months.extend_from_slice(&under[months.len()..]);
                    }
                }
                months
            })
            .unzip()
    }
}

/// What these months add up to, each by itself.
fn sums(of: &[Vec<Money>]) -> Vec<Money> {
    let mut sums = of.first().cloned().unwrap_or_default();
    for months in of.iter().skip(1) {
        sums.iter_mut().zip(months).for_each(|(sum, it)| *sum += *it);
    }
    sums
}

/// Hands each month's payments to the providers, by the families that have started with each so
/// far; before the first start, in equal parts.
fn pass_on(arrangement: &Arrangement, activity: &Activity, ledger: &mut Ledger) {
    let mut starts = vec![0_u32; arrangement.provider_count()];
    for (month, received) in ledger.net(Party::Vehicle, activity.months).into_iter().enumerate() {
        for (therapy, provider) in arrangement.provider_of.iter().enumerate() {
            starts[*provider] += activity.starts_of(therapy, month);
        }
        let none_yet = starts.iter().all(|start| *start == 0);
        let weights = starts.iter().map(|start| if none_yet { 1.0 } else { f64::from(*start) });
        for (provider, part) in received.in_proportion(weights).enumerate() {
            let to = Party::Provider(provider);
            ledger.pay(month, Party::Vehicle, to, part, Purpose::Delivery);
        }
    }
}

fn pay_monthly(ledger: &mut Ledger, from: Party, amounts: &[Money], purpose: Purpose) {
    for (month, amount) in amounts.iter().enumerate() {
        ledger.pay(month, from, Party::Outside, *amount, purpose);
    }
}
