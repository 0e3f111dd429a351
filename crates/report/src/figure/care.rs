//! Children in care with and without the programme, and what the outcomes cost each payer.

use super::super::Report;
use super::super::chart::{
    self, Drawing, Heading, Lines, Mark, MarkKind, Role, Scale, Stacked, Whisker,
};
use super::super::format;
use super::super::view::{Bands, STATUS_QUO};
use super::{fan, months};
use kinward::results::{Series, Unit};
use kinward::units::financial_year_label;

/// Referred children in care, in both worlds.
pub(crate) fn children(report: &Report<'_>, bands: &Bands) -> Option<Drawing> {
    let [without, with] =
        [STATUS_QUO, report.headline].map(|it| bands.get(it, Series::ChildrenInCare));
    let base = report.base();
    let referrals = Mark {
        at: base.referrals_end() as f64,
        label: "Referrals end".to_owned(),
        kind: MarkKind::Zero,
    };
    let has_end = (1..report.trials.months).contains(&base.referrals_end());
    Some(chart::lines(&Lines {
        heading: Heading::new(
            "children-in-care.svg",
            children_title(report, bands)?,
            format!(
                "Referred children in care, whether their family started or not; {}",
                report.monthly_trial_count()
            ),
        ),
        across: months(report.base().starts),
        y_scale: Scale::Count,
        y_label: "Children in care".to_owned(),
        lines: vec![
            fan("Without", Role::StatusQuo, without.iter().copied()),
            fan("With the programme", Role::Programme, with.iter().copied()),
        ],
        claim: None,
        marks: if has_end { vec![referrals] } else { Vec::new() },
    }))
}

fn children_title(report: &Report<'_>, bands: &Bands) -> Option<String> {
    let means = |world| {
        bands.get(world, Series::ChildrenInCare).iter().map(|it| it.map_or(0.0, |it| it.mean))
    };
    let differences = means(STATUS_QUO).zip(means(report.headline)).enumerate();
    let (month, (without, with)) =
        differences.max_by(|(_, a), (_, b)| (a.0 - a.1).abs().total_cmp(&(b.0 - b.1).abs()))?;
    let when = format::calendar_month(month, report.base().starts);
    let fewer = without - with;
    if fewer.abs() < 0.5 {
        return Some("The programme hardly changes how many children are in care".to_owned());
    }
    let written = |x: f64| format::count(x.round());
    let kept = if fewer > 0.0 {
        "keeps the number of children in care down to"
    } else {
        "brings the number of children in care to"
    };
    Some(format!(
        "At its widest, in {when}, the programme {kept} {}, from {} without it",
        written(with),
        written(without),
    ))
}

fn whole_percent(share: f64) -> String {
    format::values(Unit::Share, &[share], 0.01).concat()
}

/// Payments by financial year and payer.
pub(crate) fn payments(report: &Report<'_>) -> Option<Drawing> {
    let years = &report.programme().years;
    // Years before the first payment and after the last say nothing.
    let is_paid = |year: &&kinward::results::YearSummary| year.total_payments.mean.abs() >= 0.5;
    let first = years.iter().position(|year| is_paid(&year))?;
    let last = years.iter().rposition(|year| is_paid(&year))?;
    let years = &years[first..=last];
    let peak =
        years.iter().max_by(|a, b| a.total_payments.mean.total_cmp(&b.total_payments.mean))?;
    let total: f64 = years.iter().map(|year| year.total_payments.mean).sum();
    let council: f64 =
        years.iter().filter_map(|year| year.payments.first()).map(|it| it.payments.mean).sum();
    let co_payers = report.trials.names.co_payers();
    let whole = match co_payers {
        [] => format!("{} in all", format::pounds(total)),
        _ => format!(
            "the council bears {} of {}",
            whole_percent(council / total),
            format::pounds(total)
        ),
    };
    let several = !report.base().council_names().is_empty();
    let payer = if several { "The councils" } else { "The council" };
    let names = std::iter::once((payer, Role::Council)).chain(
        co_payers
            .iter()
            .map(String::as_str)
            .zip([Role::CoPayer, Role::Provider, Role::Assumptions].into_iter().cycle()),
    );
    Some(chart::stacked(&Stacked {
        heading: Heading::new(
            "payments-by-year.svg",
            format!(
                "Payments are highest in {}, at {} on average; {whole}",
                financial_year_label(peak.year),
                format::pounds(peak.total_payments.mean),
            ),
            format!(
                "Mean payments under the contract by financial year (April to March); whiskers: 90% of {} for the total",
                report.trial_count()
            ),
        ),
        scale: Scale::Pounds,
        y_label: "Payments in the year".to_owned(),
        categories: years.iter().map(|it| financial_year_label(it.year)).collect(),
        series: names
            .enumerate()
            .map(|(payer, (name, role))| chart::Series {
                name: name.to_owned(),
                role,
                values: years
                    .iter()
                    .map(|it| it.payments.get(payer).map_or(0.0, |it| it.payments.mean))
                    .collect(),
            })
            .collect(),
        whiskers: years
            .iter()
            .map(|year| Whisker { p05: year.total_payments.p05(), p95: year.total_payments.p95() })
            .collect(),
    }))
}
