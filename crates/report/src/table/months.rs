//! `months.csv`: one row a world, series and month.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::view::{Bands, has_series};
use super::super::{Report, finish, format, other};
use kinward::results::SERIES;

const HEADER: [&str; 12] = [
    "world",
    "series",
    "unit",
    "month",
    "calendar_month",
    "mean",
    "standard_error",
    "p05",
    "p25",
    "p50",
    "p75",
    "p95",
];

/// What spreadsheets need to see before they read a file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A name that no spreadsheet takes for a formula: one that begins like it gets an apostrophe before it.
fn as_text(name: &str) -> Cow<'_, str> {
    if name.trim_start().starts_with(['=', '+', '-', '@']) || name.starts_with(['\t', '\r']) {
        Cow::Owned(format!("'{name}"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Writes the table. The first month is 1; cumulative series stand as at its end.
pub(crate) fn months(mut file: impl Write, report: &Report<'_>, bands: &Bands) -> io::Result<()> {
    file.write_all(BYTE_ORDER_MARK)?;
    let mut table = csv::Writer::from_writer(file);
    table.write_record(HEADER).map_err(other)?;
    let calendar: Vec<String> = (0..report.trials.months)
        .map(|index| format::iso_month(index, report.base().starts))
        .collect();
    let mut shown = String::new();
    for (index, world) in report.summary.worlds.iter().enumerate() {
        let world_name = as_text(&world.label.name);
        for series in SERIES.into_iter().filter(|it| has_series(report, index, *it)) {
            let of_series = [world_name.as_ref(), series.name(), series.unit().name()];
            for (month, estimate) in bands.get(index, series).iter().enumerate() {
                let Some(estimate) = estimate else { continue };
                for field in of_series {
                    table.write_field(field).map_err(other)?;
                }
                table.write_field((month + 1).to_string()).map_err(other)?;
                table.write_field(&calendar[month]).map_err(other)?;
                let numbers =
                    [estimate.mean, estimate.standard_error].into_iter().chain(estimate.quantiles);
                for number in numbers {
                    shown.clear();
                    // One trial has no standard error.
                    if number.is_finite() {
                        write!(shown, "{number}").expect("a string takes any text");
                    }
                    table.write_field(&shown).map_err(other)?;
                }
                table.write_record(None::<&[u8]>).map_err(other)?;
            }
        }
    }
    finish(table.into_inner().map_err(|problem| other(problem.to_string()))?)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::super::super::view::PROGRAMME;
    use super::*;

    #[test]
    fn no_name_is_a_formula() {
        let names = ["=1+1", "+2", "-3", "@SUM(A1)", " =1", "\t=1", "Norfolk’s £ view", "2-year"];
        let written = names.map(|name| as_text(name).into_owned());
        assert_eq!(
            written,
            ["'=1+1", "'+2", "'-3", "'@SUM(A1)", "' =1", "'\t=1", "Norfolk’s £ view", "2-year"]
        );
        let run = fixture::Run::of(fixture::BARE, 20);
        let mut report = run.report();
        let mut summary = report.summary.clone();
        "=HYPERLINK(\"x\")".clone_into(&mut summary.worlds[PROGRAMME].label.name);
        report.summary = &summary;
        let mut text = Vec::new();
        months(&mut text, &report, &Bands::of(report.trials).unwrap()).expect("a vector");
        let mut table = csv::Reader::from_reader(&text[BYTE_ORDER_MARK.len()..]);
        let starts: Vec<char> =
            table.records().filter_map(|row| row.unwrap()[0].chars().next()).collect();
        assert!(starts.contains(&'\'') && !starts.contains(&'='), "{starts:?}");
    }

    #[test]
    fn there_is_a_row_for_each_world_series_and_month() {
        let run = fixture::Run::of(fixture::FULL, 40);
        let report = run.report();
        let mut text = Vec::new();
        months(&mut text, &report, &Bands::of(report.trials).unwrap())
            .expect("a vector takes it all");
        let text = text.strip_prefix(BYTE_ORDER_MARK).expect("spreadsheets need the mark");
        let mut table = csv::Reader::from_reader(text);
        assert_eq!(table.headers().unwrap().iter().collect::<Vec<_>>(), HEADER);
        let rows: Vec<csv::StringRecord> = table.records().map(|record| record.unwrap()).collect();
        // The status quo has one series; both programmes have all of them.
        assert_eq!(
            rows.len(),
            report.trials.months * (1 + SERIES.len() * (report.summary.worlds.len() - 1))
        );
        let first = &rows[0];
        assert_eq!(
            [&first[0], &first[1], &first[3], &first[4]],
            ["status quo", "children_in_care", "1", "2019-02"]
        );
        let quantiles: Vec<f64> = first.iter().skip(7).map(|it| it.parse().unwrap()).collect();
        assert!(quantiles.is_sorted(), "{quantiles:?}");
    }
}
