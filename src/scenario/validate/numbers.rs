//! What numbers mean: domains, forms of distribution, evidence and groups.

use std::fmt::Write;

use super::Checker;
use crate::assumption::{
    Assumption, Dimension, Domain, Group, Parameter, Provenance, Spread, SpreadError,
};
use crate::scenario::files::Kind;
use crate::scenario::observations::{self, Unusable};
use crate::scenario::schema::{
    EmpiricalForm, Evidence, InDomain, Range, Uncertain, UncertainTable,
};
use toml_findings::{Finding, Node, Path, Step, write_key};

/// How far an estimate may lie from the middle of its interval, as a part of the width of that, both
/// on the log scale. Two rounded decimals move it less: 0.70 [0.40, 1.21] is off by 0.006.
const OFF_THE_MIDDLE: f64 = 0.05;

/// A year has so many weeks.
const WEEKS: f64 = 365.25 / 7.0;

/// A number by which a distribution is written and that is one of its values.
struct Location {
    key: &'static str,
    /// Its position, where the key has a list.
    index: Option<usize>,
    value: f64,
    /// Whether it says where the middle is.
    is_central: bool,
}

impl Location {
    fn place(&self, form: &Path) -> Path {
        let at = form.key(self.key);
        self.index.map_or(at.clone(), |index| at.index(index))
    }
}

/// The numbers by which a distribution is written, but for spreads and counts.
fn locations(table: &UncertainTable) -> Vec<Location> {
    let mut found = Vec::new();
    let mut add = |key, index, value: Option<f64>, is_central| {
        found.extend(value.map(|value| Location { key, index, value, is_central }));
    };
    let interval = table
        .split_lognormal
        .as_ref()
        .map(|split_lognormal| (Some(split_lognormal.estimate), Some(split_lognormal.ci95)));
    let interval =
        interval.or(table.lognormal.as_ref().map(|lognormal| (lognormal.estimate, lognormal.ci95)));
    if let Some((estimate, ci95)) = interval {
        add("estimate", None, estimate, true);
        for end in 0..2 {
            add("ci95", Some(end), ci95.map(|ci95| ci95[end]), false);
        }
    }
    let means = [
        table.beta.as_ref().and_then(|beta| beta.mean),
        table.lognormal.as_ref().and_then(|lognormal| lognormal.mean),
        table.gamma.as_ref().map(|gamma| gamma.mean),
        table.normal.as_ref().map(|normal| normal.mean),
    ];
    for mean in means {
        add("mean", None, mean, true);
    }
    for it in [&table.triangular, &table.pert].into_iter().flatten() {
        add("low", None, Some(it.low), false);
        add("mode", None, Some(it.mode), true);
        add("high", None, Some(it.high), false);
    }
    if let Some(it) = &table.uniform {
        add("low", None, Some(it.low), false);
        add("high", None, Some(it.high), false);
    }
    found
}

/// Four digits, for a message.
fn significant(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// `12,000`
fn thousands(value: f64) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |it| it);
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

fn is_within(value: f64, (low, high): (f64, f64)) -> bool {
    (low..=high).contains(&value)
}

/// `between 0 and 1`
fn between(low: f64, high: f64) -> String {
    format!("between {} and {}", thousands(low), thousands(high))
}

fn range_of(domain: Domain) -> String {
    let (low, high) = domain.bounds().possible;
    if domain.is_above_zero() {
        format!("above 0, up to {}", thousands(high))
    } else {
        between(low, high)
    }
}

/// What was probably meant, where a common mistake of unit would explain a number.
fn unit_hint(value: f64, domain: Domain, (low, high): (f64, f64)) -> Option<String> {
    let fits = |value: f64| is_within(value, (low, high)) && value.abs() > 0.0;
    match domain.dimension() {
        Dimension::Share | Dimension::YearlyRate if fits(value / 100.0) => {
            Some(format!("if this is a percentage, write {}", significant(value / 100.0)))
        }
        Dimension::Pounds if domain == Domain::WeeklyCost && fits(value / WEEKS) => {
            Some(format!("if this is a year’s cost, write {}", (value / WEEKS).round()))
        }
        _ => None,
    }
}

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
        written.map(|written| self.number(written, at))
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
            part.names.iter().map(|name| part.own(name, &assumption)).collect();
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
        let is_files = self.part.as_ref().is_some_and(|part| !part.lays_over(self.root, at));
        let known: Option<Vec<Parameter>> =
            members.iter().map(|member| self.register.find(member)).collect();
        if let (true, Some(known)) = (is_files, known) {
            return known;
        }
        let is_dirichlet = members.len() > 1
            && members.iter().all(|member| matches!(member.spread, Spread::Concentration(_)));
        let part = self.part.clone();
        let own = |assumption: Assumption| match &part {
            Some(part) => {
                part.names.last().map_or(assumption.clone(), |name| part.own(name, &assumption))
            }
            None => assumption,
        };
        let entered: Vec<Parameter> =
            members.into_iter().map(|member| self.register.add(own(member))).collect();
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

    /// A known value: possible, and if not usual, asked about.
    pub(super) fn value_in_domain(&mut self, value: f64, domain: Domain, at: &Path) {
        if !domain.contains(value) {
            self.impossible(value, domain, at);
        } else if !is_within(value, domain.bounds().usual) {
            self.unusual(value, domain, at, format!("{value} is unusual for {}", domain.noun()));
        }
    }

    fn impossible(&mut self, value: f64, domain: Domain, at: &Path) {
        let title = format!("{value} is not {}", domain.noun());
        let label = unit_hint(value, domain, domain.bounds().possible)
            .unwrap_or_else(|| format!("it lies {}", range_of(domain)));
        self.error("out-of-range", at, title, label);
    }

    fn unusual(&mut self, value: f64, domain: Domain, at: &Path, title: String) {
        let (low, high) = domain.bounds().usual;
        let label = unit_hint(value, domain, (low, high))
            .unwrap_or_else(|| "is it in this unit? if so, say in `note` why".to_owned());
        let finding = Finding::warning("unusual", at, title).label(label);
        self.report(finding.help(format!("usual is {}", between(low, high))));
    }

    /// Holds a distribution against what is possible, in what it was written with and in its tails, and
    /// asks about what is unusual: the first thing only, since the rest mostly follows from it.
    fn distribution(
        &mut self,
        (form, spread): (&'static str, &Spread),
        written: &[Location],
        domain: Domain,
        at: &Path,
    ) -> bool {
        let at = at.key(form);
        let bounds = domain.bounds();
        if let Some(it) = written.iter().find(|it| !is_within(it.value, bounds.possible)) {
            self.impossible(it.value, domain, &it.place(&at));
            return false;
        }
        if !domain.covers(spread) {
            let (low, high) = domain.reach(spread);
            let worst = if high > bounds.possible.1 { high } else { low };
            let how = if spread.support().1.is_infinite() && worst.is_finite() {
                format!("can reach {}", significant(worst))
            } else if spread.support().0.is_infinite() {
                "has no lower end, and only a yearly rate may have none".to_owned()
            } else {
                "can leave its range".to_owned()
            };
            let title = format!("this `{form}` {how}: {} lies {}", domain.noun(), range_of(domain));
            self.error("leaves-its-range", &at, title, format!("use {}", domain.suitable_forms()));
            return false;
        }
        let is_odd = |location: &&Location| {
            !is_within(location.value, if location.is_central { bounds.usual } else { bounds.seen })
        };
        if let Some(it) = written.iter().find(is_odd) {
            let title = format!("{} is unusual for {}", it.value, domain.noun());
            self.unusual(it.value, domain, &it.place(&at), title);
            return true;
        }
        let (low, high) = Domain::tails(spread);
        for (value, side) in [(low, "below"), (high, "above")] {
            if !is_within(value, bounds.seen) {
                let title = format!(
                    "one trial in a thousand draws {} or {side}: unusual for {}",
                    significant(value),
                    domain.noun()
                );
                self.unusual(value, domain, &at, title);
                return true;
            }
        }
        true
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
        if let Some(it) = &table.split_lognormal {
            forms.push(("split_lognormal", Spread::split_lognormal(it.estimate, it.ci95)));
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
        self.the_only_form(forms, &locations(table), domain, at)
    }

    fn observed(&mut self, table: &EmpiricalForm, at: &Path) -> Result<Spread, SpreadError> {
        let read = match self.folder.get(&table.file, Kind::Named) {
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

    fn two_ways(
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

    fn the_only_form(
        &mut self,
        mut forms: Vec<(&'static str, Result<Spread, SpreadError>)>,
        written: &[Location],
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
            Ok(spread) => {
                if let Err(problem) = spread.drawable() {
                    let title = format!("this `{form}` cannot be drawn");
                    self.error("cannot-be-drawn", &at.key(form), title, problem.to_string());
                    return harmless;
                }
                if self.distribution((form, &spread), written, domain, at) {
                    spread
                } else {
                    harmless
                }
            }
        }
    }

    /// A lognormal has its median in the middle of its interval, on the log scale. An estimate that was
    /// published elsewhere in it would be kept, and the interval silently be another.
    fn lopsided(&mut self, estimate: f64, [low, high]: [f64; 2], at: &Path) {
        if !(0.0 < low && low < estimate && estimate < high) {
            return;
        }
        let middle = (low * high).sqrt();
        let width = libm::log(high / low);
        if libm::log(estimate / middle).abs() > OFF_THE_MIDDLE * width {
            let title = format!(
                "the estimate {estimate} is not in the middle of its interval, which is {}",
                significant(middle)
            );
            let half = (high / low).sqrt();
            let label = format!(
                "the interval drawn is {} to {}, not {low} to {high}",
                significant(estimate / half),
                significant(estimate * half)
            );
            let help = format!(
                "if these were published, `split_lognormal = {{ estimate = {estimate}, ci95 = \
                 [{low}, {high}] }}` keeps all three"
            );
            self.report(Finding::warning("lopsided-interval", at, title).label(label).help(help));
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
            self.enter(Spread::Fixed(value), Domain::Term, range.evidence(), None, &place);
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
