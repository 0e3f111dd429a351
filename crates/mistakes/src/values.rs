//! Values that the schema, or nobody, expects at a place.

use arbitrary::{Result, Unstructured};
use serde_json::Value as Json;
use toml::{Table, Value};

/// Tables within tables at most.
const DEEPEST: usize = 5;

/// Numbers at which arithmetic, a limit or a unit often goes wrong.
const ODD_NUMBERS: [f64; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.0,
    8.0,
    100.0,
    1e3,
    1e6,
    1e9,
    1e15,
    1e300,
    f64::MAX,
    f64::MIN,
    f64::MIN_POSITIVE,
    1e-300,
    1e-9,
    f64::EPSILON,
    1.0 - f64::EPSILON,
    1.0 + f64::EPSILON,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

const ODD_WORDS: [&str; 12] =
    ["", " ", "a", "foster", "edge", "talk", "start", "£", "\u{1b}[31m", "a.b", "--set", "NaN"];

/// What a schema says of a place: itself, what it refers to, and every alternative.
#[derive(Clone)]
pub(crate) struct PlaceSchema<'s> {
    root: &'s Json,
    alternatives: Vec<&'s Json>,
}

impl<'s> PlaceSchema<'s> {
    pub(crate) fn root(root: &'s Json) -> Self {
        Self { root, alternatives: vec![root] }
    }

    fn at(root: &'s Json, schema: &'s Json) -> Self {
        let mut alternatives = Vec::new();
        gather(root, schema, &mut alternatives);
        Self { root, alternatives }
    }

    /// That of a property; none where the schema has nothing of it.
    pub(crate) fn property(&self, key: &str) -> Option<Self> {
        let schema = self.alternatives.iter().find_map(|alternative| {
            let other = alternative.get("additionalProperties").filter(|other| other.is_object());
            alternative.get("properties").and_then(|known| known.get(key)).or(other)
        })?;
        Some(Self::at(self.root, schema))
    }

    /// That of the items of a list.
    pub(crate) fn items(&self) -> Option<Self> {
        let schema = self.alternatives.iter().find_map(|alternative| alternative.get("items"))?;
        Some(Self::at(self.root, schema))
    }

    /// The keys that may stand here.
    pub(crate) fn properties(&self) -> Vec<&'s str> {
        let known = self
            .alternatives
            .iter()
            .filter_map(|alternative| alternative.get("properties")?.as_object());
        known.flat_map(|known| known.keys().map(String::as_str)).collect()
    }

    /// A value that may stand here, as far as the schema says; of any kind where it says nothing.
    pub(crate) fn random_value(
        &self,
        choices: &mut Unstructured<'_>,
        depth: usize,
    ) -> Result<Value> {
        let alternative = *choices.choose(&self.alternatives)?;
        if let Some(constant) = alternative.get("const").and_then(Json::as_str) {
            return Ok(Value::from(constant));
        }
        if let Some(listed) = alternative.get("enum").and_then(Json::as_array) {
            return Ok(Value::from(choices.choose(listed)?.as_str().unwrap_or_default()));
        }
        match alternative.get("type").and_then(Json::as_str) {
            Some("number" | "integer") => number(alternative, choices),
            Some("boolean") => Ok(Value::from(choices.arbitrary::<bool>()?)),
            Some("array") => self.list(choices, depth),
            Some("object") => table(self.root, alternative, choices, depth),
            Some("string") if alternative.get("format").is_some() => date(choices),
            Some("string") => word(choices),
            _ => unexpected_value(choices),
        }
    }

    fn list(&self, choices: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
        let count = if depth == DEEPEST { 0 } else { choices.int_in_range(0..=3)? };
        let item = |_| match self.items() {
            Some(item) => item.random_value(choices, depth + 1),
            None => unexpected_value(choices),
        };
        Ok(Value::Array((0..count).map(item).collect::<Result<_>>()?))
    }
}

fn gather<'s>(root: &'s Json, schema: &'s Json, found: &mut Vec<&'s Json>) {
    found.push(schema);
    let target = schema.get("$ref").and_then(Json::as_str).and_then(|it| it.strip_prefix('#'));
    if let Some(target) = target.and_then(|target| root.pointer(target)) {
        gather(root, target, found);
    }
    for branches in ["anyOf", "oneOf", "allOf"] {
        for branch in schema.get(branches).and_then(Json::as_array).into_iter().flatten() {
            gather(root, branch, found);
        }
    }
    if found.len() > 1 && schema.get("type").is_none() && schema.get("enum").is_none() {
        // It only says which others hold.
        found.retain(|found| !std::ptr::eq(*found, schema));
    }
}

fn table(
    root: &Json,
    schema: &Json,
    choices: &mut Unstructured<'_>,
    depth: usize,
) -> Result<Value> {
    let mut table = Table::new();
    if depth == DEEPEST {
        return Ok(Value::Table(table));
    }
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Json::as_array)
        .map_or_else(Vec::new, |it| it.iter().filter_map(Json::as_str).collect());
    for (key, property) in schema.get("properties").and_then(Json::as_object).into_iter().flatten()
    {
        if required.contains(&key.as_str()) || choices.ratio(1, 6)? {
            table.insert(
                key.clone(),
                PlaceSchema::at(root, property).random_value(choices, depth + 1)?,
            );
        }
    }
    if let Some(other) = schema.get("additionalProperties").filter(|it| it.is_object()) {
        let name = *choices.choose(&ODD_WORDS)?;
        table.insert(
            name.to_owned(),
            PlaceSchema::at(root, other).random_value(choices, depth + 1)?,
        );
    }
    Ok(Value::Table(table))
}

/// A number: within the limits that are said in seven cases of eight.
fn number(schema: &Json, choices: &mut Unstructured<'_>) -> Result<Value> {
    let limit = |key: &str| schema.get(key).and_then(Json::as_f64);
    if choices.ratio(1, 8)? {
        return odd_number(choices);
    }
    let least = limit("minimum").unwrap_or(0.0);
    let most = limit("maximum").unwrap_or(1e4);
    let part: f64 = match choices.int_in_range(0..=5_u8)? {
        0 => 0.0,
        1 => 1.0,
        // Most limits are far beyond what is likely.
        2 => 1e-3 * share(choices)?,
        _ => share(choices)?,
    };
    let number = least + part * (most - least);
    let whole = schema.get("multipleOf").is_some() || choices.ratio(1, 4)?;
    Ok(toml_number(if whole { number.round() } else { number }))
}

/// Between 0 and 1.
fn share(choices: &mut Unstructured<'_>) -> Result<f64> {
    Ok(f64::from(choices.arbitrary::<u32>()?) / f64::from(u32::MAX))
}

/// As a whole number where it is one: TOML tells the two apart.
pub(crate) fn toml_number(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        Value::Integer(number as i64)
    } else {
        Value::Float(number)
    }
}

fn odd_number(choices: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match choices.int_in_range(0..=7_u8)? {
        0 => Value::Integer(*choices.choose(&[i64::MIN, -1, 0, 1, 240, 1 << 32, i64::MAX])?),
        1 => Value::Float(choices.arbitrary()?),
        2..=4 => toml_number(*choices.choose(&ODD_NUMBERS)?),
        _ => Value::Float(*choices.choose(&ODD_NUMBERS)?),
    })
}

/// Another number for one that stands there: most often of its own size.
pub(crate) fn nearby_number(number: f64, choices: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match choices.int_in_range(0..=5_u8)? {
        0 => odd_number(choices)?,
        1 => toml_number(-number),
        2 => toml_number(number + 1.0),
        3 => toml_number(number * 10_f64.powi(choices.int_in_range(-6..=6)?)),
        _ => toml_number(number * 2.0 * share(choices)?),
    })
}

fn word(choices: &mut Unstructured<'_>) -> Result<Value> {
    Ok(Value::from(*choices.choose(&ODD_WORDS)?))
}

fn date(choices: &mut Unstructured<'_>) -> Result<Value> {
    let years = ["0001", "1899", "2019", "2020", "2024", "2100", "9999"];
    let (year, month) = (choices.choose(&years)?, choices.int_in_range(1..=12_u8)?);
    let day = choices.choose(&[1, 1, 1, 28, 29, 31])?;
    let text = format!("{year}-{month:02}-{day:02}");
    Ok(text.parse().map_or(Value::from(text), Value::Datetime))
}

/// A value that nobody expects.
pub(crate) fn unexpected_value(choices: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match choices.int_in_range(0..=6_u8)? {
        0 => Value::from(choices.arbitrary::<bool>()?),
        1 => Value::Array(Vec::new()),
        2 => Value::Table(Table::new()),
        3 => date(choices)?,
        4 => word(choices)?,
        _ => odd_number(choices)?,
    })
}
