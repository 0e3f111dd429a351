//! The JSON Schema as linters and editors read it: made from the one of `schema`, for programs that know no
//! keywords of ours and do not see what Rust sees.
//!
//! - Variants, views, councils and changes hold parts of the file. What they may hold is written out, since
//!   linters let misspelt keys pass under `unevaluatedProperties`; every table says
//!   `additionalProperties: false`.
//! - TOML has no null, and `60.0` is a whole number where one is meant.

use serde_json::{Map, Value as Json, json};

use super::parts::{CHANGE_PARTS, COUNCIL_PARTS};
use super::worlds::FIXED;
use super::{portfolio, schema};

/// A schema, and what it and the tables made from its own are called.
struct Publisher {
    /// As `schemars` made them.
    tables: Map<String, Json>,
    /// Parts of tables, by name.
    parts: Map<String, Json>,
}

/// A table that is laid over another says as little as it likes, one of a list by name its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Laid {
    ByKey,
    ByName,
}

/// The JSON Schema of a scenario file (draft 2020-12), as `kinward schema` prints it.
pub fn scenario_schema() -> Json {
    with_parts(schema::json_schema().clone())
}

/// That of a portfolio file.
pub fn portfolio_schema() -> Json {
    plain(portfolio::json_schema().clone())
}

fn with_parts(mut schema: Json) -> Json {
    let tables = schema["$defs"].as_object().cloned().unwrap_or_default();
    let top = schema["properties"].as_object().cloned().unwrap_or_default();
    let mut publisher = Publisher { tables, parts: Map::new() };
    for (table, paths) in [("CouncilTable", &COUNCIL_PARTS[..]), ("ChangeTable", &CHANGE_PARTS[..])]
    {
        let root = json!({ "properties": top });
        let laid = publisher.only(&root, paths);
        publisher.close(table, laid);
    }
    let laid = top
        .iter()
        .filter(|(key, _)| !FIXED.contains(&key.as_str()) && *key != "name")
        .map(|(key, place)| (key.clone(), publisher.part(place, Laid::ByKey)))
        .collect();
    publisher.close("WorldTable", laid);
    let Publisher { mut tables, parts } = publisher;
    tables.extend(parts);
    schema["$defs"] = Json::Object(tables);
    plain(schema)
}

/// Without what TOML has not, and what only we know.
fn plain(schema: Json) -> Json {
    match schema {
        Json::Array(items) => items.into_iter().map(plain).collect(),
        Json::Object(words) => Json::Object(plain_words(words)),
        other => other,
    }
}

fn plain_words(words: Map<String, Json>) -> Map<String, Json> {
    let mut words: Map<String, Json> = words
        .into_iter()
        .filter(|(word, says)| {
            // What Rust's integers are called is said by bounds too, and nobody else knows it.
            let is_of_rust = *word == "format" && says != "date";
            !word.starts_with("x-") && !is_of_rust
        })
        .map(|(word, says)| (word, plain(says)))
        .collect();
    if let Some(Json::Array(types)) = words.get("type") {
        let mut types: Vec<Json> = types.iter().filter(|name| *name != "null").cloned().collect();
        let types = if types.len() == 1 { types.remove(0) } else { Json::Array(types) };
        words.insert("type".to_owned(), types);
    }
    if words.get("type").is_some_and(|name| name == "integer") {
        words.insert("type".to_owned(), "number".into());
        words.insert("multipleOf".to_owned(), 1.into());
    }
    if let Some(Json::Array(branches)) = words.get("anyOf") {
        let mut open: Vec<Json> =
            branches.iter().filter(|branch| branch["type"] != "null").cloned().collect();
        if open.len() == 1 {
            words.remove("anyOf");
            let only = open.remove(0);
            for (word, says) in only.as_object().into_iter().flatten() {
                words.entry(word.clone()).or_insert_with(|| says.clone());
            }
        } else {
            words.insert("anyOf".to_owned(), Json::Array(open));
        }
    }
    words
}

impl Publisher {
    /// What may be laid over a place.
    fn part(&mut self, place: &Json, laid: Laid) -> Json {
        let mut place = place.clone();
        if let Some(table) = target(&place).map(str::to_owned) {
            if self.is_laid_over(&table) {
                place["$ref"] = format!("#/$defs/{}", self.part_of(&table, laid)).into();
            }
            return place;
        }
        if let Some(branches) = place.get("anyOf").and_then(Json::as_array) {
            let branches: Vec<Json> =
                branches.iter().map(|branch| self.part(branch, laid)).collect();
            place["anyOf"] = branches.into();
        } else if place["items"].is_object() {
            // A list of tables without names is replaced, so that it says all that it must.
            if target(&place["items"]).is_some_and(|table| self.has_names(table)) {
                place["items"] = self.part(&place["items"], Laid::ByName);
            }
        } else if place["additionalProperties"].is_object() {
            place["additionalProperties"] = self.part(&place["additionalProperties"], Laid::ByKey);
        }
        place
    }

    /// The part of a table, by the name of its definition.
    fn part_of(&mut self, table: &str, laid: Laid) -> String {
        let by_name = if laid == Laid::ByName { "ByName" } else { "" };
        let name = format!("{}Part{by_name}", table.trim_end_matches("Table"));
        if !self.parts.contains_key(&name) {
            // A place for it first, since a table may hold one of its own kind.
            self.parts.insert(name.clone(), Json::Null);
            let mut definition = self.tables[table].clone();
            let properties: Map<String, Json> = definition["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, place)| (key.clone(), self.part(place, Laid::ByKey)))
                .collect();
            definition["properties"] = Json::Object(properties);
            let required: &[&str] = if laid == Laid::ByName { &["name"] } else { &[] };
            definition["required"] = json!(required);
            self.parts.insert(name.clone(), definition);
        }
        name
    }

    /// Of a table only what lies at some paths.
    fn only(&mut self, table: &Json, paths: &[&[&str]]) -> Map<String, Json> {
        let properties = self.properties(table);
        let mut kept = Map::new();
        for path in paths {
            let [key, ..] = *path else { continue };
            let deeper: Vec<&[&str]> = paths
                .iter()
                .filter(|path| path.first() == Some(key))
                .map(|path| &path[1..])
                .collect();
            let Some(place) = properties.get(*key) else { continue };
            let laid = if deeper.iter().any(|rest| rest.is_empty()) {
                self.part(place, Laid::ByKey)
            } else {
                let properties = self.only(place, &deeper);
                json!({ "type": "object", "properties": properties, "additionalProperties": false })
            };
            kept.insert((*key).to_owned(), laid);
        }
        kept
    }

    fn properties(&self, place: &Json) -> Map<String, Json> {
        let branches = place["anyOf"].as_array().into_iter().flatten();
        let referred = branches.chain([place]).find_map(target);
        let table = referred.map_or(place, |table| &self.tables[table]);
        table["properties"].as_object().cloned().unwrap_or_default()
    }

    /// Adds to a table what it may lay over the file, and closes it.
    fn close(&mut self, table: &str, laid: Map<String, Json>) {
        let definition = &mut self.tables[table];
        for (key, place) in laid {
            if definition["properties"].get(&key).is_none() {
                definition["properties"][key] = place;
            }
        }
        definition["additionalProperties"] = false.into();
    }

    /// Whether a table is laid over another key by key.
    fn is_laid_over(&self, table: &str) -> bool {
        // What councils and changes may lay over the file is a part already.
        self.tables.get(table).is_some_and(|definition| {
            definition.get("properties").is_some() && definition["x-replace-whole"] != true
        })
    }

    fn has_names(&self, table: &str) -> bool {
        self.is_laid_over(table) && self.tables[table]["properties"].get("name").is_some()
    }
}

/// The definition to which a place refers.
fn target(place: &Json) -> Option<&str> {
    place["$ref"].as_str()?.strip_prefix("#/$defs/")
}
