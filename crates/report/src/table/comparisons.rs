//! `comparisons.parquet`: one row a pair of worlds and metric.

use std::io::{self, Write};

use super::super::comparison::Comparison;
use super::super::{finish, other};
use super::columns::{Column, Values, write};
use kinward::analysis::compare::Difference;

/// Writes the table.
pub(crate) fn comparisons(file: impl Write + Send, comparison: &Comparison<'_>) -> io::Result<()> {
    finish(write(file, "comparisons", &columns(comparison)).map_err(other)?)
}

fn columns<'a>(comparison: &Comparison<'a>) -> Vec<Column<'a>> {
    let worlds = &comparison.report.trials.worlds;
    let pairs = &comparison.answer.compared.pairs;
    let rows = || pairs.iter().flat_map(|it| it.differences.iter().map(move |row| (it.pair, row)));
    let label = |world: usize| &worlds[world].label;
    let words = |name: &str, values: Vec<&'a str>| Column {
        name: name.to_owned(),
        values: Values::Words(values),
    };
    let numbers = |name: &str, of: &dyn Fn(&Difference) -> Option<f64>| Column {
        name: name.to_owned(),
        values: Values::Numbers(
            rows().map(|(_, it)| of(it).filter(|number| number.is_finite())).collect(),
        ),
    };
    vec![
        words("world", rows().map(|(it, _)| label(it.world).name.as_str()).collect()),
        words("arrangement", rows().map(|(it, _)| label(it.world).arrangement.as_str()).collect()),
        words("view", rows().map(|(it, _)| label(it.world).view.as_str()).collect()),
        words("against", rows().map(|(it, _)| label(it.against).name.as_str()).collect()),
        words(
            "against_arrangement",
            rows().map(|(it, _)| label(it.against).arrangement.as_str()).collect(),
        ),
        words("against_view", rows().map(|(it, _)| label(it.against).view.as_str()).collect()),
        words("metric", rows().map(|(_, it)| it.name.as_str()).collect()),
        words("unit", rows().map(|(_, it)| it.metric.unit().name()).collect()),
        numbers("trials", &|it| Some(it.difference.count as f64)),
        numbers("mean", &|it| Some(it.means[0])),
        numbers("mean_against", &|it| Some(it.means[1])),
        numbers("difference", &|it| Some(it.difference.mean)),
        numbers("standard_error", &|it| Some(it.difference.standard_error)),
        numbers("sd", &|it| Some(it.difference.sd)),
        numbers("p05", &|it| Some(it.difference.quantiles[0])),
        numbers("p25", &|it| Some(it.difference.quantiles[1])),
        numbers("p50", &|it| Some(it.difference.quantiles[2])),
        numbers("p75", &|it| Some(it.difference.quantiles[3])),
        numbers("p95", &|it| Some(it.difference.quantiles[4])),
        numbers("probability_higher", &|it| Some(it.higher.share)),
        numbers("probability_lower", &|it| Some(it.lower.share)),
        numbers("probability_better", &|it| it.better.map(|better| better.share)),
        numbers("standard_error_unpaired", &|it| Some(it.unpaired_error)),
        numbers("narrowed", &|difference| difference.narrowed),
    ]
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::super::super::fixture::{FULL, Run};
    use super::*;
    use kinward::analysis::compare::{self, Compared};
    use kinward::results::{ImportantDifference, PROGRAMME, STATUS_QUO};

    /// Every difference of every pair, in the words and numbers of the comparison; none is null but
    /// what does not vary, and what is neither better nor worse.
    #[test]
    fn what_is_written_can_be_read_again() {
        let run = Run::of(FULL, 60);
        let report = run.report();
        let compared =
            Compared::of(report.trials, PROGRAMME, ImportantDifference::default()).unwrap();
        let scenarios = vec![report.base(); report.trials.worlds.len()];
        let again = Run::of(FULL, 60);
        let answer = compare::Comparison {
            trials: again.trials,
            summary: again.summary,
            compared,
            varied: "incentive.effect".to_owned(),
            scans: Vec::new(),
            scan_trials: 0,
        };
        let compared = &answer.compared;
        let comparison = Comparison {
            report,
            answer: &answer,
            scenarios: &scenarios,
            neutral: false,
            command: "kinward compare",
        };
        let mut bytes = Vec::new();
        comparisons(&mut bytes, &comparison).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(|it| it.unwrap()).collect();
        let all = compared
            .pairs
            .iter()
            .flat_map(|pair| pair.differences.iter().map(move |row| (pair, row)));
        assert_eq!(rows.len(), all.clone().count());
        assert_eq!(compared.pairs.len(), 2, "none beside the programme, and its other view");
        for (row, (pair, expected)) in rows.iter().zip(all) {
            let field = |name: &str| {
                row.get_column_iter()
                    .find(|column| column.0 == name)
                    .map(|it| it.1.clone())
                    .unwrap()
            };
            let against = &report.trials.worlds[pair.pair.against].label;
            assert_eq!(field("against"), Field::Str(against.name.clone()));
            assert_eq!(field("metric"), Field::Str(expected.name.clone()));
            let number = |number: f64| {
                if number.is_finite() { Field::Double(number) } else { Field::Null }
            };
            assert_eq!(field("difference"), number(expected.difference.mean));
            assert_eq!(field("p05"), number(expected.difference.p05()));
            assert_eq!(field("standard_error_unpaired"), number(expected.unpaired_error));
            let narrowed = expected.narrowed.map_or(Field::Null, Field::Double);
            assert_eq!(field("narrowed"), narrowed);
        }
        let is_gain = |row: &&parquet::record::Row| {
            row.to_string().contains("public_gain") && row.to_string().contains(STATUS_QUO)
        };
        assert_eq!(rows.iter().filter(is_gain).count(), 1, "a gain is one beside nothing too");
    }
}
