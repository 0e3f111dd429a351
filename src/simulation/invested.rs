//! The result for the investor's money in one trial: as a whole, after the fund's fee, and by
//! tranche.

use crate::funding::Facility;
use crate::ledger::Ledger;
use crate::results::{IrrKind, Metric};
use crate::returns::{InvestorReturn, Irr};
use crate::units::Money;

/// The investor's results.
pub(super) struct Invested {
    /// Of all tranches, before the fund manager's fee.
    pub(super) whole: InvestorReturn,
    /// The same where no fee is charged.
    after_fee: Option<InvestorReturn>,
    /// Of each tranche, where there is more than one.
    tranches: Vec<InvestorReturn>,
}

impl Invested {
    pub(super) fn new(facility: &Facility, hurdle: f64, ledger: &Ledger, months: usize) -> Self {
        let ranked = if facility.tranches.len() > 1 { facility.tranches.len() } else { 0 };
        let charges = facility.fund_fee > 0.0;
        Self {
            whole: InvestorReturn::before_fee(ledger, months, hurdle),
            after_fee: charges.then(|| InvestorReturn::after_fee(ledger, months, hurdle)),
            tranches: (0..ranked)
                .map(|index| InvestorReturn::of_tranche(index, ledger, months, hurdle))
                .collect(),
        }
    }

    fn after_fee(&self) -> &InvestorReturn {
        self.after_fee.as_ref().unwrap_or(&self.whole)
    }

    /// Pounds got back, less those paid in and the fund manager's fee.
    pub(super) fn gain(&self, fund_fee: Money) -> f64 {
        (self.whole.returned - self.whole.drawn - fund_fee).pounds()
    }

    /// The value of an investor's metric; `tranches` are the positions of the tranches that any
    /// world has among this world's own.
    pub(super) fn value(&self, metric: Metric, tranches: &[Option<usize>]) -> Option<f64> {
        let whole = &self.whole;
        let tranche = |index: usize| tranches[index].map(|own| &self.tranches[own]);
        match metric {
            Metric::InvestorDrawn => Some(whole.drawn.pounds()),
            Metric::InvestorReturned => Some(whole.returned.pounds()),
            Metric::InvestorPeakDrawn => Some(whole.peak_drawn.pounds()),
            Metric::InvestorMultiple => whole.multiple(),
            Metric::InvestorIrr => whole.irr.rate(),
            Metric::InvestorNpv => Some(whole.npv_at_hurdle),
            Metric::InvestorPayback => whole.months_to_payback(),
            Metric::InvestorLoss => Some(whole.loss().pounds()),
            Metric::InvestorLoses => Some(loses(whole)),
            Metric::InvestorMultipleAfterFee => self.after_fee().multiple(),
            Metric::InvestorIrrAfterFee => self.after_fee().irr.rate(),
            Metric::TrancheDrawn(index) => Some(tranche(index)?.drawn.pounds()),
            Metric::TrancheReturned(index) => Some(tranche(index)?.returned.pounds()),
            Metric::TrancheMultiple(index) => tranche(index)?.multiple(),
            Metric::TrancheIrr(index) => tranche(index)?.irr.rate(),
            Metric::TrancheLoses(index) => Some(loses(tranche(index)?)),
            _ => None,
        }
    }
}

/// How a rate of return turned out.
pub(super) const fn kind_of(irr: Irr) -> IrrKind {
    match irr {
        Irr::Unique(_) => IrrKind::Unique,
        Irr::Ambiguous { .. } => IrrKind::Ambiguous,
        Irr::TotalLoss => IrrKind::TotalLoss,
        Irr::NothingInvested => IrrKind::NothingInvested,
        Irr::NoRate => IrrKind::NoRate,
    }
}

/// 1 where less comes back than was paid in.
fn loses(result: &InvestorReturn) -> f64 {
    f64::from(u8::from(result.loss() > Money::ZERO))
}
