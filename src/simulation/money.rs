//! How long delivery and the contract go on, and the money that changes hands meanwhile.

use super::parameters::Arrangement;
use super::plan::{Plan, World};
use super::trial::Workspace;
use crate::cohort::{Activity, Admission, Until, started};
use crate::contract::{Measure, Milestone, Settlement, Treated, settle};
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
    activity.staff(arrangement.therapies.iter().map(|it| it.staffing.as_ref()), calendar);
    let last_referral = world.scenario.referrals.months.saturating_sub(1);
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
        let treated = Treated { family, stay, life: no_life };
        let of_lines = terms.lines.iter().filter_map(|line| match &line.measure {
            Measure::PerPeriod { window, past_eighteen, .. } => Some((*window, *past_eighteen)),
            Measure::Milestone(
                Milestone::OutOfCare { after: window }
                | Milestone::Reunification { within: window },
            ) => Some((*window, false)),
            Measure::Milestone(_) | Measure::Input { .. } => None,
        });
        let last = of_lines
            .chain([(terms.tracking, false)])
            .filter_map(|(window, past)| {
                let (_, closes) = window.of(&treated)?;
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
    arrangement: &Arrangement,
    space: &mut Workspace,
) -> MoneyOutcome {
    let Workspace { activity, outcomes, ledger, .. } = space;
    ledger.clear();
    let terms = &arrangement.terms;
    let invoices = outcomes.invoices(terms, &plan.calendar, activity);
    let settlement = settle(terms, &invoices, Party::Vehicle, ledger);
    let costs: Vec<Vec<Money>> =
        arrangement.providers.iter().map(|it| it.costs.by_month(activity)).collect();
    for (provider, costs) in costs.iter().enumerate() {
        pay_monthly(ledger, Party::Provider(provider), costs, Purpose::Cost);
    }
    pay_monthly(ledger, Party::Council, &arrangement.council.by_month(activity), Purpose::Running);
    let funding = if let Some(facility) = &arrangement.facility {
        let providers = arrangement.providers.iter().zip(&costs);
        let fees: Vec<Vec<Money>> = providers.map(|(it, costs)| it.fees(costs)).collect();
        fund(facility, &fees, activity.delivery_ends, ledger)
    } else {
        pass_on(arrangement, activity, ledger);
        Funding::default()
    };
    debug_assert!(ledger.is_closed(plan.calendar.months()), "every pound has a payer and a payee");
    MoneyOutcome { settlement, funding }
}

/// Hands each month's payments to the providers, by the families that have started with each so
/// far; before the first start, in equal parts.
fn pass_on(arrangement: &Arrangement, activity: &Activity, ledger: &mut Ledger) {
    let mut starts = vec![0_u32; arrangement.providers.len()];
    for (month, received) in ledger.net(Party::Vehicle, activity.months()).into_iter().enumerate() {
        for (provider, by_month) in arrangement.provider_of.iter().zip(&activity.starts) {
            starts[*provider] += by_month[month];
        }
        let none_yet = starts.iter().all(|it| *it == 0);
        let weights = starts.iter().map(|it| if none_yet { 1.0 } else { f64::from(*it) });
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
