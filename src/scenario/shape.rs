//! Reading the JSON Schema that `schemars` derives: what it says of one place, with references
//! followed. Judging a value by it is left to `structure`.

use serde_json::{Map, Value as Json};

type Object = Map<String, Json>;

/// The schema of a place of which nothing is said.
static ANYTHING: Json = Json::Bool(true);

/// A schema that refers to itself without end says nothing new after so many steps.
const MOST_REFERENCES: usize = 16;

/// All that a schema says of one place: itself, what it refers to, and the branch chosen.
#[derive(Clone, Debug)]
pub(super) struct Shape<'s> {
    root: &'s Json,
    layers: Vec<Layer<'s>>,
}

#[derive(Clone, Copy, Debug)]
struct Layer<'s> {
    object: &'s Object,
    /// Set once a branch of its `anyOf` or `oneOf` has been taken.
    taken: bool,
}

impl<'s> Shape<'s> {
    pub(super) fn of(root: &'s Json, schema: &'s Json) -> Self {
        let mut layers = Vec::new();
        gather(root, schema, MOST_REFERENCES, &mut layers);
        Self { root, layers }
    }

    pub(super) fn keyword(&self, name: &str) -> Option<&'s Json> {
        self.layers.iter().find_map(|layer| layer.object.get(name))
    }

    pub(super) fn text(&self, name: &str) -> Option<&'s str> {
        self.keyword(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.keyword(name)?.as_f64()
    }

    pub(super) fn count(&self, name: &str) -> Option<usize> {
        usize::try_from(self.keyword(name)?.as_u64()?).ok()
    }

    /// The alternatives still open, `null` aside: TOML has none.
    pub(super) fn branches(&self) -> Vec<Self> {
        let Some(at) = self.layers.iter().position(Layer::is_open) else {
            return Vec::new();
        };
        let mut outer = self.layers.clone();
        outer[at].taken = true;
        alternatives(self.layers[at].object)
            .map(|schema| Self {
                root: self.root,
                layers: [outer.clone(), Self::of(self.root, schema).layers].concat(),
            })
            .filter(|branch| !branch.is_null())
            .collect()
    }

    fn is_null(&self) -> bool {
        self.text("type") == Some("null")
    }

    /// The types allowed, `null` aside; empty when the schema does not say.
    pub(super) fn types(&self) -> Vec<&'s str> {
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

    /// The only values allowed here, if they are listed; for a documented enum, across branches.
    pub(super) fn choices(&self) -> Vec<&'s Json> {
        if let Some(only) = self.keyword("const") {
            return vec![only];
        }
        if let Some(several) = self.keyword("enum").and_then(Json::as_array) {
            return several.iter().filter(|value| !value.is_null()).collect();
        }
        let of_each: Vec<_> = self.branches().iter().map(Self::choices).collect();
        if of_each.iter().any(Vec::is_empty) { Vec::new() } else { of_each.concat() }
    }

    pub(super) fn properties(&self) -> impl Iterator<Item = (&'s String, &'s Json)> {
        self.layers.iter().filter_map(|layer| layer.object.get("properties")?.as_object()).flatten()
    }

    pub(super) fn property(&self, key: &str) -> Option<&'s Json> {
        self.properties().find(|(name, _)| *name == key).map(|(_, schema)| schema)
    }

    /// What any key beyond `properties` must be, if such keys are allowed.
    pub(super) fn other_property(&self, key: &str) -> Option<&'s Json> {
        if let Some(schema) = self.numbered_property(key) {
            return Some(schema);
        }
        let closing = ["additionalProperties", "unevaluatedProperties"];
        let rules = self.layers.iter().flat_map(|layer| closing.map(|name| layer.object.get(name)));
        let rules: Vec<_> = rules.flatten().collect();
        if rules.contains(&&Json::Bool(false)) {
            return None;
        }
        Some(rules.first().copied().unwrap_or(&ANYTHING))
    }

    /// `patternProperties`, which `schemars` writes only for maps whose keys are whole numbers.
    fn numbered_property(&self, key: &str) -> Option<&'s Json> {
        let digits = key.strip_prefix('-').unwrap_or(key);
        let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        let patterns = self.keyword("patternProperties")?.as_object()?;
        patterns.values().next().filter(|_| is_number)
    }

    pub(super) fn required(&self) -> impl Iterator<Item = &'s str> {
        let lists = self.layers.iter().filter_map(|layer| layer.object.get("required")?.as_array());
        lists.flatten().filter_map(Json::as_str)
    }

    pub(super) fn item(&self, index: usize) -> &'s Json {
        let first = self.keyword("prefixItems").and_then(|items| items.get(index));
        first.or_else(|| self.keyword("items")).unwrap_or(&ANYTHING)
    }

    pub(super) fn child(&self, schema: &'s Json) -> Self {
        Self::of(self.root, schema)
    }

    /// Whether the place, or any alternative for it, carries this mark.
    pub(super) fn is_marked(&self, mark: &str) -> bool {
        self.keyword(mark) == Some(&Json::Bool(true))
            || self.branches().iter().any(|branch| branch.is_marked(mark))
    }
}

impl Layer<'_> {
    fn is_open(&self) -> bool {
        !self.taken && alternatives(self.object).next().is_some()
    }
}

fn alternatives(object: &Object) -> impl Iterator<Item = &Json> {
    ["anyOf", "oneOf"].iter().filter_map(|name| object.get(*name)?.as_array()).flatten()
}

fn gather<'s>(root: &'s Json, schema: &'s Json, steps: usize, layers: &mut Vec<Layer<'s>>) {
    let (Some(object), Some(steps)) = (schema.as_object(), steps.checked_sub(1)) else {
        return;
    };
    layers.push(Layer { object, taken: false });
    let target = object.get("$ref").and_then(Json::as_str).and_then(|to| target(root, to));
    let parts = object.get("allOf").and_then(Json::as_array).into_iter().flatten();
    for part in target.into_iter().chain(parts) {
        gather(root, part, steps, layers);
    }
}

fn target<'s>(root: &'s Json, reference: &str) -> Option<&'s Json> {
    root.pointer(reference.strip_prefix('#')?)
}

/// Everything that may hold for the child `key` of a place (`None`: for the items of a list),
/// whichever branch is taken on the way.
pub(super) fn children<'s>(places: &[Shape<'s>], key: Option<&str>) -> Vec<Shape<'s>> {
    let mut found = Vec::new();
    for place in places {
        let schema = match key {
            Some(key) => place.property(key).or_else(|| place.other_property(key)),
            None => Some(place.item(0)),
        };
        found.extend(schema.map(|schema| place.child(schema)));
        found.extend(children(&place.branches(), key));
    }
    found
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
        let shape = Shape::of(&root, &root);
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
        assert!(Shape::of(&root, &root).types().is_empty());
    }

    #[test]
    fn a_documented_enum_lists_its_choices() {
        let root = json!({ "oneOf": [{ "enum": ["a", "b"] }, { "const": "c" }] });
        assert_eq!(Shape::of(&root, &root).choices(), ["a", "b", "c"]);
    }
}
