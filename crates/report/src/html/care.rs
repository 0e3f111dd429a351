//! Families and days: who was referred, who started, and how many days children spent where.

use std::io;

use maud::{Markup, html};

use super::super::format::{self, Middle};
use super::super::view::{Bands, STATUS_QUO};
use super::super::{Report, label};
use super::frame::{self, error, table};
use kinward::results::{Metric, Series, Unit};

/// Families through the programme, and what is counted of them.
pub(super) fn activity(report: &Report<'_>) -> Markup {
    let metrics = [
        Metric::Referrals,
        Metric::Starts,
        Metric::Completions,
        Metric::LostWaiting,
        Metric::DaysOutOfCare,
        Metric::PaidDays,
        Metric::HomeCounterfactual,
        Metric::CompletersNeverInCare,
    ];
    html! {
        (frame::metrics(report, "Families, and their days as the contract counts them", report.programme(), &metrics))
    }
}

/// Days in care by placement, with and without.
pub(super) fn days(report: &Report<'_>, bands: &Bands) -> io::Result<Markup> {
    let placements = report
        .trials
        .metrics
        .iter()
        .copied()
        .filter(|metric| matches!(metric, Metric::DaysInPlacement(_)));
    let metrics: Vec<Metric> = std::iter::once(Metric::DaysInCare)
        .chain(placements)
        .chain([Metric::EntriesToCare, Metric::ChildrenEverInCare, Metric::CareCost])
        .collect();
    Ok(html! {
        (table(
            "The same families with the programme and without: means",
            &["", "Without", "With", "Difference", "90% of trials"],
            &html! { @for metric in metrics { (both(report, metric)?) } },
        ))
        p.small {
            "Over " (report.horizon()) "; each difference is taken within a trial, between the same families. "
            (peak(report, bands))
            @if !report.has_all_months() { " Months are those of " (report.monthly_trial_count()) "." }
        }
    })
}

/// One metric in both worlds, with the difference that each trial shows.
fn both(report: &Report<'_>, metric: Metric) -> io::Result<Markup> {
    let worlds = [STATUS_QUO, report.headline];
    let estimates = worlds.map(|world| report.summary.worlds[world].estimate(metric));
    let ([Some(without), Some(with)], Some(difference)) =
        (estimates, report.trials.estimated_difference((report.headline, STATUS_QUO), metric)?)
    else {
        return Ok(html! {});
    };
    let unit = metric.unit();
    let middle = Middle::mean(unit, &difference);
    let summary = report.programme().metric(metric);
    Ok(html! {
        tr {
            th scope="row" {
                (label::metric(&report.trials.names, metric))
                @if let Some(it) = summary { small.definition { (frame::named(&it.name, metric.definition())) } }
            }
            @for it in [without, with].map(|it| Middle::mean(unit, it)) {
                td.number { (it.middle) (error(&it.error)) }
            }
            td.number { (middle.middle) (error(&middle.error)) }
            td.number { (middle.interval()) }
        }
    })
}

/// The most children in care at once, for those who cannot see the chart.
fn peak(report: &Report<'_>, bands: &Bands) -> String {
    let most = |world: usize| {
        let band =
            bands.get(world, Series::ChildrenInCare).iter().map(|it| it.map_or(0.0, |it| it.mean));
        band.enumerate().max_by(|a, b| a.1.total_cmp(&b.1))
    };
    let (Some((without_at, without)), Some((with_at, with))) =
        (most(STATUS_QUO), most(report.headline))
    else {
        return String::new();
    };
    let starts = report.base().starts;
    format!(
        "The mean number in care is highest at {} without the programme ({}) and at {} with it ({}).",
        format::value(Unit::Count, without.round()),
        format::calendar_month(without_at, starts),
        format::value(Unit::Count, with.round()),
        format::calendar_month(with_at, starts),
    )
}
