//! The worlds side by side.

use maud::{Markup, html};

use super::super::format::{Middle, NONE, short_chance};
use super::super::{Report, headline, label, outlook};
use super::frame::{error, table};
use kinward::results::{AskedSaving, Metric, Role, Unit};

/// One row a world with a programme, and what each other one changes.
pub(super) fn side_by_side(report: &Report<'_>) -> Markup {
    let AskedSaving { metric, claim } = report.asked_saving();
    let reaches = claim.map(|_| format!("Chance of {}", report.aim()));
    let saving = format!("Net saving{}, median", outlook::counted(metric));
    let mut headings = vec!["World", &saving, "90% of trials", "Saves anything"];
    headings.extend(reaches.as_deref());
    let invests = report.programmes().any(|(index, _)| report.has_investor(index));
    if invests {
        headings.extend(["Investor loses", "Median return"]);
    }
    let worlds = report.programmes();
    let worlds = worlds.filter_map(|(index, world)| Some((index, world, world.estimate(metric)?)));
    table(
        "The same families in every world",
        &headings,
        &html! {
            @for (index, world, saving) in worlds {
                @let median = Middle::median(Unit::Pounds, saving);
                tr {
                    th scope="row" { (label::capitalised(report.name(index))) }
                    td.number { (median.middle) (error(&median.error)) }
                    td.number { (median.interval()) }
                    td.number { (chance_cell(world.metric(metric).and_then(|metric| Some((metric.above_zero?, metric.estimate?.count))))) }
                    @if let Some((place, claim)) = claim {
                        td.number { (chance_cell(report.claim(index, place).map(|it| (super::super::view::claim_chance(claim, it), it.estimate.count)))) }
                    }
                    @if invests {
                        td.number { (chance_cell(world.estimate(Metric::InvestorLoses).and_then(|estimate| Some((estimate.chance()?, estimate.count))))) }
                        td.number {
                            @match world.estimate(Metric::InvestorIrr).map(|estimate| Middle::median(Unit::YearlyRate, estimate)) {
                                Some(it) => { (it.middle) (error(&it.error)) }
                                None => { (NONE) }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn chance_cell(chance: Option<(kinward::numeric::summary::Chance, usize)>) -> Markup {
    html! {
        @match chance {
            Some((it, trials)) => { (short_chance(it, trials)) (error(&headline::error(it))) }
            None => { (NONE) }
        }
    }
}

/// The table, then what each other arrangement and view is.
pub(super) fn table_and_notes(report: &Report<'_>) -> Markup {
    html! {
        (side_by_side(report))
        p.small { code { "kinward compare" } " compares every arrangement under every view." }
        (notes(report, Role::Variant, "Other arrangements: what the parties could choose"))
        (notes(report, Role::View, "Other views of the evidence"))
    }
}

/// What each world of a kind stands for.
fn notes(report: &Report<'_>, role: Role, heading: &str) -> Markup {
    let worlds: Vec<usize> = report
        .programmes()
        .filter(|programme| programme.1.label.role == role)
        .map(|programme| programme.0)
        .collect();
    html! {
        @if !worlds.is_empty() {
            h3 { (heading) }
            dl.variants {
                @for index in worlds {
                    dt { (label::capitalised(report.name(index))) }
                    dd {
                        @if let Some(note) = report.note(index) { p { (note) } }
                        p.small { (label::sets_otherwise(report.base(), report.scenario(index))) }
                    }
                }
            }
        }
    }
}
