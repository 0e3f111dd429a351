//! What of a contract is stressed: whole kinds of numbers, as multiples of what the file says.

use serde::{Serialize, Serializer};

use super::search::Span;
use crate::assumption::{Domain, Parameter};
use crate::scenario::{Amendment, Scenario};

/// One kind of number, by its key among the `levels`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Referrals,
    Effect,
    Risk,
    Costs,
    Tariff,
    Caps,
    Deadweight,
    CoPayers,
}

/// As its key.
impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl Level {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Referrals => "levels.referrals",
            Self::Effect => "levels.effect",
            Self::Risk => "levels.risk",
            Self::Costs => "levels.provider_costs",
            Self::Tariff => "levels.tariff",
            Self::Caps => "levels.caps",
            Self::Deadweight => "levels.deadweight",
            Self::CoPayers => "levels.co_payers",
        }
    }

    /// The amendment that makes it so many times what the scenario says; none where there is nothing to
    /// multiply, where the scenario's own level is uncertain, or where a file may not have so much.
    pub fn times(self, scenario: &Scenario, factor: f64) -> Option<Amendment> {
        // What is run is what is printed, without the tail of a binary fraction.
        let level = (self.fixed(scenario)? * factor * 1e6).round() / 1e6;
        let is_possible = self.is_there(scenario) && Domain::Level.contains(level);
        is_possible.then(|| Amendment::to(self.key(), level))
    }

    /// The level of the scenario, 1 if it has none; nothing if it is uncertain.
    fn fixed(self, scenario: &Scenario) -> Option<f64> {
        let Some(level) = self.own(scenario) else { return Some(1.0) };
        let spread = &scenario.register.get(level).spread;
        spread.is_fixed().then(|| spread.mean())
    }

    /// The largest multiple of what each of the scenarios says that a file may have.
    pub(super) fn most<'s>(self, scenarios: impl IntoIterator<Item = &'s Scenario>) -> f64 {
        let (_, bound) = Domain::Level.bounds().possible;
        // A level of 0 has no largest multiple: the quotient is infinite.
        let most = |scenario: &Scenario| bound / self.fixed(scenario).unwrap_or(1.0);
        scenarios.into_iter().map(most).fold(f64::INFINITY, f64::min)
    }

    /// The multiples that are looked at, as far as a file may have them.
    pub(super) fn span(self, scenario: &Scenario) -> Span {
        let (low, high) = match self {
            Self::Effect => (0.0, 2.0),
            Self::Referrals
            | Self::Risk
            | Self::Costs
            | Self::Tariff
            | Self::Caps
            | Self::Deadweight
            | Self::CoPayers => (0.2, 2.0),
        };
        Span { low, high: self.most([scenario]).min(high), is_whole: false }
    }

    const fn own(self, scenario: &Scenario) -> Option<Parameter> {
        let levels = &scenario.levels;
        match self {
            Self::Referrals => levels.referrals,
            Self::Effect => levels.effect,
            Self::Risk => levels.risk,
            Self::Costs => levels.provider_costs,
            Self::Tariff => levels.tariff,
            Self::Caps => levels.caps,
            Self::Deadweight => levels.deadweight,
            Self::CoPayers => levels.co_payers,
        }
    }

    pub(super) fn is_there(self, scenario: &Scenario) -> bool {
        let contract = &scenario.contract;
        match self {
            Self::Referrals | Self::Risk | Self::Costs => true,
            Self::Effect => scenario.has_effect(),
            Self::Tariff => scenario.pays_for_outcomes(),
            Self::Caps => scenario.is_capped(),
            Self::Deadweight => scenario
                .editions
                .iter()
                .flat_map(|edition| &edition.prices)
                .any(|it| it.deadweight.is_some()),
            Self::CoPayers => !contract.co_payers.is_empty(),
        }
    }
}
