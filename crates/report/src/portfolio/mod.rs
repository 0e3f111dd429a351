//! A fund of several contracts: the page, the files and the words of a portfolio.

mod sentences;
mod terminal;

use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Serialize;

use super::json::summary_json;
use super::{command, format, html, put, stream, table};
use kinward::results::Unit;
use kinward::results::portfolio::{FundSummary, FundTrials, LeftOut, WORST};
use kinward::scenario::Portfolio;
use kinward::scenario::portfolio::{EvidencedNumber, Holding, POLICY_NUMBER, Shock};

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
    let summary = [("summary.json", summary(report)?)];
    let mut written = put(folder, &html::portfolio_page(report), &summary)?;
    stream(folder, "trials.parquet", |file| table::fund(file, report.trials, report.portfolio))?;
    written.push("trials.parquet".into());
    Ok(written)
}

/// The answer, with what is said of it in words.
fn summary(report: &PortfolioReport<'_>) -> io::Result<String> {
    #[derive(Serialize)]
    struct About<'a> {
        portfolio: &'a str,
        version: &'a str,
        first_trial: u64,
        starts: String,
        answers: IndexMap<&'static str, Vec<String>>,
        /// The file's own, by their places in it.
        numbers: IndexMap<String, &'a EvidencedNumber>,
        /// The share of trials that is the worst case.
        worst_share: f64,
        /// What is held of each contract, in their order.
        holdings: &'a [Holding],
        shocks: &'a [Shock],
        /// The place of each number of `loss_without`, in their order; `all` of them last.
        left_out: Vec<String>,
        /// Of the positions by month.
        months: Vec<String>,
        warnings: Vec<String>,
    }
    let (portfolio, summary) = (report.portfolio, report.summary);
    let starts = portfolio.starts();
    let place = |known: Option<(String, &EvidencedNumber)>| {
        known.map_or("all".to_owned(), |(place, _)| place)
    };
    let about = About {
        portfolio: &portfolio.name,
        version: report.version,
        first_trial: report.trials.first,
        starts: starts.to_string(),
        answers: answers(report).into_iter().collect(),
        numbers: portfolio.numbers().into_iter().collect(),
        worst_share: WORST,
        holdings: &portfolio.contracts,
        shocks: &portfolio.shocks,
        left_out: summary
            .loss_without
            .iter()
            .map(|without| place(report.number_behind(without.left_out)))
            .collect(),
        months: (0..summary.months.len()).map(|month| format::iso_month(month, starts)).collect(),
        warnings: cautions(report).iter().map(|(title, text)| format!("{title}. {text}")).collect(),
    };
    summary_json(&about, summary)
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
