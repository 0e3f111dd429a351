//! The investor's commitment: drawn when cash runs low, repaid from outcomes by a waterfall.

use crate::ledger::{Ledger, Party, Purpose};
use crate::units::{Money, Month};

/// What the investor has agreed to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facility {
    /// The most that can ever be drawn.
    pub commitment: Money,
    /// Cash is kept at this level while that much is still to be spent.
    pub reserve: Money,
    /// Outcome payments are kept for costs until delivery ends, rather than paid out at once.
    pub recycling: bool,
    /// Yearly, compound, on what has not been returned.
    pub preferred_return: f64,
    /// Of what is left after capital and preferred return.
    pub surplus: SurplusShares,
}

/// Who gets what is left; the shares add up to 1 and the investor takes what rounding leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurplusShares {
    pub provider: f64,
    pub council: f64,
}

/// What became of the money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funding {
    /// The first month in which the providers could not be paid in full.
    pub ran_out: Option<Month>,
    /// What the providers were owed and never paid.
    pub unpaid: Money,
}

/// Runs the contract's account from month to month and enters every payment. `fees` are what each provider is owed, by month.
///
/// In each month: receipts come in; the commitment is drawn if paying `fees` would leave less than
/// the reserve; the providers are paid what there is, in proportion to their fees; what may be paid
/// out goes down the waterfall: capital, preferred return, then shares of the surplus, that of the
/// providers in proportion to the fees they have been paid. The reserve is never more than the fees
/// still to come, so that nothing is drawn only to be handed back; and with recycling nothing is
/// handed back, once delivery has ended, that fees still to come would only draw again.
pub fn fund(
    facility: &Facility,
    fees: &[Vec<Money>],
    delivery_ends: Month,
    ledger: &mut Ledger,
) -> Funding {
    let months = fees.first().map_or(0, Vec::len);
    let receipts = ledger.net(Party::Vehicle, months);
    let mut to_come: Money = fees.iter().flatten().copied().sum();
    let mut account = Account::new(facility, fees.len());
    let mut funding = Funding::default();
    for (month, &receipt) in receipts.iter().enumerate() {
        let fee: Money = fees.iter().map(|it| it[month]).sum();
        to_come -= fee;
        let reserve = facility.reserve.min(to_come);
        account.accrue();
        let mut payable = if facility.recycling { Money::ZERO } else { receipt };
        if facility.recycling {
            account.cash += receipt;
        }
        let draw = (reserve + fee - account.cash).or_nothing().min(account.undrawn);
        account.draw(month, draw, ledger);
        let paid = fee.min(account.cash);
        account.pay_fees(month, paid, fees, ledger);
        if paid < fee {
            funding.ran_out = funding.ran_out.or(Some(month));
            funding.unpaid += fee - paid;
        }
        if facility.recycling && delivery_ends <= month {
            payable = (account.cash - to_come).or_nothing();
            account.cash -= payable;
        }
        account.pay_out(month, payable, ledger);
    }
    assert_eq!(account.cash, Money::ZERO, "with nothing still to come no cash is kept");
    funding
}

/// The contract's account and the investor's claim on it.
struct Account<'a> {
    facility: &'a Facility,
    monthly_return: f64,
    cash: Money,
    undrawn: Money,
    /// Drawn and not yet returned.
    capital: Money,
    /// Preferred return earned and not yet paid.
    preferred: Money,
    /// Fees paid to each provider so far.
    fees_paid: Vec<Money>,
}

impl<'a> Account<'a> {
    fn new(facility: &'a Facility, providers: usize) -> Self {
        Self {
            facility,
            monthly_return: (1.0 + facility.preferred_return).powf(1.0 / 12.0) - 1.0,
            cash: Money::ZERO,
            undrawn: facility.commitment,
            capital: Money::ZERO,
            preferred: Money::ZERO,
            fees_paid: vec![Money::ZERO; providers],
        }
    }

    /// Pays the providers what there is, in proportion to what each is owed.
    fn pay_fees(&mut self, month: Month, paid: Money, fees: &[Vec<Money>], ledger: &mut Ledger) {
        self.cash -= paid;
        let parts = paid.in_proportion(fees.iter().map(|it| it[month].pounds()));
        for (provider, part) in parts.enumerate() {
            self.fees_paid[provider] += part;
            ledger.pay(month, Party::Vehicle, Party::Provider(provider), part, Purpose::Delivery);
        }
    }

    /// A month's preferred return on what was outstanding when it began.
    fn accrue(&mut self) {
        self.preferred += (self.capital + self.preferred).share(self.monthly_return);
    }

    fn draw(&mut self, month: Month, amount: Money, ledger: &mut Ledger) {
        self.undrawn -= amount;
        self.capital += amount;
        self.cash += amount;
        ledger.pay(month, Party::Investor, Party::Vehicle, amount, Purpose::Drawdown);
    }

    fn pay_out(&mut self, month: Month, amount: Money, ledger: &mut Ledger) {
        let capital = amount.min(self.capital);
        self.capital -= capital;
        let preferred = (amount - capital).min(self.preferred);
        self.preferred -= preferred;
        let surplus = amount - capital - preferred;
        let providers = surplus.share(self.facility.surplus.provider);
        let council = surplus.share(self.facility.surplus.council).min(surplus - providers);
        let investor = surplus - providers - council;
        let mut pay = |to, amount, purpose| ledger.pay(month, Party::Vehicle, to, amount, purpose);
        pay(Party::Investor, capital, Purpose::Capital);
        pay(Party::Investor, preferred, Purpose::PreferredReturn);
        pay(Party::Investor, investor, Purpose::Surplus);
        let parts = providers.in_proportion(self.fees_paid.iter().map(|it| it.pounds()));
        for (provider, part) in parts.enumerate() {
            pay(Party::Provider(provider), part, Purpose::Surplus);
        }
        pay(Party::Council, council, Purpose::Surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POUND: i64 = 100;

    fn pounds(amounts: &[i64]) -> Vec<Money> {
        amounts.iter().map(|it| Money::from_pence(it * POUND)).collect()
    }

    fn facility(commitment: i64, reserve: i64, recycling: bool) -> Facility {
        Facility {
            commitment: Money::from_pence(commitment * POUND),
            reserve: Money::from_pence(reserve * POUND),
            recycling,
            preferred_return: 0.0,
            surplus: SurplusShares { provider: 0.25, council: 0.25 },
        }
    }

    /// The investor's monthly net, in pounds.
    fn investor(
        facility: Facility,
        fees: &[i64],
        receipts: &[i64],
        delivery_ends: usize,
    ) -> (Vec<i64>, Funding) {
        let mut ledger = Ledger::default();
        for (month, receipt) in pounds(receipts).into_iter().enumerate() {
            ledger.pay(month, Party::Council, Party::Vehicle, receipt, Purpose::Line(0));
        }
        let funding = fund(&facility, &[pounds(fees)], delivery_ends, &mut ledger);
        let net = ledger.net(Party::Investor, fees.len());
        (net.into_iter().map(|it| it.pence() / POUND).collect(), funding)
    }

    /// By hand: 100 a month for three months, reserve 50. Month 0 draws 150 (50 stay), month 1
    /// draws 100, month 2 draws 50 since nothing is still to come. Then 200 and 300 come in: the
    /// 300 of capital first, then 200 of surplus, half of it the investor's.
    #[test]
    fn a_facility_worked_by_hand() {
        let (net, funding) =
            investor(facility(1_000, 50, true), &[100, 100, 100, 0, 0], &[0, 0, 0, 200, 300], 2);
        assert_eq!(net, [-150, -100, -50, 200, 200]);
        assert_eq!(funding, Funding::default());
    }

    /// Receipts of 50 in each month of delivery: recycled they are half the fees, otherwise the
    /// investor draws every fee and has them back at once.
    #[test]
    fn recycling_needs_less_capital() {
        let drawn = |recycling| {
            let mut ledger = Ledger::default();
            for (month, receipt) in pounds(&[0, 50, 50, 200]).into_iter().enumerate() {
                ledger.pay(month, Party::Council, Party::Vehicle, receipt, Purpose::Line(0));
            }
            fund(&facility(1_000, 0, recycling), &[pounds(&[100, 100, 100, 0])], 2, &mut ledger);
            ledger.total(|it| it.purpose == Purpose::Drawdown)
        };
        assert_eq!(drawn(true), Money::from_pence(200 * POUND));
        assert_eq!(drawn(false), Money::from_pence(300 * POUND));
    }

    #[test]
    fn no_receipts_are_exactly_a_total_loss() {
        let (net, funding) = investor(facility(1_000, 80, true), &[100, 100, 100, 10], &[0; 4], 2);
        assert_eq!(net.iter().sum::<i64>(), -310);
        assert!(net.iter().all(|it| *it <= 0), "{net:?}");
        assert_eq!(funding.ran_out, None);
    }

    #[test]
    fn a_spent_commitment_leaves_the_provider_unpaid() {
        let (net, funding) = investor(facility(150, 0, true), &[100, 100, 100], &[0; 3], 2);
        assert_eq!(net, [-100, -50, 0]);
        assert_eq!(funding, Funding { ran_out: Some(1), unpaid: Money::from_pence(150 * POUND) });
    }

    /// By hand: two providers are owed 100 and 200 a month, and there are 450 to draw. The second
    /// month's 150 go 50 and 100. Of the 530 that come in 450 are capital; of the surplus of 80 a
    /// quarter, 20, is the providers', by the 150 and 300 that they have been paid: £6.67 and £13.33.
    #[test]
    fn providers_share_what_there_is_by_what_they_are_owed() {
        let mut ledger = Ledger::default();
        let receipt = Money::from_pence(530 * POUND);
        ledger.pay(2, Party::Council, Party::Vehicle, receipt, Purpose::Line(0));
        let fees = [pounds(&[100, 100, 0]), pounds(&[200, 200, 0])];
        let funding = fund(&facility(450, 0, true), &fees, 2, &mut ledger);
        assert_eq!(funding, Funding { ran_out: Some(1), unpaid: Money::from_pence(150 * POUND) });
        let got = |provider| ledger.net(Party::Provider(provider), 3).into_iter().map(Money::pence);
        assert_eq!(got(0).collect::<Vec<_>>(), [100_00, 50_00, 6_67]);
        assert_eq!(got(1).collect::<Vec<_>>(), [200_00, 100_00, 13_33]);
    }

    /// 8% a year on 1,200 for twelve months is 96, to the nearest pound.
    #[test]
    fn the_preferred_return_comes_before_the_surplus() {
        let terms = Facility { preferred_return: 0.08, ..facility(1_200, 0, true) };
        let mut fees = vec![0; 13];
        fees[0] = 1_200;
        let mut receipts = vec![0; 13];
        receipts[12] = 1_296;
        let (net, _) = investor(terms, &fees, &receipts, 0);
        assert!((1_295..=1_296).contains(&net[12]), "{net:?}");
    }
}
