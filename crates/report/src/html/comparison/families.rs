//! Who gains: groups of families under each arrangement.

use maud::{Markup, html};

use super::super::super::comparison::{Comparison, kinds_of_groups};
use super::super::super::format::{Middle, NONE};
use super::super::frame::{error, table};
use kinward::analysis::compare::PairCompared;
use kinward::results::{BASE_VIEW, List, Metric, Role, WorldSummary};

/// A table for each kind of group.
pub(super) fn section(comparison: &Comparison<'_>) -> Markup {
    let names = &comparison.report.trials.names.groups;
    let worlds = &comparison.report.trials.worlds;
    let are_groups_the_same = |pair: &PairCompared| {
        let mut metrics = (0..names.len()).flat_map(|group| Metric::of_entry(List::Groups, group));
        metrics.all(|it| {
            pair.difference(it)
                .is_none_or(|difference| difference.higher.share + difference.lower.share == 0.0)
        })
    };
    let as_the_reference: Vec<String> = comparison
        .held(BASE_VIEW)
        .filter(|held| are_groups_the_same(held))
        .map(|held| worlds[held.pair.world].label.arrangement.clone())
        .collect();
    let worlds: Vec<&WorldSummary> = comparison
        .report
        .summary
        .worlds
        .iter()
        .filter(|world| world.label.view == BASE_VIEW && world.label.role != Role::StatusQuo)
        .filter(|world| !as_the_reference.contains(&world.label.arrangement))
        .collect();
    let headings: Vec<String> = std::iter::once(String::new())
        .chain(worlds.iter().map(|world| comparison.arrangement(&world.label.arrangement)))
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let cell = |world: &WorldSummary, metric: Metric| {
        let middle = world.estimate(metric).map(|estimate| Middle::mean(metric.unit(), estimate));
        html! {
            td.number {
                @match middle {
                    Some(it) => { (it.middle) (error(&it.error)) }
                    None => { (NONE) }
                }
            }
        }
    };
    html! {
        @if names.is_empty() {
            p { "There is one kind of family only, all of one age and one risk." }
        }
        @for kind in kinds_of_groups(names) {
            (table(&format!("{}: means up to the horizon", kind.title), &headings, &html! {
                @for (group, name) in &kind.groups {
                    @for (metric, of) in Metric::of_entry(List::Groups, *group).zip(["families", "days in care avoided", "cost of care saved"]) {
                        tr {
                            th scope="row" { (name) small.definition { (of) } }
                            @for world in &worlds { (cell(world, metric)) }
                        }
                    }
                }
            }))
        }
        p.small {
            "Families that start. A negative number is more care than without the programme. Thirds are of a pathway’s families by their risk of entering care, which only a simulation knows. "
            @if !as_the_reference.is_empty() { "Arrangements left out here have the same figures as “" (comparison.arrangement(&comparison.answer.compared.reference)) "”." }
        }
    }
}
