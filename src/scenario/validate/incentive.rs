//! What the table of the incentive means.

use super::Checker;
use crate::assumption::{Parameter, Spread};
use crate::scenario::model::{Edition, Incentive};
use crate::scenario::schema::{IncentiveTable, Multiple};
use toml_findings::{Finding, Path};

impl Checker<'_> {
    pub(super) fn incentive(&mut self, table: &IncentiveTable, at: &Path) -> Incentive {
        let mut factor = |key, written| self.factor(written, &at.key(key));
        Incentive {
            effect: factor("effect", table.effect.as_ref()),
            completes: factor("completes", table.completes.as_ref()),
            starts_therapy: factor("starts_therapy", table.starts_therapy.as_ref()),
            costs: factor("costs", table.costs.as_ref()),
        }
    }

    /// A factor that is above 0 in every trial: a stretch that is written to begin at 0 is not.
    fn factor(&mut self, written: Option<&Multiple>, at: &Path) -> Option<Parameter> {
        let factor = self.optional(written, at)?;
        let spread = &self.register.get(factor).spread;
        let lowest = match *spread {
            Spread::Uniform { low, .. }
            | Spread::Triangular { low, .. }
            | Spread::Pert { low, .. } => low,
            Spread::Empirical(ref values) => values[0],
            _ => return Some(factor),
        };
        if lowest <= 0.0 {
            let title = format!("this `{}` can reach {lowest}", spread.form());
            let form = at.key(spread.form());
            self.error("leaves-its-range", &form, title, "a factor is above 0, and 1 is no change");
        }
        Some(factor)
    }

    /// A better effect of therapies that have none would be believed and ignored.
    pub(super) fn incentive_has_an_effect_to_change(&mut self, editions: &[Edition]) {
        let mut therapies = editions.iter().flat_map(|edition| &edition.therapies);
        if self.file.incentive.effect.is_none()
            || therapies
                .any(|therapy| !therapy.care_entry.is_empty() || !therapy.return_home.is_empty())
        {
            return;
        }
        let at = Path::root().key("incentive").key("effect");
        let title = "no therapy has an effect that this could change";
        let label = "give a therapy `effect.care_entry` or `effect.return_home`, or leave it out";
        self.report(Finding::warning("no-effect", &at, title).label(label).at_key());
    }
}
