//! What `kinward price` says at the prompt.

use super::super::page::{Page, Screen, add_row, new_table};
use super::super::{format, label};
use super::sentences::{about_levers, answers, closing, cut_short, must, wants};
use super::{Pricing, Tariff, under};
use kinward::analysis::{Answer, Solution};
use kinward::results::{BASE_VIEW, TOO_FEW};

/// The page. `place` is where the report stands.
pub fn page(pricing: &Pricing<'_>, place: &str, screen: Screen) -> String {
    let report = &pricing.report;
    let mut page = Page::new(screen);
    page.heading(&format!("{}: the pricing desk", report.base().name));
    page.paragraph(&format!(
        "{}; {}",
        report.simulated(),
        format::counted(pricing.views.len(), "view")
    ));
    page.section("What tariff clears, and for whom");
    for it in wants(pricing) {
        page.paragraph(&it.replace('`', ""));
    }
    let mut said = answers(pricing).into_iter();
    page.gap();
    if let Some(first) = said.next() {
        page.paragraph(&first);
    }
    page.gap();
    page.table(&table(pricing));
    if let Some(how_far) = cut_short(pricing) {
        page.gap();
        page.paragraph(&how_far);
    }
    if !pricing.price.levers.is_empty() {
        page.section(&format!(
            "{}, under {}",
            about_levers(pricing),
            under(&pricing.views[pricing.price.levers_view])
        ));
        for it in closing(pricing) {
            page.bullet(&it);
        }
    }
    page.section("What must be true for the council to save on average, at the tariff of the file");
    for (place, view) in pricing.views.iter().enumerate() {
        let each: Vec<String> = pricing
            .price
            .surface
            .must
            .iter()
            .map(|it| must(it, &it.answers[place], "what the file says"))
            .collect();
        page.bullet(&format!("Under {}: {}.", under(view), each.join("; ")));
    }
    page.section("The investor, as the file stands; the page has every view");
    for it in pricing.investor().sentences(1) {
        page.bullet(&it.replace('`', ""));
    }
    page.gap();
    page.paragraph(&format!("Report: {place}"));
    page.text()
}

fn table(pricing: &Pricing<'_>) -> comfy_table::Table {
    let tariff = Tariff::of(pricing.report.base());
    let unit = match tariff {
        Tariff::Rate { each, .. } => format!("£ {each}"),
        Tariff::Multiple => "× the rate card".to_owned(),
    };
    let headings = [
        "View of the evidence".to_owned(),
        format!("Investor needs, {unit}"),
        format!("Council can pay, {unit}"),
        "Zone".to_owned(),
    ];
    let mut table = new_table(&headings, 1);
    for (row, view) in pricing.price.zone.rows.iter().zip(pricing.views) {
        let cell = |answer: &Answer, none: &str, any: &str| match &answer.solution {
            Solution::At { value, standard_error, .. } => {
                tariff.with_error(*value, *standard_error)
            }
            Solution::Always => any.to_owned(),
            Solution::Never => none.to_owned(),
            Solution::Several { .. } => "no single value".to_owned(),
            Solution::TooFew { .. } => TOO_FEW.to_owned(),
        };
        let name = if view == BASE_VIEW { label::capitalised(view) } else { view.clone() };
        let cells = [
            name,
            cell(&row.floor, "none is enough", "any"),
            cell(&row.ceiling, "no tariff, not even £0", "any"),
            super::zone_words(&row.fit, tariff),
        ];
        add_row(&mut table, &cells, 1);
    }
    table
}
