//! The words of findings: what was found, what is wanted, what was probably meant. Deciding that
//! something is wrong is left to `document`, `merge` and `structure`.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::Value;
use crate::finding::Finding;
use crate::path::Path;
use crate::shape::Shape;

/// `1st`, `12th`, `23rd`
pub fn ordinal(number: usize) -> String {
    let suffix = match (number % 10, number % 100) {
        (1, last) if last != 11 => "st",
        (2, last) if last != 12 => "nd",
        (3, last) if last != 13 => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

/// Some of the parser's words, and ours for them.
const SYNTAX: [(&str, &str, &str); 8] = [
    (
        "unquoted keys cannot be empty",
        "a key is missing here",
        "keys are letters, digits, `_` and `-`; others go in quotes",
    ),
    (
        "invalid unquoted key",
        "this key needs quotes",
        "bare keys are letters, digits, `_` and `-` only",
    ),
    ("key with no value", "`=` is missing after this key", "write `key = value`"),
    (
        "missing comma between array elements",
        "this list is not closed or lacks a comma",
        "`,` or `]` is wanted before this",
    ),
    (
        "missing comma between key-value pairs",
        "this inline table is not closed or lacks a comma",
        "`,` or `}` is wanted before this",
    ),
    ("invalid mantissa", "a number begins with a digit", "write `0.5`, not `.5`"),
    ("invalid fraction", "a digit is missing after the point", "write `5.0`, not `5.`"),
    ("invalid basic string", "this text is not closed", "a closing `\"` is missing"),
];

/// A mistake of TOML itself, in the parser's words where ours would say no more.
pub(crate) fn syntax(text: &str, message: &str, range: &Range<usize>) -> Finding {
    let found = text.get(range.clone()).unwrap_or("");
    let rest = text.get(range.start..).unwrap_or("");
    let (title, label) = if message == "duplicate key" {
        (format!("`{found}` is set twice"), "keep one of the two".into())
    } else if message.starts_with("string values must be quoted")
        || message.starts_with("invalid boolean")
    {
        unreadable_value(found, &rest[found.len()..])
    } else if message.starts_with("unexpected key or value") {
        ("something follows the value on its line".into(), after_value(text, rest, range.start))
    } else if let Some((_, title, label)) =
        SYNTAX.iter().find(|(theirs, ..)| message.starts_with(theirs))
    {
        ((*title).into(), (*label).into())
    } else {
        in_their_words(message)
    };
    Finding::error("syntax", &Path::root(), title).label(label)
}

/// Whether a mistake ends where it stands, and what follows it can still be read.
pub(crate) fn is_of_one_value(message: &str, rest: &str) -> bool {
    let local =
        ["string values must be quoted", "invalid boolean", "invalid date", "duplicate key"];
    local.iter().any(|words| message.starts_with(words)) && thousands(rest).is_empty()
}

fn in_their_words(message: &str) -> (String, String) {
    match message.split_once(", expected ") {
        Some((what, "nothing")) => (what.into(), "remove this".into()),
        Some((what, wanted)) => (what.into(), format!("{wanted} is wanted here")),
        None => (message.into(), String::new()),
    }
}

fn unreadable_value(found: &str, rest: &str) -> (String, String) {
    if found.is_empty() {
        return ("a value is missing after `=`".into(), "write it here".into());
    }
    let label = if let Some(number) = number_in(&format!("{found}{}", thousands(rest))) {
        format!("write `{number}`")
    } else if let truth @ ("true" | "false") = found.to_lowercase().as_str() {
        format!("write `{truth}`")
    } else if looks_like_date(found) {
        format!("write {A_DATE}")
    } else {
        format!("text goes in quotes: `{}`", quoted(found))
    };
    (format!("`{found}` is not a value"), label)
}

/// The `,000` that the parser took for something else.
fn thousands(rest: &str) -> &str {
    let is_of_number = |c: char| c == ',' || c.is_ascii_digit();
    let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
    let groups = &rest[..end];
    let is_group = |group: &str| group.len() == 3;
    if groups.starts_with(',') && groups[1..].split(',').all(is_group) { groups } else { "" }
}

fn after_value(text: &str, rest: &str, start: usize) -> String {
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = text[line_start..start].rsplit(['=', ' ', '{', '[']).next().unwrap_or("");
    let after = rest.split([' ', '#', '\n', '\r', '}', ']']).next().unwrap_or("");
    match number_in(&format!("{before}{after}")) {
        Some(number) if !after.is_empty() => format!("write `{number}`"),
        _ => "a new line or a `#` comment is wanted before this".into(),
    }
}

const A_DATE: &str = "a date such as `2019-02-01`";

fn looks_like_date(text: &str) -> bool {
    let parts: Vec<_> = text.split(['/', '-', '.']).collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}

pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What a value is, for "`x` cannot be …".
pub(crate) fn found(value: &Value) -> String {
    match value {
        Value::Table(_) => "a table".into(),
        Value::Array(_) => "a list".into(),
        Value::String(text) if text.is_empty() => "empty text".into(),
        Value::String(_) => "text".into(),
        Value::Integer(_) | Value::Float(_) => "a number".into(),
        Value::Boolean(truth) => format!("`{truth}`"),
        Value::Date(text) if is_plain_date(text) => "a date".into(),
        Value::Date(_) => "a date with a time, or a time alone".into(),
    }
}

/// A value as it would be written, where that is short.
pub(crate) fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(quoted(text)),
        Value::Integer(integer) => Some(integer.to_string()),
        Value::Float(float) => Some(float.to_string()),
        Value::Boolean(truth) => Some(truth.to_string()),
        Value::Date(text) => Some(text.clone()),
        Value::Table(_) | Value::Array(_) => None,
    }
}

pub(crate) fn is_plain_date(text: &str) -> bool {
    let date = text.parse::<toml::value::Datetime>();
    date.is_ok_and(|date| date.date.is_some() && date.time.is_none())
}

/// What the schema wants at a place, in the schema's own `x-expects` if it has one.
pub(crate) fn wanted(shape: &Shape<'_>) -> String {
    if let Some(words) = shape.text("x-expects") {
        return words.into();
    }
    let choices = shape.choices();
    if !choices.is_empty() {
        let choices: Vec<_> = choices.iter().map(|choice| word(choice)).collect();
        return either(&choices);
    }
    let branches = shape.branches();
    if branches.is_empty() { wanted_type(shape) } else { wanted_of_any(branches) }
}

fn wanted_of_any(branches: &[Arc<Shape<'_>>]) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for kind in branches.iter().map(|branch| wanted(branch)) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.join(", or ")
}

fn wanted_type(shape: &Shape<'_>) -> String {
    let name = |kind: &str| match kind {
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "a table",
        "string" if shape.text("format") == Some("date") => A_DATE,
        "string" => "text in quotes",
        _ => "another kind of value",
    };
    let kinds: Vec<_> = shape.types().into_iter().map(name).collect();
    if kinds.is_empty() { "another value".into() } else { kinds.join(" or ") }
}

/// One value of an enum, as it stands in the file but for the quotes.
pub(crate) fn word(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), Into::into)
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn either(words: &[String]) -> String {
    let ticked: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match ticked.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "nothing".into(),
    }
}

pub fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let ticked: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    if ticked.is_empty() { "none".into() } else { ticked.join(", ") }
}

/// The number that a text such as `254`, `£3,000`, `30%` or `12k` stands for, as TOML writes it.
pub fn number_in(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches(['£', '€', '$']).trim_start();
    let (digits, divisor) = match bare.strip_suffix('%') {
        Some(percents) => (percents.trim_end(), 100.0),
        None => (bare, 1.0),
    };
    let starts_as_number = digits.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let digits = ungrouped(digits).or_else(|| with_point(digits))?;
    let number: f64 = digits.parse().ok()?;
    (starts_as_number && number.is_finite()).then(|| plain(number / divisor))
}

/// `1,204,567.5` and `250_000` without what separates thousands; none where a comma may stand for a point.
pub fn ungrouped(digits: &str) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches(['+', '-']);
    let is_grouped = whole.contains(',');
    let is_sound =
        (1..=3).contains(&first.len()) && first != "0" && groups.all(|group| group.len() == 3);
    (!fraction.contains(',') && (!is_grouped || is_sound)).then(|| digits.replace([',', '_'], ""))
}

/// `0,85` and `1.234,50` with a point before the decimals.
fn with_point(digits: &str) -> Option<String> {
    let (whole, fraction) = digits.split_once(',')?;
    let is_sound = !fraction.is_empty() && fraction.chars().all(|letter| letter.is_ascii_digit());
    is_sound.then(|| format!("{}.{fraction}", whole.replace(['.', '_'], "")))
}

/// Without the dust of binary fractions: `0.07`, not `0.07000000000000001`.
pub fn plain(number: f64) -> String {
    let rounded = (number * 1e10).round() / 1e10;
    if rounded.is_finite() && rounded != 0.0 { rounded } else { number }.to_string()
}

/// Lower case, with every run of other characters as `_`: how a name is typed on a command line.
pub fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// The candidate that was probably meant: a slip in one or more of its words, or its beginning.
pub fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let word = slug(word);
    let distance = |candidate: &&'c str| strsim::damerau_levenshtein(&word, &slug(candidate));
    let closest = candidates.iter().min_by_key(|candidate| distance(candidate))?;
    if is_slip_of(&word, &slug(closest)) {
        return Some(closest);
    }
    let begins = |longer: &str, shorter: &str| {
        longer.strip_prefix(shorter).is_some_and(|rest| rest.starts_with('_'))
    };
    let is_part = |candidate: &&&'c str| {
        let candidate = slug(candidate);
        begins(&candidate, &word) || begins(&word, &candidate)
    };
    candidates.iter().filter(is_part).min_by_key(|candidate| distance(candidate)).copied()
}

/// Whether each word of a name is near that of another, so that `net_saving_total` is no slip of
/// `net_saving_public`, of which most letters are the same.
fn is_slip_of(word: &str, candidate: &str) -> bool {
    let is_near = |word: &str, candidate: &str| {
        let (distance, letters) =
            (strsim::damerau_levenshtein(word, candidate), word.chars().count());
        // Of two short words everything is within reach: half of the letters must agree.
        distance <= 2.max(letters / 3) && 2 * distance <= letters.max(2)
    };
    let (words, wanted): (Vec<&str>, Vec<&str>) =
        (word.split('_').collect(), candidate.split('_').collect());
    if words.len() == wanted.len() {
        words.iter().zip(&wanted).all(|(word, wanted)| word == wanted || is_near(word, wanted))
    } else {
        strsim::damerau_levenshtein(word, candidate) <= 2 && is_near(word, candidate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_what_people_write() {
        let cases = [
            ("254", Some("254")),
            ("30%", Some("0.3")),
            ("7 %", Some("0.07")),
            ("£3,000", Some("3000")),
            ("-0.5", Some("-0.5")),
            (".5", Some("0.5")),
            ("0,5", Some("0.5")),
            ("0,850", Some("0.85")),
            ("57,4", Some("57.4")),
            ("1.234,50", Some("1234.5")),
            ("1,234.50", Some("1234.5")),
            ("1,234,567", Some("1234567")),
            ("£1,5", Some("1.5")),
            ("1,2,3", None),
            ("1,23,456", None),
            ("nan", None),
            ("infinity", None),
            ("three", None),
            ("", None),
            ("2019-02-01", None),
        ];
        for (text, number) in cases {
            assert_eq!(number_in(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let keys = ["rate", "weekly_cost", "horizon_months", "age_years"];
        assert_eq!(nearest("Weekly-Cost", &keys), Some("weekly_cost"));
        assert_eq!(nearest("horizon", &keys), Some("horizon_months"));
        assert_eq!(nearest("raet", &keys), Some("rate"));
        assert_eq!(nearest("colour", &keys), None);
        let metrics = ["net_saving", "net_saving_public", "investor_irr", "days_in_care"];
        assert_eq!(nearest("net_saving_pubilc", &metrics), Some("net_saving_public"));
        assert_eq!(nearest("net_savings", &metrics), Some("net_saving"));
        assert_eq!(nearest("investor_irr_p50", &metrics), Some("investor_irr"));
        assert_eq!(nearest("net_gain_public", &metrics), None, "far-fetched");
        assert_eq!(nearest("days_at_home", &metrics), None);
        assert_eq!(nearest("x", &keys), None);
        assert_eq!(nearest("x", &[]), None);
    }

    #[test]
    fn a_slug_keeps_letters_and_digits() {
        assert_eq!(slug("Edge of care, high risk"), "edge_of_care_high_risk");
        assert_eq!(slug("sceptic's view"), "sceptic_s_view");
    }
}
