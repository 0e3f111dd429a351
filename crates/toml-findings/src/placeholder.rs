//! Values that stand in for wrong ones, so that everything else in a file can still be read
//! into types. They are never used: their places are poisoned.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::{Node, Value};
use crate::shape::{Shape, Shapes};

/// Schemas that require themselves have no finite value.
const DEEPEST: usize = 16;

/// A value of the shape wanted, with every required key.
pub(crate) fn placeholder<'s>(shape: &Shape<'s>, shapes: &Shapes<'s>) -> Node {
    Node::unwritten(at_depth(shape, shapes, DEEPEST))
}

fn at_depth<'s>(shape: &Shape<'s>, shapes: &Shapes<'s>, depth: usize) -> Value {
    if depth == 0 {
        return Value::Boolean(false);
    }
    if let Some(choice) = shape.choices().first() {
        return from_json(choice);
    }
    if let Some(branch) = shape.branches().first() {
        return at_depth(branch, shapes, depth - 1);
    }
    match shape.types().first().copied() {
        Some("object") => table(shape, shapes, depth - 1),
        Some("array") => list(shape, shapes, depth - 1),
        Some("integer") => Value::Integer(whole_within(&Limits::of(shape))),
        Some("number") => Value::Float(within(&Limits::of(shape))),
        Some("string") if shape.text("format") == Some("date") => Value::Date("2000-01-01".into()),
        Some("string") => Value::String("placeholder".into()),
        _ => Value::Boolean(false),
    }
}

fn table<'s>(shape: &Shape<'s>, shapes: &Shapes<'s>, depth: usize) -> Value {
    let entry = |key: &str| {
        let wanted = shapes.at(shape.property(key)?);
        Some((key.to_owned(), Node::unwritten(at_depth(&wanted, shapes, depth))))
    };
    Value::Table(Arc::new(shape.required().filter_map(entry).collect()))
}

fn list<'s>(shape: &Shape<'s>, shapes: &Shapes<'s>, depth: usize) -> Value {
    let item = |index| Node::unwritten(at_depth(&shapes.at(shape.item(index)), shapes, depth));
    let items = 0..shape.count("minItems").unwrap_or(0);
    Value::Array(Arc::new(items.map(item).collect()))
}

/// One of the choices of a schema, which are words and numbers.
fn from_json(choice: &Json) -> Value {
    match choice {
        Json::String(word) => Value::String(word.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::Bool(truth) => Value::Boolean(*truth),
        Json::Null | Json::Array(_) | Json::Object(_) => Value::Boolean(false),
    }
}

/// The bounds that a schema sets to a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    pub(crate) lower: Option<Limit>,
    pub(crate) upper: Option<Limit>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) at: f64,
    pub(crate) is_allowed: bool,
    /// Set by what the type can hold, not by what the file may say.
    pub(crate) is_of_type: bool,
}

impl Limits {
    pub(crate) fn of(shape: &Shape<'_>) -> Self {
        let (least, most) = shape.text("format").and_then(of_format).unzip();
        let limit = |inclusive: &str, exclusive: &str, by_format: Option<f64>| {
            let limit = |at: f64, is_allowed: bool| Limit {
                at,
                is_allowed,
                is_of_type: by_format == Some(at),
            };
            let open = shape.number(exclusive).map(|at| limit(at, false));
            let closed = shape.number(inclusive).or(by_format).map(|at| limit(at, true));
            open.or(closed)
        };
        Self {
            lower: limit("minimum", "exclusiveMinimum", least),
            upper: limit("maximum", "exclusiveMaximum", most),
        }
    }

    pub(crate) fn allow(&self, number: f64) -> bool {
        let above = |limit: Limit| limit.at < number || limit.is_allowed && limit.at <= number;
        let below = |limit: Limit| number < limit.at || limit.is_allowed && number <= limit.at;
        self.lower.is_none_or(above) && self.upper.is_none_or(below)
    }
}

/// What Rust's integers hold, which `schemars` tells by name only.
fn of_format(format: &str) -> Option<(f64, f64)> {
    match format {
        "uint8" => Some((0.0, f64::from(u8::MAX))),
        "uint16" => Some((0.0, f64::from(u16::MAX))),
        "uint32" => Some((0.0, f64::from(u32::MAX))),
        // TOML's own integers end here.
        "uint" | "uint64" => Some((0.0, i64::MAX as f64)),
        "int8" => Some((f64::from(i8::MIN), f64::from(i8::MAX))),
        "int16" => Some((f64::from(i16::MIN), f64::from(i16::MAX))),
        "int32" => Some((f64::from(i32::MIN), f64::from(i32::MAX))),
        _ => None,
    }
}

fn within(limits: &Limits) -> f64 {
    match (limits.lower, limits.upper) {
        (Some(lower), Some(upper)) => f64::midpoint(lower.at, upper.at),
        (Some(lower), None) => lower.at + 1.0,
        (None, Some(upper)) => upper.at - 1.0,
        (None, None) => 0.0,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and rounds a midpoint")]
fn whole_within(limits: &Limits) -> i64 {
    let lower = limits.lower.map(|lower| lower.at.ceil());
    let smallest = lower.filter(|lower| limits.allow(*lower)).or(lower.map(|lower| lower + 1.0));
    smallest.unwrap_or_else(|| within(limits).floor()) as i64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn made(schema: &Json) -> Value {
        let shapes = Shapes::of(schema);
        placeholder(&shapes.top(), &shapes).value
    }

    #[test]
    fn a_placeholder_satisfies_its_schema() {
        let zeros = [0.0, 0.0].map(|it| Node::unwritten(Value::Float(it)));
        let cases = [
            (json!({ "type": "number", "minimum": 0, "maximum": 1 }), Value::Float(0.5)),
            (json!({ "type": "integer", "exclusiveMinimum": 0 }), Value::Integer(1)),
            (json!({ "type": "integer", "format": "uint8" }), Value::Integer(0)),
            (
                json!({ "type": ["string", "null"], "format": "date" }),
                Value::Date("2000-01-01".into()),
            ),
            (
                json!({ "type": "array", "items": { "type": "number" }, "minItems": 2 }),
                Value::Array(Arc::new(zeros.into())),
            ),
            (json!({ "anyOf": [{ "type": "null" }, { "const": "a" }] }), Value::String("a".into())),
        ];
        for (schema, value) in cases {
            assert_eq!(made(&schema), value, "{schema}");
        }
    }

    #[test]
    fn a_schema_that_requires_itself_still_has_one() {
        let schema = json!({
            "type": "object", "properties": { "again": { "$ref": "#" } }, "required": ["again"],
        });
        assert!(Node::unwritten(made(&schema)).get("again").is_some());
    }
}
