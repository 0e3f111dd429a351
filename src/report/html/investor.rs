//! The investor's figures, and the trials without a rate.

use maud::{Markup, html};

use super::super::Report;
use super::super::format::{self, short_chance, whole};
use super::super::headline;
use super::frame::{self, error, table};
use crate::numeric::summary::Chance;
use crate::results::Metric;

/// The table of the investor's metrics, and how the rates turned out.
pub(super) fn table_and_rates(report: &Report<'_>) -> Markup {
    let metrics = [
        Metric::InvestorDrawn,
        Metric::InvestorReturned,
        Metric::InvestorPeakDrawn,
        Metric::InvestorMultiple,
        Metric::InvestorIrr,
        Metric::InvestorNpv,
        Metric::InvestorPayback,
        Metric::InvestorLoses,
        Metric::InvestorLoss,
        Metric::WorkStops,
    ];
    html! {
        (terms(report))
        (frame::metrics(report, "The investor’s money", report.programme(), &metrics))
        (rates(report))
    }
}

fn terms(report: &Report<'_>) -> Markup {
    let base = report.base();
    let Some(investor) = &base.investor else { return html! {} };
    let central = base.register.central();
    html! {
        p {
            "The investor commits up to " (format::pounds(central[investor.commitment]))
            " and compares with a hurdle of " (format::stated(crate::results::Unit::YearlyRate, central[investor.hurdle])) " a year. Outcome payments are "
            @if investor.recycling { "kept for costs until delivery ends" } @else { "passed on as they come" }
            "."
        }
    }
}

/// In how many trials there is one rate, several or none.
fn rates(report: &Report<'_>) -> Markup {
    let irr = report.programme().irr;
    let trials = report.summary.trials;
    let rows = [
        ("One rate", irr.unique),
        ("Total loss: −100%", irr.total_loss),
        ("More than one rate, left out", irr.ambiguous),
        ("No rate, left out", irr.no_rate),
        ("Nothing was drawn, left out", irr.nothing_invested),
    ];
    table(
        "How the internal rate of return turned out",
        &["", "Trials", "Share"],
        &html! {
            @for (name, count) in rows {
                tr {
                    th scope="row" { (name) }
                    td.number { (whole(count)) }
                    td.number {
                        @if let Some(chance) = Chance::of(count, trials) { (short_chance(chance, trials)) (error(&headline::error(chance))) }
                    }
                }
            }
        },
    )
}
