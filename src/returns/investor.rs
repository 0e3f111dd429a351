//! What the investor put in, got back, and when.

use super::{Irr, irr};
use crate::ledger::{Ledger, Party};
use crate::units::{Money, Month};

/// The investor's result in one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct InvestorReturn {
    /// Received less paid, in each month.
    pub net: Vec<Money>,
    pub drawn: Money,
    pub returned: Money,
    /// The most that was ever out at once: drawn and not yet returned.
    pub peak_drawn: Money,
    pub irr: Irr,
    /// Pounds at the start of the contract, at the investor's hurdle rate.
    pub npv_at_hurdle: f64,
    /// The first month by whose end everything drawn has come back for good.
    pub payback: Option<Month>,
}

impl InvestorReturn {
    /// From the ledger, over so many months, at a yearly hurdle rate.
    pub fn of(ledger: &Ledger, months: usize, hurdle: f64) -> Self {
        let net = ledger.net(Party::Investor, months);
        let drawn = ledger.total(|it| it.from == Party::Investor);
        let returned = ledger.total(|it| it.to == Party::Investor);
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
        let monthly = libm::log1p(hurdle) / 12.0;
        let npv_at_hurdle = net
            .iter()
            .enumerate()
            .map(|(month, flow)| flow.pounds() * libm::exp(-monthly * month as f64))
            .sum();
        let payback = under_water.map(|month| month + 1).filter(|month| *month < months);
        Self { irr: irr(&net), net, drawn, returned, peak_drawn: -lowest, npv_at_hurdle, payback }
    }

    /// Returned for each pound drawn; none where nothing was.
    pub fn multiple(&self) -> Option<f64> {
        (self.drawn > Money::ZERO).then(|| self.returned.pounds() / self.drawn.pounds())
    }

    /// What was lost, or nothing.
    pub fn loss(&self) -> Money {
        (self.drawn - self.returned).or_nothing()
    }
}
