//! The investor's figures, and the trials without a rate.

use maud::{Markup, html};

use super::super::Report;
use super::super::format::{self, Middle, short_chance, whole};
use super::super::{headline, label};
use super::frame::{self, error, table};
use kinward::results::{IrrKind, List, Metric, Unit};
use kinward::scenario::Guarantor;

/// The table of the investor's metrics, and how the rates turned out.
pub(super) fn table_and_rates(report: &Report<'_>) -> Markup {
    let mut metrics = vec![
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
    if let Some(investor) = &report.headline_scenario().investor {
        if investor.is_guaranteed() {
            metrics.extend([Metric::Coupon, Metric::Protection]);
        }
        if investor.fund_fee.is_some() {
            metrics.extend([
                Metric::FundFee,
                Metric::InvestorMultipleAfterFee,
                Metric::InvestorIrrAfterFee,
            ]);
        }
    }
    html! {
        (terms(report))
        (guarantees(report))
        (frame::metrics(report, "The investor’s money", report.programme(), &metrics))
        (tranches(report))
        (rates(report))
    }
}

fn terms(report: &Report<'_>) -> Markup {
    let base = report.headline_scenario();
    let Some(investor) = &base.investor else { return html! {} };
    let central = base.register.central();
    html! {
        p {
            "The investor commits up to " (format::pounds(central[investor.commitment]))
            " and compares with a hurdle of " (format::stated(Unit::YearlyRate, central[investor.hurdle])) " a year. Outcome payments are "
            @if investor.recycling { "kept for costs until delivery ends" } @else { "passed on as they come" }
            "."
        }
    }
}

/// What is paid whatever the outcomes, by whom, and what the fund manager takes.
fn guarantees(report: &Report<'_>) -> Markup {
    let base = report.headline_scenario();
    let Some(investor) = &base.investor else { return html! {} };
    let central = base.register.central();
    let guarantor = match investor.guaranteed_by {
        Guarantor::Council if base.council_names().is_empty() => "The council",
        Guarantor::Council => "The partnership of councils",
        Guarantor::CoPayer(index) => &base.contract.co_payers[index].name,
    };
    html! {
        @if let Some(coupon) = investor.coupon {
            p { (guarantor) " pays a coupon of " (format::stated(Unit::YearlyRate, central[coupon.rate])) " a year on the capital outstanding for " (format::counted(coupon.months, "month")) ", whatever the outcomes." }
        }
        @if let Some(share) = investor.protected_share {
            p { (guarantor) " makes good what is missing of " (format::stated(Unit::Share, central[share])) " of the capital when the contract ends." }
        }
        @if let Some(fee) = investor.fund_fee {
            p { "The fund manager takes " (format::stated(Unit::Share, central[fee])) " of the commitment a year from the investor; the figures are before this fee unless they say otherwise." }
        }
    }
}

/// Each tranche, from the first repaid to the last, where there are several.
fn tranches(report: &Report<'_>) -> Markup {
    let base = report.headline_scenario();
    let Some(investor) = base.investor.as_ref().filter(|investor| investor.ranked().count() > 0)
    else {
        return html! {};
    };
    let median = |metric: Metric| {
        let it = Middle::median(metric.unit(), report.estimate(metric)?);
        Some(html! { (it.middle) (error(&it.error)) })
    };
    let chance = |metric: Metric| {
        let estimate = report.estimate(metric)?;
        let chance = estimate.chance()?;
        Some(html! { (short_chance(chance, estimate.count)) (error(&headline::error(chance))) })
    };
    table(
        "The tranches, from the first repaid to the one that bears the first loss; medians",
        &["Tranche", "Share", "Paid in", "Got back", "Multiple", "Return a year", "Loses"],
        &html! {
            @for (index, tranche) in investor.tranches.iter().enumerate() {
                tr {
                    th scope="row" { (label::capitalised(&tranche.name)) }
                    td.number { (format::stated(Unit::Share, tranche.share)) }
                    @for metric in Metric::of_entry(List::Tranches, index) {
                        td.number { (if metric.is_chance() { chance(metric) } else { median(metric) }.unwrap_or_else(|| html! { (format::NONE) })) }
                    }
                }
            }
        },
    )
}

/// In how many trials there is one rate, several or none; nothing where every trial has one.
fn rates(report: &Report<'_>) -> Markup {
    let irr = &report.trials.worlds[report.headline].irr;
    if irr.iter().all(|it| *it == IrrKind::Unique) {
        return html! {};
    }
    let rows = [
        ("One rate", IrrKind::Unique),
        ("Total loss: −100%", IrrKind::TotalLoss),
        ("More than one rate, left out", IrrKind::Ambiguous),
        ("No rate, left out", IrrKind::NoRate),
        ("Nothing was drawn, left out", IrrKind::NothingInvested),
    ];
    let chance_of = |wanted: IrrKind| {
        report.trials.sample().chance(irr.iter().map(|it| *it == wanted).enumerate())
    };
    table(
        "Trials with and without an internal rate of return",
        &["", "Trials", "Share"],
        &html! {
            @for (name, kind) in rows.into_iter().filter(|(_, kind)| irr.contains(kind)) {
                tr {
                    th scope="row" { (name) }
                    td.number { (whole(irr.iter().filter(|it| **it == kind).count())) }
                    td.number {
                        @if let Some(chance) = chance_of(kind) { (short_chance(chance, irr.len())) (error(&headline::error(chance))) }
                    }
                }
            }
        },
    )
}
