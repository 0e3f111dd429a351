//! Every assumption with its spread, its source and how far to trust it.

use maud::{Markup, html};

use super::super::Report;
use super::super::format::{self, counted};
use super::super::label;
use super::answer::quantity;
use super::frame::{self, table_of};
use kinward::scenario::{Entry, Scenario, register_entries};

/// How many assumptions there are, and how good the evidence for them is.
pub(super) fn counted_words(report: &Report<'_>) -> String {
    let entries = register_entries(report.headline_scenario());
    let count = |is_it: &dyn Fn(&Entry<'_>) -> bool| {
        format::whole(entries.iter().filter(|entry| is_it(entry)).count())
    };
    format!(
        "{}: {} uncertain and drawn anew in every trial; {} judgement (grade 6); {} without a source.",
        counted(entries.len(), "assumption"),
        count(&|entry| entry.interval().is_some()),
        count(&|entry| entry.assumption.provenance.is_placeholder()),
        count(&|entry| entry.assumption.provenance.is_unsourced()),
    )
}

/// The register, a table for each part of the scenario.
pub(super) fn by_part(report: &Report<'_>) -> Markup {
    let scenario = report.headline_scenario();
    let entries = register_entries(scenario);
    let parts = label::by_part(scenario, &entries);
    html! {
        p { "Without an interval a value is fixed. Grades of evidence:" @for grade in 1..=6 { " " (grade) ", " (label::grade_words(grade)) (if grade < 6 { ";" } else { "." }) } }
        @for (name, entries) in &parts { (one(name, scenario, entries)) }
    }
}

/// What other worlds assume otherwise than the base, a table for each.
pub(super) fn of_others(worlds: &[(String, &Scenario, Vec<Entry<'_>>)]) -> Markup {
    html! {
        @if !worlds.is_empty() {
            h3 { "What the other worlds assume otherwise" }
            @for (name, scenario, entries) in worlds {
                (one(name, scenario, &entries.iter().collect::<Vec<_>>()))
            }
        }
    }
}

fn one(name: &str, scenario: &Scenario, entries: &[&Entry<'_>]) -> Markup {
    let before = std::iter::once(None).chain(entries.iter().map(|entry| Some(*entry)));
    table_of(
        name,
        &["Assumption", "Mean", "90% of draws", "Grade", "Source"],
        3,
        &html! { @for (entry, before) in entries.iter().zip(before) { (row(scenario, entry, before)) } },
    )
}

/// One assumption; evidence that is that of the row before is not written out again.
fn row(scenario: &Scenario, entry: &Entry<'_>, before: Option<&Entry<'_>>) -> Markup {
    let assumption = entry.assumption;
    let domain = entry.domain();
    let evidence = &assumption.provenance;
    let is_known = before.is_some_and(|before| before.assumption.provenance == *evidence);
    html! {
        tr class=[evidence.is_unsourced().then_some("unsourced")] {
            th scope="row" {
                (label::assumption(scenario, &assumption.name))
                small.definition { code { (assumption.name) } }
            }
            td.number { (quantity(domain, entry.mean)) }
            td.number title=(assumption.spread.form()) { @match entry.interval() { Some((low, high)) => { (quantity(domain, low)) " to " (quantity(domain, high)) }, None => { (format::NONE) } } }
            td.text { (evidence.grade.map_or_else(|| format::NONE.to_owned(), |it| it.to_string())) }
            td.text {
                @match &evidence.source {
                    Some(_) if is_known => { "As above" }
                    Some(source) => { (source) @if let Some(note) = &evidence.note { small.definition { (frame::code(note)) } } }
                    None => { strong { "No source" } }
                }
                @if let Some(group) = &assumption.group { small.definition { "Moves with “" (group.name) "”" } }
            }
        }
    }
}
