//! Every assumption of a scenario, once.

use std::collections::BTreeMap;
use std::ops::Index;

use super::{Domain, Provenance, Spread};

/// One number of a scenario that may be uncertain.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Where it stands in the scenario, such as `therapies.fft_cw.completes`.
    pub name: String,
    /// The address of its random numbers, mostly its name: what is drawn as the same, in two worlds
    /// or before and after a change, is drawn at the same percentile.
    pub drawn_as: String,
    pub spread: Spread,
    pub domain: Domain,
    pub provenance: Provenance,
    /// The group whose members rise and fall together.
    pub group: Option<Group>,
}

/// A named group of assumptions with a rank correlation between every two of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: String,
    /// Spearman's, from 0 to 1.
    pub rank_correlation: f64,
}

/// What decides the value of a number in every trial: where two are equal the values are, in
/// whatever scenario each stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity<'a> {
    /// The same value in every trial.
    Certain(f64),
    Drawn {
        drawn_as: &'a str,
        spread: &'a Spread,
        domain: Domain,
        group: Option<&'a Group>,
        /// The members of its mix, if it is divided by their sum.
        mix: Vec<(&'a str, &'a Spread)>,
    },
}

/// A claim ticket for one value of a [`Draw`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter(usize);

/// All assumptions of one scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    assumptions: Vec<Assumption>,
    /// Where those of each name stand among them, ascending.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Dirichlet mixes: their members are divided by their sum.
    mixes: Vec<Vec<usize>>,
}

/// One value for each assumption of a register, and what else a trial draws once.
#[derive(Debug, Default, PartialEq)]
pub struct Draw {
    pub(super) values: Vec<f64>,
    /// Numbers in (0, 1) that belong to no assumption.
    pub(super) lots: Vec<f64>,
}

impl Clone for Draw {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), lots: self.lots.clone() }
    }

    /// In the space that there is: a draw a trial.
    fn clone_from(&mut self, source: &Self) {
        self.values.clone_from(&source.values);
        self.lots.clone_from(&source.lots);
    }
}

impl Index<Parameter> for Draw {
    type Output = f64;

    #[inline]
    fn index(&self, parameter: Parameter) -> &f64 {
        &self.values[parameter.0]
    }
}

impl Draw {
    /// The values in the order of the register.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Numbers in (0, 1), drawn once a trial, in the order that was asked for.
    pub fn lots(&self) -> &[f64] {
        &self.lots
    }

    /// Makes these shares one mix.
    pub(super) fn normalise(&mut self, mix: &[usize]) {
        let total: f64 = mix.iter().map(|it| self.values[*it]).sum();
        for &member in mix {
            self.values[member] /= total;
        }
    }
}

impl Register {
    /// The grade of the evidence for the assumption of a name, or for the number from which what has that name
    /// is drawn in each trial (`site.care_entry_sd`, `contract.early_end.yearly_chance`); none where it has
    /// none, or there is no such assumption.
    pub fn grade_of(&self, name: &str) -> Option<u8> {
        let drawn_from = [format!("{name}_sd"), format!("{name}.yearly_chance")];
        let found = |wanted: &str| self.named(wanted).next().map(|place| &self.assumptions[place]);
        let found = found(name).or_else(|| drawn_from.iter().find_map(|other| found(other)));
        found?.provenance.grade
    }

    /// Enters an assumption.
    pub fn add(&mut self, assumption: Assumption) -> Parameter {
        let place = self.assumptions.len();
        self.by_name.entry(assumption.name.clone()).or_default().push(place);
        self.assumptions.push(assumption);
        Parameter(place)
    }

    fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    /// Says that these shares make one Dirichlet mix.
    pub fn mix(&mut self, members: &[Parameter]) {
        self.mixes.push(members.iter().map(|member| member.0).collect());
    }

    /// The assumption of this name, if it is the very same.
    pub fn find(&self, wanted: &Assumption) -> Option<Parameter> {
        let mut named = self.named(&wanted.name);
        named.find(|place| self.assumptions[*place] == *wanted).map(Parameter)
    }

    /// In the order of entry.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// One assumption.
    pub fn get(&self, parameter: Parameter) -> &Assumption {
        &self.assumptions[parameter.0]
    }

    /// What decides the value of one assumption.
    pub fn identity(&self, parameter: Parameter) -> Identity<'_> {
        let Assumption { name: _, drawn_as, spread, domain, provenance: _, group } =
            self.get(parameter);
        if let Spread::Fixed(value) = spread {
            return Identity::Certain(domain.clamp(*value));
        }
        let mix = self.mixes.iter().find(|members| members.contains(&parameter.0));
        let member = |index: &usize| {
            let member = &self.assumptions[*index];
            (member.drawn_as.as_str(), &member.spread)
        };
        let mix = mix.into_iter().flatten().map(member).collect();
        Identity::Drawn { drawn_as, spread, domain: *domain, group: group.as_ref(), mix }
    }

    /// The members of each Dirichlet mix.
    pub(super) fn mixes(&self) -> &[Vec<usize>] {
        &self.mixes
    }

    /// Every assumption at its mean.
    pub fn central(&self) -> Draw {
        let values = self.assumptions.iter().map(|assumption| assumption.spread.mean()).collect();
        let mut draw = Draw { values, lots: Vec::new() };
        for mix in &self.mixes {
            draw.normalise(mix);
        }
        draw
    }

    /// What is certain at its value, with room for the rest and for so many lots.
    pub(super) fn fixed(&self, lots: usize) -> Draw {
        let value = |assumption: &Assumption| match assumption.spread {
            Spread::Fixed(value) => assumption.domain.clamp(value),
            _ => f64::NAN,
        };
        let values = self.assumptions.iter().map(value).collect();
        Draw { values, lots: vec![f64::NAN; lots] }
    }
}
