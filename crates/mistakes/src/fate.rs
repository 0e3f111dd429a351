//! What becomes of a file.

use std::io::ErrorKind;
use std::path::Path;

use kinward::findings::{Colour, Document, Finding, render};
use kinward::results::portfolio::{FundSummary, Position};
use kinward::results::{self, Column, Metric, Trials, Unit};
use kinward::scenario::{Files, Study, portfolio};
use kinward::simulation::{self, Options, Plan, PortfolioPlan, Silent, Unsound};
use kinward::units::Money;

use crate::SMALL_CONTRACT;

/// Trials of a file that passes.
const TRIALS: u64 = 3;

/// How a file ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has errors.
    Refused,
    /// It passed, and a trial came to a number that is none: the run said which, and gave no results.
    Stopped(Unsound),
    /// Three trials of it ran, every number of them finite.
    Ran,
}

/// Checks a scenario with `sets` laid over it, says what is wrong with it, and runs three trials if nothing is.
///
/// # Panics
///
/// If Kinward panics, refuses a file without an error, says a control character, or reports a number that is none.
pub fn endure(text: &str, sets: &[String]) -> Fate {
    let loaded =
        Study::from_text("mistakes.toml", text, sets, Path::new("nowhere")).check().clone();
    assert_told(&loaded.document, &loaded.findings, loaded.worlds.is_some());
    let Some(study) = loaded.worlds else { return Fate::Refused };
    let plan = Plan::new(&study);
    match simulation::run(&plan, &Options::of_trials(TRIALS), &Silent) {
        Ok(trials) => {
            assert_finite(&trials);
            results::summarise(&trials, &plan.claims).expect("memory");
            Fate::Ran
        }
        Err(problem) => {
            assert_eq!(problem.kind(), ErrorKind::InvalidData, "{problem}");
            let inner = problem.into_inner().expect("why");
            stopped(*inner.downcast::<Unsound>().expect("a trial without a result"))
        }
    }
}

/// The same for a portfolio, each of whose contracts is the small one, whatever file it names.
///
/// # Panics
///
/// As [`endure`].
pub fn endure_portfolio(text: &str) -> Fate {
    let text = text.as_bytes().to_vec();
    let files = Files::opened_by(move |path, _| {
        let is_portfolio = path == Path::new("mistakes.toml");
        Ok(if is_portfolio { text.clone() } else { SMALL_CONTRACT.into() })
    });
    let loaded = portfolio::read(&files, Path::new("mistakes.toml"), &[]).expect("readable");
    assert_told(&loaded.document, &loaded.findings, loaded.portfolio.is_some());
    let Some(portfolio) = loaded.portfolio else { return Fate::Refused };
    match simulation::run_portfolio(
        &PortfolioPlan::new(&portfolio),
        &Options::of_trials(TRIALS),
        &Silent,
    ) {
        Ok(trials) => {
            let is_sound = |position: &Position| {
                let amounts =
                    [position.drawn, position.returned, position.gain, position.peak, position.npv];
                amounts.into_iter().all(is_countable)
                    && !position.multiple.is_infinite()
                    && !position.irr.is_infinite()
            };
            for row in &trials.rows {
                let mut positions = row.contracts.iter().chain([&row.fund]);
                let mut gains = row.apart.iter().flatten().chain(&row.without).copied();
                assert!(positions.all(is_sound) && gains.all(is_countable), "{row:?}");
                assert!(row.months.iter().all(|it| it.is_finite()), "{row:?}");
            }
            assert!(FundSummary::of(&trials).is_some());
            Fate::Ran
        }
        Err(problem) => stopped(problem),
    }
}

/// Every finding can be shown, and a file is refused if and only if there is an error.
fn assert_told(document: &Document, findings: &[Finding], is_right: bool) {
    let shown = render(document, findings, Colour::Plain);
    let is_refused = findings.iter().any(Finding::is_error);
    assert_ne!(is_right, is_refused, "{shown}");
    assert_eq!(shown.is_empty(), findings.is_empty(), "{shown}");
    assert!(!shown.chars().any(|letter| letter.is_control() && letter != '\n'), "{shown:?}");
}

fn stopped(problem: Unsound) -> Fate {
    let Unsound { trial, world, what } = &problem;
    assert!(*trial < TRIALS && !world.is_empty() && !what.is_empty(), "{problem}");
    Fate::Stopped(problem)
}

/// Whether an amount can be counted to the penny.
fn is_countable(pounds: f64) -> bool {
    pounds.abs() <= Money::MOST_POUNDS
}

/// Every number of a run but a metric that has no value, and a time that never comes.
fn assert_finite(trials: &Trials) {
    let numbers = |column: &Column| column.numbers().expect("memory");
    for world in &trials.worlds {
        for (name, column) in world.assumption_names.iter().zip(&world.assumptions) {
            assert!(numbers(column).iter().all(|it| it.is_finite()), "{name}");
        }
        let again = trials.metrics.iter().zip(&world.replicates);
        for (metric, column) in trials.metrics.iter().zip(&world.metrics).chain(again) {
            let is_sound = |number: &f64| match metric.unit() {
                Unit::Months => true,
                Unit::Pounds => number.is_nan() || is_countable(*number),
                _ => !number.is_infinite(),
            };
            assert!(numbers(column).iter().all(is_sound), "{metric:?} {:?}", numbers(column));
        }
        for year in &world.years {
            assert!(numbers(year).iter().all(|it| it.is_finite()));
        }
    }
    let referred = trials.column(1, Metric::Referrals).expect("memory");
    assert!(referred.iter().all(|it| it.is_finite()), "a count always has a value");
}
