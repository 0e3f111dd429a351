//! Differences within trials, and the published ratios of such pairs.

use maud::{Markup, html};

use super::super::super::comparison::{Comparison, changed, factor, remarks};
use super::super::super::format::{self, Middle, NONE, short_chance};
use super::super::super::label;
use super::super::frame::{code, error, table};
use kinward::analysis::compare::{Difference, PairCompared, PublishedRatio};
use kinward::results::{BASE_VIEW, Driver, STATUS_QUO};

/// Assumptions named as drivers of a difference.
const NAMED: usize = 3;

/// Every arrangement against the reference, and the reference against the status quo.
pub(super) fn section(comparison: &Comparison<'_>) -> Markup {
    let own = comparison.against(&comparison.answer.compared.reference, STATUS_QUO, BASE_VIEW);
    html! {
        p.small {
            "Each difference is taken within a trial: the same families, with the same random draws, in both worlds. “Better” is the share of trials in which the first is better. "
            "“Error if unpaired” is how many times as large the standard error would be if each world had draws of its own."
        }
        @for pair in own.into_iter().chain(comparison.held(BASE_VIEW)) { (one(comparison, pair)) }
    }
}

fn one(comparison: &Comparison<'_>, pair: &PairCompared) -> Markup {
    let [world, against] =
        [pair.pair.world, pair.pair.against].map(|it| comparison.arrangement_of(it));
    let headlines = comparison.headlines();
    let found = headlines.iter().filter_map(|headline| pair.difference(*headline));
    let (differ, same): (Vec<&Difference>, Vec<&Difference>) =
        found.partition(|found| 0.0 < found.higher.share + found.lower.share);
    let names = &comparison.report.trials.names;
    let same: Vec<String> =
        same.iter().map(|it| format!("“{}”", label::metric(names, it.metric))).collect();
    html! {
        @if !differ.is_empty() { (rows(comparison, &format!("“{world}” less “{against}”"), &differ)) }
        p.small {
            @for it in remarks(comparison, pair) { (it) " " }
            @if !same.is_empty() { "The same in every trial: " (format::list(&same)) ". " }
            @if let Some(found) = pair.drivers.as_ref().filter(|driver| !driver.named.is_empty()) {
                "Strongest drivers of the public purse’s difference: " (drivers(comparison, pair, &found.named)) "."
            }
        }
    }
}

fn rows(comparison: &Comparison<'_>, caption: &str, differences: &[&Difference]) -> Markup {
    let names = &comparison.report.trials.names;
    table(
        caption,
        &["", "Mean difference", "90% of trials", "Better", "Error if unpaired"],
        &html! {
            @for it in differences {
                @let middle = Middle::mean(it.metric.unit(), &it.difference);
                tr {
                    th scope="row" { (label::metric(names, it.metric)) @if it.difference.count < comparison.report.summary.trials { small.definition { "of the " (format::counted(it.difference.count, "trial")) " in which both have a value" } } }
                    td.number { (middle.middle) (error(&middle.error)) }
                    td.number { (middle.interval()) }
                    td.number { (it.better.map_or_else(|| NONE.to_owned(), |chance| short_chance(chance, it.difference.count))) }
                    td.number { (it.narrowed.map_or_else(|| NONE.to_owned(), |it| format!("×{}", factor(it)))) }
                }
            }
        },
    )
}

fn drivers(comparison: &Comparison<'_>, pair: &PairCompared, named: &[Driver]) -> String {
    let scenario = comparison.scenarios[pair.pair.world];
    let named: Vec<String> = named
        .iter()
        .take(NAMED)
        .map(|it| {
            format!(
                "“{}” (rank correlation {})",
                label::assumption(scenario, &it.name),
                format::decimal(it.rank_correlation, 2)
            )
        })
        .collect();
    format::list(&named)
}

/// The ratios that are published of outcomes contracts, as they come out here: a row for each, and a column
/// for each arrangement.
pub(super) fn ratios(comparison: &Comparison<'_>) -> Markup {
    let found: Vec<(String, &[PublishedRatio])> = comparison
        .held(BASE_VIEW)
        .filter_map(|pair| {
            let it =
                comparison.answer.compared.ratios.iter().find(|ratio| ratio.pair == pair.pair)?;
            Some((comparison.arrangement_of(pair.pair.world), it.ratios.as_slice()))
        })
        .collect();
    let headings: Vec<&str> =
        std::iter::once("").chain(found.iter().map(|it| it.0.as_str())).collect();
    let caption = format!(
        "Ratios of expected values to those under “{}”, less 1, and 90% of trials",
        comparison.arrangement(&comparison.answer.compared.reference)
    );
    html! {
        p {
            "Outcomes contracts have been said to bring 25% better outcomes for 80% more families at 20% to 50% lower cost a family than paying for inputs. These are the same ratios as they follow from the scenario’s assumptions. "
            "They are not independent: at the same spending, 80% more families is by itself a 44% lower cost of each, and the cost of a day avoided is that cost divided by the days that each family avoids."
        }
        @if let Some((_, first)) = found.first() {
            (table(&caption, &headings, &html! {
                @for (place, it) in first.iter().enumerate() {
                    tr {
                        th scope="row" { (label::capitalised(it.of.title())) small.definition { (code(it.of.definition())) } }
                        @for (_, ratios) in &found { td.number { @if let Some(it) = ratios.get(place) { (ratio(it, comparison.report.summary.trials)) } } }
                    }
                }
            }))
        }
    }
}

fn ratio(it: &PublishedRatio, of: usize) -> Markup {
    html! {
        @match it.ratio {
            Some(figure) => { (changed(figure.value)) (error(&format::decimal(figure.standard_error * 100.0, 1))) }
            None => { (NONE) }
        }
        @if let Some(trials) = &it.trials {
            br; small {
                (changed(trials.p05())) " to " (changed(trials.p95()))
                @if trials.count < of { br; "of " (format::counted(trials.count, "trial")) " with all parts above 0" }
            }
        }
    }
}
