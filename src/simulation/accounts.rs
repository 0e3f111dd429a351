//! The money of one world in one trial, party by party and month by month.

use std::ops::AddAssign;

use super::invested::{Invested, kind_of};
use super::measure::WorldOutcome;
use super::plan::Plan;
use super::programme::Programme;
use crate::ledger::{Party, Payment, Purpose};
use crate::results::IrrKind;
use crate::units::{Money, Month};

/// The money of a world with a programme: every payment of the ledger posted once.
pub(super) struct Accounts {
    pub(super) councils: Vec<CouncilAccount>,
    /// All councils together, where there are several.
    together: Option<CouncilAccount>,
    pub(super) co_payers: Vec<CoPayerAccount>,
    /// What is paid under each line of the rate card.
    pub(super) lines: Vec<LineAccount>,
    /// What each provider received less what it paid.
    pub(super) providers: Vec<Money>,
    pub(super) sums: Sums,
    pub(super) investor: Option<Invested>,
}

/// The money of one co-payer, month by month.
#[derive(Clone)]
pub(super) struct CoPayerAccount {
    /// What it receives less what it pays.
    pub(super) money: Vec<Money>,
    /// What it pays under the contract.
    pub(super) paid: Vec<Money>,
}

/// What is paid under one line.
#[derive(Clone, Copy, Default)]
pub(super) struct LineAccount {
    pub(super) all: Money,
    /// By councils alone, before the horizon.
    pub(super) by_councils: Money,
}

/// What is paid for one purpose, whoever pays.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    /// Before the horizon.
    pub(super) running: Money,
    /// To everybody outside the contract.
    pub(super) outside: Money,
    pub(super) surplus_to_councils: Money,
    pub(super) provider_cost: Money,
    pub(super) coupon: Money,
    pub(super) protection: Money,
    /// Coupon and protection before the horizon.
    pub(super) guarantee: Money,
    pub(super) fund_fee: Money,
}

/// The money of one council, month by month.
#[derive(Clone)]
pub(super) struct CouncilAccount {
    /// Saved cost of care, and up to the horizon the part of it that would leave the budget.
    pub(super) saved: Vec<f64>,
    pub(super) saved_cashable: Vec<f64>,
    /// What the council receives less what it pays, as long as money moves.
    pub(super) money: Vec<Money>,
    /// What it pays under the contract.
    pub(super) paid: Vec<Money>,
    /// `saved` and `money` together.
    pub(super) net: Vec<f64>,
}

impl CouncilAccount {
    /// The cost of care that one council saves; what it pays is posted later.
    fn saving(outcome: &WorldOutcome<'_>, programme: &Programme<'_>, council: usize) -> Self {
        let mut account = Self::empty(outcome.plan);
        let strata = outcome.world.strata;
        for pathway in 0..strata.pathways {
            let stratum = strata.index(council, pathway);
            let (without, with) = (&programme.status_quo_cost[stratum], &outcome.cost[stratum]);
            let costs = without.total.iter().zip(&with.total);
            for (saved, (without, with)) in account.saved.iter_mut().zip(costs) {
                *saved += without - with;
            }
            let costs = without.cashable.iter().zip(&with.cashable);
            for (saved, (without, with)) in account.saved_cashable.iter_mut().zip(costs) {
                *saved += without - with;
            }
        }
        account
    }

    fn empty(plan: &Plan<'_>) -> Self {
        Self {
            saved: vec![0.0; plan.calendar.months()],
            saved_cashable: vec![0.0; plan.horizon()],
            money: vec![Money::ZERO; plan.series_months],
            paid: vec![Money::ZERO; plan.series_months],
            net: Vec::new(),
        }
    }

    fn settle(&mut self) {
        self.net.clone_from(&self.saved);
        for (net, money) in self.net.iter_mut().zip(&self.money) {
            *net += money.pounds();
        }
    }

    /// Several councils' accounts as one.
    fn together(councils: &[Self], plan: &Plan<'_>) -> Self {
        let mut all = Self::empty(plan);
        for council in councils {
            add(&mut all.saved, &council.saved);
            add(&mut all.saved_cashable, &council.saved_cashable);
            add(&mut all.money, &council.money);
            add(&mut all.paid, &council.paid);
        }
        all.settle();
        all
    }

    /// What was paid is counted in pence, so that where nothing is saved this is what was paid.
    pub(super) fn net_saving(&self, until: Month) -> f64 {
        self.saved[..until].iter().sum::<f64>() + total(&self.money[..until])
    }
}

impl Accounts {
    pub(super) fn new(outcome: &WorldOutcome<'_>, programme: &Programme<'_>) -> Self {
        let months = outcome.plan.series_months;
        let terms = &outcome.arrangement.terms;
        let nothing =
            CoPayerAccount { money: vec![Money::ZERO; months], paid: vec![Money::ZERO; months] };
        let facility = outcome.arrangement.facility.as_ref();
        let hurdle = outcome.arrangement.hurdle;
        let mut accounts = Self {
            councils: (0..outcome.world.strata.councils)
                .map(|index| CouncilAccount::saving(outcome, programme, index))
                .collect(),
            together: None,
            co_payers: vec![nothing; terms.co_payers.len()],
            lines: vec![LineAccount::default(); terms.lines.len()],
            providers: vec![Money::ZERO; outcome.arrangement.provider_count()],
            sums: Sums::default(),
            investor: facility
                .map(|facility| Invested::new(facility, hurdle, programme.ledger, months)),
        };
        let horizon = outcome.plan.horizon();
        for payment in programme.ledger.payments() {
            accounts.post(payment, horizon);
        }
        accounts.councils.iter_mut().for_each(CouncilAccount::settle);
        if let several @ [_, _, ..] = accounts.councils.as_slice() {
            accounts.together = Some(CouncilAccount::together(several, outcome.plan));
        }
        accounts
    }

    /// All councils together.
    pub(super) fn all(&self) -> &CouncilAccount {
        self.together.as_ref().unwrap_or(&self.councils[0])
    }

    fn post(&mut self, payment: &Payment, horizon: Month) {
        let Payment { month, from, to, amount, purpose } = *payment;
        self.post_to(from, month, -amount);
        self.post_to(to, month, amount);
        let before_horizon = if month < horizon { amount } else { Money::ZERO };
        let sums = &mut self.sums;
        if matches!(to, Party::Outside) {
            sums.outside += amount;
        }
        match purpose {
            Purpose::Line(line) => self.post_line(line, payment, before_horizon),
            Purpose::Running => sums.running += before_horizon,
            Purpose::Cost => sums.provider_cost += amount,
            Purpose::Surplus if matches!(to, Party::Council(_)) => {
                sums.surplus_to_councils += amount;
            }
            Purpose::Coupon => {
                sums.coupon += amount;
                sums.guarantee += before_horizon;
            }
            Purpose::Protection => {
                sums.protection += amount;
                sums.guarantee += before_horizon;
            }
            Purpose::FundFee => sums.fund_fee += amount,
            Purpose::Surplus
            | Purpose::Delivery
            | Purpose::Drawdown
            | Purpose::Capital
            | Purpose::PreferredReturn => {}
        }
    }

    fn post_to(&mut self, party: Party, month: Month, amount: Money) {
        match party {
            Party::Council(index) => self.councils[index].money[month] += amount,
            Party::CoPayer(index) => self.co_payers[index].money[month] += amount,
            Party::Provider(index) => self.providers[index] += amount,
            Party::Vehicle | Party::Investor(_) | Party::Outside => {}
        }
    }

    fn post_line(&mut self, line: usize, payment: &Payment, before_horizon: Money) {
        let Payment { month, from, amount, .. } = *payment;
        let account = &mut self.lines[line];
        account.all += amount;
        match from {
            Party::Council(index) => {
                self.councils[index].paid[month] += amount;
                account.by_councils += before_horizon;
            }
            Party::CoPayer(index) => self.co_payers[index].paid[month] += amount,
            Party::Vehicle | Party::Investor(_) | Party::Provider(_) | Party::Outside => {}
        }
    }

    /// The care that all councils save before the horizon, and all their money.
    pub(super) fn council_gain(&self, horizon: Month) -> f64 {
        self.all().saved[..horizon].iter().sum::<f64>() + total(&self.all().money)
    }

    /// The same with all that the co-payers receive less what they pay: summed up in pence, so that who
    /// of them pays what changes nothing.
    pub(super) fn public_gain(&self, horizon: Month) -> f64 {
        let co_payers = self.co_payers.iter().flat_map(|co_payer| &co_payer.money);
        let money: Money = self.all().money.iter().chain(co_payers).copied().sum();
        self.all().saved[..horizon].iter().sum::<f64>() + money.pounds()
    }

    pub(super) fn co_payer_gain(&self, index: usize) -> f64 {
        total(&self.co_payers[index].money)
    }

    pub(super) fn irr_kind(&self) -> IrrKind {
        self.investor.as_ref().map_or(IrrKind::NothingInvested, |it| kind_of(it.whole.irr))
    }

    /// Pounds paid under the contract, by month.
    pub(super) fn payments(&self) -> impl Iterator<Item = f64> {
        self.all().paid.iter().enumerate().map(|(month, paid)| {
            let co_payers = self.co_payers.iter().map(|co_payer| co_payer.paid[month].pounds());
            co_payers.fold(paid.pounds(), |sum, it| sum + it)
        })
    }
}

/// Adds month to month.
fn add<T: Copy + AddAssign>(sums: &mut [T], amounts: &[T]) {
    sums.iter_mut().zip(amounts).for_each(|(sum, it)| *sum += *it);
}

pub(super) fn total(amounts: &[Money]) -> f64 {
    amounts.iter().copied().sum::<Money>().pounds()
}

/// The month, counted from 1, from whose end the cumulative sum is not negative for good; 0 if it
/// never is negative, and infinity if it is negative at the end.
pub(super) fn break_even(net: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut months = 0;
    for (month, amount) in net.iter().enumerate() {
        sum += amount;
        if sum < 0.0 {
            months = month + 2;
        }
    }
    if sum < 0.0 { f64::INFINITY } else { months as f64 }
}
