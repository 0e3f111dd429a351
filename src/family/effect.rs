//! What therapy does to a hazard.

use crate::units::DAYS_PER_MONTH;

/// Months between the steps of an effect that fades.
const FADING_STEP: f64 = 6.0;

/// Steps until a fading effect is gone.
const FADING_STEPS: u8 = 20;

/// Hazard ratios by days since therapy started; 1 before the start and after the last step.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    steps: Vec<(f64, f64)>,
    greatest: f64,
}

impl Effect {
    /// An effect of each ratio until its month since the start, ascending.
    ///
    /// After the last step the log ratio halves every `half_life` months, where there is one: in
    /// steps of six months, each with the value at its middle, for ten years. `strength` is the
    /// part of the effect that a family has, on the log hazard ratio: 1 for one that completes,
    /// less for one that drops out. `shift` is added to every log hazard ratio before either.
    pub fn new(steps: &[(f64, f64)], half_life: Option<f64>, strength: f64, shift: f64) -> Self {
        let log = |ratio: f64| strength * (libm::log(ratio) + shift);
        let mut logs: Vec<(f64, f64)> =
            steps.iter().map(|(until, ratio)| (*until, log(*ratio))).collect();
        if let (Some(&(last, log)), Some(half_life)) =
            (logs.last(), half_life.filter(|half_life| *half_life > 0.0))
        {
            logs.extend((0..FADING_STEPS).map(|step| {
                let middle = (f64::from(step) + 0.5) * FADING_STEP;
                let left = libm::exp2(-middle / half_life);
                (last + f64::from(step + 1) * FADING_STEP, log * left)
            }));
        }
        let neutral = logs.iter().all(|(_, log)| *log == 0.0);
        let days = |(until, log): (f64, f64)| (until * DAYS_PER_MONTH, libm::exp(log));
        Self::of_days(if neutral { Vec::new() } else { logs.into_iter().map(days).collect() })
    }

    /// Whether each ratio is a number, and a finite one.
    pub fn is_sound(&self) -> bool {
        self.steps.iter().all(|(_, ratio)| ratio.is_finite())
    }

    /// Whether there is no effect: then a life is walked as if untreated, and is the same to the
    /// last bit.
    pub(super) fn is_none(&self) -> bool {
        self.steps.is_empty()
    }

    /// The ratio of each step and the days since therapy started until which it holds.
    pub(super) fn steps(&self) -> &[(f64, f64)] {
        &self.steps
    }

    /// The greatest ratio at any time: at least the 1 that holds after the last step.
    pub(super) fn greatest(&self) -> f64 {
        self.greatest
    }

    /// Ratios until so many days since therapy started.
    pub(super) fn of_days(steps: Vec<(f64, f64)>) -> Self {
        let greatest = steps.iter().map(|step| step.1).fold(1.0, f64::max);
        Self { steps, greatest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_fades_by_half_lives_of_its_logarithm() {
        let effect = Effect::new(&[(24.0, 0.25)], Some(12.0), 1.0, 0.0);
        let steps = effect.steps();
        assert_eq!(steps.len(), 21);
        assert!((steps[0].1 - 0.25).abs() < 1e-12);
        // The middle of the first fading step is three months, a quarter of a half-life, on.
        assert!((steps[1].1.ln() / 0.25_f64.ln() - 0.5_f64.powf(0.25)).abs() < 1e-12);
        assert!((steps[20].0 - 144.0 * DAYS_PER_MONTH).abs() < 1e-9);
    }

    #[test]
    fn no_effect_is_no_steps_and_half_an_effect_is_half_its_logarithm() {
        assert!(Effect::new(&[(24.0, 1.0)], Some(12.0), 1.0, 0.0).is_none());
        assert!(Effect::new(&[(24.0, 0.5)], None, 0.0, 0.3).is_none());
        let half = Effect::new(&[(24.0, 0.25)], None, 0.5, 0.0);
        assert!((half.steps()[0].1 - 0.5).abs() < 1e-12);
    }
}
