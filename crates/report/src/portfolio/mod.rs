//! A fund of several contracts: the page, the files and the words of a portfolio.

mod json;
mod sentences;
mod terminal;

use std::io;
use std::path::{Path, PathBuf};

use super::{command, format, html, put, stream, table};
use kinward::results::Unit;
use kinward::results::portfolio::{FundSummary, FundTrials, LeftOut};
use kinward::scenario::Portfolio;
use kinward::scenario::portfolio::{EvidencedNumber, POLICY_NUMBER};

pub(super) use sentences::{answers, cautions, grade, pence, taking};
pub use terminal::page as portfolio_page;

/// Everything that the report of a portfolio is made from.
#[derive(Clone, Copy, Debug)]
pub struct PortfolioReport<'a> {
    pub portfolio: &'a Portfolio,
    pub trials: &'a FundTrials,
    pub summary: &'a FundSummary,
    /// The portfolio's path as it was typed.
    pub file: &'a str,
    /// What `--set` laid over it and its contracts.
    pub sets: &'a [String],
    /// Kinward's own.
    pub version: &'a str,
}

/// Writes every file but the manifest into `folder`, and returns their paths in it.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write_portfolio(folder: &Path, report: &PortfolioReport<'_>) -> io::Result<Vec<PathBuf>> {
    let summary = [("summary.json", json::summary(report)?)];
    let mut written = put(folder, &html::portfolio_page(report), &summary)?;
    stream(folder, "trials.parquet", |file| table::fund(file, report.trials, report.portfolio))?;
    written.push("trials.parquet".into());
    Ok(written)
}

impl PortfolioReport<'_> {
    pub(super) fn trial_count(&self) -> String {
        format::counted(self.summary.trials, "trial")
    }

    /// `2,000 trials, seed 1`
    pub(super) fn simulated(&self) -> String {
        format!("{}, seed {}", self.trial_count(), self.summary.seed)
    }

    /// The fund's hurdle as it is stated.
    pub(super) fn hurdle(&self) -> String {
        format::stated(Unit::YearlyRate, self.portfolio.hurdle.value)
    }

    /// The command that gives the same numbers again.
    pub(super) fn command(&self) -> String {
        let mut words = ["kinward", "portfolio", self.file].map(str::to_owned).to_vec();
        words.extend(self.sets.iter().flat_map(|set| ["--set".to_owned(), set.clone()]));
        let (seed, trials) = (self.summary.seed.to_string(), self.summary.trials.to_string());
        words.extend(["--seed".to_owned(), seed, "--trials".to_owned(), trials]);
        command(&words)
    }

    /// The number behind what is left out, by its place in the file; none behind all at once.
    pub(super) fn number_behind(&self, left_out: LeftOut) -> Option<(String, &EvidencedNumber)> {
        match left_out {
            LeftOut::Shock(index) => {
                let shock = &self.portfolio.shocks[index];
                Some((shock.number(), &shock.rank_correlation))
            }
            LeftOut::Policy => Some((POLICY_NUMBER.to_owned(), self.portfolio.policy.as_ref()?)),
            LeftOut::All => None,
        }
    }

    /// Whether anything moves several contracts at once.
    pub(super) fn is_tied(&self) -> bool {
        !self.portfolio.shocks.is_empty() || self.portfolio.policy.is_some()
    }
}
