//! Published figures against the simulation.

use maud::{Markup, html};

use super::super::claims::{Row, rows};
use super::super::format::{Middle, NONE, short_chance};
use super::super::{Report, headline, label};
use super::frame::{error, table};
use kinward::results::{ClaimResult, ClaimedFigure};

/// A row for each claim.
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
    let rows = rows(report);
    html! {
        (table("Claims compared with the scenario’s own case, or with the world in brackets", &headings, &html! {
            @for (index, it) in rows.iter().enumerate() { (row(report, index, it)) }
        }))
        p.small {
            "Percentile: the share of trials below the claimed value. Probability: of trials that are as claimed; a figure that was observed is instead within the 90% interval, below or above it. "
            "Verdicts: very unlikely below 5%, unlikely below 25%, likely from 75%, very likely from 95%; none of fewer than 20 trials. "
            "A figure is not reproduced where it is very unlikely, or outside the 90% interval, in every world; " code { "kinward claims" } " gives the verdict of each."
        }
    }
}

fn row(report: &Report<'_>, index: usize, row: &Row<'_>) -> Markup {
    let claim = row.claim;
    html! {
        tr {
            th scope="row" {
                @if claim.figure.is_some() { (row.figure) } @else { "No figure" }
                small.definition { "“" (claim.text) "” – " (claim.source) @if let Some(note) = &claim.note { ". " (label::capitalised(note)) "." } }
            }
            td.number { (row.claimed) }
            @match claim.figure.as_ref().zip(report.claim(report.claimed_world(index), index)) {
                Some((figure, result)) => {
                    @let middle = Middle::median(figure.unit, &result.estimate);
                    td.number { (middle.middle) (error(&middle.error)) }
                    td.number { (middle.interval()) }
                    td.number { (row.percentile) }
                    td.number { (probability(figure, result)) }
                    td.words { (row.verdict) @if let Some(mark) = row.mark() { small.definition { (mark) } } }
                }
                None => { td.number colspan="5" { (row.verdict) } }
            }
        }
    }
}

fn probability(figure: &ClaimedFigure, result: &ClaimResult) -> Markup {
    html! {
        @match result.chance(figure.sense) {
            Some(it) => { (short_chance(it, result.estimate.count)) (error(&headline::error(it))) }
            None => { (NONE) }
        }
    }
}
