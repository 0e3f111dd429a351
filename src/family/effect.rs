//! What therapy does to a hazard.

use crate::units::DAYS_PER_MONTH;

/// Hazard ratios by days since therapy started; 1 before the start and after the last step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effect {
    steps: Vec<(f64, f64)>,
}

impl Effect {
    /// An effect of `ratio` until each month since the start, ascending.
    ///
    /// `strength` is the part of the effect that a family has, on the log hazard ratio: 1 for
    /// one that completes, less for one that drops out. `shift` is added to the log hazard ratio
    /// where there is an effect at all.
    pub fn new(steps: impl Iterator<Item = (f64, f64)>, strength: f64, shift: f64) -> Self {
        let steps: Vec<(f64, f64)> = steps
            .map(|(until_month, ratio)| {
                (until_month * DAYS_PER_MONTH, libm::exp(strength * (libm::log(ratio) + shift)))
            })
            .collect();
        #[expect(clippy::float_cmp, reason = "exp(0) is exactly 1, and no effect is exactly none")]
        let neutral = steps.iter().all(|(_, ratio)| *ratio == 1.0);
        Self { steps: if neutral { Vec::new() } else { steps } }
    }

    /// The steps, unless there is no effect: then a life is walked as if untreated, and is the
    /// same to the last bit.
    pub(super) fn steps(&self) -> Option<&[(f64, f64)]> {
        (!self.steps.is_empty()).then_some(&self.steps)
    }
}
