//! What `summary.json` says of a portfolio besides its answer.

use std::io;

use indexmap::IndexMap;
use serde::Serialize;

use super::super::format;
use super::super::json::summary_json;
use super::PortfolioReport;
use super::{answers, cautions};
use kinward::results::portfolio::WORST;
use kinward::scenario::portfolio::{Holding, Known, Shock};

/// The file's text.
pub(super) fn summary(report: &PortfolioReport<'_>) -> io::Result<String> {
    #[derive(Serialize)]
    struct About<'a> {
        portfolio: &'a str,
        version: &'a str,
        first_trial: u64,
        starts: String,
        answers: IndexMap<&'static str, Vec<String>>,
        /// The file's own, by their places in it.
        numbers: IndexMap<String, &'a Known>,
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
    let place =
        |known: Option<(String, &Known)>| known.map_or("all".to_owned(), |(place, _)| place);
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
