//! `report.html`: one page that stands by itself, for a commissioner first.
//!
//! Styles and charts are part of it, it asks the network for nothing and needs no script. Each
//! number has its interval, its standard error and its definition near it, and every table says
//! the same as the charts, for those who cannot see them.

mod agreed;
mod answer;
mod care;
mod claims;
mod comparison;
mod councils;
mod frame;
mod investor;
mod money;
mod notes;
mod portfolio;
mod pricing;
mod range;
mod register;
mod worlds;

use std::io;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::Drawing;
use super::figure::{self, drivers, saving};
use super::view::{Bands, PROGRAMME};
use super::{Report, Warning, format, headline, warnings};
use kinward::findings::visible;

pub(super) use comparison::page as comparison_page;
pub(super) use portfolio::page as portfolio_page;
pub(super) use pricing::effect_name;
#[cfg(test)]
pub(super) use pricing::investor_sections;
pub(super) use pricing::page as pricing_page;

const STYLE: &str = include_str!("style.css");

/// A page with the charts that it shows.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) charts: Charts,
}

/// The charts of a page, in the order in which it shows them.
#[derive(Clone, Debug, Default)]
pub(super) struct Charts(Vec<Drawing>);

impl Charts {
    /// A chart below its heading, which keeps its size where the drawing is scrolled; nothing where
    /// there is nothing to draw.
    fn show(&mut self, drawing: Option<Drawing>) -> Markup {
        let markup = html! {
            @if let Some(drawing) = &drawing {
                figure {
                    figcaption { b { (drawing.heading.title) } small { (drawing.heading.subtitle) } }
                    div.drawing { (PreEscaped(&drawing.body)) }
                }
            }
        };
        self.0.extend(drawing);
        markup
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Drawing> {
        self.0.iter()
    }
}

/// The page of a run.
pub(super) fn page(report: &Report<'_>, bands: &Bands) -> io::Result<Page> {
    let mut charts = Charts::default();
    let fold = frame::fold;
    let main = html! {
        (range::section(report))
        (contents(&links(report)))
        (doubts(report))
        p.small.follows { (follows(report)) }
        (fold("saving", "What the council saves", headline::saving(report).as_deref(), &html! {
            (charts.show(saving::distribution(report)?))
            (charts.show(saving::by_month(report, bands)))
            (councils::each(report))
            (money::definitions(report))
            (money::years(report))
        }))
        @if report.has_variants() {
            (fold("views", "Other views and arrangements", None, &html! {
                (charts.show(saving::by_world(report)))
                (worlds::table_and_notes(report))
            }))
        }
        (fold("drivers", "What drives the answer", None, &html! {
            (charts.show(drivers::spread_from(report)))
            (charts.show(drivers::tornado(report)))
            (answer::drivers(report))
            (answer::drivers_by_view(report))
        }))
        (fold("care", "Children and care", None, &html! {
            (charts.show(figure::care::children(report, bands)))
            (care::activity(report))
            (care::days(report, bands)?)
        }))
        (fold("payments", "What is paid", None, &html! {
            (charts.show(figure::care::payments(report)))
            (money::payments(report))
            (agreed::and_true(report))
        }))
        @if report.has_investor(report.headline) {
            (fold("investor", "What the investor gets", headline::investor(report).as_deref(), &html! {
                (charts.show(figure::investor::returns(report)?))
                (charts.show(figure::investor::position(report, bands)))
                (investor::table_and_rates(report))
            }))
        }
        @if !report.summary.claims.is_empty() {
            (fold("claims", "Published figures against the simulation", None, &claims::table_of_claims(report)))
        }
        (fold("assumptions", "Every assumption", Some(&register::counted_words(report)), &register::by_part(report)))
        (fold("about", "The contract and the simulation", None, &about(report)))
        (fold("reading", "How to read this", None, &html! {
            (notes::reading(report))
            h3 { "What is not modelled" }
            (notes::limits())
        }))
    };
    let titles = ("Kinward report", "simulation report");
    Ok(Page { text: answer_first(report, titles, &main), charts })
}

/// What the contract is, what was run, and how to run it again.
fn about(report: &Report<'_>) -> Markup {
    html! {
        @if let Some(description) = &report.base().description { p { (description.trim()) } }
        (facts_list(&facts(report)))
        h3 { "Getting this result again" }
        (notes::again(report))
    }
}

/// Which view the sections past the first page are of.
fn follows(report: &Report<'_>) -> Markup {
    html! {
        @if report.has_variants() {
            "The sections below follow the scenario "
            @if report.headline == PROGRAMME { "as its file has it" } @else { "under the view “" (report.name(report.headline)) "”" }
            "; " code { "kinward run --view NAME" } " follows another view."
        }
    }
}

/// A whole page: what stands in its title after the scenario's name and above it, the facts of the
/// simulation, links to those of its sections that there are, and the sections.
fn document(
    report: &Report<'_>,
    (title, kicker): (&str, &str),
    facts: &[(&str, String)],
    links: &[(&str, &str, bool)],
    main: &Markup,
) -> String {
    let base = report.base();
    let head = Head {
        name: &base.name,
        description: base.description.as_deref(),
        title,
        kicker: &format!("Social outcomes contract · {kicker}"),
        simulated: Some(report.simulated()),
        version: report.version,
    };
    whole_page(&head, facts, links, main)
}

/// The same with the answer at its top: the facts stand in a section of their own.
fn answer_first(report: &Report<'_>, (title, kicker): (&str, &str), main: &Markup) -> String {
    let head = Head {
        name: &report.base().name,
        description: None,
        title,
        kicker: &format!("Social outcomes contract · {kicker} · {}", report.simulated()),
        simulated: None,
        version: report.version,
    };
    whole_page(&head, &[], &[], main)
}

/// What stands at the top of a page.
struct Head<'a> {
    name: &'a str,
    description: Option<&'a str>,
    /// In the title, after the name.
    title: &'a str,
    /// Above the name.
    kicker: &'a str,
    /// None where a section of the page says it.
    simulated: Option<String>,
    version: &'a str,
}

fn whole_page(
    head: &Head<'_>,
    facts: &[(&str, String)],
    links: &[(&str, &str, bool)],
    main: &Markup,
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "Kinward " (head.version) };
                title { (head.name) " – " (head.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.kicker { (head.kicker) }
                    h1 { (head.name) }
                    @if let Some(description) = head.description { p.lead { (description.trim()) } }
                    @if let Some(simulated) = &head.simulated {
                        (facts_list(&[facts, &[("Simulated", simulated.clone()), ("Made with", format!("Kinward {}", head.version))]].concat()))
                    }
                }
                @if !links.is_empty() { (contents(links)) }
                main { (main) }
            }
        }
    };
    // A line would break between a minus and a pound sign.
    visible(&page.into_string()).replace("−£", "−\u{2060}£")
}

/// Links to the sections that there are.
fn contents(links: &[(&str, &str, bool)]) -> Markup {
    html! {
        nav aria-label="Contents" {
            @for (id, name, _) in links.iter().filter(|link| link.2) { a href={ "#" (id) } { (name) } }
        }
    }
}

/// Facts in a few words each, by name.
fn facts_list(facts: &[(&str, String)]) -> Markup {
    html! { dl.facts { @for (name, fact) in facts { div { dt { (name) } dd { (fact) } } } } }
}

/// What was run.
fn facts(report: &Report<'_>) -> [(&'static str, String); 6] {
    let base = report.base();
    let starts = base.starts;
    let last = report.trials.months.saturating_sub(1);
    [
        ("Contract starts", format::calendar_month(0, starts)),
        ("Referrals", format::counted(base.referrals_end(), "month")),
        ("Savings counted over", report.horizon()),
        ("Contract followed until", format::calendar_month(last, starts)),
        ("Simulated", report.simulated()),
        ("Made with", format!("Kinward {}", report.version)),
    ]
}

/// Each section by its anchor and its name, and whether there is one.
fn links(report: &Report<'_>) -> [(&'static str, &'static str, bool); 10] {
    [
        ("doubts", "Before relying on it", !warnings(report).is_empty()),
        ("saving", "Saving", true),
        ("views", "Views", report.has_variants()),
        ("drivers", "Drivers", true),
        ("care", "Care", true),
        ("payments", "Payments", true),
        ("investor", "Investor", report.has_investor(report.headline)),
        ("claims", "Claims", !report.summary.claims.is_empty()),
        ("assumptions", "Assumptions", true),
        ("reading", "How to read this", true),
    ]
}

fn doubts(report: &Report<'_>) -> Markup {
    let doubts = warnings(report);
    html! {
        @if !doubts.is_empty() {
            (frame::section("doubts", "Before relying on this", &html! {
                @for it in &doubts { (doubt(it)) }
            }))
        }
    }
}

/// One doubt by its title, which opens what it says.
fn doubt(it: &Warning) -> Markup {
    folded_doubt(
        it.title(),
        &html! { (frame::code(&it.to_string())) " " (frame::code(it.advice())) },
    )
}

/// One of a list of doubts that are all open.
fn listed_doubt(it: &Warning) -> Markup {
    html! { li { strong { (it.title()) "." } " " (frame::code(&it.to_string())) " " (frame::code(it.advice())) } }
}

fn folded_doubt(title: &str, text: &Markup) -> Markup {
    html! { details.doubt { summary { (title) } p { (text) } } }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{BARE, FULL, RANKED, Run};
    use super::*;

    fn page_of(text: &str, trials: u64) -> String {
        let run = Run::of(text, trials);
        let report = run.report();
        let bands = Bands::of(report.trials).unwrap();
        page(&report, &bands).unwrap().text
    }

    #[test]
    fn the_page_stands_by_itself() {
        let page = page_of(FULL, 200);
        for outside in ["<script", "src=", "@import", "url(", "<link"] {
            assert!(!page.contains(outside), "{outside}");
        }
        // Only the name space of SVG looks like an address.
        assert_eq!(
            page.matches("http").count(),
            page.matches("http://www.w3.org/2000/svg").count()
        );
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"));
        assert!(page.contains("Stronger &lt;Families&gt;") && !page.contains("<Families>"));
    }

    #[test]
    fn tables_scroll_by_themselves_and_charts_keep_letters_that_can_be_read() {
        let page = page_of(FULL, 50);
        // The table of the answer has a narrow form of its own.
        let boxed = page.matches("<div class=\"table\"><table").count();
        assert_eq!(page.matches("<table").count(), boxed + 1);
        assert_eq!(page.matches("<table class=\"range\"").count(), 1);
        assert_eq!(
            page.matches("<svg xmlns").count(),
            page.matches("<div class=\"drawing\"><svg").count()
        );
        // On a phone a drawing is 44rem wide: 704 pixels for the 6,080 of its sheet.
        assert!(STYLE.contains(".drawing svg { width: 44rem; }"));
        let sizes = page.split("font-size=\"").skip(1).map(|it| {
            let size = it.split('"').next().unwrap_or_default();
            size.parse::<f64>().unwrap() * 704.0 / 6080.0
        });
        let smallest = sizes.fold(f64::MAX, f64::min);
        assert!((9.0..20.0).contains(&smallest), "{smallest}");
    }

    #[test]
    fn a_chart_has_its_heading_once() {
        let run = Run::of(FULL, 50);
        let report = run.report();
        let bands = Bands::of(report.trials).unwrap();
        let page = page(&report, &bands).unwrap();
        assert_eq!(page.charts.iter().count(), page.text.matches("<figcaption>").count());
        for drawing in page.charts.iter() {
            assert!(drawing.svg.starts_with("<svg xmlns=") && !drawing.svg.contains("NaN"));
            let texts = |svg: &str| svg.matches("<text").count();
            assert!(texts(&drawing.body) < texts(&drawing.svg));
            let heading =
                format!("<figcaption><b>{}</b>", html! { (drawing.heading.title) }.into_string());
            let heading = heading.replace("−£", "−\u{2060}£");
            assert!(!drawing.body.contains("font-size=\"144\""));
            assert_eq!(page.text.matches(&heading).count(), 1);
        }
    }

    #[test]
    fn awkward_scenarios_have_a_page_without_holes() {
        for (text, trials) in [(FULL, 1), (FULL, 30), (BARE, 1), (BARE, 200)] {
            let page = page_of(text, trials);
            assert!(!page.contains("NaN") && !page.contains("inf%"), "{trials}");
            assert_eq!(page.matches("<h1>").count(), 1);
            assert!(page.contains("Agreed and simulated deadweight"), "{trials}");
        }
        let bare = page_of(BARE, 50);
        for absent in ["id=\"investor\"", "id=\"claims\"", "id=\"views\""] {
            assert!(!bare.contains(absent), "{absent}");
        }
    }

    #[test]
    fn tranches_guarantees_and_the_fee_are_explained_where_there_are_any() {
        let page = page_of(&FULL.replace(RANKED.0, RANKED.1), 50);
        for said in [
            "The council pays a coupon of 5% a year on the capital outstanding for 36 months",
            "The council makes good what is missing of 60% of the capital",
            "The fund manager takes 2% of the commitment a year",
            "Junior",
            "<code>investor_irr_after_fee</code>",
        ] {
            assert!(page.contains(said), "{said}");
        }
        let plain = page_of(FULL, 50);
        for absent in ["coupon", "Tranche", "fund_fee"] {
            assert!(!plain.contains(absent), "{absent}");
        }
    }

    #[test]
    fn no_families_make_a_page_too() {
        let nobody = FULL.replace("rate = 4 }", "rate = 0 }");
        assert!(page_of(&nobody, 20).contains("no value in any trial"));
    }

    #[test]
    fn a_contract_that_pays_nothing_is_a_total_loss() {
        let nothing = FULL.replace("rate = 200", "rate = 0");
        assert!(page_of(&nothing, 20).contains("loses everything"));
    }
}
