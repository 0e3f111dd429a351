//! The page of the pricing desk: for a commissioner and an investor at one table.

mod investor;
mod surface;
mod zone;

#[cfg(test)]
pub(crate) use investor::sections as investor_sections;
pub(crate) use surface::effect_name;

use maud::{Markup, html};

use super::super::pricing::{Pricing, about_levers, answers, closing, under, wants};
use super::super::{figure, format, warnings};
use super::{Charts, Page, document, frame, listed_doubt, notes, register};

/// The page's text.
pub(crate) fn page(pricing: &Pricing<'_>) -> Page {
    let mut charts = Charts::default();
    let report = &pricing.report;
    let has_levers = !pricing.price.levers.is_empty();
    let main = html! {
        (answer(pricing, &mut charts))
        (doubts(pricing))
        (frame::section("tariffs", "Both sides at each tariff", &html! {
            (charts.show(figure::pricing::both_sides(pricing)))
            (zone::both_sides(pricing))
        }))
        @if has_levers {
            (frame::section("levers", about_levers(pricing), &html! {
                (charts.show(figure::pricing::levers(pricing)))
                p { "One term or circumstance at a time, under " (under(&pricing.views[pricing.price.levers_view])) ", with the tariff left to both sides. A tariff, a deduction and a cap move the same money between them; what is new on the table comes from a co-payer, from cheaper or better work, or from more families." }
                ul { @for it in &closing(pricing) { li { (it) } } }
                (zone::levers(pricing))
            }))
        }
        (frame::section("surface", "What must be true for the council to gain", &html! {
            (charts.show(Some(figure::pricing::surface(pricing))))
            (surface::section(pricing))
        }))
        (investor::sections(&pricing.investor(), &mut charts))
        (frame::section("assumptions", "Every assumption", &register::by_part(report)))
        (frame::section("reading", "How to read this", &html! {
            (zone::reading(pricing))
            (notes::reading(report))
        }))
        (frame::section("limits", "What is not modelled", &notes::limits()))
        (frame::section("again", "Getting this result again", &again(pricing)))
    };
    let facts = [
        (
            "Arrangement",
            pricing.arrangement.map_or_else(|| "that of the file".to_owned(), str::to_owned),
        ),
        ("Views of the evidence", pricing.views.len().to_string()),
        ("Savings counted over", report.horizon()),
    ];
    let links = [
        ("answer", "The answer", true),
        ("doubts", "Before relying on it", true),
        ("tariffs", "Both sides", true),
        ("levers", "Closing the gap", has_levers),
        ("surface", "What must be true", true),
        ("investor", "The investor", true),
        ("capital", "Capital", true),
        ("stress", "Stress", !pricing.price.stresses.is_empty()),
        ("cases", "Cases", !pricing.price.cases.is_empty()),
        ("assumptions", "Assumptions", true),
        ("reading", "How to read this", true),
    ];
    let titles = ("pricing desk", "pricing desk");
    Page { text: document(report, titles, &facts, &links, &main), charts }
}

fn answer(pricing: &Pricing<'_>, charts: &mut Charts) -> Markup {
    let said = answers(pricing);
    frame::section(
        "answer",
        "What tariff clears, and for whom",
        &html! {
            @if let Some((first, each)) = said.split_first() {
                p.lead { (first) }
                p { @for it in &wants(pricing) { (frame::code(it)) " " } }
                (charts.show(Some(figure::pricing::zones(pricing))))
                ul { @for it in each { li { (it) } } }
                (zone::table_by_view(pricing))
                (zone::counts(pricing))
            }
        },
    )
}

fn doubts(pricing: &Pricing<'_>) -> Markup {
    let report = &pricing.report;
    frame::section(
        "doubts",
        "Before relying on this",
        &html! {
            ul.doubts {
                li { strong { "What the other side believes is not known." } " Both conditions are read under the same view of the evidence; two parties that believe different things may agree where no view by itself has a zone, and the one that is wrong pays for it." }
                li { strong { "A tariff is not chosen alone." } " It is varied here with every other term unchanged: a party that is paid less may do less, and these figures do not include that." }
                @for it in &warnings(report) { (listed_doubt(it)) }
            }
        },
    )
}

fn again(pricing: &Pricing<'_>) -> Markup {
    html! {
        pre { code { (pricing.command) } }
        p {
            "gives every number of this page again, on any number of threads, with Kinward " (pricing.report.version) ". "
            (format::counted(usize::try_from(pricing.simulated).unwrap_or(usize::MAX), "trial")) " of all worlds side by side were simulated for it. Beside this page lie "
            code { "summary.json" } " (every figure), " code { "trials.parquet" } " (a row for each trial of the contract on the file’s own terms), " code { "charts/" } " and " code { "manifest.json" } "."
        }
    }
}
