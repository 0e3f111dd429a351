//! From invoices to payments: caps, settlement dates, lag and the co-payers' shares.

use super::days_saved::settles;
use super::{CoPayer, Terms};
use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Money, Month};

/// What became of the invoices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Earned but not paid, because of the caps on a year, on the contract or on a council.
    pub unpaid: Money,
}

impl Terms {
    /// The month in which what is earned in `month` is paid.
    pub fn paid_in(&self, month: Month) -> Month {
        (month / self.settled_every_months + 1) * self.settled_every_months - 1 + self.lag_months
    }
}

/// Settles the invoices, given by line, council and month, and enters the payments to the
/// contract's account.
///
/// Month by month, line by line in the order of the rate card and council by council: the caps on
/// the year and on the contract first, then each co-payer's share until its limit; the council
/// bears the rest, up to a limit of its own.
pub fn settle(terms: &Terms, invoices: &[Vec<Vec<Money>>], ledger: &mut Ledger) -> Settlement {
    let councils = terms.tracking.len();
    let invoices: Vec<&[Money]> = invoices.iter().flatten().map(Vec::as_slice).collect();
    let months = invoices.first().map_or(0, |it| it.len());
    let mut settlement = Settlement::default();
    let mut left = Left::of(terms);
    let mut due = vec![Money::ZERO; invoices.len()];
    for month in 0..months {
        if month % 12 == 0 {
            left.year = limit(terms.caps.per_year);
        }
        for (owed, invoice) in due.iter_mut().zip(&invoices) {
            let earned = invoice[month];
            if earned == Money::ZERO {
                continue;
            }
            let allowed = earned.min(left.year).min(left.contract);
            left.year -= allowed;
            left.contract -= allowed;
            settlement.unpaid += earned - allowed;
            *owed += allowed;
        }
        // Most months of a calendar have nothing to settle.
        if due.iter().all(|it| *it == Money::ZERO)
            || !settles(month, terms.settled_every_months, months)
        {
            continue;
        }
        let paid_in = terms.paid_in(month);
        for (index, owed) in due.iter_mut().enumerate() {
            let (line, council) = (index / councils, index % councils);
            let amount = std::mem::take(owed);
            if amount == Money::ZERO {
                continue;
            }
            let mut rest = amount;
            let shares = |it: &(usize, &CoPayer)| it.1.councils[council];
            for (index, payer) in terms.co_payers.iter().enumerate().filter(shares) {
                let part = amount.share(payer.share).min(rest).min(left.co_payers[index]);
                left.co_payers[index] -= part;
                rest -= part;
                ledger.pay(
                    paid_in,
                    Party::CoPayer(index),
                    Party::Vehicle,
                    part,
                    Purpose::Line(line),
                );
            }
            let part = rest.min(left.councils[council]);
            left.councils[council] -= part;
            settlement.unpaid += rest - part;
            ledger.pay(paid_in, Party::Council(council), Party::Vehicle, part, Purpose::Line(line));
        }
    }
    settlement
}

/// What may still be paid under each ceiling.
struct Left {
    year: Money,
    contract: Money,
    councils: Vec<Money>,
    co_payers: Vec<Money>,
}

impl Left {
    fn of(terms: &Terms) -> Self {
        Self {
            year: limit(terms.caps.per_year),
            contract: limit(terms.caps.total),
            councils: (0..terms.tracking.len())
                .map(|it| limit(terms.caps.councils.get(it).copied().flatten()))
                .collect(),
            co_payers: terms.co_payers.iter().map(|it| limit(it.limit)).collect(),
        }
    }
}

/// No ceiling is one that no contract reaches.
fn limit(ceiling: Option<Money>) -> Money {
    ceiling.unwrap_or(Money::from_pence(i64::MAX / 4))
}
