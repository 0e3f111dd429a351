//! Published figures against the simulation.

use maud::{Markup, html};

use super::super::format::{self, Middle, NONE, short_chance};
use super::super::terminal::{claim_unit, claimed_value, figure, percentile};
use super::super::view::PROGRAMME;
use super::super::{Report, headline, label};
use super::frame::{error, table};
use crate::results::{ClaimCheck, ClaimResult};

/// One row a claim, and below it the other worlds.
pub(super) fn table_of_claims(report: &Report<'_>) -> Markup {
    let headings = [
        "Published figure",
        "Claimed",
        "Simulated median",
        "90% of trials",
        "Percentile",
        "Probability",
        "Verdict",
    ];
    html! {
        (table("Claims against the scenario as it stands", &headings, &html! {
            @for (index, claim) in report.summary.claims.iter().enumerate() { (row(report, index, claim)) }
        }))
        p.small {
            "Percentile: the share of trials below the claimed value. Probability: of trials that are as claimed; none is given for a figure that was observed, "
            "about which one asks whether the claimed value lies within the 90% interval, below or above it. Verdicts: very unlikely below 5%, unlikely below 25%, likely from 75%, very likely from 95%."
        }
        @if report.has_variants() { (by_world(report)) }
    }
}

fn row(report: &Report<'_>, index: usize, claim: &ClaimCheck) -> Markup {
    let unit = claim_unit(report, claim);
    html! {
        tr {
            th scope="row" {
                (figure(report, claim))
                small.definition { "“" (claim.text) "” – " (claim.source) @if let Some(note) = &claim.note { ". " (label::capitalised(note)) "." } }
            }
            td.number { (claimed_value(report, claim)) }
            @match report.claim(PROGRAMME, index) {
                Some(result) => {
                    @let middle = Middle::median(unit, &result.estimate);
                    td.number { (middle.middle) (error(&middle.error)) }
                    td.number { (middle.interval()) }
                    td.number { (percentile(result.percentile)) }
                    td.number { (probability(claim, result)) }
                    td.words { (result.verdict(claim.sense)) }
                }
                None => { td.number colspan="5" { "no trial has a value" } }
            }
        }
    }
}

fn probability(claim: &ClaimCheck, result: &ClaimResult) -> Markup {
    html! {
        @match result.chance(claim.sense) {
            Some(it) => { (short_chance(it, result.estimate.count)) (error(&headline::error(it))) }
            None => { (NONE) }
        }
    }
}

/// What each world says to each claim.
fn by_world(report: &Report<'_>) -> Markup {
    let worlds: Vec<(usize, String)> = report
        .programmes()
        .map(|(index, _)| (index, label::capitalised(report.name(index))))
        .collect();
    let headings: Vec<&str> =
        std::iter::once("Published figure").chain(worlds.iter().map(|it| it.1.as_str())).collect();
    table(
        "Simulated medians by world, and below each the percentile of the claimed value",
        &headings,
        &html! {
            @for (index, claim) in report.summary.claims.iter().enumerate() {
                tr {
                    th scope="row" { (figure(report, claim)) small.definition { "Claimed: " (claimed_value(report, claim)) } }
                    @for (world, _) in &worlds {
                        td.number {
                            @match report.claim(*world, index) {
                                Some(it) => {
                                    (format::values(claim_unit(report, claim), &[it.estimate.median()], it.estimate.quantile_errors[2]).concat())
                                    small.definition { (percentile(it.percentile)) }
                                }
                                None => { (NONE) }
                            }
                        }
                    }
                }
            }
        },
    )
}
