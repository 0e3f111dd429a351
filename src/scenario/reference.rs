//! The reference page of the scenario file, made from its JSON Schema.

use std::fmt::Write;

use serde_json::Value as Json;

use super::{portfolio, schema};
use crate::assumption::{Bounds, Domain};

/// What stands above the tables of `docs/scenario.md`.
const PREFACE: &str = "\
# The scenario file

*This page is made by `kinward schema --markdown` from the types that read the file; do not edit \
it by hand. `docs/method.md` says what is computed from each key.*

A scenario is one TOML file. A key that is not listed here is an error, with the nearest one that \
is. Units are in the names of keys: `weekly_cost` is pounds a week, `within_months` is months. A \
month as a length of time is 365.25 / 12 days; a month of the calendar is itself.

A number that may be uncertain is written bare, `completes = 0.77`, or as a table with exactly one form and its \
evidence, `completes = { beta = { events = 23, of = 30 }, source = \"…\", grade = 4 }`. An \
uncertain number is drawn once in every trial. A number without a source is shown as unsourced in \
every report.

A term that is known, such as a limit, a lag or a number of months, is written bare, `limit = 400`, or \
where its type says “or table” with its evidence, \
`limit = { value = 400, source = \"…\", grade = 1, note = \"…\" }`; a window has these keys of its own. A \
term with evidence is listed among the assumptions.

A **variant** is another arrangement, one that could be chosen; a **view** is another belief about \
the evidence or another circumstance, which nobody can choose. Both are partial scenarios laid over \
the base one. What is not to be laid over but to go is \
listed in `without`. Compared with one another, every arrangement is held under every view: the \
arrangement is laid over the base, then the view over both.

**What an overlay replaces** follows one rule, for variants, views, councils and changes alike. \
Tables are merged key by key, and lists of named tables by name, however deep they stand: what the \
overlay does not mention stays. Everything else is replaced whole: a bare value, a list without \
names, an empty list, and a table whose keys only together say one thing. Of a table that is replaced \
whole nothing stays, so it is written whole. {whole}

On the command line, `--set therapies.fft_cw.completes=0.6` sets exactly that one key in the base; an entry of a \
named list is reached by its name, `--set contract.payments.out_of_care.rate=0`. `+=` adds an item to a \
list: `--set 'changes+={ name = \"the end\", from_month = 24, starts = false }'`.

`kinward schema` prints the JSON Schema, for editors: put `#:schema kinward.schema.json` in the \
first line of a scenario.
";

/// What stands above the table of bounds.
const BOUNDS: &str = "
## What is possible and what is usual

Every unit has bounds. What is not *possible* is an error: every bare value, every number by which a \
distribution is written but for its spread, and every value that it can draw (its ends, or where it has \
none the values that it passes once in 1,000 million draws) lies within. What is not *usual* is a \
warning, which asks whether the unit is right: a value, mean, mode or estimate outside of the third \
column; an end of an interval, or the value that one trial in a thousand passes, outside of the last. A \
warning stops nothing.

| unit | possible | usual | once in a thousand trials |
| --- | --- | --- | --- |
";

/// What stands above the tables of `docs/portfolio.md`.
const PORTFOLIO_PREFACE: &str = "\
# The portfolio file

*This page is made by `kinward schema --portfolio --markdown` from the types that read the file; do \
not edit it by hand. `docs/method.md` says what is computed from each key.*

A portfolio is one TOML file that names several scenario files, one a contract. A key that is not \
listed here is an error, with the nearest one that is. Its own numbers are taken as known, each with \
its evidence; what is uncertain stands in the contracts’ files.

`kinward portfolio FILE --set KEY=VALUE` sets one key for one run: of this file \
(`--set policy.yearly_chance=0`), or of a contract’s scenario by the contract’s `name`, by its number from 0, or \
by `*` for every contract (`--set contracts.Norfolk.levels.tariff=1.1`). A key that an entry of `contracts` \
has, such as `holding`, is that of the entry.

`kinward schema --portfolio` prints the JSON Schema, for editors.
";

/// `docs/scenario.md`.
pub fn markdown() -> String {
    let schema = schema::json_schema();
    page_of(&PREFACE.replace("{whole}", &replaced_whole(schema)), schema) + &possible_and_usual()
}

/// What is possible and what is usual in each unit.
fn possible_and_usual() -> String {
    let mut page = String::from(BOUNDS);
    let between = |(low, high): (f64, f64)| format!("{low} to {high}");
    for domain in Domain::ALL {
        let Bounds { possible, usual, seen } = domain.bounds();
        let above = if domain.is_above_zero() { "above " } else { "" };
        let cells = [format!("{above}{}", between(possible)), between(usual), between(seen)];
        line(&mut page, &format!("| `{}` | {} |", domain.name(), cells.join(" | ")));
    }
    page
}

/// `docs/portfolio.md`.
pub fn portfolio() -> String {
    page_of(PORTFOLIO_PREFACE, portfolio::json_schema())
}

/// Which tables an overlay replaces whole.
fn replaced_whole(schema: &Json) -> String {
    let is_whole = |json: &&Json| json.get("x-replace-whole") == Some(&Json::Bool(true));
    let whole = definitions(schema).into_iter().filter(|(_, it)| is_whole(it));
    let (numbers, tables): (Vec<_>, Vec<_>) = whole.partition(|(_, it)| it.get("anyOf").is_some());
    let links =
        |of: Vec<(&str, &Json)>| of.iter().map(|it| link(it.0)).collect::<Vec<_>>().join(", ");
    format!("These are the numbers ({}) and these tables: {}.", links(numbers), links(tables))
}

fn page_of(preface: &str, schema: &Json) -> String {
    let mut page = String::from(preface);
    section(&mut page, "The top of the file", schema);
    for (name, definition) in definitions(schema) {
        match definition.get("properties") {
            Some(_) => section(&mut page, name, definition),
            None => values(&mut page, name, definition),
        }
    }
    page
}

/// Definitions in the order in which the file mentions them.
fn definitions(schema: &Json) -> Vec<(&str, &Json)> {
    let Some(all) = schema.get("$defs").and_then(Json::as_object) else { return Vec::new() };
    let mut ordered: Vec<(&str, &Json)> = Vec::new();
    let mut queue: Vec<&Json> = vec![schema];
    let mut next = 0;
    while next < queue.len() {
        let mut mentioned = Vec::new();
        references(queue[next], &mut mentioned);
        for name in mentioned {
            if let Some((name, definition)) = all.get_key_value(name)
                && !ordered.iter().any(|(known, _)| *known == name)
            {
                ordered.push((name, definition));
                queue.push(definition);
            }
        }
        next += 1;
    }
    ordered
}

fn references<'a>(schema: &'a Json, found: &mut Vec<&'a str>) {
    match schema {
        Json::Object(object) => {
            for (key, value) in object {
                match value.as_str() {
                    Some(reference) if key == "$ref" => found.extend(reference.rsplit('/').next()),
                    _ if key != "$defs" => references(value, found),
                    _ => {}
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// A table of the file: its keys.
fn section(page: &mut String, name: &str, schema: &Json) {
    heading(page, name, schema);
    let Some(properties) = schema.get("properties").and_then(Json::as_object) else { return };
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Json::as_array)
        .map(|keys| keys.iter().filter_map(Json::as_str).collect())
        .unwrap_or_default();
    page.push_str("| key | type | | meaning |\n| --- | --- | --- | --- |\n");
    for (key, property) in properties {
        let needed = if required.contains(&key.as_str()) { "required" } else { "" };
        line(
            page,
            &format!("| `{key}` | {} | {needed} | {} |", type_of(property), meaning(property)),
        );
    }
}

/// A kind of value: its choices, or what numbers it takes.
fn values(page: &mut String, name: &str, schema: &Json) {
    heading(page, name, schema);
    let choices = schema.get("oneOf").and_then(Json::as_array);
    for choice in choices.into_iter().flatten() {
        if let Some(value) = choice.get("const").and_then(Json::as_str) {
            line(page, &format!("- `\"{value}\"`: {}", text(choice, "description")));
        }
    }
}

fn heading(page: &mut String, name: &str, schema: &Json) {
    let name = name.strip_suffix("Table").or(name.strip_suffix("Name")).unwrap_or(name);
    line(page, &format!("\n## {name}\n"));
    let description = text(schema, "description");
    if !description.is_empty() {
        line(page, &format!("{description}\n"));
    }
}

fn line(page: &mut String, line: &str) {
    writeln!(page, "{line}").expect("a string takes any line");
}

fn text<'a>(schema: &'a Json, key: &str) -> &'a str {
    schema.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// What a key's values are, in a word or a link.
fn type_of(schema: &Json) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
        return link(reference);
    }
    if let Some(branches) = schema.get("anyOf").and_then(Json::as_array) {
        let some: Vec<String> =
            branches.iter().filter(|branch| text(branch, "type") != "null").map(type_of).collect();
        return some.join(" or ");
    }
    let kinds: Vec<&str> = match schema.get("type") {
        Some(Json::String(kind)) => vec![kind],
        Some(Json::Array(kinds)) => kinds.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    match kinds.iter().find(|kind| **kind != "null").copied() {
        Some("array") => match schema.get("items") {
            Some(items) => format!("list of {}", type_of(items)),
            None => "list".to_owned(),
        },
        Some("object") => match schema.get("additionalProperties") {
            Some(values @ Json::Object(_)) => format!("{} by name", type_of(values)),
            _ => "table".to_owned(),
        },
        Some("string") if text(schema, "format") == "date" => "date".to_owned(),
        Some("string") => "text".to_owned(),
        Some("integer") => format!("whole number{}", bounds(schema)),
        Some("number") => format!("number{}", bounds(schema)),
        Some("boolean") => "`true` or `false`".to_owned(),
        _ => "anything".to_owned(),
    }
}

fn bounds(schema: &Json) -> String {
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(low), Some(high)) => format!(", {low} to {high}"),
        (Some(low), None) => format!(", {low} or more"),
        _ => String::new(),
    }
}

fn link(reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    let shown = name.strip_suffix("Table").or(name.strip_suffix("Name")).unwrap_or(name);
    format!("[{shown}](#{})", shown.to_lowercase())
}

/// A property's own words; those of its type would repeat what the link says.
fn meaning(schema: &Json) -> String {
    text(schema, "description").replace('\n', " ").replace('|', "\\|")
}
