//! The money of one world in one trial, party by party and month by month.

use std::ops::Range;

use super::invested::Invested;
use super::measure::WorldOutcome;
use super::trial::Programme;
use crate::ledger::{Ledger, Party, Payment, Purpose};
use crate::results::IrrKind;
use crate::returns::Irr;
use crate::units::{Money, Month};

/// The money of a world with a programme, month by month.
pub(super) struct Accounts<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) councils: Vec<CouncilAccount>,
    /// All councils together.
    pub(super) all: CouncilAccount,
    /// What each co-payer receives less what it pays.
    pub(super) co_payers: Vec<Vec<Money>>,
    pub(super) investor: Option<Invested<'a>>,
    /// Payments of each co-payer.
    pub(super) paid: Vec<Vec<Money>>,
}

/// The money of one council, month by month.
#[derive(Clone)]
pub(super) struct CouncilAccount {
    /// Saved cost of care, and the part of it that would leave the budget.
    pub(super) saved: Vec<f64>,
    pub(super) saved_cashable: Vec<f64>,
    /// What the council receives less what it pays.
    pub(super) money: Vec<Money>,
    /// What it pays under the contract.
    pub(super) paid: Vec<Money>,
    /// `saved` and `money` together.
    pub(super) net: Vec<f64>,
}

impl CouncilAccount {
    pub(super) fn of(
        outcome: &WorldOutcome<'_>,
        programme: &Programme<'_>,
        council: usize,
    ) -> Self {
        let months = outcome.plan.calendar.months();
        let mut account = Self::empty(months);
        let strata = outcome.world.strata;
        for pathway in 0..strata.pathways {
            let stratum = strata.index(council, pathway);
            let (without, with) = (&programme.status_quo_cost[stratum], &outcome.cost[stratum]);
            for month in 0..months {
                account.saved[month] += without.total[month] - with.total[month];
                account.saved_cashable[month] += without.cashable[month] - with.cashable[month];
            }
        }
        account.money = programme.ledger.net(Party::Council(council), months);
        let own = |it: &&Payment| {
            matches!(it.purpose, Purpose::Line(_)) && it.from == Party::Council(council)
        };
        for payment in programme.ledger.payments().iter().filter(own) {
            account.paid[payment.month] += payment.amount;
        }
        account.settle();
        account
    }

    pub(super) fn empty(months: Month) -> Self {
        Self {
            saved: vec![0.0; months],
            saved_cashable: vec![0.0; months],
            money: vec![Money::ZERO; months],
            paid: vec![Money::ZERO; months],
            net: vec![0.0; months],
        }
    }

    pub(super) fn settle(&mut self) {
        for (net, (saved, money)) in self.net.iter_mut().zip(self.saved.iter().zip(&self.money)) {
            *net = saved + money.pounds();
        }
    }

    pub(super) fn all(councils: &[Self], months: Month) -> Self {
        let mut all = Self::empty(months);
        for council in councils {
            for month in 0..months {
                all.saved[month] += council.saved[month];
                all.saved_cashable[month] += council.saved_cashable[month];
                all.money[month] += council.money[month];
                all.paid[month] += council.paid[month];
            }
        }
        all.settle();
        all
    }

    /// What was paid is counted in pence, so that where nothing is saved this is what was paid.
    pub(super) fn net_saving(&self, until: Month) -> f64 {
        self.saved[..until].iter().sum::<f64>() + total(&self.money[..until])
    }
}

impl<'a> Accounts<'a> {
    pub(super) fn new(outcome: &WorldOutcome<'_>, programme: &'a Programme<'_>) -> Self {
        let months = outcome.plan.calendar.months();
        let ledger = programme.ledger;
        let councils: Vec<CouncilAccount> = (0..outcome.world.strata.councils)
            .map(|it| CouncilAccount::of(outcome, programme, it))
            .collect();
        let payers = outcome.arrangement.terms.co_payers.len();
        let co_payers: Vec<Vec<Money>> =
            (0..payers).map(|it| ledger.net(Party::CoPayer(it), months)).collect();
        let investor = outcome
            .arrangement
            .facility
            .as_ref()
            .map(|it| Invested::new(it, outcome.arrangement.hurdle, ledger, months));
        let mut paid = vec![vec![Money::ZERO; months]; payers];
        for payment in ledger.payments().iter().filter(|it| matches!(it.purpose, Purpose::Line(_)))
        {
            if let Party::CoPayer(index) = payment.from {
                paid[index][payment.month] += payment.amount;
            }
        }
        let all = CouncilAccount::all(&councils, months);
        Self { ledger, councils, all, co_payers, investor, paid }
    }

    pub(super) fn irr_kind(&self) -> IrrKind {
        match self.investor.as_ref().map(|it| it.whole.irr) {
            None | Some(Irr::NothingInvested) => IrrKind::NothingInvested,
            Some(Irr::Unique(_)) => IrrKind::Unique,
            Some(Irr::Ambiguous { .. }) => IrrKind::Ambiguous,
            Some(Irr::TotalLoss) => IrrKind::TotalLoss,
            Some(Irr::NoRate) => IrrKind::NoRate,
        }
    }

    pub(super) fn payments(&self, month: Month) -> f64 {
        let co_payers = self.paid.iter().map(|it| it[month].pounds());
        std::iter::once(self.all.paid[month].pounds()).chain(co_payers).sum()
    }

    /// What these providers received less what they paid.
    pub(super) fn surplus_of(&self, providers: Range<usize>) -> f64 {
        let is_one = |party: Party| matches!(party, Party::Provider(it) if providers.contains(&it));
        let received = self.ledger.total(|it| is_one(it.to));
        (received - self.ledger.total(|it| is_one(it.from))).pounds()
    }

    /// What is paid under one line.
    pub(super) fn for_line(&self, line: usize, until: Month) -> (Money, Money) {
        let of = |it: &Payment| it.purpose == Purpose::Line(line) && it.month < until;
        let council = self.ledger.total(|it| of(it) && matches!(it.from, Party::Council(_)));
        (council, self.ledger.total(of))
    }
}

pub(super) fn total(amounts: &[Money]) -> f64 {
    amounts.iter().copied().sum::<Money>().pounds()
}

/// The month, counted from 1, from whose end the cumulative sum is not negative for good; 0 if it
/// never is.
pub(super) fn break_even(net: &[f64]) -> Option<f64> {
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
