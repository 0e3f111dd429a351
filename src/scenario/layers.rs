//! Of every table of the scenario file: whether a layer over it is merged key by key or replaces it whole.

use std::sync::Arc;

use serde_json::Value as Json;
use toml_findings::merge::overlay;
use toml_findings::{Node, Shapes, Value};

/// The tables of a scenario file, and of each whether it is merged key by key or replaced whole.
/// A new table is entered here after asking: do its keys only together say one thing?
const BY_KEY: &str = "CapacityTable CapsTable CareTable ChangeTable ClaimTable CoPayerTable \
    ContractTable CostTable CostsTable CouncilTable CouponTable DiscountingTable EarlyEndTable \
    EffectTable GroupTable ImportantDifferenceTable IncentiveTable InvestorTable LevelsTable OutcomeTable PathwayTable \
    PaymentTable PlacementTable ProviderTable ReferralsTable SiteTable TherapyTable TrancheTable \
    WorldTable";
const WHOLE: &str = "CurveTable MixTable Range ReviewTable SharesTable SurplusTable WindowTable";
/// What stands only inside of a whole, or in lists without names, which are replaced.
const WITHIN: &str = "BetaForm Bounds CurvePoint CurveStep EffectStep EmpiricalForm IntervalForm LogNormalForm \
    MixturePart Moments MoveStep ReferralStep TherapistStep ThreePoints UncertainTable";

fn names(list: &str) -> Vec<&str> {
    list.split_whitespace().collect()
}

#[test]
fn of_every_table_it_is_known_whether_it_is_replaced_whole() {
    let schema = super::schema::json_schema();
    let definitions = schema["$defs"].as_object().unwrap();
    let is_table = |json: &&Json| json["type"] == "object";
    let is_whole = |json: &Json| json["x-replace-whole"] == true;
    for (name, definition) in definitions.iter().filter(|(_, it)| is_table(it)) {
        let lists = [BY_KEY, WHOLE, WITHIN].map(|it| names(it).contains(&name.as_str()));
        assert_eq!(lists.iter().filter(|list| **list).count(), 1, "`{name}` stands in one list");
        assert_eq!(is_whole(definition), lists[1], "{name}");
    }
    // A number, bare or as a table, is one thing.
    for (name, definition) in definitions.iter().filter(|(_, it)| it.get("anyOf").is_some()) {
        assert!(is_whole(definition), "{name}");
    }
}

/// A place in the file, from the top: the keys that lead to it, and the items of lists.
type Way = Vec<String>;

/// The step to the item of a list of named tables, and to that of any other.
const NAMED: &str = "[named]";
const NAMELESS: &str = "[]";

/// Every table that the schema of a file has room for, with the way there, its keys, and whether
/// it is merged key by key there.
fn tables(schema: &Json) -> Vec<(Way, Vec<String>, bool)> {
    let mut found = Vec::new();
    descend(schema, schema, (&Vec::new(), true), &mut found);
    found
}

fn descend(
    schema: &Json,
    place: &Json,
    (way, merged): (&Way, bool),
    found: &mut Vec<(Way, Vec<String>, bool)>,
) {
    let below = |step: &str| way.iter().cloned().chain([step.to_owned()]).collect::<Way>();
    let merged = merged && place["x-replace-whole"] != true;
    if let Some(reference) = place["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        let merged = merged && !names(WHOLE).contains(&name);
        return descend(schema, &schema["$defs"][name], (way, merged), found);
    }
    for branch in place["anyOf"].as_array().into_iter().flatten() {
        descend(schema, branch, (way, merged), found);
    }
    if place["items"].is_object() {
        let item = &place["items"];
        let name = item["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
        let required = name.map(|name| &schema["$defs"][name]["required"]);
        let is_named =
            required.and_then(Json::as_array).is_some_and(|it| it.iter().any(|key| key == "name"));
        let step = if is_named { NAMED } else { NAMELESS };
        descend(schema, item, (&below(step), merged && is_named), found);
    }
    let open = place["additionalProperties"].is_object();
    if open {
        let (one, other) = ("one".to_owned(), "other".to_owned());
        found.push((way.clone(), vec![one.clone(), other], merged));
        descend(schema, &place["additionalProperties"], (&below(&one), merged), found);
    }
    let Some(properties) = place["properties"].as_object() else { return };
    let keys = properties.keys().filter(|key| *key != "name").cloned();
    found.push((way.clone(), keys.collect(), merged));
    for (key, property) in properties {
        descend(schema, property, (&below(key), merged), found);
    }
    // A council and a change hold parts of the file.
    if place["additionalProperties"] == true && 2 == way.len() {
        let parts = ["contract", "pathways", "placements", "referrals", "site", "therapies"];
        for key in parts {
            descend(schema, &schema["properties"][key], (&below(key), merged), found);
        }
    }
}

/// A tree with a table at the end of a way, in which these keys have this value.
fn tree(way: &[String], keys: &[String], value: i64) -> Node {
    let entry = |key: &str, node: Node| (key.to_owned(), node);
    let table = |entries| Node::unwritten(Value::Table(Arc::new(entries)));
    match way {
        [] => table(
            keys.iter().map(|key| entry(key, Node::unwritten(Value::Integer(value)))).collect(),
        ),
        [step, rest @ ..] if step == NAMED => {
            let item = tree(rest, keys, value);
            let Value::Table(entries) = &item.value else { panic!("a table") };
            let name = entry("name", Node::unwritten(Value::String("alike".into())));
            let entries = [name].into_iter().chain(entries.iter().cloned()).collect();
            Node::unwritten(Value::Array(Arc::new(vec![table(entries)])))
        }
        [step, rest @ ..] if step == NAMELESS => {
            Node::unwritten(Value::Array(Arc::new(vec![tree(rest, keys, value)])))
        }
        [key, rest @ ..] => table(vec![entry(key, tree(rest, keys, value))]),
    }
}

/// The whole schema is walked: over a table with all of its keys one with a single key is laid, at
/// every place where the file may have one. Either the others stay, or none does.
#[test]
fn every_table_of_the_file_is_merged_or_replaced_as_the_rule_says() {
    let schema = super::schema::json_schema();
    let shapes = Shapes::of(schema);
    let mut counts = [0, 0];
    for (way, keys, is_merged) in tables(schema) {
        let (first, others) = keys.split_first().unwrap();
        let first = std::slice::from_ref(first);
        let laid = overlay(&tree(&way, &keys, 1), &tree(&way, first, 2), &shapes);
        let expected = if is_merged {
            let Value::Table(kept) = tree(&[], &keys, 1).value else { panic!("a table") };
            let changed = |(key, node): &(String, Node)| {
                let is_first = key == &first[0];
                let value = if is_first { Value::Integer(2) } else { node.value.clone() };
                (key.clone(), value)
            };
            kept.iter().map(changed).collect()
        } else {
            vec![(first[0].clone(), Value::Integer(2))]
        };
        let mut node = &laid;
        for step in &way {
            node = if step.starts_with('[') { node.item(0) } else { node.get(step) }.unwrap();
        }
        let Value::Table(found) = &node.value else { panic!("a table") };
        let found: Vec<(String, Value)> = found
            .iter()
            .filter(|it| it.0 != "name")
            .map(|(key, node)| (key.clone(), node.value.clone()))
            .collect();
        assert_eq!(found, expected, "{}, beside {others:?}", way.join("."));
        counts[usize::from(is_merged)] += 1;
    }
    assert!(
        counts.iter().all(|count| 30 < *count),
        "a walk that finds little proves little: {counts:?}"
    );
}
