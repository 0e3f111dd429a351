//! The answer in sentences, for the prompt and for the top of the report.

use super::Report;
use super::format::{self, Middle, share_of_trials, share_with_error};
use kinward::numeric::summary::Chance;
use kinward::results::{Metric, Unit};

/// What the council saves, in the median trial and on average.
pub(super) fn saving(report: &Report<'_>) -> Option<String> {
    let estimate = report.estimate(Metric::NetSaving)?;
    let median = Middle::median(Unit::Pounds, estimate);
    let who = report.commissioner();
    let says = match estimate.median() {
        it if it < 0.0 => {
            format!("The {who} pays {} more than it saves", median.middle.trim_start_matches('−'))
        }
        0.0 => format!("The {who} saves nothing net"),
        _ => format!("The {who} saves {} net", median.middle),
    };
    let mean = format::values(
        Unit::Pounds,
        &[estimate.mean, estimate.p05(), estimate.p95()],
        estimate.standard_error,
    );
    Some(format!(
        "{says} over {}, in the median trial ({}). The mean is {}.",
        report.horizon(),
        median.in_brackets(),
        mean[0]
    ))
}

/// What the contract agreed would have happened without the programme, and what truly would have.
pub(super) fn agreed(report: &Report<'_>) -> String {
    let both = |agreed: Metric, truly: Metric| {
        let (agreed, truly) = (report.estimate(agreed)?, report.estimate(truly)?);
        let noise = truly.quantile_errors[2];
        let agreed =
            format::values(Unit::Share, &[agreed.median(), truly.median()], noise).remove(0);
        Some((agreed, Middle::median(Unit::Share, truly)))
    };
    let gap = report.estimate(Metric::DeadweightGap).map_or_else(String::new, |it| {
        let it = Middle::median(Unit::Share, it);
        format!(" The gap is {} percentage points.", it.middle.trim_end_matches('%'))
    });
    let mut sentences = Vec::new();
    if let Some((agreed, truly)) = both(Metric::DeadweightAgreed, Metric::DeadweightTrue) {
        sentences.push(format!(
            "The contract assumes that {agreed} of the days it counts would have come without the programme; the simulated share is {}, in the median trial ({}).{gap}",
            truly.middle,
            truly.in_brackets(),
        ));
    }
    if let Some((agreed, truly)) = both(Metric::BaselineAgreed, Metric::BaselineTrue) {
        sentences.push(format!(
            "It assumes a baseline of {agreed} of days in care; the simulated share is {}, in the median trial ({}).",
            truly.middle,
            truly.in_brackets(),
        ));
    }
    if sentences.is_empty() {
        return "The contract counts no days, so it assumes nothing about days that would have come without the programme.".to_owned();
    }
    sentences.join(" ")
}

/// What the investor gets, and how badly it can go.
pub(super) fn investor(report: &Report<'_>) -> Option<String> {
    if !report.has_investor(report.headline) {
        return None;
    }
    let losing = report.estimate(Metric::InvestorLoses)?;
    let loses = losing.chance()?;
    if report.programme().irr.total_loss == report.summary.trials {
        return Some("The investor loses everything in every trial.".to_owned());
    }
    let rate = match report.estimate(Metric::InvestorIrr) {
        Some(irr) => {
            let of = of_rates(report).map_or_else(String::new, |it| format!(" {it}"));
            let irr = Middle::median(Unit::YearlyRate, irr);
            format!(
                "The investor’s median return is {} a year{of} ({}).",
                irr.middle,
                irr.in_brackets()
            )
        }
        None => "The investor’s return has no single rate in any trial.".to_owned(),
    };
    let multiple = report.estimate(Metric::InvestorMultiple).map_or_else(String::new, |it| {
        let it = Middle::median(Unit::Multiple, it);
        format!("; the median multiple is {} ({})", it.middle, it.in_brackets())
    });
    let stops = report
        .estimate(Metric::WorkStops)
        .and_then(|estimate| Some((estimate.chance()?, estimate.count)));
    let stops = stops.map_or_else(String::new, |(it, count)| {
        format!(" The money runs out and work stops in {}.", share_of_trials(it, count))
    });
    let after_fee = after_fee(report).unwrap_or_default();
    Some(format!(
        "{rate}{after_fee} It loses money in {}{multiple}.{stops}",
        share_with_error(loses, losing.count),
    ))
}

/// What is left of the return when the fund manager has been paid.
fn after_fee(report: &Report<'_>) -> Option<String> {
    report.headline_scenario().investor.as_ref()?.fund_fee?;
    let rate = Middle::median(Unit::YearlyRate, report.estimate(Metric::InvestorIrrAfterFee)?);
    Some(format!(" After the fund’s fee it is {} ({}).", rate.middle, rate.in_brackets()))
}

/// Of which trials the rates of return are, where not every trial has one.
pub(super) fn of_rates(report: &Report<'_>) -> Option<String> {
    let metric = report.programme().metric(Metric::InvestorIrr)?;
    let with = Chance::of(metric.estimate?.count, report.summary.trials)?;
    let share = share_of_trials(with, report.summary.trials);
    (0 < metric.without_value).then(|| format!("in the {share} that have a single rate"))
}

/// The standard error of a probability.
pub(super) fn error(chance: Chance) -> String {
    format::chance_error(chance)
}
