//! The assumptions of a scenario as a register to be read: value, spread, source, grade.

use super::Scenario;
use crate::assumption::{Assumption, Domain, Register, Spread};

/// One line of the assumptions register.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    pub assumption: &'a Assumption,
    /// The expected value.
    pub mean: f64,
    register: &'a Register,
}

impl Entry<'_> {
    /// What its values are.
    pub fn domain(&self) -> Domain {
        self.assumption.domain
    }

    /// The 5% and 95% quantiles; none for a fixed number.
    pub fn interval(&self) -> Option<(f64, f64)> {
        match self.assumption.spread {
            Spread::Fixed(_) => None,
            // A share of a Dirichlet mix is a beta of its own.
            Spread::Concentration(own) => {
                let total = self.concentrations();
                let beta = Spread::Beta { a: own, b: total - own };
                (own < total).then(|| (beta.quantile(0.05), beta.quantile(0.95)))
            }
            ref spread => Some((spread.quantile(0.05), spread.quantile(0.95))),
        }
    }

    /// Of all shares of this one's mix.
    fn concentrations(&self) -> f64 {
        let stem = self.assumption.name.rsplit_once('.').map_or("", |(stem, _)| stem);
        self.register
            .assumptions()
            .iter()
            .filter(|assumption| {
                assumption.name.rsplit_once('.').is_some_and(|(other, _)| other == stem)
            })
            .map(|assumption| assumption.spread.mean())
            .sum()
    }
}

/// Every assumption of a scenario, in the order of its file's tables.
pub fn register_entries(scenario: &Scenario) -> Vec<Entry<'_>> {
    let register = &scenario.register;
    let central = register.central();
    let means = central.values().iter();
    register
        .assumptions()
        .iter()
        .zip(means)
        .map(|(assumption, &mean)| Entry { assumption, mean, register })
        .collect()
}
