//! The tranches' claims on the contract: what each has paid in, and what it is to have back.
//!
//! Tranches pay in alike and are repaid one after the other, so that the last has the first loss.

use super::{Facility, Tranche};
use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Money, Month};

/// The claims of all tranches, from the first repaid to the last, and what follows them.
pub(super) struct Waterfall<'a> {
    facility: &'a Facility,
    stakes: Vec<Stake>,
    /// What each provider is owed in all, in pounds: its part of a surplus.
    providers: Vec<f64>,
    /// Shared out so far.
    surplus: Money,
    /// Room for what each tranche pays in, in proportion.
    weights: Vec<f64>,
}

/// One tranche's claim.
struct Stake {
    terms: Tranche,
    monthly_return: f64,
    undrawn: Money,
    drawn: Money,
    /// Drawn and not yet returned.
    capital: Money,
    /// Preferred return earned and not yet paid.
    preferred: Money,
}

impl<'a> Waterfall<'a> {
    pub(super) fn new(facility: &'a Facility, fees: &[Vec<Money>]) -> Self {
        let shares = facility.tranches.iter().map(|tranche| tranche.share);
        let stake = |(terms, undrawn): (&Tranche, Money)| Stake {
            terms: *terms,
            monthly_return: libm::pow(1.0 + terms.preferred_return, 1.0 / 12.0) - 1.0,
            undrawn,
            drawn: Money::ZERO,
            capital: Money::ZERO,
            preferred: Money::ZERO,
        };
        let parts = facility.commitment.in_proportion(shares);
        Self {
            facility,
            stakes: facility.tranches.iter().zip(parts).map(stake).collect(),
            providers: fees.iter().map(|fee| fee.iter().copied().sum::<Money>().pounds()).collect(),
            surplus: Money::ZERO,
            weights: Vec::new(),
        }
    }

    pub(super) fn undrawn(&self) -> Money {
        self.stakes.iter().map(|stake| stake.undrawn).sum()
    }

    /// A month's preferred return on what was outstanding when it began.
    pub(super) fn accrue(&mut self) {
        for stake in &mut self.stakes {
            stake.preferred += (stake.capital + stake.preferred).share(stake.monthly_return);
        }
    }

    /// Each tranche pays in its share, as far as its commitment goes: in proportion to what it has
    /// left, which is its share to the penny.
    pub(super) fn draw(&mut self, month: Month, amount: Money, ledger: &mut Ledger) {
        if amount == Money::ZERO {
            return;
        }
        self.weights.clear();
        self.weights.extend(self.stakes.iter().map(|stake| stake.undrawn.pounds()));
        let parts = amount.in_proportion(self.weights.iter().copied());
        for (tranche, (stake, part)) in self.stakes.iter_mut().zip(parts).enumerate() {
            stake.undrawn -= part;
            stake.drawn += part;
            stake.capital += part;
            ledger.pay(month, Party::Investor(tranche), Party::Vehicle, part, Purpose::Drawdown);
        }
    }

    /// Tranche by tranche all its capital and then all its preferred return; what is left is
    /// surplus.
    pub(super) fn pay_out(&mut self, month: Month, amount: Money, ledger: &mut Ledger) {
        if amount == Money::ZERO {
            return;
        }
        let mut rest = amount;
        for (tranche, stake) in self.stakes.iter_mut().enumerate() {
            let to = Party::Investor(tranche);
            let capital = rest.min(stake.capital);
            stake.capital -= capital;
            rest -= capital;
            let preferred = rest.min(stake.preferred);
            stake.preferred -= preferred;
            rest -= preferred;
            ledger.pay(month, Party::Vehicle, to, capital, Purpose::Capital);
            ledger.pay(month, Party::Vehicle, to, preferred, Purpose::PreferredReturn);
        }
        self.share_surplus(month, rest, ledger);
    }

    /// Shares are rounded over the whole surplus so far, so that more of it is never less for the
    /// investor, who takes what rounding leaves.
    fn share_surplus(&mut self, month: Month, surplus: Money, ledger: &mut Ledger) {
        if surplus == Money::ZERO {
            return;
        }
        let before = self.surplus;
        self.surplus += surplus;
        let shares = &self.facility.surplus;
        let part = |share: f64| self.surplus.share(share) - before.share(share);
        let others = part(shares.provider + shares.council);
        let providers = part(shares.provider).min(others);
        let (council, investor) = (others - providers, surplus - others);
        let mut pay = |to, amount| ledger.pay(month, Party::Vehicle, to, amount, Purpose::Surplus);
        let tranches = investor.in_proportion(self.stakes.iter().map(|stake| stake.terms.surplus));
        for (tranche, part) in tranches.enumerate() {
            pay(Party::Investor(tranche), part);
        }
        for (provider, part) in providers.in_proportion(self.providers.iter().copied()).enumerate()
        {
            pay(Party::Provider(provider), part);
        }
        let councils = &self.facility.councils;
        let parts = council.in_proportion(councils.iter().map(|(_, weight)| *weight));
        for ((council, _), part) in councils.iter().zip(parts) {
            pay(*council, part);
        }
    }

    /// A month's coupon on the capital that was outstanding when it began.
    pub(super) fn pay_coupon(&self, month: Month, ledger: &mut Ledger) {
        let terms = &self.facility.guarantee;
        if terms.coupon == 0.0 || terms.coupon_months <= month {
            return;
        }
        for (tranche, stake) in self.stakes.iter().enumerate() {
            let coupon = stake.capital.share(terms.coupon / 12.0);
            self.guarantee(month, tranche, coupon, Purpose::Coupon, ledger);
        }
    }

    /// What each tranche's capital falls short of the protected share of what it paid in.
    pub(super) fn protect(&self, month: Month, ledger: &mut Ledger) {
        for (tranche, stake) in self.stakes.iter().enumerate() {
            let protected = stake.drawn.share(self.facility.guarantee.protected_share);
            let returned = stake.drawn - stake.capital;
            let shortfall = (protected - returned).or_nothing();
            self.guarantee(month, tranche, shortfall, Purpose::Protection, ledger);
        }
    }

    fn guarantee(
        &self,
        month: Month,
        tranche: usize,
        amount: Money,
        purpose: Purpose,
        ledger: &mut Ledger,
    ) {
        let guarantors = &self.facility.guarantee.guarantors;
        let parts = amount.in_proportion(guarantors.iter().map(|guarantor| guarantor.1));
        for ((guarantor, _), part) in guarantors.iter().zip(parts) {
            ledger.pay(month, *guarantor, Party::Investor(tranche), part, purpose);
        }
    }

    /// A month's part of what the fund manager takes, from each tranche by its share.
    pub(super) fn charge_fund_fee(&self, month: Month, ledger: &mut Ledger) {
        if self.facility.fund_fee == 0.0 {
            return;
        }
        let fee = self.facility.commitment.share(self.facility.fund_fee / 12.0);
        let parts = fee.in_proportion(self.stakes.iter().map(|stake| stake.terms.share));
        for (tranche, part) in parts.enumerate() {
            ledger.pay(month, Party::Investor(tranche), Party::Outside, part, Purpose::FundFee);
        }
    }
}

#[cfg(test)]
#[expect(clippy::inconsistent_digit_grouping, reason = "pounds_pence")]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{WHOLE, facility, pence, run, senior_and_junior};
    use super::super::{Guarantee, SurplusShares};
    use super::*;

    fn guaranteed(coupon: f64, coupon_months: Month, protected_share: f64) -> Guarantee {
        let guarantors = vec![(Party::CoPayer(0), 1.0)];
        Guarantee { guarantors, coupon, coupon_months, protected_share }
    }

    /// Fees of £600 and £400; £500.01 and then £350 come back. Both pay in 7 to 3; the senior has
    /// its £700 back, and the junior £150.01 of its £300.
    #[test]
    fn the_junior_tranche_bears_the_first_loss() {
        let terms = Facility { tranches: senior_and_junior(0.7), ..facility(1_000) };
        let mut ledger = Ledger::default();
        let receipts = [0, 0, 500_01, 350_00].map(Money::from_pence);
        for (month, receipt) in receipts.into_iter().enumerate() {
            ledger.pay(month, Party::Council(0), Party::Vehicle, receipt, Purpose::Line(0));
        }
        let fees = [600_00, 400_00, 0, 0].map(Money::from_pence).to_vec();
        let activity = crate::cohort::Activity { delivery_ends: 1, ..Default::default() };
        super::super::fund(&terms, &[fees], &activity, &mut ledger);
        let of = |tranche, purpose| pence(&ledger, tranche, purpose, 4);
        assert_eq!(of(0, Purpose::Drawdown), [420_00, 280_00, 0, 0]);
        assert_eq!(of(1, Purpose::Drawdown), [180_00, 120_00, 0, 0]);
        assert_eq!(of(0, Purpose::Capital), [0, 0, 500_01, 199_99]);
        assert_eq!(of(1, Purpose::Capital), [0, 0, 0, 150_01]);
    }

    /// £1,000 are drawn in month 0 and £1,100 come back in month 12. The senior's 6% on £700 is
    /// 12 × (1.06^(1/12) − 1) compounded to the penny: £42.00, before the junior has anything. Then
    /// £300 of its capital, and £58 of a preferred £36 (12%) and £22 of surplus, of which half are the
    /// investor's, all for the junior.
    #[test]
    fn each_tranche_has_capital_and_return_before_the_next() {
        let tranches = vec![
            Tranche { share: 0.7, preferred_return: 0.06, surplus: 0.0 },
            Tranche { share: 0.3, preferred_return: 0.12, surplus: 1.0 },
        ];
        let terms = Facility { tranches, ..facility(1_000) };
        let mut fees = [0; 13];
        fees[0] = 1_000;
        let mut receipts = [0; 13];
        receipts[12] = 1_100;
        let (ledger, _) = run(&terms, &fees, &receipts, 0);
        let of = |tranche, purpose| pence(&ledger, tranche, purpose, 13)[12];
        assert_eq!([0, 1].map(|it| of(it, Purpose::Capital)), [700_00, 300_00]);
        assert_eq!([0, 1].map(|it| of(it, Purpose::PreferredReturn)), [42_00, 36_00]);
        assert_eq!([0, 1].map(|it| of(it, Purpose::Surplus)), [0, 11_00]);
    }

    /// 6% a year on what is out when the month begins: £600 from month 1, £1,000 from month 2, and
    /// £400 after £600 came back in month 3; for five months and no longer.
    #[test]
    fn the_coupon_is_paid_on_the_capital_outstanding() {
        let terms = Facility { guarantee: guaranteed(0.06, 5, 0.0), ..facility(1_000) };
        let (ledger, _) = run(&terms, &[600, 400, 0, 0, 0, 0], &[0, 0, 0, 600, 0, 0], 1);
        assert_eq!(pence(&ledger, 0, Purpose::Coupon, 6), [0, 3_00, 5_00, 5_00, 2_00, 0]);
        let paid = ledger.total(|ledger| ledger.from == Party::CoPayer(0));
        assert_eq!(paid, Money::from_pence(15_00), "by the guarantor, past the account");
    }

    #[test]
    fn the_coupon_ends_with_the_contract() {
        let terms = Facility { guarantee: guaranteed(0.12, 240, 0.0), ..facility(1_000) };
        let mut ledger = Ledger::default();
        let fees = [&[Money::from_pence(1_000_00)][..], &[Money::ZERO; 9]].concat();
        let activity = crate::cohort::Activity { contract_ends: 3, ..Default::default() };
        super::super::fund(&terms, &[fees], &activity, &mut ledger);
        let coupons = pence(&ledger, 0, Purpose::Coupon, 10);
        assert_eq!(coupons, [0, 10_00, 10_00, 10_00, 0, 0, 0, 0, 0, 0]);
    }

    /// 60% of £1,000 is £600: £350 are missing after £250, and none after £600 or more. With two
    /// tranches each is protected by itself: of £250 the senior (7 to 3) has all, £170 short of its
    /// £420, and the junior its £180.
    #[test]
    fn protection_pays_exactly_the_shortfall() {
        let terms = Facility { guarantee: guaranteed(0.0, 0, 0.6), ..facility(1_000) };
        let ranked = Facility { tranches: senior_and_junior(0.7), ..terms.clone() };
        let made_good = |terms: &Facility, tranche: usize, receipt: i64| {
            let (ledger, _) = run(terms, &[600, 400, 0, 0], &[0, 0, receipt, 0], 1);
            pence(&ledger, tranche, Purpose::Protection, 4)
        };
        assert_eq!(made_good(&terms, 0, 250), [0, 0, 0, 350_00]);
        assert_eq!(made_good(&terms, 0, 599), [0, 0, 0, 1_00]);
        for receipt in [600, 1_000, 2_000] {
            assert_eq!(made_good(&terms, 0, receipt), [0; 4]);
        }
        assert_eq!([0, 1].map(|it| made_good(&ranked, it, 250)[3]), [170_00, 180_00]);
    }

    /// 2.4% a year on the whole £1,000 is £2 a month, from the first month to the last, whatever is
    /// drawn; it changes nothing else.
    #[test]
    fn the_fund_fee_is_charged_on_the_commitment_until_the_contract_ends() {
        let flows = |fund_fee| {
            let tranches = senior_and_junior(0.75);
            let terms = Facility { tranches, fund_fee, ..facility(1_000) };
            let mut ledger = run(&terms, &[100, 0, 0, 0], &[0, 0, 120, 0], 0).0.payments().to_vec();
            ledger.retain(|ledger| ledger.purpose != Purpose::FundFee);
            ledger
        };
        assert_eq!(flows(0.024), flows(0.0));
        let tranches = senior_and_junior(0.75);
        let terms = Facility { fund_fee: 0.024, tranches, ..facility(1_000) };
        let (ledger, _) = run(&terms, &[100, 0, 0, 0], &[0, 0, 120, 0], 0);
        let of = |tranche| pence(&ledger, tranche, Purpose::FundFee, 4);
        assert_eq!([of(0), of(1)], [[1_50; 4], [50; 4]]);
        assert_eq!(ledger.total(|ledger| ledger.to == Party::Outside), Money::from_pence(8_00));
    }

    fn split(shares: &[f64], preferred_return: f64) -> Vec<Tranche> {
        let sum: f64 = shares.iter().sum();
        let tranche =
            |share: &f64| Tranche { share: share / sum, preferred_return, surplus: share / sum };
        shares.iter().map(tranche).collect()
    }

    fn in_all(ledger: &Ledger, months: usize, of: fn(&Purpose) -> bool) -> Vec<i64> {
        let investor = |party: &Party| matches!(party, Party::Investor(_));
        (0..months)
            .map(|month| {
                let counts = |payment: &crate::ledger::Payment| {
                    payment.month == month && of(&payment.purpose)
                };
                let received = ledger.total(|ledger| counts(ledger) && investor(&ledger.to));
                let paid = ledger.total(|ledger| counts(ledger) && investor(&ledger.from));
                (received - paid).pence()
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

        /// However the commitment is ranked, together the tranches pay in and receive what one would,
        /// and none is repaid a smaller part of its capital than the next, but for a penny of
        /// rounding in each of the twelve draws.
        #[test]
        fn ranking_moves_money_between_tranches_alone(
            shares in prop::collection::vec(0.05..1.0_f64, 1..5),
            fees in prop::collection::vec(0..500_i64, 12),
            receipts in prop::collection::vec(0..500_i64, 12),
            recycling: bool,
            commitment in 200..4_000_i64,
            preferred_return in 0.0..0.2_f64,
        ) {
            let one = Facility {
                recycling,
                tranches: vec![Tranche { preferred_return, ..WHOLE }],
                surplus: SurplusShares { provider: 0.0, council: 0.0 },
                ..facility(commitment)
            };
            let ranked = Facility { tranches: split(&shares, preferred_return), ..one.clone() };
            let (alone, _) = run(&one, &fees, &receipts, 11);
            let (ledger, _) = run(&ranked, &fees, &receipts, 11);
            prop_assert_eq!(in_all(&ledger, 12, |_| true), in_all(&alone, 12, |_| true));
            let sum = |tranche, purpose| pence(&ledger, tranche, purpose, 12).iter().sum::<i64>();
            for junior in 1..shares.len() {
                let [(paid, lost), (junior_paid, junior_lost)] = [junior - 1, junior].map(|it| {
                    let paid = sum(it, Purpose::Drawdown);
                    (paid, paid - sum(it, Purpose::Capital))
                });
                // lost / paid ≤ junior_lost / junior_paid
                let pennies = 12 * (paid + junior_paid);
                prop_assert!(lost * junior_paid <= junior_lost * paid + pennies);
            }
        }
    }
}
