//! Terms that are known, such as a limit, a lag or a window, with the evidence that a file gives for
//! them. They are read as plain numbers; what stands beside the number is found here, in the tree.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, IntoDeserializer, MapAccess, Visitor};

use crate::assumption::Provenance;
use toml_findings::{Node, Path, Shape, Shapes, Value};

/// The schema's mark on tables that say where a known number comes from.
const TERM: &str = "x-term";

/// What a whole number from `LOW` to `HIGH` may look like: bare, or as a table with its evidence.
pub(super) enum Whole<const LOW: u32, const HIGH: u32> {}

/// The same of any number.
pub(super) enum Exact<const LOW: u32, const HIGH: u32> {}

impl<const LOW: u32, const HIGH: u32> JsonSchema for Whole<LOW, HIGH> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Whole{LOW}To{HIGH}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        bare_or_sourced(&json_schema!({ "type": "integer", "minimum": LOW, "maximum": HIGH }))
    }
}

impl<const LOW: u32, const HIGH: u32> JsonSchema for Exact<LOW, HIGH> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Exact{LOW}To{HIGH}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (low, high) = (f64::from(LOW), f64::from(HIGH));
        bare_or_sourced(&json_schema!({ "type": "number", "minimum": low, "maximum": high }))
    }
}

fn bare_or_sourced(number: &Schema) -> Schema {
    json_schema!({
        "anyOf": [
            number,
            {
                "type": "object",
                "properties": {
                    "value": number,
                    "source": { "type": "string" },
                    "grade": { "type": "integer", "minimum": 1, "maximum": 6 },
                    "note": { "type": "string" },
                },
                "required": ["value"],
                "additionalProperties": false,
                "x-term": true,
            },
        ],
        "x-replace-whole": true,
    })
}

/// Reads a known number, bare or with its evidence.
pub(super) fn term<'de, D: Deserializer<'de>, N: Deserialize<'de>>(
    deserializer: D,
) -> Result<N, D::Error> {
    deserializer.deserialize_any(NumberOrTable(PhantomData))
}

/// The same of one that may be left out.
pub(super) fn optional_term<'de, D: Deserializer<'de>, N: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<N>, D::Error> {
    term(deserializer).map(Some)
}

struct NumberOrTable<N>(PhantomData<N>);

impl<'de, N: Deserialize<'de>> Visitor<'de> for NumberOrTable<N> {
    type Value = N;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a table")
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<N, E> {
        N::deserialize(number.into_deserializer())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<N, E> {
        N::deserialize(number.into_deserializer())
    }

    fn visit_map<M: MapAccess<'de>>(self, table: M) -> Result<N, M::Error> {
        Ok(Sourced::deserialize(MapAccessDeserializer::new(table))?.value)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sourced<N> {
    value: N,
    #[expect(dead_code, reason = "read from the tree")]
    source: Option<IgnoredAny>,
    #[expect(dead_code, reason = "read from the tree")]
    grade: Option<IgnoredAny>,
    #[expect(dead_code, reason = "read from the tree")]
    note: Option<IgnoredAny>,
}

/// A known number with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) at: Path,
    pub(super) value: f64,
    pub(super) provenance: Provenance,
}

/// All the known numbers of a tree for which it gives evidence. Those of the variants and views are
/// found where these have been laid over it.
pub(super) fn terms(root: &Node, shapes: &Shapes<'_>) -> Vec<Term> {
    let mut found = Vec::new();
    gather(root, &[shapes.top()], shapes, &Path::root(), &mut found);
    found
}

fn gather<'s>(
    node: &Node,
    places: &[Arc<Shape<'s>>],
    shapes: &Shapes<'s>,
    at: &Path,
    found: &mut Vec<Term>,
) {
    match &node.value {
        Value::Table(entries) if places.iter().any(|place| is_term(place)) => {
            let provenance = provenance(node);
            for (key, entry) in entries.iter() {
                let value = match entry.value {
                    Value::Integer(value) if key != "grade" => value as f64,
                    Value::Float(value) => value,
                    _ => continue,
                };
                if provenance == Provenance::default() && key != "value" {
                    continue;
                }
                let at = if key == "value" { at.clone() } else { at.own_key(key) };
                found.push(Term { at, value, provenance: provenance.clone() });
            }
        }
        Value::Table(entries) => {
            for (key, entry) in entries.iter() {
                if at.is_root() && ["variants", "views", "claims"].contains(&key.as_str()) {
                    continue;
                }
                let inside = shapes.inside(places, key);
                gather(entry, &inside, shapes, &at.own_key(key), found);
            }
        }
        Value::Array(items) => {
            let inside = shapes.children(places, None);
            for (index, item) in items.iter().enumerate() {
                gather(item, &inside, shapes, &at.index(index), found);
            }
        }
        _ => {}
    }
}

fn is_term(shape: &Shape<'_>) -> bool {
    shape.keyword(TERM).is_some() || shape.branches().iter().any(|branch| is_term(branch))
}

fn provenance(table: &Node) -> Provenance {
    let text = |key: &str| match table.get(key).map(|it| &it.value) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let grade = match table.get("grade").map(|it| &it.value) {
        Some(Value::Integer(grade)) => u8::try_from(*grade).ok(),
        _ => None,
    };
    Provenance { source: text("source"), grade, note: text("note") }
}
