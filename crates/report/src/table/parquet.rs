//! `trials.parquet`: one row a trial and world, with drawn assumptions, every metric, and what else is needed
//! to work out the statistics of metrics, claims, drivers and years again.
//!
//! A value that a trial does not have is null, and so is a time to an event that never comes: beside each
//! column of times another says whether it never does, and is null where there is no value. Row groups are
//! written in chunks of one world, so that memory stays bounded; nothing in the file varies between runs.

use std::io::{self, Write};
use std::sync::Arc;

use indexmap::IndexSet;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::super::{finish, other};
use kinward::results::{Column, Metric, MetricNames, Role, Trials, WorldLabel, WorldTrials};
use kinward::units::financial_year_label;

/// Rows of one row group.
const CHUNK: usize = 65_536;

/// Writes the table.
pub(crate) fn trials(file: impl Write + Send, trials: &Trials) -> io::Result<()> {
    finish(write(file, trials).map_err(other)?)
}

fn write<W: Write + Send>(file: W, trials: &Trials) -> Result<W, ParquetError> {
    let assumptions = assumption_names(trials);
    // Numbers that nearly all differ need no dictionary.
    let mut properties = properties().set_dictionary_enabled(false);
    for words in ["world", "role", "arrangement", "view", "irr_kind"] {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(words), true);
    }
    let properties = properties.build();
    let schema = schema(trials, &assumptions)?;
    let mut file = SerializedFileWriter::new(file, schema, Arc::new(properties))?;
    for world in &trials.worlds {
        for start in (0..trials.count()).step_by(CHUNK) {
            let rows = start..(start + CHUNK).min(trials.count());
            let mut group = file.next_row_group()?;
            write_group(&mut group, trials, world, &assumptions, rows)?;
            group.close()?;
        }
    }
    file.into_inner()
}

/// How every file is written. A chunk of one page needs no index.
pub(super) fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("kinward".to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
}

/// Of all worlds, in the order of their first appearance.
fn assumption_names(trials: &Trials) -> IndexSet<&str> {
    trials.worlds.iter().flat_map(|world| &world.assumption_names).map(String::as_str).collect()
}

fn schema(trials: &Trials, assumptions: &IndexSet<&str>) -> Result<TypePtr, ParquetError> {
    let text = |name: &str, repetition| {
        let column = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
        column.with_repetition(repetition).with_logical_type(Some(LogicalType::String)).build()
    };
    let number = |name: &str| {
        Type::primitive_type_builder(name, Physical::DOUBLE)
            .with_repetition(Repetition::OPTIONAL)
            .build()
    };
    let trial = Type::primitive_type_builder("trial", Physical::INT64)
        .with_repetition(Repetition::REQUIRED);
    let mut columns = vec![
        trial.build()?,
        text("world", Repetition::REQUIRED)?,
        text("role", Repetition::REQUIRED)?,
        text("arrangement", Repetition::REQUIRED)?,
        text("view", Repetition::REQUIRED)?,
    ];
    for name in assumptions {
        columns.push(number(&format!("assumption.{name}"))?);
    }
    for metric in &trials.metrics {
        columns.push(number(&trials.names.name(*metric))?);
        if metric.unit().is_time() {
            let never = never_name(&trials.names, *metric);
            let never = Type::primitive_type_builder(&never, Physical::BOOLEAN);
            columns.push(never.with_repetition(Repetition::OPTIONAL).build()?);
        }
    }
    columns.push(text("irr_kind", Repetition::OPTIONAL)?);
    for name in further_names(trials) {
        columns.push(number(&name)?);
    }
    let columns = columns.into_iter().map(Arc::new).collect();
    Ok(Arc::new(Type::group_type_builder("trials").with_fields(columns).build()?))
}

/// The value that each claim is compared with, by its place; what is saved and paid in each financial year; and every metric
/// again, of the trials that were simulated twice, with the same assumptions and other families.
fn further_names(trials: &Trials) -> Vec<String> {
    let Trials { names, metrics, worlds, .. } = trials;
    let claims = 1..=worlds.first().map_or(0, |world| world.claims.len());
    let co_payers = (0..names.co_payers().len()).map(Metric::PaymentsByCoPayer);
    let in_a_year: Vec<Metric> =
        [Metric::NetSaving, Metric::PaymentsByCouncil].into_iter().chain(co_payers).collect();
    let years = trials.years.iter().flat_map(|year| {
        let year = financial_year_label(*year);
        in_a_year.iter().map(move |metric| format!("year.{year}.{}", names.name(*metric)))
    });
    claims
        .map(|place| format!("claim.{place}"))
        .chain(years)
        .chain(metrics.iter().map(|metric| format!("again.{}", names.name(*metric))))
        .collect()
}

/// One chunk of one world, column by column in the order of the schema.
fn write_group<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    trials: &Trials,
    world: &WorldTrials,
    assumptions: &IndexSet<&str>,
    rows: std::ops::Range<usize>,
) -> Result<(), ParquetError> {
    let count = rows.len();
    let numbers: Vec<i64> = rows
        .clone()
        .map(|it| i64::try_from(trials.first + it as u64).unwrap_or(i64::MAX))
        .collect();
    put::<Int64Type, W>(group, &numbers, None)?;
    let WorldLabel { name, role, arrangement, view } = &world.label;
    for word in [name, role.name(), arrangement, view] {
        put::<ByteArrayType, W>(group, &vec![ByteArray::from(word); count], None)?;
    }
    for name in assumptions {
        let column = world.assumption_names.iter().position(|it| it == name);
        put_present(group, column.map(|column| &world.assumptions[column]), rows.clone())?;
    }
    for (metric, column) in trials.metrics.iter().zip(&world.metrics) {
        put_present(group, Some(column), rows.clone())?;
        if metric.unit().is_time() {
            put_never(group, &column.range(rows.clone())?)?;
        }
    }
    put_irr_kinds(group, world, rows.clone())?;
    for column in &world.claims {
        put_present(group, Some(column), rows.clone())?;
    }
    let has_programme = world.label.role != Role::StatusQuo;
    for column in &world.years {
        put_present(group, Some(column).filter(|_| has_programme), rows.clone())?;
    }
    let first = trials.first + rows.start as u64;
    let again = trials.replicated.partition_point(|trial| *trial < first);
    let until = trials.replicated.partition_point(|trial| *trial < first + count as u64);
    let places: Vec<usize> = trials.replicated[again..until]
        .iter()
        .map(|trial| usize::try_from(trial - first).expect("a row of this chunk"))
        .collect();
    for column in &world.replicates {
        put_at(group, &places, &column.range(again..until)?, count)?;
    }
    Ok(())
}

/// How each internal rate of return turned out.
fn put_irr_kinds<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    world: &WorldTrials,
    rows: std::ops::Range<usize>,
) -> Result<(), ParquetError> {
    let count = rows.len();
    // Nobody can say how a return turned out where there is no programme.
    let kinds: Vec<ByteArray> = match world.label.role {
        Role::StatusQuo => Vec::new(),
        Role::Programme | Role::Variant | Role::View => {
            world.irr[rows].iter().map(|it| ByteArray::from(it.name())).collect()
        }
    };
    let present = vec![i16::from(!kinds.is_empty()); count];
    put::<ByteArrayType, W>(group, &kinds, Some(&present))
}

/// `break_even_month_never`, and `break_even_month_never.a_council`.
fn never_name(names: &MetricNames, metric: Metric) -> String {
    let stem = metric.stem();
    names.name(metric).replacen(stem, &format!("{stem}_never"), 1)
}

/// A number that a reader can calculate with.
pub(super) fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

/// Whether a time is never; none where there is no time to speak of.
pub(super) fn is_never(time: f64) -> Option<bool> {
    (!time.is_nan()).then_some(time.is_infinite())
}

/// Whether each time is never.
fn put_never<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    times: &[f64],
) -> Result<(), ParquetError> {
    let truths: Vec<Option<bool>> = times.iter().map(|time| is_never(*time)).collect();
    let present: Vec<i16> = truths.iter().map(|truth| i16::from(truth.is_some())).collect();
    put::<BoolType, W>(group, &truths.into_iter().flatten().collect::<Vec<_>>(), Some(&present))
}

/// Rows of a column, with nulls for what is no number; all null where there is no column.
fn put_present<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: Option<&Column>,
    rows: std::ops::Range<usize>,
) -> Result<(), ParquetError> {
    let none = vec![f64::NAN; rows.len()];
    put_numbers(group, &column.map_or_else(|| Ok(none), |it| it.range(rows))?)
}

fn put_numbers<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &[f64],
) -> Result<(), ParquetError> {
    let present: Vec<i16> = column.iter().map(|it| i16::from(it.is_finite())).collect();
    let numbers: Vec<f64> = column.iter().copied().filter(|it| it.is_finite()).collect();
    put::<DoubleType, W>(group, &numbers, Some(&present))
}

/// Numbers at some rows of a chunk; null at the others.
fn put_at<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    places: &[usize],
    numbers: &[f64],
    count: usize,
) -> Result<(), ParquetError> {
    let mut column = vec![f64::NAN; count];
    for (place, number) in places.iter().zip(numbers) {
        column[*place] = *number;
    }
    put_numbers(group, &column)
}

pub(super) fn put<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    present: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("more columns than the schema has".to_owned());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    column.typed::<T>().write_batch(values, present, None)?;
    column.close()
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::super::super::fixture;
    use super::*;

    fn bytes(run: &fixture::Run) -> Vec<u8> {
        let mut bytes = Vec::new();
        trials(&mut bytes, run.report().trials).expect("a vector takes it all");
        bytes
    }

    /// What `crates/cli/tests/recomputed.rs` holds against the statistics that come of it.
    fn is_further(name: &str) -> bool {
        ["claim.", "year.", "again."].iter().any(|part| name.starts_with(part))
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let run = fixture::Run::of(fixture::FULL, 30);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes(&run)).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let trials = run.report().trials;
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(|it| it.unwrap()).collect();
        assert_eq!(rows.len(), 30 * trials.worlds.len());
        for (place, row) in rows.iter().enumerate() {
            let world = &trials.worlds[place / 30];
            let trial = place % 30;
            for (name, field) in row.get_column_iter() {
                let expected = trials
                    .names
                    .all()
                    .iter()
                    .position(|it| it == name)
                    .map(|it| world.metrics[it].numbers().unwrap()[trial]);
                let drawn = name.strip_prefix("assumption.").and_then(|name| {
                    let column = world
                        .assumption_names
                        .iter()
                        .position(|assumption_name| assumption_name == name)?;
                    Some(world.assumptions[column].numbers().unwrap()[trial])
                });
                match (name.as_str(), field, expected.or(drawn)) {
                    ("trial", field, _) => {
                        assert_eq!(*field, Field::Long(i64::try_from(trial).unwrap()));
                    }
                    ("world", field, _) => assert_eq!(*field, Field::Str(world.label.name.clone())),
                    (_, Field::Double(found), Some(expected)) => {
                        assert_eq!(*found, expected, "{name}");
                    }
                    (_, Field::Double(_) | Field::Null, None) if is_further(name) => {}
                    (_, Field::Null, expected) => {
                        assert!(
                            expected.is_none_or(|expected| !expected.is_finite()),
                            "{name}: {expected:?}"
                        );
                    }
                    (_, Field::Bool(never), None) => {
                        let metric = trials
                            .names
                            .all()
                            .iter()
                            .position(|it| *it == name.replace("_never", ""));
                        let time = world.metrics[metric.expect("a time")].numbers().unwrap()[trial];
                        assert_eq!(*never, time == f64::INFINITY, "{name}");
                    }
                    (_, Field::Str(_), None) => {}
                    other => panic!("{name}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn the_same_trials_give_the_same_bytes() {
        let run = fixture::Run::of(fixture::FULL, 20);
        assert_eq!(bytes(&run), bytes(&run));
    }
}
