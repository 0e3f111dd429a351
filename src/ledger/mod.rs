//! Every payment of a trial: who paid whom, how much, when and why.
//!
//! Invariants: an amount is never negative, its direction is its payer and payee; over all
//! parties the net sums to nothing, to the penny, in every month.

use crate::units::{Money, Month};

/// Who pays or is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// A commissioner, by position in the contract.
    Council(usize),
    /// A central payer that bears a share of the payments, by position in the contract.
    CoPayer(usize),
    /// The contract's own account: it receives payments, pays the providers and holds the cash.
    Vehicle,
    /// Who pays for the work up front, by position of the tranche.
    Investor(usize),
    /// Who delivers a therapy, by position.
    Provider(usize),
    /// Staff, suppliers and everybody else.
    Outside,
}

/// Why it is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// For a line of the rate card, by position.
    Line(usize),
    /// A provider's cost and margin; without an investor, its part of the payments.
    Delivery,
    /// A provider's staff and suppliers.
    Cost,
    /// The council's own running cost.
    Running,
    /// The investor's commitment, drawn.
    Drawdown,
    /// The return of what was drawn.
    Capital,
    /// The preferred return on it.
    PreferredReturn,
    /// A share of what is left after both.
    Surplus,
    /// Guaranteed interest on what is drawn and not yet returned.
    Coupon,
    /// The part of the principal that is made good at the contract's end.
    Protection,
    /// What the fund manager takes from the investor.
    FundFee,
}

/// One payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    pub month: Month,
    pub from: Party,
    pub to: Party,
    pub amount: Money,
    pub purpose: Purpose,
}

/// All payments of one contract, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    payments: Vec<Payment>,
}

impl Ledger {
    /// Enters a payment; nothing is entered for nothing.
    pub fn pay(&mut self, month: Month, from: Party, to: Party, amount: Money, purpose: Purpose) {
        assert!(amount >= Money::ZERO, "a payment of {amount:?} has its direction in its parties");
        if amount > Money::ZERO {
            self.payments.push(Payment { month, from, to, amount, purpose });
        }
    }

    /// Empties it, keeping what was allocated.
    pub fn clear(&mut self) {
        self.payments.clear();
    }

    /// Every payment, in the order made.
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    /// What these payments add up to.
    pub fn total(&self, such: impl Fn(&Payment) -> bool) -> Money {
        self.payments.iter().filter(|payment| such(payment)).map(|payment| payment.amount).sum()
    }

    /// Whether the money identities hold: over all parties the net of every month is nothing, the
    /// vehicle's cash is never negative and at last nothing, and nobody is repaid what was not
    /// drawn.
    ///
    /// Checked in every trial wherever debug assertions are on, and so in every test.
    pub fn is_closed(&self, months: usize) -> bool {
        let mut everybody = vec![Money::ZERO; months];
        let mut parties: Vec<Party> = Vec::new();
        for party in self.payments.iter().flat_map(|payment| [payment.from, payment.to]) {
            if !parties.contains(&party) {
                parties.push(party);
            }
        }
        for party in parties {
            for (sum, net) in everybody.iter_mut().zip(self.net(party, months)) {
                *sum += net;
            }
        }
        let mut cash = Money::ZERO;
        let solvent = self.net(Party::Vehicle, months).into_iter().all(|net| {
            cash += net;
            cash >= Money::ZERO
        });
        everybody.iter().all(|it| *it == Money::ZERO)
            && solvent
            && cash == Money::ZERO
            && self.repays_only_what_was_drawn()
    }

    /// No tranche has more of its principal back than it has paid in, whoever repays it.
    fn repays_only_what_was_drawn(&self) -> bool {
        let mut outstanding: Vec<Money> = Vec::new();
        let mut add = |tranche: usize, amount: Money| {
            if outstanding.len() <= tranche {
                outstanding.resize(tranche + 1, Money::ZERO);
            }
            outstanding[tranche] += amount;
            outstanding[tranche] >= Money::ZERO
        };
        self.payments.iter().all(|payment| match (payment.purpose, payment.from, payment.to) {
            (Purpose::Drawdown, Party::Investor(tranche), _) => add(tranche, payment.amount),
            (Purpose::Capital | Purpose::Protection, _, Party::Investor(tranche)) => {
                add(tranche, -payment.amount)
            }
            _ => true,
        })
    }

    /// Received less paid by one party, in each of so many months.
    pub fn net(&self, party: Party, months: usize) -> Vec<Money> {
        let mut net = vec![Money::ZERO; months];
        for payment in &self.payments {
            if payment.to == party {
                net[payment.month] += payment.amount;
            }
            if payment.from == party {
                net[payment.month] -= payment.amount;
            }
        }
        net
    }
}
