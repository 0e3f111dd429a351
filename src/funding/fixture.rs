//! A commitment to vary, and what its account does with fees and receipts in whole pounds.

use super::{Facility, Funding, Guarantee, SurplusShares, Tranche, fund};
use crate::cohort::Activity;
use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Money, Month};

pub(super) fn pounds(amounts: &[i64]) -> Vec<Money> {
    amounts.iter().map(|amount| Money::from_pence(amount * 100)).collect()
}

pub(super) const WHOLE: Tranche = Tranche { share: 1.0, preferred_return: 0.0, surplus: 1.0 };

/// One tranche, recycled, nothing guaranteed and no fee; a quarter of the surplus each to provider
/// and council.
pub(super) fn facility(commitment: i64) -> Facility {
    Facility {
        commitment: Money::from_pence(commitment * 100),
        reserve: Money::ZERO,
        recycling: true,
        tranches: vec![WHOLE],
        surplus: SurplusShares { provider: 0.25, council: 0.25 },
        councils: vec![(Party::Council(0), 1.0)],
        guarantee: Guarantee {
            guarantors: vec![(Party::Council(0), 1.0)],
            coupon: 0.0,
            coupon_months: 0,
            protected_share: 0.0,
        },
        fund_fee: 0.0,
    }
}

/// A senior tranche of so much, whole before the junior one.
pub(super) fn senior_and_junior(senior: f64) -> Vec<Tranche> {
    let junior = 1.0 - senior;
    vec![
        Tranche { share: senior, surplus: senior, ..WHOLE },
        Tranche { share: junior, surplus: junior, ..WHOLE },
    ]
}

/// Runs the account of a contract with one provider whose last month is the last of `fees`.
pub(super) fn run(
    facility: &Facility,
    fees: &[i64],
    receipts: &[i64],
    delivery_ends: Month,
) -> (Ledger, Funding) {
    let activity = Activity { delivery_ends, contract_ends: fees.len() - 1, ..Activity::default() };
    let mut ledger = Ledger::default();
    for (month, receipt) in pounds(receipts).into_iter().enumerate() {
        ledger.pay(month, Party::Council(0), Party::Vehicle, receipt, Purpose::Line(0));
    }
    let funding = fund(facility, &[pounds(fees)], &activity, &mut ledger);
    assert!(ledger.is_closed(fees.len()));
    (ledger, funding)
}

/// What one tranche has in pence for one purpose, by month.
pub(super) fn pence(ledger: &Ledger, tranche: usize, purpose: Purpose, months: usize) -> Vec<i64> {
    let own = Party::Investor(tranche);
    (0..months)
        .map(|month| {
            let of = |payment: &crate::ledger::Payment| {
                payment.month == month
                    && payment.purpose == purpose
                    && [payment.from, payment.to].contains(&own)
            };
            ledger.total(of).pence()
        })
        .collect()
}
