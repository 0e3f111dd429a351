//! Money: the definitions of net saving side by side, the financial years, the payments.

use maud::{Markup, html};

use super::super::Report;
use super::super::format::{self, Middle};
use super::frame::{self, error, table};
use kinward::results::{Metric, Unit, YearSummary};
use kinward::units::financial_year_label;

/// Net saving as each reader counts it.
pub(super) fn definitions(report: &Report<'_>) -> Markup {
    let pathways = report
        .trials
        .metrics
        .iter()
        .copied()
        .filter(|metric| matches!(metric, Metric::NetSavingOfPathway(_)));
    let pathways: Vec<Metric> = pathways.collect();
    let mut metrics = vec![
        Metric::NetSaving,
        Metric::NetSavingReal,
        Metric::NetSavingPresentValue,
        Metric::NetSavingCashable,
        Metric::NetSavingPublic,
        Metric::NetSavingInWindow,
        Metric::NetSavingTo18,
    ];
    // With one pathway its part is the whole but for the running cost.
    if pathways.len() > 1 {
        metrics.extend(pathways);
    }
    metrics.extend([
        Metric::NetSavingPerStart,
        Metric::NetSavingPerCompletion,
        Metric::BreakEvenMonth,
    ]);
    let base = report.headline_scenario();
    let central = base.register.central();
    html! {
        (frame::metrics(report, "Net saving of the council by definition; the first is the headline", report.programme(), &metrics))
        p.small {
            "Real: in prices of " (financial_year_label(base.discounting.prices_of)) ". Present value: real, discounted to the start at "
            (format::stated(Unit::YearlyRate, central[base.discounting.rate])) " a year. Cashable: only the share of each cost that the council stops paying. Whole public purse: the co-payers’ payments are a cost too."
        }
        (sums(report))
    }
}

/// How the headline is made up, in means, which add up.
fn sums(report: &Report<'_>) -> Markup {
    let parts = [
        (Metric::StatusQuoCareCost, "Cost of care without the programme", 1.0),
        (Metric::CareCost, "less cost of care with it", -1.0),
        (Metric::CouncilRunningCost, "less the council’s running cost", -1.0),
    ];
    let mean = |metric| report.estimate(metric).map(|estimate| estimate.mean);
    let parts: Option<Vec<(&str, f64)>> =
        parts.into_iter().map(|(metric, name, sign)| Some((name, sign * mean(metric)?))).collect();
    let (Some(mut parts), Some(total)) = (parts, report.estimate(Metric::NetSaving)) else {
        return html! {};
    };
    // What is left is the council's payments up to the horizon and what it pays as guarantor, less
    // its share of any surplus.
    let rest = total.mean - parts.iter().map(|part| part.1).sum::<f64>();
    // A sum of floats leaves a trace where nothing is paid.
    let rest = if rest.abs() < 0.5 { 0.0 } else { rest };
    let paid = if report.council_guarantees() {
        "less the council’s payments and guarantees to the horizon, net of its share of any surplus"
    } else {
        "less the council’s payments to the horizon, net of its share of any surplus"
    };
    parts.insert(2, (paid, rest));
    let figures: Vec<f64> = parts.iter().map(|part| part.1).chain([total.mean]).collect();
    let written = format::values(Unit::Pounds, &figures, 0.0);
    html! {
        (table("How the mean net saving is made up", &["", "Mean"], &html! {
            @for ((name, _), figure) in parts.iter().zip(&written) {
                tr { th scope="row" { (name) } td.number { (figure) } }
            }
            tr.total {
                th scope="row" { "Net saving" }
                td.number { (written.last().map_or(format::NONE, String::as_str)) (error(&Middle::mean(Unit::Pounds, total).error)) }
            }
        }))
    }
}

/// Net saving and payments in each financial year.
pub(super) fn years(report: &Report<'_>) -> Markup {
    let years = &report.programme().years;
    let is_empty = |year_summary: &YearSummary| {
        year_summary.net_saving.mean.abs() < 0.5 && year_summary.total_payments.mean < 0.5
    };
    let last = years.iter().rposition(|year| !is_empty(year)).map_or(0, |it| it + 1);
    let years = &years[..last];
    let ends = report.horizon();
    html! {
        @if !years.is_empty() {
            (table(
                "Net saving, and payments of all payers, by financial year (April to March)",
                &["Year", "Net saving, mean", "90% of trials", "Payments, mean", "90% of trials"],
                &html! {
                    @for year in years {
                        tr {
                            th scope="row" { (financial_year_label(year.year)) }
                            @for mean in [&year.net_saving, &year.total_payments].map(|it| Middle::mean(Unit::Pounds, it)) {
                                td.number { (mean.middle) (error(&mean.error)) }
                                td.number { (mean.interval()) }
                            }
                        }
                    }
                },
            ))
            p.small { "Years after the headline’s " (ends) " are shown too; the first and the last may be part years. Means add up over years; intervals do not." }
        }
    }
}

/// Payments by payer and by line of the rate card.
pub(super) fn payments(report: &Report<'_>) -> Markup {
    let of_kind =
        |wanted: fn(&Metric) -> bool| report.trials.metrics.iter().copied().filter(wanted);
    let lines: Vec<Metric> = of_kind(|it| matches!(it, Metric::PaymentsForLine(_))).collect();
    let mut metrics = vec![Metric::Payments, Metric::PaymentsByCouncil];
    metrics.extend(of_kind(|it| matches!(it, Metric::PaymentsByCoPayer(_))));
    if lines.len() > 1 {
        metrics.extend(lines);
    }
    metrics.extend([Metric::PaymentsByHorizon, Metric::UnpaidByCaps, Metric::CouncilRunningCost]);
    if report.has_investor(report.headline) {
        metrics.push(Metric::SurplusToCouncil);
    }
    if report.council_guarantees() {
        metrics.extend([Metric::Coupon, Metric::Protection, Metric::GuaranteeByHorizon]);
    }
    metrics.extend([Metric::ProviderCost, Metric::ProviderSurplus]);
    metrics.extend(of_kind(|it| matches!(it, Metric::SurplusOfProvider(_))));
    html! {
        @if !report.headline_scenario().contract.lines.is_empty() { (rate_card(report)) }
        (frame::metrics(report, "Payments and costs", report.programme(), &metrics))
        (changes(report))
    }
}

/// How likely reviews, changes of the terms and an early end are, where there are any.
fn changes(report: &Report<'_>) -> Markup {
    let base = report.base();
    let is_one = |it: &Metric| matches!(it, Metric::ReviewMet(_) | Metric::ChangeInForce(_));
    let mut metrics: Vec<Metric> = report.trials.metrics.iter().copied().filter(is_one).collect();
    if !base.changes.is_empty() || base.contract.early_end.is_some() {
        metrics.push(Metric::EndsEarly);
    }
    html! {
        @if !metrics.is_empty() {
            h3 { "Reviews, changes and an early end" }
            (frame::metrics(report, "In how many trials the terms change", report.programme(), &metrics))
        }
    }
}

/// The rates, in words.
fn rate_card(report: &Report<'_>) -> Markup {
    let base = report.headline_scenario();
    let central = base.register.central();
    html! {
        ul.rates {
            @for (line, price) in base.contract.lines.iter().zip(&base.terms().prices) {
                li {
                    b { (label(&line.name)) } ": " (format::part_of(price.part)) (format::pounds(central[price.rate])) " " (unit_of(line))
                    @if let Some(deadweight) = price.deadweight { ", less " (format::stated(Unit::Share, central[deadweight])) " agreed for what would have happened without the programme" }
                    "."
                }
            }
        }
    }
}

fn label(name: &str) -> String {
    super::super::label::capitalised(name)
}

fn unit_of(line: &kinward::scenario::PaymentLine) -> String {
    use kinward::contract::Measure;
    match &line.measure {
        Measure::PerPeriod { period_days: 1, .. } => "a day that counts".to_owned(),
        Measure::PerPeriod { period_days, .. } => {
            format!("for each {period_days} consecutive days that count")
        }
        Measure::DaysSaved { .. } => "for each day in care saved below the baseline".to_owned(),
        Measure::Milestone(_) => "for each family that reaches it".to_owned(),
        Measure::Input { .. } => "for the work as it is done".to_owned(),
    }
}
