//! From a file's text to a study: the base scenario and those of the other worlds. What is laid over
//! the base for each of them is left to `worlds`.

use std::fmt;
use std::io;
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::choice::{Choice, Over};
use super::files::{Files, Kind};
use super::model::Scenario;
use super::parts::{add, councils, count_of_sets, editions};
use super::schema::{self, ScenarioFile};
use super::terms;
use super::validate::{EditionSheet, Sheet, quoted, validate};
use super::worlds::{
    APART, Stack, crossed, layers, listed, priced, scanned, undated_prices, untouched,
};
use crate::parallel;
use toml_findings::{
    Amendment, Colour, Document, Finding, Node, Path, Step, Unreadable, merge, merge::Assignment,
    newer_toml_warnings, render, structure, wording::nearest,
};

/// A base scenario and the other worlds for the same families.
#[derive(Clone, Debug)]
pub struct Worlds {
    pub base: Scenario,
    /// The other arrangements, then the other views; of a line-up what [`Study::lineup`] says.
    pub variants: Vec<Variant>,
}

impl Worlds {
    /// The views of the file's own arrangement but the base's: the position of each among the
    /// variants, and its name.
    pub fn views(&self) -> impl Iterator<Item = (usize, &str)> {
        let variants = self.variants.iter().enumerate();
        let own = variants
            .filter(|(_, variant)| variant.arrangement.is_none() && variant.point.is_none());
        own.filter_map(|(index, variant)| Some((index, variant.view.as_deref()?)))
    }
}

/// An arrangement under a view.
#[derive(Clone, Debug)]
pub struct Variant {
    pub name: String,
    pub note: Option<String>,
    /// The name of another arrangement; none for that of the base.
    pub arrangement: Option<String>,
    /// The name of another view; none for that of the base.
    pub view: Option<String>,
    /// Which of a scan's assignments is laid over it.
    pub point: Option<usize>,
    pub scenario: Scenario,
}

/// What checking a file gives: its worlds unless there are errors, and all findings.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The sources, for rendering the findings.
    pub document: Document,
    pub findings: Vec<Finding>,
    pub worlds: Option<Worlds>,
}

/// A scenario as its file has it, with what `--set` laid over it. It is read once: whatever is asked of the
/// scenario later is answered from this.
#[derive(Clone, Debug)]
pub struct Study {
    /// The tree; of a file that is not TOML what could be made out of it.
    document: Document,
    folder: Folder,
    /// What was found in reading it; with an error there is nothing over which a world could be laid.
    findings: Vec<Finding>,
    is_readable: bool,
    checked: OnceLock<Loaded>,
}

/// Where files that a scenario names are looked for.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
    files: Files,
}

impl Folder {
    /// The folder in which a file lies.
    pub(super) fn of(file: &FilePath, files: &Files) -> Self {
        let path = file.parent().unwrap_or(FilePath::new("."));
        Self { path: path.to_owned(), files: files.clone() }
    }

    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The content of a file in it.
    pub(super) fn get(&self, name: &str, kind: Kind) -> io::Result<Arc<[u8]>> {
        self.files.get(&self.path_of(name), kind)
    }
}

/// Lays the text of a `--set` over a document.
type Set = fn(&mut Document, &str) -> Result<(), Box<Finding>>;

/// The findings beside the lines that they are about, without colour.
impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&render(&self.document, &self.findings, Colour::Plain))
    }
}

impl Study {
    /// Reads a scenario file by itself.
    ///
    /// # Errors
    ///
    /// If the file cannot be read; everything wrong with its content is a finding of [`check`](Self::check).
    pub fn open(file: impl AsRef<FilePath>) -> io::Result<Self> {
        Self::read(&Files::default(), file.as_ref(), &[])
    }

    /// Reads a scenario file and lays `sets` (`path.to.key=value`) over it.
    ///
    /// # Errors
    ///
    /// If the file cannot be read; everything wrong with its content is a finding.
    pub fn read(files: &Files, file: &FilePath, sets: &[String]) -> io::Result<Self> {
        let bytes = files.get(file, Kind::Typed)?;
        Ok(Self::of(&file.display().to_string(), &bytes, merge::set, sets, Folder::of(file, files)))
    }

    /// The same from text; `folder` is where files that the scenario names are looked for.
    pub fn from_text(name: &str, text: &str, sets: &[String], folder: &FilePath) -> Self {
        let folder = Folder { path: folder.to_owned(), files: Files::default() };
        Self::of(name, text.as_bytes(), merge::set, sets, folder)
    }

    /// Reads the file of a portfolio's contract and lays `sets` over it, of each what follows the name of the
    /// contract (`contracts.NAME.path.to.key=value`).
    pub(super) fn read_contract(
        files: &Files,
        file: &FilePath,
        sets: &[String],
    ) -> io::Result<Self> {
        let bytes = files.get(file, Kind::Named)?;
        let name = file.display().to_string();
        Ok(Self::of(&name, &bytes, merge::set_in_item, sets, Folder::of(file, files)))
    }

    fn of(name: &str, bytes: &[u8], set: Set, sets: &[String], folder: Folder) -> Self {
        let mut document = match Document::decode(name, bytes) {
            Ok(document) => document,
            Err(unreadable) => {
                let Unreadable { document, findings } = *unreadable;
                return Self {
                    document,
                    folder,
                    findings,
                    is_readable: false,
                    checked: OnceLock::new(),
                };
            }
        };
        if let Some(finding) = another_kind(&document, name) {
            let findings = document.pin(vec![finding]);
            return Self {
                document,
                folder,
                findings,
                is_readable: false,
                checked: OnceLock::new(),
            };
        }
        let mut findings = newer_toml_warnings(&document.sources[0].text);
        for assignment in sets {
            if let Err(finding) = set(&mut document, assignment) {
                findings.push(*finding);
            }
        }
        Self { document, folder, findings, is_readable: true, checked: OnceLock::new() }
    }

    /// Its worlds, as its lists of variants and views have them, and everything that is wrong or doubtful. They
    /// are worked out once.
    pub fn check(&self) -> &Loaded {
        self.checked.get_or_init(|| self.chosen(None))
    }

    /// Its worlds.
    ///
    /// # Errors
    ///
    /// If there are errors in it: all that was found.
    pub fn worlds(&self) -> Result<&Worlds, Box<Loaded>> {
        let loaded = self.check();
        loaded.worlds.as_ref().ok_or_else(|| Box::new(loaded.clone()))
    }

    /// The same scenario with some changes, each laid over what the one before it left.
    ///
    /// # Errors
    ///
    /// If there is no such place in the file, or nothing over which it could be laid; what a value there would break
    /// is a finding of [`check`](Self::check).
    pub fn with(&self, changes: &[Amendment]) -> Result<Self, Box<Loaded>> {
        if !self.is_readable {
            return Err(Box::new(self.check().clone()));
        }
        let mut study = Self { checked: OnceLock::new(), ..self.clone() };
        for change in changes {
            let document = &mut study.document;
            let laid_over = Assignment::of(document, ("change", change))
                .and_then(|assignment| assignment.lay_over(&mut document.root));
            if let Err(finding) = laid_over {
                let findings = document.pin(vec![*finding]);
                let document = study.document;
                return Err(Box::new(Loaded { document, findings, worlds: None }));
            }
        }
        Ok(study)
    }

    /// The worlds that are compared: every arrangement under every view. The variants of the study are, in
    /// this order, the other arrangements, the other views, and every crossing of the two, with the
    /// arrangement's views side by side. With points they are what those are laid over ([`Over`]), under
    /// each point. Whatever is wrong with the choice is a finding too.
    pub fn lineup(&self, choice: &Choice) -> Loaded {
        self.chosen(Some(choice))
    }

    fn chosen(&self, choice: Option<&Choice>) -> Loaded {
        let (document, findings) = (self.document.clone(), self.findings.clone());
        if self.is_readable {
            worlds(document, findings, &self.folder, choice)
        } else {
            Loaded { document, findings, worlds: None }
        }
    }

    pub(super) const fn document(&self) -> &Document {
        &self.document
    }
}

/// A portfolio in a scenario's place is reported in one line, without all that a scenario would need.
fn another_kind(document: &Document, name: &str) -> Option<Finding> {
    let root = &document.root;
    let is_portfolio = root.get("contracts").is_some() && root.get("pathways").is_none();
    is_portfolio.then(|| {
        Finding::error("another-kind", &Path::root().key("contracts"), "this file is a portfolio")
            .label(format!("run it by `kinward portfolio {name}`"))
            .at_key()
    })
}

/// Versions of the terms at most, of all worlds together: each is read and kept.
const MOST_VERSIONS: usize = 16_384;

/// The worlds of a file as its lists have them, or as a line-up of what was chosen.
fn worlds(
    mut document: Document,
    mut findings: Vec<Finding>,
    folder: &Folder,
    choice: Option<&Choice>,
) -> Loaded {
    let mut layers = layers(&document, &mut findings);
    let names: Vec<String> = layers.iter().map(|layer| layer.name.clone()).collect();
    let views = layers.iter().filter(|layer| layer.is_view());
    let views: Vec<String> = views.map(|layer| layer.name.clone()).collect();
    let points = match choice {
        None => Vec::new(),
        Some(choice) => choice.apply(&mut document, &mut layers, &mut findings),
    };
    untouched(&document, &layers, schema::shapes(), &mut findings);
    undated_prices(&document, &mut findings);
    let file = Reading::of(document.clone(), None, &mut findings);
    let stacks = match choice {
        None => listed(&layers),
        Some(choice) if choice.points.is_empty() => crossed(&layers),
        Some(Choice { over: Over::World { arrangement, view }, .. }) => {
            priced(arrangement.as_deref(), view.as_deref(), &layers, &points)
        }
        Some(_) => scanned(&layers, &points),
    };
    let worlds = 1 + stacks.len();
    let sets = file.as_ref().map_or(0, |it| count_of_sets(&it.file.changes));
    if MOST_VERSIONS < sets * worlds {
        let title = format!(
            "{sets} sets of changes can be in force in each of {worlds} worlds: {} versions of the terms, more than {MOST_VERSIONS}",
            sets * worlds
        );
        let finding = Finding::error("too-many-changes", &Path::root().key("changes"), title)
            .label("let fewer reviews be open at once, or leave out variants and views")
            .at_key();
        add(document.pin(vec![finding]), &mut findings);
        return Loaded { document, findings, worlds: None };
    }
    let over = File { document: &document, reading: file.as_ref(), folder };
    let (base, laid) = parallel::join(|| over.base(), || over.with_each(stacks));
    let WorldChecked { scenario: mut base, findings: found } = base;
    add(found, &mut findings);
    let mut variants: Vec<Variant> = Vec::new();
    let mut unmet = Vec::new();
    for (stack, made) in laid {
        let known = findings.len();
        match (made, stack.point_index()) {
            (Ok(made), _) => {
                variants.extend(made.scenario.map(|scenario| stack.variant(scenario)));
                // What a level multiplies may be what this world does without.
                let own = made.findings.into_iter().filter(|finding| !is_idle_level(finding));
                add(own.collect(), &mut findings);
                findings[known..].iter_mut().for_each(|it| stack.say_where(it));
            }
            (Err(found), Some(point)) => unmet.push((point, found)),
            (Err(found), None) => add(document.pin(found), &mut findings),
        }
    }
    // An arrangement may lack what is varied (a line that another pays by), but not all of them.
    unmet.retain(|(point, _)| !variants.iter().any(|variant| variant.point == Some(*point)));
    unmet.dedup_by_key(|unmet| unmet.0);
    for (_, found) in unmet {
        add(document.pin(found), &mut findings);
    }
    if let Some(base) = &mut base {
        claimed_worlds(&document, base, &names, &mut findings);
        headline_view(&document, base, &views, &mut findings);
        base.claims.retain(|claim| {
            let world = claim.figure.as_ref().and_then(|figure| figure.world.as_ref());
            world.is_none_or(|world| variants.iter().any(|variant| variant.name == *world))
        });
    }
    let failed = findings.iter().any(Finding::is_error);
    let worlds = match (base, failed) {
        (Some(base), false) => Some(Worlds { base, variants }),
        _ => None,
    };
    Loaded { document, findings, worlds }
}

/// A file that has been read, over which worlds are laid.
struct File<'a> {
    document: &'a Document,
    /// None if it does not fit the schema.
    reading: Option<&'a Reading>,
    /// Where files that the scenario names are looked for.
    folder: &'a Folder,
}

/// A world's scenario, if it can be made out, and what was found on the way.
struct WorldChecked {
    scenario: Option<Scenario>,
    findings: Vec<Finding>,
}

impl File<'_> {
    /// The file unchanged.
    fn base(&self) -> WorldChecked {
        let mut findings = Vec::new();
        let scenario = self.reading.and_then(|reading| self.scenario(reading, &mut findings));
        WorldChecked { scenario, findings }
    }

    /// The file with each of these laid over it, side by side: that is most of the reading. What cannot
    /// be laid over it says why.
    fn with_each<'s>(
        &self,
        stacks: Vec<Stack<'s>>,
    ) -> Vec<(Stack<'s>, Result<WorldChecked, Vec<Finding>>)> {
        let root = self.document.root.without(&APART);
        let with = |stack: Stack<'s>| {
            let laid = stack.laid_over(&root, schema::shapes());
            (stack, laid.map(|laid| self.made(laid)))
        };
        parallel::map(stacks, with)
    }

    /// A tree in the file's place.
    fn made(&self, root: Node) -> WorldChecked {
        let mut findings = Vec::new();
        let document = self.document.with_root(root);
        let reading = Reading::of(document, self.reading, &mut findings);
        let scenario = reading.and_then(|reading| self.scenario(&reading, &mut findings));
        WorldChecked { scenario, findings }
    }

    fn scenario(&self, reading: &Reading, findings: &mut Vec<Finding>) -> Option<Scenario> {
        scenario(reading, self.folder, findings)
    }
}

/// Whether a finding says that a level has nothing to multiply.
fn is_idle_level(finding: &Finding) -> bool {
    let is_level = matches!(finding.path.steps(), [Step::Key(top), ..] if top.as_ref() == "levels");
    is_level && !finding.is_error()
}

/// A claim can only be about a world that there is.
fn claimed_worlds(
    document: &Document,
    base: &Scenario,
    names: &[String],
    findings: &mut Vec<Finding>,
) {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (index, claim) in base.claims.iter().enumerate() {
        let world = claim.figure.as_ref().and_then(|figure| figure.world.as_deref());
        let Some(world) = world.filter(|world| !names.contains(world)) else { continue };
        let at = Path::root().key("claims").index(index).key("world");
        let title = format!("there is no variant or view called `{world}`");
        let label = match nearest(world, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "the name of a variant or view; leave it out for the scenario's own case".to_owned()
            }
        };
        add(document.pin(vec![Finding::error("unknown-name", &at, title).label(label)]), findings);
    }
}

/// Only a view that there is can be the headline.
fn headline_view(
    document: &Document,
    base: &Scenario,
    views: &[String],
    findings: &mut Vec<Finding>,
) {
    let Some(view) = base.headline_view.as_ref().filter(|view| !views.contains(view)) else {
        return;
    };
    let known: Vec<&str> = views.iter().map(String::as_str).collect();
    let label = match nearest(view, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "leave it out: the file has no `views`".to_owned(),
        None => format!("one of {}; leave it out for the file's own", quoted(&known)),
    };
    let title = format!("there is no view called `{view}`");
    let at = Path::root().key("headline_view");
    add(document.pin(vec![Finding::error("unknown-name", &at, title).label(label)]), findings);
}

/// What a file says, and all of its parts.
fn scenario(base: &Reading, folder: &Folder, findings: &mut Vec<Finding>) -> Option<Scenario> {
    let councils: Vec<Reading> = councils(&base.document, schema::shapes(), findings)
        .into_iter()
        .map(|council| Reading::of(council, Some(base), findings))
        .collect::<Option<_>>()?;
    let sheets: Vec<Sheet<'_>> = councils.iter().map(Reading::sheet).collect();
    let sets = editions(&base.document, &base.file.changes, schema::shapes(), findings);
    let editions: Vec<(Vec<usize>, Reading)> = sets
        .into_iter()
        .map(|(set, it)| Some((set, Reading::of(it, Some(base), findings)?)))
        .collect::<Option<_>>()?;
    let edition_sheets: Vec<EditionSheet<'_>> = editions
        .iter()
        .map(|(set, reading)| EditionSheet { changes: set.clone(), sheet: reading.sheet() })
        .collect();
    let terms = terms::terms(&base.document.root, schema::shapes());
    let (scenario, found) = validate(base.sheet(), &sheets, &edition_sheets, terms, folder);
    base.report(found.base, findings);
    let parts = councils.iter().zip(found.councils);
    for (part, found) in parts.chain(editions.iter().map(|edition| &edition.1).zip(found.editions))
    {
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
    /// Reads a tree. What it has in common with `known` was checked against the schema there.
    fn of(document: Document, known: Option<&Self>, findings: &mut Vec<Finding>) -> Option<Self> {
        let sound =
            known.filter(|known| known.poisoned.is_empty()).map(|known| &known.document.root);
        let structure = structure::check(&document.root, sound, schema::shapes());
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
