//! From the file as written to a scenario that makes sense, with every problem of meaning found
//! on the way.
//!
//! One function a table. A problem never stops the search: what cannot be used is replaced by
//! something harmless, and since any error keeps the scenario from running nothing false comes of
//! it.

mod care;
mod changes;
mod claims;
mod contract;
mod councils;
mod delivery;
mod families;
mod idle;
mod incentive;
mod investor;
mod levels;
mod moves;
mod numbers;
mod outcomes;
mod spent;

pub(super) use changes::EditionSheet;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::load::Folder;
use super::model::{Discounting, Scenario};
use super::schema::ScenarioFile;
use super::terms::Term;
use crate::assumption::{Assumption, Domain, Register, Spread};
use crate::results::ImportantDifference;
use crate::results::slug;
use crate::units::Month;
use toml_findings::{Finding, Node, Path, wording::nearest};

/// A file as read, and the tree that it was read from, for names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet<'a> {
    pub(super) file: &'a ScenarioFile,
    pub(super) root: &'a Node,
}

/// What was found in a file, and in the sheet of each council and of each set of changes.
#[derive(Debug)]
pub(super) struct Findings {
    pub(super) base: Vec<Finding>,
    pub(super) councils: Vec<Vec<Finding>>,
    pub(super) editions: Vec<Vec<Finding>>,
}

/// Checks what a file means. `councils` are the sheets of its councils: the file with what each
/// lays over it, `editions` those of its sets of changes; `terms` are the known numbers for which it gives
/// evidence; `folder` is where files that it names are
/// looked for.
pub(super) fn validate(
    base: Sheet<'_>,
    councils: &[Sheet<'_>],
    editions: &[EditionSheet<'_>],
    terms: Vec<Term>,
    folder: &Folder,
) -> (Scenario, Findings) {
    let mut checker = Checker::new(base, folder);
    let (scenario, councils, editions) = checker.scenario(councils, editions, terms);
    (scenario, Findings { base: checker.findings, councils, editions })
}

struct Checker<'a> {
    file: &'a ScenarioFile,
    root: &'a Node,
    folder: &'a Folder,
    register: Register,
    findings: Vec<Finding>,
    part: Option<Part<'a>>,
}

/// A part of a file that lays numbers of its own over it.
#[derive(Clone, Debug)]
struct Part<'a> {
    /// The tree of the file.
    file: &'a Node,
    /// What stands before the names of numbers that differ from the file's: the last for those
    /// that are new here, the others for those that came with an earlier part.
    names: Vec<String>,
    /// Whether they are drawn at the percentile of the number in whose place they stand.
    drawn_as_the_file: bool,
}

impl Part<'_> {
    /// Whether something here is not the file's. Trees know where each of their values was
    /// written, so that the same number written twice is two.
    fn lays_over(&self, root: &Node, at: &Path) -> bool {
        root.at(at) != self.file.at(at)
    }

    fn own(&self, name: &str, assumption: &Assumption) -> Assumption {
        let name = format!("{name}.{}", assumption.name);
        let drawn_as =
            if self.drawn_as_the_file { assumption.drawn_as.clone() } else { name.clone() };
        Assumption { name, drawn_as, ..assumption.clone() }
    }
}

/// How far numbers that should add up to 1 may miss it.
const ADDING_UP: f64 = 1e-6;

impl<'a> Checker<'a> {
    fn new(sheet: Sheet<'a>, folder: &'a Folder) -> Self {
        Self {
            file: sheet.file,
            root: sheet.root,
            folder,
            register: Register::default(),
            findings: Vec::new(),
            part: None,
        }
    }

    fn scenario(
        &mut self,
        sheets: &[Sheet<'_>],
        editions: &[EditionSheet<'_>],
        sourced: Vec<Term>,
    ) -> (Scenario, Vec<Vec<Finding>>, Vec<Vec<Finding>>) {
        let file = self.file;
        let top = Path::root();
        let starts = self.starts(&top.key("starts"));
        let discounting = Discounting {
            rate: self.number(&file.discounting.rate, &top.key("discounting").key("rate")),
            inflation: self
                .number(&file.discounting.inflation, &top.key("discounting").key("inflation")),
            prices_of: file.discounting.prices_of,
        };
        self.discounting_can_be_counted(&discounting, &top.key("discounting"));
        let terms = self.edition(Vec::new());
        let only = self.council();
        let outcomes = self.outcomes(&top.key("outcomes"));
        let contract = self.contract(&file.contract, &top.key("contract"));
        let incentive = self.incentive(&file.incentive, &top.key("incentive"));
        let levels = self.levels(&file.levels, &top.key("levels"));
        let investor = file.investor.as_ref().map(|it| self.investor(it, &top.key("investor")));
        let (councils, mut in_councils) = self.councils(only, sheets);
        let (changes, editions, mut in_editions) = self.changes(terms, editions, &councils);
        for Term { at, value, provenance } in sourced {
            self.enter(Spread::Fixed(value), Domain::Term, provenance, None, &at);
        }
        let claims = self.claims(&top.key("claims"));
        self.metrics_have_names_of_their_own();
        self.therapies_are_offered(&councils);
        self.input_lines_count_somebody();
        self.incentive_has_an_effect_to_change(&editions);
        self.levels_have_something_to_multiply(&contract, &councils, &editions);
        self.groups_are_used();
        let scenario = Scenario {
            name: file.name.clone(),
            description: file.description.clone(),
            arrangement: file.arrangement.clone(),
            headline_view: file.headline_view.clone(),
            starts,
            horizon: file.horizon_months as Month,
            important_difference: ImportantDifference {
                pounds: file.important_difference.pounds,
                days: file.important_difference.days,
            },
            register: std::mem::take(&mut self.register),
            discounting,
            limit: file.referrals.limit,
            changes,
            editions,
            councils,
            outcomes,
            contract,
            incentive,
            levels,
            investor,
            claims,
        };
        self.everything_can_matter(&scenario);
        self.costs_are_spent(&scenario, &mut in_councils, &mut in_editions);
        (scenario, in_councils, in_editions)
    }

    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Shares that do not make up what they should, each at its place: nothing is said of their sum where one of
    /// them is no share.
    fn does_not_add_up(
        &mut self,
        at: &Path,
        title: String,
        label: &str,
        shares: impl IntoIterator<Item = Path>,
    ) {
        self.report(Finding::error("does-not-add-up", at, title).label(label).involving(shares));
    }

    fn error(
        &mut self,
        code: &'static str,
        at: &Path,
        title: impl Into<String>,
        label: impl Into<String>,
    ) {
        self.report(Finding::error(code, at, title).label(label));
    }

    fn starts(&mut self, at: &Path) -> Date {
        let written = self.file.starts;
        let date = written.date.and_then(|date| {
            Date::new(
                i16::try_from(date.year).ok()?,
                i8::try_from(date.month).ok()?,
                i8::try_from(date.day).ok()?,
            )
            .ok()
        });
        let fallback = Date::constant(2020, 1, 1);
        match date {
            Some(date) if !(1990..=2100).contains(&date.year()) => {
                self.error(
                    "date-out-of-range",
                    at,
                    "no contract starts in that year",
                    "a year from 1990 to 2100",
                );
                fallback
            }
            Some(date) if written.time.is_some() => {
                self.error(
                    "not-a-date",
                    at,
                    "a contract starts on a day, not at a time",
                    format!("write {date}"),
                );
                date
            }
            Some(date) if date.day() != 1 => {
                let first = date.first_of_month();
                let title =
                    "a contract is settled by calendar month, so it starts on the first of one";
                self.error("not-the-first", at, title, format!("write {first}"));
                first
            }
            Some(date) => date,
            None => {
                self.error("not-a-date", at, "`starts` needs a date", "such as 2019-02-01");
                fallback
            }
        }
    }

    fn groups_are_used(&mut self) {
        for (name, _) in &self.file.groups {
            let used = |assumption: &&Assumption| {
                assumption.group.as_ref().is_some_and(|group| group.name == *name)
            };
            if self.register.assumptions().iter().filter(used).count() < 2 {
                let title = format!("fewer than two assumptions are in the group `{name}`");
                let at = Path::root().key("groups").own_key(name);
                self.report(
                    Finding::warning("lonely-group", &at, title)
                        .label("a correlation needs two")
                        .at_key(),
                );
            }
        }
    }

    fn unknown_name(&mut self, what: &str, name: &str, known: &[&str], at: &Path) {
        let finding = unknown(what, name, known, at);
        self.report(finding);
    }

    /// The same for a name that is a key.
    fn unknown_key(&mut self, what: &str, name: &str, known: &[&str], at: &Path) {
        let finding = unknown(what, name, known, at).at_key();
        self.report(finding);
    }

    fn steps_from_zero(&mut self, months: &[u32], at: &Path) {
        if months.first().is_some_and(|first| *first != 0) {
            let title = "the first step begins at month 0";
            self.error(
                "first-step",
                &at.index(0).key("from_month"),
                title,
                "write 0, or add a step before it",
            );
        }
        self.ascending(
            &months.iter().map(|month| f64::from(*month)).collect::<Vec<_>>(),
            "from_month",
            at,
        );
    }

    fn ascending(&mut self, values: &[f64], key: &'static str, at: &Path) {
        for (index, pair) in values.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                let place = at.index(index + 1).key(key);
                let title = format!("`{key}` does not ascend: {} after {}", pair[1], pair[0]);
                self.error("not-ascending", &place, title, format!("above {}", pair[0]));
            }
        }
    }

    /// Names must differ in the form in which metrics, columns and `--set` have them.
    fn unique_names(&mut self, what: &str, names: &[&str], at: &Path) {
        for (index, title) in taken_names(what, names) {
            let at = at.index(index).key("name");
            self.report(Finding::error("name-taken", &at, title).label(ANOTHER_NAME));
        }
    }

    /// The same for tables by name.
    fn unique_keys(&mut self, what: &str, names: &[&str], at: &Path) {
        for (index, title) in taken_names(what, names) {
            let at = at.own_key(names[index]);
            self.report(Finding::error("name-taken", &at, title).label(ANOTHER_NAME).at_key());
        }
    }

    fn not_empty(&mut self, is_empty: bool, at: &Path) {
        if is_empty {
            self.error("nothing-listed", at, "the list is empty", "it needs at least one entry");
        }
    }
}

const ANOTHER_NAME: &str = "give this one another name";

/// Which of some names cannot stand, and why.
fn taken_names(what: &str, names: &[&str]) -> Vec<(usize, String)> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut taken = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let short = slug(name);
        let title = match first.get(&short) {
            _ if short.is_empty() => format!("`{name}` is no name for a {what}"),
            Some(earlier) if earlier == name => format!("there are two {what}s called `{name}`"),
            Some(earlier) => {
                format!("`{name}` and `{earlier}` are both `{short}` among the metrics")
            }
            None => {
                first.insert(short, name);
                continue;
            }
        };
        taken.push((index, title));
    }
    taken
}

fn unknown(what: &str, name: &str, known: &[&str], at: &Path) -> Finding {
    let label = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("there is no {what} in this scenario"),
        None => format!("one of {}", quoted(known)),
    };
    Finding::error("unknown-name", at, format!("there is no {what} called `{name}`")).label(label)
}

pub(super) fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A number for a message: four decimals, no trailing zeros.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
