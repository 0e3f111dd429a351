//! From a file's text to a study: the base scenario and one for each variant.

use std::fs;
use std::path::Path as FilePath;

use serde::Deserialize;

use super::document::{Document, Node, Value};
use super::finding::Finding;
use super::merge;
use super::model::Scenario;
use super::path::Path;
use super::schema::{self, ChangeTable, ScenarioFile};
use super::structure;
use super::validate::{EditionSheet, Sheet, validate};
use super::wording::nearest;

/// What is the same for all worlds, so that they can be compared.
const FIXED: [&str; 5] = ["schema", "variants", "claims", "starts", "horizon_months"];

/// What a council may lay over the file for itself.
const COUNCIL_PARTS: [&[&str]; 8] = [
    &["referrals"],
    &["site"],
    &["pathways"],
    &["placements"],
    &["care"],
    &["council"],
    &["contract", "tracking"],
    &["contract", "caps", "council"],
];

/// What a change may lay over the file while it is in force.
const CHANGE_PARTS: [&[&str]; 3] = [&["therapies"], &["providers"], &["contract", "payments"]];

/// What a change says of itself.
const CHANGE_KEYS: [&str; 7] =
    ["name", "from_month", "until_month", "when", "starts", "payments", "extends_to_month"];

/// Reviews whose changes may be in force together: each doubles the terms to be read.
const MOST_REVIEWS: usize = 5;

/// A base scenario and its variants.
#[derive(Clone, Debug)]
pub struct Study {
    pub base: Scenario,
    pub variants: Vec<Variant>,
}

/// One partial scenario laid over the base.
#[derive(Clone, Debug)]
pub struct Variant {
    pub name: String,
    pub note: Option<String>,
    pub scenario: Scenario,
}

/// What became of a file: the study unless there are errors, and all findings.
#[derive(Debug)]
pub struct Loaded {
    /// The sources, for rendering the findings.
    pub document: Document,
    pub findings: Vec<Finding>,
    pub study: Option<Study>,
}

/// Reads a scenario file and lays `sets` (`path.to.key=value`) over it.
///
/// # Errors
///
/// If the file cannot be read; everything wrong with its content is a finding.
pub fn read(file: &FilePath, sets: &[String]) -> std::io::Result<Loaded> {
    let text = fs::read_to_string(file)?;
    let folder = file.parent().unwrap_or(FilePath::new("."));
    Ok(load(&file.display().to_string(), &text, sets, folder))
}

/// The same from text; `folder` is where files that the scenario names are looked for.
pub fn load(name: &str, text: &str, sets: &[String], folder: &FilePath) -> Loaded {
    let mut document = match Document::parse(name, text) {
        Ok(document) => document,
        Err(unreadable) => {
            return Loaded {
                document: unreadable.document,
                findings: unreadable.findings,
                study: None,
            };
        }
    };
    let mut findings = Vec::new();
    for assignment in sets {
        if let Err(finding) = merge::set(&mut document, assignment) {
            findings.push(*finding);
        }
    }
    let schema = schema::json_schema();
    let base = scenario(&document, &schema, folder, &mut findings);
    let variants = variants(&document, &schema, folder, &mut findings);
    if let Some(base) = &base {
        claimed_worlds(&document, base, &variants, &mut findings);
    }
    let failed = findings.iter().any(Finding::is_error);
    let study = match (base, failed) {
        (Some(base), false) => Some(Study { base, variants }),
        _ => None,
    };
    Loaded { document, findings, study }
}

/// A claim can only speak of a world that there is.
fn claimed_worlds(
    document: &Document,
    base: &Scenario,
    variants: &[Variant],
    findings: &mut Vec<Finding>,
) {
    let names: Vec<&str> = variants.iter().map(|it| it.name.as_str()).collect();
    for (index, claim) in base.claims.iter().enumerate() {
        let world = claim.figure.as_ref().and_then(|it| it.world.as_deref());
        let Some(world) = world.filter(|it| !names.contains(it)) else { continue };
        let at = Path::root().key("claims").index(index).key("world");
        let title = format!("there is no variant called `{world}`");
        let label = match nearest(world, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the name of a variant; leave it out for the scenario as it stands".to_owned(),
        };
        add(document.pin(vec![Finding::error("unknown-name", &at, title).label(label)]), findings);
    }
}

fn scenario(
    document: &Document,
    schema: &serde_json::Value,
    folder: &FilePath,
    findings: &mut Vec<Finding>,
) -> Option<Scenario> {
    let base = Reading::of(document.clone(), schema, findings)?;
    let councils = councils(document, schema, findings);
    let councils: Vec<Reading> =
        councils.into_iter().map(|it| Reading::of(it, schema, findings)).collect::<Option<_>>()?;
    let sheets: Vec<Sheet<'_>> = councils.iter().map(Reading::sheet).collect();
    let sets = editions(&base.document, &base.file.changes, schema, findings);
    let editions: Vec<(Vec<usize>, Reading)> = sets
        .into_iter()
        .map(|(set, document)| Some((set, Reading::of(document, schema, findings)?)))
        .collect::<Option<_>>()?;
    let edition_sheets: Vec<EditionSheet<'_>> = editions
        .iter()
        .map(|(set, reading)| EditionSheet { changes: set.clone(), sheet: reading.sheet() })
        .collect();
    let (scenario, found) = validate(base.sheet(), &sheets, &edition_sheets, folder);
    base.report(found.base, findings);
    let parts = councils.iter().zip(found.councils);
    for (part, found) in parts.chain(editions.iter().map(|it| &it.1).zip(found.editions)) {
        part.report(found, findings);
    }
    Some(scenario)
}

/// The file with what each set of changes lays over it: each change alone, and every set that can
/// be in force together.
fn editions(
    document: &Document,
    changes: &[ChangeTable],
    schema: &serde_json::Value,
    findings: &mut Vec<Finding>,
) -> Vec<(Vec<usize>, Document)> {
    let at = Path::root().key("changes");
    let Some(Node { value: Value::Array(items), .. }) = document.root.get("changes") else {
        return Vec::new();
    };
    let overs: Vec<Node> = items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let over = item.without(&CHANGE_KEYS);
            only_parts(document, &over, &CHANGE_PARTS, &at.index(index), findings)
        })
        .collect();
    let laying: Vec<usize> = (0..overs.len()).filter(|it| !overs[*it].is_empty()).collect();
    let mut sets: Vec<Vec<usize>> = laying.iter().map(|it| vec![*it]).collect();
    // The set in force can change where a change begins and where one ends.
    let edges = changes.iter().flat_map(|it| it.until_month.into_iter().chain([it.from_month]));
    for month in edges {
        let covers = |it: &usize| {
            let change = &changes[*it];
            change.from_month <= month && change.until_month.is_none_or(|until| month < until)
        };
        let possible: Vec<usize> = laying.iter().copied().filter(covers).collect();
        let (reviewed, certain): (Vec<usize>, Vec<usize>) =
            possible.into_iter().partition(|it| changes[*it].when.is_some());
        if reviewed.len() > MOST_REVIEWS {
            let title = format!("more than {MOST_REVIEWS} reviews are open in month {month}");
            let place = at.index(reviewed[MOST_REVIEWS]);
            let finding = Finding::error("too-many-changes", &place, title)
                .label("give some of the changes an `until_month`");
            add(document.pin(vec![finding]), findings);
            continue;
        }
        for choice in 0..1_usize << reviewed.len() {
            let chosen = reviewed.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
            let mut set: Vec<usize> =
                certain.iter().copied().chain(chosen.map(|(_, it)| *it)).collect();
            set.sort_unstable();
            if !set.is_empty() && !sets.contains(&set) {
                sets.push(set);
            }
        }
    }
    let lay = |set: Vec<usize>| {
        let root = set
            .iter()
            .fold(document.root.clone(), |root, it| merge::overlay(&root, &overs[*it], schema));
        (set, document.with_root(root))
    };
    sets.into_iter().map(lay).collect()
}

/// A tree that fits the schema, and what was made of it.
struct Reading {
    document: Document,
    file: ScenarioFile,
    /// Places whose value is not what the author wrote.
    poisoned: Vec<Path>,
}

impl Reading {
    fn of(
        document: Document,
        schema: &serde_json::Value,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let structure = structure::check(&document.root, schema);
        let mut found = structure.findings;
        let file = match ScenarioFile::deserialize(structure.value) {
            Ok(file) => Some(file),
            Err(problem) => {
                // The structural check should have found it; better a blunt word than none.
                if found.is_empty() {
                    found.push(Finding::error("unreadable", &Path::root(), problem.to_string()));
                }
                None
            }
        };
        add(document.pin(found), findings);
        Some(Self { file: file?, poisoned: structure.poisoned, document })
    }

    fn sheet(&self) -> Sheet<'_> {
        Sheet { file: &self.file, root: &self.document.root }
    }

    /// Adds what was found to mean nothing, unless it rests on a value that was repaired.
    fn report(&self, found: Vec<Finding>, findings: &mut Vec<Finding>) {
        let found = structure::unpoisoned(found, &self.poisoned);
        add(self.document.pin(found), findings);
    }
}

/// What is wrong with the file is wrong with every part of it, and is said once.
fn add(found: Vec<Finding>, findings: &mut Vec<Finding>) {
    for finding in found {
        let known = |it: &Finding| it.title == finding.title && it.place == finding.place;
        if !findings.iter().any(known) {
            findings.push(finding);
        }
    }
}

/// The file with what each of its councils lays over it.
fn councils(
    document: &Document,
    schema: &serde_json::Value,
    findings: &mut Vec<Finding>,
) -> Vec<Document> {
    let Some(Node { value: Value::Array(items), .. }) = document.root.get("councils") else {
        return Vec::new();
    };
    let at = Path::root().key("councils");
    let sheet = |(index, item): (usize, &Node)| {
        let over = item.without(&["name", "share", "joins_month", "limit"]);
        let over = only_parts(document, &over, &COUNCIL_PARTS, &at.index(index), findings);
        document.with_root(merge::overlay(&document.root, &over, schema))
    };
    items.iter().enumerate().map(sheet).collect()
}

/// What of a table may be laid over the file; anything else is an error.
fn only_parts(
    document: &Document,
    over: &Node,
    parts: &[&[&str]],
    at: &Path,
    findings: &mut Vec<Finding>,
) -> Node {
    let mut over = over.clone();
    let Value::Table(entries) = &mut over.value else { return over };
    entries.retain_mut(|(key, node)| {
        let here = at.key(key.as_str());
        let deeper: Vec<&[&str]> = parts
            .iter()
            .filter(|part| part.first() == Some(&key.as_str()))
            .map(|part| &part[1..])
            .collect();
        if deeper.iter().any(|rest| rest.is_empty()) {
            return true;
        }
        if !deeper.is_empty() {
            *node = only_parts(document, node, &deeper, &here, findings);
            return true;
        }
        let known: Vec<String> = parts.iter().map(|it| format!("`{}`", it[0])).collect();
        let title = format!("`{key}` cannot be changed here");
        let finding = Finding::error("fixed-in-parts", &here, title)
            .label(format!("what can be: {}", known.join(", ")))
            .at_key();
        add(document.pin(vec![finding]), findings);
        false
    });
    over
}

fn variants(
    document: &Document,
    schema: &serde_json::Value,
    folder: &FilePath,
    findings: &mut Vec<Finding>,
) -> Vec<Variant> {
    let at = Path::root().key("variants");
    let Some(Node { value: Value::Array(items), .. }) = document.root.get("variants") else {
        return Vec::new();
    };
    let base = document.root.without(&["variants"]);
    let mut variants: Vec<Variant> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Some(name) = item.name() else { continue };
        let place = at.index(index).key("name");
        if variants.iter().any(|it| it.name == name) || ["status quo", "programme"].contains(&name)
        {
            let title = format!("there is another world called `{name}`");
            let finding =
                Finding::error("name-taken", &place, title).label("give this one another name");
            findings.extend(document.pin(vec![finding]));
        }
        for fixed in FIXED {
            if item.get(fixed).is_some() {
                let title = format!("a variant cannot change `{fixed}`");
                let finding =
                    Finding::error("fixed-in-variants", &at.index(index).key(fixed), title)
                        .label("it is the same for all worlds")
                        .at_key();
                findings.extend(document.pin(vec![finding]));
            }
        }
        let over = item.without(&["name", "note"]).without(&FIXED);
        let merged = document.with_root(merge::overlay(&base, &over, schema));
        if let Some(scenario) = scenario(&merged, schema, folder, findings) {
            let note = match item.get("note").map(|it| &it.value) {
                Some(Value::String(note)) => Some(note.clone()),
                _ => None,
            };
            variants.push(Variant { name: name.to_owned(), note, scenario });
        }
    }
    variants
}
