//! What the arrangements are, and what each comes to.

use maud::{Markup, html};

use super::super::super::comparison::Comparison;
use super::super::super::format::{self, Middle, NONE};
use super::super::super::label;
use super::super::frame::{error, named, table};
use kinward::results::{BASE_VIEW, STATUS_QUO};

/// The arrangements in words and numbers, under the base view.
pub(super) fn section(comparison: &Comparison<'_>) -> Markup {
    let report = &comparison.report;
    let trials = report.trials;
    let names = comparison
        .answer
        .compared
        .arrangements
        .iter()
        .filter(|arrangement| *arrangement != STATUS_QUO);
    let worlds: Vec<(&String, usize)> =
        names.filter_map(|name| Some((name, trials.world(name, BASE_VIEW)?))).collect();
    let headings: Vec<String> = std::iter::once(String::new())
        .chain(worlds.iter().map(|world| comparison.arrangement(world.0)))
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    html! {
        dl.variants {
            @for (name, world) in &worlds {
                dt { (comparison.arrangement(name)) }
                dd {
                    p { (comparison.note(*world)) }
                    p.small { (comparison.sets_otherwise(*world)) }
                }
            }
        }
        (table("The same families under every arrangement: mean, and 90% of trials", &headings, &html! {
            @for metric in comparison.headlines() {
                tr {
                    th scope="row" { (label::metric(&trials.names, metric)) small.definition { (named(&trials.names.name(metric), metric.definition())) } }
                    @for (_, world) in &worlds {
                        td.number {
                            @match report.summary.worlds[*world].estimate(metric).map(|estimate| Middle::mean(metric.unit(), estimate)) {
                                Some(it) => { (it.middle) (error(&it.error)) br; small { (it.interval()) } }
                                None => { (NONE) }
                            }
                        }
                    }
                }
            }
        }))
        p.small {
            "A gain is what a party receives less what it pays over the whole contract, nominal; the council’s includes the cost of care saved up to " (format::calendar_month(report.base().horizon.saturating_sub(1), report.base().starts)) ". Gains add up to the cost of care saved less the cost of the work and the contract."
        }
    }
}
