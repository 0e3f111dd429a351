//! Every assumption with its spread, its source and how far to trust it.

use maud::{Markup, html};

use super::super::Report;
use super::super::format::{self, counted};
use super::super::label;
use super::answer::quantity;
use super::frame::{self, table_of};
use crate::scenario::{Entry, Scenario, register_entries};

/// The register, a table for each part of the scenario.
pub(super) fn by_part(report: &Report<'_>) -> Markup {
    let entries = register_entries(report.base());
    let parts = label::by_part(report.base(), &entries);
    let fixed = entries.iter().filter(|it| it.interval().is_none()).count();
    let unsourced = entries.iter().filter(|it| it.assumption.provenance.is_unsourced()).count();
    html! {
        p {
            (counted(entries.len(), "assumption")) ", " (format::whole(entries.len() - fixed)) " of them uncertain and drawn anew in every trial; "
            (format::whole(unsourced)) " without a source. The interval holds 90% of what is drawn. Evidence is graded from 1 (best) to 6 (judgement)."
        }
        @for (name, entries) in &parts {
            (table_of(
                name,
                &HEADINGS,
                3,
                &html! { @for entry in entries { (row(report.base(), entry)) } },
            ))
        }
    }
}

/// What other worlds assume otherwise than the base, a table for each.
pub(super) fn of_others(worlds: &[(String, &Scenario, Vec<Entry<'_>>)]) -> Markup {
    html! {
        @if !worlds.is_empty() {
            h3 { "What the other worlds assume otherwise" }
            @for (name, scenario, entries) in worlds {
                (table_of(name, &HEADINGS, 3, &html! { @for entry in entries { (row(scenario, entry)) } }))
            }
        }
    }
}

const HEADINGS: [&str; 5] = ["Assumption", "Mean", "90% of draws", "Form", "Evidence"];

fn row(scenario: &Scenario, entry: &Entry<'_>) -> Markup {
    let assumption = entry.assumption;
    let domain = entry.domain();
    let evidence = &assumption.provenance;
    html! {
        tr class=[evidence.is_unsourced().then_some("unsourced")] {
            th scope="row" {
                (label::assumption(scenario, &assumption.name))
                small.definition { code { (assumption.name) } }
            }
            td.number { (quantity(domain, entry.mean)) }
            td.number { @match entry.interval() { Some((low, high)) => { (quantity(domain, low)) " to " (quantity(domain, high)) }, None => { (format::NONE) } } }
            td.text { (assumption.spread.form()) @if let Some(group) = &assumption.group { small.definition { "moves with “" (group.name) "”" } } }
            td.text {
                @match &evidence.source { Some(source) => { (source) }, None => { strong { "No source" } } }
                @if let Some(grade) = evidence.grade { small.definition { "Grade " (grade) ": " (label::grade_words(grade)) } }
                @if let Some(note) = &evidence.note { small.definition { (frame::code(note)) } }
            }
        }
    }
}
