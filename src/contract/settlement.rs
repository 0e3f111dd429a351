//! From invoices to payments: caps, settlement dates, lag and the co-payers' shares.

use super::Terms;
use super::days_saved::settles;
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
/// Month by month, line by line in the order of the rate card and council by council: as much is owed
/// as the caps on the year and on the contract let be paid. Each co-payer bears its share until its
/// limit; the council the rest, up to a limit of its own. What that refuses is not paid, so it uses up
/// no cap.
pub fn settle(terms: &Terms, invoices: &[Vec<Vec<Money>>], ledger: &mut Ledger) -> Settlement {
    let councils = terms.tracking.len();
    let months = invoices.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let mut settlement = Settlement::default();
    let mut left = Left::of(terms);
    // Of each line and council what each co-payer owes, and then the council.
    let co_payers = || (0..terms.co_payers.len()).map(Party::CoPayer);
    let of_council = |council| co_payers().chain([Party::Council(council)]);
    let of_line =
        |line| (0..councils).flat_map(of_council).map(move |from| (from, Purpose::Line(line)));
    let payments: Vec<(Party, Purpose)> = (0..invoices.len()).flat_map(of_line).collect();
    let mut due = vec![Money::ZERO; payments.len()];
    let mut anything_due = false;
    for month in 0..months {
        if month % 12 == 0 {
            left.year = limit(terms.caps.per_year);
        }
        let mut owed = due.chunks_exact_mut(terms.co_payers.len() + 1);
        for line in invoices {
            for ((council, invoice), owed) in line.iter().enumerate().zip(&mut owed) {
                let earned = invoice[month];
                if earned != Money::ZERO {
                    settlement.unpaid += earned - left.bear(terms, council, earned, owed);
                    anything_due = true;
                }
            }
        }
        if !anything_due || !settles(month, terms.settled_every_months, months) {
            continue;
        }
        anything_due = false;
        let paid_in = terms.paid_in(month);
        for (amount, (from, purpose)) in due.iter_mut().zip(&payments) {
            ledger.pay(paid_in, *from, Party::Vehicle, std::mem::take(amount), *purpose);
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
    /// Of one amount: of each co-payer, then of the council.
    parts: Vec<Money>,
}

impl Left {
    fn of(terms: &Terms) -> Self {
        let councils = terms.tracking.len();
        Self {
            year: limit(terms.caps.per_year),
            contract: limit(terms.caps.total),
            councils: (0..councils)
                .map(|it| limit(terms.caps.councils.get(it).copied().flatten()))
                .collect(),
            co_payers: terms.co_payers.iter().map(|it| limit(it.limit)).collect(),
            owed: vec![Money::ZERO; councils],
            parts: vec![Money::ZERO; terms.co_payers.len() + 1],
        }
    }

    /// Divides what a council's families earned among those who pay, as far as the ceilings allow;
    /// returns what is paid.
    fn bear(&mut self, terms: &Terms, council: usize, earned: Money, due: &mut [Money]) -> Money {
        let most = self.year.min(self.contract);
        if most == Money::ZERO {
            return Money::ZERO;
        }
        let (mut owed, mut paid) = (earned, self.divide(terms, council, earned));
        if most < paid {
            owed = self.within(terms, council, earned, most);
            paid = self.divide(terms, council, owed);
        }
        let (council_part, parts) = self.parts.split_last().expect("the council pays");
        for (left, part) in self.co_payers.iter_mut().zip(parts) {
            *left -= *part;
        }
        self.councils[council] -= *council_part;
        for (due, part) in due.iter_mut().zip(&self.parts) {
            *due += *part;
        }
        self.owed[council] += owed;
        self.year -= paid;
        self.contract -= paid;
        paid
    }

    /// The most of what was earned, of all of which more is paid, of which no more than `most` is: all
    /// that is paid is paid of more as of less, so the border is found by halving.
    fn within(&mut self, terms: &Terms, council: usize, earned: Money, most: Money) -> Money {
        let (mut within, mut beyond) = (most.pence(), earned.pence());
        while within + 1 < beyond {
            let middle = i64::midpoint(within, beyond);
            if self.divide(terms, council, Money::from_pence(middle)) <= most {
                within = middle;
            } else {
                beyond = middle;
            }
        }
        Money::from_pence(within)
    }

    /// Works out the parts that each co-payer and the council bear of an amount, whatever the caps on
    /// the year and on the contract; returns their sum.
    ///
    /// A co-payer's share is rounded over all that was owed so far: invoice by invoice a higher one
    /// may round to less.
    fn divide(&mut self, terms: &Terms, council: usize, owed: Money) -> Money {
        let before = self.owed[council];
        let mut rest = owed;
        for (index, payer) in terms.co_payers.iter().enumerate() {
            let share = (before + owed).share(payer.share) - before.share(payer.share);
            let share = if payer.councils[council] { share } else { Money::ZERO };
            self.parts[index] = share.min(rest).min(self.co_payers[index]);
            rest -= self.parts[index];
        }
        let part = rest.min(self.councils[council]);
        self.parts[terms.co_payers.len()] = part;
        owed - (rest - part)
    }
}

/// No ceiling is one that no contract reaches.
fn limit(ceiling: Option<Money>) -> Money {
    ceiling.unwrap_or(Money::from_pence(i64::MAX / 4))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Caps, Clock, CoPayer, Window};
    use super::*;

    const MONTHS: usize = 30;

    /// Without any ceiling, for so many councils.
    fn terms(councils: usize) -> Terms {
        Terms {
            lines: Vec::new(),
            tracking: vec![Window { from: Clock::Start, after: 0, days: 1 }; councils],
            parts: vec![1.0; councils],
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
        (0..MONTHS + 12).map(|month| ledger.total(|it| it.month <= month).pence()).collect()
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
        assert_eq!(ledger.total(|it| it.from == Party::CoPayer(0)), Money::from_pence(1));
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
