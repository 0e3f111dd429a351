//! A table by its columns, for those that fit in memory.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::parquet::{properties, put};

/// One column: its name, and what it holds.
pub(super) struct Column<'a> {
    pub(super) name: String,
    pub(super) values: Values<'a>,
}

pub(super) enum Values<'a> {
    Words(Vec<&'a str>),
    Wholes(Vec<i64>),
    Numbers(Vec<Option<f64>>),
    Truths(Vec<Option<bool>>),
}

/// Writes one row group of all columns under the table's name.
pub(super) fn write<W: Write + Send>(
    file: W,
    name: &str,
    columns: &[Column<'_>],
) -> Result<W, ParquetError> {
    let properties = Arc::new(properties().build());
    let mut file = SerializedFileWriter::new(file, schema(name, columns)?, properties)?;
    let mut group = file.next_row_group()?;
    for column in columns {
        match &column.values {
            Values::Words(words) => {
                let words: Vec<ByteArray> =
                    words.iter().map(|word| ByteArray::from(*word)).collect();
                put::<ByteArrayType, W>(&mut group, &words, None)?;
            }
            Values::Wholes(wholes) => put::<Int64Type, W>(&mut group, wholes, None)?,
            Values::Numbers(numbers) => {
                let present: Vec<i16> =
                    numbers.iter().map(|number| i16::from(number.is_some())).collect();
                let numbers: Vec<f64> = numbers.iter().flatten().copied().collect();
                put::<DoubleType, W>(&mut group, &numbers, Some(&present))?;
            }
            Values::Truths(truths) => {
                let present: Vec<i16> =
                    truths.iter().map(|truth| i16::from(truth.is_some())).collect();
                let truths: Vec<bool> = truths.iter().flatten().copied().collect();
                put::<BoolType, W>(&mut group, &truths, Some(&present))?;
            }
        }
    }
    group.close()?;
    file.into_inner()
}

fn schema(name: &str, columns: &[Column<'_>]) -> Result<TypePtr, ParquetError> {
    let field = |column: &Column<'_>| {
        let of = |physical| Type::primitive_type_builder(&column.name, physical);
        let field = match column.values {
            Values::Words(_) => of(Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::String)),
            Values::Wholes(_) => of(Physical::INT64).with_repetition(Repetition::REQUIRED),
            Values::Numbers(_) => of(Physical::DOUBLE).with_repetition(Repetition::OPTIONAL),
            Values::Truths(_) => of(Physical::BOOLEAN).with_repetition(Repetition::OPTIONAL),
        };
        field.build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    Ok(Arc::new(Type::group_type_builder(name).with_fields(fields).build()?))
}
