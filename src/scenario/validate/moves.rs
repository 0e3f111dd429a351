//! What a therapy's effect on moves between placements means.

use super::Checker;
use crate::scenario::model::{MoveEffect, MoveRate};
use crate::scenario::schema::MoveStep;
use toml_findings::Path;

impl Checker<'_> {
    pub(super) fn changed_moves(&mut self, steps: &[MoveStep], at: &Path) -> Vec<MoveEffect> {
        for (index, step) in steps.iter().enumerate() {
            let same =
                |move_step: &&MoveStep| move_step.from == step.from && move_step.to == step.to;
            let before = steps[..index].iter().rfind(same).map(|rfind| rfind.until_month);
            if let Some(before) = before.filter(|before| step.until_month <= *before) {
                let title = format!(
                    "the steps from `{}` to `{}` do not ascend: {} after {before}",
                    step.from, step.to, step.until_month,
                );
                let place = at.index(index).key("until_month");
                self.error("not-ascending", &place, title, format!("above {before}"));
            }
        }
        let mut effects = Vec::with_capacity(steps.len());
        for (index, step) in steps.iter().enumerate() {
            effects.extend(self.changed_move(step, &at.index(index)));
        }
        effects
    }

    fn changed_move(&mut self, step: &MoveStep, at: &Path) -> Option<MoveEffect> {
        let per_year = self.optional(step.per_year.as_ref(), &at.key("per_year"));
        let hazard_ratio = self.optional(step.hazard_ratio.as_ref(), &at.key("hazard_ratio"));
        let from = self.placement_named(&step.from, &at.key("from"));
        let to = self.placement_named(&step.to, &at.key("to"));
        if step.from == step.to {
            let title = "a child cannot move to where it is";
            self.error("moves-to-itself", &at.key("to"), title, "another placement");
        }
        let change = match (per_year, hazard_ratio) {
            (Some(rate), None) => MoveRate::PerYear(rate),
            (None, Some(ratio)) => MoveRate::HazardRatio(ratio),
            (None, None) => {
                let title = "a step of moves needs a rate";
                self.error("no-form", at, title, "add `per_year` or `hazard_ratio`");
                return None;
            }
            (Some(_), Some(_)) => {
                let title = "a step of moves has one form, and this one has two";
                let label = "keep this or `per_year`";
                self.error("several-forms", &at.key("hazard_ratio"), title, label);
                return None;
            }
        };
        if let (MoveRate::HazardRatio(_), Some(_), Some(_)) = (change, from, to) {
            self.ratio_has_a_rate(step, at);
        }
        Some(MoveEffect { from: from?, to: to?, until_month: step.until_month, change })
    }

    fn placement_named(&mut self, name: &str, at: &Path) -> Option<usize> {
        let file = self.file;
        let names: Vec<&str> = file.placements.keys().map(String::as_str).collect();
        let found = names.iter().position(|it| *it == name);
        if found.is_none() {
            self.unknown_name("placement", name, &names, at);
        }
        found
    }

    /// A ratio on a rate of nothing would be believed and do nothing.
    fn ratio_has_a_rate(&mut self, step: &MoveStep, at: &Path) {
        let placement = self.file.placements.get(&step.from);
        if placement.is_some_and(|placement| placement.moves_per_year.get(&step.to).is_none()) {
            let title = format!("nobody moves from `{}` to `{}` by nature", step.from, step.to);
            let label = "give a rate with `per_year`, or add `moves_per_year` to the placement";
            self.error("no-natural-moves", &at.key("hazard_ratio"), title, label);
        }
    }
}
