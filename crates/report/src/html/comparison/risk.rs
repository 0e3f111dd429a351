//! Each party’s gain in each world, and what it costs to hand risk over.

use maud::{Markup, html};

use super::super::super::comparison::{Comparison, party_name, pence};
use super::super::super::format::{Middle, NONE};
use super::super::frame::{error, table, with_error};
use kinward::analysis::compare::{PartyRisk, WorldRisk};
use kinward::results::{BASE_VIEW, Unit};

/// Tables of the parties and of the price of a pound of downside.
pub(super) fn section(comparison: &Comparison<'_>) -> Markup {
    let worlds = &comparison.report.trials.worlds;
    let risks: Vec<&WorldRisk> = comparison.ordered_risks(BASE_VIEW).collect();
    html! {
        p {
            "A party’s share of the variance is the covariance of its gain with the gain of all together, divided by the variance of the latter; the shares add up to 100%, and a party that gains when the others lose has a negative share. The worst 5% is the mean of a party’s own worst 5% of trials."
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
        .answer
        .compared
        .transfers
        .iter()
        .filter(|transfer| worlds[transfer.pair.world].label.view == BASE_VIEW)
        // Where nobody invests there is nothing to hand over.
        .filter(|transfer| {
            transfer.investor_gain.value != 0.0 || 0.0 < transfer.investor_gain.standard_error
        })
        .collect();
    html! {
        @if !shown.is_empty() {
            (table(
                &format!("What the transfer of risk costs, against “{}”", comparison.arrangement(&comparison.answer.compared.reference)),
                &["", "Council’s worst 5% better by", "Council’s mean better by", "Investor gains more by", "For a pound of downside"],
                &html! {
                    @for it in &shown {
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
            p.small { "The last column is what the investor gains for each pound by which the council’s worst 5% is better; a dash where these trials do not show both. Part of that may be paid by others: see the council’s mean." }
        }
    }
}
