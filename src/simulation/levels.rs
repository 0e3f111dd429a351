//! Everything of one kind at once, in one trial.

use super::parameters::or;
use crate::assumption::Draw;
use crate::scenario::Scenario;

/// The multiples of a scenario's levels; one that is 1 moves no bit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    pub(super) tariff: f64,
    pub(super) deadweight: f64,
    pub(super) caps: f64,
    pub(super) co_payers: f64,
    pub(super) commitment: f64,
    pub(super) referrals: f64,
    pub(super) risk: f64,
    pub(super) care_prices: f64,
    pub(super) effect: f64,
    pub(super) provider_costs: f64,
}

impl Levels {
    pub(super) fn of(scenario: &Scenario, draw: &Draw) -> Self {
        let levels = &scenario.levels;
        let level = |it| or(draw, it, 1.0);
        Self {
            tariff: level(levels.tariff),
            deadweight: level(levels.deadweight),
            caps: level(levels.caps),
            co_payers: level(levels.co_payers),
            commitment: level(levels.commitment),
            referrals: level(levels.referrals),
            risk: level(levels.risk),
            care_prices: level(levels.care_prices),
            effect: level(levels.effect),
            provider_costs: level(levels.provider_costs),
        }
    }
}
