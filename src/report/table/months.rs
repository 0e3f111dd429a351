//! `months.csv`: one row a world, series and month.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::view::{Bands, has_series};
use super::super::{Report, finish, format, other};
use crate::results::SERIES;

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

/// Writes the table. The first month is 1; cumulative series stand as at its end.
pub(in crate::report) fn months(
    file: impl Write,
    report: &Report<'_>,
    bands: &Bands,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(file);
    table.write_record(HEADER).map_err(other)?;
    let calendar: Vec<String> =
        (0..report.trials.months).map(|it| format::iso_month(it, report.base().starts)).collect();
    let mut shown = String::new();
    for (index, world) in report.summary.worlds.iter().enumerate() {
        for series in SERIES.into_iter().filter(|it| has_series(report, index, *it)) {
            let of_series = [world.label.name.as_str(), series.name(), series.unit().name()];
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
    finish(table.into_inner().map_err(|it| other(it.to_string()))?)
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn there_is_a_row_for_each_world_series_and_month() {
        let run = fixture::Run::of(fixture::FULL, 40);
        let report = run.report();
        let mut text = Vec::new();
        months(&mut text, &report, &Bands::of(report.trials).unwrap())
            .expect("a vector takes it all");
        let mut table = csv::Reader::from_reader(text.as_slice());
        assert_eq!(table.headers().unwrap().iter().collect::<Vec<_>>(), HEADER);
        let rows: Vec<csv::StringRecord> = table.records().map(|it| it.unwrap()).collect();
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
