//! What the tables of providers, of their costs and of their capacity mean.

use super::{ADDING_UP, ANOTHER_NAME, Checker, quoted, rounded, taken_names};
use crate::cohort::{Basis, Until};
use crate::scenario::model::{AllocatedBy, Capacity, Cost, Council, Provider, Spending};
use crate::scenario::schema::{
    AllocationName, BasisName, CapacityTable, CostTable, PathwayTable, ProviderTable,
    TherapistStep, TherapyTable, UntilName,
};
use crate::units::Month;
use toml_findings::{Finding, Path};

/// Months; a post that is not filled for longer is no post.
const LONGEST_SEARCH: f64 = 36.0;

impl Checker<'_> {
    pub(super) fn providers(&mut self, at: &Path) -> Vec<Provider> {
        let file = self.file;
        if file.providers.is_empty() {
            let title = "a scenario needs at least one provider";
            self.error("nothing-listed", at, title, "add a table such as [providers.charity]");
        }
        let names: Vec<&str> = file.providers.iter().map(|(key, it)| shown(key, it)).collect();
        let tables: Vec<(&String, &ProviderTable)> = file.providers.iter().collect();
        for (index, title) in taken_names("provider", &names) {
            let (key, table) = tables[index];
            let place = at.own_key(key);
            let finding = match table.name {
                Some(_) => Finding::error("name-taken", &place.key("name"), title),
                None => Finding::error("name-taken", &place, title).at_key(),
            };
            self.report(finding.label(ANOTHER_NAME));
        }
        file.providers
            .iter()
            .enumerate()
            .map(|(index, (key, it))| self.provider(index, key, it, &at.own_key(key)))
            .collect()
    }

    fn provider(&mut self, index: usize, key: &str, table: &ProviderTable, at: &Path) -> Provider {
        let its_own: Vec<bool> = self
            .file
            .therapies
            .values()
            .map(|therapy| self.provider_position(therapy) == Some(index))
            .collect();
        Provider {
            name: shown(key, table).to_owned(),
            spending: Spending {
                costs: self.costs(&table.costs, &its_own, &at.key("costs")),
                yearly_growth: self
                    .optional(table.yearly_growth.as_ref(), &at.key("yearly_growth")),
            },
            margin: self.optional(table.margin.as_ref(), &at.key("margin")),
        }
    }

    /// What the contract costs the council besides payments; its costs count every therapy.
    pub(super) fn running(&mut self, at: &Path) -> Spending {
        let table = &self.file.council;
        let every = vec![true; self.file.therapies.len()];
        for (index, cost) in table.costs.iter().enumerate() {
            let by_staff =
                matches!(cost.per, BasisName::TherapistMonth | BasisName::SupervisorMonth);
            if by_staff && !self.file.councils.is_empty() {
                let title = "therapists are the contract's, not one council's";
                let place = at.key("costs").index(index).key("per");
                let advice = "count by `month`, `start` or `completion`";
                self.error("not-its-own", &place, title, advice);
            }
        }
        Spending {
            costs: self.costs(&table.costs, &every, &at.key("costs")),
            yearly_growth: self.optional(table.yearly_growth.as_ref(), &at.key("yearly_growth")),
        }
    }

    /// Costs of somebody whose own therapies are these.
    fn costs(&mut self, tables: &[CostTable], own: &[bool], at: &Path) -> Vec<Cost> {
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        self.unique_names("cost", &names, at);
        let cost = |(index, it): (usize, &CostTable)| self.cost(it, own, &at.index(index));
        tables.iter().enumerate().map(cost).collect()
    }

    fn cost(&mut self, table: &CostTable, own: &[bool], at: &Path) -> Cost {
        let counts = self.counted_therapies(table, own, at);
        self.counts_somebody(table.per, &counts, &at.key("per"));
        let from = table.from_month.unwrap_or(0);
        if table.until.is_some() && table.until_month.is_some() {
            let title = "a cost ends with `until` or in `until_month`";
            self.error("several-forms", &at.key("until_month"), title, "keep one of them");
        }
        if let Some(end) = table.until_month.filter(|end| *end <= from) {
            let title =
                format!("nothing is spent from `from_month = {from}` until `until_month = {end}`");
            self.error("empty-range", &at.key("until_month"), title, format!("above {from}"));
        }
        Cost {
            name: table.name.clone(),
            amount: self.number(&table.amount, &at.key("amount")),
            basis: basis(table.per),
            from: from as Month,
            until: match (table.until_month, table.until) {
                (Some(month), _) => Until::Month(month as Month),
                (None, Some(UntilName::Contract)) => Until::ContractEnds,
                (None, None | Some(UntilName::Delivery)) => Until::DeliveryEnds,
            },
            counts,
        }
    }

    /// The therapies that a cost counts: the one that it names, or all of whoever bears it.
    fn counted_therapies(&mut self, table: &CostTable, own: &[bool], at: &Path) -> Vec<bool> {
        let Some(name) = &table.therapy else { return own.to_vec() };
        let place = at.key("therapy");
        if matches!(table.per, BasisName::Once | BasisName::Month) {
            let title = "a cost by month or once counts no therapy";
            self.error("key-of-another-kind", &place, title, "leave `therapy` out");
            return own.to_vec();
        }
        let names: Vec<&str> = self.file.therapies.keys().map(String::as_str).collect();
        let Some(therapy) = names.iter().position(|it| it == name) else {
            self.unknown_name("therapy", name, &names, &place);
            return own.to_vec();
        };
        if !own[therapy] {
            let title = format!("`{name}` is delivered by another provider");
            self.error("not-its-own", &place, title, "its costs stand with that provider");
            return own.to_vec();
        }
        (0..names.len()).map(|index| index == therapy).collect()
    }

    /// Nothing is counted by a basis that none of the therapies has.
    pub(super) fn counts_somebody(&mut self, per: BasisName, counts: &[bool], at: &Path) {
        let counted: Vec<&TherapyTable> = self
            .file
            .therapies
            .values()
            .zip(counts)
            .filter(|(_, is_counted)| **is_counted)
            .map(|(it, _)| it)
            .collect();
        let staffed = counted.iter().filter_map(|it| it.capacity.as_ref());
        let supervised = staffed.clone().any(|it| it.therapists_per_supervisor.is_some());
        let (code, title, advice) = match per {
            BasisName::TherapistMonth if staffed.count() == 0 => (
                "no-therapists",
                "no therapy that is counted here says how many therapists there are",
                "add `capacity` to a therapy, or count by another basis",
            ),
            BasisName::SupervisorMonth if !supervised => (
                "no-supervisors",
                "no therapy that is counted here says how many therapists a supervisor has",
                "add `therapists_per_supervisor` to its `capacity`, or count by another basis",
            ),
            BasisName::Start | BasisName::Completion if counted.is_empty() => (
                "no-therapies",
                "this provider delivers no therapy, so there is nothing to count",
                "name it as the `provider` of a therapy, or count by another basis",
            ),
            _ => return,
        };
        self.error(code, at, title, advice);
    }

    /// A therapy that nobody is offered still has posts to pay for.
    pub(super) fn therapies_are_offered(&mut self, councils: &[Council]) {
        let file = self.file;
        for (therapy, key) in file.therapies.keys().enumerate() {
            let mut offers =
                councils.iter().flat_map(|council| &council.pathways).flat_map(|it| &it.therapies);
            if !offers.any(|(offered, share)| *offered == therapy && 0.0 < *share) {
                let title = format!("`{key}` is offered to nobody");
                let at = Path::root().key("therapies").own_key(key);
                self.report(
                    Finding::warning("not-offered", &at, title)
                        .label("name it in a pathway; its posts are paid for all the same")
                        .at_key(),
                );
            }
        }
    }

    /// Input lines of the rate card count every therapy.
    pub(super) fn input_lines_count_somebody(&mut self) {
        let at = Path::root().key("contract").key("payments");
        let every = vec![true; self.file.therapies.len()];
        for (index, line) in self.file.contract.payments.iter().enumerate() {
            if let Some(per) = line.per {
                self.counts_somebody(per, &every, &at.index(index).key("per"));
            }
        }
    }

    /// The position of a therapy's provider, where the file makes it clear.
    fn provider_position(&self, table: &TherapyTable) -> Option<usize> {
        match &table.provider {
            Some(name) => self.file.providers.position(name),
            None => (self.file.providers.len() == 1).then_some(0),
        }
    }

    pub(super) fn provider_of(&mut self, key: &str, table: &TherapyTable, at: &Path) -> usize {
        let names: Vec<&str> = self.file.providers.keys().map(String::as_str).collect();
        match (&table.provider, self.provider_position(table)) {
            (_, Some(position)) => return position,
            (Some(name), None) => {
                self.unknown_name("provider", name, &names, &at.key("provider"));
            }
            (None, None) if !names.is_empty() => {
                let title = format!("`{key}` does not say who delivers it");
                let advice = format!("add `provider`, one of {}", quoted(&names));
                self.error("no-provider", at, title, advice);
            }
            (None, None) => {}
        }
        0
    }

    pub(super) fn capacity(&mut self, table: &CapacityTable, at: &Path) -> Capacity {
        let months: Vec<u32> =
            table.therapists.iter().map(|therapist| therapist.from_month).collect();
        self.steps_from_zero(&months, &at.key("therapists"));
        let step = |(index, step): (usize, &TherapistStep)| {
            let place = at.key("therapists").index(index).key("number");
            (step.from_month as Month, self.number(&step.number, &place))
        };
        let therapists = table.therapists.iter().enumerate().map(step).collect();
        if table.training_caseload.is_some() && table.training_months.is_none() {
            let title = "`training_caseload` goes with `training_months`";
            let advice = "add `training_months`, or leave it out";
            self.report(
                Finding::error("key-of-another-form", &at.key("training_caseload"), title)
                    .label(advice)
                    .at_key(),
            );
        }
        let hiring = at.key("hiring_months");
        let training_months =
            self.optional(table.training_months.as_ref(), &at.key("training_months"));
        let yearly_turnover =
            self.optional(table.yearly_turnover.as_ref(), &at.key("yearly_turnover"));
        for (parameter, key, most, what) in [
            (training_months, "training_months", 36.0, "months of training"),
            (yearly_turnover, "yearly_turnover", 24.0, "leavers a year"),
        ] {
            if let Some(parameter) = parameter {
                self.at_most(parameter, most, &at.key(key), what);
            }
        }
        Capacity {
            caseload: self.number(&table.caseload, &at.key("caseload")),
            therapists,
            longest_wait_months: table.longest_wait_months,
            hiring_months: self.optional_range(
                table.hiring_months.as_ref(),
                LONGEST_SEARCH,
                &hiring,
            ),
            training_months,
            training_caseload: self
                .optional(table.training_caseload.as_ref(), &at.key("training_caseload")),
            yearly_turnover,
            therapists_per_supervisor: self.optional(
                table.therapists_per_supervisor.as_ref(),
                &at.key("therapists_per_supervisor"),
            ),
            teams: table.teams.unwrap_or(1).max(1) as usize,
        }
    }

    /// The therapies that a pathway's families are offered, with their shares.
    pub(super) fn therapies_of(
        &mut self,
        table: &PathwayTable,
        at: &Path,
    ) -> (Vec<(usize, f64)>, AllocatedBy) {
        let allocated_by = match table.allocated_by {
            None | Some(AllocationName::Share) => AllocatedBy::Share,
            Some(AllocationName::Risk) => AllocatedBy::Risk,
        };
        let Some(shares) = &table.therapies else {
            if table.allocated_by.is_some() {
                let title = "`allocated_by` goes with several `therapies`";
                self.report(
                    Finding::error("key-of-another-form", &at.key("allocated_by"), title)
                        .label("leave it out, or give `therapies` with their shares")
                        .at_key(),
                );
            }
            return (vec![(self.therapy_of(table, at), 1.0)], allocated_by);
        };
        if let Some(one) = &table.therapy {
            let title = "a pathway has `therapy` or `therapies`";
            let advice = format!("keep one; `{{ {one} = 1 }}` is the same as `\"{one}\"`");
            self.error("several-forms", &at.key("therapies"), title, advice);
        }
        let place = at.key("therapies");
        self.not_empty(shares.0.is_empty(), &place);
        let total: f64 = shares.0.values().sum();
        if !shares.0.is_empty() && (total - 1.0).abs() > ADDING_UP {
            let title = format!("these shares add up to {}, not to 1", rounded(total));
            self.error("does-not-add-up", &place, title, "shares of one whole");
        }
        let names: Vec<&str> = self.file.therapies.keys().map(String::as_str).collect();
        let mut offered = Vec::new();
        for (name, &share) in &shares.0 {
            match names.iter().position(|it| it == name) {
                Some(therapy) => offered.push((therapy, share)),
                None => self.unknown_key("therapy", name, &names, &place.own_key(name)),
            }
        }
        if offered.is_empty() {
            offered.push((0, 1.0));
        }
        (offered, allocated_by)
    }
}

/// What a provider is called in reports.
pub(super) fn shown<'a>(key: &'a str, table: &'a ProviderTable) -> &'a str {
    table.name.as_deref().unwrap_or(key)
}

pub(super) fn basis(name: BasisName) -> Basis {
    match name {
        BasisName::Once => Basis::Once,
        BasisName::Month => Basis::Month,
        BasisName::Start => Basis::Start,
        BasisName::Completion => Basis::Completion,
        BasisName::TherapistMonth => Basis::TherapistMonth,
        BasisName::SupervisorMonth => Basis::SupervisorMonth,
    }
}
