//! Reading the JSON Schema that `schemars` derives: what it says of one place, with references
//! followed. Judging a value by it is left to `structure`.
//!
//! A schema says the same of a place however often one comes to it, so a shape is worked out when
//! its place is first come to, and kept.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use serde_json::Value as Json;

/// The schema of a place of which nothing is said.
static ANYTHING: Json = Json::Bool(true);

/// A schema that refers to itself without end says nothing new after so many steps.
const MOST_REFERENCES: usize = 16;

/// The schema's mark on values that only make sense as a whole, such as an assumption or a mix.
const REPLACE_WHOLE: &str = "x-replace-whole";

/// Why the shapes that are known can always be had.
const UNHARMED: &str = "nothing panics while it holds the shapes";

/// The shapes of all places of one schema.
#[derive(Debug)]
pub struct Shapes<'s> {
    schema: &'s Json,
    /// By the address of what the schema says of a place.
    known: RwLock<BTreeMap<usize, Arc<Shape<'s>>>>,
}

/// All that a schema says of one place: itself, what it refers to, and the branch chosen.
#[derive(Debug)]
pub struct Shape<'s> {
    words: Vec<Word<'s>>,
    branches: Vec<Arc<Self>>,
    choices: Vec<&'s Json>,
    kinds: Vec<&'s str>,
    is_whole: bool,
}

/// One keyword and what is said under it.
#[derive(Clone, Copy, Debug)]
struct Word<'s> {
    /// Counts the schemas gathered for a place: words of one layer were said together.
    layer: usize,
    name: &'s str,
    says: &'s Json,
}

impl<'s> Shapes<'s> {
    pub fn of(schema: &'s Json) -> Self {
        Self { schema, known: RwLock::default() }
    }

    /// Of the whole file.
    pub fn top(&self) -> Arc<Shape<'s>> {
        self.at(self.schema)
    }

    /// Of a place of which this is said.
    pub fn at(&self, schema: &'s Json) -> Arc<Shape<'s>> {
        let address = std::ptr::from_ref(schema).addr();
        let known = self.known.read().expect(UNHARMED).get(&address).cloned();
        if let Some(shape) = known {
            return shape;
        }
        let shape = Arc::new(self.shape(self.words(schema)));
        self.known.write().expect(UNHARMED).insert(address, shape.clone());
        shape
    }

    /// Everything that may hold for the child `key` of a place (`None`: for the items of a list),
    /// whichever branch is taken on the way.
    pub fn children(&self, places: &[Arc<Shape<'s>>], key: Option<&str>) -> Vec<Arc<Shape<'s>>> {
        let mut found = Vec::new();
        for place in places {
            let schema = match key {
                Some(key) => place.property(key).or_else(|| place.other_property(key)),
                None => Some(place.item(0)),
            };
            found.extend(schema.map(|schema| self.at(schema)));
            found.extend(self.children(place.branches(), key));
        }
        found
    }

    /// The same where a part of the file, such as a council's table, may hold what the top does.
    pub fn inside(&self, places: &[Arc<Shape<'s>>], key: &str) -> Vec<Arc<Shape<'s>>> {
        let is_of_the_top =
            |it: &Arc<Shape<'s>>| it.is_part_of_the_file() && it.property(key).is_none();
        let places: Vec<Arc<Shape<'s>>> = places
            .iter()
            .map(|place| if is_of_the_top(place) { self.top() } else { Arc::clone(place) })
            .collect();
        self.children(&places, Some(key))
    }

    fn shape(&self, words: Vec<Word<'s>>) -> Shape<'s> {
        let branches = self.branches(&words);
        let mut shape =
            Shape { words, branches, choices: Vec::new(), kinds: Vec::new(), is_whole: false };
        shape.choices = shape.listed();
        shape.kinds = shape.fitting();
        shape.is_whole = shape.keyword(REPLACE_WHOLE) == Some(&Json::Bool(true))
            || shape.branches.iter().any(|branch| branch.is_whole);
        shape
    }

    /// The alternatives still open, `null` aside: TOML has none.
    fn branches(&self, words: &[Word<'s>]) -> Vec<Arc<Shape<'s>>> {
        let open = words.iter().find(|word| word.alternatives().next().is_some());
        let Some(open) = open.map(|word| word.layer) else { return Vec::new() };
        let (taken, outer): (Vec<Word<'s>>, Vec<Word<'s>>) =
            words.iter().copied().partition(|word| word.layer == open && word.is_of_alternatives());
        let branch = |schema: &'s Json| {
            let mut words = outer.clone();
            let last = words.last().map_or(0, |word| word.layer);
            words.extend(self.words(schema).into_iter().map(|word| word.below(last)));
            Arc::new(self.shape(words))
        };
        let branches = taken.iter().flat_map(Word::alternatives).map(branch);
        branches.filter(|branch| branch.text("type") != Some("null")).collect()
    }

    /// What a schema says, and all that it refers to.
    fn words(&self, schema: &'s Json) -> Vec<Word<'s>> {
        let mut words = Vec::new();
        self.gather(schema, MOST_REFERENCES, &mut words);
        words
    }

    fn gather(&self, schema: &'s Json, steps: usize, words: &mut Vec<Word<'s>>) {
        let (Some(object), Some(steps)) = (schema.as_object(), steps.checked_sub(1)) else {
            return;
        };
        let layer = words.last().map_or(0, |word| word.layer + 1);
        words.extend(object.iter().map(|(name, says)| Word { layer, name, says }));
        let target = object.get("$ref").and_then(Json::as_str).and_then(|to| self.target(to));
        let parts = object.get("allOf").and_then(Json::as_array).into_iter().flatten();
        for part in target.into_iter().chain(parts) {
            self.gather(part, steps, words);
        }
    }

    fn target(&self, reference: &str) -> Option<&'s Json> {
        self.schema.pointer(reference.strip_prefix('#')?)
    }
}

impl<'s> Word<'s> {
    fn is_of_alternatives(&self) -> bool {
        matches!(self.name, "anyOf" | "oneOf")
    }

    fn alternatives(&self) -> impl Iterator<Item = &'s Json> + use<'s> {
        let list = self.says.as_array().filter(|_| self.is_of_alternatives());
        list.into_iter().flatten()
    }

    fn below(self, layer: usize) -> Self {
        Self { layer: self.layer + layer + 1, ..self }
    }
}

impl<'s> Shape<'s> {
    pub fn keyword(&self, name: &str) -> Option<&'s Json> {
        self.all(name).next()
    }

    /// What each layer says under a keyword.
    fn all(&self, name: &str) -> impl Iterator<Item = &'s Json> {
        self.words.iter().filter(move |word| word.name == name).map(|word| word.says)
    }

    pub fn text(&self, name: &str) -> Option<&'s str> {
        self.keyword(name)?.as_str()
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        self.keyword(name)?.as_f64()
    }

    pub fn count(&self, name: &str) -> Option<usize> {
        usize::try_from(self.keyword(name)?.as_u64()?).ok()
    }

    /// The alternatives still open, `null` aside: TOML has none.
    pub fn branches(&self) -> &[Arc<Self>] {
        &self.branches
    }

    /// The only values allowed here, if they are listed; for a documented enum, across branches.
    pub fn choices(&self) -> &[&'s Json] {
        &self.choices
    }

    /// The types that a value may have here, whichever branch is taken; empty when the schema does
    /// not say.
    pub fn kinds(&self) -> &[&'s str] {
        &self.kinds
    }

    /// Whether the place, or any alternative for it, only makes sense as a whole.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether a key that is not listed here is one of the top of the file, as in a council's table.
    pub fn is_part_of_the_file(&self) -> bool {
        self.keyword("additionalProperties") == Some(&Json::Bool(true))
    }

    /// The types allowed, `null` aside; empty when the schema does not say.
    pub fn types(&self) -> Vec<&'s str> {
        let named: Vec<_> = match self.keyword("type") {
            Some(Json::String(one)) => vec![one.as_str()],
            Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
            _ => self.implied_types(),
        };
        named.into_iter().filter(|name| *name != "null").collect()
    }

    fn implied_types(&self) -> Vec<&'s str> {
        if self.keyword("properties").is_some() || self.keyword("additionalProperties").is_some() {
            vec!["object"]
        } else if self.keyword("items").is_some() || self.keyword("prefixItems").is_some() {
            vec!["array"]
        } else {
            Vec::new()
        }
    }

    fn listed(&self) -> Vec<&'s Json> {
        if let Some(only) = self.keyword("const") {
            return vec![only];
        }
        if let Some(several) = self.keyword("enum").and_then(Json::as_array) {
            return several.iter().filter(|value| !value.is_null()).collect();
        }
        if self.branches.iter().any(|branch| branch.choices.is_empty()) {
            return Vec::new();
        }
        self.branches.iter().flat_map(|branch| branch.choices.iter().copied()).collect()
    }

    fn fitting(&self) -> Vec<&'s str> {
        if !self.choices.is_empty() {
            self.choices.iter().map(|choice| json_type(choice)).collect()
        } else if self.branches.is_empty() {
            self.types()
        } else {
            self.branches.iter().flat_map(|branch| branch.kinds.iter().copied()).collect()
        }
    }

    pub fn properties(&self) -> impl Iterator<Item = (&'s String, &'s Json)> {
        self.all("properties").filter_map(Json::as_object).flatten()
    }

    pub fn property(&self, key: &str) -> Option<&'s Json> {
        self.properties().find(|(name, _)| *name == key).map(|(_, schema)| schema)
    }

    /// What any key beyond `properties` must be, if such keys are allowed.
    pub fn other_property(&self, key: &str) -> Option<&'s Json> {
        if let Some(schema) = self.numbered_property(key) {
            return Some(schema);
        }
        let closes = |word: &&Word<'_>| {
            matches!(word.name, "additionalProperties" | "unevaluatedProperties")
        };
        let mut rules = self.words.iter().filter(closes).map(|word| word.says);
        if rules.clone().any(|rule| *rule == Json::Bool(false)) {
            return None;
        }
        Some(rules.next().unwrap_or(&ANYTHING))
    }

    /// `patternProperties`, which `schemars` writes only for maps whose keys are whole numbers.
    fn numbered_property(&self, key: &str) -> Option<&'s Json> {
        let digits = key.strip_prefix('-').unwrap_or(key);
        let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        let patterns = self.keyword("patternProperties")?.as_object()?;
        patterns.values().next().filter(|_| is_number)
    }

    pub fn required(&self) -> impl Iterator<Item = &'s str> {
        self.all("required").filter_map(Json::as_array).flatten().filter_map(Json::as_str)
    }

    pub fn item(&self, index: usize) -> &'s Json {
        let first = self.keyword("prefixItems").and_then(|items| items.get(index));
        first.or_else(|| self.keyword("items")).unwrap_or(&ANYTHING)
    }
}

fn json_type(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(number) if number.is_f64() => "number",
        Json::Number(_) => "integer",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_options_and_branches_are_followed() {
        let root = json!({
            "$defs": { "Mix": { "type": "object", "properties": { "a": { "type": "number" } } } },
            "anyOf": [{ "$ref": "#/$defs/Mix" }, { "type": "null" }],
            "x-expects": "a mix",
        });
        let shape = Shapes::of(&root).top();
        let branches = shape.branches();
        assert_eq!(branches.len(), 1);
        assert_eq!(branches[0].types(), ["object"]);
        assert_eq!(branches[0].text("x-expects"), Some("a mix"));
        assert!(branches[0].property("a").is_some());
        assert!(branches[0].branches().is_empty());
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let root = json!({ "$defs": { "A": { "$ref": "#/$defs/A" } }, "$ref": "#/$defs/A" });
        assert!(Shapes::of(&root).top().types().is_empty());
    }

    #[test]
    fn a_documented_enum_lists_its_choices() {
        let root = json!({ "oneOf": [{ "enum": ["a", "b"] }, { "const": "c" }] });
        assert_eq!(Shapes::of(&root).top().choices(), ["a", "b", "c"]);
    }
}
