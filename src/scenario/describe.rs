//! The assumptions of a scenario as a register to be read: value, spread, source, grade.

use super::Scenario;
use crate::assumption::{Assumption, Domain, Spread};

/// One line of the assumptions register.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    pub assumption: &'a Assumption,
    /// The expected value.
    pub mean: f64,
    /// The 5% and 95% quantiles; none for a fixed number.
    pub interval: Option<(f64, f64)>,
}

impl Entry<'_> {
    /// What its values are.
    pub fn domain(&self) -> Domain {
        self.assumption.domain
    }
}

/// Every assumption of a scenario, in the order of its file's tables.
pub fn register_entries(scenario: &Scenario) -> Vec<Entry<'_>> {
    let central = scenario.register.central();
    scenario
        .register
        .assumptions()
        .iter()
        .zip(central.values())
        .map(|(assumption, &mean)| Entry {
            assumption,
            mean,
            interval: interval(scenario, assumption),
        })
        .collect()
}

fn interval(scenario: &Scenario, assumption: &Assumption) -> Option<(f64, f64)> {
    match assumption.spread {
        Spread::Fixed(_) => None,
        // A share of a Dirichlet mix is a beta of its own.
        Spread::Concentration(own) => {
            let stem = assumption.name.rsplit_once('.').map_or("", |(stem, _)| stem);
            let total: f64 = scenario
                .register
                .assumptions()
                .iter()
                .filter(|it| it.name.rsplit_once('.').is_some_and(|(other, _)| other == stem))
                .map(|it| it.spread.mean())
                .sum();
            let beta = Spread::Beta { a: own, b: total - own };
            (own < total).then(|| (beta.quantile(0.05), beta.quantile(0.95)))
        }
        ref spread => Some((spread.quantile(0.05), spread.quantile(0.95))),
    }
}
