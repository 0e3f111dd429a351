//! What the tables of secondary outcomes mean.

use super::Checker;
use super::contract::window;
use crate::scenario::model::SecondaryOutcome;
use toml_findings::Path;

impl Checker<'_> {
    pub(super) fn outcomes(&mut self, at: &Path) -> Vec<SecondaryOutcome> {
        let file = self.file;
        let names: Vec<&str> = file.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
        self.unique_names("outcome", &names, at);
        let mut outcomes = Vec::with_capacity(names.len());
        for (index, table) in file.outcomes.iter().enumerate() {
            let at = at.index(index);
            outcomes.push(SecondaryOutcome {
                name: table.name.clone(),
                measured: window(table.measured),
                with_therapy: self.number(&table.with_therapy, &at.key("with_therapy")),
                without_therapy: self.number(&table.without_therapy, &at.key("without_therapy")),
            });
        }
        outcomes
    }
}
