//! A hazard compiled to steps, and its inversion.

use super::{Curve, Effect};
use crate::numeric::rounding::nearest;
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
    /// The hazard of the segment that ends at each knot.
    per_day: [f64; KNOTS],
    /// What the search for a time compares with: the cumulative hazard as long as it grows, and
    /// infinite at the knots after that and past the last.
    reached: [f64; KNOTS + 1],
    /// Days for a unit of hazard in the segment that ends at each knot: infinite where the search ends
    /// if the event never happens, so that this needs no branch.
    days_per_unit: [f64; KNOTS + 1],
    /// For each of many equal steps of cumulative hazard the first knot that is in it or after it:
    /// where the search for a time begins, mostly within a knot of where it ends (the guide table
    /// of Chen and Asau, 1974).
    guide: [u8; STEPS as usize],
    steps_per_unit: f64,
    /// The most knots in one step: the search takes as many, so that no branch of it depends on what
    /// was drawn and none is mispredicted.
    most_in_a_step: u8,
}

/// Steps of the guide: enough for a knot or two in most. Where many fall into one, as the first days
/// of a constant hazard do, every look-up of that hazard takes as many rounds.
const STEPS: u32 = 128;

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

/// Days between one knot and the next.
const WIDTHS: [f64; KNOTS - 1] = {
    let mut widths = [0.0; KNOTS - 1];
    let mut knot = 0;
    while knot + 1 < KNOTS {
        widths[knot] = KNOTS_IN_DAYS[knot + 1] - KNOTS_IN_DAYS[knot];
        knot += 1;
    }
    widths
};

/// Days from the first knot to the last.
const LAST_DAY: u32 = 7_305;

/// The first knot at or after each whole day.
static KNOT_AT_OR_AFTER: [u8; LAST_DAY as usize + 1] = {
    let mut knots = [0; LAST_DAY as usize + 1];
    let (mut day, mut knot) = (0, 0_u8);
    while day <= LAST_DAY as usize {
        while KNOTS_IN_DAYS[knot as usize] < day as f64 {
            knot += 1;
        }
        knots[day] = knot;
        day += 1;
    }
    knots
};

/// The position of the first knot at or after a time from 0 to the last knot.
#[inline]
fn knot_at_or_after(day: f64) -> usize {
    // The whole day before it; within a day from there lies one knot at most.
    let knot = usize::from(KNOT_AT_OR_AFTER[nearest(day - 0.5, LAST_DAY) as usize]);
    knot + usize::from(KNOTS_IN_DAYS[knot] < day)
}

impl Default for Hazard {
    /// No hazard: nothing ever happens.
    fn default() -> Self {
        Self {
            cumulative: [0.0; KNOTS],
            per_day: [0.0; KNOTS],
            reached: [f64::INFINITY; KNOTS + 1],
            days_per_unit: [f64::INFINITY; KNOTS + 1],
            guide: [1; STEPS as usize],
            steps_per_unit: 0.0,
            most_in_a_step: 0,
        }
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
        // It never falls, not even by a rounding.
        let mut reached = 0.0_f64;
        for (slot, day) in self.cumulative.iter_mut().zip(&KNOTS_IN_DAYS).skip(1) {
            let next = cumulative(*day);
            // What is no number stays none, so that it is found.
            if reached < next || next.is_nan() {
                reached = next;
            }
            *slot = reached;
        }
        self.lay_tables();
    }

    /// Whether it is a finite number at every time.
    pub fn is_sound(&self) -> bool {
        self.cumulative[KNOTS - 1].is_finite()
    }

    /// The tables that follow from the cumulative hazard.
    fn lay_tables(&mut self) {
        let all = self.cumulative[KNOTS - 1];
        self.steps_per_unit = if all > 0.0 { f64::from(STEPS - 1) / all } else { 0.0 };
        let (mut next, mut in_step) = (0, 0);
        self.most_in_a_step = 0;
        for (knot, ends) in (1_u8..).zip(self.cumulative.windows(2)) {
            let ([before, reached], slot) = ([ends[0], ends[1]], usize::from(knot));
            self.per_day[slot] = (reached - before) / WIDTHS[slot - 1];
            let grows = before < all;
            self.reached[slot] = if grows { reached } else { f64::INFINITY };
            self.days_per_unit[slot] =
                if grows { WIDTHS[slot - 1] / (reached - before) } else { f64::INFINITY };
            let step = guide_step(self.steps_per_unit, reached);
            if next <= step {
                in_step = 0;
            }
            while next <= step {
                self.guide[next] = knot;
                next += 1;
            }
            in_step += u8::from(grows);
            self.most_in_a_step = self.most_in_a_step.max(in_step);
        }
    }

    /// The cumulative hazard at a time in days, 0 before the spell.
    #[inline]
    fn at(&self, day: f64) -> f64 {
        if day <= 0.0 {
            return 0.0;
        }
        let last = f64::from(LAST_DAY);
        let day = if day < last { day } else { last };
        let above = knot_at_or_after(day);
        let (from, low) = (KNOTS_IN_DAYS[above - 1], self.cumulative[above - 1]);
        low + self.per_day[above] * (day - from)
    }

    /// When the cumulative hazard reaches a target above 0, in days; infinite if it never does.
    #[inline]
    fn when(&self, target: f64) -> f64 {
        let mut above = usize::from(self.guide[guide_step(self.steps_per_unit, target)]);
        for _ in 0..self.most_in_a_step {
            above += usize::from(self.reached[above] < target);
        }
        let (from, low) = (KNOTS_IN_DAYS[above - 1], self.cumulative[above - 1]);
        from + self.days_per_unit[above] * (target - low)
    }

    /// Days from `from` (days into the spell) until the event, for a family that has it once
    /// `target` more cumulative hazard has gathered.
    #[inline]
    pub(super) fn time_to_event(&self, from: f64, target: f64) -> f64 {
        self.when(self.at(from) + target) - from
    }

    /// The same under therapy that starts `treated_from` days into the spell, with the hazard ratios
    /// of an effect; an event after the day `end` of the spell may be given as infinite.
    ///
    /// Hazard gathers at each ratio in turn: the walk crosses the few segments in cumulative-hazard
    /// space, so that the inversion is exact. Most families never get there, and this is found by the
    /// greatest ratio alone.
    pub(super) fn time_to_treated_event(
        &self,
        (from, end): (f64, f64),
        target: f64,
        treated_from: f64,
        effect: &Effect,
    ) -> f64 {
        let mut reached = self.at(from);
        let mut remaining = target;
        if from < treated_from {
            let at_start = self.at(treated_from);
            if remaining <= at_start - reached {
                return self.when(reached + remaining) - from;
            }
            remaining -= at_start - reached;
            reached = at_start;
        }
        let last = self.at(end);
        for &(until, ratio) in effect.steps() {
            let until = treated_from + until;
            if until <= from {
                continue;
            }
            if effect.greatest() * (last - reached) < remaining {
                return f64::INFINITY;
            }
            let at_end = self.at(until);
            let gathered = ratio * (at_end - reached);
            if remaining <= gathered {
                return self.when(reached + remaining / ratio) - from;
            }
            remaining -= gathered;
            reached = at_end;
        }
        self.when(reached + remaining) - from
    }
}

/// The step of the guide in which a cumulative hazard lies.
#[inline]
fn guide_step(steps_per_unit: f64, hazard: f64) -> usize {
    nearest(steps_per_unit * hazard, STEPS - 1) as usize
}

/// `(S^-v - 1) / v` of a population's `-ln S`, to where nobody is left: beyond it lie families with a frailty
/// below some 10⁻⁴¹, which at a variance of 3 is one in 10¹⁴.
fn individual(population: f64, variance: f64) -> f64 {
    const NOBODY_LEFT: f64 = 100.0;
    if variance > 0.0 {
        libm::expm1((variance * population).min(NOBODY_LEFT)) / variance
    } else {
        population
    }
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
    use proptest::prelude::*;

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
    fn the_knot_at_or_after_a_day_is_the_one_that_a_search_finds() {
        for step in 1..=73_050_u32 {
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
        let plain = hazard.time_to_event(0.0, 1.0);
        let treated =
            |effect: &Effect| hazard.time_to_treated_event((0.0, 10_000.0), 1.0, 100.0, effect);
        let halved = treated(&Effect::of_days(vec![(10_000.0, 0.5)]));
        assert!((halved - (100.0 + 2.0 * (plain - 100.0))).abs() < 1e-6, "{plain} {halved}");
        let faded = treated(&Effect::of_days(vec![(20.0, 0.5)]));
        assert!((faded - (plain + 10.0)).abs() < 1e-6, "twenty days at half count for ten");
    }

    /// Every kind of curve, with stretches of no hazard and many knots in one step of the guide.
    fn curve() -> impl Strategy<Value = Curve<f64>> {
        let share = || prop_oneof![Just(0.0), 0.0..1.0_f64];
        let months = |values: Vec<f64>, kind: fn(Vec<(f64, f64)>) -> Curve<f64>| {
            let until = (1..).map(|index| f64::from(index * index) * 5.0);
            kind(until.zip(values).collect())
        };
        let mixture = |parts: Vec<(f64, f64)>| Curve::Mixture(parts.into_iter().collect());
        prop_oneof![
            (0.01..0.99_f64, 1.0..100.0_f64, 0.3..4.0_f64).prop_map(
                |(probability, within_months, shape)| Curve::Probability {
                    probability,
                    within_months,
                    shape
                }
            ),
            prop::collection::vec((0.1..1.0_f64, 2.0..3_000.0_f64), 1..4).prop_map(mixture),
            prop::collection::vec(share(), 1..6).prop_map(move |it| months(it, Curve::Points)),
            prop::collection::vec(share(), 1..6).prop_map(move |it| months(it, Curve::Steps)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// The look-up finds the segment that a search would, and in it the time: at targets of every
        /// size, at the knots themselves, and past all that there is.
        #[test]
        fn a_time_is_the_one_that_a_search_finds(
            curve in curve(),
            variance in prop_oneof![Just(0.0), 0.1..2.0_f64],
            parts in prop::collection::vec(0.0..1.2_f64, 20),
        ) {
            let hazard = compiled(&curve, variance);
            let all = hazard.cumulative[KNOTS - 1];
            let targets = parts.iter().map(|part| part * all).chain(hazard.cumulative).chain([1e9]);
            for target in targets.filter(|target| *target > 0.0 && target.is_finite()) {
                let above = hazard.cumulative.partition_point(|cumulative| *cumulative < target);
                let found = hazard.when(target);
                if above == KNOTS {
                    prop_assert_eq!(found, f64::INFINITY);
                    continue;
                }
                let (low, high) = (hazard.cumulative[above - 1], hazard.cumulative[above]);
                // Stays so short that nobody is left: the event comes at once.
                let part = if high.is_finite() { (target - low) / (high - low) } else { 0.0 };
                let expected = KNOTS_IN_DAYS[above - 1] + WIDTHS[above - 1] * part;
                prop_assert!((found - expected).abs() < 1e-9 * expected.max(1.0), "{} {}", found, expected);
            }
        }

        /// What is said to be past the end of a spell would be there, and what is not has the same
        /// time whatever the end.
        #[test]
        fn an_event_is_left_out_only_where_it_comes_too_late(
            curve in curve(),
            ratios in prop::collection::vec(0.05..4.0_f64, 3),
            target in 0.0..3.0_f64,
            from in prop_oneof![Just(0.0), 0.0..400.0_f64],
            treated_from in -800.0..800.0_f64,
            end in 1.0..7_000.0_f64,
        ) {
            let hazard = compiled(&curve, 0.0);
            let until = [100.0, 700.0, 1_500.0];
            let effect = Effect::of_days(until.into_iter().zip(ratios).collect());
            let target = target + 1e-9;
            let time = |end| hazard.time_to_treated_event((from, end), target, treated_from, &effect);
            let (within, whenever) = (time(from + end), time(1e9));
            if whenever <= end {
                prop_assert_eq!(within, whenever);
            } else {
                prop_assert!(within > end, "{} {}", within, whenever);
            }
        }
    }
}
