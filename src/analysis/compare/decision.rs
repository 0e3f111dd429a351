//! Which arrangement is best, as the worth of a day out of care varies.
//!
//! In the terms of health economics: cost-effectiveness acceptability curves and expected losses
//! (Fenwick, Claxton and Sculpher, Representing uncertainty, Health Economics 10, 2001). The benefit of
//! an arrangement in a trial is the gain of the public purse and, for each day in care that it avoids,
//! so many pounds more. There the uncertainty is that of the assumptions alone; here it is that of whole
//! trials, of the families too, since a council signs for these families and not for all that there
//! could be.

use std::io;

use serde::Serialize;

use crate::numeric::linearised::Measured;
use crate::numeric::summary::Chance;
use crate::results::{Metric, Trials};

/// Pounds that a day out of care may be held to be worth besides the money that it saves.
const MOST: u32 = 200;
const STEP: u32 = 10;

/// The arrangements of one view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    pub view: String,
    /// What a day out of care is worth, in pounds, ascending from 0.
    #[serde(rename = "worth_of_a_day")]
    pub worths: Vec<f64>,
    pub candidates: Vec<Candidate>,
}

/// One arrangement that may be chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    pub arrangement: String,
    #[serde(skip)]
    pub world: usize,
    /// At each worth.
    pub points: Vec<CandidatePoint>,
}

/// One arrangement at one worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CandidatePoint {
    /// That none has a greater benefit; several that are best together share the trial.
    #[serde(rename = "probability_best")]
    pub best: Measured,
    /// What is lost on average, in pounds, against choosing in each trial what is best there. The
    /// smallest is the value of perfect foresight: no less than that of perfect information about the
    /// assumptions.
    #[serde(rename = "expected_loss")]
    pub loss: Measured,
}

impl Decision {
    pub(super) fn of(trials: &Trials, arrangements: &[String], view: &str) -> io::Result<Self> {
        let mut worlds = Vec::new();
        let mut gains = Vec::new();
        for arrangement in arrangements {
            let Some(world) = trials.world(arrangement, view) else { continue };
            worlds.push((arrangement, world));
            gains.push((
                trials.column_or_nothing(world, Metric::PublicGain)?,
                trials.column_or_nothing(world, Metric::CareDaysAvoided)?,
            ));
        }
        let worths: Vec<f64> = (0..=MOST).step_by(STEP as usize).map(f64::from).collect();
        let mut candidates: Vec<Candidate> = worlds
            .into_iter()
            .map(|(arrangement, world)| Candidate {
                arrangement: arrangement.clone(),
                world,
                points: Vec::with_capacity(worths.len()),
            })
            .collect();
        for worth in &worths {
            let benefits: Vec<Vec<f64>> = gains
                .iter()
                .map(|(gain, days)| {
                    gain.iter().zip(days).map(|(it, days)| it + worth * days).collect()
                })
                .collect();
            for (candidate, point) in candidates.iter_mut().zip(points(trials, &benefits)) {
                candidate.points.push(point);
            }
        }
        Ok(Self { view: view.to_owned(), worths, candidates })
    }
}

/// One point for each candidate, from its benefit in each trial.
fn points(trials: &Trials, benefits: &[Vec<f64>]) -> Vec<CandidatePoint> {
    let sample = trials.sample();
    let rows = 0..trials.count();
    let most: Vec<f64> = rows
        .map(|row| benefits.iter().map(|benefit| benefit[row]).fold(f64::NEG_INFINITY, f64::max))
        .collect();
    let is_best = |benefit: f64, most: f64| benefit >= most;
    let best_of: Vec<f64> = most
        .iter()
        .enumerate()
        .map(|(row, most)| {
            benefits.iter().filter(|benefit| is_best(benefit[row], *most)).count() as f64
        })
        .collect();
    let none = Measured { value: 0.0, standard_error: 0.0 };
    let figure = |values: &[f64]| sample.mean(values).unwrap_or(none);
    let point = |benefit: &Vec<f64>| {
        let trials = benefit.iter().zip(&most);
        let loss: Vec<f64> = trials.clone().map(|(it, most)| most - it).collect();
        let best: Vec<f64> = trials
            .zip(&best_of)
            .map(|((it, most), together)| if is_best(*it, *most) { 1.0 / together } else { 0.0 })
            .collect();
        let best = figure(&best);
        // A share of trials that is none or all is not certain for that.
        let least = Chance::of(0, benefit.len()).map_or(0.0, |it| it.standard_error);
        let standard_error = best.standard_error.max(least);
        CandidatePoint { best: Measured { standard_error, ..best }, loss: figure(&loss) }
    };
    benefits.iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{plain, trials};
    use super::*;
    use crate::results::{BASE_VIEW, STATUS_QUO};

    /// Nothing, against £100 lost and two days gained in every trial and £40 alternately gained and lost:
    /// worked by hand at £0, £50 (where the first two are worth the same) and £100 a day.
    #[test]
    fn a_decision_worked_by_hand() {
        let metrics = [Metric::PublicGain, Metric::CareDaysAvoided];
        let nothing = vec![vec![f64::NAN; 4]; 2];
        let dear = vec![vec![-100.0; 4], vec![2.0; 4]];
        let even = vec![vec![40.0, -40.0, 40.0, -40.0], vec![0.0; 4]];
        let worlds = [plain(STATUS_QUO, nothing), plain("dear", dear), plain("even", even)];
        let trials = trials(&metrics, &worlds);
        let names = [STATUS_QUO, "dear", "even"].map(str::to_owned);
        let decision = Decision::of(&trials, &names, BASE_VIEW).expect("memory");
        let at = |worth: f64| {
            let place = decision.worths.iter().position(|it| *it == worth).expect("on the grid");
            let points = decision.candidates.iter().map(|candidate| candidate.points[place]);
            points.map(|point| (point.best.value, point.loss.value)).collect::<Vec<_>>()
        };
        assert_eq!(at(0.0), [(0.5, 20.0), (0.0, 120.0), (0.5, 20.0)]);
        // In the unlucky trials two are best together.
        assert_eq!(at(50.0), [(0.25, 20.0), (0.25, 20.0), (0.5, 20.0)]);
        assert_eq!(at(100.0), [(0.0, 100.0), (1.0, 0.0), (0.0, 100.0)]);
    }
}
