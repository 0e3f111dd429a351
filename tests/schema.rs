//! The published schema, against `kinward check` and as the shipped files name it. What linters make of it is
//! looked at by `.ci/schema`, with the files that are written here.

use std::fs;
use std::path::{Path, PathBuf};

use kinward::scenario::{self, Files, Study, portfolio};

use crate::common::root;

/// A file that says something of every kind.
const RIGHT: &str = include_str!("schema/right.toml");

/// What was mistaken in it: a name, what stands there, and what somebody wrote instead.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("top-key", "[discounting]", "raet = 1\n[discounting]"),
    ("missing-name", "name = \"right\"\n", ""),
    ("version", "schema = 1", "schema = 2"),
    ("starts-text", "starts = 2020-01-01", "starts = \"soon\""),
    ("horizon-part", "horizon_months = 60", "horizon_months = 60.5"),
    ("horizon-many", "horizon_months = 60", "horizon_months = 999"),
    (
        "table-key",
        "prices_of = 2020\n\n[referrals]",
        "price_of = 2020\nprices_of = 2020\n\n[referrals]",
    ),
    ("item-key", "{ from_month = 6, rate = 2 }", "{ from_month = 6, raet = 2 }"),
    ("no-months", "months = 12\nvolume", "volume"),
    ("form-key", "gamma = { mean = 1, sd = 0.2 }", "gamma = { mean = 1, st = 0.2 }"),
    ("evidence-key", "grade = 3 }", "garde = 3 }"),
    ("grade-seven", "grade = 3 }", "grade = 7 }"),
    ("percent", "share = 0.6", "share = \"60%\""),
    ("share-above-one", "share = 0.4", "share = 4.0"),
    ("range-below-zero", "min = 7", "min = -7"),
    ("word", "begins = \"home\"", "begins = \"hmoe\""),
    ("kind", "kind = \"per_period\"", "kind = \"per_perod\""),
    ("curve-key", "within_months = 12 }\nlength", "within_month = 12 }\nlength"),
    ("interval-of-three", "ci95 = [500, 980]", "ci95 = [500, 700, 980]"),
    ("ratio-zero", "hazard_ratio = { value = 0.6, grade = 6 }", "hazard_ratio = 0"),
    ("effect-key", "effect.care_entry", "effect.care_entyr"),
    ("payments-table", "[[contract.payments]]", "[contract.payments]"),
    ("cost-word", "per = \"start\"", "per = \"strat\""),
    ("council-key", "share = 0.4", "shaer = 0.4"),
    ("council-part", "placements.foster.weekly_cost = 710", "therapies.talk.completes = 0.5"),
    ("council-deep-key", "months = 13 }", "month = 13 }"),
    ("change-key", "from_month = 12\n", "from_moth = 12\nfrom_month = 12\n"),
    (
        "change-part",
        "contract.payments = [{ name = \"out of care\", rate = 12 }]",
        "contract.lag_months = 3",
    ),
    ("change-line-key", "rate = 12 }]", "raet = 12 }]"),
    ("review-key", "below = 3", "blow = 3"),
    ("review-word", "figure = \"starts\"", "figure = \"start\""),
    ("variant-top-key", "without = [\"investor\"]", "wihtout = [\"investor\"]"),
    ("variant-line-key", "rate = 5 }]", "raet = 5 }]"),
    ("variant-deep-key", "referrals.months = 6", "referrals.moths = 6"),
    ("variant-fixed", "name = \"shorter\"", "name = \"shorter\"\nhorizon_months = 48"),
    (
        "variant-council-key",
        "{ name = \"south\", placements.foster.weekly_cost = 650 }",
        "{ name = \"south\", placements.foster.weekly_csot = 650 }",
    ),
    ("variant-no-name", "name = \"shorter\"\n", ""),
    ("variant-number", "months = 6 }", "months = \"six\" }"),
    ("view-level-key", "levels.risk = 1.5", "levels.rsik = 1.5"),
    ("view-curve-key", "within_months = 12 } }]", "within_month = 12 } }]"),
    ("view-table-for-list", "therapies.talk.completes = 0.7", "therapies.talk = 0.7"),
    ("view-share", "therapies.talk.completes = 0.7", "therapies.talk.completes = 7"),
    ("claim-key", "source = \"nobody\"", "sorce = \"nobody\"\nsource = \"nobody\""),
];

/// The same said in other ways, which are right.
const AS_GOOD: &[(&str, &str, &str)] = &[
    ("whole-number-with-a-point", "horizon_months = 60", "horizon_months = 60.0"),
    ("whole-number-of-a-variant", "months = 6 }", "months = 6.0 }"),
    (
        "bare-number",
        "inflation = { value = 0.02, source = \"Bank of England\", grade = 3 }",
        "inflation = 0",
    ),
    (
        "new-line-of-a-variant",
        "rate = 5 }]",
        "rate = 5 }, { name = \"fee\", kind = \"milestone\", on = \"start\", rate = 1 }]",
    ),
    ("empty-list", "without = [\"investor\"]", "without = []"),
];

fn written(mistake: &(&str, &str, &str)) -> String {
    let (name, stands, instead) = mistake;
    assert_eq!(RIGHT.matches(stands).count(), 1, "{name}");
    RIGHT.replace(stands, instead)
}

fn json(toml: &str) -> serde_json::Value {
    let table: toml::Table = toml::from_str(toml).expect("TOML 1.0");
    plain(toml::Value::Table(table))
}

/// Dates as texts, as JSON has them.
fn plain(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(entries) => {
            entries.into_iter().map(|(key, value)| (key, plain(value))).collect()
        }
        other => serde_json::to_value(other).expect("JSON"),
    }
}

fn is_checked(text: &str) -> bool {
    Study::from_text("right.toml", text, &[], Path::new(".")).check().clone().worlds.is_some()
}

/// Of 43 mistakes the schema and the check find every one, and of the same said otherwise none.
#[test]
fn the_schema_finds_what_the_check_finds() {
    let schema = scenario::scenario_schema();
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    for right in AS_GOOD.iter().map(written).chain([RIGHT.to_owned()]) {
        let problems: Vec<String> =
            validator.iter_errors(&json(&right)).map(|problem| problem.to_string()).collect();
        assert!(problems.is_empty() && is_checked(&right), "{problems:?}\n{right}");
    }
    for mistake in MISTAKES {
        let wrong = written(mistake);
        assert!(!is_checked(&wrong), "check passes {}", mistake.0);
        assert!(!validator.is_valid(&json(&wrong)), "the schema passes {}", mistake.0);
    }
}

/// A table that lists no keys, or forbids none, would pass everything.
#[test]
fn every_table_of_the_schema_is_described_and_closed() {
    for schema in [scenario::scenario_schema(), scenario::portfolio_schema()] {
        for (name, definition) in schema["$defs"].as_object().expect("definitions") {
            assert!(definition.get("description").is_some(), "{name} is without a word");
            if definition.get("properties").is_some() {
                assert_eq!(definition["additionalProperties"], false, "{name}");
            }
        }
        let text = schema.to_string();
        for word in ["unevaluatedProperties", "\"null\"", "\"x-", "uint32", "\"integer\""] {
            assert!(!text.contains(word), "{word} means nothing to a linter of TOML");
        }
    }
}

/// The files in `docs` are what `kinward schema` prints, and every shipped file names its own by a path
/// that leads there.
#[test]
fn shipped_files_name_the_schema_that_they_fit() {
    let read = |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path:?}"));
    let printed =
        |schema: &serde_json::Value| serde_json::to_string_pretty(schema).expect("JSON") + "\n";
    let mut seen = 0;
    for (folder, file, schema, option) in [
        ("scenarios", "scenario.schema.json", scenario::scenario_schema(), ""),
        (
            "scenarios/portfolios",
            "portfolio.schema.json",
            scenario::portfolio_schema(),
            " --portfolio",
        ),
    ] {
        assert!(
            read(root().join("docs").join(file)) == printed(&schema),
            "run: kinward schema{option} > docs/{file}"
        );
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        for entry in fs::read_dir(root().join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let text = read(path.clone());
            let named = text.strip_prefix("#:schema ").and_then(|rest| rest.lines().next());
            let named = named.unwrap_or_else(|| panic!("{path:?} begins with no #:schema"));
            let leads_to =
                path.parent().expect("a folder").join(named).canonicalize().expect(named);
            assert_eq!(leads_to, root().join("docs").join(file).canonicalize().expect("a file"));
            let problems: Vec<String> = validator
                .iter_errors(&json(&text))
                .map(|problem| format!("{problem} at {}", problem.instance_path()))
                .collect();
            assert!(problems.is_empty(), "{path:?}: {problems:?}");
            seen += 1;
        }
    }
    assert!(7 <= seen, "{seen} files");
    let fund = root().join("scenarios/portfolios/edge-of-care.toml");
    assert!(portfolio::read(&Files::default(), &fund, &[]).expect("readable").portfolio.is_some());
}

/// For `.ci/schema`: each file with a mistake, and each without.
#[test]
fn the_files_for_linters_are_written() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema");
    for (part, cases) in [("wrong", MISTAKES), ("right", AS_GOOD)] {
        let folder = folder.join(part);
        fs::create_dir_all(&folder).expect("a folder");
        for case in cases {
            let schema = root().join("docs/scenario.schema.json");
            let (_, rest) = written(case)
                .split_once('\n')
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .expect("lines");
            let text = format!("#:schema {}\n{rest}", schema.display());
            fs::write(folder.join(format!("{}.toml", case.0)), text).expect("written");
        }
    }
}
