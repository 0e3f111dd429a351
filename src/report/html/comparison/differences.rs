//! Differences trial by trial, and the ratios that are published of such pairs.

use maud::{Markup, html};

use super::super::super::comparison::{Comparison, changed, factor};
use super::super::super::format::{self, Middle, NONE, short_chance};
use super::super::super::label;
use super::super::frame::{code, error, table};
use crate::results::compared::{Difference, PairCompared, PublishedRatio};
use crate::results::{BASE_VIEW, Driver, STATUS_QUO};

/// Assumptions named as what a difference goes with.
const NAMED: usize = 3;

/// Every arrangement against the reference, and the reference against the status quo.
pub(super) fn section(comparison: &Comparison<'_>) -> Markup {
    let anyway = comparison.against(&comparison.compared.reference, STATUS_QUO, BASE_VIEW);
    html! {
        p {
            "Each figure is the difference within a trial: the same families, with the same random draws, in both worlds. "
            em { "Narrowed" } " says how many times as large the standard error of the mean would be if each world had been simulated with draws of its own."
        }
        @for pair in comparison.held(BASE_VIEW) { (one(comparison, pair)) }
        @if let Some(pair) = anyway { (one(comparison, pair)) }
    }
}

fn one(comparison: &Comparison<'_>, pair: &PairCompared) -> Markup {
    let [world, against] =
        [pair.pair.world, pair.pair.against].map(|it| comparison.arrangement_of(it));
    let headlines = comparison.headlines();
    let shown: Vec<&Difference> = headlines.iter().filter_map(|it| pair.difference(*it)).collect();
    html! {
        h3 { "“" (world) "” less “" (against) "”" }
        (rows(comparison, "Differences, the first less the second", &shown))
        @if let Some(found) = &pair.drivers {
            p.small {
                @if found.named.is_empty() { "The public purse’s difference goes with none of the assumptions by more than noise." }
                @else { "What the public purse’s difference goes with most: " (drivers(comparison, pair, &found.named)) "." }
            }
        }
        @if shown.len() < pair.differences.len() {
            details {
                summary { "Every metric of this pair" }
                (rows(comparison, "Every metric that both worlds have", &pair.differences.iter().collect::<Vec<_>>()))
            }
        }
    }
}

fn rows(comparison: &Comparison<'_>, caption: &str, differences: &[&Difference]) -> Markup {
    let names = &comparison.report.trials.names;
    table(
        caption,
        &["", "The first", "The second", "Mean difference", "90% of trials", "Better", "Narrowed"],
        &html! {
            @for it in differences {
                @let unit = it.metric.unit();
                @let middle = Middle::mean(unit, &it.difference);
                @let means = format::values(unit, &it.means, it.unpaired_error);
                tr {
                    th scope="row" { (label::metric(names, it.metric)) small.definition { code { (it.name) } @if it.difference.count < comparison.report.summary.trials { " · of the " (format::counted(it.difference.count, "trial")) " in which both have a value" } } }
                    @for mean in &means { td.number { (mean) } }
                    td.number { (middle.middle) (error(&middle.error)) }
                    td.number { (middle.interval()) }
                    td.number { (better(it)) }
                    td.number { (it.narrowed().map_or_else(|| NONE.to_owned(), |it| format!("×{}", factor(it)))) }
                }
            }
        },
    )
}

fn better(it: &Difference) -> String {
    if it.higher.share + it.lower.share <= 0.0 {
        return "the same".to_owned();
    }
    it.better().map_or_else(|| NONE.to_owned(), |chance| short_chance(chance, it.difference.count))
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

/// What is said of outcomes contracts beside paying for inputs, as it comes out here.
pub(super) fn ratios(comparison: &Comparison<'_>) -> Markup {
    html! {
        p {
            "Of outcomes contracts it has been said that they bring 25% better outcomes for 80% more families at 20% to 50% lower cost a family than paying for inputs. Here are these ratios as they come out of what the scenario assumes, less 1; nothing is put in. "
            "They are not independent of each other: the cost of a family is the spending divided by the families, and the cost of a day avoided is that divided by the days that each family avoids: six ratios of four numbers. At the same spending 80% more families " em { "is" } " 44% lower cost a family."
        }
        @for pair in comparison.held(BASE_VIEW) {
            @if let Some(found) = comparison.compared.ratios.iter().find(|it| it.pair == pair.pair) {
                h3 { "“" (comparison.arrangement_of(pair.pair.world)) "” beside “" (comparison.arrangement_of(pair.pair.against)) "”" }
                (table("Ratios of expected values, less 1", &["", "Ratio less 1", "90% of trials"], &html! {
                    @for it in &found.ratios { (ratio(it, comparison.report.summary.trials)) }
                }))
            }
        }
    }
}

fn ratio(it: &PublishedRatio, of: usize) -> Markup {
    html! {
        tr {
            th scope="row" { (label::capitalised(it.of.title())) small.definition { (code(it.of.definition())) } }
            td.number {
                @match it.ratio {
                    Some(figure) => { (changed(figure.value)) (error(&format::decimal(figure.standard_error * 100.0, 1))) }
                    None => { (NONE) }
                }
            }
            td.number {
                @match &it.trials {
                    Some(trials) => {
                        (changed(trials.p05())) " to " (changed(trials.p95()))
                        @if trials.count < of { br; small { "of " (format::counted(trials.count, "trial")) " with all parts above 0" } }
                    }
                    None => { (NONE) }
                }
            }
        }
    }
}
