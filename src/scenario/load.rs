//! From a file's text to a study: the base scenario and one for each variant.

use std::fs;
use std::path::Path as FilePath;

use serde::Deserialize;

use super::document::{Document, Node, Value};
use super::finding::Finding;
use super::merge;
use super::model::Scenario;
use super::parts::{add, councils, editions};
use super::path::Path;
use super::schema::{self, ScenarioFile};
use super::shape::Shapes;
use super::structure;
use super::validate::{EditionSheet, Sheet, validate};
use super::wording::nearest;

/// What is the same for all worlds, so that they can be compared.
const FIXED: [&str; 5] = ["schema", "variants", "claims", "starts", "horizon_months"];

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
    let shapes = Shapes::of(&schema);
    let file = Reading::of(document.clone(), None, &shapes, &mut findings);
    let base = file.as_ref().and_then(|it| scenario(it, &shapes, folder, &mut findings));
    let variants = variants(&document, file.as_ref(), &shapes, folder, &mut findings);
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

/// What a file says, and all of its parts.
fn scenario(
    base: &Reading,
    shapes: &Shapes<'_>,
    folder: &FilePath,
    findings: &mut Vec<Finding>,
) -> Option<Scenario> {
    let councils: Vec<Reading> = councils(&base.document, shapes, findings)
        .into_iter()
        .map(|it| Reading::of(it, Some(base), shapes, findings))
        .collect::<Option<_>>()?;
    let sheets: Vec<Sheet<'_>> = councils.iter().map(Reading::sheet).collect();
    let sets = editions(&base.document, &base.file.changes, shapes, findings);
    let editions: Vec<(Vec<usize>, Reading)> = sets
        .into_iter()
        .map(|(set, it)| Some((set, Reading::of(it, Some(base), shapes, findings)?)))
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

/// A tree that fits the schema, and what was made of it.
struct Reading {
    document: Document,
    file: ScenarioFile,
    /// Places whose value is not what the author wrote.
    poisoned: Vec<Path>,
}

impl Reading {
    /// Reads a tree. What it has in common with `known` was held against the schema there.
    fn of(
        document: Document,
        known: Option<&Self>,
        shapes: &Shapes<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let sound = known.filter(|it| it.poisoned.is_empty()).map(|it| &it.document.root);
        let structure = structure::check(&document.root, sound, shapes);
        let mut found = structure.findings;
        let file = match ScenarioFile::deserialize(&structure.root) {
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

fn variants(
    document: &Document,
    file: Option<&Reading>,
    shapes: &Shapes<'_>,
    folder: &FilePath,
    findings: &mut Vec<Finding>,
) -> Vec<Variant> {
    let at = Path::root().key("variants");
    let Some(Node { value: Value::Array(items), .. }) = document.root.get("variants") else {
        return Vec::new();
    };
    let base = document.root.without(&["variants", "claims"]);
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
        let merged = document.with_root(merge::overlay(&base, &over, shapes));
        let reading = Reading::of(merged, file, shapes, findings);
        if let Some(scenario) = reading.and_then(|it| scenario(&it, shapes, folder, findings)) {
            let note = match item.get("note").map(|it| &it.value) {
                Some(Value::String(note)) => Some(note.clone()),
                _ => None,
            };
            variants.push(Variant { name: name.to_owned(), note, scenario });
        }
    }
    variants
}
