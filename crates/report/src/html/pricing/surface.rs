//! What must be true for the council to gain.

use maud::{Markup, html};

use super::super::super::format;
use super::super::super::pricing::{Pricing, multiple, under};
use super::super::frame::{table, with_error};
use kinward::analysis::{Answer, Effect, Met, Solution};
use kinward::results::{TOO_FEW, Unit};

pub(super) fn section(pricing: &Pricing<'_>) -> Markup {
    html! {
        p { "At the tariff of the file, and with everything else as " (under(&pricing.views[0])) " has it. Costs of care are multiples of every placement, entry and support at home; a saving at another cost of care is worked out from the same lives, which prices do not change." }
        (must(pricing))
        (cells(pricing))
    }
}

/// One circumstance at a time.
fn must(pricing: &Pricing<'_>) -> Markup {
    let musts = &pricing.price.surface.must;
    let headings: Vec<String> = std::iter::once("View of the evidence".to_owned())
        .chain(musts.iter().map(|must| format!("Multiple of the {}", must.name)))
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    table(
        "Where the council breaks even on average: one circumstance at a time, as a multiple of what the view says",
        &headings,
        &html! {
            @for (place, view) in pricing.views.iter().enumerate() {
                tr {
                    th scope="row" { (view) }
                    @for it in musts { td.number { (answer(&it.answers[place])) } }
                }
            }
        },
    )
}

fn answer(answer: &Answer) -> String {
    match &answer.solution {
        Solution::At { value, standard_error, met } => {
            let side = if *met == Met::Above { "or more" } else { "or less" };
            format!("{} {side}", multiple(*value, *standard_error))
        }
        Solution::Always => "any that was tried".to_owned(),
        Solution::Never => "none that was tried".to_owned(),
        Solution::Several { .. } => "no single value".to_owned(),
        Solution::TooFew { .. } => TOO_FEW.to_owned(),
    }
}

/// The surface in tables, one for each effect.
fn cells(pricing: &Pricing<'_>) -> Markup {
    let surface = &pricing.price.surface;
    let risks: Vec<String> = surface
        .risks
        .iter()
        .map(|risk| match risk.probability {
            Some(share) => format::share(share),
            None => format::times(risk.level),
        })
        .collect();
    let headings: Vec<&str> =
        std::iter::once("Cost of care").chain(risks.iter().map(String::as_str)).collect();
    html! {
        details {
            summary { "The surface in numbers" }
            @for (effect, rows) in surface.effects.iter().zip(&surface.net_saving) {
                (table(&format!("The council’s expected net saving by risk without the programme, {}", effect_name(effect)), &headings, &html! {
                    @for (price, row) in surface.care_prices.iter().zip(rows) {
                        tr {
                            th scope="row" { "×" (format::decimal(*price, 1)) }
                            @for it in row { td.number { (with_error(Unit::Pounds, *it)) } }
                        }
                    }
                }))
            }
        }
    }
}

/// An effect in words.
pub(crate) fn effect_name(effect: &Effect) -> String {
    match effect.hazard_ratio {
        Some(ratio) => format!("hazard ratio about {}", format::decimal(ratio, 2)),
        None => format!("effect {}", format::times(effect.level)),
    }
}
