//! The page of a comparison, for a policy researcher first.

mod answer;
mod arrangements;
mod differences;
mod evidence;
mod families;
mod risk;

use maud::{Markup, html};

use super::super::comparison::{Comparison, cautions};
use super::super::{figure, format, warnings};
use super::{
    Charts, Page, answer_first, contents, doubt, facts_list, folded_doubt, frame, notes, register,
};

/// The page's text.
pub(crate) fn page(comparison: &Comparison<'_>) -> Page {
    let report = &comparison.report;
    let mut charts = Charts::default();
    let has_views = comparison.answer.compared.views.len() > 1;
    let has_scans = !comparison.answer.scans.is_empty();
    let has_ratios = !comparison.answer.compared.ratios.is_empty();
    let facts: [(&str, String); 6] = [
        ("Arrangements", comparison.arrangement_count().to_string()),
        ("Views of the evidence", comparison.answer.compared.views.len().to_string()),
        ("Worlds", report.trials.worlds.len().to_string()),
        ("Savings counted over", report.horizon()),
        ("Simulated", report.simulated()),
        ("Made with", format!("Kinward {}", report.version)),
    ];
    let links = [
        ("doubts", "Before relying on it", true),
        ("arrangements", "Arrangements", true),
        ("differences", "Differences", true),
        ("risk", "Who bears the risk", true),
        ("views", "Views", has_views),
        ("decision", "Which is best", true),
        ("break-even", "Break-even", has_scans),
        ("ratios", "Published ratios", has_ratios),
        ("families", "Who gains", true),
        ("assumptions", "Assumptions", true),
        ("reading", "How to read this", true),
    ];
    let main = html! {
        (answer::answer(comparison))
        (contents(&links))
        (doubts(comparison))
        (frame::fold("arrangements", "The arrangements", None, &arrangements::section(comparison)))
        (frame::fold("differences", "Differences between arrangements", None, &differences::section(comparison)))
        (frame::fold("risk", "Who bears which risk", None, &html! {
            (charts.show(figure::comparison::burden(comparison)))
            (risk::section(comparison))
        }))
        @if has_views {
            (frame::fold("views", "By view of the evidence", None, &html! {
                (charts.show(figure::comparison::verdicts(comparison)))
                (evidence::section(comparison))
            }))
        }
        (frame::fold("decision", "Which is best", None, &html! {
            (charts.show(figure::comparison::best(comparison)))
            (charts.show(figure::comparison::loss(comparison)))
            (evidence::decision(comparison))
        }))
        @if has_scans {
            (frame::fold("break-even", "Break-even: how much better the work would have to be", None, &html! {
                (charts.show(figure::comparison::scan(comparison)))
                (evidence::scans(comparison))
            }))
        }
        @if has_ratios {
            (frame::fold("ratios", "The published ratios", None, &differences::ratios(comparison)))
        }
        (frame::fold("families", "Who gains", None, &html! {
            (charts.show(figure::comparison::groups(comparison)))
            (families::section(comparison))
        }))
        (frame::fold("assumptions", "Every assumption", None, &html! {
            (register::by_part(report))
            (register::of_others(&comparison.assumptions_of_others()))
        }))
        (frame::fold("about", "The contract and the simulation", None, &html! {
            @if let Some(description) = &report.base().description { p { (description.trim()) } }
            (facts_list(&facts))
            h3 { "Getting this result again" }
            (again(comparison))
        }))
        (frame::fold("reading", "How to read this", None, &html! {
            (notes::reading(report))
            h3 { "What is not modelled" }
            (notes::limits())
        }))
    };
    let titles = ("comparison", "comparison of arrangements");
    Page { text: answer_first(report, titles, &main), charts }
}

fn doubts(comparison: &Comparison<'_>) -> Markup {
    let report = &comparison.report;
    frame::section(
        "doubts",
        "Before relying on this",
        &html! {
            p { strong { "Whether paying for outcomes makes the work better is not known." } " No trial has compared the two. The worlds here differ only in what the scenario states." }
            @for (title, text) in &cautions(comparison) {
                (folded_doubt(title, &html! { (frame::code(text)) }))
            }
            @for it in &warnings(report) { (doubt(it)) }
        },
    )
}

fn again(comparison: &Comparison<'_>) -> Markup {
    html! {
        pre { code { (comparison.command) } }
        p {
            "gives every number of this page again with Kinward " (comparison.report.version) ". Beside this page are "
            code { "table.md" } " and " code { "table.tex" } " (tables for a paper), " code { "comparisons.parquet" } " (every metric of every pair of worlds: "
            (format::whole(comparison.answer.compared.pairs.iter().map(|pair| pair.differences.len()).sum())) " differences), " code { "trials.parquet" } " (every trial), "
            code { "summary.json" } " (every estimate), " code { "charts/" } " and " code { "manifest.json" } " (digests)."
        }
    }
}
