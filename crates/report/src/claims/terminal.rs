//! The claims of one scenario at the prompt.

use comfy_table::Table;

use super::super::Report;
use super::super::page::{Page, Screen, add_row, new_table};
use super::{Row, Tally, rows};

const HEADINGS: [&str; 8] =
    ["", "Figure", "Claimed", "Median", "90% of trials", "Percentile", "Chance", "Verdict"];

/// The claims of one scenario, and what every world of it says to them.
pub fn page(report: &Report<'_>, screen: Screen) -> String {
    let mut page = Page::new(screen);
    page.heading(&report.base().name);
    page.paragraph(&format!("{}, {}", report.file, report.simulated()));
    let rows = rows(report);
    if !rows.is_empty() {
        page.gap();
        page.table(&table(&rows));
        page.gap();
        for (index, row) in rows.iter().enumerate() {
            page.item(&format!("{}. “{}” {}", index + 1, row.claim.text, row.claim.source));
            let worlds = row
                .other_worlds
                .as_ref()
                .map(|other_world| format!("Other worlds: {other_world}."));
            for line in [worlds, row.explanation()].into_iter().flatten() {
                page.under_item(&line);
            }
        }
    }
    page.gap();
    page.paragraph(&Tally::of(report).sentence());
    page.text()
}

/// Numbered rows, as the page of a run shows them too.
pub(in super::super) fn table(rows: &[Row<'_>]) -> Table {
    let mut table = new_table(&HEADINGS.map(str::to_owned), 2);
    for (index, row) in rows.iter().enumerate() {
        let cells = [
            format!("{}", index + 1),
            row.figure.clone(),
            row.claimed.clone(),
            row.median.clone(),
            row.interval.clone(),
            row.percentile.clone(),
            row.probability.clone(),
            row.verdict.to_owned(),
        ];
        add_row(&mut table, &cells, 2);
    }
    table
}
