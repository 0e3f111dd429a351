//! What `summary.json` says of a portfolio, in full precision and a fixed order.

use std::io;

use indexmap::IndexMap;
use serde::Serialize;

use super::super::json::{EstimateRow, IrrRow, MeasuredRow, estimate, irr};
use super::super::{format, other};
use super::PortfolioReport;
use super::{answers, cautions};
use kinward::numeric::summary::Estimate;
use kinward::results::portfolio::{
    ContractSummary, Diversification, LossWithout, PositionSummary, Spread, WORST, WithoutLargest,
};
use kinward::scenario::{Holding, Portfolio};

#[derive(Debug, Serialize)]
struct File<'a> {
    portfolio: &'a str,
    trials: usize,
    first_trial: u64,
    seed: u64,
    version: &'a str,
    starts: String,
    answers: IndexMap<&'static str, Vec<String>>,
    /// The file's own, by their places in it.
    numbers: IndexMap<String, NumberRow<'a>>,
    /// The share of trials that is the worst case.
    worst_share: f64,
    fund: PositionRow,
    contracts: Vec<ContractRow<'a>>,
    shocks: Vec<ShockRow<'a>>,
    diversification: Option<DiversificationRow<'a>>,
    /// What the chance of a loss depends on, by the place of its number, the largest change first; `all` of
    /// it last.
    loss_without: IndexMap<String, LossWithoutRow>,
    /// What the fund has got back less what it has paid in, by the end of each month.
    position_by_month: Vec<MonthRow>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct NumberRow<'a> {
    value: f64,
    source: Option<&'a str>,
    grade: Option<u8>,
    note: Option<&'a str>,
}

/// Pounds, but for multiples, rates, months and probabilities.
#[derive(Debug, Serialize)]
struct PositionRow {
    probability_of_loss: MeasuredRow,
    multiple_of_means: Option<MeasuredRow>,
    npv: EstimateRow,
    paid_in: EstimateRow,
    got_back: EstimateRow,
    gain: EstimateRow,
    gain_sd: MeasuredRow,
    gain_mean_of_worst: MeasuredRow,
    peak_out: EstimateRow,
    multiple: EstimateRow,
    irr: EstimateRow,
    irr_kinds: IrrRow,
    payback_month: EstimateRow,
}

#[derive(Debug, Serialize)]
struct ContractRow<'a> {
    name: &'a str,
    file: &'a str,
    arrangement: Option<&'a str>,
    view: Option<&'a str>,
    holding: f64,
    starts: String,
    /// Of `kinward run` with the same families.
    seed: u64,
    #[serde(flatten)]
    position: PositionRow,
    share_of_variance: Option<MeasuredRow>,
    /// Of its gain with that of each contract.
    correlations: IndexMap<&'a str, Option<MeasuredRow>>,
}

#[derive(Debug, Serialize)]
struct ShockRow<'a> {
    name: &'a str,
    rank_correlation: f64,
    /// By contract: what it moves.
    moves: IndexMap<&'a str, &'a [String]>,
}

#[derive(Debug, Serialize)]
struct DiversificationRow<'a> {
    gain_sd: SpreadRow,
    gain_mean_of_worst: SpreadRow,
    gain_if_independent: EstimateRow,
    probability_of_loss_if_independent: MeasuredRow,
    without_largest: WithoutRow<'a>,
}

#[derive(Debug, Serialize)]
struct LossWithoutRow {
    grade: Option<u8>,
    probability_of_loss: MeasuredRow,
    /// From the fund as it is, on the same draws.
    change: MeasuredRow,
    /// Two standard errors or less.
    is_within_noise: bool,
}

#[derive(Debug, Serialize)]
struct SpreadRow {
    fund: MeasuredRow,
    if_independent: MeasuredRow,
    if_all_together: MeasuredRow,
    fund_less_independent: MeasuredRow,
    fund_less_all_together: MeasuredRow,
    fund_over_all_together: Option<MeasuredRow>,
}

#[derive(Debug, Serialize)]
struct WithoutRow<'a> {
    contract: &'a str,
    share_of_paid_in: Option<MeasuredRow>,
    probability_of_loss: MeasuredRow,
    multiple_of_means: Option<MeasuredRow>,
    npv: EstimateRow,
    gain: EstimateRow,
    gain_sd: MeasuredRow,
    gain_mean_of_worst: MeasuredRow,
}

#[derive(Debug, Serialize)]
struct MonthRow {
    month: String,
    mean: f64,
    p05: f64,
    p50: f64,
    p95: f64,
}

/// The file's text.
pub(super) fn summary(report: &PortfolioReport<'_>) -> io::Result<String> {
    let (portfolio, summary) = (report.portfolio, report.summary);
    let names: Vec<&str> = summary.contracts.iter().map(|it| it.name.as_str()).collect();
    let held = portfolio.contracts.iter().zip(&summary.contracts);
    let diversification = summary.diversification.as_ref();
    let starts = portfolio.starts();
    let month = |(later, it): (usize, &Estimate)| MonthRow {
        month: format::iso_month(later, starts),
        mean: it.mean,
        p05: it.p05(),
        p50: it.median(),
        p95: it.p95(),
    };
    let file = File {
        portfolio: &portfolio.name,
        trials: summary.trials,
        first_trial: report.trials.first,
        seed: summary.seed,
        version: report.version,
        starts: starts.to_string(),
        answers: answers(report).into_iter().collect(),
        numbers: numbers(portfolio),
        worst_share: WORST,
        fund: position(&summary.fund),
        contracts: held.map(|(holding, it)| contract(holding, it, &names)).collect(),
        shocks: portfolio
            .shocks
            .iter()
            .map(|it| ShockRow {
                name: &it.name,
                rank_correlation: it.rank_correlation.value,
                moves: names.iter().copied().zip(it.moves.iter().map(Vec::as_slice)).collect(),
            })
            .collect(),
        diversification: diversification.map(|it| diversified(it, &names)),
        loss_without: summary.loss_without.iter().map(|it| loss_without(report, it)).collect(),
        position_by_month: summary.months.iter().enumerate().map(month).collect(),
        warnings: cautions(report).iter().map(|(title, text)| format!("{title}. {text}")).collect(),
    };
    Ok(serde_json::to_string_pretty(&file).map_err(other)? + "\n")
}

fn loss_without(report: &PortfolioReport<'_>, it: &LossWithout) -> (String, LossWithoutRow) {
    let number = report.number_behind(it.left_out);
    let grade = number.as_ref().and_then(|(_, known)| known.provenance.grade);
    let row = LossWithoutRow {
        grade,
        probability_of_loss: it.loses.into(),
        change: it.change.into(),
        is_within_noise: !it.is_clear(),
    };
    (number.map_or_else(|| "all".to_owned(), |(name, _)| name), row)
}

fn numbers(portfolio: &Portfolio) -> IndexMap<String, NumberRow<'_>> {
    portfolio
        .numbers()
        .into_iter()
        .map(|(name, it)| {
            let row = NumberRow {
                value: it.value,
                source: it.provenance.source.as_deref(),
                grade: it.provenance.grade,
                note: it.provenance.note.as_deref(),
            };
            (name, row)
        })
        .collect()
}

fn position(it: &PositionSummary) -> PositionRow {
    PositionRow {
        probability_of_loss: it.loses.into(),
        multiple_of_means: it.multiple_of_means.map(MeasuredRow::from),
        npv: estimate(Some(&it.npv)),
        paid_in: estimate(Some(&it.drawn)),
        got_back: estimate(Some(&it.returned)),
        gain: estimate(Some(&it.gain)),
        gain_sd: it.sd.into(),
        gain_mean_of_worst: it.worst.into(),
        peak_out: estimate(Some(&it.peak)),
        multiple: estimate(it.multiple.as_ref()),
        irr: estimate(it.irr.as_ref()),
        irr_kinds: irr(it.irr_counts),
        payback_month: estimate(it.payback.as_ref()),
    }
}

fn contract<'a>(
    holding: &'a Holding,
    it: &'a ContractSummary,
    names: &[&'a str],
) -> ContractRow<'a> {
    let correlations = it.correlations.iter().map(|it| it.map(MeasuredRow::from));
    ContractRow {
        name: &it.name,
        file: &holding.file,
        arrangement: holding.arrangement.as_deref(),
        view: holding.view.as_deref(),
        holding: holding.holding,
        starts: holding.study.base.starts.to_string(),
        seed: it.seed,
        position: position(&it.position),
        share_of_variance: it.share.map(MeasuredRow::from),
        correlations: names.iter().copied().zip(correlations).collect(),
    }
}

fn diversified<'a>(it: &Diversification, names: &[&'a str]) -> DiversificationRow<'a> {
    DiversificationRow {
        gain_sd: spread(&it.sd),
        gain_mean_of_worst: spread(&it.worst),
        gain_if_independent: estimate(Some(&it.gain_if_independent)),
        probability_of_loss_if_independent: it.loses_if_independent.into(),
        without_largest: without(&it.without_largest, names),
    }
}

fn spread(it: &Spread) -> SpreadRow {
    SpreadRow {
        fund: it.fund.into(),
        if_independent: it.independent.into(),
        if_all_together: it.together.into(),
        fund_less_independent: it.shared.into(),
        fund_less_all_together: it.saved.into(),
        fund_over_all_together: it.ratio.map(MeasuredRow::from),
    }
}

fn without<'a>(it: &WithoutLargest, names: &[&'a str]) -> WithoutRow<'a> {
    WithoutRow {
        contract: names[it.contract],
        share_of_paid_in: it.share_of_drawn.map(MeasuredRow::from),
        probability_of_loss: it.loses.into(),
        multiple_of_means: it.multiple_of_means.map(MeasuredRow::from),
        npv: estimate(Some(&it.npv)),
        gain: estimate(Some(&it.gain)),
        gain_sd: it.sd.into(),
        gain_mean_of_worst: it.worst.into(),
    }
}
