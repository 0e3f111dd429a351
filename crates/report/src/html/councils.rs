//! Each of several councils: its own families, saving and payments.

use maud::{Markup, html};

use super::super::Report;
use super::super::format::{self, Middle, short_chance};
use super::super::headline;
use super::frame::{error, table};
use kinward::results::{Metric, OfEntry};

/// What is shown of each council, with its heading.
const SHOWN: [(OfEntry, &str); 6] = [
    (Metric::CouncilReferrals, "Referred"),
    (Metric::CouncilStarts, "Start"),
    (Metric::CouncilHomeCounterfactual, "Home without it"),
    (Metric::CouncilCareCostSaved, "Care saved"),
    (Metric::CouncilPayments, "Pays"),
    (Metric::CouncilNetSaving, "Net saving"),
];

/// The table of the councils; nothing where there is only one.
pub(super) fn each(report: &Report<'_>) -> Markup {
    let names = report.base().council_names();
    if names.is_empty() {
        return html! {};
    }
    let headings: Vec<&str> =
        ["Council"].into_iter().chain(SHOWN.iter().map(|it| it.1)).chain(["Worse off"]).collect();
    html! {
        h3 { "Each council" }
        (table("Each council’s own families, care system, payments and running cost; medians with 90% of trials", &headings, &html! {
            @for (index, name) in names.iter().enumerate() {
                tr {
                    th scope="row" { (name) }
                    @for (figure, _) in SHOWN { td.number { (cell(report, figure(index))) } }
                    td.number { (worse_off(report, index)) }
                }
            }
        }))
        p.small { "Medians do not add up. “Worse off” is the chance that the council’s net saving up to the horizon is below £0." }
    }
}

fn cell(report: &Report<'_>, metric: Metric) -> Markup {
    let Some(estimate) = report.estimate(metric) else { return html! { (format::NONE) } };
    let it = Middle::median(metric.unit(), estimate);
    html! { (it.middle) br; small { (it.interval()) } }
}

fn worse_off(report: &Report<'_>, council: usize) -> Markup {
    let metric = Metric::CouncilNetSaving(council);
    let below = report
        .programme()
        .metric(metric)
        .and_then(|metric| Some((metric.below_zero?, metric.estimate?)));
    let Some((chance, estimate)) = below else { return html! { (format::NONE) } };
    html! { (short_chance(chance, estimate.count)) (error(&headline::error(chance))) }
}
