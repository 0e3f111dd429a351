//! The page of a comparison: worlds side by side, for a policy researcher first.

mod arrangements;
mod differences;
mod evidence;
mod families;
mod risk;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::super::comparison::{Comparison, answers, cautions};
use super::super::figure::{Figure, Subject};
use super::super::{format, warnings};
use super::{STYLE, chart, frame, notes, register};

/// The page's text.
pub(in crate::report) fn page(comparison: &Comparison<'_>, figures: &[Figure]) -> String {
    let report = &comparison.report;
    let base = report.base();
    let chart = |subject: Subject| chart(figures, subject);
    let has_views = comparison.compared.views.len() > 1;
    let has_scans = !comparison.scans.is_empty();
    let has_ratios = !comparison.compared.ratios.is_empty();
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "Kinward " (report.version) };
                title { (base.name) " – worlds side by side" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.kicker { "Social outcomes contract · worlds side by side" }
                    h1 { (base.name) }
                    @if let Some(description) = &base.description { p.lead { (description.trim()) } }
                    dl.facts {
                        div { dt { "Arrangements" } dd { (comparison.arrangement_count()) } }
                        div { dt { "Views of the evidence" } dd { (comparison.compared.views.len()) } }
                        div { dt { "Worlds" } dd { (report.trials.worlds.len()) } }
                        div { dt { "Savings counted over" } dd { (report.horizon()) } }
                        div { dt { "Simulated" } dd { (report.simulated()) } }
                        div { dt { "Made with" } dd { "Kinward " (report.version) } }
                    }
                }
                nav aria-label="Contents" {
                    a href="#answer" { "The answer" }
                    a href="#doubts" { "Before relying on it" }
                    a href="#arrangements" { "Arrangements" }
                    a href="#differences" { "Differences" }
                    a href="#risk" { "Who bears the risk" }
                    @if has_views { a href="#views" { "Views" } }
                    a href="#decision" { "Which is best" }
                    @if has_scans { a href="#break-even" { "Break-even" } }
                    @if has_ratios { a href="#ratios" { "Published ratios" } }
                    a href="#families" { "Who gains" }
                    a href="#assumptions" { "Assumptions" }
                    a href="#reading" { "How to read this" }
                }
                main {
                    (answer(comparison))
                    (doubts(comparison))
                    (frame::section("arrangements", "The arrangements", &arrangements::section(comparison)))
                    (frame::section("differences", "The same families, paid for otherwise", &differences::section(comparison)))
                    (frame::section("risk", "Who bears which risk", &html! {
                        (chart(Subject::Burden))
                        (risk::section(comparison))
                    }))
                    @if has_views {
                        (frame::section("views", "Under every view of the evidence", &html! {
                            (chart(Subject::Verdicts))
                            (evidence::section(comparison))
                        }))
                    }
                    (frame::section("decision", "Which is best", &html! {
                        (chart(Subject::BestByWorth))
                        (chart(Subject::LossByWorth))
                        (evidence::decision(comparison))
                    }))
                    @if has_scans {
                        (frame::section("break-even", "How much better it must perform", &html! {
                            (chart(Subject::Scan))
                            (evidence::scans(comparison))
                        }))
                    }
                    @if has_ratios {
                        (frame::section("ratios", "The published ratios", &differences::ratios(comparison)))
                    }
                    (frame::section("families", "Who gains", &html! {
                        (chart(Subject::Groups))
                        (families::section(comparison))
                    }))
                    (frame::section("assumptions", "Every assumption", &html! {
                        (register::by_part(report))
                        (register::of_others(&comparison.assumptions_of_others()))
                    }))
                    (frame::section("reading", "How to read this", &html! {
                        (notes::coupling())
                        (notes::reading(report))
                    }))
                    (frame::section("limits", "What is not modelled", &notes::limits()))
                    (frame::section("again", "Getting this result again", &again(comparison)))
                }
            }
        }
    };
    page.into_string()
}

fn answer(comparison: &Comparison<'_>) -> Markup {
    let answers = answers(comparison);
    frame::section(
        "answer",
        "The answer",
        &html! {
            @if comparison.arrangement_count() < 2 {
                p { "There is one arrangement only: it is held against the status quo below. Add a " code { "[[variants]]" } " to compare it with another." }
            }
            @for (title, sentences) in &answers {
                h3 { (title) }
                ul { @for it in sentences { li { (frame::code(it)) } } }
            }
        },
    )
}

fn doubts(comparison: &Comparison<'_>) -> Markup {
    let report = &comparison.report;
    frame::section(
        "doubts",
        "Before relying on this",
        &html! {
            ul.doubts {
                li { strong { "Whether paying for outcomes makes the work better is not known." } " No trial has compared the two. The worlds here differ by what the scenario says they differ by, and by nothing else." }
                @for (title, text) in &cautions(comparison) {
                    li { strong { (title) "." } " " (frame::code(text)) }
                }
                @for doubt in &warnings(report.base(), report.summary) {
                    li { strong { (doubt.title()) "." } " " (frame::code(&doubt.to_string())) " " (frame::code(doubt.advice())) }
                }
            }
        },
    )
}

fn again(comparison: &Comparison<'_>) -> Markup {
    html! {
        pre { code { (comparison.command) } }
        p {
            "gives every number of this page again, on any number of threads, with Kinward " (comparison.report.version) ". Beside this page lie "
            code { "table.md" } " and " code { "table.tex" } " (tables for a paper), " code { "comparisons.parquet" } " (a row for each pair of worlds and metric), "
            code { "trials.parquet" } " (a row for each trial and world), " code { "summary.json" } " (every estimate, and the differences from the reference), "
            code { "charts/" } " and " code { "manifest.json" } " (digests of all of them). There are "
            (format::whole(comparison.compared.pairs.iter().map(|it| it.differences.len()).sum())) " differences in all."
        }
    }
}
