//! A hazard compiled to steps, and its inversion.

use super::Curve;
use crate::units::{DAYS_PER_MONTH, DAYS_PER_YEAR};

/// How many knots the steps lie between.
pub const KNOTS: usize = 69;

/// A probability of one would be an infinite hazard; this much is left out.
const NEARLY_NONE: f64 = 1e-12;

/// The cumulative hazard of one family with a frailty of 1, piecewise linear in time.
///
/// The hazard is constant between knots at days 0, 1, 2, 4, 7, 14 and 21 of a spell, then at every
/// month to 36, every third month to 72 and every twelfth to 240; past 20 years nothing happens.
/// At the knots the cumulative hazard is exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    cumulative: [f64; KNOTS],
}

/// The knots, in days since the spell began.
const KNOTS_IN_DAYS: [f64; KNOTS] = knots();

const EARLY: [f64; 7] = [0.0, 1.0, 2.0, 4.0, 7.0, 14.0, 21.0];

const fn knots() -> [f64; KNOTS] {
    let mut knots = [0.0; KNOTS];
    let mut filled = 0;
    while filled < EARLY.len() {
        knots[filled] = EARLY[filled];
        filled += 1;
    }
    let mut month = 1_u32;
    while month <= 240 {
        knots[filled] = month as f64 * DAYS_PER_MONTH;
        filled += 1;
        month += if month < 36 {
            1
        } else if month < 72 {
            3
        } else {
            12
        };
    }
    assert!(filled == KNOTS, "as many knots as are listed");
    knots
}

/// The position of the first knot at or after a time above 0; [`KNOTS`] past the last.
///
/// Months are evenly spaced, so the knot is guessed and then looked at: a search would take six
/// steps.
#[inline]
fn knot_at_or_after(day: f64) -> usize {
    let months = day / DAYS_PER_MONTH;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of months"
    )]
    let mut knot = if day <= 21.0 {
        1
    } else if months <= 36.0 {
        5 + months as usize
    } else if months <= 72.0 {
        41 + (months - 36.0) as usize / 3
    } else {
        53 + ((months - 72.0) as usize / 12).min(KNOTS - 54)
    };
    while knot < KNOTS && KNOTS_IN_DAYS[knot] < day {
        knot += 1;
    }
    knot
}

impl Default for Hazard {
    /// No hazard: nothing ever happens.
    fn default() -> Self {
        Self { cumulative: [0.0; KNOTS] }
    }
}

impl Hazard {
    /// Compiles a curve for a population whose frailty is gamma with mean 1 and this variance,
    /// with every family's hazard multiplied by `scale`.
    ///
    /// If the population's survival is `S(t)`, a family of frailty 1 has the cumulative hazard
    /// `H(t) = (S(t)^-v - 1) / v`, or `-ln S(t)` for `v = 0`: the Laplace transform of the gamma
    /// distribution, inverted (Vaupel, Manton and Stallard, 1979). A probability within some
    /// months gives `H` at that month, and `H(t) = H(w) (t / w)^shape` elsewhere.
    pub fn compile<T>(
        &mut self,
        curve: &Curve<T>,
        variance: f64,
        scale: f64,
        value: impl Fn(&T) -> f64,
    ) {
        match curve {
            Curve::Probability { probability, within_months, shape } => {
                let survival = (1.0 - value(probability)).max(NEARLY_NONE);
                let at_window = scale * individual(-libm::log(survival), variance);
                let ln_window = libm::log(within_months * DAYS_PER_MONTH);
                let shape = value(shape);
                self.fill(|day| at_window * libm::exp(shape * (libm::log(day) - ln_window)));
            }
            Curve::Mixture(parts) => {
                let total: f64 = parts.iter().map(|(share, _)| value(share)).sum();
                self.fill(|day| {
                    let survival: f64 = parts
                        .iter()
                        .map(|(share, mean_days)| {
                            value(share) / total
                                * libm::exp(-day / value(mean_days).max(NEARLY_NONE))
                        })
                        .sum();
                    scale * individual(-libm::log(survival.max(f64::MIN_POSITIVE)), variance)
                });
            }
            Curve::Points(points) => {
                let mut until = Vec::with_capacity(points.len());
                let mut reached = 0.0_f64;
                for (month, share) in points {
                    // A later share that was drawn below an earlier one adds no event.
                    reached = reached.max(-libm::log((1.0 - value(share)).max(NEARLY_NONE)));
                    until.push((month * DAYS_PER_MONTH, reached));
                }
                self.fill(|day| scale * individual(along(&until, day), variance));
            }
            Curve::Steps(steps) => {
                let mut until = Vec::with_capacity(steps.len());
                let (mut day, mut reached) = (0.0, 0.0);
                for (month, per_year) in steps {
                    let end = month * DAYS_PER_MONTH;
                    reached += (end - day) * value(per_year) / DAYS_PER_YEAR;
                    day = end;
                    until.push((end, reached));
                }
                self.fill(|day| scale * individual(along(&until, day), variance));
            }
        }
    }

    fn fill(&mut self, cumulative: impl Fn(f64) -> f64) {
        for (slot, day) in self.cumulative.iter_mut().zip(&KNOTS_IN_DAYS).skip(1) {
            *slot = cumulative(*day);
        }
    }

    /// The cumulative hazard at a time in days, 0 before the spell.
    #[inline]
    fn at(&self, day: f64) -> f64 {
        if day <= 0.0 {
            return 0.0;
        }
        let above = knot_at_or_after(day);
        if above == KNOTS {
            return self.cumulative[KNOTS - 1];
        }
        let (from, to) = (KNOTS_IN_DAYS[above - 1], KNOTS_IN_DAYS[above]);
        let (low, high) = (self.cumulative[above - 1], self.cumulative[above]);
        low + (high - low) * (day - from) / (to - from)
    }

    /// When the cumulative hazard reaches `target`, in days; infinite if it never does.
    #[inline]
    fn when(&self, target: f64) -> f64 {
        let above = self.cumulative.partition_point(|reached| *reached < target);
        if above == KNOTS {
            return f64::INFINITY;
        }
        if above == 0 {
            return 0.0;
        }
        let (from, to) = (KNOTS_IN_DAYS[above - 1], KNOTS_IN_DAYS[above]);
        let (low, high) = (self.cumulative[above - 1], self.cumulative[above]);
        from + (to - from) * (target - low) / (high - low)
    }

    /// Days from `from` (days into the spell) until the event, for a family that has it once
    /// `target` more cumulative hazard has gathered; infinite if it never has it.
    ///
    /// Under an effect, hazard gathers at each ratio in turn: the walk crosses the few segments
    /// in cumulative-hazard space, so that the inversion is exact.
    pub fn time_to_event(
        &self,
        from: f64,
        target: f64,
        ratios: Option<(f64, &[(f64, f64)])>,
    ) -> f64 {
        let mut reached = self.at(from);
        let mut remaining = target;
        if let Some((treated_from, steps)) = ratios {
            let untreated = std::iter::once((treated_from, 1.0));
            let treated = steps.iter().map(|&(until, ratio)| (treated_from + until, ratio));
            for (until, ratio) in untreated.chain(treated).filter(|(until, _)| from < *until) {
                let at_end = self.at(until);
                let gathered = ratio * (at_end - reached);
                if remaining <= gathered {
                    return self.when(reached + remaining / ratio) - from;
                }
                remaining -= gathered;
                reached = at_end;
            }
        }
        self.when(reached + remaining) - from
    }
}

/// `(S^-v - 1) / v` of a population's `-ln S`.
fn individual(population: f64, variance: f64) -> f64 {
    if variance > 0.0 { libm::expm1(variance * population) / variance } else { population }
}

/// A piecewise linear function through the origin and these points, carried on past the last at
/// the slope before it.
fn along(points: &[(f64, f64)], day: f64) -> f64 {
    let above = points.partition_point(|(until, _)| *until < day).min(points.len() - 1);
    let (from, low) = if above == 0 { (0.0, 0.0) } else { points[above - 1] };
    let (to, high) = points[above];
    low + (high - low) * (day - from) / (to - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(curve: &Curve<f64>, variance: f64) -> Hazard {
        let mut hazard = Hazard::default();
        hazard.compile(curve, variance, 1.0, |it| *it);
        hazard
    }

    /// The population's survival behind a hazard: `(1 + v H)^(-1/v)`.
    fn survival(hazard: &Hazard, month: f64, variance: f64) -> f64 {
        let reached = hazard.at(month * DAYS_PER_MONTH);
        if variance > 0.0 {
            (1.0 + variance * reached).powf(-1.0 / variance)
        } else {
            (-reached).exp()
        }
    }

    #[test]
    fn every_form_shows_its_published_numbers_whatever_the_heterogeneity() {
        for variance in [0.0, 0.5, 2.0] {
            let within = Curve::Probability { probability: 0.30, within_months: 24.0, shape: 0.75 };
            let hazard = compiled(&within, variance);
            assert!((survival(&hazard, 24.0, variance) - 0.70).abs() < 1e-12);
            let before = hazard.at(12.0 * DAYS_PER_MONTH) / hazard.at(24.0 * DAYS_PER_MONTH);
            assert!((before - 0.5_f64.powf(0.75)).abs() < 1e-12, "{before}");

            let points = Curve::Points(vec![(3.0, 0.12), (12.0, 0.20), (72.0, 0.35)]);
            let hazard = compiled(&points, variance);
            for (month, share) in [(3.0, 0.12), (12.0, 0.20), (72.0, 0.35)] {
                assert!((1.0 - survival(&hazard, month, variance) - share).abs() < 1e-12);
            }

            let stay = Curve::Mixture(vec![(0.28, 30.0), (0.72, 650.0)]);
            let hazard = compiled(&stay, variance);
            let expected = 0.28 * (-365.25_f64 / 30.0).exp() + 0.72 * (-365.25_f64 / 650.0).exp();
            assert!((survival(&hazard, 12.0, variance) - expected).abs() < 1e-12);

            let steps = Curve::Steps(vec![(6.0, 0.5), (24.0, 0.1)]);
            let hazard = compiled(&steps, variance);
            let expected = (-(0.5 * 0.5 + 0.1 * 0.5_f64)).exp();
            assert!((survival(&hazard, 12.0, variance) - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_guessed_knot_is_the_one_that_a_search_finds() {
        for step in 1..80_000_u32 {
            let day = f64::from(step) / 10.0;
            let searched = KNOTS_IN_DAYS.partition_point(|knot| *knot < day);
            assert_eq!(knot_at_or_after(day), searched, "day {day}");
        }
        for (index, knot) in KNOTS_IN_DAYS.iter().enumerate().skip(1) {
            assert_eq!(knot_at_or_after(*knot), index, "on a knot");
        }
    }

    #[test]
    fn inversion_undoes_the_cumulative_hazard() {
        let curve = Curve::Probability { probability: 0.30, within_months: 24.0, shape: 0.75 };
        let hazard = compiled(&curve, 0.5);
        for day in [0.5, 3.0, 100.0, 1_000.0, 7_000.0] {
            assert!((hazard.when(hazard.at(day)) - day).abs() < 1e-8, "{day}");
        }
        assert_eq!(hazard.when(1e9), f64::INFINITY);
        assert_eq!(Hazard::default().when(0.1), f64::INFINITY, "no hazard, no event");
    }

    /// Halving a constant hazard from day 100 doubles what is left of the wait.
    #[test]
    fn a_ratio_stretches_the_wait() {
        let hazard = compiled(&Curve::Steps(vec![(12.0, 1.0)]), 0.0);
        let plain = hazard.time_to_event(0.0, 1.0, None);
        let halved = hazard.time_to_event(0.0, 1.0, Some((100.0, &[(10_000.0, 0.5)])));
        assert!((halved - (100.0 + 2.0 * (plain - 100.0))).abs() < 1e-6, "{plain} {halved}");
        let faded = hazard.time_to_event(0.0, 1.0, Some((100.0, &[(20.0, 0.5)])));
        assert!((faded - (plain + 10.0)).abs() < 1e-6, "twenty days at half count for ten");
    }
}
