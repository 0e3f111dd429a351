//! What the investor gets, and how much is out at any time.

use std::io;

use super::super::chart::{
    self, Apart, Drawing, Heading, Histogram, Lines, Mark, MarkKind, Role, Scale,
};
use super::super::format::{self, share_of_trials, short_chance, values, whole};
use super::super::view::Bands;
use super::super::{Report, headline};
use super::{fan, months};
use kinward::numeric::summary::{Chance, Estimate};
use kinward::results::{IrrKind, Metric, Series, Unit};

/// The internal rate of return over the trials, with total losses apart.
pub(crate) fn returns(report: &Report<'_>) -> io::Result<Option<Drawing>> {
    if !report.has_investor(report.headline) {
        return Ok(None);
    }
    let column = report.trials.column(report.headline, Metric::InvestorIrr)?;
    Ok(drawn_returns(report, &column))
}

fn drawn_returns(report: &Report<'_>, column: &[f64]) -> Option<Drawing> {
    let kinds = &report.trials.worlds[report.headline].irr;
    let rates: Vec<f64> = column
        .iter()
        .zip(kinds)
        .filter(|(rate, kind)| **kind != IrrKind::TotalLoss && !rate.is_nan())
        .map(|(rate, _)| *rate)
        .collect();
    let total = report.programme().irr.total_loss;
    let estimate = report.estimate(Metric::InvestorIrr);
    let base = report.base();
    let hurdle = base.investor.as_ref().map(|investor| base.register.central()[investor.hurdle])?;
    let mut marks = vec![Mark { at: 0.0, label: "Money back".to_owned(), kind: MarkKind::Zero }];
    marks.push(Mark {
        at: hurdle,
        label: format!("Hurdle {}", format::stated(Unit::YearlyRate, hurdle)),
        kind: MarkKind::Quantile,
    });
    if let Some(estimate) = estimate.filter(|estimate| -1.0 < estimate.median()) {
        let median = values(Unit::YearlyRate, &[estimate.median()], estimate.quantile_errors[2]);
        marks.push(Mark {
            at: estimate.median(),
            label: format!("Median {}", median[0]),
            kind: MarkKind::Quantile,
        });
    }
    Some(chart::histogram(&Histogram {
        heading: Heading::new(
            "investor-return.svg",
            return_title(report, estimate)?,
            format!(
                "The investor’s internal rate of return, annual effective; {}",
                report.trial_count()
            ),
        ),
        values: &rates,
        scale: Scale::Percent,
        x_label: "Internal rate of return a year; losses shaded".to_owned(),
        role: Role::Investor,
        loss_below: Some(0.0),
        marks,
        trials: column.len(),
        apart: (total > 0)
            .then(|| Apart { trials: total, label: "Total loss (−100%)".to_owned() }),
        note: undefined(report),
    }))
}

fn return_title(report: &Report<'_>, estimate: Option<&Estimate>) -> Option<String> {
    let losing = report.estimate(Metric::InvestorLoses)?;
    let loses = share_of_trials(losing.chance()?, losing.count);
    let Some(estimate) = estimate else {
        return Some("No trial has a single internal rate of return".to_owned());
    };
    let median =
        values(Unit::YearlyRate, &[estimate.median()], estimate.quantile_errors[2]).concat();
    let of = headline::of_rates(report).map_or_else(String::new, |it| format!(" {it}"));
    Some(match Chance::of(report.programme().irr.total_loss, losing.count) {
        Some(total) if total.share >= 1.0 => {
            "The investor loses everything in every trial".to_owned()
        }
        Some(total) if total.share > 0.0 => {
            let total = short_chance(total, losing.count);
            format!(
                "The investor loses money in {loses}, all of it in {total}; the median return is {median} a year{of}"
            )
        }
        _ => {
            format!("The investor loses money in {loses}; the median return is {median} a year{of}")
        }
    })
}

/// Trials that the distribution has no place for.
fn undefined(report: &Report<'_>) -> Option<String> {
    let irr = report.programme().irr;
    let trials = report.summary.trials;
    let all_lost = (irr.total_loss == trials)
        .then(|| format!("All {} are a total loss (−100%).", whole(trials)));
    let parts: Vec<String> = [
        (irr.ambiguous, "more than one rate"),
        (irr.no_rate, "no rate"),
        (irr.nothing_invested, "no rate because nothing was drawn"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .filter_map(|(count, what)| {
        Some(format!("{what} in {}", share_of_trials(Chance::of(count, trials)?, trials)))
    })
    .collect();
    let left_out = (!parts.is_empty())
        .then(|| format!("Not drawn, because there is no single rate: {}.", format::list(&parts)));
    all_lost.or(left_out)
}

/// What the investor has got back less what it has paid in, month by month.
pub(crate) fn position(report: &Report<'_>, bands: &Bands) -> Option<Drawing> {
    if !report.has_investor(report.headline) {
        return None;
    }
    let band = bands.get(report.headline, Series::InvestorPosition);
    let medians: Vec<f64> = band.iter().map(|it| it.map_or(0.0, |it| it.median())).collect();
    let (month, lowest) = medians.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let end = *medians.last()?;
    let written = values(Unit::Pounds, &[-lowest, end.abs()], 0.0);
    let when = format::calendar_month(month, report.base().starts);
    let ends = match () {
        () if end.abs() < 0.5 => "ends even".to_owned(),
        () if end > 0.0 => format!("ends {} up", written[1]),
        () => format!("ends {} down", written[1]),
    };
    let title = if lowest > -0.5 {
        "In the median trial the investor never has money out".to_owned()
    } else {
        format!(
            "The investor’s median position is lowest in {when}, with {} out, and {ends}",
            written[0]
        )
    };
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "investor-position.svg",
            title,
            format!(
                "Returned to the investor less paid in so far; {}",
                report.monthly_trial_count()
            ),
        ),
        across: months(report.base().starts),
        y_scale: Scale::Pounds,
        y_label: "Returned less paid in".to_owned(),
        lines: vec![fan("Investor", Role::Investor, band.iter().copied())],
        claim: None,
        marks: Vec::new(),
    }))
}
