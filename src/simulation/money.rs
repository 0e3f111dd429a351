//! How long delivery and the contract go on, and the money that changes hands meanwhile.

use super::parameters::Arrangement;
use super::plan::{Plan, World};
use super::trial::Workspace;
use crate::cohort::{Activity, Admission, Until, started};
use crate::contract::{Measure, Settlement, Treated, settle};
use crate::family::{Family, Life};
use crate::funding::{Funding, fund};
use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Calendar, Money};

/// Therapists by month, and when delivery and the contract end.
pub(super) fn count_staff(
    arrangement: &Arrangement,
    world: &World<'_>,
    calendar: &Calendar,
    admissions: &[Admission],
    families: &[Family],
    activity: &mut Activity,
) {
    activity.therapists.clear();
    activity.therapists.resize(calendar.months(), 0.0);
    for staffing in arrangement.therapies.iter().filter_map(|it| it.staffing.as_ref()) {
        for (sum, therapists) in activity.therapists.iter_mut().zip(&staffing.therapists) {
            *sum += therapists;
        }
    }
    let last_referral = world.scenario.referrals_end().saturating_sub(1);
    let referrals_end = match arrangement.funnel.stops {
        Some(day) => last_referral.min(calendar.month_of(day.saturating_sub(1))),
        None => last_referral,
    };
    let last_session = started(admissions).map(|stay| calendar.month_of(stay.ends - 1)).max();
    activity.delivery_ends = referrals_end.max(last_session.unwrap_or(0));
    let terms = &arrangement.terms;
    let no_life: &Life = &[];
    let windows = families.iter().zip(admissions).filter_map(|(family, admission)| {
        let Admission::Started(stay) = admission else { return None };
        let tracking = terms.tracking[family.council];
        let treated = Treated { family, stay, life: no_life, achieved: &[], tracking };
        let of_lines = terms.lines.iter().filter_map(|it| it.measure.window());
        let last = of_lines
            .chain([(None, false)])
            .filter_map(|(window, past)| {
                let (_, closes) = treated.window(window)?;
                Some(if past { closes } else { closes.min(family.eighteen) })
            })
            .max()?;
        Some(calendar.month_of(last.saturating_sub(1)))
    });
    let last_input = terms.lines.iter().map(|line| match line.measure {
        Measure::Input { until: Until::Month(month), .. } => month.saturating_sub(1),
        _ => 0,
    });
    let last_earned = windows.chain(last_input).chain([activity.delivery_ends]).max().unwrap_or(0);
    activity.contract_ends = terms.paid_in(last_earned);
}

/// What the payments and the funding came to.
pub(super) struct MoneyOutcome {
    pub(super) settlement: Settlement,
    pub(super) funding: Funding,
}

/// Settles the contract and runs its account; the ledger in the workspace then holds every payment.
pub(super) fn settle_money(
    plan: &Plan<'_>,
    world: &World<'_>,
    arrangement: &Arrangement,
    space: &mut Workspace,
) -> MoneyOutcome {
    let Workspace { activity, outcomes, ledger, .. } = space;
    ledger.clear();
    let payee = if world.scenario.investor.is_some() { Party::Vehicle } else { Party::Provider(0) };
    let terms = &arrangement.terms;
    let invoices = outcomes.invoices(terms, &plan.calendar, activity);
    let settlement = settle(terms, &invoices, payee, ledger);
    let costs = arrangement.provider.by_month(activity);
    pay_monthly(ledger, Party::Provider(0), &costs, Purpose::Cost);
    for (index, council) in arrangement.councils.iter().enumerate() {
        let running = council.running.by_month(activity);
        pay_monthly(ledger, Party::Council(index), &running, Purpose::Running);
    }
    let funding = match &arrangement.facility {
        Some(facility) => {
            let fee = |cost: &Money| *cost + cost.share(arrangement.margin);
            let fees: Vec<Money> = costs.iter().map(fee).collect();
            fund(facility, &[fees], activity, ledger)
        }
        None => Funding::default(),
    };
    debug_assert!(ledger.is_closed(plan.calendar.months()), "every pound has a payer and a payee");
    MoneyOutcome { settlement, funding }
}

fn pay_monthly(ledger: &mut Ledger, from: Party, amounts: &[Money], purpose: Purpose) {
    for (month, amount) in amounts.iter().enumerate() {
        ledger.pay(month, from, Party::Outside, *amount, purpose);
    }
}
