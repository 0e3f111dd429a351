//! A tree as a source of types: with this, whatever derives `Deserialize` can be read from a
//! [`Node`]. That the tree fits the type is left to `structure`.

use serde::de::value::{
    Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer,
};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::document::{Node, Value};

/// Below this every whole number is exact as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<'de> IntoDeserializer<'de, Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Table(entries) => {
                let entries = entries.iter().map(|(key, node)| (key.as_str(), node));
                visitor.visit_map(MapDeserializer::new(entries))
            }
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Value::String(text) | Value::Date(text) => visitor.visit_borrowed_str(text),
            Value::Integer(integer) => visitor.visit_i64(*integer),
            // A whole number may be written with a point where only whole ones make sense. Where a fraction
            // would too, it is read as the same number.
            Value::Float(float) if float.fract() == 0.0 && float.abs() < EXACT =>
            {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "it is whole, and not so great"
                )]
                visitor.visit_i64(*float as i64)
            }
            Value::Float(float) => visitor.visit_f64(*float),
            Value::Boolean(truth) => visitor.visit_bool(*truth),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    /// A date reads itself as a struct of its own.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Date(text) = &self.value else { return self.deserialize_any(visitor) };
        let date: toml::value::Datetime = text.parse().map_err(Error::custom)?;
        let date = toml::Value::Datetime(date);
        date.deserialize_struct(name, fields, visitor).map_err(Error::custom)
    }

    /// A word, or a table with the word as its only key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.value {
            Value::String(word) => {
                let word: StrDeserializer<'_, Error> = word.as_str().into_deserializer();
                word.deserialize_enum(name, variants, visitor)
            }
            Value::Table(entries) => {
                let entries = entries.iter().map(|(key, node)| (key.as_str(), node));
                let entries = MapDeserializer::new(entries);
                MapAccessDeserializer::new(entries).deserialize_enum(name, variants, visitor)
            }
            _ => Err(Error::custom("a word or a table is wanted")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::fixture;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Form {
        Fixed,
        Uniform { low: f64, high: f64 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sheet {
        starts: toml::value::Datetime,
        months: u32,
        names: Vec<String>,
        forms: [Form; 2],
        limit: Option<u8>,
    }

    fn read(text: &str) -> Result<Sheet, Error> {
        Sheet::deserialize(&fixture::document(text).root)
    }

    const TEXT: &str = "starts = 2019-02-01\nmonths = 60\nnames = [\"£\"]\n\
                        forms = [\"fixed\", { uniform = { low = 0, high = 0.5 } }]\n";

    #[test]
    fn a_tree_is_read_into_types() {
        let sheet = Sheet {
            starts: "2019-02-01".parse().unwrap(),
            months: 60,
            names: vec!["£".into()],
            forms: [Form::Fixed, Form::Uniform { low: 0.0, high: 0.5 }],
            limit: None,
        };
        assert_eq!(read(TEXT).unwrap(), sheet);
        let limited = read(&format!("{TEXT}limit = 255")).unwrap();
        assert_eq!(limited, Sheet { limit: Some(255), ..sheet });
    }

    #[test]
    fn a_tree_that_does_not_fit_is_no_panic() {
        for (right, wrong) in [
            ("2019-02-01", "1"),
            ("60", "-60"),
            ("\"fixed\"", "2019-02-01"),
            ("\"fixed\"", "{ fixed = 1, uniform = 2 }"),
            ("\"fixed\", ", ""),
        ] {
            assert!(read(&TEXT.replace(right, wrong)).is_err(), "{wrong}");
        }
    }
}
