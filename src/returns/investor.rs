//! What the investor put in, got back, and when.

use super::irr::present_value;
use super::{Flows, Irr, irr};
use crate::ledger::{Ledger, Party, Payment, Purpose};
use crate::units::{Money, Month};

/// The result of the investor, or of one tranche, in one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct InvestorReturn {
    /// Received less paid, in each month.
    pub net: Vec<Money>,
    /// Everything paid in.
    pub drawn: Money,
    /// Everything received, from the contract and from a guarantor.
    pub returned: Money,
    /// The most that was ever out at once: paid in and not yet back.
    pub peak_drawn: Money,
    pub irr: Irr,
    /// Pounds at the start of the contract, at the investor's hurdle rate.
    pub npv_at_hurdle: f64,
    /// The first month by whose end everything drawn has come back for good.
    pub payback: Option<Month>,
}

impl InvestorReturn {
    /// All tranches together, before the fund manager's fee; from the ledger, over so many months,
    /// at a yearly hurdle rate.
    pub fn before_fee(ledger: &Ledger, months: usize, hurdle: f64) -> Self {
        Self::of_flows(&Flows::before_fee(ledger, months), hurdle)
    }

    /// The same with the fund manager's fee as money paid in.
    pub fn after_fee(ledger: &Ledger, months: usize, hurdle: f64) -> Self {
        Self::of(ledger, months, hurdle, |_| true)
    }

    /// One tranche, before the fund manager's fee.
    pub fn of_tranche(tranche: usize, ledger: &Ledger, months: usize, hurdle: f64) -> Self {
        let own = Party::Investor(tranche);
        let counts = |payment: &Payment| {
            payment.purpose != Purpose::FundFee && [payment.from, payment.to].contains(&own)
        };
        Self::of(ledger, months, hurdle, counts)
    }

    /// From the payments of all tranches that count.
    fn of(ledger: &Ledger, months: usize, hurdle: f64, counts: impl Fn(&Payment) -> bool) -> Self {
        Self::of_flows(&Flows::of(ledger, months, counts), hurdle)
    }

    /// From gross flows by month; the present value is that at their first month.
    pub fn of_flows(flows: &Flows, hurdle: f64) -> Self {
        let net = flows.net();
        let drawn: Money = flows.paid.iter().copied().sum();
        let returned: Money = flows.received.iter().copied().sum();
        let months = net.len();
        let mut position = Money::ZERO;
        let mut lowest = Money::ZERO;
        let mut under_water = None;
        for (month, flow) in net.iter().enumerate() {
            position += *flow;
            lowest = lowest.min(position);
            if position < Money::ZERO {
                under_water = Some(month);
            }
        }
        let month = libm::exp(-libm::log1p(hurdle) / 12.0);
        let pounds: Vec<f64> = net.iter().map(|it| it.pounds()).collect();
        let npv_at_hurdle = present_value(&pounds, month);
        // Months are counted from 1, and the first month after the last under water is the one.
        let payback = match under_water {
            _ if drawn == Money::ZERO => None,
            None => Some(0),
            Some(month) => Some(month + 2).filter(|_| month + 1 < months),
        };
        let irr = rate(drawn, returned, &net);
        Self { irr, net, drawn, returned, peak_drawn: -lowest, npv_at_hurdle, payback }
    }

    /// Returned for each pound paid in; none where nothing was.
    pub fn multiple(&self) -> Option<f64> {
        (self.drawn > Money::ZERO).then(|| self.returned.pounds() / self.drawn.pounds())
    }

    /// Months until everything drawn has come back for good, infinity if it never does; none where nothing
    /// was drawn.
    pub fn months_to_payback(&self) -> Option<f64> {
        let months = || self.payback.map_or(f64::INFINITY, |month| month as f64);
        (self.drawn > Money::ZERO).then(months)
    }

    /// What was lost, or nothing.
    pub fn loss(&self) -> Money {
        (self.drawn - self.returned).or_nothing()
    }
}

/// The rate of return of netted flows, given what was paid and returned gross: what is drawn and
/// returned within a month is money paid in and money back.
fn rate(drawn: Money, returned: Money, net: &[Money]) -> Irr {
    if drawn == Money::ZERO {
        return Irr::NothingInvested;
    }
    if returned == Money::ZERO {
        return Irr::TotalLoss;
    }
    match irr(net) {
        Irr::TotalLoss | Irr::NothingInvested => Irr::NoRate,
        rate => rate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Purpose;

    fn of(flows: &[(usize, i64)]) -> InvestorReturn {
        let mut ledger = Ledger::default();
        for &(month, pounds) in flows {
            let amount = Money::from_pence(pounds.abs() * 100);
            let (from, to) = if pounds < 0 {
                (Party::Investor(0), Party::Vehicle)
            } else {
                (Party::Vehicle, Party::Investor(0))
            };
            ledger.pay(month, from, to, amount, Purpose::Capital);
        }
        InvestorReturn::before_fee(&ledger, 24, 0.0)
    }

    /// Out of pocket at the end of months 1 to 3, whole at the end of month 4.
    #[test]
    fn payback_is_the_first_month_that_ends_above_water_for_good() {
        assert_eq!(of(&[(0, -100), (1, 60), (3, 40)]).payback, Some(4));
        assert_eq!(of(&[(0, -100), (1, 60)]).payback, None);
        assert_eq!(of(&[(0, -100), (0, 100)]).payback, Some(0));
        assert_eq!(of(&[]).payback, None);
    }

    #[test]
    fn half_of_it_back_in_the_month_it_was_paid_is_no_total_loss() {
        let half = of(&[(0, -100), (0, 50), (1, -100), (1, 50)]);
        assert_eq!((half.irr, half.multiple()), (Irr::NoRate, Some(0.5)));
        assert_eq!(of(&[(0, -100), (1, -50)]).irr, Irr::TotalLoss);
        assert_eq!(of(&[(0, -100), (0, 100)]).irr, Irr::NoRate);
    }
}
