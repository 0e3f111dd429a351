//! Charts of a fund and its contracts.

use super::super::PortfolioReport;
use super::super::chart::{
    self, Burden, BurdenParty, BurdenRow, Drawing, Fan, FanChart, Heading, Role, Scale,
};
use super::super::format::{self, share_of_trials, values};
use kinward::numeric::summary::Estimate;
use kinward::results::Unit;
use kinward::results::portfolio::{Diversification, PositionSummary};

/// What the fund has got back less what it has paid in, month by month.
pub(crate) fn position(report: &PortfolioReport<'_>) -> Option<Drawing> {
    let months = &report.summary.months;
    let starts = report.portfolio.starts();
    let lowest = months.iter().enumerate().min_by(|a, b| a.1.median().total_cmp(&b.1.median()))?;
    let end = months.last()?.median();
    let written = values(Unit::Pounds, &[-lowest.1.median(), end.abs()], 0.0);
    let ends = if end < 0.0 { "down" } else { "up" };
    let quantile = |index: usize| months.iter().map(|it| it.quantiles[index]).collect();
    let kept = report.trials.series_count();
    let first = if kept < report.summary.trials { "the first " } else { "" };
    Some(chart::fan(&FanChart {
        heading: Heading {
            file: "fund-position.svg",
            title: format!(
                "The fund’s median position is lowest in {}, with {} out, and ends {} {ends}",
                format::calendar_month(lowest.0, starts),
                written[0],
                written[1]
            ),
            subtitle: format!(
                "Got back by the fund less paid in so far, in all its contracts; {first}{}",
                format::counted(kept, "trial")
            ),
        },
        scale: Scale::Pounds,
        y_label: "Got back less paid in".to_owned(),
        start_year: i32::from(starts.year()),
        start_month: u32::from(starts.month().unsigned_abs()),
        fans: vec![Fan {
            name: "Fund".to_owned(),
            role: Role::Investor,
            p05: quantile(0),
            p25: quantile(1),
            p50: quantile(2),
            p75: quantile(3),
            p95: quantile(4),
        }],
        claim: None,
        moments: Vec::new(),
    }))
}

/// The gain of each contract, and that of the fund as it is and if the contracts were tied otherwise.
pub(crate) fn diversification(report: &PortfolioReport<'_>) -> Option<Drawing> {
    let summary = report.summary;
    let diversification = summary.diversification.as_ref()?;
    let contracts = summary.contracts.iter().map(|it| {
        let share = it.share.map(|it| it.value);
        row(it.name.clone(), &it.position.gain, it.position.worst.value, share)
    });
    Some(chart::burden(&Burden {
        heading: Heading {
            file: "diversification.svg",
            title: title(report, diversification),
            subtitle: format!(
                "Got back less paid in, over {}; the worst 5% is the mean of a row’s own worst twentieth",
                report.trial_count()
            ),
        },
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
    let part = sd.ratio.map(|it| values(Unit::Share, &[it.value], it.standard_error).concat());
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
    let gains = || report.summary.contracts.iter().map(|it| &it.position.gain);
    let quantile = |index: usize| gains().map(|it| it.quantiles[index]).sum();
    BurdenRow {
        label: "If all went as one".to_owned(),
        p05: quantile(0),
        p25: quantile(1),
        p75: quantile(3),
        p95: quantile(4),
        mean: gains().map(|it| it.mean).sum(),
        worst: it.worst.together.value,
        share: None,
    }
}

fn row(label: String, gain: &Estimate, worst: f64, share: Option<f64>) -> BurdenRow {
    let [p05, p25, _, p75, p95] = gain.quantiles;
    BurdenRow { label, p05, p25, p75, p95, mean: gain.mean, worst, share }
}
