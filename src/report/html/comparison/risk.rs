//! Each party’s gain in each world, and what it costs to hand risk over.

use maud::{Markup, html};

use super::super::super::comparison::{Comparison, party_name, pence, price};
use super::super::super::format::{Middle, NONE};
use super::super::frame::{error, table, with_error};
use crate::results::compared::{PartyRisk, WorldRisk};
use crate::results::{BASE_VIEW, Unit};

/// Tables of the parties and of the price of a pound of downside.
pub(super) fn section(comparison: &Comparison<'_>) -> Markup {
    let worlds = &comparison.report.trials.worlds;
    let risks: Vec<&WorldRisk> = comparison.ordered_risks(BASE_VIEW).collect();
    html! {
        p {
            "A party’s share of the variance is its part in the swings of what all gain together; the shares add up to 100%, and one that wins when the others lose has less than none. The worst 5% is the mean of its own worst twentieth of trials."
        }
        @for risk in &risks {
            (table(
                &comparison.arrangement(&worlds[risk.world].label.arrangement),
                &["Party", "Mean gain", "90% of trials", "Worst 5%", "Share of the variance"],
                &html! {
                    @for it in &risk.parties { (row(comparison, it)) }
                    @let all = Middle::mean(Unit::Pounds, &risk.all);
                    tr.total {
                        th scope="row" { "All together" }
                        td.number { (all.middle) (error(&all.error)) }
                        td.number { (all.interval()) }
                        td.number { }
                        td.number { "100%" }
                    }
                },
            ))
        }
        (transfers(comparison))
    }
}

fn row(comparison: &Comparison<'_>, it: &PartyRisk) -> Markup {
    let middle = Middle::mean(Unit::Pounds, &it.gain);
    html! {
        tr {
            th scope="row" { (party_name(comparison, it.party)) }
            td.number { (middle.middle) (error(&middle.error)) }
            td.number { (middle.interval()) }
            td.number { (with_error(Unit::Pounds, it.worst)) }
            td.number {
                @match it.share {
                    Some(share) => { (with_error(Unit::Share, share)) }
                    None => { (NONE) }
                }
            }
        }
    }
}

fn transfers(comparison: &Comparison<'_>) -> Markup {
    let worlds = &comparison.report.trials.worlds;
    let shown: Vec<_> = comparison
        .compared
        .transfers
        .iter()
        .filter(|it| worlds[it.pair.world].label.view == BASE_VIEW)
        .filter_map(|it| Some((it, price(it, comparison.report.commissioner())?)))
        .collect();
    html! {
        @if !shown.is_empty() {
            h3 { "What the transfer of risk costs" }
            @for (it, sentence) in &shown {
                p { b { (comparison.arrangement_of(it.pair.world)) " against “" (comparison.arrangement_of(it.pair.against)) "”. " } (sentence) }
            }
            (table(
                "Means; the council’s downside is the mean of its worst 5% of trials",
                &["", "Downside removed", "Change of its mean", "Change of the investor’s gain", "For a pound of downside"],
                &html! {
                    @for (it, _) in &shown {
                        tr {
                            th scope="row" { (comparison.arrangement_of(it.pair.world)) }
                            td.number { (with_error(Unit::Pounds, it.removed)) }
                            td.number { (with_error(Unit::Pounds, it.mean_change)) }
                            td.number { (with_error(Unit::Pounds, it.investor_gain)) }
                            td.number { (it.price_of_a_pound.map_or_else(|| NONE.to_owned(), pence)) }
                        }
                    }
                },
            ))
            p.small { "Downside can be removed by handing it to the investor, and also by whoever else pays more: the change of the mean says how much of it came to the council on average." }
        }
    }
}
