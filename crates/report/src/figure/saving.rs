//! The council's net saving: its distribution, its course, and how it differs between worlds.

use std::io;

use super::super::chart::{
    self, Drawing, Heading, Histogram, IntervalRow, Intervals, Lines, Mark, MarkKind, Role, Scale,
};
use super::super::format::{self, share_of_trials, values};
use super::super::view::{Bands, PROGRAMME, claim_chance, claimed};
use super::super::{Report, label};
use super::{fan, months};
use kinward::results::{AskedSaving, Metric, Series, Unit};

/// The net saving over the trials, with the claim marked and losses shaded.
pub(crate) fn distribution(report: &Report<'_>) -> io::Result<Option<Drawing>> {
    let column = report.trials.column(report.headline, Metric::NetSaving)?;
    Ok(drawn_distribution(report, &column))
}

fn drawn_distribution(report: &Report<'_>, column: &[f64]) -> Option<Drawing> {
    let summary = report.programme().metric(Metric::NetSaving)?;
    let estimate = summary.estimate?;
    let losing = share_of_trials(summary.below_zero?, estimate.count);
    let written = values(
        Unit::Pounds,
        &[estimate.median(), estimate.p05(), estimate.p95()],
        estimate.standard_error,
    );
    let mark = |at: f64, label: String, kind| Mark { at, label, kind };
    let mut marks = vec![
        mark(0.0, "Break-even".to_owned(), MarkKind::Zero),
        mark(estimate.p05(), format!("5%: {}", written[1]), MarkKind::Quantile),
        mark(estimate.median(), format!("Median {}", written[0]), MarkKind::Quantile),
        mark(estimate.p95(), format!("95%: {}", written[2]), MarkKind::Quantile),
    ];
    let who = report.commissioner();
    let title = match claim_label(report) {
        Some((value, label, holds)) => {
            marks.push(mark(value, label, MarkKind::Claim));
            let losing = losing.replace(" of trials", "");
            format!("The {who} saves {holds}, and loses money in {losing}")
        }
        None => format!(
            "The {who}’s net saving is {} in the median trial; it loses money in {losing}",
            written[0]
        ),
    };
    Some(chart::histogram(&Histogram {
        heading: Heading::new("net-saving.svg", title, subtitle(report)),
        values: column,
        scale: Scale::Pounds,
        x_label: "Net saving; losses shaded".to_owned(),
        role: Role::Council,
        loss_below: Some(0.0),
        marks,
        trials: column.len(),
        apart: None,
        note: None,
    }))
}

/// The claimed value, its label, and `£7m or more in 9% of trials`.
fn claim_label(report: &Report<'_>) -> Option<(f64, String, String)> {
    let AskedSaving { metric: Metric::NetSaving, claim: Some((index, claim)) } =
        report.asked_saving()
    else {
        return None;
    };
    let result = report.claim(report.headline, index)?;
    let value = format::stated(Unit::Pounds, claim.value);
    let chance = share_of_trials(claim_chance(claim, result), result.estimate.count);
    let reached = match claim.sense {
        kinward::results::Sense::About => format!("{value} or more"),
        _ => claimed(claim, &value),
    };
    Some((claim.value, format!("Claim {value}"), format!("{reached} in {chance}")))
}

fn subtitle(report: &Report<'_>) -> String {
    format!(
        "The {}’s net saving over {}, nominal; {}",
        report.commissioner(),
        report.horizon(),
        report.trial_count()
    )
}

/// The cumulative net saving, month by month, with the months in which the trials break even.
pub(crate) fn by_month(report: &Report<'_>, bands: &Bands) -> Option<Drawing> {
    report.estimate(Metric::NetSaving)?;
    let horizon = report.base().horizon;
    let is_longer = 0 < horizon && horizon + 3 < report.trials.months;
    let end = Mark {
        at: horizon.saturating_sub(1) as f64,
        label: format!("Headline: month {horizon}"),
        kind: MarkKind::Zero,
    };
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "net-saving-by-month.svg",
            break_even_title(report)?,
            format!(
                "The {}’s cumulative net saving, nominal; {}",
                report.commissioner(),
                report.monthly_trial_count()
            ),
        ),
        across: months(report.base().starts),
        y_scale: Scale::Pounds,
        y_label: "Net saving so far".to_owned(),
        lines: vec![fan(
            "Net saving",
            Role::Council,
            bands.get(report.headline, Series::NetSaving).iter().copied(),
        )],
        claim: claim_label(report).map(|(at, label, _)| chart::Claim { at, label }),
        marks: if is_longer { vec![end] } else { Vec::new() },
    }))
}

fn break_even_title(report: &Report<'_>) -> Option<String> {
    let horizon = report.base().horizon;
    let months = report.estimate(Metric::BreakEvenMonth)?;
    let middle = months.median();
    let out_of_pocket = share_of_trials(months.never?, months.count);
    if middle.is_infinite() {
        return Some(format!(
            "After {horizon} months the council is still out of pocket in {out_of_pocket}"
        ));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of months"
    )]
    let month = format::month(middle as usize, report.base().starts);
    Some(if middle < 1.0 {
        format!(
            "In most trials the council is never out of pocket; after {horizon} months it is so in {out_of_pocket}"
        )
    } else {
        format!(
            "Half of the trials break even for good by {month}; after {horizon} months the council is out of pocket in {out_of_pocket}"
        )
    })
}

/// Medians and intervals of each world with a programme.
pub(crate) fn by_world(report: &Report<'_>) -> Option<Drawing> {
    let AskedSaving { metric, .. } = report.asked_saving();
    let estimates: Vec<_> = report
        .programmes()
        .filter_map(|(index, world)| Some((index, world.estimate(metric)?)))
        .collect();
    if estimates.len() < 2 {
        return None;
    }
    let rows = estimates
        .iter()
        .map(|(index, it)| IntervalRow {
            label: label::capitalised(report.name(*index)),
            role: if *index == report.headline { Role::Programme } else { Role::Council },
            quantiles: it.quantiles,
        })
        .collect();
    Some(chart::intervals(&Intervals {
        heading: Heading::new(
            "net-saving-by-world.svg",
            world_title(report, &estimates)?,
            format!("{}, each on the same families", subtitle(report)),
        ),
        scale: Scale::Pounds,
        x_label: "Net saving".to_owned(),
        rows,
        claim: claim_label(report).map(|(at, label, _)| chart::Claim { at, label }),
    }))
}

fn world_title(
    report: &Report<'_>,
    estimates: &[(usize, &kinward::numeric::summary::Estimate)],
) -> Option<String> {
    let by_median = |a: &&(usize, &kinward::numeric::summary::Estimate),
                     b: &&(usize, &kinward::numeric::summary::Estimate)| {
        a.1.median().total_cmp(&b.1.median())
    };
    let (low, high) = (estimates.iter().min_by(by_median)?, estimates.iter().max_by(by_median)?);
    let noise = low.1.standard_error.max(high.1.standard_error);
    let written = values(Unit::Pounds, &[low.1.median(), high.1.median()], noise);
    let name = |index: usize| match index {
        PROGRAMME => "the scenario’s own case".to_owned(),
        other => format!("“{}”", report.name(other)),
    };
    Some(format!(
        "The median net saving runs from {} ({}) to {} ({})",
        written[0],
        name(low.0),
        written[1],
        name(high.0)
    ))
}
