//! Charts of a fund and its contracts.

use super::super::PortfolioReport;
use super::super::chart::{
    self, Burden, BurdenParty, BurdenRow, Drawing, Heading, Lines, Role, Scale,
};
use super::super::format::{self, share_of_trials, values};
use super::{fan, months};
use kinward::numeric::summary::Estimate;
use kinward::results::Unit;
use kinward::results::portfolio::{Diversification, PositionSummary};

/// What the fund has got back less what it has paid in, month by month.
pub(crate) fn position(report: &PortfolioReport<'_>) -> Option<Drawing> {
    let by_month = &report.summary.months;
    let starts = report.portfolio.starts();
    let lowest =
        by_month.iter().enumerate().min_by(|a, b| a.1.median().total_cmp(&b.1.median()))?;
    let end = by_month.last()?.median();
    let written = values(Unit::Pounds, &[-lowest.1.median(), end.abs()], 0.0);
    let ends = if end < 0.0 { "down" } else { "up" };
    let kept = report.trials.series_count();
    let first = if kept < report.summary.trials { "the first " } else { "" };
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "fund-position.svg",
            format!(
                "The fund’s median position is lowest in {}, with {} out, and ends {} {ends}",
                format::calendar_month(lowest.0, starts),
                written[0],
                written[1]
            ),
            format!(
                "Got back by the fund less paid in so far, in all its contracts; {first}{}",
                format::counted(kept, "trial")
            ),
        ),
        across: months(starts),
        y_scale: Scale::Pounds,
        y_label: "Got back less paid in".to_owned(),
        lines: vec![fan("Fund", Role::Investor, by_month.iter().copied().map(Some))],
        claim: None,
        marks: Vec::new(),
    }))
}

/// The gain of each contract, and that of the fund as it is and if the contracts were tied otherwise.
pub(crate) fn diversification(report: &PortfolioReport<'_>) -> Option<Drawing> {
    let summary = report.summary;
    let diversification = summary.diversification.as_ref()?;
    let contracts = summary.contracts.iter().map(|contract| {
        let share = contract.share.map(|share| share.value);
        row(contract.name.clone(), &contract.position.gain, contract.position.worst.value, share)
    });
    Some(chart::burden(&Burden {
        heading: Heading::new(
            "diversification.svg",
            title(report, diversification),
            format!(
                "Got back less paid in, over {}; the worst 5% is the mean of a row’s own worst twentieth",
                report.trial_count()
            ),
        ),
        x_label: "Gain over all years".to_owned(),
        parties: vec![
            BurdenParty {
                name: "Each contract".to_owned(),
                role: Role::Programme,
                rows: contracts.collect(),
            },
            BurdenParty {
                name: "The fund".to_owned(),
                role: Role::Investor,
                rows: funds(report, diversification),
            },
        ],
    }))
}

fn title(report: &PortfolioReport<'_>, it: &Diversification) -> String {
    let sd = &it.sd;
    let loses = share_of_trials(report.summary.fund.loses, report.summary.trials);
    let part =
        sd.ratio.map(|ratio| values(Unit::Share, &[ratio.value], ratio.standard_error).concat());
    part.map_or_else(
        || format!("The fund loses money in {loses}"),
        |part| {
            format!("The fund loses money in {loses}; its spread is {part} of the contracts’ own added up")
        },
    )
}

fn funds(report: &PortfolioReport<'_>, it: &Diversification) -> Vec<BurdenRow> {
    let PositionSummary { gain, worst, .. } = &report.summary.fund;
    let mut rows = vec![row("As it is".to_owned(), gain, worst.value, None)];
    if report.is_tied() {
        let worst = it.worst.independent.value;
        rows.push(row("If nothing were shared".to_owned(), &it.gain_if_independent, worst, None));
    }
    rows.push(together(report, it));
    rows
}

/// Of contracts that all do as well or badly as each other, the quantiles add up.
fn together(report: &PortfolioReport<'_>, it: &Diversification) -> BurdenRow {
    let gains = || report.summary.contracts.iter().map(|contract| &contract.position.gain);
    let quantile = |index: usize| gains().map(|gain| gain.quantiles[index]).sum();
    BurdenRow {
        label: "If all went as one".to_owned(),
        quantiles: std::array::from_fn(quantile),
        mean: gains().map(|gain| gain.mean).sum(),
        worst: it.worst.together.value,
        share: None,
    }
}

fn row(label: String, gain: &Estimate, worst: f64, share: Option<f64>) -> BurdenRow {
    BurdenRow { label, quantiles: gain.quantiles, mean: gain.mean, worst, share }
}
