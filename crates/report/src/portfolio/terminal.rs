//! What `kinward portfolio` says at the prompt.

use comfy_table::Table;

use super::super::format::{self, column, short_chance};
use super::super::page::{Page, Screen, add_row, new_table};
use super::{PortfolioReport, answers, cautions};
use kinward::results::Unit;
use kinward::results::portfolio::PositionSummary;

/// The page. `place` is where the report stands.
pub fn page(report: &PortfolioReport<'_>, place: &str, screen: Screen) -> String {
    let mut page = Page::new(screen);
    page.heading(&report.portfolio.name);
    page.paragraph(&format!(
        "{}; {}",
        report.simulated(),
        format::counted(report.summary.contracts.len(), "contract")
    ));
    for (title, sentences) in answers(report) {
        page.section(title);
        for it in &sentences {
            page.bullet(it);
        }
    }
    if !report.summary.loss_without.is_empty() {
        page.section("The chance of a loss without what contracts share");
        page.table(&losses(report));
    }
    page.section("The fund and its contracts (means, but for the chance of a loss)");
    page.table(&positions(report));
    page.section("Before relying on this");
    for (title, text) in cautions(report) {
        page.warning(&format!("{title}."), &text);
    }
    page.gap();
    page.paragraph(&format!("Report: {place}"));
    page.text()
}

/// The fund as it is, and without each thing in turn.
fn losses(report: &PortfolioReport<'_>) -> Table {
    let headings = ["Without", "Grade", "Loses in", "Change, points", ""].map(str::to_owned);
    let mut table = new_table(&headings, 1);
    let trials = report.summary.trials;
    let as_is = format::measured_chance(report.summary.fund.loses, trials).plus_minus();
    add_row(
        &mut table,
        &["nothing: as it is".to_owned(), String::new(), as_is, String::new(), String::new()],
        1,
    );
    for it in &report.summary.loss_without {
        let number = report.number_behind(it.left_out);
        let grade = number.as_ref().and_then(|(_, known)| known.provenance.grade);
        let row = [
            number.map_or_else(|| "all of these".to_owned(), |(name, _)| name),
            grade.map_or_else(|| format::NONE.to_owned(), |grade| grade.to_string()),
            format::measured_chance(it.loses, trials).plus_minus(),
            format::measured(Unit::Share, it.change).plus_minus().replace('%', ""),
            if it.is_clear() { String::new() } else { "within noise".to_owned() },
        ];
        add_row(&mut table, &row, 1);
    }
    table
}

/// A row a contract, and one for the fund.
fn positions(report: &PortfolioReport<'_>) -> Table {
    let summary = report.summary;
    let contracts =
        summary.contracts.iter().map(|contract| (contract.name.as_str(), &contract.position));
    let rows: Vec<(&str, &PositionSummary)> =
        contracts.chain([("The fund", &summary.fund)]).collect();
    let pounds = |name: &str, figure: fn(&PositionSummary) -> (f64, f64)| {
        let found: Vec<(f64, f64)> = rows.iter().map(|row| figure(row.1)).collect();
        let noise = found.iter().map(|it| it.1).fold(0.0, f64::max);
        let means: Vec<f64> = found.iter().map(|it| it.0).collect();
        let (unit, written) = column(Unit::Pounds, &means, noise);
        (format!("{name} {unit}"), written)
    };
    let columns = [
        pounds("Paid in", |it| (it.drawn.mean, it.drawn.standard_error)),
        pounds("Got back", |it| (it.returned.mean, it.returned.standard_error)),
        pounds("NPV", |it| (it.npv.mean, it.npv.standard_error)),
        pounds("Worst 5%", |it| (it.worst.value, it.worst.standard_error)),
        pounds("Deviation", |it| (it.sd.value, it.sd.standard_error)),
    ];
    let headings: Vec<String> = [String::new(), "Loses in".to_owned()]
        .into_iter()
        .chain(columns.iter().map(|column| column.0.clone()))
        .chain(["Of variance".to_owned()])
        .collect();
    let mut table = new_table(&headings, 1);
    for (place, (name, position)) in rows.iter().enumerate() {
        let share = summary.contracts.get(place).map(|contract| contract.share);
        let share = match share {
            None => "100%".to_owned(),
            Some(None) => format::NONE.to_owned(),
            Some(Some(it)) => format::values(Unit::Share, &[it.value], it.standard_error).concat(),
        };
        let row: Vec<String> = [(*name).to_owned(), short_chance(position.loses, summary.trials)]
            .into_iter()
            .chain(columns.iter().map(|column| column.1[place].clone()))
            .chain([share])
            .collect();
        add_row(&mut table, &row, 1);
    }
    table
}
