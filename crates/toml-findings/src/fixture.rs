//! A small scenario type for the tests of this folder: the shapes that `schemars` writes, and the
//! marks that the real one carries.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::document::{Document, Node};
use crate::finding::Finding;
use crate::shape::Shapes;
use crate::structure::{self, Structure};

pub(crate) const TEXT: &str = r#"# A scenario for the tests: £
schema = 1
name = "Stronger Families"
starts = 2019-02-01
horizon_months = 60

[referrals]
monthly = [{ from_month = 0, rate = 4 }, { from_month = 6, rate = 9 }]
starts_therapy = { beta = { events = 64, of = 98 }, source = "Trial, £3m", grade = 3 }

[[pathways]]
name = "edge of care, high risk"
share = 0.85
begins = "home"
mix = { foster = 0.6, residential = 0.4 }

[[pathways]]
name = "returning home"
share = 0.15
begins = "care"
mix = { foster = 1 }

[placements.residential]
weekly_cost = { value = 3000, source = "The Guardian: £3,000 a week" }
cashable = true

[therapies.fft]
completes = 0.77
effect.care_entry = [{ until_month = 5, hazard_ratio = 0.85 }]
spread = { beta = { mean = 0.3, sd = 0.1 } }

[[contract.payments]]
name = "out of care"
kind = "per_period"
counts = ["home"]
period_days = 7
rate = 254

[[contract.payments]]
name = "School: 80% attendance"
kind = "once"
counts = ["home", "kin"]
rate = 500
window = { from = "start", months = 36 }
"#;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
pub(crate) struct Scenario {
    #[schemars(extend("const" = 1))]
    schema: u32,
    #[schemars(length(min = 1))]
    name: String,
    #[schemars(with = "String", extend("format" = "date"))]
    starts: toml::value::Datetime,
    #[schemars(range(min = 1, max = 600))]
    horizon_months: u32,
    referrals: Referrals,
    #[schemars(length(min = 1))]
    pathways: Vec<Pathway>,
    #[serde(default)]
    placements: BTreeMap<String, Placement>,
    #[serde(default)]
    therapies: BTreeMap<String, Therapy>,
    /// What is paid for.
    contract: Option<Contract>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Referrals {
    monthly: Vec<Step>,
    /// The share of referred families that start.
    starts_therapy: Assumption,
    limit: Option<u16>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Step {
    from_month: u32,
    #[schemars(range(min = 0))]
    rate: f64,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Pathway {
    name: String,
    #[schemars(range(min = 0, max = 1))]
    share: f64,
    begins: Setting,
    mix: Option<Mix>,
}

/// Where a child lives.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Setting {
    /// With the family.
    Home,
    /// With relatives.
    Kin,
    Care,
}

#[derive(Debug, Deserialize)]
struct Mix(#[expect(dead_code, reason = "only the shape matters")] BTreeMap<String, f64>);

impl JsonSchema for Mix {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Mix".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": { "type": "number", "minimum": 0, "maximum": 1 },
            "x-replace-whole": true,
        })
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Placement {
    weekly_cost: Assumption,
    cashable: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Therapy {
    completes: Assumption,
    #[serde(default)]
    effect: BTreeMap<String, Vec<Effect>>,
    spread: Option<Spread>,
    interval: Option<[f64; 2]>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Effect {
    until_month: u32,
    hazard_ratio: Assumption,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only the shape matters")]
enum Spread {
    Fixed,
    Beta { mean: f64, sd: f64 },
    Sd(f64),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Contract {
    payments: Vec<Payment>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Payment {
    name: String,
    kind: Kind,
    counts: Vec<Setting>,
    #[schemars(extend("exclusiveMinimum" = 0))]
    period_days: Option<u32>,
    rate: f64,
    window: Option<Window>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    PerPeriod,
    Once,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Window {
    from: String,
    months: u32,
}

#[derive(Debug)]
#[expect(dead_code, reason = "only the shape matters")]
struct Assumption(Quantity);

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "only the shape matters")]
enum Quantity {
    Number(f64),
    Table(Evidenced),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Evidenced {
    value: Option<f64>,
    beta: Option<Beta>,
    source: Option<String>,
    #[schemars(range(min = 1, max = 6))]
    grade: Option<u8>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only the shape matters")]
struct Beta {
    events: f64,
    of: f64,
}

impl<'de> Deserialize<'de> for Assumption {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Quantity::deserialize(from).map(Self)
    }
}

impl JsonSchema for Assumption {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Assumption".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<Evidenced>();
        json_schema!({
            "anyOf": [{ "type": "number" }, table],
            "x-replace-whole": true,
            "x-expects": "a number, or a table with one form such as `{ value = 0.3, source = \"…\" }`",
        })
    }
}

pub(crate) fn shapes() -> Shapes<'static> {
    static SCHEMA: LazyLock<Json> = LazyLock::new(|| schemars::schema_for!(Scenario).to_value());
    Shapes::of(&SCHEMA)
}

/// A tree checked against the shapes of this type.
pub(crate) fn structure(root: &Node, sound: Option<&Node>) -> Structure {
    structure::check(root, sound, &shapes())
}

#[track_caller]
pub(crate) fn document(text: &str) -> Document {
    Document::parse("city.toml", text).expect("a fixture in TOML")
}

/// The structural findings of a text, having seen that what remains of it can be read into types.
#[track_caller]
pub(crate) fn findings(document: &Document) -> Vec<Finding> {
    let structure = structure(&document.root, None);
    let read = Scenario::deserialize(&structure.root);
    assert!(read.is_ok(), "{}\n{:?}", read.unwrap_err(), structure.root);
    structure.findings
}

/// Compares with a file in `snapshots/` whose name does not depend on where this folder stands.
#[track_caller]
pub(crate) fn assert_shown(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}
