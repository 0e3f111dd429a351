//! Holds a file against the JSON Schema of its types: keys, types, choices and bounds, all
//! mistakes at once, each repaired so that the rest can be read. What the numbers mean together is
//! left to the checks that follow.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::{Node, Value};
use crate::finding::Finding;
use crate::path::{Path, Step};
use crate::placeholder::{Limit, Limits, placeholder};
use crate::shape::{Shape, Shapes};
use crate::wording;

#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// Fits the schema, whatever was written.
    pub root: Node,
    pub findings: Vec<Finding>,
    /// Places whose value is not what the author wrote.
    pub poisoned: Vec<Path>,
}

/// Holds a tree against a schema. `sound` is a tree that fits it: what the two have in common is
/// not looked at again.
pub fn check(root: &Node, sound: Option<&Node>, shapes: &Shapes<'_>) -> Structure {
    let mut checker = Checker { shapes, findings: Vec::new(), poisoned: Vec::new() };
    let root = checker.place(root, sound, &shapes.top(), &Path::root());
    Structure { root, findings: checker.findings, poisoned: checker.poisoned }
}

/// Without the findings that rest on a value that was repaired.
#[must_use]
pub fn unpoisoned(findings: Vec<Finding>, poisoned: &[Path]) -> Vec<Finding> {
    let poisoned: BTreeSet<&Path> = poisoned.iter().collect();
    let is_inside = |path: &Path| path.with_all_above().any(|above| poisoned.contains(&above));
    // Paths stand in the order of their steps, so that what lies inside of one follows it.
    let holds = |path: &Path| {
        poisoned.range::<Path, _>(path..).next().is_some_and(|next| next.starts_with(path))
    };
    let is_sound = |finding: &Finding| {
        !is_inside(&finding.path)
            && !finding.involves.iter().any(|path| is_inside(path) || holds(path))
    };
    findings.into_iter().filter(is_sound).collect()
}

struct Checker<'c, 's> {
    shapes: &'c Shapes<'s>,
    findings: Vec<Finding>,
    poisoned: Vec<Path>,
}

type Entries = [(String, Node)];

impl<'s> Checker<'_, 's> {
    /// What stands here, repaired. A mistake anywhere in a value that makes sense only as a whole
    /// poisons all of it.
    fn place(&mut self, node: &Node, sound: Option<&Node>, shape: &Shape<'s>, path: &Path) -> Node {
        if sound == Some(node) {
            return node.clone();
        }
        let known = self.poisoned.len();
        let repaired = self.shaped(node, sound, shape, path);
        if known < self.poisoned.len() && shape.is_whole() {
            self.poisoned.truncate(known);
            self.poisoned.push(path.clone());
        }
        repaired
    }

    fn shaped(
        &mut self,
        node: &Node,
        sound: Option<&Node>,
        shape: &Shape<'s>,
        path: &Path,
    ) -> Node {
        match (shape.choices(), shape.branches()) {
            ([], []) => self.plain(node, sound, shape, path),
            ([], [only]) => self.shaped(node, sound, only, path),
            ([], branches) => self.alternative(node, sound, shape, branches, path),
            (choices, _) => self.choice(node, choices, shape, path),
        }
    }

    fn alternative(
        &mut self,
        node: &Node,
        sound: Option<&Node>,
        shape: &Shape<'s>,
        branches: &[Arc<Shape<'s>>],
        path: &Path,
    ) -> Node {
        let fitting: Vec<&Shape<'s>> =
            branches.iter().map(Arc::as_ref).filter(|branch| accepts(branch, node)).collect();
        match (fitting.as_slice(), &node.value) {
            ([], _) => self.wrong_type(node, shape, path),
            (_, Value::String(_)) if fitting.iter().all(|one| !one.choices().is_empty()) => {
                let choices: Vec<_> =
                    fitting.iter().flat_map(|one| one.choices().iter().copied()).collect();
                self.choice(node, &choices, shape, path)
            }
            ([only], _) => self.shaped(node, sound, only, path),
            (_, Value::Table(entries)) => self.form(node, entries, shape, &fitting, path),
            ([first, ..], _) => self.shaped(node, sound, first, path),
        }
    }

    /// A table that must have one of several forms, distinguished by their keys.
    fn form(
        &mut self,
        node: &Node,
        entries: &Entries,
        shape: &Shape<'s>,
        forms: &[&Shape<'s>],
        path: &Path,
    ) -> Node {
        let known = |form: &Shape<'_>| {
            entries.iter().filter(|(key, _)| form.property(key).is_some()).count()
        };
        // The earliest of the best: `max_by_key` alone would take the last.
        let best = forms.iter().rev().max_by_key(|form| known(form));
        let Some(best) = best.filter(|best| 0 < known(best)) else {
            return self.no_form(entries, shape, forms, path);
        };
        let belongs = |key: &str| best.property(key).is_some();
        let of_another =
            |key: &str| !belongs(key) && forms.iter().any(|form| form.property(key).is_some());
        let chosen = entries.iter().map(|(key, _)| key.as_str()).find(|key| belongs(key));
        for (key, _) in entries.iter().filter(|(key, _)| of_another(key)) {
            let chosen = chosen.unwrap_or_default();
            self.report(
                Finding::error(
                    "two-forms",
                    &path.own_key(key),
                    format!("`{key}` cannot stand beside `{chosen}`"),
                )
                .label("keep one of the two")
                .at_key(),
            );
        }
        let kept: Vec<_> = entries.iter().filter(|(key, _)| !of_another(key)).cloned().collect();
        // The keys of a sound tree may be those of another form.
        self.shaped(&Node { value: Value::Table(Arc::new(kept)), ..node.clone() }, None, best, path)
    }

    fn no_form(
        &mut self,
        entries: &Entries,
        shape: &Shape<'s>,
        forms: &[&Shape<'s>],
        path: &Path,
    ) -> Node {
        let mut keys: Vec<&str> = Vec::new();
        for (key, _) in forms.iter().flat_map(|form| form.properties()) {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
        for (key, _) in entries {
            self.report(unknown_key(key, wording::nearest(key, &keys), &keys, path));
        }
        if entries.is_empty() {
            let title = format!("{} is empty", named(path));
            let label = format!("one of {} is wanted", wording::listed(keys));
            self.report(Finding::error("missing-key", path, title).label(label));
        }
        self.repair(shape, path)
    }

    fn choice(
        &mut self,
        node: &Node,
        choices: &[&'s Json],
        shape: &Shape<'s>,
        path: &Path,
    ) -> Node {
        if choices.iter().any(|choice| equals(&node.value, choice)) {
            return node.clone();
        }
        let words: Vec<_> = choices.iter().map(|choice| wording::word(choice)).collect();
        let borrowed: Vec<_> = words.iter().map(String::as_str).collect();
        let Value::String(text) = &node.value else {
            return self.other_choice(node, shape, path);
        };
        let finding =
            Finding::error("not-a-choice", path, format!("{} cannot be `{text}`", named(path)));
        self.report(match wording::nearest(text, &borrowed) {
            Some(near) => finding
                .label(format!("did you mean `{near}`?"))
                .help(format!("the choices are {}", wording::wanted(shape))),
            None => finding.label(format!("{} is wanted", wording::wanted(shape))),
        });
        self.repair(shape, path)
    }

    fn other_choice(&mut self, node: &Node, shape: &Shape<'s>, path: &Path) -> Node {
        let found = wording::written(&node.value)
            .map_or_else(|| wording::found(&node.value), |written| format!("`{written}`"));
        let title = format!("{} cannot be {found}", named(path));
        let label = format!("{} is wanted", wording::wanted(shape));
        self.report(Finding::error("not-a-choice", path, title).label(label));
        self.repair(shape, path)
    }

    fn plain(&mut self, node: &Node, sound: Option<&Node>, shape: &Shape<'s>, path: &Path) -> Node {
        if !accepts(shape, node) {
            return self.wrong_type(node, shape, path);
        }
        match &node.value {
            Value::Table(entries) => {
                let table = self.table(entries, sound, shape, path);
                Node { value: Value::Table(Arc::new(table)), ..node.clone() }
            }
            Value::Array(items) => {
                let list = self.list(items, sound, shape, path);
                Node { value: Value::Array(Arc::new(list)), ..node.clone() }
            }
            Value::Integer(integer) => self.number(*integer as f64, node, shape, path),
            Value::Float(float) => self.number(*float, node, shape, path),
            Value::String(text) => self.text(text, node, shape, path),
            Value::Boolean(_) | Value::Date(_) => node.clone(),
        }
    }

    fn table(
        &mut self,
        entries: &Entries,
        sound: Option<&Node>,
        shape: &Shape<'s>,
        path: &Path,
    ) -> Vec<(String, Node)> {
        let written: BTreeSet<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
        let mut table: Vec<(String, Node)> = Vec::with_capacity(entries.len());
        let mut meant: BTreeSet<&str> = BTreeSet::new();
        for (key, node) in entries {
            let schema = shape.property(key).or_else(|| shape.other_property(key));
            if let Some(schema) = schema {
                let sound = sound.and_then(|sound| sound.get(key));
                let node = self.place(node, sound, &self.shapes.at(schema), &path.own_key(key));
                table.push((key.clone(), node));
            } else {
                meant.extend(self.unknown(key, &written, shape, path));
            }
        }
        for key in shape.required() {
            if !table.iter().any(|(name, _)| name == key) {
                let node = self.missing(key, meant.contains(key), shape, path);
                table.push((key.into(), node));
            }
        }
        table
    }

    /// Reports a key that does not exist here, and tells which one was probably meant.
    fn unknown(
        &mut self,
        key: &str,
        written: &BTreeSet<&str>,
        shape: &Shape<'s>,
        path: &Path,
    ) -> Option<&'s str> {
        let keys: Vec<_> = shape.properties().map(|(name, _)| name.as_str()).collect();
        let free: Vec<_> = keys.iter().copied().filter(|name| !written.contains(name)).collect();
        // A misspelt `--set` or layer means a key that the base has already.
        let near = wording::nearest(key, &free).or_else(|| wording::nearest(key, &keys));
        let mut finding = unknown_key(key, near, &keys, path);
        if near.is_none() && !path.is_root() && self.is_of_the_top(key) {
            finding = finding
                .label("this belongs at the top of the file")
                .help(format!("move `{key}` above the first line that begins with `[`"));
        }
        self.report(finding);
        self.poisoned.extend(near.map(|near| path.own_key(near)));
        near
    }

    fn is_of_the_top(&self, key: &str) -> bool {
        self.shapes.top().property(key).is_some()
    }

    fn missing(&mut self, key: &str, is_misspelt: bool, shape: &Shape<'s>, path: &Path) -> Node {
        let place = path.own_key(key);
        let Some(schema) = shape.property(key) else {
            return Node::unwritten(Value::Boolean(false));
        };
        let wanted = self.shapes.at(schema);
        if !is_misspelt {
            let title = if path.is_root() {
                format!("`{key}` is missing from the top of the file")
            } else {
                format!("{} lacks `{key}`", named(path))
            };
            let label = format!("add `{key}`: {}", wording::wanted(&wanted));
            self.findings.push(Finding::error("missing-key", &place, title).label(label));
        }
        self.repair(&wanted, &place)
    }

    fn list(
        &mut self,
        items: &[Node],
        sound: Option<&Node>,
        shape: &Shape<'s>,
        path: &Path,
    ) -> Vec<Node> {
        let least = shape.count("minItems").unwrap_or(0);
        let most = shape.count("maxItems").unwrap_or(usize::MAX);
        if items.len() < least || most < items.len() {
            self.miscounted(items.len(), least, most, path);
        }
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate().take(most) {
            let sound = sound.and_then(|sound| sound.item(index));
            let shape = self.shapes.at(shape.item(index));
            list.push(self.place(item, sound, &shape, &path.index(index)));
        }
        for index in list.len()..least {
            list.push(placeholder(&self.shapes.at(shape.item(index)), self.shapes));
        }
        list
    }

    fn miscounted(&mut self, count: usize, least: usize, most: usize, path: &Path) {
        let items = |count: usize| {
            if count == 1 { "1 item".into() } else { format!("{count} items") }
        };
        let (code, wanted) = match (count < least, least == most) {
            (true, false) => ("too-few-items", format!("at least {}", items(least))),
            (false, false) => ("too-many-items", format!("at most {}", items(most))),
            (true, true) => ("too-few-items", items(least)),
            (false, true) => ("too-many-items", items(most)),
        };
        let given = if count == 0 { "none is given".into() } else { format!("{count} here") };
        let finding = Finding::error(code, path, format!("{} wants {wanted}", named(path)));
        self.report(finding.label(given));
    }

    fn number(&mut self, number: f64, node: &Node, shape: &Shape<'s>, path: &Path) -> Node {
        let limits = Limits::of(shape);
        let (title, label, code) = if !number.is_finite() {
            let title = format!("{} must be finite", named(path));
            (title, "a finite number is wanted".into(), "not-finite")
        } else if limits.allow(number) {
            return node.clone();
        } else {
            let title = format!("{} must be {}", named(path), interval(number, &limits));
            (title, beyond(number, &limits), "out-of-range")
        };
        self.report(Finding::error(code, path, title).label(label));
        self.repair(shape, path)
    }

    fn text(&mut self, text: &str, node: &Node, shape: &Shape<'s>, path: &Path) -> Node {
        let least = shape.count("minLength").unwrap_or(0);
        if least <= text.chars().count() {
            return node.clone();
        }
        let fault = if text.is_empty() { "empty" } else { "too short" };
        let finding = Finding::error("too-short", path, format!("{} is {fault}", named(path)));
        self.report(finding.label(if least <= 1 {
            "some text is wanted".into()
        } else {
            format!("at least {least} letters are wanted")
        }));
        self.repair(shape, path)
    }

    fn wrong_type(&mut self, node: &Node, shape: &Shape<'s>, path: &Path) -> Node {
        let types = shape.kinds();
        let found = match &node.value {
            Value::Float(_) if types.contains(&"integer") => "a fraction".into(),
            value => wording::found(value),
        };
        let title = format!("{} cannot be {found}", named(path));
        let label = slip(node, shape, path, self.shapes)
            .unwrap_or_else(|| format!("{} is wanted", wording::wanted(shape)));
        self.report(Finding::error("wrong-type", path, title).label(label));
        self.repair(shape, path)
    }

    fn report(&mut self, finding: Finding) {
        self.poisoned.push(finding.path.clone());
        self.findings.push(finding);
    }

    fn repair(&mut self, shape: &Shape<'s>, path: &Path) -> Node {
        if self.poisoned.last() != Some(path) {
            self.poisoned.push(path.clone());
        }
        placeholder(shape, self.shapes)
    }
}

fn unknown_key(key: &str, near: Option<&str>, keys: &[&str], path: &Path) -> Finding {
    let home =
        if path.is_root() { "at the top of the file".into() } else { format!("in `{path}`") };
    let finding =
        Finding::error("unknown-key", &path.own_key(key), format!("unknown key `{key}` {home}"))
            .at_key();
    match near {
        Some(near) => finding.label(format!("did you mean `{near}`?")),
        None => finding
            .label("there is no such key here")
            .help(format!("the keys here are {}", wording::listed(keys.iter().copied()))),
    }
}

fn named(path: &Path) -> String {
    if path.is_root() { "the file".into() } else { format!("`{path}`") }
}

/// Whether a value is of a kind that the schema takes here, bounds and keys aside.
fn accepts(shape: &Shape<'_>, node: &Node) -> bool {
    let types = shape.kinds();
    let wants = |name: &str| types.is_empty() || types.contains(&name);
    let wants_date = shape.text("format") == Some("date");
    match &node.value {
        Value::Table(_) => wants("object"),
        Value::Array(_) => wants("array"),
        Value::Integer(_) => wants("integer") || wants("number"),
        // `60.0` is a whole number to JSON Schema, and to people.
        Value::Float(float) => wants("number") || wants("integer") && float.fract() == 0.0,
        Value::Boolean(_) => wants("boolean"),
        Value::String(_) => wants("string") && !wants_date,
        Value::Date(text) => types.is_empty() || wants_date && wording::is_plain_date(text),
    }
}

/// The usual slips, and the way out of each.
fn slip<'s>(node: &Node, shape: &Shape<'s>, path: &Path, shapes: &Shapes<'s>) -> Option<String> {
    let wants = |name: &str| shape.kinds().contains(&name);
    let wants_number = wants("number") || wants("integer");
    let wants_date = shape.text("format") == Some("date");
    match &node.value {
        Value::String(text) if wants_number => {
            let number = wording::number_in(text)?;
            // Half of what? Only of a share or a rate can that be said.
            if text.contains('%') && shape.keyword("x-is-money") == Some(&true.into()) {
                return Some("an amount in pounds is wanted, such as `1500`".to_owned());
            }
            if text.contains('%') && !wants("number") {
                return Some("a whole number is wanted".to_owned());
            }
            Some(unquoted(text, &number))
        }
        Value::String(text) if wants_date => {
            wording::is_plain_date(text).then(|| unquoted(text, text))
        }
        Value::String(text) if wants("boolean") => {
            let truth = truth_in(text)?;
            Some(unquoted(text, truth))
        }
        value @ (Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Date(_))
            if wants("string") && !wants_date =>
        {
            Some(format!("put it in quotes: `\"{}\"`", wording::written(value)?))
        }
        Value::Table(_) if wants("array") => {
            Some(format!("write `[[{}]]`, or `[{{ … }}]`", header(path)))
        }
        Value::Array(items) if wants("object") && are_one_table(items) => {
            Some(format!("write `[{}]` once, or `{{ … }}`", header(path)))
        }
        _ => bracketed(node, shape, shapes),
    }
}

fn are_one_table(items: &[Node]) -> bool {
    matches!(items, [only] if matches!(only.value, Value::Table(_)))
}

/// How a TOML header names a place: list items have no numbers there.
fn header(path: &Path) -> Path {
    let keys = path.steps().iter().filter(|step| matches!(step, Step::Key(_)));
    keys.fold(Path::root(), |path, key| path.step(key.clone()))
}

/// `"home"` where a list of such texts is wanted.
fn bracketed<'s>(node: &Node, shape: &Shape<'s>, shapes: &Shapes<'s>) -> Option<String> {
    let written = wording::written(&node.value)?;
    let mut lists = std::iter::once(shape).chain(shape.branches().iter().map(Arc::as_ref));
    let fits = |list: &Shape<'s>| accepts(&shapes.at(list.item(0)), node);
    let wants_such = shape.kinds().contains(&"array") && lists.any(fits);
    wants_such.then(|| format!("put it in brackets: `[{written}]`"))
}

fn unquoted(text: &str, value: &str) -> String {
    if text == value { format!("remove the quotes: `{value}`") } else { format!("write `{value}`") }
}

fn truth_in(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" => Some("true"),
        "false" | "no" | "off" => Some("false"),
        _ => None,
    }
}

fn interval(number: f64, limits: &Limits) -> String {
    // What a type can hold is worth telling only to those who went beyond it.
    let upper = limits.upper.filter(|upper| !upper.is_of_type || upper.at < number);
    let above = |lower: Limit| {
        format!("{} {}", if lower.is_allowed { "at least" } else { "more than" }, lower.at)
    };
    let below = |upper: Limit| {
        format!("{} {}", if upper.is_allowed { "at most" } else { "less than" }, upper.at)
    };
    match (limits.lower, upper) {
        (Some(lower), Some(upper)) if lower.is_allowed && upper.is_allowed => {
            format!("between {} and {}", lower.at, upper.at)
        }
        (Some(lower), Some(upper)) => format!("{} and {}", above(lower), below(upper)),
        (Some(lower), None) => above(lower),
        (None, Some(upper)) => below(upper),
        (None, None) => "a number".into(),
    }
}

/// A share written as a percentage is the likeliest reason for a number beyond 1.
fn beyond(number: f64, limits: &Limits) -> String {
    let share = number / 100.0;
    let is_share = limits.upper.is_some_and(|upper| (0.9..=1.0).contains(&upper.at));
    if is_share && 2.0 <= number && limits.allow(share) {
        return format!("did you mean `{}`?", wording::plain(share));
    }
    let too_large = limits.upper.is_some_and(|upper| upper.at <= number);
    format!("{} is too {}", wording::plain(number), if too_large { "large" } else { "small" })
}

fn equals(value: &Value, json: &Json) -> bool {
    match value {
        Value::String(text) => json.as_str() == Some(text),
        Value::Integer(integer) => json.as_i64() == Some(*integer),
        // `1.0` is no `1`: it could not be read as a whole number.
        Value::Float(float) => json.is_f64() && json.as_f64() == Some(*float),
        Value::Boolean(truth) => json.as_bool() == Some(*truth),
        Value::Table(_) | Value::Array(_) | Value::Date(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::document::Document;
    use crate::fixture;
    use crate::merge;
    use crate::render::{Colour, render};

    const MISTAKEN: &str = r#"schema = 2
nmae = "£ misspelt, so not also missing"
starts = "2019-02-01"
horizon_months = 6000

[referrals]
monthly = { from_month = 0, rate = 4 }
starts_therapy = ["0.65"]
limit = 70000
colour = "red"

[[pathways]]
name = "£"
share = 42
begins = "hom"
mix = { foster = "£", residential = 0.4 }

[[pathways]]
name = 7
share = "30%"
begins = "prison"

[placements.residential]
weekly_cost = { valeu = 3000, source = "£3,000", grade = 9 }
cashable = "yes"

[placements.foster]

[placements.kinship]
weekly_cost = 2019-02-01
costs = 3

[therapies.fft]
completes = "0.77"
effect.care_entry = [{ until_month = 5.0, hazard_ratio = true }, { until_month = 2.5 }]
spread = { beta = { mean = 0.3 }, sd = 0.1 }
interval = [1]

[therapies.mst]
completes = "£0.7"
spread = { gamma = 1 }
interval = [1, 2, 3]

[therapies.msf]
completes = nan
spread = "fixd"
horizon_months = 60

[[contract.payments]]
name = "a"
kind = "per_perod"
counts = "home"
period_days = 0
rate = "254"
window = [{ from = 2019-02-01, months = -1 }]

[[contract.payments]]
name = "b"
kind = 3
counts = ["home", "kinn", 3]
window = { from = 2019-02-01, months = -1, to = 3 }
"#;

    fn shown(document: &Document) -> String {
        render(document, &fixture::findings(document), Colour::Plain)
    }

    #[test]
    fn a_sound_scenario_has_no_findings() {
        assert_eq!(shown(&fixture::document(fixture::TEXT)), "");
    }

    #[test]
    fn every_mistake_is_shown_with_its_way_out() {
        fixture::assert_shown("structure_mistakes", &shown(&fixture::document(MISTAKEN)));
    }

    #[test]
    fn what_is_missing_is_shown_in_the_order_of_the_schema() {
        let text = shown(&fixture::document("# £\n\nhorizon_months = 6\n"));
        assert_snapshot!(text, @r#"
        error[missing-key]: `schema` is missing from the top of the file
         --> city.toml:3:1
          |
        3 | horizon_months = 6
          | ^ add `schema`: `1`

        error[missing-key]: `name` is missing from the top of the file
         --> city.toml:3:1
          |
        3 | horizon_months = 6
          | ^ add `name`: text in quotes

        error[missing-key]: `starts` is missing from the top of the file
         --> city.toml:3:1
          |
        3 | horizon_months = 6
          | ^ add `starts`: a date such as `2019-02-01`

        error[missing-key]: `referrals` is missing from the top of the file
         --> city.toml:3:1
          |
        3 | horizon_months = 6
          | ^ add `referrals`: a table

        error[missing-key]: `pathways` is missing from the top of the file
         --> city.toml:3:1
          |
        3 | horizon_months = 6
          | ^ add `pathways`: a list

        5 errors
        "#);
    }

    #[test]
    fn what_was_repaired_is_poisoned() {
        let document = fixture::document(MISTAKEN);
        let structure = fixture::structure(&document.root, None);
        let paths: Vec<_> = structure.poisoned.iter().map(ToString::to_string).collect();
        fixture::assert_shown("structure_poisoned", &paths.join("\n"));
    }

    #[test]
    fn findings_about_repaired_places_are_dropped() {
        let root = Path::root();
        let shares = root.key("shares");
        let finding = |path: &Path| Finding::error("x", path, "x");
        let findings = vec![
            finding(&shares.index(0)),
            finding(&shares.index(0).key("sd")),
            finding(&shares.index(1)),
            finding(&root.key("b")).involving([shares.clone()]),
            finding(&root.key("b")).involving([shares.index(0).key("sd")]),
            finding(&root.key("b")).involving([root.key("c")]),
        ];
        let kept = unpoisoned(findings, &[shares.index(0)]);
        let kept: Vec<_> = kept.iter().map(|finding| finding.path.to_string()).collect();
        assert_eq!(kept, ["shares[1]", "b"]);
    }

    #[test]
    fn what_is_known_to_be_sound_is_not_looked_at_again() {
        let document = fixture::document(MISTAKEN);
        let known = fixture::structure(&document.root, Some(&document.root));
        assert_eq!((known.root, known.findings.len()), (document.root, 0));
    }

    #[test]
    fn a_mistake_beside_what_is_sound_is_found() {
        let sound = fixture::document(fixture::TEXT);
        for (right, wrong) in [
            ("share = 0.15", "share = 0.15\nshare_ = 0.15"),
            ("share = 0.15", ""),
            ("spread = { beta = { mean = 0.3, sd = 0.1 } }", "spread = { sd = { mean = 0.3 } }"),
            ("months = 36", "months = \"36\""),
        ] {
            let mistaken = fixture::document(&fixture::TEXT.replace(right, wrong));
            let part = merge::overlay(&sound.root, &mistaken.root, &fixture::shapes());
            // Laid over, a key that is left out is that of the base.
            for root in [&part, &mistaken.root] {
                let found = fixture::structure(root, Some(&sound.root));
                assert_eq!(found, fixture::structure(root, None), "{wrong}");
            }
        }
    }

    #[test]
    fn bounds_are_told_as_they_are() {
        let cases = [
            (json!({ "minimum": 0, "exclusiveMaximum": 1 }), 1.0, "at least 0 and less than 1"),
            (json!({ "exclusiveMinimum": 0 }), 0.0, "more than 0"),
            (json!({ "maximum": 6 }), 6.5, "at most 6"),
        ];
        for (mut schema, number, words) in cases {
            schema["type"] = "number".into();
            let document = fixture::document(&format!("a = {number:?}"));
            let root = json!({ "type": "object", "properties": { "a": schema } });
            let shapes = Shapes::of(&root);
            let structure = check(&document.root, None, &shapes);
            assert_eq!(structure.findings[0].title, format!("`a` must be {words}"));
            // A repaired value has nothing more to report.
            assert!(check(&structure.root, None, &shapes).findings.is_empty());
        }
    }
}
