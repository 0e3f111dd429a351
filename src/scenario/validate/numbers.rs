//! What numbers mean: domains, forms of distribution, evidence and groups.

use std::fmt::Write;

use super::{Checker, rounded};
use crate::assumption::{Assumption, Domain, Group, Parameter, Provenance, Spread, SpreadError};
use crate::scenario::document::Node;
use crate::scenario::files::Kind;
use crate::scenario::finding::Finding;
use crate::scenario::observations::{self, Unusable};
use crate::scenario::path::{Path, Step, write_key};
use crate::scenario::schema::{
    EmpiricalForm, Evidence, InDomain, Range, Uncertain, UncertainTable,
};

impl Checker<'_> {
    /// Enters a number into the register, with its evidence.
    pub(super) fn number<T: InDomain>(&mut self, written: &T, at: &Path) -> Parameter {
        let (spread, provenance, group) = match written.uncertain() {
            Uncertain::Number(value) => {
                self.value_in_domain(*value, T::DOMAIN, at);
                (Spread::Fixed(*value), Provenance::default(), None)
            }
            Uncertain::Table(table) => {
                let spread = self.spread(table, T::DOMAIN, at);
                (spread, table.evidence(), self.group(table, at))
            }
        };
        self.enter(spread, T::DOMAIN, provenance, group, at)
    }

    pub(super) fn optional<T: InDomain>(
        &mut self,
        written: Option<&T>,
        at: &Path,
    ) -> Option<Parameter> {
        written.map(|it| self.number(it, at))
    }

    pub(super) fn enter(
        &mut self,
        spread: Spread,
        domain: Domain,
        provenance: Provenance,
        group: Option<Group>,
        at: &Path,
    ) -> Parameter {
        let assumption = self.assumption(spread, domain, provenance, group, at);
        let Some(part) = &self.part else { return self.register.add(assumption) };
        // What a part leaves as it was is the number that was there.
        let is_files = !part.lays_over(self.root, at);
        if let Some(known) = self.register.find(&assumption).filter(|_| is_files) {
            return known;
        }
        let mut own: Vec<Assumption> =
            part.names.iter().map(|it| part.own(it, &assumption)).collect();
        let known = own.iter().find_map(|it| self.register.find(it));
        known.unwrap_or_else(|| self.register.add(own.pop().unwrap_or(assumption)))
    }

    pub(super) fn assumption(
        &self,
        spread: Spread,
        domain: Domain,
        provenance: Provenance,
        group: Option<Group>,
        at: &Path,
    ) -> Assumption {
        let name = self.name_of(at);
        Assumption { drawn_as: name.clone(), name, spread, domain, provenance, group }
    }

    /// Enters the shares of one mix. A part has the file's whole mix or a whole one of its own:
    /// a concentration means nothing without the others.
    pub(super) fn enter_mix(&mut self, members: Vec<Assumption>, at: &Path) -> Vec<Parameter> {
        let is_files = self.part.as_ref().is_some_and(|it| !it.lays_over(self.root, at));
        let known: Option<Vec<Parameter>> =
            members.iter().map(|it| self.register.find(it)).collect();
        if let (true, Some(known)) = (is_files, known) {
            return known;
        }
        let is_dirichlet = members.len() > 1
            && members.iter().all(|it| matches!(it.spread, Spread::Concentration(_)));
        let part = self.part.clone();
        let own = |it: Assumption| match &part {
            Some(part) => part.names.last().map_or(it.clone(), |name| part.own(name, &it)),
            None => it,
        };
        let entered: Vec<Parameter> =
            members.into_iter().map(|it| self.register.add(own(it))).collect();
        if is_dirichlet {
            self.register.mix(&entered);
        }
        entered
    }

    /// A number that the file need not give, with the reason as its source.
    pub(super) fn by_definition(
        &mut self,
        value: f64,
        domain: Domain,
        at: &Path,
        why: &str,
    ) -> Parameter {
        let provenance =
            Provenance { source: Some(format!("by definition: {why}")), ..Provenance::default() };
        self.enter(Spread::Fixed(value), domain, provenance, None, at)
    }

    /// What an assumption is called: its path, with the names of named tables for their positions.
    pub(super) fn name_of(&self, at: &Path) -> String {
        let mut here = Some(self.root);
        let mut name = String::new();
        for step in at.steps() {
            here = here.and_then(|node| node.child(step));
            let written = match (step, here.and_then(Node::name)) {
                (Step::Key(key), _) => write_key(key, name.is_empty(), &mut name),
                (Step::Index(_), Some(item)) => write_key(item, name.is_empty(), &mut name),
                (Step::Index(index), None) => write!(name, "[{index}]"),
            };
            written.expect("a string takes any text");
        }
        name
    }

    pub(super) fn value_in_domain(&mut self, value: f64, domain: Domain, at: &Path) {
        if !domain.contains(value) {
            let title = format!("{value} is not {}", domain.noun());
            self.error("out-of-range", at, title, domain.bounds());
        }
        if domain == Domain::YearlyRate && 1.0 < value {
            let title = format!("{value} is {}% a year", rounded(value * 100.0));
            let label = format!("did you mean `{}`?", rounded(value / 100.0));
            self.report(Finding::warning("high-rate", at, title).label(label));
        }
    }

    pub(super) fn spread(&mut self, table: &UncertainTable, domain: Domain, at: &Path) -> Spread {
        let mut forms: Vec<(&'static str, Result<Spread, SpreadError>)> = Vec::new();
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
        if let Some(empirical) = &table.empirical {
            forms.push(("empirical", self.observed(empirical, &at.key("empirical"))));
        }
        self.the_only_form(forms, domain, at)
    }

    fn observed(&mut self, table: &EmpiricalForm, at: &Path) -> Result<Spread, SpreadError> {
        let read = match self.folder.get(&table.file, Kind::Table) {
            Ok(bytes) => observations::read(&table.file, &bytes, &table.column),
            Err(problem) => Err(Unusable {
                title: format!("cannot read `{}`: {problem}", table.file),
                help: format!("looked for at `{}`", self.folder.path_of(&table.file).display()),
            }),
        };
        match read {
            Ok(values) => Spread::empirical(values),
            Err(Unusable { title, help }) => {
                let finding = Finding::error("unreadable-observations", at, title);
                let finding = finding.label("this column cannot be used").help(help);
                self.report(finding);
                Ok(Spread::Fixed(1.0))
            }
        }
    }

    pub(super) fn two_ways(
        &mut self,
        form: &'static str,
        first: &str,
        at: &Path,
        forms: &mut Vec<(&'static str, Result<Spread, SpreadError>)>,
    ) {
        let title = format!("a `{form}` is given in one of two ways");
        self.error(
            "ambiguous-form",
            &at.key(form),
            title,
            format!("by {first}, or by `mean` and `sd`"),
        );
        forms.push((form, Ok(Spread::Fixed(0.5))));
    }

    pub(super) fn the_only_form(
        &mut self,
        mut forms: Vec<(&'static str, Result<Spread, SpreadError>)>,
        domain: Domain,
        at: &Path,
    ) -> Spread {
        if forms.len() > 1 {
            let named: Vec<String> = forms.iter().map(|(form, _)| format!("`{form}`")).collect();
            let title =
                format!("an assumption has one form, and this one has {}", named.join(" and "));
            self.error("several-forms", &at.key(forms[1].0), title, "keep one of them");
        }
        let harmless = Spread::Fixed(domain.clamp(0.5));
        if forms.is_empty() {
            let title = "an assumption needs a form";
            self.error(
                "no-form",
                at,
                title,
                "such as `value = …` or `beta = { events = …, of = … }`",
            );
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
            Ok(spread) if domain.covers(spread.support()) => {
                let Err(problem) = spread.drawable() else { return spread };
                let title = format!("this `{form}` cannot be drawn");
                self.error("cannot-be-drawn", &at.key(form), title, problem.to_string());
                harmless
            }
            Ok(_) => {
                let title = format!("this `{form}` can leave its range: {}", domain.bounds());
                let advice = format!("use {}", domain.suitable_forms());
                self.error("leaves-its-range", &at.key(form), title, advice);
                harmless
            }
        }
    }

    /// A ratio whose estimate is far from the middle of its interval, on the log scale, was
    /// probably copied wrongly.
    pub(super) fn lopsided(&mut self, estimate: f64, [low, high]: [f64; 2], at: &Path) {
        if !(0.0 < low && low < estimate && estimate < high) {
            return;
        }
        let middle = (low * high).sqrt();
        let width = libm::log(high / low);
        if libm::log(estimate / middle).abs() > 0.15 * width {
            let title = format!("the estimate {estimate} is not in the middle of its interval");
            let label = format!(
                "on the log scale the middle is {middle:.3}; the median drawn is the estimate"
            );
            self.report(Finding::warning("lopsided-interval", at, title).label(label));
        }
    }

    pub(super) fn group(&mut self, table: &UncertainTable, at: &Path) -> Option<Group> {
        let name = table.group.as_ref()?;
        let Some(group) = self.file.groups.get(name) else {
            let names: Vec<&str> = self.file.groups.keys().map(String::as_str).collect();
            self.unknown_name("group", name, &names, &at.key("group"));
            return None;
        };
        Some(Group { name: name.clone(), rank_correlation: group.rank_correlation })
    }

    /// A number whose greatest likely value would be more than the simulation can bear.
    pub(super) fn at_most(&mut self, parameter: Parameter, most: f64, at: &Path, what: &str) {
        let likely = self.register.get(parameter).spread.quantile(1.0 - 1e-6);
        if likely > most {
            let title = format!("up to {likely:.0} {what} is more than can be simulated");
            self.error("out-of-range", at, title, format!("{most} or less"));
        }
    }

    pub(super) fn above_zero(&mut self, parameter: Option<Parameter>, at: &Path, label: &str) {
        let Some(parameter) = parameter else { return };
        if self.register.get(parameter).spread == Spread::Fixed(0.0) {
            self.error("out-of-range", at, "0 is too little here", label);
        }
    }

    /// A stretch of at most `most`, entered with its evidence as two fixed numbers.
    pub(super) fn range(&mut self, range: &Range, most: f64, at: &Path) -> (f64, f64) {
        if range.max > most {
            let title = format!("`max` {} is more than any programme takes", range.max);
            self.error("out-of-range", &at.key("max"), title, format!("{most} or less"));
        }
        if range.max < range.min {
            let title = format!("`max` {} is below `min` {}", range.max, range.min);
            self.error("empty-range", &at.key("max"), title, format!("{} or more", range.min));
        }
        for (key, value) in [("min", range.min), ("max", range.max)] {
            let place = at.key(key);
            self.enter(Spread::Fixed(value), Domain::Quantity, range.evidence(), None, &place);
        }
        (range.min, range.max.clamp(range.min, most.max(range.min)))
    }

    pub(super) fn optional_range(
        &mut self,
        range: Option<&Range>,
        most: f64,
        at: &Path,
    ) -> (f64, f64) {
        range.map_or((0.0, 0.0), |it| self.range(it, most, at))
    }
}
