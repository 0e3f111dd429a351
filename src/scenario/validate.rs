//! From the file as written to a scenario that makes sense, with every problem of meaning found
//! on the way.
//!
//! One function a table. A problem never stops the search: what cannot be used is replaced by
//! something harmless, and since any error keeps the scenario from running nothing false comes of
//! it.

use std::path::Path as FilePath;

use jiff::civil::Date;

use super::document::{Node, Value};
use super::finding::Finding;
use super::model::{
    Capacity, Care, Caps, Claim, Contract, CoPayer, Cost, Discounting, Investor, NaturalHistory,
    Pathway, PaymentLine, Placement, Referrals, Scenario, Sense, Share, Site, Spending, Therapy,
};
use super::path::{Path, Step};
use super::schema::{
    BasisName, Begins, ClaimSense, ClaimTable, ClockName, ContractTable, CostTable, CostsTable,
    CurveTable, EffectStep, InDomain, InvestorTable, MilestoneName, MixTable, PathwayTable,
    PaymentKind, PaymentTable, PlacementTable, Range, ScenarioFile, TherapyTable, Uncertain,
    UncertainTable, UntilName, WindowTable,
};
use super::wording::nearest;
use crate::assumption::{
    Assumption, Domain, Group, Parameter, Provenance, Register, Spread, SpreadError,
};
use crate::cohort::{Basis, Until};
use crate::contract::{Clock, Measure, Milestone, Window};
use crate::family::{Beginning, Curve};
use crate::units::Month;

/// Checks what a file means. `root` is the tree that it was read from, for names; `folder` is
/// where files that it names are looked for.
pub(super) fn validate(file: &ScenarioFile, root: &Node, folder: &FilePath) -> (Scenario, Vec<Finding>) {
    let mut checker = Checker { file, root, folder, register: Register::default(), findings: Vec::new() };
    let scenario = checker.scenario();
    (scenario, checker.findings)
}

struct Checker<'a> {
    file: &'a ScenarioFile,
    root: &'a Node,
    folder: &'a FilePath,
    register: Register,
    findings: Vec<Finding>,
}

/// How far numbers that should add up to 1 may miss it.
const ADDING_UP: f64 = 1e-6;

impl Checker<'_> {
    fn scenario(&mut self) -> Scenario {
        let file = self.file;
        let top = Path::root();
        let starts = self.starts(&top.key("starts"));
        let discounting = Discounting {
            rate: self.number(&file.discounting.rate, &top.key("discounting").key("rate")),
            inflation: self.number(&file.discounting.inflation, &top.key("discounting").key("inflation")),
            prices_of: file.discounting.prices_of,
        };
        let referrals = self.referrals(&top.key("referrals"));
        let site = Site {
            care_entry_sd: self.optional(file.site.care_entry_sd.as_ref(), &top.key("site").key("care_entry_sd")),
            effect_sd: self.optional(file.site.effect_sd.as_ref(), &top.key("site").key("effect_sd")),
        };
        let placements = self.placements(&top.key("placements"));
        let therapies = self.therapies(&top.key("therapies"));
        let pathways = self.pathways(&top.key("pathways"));
        let care = self.care(&top.key("care"));
        let contract = self.contract(&file.contract, &top.key("contract"));
        let provider = self.spending(&file.provider, &top.key("provider"));
        let council = self.spending(&file.council, &top.key("council"));
        let investor = file.investor.as_ref().map(|it| self.investor(it, &top.key("investor")));
        let claims = self.claims(&top.key("claims"));
        self.therapist_costs_have_therapists();
        self.groups_are_used();
        Scenario {
            name: file.name.clone(),
            description: file.description.clone(),
            starts,
            horizon: file.horizon_months as Month,
            register: std::mem::take(&mut self.register),
            discounting,
            referrals,
            site,
            pathways,
            placements,
            care,
            therapies,
            contract,
            provider,
            council,
            investor,
            claims,
            natural_history: natural_history(file),
        }
    }

    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn error(&mut self, code: &'static str, at: &Path, title: impl Into<String>, label: impl Into<String>) {
        self.report(Finding::error(code, at, title).label(label));
    }

    // Numbers

    /// Enters a number into the register, with its evidence.
    fn number<T: InDomain>(&mut self, written: &T, at: &Path) -> Parameter {
        let (spread, provenance, group) = match written.uncertain() {
            Uncertain::Number(value) => {
                self.value_in_domain(*value, T::DOMAIN, at);
                (Spread::Fixed(*value), Provenance::default(), None)
            }
            Uncertain::Table(table) => {
                let spread = self.spread(table, T::DOMAIN, at);
                (spread, evidence(table), self.group(table, at))
            }
        };
        self.enter(spread, T::DOMAIN, provenance, group, at)
    }

    fn optional<T: InDomain>(&mut self, written: Option<&T>, at: &Path) -> Option<Parameter> {
        written.map(|it| self.number(it, at))
    }

    fn enter(
        &mut self,
        spread: Spread,
        domain: Domain,
        provenance: Provenance,
        group: Option<Group>,
        at: &Path,
    ) -> Parameter {
        let name = self.name_of(at);
        self.register.add(Assumption { name, spread, domain, provenance, group })
    }

    /// What an assumption is called: its path, with the names of named tables for their positions.
    fn name_of(&self, at: &Path) -> String {
        let mut here = Some(self.root);
        let mut name = Path::root();
        for step in at.steps() {
            here = here.and_then(|node| match (step, &node.value) {
                (Step::Key(key), _) => node.get(key),
                (Step::Index(index), Value::Array(items)) => items.get(*index),
                (Step::Index(_), _) => None,
            });
            name = match (step, here.and_then(Node::name)) {
                (Step::Index(_), Some(item)) => name.key(item),
                (step, _) => name.step(step.clone()),
            };
        }
        name.to_string()
    }

    fn value_in_domain(&mut self, value: f64, domain: Domain, at: &Path) {
        if !domain.contains(value) {
            let title = format!("{value} is not {}", domain.noun());
            self.error("out-of-range", at, title, domain.bounds());
        }
    }

    fn spread(&mut self, table: &UncertainTable, domain: Domain, at: &Path) -> Spread {
        let mut forms: Vec<(&str, Result<Spread, SpreadError>)> = Vec::new();
        if let Some(value) = table.value {
            self.value_in_domain(value, domain, &at.key("value"));
            forms.push(("value", Ok(Spread::Fixed(value))));
        }
        if let Some(beta) = &table.beta {
            match (beta.events, beta.of, beta.mean, beta.sd) {
                (Some(events), Some(of), None, None) => {
                    forms.push(("beta", Spread::beta_from_counts(events, of)));
                }
                (None, None, Some(mean), Some(sd)) => {
                    forms.push(("beta", Spread::beta_from_moments(mean, sd)));
                }
                _ => self.two_ways("beta", "`events` and `of`", at, &mut forms),
            }
        }
        if let Some(lognormal) = &table.lognormal {
            match (lognormal.estimate, lognormal.ci95, lognormal.mean, lognormal.sd) {
                (Some(estimate), Some(ci95), None, None) => {
                    forms.push(("lognormal", Spread::lognormal_from_interval(estimate, ci95)));
                    self.lopsided(estimate, ci95, &at.key("lognormal"));
                }
                (None, None, Some(mean), Some(sd)) => {
                    forms.push(("lognormal", Spread::lognormal_from_moments(mean, sd)));
                }
                _ => self.two_ways("lognormal", "`estimate` and `ci95`", at, &mut forms),
            }
        }
        if let Some(it) = &table.gamma {
            forms.push(("gamma", Spread::gamma(it.mean, it.sd)));
        }
        if let Some(it) = &table.normal {
            forms.push(("normal", Spread::normal(it.mean, it.sd)));
        }
        if let Some(it) = &table.uniform {
            forms.push(("uniform", Spread::uniform(it.low, it.high)));
        }
        if let Some(it) = &table.triangular {
            forms.push(("triangular", Spread::triangular(it.low, it.mode, it.high)));
        }
        if let Some(it) = &table.pert {
            forms.push(("pert", Spread::pert(it.low, it.mode, it.high)));
        }
        if let Some(it) = &table.empirical {
            match super::observations::read(&self.folder.join(&it.file), &it.column) {
                Ok(values) => forms.push(("empirical", Spread::empirical(values))),
                Err(problem) => {
                    self.error("unreadable-observations", &at.key("empirical"), problem, "this column cannot be used");
                    forms.push(("empirical", Ok(Spread::Fixed(1.0))));
                }
            }
        }
        self.the_only_form(forms, domain, at)
    }

    fn two_ways(
        &mut self,
        form: &'static str,
        first: &str,
        at: &Path,
        forms: &mut Vec<(&str, Result<Spread, SpreadError>)>,
    ) {
        let title = format!("a `{form}` is given in one of two ways");
        self.error("ambiguous-form", &at.key(form), title, format!("by {first}, or by `mean` and `sd`"));
        forms.push((form, Ok(Spread::Fixed(0.5))));
    }

    fn the_only_form(
        &mut self,
        mut forms: Vec<(&str, Result<Spread, SpreadError>)>,
        domain: Domain,
        at: &Path,
    ) -> Spread {
        if forms.len() > 1 {
            let named: Vec<String> = forms.iter().map(|(form, _)| format!("`{form}`")).collect();
            let title = format!("an assumption has one form, and this one has {}", named.join(" and "));
            self.error("several-forms", &at.key(forms[1].0), title, "keep one of them");
        }
        let harmless = Spread::Fixed(domain.clamp(0.5));
        if forms.is_empty() {
            let title = "an assumption needs a form";
            self.error("no-form", at, title, "such as `value = …` or `beta = { events = …, of = … }`");
            return harmless;
        }
        let (form, spread) = forms.swap_remove(0);
        match spread {
            Err(problem) => {
                let title = format!("this `{form}` is not a distribution");
                self.error("impossible-distribution", &at.key(form), title, problem.to_string());
                harmless
            }
            Ok(Spread::Fixed(value)) => Spread::Fixed(value),
            Ok(spread) if domain.covers(spread.support()) => spread,
            Ok(spread) => {
                let (low, high) = spread.support();
                let title = format!("this `{form}` reaches from {low} to {high}, but {}", domain.bounds());
                let advice = format!("use {}", domain.suitable_forms());
                self.error("leaves-its-range", &at.key(form), title, advice);
                harmless
            }
        }
    }

    /// A ratio whose estimate is far from the middle of its interval, on the log scale, was
    /// probably copied wrongly.
    fn lopsided(&mut self, estimate: f64, [low, high]: [f64; 2], at: &Path) {
        if !(0.0 < low && low < estimate && estimate < high) {
            return;
        }
        let middle = (low * high).sqrt();
        let width = (high / low).ln();
        if (estimate / middle).ln().abs() > 0.15 * width {
            let title = format!("the estimate {estimate} is not in the middle of its interval");
            let label = format!("on the log scale the middle is {middle:.3}; the median drawn is the estimate");
            self.report(Finding::warning("lopsided-interval", at, title).label(label));
        }
    }

    fn group(&mut self, table: &UncertainTable, at: &Path) -> Option<Group> {
        let name = table.group.as_ref()?;
        let Some(group) = self.file.groups.get(name) else {
            let names: Vec<&str> = self.file.groups.keys().map(String::as_str).collect();
            self.unknown_name("group", name, &names, &at.key("group"));
            return None;
        };
        Some(Group { name: name.clone(), rank_correlation: group.rank_correlation })
    }

    fn unknown_name(&mut self, what: &str, name: &str, known: &[&str], at: &Path) {
        let label = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("there is no {what} in this scenario"),
            None => format!("one of {}", quoted(known)),
        };
        self.error("unknown-name", at, format!("there is no {what} called `{name}`"), label);
    }

    // Tables

    fn starts(&mut self, at: &Path) -> Date {
        let written = self.file.starts;
        let date = written.date.and_then(|it| {
            Date::new(i16::try_from(it.year).ok()?, i8::try_from(it.month).ok()?, i8::try_from(it.day).ok()?).ok()
        });
        let fallback = Date::constant(2020, 1, 1);
        match date {
            Some(date) if written.time.is_some() => {
                self.error("not-a-date", at, "a contract starts on a day, not at a time", format!("write {date}"));
                date
            }
            Some(date) if date.day() != 1 => {
                let first = date.first_of_month();
                let title = "a contract is settled by calendar month, so it starts on the first of one";
                self.error("not-the-first", at, title, format!("write {first}"));
                first
            }
            Some(date) if !(1990..=2100).contains(&date.year()) => {
                self.error("date-out-of-range", at, "no contract starts in that year", "a year from 1990 to 2100");
                fallback
            }
            Some(date) => date,
            None => {
                self.error("not-a-date", at, "`starts` needs a date", "such as 2019-02-01");
                fallback
            }
        }
    }

    fn referrals(&mut self, at: &Path) -> Referrals {
        let table = &self.file.referrals;
        let steps: Vec<u32> = table.monthly.iter().map(|it| it.from_month).collect();
        self.steps_from_zero(&steps, &at.key("monthly"));
        let monthly = table
            .monthly
            .iter()
            .enumerate()
            .map(|(index, it)| {
                let rate = self.number(&it.rate, &at.key("monthly").index(index).key("rate"));
                (it.from_month as Month, rate)
            })
            .collect();
        let dispersion = self.optional(table.dispersion.as_ref(), &at.key("dispersion"));
        self.above_zero(dispersion, &at.key("dispersion"), "the size of a negative binomial is above 0");
        Referrals {
            monthly,
            months: table.months as Month,
            volume: self.optional(table.volume.as_ref(), &at.key("volume")),
            dispersion,
            starts_therapy: self.number(&table.starts_therapy, &at.key("starts_therapy")),
            ready_after_days: self.optional_range(table.ready_after_days.as_ref(), &at.key("ready_after_days")),
            limit: table.limit,
        }
    }

    fn above_zero(&mut self, parameter: Option<Parameter>, at: &Path, label: &str) {
        let Some(parameter) = parameter else { return };
        if self.register.get(parameter).spread == Spread::Fixed(0.0) {
            self.error("out-of-range", at, "0 is too little here", label);
        }
    }

    fn steps_from_zero(&mut self, months: &[u32], at: &Path) {
        if months.first().is_some_and(|first| *first != 0) {
            let title = "the first step begins at month 0";
            self.error("first-step", &at.index(0).key("from_month"), title, "write 0, or add a step before it");
        }
        self.ascending(&months.iter().map(|it| f64::from(*it)).collect::<Vec<_>>(), "from_month", at);
    }

    fn ascending(&mut self, values: &[f64], key: &str, at: &Path) {
        for (index, pair) in values.windows(2).enumerate() {
            if pair[1] <= pair[0] {
                let place = at.index(index + 1).key(key);
                let title = format!("`{key}` does not ascend: {} after {}", pair[1], pair[0]);
                self.error("not-ascending", &place, title, format!("above {}", pair[0]));
            }
        }
    }

    /// A stretch, entered with its evidence as two fixed numbers.
    fn range(&mut self, range: &Range, at: &Path) -> (f64, f64) {
        if range.max < range.min {
            let title = format!("`max` {} is below `min` {}", range.max, range.min);
            self.error("empty-range", &at.key("max"), title, format!("{} or more", range.min));
        }
        for (key, value) in [("min", range.min), ("max", range.max)] {
            let provenance = Provenance {
                source: range.source.clone(),
                grade: range.grade,
                note: range.note.clone(),
            };
            self.enter(Spread::Fixed(value), Domain::Quantity, provenance, None, &at.key(key));
        }
        (range.min, range.max.max(range.min))
    }

    fn optional_range(&mut self, range: Option<&Range>, at: &Path) -> (f64, f64) {
        range.map_or((0.0, 0.0), |it| self.range(it, at))
    }

    fn placements(&mut self, at: &Path) -> Vec<Placement> {
        let names: Vec<&str> = self.file.placements.keys().map(String::as_str).collect();
        if names.is_empty() {
            let title = "a scenario needs at least one placement";
            self.error("nothing-listed", at, title, "add a table such as [placements.residential]");
        }
        let file = self.file;
        file.placements
            .iter()
            .map(|(name, table)| self.placement(name, table, &names, &at.key(name)))
            .collect()
    }

    fn placement(&mut self, name: &str, table: &PlacementTable, names: &[&str], at: &Path) -> Placement {
        if name == "home" {
            let title = "`home` is where children are when they are not in care";
            self.report(Finding::error("reserved-name", at, title).label("give the placement another name").at_key());
        }
        let mut moves_per_year = Vec::new();
        for (to, rate) in &table.moves_per_year {
            let place = at.key("moves_per_year").key(to);
            let rate = self.number(rate, &place);
            match names.iter().position(|it| it == to) {
                Some(_) if to == name => {
                    self.error("moves-to-itself", &place, "a child cannot move to where it is", "another placement");
                }
                Some(index) => moves_per_year.push((index, rate)),
                None => self.unknown_name("placement", to, names, &place),
            }
        }
        Placement {
            name: name.to_owned(),
            weekly_cost: self.number(&table.weekly_cost, &at.key("weekly_cost")),
            prices_of: table.prices_of,
            yearly_growth: self.optional(table.yearly_growth.as_ref(), &at.key("yearly_growth")),
            cashable: self.optional(table.cashable.as_ref(), &at.key("cashable")),
            moves_per_year,
        }
    }

    fn care(&mut self, at: &Path) -> Care {
        let table = &self.file.care;
        let priced = [&table.entry_cost, &table.support_yearly_cost].iter().any(|it| it.is_some());
        if priced && table.prices_of.is_none() {
            let title = "costs need the year of their prices";
            self.error("no-price-year", at, title, "add `prices_of`, the April in which that financial year begins");
        }
        if table.support_yearly_cost.is_some() && table.support_months.is_none() {
            let title = "support needs to last for some time";
            self.error("no-duration", &at.key("support_yearly_cost"), title, "add `support_months`");
        }
        Care {
            entry_cost: self.optional(table.entry_cost.as_ref(), &at.key("entry_cost")),
            entry_cashable: self.optional(table.entry_cashable.as_ref(), &at.key("entry_cashable")),
            support_yearly_cost: self.optional(table.support_yearly_cost.as_ref(), &at.key("support_yearly_cost")),
            support_months: table.support_months.unwrap_or(0.0),
            support_cashable: self.optional(table.support_cashable.as_ref(), &at.key("support_cashable")),
            prices_of: table.prices_of.unwrap_or(2000),
            yearly_growth: self.optional(table.yearly_growth.as_ref(), &at.key("yearly_growth")),
        }
    }

    fn therapies(&mut self, at: &Path) -> Vec<Therapy> {
        if self.file.therapies.is_empty() {
            let title = "a scenario needs at least one therapy";
            self.error("nothing-listed", at, title, "add a table such as [therapies.fft_cw]");
        }
        let file = self.file;
        file.therapies.iter().map(|(name, table)| self.therapy(name, table, &at.key(name))).collect()
    }

    fn therapy(&mut self, name: &str, table: &TherapyTable, at: &Path) -> Therapy {
        let duration_months = self.range(&table.duration_months, &at.key("duration_months"));
        let drop_out_months = match &table.drop_out_months {
            Some(range) => self.range(range, &at.key("drop_out_months")),
            None => (0.0, duration_months.0),
        };
        let capacity = table.capacity.as_ref().map(|it| {
            let at = at.key("capacity");
            let months: Vec<u32> = it.therapists.iter().map(|step| step.from_month).collect();
            self.steps_from_zero(&months, &at.key("therapists"));
            let step = |(index, step): (usize, &super::schema::TherapistStep)| {
                let number = self.number(&step.number, &at.key("therapists").index(index).key("number"));
                (step.from_month as Month, number)
            };
            let therapists = it.therapists.iter().enumerate().map(step).collect();
            let caseload = self.number(&it.caseload, &at.key("caseload"));
            Capacity { caseload, therapists, longest_wait_months: it.longest_wait_months }
        });
        let effect = at.key("effect");
        Therapy {
            name: table.name.clone().unwrap_or_else(|| name.to_owned()),
            duration_months,
            completes: self.number(&table.completes, &at.key("completes")),
            drop_out_months,
            drop_out_effect: self.optional(table.drop_out_effect.as_ref(), &at.key("drop_out_effect")),
            care_entry: self.effect(&table.effect.care_entry, &effect.key("care_entry")),
            return_home: self.effect(&table.effect.return_home, &effect.key("return_home")),
            fade_half_life_months: self.optional(
                table.effect.fade_half_life_months.as_ref(),
                &effect.key("fade_half_life_months"),
            ),
            capacity,
        }
    }

    fn effect(&mut self, steps: &[EffectStep], at: &Path) -> Vec<(f64, Parameter)> {
        self.ascending(&steps.iter().map(|it| it.until_month).collect::<Vec<_>>(), "until_month", at);
        let step = |(index, it): (usize, &EffectStep)| {
            (it.until_month, self.number(&it.hazard_ratio, &at.index(index).key("hazard_ratio")))
        };
        steps.iter().enumerate().map(step).collect()
    }

    fn pathways(&mut self, at: &Path) -> Vec<Pathway> {
        let file = self.file;
        let names: Vec<&str> = file.pathways.iter().map(|it| it.name.as_str()).collect();
        self.unique_names("pathway", &names, at);
        let pathways: Vec<Pathway> = file
            .pathways
            .iter()
            .enumerate()
            .map(|(index, table)| self.pathway(table, &at.index(index)))
            .collect();
        let total: f64 = pathways.iter().map(|it| self.register.get(it.share).spread.mean()).sum();
        if (total - 1.0).abs() > ADDING_UP {
            let involved: Vec<Path> = (0..pathways.len()).map(|it| at.index(it).key("share")).collect();
            let title = format!("the shares of the pathways add up to {}, not to 1", rounded(total));
            let place = involved.last().cloned().unwrap_or_else(|| at.clone());
            let finding = Finding::error("does-not-add-up", &place, title);
            self.report(finding.label(format!("{} too {}", rounded((total - 1.0).abs()), if total > 1.0 { "much" } else { "little" })).involving(involved));
        }
        pathways
    }

    fn unique_names(&mut self, what: &str, names: &[&str], at: &Path) {
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                let title = format!("there are two {what}s called `{name}`");
                self.error("name-taken", &at.index(index).key("name"), title, "give this one another name");
            }
        }
    }

    fn pathway(&mut self, table: &PathwayTable, at: &Path) -> Pathway {
        let begins = match table.begins {
            Begins::Home => Beginning::Home,
            Begins::Care => Beginning::Care,
        };
        if begins == Beginning::Home && table.care_entry.is_none() {
            let title = format!("`{}` begins at home but has no `care_entry`", table.name);
            self.error("no-risk", at, title, "say when its children enter care if nothing is done");
        }
        match (begins, &table.in_care_months) {
            (Beginning::Home, Some(_)) => {
                let title = "children who begin at home have not been in care";
                self.error("not-in-care", &at.key("in_care_months"), title, "leave it out, or write `begins = \"care\"`");
            }
            (Beginning::Care, None) => {
                let title = format!("`{}` begins in care but not how long ago", table.name);
                self.error("no-time-in-care", at, title, "add `in_care_months = { min = …, max = … }`");
            }
            _ => {}
        }
        let age_years = self.range(&table.age_years, &at.key("age_years"));
        if age_years.1 >= 18.0 {
            let title = "children leave the model on their 18th birthday";
            self.error("too-old", &at.key("age_years").key("max"), title, "17 or less");
        }
        let care_entry = table.care_entry.as_ref().map(|it| self.curve(it, &at.key("care_entry")));
        let re_entry = table.re_entry.as_ref().map(|it| self.curve(it, &at.key("re_entry")));
        Pathway {
            name: table.name.clone(),
            share: self.number(&table.share, &at.key("share")),
            begins,
            therapy: self.therapy_of(table, at),
            age_years,
            in_care_months: self.optional_range(table.in_care_months.as_ref(), &at.key("in_care_months")),
            heterogeneity: self.optional(table.heterogeneity.as_ref(), &at.key("heterogeneity")),
            care_entry,
            length_of_stay: self.curve(&table.length_of_stay, &at.key("length_of_stay")),
            re_entry,
            placements: self.mix(&table.placements, &at.key("placements")),
        }
    }

    fn therapy_of(&mut self, table: &PathwayTable, at: &Path) -> usize {
        let file = self.file;
        let names: Vec<&str> = file.therapies.keys().map(String::as_str).collect();
        let Some(name) = &table.therapy else {
            if names.len() > 1 {
                let title = format!("`{}` does not say which therapy it is offered", table.name);
                self.error("no-therapy", at, title, format!("add `therapy`, one of {}", quoted(&names)));
            }
            return 0;
        };
        names.iter().position(|it| it == name).unwrap_or_else(|| {
            self.unknown_name("therapy", name, &names, &at.key("therapy"));
            0
        })
    }

    fn curve(&mut self, table: &CurveTable, at: &Path) -> Curve<Parameter> {
        let forms = [
            ("probability", table.probability.is_some()),
            ("mixture", table.mixture.is_some()),
            ("points", table.points.is_some()),
            ("steps", table.steps.is_some()),
        ];
        let written: Vec<&str> = forms.iter().filter(|(_, is)| *is).map(|(form, _)| *form).collect();
        if written.len() > 1 {
            let title = format!("a curve has one form, and this one has {}", quoted(&written));
            self.error("several-forms", &at.key(written[1]), title, "keep one of them");
        }
        for (key, is_written) in [("within_months", table.within_months.is_some()), ("shape", table.shape.is_some())] {
            if is_written && table.probability.is_none() && !written.is_empty() {
                let title = format!("`{key}` goes with `probability`");
                self.error("key-of-another-form", &at.key(key), title, format!("a curve by `{}` has none", written[0]));
            }
        }
        if let Some(probability) = &table.probability {
            if table.within_months.is_none() {
                let title = "a probability of an event needs a time within which it happens";
                self.error("no-window", at, title, "add `within_months`");
            }
            let probability = self.number(probability, &at.key("probability"));
            let shape = match &table.shape {
                Some(shape) => self.number(shape, &at.key("shape")),
                None => self.by_definition(1.0, Domain::Ratio, &at.key("shape"), "not given: the hazard is constant"),
            };
            return Curve::Probability { probability, within_months: table.within_months.unwrap_or(12.0), shape };
        }
        if let Some(parts) = &table.mixture {
            let at = at.key("mixture");
            self.not_empty(parts.is_empty(), &at);
            let part = |(index, it): (usize, &super::schema::MixturePart)| {
                let at = at.index(index);
                let mean_days = self.number(&it.mean_days, &at.key("mean_days"));
                self.above_zero(Some(mean_days), &at.key("mean_days"), "a duration is above 0");
                (self.number(&it.share, &at.key("share")), mean_days)
            };
            return Curve::Mixture(parts.iter().enumerate().map(part).collect());
        }
        if let Some(points) = &table.points {
            let at = at.key("points");
            self.not_empty(points.is_empty(), &at);
            self.ascending(&points.iter().map(|it| it.by_month).collect::<Vec<_>>(), "by_month", &at);
            let point = |(index, it): (usize, &super::schema::CurvePoint)| {
                (it.by_month, self.number(&it.share, &at.index(index).key("share")))
            };
            let points: Vec<(f64, Parameter)> = points.iter().enumerate().map(point).collect();
            let shares: Vec<f64> = points.iter().map(|it| self.register.get(it.1).spread.mean()).collect();
            for (index, pair) in shares.windows(2).enumerate() {
                if pair[1] < pair[0] {
                    let title = format!("a cumulative share does not fall: {} after {}", pair[1], pair[0]);
                    self.error("not-ascending", &at.index(index + 1).key("share"), title, format!("{} or more", pair[0]));
                }
            }
            return Curve::Points(points);
        }
        if let Some(steps) = &table.steps {
            let at = at.key("steps");
            self.not_empty(steps.is_empty(), &at);
            self.ascending(&steps.iter().map(|it| it.until_month).collect::<Vec<_>>(), "until_month", &at);
            let step = |(index, it): (usize, &super::schema::CurveStep)| {
                (it.until_month, self.number(&it.per_year, &at.index(index).key("per_year")))
            };
            return Curve::Steps(steps.iter().enumerate().map(step).collect());
        }
        self.error("no-form", at, "a curve needs a form", "`probability` with `within_months`, `mixture`, `points` or `steps`");
        Curve::Steps(Vec::new())
    }

    fn not_empty(&mut self, is_empty: bool, at: &Path) {
        if is_empty {
            self.error("nothing-listed", at, "the list is empty", "it needs at least one entry");
        }
    }

    /// A number that the file need not give, with the reason as its source.
    fn by_definition(&mut self, value: f64, domain: Domain, at: &Path, why: &str) -> Parameter {
        let provenance = Provenance { source: Some(format!("by definition: {why}")), ..Provenance::default() };
        self.enter(Spread::Fixed(value), domain, provenance, None, at)
    }

    fn mix(&mut self, table: &MixTable, at: &Path) -> Vec<Share> {
        let file = self.file;
        let names: Vec<&str> = file.placements.keys().map(String::as_str).collect();
        let (form, written) = match (&table.shares, &table.dirichlet) {
            (Some(shares), None) => ("shares", shares),
            (None, Some(concentrations)) => ("dirichlet", concentrations),
            (both, _) => {
                let (code, title) = if both.is_some() {
                    ("several-forms", "a mix has one form, and this one has `shares` and `dirichlet`")
                } else {
                    ("no-form", "a mix needs a form")
                };
                self.error(code, at, title, "either `shares` or `dirichlet`");
                return vec![Share::None; names.len()];
            }
        };
        let at = at.key(form);
        let total: f64 = written.values().sum();
        if form == "shares" && (total - 1.0).abs() > ADDING_UP {
            self.error("does-not-add-up", &at, format!("these shares add up to {}, not to 1", rounded(total)), "shares of one whole");
        }
        if written.is_empty() {
            self.error("nothing-listed", &at, "the mix is empty", "name at least one placement");
        }
        let mut shares = vec![Share::None; names.len()];
        let mut members = Vec::new();
        for (name, &value) in written {
            let place = at.key(name);
            let Some(index) = names.iter().position(|it| it == name) else {
                self.unknown_name("placement", name, &names, &place);
                continue;
            };
            let fits = if form == "shares" { (0.0..=1.0).contains(&value) } else { 0.0 < value && value.is_finite() };
            if !fits {
                let advice = if form == "shares" { "a share lies between 0 and 1" } else { "a concentration is above 0; leave out what never happens" };
                self.error("out-of-range", &place, format!("{value} is not a {}", if form == "shares" { "share" } else { "concentration" }), advice);
                continue;
            }
            let spread = if form == "shares" { Spread::Fixed(value) } else { Spread::Concentration(value) };
            let provenance =
                Provenance { source: table.source.clone(), grade: table.grade, note: table.note.clone() };
            let parameter = self.enter(spread, Domain::Share, provenance, None, &place);
            members.push(parameter);
            shares[index] = Share::Of(parameter);
        }
        if form == "dirichlet" && members.len() > 1 {
            self.register.mix(&members);
        }
        shares
    }

    // The contract and the money

    fn contract(&mut self, table: &ContractTable, at: &Path) -> Contract {
        let tracking = window(table.tracking);
        let names: Vec<&str> = table.payments.iter().map(|it| it.name.as_str()).collect();
        self.unique_names("payment", &names, &at.key("payments"));
        let lines = table
            .payments
            .iter()
            .enumerate()
            .map(|(index, it)| self.payment(it, tracking, &at.key("payments").index(index)))
            .collect();
        let caps_at = at.key("caps");
        let caps = Caps {
            per_child: self.optional(table.caps.per_child.as_ref(), &caps_at.key("per_child")),
            per_year: self.optional(table.caps.per_year.as_ref(), &caps_at.key("per_year")),
            total: self.optional(table.caps.total.as_ref(), &caps_at.key("total")),
            council: self.optional(table.caps.council.as_ref(), &caps_at.key("council")),
        };
        let payers: Vec<&str> = table.co_payers.iter().map(|it| it.name.as_str()).collect();
        let payers_at = at.key("co_payers");
        self.unique_names("co-payer", &payers, &payers_at);
        let co_payers: Vec<CoPayer> = table
            .co_payers
            .iter()
            .enumerate()
            .map(|(index, it)| {
                let at = payers_at.index(index);
                CoPayer {
                    name: it.name.clone(),
                    share: self.number(&it.share, &at.key("share")),
                    limit: self.optional(it.limit.as_ref(), &at.key("limit")),
                }
            })
            .collect();
        let shares: f64 = co_payers.iter().map(|it| self.register.get(it.share).spread.mean()).sum();
        if shares > 1.0 + ADDING_UP {
            let title = format!("the co-payers bear {} of every payment", rounded(shares));
            self.error("does-not-add-up", &payers_at, title, "their shares add up to 1 at the most");
        }
        Contract {
            tracking,
            lines,
            caps,
            co_payers,
            settled_every_months: table.settled_every_months.unwrap_or(1).max(1) as usize,
            lag_months: table.lag_months.unwrap_or(0) as usize,
            indexation: self.optional(table.indexation.as_ref(), &at.key("indexation")),
        }
    }

    fn payment(&mut self, table: &PaymentTable, tracking: Window, at: &Path) -> PaymentLine {
        self.keys_of_kind(table, at);
        let line_window = table.window.map_or(tracking, window);
        let measure = match table.kind {
            PaymentKind::PerPeriod => Measure::PerPeriod {
                counts: self.counted_places(table, at),
                period_days: table.period_days.unwrap_or(1).max(1),
                window: line_window,
                most_per_child: table.most_per_child,
                past_eighteen: table.ends_at_18 == Some(false),
            },
            PaymentKind::Milestone => Measure::Milestone(match table.on {
                Some(MilestoneName::Start) => Milestone::Start,
                Some(MilestoneName::Completion) => Milestone::Completion,
                Some(MilestoneName::OutOfCare) => Milestone::OutOfCare { after: line_window },
                Some(MilestoneName::Reunification) => Milestone::Reunification,
                None => {
                    let advice = "add `on`: `start`, `completion`, `out_of_care` or `reunification`";
                    self.error("no-event", at, "a milestone needs the event that it pays on", advice);
                    Milestone::Start
                }
            }),
            PaymentKind::Input => Measure::Input {
                basis: table.per.map_or_else(
                    || {
                        let advice = "add `per`: `month`, `start`, `completion`, `therapist_month` or `once`";
                        self.error("no-basis", at, "an input line needs what it is counted by", advice);
                        Basis::Month
                    },
                    basis,
                ),
                from: table.from_month.unwrap_or(0) as Month,
                until: table.until_month.map_or(Until::DeliveryEnds, |it| Until::Month(it as Month)),
            },
        };
        PaymentLine {
            name: table.name.clone(),
            rate: self.number(&table.rate, &at.key("rate")),
            deadweight: self.optional(table.deadweight.as_ref(), &at.key("deadweight")),
            pathways: self.pathways_named(table.pathways.as_deref(), &at.key("pathways")),
            measure,
        }
    }

    /// A key that a line's kind does not use would be believed and ignored.
    fn keys_of_kind(&mut self, table: &PaymentTable, at: &Path) {
        use PaymentKind::{Input, Milestone, PerPeriod};
        let at_month_end = matches!(table.on, Some(MilestoneName::OutOfCare));
        let rows: [(&str, bool, bool); 9] = [
            ("counts", table.counts.is_some(), matches!(table.kind, PerPeriod)),
            ("period_days", table.period_days.is_some(), matches!(table.kind, PerPeriod)),
            ("most_per_child", table.most_per_child.is_some(), matches!(table.kind, PerPeriod)),
            ("ends_at_18", table.ends_at_18.is_some(), matches!(table.kind, PerPeriod)),
            ("window", table.window.is_some(), matches!(table.kind, PerPeriod) || at_month_end),
            ("on", table.on.is_some(), matches!(table.kind, Milestone)),
            ("per", table.per.is_some(), matches!(table.kind, Input)),
            ("from_month", table.from_month.is_some(), matches!(table.kind, Input)),
            ("until_month", table.until_month.is_some(), matches!(table.kind, Input)),
        ];
        let kind = match table.kind {
            PerPeriod => "per_period",
            Milestone => "milestone",
            Input => "input",
        };
        for (key, written, used) in rows {
            if written && !used {
                let title = format!("a `{kind}` line has no `{key}`");
                self.report(Finding::error("key-of-another-kind", &at.key(key), title).label("leave it out, or change `kind`").at_key());
            }
        }
    }

    fn counted_places(&mut self, table: &PaymentTable, at: &Path) -> Vec<bool> {
        let file = self.file;
        let names: Vec<&str> =
            std::iter::once("home").chain(file.placements.keys().map(String::as_str)).collect();
        let mut counts = vec![false; names.len()];
        let Some(written) = &table.counts else {
            counts[0] = true;
            return counts;
        };
        for (index, name) in written.iter().enumerate() {
            match names.iter().position(|it| it == name) {
                Some(lane) => counts[lane] = true,
                None => self.unknown_name("place", name, &names, &at.key("counts").index(index)),
            }
        }
        counts
    }

    fn pathways_named(&mut self, written: Option<&[String]>, at: &Path) -> Vec<bool> {
        let file = self.file;
        let names: Vec<&str> = file.pathways.iter().map(|it| it.name.as_str()).collect();
        let Some(written) = written else { return vec![true; names.len()] };
        let mut paid = vec![false; names.len()];
        for (index, name) in written.iter().enumerate() {
            match names.iter().position(|it| it == name) {
                Some(pathway) => paid[pathway] = true,
                None => self.unknown_name("pathway", name, &names, &at.index(index)),
            }
        }
        paid
    }

    fn spending(&mut self, table: &CostsTable, at: &Path) -> Spending {
        let names: Vec<&str> = table.costs.iter().map(|it| it.name.as_str()).collect();
        self.unique_names("cost", &names, &at.key("costs"));
        let cost = |(index, it): (usize, &CostTable)| {
            let until = match it.until {
                None | Some(UntilName::Delivery) => Until::DeliveryEnds,
                Some(UntilName::Contract) => Until::ContractEnds,
            };
            Cost {
                name: it.name.clone(),
                amount: self.number(&it.amount, &at.key("costs").index(index).key("amount")),
                basis: basis(it.per),
                from: it.from_month.unwrap_or(0) as Month,
                until,
            }
        };
        Spending {
            costs: table.costs.iter().enumerate().map(cost).collect(),
            yearly_growth: self.optional(table.yearly_growth.as_ref(), &at.key("yearly_growth")),
            margin: self.optional(table.margin.as_ref(), &at.key("margin")),
        }
    }

    /// Therapists can only be paid for where they are counted.
    fn therapist_costs_have_therapists(&mut self) {
        let file = self.file;
        if file.therapies.values().any(|it| it.capacity.is_some()) {
            return;
        }
        let top = Path::root();
        let costs = |at: Path, table: &CostsTable| -> Vec<Path> {
            let per_therapist = |(_, it): &(usize, &CostTable)| matches!(it.per, BasisName::TherapistMonth);
            table.costs.iter().enumerate().filter(per_therapist).map(|(index, _)| at.key("costs").index(index).key("per")).collect()
        };
        let lines = file.contract.payments.iter().enumerate();
        let mut places: Vec<Path> = lines
            .filter(|(_, it)| matches!(it.per, Some(BasisName::TherapistMonth)))
            .map(|(index, _)| top.key("contract").key("payments").index(index).key("per"))
            .collect();
        places.extend(costs(top.key("provider"), &file.provider));
        places.extend(costs(top.key("council"), &file.council));
        for place in places {
            let title = "no therapy says how many therapists there are";
            self.error("no-therapists", &place, title, "add `capacity` to a therapy, or count by another basis");
        }
    }

    fn groups_are_used(&mut self) {
        for (name, _) in &self.file.groups {
            let used = |it: &&Assumption| it.group.as_ref().is_some_and(|group| group.name == *name);
            if self.register.assumptions().iter().filter(used).count() < 2 {
                let title = format!("fewer than two assumptions are in the group `{name}`");
                let at = Path::root().key("groups").key(name);
                self.report(Finding::warning("lonely-group", &at, title).label("a correlation needs two").at_key());
            }
        }
    }

    fn investor(&mut self, table: &InvestorTable, at: &Path) -> Investor {
        let surplus = table.surplus.as_ref().map_or((0.0, 0.0), |it| {
            let total = it.investor + it.provider + it.council;
            if (total - 1.0).abs() > ADDING_UP {
                let title = format!("the shares of the surplus add up to {}, not to 1", rounded(total));
                self.error("does-not-add-up", &at.key("surplus"), title, "shares of one whole");
            }
            (it.provider, it.council)
        });
        Investor {
            commitment: self.number(&table.commitment, &at.key("commitment")),
            reserve: self.optional(table.reserve.as_ref(), &at.key("reserve")),
            recycling: table.recycling.unwrap_or(true),
            hurdle: self.number(&table.hurdle, &at.key("hurdle")),
            preferred_return: self.optional(table.preferred_return.as_ref(), &at.key("preferred_return")),
            surplus,
        }
    }

    fn claims(&mut self, at: &Path) -> Vec<Claim> {
        let file = self.file;
        file.claims.iter().enumerate().map(|(index, it)| self.claim(it, &at.index(index))).collect()
    }

    fn claim(&mut self, table: &ClaimTable, at: &Path) -> Claim {
        let names = crate::results::MetricNames::of_lists(
            self.file.placements.keys().cloned().collect(),
            self.file.pathways.iter().map(|it| it.name.clone()).collect(),
            self.file.contract.co_payers.iter().map(|it| it.name.clone()).collect(),
            self.file.contract.payments.iter().map(|it| it.name.clone()).collect(),
        );
        let known = names.all();
        if !known.iter().any(|it| *it == table.metric) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let label = match nearest(&table.metric, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "the names are those of `summary.json`; docs/metrics.md lists them".to_owned(),
            };
            self.error("unknown-metric", &at.key("metric"), format!("there is no metric called `{}`", table.metric), label);
        } else if table.at_month.is_some() && !crate::results::SERIES.iter().any(|it| it.name() == table.metric) {
            let dated: Vec<&str> = crate::results::SERIES.iter().map(|it| it.name()).collect();
            let title = format!("`{}` has no value for each month", table.metric);
            self.error("undated-metric", &at.key("at_month"), title, format!("leave it out; these have: {}", quoted(&dated)));
        }
        Claim {
            text: table.text.clone(),
            metric: table.metric.clone(),
            at_month: table.at_month.map(|it| it as Month),
            value: table.value,
            sense: match table.sense {
                None | Some(ClaimSense::AtLeast) => Sense::AtLeast,
                Some(ClaimSense::AtMost) => Sense::AtMost,
                Some(ClaimSense::About) => Sense::About,
            },
            source: table.source.clone(),
            note: table.note.clone(),
        }
    }
}

fn evidence(table: &UncertainTable) -> Provenance {
    Provenance { source: table.source.clone(), grade: table.grade, note: table.note.clone() }
}

fn window(table: WindowTable) -> Window {
    let from = match table.from {
        ClockName::Referral => Clock::Referral,
        ClockName::Start => Clock::Start,
        ClockName::Completion => Clock::Completion,
    };
    Window::months(from, table.months)
}

fn basis(name: BasisName) -> Basis {
    match name {
        BasisName::Once => Basis::Once,
        BasisName::Month => Basis::Month,
        BasisName::Start => Basis::Start,
        BasisName::Completion => Basis::Completion,
        BasisName::TherapistMonth => Basis::TherapistMonth,
    }
}

/// What a life without the programme depends on, as written.
fn natural_history(file: &ScenarioFile) -> NaturalHistory {
    let referrals = &file.referrals;
    let pathways: Vec<PathwayTable> = file
        .pathways
        .iter()
        .map(|it| PathwayTable { therapy: None, ..it.clone() })
        .collect();
    let moves: Vec<_> = file.placements.iter().map(|(name, it)| (name, &it.moves_per_year)).collect();
    NaturalHistory(format!(
        "{:?}",
        (
            file.starts,
            (&referrals.monthly, referrals.months, &referrals.volume, &referrals.dispersion),
            &file.site.care_entry_sd,
            pathways,
            moves,
            &file.groups,
        )
    ))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

/// A number for a message: four decimals, no trailing zeros.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
