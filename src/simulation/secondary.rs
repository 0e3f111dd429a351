//! Secondary outcomes: what each family that started achieves, and would have achieved without the programme.

use super::parameters::or;
use crate::assumption::Draw;
use crate::contract::{Treated, Window};
use crate::random::Decision;
use crate::results::slug;
use crate::scenario::{Scenario, SecondaryOutcome};

/// One secondary outcome in one trial.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The occurrence of its draw: its name's own, so that it is the same in every world.
    occurrence: u64,
    measured: Window,
    without: f64,
    completed: f64,
    /// By edition and therapy, for families that drop out of it.
    dropped_out: Vec<Vec<f64>>,
}

impl Outcome {
    pub(super) fn new(outcome: &SecondaryOutcome, scenario: &Scenario, draw: &Draw) -> Self {
        let (with, without) = (draw[outcome.with_therapy], draw[outcome.without_therapy]);
        let dropped_out = |kept: f64| without + kept * (with - without);
        Self {
            occurrence: Decision::named(&slug(&outcome.name)),
            measured: outcome.measured,
            without,
            completed: with,
            dropped_out: scenario
                .editions
                .iter()
                .map(|edition| {
                    edition.therapies.iter().map(|therapy| or(draw, therapy.drop_out_effect, 0.0))
                })
                .map(|kept| kept.map(dropped_out).collect())
                .collect(),
        }
    }

    /// The probability for a family that started.
    fn with(&self, treated: &Treated<'_>, edition: usize) -> f64 {
        let stay = treated.stay;
        if stay.completes { self.completed } else { self.dropped_out[edition][stay.therapy] }
    }
}

/// What the families of one world achieve.
#[derive(Debug, Default)]
pub(super) struct Secondary {
    /// Of each family that started, by outcome.
    with: Vec<bool>,
    without: Vec<bool>,
    /// Families measured so far, and how many of them achieve each outcome.
    counts: Vec<Count>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    measured: u32,
    with: u32,
    without: u32,
}

impl Secondary {
    pub(super) fn reset(&mut self, outcomes: usize) {
        self.with.clear();
        self.without.clear();
        self.counts.clear();
        self.counts.resize(outcomes, Count::default());
    }

    /// Draws what a family achieves, with the programme under an edition of its terms and without:
    /// one draw for both.
    pub(super) fn draw(&mut self, outcomes: &[Outcome], treated: &Treated<'_>, edition: usize) {
        for (outcome, count) in outcomes.iter().zip(&mut self.counts) {
            let measured = outcome.measured.measured_on(treated).is_some();
            let draw = treated.family.draws.uniform(Decision::Outcome, outcome.occurrence);
            let achieves = |probability: f64| measured && draw < probability;
            let (with, without) =
                (achieves(outcome.with(treated, edition)), achieves(outcome.without));
            self.with.push(with);
            self.without.push(without);
            count.measured += u32::from(measured);
            count.with += u32::from(with);
            count.without += u32::from(without);
        }
    }

    /// What the family that started at this position achieves with the programme, and what it would
    /// without.
    pub(super) fn achieved(&self, position: usize) -> (&[bool], &[bool]) {
        let own = position * self.counts.len()..(position + 1) * self.counts.len();
        (&self.with[own.clone()], &self.without[own])
    }

    /// Of the families measured, the shares that achieve an outcome with and without.
    pub(super) fn shares(&self, outcome: usize) -> Option<(f64, f64)> {
        let count = self.counts[outcome];
        let share = |achieved: u32| f64::from(achieved) / f64::from(count.measured);
        (count.measured > 0).then(|| (share(count.with), share(count.without)))
    }
}
