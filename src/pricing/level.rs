//! What of a contract is stressed: whole kinds of numbers, as multiples of what the file says.

use super::search::Span;
use crate::assumption::Parameter;
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
    /// multiply, or where the scenario's own level is uncertain.
    pub fn times(self, scenario: &Scenario, factor: f64) -> Option<Amendment> {
        let own = match self.own(scenario) {
            None => 1.0,
            Some(level) => {
                let spread = &scenario.register.get(level).spread;
                spread.is_fixed().then(|| spread.mean())?
            }
        };
        // What is run is what is printed, without the tail of a binary fraction.
        let level = (own * factor * 1e6).round() / 1e6;
        self.is_there(scenario).then(|| Amendment::to(self.key(), level))
    }

    /// The multiples that are looked at.
    pub(super) const fn span(self) -> Span {
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
        Span { low, high, is_whole: false }
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
            Self::Deadweight => {
                scenario.editions.iter().flat_map(|it| &it.prices).any(|it| it.deadweight.is_some())
            }
            Self::CoPayers => !contract.co_payers.is_empty(),
        }
    }
}
