//! What paying in this way is assumed to change in the work, in one trial.

use super::parameters::or;
use crate::assumption::Draw;

/// The factors of a scenario’s incentive; one that is 1 moves no bit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incentive {
    /// Taken from the log hazard ratios of entering care, and added to those of returning home.
    log_effect: f64,
    completes: f64,
    starts_therapy: f64,
    /// On every cost of the providers.
    pub(super) costs: f64,
}

/// What is added to every log hazard ratio of therapy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shift {
    pub(super) care_entry: f64,
    pub(super) return_home: f64,
}

impl Incentive {
    pub(super) fn new(incentive: &crate::scenario::Incentive, draw: &Draw) -> Self {
        Self {
            log_effect: libm::log(or(draw, incentive.effect, 1.0)),
            completes: or(draw, incentive.completes, 1.0),
            starts_therapy: or(draw, incentive.starts_therapy, 1.0),
            costs: or(draw, incentive.costs, 1.0),
        }
    }

    /// In a place whose own draw moves the log hazard ratio of entering care by `site`.
    pub(super) fn shift(&self, site: f64) -> Shift {
        Shift { care_entry: site - self.log_effect, return_home: self.log_effect }
    }

    /// The chance of completing, where it would be `chance`.
    pub(super) fn completes(&self, chance: f64) -> f64 {
        with_odds(chance, self.completes)
    }

    /// The chance of starting, where it would be `chance`.
    pub(super) fn starts_therapy(&self, chance: f64) -> f64 {
        with_odds(chance, self.starts_therapy)
    }
}

/// The probability whose odds are `ratio` times those of `p`. With a ratio of 1 it is `p` to the last
/// bit, since 1 - p + p is rounded to 1 for every p.
fn with_odds(p: f64, ratio: f64) -> f64 {
    ratio * p / (1.0 - p + ratio * p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn odds_are_multiplied() {
        // Odds of 3 to 1 halved are 3 to 2; of 1 to 4 made sixfold, 3 to 2 as well.
        assert_eq!(with_odds(0.75, 0.5), 0.6);
        assert!((with_odds(0.2, 6.0) - 0.6).abs() < 1e-15);
        for ratio in [1e-300, 0.5, 1.0, 2.0, 1e300] {
            assert_eq!([0.0, 1.0].map(|p| with_odds(p, ratio)), [0.0, 1.0]);
        }
    }

    proptest! {
        /// Inside [0, 1], back again by the inverse ratio, and less likely only by a ratio below 1.
        #[test]
        fn odds_stay_those_of_a_probability(p in 0.0..=1.0_f64, ratio in 0.01..100.0_f64) {
            let changed = with_odds(p, ratio);
            prop_assert!((0.0..=1.0).contains(&changed));
            prop_assert!((with_odds(changed, 1.0 / ratio) - p).abs() < 1e-12);
            prop_assert_eq!(with_odds(p, 1.0).to_bits(), p.to_bits());
            let higher = (changed - p) * (ratio - 1.0);
            prop_assert!(-1e-15 <= higher, "{} by {} is {}", p, ratio, changed);
        }

        #[test]
        fn without_an_effect_the_draw_of_a_place_is_kept_to_the_bit(site in -3.0..3.0_f64) {
            let none = Incentive { log_effect: libm::log(1.0), completes: 1.0, starts_therapy: 1.0, costs: 1.0 };
            let shift = none.shift(site);
            prop_assert_eq!(shift.care_entry.to_bits(), site.to_bits());
            prop_assert_eq!(shift.return_home.to_bits(), 0.0_f64.to_bits());
        }
    }
}
