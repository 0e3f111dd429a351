//! How much of a spread comes from assumptions, and how much from chance.

use serde::Serialize;

use crate::numeric::summary::{Estimate, Sample};

/// One trial in so many is simulated a second time with the same assumptions and other families. It
/// shares no factor with the number of randomisations, so that each has as many of them.
pub const REPLICATED_EVERY: u64 = 5;

/// The variance of a metric over trials, split by the law of total variance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VarianceSplit {
    /// The share of the variance that would go away if every assumption were known.
    pub assumptions: f64,
    /// The rest: which families came, and what happened to them.
    pub chance: f64,
    /// Of either share: no more than a half, since both lie between 0 and 1.
    pub standard_error: f64,
}

impl VarianceSplit {
    /// From the estimate of a column, and from pairs of values with the same assumptions and other
    /// families, with what their rows are.
    ///
    /// Half the mean squared difference of a pair is `E[Var(Y | assumptions)]`, the part due to
    /// chance; the rest of the variance is `Var(E[Y | assumptions])`. `None` where nothing
    /// varies, there is no variance (of a time that may be never), or there are fewer than two pairs.
    pub fn of(
        estimate: &Estimate,
        (sample, pairs): (Sample, impl Iterator<Item = (f64, f64)>),
    ) -> Option<Self> {
        let halves: Vec<f64> = pairs.map(|(a, b)| (a - b).powi(2) / 2.0).collect();
        let total = estimate.sd.powi(2);
        let within = sample.moments(&halves)?;
        let varies = 0.0 < total;
        if within.count < 2 || !varies {
            return None;
        }
        let chance = (within.mean / total).clamp(0.0, 1.0);
        Some(Self {
            assumptions: 1.0 - chance,
            chance,
            standard_error: (within.standard_error / total).min(0.5),
        })
    }
}
