//! From invoices to payments: caps, settlement dates, lag and the co-payers' shares.

use super::Terms;
use super::apportion::apportion;
use super::days_saved::settles;
use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Money, Month};

/// What was paid of the invoices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Earned but not paid, because of the caps on a year, on the contract or on a council.
    pub unpaid: Money,
}

impl Terms {
    /// The month in which what is earned in `month` is paid.
    pub fn paid_in(&self, month: Month) -> Month {
        paid_in(month, self.settled_every_months, self.lag_months)
    }
}

/// The month in which what is earned in `month` is paid: so many months after the last of its
/// settlement period.
pub fn paid_in(month: Month, settled_every_months: usize, lag_months: usize) -> Month {
    (month / settled_every_months + 1) * settled_every_months - 1 + lag_months
}

/// Settles the invoices, given by line, council and month, and enters the payments to the
/// contract's account.
///
/// What all lines earn from all councils in the months of one settlement period (of one year of the
/// contract, where a year ends within it) is divided at once: as much is owed as the caps on the year
/// and on the contract let be paid, of each council the same share. Each co-payer bears its share until
/// its limit, which the councils' claims on it have in proportion; each council the rest, up to a limit
/// of its own. What that refuses is not paid, so it uses up no cap. What is paid for a council's
/// families is divided among the lines by what they earned from it. Pennies go by `apportion`, so
/// that nothing depends on the order in which lines and councils are listed.
pub fn settle(terms: &Terms, invoices: &[Vec<Vec<Money>>], ledger: &mut Ledger) -> Settlement {
    let councils = terms.tracking.len();
    let payers = terms.co_payers.len() + 1;
    let months = invoices.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let mut settlement = Settlement::default();
    let mut left = Left::of(terms);
    // By council and line, and of these what each co-payer owes, and then the council.
    let mut earned = vec![Money::ZERO; councils * invoices.len()];
    let mut due = vec![Money::ZERO; earned.len() * payers];
    let (mut anything_earned, mut anything_due) = (false, false);
    for month in 0..months {
        if month % 12 == 0 {
            left.year = limit(terms.caps.per_year);
        }
        for (line, by_council) in invoices.iter().enumerate() {
            for (council, invoice) in by_council.iter().enumerate() {
                earned[council * invoices.len() + line] += invoice[month];
                anything_earned |= invoice[month] != Money::ZERO;
            }
        }
        let settles = settles(month, terms.settled_every_months, months);
        if anything_earned && (settles || (month + 1) % 12 == 0) {
            settlement.unpaid += left.bear(terms, &earned, &mut due);
            earned.fill(Money::ZERO);
            (anything_earned, anything_due) = (false, true);
        }
        if !anything_due || !settles {
            continue;
        }
        anything_due = false;
        let payday = terms.paid_in(month);
        for (cell, owed) in due.chunks_exact_mut(payers).enumerate() {
            let (council, line) = (cell / invoices.len(), cell % invoices.len());
            for (payer, amount) in owed.iter_mut().enumerate() {
                let is_council = payer + 1 == payers;
                let from = if is_council { Party::Council(council) } else { Party::CoPayer(payer) };
                let amount = std::mem::take(amount);
                ledger.pay(payday, from, Party::Vehicle, amount, Purpose::Line(line));
            }
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
    /// Owed so far for each council's families, before its own limit.
    owed: Vec<Money>,
    /// Of what is being divided: by council, of each co-payer and then of the council.
    parts: Vec<Money>,
    /// Space for what councils, and lines, claim and are given.
    claims: Vec<Money>,
    given: Vec<Money>,
}

impl Left {
    fn of(terms: &Terms) -> Self {
        let councils = terms.tracking.len();
        Self {
            year: limit(terms.caps.per_year),
            contract: limit(terms.caps.total),
            councils: (0..councils)
                .map(|index| limit(terms.caps.councils.get(index).copied().flatten()))
                .collect(),
            co_payers: terms.co_payers.iter().map(|co_payer| limit(co_payer.limit)).collect(),
            owed: vec![Money::ZERO; councils],
            parts: vec![Money::ZERO; councils * (terms.co_payers.len() + 1)],
            claims: Vec::new(),
            given: Vec::new(),
        }
    }

    /// Divides what was earned, by council and line, among those who pay, as far as the ceilings allow,
    /// and adds it to what is due of each; returns what is not paid.
    fn bear(&mut self, terms: &Terms, earned: &[Money], due: &mut [Money]) -> Money {
        let (lines, payers) = (earned.len() / self.councils.len(), terms.co_payers.len() + 1);
        let claims: Vec<Money> =
            earned.chunks_exact(lines).map(|chunk| chunk.iter().copied().sum()).collect();
        let claimed: Money = claims.iter().copied().sum();
        let most = self.year.min(self.contract);
        if most == Money::ZERO {
            return claimed;
        }
        let mut owed = claims.clone();
        let mut paid = self.divide(terms, &owed);
        if most < paid {
            self.within(terms, &claims, most, &mut owed);
            paid = self.divide(terms, &owed);
        }
        for (council, parts) in self.parts.chunks_exact(payers).enumerate() {
            let (own, others) = parts.split_last().expect("the council pays");
            for (left, part) in self.co_payers.iter_mut().zip(others) {
                *left -= *part;
            }
            self.councils[council] -= *own;
            self.owed[council] += owed[council];
        }
        self.year -= paid;
        self.contract -= paid;
        self.divide_among_lines(terms, earned, due);
        claimed - paid
    }

    /// What of these claims is owed, as the same share of each, so that no more than `most` is paid:
    /// with more owed no less is paid, so the border is found by bisection.
    fn within(&mut self, terms: &Terms, claims: &[Money], most: Money, owed: &mut Vec<Money>) {
        let ranks = &terms.ranks.councils;
        let claimed: Money = claims.iter().copied().sum();
        let (mut within, mut beyond) = (most.pence(), claimed.pence());
        while within + 1 < beyond {
            let middle = i64::midpoint(within, beyond);
            apportion(Money::from_pence(middle), claims, ranks, owed);
            if self.divide(terms, owed) <= most {
                within = middle;
            } else {
                beyond = middle;
            }
        }
        apportion(Money::from_pence(within), claims, ranks, owed);
    }

    /// Works out what each co-payer and the council bear of what is owed for each council's families,
    /// whatever the caps on the year and on the contract; returns their sum.
    ///
    /// A co-payer's share is rounded over all that was owed so far: invoice by invoice a higher one
    /// may round to less.
    fn divide(&mut self, terms: &Terms, owed: &[Money]) -> Money {
        let payers = terms.co_payers.len() + 1;
        let part_of = |council: usize, payer: usize| council * payers + payer;
        for (council, owed) in owed.iter().enumerate() {
            self.parts[part_of(council, payers - 1)] = *owed;
        }
        for (index, payer) in terms.co_payers.iter().enumerate() {
            let (parts, before) = (&self.parts, &self.owed);
            self.claims.clear();
            self.claims.extend(owed.iter().enumerate().map(|(council, owed)| {
                let share = (before[council] + *owed).share(payer.share)
                    - before[council].share(payer.share);
                let share = if payer.councils[council] { share } else { Money::ZERO };
                share.min(parts[part_of(council, payers - 1)])
            }));
            let ranks = &terms.ranks.councils;
            apportion(self.co_payers[index], &self.claims, ranks, &mut self.given);
            for (council, given) in self.given.iter().enumerate() {
                self.parts[part_of(council, index)] = *given;
                self.parts[part_of(council, payers - 1)] -= *given;
            }
        }
        for (council, left) in self.councils.iter().enumerate() {
            let part = &mut self.parts[part_of(council, payers - 1)];
            *part = (*part).min(*left);
        }
        self.parts.iter().copied().sum()
    }

    /// What is paid for each council's families, by the lines that earned it: line by line first, and
    /// of these what each payer bears.
    fn divide_among_lines(&mut self, terms: &Terms, earned: &[Money], due: &mut [Money]) {
        let (lines, payers) = (earned.len() / self.councils.len(), terms.co_payers.len() + 1);
        let ranks = &terms.ranks.lines;
        let by_council = earned.chunks_exact(lines).zip(due.chunks_exact_mut(lines * payers));
        for ((earned, due), parts) in by_council.zip(self.parts.chunks_exact(payers)) {
            let paid = parts.iter().copied().sum();
            apportion(paid, earned, ranks, &mut self.claims);
            for (payer, part) in parts.iter().enumerate() {
                apportion(*part, &self.claims, ranks, &mut self.given);
                for (line, given) in self.given.iter().enumerate() {
                    self.claims[line] -= *given;
                    due[line * payers + payer] += *given;
                }
            }
        }
    }
}

/// No ceiling is one that no contract reaches.
fn limit(ceiling: Option<Money>) -> Money {
    ceiling.unwrap_or(Money::from_pence(i64::MAX / 4))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Caps, Clock, CoPayer, Ranks, Window};
    use super::*;

    const MONTHS: usize = 30;

    /// Without any ceiling, for so many councils.
    fn terms(councils: usize) -> Terms {
        Terms {
            lines: Vec::new(),
            tracking: vec![Window { from: Clock::Start, after: 0, days: 1 }; councils],
            parts: vec![1.0; councils],
            ranks: Ranks::as_listed(2, councils),
            caps: Caps::default(),
            co_payers: Vec::new(),
            settled_every_months: 1,
            lag_months: 0,
            indexation: 0.0,
        }
    }

    fn co_payer(share: f64, limit: Option<i64>, councils: &[bool]) -> CoPayer {
        CoPayer { share, limit: limit.map(Money::from_pence), councils: councils.to_vec() }
    }

    /// What is paid up to the end of each month, in pence; `invoices` by line, council and month.
    fn paid(terms: &Terms, invoices: &[Vec<Vec<i64>>]) -> Vec<i64> {
        let invoices: Vec<Vec<Vec<Money>>> = invoices
            .iter()
            .map(|line| {
                let of =
                    |months: &Vec<i64>| months.iter().copied().map(Money::from_pence).collect();
                line.iter().map(of).collect()
            })
            .collect();
        let mut ledger = Ledger::default();
        let unpaid = settle(terms, &invoices, &mut ledger).unpaid;
        let earned: Money = invoices.iter().flatten().flatten().copied().sum();
        assert_eq!(ledger.total(|_| true) + unpaid, earned, "paid or refused");
        (0..MONTHS + 12).map(|month| ledger.total(|ledger| ledger.month <= month).pence()).collect()
    }

    /// Of £100 a month from each of two councils under a cap of £250 on the contract and one of £60 on
    /// the first: £60 and £100 in the first month, and £90 of the second council's £100 in the next,
    /// with nothing used up by what the first does not pay.
    #[test]
    fn what_a_council_does_not_pay_uses_up_no_cap() {
        let caps = Caps {
            total: Some(Money::from_pence(25_000)),
            councils: vec![Some(Money::from_pence(6_000)), None],
            ..Caps::default()
        };
        let terms = Terms { caps, ..terms(2) };
        let paid = paid(&terms, &[vec![vec![10_000; MONTHS]; 2]]);
        assert_eq!(paid[..3], [16_000, 25_000, 25_000]);
    }

    /// A third of 1p, 1p and 1p is 1p in all, where each by itself would be nothing.
    #[test]
    fn a_share_is_rounded_over_all_that_is_owed() {
        let terms = Terms { co_payers: vec![co_payer(1.0 / 3.0, None, &[true])], ..terms(1) };
        let mut ledger = Ledger::default();
        settle(&terms, &[vec![vec![Money::from_pence(1); 3]]], &mut ledger);
        assert_eq!(ledger.total(|ledger| ledger.from == Party::CoPayer(0)), Money::from_pence(1));
    }

    fn ceiling() -> impl Strategy<Value = Option<i64>> {
        prop_oneof![Just(None), (0..3_000_i64).prop_map(Some)]
    }

    /// Terms for one to three councils with up to two co-payers and every kind of cap.
    fn any_terms() -> impl Strategy<Value = Terms> {
        let co_payer = (0.0..0.5_f64, ceiling(), prop::collection::vec(any::<bool>(), 3));
        (
            1..4_usize,
            (ceiling(), ceiling(), prop::collection::vec(ceiling(), 3)),
            prop::collection::vec(co_payer, 0..3),
            1..13_usize,
            0..12_usize,
        )
            .prop_map(|(councils, (year, total, own), co_payers, every, lag)| Terms {
                caps: Caps {
                    per_child: None,
                    // With several councils it can let one crowd out another, which later
                    // does not pay in its place.
                    per_year: year.filter(|_| councils == 1).map(Money::from_pence),
                    total: total.map(Money::from_pence),
                    councils: own[..councils].iter().map(|it| it.map(Money::from_pence)).collect(),
                },
                co_payers: co_payers
                    .into_iter()
                    .map(|(share, limit, of)| self::co_payer(share, limit, &of[..councils]))
                    .collect(),
                settled_every_months: every,
                lag_months: lag,
                ..terms(councils)
            })
    }

    /// One or two lines' invoices to three councils, and more than that.
    fn invoices_and_more() -> impl Strategy<Value = Vec<Vec<Vec<(i64, i64)>>>> {
        let amount = prop_oneof![2 => Just(0), 1 => 0..400_i64];
        let more = prop_oneof![2 => Just(0), 1 => 0..300_i64];
        let months = prop::collection::vec((amount, more), MONTHS);
        prop::collection::vec(prop::collection::vec(months, 3), 1..3)
    }

    /// The invoices to so many councils, `more` or not.
    fn billed(
        invoices: &[Vec<Vec<(i64, i64)>>],
        councils: usize,
        more: bool,
    ) -> Vec<Vec<Vec<i64>>> {
        let amount = |(earned, extra): &(i64, i64)| earned + if more { *extra } else { 0 };
        let of_council = |months: &Vec<(i64, i64)>| months.iter().map(amount).collect();
        invoices.iter().map(|line| line[..councils].iter().map(of_council).collect()).collect()
    }

    #[track_caller]
    fn never_more(low: &[i64], high: &[i64]) -> Result<(), TestCaseError> {
        prop_assert!(low.iter().zip(high).all(|(low, high)| low <= high), "{low:?} {high:?}");
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

        /// Higher invoices never lower what has been paid by the end of any month, to the penny.
        #[test]
        fn more_earned_is_never_less_paid(terms in any_terms(), invoices in invoices_and_more()) {
            let councils = terms.tracking.len();
            let [low, high] = [false, true].map(|more| paid(&terms, &billed(&invoices, councils, more)));
            never_more(&low, &high)?;
        }

        /// A lower cap on the year, the contract or a council never raises what has been paid by
        /// the end of any month.
        #[test]
        fn a_lower_cap_is_never_more_paid(
            terms in any_terms(),
            invoices in invoices_and_more(),
            which in 0..4_usize,
            lower in 0..3_000_i64,
        ) {
            let councils = terms.tracking.len();
            let invoices = billed(&invoices, councils, false);
            let mut capped = terms.clone();
            let cap = match which {
                0 if councils == 1 => &mut capped.caps.per_year,
                1 => &mut capped.caps.councils[0],
                2 if !capped.co_payers.is_empty() => &mut capped.co_payers[0].limit,
                _ => &mut capped.caps.total,
            };
            let lower = Money::from_pence(lower);
            *cap = Some(cap.map_or(lower, |it| it.min(lower)));
            never_more(&paid(&capped, &invoices), &paid(&terms, &invoices))?;
        }
    }
}
