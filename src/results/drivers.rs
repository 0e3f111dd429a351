//! Which assumptions an outcome goes with, and how far.
//!
//! All assumptions vary at once, so that what is said here is association over trials, not the effect of
//! a change in one of them alone.

use std::io;

use serde::Serialize;

use super::summary::FEWEST_TRIALS;
use super::{ClaimedFigure, Sense, Trials};
use crate::numeric::ascending::order;
use crate::numeric::linearised::Measured;
use crate::numeric::quantile::normal;
use crate::numeric::summary::{Chance, Sample};

/// How many drivers are worth naming.
const NAMED: usize = 12;

/// The chance that any assumption is called a driver where none has to do with the outcome.
pub const FALSE_ALARM: f64 = 0.05;

/// The assumptions that an outcome goes with.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drivers {
    /// Those whose rank correlation is beyond noise, in the order of their [`length`](Driver::length), the
    /// longest first; no more than twelve. None beyond noise, if it is empty.
    pub named: Vec<Driver>,
    /// Assumptions that vary, and so were looked at.
    pub looked_at: usize,
    /// The size from which a rank correlation is beyond noise; see [`noise_of_correlation`].
    pub noise: f64,
}

/// One assumption, and the outcome where it is low and where it is high.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Driver {
    #[serde(rename = "assumption")]
    pub name: String,
    /// Spearman's correlation with the outcome.
    pub rank_correlation: f64,
    #[serde(rename = "lowest_tenth")]
    pub lowest: Tenth,
    #[serde(rename = "highest_tenth")]
    pub highest: Tenth,
}

/// The tenth of trials where an assumption is lowest, or highest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tenth {
    pub trials: usize,
    /// The mean of the assumption.
    #[serde(rename = "assumption_mean")]
    pub assumption: f64,
    /// The mean of the outcome.
    #[serde(rename = "outcome_mean")]
    pub outcome: Measured,
    /// The chance of the aim, where the outcome has one.
    #[serde(rename = "probability_of_aim")]
    pub aim: Option<Chance>,
}

impl Driver {
    /// How far apart the outcome's means in the two tenths are, with the error that they have if all trials
    /// are independent (and at most that if they are spread evenly): the length of its bar.
    pub fn length(&self) -> Measured {
        let (low, high) = (self.lowest.outcome, self.highest.outcome);
        Measured {
            value: (high.value - low.value).abs(),
            standard_error: libm::hypot(low.standard_error, high.standard_error),
        }
    }
}

impl Drivers {
    /// Whether the first driver moves the outcome more than the second by more than noise: two standard
    /// errors of the difference of their lengths.
    pub fn has_leader(&self) -> bool {
        match self.named.as_slice() {
            [] => false,
            [_] => true,
            [first, second, ..] => {
                let (first, second) = (first.length(), second.length());
                let error = libm::hypot(first.standard_error, second.standard_error);
                2.0 * error < first.value - second.value
            }
        }
    }
}

/// The size from which a rank correlation of so many trials is beyond noise, where so many assumptions are
/// looked at: `z / √(trials - 1)`, the large-sample standard error of Spearman's correlation without
/// association, with `z` such that all of them together exceed it by chance no more often than
/// [`FALSE_ALARM`] (Bonferroni, two-sided).
pub fn noise_of_correlation(trials: usize, looked_at: usize) -> f64 {
    beyond_noise(looked_at) / (trials.max(2) as f64 - 1.0).sqrt()
}

/// In standard errors, how far from nothing the farthest of so many estimates lies by chance in one case of
/// twenty ([`FALSE_ALARM`]) at most.
pub fn beyond_noise(looked_at: usize) -> f64 {
    -normal(FALSE_ALARM / 2.0 / looked_at.max(1) as f64)
}

/// What the assumptions are tried against.
pub(crate) struct Outcome<'a> {
    values: Vec<f64>,
    ranks: Vec<f64>,
    aim: Option<Aim<'a>>,
}

/// What the outcome should reach: a claimed figure, in a column of its own, or more than nothing.
pub(crate) enum Aim<'a> {
    Claim(&'a ClaimedFigure, Vec<f64>),
    AboveZero,
}

impl<'a> Outcome<'a> {
    /// None where there are too few trials, not every one has a value, or all have the same.
    pub(crate) fn new(values: Vec<f64>, aim: Option<Aim<'a>>) -> Option<Self> {
        let is_whole = values.len() >= FEWEST_TRIALS && values.iter().all(|value| !value.is_nan());
        (is_whole && varies(&values)).then(|| {
            let ranks = ranks(&values, &order(&values));
            Self { values, ranks, aim }
        })
    }

    fn reaches(&self, row: usize) -> Option<bool> {
        match self.aim.as_ref()? {
            Aim::AboveZero => Some(self.values[row] > 0.0),
            Aim::Claim(claim, of) => match claim.sense {
                Sense::AtLeast | Sense::About => Some(of[row] >= claim.value),
                Sense::AtMost => Some(of[row] <= claim.value),
            },
        }
    }
}

/// Whether values are not all the same number.
fn varies(values: &[f64]) -> bool {
    values.iter().any(|value| value.total_cmp(&values[0]).is_ne())
}

/// The drivers of each outcome among the assumptions of a world that vary; none for an outcome of which
/// nothing can be said ([`Outcome::new`]).
pub(crate) fn drivers_of<const N: usize>(
    trials: &Trials,
    world: usize,
    outcomes: &[Option<Outcome<'_>>; N],
) -> io::Result<[Option<Drivers>; N]> {
    let rows = &trials.worlds[world];
    let mut found = [const { Vec::new() }; N];
    let mut looked_at = 0;
    for (name, column) in rows.assumption_names.iter().zip(&rows.assumptions) {
        let column = column.numbers()?;
        if !varies(&column) {
            continue;
        }
        looked_at += 1;
        let order = order(&column);
        let ranks = ranks(&column, &order);
        for (outcome, found) in outcomes.iter().zip(&mut found) {
            found.extend(
                outcome.as_ref().map(|outcome| {
                    driver(trials.sample(), name, (&column, &order, &ranks), outcome)
                }),
            );
        }
    }
    let noise = noise_of_correlation(trials.count(), looked_at);
    let mut drivers = outcomes.iter().zip(found).map(|(outcome, found)| {
        outcome.as_ref().map(|_| Drivers { named: named(found, noise), looked_at, noise })
    });
    Ok(std::array::from_fn(|_| drivers.next().expect("one for each outcome")))
}

/// Those beyond noise, the longest first.
fn named(mut drivers: Vec<Driver>, noise: f64) -> Vec<Driver> {
    drivers.retain(|driver| noise < driver.rank_correlation.abs());
    drivers.sort_by(|a, b| b.length().value.total_cmp(&a.length().value));
    drivers.truncate(NAMED);
    drivers
}

/// What goes with one assumption: its column, with its order and its ranks.
fn driver(
    sample: Sample,
    name: &str,
    (column, order, ranks): (&[f64], &[usize], &[f64]),
    outcome: &Outcome<'_>,
) -> Driver {
    let trials = (column.len() / 10).max(1);
    let tenth = |rows: &[usize]| {
        let of = |column: &[f64]| -> Vec<f64> { rows.iter().map(|row| column[*row]).collect() };
        let mean = |column: &[f64]| Sample::PLAIN.mean(&of(column)).expect("a trial at least");
        let reached = rows.iter().filter_map(|row| Some((*row, outcome.reaches(*row)?)));
        Tenth {
            trials,
            assumption: mean(column).value,
            outcome: mean(&outcome.values),
            aim: sample.chance(reached),
        }
    };
    Driver {
        name: name.to_owned(),
        rank_correlation: correlation(ranks, &outcome.ranks),
        lowest: tenth(&order[..trials]),
        highest: tenth(&order[order.len() - trials..]),
    }
}

/// Ranks from 0, of values with their order; values that are equal share the mean of their ranks.
fn ranks(values: &[f64], order: &[usize]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for tied in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let shared = first as f64 + (tied.len() - 1) as f64 / 2.0;
        for &row in tied {
            ranks[row] = shared;
        }
        first += tied.len();
    }
    ranks
}

/// Pearson's correlation of two rankings: Spearman's. Nothing goes with what does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    let spread = (product(a, a) * product(b, b)).sqrt();
    if spread > 0.0 { product(a, b) / spread } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::{IrrKind, MetricNames, Role, Room, Store, TrialRow, WorldLabel, WorldRow};
    use super::*;
    use crate::numeric::design::Design;
    use crate::numeric::hash::mix64;
    use crate::results::{BASE_VIEW, WorldTrials};

    /// An even draw from 0 to 1 for a place in a table.
    fn uniform(table: u64, row: usize, column: usize) -> f64 {
        let place = mix64(mix64(mix64(table) ^ row as u64) ^ column as u64);
        (place >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A run of one world with these values of its assumptions, trial by trial.
    fn trials(rows: &[Vec<f64>]) -> Trials {
        let names = (0..rows[0].len()).map(|index| format!("assumption {index}")).collect();
        let label = WorldLabel {
            name: "programme".to_owned(),
            role: Role::Programme,
            arrangement: "programme".to_owned(),
            view: BASE_VIEW.to_owned(),
        };
        let mut trials = Trials {
            seed: 1,
            design: Design::Plain,
            first: 0,
            metrics: Vec::new(),
            names: MetricNames::default(),
            months: 0,
            horizon: 0,
            years: Vec::new(),
            worlds: vec![WorldTrials::empty(label, names, (0, 0, 0))],
            replicated: Vec::new(),
            store: Store::new(Room::default()),
        };
        let row = |values: &Vec<f64>| TrialRow {
            worlds: vec![WorldRow {
                assumptions: values.clone(),
                irr: IrrKind::NothingInvested,
                ..WorldRow::default()
            }],
            replicate: None,
        };
        trials.push(&rows.iter().map(row).collect::<Vec<_>>()).expect("room");
        trials
    }

    fn drivers(rows: &[Vec<f64>], outcome: Vec<f64>) -> Drivers {
        let outcome = Outcome::new(outcome, Some(Aim::AboveZero));
        let [found] = drivers_of(&trials(rows), 0, &[outcome]).expect("memory");
        found.expect("enough trials")
    }

    /// Sixty assumptions that have nothing to do with the outcome, in 400 runs of 100 trials: the share of
    /// runs in which any is called a driver is 5% at most by design, with a standard error of 1.1%. A level
    /// of two standard errors for each would call one in 94% of runs, and none ever called would be too
    /// strict.
    #[test]
    fn noise_is_seldom_called_a_driver_however_many_assumptions_there_are() {
        let alarms = (0..400_u64).filter(|table| {
            let row = |row: usize| (0..60).map(|column| uniform(*table, row, column)).collect();
            let rows: Vec<Vec<f64>> = (0..100).map(row).collect();
            let outcome = (0..100).map(|row| uniform(*table, row, 60)).collect();
            !drivers(&rows, outcome).named.is_empty()
        });
        let share = alarms.count() as f64 / 400.0;
        assert!((0.015..0.085).contains(&share), "{share}");
    }

    /// Of 2,000 trials: an assumption whose top twentieth adds 6 moves the outcome more between its tenths,
    /// 3, than one that adds 2 in proportion, 1.8, though its rank correlation is the smaller one. What has
    /// one value, which no sum of it divided again gives back exactly, is not looked at.
    #[test]
    fn drivers_are_in_the_order_of_their_length_and_constants_are_none() {
        let constant = 0.1 + 0.2;
        let row =
            |row: usize| vec![uniform(7, row, 0), constant, uniform(7, row, 1), uniform(7, row, 2)];
        let rows: Vec<Vec<f64>> = (0..2_000).map(row).collect();
        let of = |row: &Vec<f64>| 2.0 * row[0] + if row[2] > 0.95 { 6.0 } else { 0.0 } - 3.0;
        let found = drivers(&rows, rows.iter().map(of).collect());
        let names: Vec<&str> = found.named.iter().map(|driver| driver.name.as_str()).collect();
        assert_eq!((names, found.looked_at), (vec!["assumption 2", "assumption 0"], 3));
        let [tail, even] = found.named.as_slice() else { panic!("{found:?}") };
        assert!(tail.rank_correlation < even.rank_correlation, "{found:?}");
        for (driver, expected) in [(tail, 3.0), (even, 1.8)] {
            let length = driver.length();
            assert!((length.value - expected).abs() < 4.0 * length.standard_error, "{driver:?}");
        }
        assert!(found.has_leader());
        assert_eq!(tail.lowest.trials, 200);
        // Where it is highest half of the trials have 6 more, which is above 0 whatever else.
        let aim = tail.highest.aim.expect("an aim");
        assert!((aim.share - 0.5).abs() < 4.0 * aim.standard_error, "{aim:?}");
    }

    #[test]
    fn nothing_is_ranked_by_an_outcome_that_never_varies_or_of_few_trials() {
        assert!(Outcome::new(vec![0.3; 40], None).is_none());
        assert!(Outcome::new((0..19).map(f64::from).collect(), None).is_none());
        assert!(Outcome::new((0..20).map(f64::from).collect(), None).is_some());
    }
}
