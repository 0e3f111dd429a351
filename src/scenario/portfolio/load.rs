//! From a portfolio's text to its contracts.

use std::collections::BTreeMap;
use std::io;
use std::path::Path as FilePath;

use serde::Deserialize;

use super::pattern;
use super::schema::{self, HoldingTable, PortfolioFile, ShockTable};
use super::{EvidencedNumber, Holding, Portfolio, Shock};
use crate::assumption::{Assumption, Spread};
use crate::scenario::choice::Choice;
use crate::scenario::files::{Files, Kind};
use crate::scenario::load::{Folder, Loaded, Study, Worlds};
use crate::scenario::model::Scenario;
use crate::scenario::schema::Evidence;
use toml_findings::{
    Document, Finding, Path, Value,
    merge::{self, Assignment},
    newer_toml_warnings, structure,
    wording::{listed, nearest, slug},
};

/// What reading a portfolio file gives: the portfolio unless there are errors, in it or in the file of a
/// contract, and all findings.
#[derive(Debug)]
pub struct LoadedPortfolio {
    pub document: Document,
    pub findings: Vec<Finding>,
    /// What reading the contracts' files gave, for those that could be read, in the order of the portfolio.
    pub contracts: Vec<Loaded>,
    pub portfolio: Option<Portfolio>,
}

/// Reads a portfolio file and the files of its contracts, and lays `sets` over them: `KEY=VALUE` over the
/// portfolio, `contracts.NAME.KEY=VALUE` over a contract's entry or, where that has no such key, over its
/// scenario.
///
/// # Errors
///
/// If the file itself cannot be read; everything else that is wrong is a finding.
pub fn read(files: &Files, file: &FilePath, sets: &[String]) -> io::Result<LoadedPortfolio> {
    let bytes = files.get(file, Kind::Typed)?;
    let mut document = match Document::decode(&file.display().to_string(), &bytes) {
        Ok(document) => document,
        Err(unreadable) => {
            return Ok(LoadedPortfolio {
                document: unreadable.document,
                findings: unreadable.findings,
                contracts: Vec::new(),
                portfolio: None,
            });
        }
    };
    let root = &document.root;
    if root.get("pathways").is_some() && root.get("contracts").is_none() {
        let at = Path::root().key("pathways");
        let finding = Finding::error("another-kind", &at, "this file is a scenario")
            .label(format!("run it by `kinward run {}`", file.display()))
            .at_key();
        let findings = document.pin(vec![finding]);
        return Ok(LoadedPortfolio { document, findings, contracts: Vec::new(), portfolio: None });
    }
    let mut findings = newer_toml_warnings(&document.sources[0].text);
    let set = laid_over(&mut document, sets, schema::json_schema(), &mut findings);
    let structure = structure::check(&document.root, None, schema::shapes());
    findings.extend(structure.findings);
    let table = match PortfolioFile::deserialize(&structure.root) {
        Ok(table) => table,
        Err(problem) => {
            findings.push(Finding::error("unreadable", &Path::root(), problem.to_string()));
            return Ok(LoadedPortfolio {
                document,
                findings,
                contracts: Vec::new(),
                portfolio: None,
            });
        }
    };
    let folder = Folder::of(file, files);
    let mut reader = Reader { files, folder, set, findings: Vec::new(), contracts: Vec::new() };
    let portfolio = reader.portfolio(&table);
    findings.extend(structure::unpoisoned(reader.findings, &structure.poisoned));
    let failed = findings.iter().any(Finding::is_error);
    Ok(LoadedPortfolio {
        document,
        findings,
        contracts: reader.contracts,
        portfolio: portfolio.filter(|_| !failed),
    })
}

/// Lays over the portfolio what is set of it, and returns what is set of each contract's scenario. The
/// portfolio's own come first, so that contracts go by the names that they have in the end.
fn laid_over(
    document: &mut Document,
    sets: &[String],
    schema: &serde_json::Value,
    findings: &mut Vec<Finding>,
) -> BTreeMap<usize, Vec<String>> {
    let entry = schema["$defs"]["HoldingTable"]["properties"].as_object();
    let own: Vec<&str> = entry.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let mut reaching = Vec::new();
    for text in sets {
        let laid = Assignment::read(document, (merge::SET, text)).and_then(|assignment| {
            if assignment.is_within("contracts", &own) {
                reaching.push((assignment, text));
                return Ok(());
            }
            assignment.lay_over(&mut document.root)
        });
        findings.extend(laid.err().map(|finding| *finding));
    }
    let mut set: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (assignment, text) in reaching {
        match assignment.items_within(&document.root) {
            Err(finding) => findings.push(*finding),
            Ok(contracts) => {
                for contract in contracts {
                    set.entry(contract).or_default().push(text.clone());
                }
            }
        }
    }
    set
}

struct Reader<'a> {
    files: &'a Files,
    folder: Folder,
    /// Of each contract by its number, what `--set` lays over its scenario.
    set: BTreeMap<usize, Vec<String>>,
    findings: Vec<Finding>,
    contracts: Vec<Loaded>,
}

impl Reader<'_> {
    /// None if a contract cannot be used.
    fn portfolio(&mut self, table: &PortfolioFile) -> Option<Portfolio> {
        let places = |key: &'static str| (0..).map(move |it| Path::root().key(key).index(it));
        let held: Vec<Option<Holding>> = table
            .contracts
            .iter()
            .zip(places("contracts"))
            .enumerate()
            .map(|(index, (table, at))| {
                let sets = self.set.remove(&index).unwrap_or_default();
                self.holding(table, &sets, &at)
            })
            .collect();
        let names = held.iter().map(|it| it.as_ref().map(|it| it.name.as_str()));
        self.told_apart("contract", &names.collect::<Vec<_>>(), "contracts");
        let names = table.shocks.iter().map(|shock| Some(shock.name.as_str()));
        self.told_apart("shock", &names.collect::<Vec<_>>(), "shocks");
        // What a shock names may stand in a contract that could not be read.
        let contracts: Option<Vec<Holding>> = held.into_iter().collect();
        let contracts = contracts?;
        let shocks: Vec<Shock> = table
            .shocks
            .iter()
            .zip(places("shocks"))
            .map(|(it, at)| self.shock(it, &contracts, &at))
            .collect();
        self.moved_once(&shocks, &contracts);
        let known =
            |value: f64, of: &dyn Evidence| EvidencedNumber { value, provenance: of.evidence() };
        Some(Portfolio {
            name: table.name.clone(),
            description: table.description.clone(),
            hurdle: known(table.hurdle.rate, &table.hurdle),
            shocks,
            policy: table.policy.as_ref().map(|policy| known(policy.yearly_chance, policy)),
            contracts,
        })
    }

    fn error(&mut self, code: &'static str, at: &Path, title: String, label: impl Into<String>) {
        self.findings.push(Finding::error(code, at, title).label(label));
    }

    /// Names are addresses of random numbers and, written short, parts of columns' names.
    fn told_apart(&mut self, what: &str, names: &[Option<&str>], key: &'static str) {
        for (index, name) in names.iter().enumerate() {
            let Some(name) = name else { continue };
            if names[..index].iter().flatten().any(|it| slug(it) == slug(name)) {
                let at = Path::root().key(key).index(index).key("name");
                let title = format!("there is another {what} called `{name}`");
                self.error("name-taken", &at, title, "give this one a `name` of its own");
            }
        }
    }

    fn holding(&mut self, table: &HoldingTable, sets: &[String], at: &Path) -> Option<Holding> {
        let file = self.folder.path_of(&table.file);
        let original = match Study::read_contract(self.files, &file, sets) {
            Ok(original) => original,
            Err(problem) => {
                let title = format!("cannot read `{}`: {problem}", table.file);
                let label = "a scenario file, relative to this one";
                self.error("unreadable-contract", &at.key("file"), title, label);
                return None;
            }
        };
        let worlds = worlds(&original);
        let variant = table.arrangement.as_deref();
        let known = [
            self.is_listed("variant", variant, &worlds.0, &at.key("arrangement")),
            self.is_listed("view", table.view.as_deref(), &worlds.1, &at.key("view")),
        ];
        let wanted = [variant, table.view.as_deref()].into_iter().flatten().map(str::to_owned);
        let only = if known == [true, true] { wanted.collect() } else { Vec::new() };
        let choice = Choice { only: Some(only), ..Choice::default() };
        let mut loaded = original.lineup(&choice);
        let study = loaded.worlds.take();
        let errors = errors_of_file(&loaded);
        // What was typed is shown where it was typed, and the file has no part in it.
        if study.is_none() && 0 < errors {
            let title = format!("`{}` has {}", table.file, mistakes(errors));
            self.error(
                "contract-refused",
                &at.key("file"),
                title,
                "shown at its place in that file",
            );
        }
        self.contracts.push(loaded);
        let scenario = chosen(study?, variant, table.view.as_deref())?;
        if scenario.investor.is_none() {
            let (key, invested) = match variant {
                Some(arrangement) => ("arrangement", arrangement),
                None => ("file", scenario.name.as_str()),
            };
            let title = format!("nobody invests in `{invested}`");
            let label = "a fund holds what an investor has: it needs an `[investor]`";
            self.error("nobody-invests", &at.key(key), title, label);
        }
        Some(Holding {
            name: table.name.clone().unwrap_or_else(|| scenario.name.clone()),
            file: table.file.clone(),
            arrangement: table.arrangement.clone(),
            view: table.view.clone(),
            holding: table.holding.unwrap_or(1.0),
            study: Worlds { base: scenario, variants: Vec::new() },
        })
    }

    /// Whether what is wanted, if anything, is a name that the contract's file has.
    fn is_listed(&mut self, what: &str, wanted: Option<&str>, names: &[String], at: &Path) -> bool {
        let Some(wanted) = wanted else { return true };
        if names.iter().any(|name| name == wanted) {
            return true;
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let label = match nearest(wanted, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the file has {}", listed(names.iter().copied())),
        };
        let title = format!("the contract’s file has no {what} called `{wanted}`");
        self.error("unknown-name", at, title, label);
        false
    }

    fn shock(&mut self, table: &ShockTable, contracts: &[Holding], at: &Path) -> Shock {
        let at = at.key("assumptions");
        for (index, pattern) in table.assumptions.iter().enumerate() {
            self.moves_something(pattern, contracts, &at.index(index));
        }
        let moves: Vec<Vec<String>> =
            contracts.iter().map(|contract| moved(&table.assumptions, contract)).collect();
        let reached = moves.iter().filter(|it| !it.is_empty()).count();
        if 1 < contracts.len() && reached == 1 {
            let title = format!("`{}` moves a single contract", table.name);
            let label = "a shock ties contracts together: do these names stand in the others?";
            self.findings.push(Finding::warning("shock-of-one", &at, title).label(label));
        }
        let rank_correlation =
            EvidencedNumber { value: table.rank_correlation, provenance: table.evidence() };
        Shock { name: table.name.clone(), rank_correlation, moves }
    }

    fn moves_something(&mut self, wanted: &str, contracts: &[Holding], at: &Path) {
        let all: Vec<&Assumption> = contracts.iter().flat_map(assumptions).collect();
        let named: Vec<&&Assumption> =
            all.iter().filter(|it| pattern::names(wanted, &it.name)).collect();
        if named.iter().any(|it| can_move(it)) {
            return;
        }
        let (title, label) = if named.is_empty() {
            let names: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
            let label = match nearest(wanted, &names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`kinward check` lists the names in a contract’s file".to_owned(),
            };
            (format!("no contract has an assumption `{wanted}`"), label)
        } else if named.iter().any(|it| matches!(it.spread, Spread::Concentration(_))) {
            let title = format!("`{wanted}` names shares of a mix");
            (title, "a mix is drawn as a whole and cannot be moved".to_owned())
        } else {
            let title = format!("nothing that `{wanted}` names is uncertain");
            (title, "a shock moves what has a distribution".to_owned())
        };
        self.error("moves-nothing", at, title, label);
    }

    /// A number has one shock, so that the stated correlation is the one that it has.
    fn moved_once(&mut self, shocks: &[Shock], contracts: &[Holding]) {
        for (contract, holding) in contracts.iter().enumerate() {
            let mut first: BTreeMap<&str, usize> = BTreeMap::new();
            for (index, shock) in shocks.iter().enumerate() {
                for name in &shock.moves[contract] {
                    let by = *first.entry(name).or_insert(index);
                    if by != index {
                        let at = Path::root().key("shocks").index(index).key("assumptions");
                        let title = format!(
                            "`{name}` of {} is moved by `{}` already",
                            holding.name, shocks[by].name
                        );
                        let label = "one shock moves an assumption";
                        self.error("moved-twice", &at, title, label);
                        return;
                    }
                }
            }
        }
    }
}

/// Errors but for those in what `--set` laid over the file.
fn errors_of_file(loaded: &Loaded) -> usize {
    let is_typed = |finding: &&Finding| {
        let source = finding.place.as_ref().map_or(0, |place| place.main.source);
        loaded.document.sources[source].name == merge::SET
    };
    let errors = loaded.findings.iter().filter(|finding| finding.is_error());
    errors.filter(|finding| !is_typed(finding)).count()
}

fn mistakes(count: usize) -> String {
    if count == 1 { "1 error".to_owned() } else { format!("{count} errors") }
}

/// The names of a scenario file's variants and views; none where it cannot be read.
fn worlds(original: &Study) -> (Vec<String>, Vec<String>) {
    let names = |key: &str| match original.document().root.get(key).map(|it| &it.value) {
        Some(Value::Array(items)) => {
            items.iter().filter_map(|item| item.name().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    };
    (names("variants"), names("views"))
}

/// The scenario of an arrangement under a view. What is claimed of the contract is left out: it may
/// speak of its other worlds.
fn chosen(study: Worlds, arrangement: Option<&str>, view: Option<&str>) -> Option<Scenario> {
    let is_it = |variant: &&crate::scenario::Variant| {
        variant.arrangement.as_deref() == arrangement && variant.view.as_deref() == view
    };
    let scenario = match (arrangement, view) {
        (None, None) => Some(study.base),
        _ => study.variants.iter().find(is_it).map(|it| it.scenario.clone()),
    };
    scenario.map(|scenario| Scenario { claims: Vec::new(), ..scenario })
}

fn assumptions(holding: &Holding) -> &[Assumption] {
    holding.study.base.register.assumptions()
}

fn can_move(assumption: &Assumption) -> bool {
    !assumption.spread.is_fixed() && !matches!(assumption.spread, Spread::Concentration(_))
}

/// What patterns name in a contract that can move, each address once. What a change puts in the place
/// of an assumption is drawn at its percentile, and moves with it.
fn moved(patterns: &[String], holding: &Holding) -> Vec<String> {
    let mut moved: Vec<String> = Vec::new();
    for it in assumptions(holding).iter().filter(|assumption| can_move(assumption)) {
        let is_named = patterns.iter().any(|pattern| pattern::names(pattern, &it.name));
        if is_named && !moved.contains(&it.drawn_as) {
            moved.push(it.drawn_as.clone());
        }
    }
    moved
}
