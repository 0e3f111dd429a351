//! The investor's charts on a pricing side.

use super::super::chart::{
    self, Across, Drawing, Heading, IntervalRow, Intervals, Line, LinePoint, Lines, Mark, MarkKind,
    Role, Scale,
};
use super::super::investor::{InvestorSide, figure, view};
use super::super::{format, label};
use super::{fan, months};
use kinward::numeric::linearised::Measured;
use kinward::numeric::summary::Estimate;
use kinward::results::Unit;

/// Where the months are those of the first trials, as in a large run.
fn months_of(side: &InvestorSide<'_>) -> String {
    let kept = format::counted(side.investment.months_of, "trial");
    if side.investment.months_of < side.trials() { format!("the first {kept}") } else { kept }
}

/// The cumulative flow, month by month.
pub(crate) fn position(side: &InvestorSide<'_>) -> Option<Drawing> {
    let investment = side.investment;
    let medians = investment.position.iter().map(|it| it.map_or(0.0, |it| it.median()));
    let (month, lowest) = medians.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let title = if lowest > -0.5 {
        "In the median trial the investor never has money out".to_owned()
    } else {
        format!(
            "The median J-curve is lowest in {}, with {} out",
            format::calendar_month(month, investment.starts),
            format::pounds(-lowest)
        )
    };
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "investor-position.svg",
            title,
            format!("Returned to the investor less paid in so far; {}", months_of(side)),
        ),
        across: months(investment.starts),
        y_scale: Scale::Pounds,
        y_label: "Returned less paid in".to_owned(),
        lines: vec![fan("Investor", Role::Investor, investment.position.iter().copied())],
        claim: None,
        marks: Vec::new(),
    }))
}

fn interval(name: String, it: &Estimate) -> IntervalRow {
    IntervalRow { label: name, role: Role::Investor, quantiles: it.quantiles }
}

/// The net flow of each year of the contract.
pub(crate) fn flows(side: &InvestorSide<'_>) -> Option<Drawing> {
    let years = &side.investment.years;
    let turns = years.iter().find(|year| year.net.median() > 0.0).map(|it| it.year);
    let title = match turns {
        Some(1) => "Money comes back from the first year on, in the median trial".to_owned(),
        Some(year) => format!(
            "Year {year} is the first in which more comes back than goes in, in the median trial"
        ),
        None => "In no year more comes back than goes in, in the median trial".to_owned(),
    };
    (!years.is_empty()).then(|| {
        chart::intervals(&Intervals {
            heading: Heading::new(
                "investor-flows-by-year.svg",
                title,
                format!(
                    "Returned to the investor less paid in, in each year of the contract; {}",
                    months_of(side)
                ),
            ),
            scale: Scale::Pounds,
            x_label: "Returned less paid in".to_owned(),
            rows: years.iter().map(|it| interval(format!("Year {}", it.year), &it.net)).collect(),
            claim: None,
        })
    })
}

/// The chance that the money runs out, by the commitment.
pub(crate) fn capital(side: &InvestorSide<'_>) -> Option<Drawing> {
    let first = side.capital.views.first()?;
    let curve = |(index, it): (usize, &kinward::analysis::CapitalOfView)| Line {
        name: label::capitalised(&it.view),
        role: Role::Arrangement(index),
        points: it
            .need
            .runs_out_with
            .iter()
            .map(|(x, chance)| LinePoint { x: *x, y: chance.share, bands: Vec::new() })
            .collect(),
    };
    let level = format::stated(Unit::Share, side.capital.level);
    let needed = figure(Unit::Pounds, first.need.commitment);
    let mark = |at: f64, label: String, kind| Mark { at, label, kind };
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "capital.svg",
            format!(
                "{needed} of commitment keeps the chance that the money runs out at {level} or less"
            ),
            format!(
                "Under {}; share of {} in which more is needed",
                view(&first.view),
                format::counted(first.need.distribution.count, "trial")
            ),
        ),
        across: Across::Number {
            scale: Scale::Pounds,
            label: "What the investor commits".to_owned(),
        },
        y_scale: Scale::Percent,
        y_label: "Chance that the money runs out".to_owned(),
        // Eight lines can be told apart.
        lines: side.capital.views.iter().take(8).enumerate().map(curve).collect(),
        marks: vec![
            mark(
                first.commitment,
                format!("The file {}", format::stated(Unit::Pounds, first.commitment)),
                MarkKind::Claim,
            ),
            mark(first.need.commitment.value, format!("Enough {needed}"), MarkKind::Quantile),
        ],
        claim: None,
    }))
}

/// The investor's value under each stress.
pub(crate) fn stress(side: &InvestorSide<'_>) -> Option<Drawing> {
    let stress = side.stresses.first()?;
    let stands = stress.rows.first()?;
    let stresses = stress.rows.len() - 1;
    let below = stress.rows.iter().skip(1).filter(|row| row.figures.npv.mean < 0.0).count();
    let mean = figure(Unit::Pounds, Measured::from(&stands.figures.npv));
    let title = if stands.figures.npv.mean < 0.0 {
        format!("On the file’s own terms the contract is worth {mean} to the investor")
    } else if below == 0 {
        format!(
            "Worth {mean} to the investor on the file’s own terms, and above nil under every stress"
        )
    } else {
        format!(
            "Worth {mean} to the investor on the file’s own terms; below nil under {below} of {stresses} stresses"
        )
    };
    let row = |stress_row: &kinward::analysis::StressRow| {
        interval(label::capitalised(&stress_row.name), &stress_row.figures.npv)
    };
    Some(chart::intervals(&Intervals {
        heading: Heading::new(
            "stress.svg",
            title,
            format!(
                "Net present value at the investor’s hurdle under {}; {}",
                view(&stress.view),
                format::counted(stands.figures.trials, "trial")
            ),
        ),
        scale: Scale::Pounds,
        x_label: "Net present value".to_owned(),
        rows: stress.rows.iter().map(row).collect(),
        claim: None,
    }))
}
