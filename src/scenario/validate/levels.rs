//! What the table of levels means.

use super::Checker;
use crate::contract::Measure;
use crate::scenario::model::{Contract, Council, Edition, Levels};
use crate::scenario::schema::{Level, LevelsTable};
use toml_findings::{Finding, Path};

impl Checker<'_> {
    pub(super) fn levels(&mut self, table: &LevelsTable, at: &Path) -> Levels {
        let mut level = |key, written: Option<&Level>| self.optional(written, &at.key(key));
        Levels {
            tariff: level("tariff", table.tariff.as_ref()),
            deadweight: level("deadweight", table.deadweight.as_ref()),
            caps: level("caps", table.caps.as_ref()),
            co_payers: level("co_payers", table.co_payers.as_ref()),
            commitment: level("commitment", table.commitment.as_ref()),
            referrals: level("referrals", table.referrals.as_ref()),
            risk: level("risk", table.risk.as_ref()),
            care_prices: level("care_prices", table.care_prices.as_ref()),
            effect: level("effect", table.effect.as_ref()),
            provider_costs: level("provider_costs", table.provider_costs.as_ref()),
        }
    }

    /// A level of what the file does not have would be believed and ignored.
    pub(super) fn levels_have_something_to_multiply(
        &mut self,
        contract: &Contract,
        councils: &[Council],
        editions: &[Edition],
    ) {
        let levels = &self.file.levels;
        let caps = contract.caps;
        let is_capped = [caps.per_child, caps.per_year, caps.total].iter().any(Option::is_some)
            || councils.iter().any(|council| council.cap.is_some());
        let is_for_outcomes = |measure: &Measure| !matches!(measure, Measure::Input { .. });
        let mut prices = editions.iter().flat_map(|edition| &edition.prices);
        let mut therapies = editions.iter().flat_map(|edition| &edition.therapies);
        let has_effect = therapies.any(|therapy| {
            !therapy.care_entry.is_empty()
                || !therapy.return_home.is_empty()
                || !therapy.moves.is_empty()
        });
        let idle = [
            (
                "tariff",
                levels.tariff.is_some(),
                contract.lines.iter().any(|line| is_for_outcomes(&line.measure)),
                "no line pays for outcomes",
            ),
            (
                "deadweight",
                levels.deadweight.is_some(),
                prices.any(|price| price.deadweight.is_some()),
                "no line has a `deadweight`",
            ),
            ("caps", levels.caps.is_some(), is_capped, "the contract has no caps"),
            (
                "co_payers",
                levels.co_payers.is_some(),
                !contract.co_payers.is_empty(),
                "there are no co-payers",
            ),
            (
                "commitment",
                levels.commitment.is_some(),
                self.file.investor.is_some(),
                "nobody invests",
            ),
            ("effect", levels.effect.is_some(), has_effect, "no therapy has an `effect`"),
        ];
        for (key, is_set, is_there, title) in idle {
            if is_set && !is_there {
                let at = Path::root().key("levels").key(key);
                let finding = Finding::warning("no-effect", &at, title);
                self.report(finding.label("there is nothing that this could multiply").at_key());
            }
        }
    }
}
