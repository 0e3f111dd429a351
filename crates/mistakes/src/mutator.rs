//! Files that are right, changed in a few places.

use arbitrary::{Result, Unstructured};
use kinward::numeric::hash;
use kinward::scenario::{self};
use serde_json::Value as Json;
use toml::{Table, Value};

use crate::SMALL_CONTRACT;
use crate::values::{PlaceSchema, nearby_number, unexpected_value};

/// Bytes of choices for one file.
const CHOICES: usize = 1024;

/// What breaks a line of TOML.
const SHARDS: [&str; 18] = [
    "[", "]", "[[", "=", "{", "}", "\"", "'''", "#", ",", ".", "\r", "\t", "\u{feff}", "£", "nan",
    "1_", "\n",
];

/// Writes files with mistakes: of the schema's keys and kinds, in files that are right.
pub struct Mutator {
    schema: Json,
    /// Right ones; one that stands here twice is chosen twice as often.
    files: Vec<Table>,
}

impl std::fmt::Debug for Mutator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mutator of {} files", self.files.len())
    }
}

impl Mutator {
    /// Of scenarios: small ones most often, since their trials take no time.
    pub fn scenarios() -> Self {
        let files = [
            (20, SMALL_CONTRACT),
            (8, include_str!("../../../tests/schema/right.toml")),
            (1, include_str!("../../../scenarios/essex-mst.toml")),
            (1, include_str!("../../../scenarios/positive-families-london.toml")),
            (1, include_str!("../../../scenarios/step-change-inputs.toml")),
            (1, include_str!("../../../scenarios/stronger-families-norfolk.toml")),
        ];
        Self::of(scenario::scenario_schema(), &files)
    }

    /// Of portfolios, of contracts whose trials take no time.
    pub fn portfolios() -> Self {
        let file = include_str!("portfolio.toml");
        Self::of(scenario::portfolio_schema(), &[(1, file)])
    }

    fn of(schema: Json, files: &[(usize, &str)]) -> Self {
        let repeated = files.iter().flat_map(|(count, text)| std::iter::repeat_n(text, *count));
        let files = repeated.map(|text| text.parse().expect("a file that is right")).collect();
        Self { schema, files }
    }

    /// The file that a number and a seed stand for.
    pub fn numbered(&self, seed: u64, number: u64) -> String {
        let start = hash::chain(hash::chain(0, seed), number);
        let words = (0..CHOICES as u64 / 8).map(|index| hash::chain(start, index));
        let bytes: Vec<u8> = words.flat_map(u64::to_le_bytes).collect();
        self.mutated(&mut Unstructured::new(&bytes))
    }

    /// A file that these choices make. Where they run out nothing more is changed.
    pub fn mutated(&self, choices: &mut Unstructured<'_>) -> String {
        let mut file = choices.choose(&self.files).unwrap_or(&self.files[0]).clone();
        // Half of the files have one mistake: of those with several few pass.
        let changes = choices.choose(&[1, 1, 1, 1, 2, 2, 3, 5]).unwrap_or(&1);
        for _ in 0..*changes {
            // Choices that have run out would all be the first.
            if choices.is_empty() || self.change(&mut file, choices).is_err() {
                break;
            }
        }
        let mut text = toml::to_string(&file).expect("a table is TOML");
        if !choices.is_empty() && choices.ratio(1, 12).unwrap_or(false) {
            // Running out of choices leaves what is broken so far.
            let _ = break_text(&mut text, choices);
        }
        text
    }

    fn change(&self, file: &mut Table, choices: &mut Unstructured<'_>) -> Result<()> {
        let elsewhere = {
            let other = choices.choose(&self.files)?;
            random_part(&Value::Table(other.clone()), choices)?
        };
        let mut root = Value::Table(std::mem::take(file));
        let done = change_below(&mut root, &PlaceSchema::root(&self.schema), &elsewhere, choices);
        if let Value::Table(table) = root {
            *file = table;
        }
        done
    }
}

/// A value somewhere in a file.
fn random_part(value: &Value, choices: &mut Unstructured<'_>) -> Result<Value> {
    let children: Vec<&Value> = match value {
        Value::Table(table) => table.iter().map(|(_, child)| child).collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    if children.is_empty() || choices.ratio(1, 4)? {
        return Ok(value.clone());
    }
    random_part(choices.choose(&children)?, choices)
}

/// Goes down from a value at random, and changes what it comes to.
fn change_below(
    value: &mut Value,
    schema: &PlaceSchema<'_>,
    elsewhere: &Value,
    choices: &mut Unstructured<'_>,
) -> Result<()> {
    let stays = choices.ratio(1, 6)?;
    match value {
        Value::Table(table) if stays || table.is_empty() => {
            change_table(table, schema, elsewhere, choices)
        }
        Value::Table(table) => {
            let keys: Vec<String> = table.keys().cloned().collect();
            let key = choices.choose(&keys)?;
            let child = schema.property(key).unwrap_or_else(|| schema.clone());
            change_below(&mut table[key], &child, elsewhere, choices)
        }
        Value::Array(items) if stays || items.is_empty() => {
            change_list(items, schema, elsewhere, choices)
        }
        Value::Array(items) => {
            let index = choices.choose_index(items.len())?;
            let child = schema.items().unwrap_or_else(|| schema.clone());
            change_below(&mut items[index], &child, elsewhere, choices)
        }
        _ => {
            *value = replacement(value, schema, elsewhere, choices)?;
            Ok(())
        }
    }
}

/// A value in another's place.
fn replacement(
    value: &Value,
    schema: &PlaceSchema<'_>,
    elsewhere: &Value,
    choices: &mut Unstructured<'_>,
) -> Result<Value> {
    #[expect(clippy::cast_precision_loss, reason = "a mistake may be an imprecise one")]
    let number = value.as_float().or(value.as_integer().map(|whole| whole as f64));
    match (choices.int_in_range(0..=9_u8)?, number) {
        (0, _) => unexpected_value(choices),
        (1, _) => Ok(elsewhere.clone()),
        (2..=3, _) | (_, None) => schema.random_value(choices, 1),
        (_, Some(number)) => nearby_number(number, choices),
    }
}

fn change_table(
    table: &mut Table,
    schema: &PlaceSchema<'_>,
    elsewhere: &Value,
    choices: &mut Unstructured<'_>,
) -> Result<()> {
    let known = schema.properties();
    let own: Vec<String> = table.keys().cloned().collect();
    match choices.int_in_range(0..=4_u8)? {
        0 if !own.is_empty() => {
            table.remove(choices.choose(&own)?);
        }
        1 if !own.is_empty() => {
            table.insert(choices.choose(&own)?.clone(), elsewhere.clone());
        }
        2 => {
            table.insert("misspelt".to_owned(), unexpected_value(choices)?);
        }
        _ if !known.is_empty() => {
            let key = *choices.choose(&known)?;
            let child = schema.property(key).unwrap_or_else(|| schema.clone());
            table.insert(key.to_owned(), child.random_value(choices, 1)?);
        }
        _ => {}
    }
    Ok(())
}

fn change_list(
    items: &mut Vec<Value>,
    schema: &PlaceSchema<'_>,
    elsewhere: &Value,
    choices: &mut Unstructured<'_>,
) -> Result<()> {
    let index = choices.int_in_range(0..=items.len())?;
    match choices.int_in_range(0..=4_u8)? {
        0 => items.truncate(index),
        1 if index < items.len() => {
            let copies = choices.choose(&[1, 1, 2, 40])?;
            items.extend(vec![items[index].clone(); *copies]);
        }
        2 => items.insert(index, elsewhere.clone()),
        3 => items.reverse(),
        _ => {
            let item = match schema.items() {
                Some(item) => item.random_value(choices, 1)?,
                None => unexpected_value(choices)?,
            };
            items.insert(index, item);
        }
    }
    Ok(())
}

/// Breaks the text itself, in one to three places.
fn break_text(text: &mut String, choices: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..choices.int_in_range(1..=3_u8)? {
        let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let from = choices.choose_index(letters.len())?;
        let to = letters.get(from + choices.int_in_range(1..=20)?).copied();
        let from = letters[from];
        match choices.int_in_range(0..=3_u8)? {
            0 => text.replace_range(from..to.unwrap_or(text.len()), ""),
            1 => text.truncate(from),
            _ => text.insert_str(from, choices.choose(&SHARDS)?),
        }
    }
    Ok(())
}
