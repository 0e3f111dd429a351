//! The investor's commitment: drawn when cash runs low, repaid from outcomes.

use super::waterfall::Waterfall;
use crate::cohort::Activity;
use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Money, Month};

/// What the investor has agreed to.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    /// The most that can ever be drawn.
    pub commitment: Money,
    /// Cash is kept at this level while that much is still to be spent.
    pub reserve: Money,
    /// Outcome payments are kept for costs until delivery ends, rather than paid out at once.
    pub recycling: bool,
    /// From the first repaid to the last; at least one.
    pub tranches: Vec<Tranche>,
    /// Of what is left after capital and preferred return.
    pub surplus: SurplusShares,
    /// The councils, and what each has of that which belongs to all of them, as proportions. What
    /// rounding leaves falls by this order, and so it is that of their names.
    pub councils: Vec<(Party, f64)>,
    pub guarantee: Guarantee,
    /// What the fund manager takes from the investor a year, as a share of the commitment.
    pub fund_fee: f64,
}

/// A part of the commitment with a rank of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tranche {
    /// Of the commitment. Those of all tranches add up to 1.
    pub share: f64,
    /// Yearly, compound, on what has not been returned.
    pub preferred_return: f64,
    /// Of the investor's part of the surplus. Those of all tranches add up to 1.
    pub surplus: f64,
}

/// Who gets what is left; the shares add up to 1 and the investor takes what rounding leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurplusShares {
    pub provider: f64,
    pub council: f64,
}

/// What the investor is paid whatever the outcomes, from outside the contract's account.
#[derive(Clone, Debug, PartialEq)]
pub struct Guarantee {
    /// Who pays it, and how much of it as proportions.
    pub guarantors: Vec<(Party, f64)>,
    /// Yearly, simple, on the capital outstanding.
    pub coupon: f64,
    /// The coupon is paid in so many months from the contract's start.
    pub coupon_months: Month,
    /// The share of the principal that is made good when the contract ends.
    pub protected_share: f64,
}

/// The result for the investor's money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funding {
    /// The first month in which the providers could not be paid in full.
    pub ran_out: Option<Month>,
    /// What the providers were owed and never paid.
    pub unpaid: Money,
}

/// Runs the contract's account from month to month and enters every payment. `fees` are what each
/// provider is owed, by month.
///
/// In each month: coupon and fund fee are paid, past the account; receipts come in; the commitment
/// is drawn if paying `fees` would leave less than the reserve; the providers are paid what there
/// is, in proportion to their fees; what may be paid out goes down the waterfall. The reserve is
/// never more than the fees still to come, so that nothing is drawn only to be handed back; and
/// with recycling nothing is handed back, once delivery has ended, that fees still to come would
/// only draw again. When the contract ends the guarantor makes the principal good.
pub fn fund(
    facility: &Facility,
    fees: &[Vec<Money>],
    activity: &Activity,
    ledger: &mut Ledger,
) -> Funding {
    let owed = owed(fees);
    let receipts = ledger.net(Party::Vehicle, owed.len());
    let ends = activity.contract_ends.max(last_flow(&owed, &receipts));
    let mut to_come: Money = owed.iter().copied().sum();
    let mut cash = Money::ZERO;
    let mut waterfall = Waterfall::new(facility, fees);
    let mut funding = Funding::default();
    // After the last flow and the contract's end there is nothing to do.
    for (month, (&fee, &receipt)) in owed.iter().zip(&receipts).enumerate().take(ends + 1) {
        to_come -= fee;
        let reserve = facility.reserve.min(to_come);
        if month <= ends {
            waterfall.pay_coupon(month, ledger);
            waterfall.charge_fund_fee(month, ledger);
        }
        waterfall.accrue();
        let mut payable = if facility.recycling { Money::ZERO } else { receipt };
        if facility.recycling {
            cash += receipt;
        }
        let draw = (reserve + fee - cash).or_nothing().min(waterfall.undrawn());
        waterfall.draw(month, draw, ledger);
        cash += draw;
        let paid = fee.min(cash);
        cash -= paid;
        pay_providers(month, paid, fees, ledger);
        if paid < fee {
            funding.ran_out = funding.ran_out.or(Some(month));
            funding.unpaid += fee - paid;
        }
        if facility.recycling && activity.delivery_ends <= month {
            payable = (cash - to_come).or_nothing();
            cash -= payable;
        }
        waterfall.pay_out(month, payable, ledger);
    }
    waterfall.protect(ends, ledger);
    assert_eq!(cash, Money::ZERO, "with nothing still to come no cash is kept");
    funding
}

/// What all providers are owed in each month.
fn owed(fees: &[Vec<Money>]) -> Vec<Money> {
    let months = fees.iter().map(Vec::len).max().unwrap_or(0);
    (0..months).map(|month| fees.iter().map(|fee| fee[month]).sum()).collect()
}

/// The last month in which the account pays a fee or receives anything.
fn last_flow(owed: &[Money], receipts: &[Money]) -> Month {
    let flows = |(fee, receipt): (&Money, &Money)| *fee + *receipt > Money::ZERO;
    owed.iter().zip(receipts).rposition(flows).unwrap_or(0)
}

/// What there is goes to the providers in proportion to what each is owed.
fn pay_providers(month: Month, paid: Money, fees: &[Vec<Money>], ledger: &mut Ledger) {
    let parts = paid.in_proportion(fees.iter().map(|fee| fee[month].pounds()));
    for (provider, part) in parts.enumerate() {
        ledger.pay(month, Party::Vehicle, Party::Provider(provider), part, Purpose::Delivery);
    }
}

#[cfg(test)]
#[expect(clippy::inconsistent_digit_grouping, reason = "pounds_pence")]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{WHOLE, facility, pounds, run, senior_and_junior};
    use super::*;

    /// The investor's monthly net, in pounds.
    fn investor(
        facility: &Facility,
        fees: &[i64],
        receipts: &[i64],
        delivery_ends: usize,
    ) -> (Vec<i64>, Funding) {
        let (ledger, funding) = run(facility, fees, receipts, delivery_ends);
        let net = ledger.net(Party::Investor(0), fees.len());
        (net.into_iter().map(|it| it.pence() / 100).collect(), funding)
    }

    fn with_reserve(commitment: i64, reserve: i64) -> Facility {
        Facility { reserve: Money::from_pence(reserve * 100), ..facility(commitment) }
    }

    /// By hand: 100 a month for three months, reserve 50. Month 0 draws 150 (50 stay), month 1
    /// draws 100, month 2 draws 50 since nothing is still to come. Then 200 and 300 come in: the
    /// 300 of capital first, then 200 of surplus, half of it the investor's.
    #[test]
    fn a_facility_worked_by_hand() {
        let terms = with_reserve(1_000, 50);
        let (net, funding) = investor(&terms, &[100, 100, 100, 0, 0], &[0, 0, 0, 200, 300], 2);
        assert_eq!(net, [-150, -100, -50, 200, 200]);
        assert_eq!(funding, Funding::default());
    }

    /// Receipts of 50 in each month of delivery: recycled they are half the fees, otherwise the
    /// investor draws every fee and has them back at once.
    #[test]
    fn recycling_needs_less_capital() {
        let drawn = |recycling| {
            let terms = Facility { recycling, ..facility(1_000) };
            let (ledger, _) = run(&terms, &[100, 100, 100, 0], &[0, 50, 50, 200], 2);
            ledger.total(|ledger| ledger.purpose == Purpose::Drawdown)
        };
        assert_eq!(drawn(true), Money::from_pence(200_00));
        assert_eq!(drawn(false), Money::from_pence(300_00));
    }

    #[test]
    fn no_receipts_are_exactly_a_total_loss() {
        let terms = with_reserve(1_000, 80);
        let (net, funding) = investor(&terms, &[100, 100, 100, 10], &[0; 4], 2);
        assert_eq!(net.iter().sum::<i64>(), -310);
        assert!(net.iter().all(|it| *it <= 0), "{net:?}");
        assert_eq!(funding.ran_out, None);
    }

    #[test]
    fn a_spent_commitment_leaves_the_provider_unpaid() {
        let (net, funding) = investor(&facility(150), &[100, 100, 100], &[0; 3], 2);
        assert_eq!(net, [-100, -50, 0]);
        assert_eq!(funding, Funding { ran_out: Some(1), unpaid: Money::from_pence(150_00) });
    }

    /// By hand: two providers are owed 100 and 200 a month, and there are 450 to draw. The second
    /// month's 150 go 50 and 100. Of the 530 that come in 450 are capital; of the surplus of 80 a
    /// quarter, 20, is the providers', by the 150 and 300 that they have been paid: £6.67 and £13.33.
    #[test]
    fn providers_share_what_there_is_by_what_they_are_owed() {
        let mut ledger = Ledger::default();
        let receipt = Money::from_pence(530_00);
        ledger.pay(2, Party::Council(0), Party::Vehicle, receipt, Purpose::Line(0));
        let fees = [pounds(&[100, 100, 0]), pounds(&[200, 200, 0])];
        let activity = Activity { delivery_ends: 2, contract_ends: 2, ..Activity::default() };
        let funding = fund(&facility(450), &fees, &activity, &mut ledger);
        assert_eq!(funding, Funding { ran_out: Some(1), unpaid: Money::from_pence(150_00) });
        let got = |provider| ledger.net(Party::Provider(provider), 3).into_iter().map(Money::pence);
        assert_eq!(got(0).collect::<Vec<_>>(), [100_00, 50_00, 6_67]);
        assert_eq!(got(1).collect::<Vec<_>>(), [200_00, 100_00, 13_33]);
    }

    /// 8% a year on 1,200 for twelve months is 96, to the nearest pound.
    #[test]
    fn the_preferred_return_comes_before_the_surplus() {
        let tranches = vec![Tranche { preferred_return: 0.08, ..WHOLE }];
        let terms = Facility { tranches, ..facility(1_200) };
        let mut fees = vec![0; 13];
        fees[0] = 1_200;
        let mut receipts = vec![0; 13];
        receipts[12] = 1_296;
        let (net, _) = investor(&terms, &fees, &receipts, 0);
        assert!((1_295..=1_296).contains(&net[12]), "{net:?}");
    }

    /// £100 are left of the commitment for fees of £90 and £60: three fifths and two fifths of it.
    /// A surplus goes by all that each is owed.
    #[test]
    fn providers_are_paid_in_proportion_to_their_fees() {
        let fees = [pounds(&[90, 0, 0]), pounds(&[60, 0, 0])];
        let paid = |commitment: i64, receipt: i64| {
            let mut ledger = Ledger::default();
            let receipt = Money::from_pence(receipt * 100);
            ledger.pay(2, Party::Council(0), Party::Vehicle, receipt, Purpose::Line(0));
            fund(&facility(commitment), &fees, &Activity::default(), &mut ledger);
            [0, 1].map(|provider| {
                let to = Party::Provider(provider);
                [Purpose::Delivery, Purpose::Surplus].map(|why| {
                    ledger.total(|ledger| ledger.to == to && ledger.purpose == why).pence()
                })
            })
        };
        assert_eq!(paid(100, 0), [[60_00, 0], [40_00, 0]]);
        // £50 of surplus, a quarter of it the providers'.
        assert_eq!(paid(150, 200), [[90_00, 7_50], [60_00, 5_00]]);
    }

    /// Fees of £1,000 and a preferred return of 10% a year, with the surplus all the council's. £1,300
    /// in a year's time are £1,100 for the investor. With £500 more after half a year less is owed
    /// for the other half: less in pounds, and the same 10%.
    #[test]
    fn sooner_is_less_for_an_investor_without_a_part_in_the_surplus() {
        let tranches = vec![Tranche { preferred_return: 0.10, ..WHOLE }];
        let surplus = SurplusShares { provider: 0.0, council: 1.0 };
        let terms = Facility { tranches, surplus, ..facility(1_000) };
        let flows = |half_a_year: i64| {
            let (mut fees, mut receipts) = (vec![0; 13], vec![0; 13]);
            (fees[0], receipts[6], receipts[12]) = (1_000, half_a_year, 1_300);
            run(&terms, &fees, &receipts, 0).0.net(Party::Investor(0), 13)
        };
        let cash = |flows: &[Money]| flows.iter().copied().sum::<Money>();
        let value = |flows: &[Money]| {
            flows
                .iter()
                .zip(0..)
                .map(|(it, m)| it.pounds() / 1.1_f64.powf(f64::from(m) / 12.0))
                .sum::<f64>()
        };
        let (late, sooner) = (flows(0), flows(500));
        assert!((cash(&late).pounds() - 100.0).abs() < 0.05, "{late:?}");
        assert!(cash(&sooner) < cash(&late));
        assert!(value(&late).abs() < 0.05 && value(&sooner).abs() < 0.05);
    }

    /// The investor's position at the end of each month: received less paid in so far, in pence.
    fn positions(facility: &Facility, fees: &[i64], receipts: &[i64], ends: Month) -> Vec<i64> {
        let mut ledger = Ledger::default();
        for (month, receipt) in receipts.iter().copied().enumerate() {
            let receipt = Money::from_pence(receipt);
            ledger.pay(month, Party::Council(0), Party::Vehicle, receipt, Purpose::Line(0));
        }
        let fees = [fees.iter().copied().map(Money::from_pence).collect()];
        let activity = Activity { delivery_ends: ends, contract_ends: 23, ..Activity::default() };
        fund(facility, &fees, &activity, &mut ledger);
        let tranches = facility.tranches.len();
        let net: Vec<_> =
            (0..tranches).map(|index| ledger.net(Party::Investor(index), 24)).collect();
        let mut position = 0;
        (0..24)
            .map(|month| {
                position += net.iter().map(|it| it[month].pence()).sum::<i64>();
                position
            })
            .collect()
    }

    /// Terms that differ in all but how a surplus is shared and what is preferred.
    fn any_facility() -> impl Strategy<Value = Facility> {
        let tranches = prop_oneof![Just(vec![WHOLE]), (0.1..0.9_f64).prop_map(senior_and_junior)];
        (0..8_000_i64, 0..1_500_i64, any::<bool>(), tranches).prop_map(
            |(commitment, reserve, recycling, tranches)| Facility {
                commitment: Money::from_pence(commitment),
                reserve: Money::from_pence(reserve),
                recycling,
                tranches,
                ..facility(0)
            },
        )
    }

    /// A month's fee, receipt, and what may be added to the receipt.
    fn any_months() -> impl Strategy<Value = Vec<(i64, i64, i64)>> {
        let rarely = || prop_oneof![1 => Just(0), 1 => 0..900_i64];
        prop::collection::vec((rarely(), rarely(), rarely()), 24)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

        /// For given fees, where the surplus is all the investor's, more received never lowers the
        /// position at the end of any month; nor does the same sooner, if the commitment is enough.
        /// (If not, it pays fees that would have been lost.) So neither lowers the cash, nor the value at any
        /// hurdle, nor raises the peak, nor puts off the payback; and what is protected makes up
        /// for no more than is missing.
        #[test]
        fn more_and_sooner_received_is_never_less_for_the_investor(
            terms in any_facility(),
            months in any_months(),
            ends in 0..24_usize,
            preferred_return in 0.0..0.3_f64,
            protected_share in 0.0..=1.0_f64,
            enough: bool,
            later in 0..24_usize,
        ) {
            let surplus = SurplusShares { provider: 0.0, council: 0.0 };
            let mut terms = Facility { surplus, ..terms };
            terms.tranches.iter_mut().for_each(|tranche| tranche.preferred_return = preferred_return);
            let fees: Vec<i64> = months.iter().map(|month| month.0).collect();
            let mut less: Vec<i64> = months.iter().map(|month| month.1).collect();
            let more: Vec<i64> = months.iter().map(|month| month.1 + month.2).collect();
            if enough {
                terms.commitment = fees.iter().copied().map(Money::from_pence).sum();
                let moved = std::mem::take(&mut less[later / 2]);
                less[later] += moved;
            }
            let (low, high) =
                (positions(&terms, &fees, &less, ends), positions(&terms, &fees, &more, ends));
            prop_assert!(low.iter().zip(&high).all(|(low, high)| low <= high), "{low:?} {high:?}");
            if terms.tranches.len() == 1 {
                terms.guarantee.protected_share = protected_share;
                let cash = |receipts| positions(&terms, &fees, receipts, ends)[23];
                prop_assert!(cash(&less) <= cash(&more));
            }
        }

        /// And so it is where providers and councils share in the surplus and nothing is preferred,
        /// for more received in each month.
        #[test]
        fn more_received_is_never_less_of_a_shared_surplus(
            terms in any_facility(),
            months in any_months(),
            ends in 0..24_usize,
            (provider, council) in (0.0..0.5_f64, 0.0..=0.5_f64),
        ) {
            let terms = Facility { surplus: SurplusShares { provider, council }, ..terms };
            let fees: Vec<i64> = months.iter().map(|month| month.0).collect();
            let less: Vec<i64> = months.iter().map(|month| month.1).collect();
            let more: Vec<i64> = months.iter().map(|month| month.1 + month.2).collect();
            let (low, high) =
                (positions(&terms, &fees, &less, ends), positions(&terms, &fees, &more, ends));
            prop_assert!(low.iter().zip(&high).all(|(low, high)| low <= high), "{low:?} {high:?}");
        }
    }
}
