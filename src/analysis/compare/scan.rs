//! How much better an arrangement must perform to be worth as much as another.

use serde::Serialize;

use crate::analysis::search::{Bracketing, Precision, Response, Row, Solution, Span};
use crate::analysis::{Bound, Error, Figure, Statistic, Target};
use crate::numeric::linearised::Measured;
use crate::numeric::summary::Estimate;
use crate::results::{FEWEST_TRIALS, Metric};

/// One arrangement with one number of it varied, against another unchanged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scan {
    pub arrangement: String,
    pub against: String,
    /// The values that were looked at first, ascending.
    pub points: Vec<ScanPoint>,
    pub break_even: BreakEven,
}

/// At one value of the number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ScanPoint {
    pub value: f64,
    /// What the public purse gains more, in pounds.
    #[serde(flatten)]
    pub difference: Estimate,
}

/// Where the two are worth the same on average.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum BreakEven {
    /// At this value, with its standard error.
    At { value: f64, standard_error: f64 },
    /// The arrangement is better at every value that was tried.
    Always,
    /// It is worse at every value.
    Never,
    /// Better and worse alternately: there is no one value.
    Several,
    /// The two are worth the same at every value, in every trial.
    Same,
}

/// What the public purse gains more, in pounds: of each pair, by its position, at a value.
pub(super) type Differences<'d> = dyn FnMut(&[(usize, f64)]) -> Result<Vec<Estimate>, Error> + 'd;

/// Looks for the values at which each of several pairs of arrangements is worth the same.
///
/// # Errors
///
/// If a value makes no sense in the file, or the trials cannot be held.
pub(super) fn scans(
    pairs: &[(String, String)],
    values: &[f64],
    differences: &mut Differences<'_>,
) -> Result<Vec<Scan>, Error> {
    let gain = Figure { metric: Metric::PublicGain, statistic: Statistic::Mean };
    let bracketing = Bracketing {
        contexts: pairs.len(),
        first: values.to_vec(),
        span: Span { low: values[0], high: values[values.len() - 1], is_whole: false },
        targets: &[Target { figure: gain, bound: Bound::AtLeast(0.0) }],
        precision: Precision::Sketch,
    };
    let mut points: Vec<Vec<ScanPoint>> = vec![Vec::new(); pairs.len()];
    let found = bracketing.search(&mut |wanted| {
        let estimates = differences(wanted)?;
        let rows = wanted.iter().zip(estimates).map(|(&(pair, value), difference)| {
            if values.contains(&value) {
                points[pair].push(ScanPoint { value, difference });
            }
            let Estimate { mean, standard_error, .. } = difference;
            let margin = Measured { value: mean, standard_error };
            // Of however few trials there are: the error says what they tell.
            let response =
                Response { margin, figure: None, with_value: FEWEST_TRIALS, undefined: 0 };
            Row { value, responses: vec![response], figures: Vec::new() }
        });
        Ok(rows.collect())
    })?;
    let scan = |((pair, points), answers): ((&(String, String), Vec<ScanPoint>), _)| {
        let [answer]: [_; 1] = <[super::super::Answer; 1]>::try_from(answers).expect("one target");
        let is_same =
            |point: &ScanPoint| point.difference.mean == 0.0 && point.difference.sd == 0.0;
        let break_even = match answer.solution {
            _ if points.iter().all(is_same) => BreakEven::Same,
            Solution::At { value, standard_error, .. } => BreakEven::At { value, standard_error },
            Solution::Always => BreakEven::Always,
            Solution::Never => BreakEven::Never,
            Solution::Several { .. } | Solution::TooFew { .. } => BreakEven::Several,
        };
        Scan { arrangement: pair.0.clone(), against: pair.1.clone(), points, break_even }
    };
    Ok(pairs.iter().zip(points).zip(found.answers).map(scan).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> Vec<(String, String)> {
        vec![("new".to_owned(), "old".to_owned())]
    }

    /// A difference of `10 (value - 1.3)` and noise that is the same at every value: it is nothing at
    /// 1.3, and its error there is that of the noise divided by the slope.
    #[test]
    fn a_straight_line_is_nothing_where_it_crosses() {
        let noise: Vec<f64> = (0..50).map(|trial| (f64::from(trial) * 2.4).sin()).collect();
        let mean = noise.iter().sum::<f64>() / 50.0;
        let found = |values: &[f64], slope: f64| {
            let mut differences = |wanted: &[(usize, f64)]| {
                let at = |value: f64| noise.iter().map(move |noise| slope * (value - 1.3) + noise);
                let estimate = |&(_, value): &(usize, f64)| {
                    Estimate::of(&at(value).collect::<Vec<_>>()).expect("trials")
                };
                Ok(wanted.iter().map(estimate).collect())
            };
            scans(&pair(), values, &mut differences).expect("no trials are held").remove(0)
        };
        let scan = found(&[1.0, 1.5, 2.0], 10.0);
        let BreakEven::At { value, standard_error } = scan.break_even else {
            panic!("it crosses once: {:?}", scan.break_even)
        };
        assert!((value - (1.3 - mean / 10.0)).abs() < 1e-12, "{value}");
        let error = Estimate::of(&noise).expect("trials").standard_error;
        assert!((standard_error - error / 10.0).abs() < 1e-12, "{standard_error}");
        let looked_at: Vec<f64> = scan.points.iter().map(|point| point.value).collect();
        assert_eq!(looked_at, [1.0, 1.5, 2.0], "those between are for the answer alone");
        assert_eq!(found(&[2.0, 3.0], 10.0).break_even, BreakEven::Always);
        assert_eq!(found(&[0.5, 1.0], 10.0).break_even, BreakEven::Never);
        assert_eq!(found(&[2.0, 3.0], -10.0).break_even, BreakEven::Never);
    }

    #[test]
    fn what_is_the_same_in_every_trial_has_no_break_even() {
        let mut nothing = |wanted: &[(usize, f64)]| {
            Ok(wanted.iter().map(|_| Estimate::of(&[0.0; 4]).expect("trials")).collect())
        };
        let scan = scans(&pair(), &[1.0, 2.0], &mut nothing).expect("no trials are held").remove(0);
        assert_eq!(scan.break_even, BreakEven::Same);
    }
}
