//! What changes of terms mean: which numbers they lay over, and when.

use super::{Checker, Part, Sheet};
use crate::results::slug;
use crate::scenario::model::{
    Bound, Change, Council, EarlyEnd, Edition, LinePrice, Review, ReviewFigure,
};
use crate::scenario::schema::{
    BasisName, CapacityTable, ChangeTable, ContractTable, CostTable, Headcount, PaymentTable,
    Pounds, ReviewFigureName, ReviewTable, ScenarioFile, TherapyTable, Uncertain,
};
use crate::scenario::span::month_of_file;
use crate::units::Month;
use toml_findings::{Finding, Path};

/// The terms under one set of changes: their positions, and the file with what they lay over it.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct EditionSheet<'a> {
    pub(in crate::scenario) changes: Vec<usize>,
    pub(in crate::scenario) sheet: Sheet<'a>,
}

impl Checker<'_> {
    /// The terms that changes may touch, as this sheet has them.
    pub(super) fn edition(&mut self, changes: Vec<usize>) -> Edition {
        let file = self.file;
        let top = Path::root();
        let therapies = self.therapies(&top.key("therapies"));
        let at = top.key("contract").key("payments");
        let prices = (0..file.contract.payments.len())
            .map(|index| {
                let (line, at) = (&file.contract.payments[index], at.index(index));
                LinePrice {
                    rate: self.number(&line.rate, &at.key("rate")),
                    part: line.part.unwrap_or(1.0),
                    deadweight: self.optional(line.deadweight.as_ref(), &at.key("deadweight")),
                }
            })
            .collect();
        Edition { changes, therapies, providers: self.providers(&top.key("providers")), prices }
    }

    /// The changes, the terms under every set of them after those of the file, and what was found
    /// in the sheet of each set.
    pub(super) fn changes(
        &mut self,
        file: Edition,
        sheets: &[EditionSheet<'_>],
        councils: &[Council],
    ) -> (Vec<Change>, Vec<Edition>, Vec<Vec<Finding>>) {
        let tables = &self.file.changes;
        let at = Path::root().key("changes");
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        self.unique_names("change", &names, &at);
        let mut editions = vec![file];
        let mut found = Vec::new();
        for EditionSheet { changes, sheet } in sheets {
            let mut checker = Checker::new(*sheet, self.folder);
            let parts =
                changes.iter().map(|change| format!("changes.{}", slug(&tables[*change].name)));
            checker.part =
                Some(Part { file: self.root, names: parts.collect(), drawn_as_the_file: true });
            checker.register = std::mem::take(&mut self.register);
            editions.push(checker.edition(changes.clone()));
            self.register = checker.register;
            found.push(checker.findings);
            if let [only] = changes.as_slice() {
                self.same_lists_under_change(sheet.file, &at.index(*only));
                self.change_says_something_new(sheet.file, &at.index(*only));
                self.costs_are_spent_under_change(&tables[*only], sheet.file, &at.index(*only));
            }
        }
        let shortest = councils.iter().map(|council| council.referrals.end()).min().unwrap_or(0);
        let laying: Vec<usize> = sheets.iter().flat_map(|sheet| sheet.changes.clone()).collect();
        let changes: Vec<Change> = tables
            .iter()
            .enumerate()
            .map(|(index, table)| {
                self.change(table, laying.contains(&index), shortest, &at.index(index))
            })
            .collect();
        (changes, editions, found)
    }

    /// Changes differ in numbers, not in what there is.
    fn same_lists_under_change(&mut self, changed: &ScenarioFile, at: &Path) {
        let file = self.file;
        for (key, same) in [
            ("therapies", file.therapies.keys().eq(changed.therapies.keys())),
            ("providers", file.providers.keys().eq(changed.providers.keys())),
        ] {
            if !same {
                let title = format!("a change cannot add to `{key}`");
                self.error("fixed-in-changes", &at.key(key), title, "list it in the file itself");
            }
        }
        let places = |file: &ScenarioFile| -> Vec<bool> {
            file.therapies.values().map(|therapy| therapy.capacity.is_some()).collect()
        };
        if file.therapies.len() == changed.therapies.len() && places(file) != places(changed) {
            let title = "a change cannot limit places that were without limit";
            let advice = "give the therapy a `capacity` in the file itself";
            self.error("fixed-in-changes", &at.key("therapies"), title, advice);
        }
        let staffed = |file: &ScenarioFile| -> Vec<String> {
            file.therapies.values().map(as_staffed).collect()
        };
        if file.therapies.len() == changed.therapies.len()
            && places(file) == places(changed)
            && staffed(file) != staffed(changed)
        {
            let title =
                "a change cannot change who delivers a therapy, or how its posts are filled";
            let advice = "of `capacity`, `therapists` and `caseload` can change";
            self.error("fixed-in-changes", &at.key("therapies"), title, advice);
        }
        let counted = |file: &ScenarioFile| -> Vec<String> {
            let line = |payment: &PaymentTable| {
                let zero = Pounds(Uncertain::Number(0.0));
                let table =
                    PaymentTable { rate: zero, part: None, deadweight: None, ..payment.clone() };
                format!("{table:?}")
            };
            file.contract.payments.iter().map(line).collect()
        };
        if counted(file) != counted(changed) {
            let title = "a change cannot change what a line counts, or add a line";
            let advice = "`rate`, `part` and `deadweight` can change; a line of its own can be in \
                          the file with a rate of 0 that the change raises";
            self.error("fixed-in-changes", &at.key("contract"), title, advice);
        }
    }

    fn change(
        &mut self,
        table: &ChangeTable,
        lays_over: bool,
        shortest: Month,
        at: &Path,
    ) -> Change {
        if table.until_month.is_some_and(|until| until <= table.from_month) {
            let title = "this change ends before it begins";
            let advice = format!("a month after {}", table.from_month);
            self.error("empty-change", &at.key("until_month"), title, advice);
        }
        let (starts, payments) = (table.starts != Some(false), table.payments != Some(false));
        if !lays_over && starts && payments && table.extends_to_month.is_none() {
            let title = format!("`{}` changes nothing", table.name);
            let advice = "add numbers of `therapies`, `providers` or `contract.payments`, or \
                          `starts = false`, `payments = false`, `extends_to_month`";
            self.report(Finding::warning("no-change", at, title).label(advice));
        }
        if let Some(until) = table.extends_to_month
            && (until as Month) <= shortest
        {
            let title = format!("without it families are referred for {shortest} months");
            self.error("no-extension", &at.key("extends_to_month"), title, "a later month");
        }
        if table.extends_to_month.is_some() {
            let place = at.key("extends_to_month");
            if shortest < table.from_month as Month {
                let title = "the extension is agreed after the referrals have ended";
                let advice = format!("a `from_month` of {shortest} or less");
                self.error("no-extension", &place, title, advice);
            }
            if table.until_month.is_some() || !starts {
                let title = "an extension ends in its own month, and lets families start";
                let advice = "leave `until_month` and `starts` out, or make two changes";
                self.error("no-extension", &place, title, advice);
            }
        }
        Change {
            name: table.name.clone(),
            from: table.from_month as Month,
            until: table.until_month.map(|until_month| until_month as Month),
            review: table.when.as_ref().map(|when| self.review(when, &at.key("when"))),
            starts,
            payments,
            extends_to: table.extends_to_month.map(|month| month as Month),
            lays_over,
        }
    }

    fn review(&mut self, table: &ReviewTable, at: &Path) -> Review {
        let passes = match (table.below, table.at_least) {
            (Some(bound), None) => Bound::Below(bound),
            (None, Some(bound)) => Bound::AtLeast(bound),
            _ => {
                let title = "a review needs one bound";
                self.error("no-bound", at, title, "either `below` or `at_least`");
                Bound::Below(0.0)
            }
        };
        let figure = match table.figure {
            ReviewFigureName::HomeShare => ReviewFigure::HomeShare,
            ReviewFigureName::CompletionShare => ReviewFigure::CompletionShare,
            ReviewFigureName::Starts => ReviewFigure::Starts,
        };
        let (Bound::Below(bound) | Bound::AtLeast(bound)) = passes;
        if figure != ReviewFigure::Starts && !(0.0..=1.0).contains(&bound) {
            let title = format!("{bound} is not a share");
            self.error("out-of-range", at, title, "between 0 and 1");
        }
        Review { figure, passes }
    }

    /// A cost that a change adds or alters is spent only while the change holds.
    fn costs_are_spent_under_change(
        &mut self,
        table: &ChangeTable,
        changed: &ScenarioFile,
        at: &Path,
    ) {
        let costs = |file: &ScenarioFile| -> Vec<CostTable> {
            file.providers.values().flat_map(|provider| &provider.costs).cloned().collect()
        };
        let known = costs(self.file);
        for cost in costs(changed).iter().filter(|cost| !known.contains(cost)) {
            let from = cost.from_month.unwrap_or(0);
            let until = match cost.per {
                BasisName::Once => from + 1,
                _ => cost.until_month.unwrap_or(u32::MAX),
            };
            let ends = table.until_month.unwrap_or(u32::MAX);
            if until.min(ends) <= from.max(table.from_month) {
                let title = format!("`{}` would never be spent", cost.name);
                let advice = match cost.per {
                    BasisName::Once => format!(
                        "it falls in {}, when the change does not hold; give it a \
                         `from_month`",
                        month_of_file(from as Month)
                    ),
                    _ => "the change holds in none of its months".to_owned(),
                };
                self.error("never-spent", &at.key("providers"), title, advice);
            }
        }
    }

    pub(super) fn early_end(&mut self, table: &ContractTable, at: &Path) -> Option<EarlyEnd> {
        let table = table.early_end.as_ref()?;
        Some(EarlyEnd {
            yearly_chance: self.number(&table.yearly_chance, &at.key("yearly_chance")),
            payments: table.payments != Some(false),
        })
    }
}

/// Who delivers a therapy, and its capacity apart from what can change.
fn as_staffed(table: &TherapyTable) -> String {
    let capacity = table.capacity.clone().map(|it| CapacityTable {
        caseload: Headcount(Uncertain::Number(0.0)),
        therapists: Vec::new(),
        ..it
    });
    format!("{:?}", (&table.provider, capacity))
}
