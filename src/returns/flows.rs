//! What an investor pays in and receives, month by month.

use crate::ledger::{Ledger, Party, Payment, Purpose};
use crate::units::{Money, Month};

/// Gross flows: what is paid in and received within a month is not netted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flows {
    pub paid: Vec<Money>,
    pub received: Vec<Money>,
}

impl Flows {
    /// None, over so many months.
    pub fn none(months: Month) -> Self {
        Self { paid: vec![Money::ZERO; months], received: vec![Money::ZERO; months] }
    }

    /// Those of all tranches in the payments of a ledger that count.
    pub(super) fn of(ledger: &Ledger, months: Month, counts: impl Fn(&Payment) -> bool) -> Self {
        let mut flows = Self::none(months);
        for payment in ledger.payments().iter().filter(|payment| counts(payment)) {
            if matches!(payment.from, Party::Investor(_)) {
                flows.paid[payment.month] += payment.amount;
            }
            if matches!(payment.to, Party::Investor(_)) {
                flows.received[payment.month] += payment.amount;
            }
        }
        flows
    }

    /// Those of all tranches, before the fund manager's fee.
    pub fn before_fee(ledger: &Ledger, months: Month) -> Self {
        Self::of(ledger, months, |it| it.purpose != Purpose::FundFee)
    }

    /// A part of every flow, each to the nearest penny.
    #[must_use]
    pub fn part(&self, part: f64) -> Self {
        let of = |flows: &[Money]| flows.iter().map(|flow| flow.share(part)).collect();
        Self { paid: of(&self.paid), received: of(&self.received) }
    }

    /// Adds the flows of another calendar, whose first month is so many months later.
    pub fn add(&mut self, other: &Self, later: Month) {
        for (own, other) in self.paid[later..].iter_mut().zip(&other.paid) {
            *own += *other;
        }
        for (own, other) in self.received[later..].iter_mut().zip(&other.received) {
            *own += *other;
        }
    }

    /// Received less paid in, in each month.
    pub fn net(&self) -> Vec<Money> {
        self.received.iter().zip(&self.paid).map(|(received, paid)| *received - *paid).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pence(pence: &[i64]) -> Vec<Money> {
        pence.iter().map(|it| Money::from_pence(*it)).collect()
    }

    #[test]
    fn parts_are_whole_pence_and_later_flows_stand_in_later_months() {
        let own = Flows { paid: pence(&[101, 0]), received: pence(&[0, 333]) };
        assert_eq!(own.part(1.0), own);
        let half = own.part(0.5);
        assert_eq!((half.paid, half.received), (pence(&[51, 0]), pence(&[0, 167])));
        let mut all = Flows::none(3);
        all.add(&own, 0);
        all.add(&own, 1);
        assert_eq!(all.net(), pence(&[-101, 333 - 101, 333]));
    }
}
