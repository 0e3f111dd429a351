//! How much better an arrangement must perform to be worth as much as another.

use std::io;

use super::super::{Metric, Trials};
use crate::numeric::summary::Estimate;

/// One arrangement with one number of it varied, against another unchanged.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    pub arrangement: String,
    pub against: String,
    /// Ascending by the value.
    pub points: Vec<ScanPoint>,
    pub break_even: BreakEven,
}

/// At one value of the number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScanPoint {
    pub value: f64,
    /// What the public purse gains more, in pounds.
    pub difference: Estimate,
}

impl Scan {
    /// The two values between which the difference changes its sign, if it does once.
    pub fn bracket(&self) -> Option<(f64, f64)> {
        let BreakEven::At { value: at, .. } = self.break_even else { return None };
        let above = self.points.iter().position(|it| at <= it.value)?;
        Some((self.points[above.checked_sub(1)?].value, self.points[above].value))
    }
}

/// Where the two are worth the same on average.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Reads a scan of an arrangement: `varied` are worlds of `scanned`, each with its value, that are held
/// against one world of the run `trials`, trial by trial. The trials of the scan are the first of the
/// run.
///
/// # Errors
///
/// If a column cannot be read again.
pub fn scan(
    trials: &Trials,
    (arrangement, against): (&str, usize),
    scanned: &Trials,
    varied: &[(f64, usize)],
) -> io::Result<Option<Scan>> {
    let reference = trials.column_or_nothing(against, Metric::PublicGain)?;
    let mut columns: Vec<(f64, Vec<f64>)> = Vec::new();
    for &(value, world) in varied {
        let own = scanned.column(world, Metric::PublicGain)?;
        columns.push((value, own.iter().zip(&reference).map(|(own, it)| own - it).collect()));
    }
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
    let sample = scanned.sample();
    let points: Option<Vec<ScanPoint>> = columns
        .iter()
        .map(|(value, column)| {
            Some(ScanPoint { value: *value, difference: sample.estimate(column)? })
        })
        .collect();
    if varied.is_empty() {
        return Ok(None);
    }
    Ok(points.map(|points| Scan {
        arrangement: arrangement.to_owned(),
        against: trials.worlds[against].label.arrangement.clone(),
        break_even: BreakEven::of(&points, &columns, scanned),
        points,
    }))
}

impl BreakEven {
    /// From the points and their columns, ascending by value; between two points the difference of a
    /// trial is taken to be a straight line.
    fn of(points: &[ScanPoint], columns: &[(f64, Vec<f64>)], scanned: &Trials) -> Self {
        let is_same = |it: &ScanPoint| it.difference.mean == 0.0 && it.difference.sd == 0.0;
        if points.iter().all(is_same) {
            return Self::Same;
        }
        let is_worth_it = |it: &ScanPoint| it.difference.mean >= 0.0;
        let turns: Vec<usize> = (1..points.len())
            .filter(|it| is_worth_it(&points[it - 1]) != is_worth_it(&points[*it]))
            .collect();
        let &[turn] = turns.as_slice() else {
            return match points.first() {
                Some(first) if turns.is_empty() && is_worth_it(first) => Self::Always,
                Some(_) if turns.is_empty() => Self::Never,
                _ => Self::Several,
            };
        };
        let (before, after) = (points[turn - 1], points[turn]);
        let rise = after.difference.mean - before.difference.mean;
        let part = -before.difference.mean / rise;
        let step = after.value - before.value;
        let pairs = columns[turn - 1].1.iter().zip(&columns[turn].1);
        let there: Vec<f64> = pairs.map(|(low, high)| low + part * (high - low)).collect();
        let error = scanned.sample().mean(&there).map_or(0.0, |it| it.standard_error);
        Self::At { value: before.value + part * step, standard_error: error * (step / rise).abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{plain, trials};
    use super::*;

    /// A difference of `10 (value - 1.3)` and noise that is the same at every value: it is nothing at
    /// 1.3, and its error there is that of the noise divided by the slope.
    #[test]
    fn a_straight_line_is_nothing_where_it_crosses() {
        let noise: Vec<f64> = (0..50).map(|it| (f64::from(it) * 2.4).sin()).collect();
        let of = |value: f64| noise.iter().map(|it| 10.0 * (value - 1.3) + it).collect::<Vec<_>>();
        let mean = noise.iter().sum::<f64>() / 50.0;
        let found = |values: &[f64]| {
            let worlds: Vec<_> = values.iter().map(|it| plain("new", vec![of(*it)])).collect();
            let scanned = trials(&[Metric::PublicGain], &worlds);
            let base = trials(&[Metric::PublicGain], &[plain("old", vec![vec![0.0; 50]])]);
            let varied: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
            scan(&base, ("new", 0), &scanned, &varied).expect("memory").expect("points").break_even
        };
        let BreakEven::At { value, standard_error } = found(&[2.0, 1.0, 1.5]) else {
            panic!("it crosses once")
        };
        assert!((value - (1.3 - mean / 10.0)).abs() < 1e-12, "{value}");
        let error = Estimate::of(&noise).expect("trials").standard_error;
        assert!((standard_error - error / 10.0).abs() < 1e-12, "{standard_error}");
        let same = [plain("a", vec![vec![3.0; 4]]), plain("b", vec![vec![3.0; 4]])];
        let same = trials(&[Metric::PublicGain], &same);
        let none = scan(&same, ("b", 0), &same, &[(1.0, 0), (2.0, 1)]).expect("memory");
        assert_eq!(none.map(|it| it.break_even), Some(BreakEven::Same));
        assert_eq!(found(&[2.0, 3.0]), BreakEven::Always);
        assert_eq!(found(&[0.5, 1.0]), BreakEven::Never);
    }
}
